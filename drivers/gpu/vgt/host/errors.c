// SPDX-License-Identifier: GPL-2.0-only
/*
 * Invalid commands in a guest's batch, which nobody audits. The command streamer stops there,
 * sets a bit in ESR, and raises an interrupt unless EMR masks it. At that interrupt i915 resets
 * the engine, and copies its state for a bug report, as often as a guest likes. So the interrupt
 * is masked while an engine has a context of a guest's, and vgt looks at ESR from time to time:
 * whose command it was, and whether the core wants that request to be ended.
 *
 * i915 tells of a context before it hands it to the hardware, and after the hardware has left it.
 * EMR is written before the first context of a guest's, and again when no guest has had the engine
 * for some time: an access to these registers wakes the engine's forcewake domain, and most
 * contexts follow each other. The host's own contexts are masked for as long, too. Where one has
 * an error then, that is found when the look finds that the ring is not the guest's, or by i915's
 * heartbeat.
 *
 * i915 itself writes EMR when it starts or resets an engine (enable_error_interrupt()). So EMR is
 * written again after a reset, after a sleep of the host, and at each look.
 *
 * Notifications of an engine come one after another: from i915's tasklet, and from resets, which
 * run in it or while it is disabled.
 */
#include <linux/lockdep.h>

#include "../core/compat.h"
#include "i915.h"
#include "gt/intel_engine.h"
#include "gt/intel_engine_regs.h"
#include "gt/intel_ring.h"
#include "i915_scheduler_types.h"

#define VGT_ERROR_LOOK_MS	20
#define VGT_ERROR_UNMASK_MS	50

static bool vgt_i915_error_is_there(struct intel_engine_cs *cs)
{
	return ENGINE_READ(cs, RING_ESR) & I915_ERROR_INSTRUCTION;
}

static void vgt_i915_errors_mask(struct vgt_i915_engine *engine)
{
	struct vgt_i915 *host = engine->host;
	u32 starts = vgt_i915_reset_count(&host->gpu, engine - host->engine) +
		     READ_ONCE(host->wakes);

	lockdep_assert_held(&engine->errors_lock);
	if (engine->masked && engine->starts == starts)
		return;
	ENGINE_WRITE(engine->cs, RING_EMR, ~0u);
	engine->masked = true;
	engine->starts = starts;
}

/**
 * vgt_i915_errors_in() - an engine is going to get a context of a guest's
 * @engine: the engine; i915 tells of its contexts one after another
 * @timeline: of that context: i915 never uses the number again
 *
 * An error that the engine has gone on from would be taken for the next context's. So nobody is
 * blamed while an error lasts that was there before the context came.
 */
void vgt_i915_errors_in(struct vgt_i915_engine *engine, u64 timeline)
{
	unsigned long flags;

	spin_lock_irqsave(&engine->errors_lock, flags);
	engine->guests++;
	if (engine->timeline != timeline) {
		engine->timeline = timeline;
		WRITE_ONCE(engine->stale, vgt_i915_error_is_there(engine->cs));
	}
	vgt_i915_errors_mask(engine);
	spin_unlock_irqrestore(&engine->errors_lock, flags);
}

/**
 * vgt_i915_errors_host() - an engine is going to get a context of the host's
 * @engine: likewise
 *
 * The guest's context that had the engine before is not blamed for an error of this one.
 */
void vgt_i915_errors_host(struct vgt_i915_engine *engine)
{
	unsigned long flags;

	spin_lock_irqsave(&engine->errors_lock, flags);
	engine->timeline = 0;
	spin_unlock_irqrestore(&engine->errors_lock, flags);
}

/**
 * vgt_i915_errors_out() - an engine has left a context of a guest's
 * @engine: likewise
 */
void vgt_i915_errors_out(struct vgt_i915_engine *engine)
{
	unsigned long flags;

	spin_lock_irqsave(&engine->errors_lock, flags);
	if (engine->guests && !--engine->guests)
		mod_delayed_work(system_freezable_wq, &engine->unmask,
				 msecs_to_jiffies(VGT_ERROR_UNMASK_MS));
	spin_unlock_irqrestore(&engine->errors_lock, flags);
}

/*
 * No guest has had the engine for some time. With an error that lasts the interrupt stays masked
 * until i915 resets the engine: it would be raised for what a guest has left behind.
 */
static void vgt_i915_errors_unmask(struct work_struct *work)
{
	struct vgt_i915_engine *engine = container_of(to_delayed_work(work),
						      struct vgt_i915_engine, unmask);

	vgt_i915_get(&engine->host->gpu);
	spin_lock_irq(&engine->errors_lock);
	if (!engine->guests && engine->masked && !vgt_i915_error_is_there(engine->cs)) {
		ENGINE_WRITE(engine->cs, RING_EMR, ~I915_ERROR_INSTRUCTION);
		engine->masked = false;
	}
	spin_unlock_irq(&engine->errors_lock);
	vgt_i915_put(&engine->host->gpu);
}

