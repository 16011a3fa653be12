// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests of guests, as requests of i915's.
 */
#include <linux/lockdep.h>

#include "i915.h"
#include "gt/intel_execlists_submission.h"
#include "gt/intel_gpu_commands.h"
#include "gt/intel_lrc_reg.h"
#include "gt/intel_ring.h"
#include "gt/intel_timeline.h"

enum vgt_i915_event {
	VGT_I915_THROUGH,	/* the commands have completed */
	VGT_I915_IN,		/* the hardware takes the context up */
	VGT_I915_OUT,		/* the hardware has saved the context */
};

/* Whom another's hang had reset is run once more: only this is told by -EAGAIN. */
static int vgt_i915_error(const struct dma_fence *fence)
{
	return fence->error && fence->error != -EAGAIN ? -EIO : 0;
}

static void vgt_i915_done(struct vgt_gpu_request *rq, struct i915_request *fence)
{
	int error = vgt_i915_error(&fence->fence);

	/* Then everything fails, whoever began it. */
	if (error && intel_gt_is_wedged(fence->engine->gt))
		error = -ENODEV;

	i915_request_put(fence);
	rq->done(rq, error);
}

/* The context has left the engine: its rival may, too. The lock is held. */
static void vgt_i915_gate_open(struct vgt_i915_context *c)
{
	void *page = (void *)c->rival->lrc_reg_state - VGT_LRC_STATE_PAGE;

	lockdep_assert_held(&c->lock);
	WRITE_ONCE(*(u32 *)(page + VGT_GATE_OFFSET), VGT_GATE_OPEN);
}

/*
 * A request is done when its commands are through, and the hardware has saved the
 * context. The first is told by its fence, the second by the context switch; a
 * request that a reset takes away may never get to the hardware.
 */
static void vgt_i915_event(struct vgt_i915_context *c, enum vgt_i915_event event)
{
	struct vgt_gpu_request *done = NULL;
	struct i915_request *fence;
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
	fence = c->fence;
	if (c->rq && c->through && !c->active)
		swap(c->rq, done);
	spin_unlock_irqrestore(&c->lock, flags);

	if (done)
		vgt_i915_done(done, fence);
}

static void vgt_i915_through(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct vgt_i915_context *c = container_of(cb, struct vgt_i915_context, cb);

	if (!vgt_i915_error(fence))
		c->rq->executed(c->rq);
	vgt_i915_event(c, VGT_I915_THROUGH);
}

/*
 * A request that the engine lost to a reset before it began is not run any more: i915
 * would have it run in an image that the reset has changed. The engine's submit port is not
 * yet written: the ring is nobody's.
 */
static void vgt_i915_end_lost(struct vgt_i915_context *c, u32 resets)
{
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	if (c->rq && !c->through && resets != c->resets &&
	    !i915_request_started(c->fence)) {
		memset(c->payload, 0, c->payload_len);
		cmpxchg(&c->fence->fence.error, 0, -EIO);
	}
	spin_unlock_irqrestore(&c->lock, flags);
}

/*
 * When the first of a context's requests that come to the hardware was given to i915: the
 * notifier names the last. Within an RCU read-side section, as i915 itself does it.
 */
static unsigned long vgt_i915_emitted(struct i915_request *rq)
{
	const struct intel_timeline *tl = rq->context->timeline;
	unsigned long first = rq->emitted_jiffies;

	list_for_each_entry_from_reverse(rq, &tl->requests, link) {
		if (i915_request_completed(rq))
			break;
		first = rq->emitted_jiffies;
	}
	return first;
}

/* Contexts that are no program's are i915's own, as its heartbeat's, or rivals. */
static void vgt_i915_host_in(struct vgt_gpu *gpu, enum vgt_engine_id id, struct i915_request *rq,
			     const struct vgt_gpu_client_ops *client)
{
	unsigned long waited;

	if (rcu_access_pointer(rq->context->gem_context)) {
		waited = jiffies - vgt_i915_emitted(rq);
		/* At least: the first of them had begun. */
		client->host_waited(gpu->client, id, jiffies_to_nsecs(waited - !!waited));
	}
	client->context_in(gpu->client, id, NULL);
}

