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
#include "core/mem/pin.h"
#include "core/pace.h"
#include "core/sched/ban.h"
#include "core/sched/sched.h"
#include "core/type.h"
#include "core/vgpu_types.h"
#include "cs_error.h"
#include "execlists.h"
#include "indirect_ctx.h"
#include "lrc.h"
#include "vengine.h"

/*
 * Is there work that may run? Of a vGPU that is held back nothing may: its guest sees
 * that the engine hangs.
 */
static bool vgt_vengine_may_run(struct vgt_vengine *ve)
{
	if (!ve->el.active.count || ve->hung || ve->vgpu->stopped ||
	    READ_ONCE(ve->vgpu->dev->frozen))
		return false;
	if (vgt_ban_holds(&ve->vgpu->ban)) {
		ve->hung = true;
		ve->vgpu->stats.hangs++;
	}
	return !ve->hung;
}

/**
 * vgt_vengine_kick() - look whether there is work to run
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_vengine_kick(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (!vgt_sched_has(&ve->ent) && vgt_vengine_may_run(ve))
		queue_work(ve->vgpu->wq, &ve->step);
}

/* What is prepared, or being prepared, is not run. */
static void vgt_vengine_unprepare(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (vgt_sched_idle(&ve->ent))
		vgt_workload_release(ve);
	if (ve->preparing)
		WRITE_ONCE(ve->work.dropped, true);
}

/**
 * vgt_vengine_take_back() - what waits is not to be run for now
 * @ve: the engine; the vGPU's lock is held
 *
 * Return: true where something did.
 */
bool vgt_vengine_take_back(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (!vgt_sched_take_back(&ve->ent))
		return false;
	vgt_workload_release(ve);
	return true;
}

/**
 * vgt_vengine_renew() - what waits, or is being prepared, is to be prepared anew: memory that
 *	it uses is gone
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_vengine_renew(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (vgt_vengine_take_back(ve))
		vgt_vengine_kick(ve);
	if (ve->preparing)
		ve->work.stale = true;
}

/**
 * vgt_vengine_hang() - the engine stops, as hardware does at what it cannot do
 * @ve: the engine; the vGPU's lock is held
 * @err: negative errno
 * @why: in words
 *
 * The guest sees no progress, and resets it.
 */
void vgt_vengine_hang(struct vgt_vengine *ve, int err, const char *why)
{
	lockdep_assert_held(&ve->vgpu->lock);
	ve->hung = true;
	ve->vgpu->stats.hangs++;
	vgt_vengine_unprepare(ve);
	vgt_warn(ve->vgpu, "%s stops until the guest resets it: %s (%d)\n",
		 vgt_engines[ve->id].name, why, err);
}

/* The host has lost its GPU: the guest sees a hang, which is not its fault. Said once. */
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

/* How long until room in the host's GGTT is looked for again. */
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

/* While room was short in the host's part of the GGTT contexts do not linger in it. */
#define VGT_TIGHT_MS		1000

/*
 * Others that are pinned have the room. They have it from their preparation to their end,
 * and for %VGT_LINGER_MS more, and wait for none while they do: so it comes.
 */
static void vgt_vengine_wait(struct vgt_vengine *ve)
{
	WRITE_ONCE(ve->vgpu->dev->tight_until, ktime_get_ns() + VGT_TIGHT_MS * NSEC_PER_MSEC);
	vgt_sched_short_of_room(&ve->ent);
	/* Its own contexts that linger may be enough: then there is nothing to tell. */
	if (!vgt_lrc_rest_all(ve->vgpu) && !ve->waits) {
		vgt_warn(ve->vgpu, "%s: its work waits for room in the host's part of the GGTT\n",
			 vgt_engines[ve->id].name);
		ve->waits = true;
	}
	hrtimer_start(&ve->again, ktime_add_ns(ktime_get(), VGT_ROOM_MS * NSEC_PER_MSEC),
		      HRTIMER_MODE_ABS);
}

