/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_FENCE_POOL_H
#define VGT_CORE_FENCE_POOL_H

#include <linux/types.h>

struct vgt_fence_pool;
struct vgt_fence_range;
struct vgt_vgpu;

typedef int vgt_fence_fn(void *arg, u32 page);

void vgt_fence_pool_init(struct vgt_fence_pool *pool);
void vgt_fence_pool_fini(struct vgt_fence_pool *pool);

int vgt_fence_cover(struct vgt_vgpu *vgpu, u32 i, u64 val, u32 reach);
int vgt_fence_access(struct vgt_vgpu *vgpu, u32 page, bool must, vgt_fence_fn *fn, void *arg);
void vgt_fences_follow(struct vgt_vgpu *vgpu, u32 first, u32 count, const u64 *hw);
void vgt_fences_unwait(struct vgt_vgpu *vgpu);
void vgt_fences_reload(struct vgt_vgpu *vgpu);

#endif
