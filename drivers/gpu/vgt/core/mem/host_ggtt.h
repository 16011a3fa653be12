/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_HOST_GGTT_H
#define VGT_CORE_HOST_GGTT_H

#include <linux/types.h>

struct vgt_vgpu;

int vgt_host_ggtt_take(struct vgt_vgpu *vgpu, u64 bytes);
void vgt_host_ggtt_grown(struct vgt_vgpu *vgpu, u64 bytes);
void vgt_host_ggtt_give(struct vgt_vgpu *vgpu, u64 bytes);
void vgt_host_ggtt_begin(struct vgt_vgpu *vgpu);
bool vgt_host_ggtt_was_full(const struct vgt_vgpu *vgpu);
bool vgt_host_ggtt_tight(struct vgt_vgpu *vgpu);

#endif
