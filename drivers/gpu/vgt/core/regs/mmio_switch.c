// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switches the registers of mmio_context.c between the vGPUs, and the host.
 *
 * The host and most guests run the same driver, which sets the same values, and gives the same
 * registers to batches (FORCE_TO_NONPRIV, which gives nothing at first). A request whose values
 * differ from the host's, or whose commands load one, loads and restores the registers itself: see
 * core/exec/bracket.c. To what is here, it is like work of the host's. What is here serves all
 * other requests: what the guest set by MMIO after the request was made, what a batch without
 * privileges sets, and what commands at context restore may leave.
 *
 * vgt loads a vGPU's values when the hardware takes up one of its contexts, if no work of the
 * host's can run then.
 *
 * When the hardware leaves a request, vgt reads back the registers that the request may have
 * loaded, for that vGPU only. It then writes the next owner's values, whatever it read.
 *
 * i915 announces the next context before the hardware has left the last one. What the last
 * one loads in that time overwrites the next one's values. vgt writes them again when the
 * hardware has left the last one.
 *
 * After a reset, i915 has set most of these registers. vgt writes the others again, too.
 */
#include <linux/bitmap.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/record/record.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "cmd_regs.h"
#include "mmio_context.h"

static u32 vgt_mmio_ctx_read_reg(struct vgt_gpu *gpu, const struct vgt_mmio_ctx_reg *reg)
{
	u32 val = gpu->ops->read(gpu, reg->offset);

	return reg->masked ? val & 0xffff : val;
}

static void vgt_mmio_ctx_write_reg(struct vgt_gpu *gpu, struct vgt_mmio_ctx_engine *sw,
				   u32 i, u32 val)
{
	gpu->ops->write(gpu, sw->regs[i].offset,
			sw->regs[i].masked ? val | 0xffff0000 : val);
	sw->now[i] = val;
	clear_bit(i, sw->unknown);
}

/*
 * The hardware holds values of @vgpu, which has run last. A value that its work has not changed
 * stays as the vGPU has it, because the guest may have set the register by MMIO meanwhile.
 */
static void vgt_mmio_ctx_keep(struct vgt_device *dev, enum vgt_engine_id id, u32 i,
			      struct vgt_vgpu *vgpu)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];
	u32 val = vgt_mmio_ctx_read_reg(dev->gpu, &sw->regs[i]);

	/* A GPU that is gone reads as all ones. */
	if (val != sw->now[i] && vgt_cmd_reg_set_ok(dev, sw->regs[i].row, id, val)) {
		vgt_record_event(vgpu, VGT_RECORD_FOUND, vgt_record_key(id, i), &val, sizeof(val));
		vgt_mmio_ctx_found(vgpu, id, i, val);
	}
	sw->now[i] = val;
}

/* The registers of @regs, but those that another may have set, are the owner's. */
static void vgt_mmio_ctx_keep_all(struct vgt_device *dev, enum vgt_engine_id id,
				  const unsigned long *regs)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];
	u32 i;

	for_each_set_bit(i, regs, sw->count)
		if (!test_bit(i, sw->late))
			vgt_mmio_ctx_keep(dev, id, i, sw->owner);
}

static u32 vgt_mmio_ctx_set(struct vgt_gpu *gpu, struct vgt_mmio_ctx_engine *sw,
			    const u32 *values)
{
	u32 written = 0;
	u32 i;

	for (i = 0; i < sw->count; i++) {
		u32 val = READ_ONCE(values[i]);

		if (val == sw->now[i] && !test_bit(i, sw->unknown))
			continue;
		vgt_mmio_ctx_write_reg(gpu, sw, i, val);
		written++;
	}
	return written;
}

static const u32 *vgt_mmio_ctx_values(const struct vgt_mmio_ctx_engine *sw,
				      enum vgt_engine_id id)
{
	return sw->owner ? sw->owner->switched[id] : sw->host;
}

