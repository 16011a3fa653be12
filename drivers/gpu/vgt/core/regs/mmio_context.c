// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that the hardware does not keep in the context image, and that
 * guests may set. Each vGPU has its own values. vgt loads them when the hardware takes
 * up one of the vGPU's contexts, and writes only values that differ: the host and most
 * guests run the same driver, which sets the same values.
 *
 * A guest's commands do not show which value they leave: they may be skipped, ended early,
 * predicated or run twice. So vgt notes which registers each request may load. When the
 * hardware leaves the request, vgt reads these registers back, for that vGPU only. It then
 * writes the next owner's values, whatever it read.
 *
 * i915 announces the next context before the hardware has left the last one. What the last
 * one loads in that time overwrites the next one's values. vgt writes them again when the
 * hardware has left the last one.
 *
 * All of these registers can be read (kvmgt reads each of them back at a switch). After a
 * reset, i915 has set most of them. vgt writes the others again, too.
 */
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/slab.h>

#include "core/device_types.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "cmd_regs.h"
#include "index.h"
#include "mmio.h"
#include "mmio_context.h"
#include "reg.h"

/* Does the engine @id switch the registers of a row in its place? */
static bool vgt_mmio_ctx_slot_applies(const struct vgt_reg_slot *slot, enum vgt_engine_id id)
{
	if (!slot->switched)
		return false;
	return slot->row->unit == VGT_UNIT_ENGINE ? slot->unit == id :
						    slot->row->engines & BIT(id);
}

static u32 vgt_mmio_ctx_count(const struct vgt_device *dev, enum vgt_engine_id id)
{
	const struct vgt_reg_index *index = &dev->regs;
	u32 i, n = 0;

	for (i = 0; i < index->count; i++)
		if (vgt_mmio_ctx_slot_applies(&index->slots[i], id))
			n += index->slots[i].row->count ?: 1;
	return n;
}

static void vgt_mmio_ctx_add(struct vgt_mmio_ctx_engine *sw, const struct vgt_reg_slot *slot)
{
	const struct vgt_reg *row = slot->row;
	u32 n = row->count ?: 1;
	u32 i;

	for (i = 0; i < n; i++) {
		sw->regs[sw->count].row = row;
		sw->regs[sw->count].offset = slot->first + 4 * i;
		sw->regs[sw->count].masked = row->flags & VGT_REG_MASKED;
		sw->regs[sw->count].save = row->flags & VGT_REG_SAVE;
		sw->count++;
	}
}

static void vgt_mmio_ctx_add_all(struct vgt_device *dev, enum vgt_engine_id id)
{
	const struct vgt_reg_index *index = &dev->regs;
	u32 i;

	for (i = 0; i < index->count; i++)
		if (vgt_mmio_ctx_slot_applies(&index->slots[i], id))
			vgt_mmio_ctx_add(&dev->sw.engine[id], &index->slots[i]);
}

static int vgt_mmio_ctx_engine_init(struct vgt_device *dev, enum vgt_engine_id id)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];

	sw->count = vgt_mmio_ctx_count(dev, id);
	sw->regs = kcalloc(sw->count, sizeof(*sw->regs), GFP_KERNEL);
	sw->host = kcalloc(sw->count, sizeof(*sw->host), GFP_KERNEL);
	sw->now = kcalloc(sw->count, sizeof(*sw->now), GFP_KERNEL);
	sw->unknown = bitmap_zalloc(sw->count, GFP_KERNEL);
	sw->late = bitmap_zalloc(sw->count, GFP_KERNEL);
	sw->scratch = bitmap_zalloc(sw->count, GFP_KERNEL);
	if (!sw->regs || !sw->host || !sw->now || !sw->unknown || !sw->late ||
	    !sw->scratch)
		return -ENOMEM;
	sw->count = 0;
	vgt_mmio_ctx_add_all(dev, id);
	return 0;
}

/**
 * vgt_mmio_ctx_init() - find the registers to switch
 * @dev: the device, with its index of registers
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mmio_ctx_init(struct vgt_device *dev)
{
	enum vgt_engine_id id;
	int ret;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!(dev->gpu->desc.engine_mask & BIT(id)))
			continue;
		ret = vgt_mmio_ctx_engine_init(dev, id);
		if (ret) {
			vgt_mmio_ctx_fini(dev);
			return ret;
		}
	}
	return 0;
}

/**
 * vgt_mmio_ctx_fini() - free what vgt_mmio_ctx_init() made
 * @dev: the device
 */
