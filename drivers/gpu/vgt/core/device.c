// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mediator of one GPU.
 */
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>

#include "core/audit/audit.h"
#include "core/display/opregion.h"
#include "core/exec/vengine.h"
#include "device.h"
#include "log.h"
#include "vgpu.h"

/* What is in flight when the host goes to sleep may run on for so long, in all. */
#define VGT_FREEZE_MS		2000
#define VGT_FREEZE_POLL_US	1000
/* What does not even end then keeps the host awake. */
#define VGT_FREEZE_MAX_MS	10000

static void vgt_context_in(void *client, enum vgt_engine_id id,
			   struct vgt_gpu_context *ctx)
{
	struct vgt_device *dev = client;
	struct vgt_sched_engine *se = &dev->sched.engine[id];
	struct vgt_vengine *ve = ctx ? ctx->owner : NULL;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	vgt_switch_in(dev, id, ve ? ve->vgpu : NULL);
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
	vgt_switch_out(dev, id, ve ? ve->vgpu : NULL);
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

static u64 vgt_less(u64 have, u64 keep)
{
	return have > keep ? have - keep : 0;
}

static void vgt_device_totals(struct vgt_device *dev,
			      const struct vgt_reserve *reserve)
{
	const struct vgt_gpu_desc *desc = &dev->gpu->desc;

	dev->total.low = vgt_less(desc->mappable_size,
				  (u64)reserve->aperture_mb << 20);
	dev->total.high = vgt_less(desc->ggtt_size - desc->mappable_size,
				   (u64)reserve->hidden_mb << 20);
	dev->total.fences = vgt_less(desc->num_fences, reserve->fences);
	dev->total.vgpus = VGT_MAX_VGPUS;
}

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

/**
 * vgt_device_learn() - look at what the host's driver has made of the GPU, once
 * @dev: the device, whose driver is ready; its lock is held, it has no vGPUs yet
 *
 * Return: 0 or -ENOMEM.
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
	vgt_switch_learn(dev);
	dev->learned = true;
	return 0;
}

/**
 * vgt_device_init() - make the mediator of a GPU
 * @dev: zeroed
 * @gpu: the GPU
 * @reserve: what the host keeps
 *
 * Return: 0, -ENOMEM, or -EEXIST and -EINVAL where tables contradict themselves.
 */
int vgt_device_init(struct vgt_device *dev, struct vgt_gpu *gpu,
		    const struct vgt_reserve *reserve)
{
	int ret;

	dev->gpu = gpu;
	mutex_init(&dev->lock);
	xa_init_flags(&dev->vgpus, XA_FLAGS_ALLOC1);
	vgt_device_totals(dev, reserve);
	vgt_config_mask_init(dev);

	ret = vgt_audit_init();
	if (ret)
		return ret;
	ret = vgt_reg_index_init(dev);
	if (ret)
		return ret;
	ret = vgt_opregion_init(dev);
	if (ret)
		goto err_regs;
	ret = vgt_switch_init(dev);
	if (ret)
		goto err_opregion;
	ret = vgt_sched_init(dev);
	if (ret)
		goto err_switch;

	gpu->client = dev;
	/* The port looks at @client after it saw the functions. */
	smp_store_release(&gpu->client_ops, &vgt_client_ops);
	return 0;

err_switch:
	vgt_switch_fini(dev);
err_opregion:
	vgt_opregion_fini(dev);
err_regs:
	vgt_reg_index_fini(dev);
	return ret;
}

/**
 * vgt_device_fini() - the end of a mediator
 * @dev: the device; it has no vGPUs, and the port calls the core no more
 */
void vgt_device_fini(struct vgt_device *dev)
{
	WARN_ON_ONCE(!xa_empty(&dev->vgpus));
	/* The port calls these within RCU: nobody is in them any more after that. */
	WRITE_ONCE(dev->gpu->client_ops, NULL);
	synchronize_rcu();
	vgt_sched_fini(dev);
	vgt_switch_fini(dev);
	vgt_device_fini_engines(dev);
	vgt_opregion_fini(dev);
	vgt_reg_index_fini(dev);
	xa_destroy(&dev->vgpus);
	mutex_destroy(&dev->lock);
}

/* Nothing of a vGPU's is with the GPU. The lock is held: vGPUs are not waited for here. */
static bool vgt_device_idle(struct vgt_device *dev, bool late)
{
	struct vgt_vgpu *vgpu;
	unsigned long id;
	bool idle = true;

	lockdep_assert_held(&dev->lock);
	xa_for_each(&dev->vgpus, id, vgpu)
		idle &= vgt_vgpu_freeze(vgpu, late);
	if (idle)
		vgt_switch_sleep(dev);
	return idle;
}

/**
 * vgt_device_freeze() - the host goes to sleep, or lets go of the GPU
 * @dev: the device; takes its lock
 *
 * When it returns nothing of a vGPU's is with the GPU, nor will be until the device thaws.
 * Work that does not end within %VGT_FREEZE_MS is ended: its guest sees a hang. One that
 * cannot even be ended, because the host's own work does not let it, is not waited for; nor
 * is a vGPU whose lock is not free.
 *
 * Return: 0, or -EBUSY after %VGT_FREEZE_MAX_MS: then the device is not frozen.
 */
int vgt_device_freeze(struct vgt_device *dev)
{
	ktime_t late = ktime_add_ms(ktime_get(), VGT_FREEZE_MS);
	ktime_t end = ktime_add_ms(ktime_get(), VGT_FREEZE_MAX_MS);
	bool idle;

	WRITE_ONCE(dev->frozen, true);
	for (;;) {
		mutex_lock(&dev->lock);
		idle = vgt_device_idle(dev, ktime_after(ktime_get(), late));
		mutex_unlock(&dev->lock);
		if (idle)
			return 0;
		if (ktime_after(ktime_get(), end))
			break;
		usleep_range(VGT_FREEZE_POLL_US, 2 * VGT_FREEZE_POLL_US);
	}
	vgt_device_thaw(dev);
	vgt_dev_err(dev, "work of a guest does not end, for the host's own has the engine, or waits for memory that its hypervisor does not give: the host cannot go to sleep\n");
	return -EBUSY;
}

/**
 * vgt_device_thaw() - the host is back: what waits may run
 * @dev: the device; takes its lock
 */
void vgt_device_thaw(struct vgt_device *dev)
{
	struct vgt_vgpu *vgpu;
	unsigned long id;

	mutex_lock(&dev->lock);
	WRITE_ONCE(dev->frozen, false);
	xa_for_each(&dev->vgpus, id, vgpu)
		vgt_vgpu_thaw(vgpu);
	mutex_unlock(&dev->lock);
}

/**
 * vgt_device_resume() - the GPU was suspended, and is back
 * @dev: the device; takes its lock
 */
void vgt_device_resume(struct vgt_device *dev)
{
	struct vgt_vgpu *vgpu;
	unsigned long id;

	mutex_lock(&dev->lock);
	xa_for_each(&dev->vgpus, id, vgpu)
		vgt_vgpu_resume(vgpu);
	vgt_switch_lost(dev);
	mutex_unlock(&dev->lock);
}

/* The lock is held. */
static void vgt_device_left(const struct vgt_device *dev,
			    struct vgt_resources *left)
{
	lockdep_assert_held(&dev->lock);
	left->low = dev->total.low - dev->used.low;
	left->high = dev->total.high - dev->used.high;
	left->fences = dev->total.fences - dev->used.fences;
	left->vgpus = dev->total.vgpus - dev->used.vgpus;
}

/**
 * vgt_device_free() - what is left for vGPUs
 * @dev: the device; takes its lock
 * @free: filled
 */
void vgt_device_free(struct vgt_device *dev, struct vgt_resources *free)
{
	mutex_lock(&dev->lock);
	vgt_device_left(dev, free);
	mutex_unlock(&dev->lock);
}

/**
 * vgt_device_take() - book what a vGPU of a type needs
 * @dev: the device; its lock is held
 * @type: the type
 *
 * Return: 0; -ENOSPC where GGTT space, -EDQUOT where fences, -EUSERS where ids
 * ran out: the log says which, and how much there is.
 */
int vgt_device_take(struct vgt_device *dev, const struct vgt_type *type)
{
	struct vgt_resources left;

	lockdep_assert_held(&dev->lock);
	vgt_device_left(dev, &left);
	if (left.low < (u64)type->low_mb << 20) {
		vgt_dev_err(dev, "no room for a %s: it needs %u MB of aperture, %llu of %llu MB are free (a larger aperture can be set in the firmware's setup)\n",
			    type->name, type->low_mb, left.low >> 20,
			    dev->total.low >> 20);
		return -ENOSPC;
	}
	if (left.high < (u64)type->high_mb << 20) {
		vgt_dev_err(dev, "no room for a %s: it needs %u MB of hidden GGTT space, %llu of %llu MB are free\n",
			    type->name, type->high_mb, left.high >> 20,
			    dev->total.high >> 20);
		return -ENOSPC;
	}
	if (left.fences < type->fences) {
		vgt_dev_err(dev, "no room for a %s: it needs %u fence registers, %u of %u are free\n",
			    type->name, type->fences, left.fences,
			    dev->total.fences);
		return -EDQUOT;
	}
	if (!left.vgpus) {
		vgt_dev_err(dev, "no room for a %s: there are %u vGPUs, the most that can be\n",
			    type->name, dev->used.vgpus);
		return -EUSERS;
	}
	dev->used.low += (u64)type->low_mb << 20;
	dev->used.high += (u64)type->high_mb << 20;
	dev->used.fences += type->fences;
	dev->used.vgpus++;
	return 0;
}

/**
 * vgt_device_give() - give back what vgt_device_take() booked
 * @dev: the device; its lock is held
 * @type: the type
 */
void vgt_device_give(struct vgt_device *dev, const struct vgt_type *type)
{
	lockdep_assert_held(&dev->lock);
	dev->used.low -= (u64)type->low_mb << 20;
	dev->used.high -= (u64)type->high_mb << 20;
	dev->used.fences -= type->fences;
	dev->used.vgpus--;
}
