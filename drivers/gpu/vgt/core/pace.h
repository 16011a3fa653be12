/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PACE_H
#define VGT_CORE_PACE_H

#include <linux/ktime.h>
#include <linux/types.h>

struct vgt_vgpu;
struct vgt_workload;

/* Time after which vgt_pace() drops the vGPU's lock, in nanoseconds. */
#define VGT_PACE_NS		(2 * NSEC_PER_MSEC)

/**
 * struct vgt_pace - long work under the vGPU's lock, done in pieces
 * @until: end of the current piece
 * @work: the workload that is being prepared, or NULL
 * @away_ns: for how long others had the lock meanwhile
 * @checks: how often vgt_pace() was called, from the last time on that it released the lock
 * @trees: the lock may be dropped even while a tree of page tables is freed: all callers hold
 *	references to the objects that they use. Only in the vGPU's own queue
 */
struct vgt_pace {
	ktime_t until;
	const struct vgt_workload *work;
	u64 away_ns;
	u32 checks;
	bool trees;
};

/**
 * struct vgt_turn - work in the vGPU's own queue, at the vGPU's cost
 * @pace: its pace
 * @charge: cookie of vgt_guest_charge_begin()
 * @began: start time
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
