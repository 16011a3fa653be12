/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_SHARE_H
#define VGT_CORE_SHARE_H

#include <linux/types.h>

struct vgt_device;
struct vgt_vengine;
struct vgt_vgpu;

u64 vgt_sched_busy_ns(struct vgt_vengine *ve);
u32 vgt_sched_weight(const struct vgt_vgpu *vgpu);
void vgt_sched_set_weight(struct vgt_vgpu *vgpu, u32 weight);
u32 vgt_sched_cap(const struct vgt_vgpu *vgpu);
void vgt_sched_set_cap(struct vgt_vgpu *vgpu, u32 percent);
void vgt_sched_flush(struct vgt_device *dev);

#endif
