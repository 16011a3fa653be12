// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that the hardware does not keep in the context image, and that
 * guests may set. Each vGPU has its own values; mmio_switch.c has the hardware hold them.
 *
 * User space may map some of them (mapped.c): the guest then reads and writes memory, which is
 * judged when it submits work. Whatever else sets one of them sets the memory, too.
 *
 * A guest's commands do not show which value they leave: they may be skipped, ended early,
 * predicated or run twice. So vgt notes which registers each request may load, and reads them
 * back afterwards.
 *
 * All of these registers can be read (kvmgt reads each of them back at a switch).
 */
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/vgpu_types.h"
#include "cmd_regs.h"
#include "gt_regs.h"
#include "index.h"
#include "mapped.h"
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

static void vgt_mmio_ctx_put(struct vgt_vgpu *vgpu, enum vgt_engine_id id, u32 i, u32 val)
{
	WRITE_ONCE(vgpu->switched[id][i], val);
	vgt_mapped_set(vgpu, vgpu->dev->sw.engine[id].regs[i].offset, val);
}

/**
 * vgt_mmio_ctx_found() - set a vGPU's value of a register to switch as its work has left it
 * @vgpu: the vGPU; the engine's lock is held
 * @id: the engine
 * @i: the register's number there
 * @val: the value, which the register may have
 *
 * What the guest has written to memory meanwhile counts as later.
 */
void vgt_mmio_ctx_found(struct vgt_vgpu *vgpu, enum vgt_engine_id id, u32 i, u32 val)
{
	u32 old = vgpu->switched[id][i];

	lockdep_assert_held(&vgpu->dev->sched.engine[id].lock);
	/* What follows the work that has set it must run with it: see exec/follow.c. */
	if (val != old)
		vgpu->sets[id]++;
	WRITE_ONCE(vgpu->switched[id][i], val);
	vgt_mapped_replace(vgpu, vgpu->dev->sw.engine[id].regs[i].offset, old, val);
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
 * A value that the register may not have is dropped; a slot of FORCE_TO_NONPRIV then gives
 * nothing. The hardware gets the value
 * when it next takes up a context of @vgpu.
 */
void vgt_mmio_ctx_note(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	const struct vgt_mmio_ctx_reg *reg;
	enum vgt_engine_id id;
	u32 *slot = vgt_mmio_ctx_slot(vgpu, offset, &reg, &id);
	unsigned long flags;

	lockdep_assert_held(&vgpu->lock);
	if (!slot)
		return;
	if (!vgt_cmd_reg_set_ok(vgpu->dev, reg->row, id, val)) {
		vgpu->stats.regs_refused++;
		vgt_warn(vgpu, "refused %#x for register %#x: a value that it may not have\n",
			 val, offset);
		if (reg->row->allowed != vgt_nonpriv_allowed)
			return;
		/* The driver has taken away what the slot gave. */
		val = vgt_engines[id].mmio_base + RING_NOPID;
	}
	spin_lock_irqsave(&vgpu->dev->sched.engine[id].lock, flags);
	if (reg->masked) {
		u32 mask = FIELD_GET(VGT_MASKED_MASK, val);

		val = (*slot & ~mask) | (val & mask);
	}
	/* The context image may have the old value: see vgt_mmio_ctx_load_value(). */
	if (val != *slot) {
		set_bit(slot - vgpu->switched[id], vgpu->loads[id]);
		vgpu->sets[id]++;
	}
	vgt_mmio_ctx_put(vgpu, id, slot - vgpu->switched[id], val);
	spin_unlock_irqrestore(&vgpu->dev->sched.engine[id].lock, flags);
}

/* The value is read once. A later one stays in memory, for the next time. */
static void vgt_mmio_ctx_take_one(struct vgt_vengine *ve, u32 i)
{
	const struct vgt_mmio_ctx_reg *reg = &ve->vgpu->dev->sw.engine[ve->id].regs[i];
	struct vgt_vgpu *vgpu = ve->vgpu;
	u32 old = vgpu->switched[ve->id][i], val;

	lockdep_assert_held(&vgpu->dev->sched.engine[ve->id].lock);
	if (!vgt_mapped_get(vgpu, reg->offset, &val) || val == old)
		return;
	if (!vgt_cmd_reg_set_ok(vgpu->dev, reg->row, ve->id, val)) {
		vgpu->stats.regs_refused++;
		vgt_mapped_replace(vgpu, reg->offset, val, old);
		return;
	}
	set_bit(i, vgpu->loads[ve->id]);
	vgpu->sets[ve->id]++;
	WRITE_ONCE(vgpu->switched[ve->id][i], val);
}

/* Under the lock that also what work has left is set with. */
static void vgt_mmio_ctx_take_row(struct vgt_vengine *ve, u32 first, u32 count)
{
	struct vgt_sched_engine *se = &ve->vgpu->dev->sched.engine[ve->id];
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&se->lock, flags);
	for (i = first; i < first + count; i++)
		vgt_mmio_ctx_take_one(ve, i);
	spin_unlock_irqrestore(&se->lock, flags);
}

/**
 * vgt_mmio_ctx_take() - take over what the guest has written to registers that are mapped
 * @ve: the engine that the guest submits work to; the vGPU's lock is held
 *
 * Each counts as a write by MMIO at this moment. A value that the register may not have is
 * replaced by the one that it has.
 */
