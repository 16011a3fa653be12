// SPDX-License-Identifier: GPL-2.0-only
/*
 * Do long work under a vGPU's lock in pieces. A guest decides how much work there is, and
 * others may wait for the lock: the guest's own processors, a hypervisor that removes
 * memory, a reader of a file in sysfs.
 */
#include <linux/lockdep.h>
#include <linux/sched.h>

#include "core/record/record.h"
#include "guest_port.h"
#include "pace.h"
#include "vgpu_types.h"

/**
 * vgt_turn_begin() - begin work in the vGPU's own queue
 * @vgpu: the vGPU; takes its lock, which is released now and then by vgt_pace()
 * @turn: the caller's, until vgt_turn_end()
 * @work: what is being prepared, or NULL
 *
 * Memory is charged to the guest.
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
 * vgt_turn_end() - end work in the vGPU's own queue
 * @vgpu: the vGPU; its lock is held, and released
 * @turn: the caller's
 *
 * Return: the nanoseconds that the work took, which must count in the vGPU's share: without those
 * in which others had the lock.
 */
u64 vgt_turn_end(struct vgt_vgpu *vgpu, struct vgt_turn *turn)
{
	u64 ns;

	lockdep_assert_held(&vgpu->lock);
	vgt_pace_end(vgpu);
	ns = ktime_to_ns(ktime_sub(ktime_get(), turn->began)) - turn->pace.away_ns;
	mutex_unlock(&vgpu->lock);
	vgt_guest_charge_end(vgpu->guest, turn->charge);
	return ns;
}

/**
 * vgt_pace_begin() - begin a section in which the lock may be released now and then
 * @vgpu: the vGPU; its lock is held
 * @pace: the caller's, until vgt_pace_end()
 * @work: what is being prepared, or NULL
 *
 * Use this only if no other lock is held, and if the section relies only on objects that it
 * holds references to, or looks up again.
 */
void vgt_pace_begin(struct vgt_vgpu *vgpu, struct vgt_pace *pace,
		    const struct vgt_workload *work)
{
	lockdep_assert_held(&vgpu->lock);
	pace->until = ktime_add_ns(ktime_get(), VGT_PACE_NS);
	pace->work = work;
	pace->away_ns = 0;
	pace->checks = 0;
	pace->trees = false;
	vgpu->pace = pace;
}

/**
 * vgt_pace_end() - end a section in which the lock may be released
 * @vgpu: the vGPU; its lock is held
 */
void vgt_pace_end(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	vgpu->pace = NULL;
}

/**
 * vgt_pace() - release the lock for a moment if it was held for long
 * @vgpu: the vGPU; its lock is held. Does nothing outside of vgt_pace_begin() and
 *	vgt_pace_end()
 *
 * Return: 0; -ECANCELED if the work that is being prepared is no longer needed.
 */
int vgt_pace(struct vgt_vgpu *vgpu)
{
	struct vgt_pace *pace = vgpu->pace;
	ktime_t left, now;
	bool open;

	lockdep_assert_held(&vgpu->lock);
	if (!pace)
		return 0;
	pace->checks++;
	if (vgt_record_keeps(vgpu, pace->checks, ktime_before(ktime_get(), pace->until)))
		return 0;
	open = vgt_record_yield(vgpu, pace->checks);
	pace->checks = 0;
	/* The next holder of the lock has a pace of its own, or none. */
	vgpu->pace = NULL;
	left = ktime_get();
	mutex_unlock(&vgpu->lock);
	cond_resched();
	mutex_lock(&vgpu->lock);
	now = ktime_get();
	vgt_record_resume(vgpu, open);
	vgpu->pace = pace;
	pace->away_ns += ktime_to_ns(ktime_sub(now, left));
	pace->until = ktime_add_ns(now, VGT_PACE_NS);
	return pace->work && pace->work->dropped ? -ECANCELED : 0;
}
