// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a vGPU's engine: idle, with work that waits, in flight, hung.
 */
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/audit/audit.h"
#include "core/compat.h"
#include "core/device_types.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/mem/ggtt.h"
#include "core/mem/host_ggtt.h"
#include "core/mem/pin_block.h"
#include "core/pace.h"
#include "core/record/record.h"
#include "core/regs/mmio_context.h"
#include "core/sched/ban.h"
#include "core/sched/sched.h"
#include "core/type.h"
#include "core/vgpu_types.h"
#include "ahead.h"
#include "cs_error.h"
#include "execlists.h"
#include "follow.h"
#include "indirect_ctx.h"
#include "last.h"
#include "lrc.h"
#include "vengine.h"

/*
 * Check whether there is work that may run. Nothing of a vGPU that is held back may run: its
 * guest sees a hung engine. While memory is removed, work could be prepared with entries that
 * are still to go.
 */
static bool vgt_vengine_may_run(struct vgt_vengine *ve)
{
	if (!ve->el.active.count || ve->hung || ve->vgpu->stopped ||
	    READ_ONCE(ve->vgpu->dev->frozen) || ve->vgpu->removals)
		return false;
	if (vgt_ban_holds(&ve->vgpu->ban)) {
		ve->hung = true;
		ve->vgpu->stats.hangs++;
	}
	return !ve->hung;
}

/**
 * vgt_vengine_kick() - queue the engine's step if there is work to run, or to judge ahead
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_vengine_kick(struct vgt_vengine *ve)
{
	bool step;

	lockdep_assert_held(&ve->vgpu->lock);
	if (vgt_sched_has(&ve->ent))
		step = vgt_sched_in_flight(&ve->ent) && vgt_ahead_wanted(ve);
	else
		step = vgt_vengine_may_run(ve);
	if (step)
		queue_work(ve->vgpu->wq, &ve->step);
}

/* Drop work that is prepared, or being prepared, also ahead of its turn. */
static void vgt_vengine_unprepare(struct vgt_vengine *ve)
{
	bool idle;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_record_before(ve->vgpu, VGT_RECORD_POINT);
	idle = vgt_sched_idle(&ve->ent);
	vgt_record_point(ve->vgpu);
	if (idle)
		vgt_workload_release(ve);
	vgt_ahead_drop(ve);
	if (ve->preparing)
		WRITE_ONCE(ve->preparing->dropped, true);
}

/**
 * vgt_vengine_take_back() - take waiting work back from the scheduler
 * @ve: the engine; the vGPU's lock is held
 *
 * Return: true if there was waiting work, or work that was judged ahead.
 */
bool vgt_vengine_take_back(struct vgt_vengine *ve)
{
	bool took;

	lockdep_assert_held(&ve->vgpu->lock);
	if (vgt_ahead_drop(ve))
		return true;
	vgt_record_before(ve->vgpu, VGT_RECORD_POINT);
	took = vgt_sched_take_back(&ve->ent);
	vgt_record_point(ve->vgpu);
	if (!took)
		return false;
	vgt_workload_release(ve);
	return true;
}

/**
 * vgt_vengine_renew() - prepare waiting work again
 * @ve: the engine; the vGPU's lock is held
 *
 * Called when memory that work uses is removed. Work that is being prepared is marked as stale.
 */
void vgt_vengine_renew(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (vgt_vengine_take_back(ve))
		vgt_vengine_kick(ve);
	if (ve->preparing)
		ve->preparing->stale = true;
}

/**
 * vgt_vengine_hang() - stop an engine, as hardware stops at an invalid command
 * @ve: the engine; the vGPU's lock is held
 * @err: negative errno, for the message
 * @why: the reason in words, for the message
 *
 * The guest sees no progress and resets the engine.
 */
void vgt_vengine_hang(struct vgt_vengine *ve, int err, const char *why)
{
	lockdep_assert_held(&ve->vgpu->lock);
	ve->hung = true;
	ve->vgpu->stats.hangs++;
	vgt_last_stopped(ve, err);
	vgt_vengine_unprepare(ve);
	vgt_warn(ve->vgpu, "%s stops until the guest resets it: %s (%d)\n",
		 vgt_engines[ve->id].name, why, err);
}

