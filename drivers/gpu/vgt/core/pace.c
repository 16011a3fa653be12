// SPDX-License-Identifier: GPL-2.0-only
/*
 * Long work under a vGPU's lock is done in pieces: a guest decides how much there is to
 * do, and others may wait for the lock: the guest's own processors, the hypervisor that
 * takes memory away, who reads a file in sysfs.
 */
#include <linux/lockdep.h>
#include <linux/sched.h>

#include "guest_port.h"
#include "pace.h"
#include "vgpu_types.h"

/**
 * vgt_turn_begin() - something is to be done in the vGPU's own queue
 * @vgpu: the vGPU; takes its lock, which is let go of now and then as vgt_pace() says
 * @turn: the caller's, until vgt_turn_end()
 * @work: what is being prepared, or NULL
 *
 * The memory is the guest's.
 */
void vgt_turn_begin(struct vgt_vgpu *vgpu, struct vgt_turn *turn,
		    const struct vgt_workload *work)
{
	turn->charge = vgt_guest_charge_begin(vgpu->guest);
	mutex_lock(&vgpu->lock);
	turn->began = ktime_get();
	vgt_pace_begin(vgpu, &turn->pace, work);
	turn->pace.trees = true;
}

/**
 * vgt_turn_end() - it is done
 * @vgpu: the vGPU; its lock is held, and released
 * @turn: the caller's
 *
 * Return: nanoseconds that it took, which are to count in the vGPU's share.
 */
u64 vgt_turn_end(struct vgt_vgpu *vgpu, struct vgt_turn *turn)
{
	u64 ns;

	lockdep_assert_held(&vgpu->lock);
	vgt_pace_end(vgpu);
	ns = ktime_to_ns(ktime_sub(ktime_get(), turn->began));
	mutex_unlock(&vgpu->lock);
	vgt_guest_charge_end(vgpu->guest, turn->charge);
	return ns;
}

/**
 * vgt_pace_begin() - from here on the lock may be let go of now and then
 * @vgpu: the vGPU; its lock is held
 * @pace: the caller's, until vgt_pace_end()
 * @work: what is being prepared, or NULL
 *
 * Only in places that hold no other lock, and assume nothing of what the lock protects
 * but what they hold references to, or look at again.
 */
void vgt_pace_begin(struct vgt_vgpu *vgpu, struct vgt_pace *pace,
		    const struct vgt_workload *work)
{
	lockdep_assert_held(&vgpu->lock);
	pace->until = ktime_add_ns(ktime_get(), VGT_PACE_NS);
	pace->work = work;
	pace->trees = false;
	vgpu->pace = pace;
}

/**
 * vgt_pace_end() - the lock is held as long as it takes again
 * @vgpu: the vGPU; its lock is held
 */
void vgt_pace_end(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	vgpu->pace = NULL;
}

/**
 * vgt_pace() - a place where the lock may be let go of, if it was held for long
 * @vgpu: the vGPU; its lock is held. Does nothing outside of vgt_pace_begin() and
 *	vgt_pace_end()
 *
 * Return: 0; -ECANCELED where what is being prepared is of no use any more.
 */
int vgt_pace(struct vgt_vgpu *vgpu)
{
	struct vgt_pace *pace = vgpu->pace;

	lockdep_assert_held(&vgpu->lock);
	if (!pace || ktime_before(ktime_get(), pace->until))
		return 0;
	/* Whoever has the lock meanwhile has a pace of its own, or none. */
	vgpu->pace = NULL;
	mutex_unlock(&vgpu->lock);
	cond_resched();
	mutex_lock(&vgpu->lock);
	vgpu->pace = pace;
	pace->until = ktime_add_ns(ktime_get(), VGT_PACE_NS);
	return pace->work && pace->work->dropped ? -ECANCELED : 0;
}