/* Prepare what is next. Parts of rings that are empty are complete at once. */
static void vgt_vengine_prepare(struct vgt_vengine *ve)
{
	int ret = 0;

	lockdep_assert_held(&ve->vgpu->lock);
	while (!ret && vgt_vengine_may_run(ve)) {
		ve->preparing = true;
		ret = vgt_workload_prepare(ve);
		ve->preparing = false;
		if (ret)
			break;
		vgt_lrc_leave(ve);
		vgt_execlists_complete(ve);
	}
	if (ret != -EBUSY)
		ve->waits = false;
	if (ret > 0)
		vgt_sched_ready(&ve->ent);
	else if (ret == -ECANCELED)
		vgt_vengine_kick(ve);
	else if (ret == -EAGAIN)
		vgt_pins_retry(ve->vgpu);
	else if (ret == -EBUSY)
		vgt_vengine_wait(ve);
	else if (ret)
		vgt_vengine_hang(ve, ret, ve->work.step);
}

static struct vgt_vengine *vgt_vengine_of(struct vgt_sched_entity *ent)
{
	return container_of(ent, struct vgt_vengine, ent);
}

/* Hand over what was picked. This runs in whichever worker picked it. */
static void vgt_vengine_submit(struct vgt_sched_entity *ent)
{
	struct vgt_vengine *ve = vgt_vengine_of(ent);
	struct vgt_sched_engine *se = ent->engine;
	struct vgt_workload *work = &ve->work;
	int ret = -ECANCELED;

	mutex_lock(&se->port);
	/* What comes to be so later ends it, after this. */
	if (!READ_ONCE(work->dropped) && !vgt_ban_holds(&ve->vgpu->ban))
		ret = vgt_workload_submit(ve);
	if (ret) {
		work->error = ret;
		vgt_sched_not_run(&ve->ent);
	}
	/* @ve may go as soon as this is let go of. */
	mutex_unlock(&se->port);
}

/* The step cannot see that it is done before this is let go of: the engine's lock is held. */
static void vgt_vengine_done(struct vgt_sched_entity *ent, bool reset, bool waited)
{
	struct vgt_vengine *ve = vgt_vengine_of(ent);

	lockdep_assert_held(&ent->engine->lock);
	ve->work.reset = reset;
	ve->work.waited = waited;
	queue_work(ve->vgpu->wq, &ve->step);
}

static void vgt_vengine_hurt(struct vgt_sched_entity *ent)
{
	struct vgt_vengine *ve = vgt_vengine_of(ent);

	lockdep_assert_held(&ent->engine->lock);
	queue_work(ve->vgpu->wq, &ve->step);
}

/*
 * The work cost others a reset of the engine, or their patience. Where nobody else waited for
 * the engine it cost nobody anything.
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
	if (work->rq.invalid)
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
	if (work->rq.invalid)
		vgt_cs_error_found(ve);
}

static void vgt_vengine_report(struct vgt_vengine *ve)
{
	int ret;

	if (ve->work.error) {
		vgt_vengine_report_error(ve);
		return;
	}
	ret = vgt_workload_finish(ve);
	if (ret) {
		vgt_vengine_hang(ve, ret, "its context cannot be saved");
		return;
	}
	if (!ve->restored)
		vgt_execlists_complete(ve);
}

/* Its work hung the hardware while others waited. */
static void vgt_vengine_count_hang(struct vgt_vengine *ve)
{
	u32 most = READ_ONCE(ve->vgpu->dev->sched.hold_hangs);

	lockdep_assert_held(&ve->vgpu->lock);
	if (vgt_ban_hang(&ve->vgpu->ban, most, ve->id))
		vgt_warn(ve->vgpu, "held back for %u s: its work hung the hardware %u times within %u s while others waited\n",
			 VGT_BAN_S, most, VGT_BAN_WITHIN_S);
}

/*
 * What was in flight is done. Nobody hears of what was dropped; but where the host had to
 * reset the engine for it that counts, whoever noticed first.
 */
static void vgt_vengine_complete(struct vgt_vengine *ve)
{
	struct vgt_workload *work = &ve->work;

	vgt_sched_completed(&ve->ent);
	if (work->rq.invalid)
		vgt_cs_error_count(ve->vgpu);
	if (!work->dropped)
		vgt_vengine_report(ve);
	if (vgt_vengine_cost_others(work))
		vgt_vengine_count_hang(ve);
	vgt_workload_release(ve);
}