/* The host has lost its GPU. Show the guest a hang, which is not its fault. Log it once. */
static void vgt_vengine_lost(struct vgt_vengine *ve)
{
	struct vgt_vgpu *vgpu = ve->vgpu;

	ve->hung = true;
	vgt_vengine_unprepare(ve);
	if (vgpu->lost)
		return;
	vgpu->lost = true;
	vgt_lrc_rest_all(vgpu);
	vgt_err(vgpu, "the host's driver has given up the GPU: nothing runs any more\n");
}

/* Time until the next search for room in the host's GGTT, in milliseconds. */
#define VGT_ROOM_MS		10

static enum hrtimer_restart vgt_vengine_again(struct hrtimer *timer)
{
	struct vgt_vengine *ve = container_of(timer, struct vgt_vengine, again);

	queue_work(ve->vgpu->wq, &ve->step);
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart vgt_vengine_lingered(struct hrtimer *timer)
{
	struct vgt_vengine *ve = container_of(timer, struct vgt_vengine, linger);

	queue_work(ve->vgpu->wq, &ve->step);
	return HRTIMER_NORESTART;
}

/*
 * Drop what engines of the vGPU have judged ahead: work whose turn it is needs what that holds.
 * The work before it may even wait for just that work.
 */
static bool vgt_vengine_drop_ahead(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;
	bool any = false;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			any |= vgt_ahead_drop(&vgpu->engines[id]);
	return any;
}

/* After room was short in the host's part of the GGTT, contexts do not linger for that time. */
#define VGT_TIGHT_MS		1000

/*
 * Wait for room that other pinned contexts use. They use it from their preparation to their
 * end, and %VGT_LINGER_MS longer. They do not wait for room meanwhile, so it becomes free.
 */
static void vgt_vengine_wait(struct vgt_vengine *ve)
{
	u64 until = ktime_to_ns(vgt_record_now(ve->vgpu)) + VGT_TIGHT_MS * NSEC_PER_MSEC;
	bool own = vgt_host_ggtt_was_full(ve->vgpu);
	bool freed;

	/* At its own limit it waits for itself alone: others keep what they have. */
	if (own) {
		ve->vgpu->host_ggtt.tight_until = until;
	} else {
		WRITE_ONCE(ve->vgpu->dev->tight_until, until);
		vgt_sched_short_of_room(&ve->ent);
	}
	freed = vgt_lrc_rest_all(ve->vgpu);
	freed |= vgt_vengine_drop_ahead(ve->vgpu);
	if (!ve->waits)
		ve->ticket = ++ve->vgpu->host_ggtt.tickets;
	/* What its own engines had and did not use may be enough: do not log yet. */
	ve->waits = true;
	if (!freed && !ve->told) {
		vgt_warn(ve->vgpu, "%s: its work waits for room in the host's part of the GGTT%s\n",
			 vgt_engines[ve->id].name, own ? ", of which it has its limit" : "");
		ve->told = true;
	}
	hrtimer_start(&ve->again, ktime_add_ns(ktime_get(), VGT_ROOM_MS * NSEC_PER_MSEC),
		      HRTIMER_MODE_ABS);
}

/*
 * To the guest, a command that the audit refuses is one that the hardware finds invalid. So its
 * driver knows at once, and does not look for a hang first. There is no limit: the hardware's
 * engine is not reset for it.
 */
static void vgt_vengine_refused(struct vgt_vengine *ve, int err)
{
	vgt_vengine_hang(ve, err, ve->work.step);
	if (err == -EPERM)
		vgt_cs_error_found(ve);
}

static int vgt_vengine_try(struct vgt_vengine *ve)
{
	int ret;

	do {
		ve->preparing = &ve->work;
		ret = vgt_workload_prepare(ve);
		ve->preparing = NULL;
	} while ((ret == -ENOMEM || ret == -ENOSPC) && vgt_vengine_drop_ahead(ve->vgpu));
	return ret;
}

/* Prepare the next work. A submission without new commands is complete at once. */
static void vgt_vengine_prepare(struct vgt_vengine *ve)
{
	int ret = 0;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!vgt_vengine_may_run(ve))
		vgt_ahead_drop(ve);
	else
		ret = vgt_ahead_take(ve);
	while (!ret && vgt_vengine_may_run(ve)) {
		ret = vgt_vengine_try(ve);
		if (ret)
			break;
		vgt_lrc_leave(ve);
		vgt_execlists_complete(ve);
	}
	if (ret != -EBUSY) {
		ve->waits = false;
		ve->told = false;
	}
	if (ret > 0)
		vgt_sched_ready(&ve->ent);
	else if (ret == -ECANCELED)
		vgt_vengine_kick(ve);
	else if (ret == -EAGAIN)
		vgt_pins_retry(ve->vgpu);
	else if (ret == -EBUSY)
		vgt_vengine_wait(ve);
	else if (ret)
		vgt_vengine_refused(ve, ret);
}

