// SPDX-License-Identifier: GPL-2.0-only
/*
 * i915 copies an engine's state, for its users, before it resets the engine for work that does
 * not end; it calls that a "GPU HANG" in the log, and holds the work back for as long as the copy
 * takes. Of a guest's work nobody wants that: its end is vgt's to tell. So i915 does not copy
 * while a guest's work that is cancelled, or that has not left the engine for long, has it.
 */
#include <linux/err.h>
#include <linux/math.h>
#include <linux/minmax.h>

#include "../core/compat.h"
#include "i915.h"

/* Where i915 has both of the following off. */
#define VGT_HOG_MS	320

/*
 * Before i915 could find that work does not end: it gives others' its preemption time-out, or
 * some of its heartbeats. Either may be off, which is 0.
 */
static u64 vgt_i915_hog_ns(const struct vgt_i915_context *c)
{
	u64 preempt = READ_ONCE(c->ce->engine->props.preempt_timeout_ms);
	u64 beat = READ_ONCE(c->ce->engine->props.heartbeat_interval_ms);
	u64 ms = min_not_zero(DIV_ROUND_UP_ULL(preempt, 2), beat);

	return (ms ?: VGT_HOG_MS) * NSEC_PER_MSEC;
}

/* The host's user may have it off anyway. Locks of contexts are outside. */
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

/* i915 takes a copy that it could not make for the first one, and would make no other. */
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

static void vgt_i915_hide(struct vgt_i915_context *c)
{
	if (!c->hidden)
		vgt_i915_capture_off(c->host);
	c->hidden = true;
}

/* Work that has not begun waits for the host's own, which may be what does not end. */
static enum hrtimer_restart vgt_i915_hogs(struct hrtimer *timer)
{
	struct vgt_i915_context *c = container_of(timer, struct vgt_i915_context, hog);
	enum hrtimer_restart again = HRTIMER_NORESTART;
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	/* Where it has come to the hardware anew meanwhile the timer is set already. */
	if (c->active && c->rq && !c->through && !hrtimer_is_queued(timer)) {
		if (i915_request_started(c->fence)) {
			vgt_i915_hide(c);
		} else {
			hrtimer_forward_now(timer, ns_to_ktime(vgt_i915_hog_ns(c)));
			again = HRTIMER_RESTART;
		}
	}
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
		hrtimer_try_to_cancel(&c->hog);
		if (c->hidden)
			vgt_i915_capture_on(c->host);
		c->hidden = false;
	} else if (c->cancelled) {
		vgt_i915_hide(c);
	} else {
		hrtimer_start(&c->hog, ns_to_ktime(vgt_i915_hog_ns(c)), HRTIMER_MODE_REL);
	}
}

/**
 * vgt_i915_capture_init() - a context is new
 * @host: the GPU
 * @c: the context
 */
void vgt_i915_capture_init(struct vgt_i915 *host, struct vgt_i915_context *c)
{
	c->host = host;
	vgt_hrtimer_setup(&c->hog, vgt_i915_hogs, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
}

/**
 * vgt_i915_capture_fini() - a context ends
 * @c: the context, which is not with the hardware
 */
void vgt_i915_capture_fini(struct vgt_i915_context *c)
{
	hrtimer_cancel(&c->hog);
}
