// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GPU port over the host's i915.
 *
 * The only file that includes i915's private headers. i915 shares a GPU with one
 * mediator at a time (intel_gvt_set_ops), by what it exports in the namespace
 * I915_GVT. Contexts of guests run as contexts of i915's own, each alone on its
 * engine (single submission); their requests are i915's, so that its scheduler
 * shares the engines between them and the host's.
 */
#include <linux/dma-mapping.h>
#include <linux/hashtable.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "i915_drv.h"
#include "i915_gpu_error.h"
#include "i915_reg.h"
#include "i915_request.h"
#include "gem/i915_gem_object.h"
#include "gem/i915_gem_pm.h"
#include "gt/gen8_ppgtt.h"
#include "gt/intel_context.h"
#include "gt/intel_engine_regs.h"
#include "gt/intel_execlists_submission.h"
#include "gt/intel_ggtt_fencing.h"
#include "gt/intel_gpu_commands.h"
#include "gt/intel_gt.h"
#include "gt/intel_gt_regs.h"
#include "gt/intel_lrc.h"
#include "gt/intel_lrc_reg.h"
#include "gt/intel_ring.h"
#include "gt/shmem_utils.h"
#include "intel_gvt.h"

#include "../core/gpu_port.h"
#include "host.h"

#define VGT_LRC_STATE_PAGE	4096	/* bytes before the register state */

/* A word that is free in the page before it, the context's own status page. */
#define VGT_GATE_OFFSET		0x400
#define VGT_GATE_OPEN		1

/**
 * struct vgt_i915_engine - an engine of the host's driver
 * @host: of which GPU
 * @cs: the engine; NULL where there is none
 * @golden: its first context image, mapped; see shmem_pin_map()
 * @notifier: hears of context switches
 */
struct vgt_i915_engine {
	struct vgt_i915 *host;
	struct intel_engine_cs *cs;
	void *golden;
	struct notifier_block notifier;
};

/**
 * struct vgt_i915 - a GPU of the host's driver
 * @gpu: the port
 * @exported: what the other ports need
 * @i915: the driver's own
 * @ppgtt: empty page tables, that contexts name until they get the shadow's
 * @engine: its engines
 * @fences: fence registers that are ours, by index
 * @lock: protects @contexts against changes
 * @contexts: struct vgt_i915_context by their context; readers use RCU
 * @wakeref: keeps the GPU awake, while @awake
 * @awake: users of @wakeref; under @awake_lock
 * @awake_lock: protects @awake and @wakeref
 */
struct vgt_i915 {
	struct vgt_gpu gpu;
	struct vgt_host_gpu exported;
	struct drm_i915_private *i915;
	struct i915_ppgtt *ppgtt;
	struct vgt_i915_engine engine[VGT_NUM_ENGINES];
	struct i915_fence_reg *fences[I915_MAX_NUM_FENCES];
	/* Protects contexts against changes. */
	spinlock_t lock;
	DECLARE_HASHTABLE(contexts, 6);
	intel_wakeref_t wakeref;
	u32 awake;
	/* Protects wakeref and awake. */
	struct mutex awake_lock;
};

/**
 * struct vgt_i915_context - a context of the host's driver
 * @ctx: the port's
 * @ce: the driver's own, pinned
 * @link: in the table of contexts
 * @rcu: to free it
 * @lock: protects what follows; taken in interrupts
 * @rq: the port's request in flight, or NULL
 * @fence: the driver's
 * @payload: the request's commands in the ring
 * @payload_len: bytes of them
 * @resets: count of the engine's resets when it was submitted
 * @cb: tells when its commands are through
 * @through: they are
 * @active: the hardware has the context
 * @rival: a context that takes the engine from a request that is cancelled, pinned;
 *	set under the lock, by who submits and cancels. Or NULL
 */
struct vgt_i915_context {
	struct vgt_gpu_context ctx;
	struct intel_context *ce;
	struct hlist_node link;
	struct rcu_head rcu;
	/* Protects what follows; taken in interrupts. */
	spinlock_t lock;
	struct vgt_gpu_request *rq;
	struct i915_request *fence;
	u32 *payload;
	u32 payload_len;
	u32 resets;
	struct dma_fence_cb cb;
	bool through;
	bool active;
	struct intel_context *rival;
};

