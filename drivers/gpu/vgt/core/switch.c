// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that the hardware does not keep in the context image, and that
 * guests may set: each vGPU has its own values, loaded when the hardware takes up
 * one of its contexts. Only what differs is written: the host and most guests run
 * the same driver, which sets the same values.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "audit/regs.h"
#include "device.h"
#include "mmio.h"
#include "regs/regs.h"
#include "switch.h"
#include "trace.h"
#include "vgpu.h"

static bool vgt_switch_row_applies(const struct vgt_device *dev,
				   const struct vgt_cmd_reg *row,
				   enum vgt_engine_id id)
{
	return row->flags & VGT_CR_SWITCH && row->engines & BIT(id) &&
	       (!row->gens || row->gens & BIT(dev->gpu->desc.gen));
}

/* Call @fn for each register of an engine to switch. */
static int vgt_switch_for_each(struct vgt_device *dev, enum vgt_engine_id id,
			       int (*fn)(struct vgt_device *dev,
					 struct vgt_switch_engine *sw,
					 const struct vgt_cmd_reg *row, u32 offset))
{
	struct vgt_switch_engine *sw = &dev->sw.engine[id];
	u32 i, offset;
	int ret;

	for (i = 0; i < vgt_cmd_regs_count; i++) {
		const struct vgt_cmd_reg *row = &vgt_cmd_regs[i];
		u32 base = row->relative ? vgt_engines[id].mmio_base : 0;

		if (!vgt_switch_row_applies(dev, row, id))
			continue;
		for (offset = row->first; offset <= row->last; offset += 4) {
			ret = fn(dev, sw, row, base + offset);
			if (ret)
				return ret;
		}
	}
	return 0;
}

static int vgt_switch_count(struct vgt_device *dev, struct vgt_switch_engine *sw,
			    const struct vgt_cmd_reg *row, u32 offset)
{
	sw->count++;
	return 0;
}

static u32 vgt_switch_read(struct vgt_vgpu *vgpu, u32 offset)
{
	return vgt_switch_value(vgpu, offset);
}

static int vgt_switch_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	vgt_switch_note(vgpu, offset, val);
	return 0;
}

/* The row of all these registers in the index. */
static const struct vgt_reg vgt_switch_row = {
	.read = vgt_switch_read,
	.write = vgt_switch_write,
};

static int vgt_switch_add(struct vgt_device *dev, struct vgt_switch_engine *sw,
			  const struct vgt_cmd_reg *row, u32 offset)
{
	sw->regs[sw->count].offset = offset;
	sw->regs[sw->count].masked = row->flags & VGT_CR_MASKED;
	sw->regs[sw->count].save = row->flags & VGT_CR_SAVE;
	sw->count++;
	return vgt_reg_index_claim(dev, "switch", &vgt_switch_row, offset);
}

static int vgt_switch_engine_init(struct vgt_device *dev, enum vgt_engine_id id)
{
	struct vgt_switch_engine *sw = &dev->sw.engine[id];

	vgt_switch_for_each(dev, id, vgt_switch_count);
	sw->regs = kcalloc(sw->count, sizeof(*sw->regs), GFP_KERNEL);
	sw->host = kcalloc(sw->count, sizeof(*sw->host), GFP_KERNEL);
	sw->now = kcalloc(sw->count, sizeof(*sw->now), GFP_KERNEL);
	if (!sw->regs || !sw->host || !sw->now)
		return -ENOMEM;
	sw->count = 0;
	return vgt_switch_for_each(dev, id, vgt_switch_add);
}

/**
 * vgt_switch_init() - find the registers to switch
 * @dev: the device, with its index of registers
 *
 * Return: 0, -ENOMEM, or -EEXIST where another table claims one of them.
 */
int vgt_switch_init(struct vgt_device *dev)
{
	enum vgt_engine_id id;
	int ret;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!(dev->gpu->desc.engine_mask & BIT(id)))
			continue;
		ret = vgt_switch_engine_init(dev, id);
		if (ret) {
			vgt_switch_fini(dev);
			return ret;
		}
	}
	return 0;
}

