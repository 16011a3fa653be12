/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_FENCE_QUEUE_H
#define VGT_CORE_FENCE_QUEUE_H

#include <linux/types.h>

struct vgt_fence_range;
struct vgt_vgpu;

u64 vgt_fence_now_ms(void);
bool vgt_fence_turn(struct vgt_vgpu *vgpu);
int vgt_fence_wait(struct vgt_vgpu *vgpu);
void vgt_fence_leave(struct vgt_vgpu *vgpu);
struct vgt_fence_range *vgt_fence_giver(const struct vgt_fence_range *asks, bool fence);

#endif