/**
 * vgt_i915_errors_start() - before i915 tells of an engine's contexts
 * @engine: the engine
 */
void vgt_i915_errors_start(struct vgt_i915_engine *engine)
{
	spin_lock_init(&engine->errors_lock);
	INIT_DELAYED_WORK(&engine->unmask, vgt_i915_errors_unmask);
}

/**
 * vgt_i915_errors_end() - nobody hears of an engine's contexts any more
 * @engine: the engine. A request that does nothing (vgt_i915_submit() could not fill it) may
 *	still be with the hardware
 */
void vgt_i915_errors_end(struct vgt_i915_engine *engine)
{
	cancel_delayed_work_sync(&engine->unmask);
	if (!engine->masked)
		return;
	vgt_i915_get(&engine->host->gpu);
	ENGINE_WRITE(engine->cs, RING_EMR, ~I915_ERROR_INSTRUCTION);
	vgt_i915_put(&engine->host->gpu);
}

/* As i915's interrupt would. A reset that is on its way clears this, as it clears ESR. */
static void vgt_i915_error_tell(struct intel_engine_cs *cs)
{
	WRITE_ONCE(cs->execlists.error_interrupt, I915_ERROR_INSTRUCTION);
	tasklet_hi_schedule(&cs->sched_engine->tasklet);
}

/*
 * The request is ended as if it was cancelled. i915 resets the engine, replays nothing of it, and
 * copies nothing. The core may cancel it meanwhile; the deadline is for where i915 does not reset.
 * The lock is held.
 */
static void vgt_i915_error_end(struct vgt_i915_context *c)
{
	lockdep_assert_held(&c->lock);
	c->rq->invalid = true;
	c->cancelled = true;
	cmpxchg(&c->fence->fence.error, 0, -EIO);
	vgt_i915_capture_look(c);
	vgt_i915_error_tell(c->ce->engine);
	vgt_i915_deadline_set(c);
}

/*
 * Does the engine run this context's ring? An engine that has stopped does not change any more. The
 * lock is held.
 */
static bool vgt_i915_error_is_of(const struct vgt_i915_context *c)
{
	lockdep_assert_held(&c->lock);
	return ENGINE_READ(c->ce->engine, RING_START) == i915_ggtt_offset(c->ce->ring->vma);
}

/* Is there something to look for? The lock is held. */
static bool vgt_i915_error_watched(const struct vgt_i915_context *c)
{
	lockdep_assert_held(&c->lock);
	return c->active && c->rq && c->rq->watch && !c->through && !c->over && !c->cancelled &&
	       !c->ended;
}

/* Where the timer was started again before the lock was taken, this is about an earlier stay. */
static enum hrtimer_restart vgt_i915_error_look(struct hrtimer *timer)
{
	struct vgt_i915_context *c = container_of(timer, struct vgt_i915_context, look);
	struct vgt_i915_engine *engine = &c->host->engine[c->ctx.engine];
	enum hrtimer_restart again = HRTIMER_NORESTART;
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	if (hrtimer_is_queued(timer) || !vgt_i915_error_watched(c))
		goto out;
	hrtimer_forward_now(timer, ms_to_ktime(VGT_ERROR_LOOK_MS));
	again = HRTIMER_RESTART;
	ENGINE_WRITE(engine->cs, RING_EMR, ~0u);
	if (!vgt_i915_error_is_there(engine->cs)) {
		WRITE_ONCE(engine->stale, false);
	} else if (READ_ONCE(engine->stale)) {
		/* From before: it says nothing of this request. */
	} else if (vgt_i915_error_is_of(c)) {
		vgt_i915_error_end(c);
		again = HRTIMER_NORESTART;
	} else {
		/* The host's. It is in the guest's way, and i915 was not told. */
		vgt_i915_error_tell(engine->cs);
	}
out:
	spin_unlock_irqrestore(&c->lock, flags);
	return again;
}

/**
 * vgt_i915_errors_look() - a context has come to the hardware or left it
 * @c: the context; its lock is held
 */
void vgt_i915_errors_look(struct vgt_i915_context *c)
{
	lockdep_assert_held(&c->lock);
	if (vgt_i915_error_watched(c))
		hrtimer_start(&c->look, ms_to_ktime(VGT_ERROR_LOOK_MS), HRTIMER_MODE_REL);
	else
		/* Its function, if it runs now, finds that, too. */
		hrtimer_try_to_cancel(&c->look);
}

/**
 * vgt_i915_errors_init() - a context is new
 * @c: the context
 */
void vgt_i915_errors_init(struct vgt_i915_context *c)
{
	vgt_hrtimer_setup(&c->look, vgt_i915_error_look, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
}

/**
 * vgt_i915_errors_fini() - a context ends
 * @c: the context, after vgt_i915_capture_fini(): nothing is started for it any more
 */
void vgt_i915_errors_fini(struct vgt_i915_context *c)
{
	/* Takes the lock itself. */
	hrtimer_cancel(&c->look);
}
