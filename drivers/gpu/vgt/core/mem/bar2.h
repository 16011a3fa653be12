/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_BAR2_H
#define VGT_CORE_BAR2_H

#include <linux/types.h>

struct vgt_ggtt_slice;
struct vgt_vgpu;

int vgt_bar2_room(struct vgt_vgpu *vgpu, const struct vgt_ggtt_slice *slice, u32 block);
bool vgt_bar2_hide(struct vgt_vgpu *vgpu, const struct vgt_ggtt_slice *slice, u32 first, u32 count);
u64 vgt_bar2_entry(struct vgt_vgpu *vgpu, u32 page);
void vgt_bar2_show(struct vgt_vgpu *vgpu, const struct vgt_ggtt_slice *slice, u32 first, u32 count);
void vgt_bar2_refault(struct vgt_vgpu *vgpu, u32 first, u32 count);

#endif
