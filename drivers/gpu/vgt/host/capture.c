// SPDX-License-Identifier: GPL-2.0-only
/*
 * Before i915 resets an engine for work that does not end it copies the engine's state, for bug
 * reports: the log says "GPU HANG", and the reset waits until the copy is made. For a guest's
 * work that is of no use: vgt itself reports how such work ended. So i915's copying is switched
 * off while an engine runs work of a guest's that was cancelled, or that has had the engine for
 * long.
 */
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/math.h>
#include <linux/minmax.h>

#include "../core/compat.h"
#include "i915.h"

/* Where i915 has both of the following off. */
#define VGT_HOG_MS	320

/*
 * How long work may have the engine until copying is switched off: less than i915 takes to find
 * that it does not end, which is the preemption time-out where others wait, or some heartbeats.
 * Each is 0 where it is switched off.
 */
static u64 vgt_i915_hog_ns(const struct vgt_i915_context *c)
{
	u64 preempt = READ_ONCE(c->ce->engine->props.preempt_timeout_ms);
	u64 beat = READ_ONCE(c->ce->engine->props.heartbeat_interval_ms);
	u64 ms = min_not_zero(DIV_ROUND_UP_ULL(preempt, 2), beat);

	return (ms ?: VGT_HOG_MS) * NSEC_PER_MSEC;
}

/*
 * The host's administrator may have it off anyway. May be called with a context's lock held,
 * which is taken first.
 */
static void vgt_i915_capture_off(struct vgt_i915 *host)
{
	unsigned long flags;

	spin_lock_irqsave(&host->capture_lock, flags);
	if (!host->capture_offs++) {
		host->capture = host->i915->params.error_capture;
		WRITE_ONCE(host->i915->params.error_capture, false);
	}
	spin_unlock_irqrestore(&host->capture_lock, flags);
}

/*
 * i915 keeps an error in the place of the first copy where it could not make one, as when copying
 * was off, and makes no other until that is cleared.
 */
static void vgt_i915_capture_on(struct vgt_i915 *host)
{
	unsigned long flags;

	spin_lock_irqsave(&host->capture_lock, flags);
	if (!--host->capture_offs && host->capture) {
		cmpxchg(&host->i915->gpu_error.first_error, ERR_PTR(-ENOMEM), NULL);
		WRITE_ONCE(host->i915->params.error_capture, true);
	}
	spin_unlock_irqrestore(&host->capture_lock, flags);
}

/* The context's lock is held. */
static void vgt_i915_hide(struct vgt_i915_context *c)
{
	lockdep_assert_held(&c->lock);
	if (c->hidden || c->ended)
		return;
	vgt_i915_capture_off(c->host);
	c->hidden = true;
}

/* Likewise. */
static void vgt_i915_show(struct vgt_i915_context *c)
{
	if (!c->hidden)
		return;
	vgt_i915_capture_on(c->host);
	c->hidden = false;
}

/* Likewise. */
static void vgt_i915_hog_start(struct vgt_i915_context *c)
{
	if (!c->ended)
		hrtimer_start(&c->hog, ns_to_ktime(vgt_i915_hog_ns(c)), HRTIMER_MODE_REL);
}

/*
 * Work that has not begun waits for the host's own, which may be what does not end. Where the
 * timer was started again before the lock was taken, this is about an earlier stay.
 */
static enum hrtimer_restart vgt_i915_hogs(struct hrtimer *timer)
{
	struct vgt_i915_context *c = container_of(timer, struct vgt_i915_context, hog);
	enum hrtimer_restart again = HRTIMER_NORESTART;
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	if (hrtimer_is_queued(timer) || !c->active || !c->rq || c->through || c->ended)
		goto out;
	if (i915_request_started(c->fence)) {
		vgt_i915_hide(c);
	} else {
		hrtimer_forward_now(timer, ns_to_ktime(vgt_i915_hog_ns(c)));
		again = HRTIMER_RESTART;
	}
out:
	spin_unlock_irqrestore(&c->lock, flags);
	return again;
}

/**
 * vgt_i915_capture_look() - a context has come to the hardware or left it, or its request was
 *	cancelled
 * @c: the context; its lock is held
 */
void vgt_i915_capture_look(struct vgt_i915_context *c)
{
	lockdep_assert_held(&c->lock);
	if (!c->active) {
		/* Its function, if it runs now, finds the context inactive. */
		hrtimer_try_to_cancel(&c->hog);
		vgt_i915_show(c);
	} else if (c->cancelled) {
		vgt_i915_hide(c);
	} else {
		vgt_i915_hog_start(c);
	}
}

/**
 * vgt_i915_capture_init() - a context is new
 * @c: the context
 */
void vgt_i915_capture_init(struct vgt_i915_context *c)
{
	vgt_hrtimer_setup(&c->hog, vgt_i915_hogs, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
}

/**
 * vgt_i915_capture_fini() - a context ends
 * @c: the context, which is not found any more
 *
 * A request of it that does nothing (vgt_i915_submit() could not fill it) may still be with the
 * hardware, and who found the context before may still be about to look at it.
 */
void vgt_i915_capture_fini(struct vgt_i915_context *c)
{
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	c->ended = true;
	vgt_i915_show(c);
	spin_unlock_irqrestore(&c->lock, flags);
	/* Takes the lock itself. */
	hrtimer_cancel(&c->hog);
}
