/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_FENCE_H
#define VGT_CORE_FENCE_H

#include <linux/types.h>

struct vgt_vgpu;

int vgt_fences_init(struct vgt_vgpu *vgpu);
void vgt_fences_reset(struct vgt_vgpu *vgpu);
void vgt_fences_restore(struct vgt_vgpu *vgpu);
void vgt_fences_fini(struct vgt_vgpu *vgpu);

#endif
