// SPDX-License-Identifier: GPL-2.0-only
/*
 * A request in flight goes on with what was judged ahead of the same context, so that the engine
 * does not wait for the vGPU's worker.
 *
 * The worker hands the commands to the GPU port as a second part, while the first one runs
 * (@extend). When the first part is complete, the port asks here whether the hardware may go on
 * (vgt_follow_goes_on()). This is the only moment at which that is decided, and it is decided with
 * the scheduler's lock: before it the second part can be taken back at any time, because nothing
 * but the port has it, and after it the second part is the request in flight. The worker takes note
 * later (vgt_follow_take()): in between, both are its work, and no third part exists.
 *
 * Why the result is the one of the ordinary way, where the worker completes the first part and
 * hands over the second one:
 *
 * The context. Only its ring changes. So the second part must have the same page tables, the same
 * commands at context restore, and no batches of its own in the GGTT. The first part may not have
 * such batches that the hardware runs at a restore, because they are freed when it is complete.
 * What the hardware saves in the image in between is not looked at. The guest's image is saved when
 * the engine leaves the context, as on hardware, where a lite restore has no other result either.
 *
 * Registers outside of the context. Neither part may need a bracket (bracket.c). If the guest sets
 * such a register by MMIO meanwhile, or its batch by a command and the engine changes hands, the
 * second part waits for its turn: it may be about that.
 *
 * The host. Its driver may preempt either part, and run the first one again after a reset. A part
 * is complete when its breadcrumb was written, in whatever way it came to that. If the first part
 * failed, was cancelled, or any engine was reset meanwhile, the port does not ask: the worker
 * decides, with the state that the reset has left. So another engine's reset costs time only. The
 * second part has the position in the host's queue that a new request would have.
 *
 * The scheduler. It is asked for each part, as if the entity had come back with it: vGPUs that
 * wait, the cap, the host's weight (vgt_sched_goes_on()). The time since the first part began has a
 * limit, after which the chain ends, and with it comes a moment at which the host's work of the
 * lowest priority runs: its heartbeats. Time-outs and blame begin anew with each part. A part that
 * follows counts as taken up by the hardware at once, so that a part which leaves the hardware
 * without a breadcrumb is found.
 *
 * Resets, removed memory, and the host's sleep take the second part back (vgt_follow_revoke()),
 * or find that it is in flight, and treat it like any request in flight.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "core/audit/audit.h"
#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/record/record.h"
#include "core/regs/mmio_context.h"
#include "core/sched/ban.h"
#include "core/sched/sched.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "bracket.h"
#include "cs_error.h"
#include "follow.h"
#include "indirect_ctx.h"
#include "workload.h"

/* Is the second part one that may begin without the worker? */
static bool vgt_follow_fits(const struct vgt_vengine *ve)
{
	const struct vgt_workload *next = &ve->ahead.work;
	const struct vgt_workload *work = &ve->work;

	return next->elem.lrca == work->elem.lrca && next->elem.mode == work->elem.mode &&
	       next->ppgtt == work->ppgtt && !next->nspaces && !work->nspaces &&
	       list_empty(&next->batches) && !next->per_ctx && !work->per_ctx &&
	       vgt_indirect_ctx_same(ve, next) && vgt_bracket_spared(ve);
}

/*
 * Turn the commands that turn arbitration on into what they were, as vgt_bracket_make() does for a
 * request without a bracket, and note where they are. Return false if they are too many.
 */
static bool vgt_follow_settle(struct vgt_vengine *ve)
{
	struct vgt_follow *follow = &ve->follow;
	u32 gap, i, n = 0;

	for (gap = ve->ahead.work.gaps; gap; gap = ve->cs[gap - 1]) {
		if (n == VGT_FOLLOW_GAPS)
			return false;
		follow->gaps[n++] = gap;
	}
	for (i = 0; i < n; i++)
		ve->cs[follow->gaps[i] - 1] = VGT_MI_ARB_ON;
	follow->ngaps = n;
	return true;
}

/* The part runs in the ordinary way: it may need a bracket then. */
static void vgt_follow_unsettle(struct vgt_vengine *ve)
{
	struct vgt_follow *follow = &ve->follow;
	u32 before = 0;

	while (follow->ngaps) {
		u32 gap = follow->gaps[--follow->ngaps];

		ve->cs[gap - 1] = before;
		before = gap;
	}
}

