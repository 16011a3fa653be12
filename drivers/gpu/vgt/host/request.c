// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run requests of guests as requests of i915.
 */
#include "i915.h"
#include "gt/intel_execlists_submission.h"
#include "gt/intel_gpu_commands.h"
#include "gt/intel_lrc_reg.h"
#include "gt/intel_ring.h"
#include "gt/intel_timeline.h"

/*
 * A request that the engine lost to a reset before it began must not run: i915 would run it in an
 * image that the reset has changed. The engine's submit port is not written yet, so nobody reads
 * the ring.
 */
static void vgt_i915_end_lost(struct vgt_i915_context *c, u32 resets)
{
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	if (c->rq && !c->through && resets != c->resets &&
	    !i915_request_started(c->fence)) {
		memset(c->payload.cs, 0, c->payload.len);
		cmpxchg(&c->fence->fence.error, 0, -EIO);
	}
	spin_unlock_irqrestore(&c->lock, flags);
}

/*
 * Time at which the first of a context's requests that now enter the hardware was given to i915.
 * The notifier names the last one. Called within an RCU read-side section, as in i915 itself.
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

/* Contexts without a program belong to i915 itself (its heartbeat), or are rivals. */
static void vgt_i915_host_in(struct vgt_gpu *gpu, enum vgt_engine_id id, struct i915_request *rq,
			     const struct vgt_gpu_client_ops *client)
{
	unsigned long waited;

	if (rcu_access_pointer(rq->context->gem_context)) {
		waited = jiffies - vgt_i915_emitted(rq);
		/* The lower limit: the jiffy of the first may have been partly over. */
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
		vgt_i915_errors_in(engine, rq->fence.context);
	else if (guests)
		vgt_i915_errors_out(engine);
	else if (action == INTEL_CONTEXT_SCHEDULE_IN)
		vgt_i915_errors_host(engine);
	rcu_read_lock();
	/* gpu->client is set before the ops, and stays until all readers are done. */
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

/* The image was changed. Its page tables have four levels, which is the host's own mode. */
static void vgt_i915_descriptor(struct intel_context *ce)
{
	ce->lrc.desc |= CTX_DESC_FORCE_RESTORE;
}

/* Run the rival: it waits on the engine until its gate is open. */
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

/*
 * Before it may be a request that was skipped (part.c). Its commands have no end, and may be of
 * this request already. Nothing of the context is with the hardware, which loads the image anew.
 */
static void vgt_i915_begin_at(struct intel_context *ce, u32 head)
{
	ce->lrc_reg_state[CTX_RING_HEAD] = intel_ring_wrap(ce->ring, head);
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
	vgt_i915_part_fini(c);
	fence = i915_request_create(c->ce);
	if (IS_ERR(fence))
		return PTR_ERR(fence);

	vgt_i915_begin_at(c->ce, fence->head);
	ret = vgt_i915_emit(fence, rq, &c->payload);
	if (ret) {
		/* i915 requires that it is added; it does nothing. */
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
	c->unretired = false;
	fence = c->fence;
	i915_request_add(fence);
	vgt_i915_watch(c, fence);
	return 0;
}

/*
 * When i915 resumes a context, it does not replay a request that has an error. To make i915 resume
 * it, the engine gets a rival: a time slice, or the preempt time-out, then takes the engine from
 * the request. The rival stays until i915 has seen the context leave. If this does not work, or
 * there is no memory for a rival, the deadline ends the request.
 */
void vgt_i915_cancel(struct vgt_gpu *gpu, struct vgt_gpu_request *rq)
{
	struct vgt_i915_context *c = container_of(rq->ctx, struct vgt_i915_context,
						  ctx);
	struct intel_context *rival;
	unsigned long flags;

	/* Cancel only once, even if the request has just ended. */
	if (c->rival || (c->rq == rq && c->cancelled))
		return;
	rival = vgt_i915_rival_create(to_host(gpu), c->ce->engine);
	spin_lock_irqsave(&c->lock, flags);
	c->cancelled = c->rq == rq;
	if (c->cancelled && !c->through)
		/* i915 does the same. An existing error stays. */
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
