/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_FENCE_REAL_H
#define VGT_CORE_FENCE_REAL_H

#include <linux/types.h>

struct vgt_device;
struct vgt_fence_range;
struct vgt_fence_real;
struct vgt_vgpu;

int vgt_fence_take(struct vgt_device *dev, struct vgt_fence_range *range);
void vgt_fence_lose(struct vgt_fence_range *range);
void vgt_fence_give(struct vgt_vgpu *vgpu, struct vgt_fence_real *real);
void vgt_fence_load(struct vgt_device *dev, const struct vgt_fence_range *range);

#endif
