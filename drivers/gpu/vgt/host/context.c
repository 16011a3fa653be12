// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts of guests, as contexts of i915's.
 */
#include <linux/slab.h>

#include "i915.h"

struct vgt_i915_context *vgt_i915_find(struct vgt_i915 *host, struct intel_context *ce)
{
	struct vgt_i915_context *c;

	hash_for_each_possible_rcu(host->contexts, c, link, (unsigned long)ce)
		if (c->ce == ce)
			return c;
	return NULL;
}

struct intel_context *vgt_i915_rival_create(struct intel_engine_cs *cs)
{
	struct intel_context *ce = intel_context_create(cs);

	if (IS_ERR(ce))
		return NULL;
	if (!intel_context_pin(ce))
		return ce;
	intel_context_put(ce);
	return NULL;
}

struct vgt_gpu_context *
vgt_i915_context_create(struct vgt_gpu *gpu, enum vgt_engine_id id, u32 ring_size)
{
	struct vgt_i915 *host = to_host(gpu);
	struct vgt_i915_context *c;
	struct intel_context *ce;
	int ret;

	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return ERR_PTR(-ENOMEM);
	ce = intel_context_create(host->engine[id].cs);
	if (IS_ERR(ce)) {
		ret = PTR_ERR(ce);
		goto err_free;
	}
	i915_vm_put(ce->vm);
	ce->vm = i915_vm_get(&host->ppgtt->vm);
	ce->ring_size = roundup_pow_of_two(max_t(u32, ring_size, SZ_8K));
	intel_context_set_single_submission(ce);

	c->host = host;
	c->ce = ce;
	c->ctx.engine = id;
	c->ctx.ring_size = ce->ring_size;
	spin_lock_init(&c->lock);
	INIT_LIST_HEAD(&c->lingering);
	vgt_i915_deadline_init(c);

	spin_lock(&host->lock);
	hash_add_rcu(host->contexts, &c->link, (unsigned long)ce);
	spin_unlock(&host->lock);
	return &c->ctx;

err_free:
	kfree(c);
	return ERR_PTR(ret);
}

void vgt_i915_rival_destroy(struct vgt_i915_context *c)
{
	struct intel_context *ce = c->rival;

	c->rival = NULL;
	if (!ce)
		return;
	intel_context_unpin(ce);
	intel_context_put(ce);
}

void vgt_i915_context_destroy(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	struct vgt_i915_context *c = container_of(ctx, struct vgt_i915_context, ctx);
	struct vgt_i915 *host = to_host(gpu);

	if (vgt_i915_linger_take(host, c))
		intel_context_unpin(c->ce);
	spin_lock(&host->lock);
	hash_del_rcu(&c->link);
	spin_unlock(&host->lock);
	intel_context_put(c->ce);
	kfree_rcu(c, rcu);
}

int vgt_i915_context_pin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	struct vgt_i915_context *c = container_of(ctx, struct vgt_i915_context, ctx);
	struct vgt_i915 *host = to_host(gpu);
	int ret = 0;

	if (!vgt_i915_linger_take(host, c))
		ret = intel_context_pin(c->ce);
	/* Others may only linger in the room that it needs. */
	if (ret == -ENOSPC && vgt_i915_linger_none(host))
		ret = intel_context_pin(c->ce);
	if (ret)
		return ret;
	ctx->state = c->ce->lrc_reg_state;
	ctx->lrca = i915_ggtt_offset(c->ce->state);
	return 0;
}

/*
 * A pinned context, as its rival, holds its engine awake, and the GPU by that: for a moment
 * longer than it is used.
 */
void vgt_i915_context_unpin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	struct vgt_i915_context *c = container_of(ctx, struct vgt_i915_context, ctx);

	vgt_i915_deadline_end(c);
	vgt_i915_rival_destroy(c);
	ctx->state = NULL;
	vgt_i915_linger(to_host(gpu), c);
}
