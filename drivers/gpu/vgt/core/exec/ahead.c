// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judge ahead: while a request of a vGPU's engine is in flight, copy and audit the commands that
 * follow it, and shadow their page tables. When the request is done, they only need their shadow
 * context, and run.
 *
 * What follows is the rest of the same context's ring, after a lite restore; else the second
 * context of the list, or the first of the list that waits. The former may begin without the
 * worker: see follow.c.
 *
 * The request in flight owns its shadow context, and the state that the hardware saves in it. So
 * nothing here reads or writes a shadow context: that is done at the switch.
 *
 * The result never counts before its turn. If anything fails, is refused or out of date, it is
 * dropped, and the commands are prepared when it is their turn. So are commands that do something
 * when they are judged: they set or read a register of the vGPU's own (audit/virtual.c), or are
 * counted and logged because vgt leaves a load out.
 *
 * The engine's copy of the ring (@cs) is free while a request is in flight: the GPU port has
 * copied it.
 */
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/mem/ggtt.h"
#include "core/mem/host_ggtt.h"
#include "core/pace.h"
#include "core/record/record.h"
#include "core/sched/ban.h"
#include "core/sched/sched.h"
#include "core/vgpu_types.h"
#include "ahead.h"
#include "cs_error.h"
#include "follow.h"
#include "lrc.h"
#include "ring.h"
#include "vengine.h"
#include "workload.h"

/*
 * If the guest submits a context again whose commands were judged ahead, they are judged again,
 * with those that came: one request for all costs less than two. But not if they are many, or if
 * the hardware can go on with them by itself.
 */
#define VGT_AHEAD_AGAIN		4096	/* words */

/**
 * vgt_ahead_wanted() - check whether something may follow the request in flight
 * @ve: the engine. Without the vGPU's lock, the answer is a hint
 *
 * Return: false if there is nothing, or if it was judged already.
 */
bool vgt_ahead_wanted(const struct vgt_vengine *ve)
{
	if (READ_ONCE(ve->ahead.ready))
		return false;
	return READ_ONCE(ve->restored) || READ_ONCE(ve->el.active.count) > 1 ||
	       READ_ONCE(ve->el.next.count);
}

/* May anything of the engine run soon? */
static bool vgt_ahead_may(const struct vgt_vengine *ve)
{
	const struct vgt_vgpu *vgpu = ve->vgpu;

	return !ve->hung && !vgpu->stopped && !vgpu->removals &&
	       !READ_ONCE(vgpu->dev->frozen) && !vgt_ban_holds(&vgpu->ban);
}

/* Is a request with the GPU port, and will the engine go on after it? */
static bool vgt_ahead_runs(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	bool runs = false;

	if (vgt_sched_in_flight(&ve->ent)) {
		/* Whoever hands it over reads the copy of its commands until then. */
		mutex_lock(&se->port);
		runs = ve->work.submitted && !ve->work.dropped && !ve->work.refused;
		mutex_unlock(&se->port);
	}
	/* In any case: another vGPU's worker may have picked it just now. */
	return vgt_record_flag(ve->vgpu, VGT_RECORD_AHEAD, runs);
}

/* Does the context that runs go on, with commands that came after a lite restore? */
static bool vgt_ahead_same(struct vgt_vengine *ve)
{
	struct vgt_ahead *ahead = &ve->ahead;

	if (!ve->restored || vgt_lrc_ring_next(ve, &ve->work, &ahead->ring))
		return false;
	ahead->work.elem = ve->el.active.elem[0];
	return (ahead->ring.tail ^ ve->work.tail) & VGT_RING_OFFSET;
}

/* Is there another context to run next? The image of the one that runs is not up to date. */
static bool vgt_ahead_other(struct vgt_vengine *ve)
{
	const struct vgt_execlists *el = &ve->el;
	struct vgt_ahead *ahead = &ve->ahead;

	if (el->active.count > 1)
		ahead->work.elem = el->active.elem[1];
	else if (el->next.count)
		ahead->work.elem = el->next.elem[0];
	else
		return false;
	return ahead->work.elem.lrca != ve->work.elem.lrca &&
	       !vgt_lrc_ring_state(ve, &ahead->work.elem, &ahead->ring);
}

/* Find what runs next. Submissions from here on are not part of it. */
static bool vgt_ahead_find(struct vgt_vengine *ve)
{
	struct vgt_ahead *ahead = &ve->ahead;

	ahead->same = vgt_ahead_same(ve);
	if (!ahead->same && !vgt_ahead_other(ve))
		return false;
	ahead->restored = ve->restored;
	ve->restored = false;
	return !vgt_ring_check(ve, &ahead->ring);
}