static const struct vgt_host_client *vgt_client;

static struct vgt_i915 *to_host(struct vgt_gpu *gpu)
{
	return container_of(gpu, struct vgt_i915, gpu);
}

static struct intel_gt *vgt_gt(struct vgt_i915 *host)
{
	return to_gt(host->i915);
}

static struct i915_ggtt *vgt_i915_ggtt(struct vgt_i915 *host)
{
	return vgt_gt(host)->ggtt;
}

/**
 * vgt_host_gpu() - what the other ports need of a GPU
 * @gpu: the GPU
 */
const struct vgt_host_gpu *vgt_host_gpu(struct vgt_gpu *gpu)
{
	return &to_host(gpu)->exported;
}

/* ---- registers and power ---- */

static u32 vgt_i915_read(struct vgt_gpu *gpu, u32 reg)
{
	return intel_uncore_read(vgt_gt(to_host(gpu))->uncore, _MMIO(reg));
}

static void vgt_i915_write(struct vgt_gpu *gpu, u32 reg, u32 val)
{
	intel_uncore_write(vgt_gt(to_host(gpu))->uncore, _MMIO(reg), val);
}

static u32 vgt_i915_reset_count(struct vgt_gpu *gpu, enum vgt_engine_id id)
{
	struct vgt_i915 *host = to_host(gpu);
	struct i915_gpu_error *error = &host->i915->gpu_error;

	return i915_reset_count(error) +
	       i915_reset_engine_count(error, host->engine[id].cs);
}

static void vgt_i915_get(struct vgt_gpu *gpu)
{
	struct vgt_i915 *host = to_host(gpu);

	mutex_lock(&host->awake_lock);
	if (!host->awake++)
		host->wakeref = intel_runtime_pm_get(&host->i915->runtime_pm);
	mutex_unlock(&host->awake_lock);
}

static void vgt_i915_put(struct vgt_gpu *gpu)
{
	struct vgt_i915 *host = to_host(gpu);

	mutex_lock(&host->awake_lock);
	if (!--host->awake)
		intel_runtime_pm_put(&host->i915->runtime_pm, host->wakeref);
	mutex_unlock(&host->awake_lock);
}

/* ---- GGTT and fences ---- */

static int vgt_i915_ggtt_reserve(struct vgt_gpu *gpu, struct vgt_gpu_range *range,
				 u64 size, u64 align, bool mappable)
{
	struct i915_ggtt *ggtt = vgt_i915_ggtt(to_host(gpu));
	struct drm_mm_node *node;
	int ret;

	node = kzalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return -ENOMEM;

	mutex_lock(&ggtt->vm.mutex);
	ret = i915_gem_gtt_insert(&ggtt->vm, NULL, node, size, align,
				  I915_COLOR_UNEVICTABLE,
				  mappable ? 0 : ggtt->mappable_end,
				  mappable ? ggtt->mappable_end : ggtt->vm.total,
				  mappable ? PIN_MAPPABLE : PIN_HIGH);
	mutex_unlock(&ggtt->vm.mutex);
	if (ret) {
		kfree(node);
		return ret;
	}
	range->node = node;
	range->start = node->start;
	range->size = size;
	return 0;
}

static void vgt_i915_ggtt_release(struct vgt_gpu *gpu, struct vgt_gpu_range *range)
{
	struct i915_ggtt *ggtt = vgt_i915_ggtt(to_host(gpu));

	mutex_lock(&ggtt->vm.mutex);
	ggtt->vm.clear_range(&ggtt->vm, range->start, range->size);
	ggtt->invalidate(ggtt);
	drm_mm_remove_node(range->node);
	mutex_unlock(&ggtt->vm.mutex);
	kfree(range->node);
	memset(range, 0, sizeof(*range));
}

static void vgt_i915_ggtt_write(struct vgt_gpu *gpu, u32 first, u32 count,
				const u64 *entries)
{
	u64 __iomem *pte = (u64 __iomem *)vgt_i915_ggtt(to_host(gpu))->gsm + first;

	while (count--)
		writeq(*entries++, pte++);
}

static void vgt_i915_ggtt_flush(struct vgt_gpu *gpu)
{
	struct i915_ggtt *ggtt = vgt_i915_ggtt(to_host(gpu));

	ggtt->invalidate(ggtt);
}