static struct vgt_vengine *vgt_vengine_of(struct vgt_sched_entity *ent)
{
	return container_of(ent, struct vgt_vengine, ent);
}

/* The engine's lock is held. */
static void vgt_vengine_picked(struct vgt_sched_entity *ent)
{
	struct vgt_vengine *ve = vgt_vengine_of(ent);

	lockdep_assert_held(&ent->engine->lock);
	vgt_record_event(ve->vgpu, VGT_RECORD_PICKED, ve->id, NULL, 0);
}

/* Submit the picked work to the GPU port. Runs in the worker that picked it. */
static void vgt_vengine_submit(struct vgt_sched_entity *ent)
{
	struct vgt_vengine *ve = vgt_vengine_of(ent);
	struct vgt_sched_engine *se = ent->engine;
	struct vgt_workload *work = &ve->work;
	struct vgt_part *part;
	int ret = -ECANCELED;

	mutex_lock(&se->port);
	part = vgt_follow_first(ve);
	/* A later drop or ban takes @port after this, and cancels the request. */
	if (!READ_ONCE(work->dropped) && !vgt_ban_holds(&ve->vgpu->ban))
		ret = vgt_workload_submit(ve);
	if (ret) {
		part->error = ret;
		vgt_sched_not_run(&ve->ent);
	} else if (vgt_ahead_wanted(ve)) {
		queue_work(ve->vgpu->wq, &ve->step);
	}
	/* @ve may be freed as soon as this is unlocked. */
	mutex_unlock(&se->port);
}

static void vgt_vengine_record_done(struct vgt_vengine *ve, bool reset, bool waited)
{
	const struct vgt_part *part = ve->follow.flight;
	struct vgt_record_done done = {
		.error = part->error,
		.reset = reset,
		.waited = waited,
		.submitted = ve->work.submitted,
		.invalid = part->rq.invalid,
	};

	vgt_record_event(ve->vgpu, VGT_RECORD_DONE, ve->id, &done, sizeof(done));
}

/* The engine's lock is held: the step sees that the work is done only after it is unlocked. */
static void vgt_vengine_done(struct vgt_sched_entity *ent, bool reset, bool waited)
{
	struct vgt_vengine *ve = vgt_vengine_of(ent);
	struct vgt_part *part = ve->follow.flight;

	lockdep_assert_held(&ent->engine->lock);
	vgt_vengine_record_done(ve, reset, waited);
	if (ve->bracketed && part->error && ve->work.submitted)
		vgt_mmio_ctx_unsure(ve->vgpu->dev, ve->id);
	part->reset = reset;
	part->waited = waited;
	queue_work(ve->vgpu->wq, &ve->step);
}

static void vgt_vengine_hurt(struct vgt_sched_entity *ent)
{
	struct vgt_vengine *ve = vgt_vengine_of(ent);

	lockdep_assert_held(&ent->engine->lock);
	queue_work(ve->vgpu->wq, &ve->step);
}

/*
 * Check whether the work disturbed others: the engine was reset, or the work was cancelled,
 * while they waited. If nobody else waited for the engine, nobody was disturbed.
 */
static bool vgt_vengine_cost_others(const struct vgt_workload *work)
{
	return work->error == -EIO && !work->slept && work->waited &&
	       (work->reset || work->expired);
}

