/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_RING_H
#define VGT_CORE_RING_H

#include <linux/types.h>

struct vgt_lrc;
struct vgt_ring_state;
struct vgt_vengine;

u32 vgt_ring_size(const struct vgt_ring_state *ring);
u32 vgt_ring_shadow_size(const struct vgt_ring_state *ring);
u32 vgt_ring_head_at(const struct vgt_ring_state *ring, u32 words);
int vgt_ring_check(struct vgt_vengine *ve, const struct vgt_ring_state *ring);
int vgt_ring_fits(struct vgt_vengine *ve, const struct vgt_lrc *lrc, u32 words);
int vgt_ring_copy(struct vgt_vengine *ve, const struct vgt_ring_state *ring);
void vgt_ring_free(struct vgt_vengine *ve);

#endif
