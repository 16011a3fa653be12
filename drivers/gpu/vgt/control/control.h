/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What administrators see: /sys/kernel/vgt.
 */
#ifndef VGT_CONTROL_H
#define VGT_CONTROL_H

struct kset;
struct vgt_device;
struct vgt_vgpu;

int vgt_control_init(void);
void vgt_control_exit(void);
int vgt_control_add(struct vgt_device *dev);
void vgt_control_del(struct vgt_device *dev);

struct kset *vgt_control_root(void);
int vgt_control_vgpu_add(struct vgt_vgpu *vgpu);
void vgt_control_vgpu_del(struct vgt_vgpu *vgpu);

#endif