void vgt_mmio_ctx_fini(struct vgt_device *dev)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];

		kfree(sw->regs);
		kfree(sw->host);
		kfree(sw->now);
		bitmap_free(sw->unknown);
		bitmap_free(sw->late);
		bitmap_free(sw->scratch);
		memset(sw, 0, sizeof(*sw));
	}
}

/**
 * vgt_mmio_ctx_learn() - read the host's values
 * @dev: the device; its lock is held, it has no vGPUs yet
 */
void vgt_mmio_ctx_learn(struct vgt_device *dev)
{
	struct vgt_gpu *gpu = dev->gpu;
	enum vgt_engine_id id;
	u32 i;

	lockdep_assert_held(&dev->lock);
	gpu->ops->get(gpu);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];

		if (!(gpu->desc.engine_mask & BIT(id)))
			continue;
		for (i = 0; i < sw->count; i++) {
			u32 val = gpu->ops->read(gpu, sw->regs[i].offset);

			if (sw->regs[i].masked)
				val &= 0xffff;
			sw->host[i] = val;
			sw->now[i] = val;
		}
		sw->resets = gpu->ops->reset_count(gpu, id);
	}
	gpu->ops->put(gpu);
}

/* An engine's register by its offset, or -1. */
static int vgt_mmio_ctx_find(const struct vgt_mmio_ctx_engine *sw, u32 offset)
{
	u32 i;

	for (i = 0; i < sw->count; i++)
		if (sw->regs[i].offset == offset)
			return i;
	return -1;
}

static u32 *vgt_mmio_ctx_slot(const struct vgt_vgpu *vgpu, u32 offset,
			      const struct vgt_mmio_ctx_reg **reg,
			    enum vgt_engine_id *engine)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const struct vgt_mmio_ctx_engine *sw = &vgpu->dev->sw.engine[id];
		int i = vgt_mmio_ctx_find(sw, offset);

		if (i < 0)
			continue;
		*engine = id;
		*reg = &sw->regs[i];
		return &vgpu->switched[id][i];
	}
	return NULL;
}

/**
 * vgt_mmio_ctx_value() - get a vGPU's value of a register to switch
 * @vgpu: the vGPU
 * @offset: the register's
 */
u32 vgt_mmio_ctx_value(const struct vgt_vgpu *vgpu, u32 offset)
{
	const struct vgt_mmio_ctx_reg *reg;
	enum vgt_engine_id id;
	u32 *slot = vgt_mmio_ctx_slot(vgpu, offset, &reg, &id);

	return slot ? READ_ONCE(*slot) : 0;
}

/**
 * vgt_mmio_ctx_note() - handle a guest's MMIO write to a register to switch
 * @vgpu: the vGPU; its lock is held
 * @offset: the register's
 * @val: as written, with its mask if it has one
 *
 * A value that the register may not have is dropped. The hardware gets the value
 * when it next takes up a context of @vgpu.
 */
void vgt_mmio_ctx_note(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	const struct vgt_mmio_ctx_reg *reg;
	enum vgt_engine_id id;
	u32 *slot = vgt_mmio_ctx_slot(vgpu, offset, &reg, &id);

	lockdep_assert_held(&vgpu->lock);
	if (!slot)
		return;
	if (!vgt_cmd_reg_set_ok(vgpu->dev, reg->row, id, val)) {
		vgpu->stats.regs_refused++;
		return;
	}
	if (reg->masked) {
		u32 mask = FIELD_GET(VGT_MASKED_MASK, val);

		val = (*slot & ~mask) | (val & mask);
	}
	WRITE_ONCE(*slot, val);
}

/**
 * vgt_mmio_ctx_begin() - begin with a new request of an engine
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 *
 * From here on, vgt_mmio_ctx_load() notes what its commands, or its context image, load.
 */
void vgt_mmio_ctx_begin(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	bitmap_zero(ve->vgpu->loads[ve->id], ve->vgpu->dev->sw.engine[ve->id].count);
}