/* Under the vGPU's lock: all that an engine needs done. */
static void vgt_vengine_do(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (vgt_sched_take_done(&ve->ent))
		vgt_vengine_complete(ve);
	if (vgt_sched_take_hurt(&ve->ent))
		vgt_vengine_count_hang(ve);
	vgt_lrc_rest(ve);
	/* A GPU that may sleep is not written to; the thaw has this looked at again. */
	if (!READ_ONCE(ve->vgpu->dev->frozen) && vgt_pins_to_retry(ve->vgpu) &&
	    vgt_ggtt_sync(ve->vgpu) == -EAGAIN)
		vgt_pins_retry(ve->vgpu);
	if (!vgt_sched_has(&ve->ent))
		vgt_vengine_prepare(ve);
}

/*
 * Runs in the vGPU's own queue, at its own cost: the time counts in its share, and the
 * memory is its guest's. The lock is let go of now and then: see vgt_pace().
 */
static void vgt_vengine_step(struct work_struct *step)
{
	struct vgt_vengine *ve = container_of(step, struct vgt_vengine, step);
	struct vgt_vgpu *vgpu = ve->vgpu;
	struct vgt_turn turn;
	u64 ns;

	vgt_turn_begin(vgpu, &turn, &ve->work);
	vgpu->stepping++;
	vgt_vengine_do(ve);
	vgpu->stepping--;
	wake_up_all(&vgpu->idle);
	ns = vgt_turn_end(vgpu, &turn);

	vgt_sched_settled(&ve->ent, turn.began, ns);
	vgt_sched_run(&ve->ent);
}

/**
 * vgt_vengine_drop() - what is prepared, or in flight, is of no use any more
 * @ve: the engine; the vGPU's lock is held
 *
 * What is in flight may wait for what never comes: it is ended, and not reported.
 */
void vgt_vengine_drop(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_vengine_unprepare(ve);
	if (!vgt_sched_in_flight(&ve->ent))
		return;
	mutex_lock(&se->port);
	WRITE_ONCE(ve->work.dropped, true);
	if (ve->work.submitted && !READ_ONCE(ve->ent.done))
		gpu->ops->cancel(gpu, &ve->work.rq);
	mutex_unlock(&se->port);
}

/* What is in flight has had the engine for too long: it is ended, its guest sees a hang. */
static void vgt_vengine_expire(struct vgt_sched_entity *ent)
{
	struct vgt_vengine *ve = vgt_vengine_of(ent);
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;

	lockdep_assert_held(&ent->engine->port);
	if (!ve->work.submitted || READ_ONCE(ve->work.dropped))
		return;
	ve->work.expired = true;
	gpu->ops->cancel(gpu, &ve->work.rq);
}

static const struct vgt_sched_ops vgt_vengine_ops = {
	.run = vgt_vengine_submit,
	.complete = vgt_vengine_done,
	.hurt = vgt_vengine_hurt,
	.expire = vgt_vengine_expire,
};

/**
 * vgt_vengine_end() - what is in flight is not to be waited for: its guest sees a hang
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_vengine_end(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = ve->ent.engine;
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!vgt_sched_in_flight(&ve->ent))
		return;
	mutex_lock(&se->port);
	if (ve->work.submitted && !READ_ONCE(ve->ent.done)) {
		ve->work.slept = true;
		gpu->ops->cancel(gpu, &ve->work.rq);
	}
	mutex_unlock(&se->port);
}

/**
 * vgt_vengine_reset() - the guest resets the engine
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
 * @vgpu: whose
 * @id: which
 */
void vgt_vengine_init(struct vgt_vgpu *vgpu, enum vgt_engine_id id)
{
	struct vgt_vengine *ve = &vgpu->engines[id];

	ve->vgpu = vgpu;
	ve->id = id;
	INIT_LIST_HEAD(&ve->lrcs);
	INIT_LIST_HEAD(&ve->owns);
	INIT_LIST_HEAD(&ve->work.batches);
	INIT_WORK(&ve->step, vgt_vengine_step);
	vgt_hrtimer_setup(&ve->again, vgt_vengine_again, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	vgt_hrtimer_setup(&ve->linger, vgt_vengine_lingered, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	vgt_sched_entity_init(&ve->ent, &vgpu->dev->sched.engine[id], &vgt_vengine_ops,
			      vgpu->type->weight);
	ve->ent.id = vgpu->id;
	vgt_execlists_reset(ve);
}

/**
 * vgt_vengine_quiet() - its step is not queued by itself any more
 * @ve: the engine, of a vGPU that is stopped for good
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