static int vgt_i915_fence_reserve(struct vgt_gpu *gpu, u32 *index)
{
	struct vgt_i915 *host = to_host(gpu);
	struct i915_ggtt *ggtt = vgt_i915_ggtt(host);
	struct i915_fence_reg *fence;

	mutex_lock(&ggtt->vm.mutex);
	fence = i915_reserve_fence(ggtt);
	mutex_unlock(&ggtt->vm.mutex);
	if (IS_ERR(fence))
		return PTR_ERR(fence);
	host->fences[fence->id] = fence;
	*index = fence->id;
	return 0;
}

/* Off while it changes; the word with the valid bit comes last. */
static void vgt_i915_fence_write(struct vgt_gpu *gpu, u32 index, u64 val)
{
	struct intel_uncore *uncore = vgt_gt(to_host(gpu))->uncore;

	intel_uncore_write(uncore, FENCE_REG_GEN6_LO(index), 0);
	intel_uncore_posting_read(uncore, FENCE_REG_GEN6_LO(index));
	intel_uncore_write(uncore, FENCE_REG_GEN6_HI(index), upper_32_bits(val));
	intel_uncore_write(uncore, FENCE_REG_GEN6_LO(index), lower_32_bits(val));
	intel_uncore_posting_read(uncore, FENCE_REG_GEN6_LO(index));
}

static void vgt_i915_fence_release(struct vgt_gpu *gpu, u32 index)
{
	struct vgt_i915 *host = to_host(gpu);
	struct i915_ggtt *ggtt = vgt_i915_ggtt(host);

	vgt_i915_fence_write(gpu, index, 0);
	mutex_lock(&ggtt->vm.mutex);
	i915_unreserve_fence(host->fences[index]);
	mutex_unlock(&ggtt->vm.mutex);
	host->fences[index] = NULL;
}

/* ---- memory ---- */

static int vgt_i915_page_alloc(struct vgt_gpu *gpu, struct vgt_gpu_page *page)
{
	struct device *dev = to_host(gpu)->exported.dev;
	struct page *p = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	dma_addr_t dma;

	if (!p)
		return -ENOMEM;
	dma = dma_map_page(dev, p, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(dev, dma)) {
		__free_page(p);
		return -ENOMEM;
	}
	page->va = page_address(p);
	page->dma = dma;
	return 0;
}

static void vgt_i915_page_free(struct vgt_gpu *gpu, struct vgt_gpu_page *page)
{
	dma_unmap_page(to_host(gpu)->exported.dev, page->dma, PAGE_SIZE,
		       DMA_BIDIRECTIONAL);
	__free_page(virt_to_page(page->va));
	memset(page, 0, sizeof(*page));
}

/**
 * struct vgt_i915_buffer - memory mapped in the host's part of the GGTT
 * @buf: the port's
 * @obj: the driver's object
 * @vma: where it is mapped
 */
struct vgt_i915_buffer {
	struct vgt_gpu_buffer buf;
	struct drm_i915_gem_object *obj;
	struct i915_vma *vma;
};

static struct i915_vma *vgt_i915_pin_object(struct drm_i915_gem_object *obj)
{
	struct i915_gem_ww_ctx ww;
	struct i915_vma *vma;
	int err;

	i915_gem_ww_ctx_init(&ww, false);
retry:
	err = i915_gem_object_lock(obj, &ww);
	if (!err) {
		vma = i915_gem_object_ggtt_pin_ww(obj, &ww, NULL, 0, 0, PIN_HIGH);
		err = PTR_ERR_OR_ZERO(vma);
	}
	if (err == -EDEADLK) {
		err = i915_gem_ww_ctx_backoff(&ww);
		if (!err)
			goto retry;
	}
	i915_gem_ww_ctx_fini(&ww);
	return err ? ERR_PTR(err) : vma;
}

static int vgt_i915_map_object(struct vgt_i915_buffer *b)
{
	void *va;

	i915_gem_object_lock(b->obj, NULL);
	va = i915_gem_object_pin_map(b->obj, I915_MAP_WB);
	i915_gem_object_unlock(b->obj);
	if (IS_ERR(va))
		return PTR_ERR(va);
	b->buf.va = va;
	return 0;
}