/* Nothing of the vGPU may begin that the worker would not submit now either. */
static bool vgt_follow_may(const struct vgt_vengine *ve)
{
	const struct vgt_vgpu *vgpu = ve->vgpu;

	lockdep_assert_held(&ve->ent.engine->lock);
	return ve->follow.handed && !ve->follow.revoked &&
	       ve->follow.sets == vgpu->sets[ve->id] && !READ_ONCE(ve->work.dropped) &&
	       !READ_ONCE(ve->hung) && !READ_ONCE(vgpu->stopped) &&
	       !READ_ONCE(vgpu->dev->frozen) && !vgt_ban_holds(&vgpu->ban) &&
	       !vgt_record_on(vgpu);
}

/* The first part is complete: see @goes_on of &struct vgt_gpu_request. */
static bool vgt_follow_goes_on(struct vgt_gpu_request *rq)
{
	struct vgt_part *part = container_of(rq, struct vgt_part, rq);
	struct vgt_vengine *ve = part->ve;
	struct vgt_sched_engine *se = ve->ent.engine;
	unsigned long flags;
	bool goes_on;

	spin_lock_irqsave(&se->lock, flags);
	goes_on = vgt_follow_may(ve) && vgt_sched_goes_on(&ve->ent);
	if (goes_on) {
		ve->follow.begun = true;
		ve->follow.flight = part;
		queue_work(ve->vgpu->wq, &ve->step);
	}
	spin_unlock_irqrestore(&se->lock, flags);
	return goes_on;
}

static struct vgt_part *vgt_follow_other(struct vgt_vengine *ve)
{
	return ve->part == &ve->parts[0] ? &ve->parts[1] : &ve->parts[0];
}

/**
 * vgt_follow_first() - get the part of a request that follows no other one
 * @ve: the engine; the scheduler's @port is held, nothing of it is with the GPU port
 *
 * Return: the part, which counts as the one in flight from now on.
 */
struct vgt_part *vgt_follow_first(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	unsigned long flags;

	lockdep_assert_held(&se->port);
	spin_lock_irqsave(&se->lock, flags);
	ve->part = &ve->parts[0];
	memset(ve->part, 0, sizeof(*ve->part));
	ve->part->ve = ve;
	ve->follow.flight = ve->part;
	spin_unlock_irqrestore(&se->lock, flags);
	return ve->part;
}

/* How often the guest has set registers outside of the context. */
static u32 vgt_follow_sets(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	unsigned long flags;
	u32 sets;

	spin_lock_irqsave(&se->lock, flags);
	sets = ve->vgpu->sets[ve->id];
	spin_unlock_irqrestore(&se->lock, flags);
	return sets;
}

/* Set whether the GPU port has a second part, judged with @sets. The vGPU's lock is held. */
static void vgt_follow_set(struct vgt_vengine *ve, bool handed, u32 sets)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	ve->follow.handed = handed;
	ve->follow.revoked = false;
	ve->follow.begun = false;
	ve->follow.sets = sets;
	if (handed)
		vgt_mmio_ctx_follow(ve);
	spin_unlock_irqrestore(&se->lock, flags);
}

/* Hand the second part over. It may begin, and even end, before this returns. */
static void vgt_follow_extend(struct vgt_vengine *ve, u32 sets)
{
	struct vgt_part *part = vgt_follow_other(ve);
	struct vgt_workload *next = &ve->ahead.work;
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;
	int ret;

	lockdep_assert_held(&ve->ent.engine->port);
	if (!vgt_follow_settle(ve))
		return;
	next->len = next->words;
	next->watch = vgt_cs_error_watch(ve->vgpu);
	vgt_workload_part(ve, next, part);
	part->rq.goes_on = vgt_follow_goes_on;
	vgt_follow_set(ve, true, sets);
	ret = gpu->ops->extend(gpu, &ve->part->rq, &part->rq);
	trace_vgt_workload(ve->vgpu->id, ve->id, next->elem.lrca, next->words, ret);
	if (!ret)
		return;
	/* It runs in the ordinary way, or is offered again with the next step. */
	vgt_follow_set(ve, false, 0);
	vgt_follow_unsettle(ve);
}