/**
 * vgt_switch_fini() - free what vgt_switch_init() made
 * @dev: the device
 */
void vgt_switch_fini(struct vgt_device *dev)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_switch_engine *sw = &dev->sw.engine[id];

		kfree(sw->regs);
		kfree(sw->host);
		kfree(sw->now);
		memset(sw, 0, sizeof(*sw));
	}
}

/**
 * vgt_switch_learn() - read the host's values, once
 * @dev: the device; its lock is held, it has no vGPUs yet
 */
void vgt_switch_learn(struct vgt_device *dev)
{
	struct vgt_gpu *gpu = dev->gpu;
	enum vgt_engine_id id;
	u32 i;

	if (dev->sw.known)
		return;
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_switch_engine *sw = &dev->sw.engine[id];

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
	dev->sw.known = true;
}

/* An engine's register by its offset, or -1. */
static int vgt_switch_find(const struct vgt_switch_engine *sw, u32 offset)
{
	u32 i;

	for (i = 0; i < sw->count; i++)
		if (sw->regs[i].offset == offset)
			return i;
	return -1;
}

static u32 *vgt_switch_slot(const struct vgt_vgpu *vgpu, u32 offset,
			    const struct vgt_switch_reg **reg,
			    enum vgt_engine_id *engine)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const struct vgt_switch_engine *sw = &vgpu->dev->sw.engine[id];
		int i = vgt_switch_find(sw, offset);

		if (i < 0)
			continue;
		*engine = id;
		*reg = &sw->regs[i];
		return &vgpu->switched[id][i];
	}
	return NULL;
}

/**
 * vgt_switch_value() - what a register to switch holds for a vGPU
 * @vgpu: the vGPU
 * @offset: the register's
 */
u32 vgt_switch_value(const struct vgt_vgpu *vgpu, u32 offset)
{
	const struct vgt_switch_reg *reg;
	enum vgt_engine_id id;
	u32 *slot = vgt_switch_slot(vgpu, offset, &reg, &id);

	return slot ? READ_ONCE(*slot) : 0;
}

/**
 * vgt_switch_note() - a guest sets a register to switch
 * @vgpu: the vGPU; its lock is held
 * @offset: the register's
 * @val: as written, with its mask where it has one
 *
 * A value that the register may not have is dropped. The hardware gets it when
 * it next takes up a context of @vgpu.
 */
void vgt_switch_note(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	const struct vgt_switch_reg *reg;
	const struct vgt_cmd_reg *row;
	enum vgt_engine_id id;
	u32 *slot = vgt_switch_slot(vgpu, offset, &reg, &id);

	if (!slot)
		return;
	row = vgt_cmd_reg_find(vgpu->dev->gpu->desc.gen, id, offset);
	if (row && !vgt_cmd_reg_set_ok(vgpu->dev, row, id, val)) {
		vgpu->stats.regs_refused++;
		return;
	}
	if (reg->masked) {
		u32 mask = val >> 16;

		val = (*slot & ~mask) | (val & mask);
	}
	WRITE_ONCE(*slot, val);
}

static void vgt_switch_save(struct vgt_gpu *gpu, struct vgt_switch_engine *sw,
			    u32 *values)
{
	u32 i;

	for (i = 0; i < sw->count; i++) {
		if (!sw->regs[i].save)
			continue;
		sw->now[i] = gpu->ops->read(gpu, sw->regs[i].offset);
		if (values)
			WRITE_ONCE(values[i], sw->now[i]);
	}
}

static u32 vgt_switch_load(struct vgt_gpu *gpu, struct vgt_switch_engine *sw,
			   const u32 *values)
{
	u32 written = 0;
	u32 i;

	for (i = 0; i < sw->count; i++) {
		u32 val = READ_ONCE(values[i]);

		if (val == sw->now[i])
			continue;
		gpu->ops->write(gpu, sw->regs[i].offset,
				sw->regs[i].masked ? val | 0xffff0000 : val);
		sw->now[i] = val;
		written++;
	}
	return written;
}