static struct vgt_gpu_buffer *vgt_i915_buffer_create(struct vgt_gpu *gpu, u32 size)
{
	struct vgt_i915_buffer *b;
	int ret;

	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		return ERR_PTR(-ENOMEM);
	b->obj = i915_gem_object_create_shmem(to_host(gpu)->i915,
					      roundup(size, PAGE_SIZE));
	if (IS_ERR(b->obj)) {
		ret = PTR_ERR(b->obj);
		goto err_free;
	}
	b->vma = vgt_i915_pin_object(b->obj);
	if (IS_ERR(b->vma)) {
		ret = PTR_ERR(b->vma);
		goto err_obj;
	}
	ret = vgt_i915_map_object(b);
	if (ret)
		goto err_vma;
	b->buf.size = b->obj->base.size;
	b->buf.ggtt = i915_ggtt_offset(b->vma);
	return &b->buf;

err_vma:
	i915_vma_unpin(b->vma);
err_obj:
	i915_gem_object_put(b->obj);
err_free:
	kfree(b);
	return ERR_PTR(ret);
}

static void vgt_i915_buffer_destroy(struct vgt_gpu *gpu, struct vgt_gpu_buffer *buf)
{
	struct vgt_i915_buffer *b = container_of(buf, struct vgt_i915_buffer, buf);

	i915_gem_object_lock(b->obj, NULL);
	i915_gem_object_unpin_map(b->obj);
	i915_vma_unpin(b->vma);
	i915_gem_object_unlock(b->obj);
	i915_gem_object_put(b->obj);
	kfree(b);
}

/* ---- contexts ---- */

static struct vgt_gpu_context *
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

	ret = intel_context_pin(ce);
	if (ret)
		goto err_put;
	c->ce = ce;
	c->ctx.engine = id;
	c->ctx.state = ce->lrc_reg_state;
	c->ctx.ring_size = ce->ring_size;
	c->ctx.lrca = i915_ggtt_offset(ce->state);
	spin_lock_init(&c->lock);

	spin_lock(&host->lock);
	hash_add_rcu(host->contexts, &c->link, (unsigned long)ce);
	spin_unlock(&host->lock);
	return &c->ctx;

err_put:
	intel_context_put(ce);
err_free:
	kfree(c);
	return ERR_PTR(ret);
}

static void vgt_i915_rival_destroy(struct vgt_i915_context *c)
{
	struct intel_context *ce = c->rival;

	c->rival = NULL;
	if (!ce)
		return;
	intel_context_unpin(ce);
	intel_context_put(ce);
}

static void vgt_i915_context_destroy(struct vgt_gpu *gpu,
				     struct vgt_gpu_context *ctx)
{
	struct vgt_i915_context *c = container_of(ctx, struct vgt_i915_context, ctx);
	struct vgt_i915 *host = to_host(gpu);

	spin_lock(&host->lock);
	hash_del_rcu(&c->link);
	spin_unlock(&host->lock);
	vgt_i915_rival_destroy(c);
	intel_context_unpin(c->ce);
	intel_context_put(c->ce);
	kfree_rcu(c, rcu);
}

/* ---- requests ---- */

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

static struct vgt_i915_context *vgt_i915_find(struct vgt_i915 *host,
					      struct intel_context *ce)
{
	struct vgt_i915_context *c;

