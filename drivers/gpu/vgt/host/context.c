// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run contexts of guests as contexts of i915.
 */
#include <linux/slab.h>

#include "i915.h"
#include "gt/intel_ring.h"
#include "gt/intel_timeline.h"

/* Do what i915 does when it pins a context for the first time. No one else has @ce yet. */
static int vgt_i915_alloc_state(struct intel_context *ce)
{
	int ret = ce->ops->alloc(ce);

	if (!ret)
		set_bit(CONTEXT_ALLOC_BIT, &ce->flags);
	return ret;
}

/*
 * If the GGTT has no room, i915's pin of a context retries without limit. So first pin
 * everything that it maps, in a way that fails at once. Then i915's pin only raises counts.
 */
static int vgt_i915_pin(struct vgt_i915 *host, struct intel_context *ce)
{
	u64 bias = PIN_OFFSET_BIAS | vgt_i915_ggtt(host)->pin_bias;
	struct {
		struct drm_i915_gem_object *obj;
		u64 flags;
	} part[] = {
		{ ce->timeline->hwsp_ggtt->obj, 0 },
		{ ce->ring->vma->obj, bias },
		{ ce->state->obj, bias },
	};
	struct i915_vma *vma[ARRAY_SIZE(part)];
	u32 n;
	int ret = 0;

	for (n = 0; n < ARRAY_SIZE(part); n++) {
		vma[n] = vgt_i915_pin_object(part[n].obj, part[n].flags);
		ret = PTR_ERR_OR_ZERO(vma[n]);
		if (ret)
			break;
	}
	if (!ret)
		ret = intel_context_pin(ce);
	while (n--)
		i915_vma_unpin(vma[n]);
	return ret;
}

struct intel_context *vgt_i915_rival_create(struct vgt_i915 *host, struct intel_engine_cs *cs)
{
	struct intel_context *ce = intel_context_create(cs);

	if (IS_ERR(ce))
		return NULL;
	if (!vgt_i915_alloc_state(ce) && !vgt_i915_pin(host, ce))
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
	ret = vgt_i915_alloc_state(ce);
	if (ret)
		goto err_context;

	c->host = host;
	c->ce = ce;
	c->ctx.engine = id;
	c->ctx.ring_size = ce->ring_size;
	spin_lock_init(&c->lock);
	vgt_i915_deadline_init(c);
	vgt_i915_capture_init(c);
	vgt_i915_errors_init(c);
	vgt_i915_part_init(c);

	vgt_i915_context_add(c);
	return &c->ctx;

err_context:
	intel_context_put(ce);
err_free:
	kfree(c);
	return ERR_PTR(ret);
}

/* Its gate is written with the lock, as long as the context has it. */
void vgt_i915_rival_destroy(struct vgt_i915_context *c)
{
	struct intel_context *ce;
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	ce = c->rival;
	c->rival = NULL;
	spin_unlock_irqrestore(&c->lock, flags);
	if (!ce)
		return;
	intel_context_unpin(ce);
	intel_context_put(ce);
}

void vgt_i915_context_destroy(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	struct vgt_i915_context *c = container_of(ctx, struct vgt_i915_context, ctx);

	vgt_i915_context_del(c);
	vgt_i915_capture_fini(c);
	vgt_i915_errors_fini(c);
	vgt_i915_part_fini(c);
	intel_context_put(c->ce);
	kfree_rcu(c, rcu);
}

int vgt_i915_context_pin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	struct vgt_i915_context *c = container_of(ctx, struct vgt_i915_context, ctx);
	int ret = vgt_i915_pin(to_host(gpu), c->ce);

	if (ret)
		return ret;
	ctx->state = c->ce->lrc_reg_state;
	ctx->lrca = i915_ggtt_offset(c->ce->state);
	return 0;
}

/* A pinned context keeps its engine awake, and with it the GPU. So does its rival. */
void vgt_i915_context_unpin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	struct vgt_i915_context *c = container_of(ctx, struct vgt_i915_context, ctx);

	vgt_i915_deadline_end(c);
	vgt_i915_rival_destroy(c);
	vgt_i915_part_retire(c);
	ctx->state = NULL;
	intel_context_unpin(c->ce);
}
