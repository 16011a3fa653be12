// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts stay pinned for a moment after their use: a guest's next request is likely to
 * have the same one, and to pin it anew wakes the engine up and maps its image again. Then
 * they are let go of, so that the GPU can sleep; at once where the host goes to sleep, or
 * somebody needs the room that they have in the GGTT.
 */
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/workqueue.h>

#include "i915.h"

#define VGT_LINGER	msecs_to_jiffies(100)

/* The lock is held. */
static void vgt_i915_let_go(struct vgt_i915_context *c)
{
	list_del_init(&c->lingering);
	intel_context_unpin(c->ce);
}

static void vgt_i915_linger_end(struct work_struct *work)
{
	struct vgt_i915 *host = container_of(to_delayed_work(work), struct vgt_i915, linger);
	struct vgt_i915_context *c, *next;

	mutex_lock(&host->linger_lock);
	list_for_each_entry_safe(c, next, &host->lingering, lingering) {
		if (time_before(jiffies, c->lingers_until)) {
			queue_delayed_work(system_unbound_wq, &host->linger,
					   c->lingers_until - jiffies);
			break;
		}
		vgt_i915_let_go(c);
	}
	mutex_unlock(&host->linger_lock);
}

/**
 * vgt_i915_linger_init() - no context lingers yet
 * @host: the GPU
 */
void vgt_i915_linger_init(struct vgt_i915 *host)
{
	mutex_init(&host->linger_lock);
	INIT_LIST_HEAD(&host->lingering);
	INIT_DELAYED_WORK(&host->linger, vgt_i915_linger_end);
}

/**
 * vgt_i915_linger_fini() - the end
 * @host: the GPU; all its contexts are destroyed
 */
void vgt_i915_linger_fini(struct vgt_i915 *host)
{
	cancel_delayed_work_sync(&host->linger);
}

/**
 * vgt_i915_linger() - a context that is pinned is not used for now
 * @host: the GPU
 * @c: the context
 */
void vgt_i915_linger(struct vgt_i915 *host, struct vgt_i915_context *c)
{
	mutex_lock(&host->linger_lock);
	c->lingers_until = jiffies + VGT_LINGER;
	list_add_tail(&c->lingering, &host->lingering);
	queue_delayed_work(system_unbound_wq, &host->linger, VGT_LINGER);
	mutex_unlock(&host->linger_lock);
}

/**
 * vgt_i915_linger_take() - a context is used again
 * @host: the GPU
 * @c: the context
 *
 * Return: whether it was pinned still: now it is the caller's to unpin.
 */
bool vgt_i915_linger_take(struct vgt_i915 *host, struct vgt_i915_context *c)
{
	bool there;

	mutex_lock(&host->linger_lock);
	there = !list_empty(&c->lingering);
	list_del_init(&c->lingering);
	mutex_unlock(&host->linger_lock);
	return there;
}

/**
 * vgt_i915_linger_none() - let go of all contexts that nobody uses
 * @host: the GPU
 *
 * Return: whether there was one.
 */
bool vgt_i915_linger_none(struct vgt_i915 *host)
{
	struct vgt_i915_context *c, *next;
	bool any;

	mutex_lock(&host->linger_lock);
	any = !list_empty(&host->lingering);
	list_for_each_entry_safe(c, next, &host->lingering, lingering)
		vgt_i915_let_go(c);
	mutex_unlock(&host->linger_lock);
	return any;
}
