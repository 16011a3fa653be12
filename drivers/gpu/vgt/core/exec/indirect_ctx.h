/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_INDIRECT_CTX_H
#define VGT_CORE_INDIRECT_CTX_H

struct vgt_audit;
struct vgt_lrc;
struct vgt_ring_state;
struct vgt_vengine;

int vgt_indirect_ctx_shadow(struct vgt_audit *audit, struct vgt_lrc *lrc,
			    const struct vgt_ring_state *ring);
void vgt_indirect_ctx_forget(struct vgt_vengine *ve);

#endif