/* What commands of a vGPU's may set while the hardware has its contexts. */
static void vgt_mmio_ctx_may_set(struct vgt_mmio_ctx_engine *sw, enum vgt_engine_id id,
				 const struct vgt_vgpu *vgpu, unsigned long *regs)
{
	u32 i;

	bitmap_copy(regs, vgpu->loads[id], sw->count);
	for (i = 0; i < sw->count; i++)
		if (sw->regs[i].save)
			set_bit(i, regs);
}

static bool vgt_mmio_ctx_owner_may_set(const struct vgt_mmio_ctx_engine *sw,
				       enum vgt_engine_id id, u32 i)
{
	return sw->owner && (sw->regs[i].save || test_bit(i, sw->owner->loads[id]));
}

/*
 * The host's driver has set its own values, but maybe not all of them. So all values of the
 * next owner are written. The scheduler's lock is held.
 */
static void vgt_mmio_ctx_host_set(struct vgt_device *dev, enum vgt_engine_id id)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];

	lockdep_assert_held(&dev->sched.engine[id].lock);
	memcpy(sw->now, sw->host, sw->count * sizeof(*sw->now));
	bitmap_fill(sw->unknown, sw->count);
	bitmap_zero(sw->late, sw->count);
	sw->owner = NULL;
	sw->running = NULL;
}

/* True where the engine was reset since. */
static bool vgt_mmio_ctx_was_reset(struct vgt_device *dev, enum vgt_engine_id id)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];
	u32 resets = dev->gpu->ops->reset_count(dev->gpu, id);

	if (resets == sw->resets)
		return false;
	vgt_mmio_ctx_host_set(dev, id);
	sw->resets = resets;
	return true;
}

/**
 * vgt_mmio_ctx_lost() - note that the hardware has lost all values and has the host's again
 * @dev: the device
 */
void vgt_mmio_ctx_lost(struct vgt_device *dev)
{
	enum vgt_engine_id id;
	unsigned long flags;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!(dev->gpu->desc.engine_mask & BIT(id)))
			continue;
		spin_lock_irqsave(&dev->sched.engine[id].lock, flags);
		vgt_mmio_ctx_host_set(dev, id);
		spin_unlock_irqrestore(&dev->sched.engine[id].lock, flags);
	}
}

/* Batches of the host's programs may have set the same registers as guests' batches. */
static void vgt_mmio_ctx_host_may_set(struct vgt_mmio_ctx_engine *sw)
{
	u32 i;

	for (i = 0; i < sw->count; i++)
		if (sw->regs[i].save)
			set_bit(i, sw->unknown);
}

/* Have the hardware hold the values of @vgpu. The scheduler's lock is held. */
static void vgt_mmio_ctx_to(struct vgt_device *dev, enum vgt_engine_id id,
			    struct vgt_vgpu *vgpu)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];
	struct vgt_vgpu *last = sw->owner;
	u32 written;

	lockdep_assert_held(&dev->sched.engine[id].lock);
	if (last && last != vgpu) {
		vgt_mmio_ctx_may_set(sw, id, last, sw->scratch);
		vgt_mmio_ctx_keep_all(dev, id, sw->scratch);
		bitmap_or(sw->unknown, sw->unknown, sw->scratch, sw->count);
		if (sw->running == last)
			bitmap_or(sw->late, sw->late, sw->scratch, sw->count);
	}
	if (!last && vgpu)
		vgt_mmio_ctx_host_may_set(sw);
	sw->owner = vgpu;
	/* Values that the same one set meanwhile still count. */
	written = vgt_mmio_ctx_set(dev->gpu, sw, vgt_mmio_ctx_values(sw, id));
	trace_vgt_switch(id, last ? last->id : 0, vgpu ? vgpu->id : 0, written);
}

/**
 * vgt_mmio_ctx_in() - load the values of the owner of a context that the hardware takes up
 * @dev: the device
 * @id: the engine; the lock of its scheduler is held
 * @vgpu: whose; NULL: the host's
 *
 * Any context. The context that was there before may still run.
 */
void vgt_mmio_ctx_in(struct vgt_device *dev, enum vgt_engine_id id,
		     struct vgt_vgpu *vgpu)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];

	lockdep_assert_held(&dev->sched.engine[id].lock);
	vgt_mmio_ctx_was_reset(dev, id);
	vgt_mmio_ctx_to(dev, id, vgpu);
	if (vgpu)
		sw->running = vgpu;
}