static const char *vgt_vengine_why(const struct vgt_workload *work)
{
	if (work->slept)
		return "its work went on while the host was going to sleep";
	if (work->invalid)
		return "its work has a command that the hardware finds invalid";
	if (work->expired)
		return "its work had the engine for too long while others waited";
	if (work->reset)
		return "its work hung the hardware, which was reset";
	return "the engine was reset before its work began";
}

static void vgt_vengine_report_error(struct vgt_vengine *ve)
{
	struct vgt_workload *work = &ve->work;

	if (work->error == -ENODEV)
		vgt_vengine_lost(ve);
	else if (!work->submitted && work->error != -ECANCELED)
		vgt_vengine_hang(ve, work->error, "the host's driver does not take it");
	else if (work->submitted)
		vgt_vengine_hang(ve, work->error, vgt_vengine_why(work));
	if (work->invalid)
		vgt_cs_error_found(ve);
}

static void vgt_vengine_report(struct vgt_vengine *ve)
{
	int ret;

	if (ve->work.error) {
		vgt_vengine_report_error(ve);
		return;
	}
	if (ve->work.refused) {
		vgt_workload_stop(ve);
		vgt_vengine_refused(ve, -EPERM);
		return;
	}
	ret = vgt_workload_finish(ve);
	if (ret) {
		vgt_vengine_hang(ve, ret, "its context cannot be saved");
		return;
	}
	if (!ve->restored && !(ve->ahead.ready && ve->ahead.same))
		vgt_execlists_complete(ve);
}

/* Count a hang of the hardware while others waited, and hold the vGPU back after too many. */
static void vgt_vengine_count_hang(struct vgt_vengine *ve)
{
	u32 most = READ_ONCE(ve->vgpu->dev->sched.hold_hangs);

	lockdep_assert_held(&ve->vgpu->lock);
	if (vgt_ban_hang(&ve->vgpu->ban, most, ve->id))
		vgt_warn(ve->vgpu, "held back for %u s: its work hung the hardware %u times within %u s while others waited\n",
			 VGT_BAN_S, most, VGT_BAN_WITHIN_S);
}

/*
 * Complete the work that was in flight. Dropped work is not reported to the guest. If the host
 * had to reset the engine for it, that counts all the same.
 */
static void vgt_vengine_complete(struct vgt_vengine *ve)
{
	struct vgt_workload *work = &ve->work;

	vgt_follow_end(ve);
	vgt_sched_completed(&ve->ent);
	if (work->invalid)
		vgt_cs_error_count(ve->vgpu);
	if (!work->dropped)
		vgt_vengine_report(ve);
	if (vgt_vengine_cost_others(work))
		vgt_vengine_count_hang(ve);
	vgt_workload_release(ve);
}

/* Does the engine keep anything for its next work, although it has none? */
static bool vgt_vengine_may_doze(struct vgt_vengine *ve)
{
	if (!ve->nlrcs && !ve->cs && !ve->restore && !ve->regs)
		return false;
	/* A context that is submitted may have its state in its shadow alone. */
	return !ve->el.active.count && !ve->work.lrc && !vgt_sched_has(&ve->ent) &&
	       !ve->vgpu->stopped && !READ_ONCE(ve->vgpu->dev->frozen);
}

/*
 * Free what an engine keeps for its next work if there was none for %VGT_DOZE_MS. Many vGPUs may
 * be idle.
 */
static void vgt_vengine_doze(struct vgt_vengine *ve)
{
	if (!vgt_vengine_may_doze(ve))
		return;
	if (ktime_to_ns(vgt_record_now(ve->vgpu)) >= ve->doze_at) {
		vgt_lrc_forget(ve);
		vgt_indirect_ctx_forget(ve);
		vgt_workload_fini(ve);
	} else if (!hrtimer_is_queued(&ve->linger)) {
		/* While the timer's function ends, the timer is active but not queued. */
		hrtimer_start(&ve->linger, ns_to_ktime(ve->doze_at), HRTIMER_MODE_ABS);
	}
}