/**
 * vgt_follow_hand_over() - hand what was judged ahead to the GPU port, if it may follow
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_follow_hand_over(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	u32 sets;

	lockdep_assert_held(&ve->vgpu->lock);
	sets = vgt_follow_sets(ve);
	/* A record tells of one request after the other. */
	if (!ve->ahead.ready || READ_ONCE(ve->follow.handed) || !vgt_sched_in_flight(&ve->ent) ||
	    vgt_record_on(ve->vgpu) || !vgt_follow_fits(ve))
		return;
	mutex_lock(&se->port);
	if (ve->work.submitted && !ve->work.dropped && !ve->work.refused &&
	    !READ_ONCE(ve->ent.done))
		vgt_follow_extend(ve, sets);
	mutex_unlock(&se->port);
}

/**
 * vgt_follow_handed() - check whether what was judged ahead may begin at any time
 * @ve: the engine; the vGPU's lock is held
 *
 * Return: also true if it has begun, and the worker has not taken note of it.
 */
bool vgt_follow_handed(const struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	return READ_ONCE(ve->follow.handed) && !READ_ONCE(ve->follow.revoked);
}

/* Has the hardware gone on? True once each time. */
static bool vgt_follow_take_begun(struct vgt_vengine *ve)
{
	struct vgt_follow *follow = &ve->follow;
	struct vgt_sched_engine *se = ve->ent.engine;
	unsigned long flags;
	bool begun;

	spin_lock_irqsave(&se->lock, flags);
	begun = follow->begun;
	if (begun) {
		follow->begun = false;
		follow->handed = false;
	}
	spin_unlock_irqrestore(&se->lock, flags);
	return begun;
}

/**
 * vgt_follow_take() - take note that the hardware has gone on with the second part
 * @ve: the engine; the vGPU's lock is held
 *
 * If it has, the second part is the engine's work now, and the first one is released.
 */
void vgt_follow_take(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (!vgt_follow_take_begun(ve))
		return;
	ve->vgpu->stats.followed++;
	ve->follow.ngaps = 0;
	ve->ahead.ready = false;
	ve->ahead.restored = false;
	ve->part = vgt_follow_other(ve);
	vgt_workload_follow(ve, &ve->ahead.work, &ve->ahead.ring);
}

/**
 * vgt_follow_revoke() - take the second part back
 * @ve: the engine; the vGPU's lock is held. What it was judged with may go away afterwards
 *
 * Return: true if it is in flight already: then it is the engine's work now.
 */
bool vgt_follow_revoke(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	struct vgt_part *part = ve->part;
	unsigned long flags;

	lockdep_assert_held(&ve->vgpu->lock);
	spin_lock_irqsave(&se->lock, flags);
	if (ve->follow.handed && !ve->follow.begun)
		ve->follow.revoked = true;
	spin_unlock_irqrestore(&se->lock, flags);
	vgt_follow_take(ve);
	/* The engine's copy of its commands is used anew. */
	ve->follow.ngaps = 0;
	return ve->part != part;
}

/**
 * vgt_follow_end() - take over what the GPU port has told of a request that is done
 * @ve: the engine, of which the port has nothing any more; the vGPU's lock is held, and
 *	vgt_follow_take() was called since
 *
 * What was to follow it, and did not begin, runs in the ordinary way.
 */
void vgt_follow_end(struct vgt_vengine *ve)
{
	struct vgt_workload *work = &ve->work;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_follow_set(ve, false, 0);
	vgt_follow_unsettle(ve);
	work->error = ve->part->error;
	work->invalid = ve->part->rq.invalid;
	work->reset = ve->part->reset;
	work->waited = ve->part->waited;
	work->expired = ve->part->expired;
}

/**
 * vgt_follow_overdue() - get the request that has had the engine for too long, to end it
 * @ve: the engine; the scheduler's @port is held, the vGPU's lock is not
 *
 * Return: the request, which nothing follows any more; or NULL if the hardware has just gone on.
 */
struct vgt_gpu_request *vgt_follow_overdue(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	struct vgt_part *part = NULL;
	unsigned long flags;

	lockdep_assert_held(&se->port);
	spin_lock_irqsave(&se->lock, flags);
	if (se->overdue) {
		part = ve->follow.flight;
		part->expired = true;
		if (!ve->follow.begun)
			ve->follow.revoked = true;
	}
	spin_unlock_irqrestore(&se->lock, flags);
	return part ? &part->rq : NULL;
}