	hash_for_each_possible_rcu(host->contexts, c, link, (unsigned long)ce)
		if (c->ce == ce)
			return c;
	return NULL;
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

static int vgt_i915_context_status(struct notifier_block *nb, unsigned long action,
				   void *data)
{
	struct vgt_i915_engine *engine = container_of(nb, struct vgt_i915_engine,
						      notifier);
	struct vgt_gpu *gpu = &engine->host->gpu;
	enum vgt_engine_id id = engine - engine->host->engine;
	struct i915_request *rq = data;
	struct vgt_i915_context *c = NULL;
	const struct vgt_gpu_client_ops *client;

	rcu_read_lock();
	/* What it is for is set before it is, and stays until readers are gone. */
	client = smp_load_acquire(&gpu->client_ops);
	if (!client)
		goto out;
	if (intel_context_force_single_submission(rq->context))
		c = vgt_i915_find(engine->host, rq->context);
	if (action == INTEL_CONTEXT_SCHEDULE_IN) {
		if (c)
			vgt_i915_end_lost(c, vgt_i915_reset_count(gpu, id));
		client->context_in(gpu->client, id, c ? &c->ctx : NULL);
		if (c)
			vgt_i915_event(c, VGT_I915_IN);
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

static struct intel_context *vgt_i915_rival_create(struct intel_engine_cs *cs)
{
	struct intel_context *ce = intel_context_create(cs);

	if (IS_ERR(ce))
		return NULL;
	if (!intel_context_pin(ce))
		return ce;
	intel_context_put(ce);
	return NULL;
}

static int vgt_i915_submit(struct vgt_gpu *gpu, struct vgt_gpu_request *rq)
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
 * it from the request. The rival stays until i915 has seen the context leave. Without
 * memory for a rival i915's heartbeat is one, seconds later.
 */
static void vgt_i915_cancel(struct vgt_gpu *gpu, struct vgt_gpu_request *rq)
{
	struct vgt_i915_context *c = container_of(rq->ctx, struct vgt_i915_context,
						  ctx);
	struct intel_context *rival;
	unsigned long flags;

	/* Once is enough. */
	if (c->rival)
		return;
	rival = vgt_i915_rival_create(c->ce->engine);
	spin_lock_irqsave(&c->lock, flags);
	if (c->rq == rq && !c->through)
		/* As i915 does itself; an error that is there already stays. */
		cmpxchg(&c->fence->fence.error, 0, -EIO);
	c->rival = rival;
	if (rival && (c->rq != rq || c->through || !c->active))
		vgt_i915_gate_open(c);
	spin_unlock_irqrestore(&c->lock, flags);
	if (rival)
		vgt_i915_rival_run(rival);
}

static const struct vgt_gpu_ops vgt_i915_ops = {
	.get = vgt_i915_get,
	.put = vgt_i915_put,
	.read = vgt_i915_read,
	.write = vgt_i915_write,
	.reset_count = vgt_i915_reset_count,
	.ggtt_reserve = vgt_i915_ggtt_reserve,
	.ggtt_release = vgt_i915_ggtt_release,
	.ggtt_write = vgt_i915_ggtt_write,
	.ggtt_flush = vgt_i915_ggtt_flush,
	.fence_reserve = vgt_i915_fence_reserve,
	.fence_release = vgt_i915_fence_release,
	.fence_write = vgt_i915_fence_write,
	.page_alloc = vgt_i915_page_alloc,
	.page_free = vgt_i915_page_free,
	.buffer_create = vgt_i915_buffer_create,
	.buffer_destroy = vgt_i915_buffer_destroy,
	.context_create = vgt_i915_context_create,
	.context_destroy = vgt_i915_context_destroy,
	.submit = vgt_i915_submit,
	.cancel = vgt_i915_cancel,
};

/* ---- the GPU as a whole ---- */

static const enum intel_engine_id vgt_i915_engine_ids[VGT_NUM_ENGINES] = {
	[VGT_RCS] = RCS0,
	[VGT_BCS] = BCS0,
	[VGT_VCS] = VCS0,
	[VGT_VCS2] = VCS1,
	[VGT_VECS] = VECS0,
};

static void vgt_i915_fini_engines(struct vgt_i915 *host)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_i915_engine *engine = &host->engine[id];

		if (!engine->cs)
			continue;
		atomic_notifier_chain_unregister(&engine->cs->context_status_notifier,
						 &engine->notifier);
		if (engine->golden)
			shmem_unpin_map(engine->cs->default_state, engine->golden);
		engine->cs = NULL;
	}
}

static void vgt_i915_init_engine(struct vgt_i915 *host, enum vgt_engine_id id)
{
	struct intel_engine_cs *cs = vgt_gt(host)->engine[vgt_i915_engine_ids[id]];
	struct vgt_i915_engine *engine = &host->engine[id];
	struct vgt_gpu_desc *desc = &host->gpu.desc;

	if (!cs)
		return;
	engine->host = host;
	engine->cs = cs;
	if (cs->default_state)
		engine->golden = shmem_pin_map(cs->default_state);
	if (engine->golden)
		desc->golden[id] = engine->golden + VGT_LRC_STATE_PAGE;
	desc->engine_mask |= BIT(id);
	desc->context_size[id] = cs->context_size;
	engine->notifier.notifier_call = vgt_i915_context_status;
	atomic_notifier_chain_register(&cs->context_status_notifier,
				       &engine->notifier);
}

static void vgt_i915_describe(struct vgt_i915 *host)
{
	struct drm_i915_private *i915 = host->i915;
	struct i915_ggtt *ggtt = vgt_i915_ggtt(host);
	struct pci_dev *pdev = to_pci_dev(i915->drm.dev);
	struct vgt_gpu_desc *desc = &host->gpu.desc;

	host->gpu.ops = &vgt_i915_ops;
	host->exported.dev = &pdev->dev;
	host->exported.drm = &i915->drm;
	host->exported.aperture = ggtt->gmadr.start;
	desc->name = pci_name(pdev);
	desc->device = pdev->device;
	desc->gen = GRAPHICS_VER(i915);
	desc->ggtt_size = ggtt->vm.total;
	desc->mappable_size = ggtt->mappable_end;
	desc->num_fences = ggtt->num_fences;
	desc->initial_mmio = i915->vgpu.initial_mmio;
	desc->initial_config = i915->vgpu.initial_cfg_space;
}

static bool vgt_i915_supported(struct drm_i915_private *i915)
{
	return IS_BROADWELL(i915) || IS_SKYLAKE(i915) || IS_KABYLAKE(i915) ||
	       IS_COFFEELAKE(i915) || IS_COMETLAKE(i915);
}

static int vgt_i915_unsupported(struct drm_i915_private *i915)
{
	struct pci_dev *pdev = to_pci_dev(i915->drm.dev);

	pr_err("vgt: %s: device %04x is not supported: Broadwell, Skylake, Kaby Lake, Coffee Lake and Comet Lake are\n",
	       pci_name(pdev), pdev->device);
	return -ENODEV;
}

/* i915 lets a mediator have a device. Under its own mutex. */
static int vgt_i915_init_device(struct drm_i915_private *i915)
{
	struct vgt_i915 *host;
	enum vgt_engine_id id;
	int ret;

	/* Others than ours are among those that i915 offers: Broxton. */
	if (!vgt_i915_supported(i915))
		return vgt_i915_unsupported(i915);
	host = kzalloc(sizeof(*host), GFP_KERNEL);
	if (!host)
		return -ENOMEM;
	host->i915 = i915;
	spin_lock_init(&host->lock);
	mutex_init(&host->awake_lock);
	hash_init(host->contexts);
	vgt_i915_describe(host);

	host->ppgtt = i915_ppgtt_create(to_gt(i915), I915_BO_ALLOC_PM_EARLY);
	if (IS_ERR(host->ppgtt)) {
		ret = PTR_ERR(host->ppgtt);
		goto err_free;
	}
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		vgt_i915_init_engine(host, id);

	/* Else i915 would not tell when it lets go of the device. */
	i915->gvt = (struct intel_gvt *)host;
	ret = vgt_client->added(&host->gpu);
	if (ret)
		goto err_engines;
	return 0;

err_engines:
	i915->gvt = NULL;
	vgt_i915_fini_engines(host);
	i915_vm_put(&host->ppgtt->vm);
err_free:
	kfree(host);
	return ret;
}

static void vgt_i915_clean_device(struct drm_i915_private *i915)
{
	struct vgt_i915 *host = (struct vgt_i915 *)i915->gvt;

	vgt_client->removed(&host->gpu);
	i915->gvt = NULL;
	vgt_i915_fini_engines(host);
	i915_vm_put(&host->ppgtt->vm);
	/* Contexts are freed by RCU, and their notifiers may just have run. */
	synchronize_rcu();
	kfree(host);
}

static void vgt_i915_pm_resume(struct drm_i915_private *i915)
{
	struct vgt_i915 *host = (struct vgt_i915 *)i915->gvt;

	vgt_client->resumed(&host->gpu);
}

static const struct intel_vgpu_ops vgt_i915_mediator = {
	.init_device = vgt_i915_init_device,
	.clean_device = vgt_i915_clean_device,
	.pm_resume = vgt_i915_pm_resume,
};

/* NULL for a device that has another driver, or none. */
static struct drm_i915_private *vgt_i915_of(struct pci_dev *pdev)
{
	struct drm_device *drm = pci_get_drvdata(pdev);