/* The engine that has waited longest for room, of those whose ticket is behind @after; or NULL. */
static struct vgt_vengine *vgt_vengine_waiter(struct vgt_vgpu *vgpu, u64 after)
{
	struct vgt_vengine *first = NULL;
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_vengine *other = &vgpu->engines[id];

		if (other->vgpu && other->waits &&
		    other->ticket > after && (!first || other->ticket < first->ticket))
			first = other;
	}
	return first;
}

/*
 * Let other engines of the vGPU that wait for room try first, in the order in which they came:
 * their steps are before the next of this one in the queue. Else an engine that always has work
 * could take the room each time.
 */
static bool vgt_vengine_yields(struct vgt_vengine *ve)
{
	struct vgt_vgpu *vgpu = ve->vgpu;
	struct vgt_vengine *other = vgt_vengine_waiter(vgpu, 0);
	bool any = other;

	for (; other; other = vgt_vengine_waiter(vgpu, other->ticket))
		queue_work(vgpu->wq, &other->step);
	return any;
}

/* Do all that an engine needs done, under the vGPU's lock. */
static void vgt_vengine_do(struct vgt_vengine *ve)
{
	bool completed;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_record_before(ve->vgpu, VGT_RECORD_COMPLETED);
	completed = vgt_sched_take_done(&ve->ent);
	vgt_record_number(ve->vgpu, VGT_RECORD_COMPLETED, ve->id, completed);
	/* If the request is done, nothing begins any more. */
	vgt_follow_take(ve);
	if (completed)
		vgt_vengine_complete(ve);
	if (vgt_record_flag(ve->vgpu, VGT_RECORD_HURT, vgt_sched_take_hurt(&ve->ent)))
		vgt_vengine_count_hang(ve);
	vgt_lrc_rest(ve);
	/* Do not write to a GPU that may sleep. The thaw queues this step again. */
	if (!READ_ONCE(ve->vgpu->dev->frozen) && vgt_pins_to_retry(ve->vgpu) &&
	    vgt_ggtt_sync(ve->vgpu) == -EAGAIN)
		vgt_pins_retry(ve->vgpu);
	if (completed && vgt_vengine_yields(ve))
		vgt_vengine_kick(ve);
	else if (!vgt_sched_has(&ve->ent))
		vgt_vengine_prepare(ve);
	else if (vgt_ahead_judge(ve) == -ECANCELED)
		vgt_vengine_kick(ve);
	else
		vgt_follow_hand_over(ve);
	vgt_vengine_doze(ve);
}

/*
 * Runs in the vGPU's own queue, at its own cost: its time counts in the vGPU's share, and its
 * memory is charged to the guest. Drops the lock now and then: see vgt_pace().
 */
static void vgt_vengine_step(struct work_struct *step)
{
	struct vgt_vengine *ve = container_of(step, struct vgt_vengine, step);
	struct vgt_vgpu *vgpu = ve->vgpu;
	struct vgt_turn turn;
	u64 ns;

	vgt_turn_begin(vgpu, &turn, &ve->work);
	vgt_record_enter(vgpu, VGT_RECORD_STEP, NULL, ve->id, NULL, 0);
	vgpu->stepping++;
	vgt_vengine_do(ve);
	vgpu->stepping--;
	vgt_record_leave(vgpu, 0, 0);
	wake_up_all(&vgpu->idle);
	ns = vgt_turn_end(vgpu, &turn);

	vgt_sched_settled(&ve->ent, turn.began, ns);
	vgt_sched_run(&ve->ent);
}

/**
 * vgt_vengine_drop() - drop work that is prepared or in flight
 * @ve: the engine; the vGPU's lock is held
 *
 * Work in flight is cancelled, because it may wait forever. It is not reported to the guest.
 */
void vgt_vengine_drop(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;
	u8 cancel;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_vengine_unprepare(ve);
	if (!vgt_sched_in_flight(&ve->ent))
		return;
	vgt_record_before(ve->vgpu, VGT_RECORD_CANCEL);
	mutex_lock(&se->port);
	WRITE_ONCE(ve->work.dropped, true);
	cancel = ve->work.submitted && !READ_ONCE(ve->ent.done);
	vgt_record_io(ve->vgpu, VGT_RECORD_CANCEL, ve->id, &cancel, sizeof(cancel));
	if (cancel)
		gpu->ops->cancel(gpu, &ve->part->rq);
	mutex_unlock(&se->port);
}