static int vgt_ahead_try(struct vgt_vengine *ve)
{
	struct vgt_ahead *ahead = &ve->ahead;
	struct vgt_workload *work = &ahead->work;
	int ret;

	ret = vgt_ggtt_sync(ve->vgpu);
	if (work->dropped || ret)
		return ret;
	if (!vgt_ahead_find(ve))
		return 0;
	ret = vgt_ring_copy(ve, &ahead->ring);
	if (ret <= 0)
		return ret;
	work->words = ret;
	work->control = ahead->ring.control;
	work->tail = vgt_ring_head_at(&ahead->ring, work->words);
	return vgt_workload_judge(ve, &ahead->ring) ?: 1;
}

/* Forget what was judged. The context that runs was submitted again, as before. */
static void vgt_ahead_forget(struct vgt_vengine *ve)
{
	struct vgt_ahead *ahead = &ve->ahead;

	ve->restored |= ahead->restored && !ahead->work.dropped;
	ahead->restored = false;
	vgt_workload_forget(ve, &ahead->work);
}

/**
 * vgt_ahead_judge() - judge what follows the request in flight
 * @ve: the engine; the vGPU's lock is held, and may be dropped meanwhile. In the vGPU's own queue
 *
 * Return: 0, or -ECANCELED if what follows has changed meanwhile: try again.
 */
int vgt_ahead_judge(struct vgt_vengine *ve)
{
	struct vgt_ahead *ahead = &ve->ahead;
	struct vgt_workload *work = &ahead->work;
	struct vgt_pace *pace = ve->vgpu->pace;
	int ret;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!vgt_ahead_wanted(ve) || !vgt_ahead_may(ve) || !vgt_ahead_runs(ve))
		return 0;
	/* Copies of batches take room: work whose turn it is goes first. */
	if (vgt_host_ggtt_tight(ve->vgpu))
		return 0;
	vgt_workload_begin(ve, work);
	ve->preparing = work;
	if (pace)
		pace->work = work;
	ret = vgt_ahead_try(ve);
	if (pace)
		pace->work = &ve->work;
	ve->preparing = NULL;
	if (ret == 1 && !work->dropped && !work->stale && vgt_ahead_may(ve))
		ahead->ready = true;
	else
		vgt_ahead_forget(ve);
	return work->stale && !work->dropped ? -ECANCELED : 0;
}

/* Is it the turn of what was judged? */
static bool vgt_ahead_is_next(const struct vgt_vengine *ve)
{
	const struct vgt_elem *next = &ve->el.active.elem[0];
	const struct vgt_elem *elem = &ve->ahead.work.elem;

	return ve->el.active.count && elem->lrca == next->lrca && elem->id == next->id &&
	       elem->mode == next->mode;
}

/**
 * vgt_ahead_take() - make what was judged ahead the engine's work
 * @ve: the engine, whose former work is complete; the vGPU's lock is held
 *
 * Return: true if it is ready to run; false if there is none, or it must be prepared anew.
 */
bool vgt_ahead_take(struct vgt_vengine *ve)
{
	struct vgt_ahead *ahead = &ve->ahead;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!ahead->ready)
		return false;
	/* What was submitted again is complete, or goes on. */
	ahead->restored = false;
	if (!vgt_ahead_is_next(ve)) {
		vgt_ahead_drop(ve);
		return false;
	}
	vgt_workload_move(ve, &ahead->work);
	ahead->ready = false;
	ve->work.watch = vgt_cs_error_watch(ve->vgpu);
	if (!vgt_workload_load(ve, &ahead->ring))
		return true;
	vgt_workload_release(ve);
	return false;
}

/**
 * vgt_ahead_drop() - drop what was judged ahead
 * @ve: the engine; the vGPU's lock is held
 *
 * If it has begun, it is in flight, and stays.
 *
 * Return: true if there was something.
 */
bool vgt_ahead_drop(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (!ve->ahead.ready || vgt_follow_revoke(ve))
		return false;
	ve->ahead.ready = false;
	vgt_ahead_forget(ve);
	return true;
}

static bool vgt_ahead_stays(const struct vgt_vengine *ve)
{
	const struct vgt_ahead *ahead = &ve->ahead;

	return ahead->same && (ahead->work.words > VGT_AHEAD_AGAIN ||
			       !list_empty(&ahead->work.batches) || vgt_follow_handed(ve));
}

/**
 * vgt_ahead_resubmitted() - handle a guest's submission: something else may follow now
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_ahead_resubmitted(struct vgt_vengine *ve)
{
	struct vgt_ahead *ahead = &ve->ahead;

	lockdep_assert_held(&ve->vgpu->lock);
	if (ahead->ready && !vgt_ahead_stays(ve))
		vgt_ahead_drop(ve);
	if (ve->preparing == &ahead->work && !ahead->same)
		ahead->work.stale = true;
}