	if (!drm || !pdev->driver || strcmp(pdev->driver->name, "i915"))
		return NULL;
	return to_i915(drm);
}

/* A GPU beside another that shows the boot is no VGA controller, but 0x0380. */
static struct pci_dev *vgt_i915_next(struct pci_dev *pdev)
{
	while ((pdev = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, pdev)))
		if (pdev->class >> 16 == PCI_BASE_CLASS_DISPLAY)
			break;
	return pdev;
}

/*
 * i915 reads its snapshot from the GPU as it is. One that sleeps, as without a
 * monitor, has to be woken for that.
 */
static int vgt_i915_set_ops(void)
{
	struct {
		struct drm_i915_private *i915;
		intel_wakeref_t wakeref;
	} awake[4];
	struct pci_dev *pdev = NULL;
	struct drm_i915_private *i915;
	u32 count = 0;
	int ret;

	while ((pdev = vgt_i915_next(pdev))) {
		i915 = vgt_i915_of(pdev);
		if (!i915 || count == ARRAY_SIZE(awake))
			continue;
		drm_dev_get(&i915->drm);
		awake[count].i915 = i915;
		awake[count++].wakeref = intel_runtime_pm_get(&i915->runtime_pm);
	}
	ret = intel_gvt_set_ops(&vgt_i915_mediator);
	while (count--) {
		i915 = awake[count].i915;
		intel_runtime_pm_put(&i915->runtime_pm, awake[count].wakeref);
		drm_dev_put(&i915->drm);
	}
	return ret;
}

