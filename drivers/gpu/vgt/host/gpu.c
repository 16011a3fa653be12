// SPDX-License-Identifier: GPL-2.0-only
/*
 * A GPU of i915 behind the port: its description and its engines.
 *
 * Contexts of guests run as contexts of i915, each alone on its engine (single submission).
 * Their requests are requests of i915, so that i915's scheduler shares the engines between
 * guests and host.
 */
#include <linux/slab.h>

#include "i915.h"
#include "gem/i915_gem_pm.h"
#include "gt/gen8_ppgtt.h"
#include "gt/shmem_utils.h"

/**
 * vgt_host_gpu() - get what the other ports need to know about a GPU
 * @gpu: the GPU
 *
 * Return: the description, valid as long as the GPU.
 */
const struct vgt_host_gpu *vgt_host_gpu(struct vgt_gpu *gpu)
{
	return &to_host(gpu)->exported;
}

static const struct vgt_gpu_ops vgt_i915_ops = {
	.started = vgt_i915_started,
	.ready = vgt_i915_ready,
	.power_on = vgt_i915_power_on,
	.power_off = vgt_i915_power_off,
	.get = vgt_i915_get,
	.put = vgt_i915_put,
	.read = vgt_i915_read,
	.write = vgt_i915_write,
	.reset_count = vgt_i915_reset_count,
	.gpu_reset_count = vgt_i915_gpu_reset_count,
	.ggtt_reserve = vgt_i915_ggtt_reserve,
	.ggtt_release = vgt_i915_ggtt_release,
	.ggtt_move = vgt_i915_ggtt_move,
	.ggtt_holes = vgt_i915_ggtt_holes,
	.ggtt_write = vgt_i915_ggtt_write,
	.ggtt_clear = vgt_i915_ggtt_clear,
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
	.context_pin = vgt_i915_context_pin,
	.context_unpin = vgt_i915_context_unpin,
	.submit = vgt_i915_submit,
	.extend = vgt_i915_extend,
	.cancel = vgt_i915_cancel,
};

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
		vgt_i915_errors_end(engine);
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
	desc->engine_mask |= BIT(id);
	desc->context_size[id] = cs->context_size;
	vgt_i915_errors_start(engine);
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
	desc->platform = vgt_i915_platform(i915);
	desc->ggtt_size = ggtt->vm.total;
	desc->mappable_size = ggtt->mappable_end;
	desc->virtual_ggtt = vgt_i915_virtual_ggtt(i915);
	desc->num_fences = ggtt->num_fences;
	desc->initial_mmio = i915->vgpu.initial_mmio;
	desc->initial_config = i915->vgpu.initial_cfg_space;
}

/**
 * vgt_i915_create() - put a GPU of i915 behind the port
 * @i915: its device
 *
 * Return: the GPU, which no client knows yet; or an error pointer.
 */
struct vgt_i915 *vgt_i915_create(struct drm_i915_private *i915)
{
	struct vgt_i915 *host = kzalloc(sizeof(*host), GFP_KERNEL);
	struct i915_ppgtt *ppgtt;
	enum vgt_engine_id id;

	if (!host)
		return ERR_PTR(-ENOMEM);
	host->i915 = i915;
	spin_lock_init(&host->lock);
	mutex_init(&host->awake_lock);
	spin_lock_init(&host->capture_lock);
	mutex_init(&host->ready_lock);
	init_completion(&host->gone);
	hash_init(host->contexts);
	vgt_i915_describe(host);

	ppgtt = i915_ppgtt_create(to_gt(i915), I915_BO_ALLOC_PM_EARLY);
	if (IS_ERR(ppgtt)) {
		kfree(host);
		return ERR_CAST(ppgtt);
	}
	host->ppgtt = ppgtt;
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		vgt_i915_init_engine(host, id);
	return host;
}

/**
 * vgt_i915_destroy() - free a GPU
 * @host: the GPU, which nobody uses any more
 *
 * Sleeps.
 */
void vgt_i915_destroy(struct vgt_i915 *host)
{
	vgt_i915_fini_engines(host);
	i915_vm_put(&host->ppgtt->vm);
	/* RCU frees contexts, and their notifiers may still run. */
	synchronize_rcu();
	kfree(host);
}
