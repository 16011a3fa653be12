// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's reads and writes of registers, as their rows say.
 */
#include <linux/bitfield.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/log.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "cmd_regs.h"
#include "index.h"
#include "mapped.h"
#include "mmio.h"
#include "mmio_context.h"
#include "reg.h"
#include "store.h"

static void vgt_reg_access(struct vgt_reg_access *a, struct vgt_vgpu *vgpu,
			   const struct vgt_reg_slot *slot, u32 offset)
{
	a->vgpu = vgpu;
	a->row = slot->row;
	a->offset = offset;
	a->index = (offset - slot->first) / 4;
	a->unit = slot->unit;
	a->mask = ~0u;
}

static u32 vgt_reg_read(struct vgt_vgpu *vgpu, const struct vgt_reg_slot *slot, u32 offset)
{
	struct vgt_reg_access a;

	/* Where user space may map it, the guest may have written to memory. */
	if (slot->switched && !vgt_mapped_has(offset))
		return vgt_mmio_ctx_value(vgpu, offset);
	if (slot->row->read) {
		vgt_reg_access(&a, vgpu, slot, offset);
		return slot->row->read(&a);
	}
	return slot->row->flags & VGT_REG_ZERO ? 0 : vgt_mmio_load(vgpu, offset);
}

/**
 * vgt_mmio_peek() - read one register for vgt, or for a guest's command: it counts as no trap
 * @vgpu: the vGPU; its lock is held
 * @offset: below VGT_MMIO_SIZE, aligned
 */
u32 vgt_mmio_peek(struct vgt_vgpu *vgpu, u32 offset)
{
	const struct vgt_reg_slot *slot = vgt_reg_slot(vgpu->dev, offset);

	lockdep_assert_held(&vgpu->lock);
	return slot ? vgt_reg_read(vgpu, slot, offset) : vgt_mmio_load(vgpu, offset);
}

/**
 * vgt_mmio_read() - handle a guest's trapped read of one register
 * @vgpu: the vGPU; its lock is held
 * @offset: below VGT_MMIO_SIZE, aligned
 */
u32 vgt_mmio_read(struct vgt_vgpu *vgpu, u32 offset)
{
	u32 val = vgt_mmio_peek(vgpu, offset);

	vgpu->stats.mmio_reads++;
	trace_vgt_mmio(vgpu->id, false, offset, val);
	return val;
}

/*
 * A context that starts without an image takes the values that are stored here. So they are
 * checked like those of a command, and a refused value is dropped.
 */
static bool vgt_reg_refused(const struct vgt_reg_access *a, u32 val)
{
	enum vgt_engine_id engine = a->unit;

	if (a->row->unit != VGT_UNIT_ENGINE)
		engine = __ffs(a->row->engines);
	if (vgt_cmd_reg_set_ok(a->vgpu->dev, a->row, engine, val))
		return false;
	a->vgpu->stats.regs_refused++;
	vgt_warn(a->vgpu, "refused %#x for register %#x: a value that it may not have\n",
		 val, a->offset);
	return true;
}

/* What a masked register holds after a write. */
static u32 vgt_reg_unmask(struct vgt_reg_access *a, u32 val)
{
	a->mask = FIELD_GET(VGT_MASKED_MASK, val);
	return (vgt_mmio_load(a->vgpu, a->offset) & VGT_MASKED_VALUE & ~a->mask) | (val & a->mask);
}

/* What a register holds after a write: bits that stay, and bits that ones clear. */
static u32 vgt_reg_merge(const struct vgt_reg_access *a, u32 val)
{
	u32 ro = a->row->ro, w1c = a->row->w1c, old;

	if (!(ro | w1c))
		return val;
	old = vgt_mmio_load(a->vgpu, a->offset);
	return (val & ~(ro | w1c)) | (old & ro) | (old & w1c & ~val);
}

static int vgt_reg_write(struct vgt_vgpu *vgpu, const struct vgt_reg_slot *slot, u32 offset,
			 u32 val)
{
	const struct vgt_reg *row = slot->row;
	struct vgt_reg_access a;

	if (slot->switched) {
		vgt_mmio_ctx_note(vgpu, offset, val);
		return 0;
	}
	vgt_reg_access(&a, vgpu, slot, offset);
	/* A handler judges for itself. */
	if (row->allowed && !row->write && vgt_reg_refused(&a, val))
		return 0;
	if (row->flags & VGT_REG_MASKED)
		val = vgt_reg_unmask(&a, val);
	if (row->write)
		return row->write(&a, val);
	if (row->flags & VGT_REG_ZERO)
		return 0;
	return vgt_mmio_store(vgpu, offset, vgt_reg_merge(&a, val));
}

/**
 * vgt_mmio_poke() - write one register for vgt, or for a guest's command: it counts as no trap
 * @vgpu: the vGPU; its lock is held
 * @offset: below VGT_MMIO_SIZE, aligned
 * @val: the value
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mmio_poke(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	const struct vgt_reg_slot *slot = vgt_reg_slot(vgpu->dev, offset);

	lockdep_assert_held(&vgpu->lock);
	return slot ? vgt_reg_write(vgpu, slot, offset, val) :
		      vgt_mmio_store(vgpu, offset, val);
}

/**
 * vgt_mmio_write() - handle a guest's trapped write of one register
 * @vgpu: the vGPU; its lock is held
 * @offset: below VGT_MMIO_SIZE, aligned
 * @val: the value
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mmio_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	lockdep_assert_held(&vgpu->lock);
	vgpu->stats.mmio_writes++;
	trace_vgt_mmio(vgpu->id, true, offset, val);
	return vgt_mmio_poke(vgpu, offset, val);
}
