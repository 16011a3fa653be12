/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CONFIG_SPACE_H
#define VGT_CORE_CONFIG_SPACE_H

#include <linux/types.h>

struct vgt_device;
struct vgt_vgpu;

void vgt_config_mask_init(struct vgt_device *dev);
void vgt_config_reset(struct vgt_vgpu *vgpu);
bool vgt_config_intx(struct vgt_vgpu *vgpu);
bool vgt_config_asks_reset(struct vgt_vgpu *vgpu, u32 offset, const void *buf, u32 len);
int vgt_config_read(struct vgt_vgpu *vgpu, u32 offset, void *buf, u32 len);
int vgt_config_write(struct vgt_vgpu *vgpu, u32 offset, const void *buf, u32 len);

#endif