/**
 * vgt_mmio_ctx_load() - note that a command of the request may load a register
 * @ve: the engine; the vGPU's lock is held, the request is not with the hardware yet
 * @offset: the register's; nothing happens for one that is not switched
 */
void vgt_mmio_ctx_load(struct vgt_vengine *ve, u32 offset)
{
	int i = vgt_mmio_ctx_find(&ve->vgpu->dev->sw.engine[ve->id], offset);

	lockdep_assert_held(&ve->vgpu->lock);
	if (i >= 0)
		set_bit(i, ve->vgpu->loads[ve->id]);
}

/**
 * vgt_mmio_ctx_load_value() - note that the request's context image loads a register
 * @ve: the engine; the vGPU's lock is held, the request is not with the hardware yet
 * @offset: the register's
 * @val: the value in the image
 */
void vgt_mmio_ctx_load_value(struct vgt_vengine *ve, u32 offset, u32 val)
{
	const struct vgt_mmio_ctx_engine *sw = &ve->vgpu->dev->sw.engine[ve->id];
	int i = vgt_mmio_ctx_find(sw, offset);

	lockdep_assert_held(&ve->vgpu->lock);
	if (i >= 0 && sw->regs[i].masked)
		val &= 0xffff;
	if (i >= 0 && val != READ_ONCE(ve->vgpu->switched[ve->id][i]))
		set_bit(i, ve->vgpu->loads[ve->id]);
}

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
	if (val != sw->now[i] && vgt_cmd_reg_set_ok(dev, sw->regs[i].row, id, val))
		WRITE_ONCE(vgpu->switched[id][i], val);
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
static void vgt_mmio_ctx_host_set(struct vgt_mmio_ctx_engine *sw)
{
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
	vgt_mmio_ctx_host_set(sw);
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
		vgt_mmio_ctx_host_set(&dev->sw.engine[id]);
		spin_unlock_irqrestore(&dev->sched.engine[id].lock, flags);
	}
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
 *
 * Any context. Reads back the values that the context set last. If there already is another
 * owner, writes the values again that the context may have overwritten.
 */
void vgt_mmio_ctx_out(struct vgt_device *dev, enum vgt_engine_id id,
		      struct vgt_vgpu *vgpu)
{
	struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];
	u32 i;

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
		if (!vgt_mmio_ctx_owner_may_set(sw, id, i))
			vgt_mmio_ctx_keep(dev, id, i, vgpu);
		vgt_mmio_ctx_write_reg(dev->gpu, sw, i, vgt_mmio_ctx_values(sw, id)[i]);
	}
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

/**
 * vgt_mmio_ctx_vgpu_reset() - set a vGPU's values to the host's
 * @vgpu: the vGPU; its lock is held
 */
void vgt_mmio_ctx_vgpu_reset(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	lockdep_assert_held(&vgpu->lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const struct vgt_mmio_ctx_engine *sw = &vgpu->dev->sw.engine[id];

		if (sw->count)
			memcpy(vgpu->switched[id], sw->host,
			       sw->count * sizeof(*sw->host));
	}
}

/**
 * vgt_mmio_ctx_vgpu_init() - make the values of a new vGPU
 * @vgpu: the vGPU
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mmio_ctx_vgpu_init(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		u32 n = vgpu->dev->sw.engine[id].count;

		if (!n)
			continue;
		vgpu->switched[id] = kcalloc(n, sizeof(u32), GFP_KERNEL);
		vgpu->loads[id] = bitmap_zalloc(n, GFP_KERNEL);
		if (!vgpu->switched[id] || !vgpu->loads[id]) {
			vgt_mmio_ctx_vgpu_fini(vgpu);
			return -ENOMEM;
		}
	}
	vgt_mmio_ctx_vgpu_reset(vgpu);
	return 0;
}

/**
 * vgt_mmio_ctx_vgpu_fini() - free a vGPU's values
 * @vgpu: the vGPU
 */
void vgt_mmio_ctx_vgpu_fini(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		kfree(vgpu->switched[id]);
		vgpu->switched[id] = NULL;
		bitmap_free(vgpu->loads[id]);
		vgpu->loads[id] = NULL;
	}
}
