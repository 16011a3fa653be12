// SPDX-License-Identifier: GPL-2.0-only
/*
 * What i915 has of a context: a request in flight, and maybe one that follows it.
 *
 * A request is done when its commands have completed and the hardware has saved the context. The
 * fence signals the first, the context switch the second. A request that a reset removes may never
 * reach the hardware.
 *
 * The one that follows (extend.c) is a request of i915's in the same context, with a breadcrumb of
 * its own. i915 runs contexts of guests alone on their engine, each request by itself. As long as
 * one is ready and waits, i915 looks at the engine for each of its time slices, a thousand times a
 * second. So vgt holds it back in the moment in which i915 finds it ready, and lets it go when the
 * commands of the first have completed. i915 lets requests go in the same way, in the same
 * interrupt, when what they wait for has completed. Until then i915's scheduler does not know of
 * it: the host's work, resets and preemption are what they are with one request.
 *
 * When it is let go, the first is over, and it is the request in flight. Where it may not run, i915
 * never gets it: it is marked as complete, as i915 marks what it gives up. Its place in the ring
 * has no end, because i915 writes the breadcrumb when it submits a request, and i915 may use the
 * place again at once. So the hardware must not pass it: the next request moves the ring's head
 * (vgt_i915_submit()).
 */
#include <linux/lockdep.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "i915.h"
#include "gt/intel_ring.h"

/* -EAGAIN means that i915 runs the request again after the reset of another one's hang. */
static int vgt_i915_error(const struct i915_request *fence)
{
	int error = fence->fence.error;

	return error && error != -EAGAIN ? -EIO : 0;
}

static void vgt_i915_done(struct vgt_gpu_request *rq, struct i915_request *fence)
{
	int error = vgt_i915_error(fence);

	/* A wedged GPU fails all requests, even of those that did not cause it. */
	if (error && intel_gt_is_wedged(fence->engine->gt))
		error = -ENODEV;

	i915_request_put(fence);
	rq->done(rq, error);
}

/**
 * vgt_i915_gate_open() - let the rival of a context leave the engine, which the context has left
 * @c: the context, with a rival; its lock is held
 */
void vgt_i915_gate_open(struct vgt_i915_context *c)
{
	void *page = (void *)c->rival->lrc_reg_state - VGT_LRC_STATE_PAGE;

	lockdep_assert_held(&c->lock);
	WRITE_ONCE(*(u32 *)(page + VGT_GATE_OFFSET), VGT_GATE_OPEN);
}

/* Take the request out if it is done, and nothing is behind it. The lock is held. */
static struct vgt_gpu_request *vgt_i915_take_done(struct vgt_i915_context *c)
{
	struct vgt_gpu_request *done = NULL;

	lockdep_assert_held(&c->lock);
	if (c->rq && c->through && !c->active && !c->next.busy)
		swap(c->rq, done);
	return done;
}

/*
 * May the one that follows run? Whether a reset was this engine's cannot be told (VCS and VCS2 have
 * one count): then the core looks at what there is. The lock is held.
 */
static bool vgt_i915_goes_on(const struct vgt_i915_context *c)
{
	struct vgt_gpu_request *rq = c->next.rq;

	lockdep_assert_held(&c->lock);
	return rq && !vgt_i915_error(c->fence) && !c->cancelled && !c->ended &&
	       c->resets == vgt_i915_reset_count(&c->host->gpu, c->ctx.engine) &&
	       rq->goes_on(rq);
}

/* i915 may wait for a request that it does not see complete by itself. No fence's lock is held. */
static void vgt_i915_skipped(struct irq_work *work)
{
	struct vgt_i915_context *c = container_of(work, struct vgt_i915_context, signal);

	dma_fence_signal(&c->skipped->fence);
	i915_request_put(c->skipped);
}

/*
 * The one that follows does not run. The lock is held. The context's next request is a new one
 * (vgt_i915_submit()), because the one in flight is over.
 */
static void vgt_i915_skip(struct vgt_i915_context *c)
{
	struct vgt_i915_next *next = &c->next;

	lockdep_assert_held(&c->lock);
	i915_request_mark_complete(next->fence);
	c->skipped = next->fence;
	c->unretired = true;
	memset(next, 0, sizeof(*next));
	irq_work_queue(&c->signal);
}

/*
 * If the request in flight is complete, and i915 has the one behind it ready, the latter is in its
 * place from now on. Return the request that the caller must let go then, without the lock; or
 * NULL. The lock is held.
 */
static struct i915_request *vgt_i915_open(struct vgt_i915_context *c)
{
	struct vgt_i915_next *next = &c->next;
	struct i915_request *last = c->fence;

