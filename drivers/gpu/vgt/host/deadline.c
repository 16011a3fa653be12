// SPDX-License-Identifier: GPL-2.0-only
/*
 * End cancelled requests, whatever their commands have done to the engine. If a request still
 * has the engine after a while, reset the engine. If it has left the engine without a
 * breadcrumb, give it up.
 */
#include <linux/lockdep.h>
#include <linux/workqueue.h>

#include "i915.h"
#include "gt/intel_breadcrumbs.h"

/* Longer than a time slice and than the preempt time-out (640 ms by default). */
#define VGT_DEADLINE_MS		1500
/* Broadwell has neither: a request ends by itself or by a reset, so waiting is of no use. */
#define VGT_NO_PREEMPTION_MS	100
/* Left the hardware without a breadcrumb: the request may be between two runs. */
#define VGT_SILENT_MS		200

enum vgt_i915_stuck {
	VGT_I915_GONE,		/* not stuck: completed, or never cancelled */
	VGT_I915_WAITS,		/* i915 has not submitted it to the hardware yet */
	VGT_I915_RUNS,		/* the hardware has it */
	VGT_I915_SILENT,	/* the hardware has left it, and i915 does not know */
};

/* i915 clears the flag of a request that it will submit again. The lock is held. */
static enum vgt_i915_stuck vgt_i915_how_stuck(const struct vgt_i915_context *c)
{
	lockdep_assert_held(&c->lock);
	if (!c->rq || !c->cancelled || c->through)
		return VGT_I915_GONE;
	if (c->active)
		return VGT_I915_RUNS;
	if (c->ran && !i915_request_completed(c->fence) &&
	    test_bit(I915_FENCE_FLAG_ACTIVE, &c->fence->fence.flags))
		return VGT_I915_SILENT;
	return VGT_I915_WAITS;
}

/* The error is set already. i915 does the same with requests when it gives up the GPU. */
static void vgt_i915_give_up(struct vgt_i915_context *c, struct i915_request *fence)
{
	pr_warn_ratelimited("vgt: %s: work of a guest ended without its breadcrumb: it is given up\n",
			    c->ce->engine->name);
	i915_request_mark_complete(fence);
	intel_engine_signal_breadcrumbs(c->ce->engine);
}

/* Use i915's own way: it resets the engine, unless the engine can be preempted. */
static void vgt_i915_evict(struct vgt_i915_context *c, struct i915_request *fence)
{
	pr_warn_ratelimited("vgt: %s: work of a guest that was ended is still there: i915 is told to reset the engine\n",
			    c->ce->engine->name);
	intel_context_cancel_request(c->ce, fence);
}

static void vgt_i915_look(struct vgt_i915_context *c, u32 ms)
{
	queue_delayed_work(system_unbound_wq, &c->deadline, msecs_to_jiffies(ms));
}

static u32 vgt_i915_deadline_ms(const struct vgt_i915_context *c)
{
	return intel_engine_has_preemption(c->ce->engine) ? VGT_DEADLINE_MS :
							    VGT_NO_PREEMPTION_MS;
}

static void vgt_i915_overdue(struct work_struct *work)
{
	struct vgt_i915_context *c = container_of(to_delayed_work(work),
						  struct vgt_i915_context, deadline);
	struct i915_request *fence = NULL;
	enum vgt_i915_stuck stuck;
	unsigned long flags;
	bool silent;

	spin_lock_irqsave(&c->lock, flags);
	stuck = vgt_i915_how_stuck(c);
	silent = c->silent;
	c->silent = stuck == VGT_I915_SILENT;
	if (stuck != VGT_I915_GONE)
		fence = i915_request_get(c->fence);
	spin_unlock_irqrestore(&c->lock, flags);
	if (!fence)
		return;

	if (stuck == VGT_I915_RUNS)
		vgt_i915_evict(c, fence);
	else if (stuck == VGT_I915_SILENT && silent)
		vgt_i915_give_up(c, fence);
	i915_request_put(fence);
	vgt_i915_look(c, stuck == VGT_I915_SILENT ? VGT_SILENT_MS : vgt_i915_deadline_ms(c));
}

/**
 * vgt_i915_deadline_init() - initialize the deadline of a new context
 * @c: the context
 */
void vgt_i915_deadline_init(struct vgt_i915_context *c)
{
	INIT_DELAYED_WORK(&c->deadline, vgt_i915_overdue);
}

/**
 * vgt_i915_deadline_set() - start the deadline of a cancelled request
 * @c: the context
 */
void vgt_i915_deadline_set(struct vgt_i915_context *c)
{
	vgt_i915_look(c, vgt_i915_deadline_ms(c));
}

/**
 * vgt_i915_deadline_end() - stop the deadline of a request that has ended
 * @c: the context, with nothing in flight, cancelled or not
 *
 * Waits for a reset that the deadline has started. May sleep.
 */
void vgt_i915_deadline_end(struct vgt_i915_context *c)
{
	cancel_delayed_work_sync(&c->deadline);
}