/* i915 passes silently over devices that it does not share: say why. */
static int vgt_i915_explain(struct pci_dev *pdev)
{
	struct drm_i915_private *i915 = vgt_i915_of(pdev);

	if (!i915 || i915->gvt)
		return 0;
	if (i915->vgpu.active) {
		pr_err("vgt: %s: is a virtual GPU itself, and cannot be shared again\n",
		       pci_name(pdev));
		return -EXDEV;
	}
	/* With a snapshot it was offered: then the log has its line. */
	if (!vgt_i915_supported(i915))
		return i915->vgpu.initial_mmio ? -ENODEV : vgt_i915_unsupported(i915);
	if (!i915->params.enable_gvt) {
		pr_err("vgt: %s: i915 does not share its GPU: boot with i915.enable_gvt=1\n",
		       pci_name(pdev));
		return -EOPNOTSUPP;
	}
	if (intel_uc_uses_guc_submission(&to_gt(i915)->uc)) {
		pr_err("vgt: %s: i915 submits by GuC: boot without i915.enable_guc\n",
		       pci_name(pdev));
		return -EPERM;
	}
	pr_err("vgt: %s: i915 did not share its GPU: see its debug messages\n",
	       pci_name(pdev));
	return -EIO;
}

static int vgt_i915_explain_all(void)
{
	struct pci_dev *pdev = NULL;
	int ret = 0;

	while (!ret && (pdev = vgt_i915_next(pdev)))
		ret = vgt_i915_explain(pdev);
	pci_dev_put(pdev);
	return ret;
}

/**
 * vgt_host_register() - share the GPUs of the host's driver
 * @client: told of them; GPUs that are there already are, before this returns
 *
 * Return: 0, also where there is no GPU yet. -EBUSY where another mediator has
 * them; -EOPNOTSUPP where i915 was not told to share; -ENODEV for a GPU that is
 * not supported; -EXDEV for one that is virtual itself; -EPERM where i915
 * submits by GuC; -EIO else. The log says which.
 */
int vgt_host_register(const struct vgt_host_client *client)
{
	int ret;

	vgt_client = client;
	ret = vgt_i915_set_ops();
	if (ret) {
		pr_err("vgt: another mediator has i915's GPU: unload it first (rmmod kvmgt)\n");
		return -EBUSY;
	}
	ret = vgt_i915_explain_all();
	if (ret)
		intel_gvt_clear_ops(&vgt_i915_mediator);
	return ret;
}

/**
 * vgt_host_unregister() - share no more
 */
void vgt_host_unregister(void)
{
	intel_gvt_clear_ops(&vgt_i915_mediator);
}
