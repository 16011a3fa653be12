/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PM_H
#define VGT_CORE_PM_H

struct vgt_device;

int vgt_device_freeze(struct vgt_device *dev);
void vgt_device_thaw(struct vgt_device *dev);
void vgt_device_resume(struct vgt_device *dev);

#endif