int vgt_i915_context_status(struct notifier_block *nb, unsigned long action, void *data)
{
	struct vgt_i915_engine *engine = container_of(nb, struct vgt_i915_engine,
						      notifier);
	struct vgt_gpu *gpu = &engine->host->gpu;
	enum vgt_engine_id id = engine - engine->host->engine;
	struct i915_request *rq = data;
	bool guests = intel_context_force_single_submission(rq->context);
	struct vgt_i915_context *c = NULL;
	const struct vgt_gpu_client_ops *client;

	if (guests && action == INTEL_CONTEXT_SCHEDULE_IN)
		vgt_i915_errors_in(engine);
	else if (guests)
		vgt_i915_errors_out(engine);
	rcu_read_lock();
	/* What it is for is set before it is, and stays until readers are gone. */
	client = smp_load_acquire(&gpu->client_ops);
	if (!client)
		goto out;
	if (guests)
		c = vgt_i915_find(engine->host, rq->context);
	if (action == INTEL_CONTEXT_SCHEDULE_IN && c) {
		vgt_i915_end_lost(c, vgt_i915_reset_count(gpu, id));
		client->context_in(gpu->client, id, &c->ctx);
		vgt_i915_event(c, VGT_I915_IN);
	} else if (action == INTEL_CONTEXT_SCHEDULE_IN) {
		vgt_i915_host_in(gpu, id, rq, client);
	} else {
		client->context_out(gpu->client, id, c ? &c->ctx : NULL);
		if (c)
			vgt_i915_event(c, VGT_I915_OUT);
	}
out:
	rcu_read_unlock();
	return NOTIFY_OK;
}

static int vgt_i915_emit(struct vgt_i915_context *c, struct i915_request *fence,
			 const struct vgt_gpu_request *rq)
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
	memcpy(cs, rq->cs, rq->len * sizeof(*cs));
	c->payload = cs;
	c->payload_len = rq->len * sizeof(*cs);
	intel_ring_advance(fence, cs + rq->len);
	return 0;
}

/* An image that was changed. Page tables have four levels, as the host's: its own mode. */
static void vgt_i915_descriptor(struct intel_context *ce)
{
	ce->lrc.desc |= CTX_DESC_FORCE_RESTORE;
}

/* A rival for the engine: it waits until its gate is open. */
static int vgt_i915_rival_run(struct intel_context *ce)
{
	struct i915_request *fence = i915_request_create(ce);
	u32 *cs;

	if (IS_ERR(fence))
		return PTR_ERR(fence);
	cs = intel_ring_begin(fence, 4);
	if (!IS_ERR(cs)) {
		*cs++ = MI_SEMAPHORE_WAIT | MI_SEMAPHORE_GLOBAL_GTT |
			MI_SEMAPHORE_POLL | MI_SEMAPHORE_SAD_EQ_SDD;
		*cs++ = VGT_GATE_OPEN;
		*cs++ = i915_ggtt_offset(ce->state) + VGT_GATE_OFFSET;
		*cs++ = 0;
		intel_ring_advance(fence, cs);
	}
	i915_request_add(fence);
	return 0;
}

int vgt_i915_submit(struct vgt_gpu *gpu, struct vgt_gpu_request *rq)
{
	struct vgt_i915_context *c = container_of(rq->ctx, struct vgt_i915_context,
						  ctx);
	struct i915_request *fence;
	int ret;

	vgt_i915_rival_destroy(c);
	if (intel_gt_is_wedged(c->ce->engine->gt))
		return -ENODEV;
	fence = i915_request_create(c->ce);
	if (IS_ERR(fence))
		return PTR_ERR(fence);

	ret = vgt_i915_emit(c, fence, rq);
	if (ret) {
		/* It has to be added all the same, and does nothing. */
		i915_request_add(fence);
		return ret;
	}
	vgt_i915_descriptor(c->ce);
	c->fence = i915_request_get(fence);
	c->through = false;
	c->ran = false;
	c->cancelled = false;
	c->silent = false;
	c->resets = vgt_i915_reset_count(gpu, c->ctx.engine);
	c->rq = rq;
	i915_request_add(fence);
	if (dma_fence_add_callback(&c->fence->fence, &c->cb, vgt_i915_through))
		vgt_i915_through(&c->fence->fence, &c->cb);
	return 0;
}

/*
 * i915 replays nothing of a request with an error when it takes up its context anew. So
 * that it has to, the engine gets a rival: a time slice, or the preempt time-out, takes
 * it from the request. The rival stays until i915 has seen the context leave. Where that
 * does not do it, or there is no memory for a rival, the deadline does.
 */
void vgt_i915_cancel(struct vgt_gpu *gpu, struct vgt_gpu_request *rq)
{
	struct vgt_i915_context *c = container_of(rq->ctx, struct vgt_i915_context,
						  ctx);
	struct intel_context *rival;
	unsigned long flags;

	/* Once is enough, also where it has just ended. */
	if (c->rival || (c->rq == rq && c->cancelled))
		return;
	rival = vgt_i915_rival_create(to_host(gpu), c->ce->engine);
	spin_lock_irqsave(&c->lock, flags);
	c->cancelled = c->rq == rq;
	if (c->cancelled && !c->through)
		/* As i915 does itself; an error that is there already stays. */
		cmpxchg(&c->fence->fence.error, 0, -EIO);
	if (c->cancelled && c->active)
		vgt_i915_capture_look(c);
	c->rival = rival;
	if (rival && (c->rq != rq || c->through || !c->active))
		vgt_i915_gate_open(c);
	spin_unlock_irqrestore(&c->lock, flags);
	if (rival)
		vgt_i915_rival_run(rival);
	vgt_i915_deadline_set(c);
}
