/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PACE_H
#define VGT_CORE_PACE_H

#include <linux/ktime.h>
#include <linux/types.h>

struct vgt_vgpu;
struct vgt_workload;

/* So long the vGPU's lock is held in one piece, in nanoseconds. */
#define VGT_PACE_NS		(2 * NSEC_PER_MSEC)

/**
 * struct vgt_pace - long work under the vGPU's lock, done in pieces
 * @until: when the present piece ends
 * @work: what is being prepared, or NULL
 * @trees: the lock may be let go of while a tree of page tables is taken apart, too: who
 *	is further up holds references to all it looks at. In the vGPU's own queue
 */
struct vgt_pace {
	ktime_t until;
	const struct vgt_workload *work;
	bool trees;
};

/**
 * struct vgt_turn - what is done in the vGPU's own queue: at its own cost
 * @pace: it is done in pieces
 * @charge: the guest's memory account, see vgt_guest_charge_begin()
 * @began: when
 */
struct vgt_turn {
	struct vgt_pace pace;
	void *charge;
	ktime_t began;
};

void vgt_turn_begin(struct vgt_vgpu *vgpu, struct vgt_turn *turn,
		    const struct vgt_workload *work);
u64 vgt_turn_end(struct vgt_vgpu *vgpu, struct vgt_turn *turn);
void vgt_pace_begin(struct vgt_vgpu *vgpu, struct vgt_pace *pace,
		    const struct vgt_workload *work);
void vgt_pace_end(struct vgt_vgpu *vgpu);
int vgt_pace(struct vgt_vgpu *vgpu);

#endif