/* The host's driver has set its own values. The scheduler's lock is held. */
static void vgt_switch_host_set(struct vgt_switch_engine *sw)
{
	memcpy(sw->now, sw->host, sw->count * sizeof(*sw->now));
	sw->owner = NULL;
}

/**
 * vgt_switch_lost() - the hardware has lost all values; the host's are set again
 * @dev: the device
 */
void vgt_switch_lost(struct vgt_device *dev)
{
	enum vgt_engine_id id;
	unsigned long flags;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!(dev->gpu->desc.engine_mask & BIT(id)))
			continue;
		spin_lock_irqsave(&dev->sched.engine[id].lock, flags);
		vgt_switch_host_set(&dev->sw.engine[id]);
		spin_unlock_irqrestore(&dev->sched.engine[id].lock, flags);
	}
}

/**
 * vgt_switch_to() - load the values of the one that runs next
 * @dev: the device
 * @id: the engine; the lock of its scheduler is held
 * @vgpu: whose; NULL: the host's
 *
 * Any context.
 */
void vgt_switch_to(struct vgt_device *dev, enum vgt_engine_id id,
		   struct vgt_vgpu *vgpu)
{
	struct vgt_switch_engine *sw = &dev->sw.engine[id];
	struct vgt_gpu *gpu = dev->gpu;
	u32 resets = gpu->ops->reset_count(gpu, id);
	u32 written;

	if (resets != sw->resets) {
		vgt_switch_host_set(sw);
		sw->resets = resets;
	}
	if (sw->owner == vgpu) {
		/* Values that it set meanwhile still count. */
		written = vgpu ? vgt_switch_load(gpu, sw, vgpu->switched[id]) : 0;
	} else {
		vgt_switch_save(gpu, sw, sw->owner ? sw->owner->switched[id] : NULL);
		written = vgt_switch_load(gpu, sw, vgpu ? vgpu->switched[id] :
					  sw->host);
	}
	trace_vgt_switch(id, sw->owner ? sw->owner->id : 0, vgpu ? vgpu->id : 0,
			 written);
	sw->owner = vgpu;
}

/**
 * vgt_switch_forget() - a vGPU goes away: nothing is saved for it any more
 * @vgpu: the vGPU; nothing of it runs
 */
void vgt_switch_forget(struct vgt_vgpu *vgpu)
{
	struct vgt_device *dev = vgpu->dev;
	enum vgt_engine_id id;
	unsigned long flags;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_sched_engine *se = &dev->sched.engine[id];

		if (!(dev->gpu->desc.engine_mask & BIT(id)))
			continue;
		spin_lock_irqsave(&se->lock, flags);
		if (dev->sw.engine[id].owner == vgpu)
			vgt_switch_to(dev, id, NULL);
		spin_unlock_irqrestore(&se->lock, flags);
	}
}

/**
 * vgt_switch_vgpu_reset() - a vGPU's values are as the host's
 * @vgpu: the vGPU; its lock is held
 */
void vgt_switch_vgpu_reset(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const struct vgt_switch_engine *sw = &vgpu->dev->sw.engine[id];

		if (sw->count)
			memcpy(vgpu->switched[id], sw->host,
			       sw->count * sizeof(*sw->host));
	}
}

/**
 * vgt_switch_vgpu_init() - values for a new vGPU
 * @vgpu: the vGPU
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_switch_vgpu_init(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		u32 n = vgpu->dev->sw.engine[id].count;

		if (!n)
			continue;
		vgpu->switched[id] = kcalloc(n, sizeof(u32), GFP_KERNEL);
		if (!vgpu->switched[id]) {
			vgt_switch_vgpu_fini(vgpu);
			return -ENOMEM;
		}
	}
	vgt_switch_vgpu_reset(vgpu);
	return 0;
}

/**
 * vgt_switch_vgpu_fini() - free a vGPU's values
 * @vgpu: the vGPU
 */
void vgt_switch_vgpu_fini(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		kfree(vgpu->switched[id]);
		vgpu->switched[id] = NULL;
	}
}
