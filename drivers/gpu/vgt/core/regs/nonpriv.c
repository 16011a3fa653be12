// SPDX-License-Identifier: GPL-2.0-only
/*
 * FORCE_TO_NONPRIV: registers that may be opened to batches without privileges.
 *
 * Nobody checks these batches, so a register that is opened to them may get any value, at any
 * time. Whatever keeps it apart from others' must not need a check of values. So the register
 * must be in the context image of the engine, or vgt must read it back whenever the hardware
 * leaves a vGPU (VGT_REG_SAVE).
 *
 * Bits 28 and 29 of a slot say whether its registers may be read or written. Only processors
 * from Coffee Lake on have these bits, and vgt does not distinguish them: whatever the bits
 * say, vgt treats the registers as writable.
 *
 * Source: i915's gt/intel_engine_regs.h (format of a slot, and who knows it),
 * gt/intel_workarounds.c (what drivers give: on Coffee Lake and Comet Lake counters and
 * CTX_TIMESTAMP, to read); Skylake PRM vol. 2c, FORCE_TO_NONPRIV.
 */
#include <linux/bitfield.h>
#include <linux/kernel.h>

#include "core/device.h"
#include "core/engine.h"
#include "cmd_regs.h"
#include "gt_regs.h"
#include "index.h"
#include "reg.h"

#define VGT_NONPRIV_KNOWN						\
	(FORCE_TO_NONPRIV_ADDRESS | FORCE_TO_NONPRIV_RANGE | FORCE_TO_NONPRIV_ACCESS)

/* What the register's row says of it. Beside engines' own blocks, all are render's. */
static enum vgt_reg_nonpriv vgt_nonpriv_of(const struct vgt_device *dev,
					   enum vgt_engine_id engine, u32 offset)
{
	const struct vgt_reg_slot *slot;

	if (offset >= VGT_MMIO_SIZE)
		return VGT_NONPRIV_NO;
	slot = vgt_reg_slot(dev, offset);
	if (!slot || engine != (slot->row->unit == VGT_UNIT_ENGINE ? slot->unit : VGT_RCS))
		return VGT_NONPRIV_NO;
	return slot->row->nonpriv;
}

/*
 * The registers that a slot opens: 1, 4, 16 or 64. Documents do not say whether a range
 * starts at the offset in the slot, or at a multiple of its size (i915 names 0x2348 for
 * four): both ranges must be allowed.
 */
static void vgt_nonpriv_span(u32 val, u32 *first, u32 *last)
{
	u32 bytes = 4u << 2 * FIELD_GET(FORCE_TO_NONPRIV_RANGE, val);
	u32 offset = val & FORCE_TO_NONPRIV_ADDRESS;

	*first = offset & ~(bytes - 1);
	*last = offset + bytes - 4;
}

static bool vgt_nonpriv_well_formed(u32 val)
{
	return !(val & ~VGT_NONPRIV_KNOWN) &&
	       (val & FORCE_TO_NONPRIV_ACCESS) != FORCE_TO_NONPRIV_ACCESS;
}

/**
 * vgt_nonpriv_allowed() - check whether a guest may set a slot of FORCE_TO_NONPRIV
 * @dev: the device
 * @engine: whose slot
 * @val: the value
 */
bool vgt_nonpriv_allowed(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	enum vgt_reg_nonpriv how;
	u32 first, last, offset;

	if (!vgt_nonpriv_well_formed(val))
		return false;
	vgt_nonpriv_span(val, &first, &last);
	for (offset = first; offset <= last; offset += 4) {
		how = vgt_nonpriv_of(dev, engine, offset);
		if (how == VGT_NONPRIV_NO || how == VGT_NONPRIV_NEVER)
			return false;
	}
	return true;
}

/* Is all that a slot gives what drivers are known to give? */
static bool vgt_nonpriv_listed(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	u32 first, last, offset;

	vgt_nonpriv_span(val, &first, &last);
	for (offset = first; offset <= last; offset += 4)
		if (vgt_nonpriv_of(dev, engine, offset) == VGT_NONPRIV_NO)
			return false;
	return vgt_nonpriv_well_formed(val);
}

