/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parts of the preparation of a workload, for those that are judged ahead of their turn.
 */
#ifndef VGT_CORE_WORKLOAD_H
#define VGT_CORE_WORKLOAD_H

struct vgt_part;
struct vgt_ring_state;
struct vgt_vengine;
struct vgt_workload;

void vgt_workload_begin(struct vgt_vengine *ve, struct vgt_workload *work);
int vgt_workload_judge(struct vgt_vengine *ve, const struct vgt_ring_state *ring);
int vgt_workload_load(struct vgt_vengine *ve, const struct vgt_ring_state *ring);
void vgt_workload_part(struct vgt_vengine *ve, const struct vgt_workload *work,
		       struct vgt_part *part);
void vgt_workload_move(struct vgt_vengine *ve, struct vgt_workload *from);
void vgt_workload_follow(struct vgt_vengine *ve, struct vgt_workload *next,
			 const struct vgt_ring_state *ring);
void vgt_workload_forget(struct vgt_vengine *ve, struct vgt_workload *work);

#endif