/**
 * vgt_mmio_ctx_sleep() - save the values of vGPUs before the GPU may lose its power
 * @dev: the device; the hardware has no work of a vGPU
 */
void vgt_mmio_ctx_sleep(struct vgt_device *dev)
{
	struct vgt_gpu *gpu = dev->gpu;
	enum vgt_engine_id id;
	unsigned long flags;

	if (!dev->learned)
		return;
	gpu->ops->get(gpu);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!(gpu->desc.engine_mask & BIT(id)))
			continue;
		spin_lock_irqsave(&dev->sched.engine[id].lock, flags);
		vgt_mmio_ctx_in(dev, id, NULL);
		spin_unlock_irqrestore(&dev->sched.engine[id].lock, flags);
	}
	gpu->ops->put(gpu);
}

/**
 * vgt_mmio_ctx_out() - save values of a context that the hardware has left
 * @dev: the device
 * @id: the engine; the lock of its scheduler is held
 * @vgpu: whose; NULL: the host's
 * @keep: read back the values that the context set last
 *
 * Any context. If there already is another owner, writes the values again that the context may
 * have overwritten.
 */
void vgt_mmio_ctx_out(struct vgt_device *dev, enum vgt_engine_id id,
		      struct vgt_vgpu *vgpu, bool keep)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];
	u32 i;

	lockdep_assert_held(&dev->sched.engine[id].lock);
	if (vgt_mmio_ctx_was_reset(dev, id) || !vgpu)
		return;
	if (sw->running == vgpu)
		sw->running = NULL;
	/* One at most is late: this one. */
	bitmap_zero(sw->late, sw->count);
	if (sw->owner == vgpu) {
		vgt_mmio_ctx_keep_all(dev, id, vgpu->loads[id]);
		return;
	}
	vgt_mmio_ctx_may_set(sw, id, vgpu, sw->scratch);
	for_each_set_bit(i, sw->scratch, sw->count) {
		/* Which of both has set it last cannot be told: then nobody keeps it. */
		if (keep && !vgt_mmio_ctx_owner_may_set(sw, id, i))
			vgt_mmio_ctx_keep(dev, id, i, vgpu);
		vgt_mmio_ctx_write_reg(dev->gpu, sw, i, vgt_mmio_ctx_values(sw, id)[i]);
	}
}

/**
 * vgt_mmio_ctx_unsure() - write all of the owner's values, whatever the hardware has
 * @dev: the device
 * @id: the engine; the lock of its scheduler is held. The GPU is awake
 *
 * After a request that loads registers itself, and did not come to its end. The owner's context may
 * run already: i915 announces it before it tells how the request ended.
 */
void vgt_mmio_ctx_unsure(struct vgt_device *dev, enum vgt_engine_id id)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];

	lockdep_assert_held(&dev->sched.engine[id].lock);
	bitmap_fill(sw->unknown, sw->count);
	vgt_mmio_ctx_set(dev->gpu, sw, vgt_mmio_ctx_values(sw, id));
}

/**
 * vgt_mmio_ctx_forget() - stop saving values for a vGPU that goes away
 * @vgpu: the vGPU; nothing of it runs
 */
void vgt_mmio_ctx_forget(struct vgt_vgpu *vgpu)
{
	struct vgt_device *dev = vgpu->dev;
	struct vgt_gpu *gpu = dev->gpu;
	enum vgt_engine_id id;
	unsigned long flags;

	gpu->ops->get(gpu);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_sched_engine *se = &dev->sched.engine[id];

		if (!(gpu->desc.engine_mask & BIT(id)))
			continue;
		spin_lock_irqsave(&se->lock, flags);
		if (dev->sw.engine[id].running == vgpu)
			dev->sw.engine[id].running = NULL;
		vgt_mmio_ctx_was_reset(dev, id);
		if (dev->sw.engine[id].owner == vgpu)
			vgt_mmio_ctx_to(dev, id, NULL);
		spin_unlock_irqrestore(&se->lock, flags);
	}
	gpu->ops->put(gpu);
}
