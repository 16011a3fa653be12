// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mediator of one GPU.
 */
#include <linux/bits.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>

#include "core/audit/audit.h"
#include "core/display/opregion.h"
#include "core/exec/lrc.h"
#include "core/exec/vengine_types.h"
#include "core/mem/fence_pool.h"
#include "core/regs/config_space.h"
#include "core/regs/index.h"
#include "core/regs/mmio_context.h"
#include "core/regs/tables.h"
#include "core/sched/sched.h"
#include "device.h"
#include "log.h"
#include "platform.h"
#include "resources.h"
#include "type.h"

/*
 * Does the processor load the vGPU's registers? A request whose registers differ loads them itself
 * (bracket.c). What its guest has set since then waits if work of the host's may still run.
 */
static bool vgt_context_loads(const struct vgt_sched_engine *se, const struct vgt_vengine *ve)
{
	lockdep_assert_held(&se->lock);
	return ve && !ve->bracketed && !se->host_runs;
}

static void vgt_context_in(void *client, enum vgt_engine_id id,
			   struct vgt_gpu_context *ctx)
{
	struct vgt_device *dev = client;
	struct vgt_sched_engine *se = &dev->sched.engine[id];
	struct vgt_vengine *ve = ctx ? ctx->owner : NULL;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	vgt_mmio_ctx_in(dev, id, vgt_context_loads(se, ve) ? ve->vgpu : NULL);
	if (ve)
		vgt_sched_in(se, &ve->ent);
	else
		vgt_sched_host_in(se);
	spin_unlock_irqrestore(&se->lock, flags);
}

static void vgt_host_waited(void *client, enum vgt_engine_id id, u64 ns)
{
	struct vgt_device *dev = client;
	struct vgt_sched_engine *se = &dev->sched.engine[id];
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	vgt_sched_host_waited(se, ns);
	spin_unlock_irqrestore(&se->lock, flags);
}

static void vgt_context_out(void *client, enum vgt_engine_id id,
			    struct vgt_gpu_context *ctx)
{
	struct vgt_device *dev = client;
	struct vgt_sched_engine *se = &dev->sched.engine[id];
	struct vgt_vengine *ve = ctx ? ctx->owner : NULL;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	vgt_mmio_ctx_out(dev, id, ve ? ve->vgpu : NULL, ve && !ve->bracketed);
	if (ve)
		vgt_sched_out(se, &ve->ent);
	else
		vgt_sched_host_out(se);
	spin_unlock_irqrestore(&se->lock, flags);
}

static const struct vgt_gpu_client_ops vgt_client_ops = {
	.context_in = vgt_context_in,
	.context_out = vgt_context_out,
	.host_waited = vgt_host_waited,
};

static void vgt_device_fini_engines(struct vgt_device *dev)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		vgt_lrc_layout_fini(dev, id);
}

static int vgt_device_init_engines(struct vgt_device *dev)
{
	enum vgt_engine_id id;
	int ret = 0;

	for (id = 0; id < VGT_NUM_ENGINES && !ret; id++)
		if (dev->gpu->desc.engine_mask & BIT(id))
			ret = vgt_lrc_layout_init(dev, id);
	if (ret)
		vgt_device_fini_engines(dev);
	return ret;
}

/* Check the first context images already when sharing begins, if the driver has made them. */
static int vgt_device_look(struct vgt_device *dev)
{
	struct vgt_gpu *gpu = dev->gpu;
	int ret;

	if (!gpu->ops->started(gpu))
		return 0;
	ret = gpu->ops->ready(gpu);
	if (ret)
		return ret;
	mutex_lock(&dev->lock);
	ret = vgt_device_init_engines(dev);
	mutex_unlock(&dev->lock);
	return ret;
}

/**
 * vgt_device_learn() - read the state that the host's driver has set up, once
 * @dev: the device, whose driver is ready; its lock is held, it has no vGPUs yet
 *
 * Return: 0; -ENOMEM; -ENODEV if vgt cannot read an engine's first context image.
 */
int vgt_device_learn(struct vgt_device *dev)
{
	int ret;

	lockdep_assert_held(&dev->lock);
	if (dev->learned)
		return 0;
	ret = vgt_device_init_engines(dev);
	if (ret)
		return ret;
	vgt_mmio_ctx_learn(dev);
	dev->learned = true;
	return 0;
}