	lockdep_assert_held(&c->lock);
	if (!c->through || !next->ready)
		return NULL;
	if (!vgt_i915_goes_on(c)) {
		vgt_i915_skip(c);
		return NULL;
	}
	c->rq = next->rq;
	/* i915 may give it to the hardware without a word. */
	c->ran = c->active;
	c->silent = false;
	c->fence = next->fence;
	c->payload = next->payload;
	c->through = false;
	memset(next, 0, sizeof(*next));
	vgt_i915_capture_look(c);
	vgt_i915_errors_look(c);
	i915_request_put(last);
	return c->fence;
}

/* What an event leads to, which is told without the lock. */
struct vgt_i915_outcome {
	struct i915_request *next;	/* i915 gets it; or NULL */
	struct vgt_gpu_request *done;	/* it is done; or NULL */
	struct i915_request *fence;	/* i915's request for @done */
};

/* The lock is held. @open: the request behind the one in flight may be let go. */
static struct vgt_i915_outcome vgt_i915_decide(struct vgt_i915_context *c, bool open)
{
	struct vgt_i915_outcome out = { .next = open ? vgt_i915_open(c) : NULL };

	out.fence = c->fence;
	out.done = vgt_i915_take_done(c);
	return out;
}

static void vgt_i915_tell(struct vgt_i915_context *c, const struct vgt_i915_outcome *out)
{
	if (out->next)
		c->notify(&out->next->submit, FENCE_COMPLETE);
	if (out->done)
		vgt_i915_done(out->done, out->fence);
}

/**
 * vgt_i915_event() - note what happens to a context
 * @c: the context
 * @event: what it is
 *
 * Any context.
 */
void vgt_i915_event(struct vgt_i915_context *c, enum vgt_i915_event event)
{
	struct vgt_i915_outcome out;
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	if (event == VGT_I915_THROUGH)
		c->through = true;
	else
		c->active = event == VGT_I915_IN;
	c->ran |= c->active;
	if (event != VGT_I915_THROUGH)
		vgt_i915_capture_look(c);
	vgt_i915_errors_look(c);
	if (c->rival && event != VGT_I915_IN)
		vgt_i915_gate_open(c);
	/* i915 may hold a lock that letting it go takes when it tells of a switch. */
	out = vgt_i915_decide(c, event == VGT_I915_THROUGH);
	spin_unlock_irqrestore(&c->lock, flags);
	vgt_i915_tell(c, &out);
}

/* It is the request in flight, since one behind it is not let go before; or it was skipped. */
static void vgt_i915_through(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct vgt_i915_context *c = container_of(cb, struct vgt_i915_cb, cb)->c;

	if (&READ_ONCE(c->fence)->fence != fence)
		return;
	if (!vgt_i915_error(c->fence))
		c->rq->executed(c->rq);
	vgt_i915_event(c, VGT_I915_THROUGH);
}

/**
 * vgt_i915_part_init() - prepare a context for requests that follow one another
 * @c: the context
 */
void vgt_i915_part_init(struct vgt_i915_context *c)
{
	init_irq_work(&c->signal, vgt_i915_skipped);
}

/**
 * vgt_i915_part_fini() - wait until nothing of a context's requests is used any more
 * @c: the context; nothing of it is in flight. May sleep
 */
void vgt_i915_part_fini(struct vgt_i915_context *c)
{
	irq_work_sync(&c->signal);
}

/**
 * vgt_i915_part_retire() - have i915 let go of a context that is unpinned next
 * @c: the context; nothing of it is in flight. Sleeps
 *
 * i915 does this when a timeline's last request ends. It has not seen that a skipped one ended, and
 * would keep the GPU awake, and the context in the GGTT, for up to a second.
 */
void vgt_i915_part_retire(struct vgt_i915_context *c)
{
	struct intel_gt *gt = c->ce->engine->gt;

	vgt_i915_part_fini(c);
	if (!c->unretired)
		return;
	c->unretired = false;
	/* The pin keeps the GPU awake, so i915's own work is armed. */
	mod_delayed_work(system_unbound_wq, &gt->requests.retire_work, 0);
	flush_delayed_work(&gt->requests.retire_work);
}

/**
 * vgt_i915_watch() - have a request's end noted
 * @c: its context
 * @fence: the request, which i915 has. The caller or the context has a reference to it
 */
void vgt_i915_watch(struct vgt_i915_context *c, struct i915_request *fence)
{
	struct dma_fence_cb *cb;

	c->turn = !c->turn;
	c->cb[c->turn].c = c;
	cb = &c->cb[c->turn].cb;
	if (dma_fence_add_callback(&fence->fence, cb, vgt_i915_through))
		vgt_i915_through(&fence->fence, cb);
}

