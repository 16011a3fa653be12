// SPDX-License-Identifier: GPL-2.0-only
/*
 * Let a request of a guest follow the one in flight, in the same context of i915: see part.c.
 */
#include "i915.h"

/**
 * vgt_i915_extend() - hand over a request that follows the one in flight
 * @gpu: the GPU
 * @rq: the request in flight
 * @next: what follows it
 *
 * Return: 0; -EBUSY if nothing can follow it; or another negative errno.
 */
int vgt_i915_extend(struct vgt_gpu *gpu, struct vgt_gpu_request *rq, struct vgt_gpu_request *next)
{
	struct vgt_i915_context *c = container_of(rq->ctx, struct vgt_i915_context, ctx);
	struct vgt_i915_payload payload;
	struct i915_request *fence;
	int ret;

	if (intel_gt_is_wedged(c->ce->engine->gt) || !vgt_i915_next_begin(c, rq, next))
		return -EBUSY;
	fence = i915_request_create(c->ce);
	if (IS_ERR(fence)) {
		vgt_i915_next_forget(c);
		return PTR_ERR(fence);
	}
	ret = vgt_i915_emit(fence, next, &payload);
	/* i915 requires that it is added, also if it does nothing. It may be over at once. */
	i915_request_get(fence);
	vgt_i915_next_hold(c, fence, ret ? NULL : &payload);
	i915_request_add(fence);
	vgt_i915_watch(c, fence);
	i915_request_put(fence);
	return ret;
}