/* Cancel work that has had the engine for too long. Its guest sees a hang. */
static void vgt_vengine_expire(struct vgt_sched_entity *ent)
{
	struct vgt_vengine *ve = vgt_vengine_of(ent);
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;
	struct vgt_gpu_request *rq;

	lockdep_assert_held(&ent->engine->port);
	if (!ve->work.submitted || READ_ONCE(ve->work.dropped))
		return;
	vgt_record_event(ve->vgpu, VGT_RECORD_EXPIRED, ve->id, NULL, 0);
	rq = vgt_follow_overdue(ve);
	if (rq)
		gpu->ops->cancel(gpu, rq);
}

static const struct vgt_sched_ops vgt_vengine_ops = {
	.picked = vgt_vengine_picked,
	.run = vgt_vengine_submit,
	.complete = vgt_vengine_done,
	.hurt = vgt_vengine_hurt,
	.expire = vgt_vengine_expire,
};

/**
 * vgt_vengine_end() - cancel work in flight because the host is about to sleep
 * @ve: the engine; the vGPU's lock is held
 *
 * The guest sees a hang.
 */
void vgt_vengine_end(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_ahead_drop(ve);
	if (!vgt_sched_in_flight(&ve->ent))
		return;
	mutex_lock(&se->port);
	if (ve->work.submitted && !READ_ONCE(ve->ent.done)) {
		WRITE_ONCE(ve->work.slept, true);
		gpu->ops->cancel(gpu, &ve->part->rq);
	}
	mutex_unlock(&se->port);
}

/**
 * vgt_vengine_reset() - reset an engine for the guest
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_vengine_reset(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	vgt_vengine_drop(ve);
	vgt_execlists_reset(ve);
	vgt_lrc_leave(ve);
	memset(&ve->ring, 0, sizeof(ve->ring));
	ve->hung = false;
	ve->restored = false;
}

/**
 * vgt_vengine_init() - initialize an engine
 * @vgpu: the vGPU
 * @id: the engine's id
 */
void vgt_vengine_init(struct vgt_vgpu *vgpu, enum vgt_engine_id id)
{
	struct vgt_vengine *ve = &vgpu->engines[id];

	ve->vgpu = vgpu;
	ve->id = id;
	INIT_LIST_HEAD(&ve->lrcs);
	INIT_LIST_HEAD(&ve->owns);
	INIT_LIST_HEAD(&ve->work.batches);
	INIT_LIST_HEAD(&ve->ahead.work.batches);
	ve->part = &ve->parts[0];
	INIT_WORK(&ve->step, vgt_vengine_step);
	vgt_hrtimer_setup(&ve->again, vgt_vengine_again, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	vgt_hrtimer_setup(&ve->linger, vgt_vengine_lingered, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	vgt_sched_entity_init(&ve->ent, &vgpu->dev->sched.engine[id], &vgt_vengine_ops,
			      vgpu->type->weight);
	ve->ent.lock = &vgpu->lock;
	ve->ent.id = vgpu->id;
	vgt_last_init(ve);
	vgt_execlists_reset(ve);
}

/**
 * vgt_vengine_quiet() - stop everything that queues an engine's step by itself
 * @ve: the engine, of a vGPU that is stopped for good
 *
 * May sleep.
 */
void vgt_vengine_quiet(struct vgt_vengine *ve)
{
	if (!ve->vgpu)
		return;
	vgt_sched_not_blamed(&ve->ent);
	hrtimer_cancel(&ve->again);
	hrtimer_cancel(&ve->linger);
}

/**
 * vgt_vengine_fini() - free an engine
 * @ve: the engine; nothing of it is in flight
 */
void vgt_vengine_fini(struct vgt_vengine *ve)
{
	if (!ve->vgpu)
		return;
	vgt_lrc_forget(ve);
	vgt_lrc_own_forget(ve);
	vgt_indirect_ctx_forget(ve);
	vgt_workload_fini(ve);
}