/* With virtual addresses no vGPU needs aperture or fences for itself, but all use what there is. */
static bool vgt_device_enough(const struct vgt_device *dev)
{
	return dev->total.low && dev->total.fences && vgt_type_any_fits(dev);
}

/* What the host keeps comes from the administrator, who may have mistaken the unit. */
static int vgt_device_share(struct vgt_device *dev, const struct vgt_reserve *reserve)
{
	const struct vgt_gpu_desc *desc = &dev->gpu->desc;
	u64 low = desc->mappable_size >> 20;
	u64 high = (desc->ggtt_size >> 20) - low;

	vgt_device_totals(dev, reserve);
	if (reserve->aperture_mb <= low && reserve->hidden_mb <= high &&
	    reserve->fences <= desc->num_fences && vgt_device_enough(dev))
		return 0;
	vgt_dev_err(dev, "too little is left for a vGPU: host_aperture_mb=%u of %llu, host_hidden_mb=%u of %llu, host_fences=%u of %u\n",
		    reserve->aperture_mb, low, reserve->hidden_mb, high,
		    reserve->fences, desc->num_fences);
	return -EINVAL;
}

/**
 * vgt_device_init() - initialise the mediator of a GPU
 * @dev: the device, zeroed
 * @gpu: the GPU
 * @reserve: resources to reserve for the host
 *
 * Return: 0; -ENOMEM; -EEXIST or -EINVAL if a table or the platform's row is inconsistent, or if
 * @reserve leaves too little; -ENODEV if vgt cannot read an engine's first context image.
 */
int vgt_device_init(struct vgt_device *dev, struct vgt_gpu *gpu,
		    const struct vgt_reserve *reserve)
{
	int ret;

	ret = vgt_platform_check(&gpu->desc);
	if (ret)
		return ret;
	dev->gpu = gpu;
	mutex_init(&dev->lock);
	vgt_fence_pool_init(&dev->fences);
	xa_init_flags(&dev->vgpus, XA_FLAGS_ALLOC1);
	ret = vgt_device_share(dev, reserve);
	if (ret)
		return ret;
	vgt_config_mask_init(dev);

	ret = vgt_audit_init();
	if (ret)
		return ret;
	ret = vgt_reg_index_init(dev, vgt_reg_tables, vgt_reg_tables_count);
	if (ret)
		return ret;
	dev->regs.first_value = vgt_lrc_first_value;
	ret = vgt_platform_check_units(dev);
	if (ret)
		goto err_regs;
	ret = vgt_opregion_init(dev);
	if (ret)
		goto err_regs;
	ret = vgt_mmio_ctx_init(dev);
	if (ret)
		goto err_opregion;
	ret = vgt_sched_init(dev);
	if (ret)
		goto err_switch;
	ret = vgt_device_look(dev);
	if (ret)
		goto err_sched;

	gpu->client = dev;
	/* The port reads @client after it has seen the functions. */
	smp_store_release(&gpu->client_ops, &vgt_client_ops);
	return 0;

err_sched:
	vgt_sched_fini(dev);
err_switch:
	vgt_mmio_ctx_fini(dev);
err_opregion:
	vgt_opregion_fini(dev);
err_regs:
	vgt_reg_index_fini(dev);
	return ret;
}

/**
 * vgt_device_fini() - free a mediator
 * @dev: the device; it has no vGPUs, and the port no longer calls the core
 */
void vgt_device_fini(struct vgt_device *dev)
{
	WARN_ON_ONCE(!xa_empty(&dev->vgpus));
	/* The port calls the functions within RCU. After this, none of them runs. */
	WRITE_ONCE(dev->gpu->client_ops, NULL);
	synchronize_rcu();
	vgt_sched_fini(dev);
	vgt_mmio_ctx_fini(dev);
	vgt_device_fini_engines(dev);
	vgt_opregion_fini(dev);
	vgt_reg_index_fini(dev);
	vgt_fence_pool_fini(&dev->fences);
	xa_destroy(&dev->vgpus);
	mutex_destroy(&dev->lock);
}