/* Does anything keep what a batch without privileges sets from the next one's? */
static bool vgt_nonpriv_reg_kept(const struct vgt_device *dev,
				 enum vgt_engine_id engine, u32 offset)
{
	const struct vgt_reg *row;

	switch (vgt_nonpriv_of(dev, engine, offset)) {
	case VGT_NONPRIV_HARMLESS:
		return true;
	case VGT_NONPRIV_IMAGE:
		return vgt_lrc_keeps(dev, engine, offset);
	case VGT_NONPRIV_GIVE:
		break;
	default:
		return false;
	}
	row = vgt_reg_of(dev, engine, offset);
	if (!row || !(row->flags & VGT_REG_CMD_WRITE))
		return false;
	if (row->flags & VGT_REG_SAVE)
		return true;
	return row->flags & VGT_REG_CONTEXT && vgt_lrc_keeps(dev, engine, offset);
}

/**
 * vgt_nonpriv_kept() - check whether this device keeps all registers of a slot apart
 * @dev: the device
 * @engine: whose slot
 * @val: a value that vgt_nonpriv_allowed() allows
 */
static bool vgt_nonpriv_kept(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	u32 first, last, offset;

	vgt_nonpriv_span(val, &first, &last);
	for (offset = first; offset <= last; offset += 4)
		if (!vgt_nonpriv_reg_kept(dev, engine, offset))
			return false;
	return true;
}

/**
 * vgt_nonpriv_harmless() - check whether a guest's work may find a slot that it did not set
 * @dev: the device
 * @engine: whose slot
 * @val: its value, of any origin
 *
 * Return: true if each register that the slot gives may be given to guests, and is kept apart.
 */
bool vgt_nonpriv_harmless(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	return vgt_nonpriv_allowed(dev, engine, val) && vgt_nonpriv_kept(dev, engine, val);
}

/**
 * vgt_nonpriv_settle() - open what drivers are known to open, as far as possible
 * @dev: the device
 * @engine: whose slot
 * @val: the value of a command; becomes NOPID if a listed register is not kept apart
 *
 * The guest's batches then run without the register: the hardware drops what they load there.
 * A refusal would stop the engine for a driver that does what it has always done.
 *
 * Return: true if the value was replaced.
 */
bool vgt_nonpriv_settle(const struct vgt_device *dev, enum vgt_engine_id engine, u32 *val)
{
	if (!vgt_nonpriv_listed(dev, engine, *val) ||
	    vgt_nonpriv_harmless(dev, engine, *val))
		return false;
	*val = vgt_engines[engine].mmio_base + RING_NOPID;
	return true;
}

/**
 * vgt_cmd_reg_value_ok() - check whether a guest may set a register to a value
 * @dev: the device
 * @row: its row
 * @engine: whose command, context image or block of registers it is
 * @val: as written, with its mask where it has one
 *
 * The same for a command that loads it, a write by MMIO, and a word of a context image.
 */
bool vgt_cmd_reg_value_ok(const struct vgt_device *dev, const struct vgt_reg *row,
			  enum vgt_engine_id engine, u32 val)
{
	return !row->allowed || row->allowed(dev, engine, val);
}

/**
 * vgt_cmd_reg_set_ok() - check whether a guest may set a register to a value on a device
 * @dev: the device
 * @row: the register's row
 * @engine: whose command or block of registers it is
 * @val: as written, with its mask where it has one
 *
 * In addition to vgt_cmd_reg_value_ok(), this checks which registers the device's context
 * images hold.
 */
bool vgt_cmd_reg_set_ok(const struct vgt_device *dev, const struct vgt_reg *row,
			enum vgt_engine_id engine, u32 val)
{
	return vgt_cmd_reg_value_ok(dev, row, engine, val) &&
	       (row->allowed != vgt_nonpriv_allowed ||
		vgt_nonpriv_kept(dev, engine, val));
}
