/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_INDIRECT_CTX_H
#define VGT_CORE_INDIRECT_CTX_H

struct vgt_audit;
struct vgt_ring_state;
struct vgt_vengine;
struct vgt_workload;

int vgt_indirect_ctx_judge(struct vgt_audit *audit, const struct vgt_ring_state *ring,
			   struct vgt_workload *work);
int vgt_indirect_ctx_shadow(struct vgt_vengine *ve, struct vgt_workload *work);
bool vgt_indirect_ctx_same(const struct vgt_vengine *ve, const struct vgt_workload *work);
void vgt_indirect_ctx_drop(struct vgt_vengine *ve, struct vgt_workload *work);
void vgt_indirect_ctx_forget(struct vgt_vengine *ve);

#endif