void vgt_mmio_ctx_take(struct vgt_vengine *ve)
{
	const struct vgt_mmio_ctx_engine *sw = &ve->vgpu->dev->sw.engine[ve->id];
	const u32 *values = ve->vgpu->switched[ve->id];
	u32 i, n;

	lockdep_assert_held(&ve->vgpu->lock);
	for (i = 0; i < VGT_MAPPED_PAGES; i++)
		vgt_mapped_record(ve->vgpu, i);
	/* By rows, which is fast: nearly always, nothing was written. */
	for (i = 0; i < sw->count; i += n) {
		n = sw->regs[i].row->count ?: 1;
		if (vgt_mapped_differs(ve->vgpu, sw->regs[i].offset, n, &values[i]))
			vgt_mmio_ctx_take_row(ve, i, n);
	}
}

/**
 * vgt_mmio_ctx_begin() - begin with a new request of an engine
 * @ve: the engine; the vGPU's lock is held. Another request of it may be in flight
 *
 * From here on, vgt_mmio_ctx_load() notes what its commands, or its context image, load.
 */
void vgt_mmio_ctx_begin(struct vgt_vengine *ve)
{
	u32 count = ve->vgpu->dev->sw.engine[ve->id].count;

	lockdep_assert_held(&ve->vgpu->lock);
	bitmap_zero(ve->vgpu->noted[ve->id], count);
	bitmap_zero(ve->vgpu->noted_calls[ve->id], count);
}

/**
 * vgt_mmio_ctx_next() - the request that was noted is the next to run
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 */
void vgt_mmio_ctx_next(struct vgt_vengine *ve)
{
	u32 count = ve->vgpu->dev->sw.engine[ve->id].count;

	lockdep_assert_held(&ve->vgpu->lock);
	bitmap_copy(ve->vgpu->loads[ve->id], ve->vgpu->noted[ve->id], count);
	bitmap_copy(ve->vgpu->calls[ve->id], ve->vgpu->noted_calls[ve->id], count);
}

/**
 * vgt_mmio_ctx_follow() - the request that was noted may follow the one in flight, without a pause
 * @ve: the engine; its scheduler's lock and the vGPU's lock are held
 *
 * When the hardware leaves the context, what either has loaded is read back.
 */
void vgt_mmio_ctx_follow(struct vgt_vengine *ve)
{
	unsigned long *loads = ve->vgpu->loads[ve->id];

	lockdep_assert_held(&ve->ent.engine->lock);
	bitmap_or(loads, loads, ve->vgpu->noted[ve->id],
		  ve->vgpu->dev->sw.engine[ve->id].count);
}

/**
 * vgt_mmio_ctx_load() - note that a command of the request may load a register
 * @ve: the engine; the vGPU's lock is held, the request is not with the hardware yet
 * @offset: the register's; nothing happens for one that is not switched
 * @restoring: the command is in a batch that the hardware runs when it takes the context up
 */
void vgt_mmio_ctx_load(struct vgt_vengine *ve, u32 offset, bool restoring)
{
	int i = vgt_mmio_ctx_find(&ve->vgpu->dev->sw.engine[ve->id], offset);

	lockdep_assert_held(&ve->vgpu->lock);
	if (i < 0)
		return;
	set_bit(i, ve->vgpu->noted[ve->id]);
	if (!restoring)
		set_bit(i, ve->vgpu->noted_calls[ve->id]);
}

/**
 * vgt_mmio_ctx_load_value() - note that the request's context image loads a register
 * @ve: the engine; the vGPU's lock is held, the request is not with the hardware yet
 * @offset: the register's
 * @val: the value in the image
 *
 * A load of the value that the vGPU has anyway is none, so the register is not read back for it:
 * most images have the vGPU's values. If the guest sets another value by MMIO afterwards,
 * vgt_mmio_ctx_note() notes the load.
 */
void vgt_mmio_ctx_load_value(struct vgt_vengine *ve, u32 offset, u32 val)
{
	const struct vgt_mmio_ctx_engine *sw = &ve->vgpu->dev->sw.engine[ve->id];
	int i = vgt_mmio_ctx_find(sw, offset);

	lockdep_assert_held(&ve->vgpu->lock);
	if (i >= 0 && sw->regs[i].masked)
		val &= 0xffff;
	if (i >= 0 && val != READ_ONCE(ve->vgpu->switched[ve->id][i]))
		set_bit(i, ve->vgpu->noted[ve->id]);
}

/**
 * vgt_mmio_ctx_vgpu_reset() - set a vGPU's values to the host's, or to those that rows say
 * @vgpu: the vGPU; its lock is held
 */
void vgt_mmio_ctx_vgpu_reset(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const struct vgt_mmio_ctx_engine *sw = &vgpu->dev->sw.engine[id];

		for (i = 0; i < sw->count; i++) {
			const struct vgt_reg *row = sw->regs[i].row;

			vgt_mmio_ctx_put(vgpu, id, i,
					 row->flags & VGT_REG_FOUND ? sw->host[i] : row->init);
		}
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
		vgpu->calls[id] = bitmap_zalloc(n, GFP_KERNEL);
		vgpu->noted[id] = bitmap_zalloc(n, GFP_KERNEL);
		vgpu->noted_calls[id] = bitmap_zalloc(n, GFP_KERNEL);
		if (!vgpu->switched[id] || !vgpu->loads[id] || !vgpu->calls[id] ||
		    !vgpu->noted[id] || !vgpu->noted_calls[id]) {
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
		bitmap_free(vgpu->calls[id]);
		vgpu->calls[id] = NULL;
		bitmap_free(vgpu->noted[id]);
		vgpu->noted[id] = NULL;
		bitmap_free(vgpu->noted_calls[id]);
		vgpu->noted_calls[id] = NULL;
	}
}