/**
 * vgt_i915_emit() - write commands into a request of i915's
 * @fence: the request
 * @rq: what has the commands
 * @payload: set to where they are
 *
 * Return: 0 or a negative errno.
 */
int vgt_i915_emit(struct i915_request *fence, const struct vgt_gpu_request *rq,
		  struct vgt_i915_payload *payload)
{
	u32 *cs;
	int ret;

	if (fence->engine->emit_init_breadcrumb) {
		ret = fence->engine->emit_init_breadcrumb(fence);
		if (ret)
			return ret;
	}
	cs = intel_ring_begin(fence, rq->len);
	if (IS_ERR(cs))
		return PTR_ERR(cs);
	payload->cs = cs;
	payload->len = rq->len * sizeof(*cs);
	memcpy(cs, rq->cs, payload->len);
	intel_ring_advance(fence, cs + rq->len);
	return 0;
}

/* i915 finds the request ready. It has it queue itself later. */
static int vgt_i915_ready_to_follow(struct i915_sw_fence *submit, enum i915_sw_fence_notify state)
{
	struct i915_request *fence = container_of(submit, struct i915_request, submit);
	struct vgt_i915 *host = (struct vgt_i915 *)fence->engine->i915->gvt;
	struct vgt_i915_outcome out;
	struct vgt_i915_context *c;
	unsigned long flags;

	rcu_read_lock();
	c = vgt_i915_find(host, fence->context);
	/* i915 uses the request's memory again, with this pointer. */
	submit->fn = c->notify;
	spin_lock_irqsave(&c->lock, flags);
	c->next.ready = true;
	out = vgt_i915_decide(c, true);
	spin_unlock_irqrestore(&c->lock, flags);
	vgt_i915_tell(c, &out);
	rcu_read_unlock();
	return NOTIFY_DONE;
}

/*
 * i915 waits for room in a ring until requests before are complete, so there must be room for both
 * from the start.
 */
static bool vgt_i915_has_room(const struct vgt_i915_context *c, const struct vgt_gpu_request *rq,
			      const struct vgt_gpu_request *next)
{
	return 2ull * sizeof(u32) * (rq->len + next->len) + 2 * VGT_RING_MARGIN <=
	       c->ctx.ring_size;
}

/**
 * vgt_i915_next_begin() - reserve the place behind the request in flight
 * @c: the context
 * @rq: that request
 * @next: what is to follow it
 *
 * The request in flight is not done until vgt_i915_next_hold() has been called and its fence has
 * signaled, or vgt_i915_next_forget() has been called.
 *
 * Return: true; false if nothing can follow it.
 */
bool vgt_i915_next_begin(struct vgt_i915_context *c, const struct vgt_gpu_request *rq,
			 struct vgt_gpu_request *next)
{
	unsigned long flags;
	bool may;

	spin_lock_irqsave(&c->lock, flags);
	may = c->rq == rq && !c->through && !c->cancelled && !c->rival && !c->next.busy &&
	      vgt_i915_has_room(c, rq, next) &&
	      c->resets == vgt_i915_reset_count(&c->host->gpu, c->ctx.engine);
	if (may) {
		c->next.busy = true;
		c->next.rq = next;
	}
	spin_unlock_irqrestore(&c->lock, flags);
	return may;
}

/**
 * vgt_i915_next_hold() - have a request held back until the one before it is complete
 * @c: the context, with the place reserved
 * @fence: the request, which i915 does not have yet
 * @payload: where its commands are; NULL if it has none: it must not run
 */
void vgt_i915_next_hold(struct vgt_i915_context *c, struct i915_request *fence,
			const struct vgt_i915_payload *payload)
{
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	c->next.fence = i915_request_get(fence);
	if (payload)
		c->next.payload = *payload;
	else
		c->next.rq = NULL;
	c->notify = fence->submit.fn;
	spin_unlock_irqrestore(&c->lock, flags);
	fence->submit.fn = vgt_i915_ready_to_follow;
}

/**
 * vgt_i915_next_forget() - give the place behind the request in flight back
 * @c: the context, with the place reserved
 */
void vgt_i915_next_forget(struct vgt_i915_context *c)
{
	struct vgt_i915_outcome out;
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	memset(&c->next, 0, sizeof(c->next));
	out = vgt_i915_decide(c, false);
	spin_unlock_irqrestore(&c->lock, flags);
	vgt_i915_tell(c, &out);
}
