/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_FENCE_H
#define VGT_CORE_FENCE_H

#include <linux/types.h>

struct vgt_device;
struct vgt_type;
struct vgt_vgpu;

u32 vgt_fences_of(const struct vgt_device *dev, const struct vgt_type *type);
int vgt_fences_init(struct vgt_vgpu *vgpu);
void vgt_fences_reset(struct vgt_vgpu *vgpu);
void vgt_fences_restore(struct vgt_vgpu *vgpu);
void vgt_fences_fini(struct vgt_vgpu *vgpu);

#endif
