/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_BAR2_PIECE_H
#define VGT_CORE_BAR2_PIECE_H

#include <linux/types.h>

struct vgt_fence_range;
struct vgt_ggtt_slice;
struct vgt_vgpu;

int vgt_bar2_pieces_init(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice);
void vgt_bar2_pieces_fini(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice);
int vgt_bar2_pieces_room(struct vgt_vgpu *vgpu, u32 block);
struct vgt_fence_range *vgt_bar2_piece(struct vgt_vgpu *vgpu, u32 page);
void vgt_bar2_pieces_follow(struct vgt_vgpu *vgpu, u32 first, u32 count, const u64 *hw);
void vgt_bar2_pieces_give(struct vgt_vgpu *vgpu);
void vgt_bar2_pieces_reload(struct vgt_vgpu *vgpu);

#endif
