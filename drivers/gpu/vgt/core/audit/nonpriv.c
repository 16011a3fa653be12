// SPDX-License-Identifier: GPL-2.0-only
/*
 * FORCE_TO_NONPRIV: registers that batches without privileges may be given.
 *
 * Nobody reads these batches, so a register given to them may get any value, at any time:
 * what keeps it apart from others' must need no judgement. It is in the context image of
 * the engine, or it is read back whenever the hardware leaves a vGPU (VGT_CR_SAVE).
 *
 * Bits 28 and 29 of a slot say whether its registers may be read or written. Only processors
 * from Coffee Lake on know them, and vgt does not tell those apart: whatever the bits say,
 * the registers are judged as if they may be written.
 *
 * Source: i915's gt/intel_engine_regs.h (format of a slot, and who knows it),
 * gt/intel_workarounds.c (what drivers give: on Coffee Lake and Comet Lake counters and
 * CTX_TIMESTAMP, to read); Skylake PRM vol. 2c, FORCE_TO_NONPRIV.
 */
#include <linux/kernel.h>

#include "core/device.h"
#include "core/exec/lrc.h"
#include "core/regs/cmd_regs.h"
#include "audit.h"

/* Bits 0-1 are the size of the range, 28-29 what is allowed, 30 denies. */
#define VGT_NONPRIV_REG		GENMASK(25, 2)
#define VGT_NONPRIV_RANGE	GENMASK(1, 0)
#define VGT_NONPRIV_ACCESS	GENMASK(29, 28)
#define VGT_NONPRIV_KNOWN	(VGT_NONPRIV_REG | VGT_NONPRIV_RANGE | VGT_NONPRIV_ACCESS)

#define ON_RCS(_offset, _count, _why) {					\
	.offset = (_offset), .count = (_count), .engines = VGT_ON_RCS, .why = _why }
#define NEVER(_offset, _count, _why) {					\
	.offset = (_offset), .count = (_count), .engines = VGT_ON_RCS,	\
	.never = true, .why = _why }
#define WHY_UNKNOWN	"no public document says what it does, nor where it is kept"
#define OWN(_offset, _why) {						\
	.offset = (_offset), .count = 1, .engines = VGT_ON_ALL, .relative = true, \
	.why = _why }

#define VGT_NOPID		0x094
#define VGT_CTX_TIMESTAMP	0x3a8

const struct vgt_nonpriv_reg vgt_nonpriv_regs[] = {
	OWN(VGT_NOPID,		/* what drivers put into slots that they do not use */
	    "any batch may set it, by MI_NOOP; it does nothing"),
	OWN(VGT_CTX_TIMESTAMP, "how long its own context ran, in the image; vgt measures itself"),
	NEVER(0x0d80, 1, WHY_UNKNOWN),
	ON_RCS(0x20ec, 1, "CS_DEBUG_MODE1: read back and switched"),
	ON_RCS(0x2248, 1, "CTX_PREEMPT: read back and switched"),
	ON_RCS(0x2340, 6, "CL_PRIMITIVES, PS_INVOCATION, PS_DEPTH counters: in the image"),
	ON_RCS(0x2580, 1, "CS_CHICKEN1: in the image"),
	NEVER(0x2690, 3, WHY_UNKNOWN),
	NEVER(0x2754, 1, WHY_UNKNOWN),
	NEVER(0x28a0, 1, WHY_UNKNOWN),
	ON_RCS(0x4de0, 2, "where TR-TT has its tables, a virtual address: in the image"),
	ON_RCS(0x4dfc, 1, "TR-TT: in the image"),
	ON_RCS(0x7010, 2, "COMMON_SLICE_CHICKEN1, 2: in the image"),
	ON_RCS(0x7300, 2, "HDC_CHICKEN0, 1: in the image"),
	ON_RCS(0x731c, 1, "SLICE_COMMON_ECO_CHICKEN1: in the image"),
	NEVER(0x7700, 4, WHY_UNKNOWN),
	ON_RCS(0x83a8, 1, "vertex fetch: in the image"),
	NEVER(0xb110, 1, "it is of the L3 that all contexts share, and nothing switches it"),
	ON_RCS(0xb118, 1, "L3SQCREG4: read back and switched"),
	ON_RCS(0xe100, 1, "HALF_SLICE_CHICKEN1: in the image"),
	ON_RCS(0xe18c, 1, "half slice: in the image"),
	NEVER(0xe48c, 1, WHY_UNKNOWN),
	NEVER(0xe5f4, 1, WHY_UNKNOWN),
	NEVER(0x64844, 1, "it is among the display's, which is the host's"),
};

const u32 vgt_nonpriv_regs_count = ARRAY_SIZE(vgt_nonpriv_regs);

static const struct vgt_nonpriv_reg *vgt_nonpriv_find(enum vgt_engine_id engine,
						      u32 offset)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vgt_nonpriv_regs); i++) {
		const struct vgt_nonpriv_reg *reg = &vgt_nonpriv_regs[i];
		u32 first = reg->offset;

		if (reg->relative)
			first += vgt_engines[engine].mmio_base;
		if (reg->engines & BIT(engine) && offset >= first &&
		    offset < first + 4 * reg->count)
			return reg;
	}
	return NULL;
}

/*
 * The registers that a slot gives: 1, 4, 16 or 64. Documents do not say whether a range
 * starts where the slot says, or at a multiple of its size (i915 names 0x2348 for four):
 * both must be allowed.
 */
static void vgt_nonpriv_span(u32 val, u32 *first, u32 *last)
{
	u32 bytes = 4u << 2 * (val & VGT_NONPRIV_RANGE);
	u32 offset = val & VGT_NONPRIV_REG;

	*first = offset & ~(bytes - 1);
	*last = offset + bytes - 4;
}

static bool vgt_nonpriv_well_formed(u32 val)
{
	return !(val & ~VGT_NONPRIV_KNOWN) &&
	       (val & VGT_NONPRIV_ACCESS) != VGT_NONPRIV_ACCESS;
}

/**
 * vgt_nonpriv_allowed() - may a guest put this into a slot of FORCE_TO_NONPRIV?
 * @engine: whose slot
 * @val: the value
 */
bool vgt_nonpriv_allowed(enum vgt_engine_id engine, u32 val)
{
	const struct vgt_nonpriv_reg *reg;
	u32 first, last, offset;

	if (!vgt_nonpriv_well_formed(val))
		return false;
	vgt_nonpriv_span(val, &first, &last);
	for (offset = first; offset <= last; offset += 4) {
		reg = vgt_nonpriv_find(engine, offset);
		if (!reg || reg->never)
			return false;
	}
	return true;
}

/* Is all that a slot gives what drivers are known to give? */
static bool vgt_nonpriv_listed(enum vgt_engine_id engine, u32 val)
{
	u32 first, last, offset;

	vgt_nonpriv_span(val, &first, &last);
	for (offset = first; offset <= last; offset += 4)
		if (!vgt_nonpriv_find(engine, offset))
			return false;
	return vgt_nonpriv_well_formed(val);
}

/* Does anything keep what a batch without privileges sets from the next one's? */
static bool vgt_nonpriv_reg_kept(const struct vgt_device *dev,
				 enum vgt_engine_id engine, u32 offset)
{
	u32 rel = offset - vgt_engines[engine].mmio_base;
	const struct vgt_cmd_reg *row;

	/* See the table: privileged commands set neither. */
	if (rel == VGT_NOPID)
		return true;
	if (rel == VGT_CTX_TIMESTAMP)
		return vgt_lrc_keeps(dev, engine, offset);
	row = vgt_cmd_reg_find(dev->gpu->desc.gen, engine, offset);
	if (!row || !(row->flags & VGT_CR_WRITE))
		return false;
	if (row->flags & VGT_CR_SAVE)
		return true;
	return row->flags & VGT_CR_CONTEXT && vgt_lrc_keeps(dev, engine, offset);
}

/**
 * vgt_nonpriv_kept() - is all that a slot gives kept apart on this device?
 * @dev: the device
 * @engine: whose slot
 * @val: a value that vgt_nonpriv_allowed() allows
 */
bool vgt_nonpriv_kept(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	u32 first, last, offset;

	vgt_nonpriv_span(val, &first, &last);
	for (offset = first; offset <= last; offset += 4)
		if (!vgt_nonpriv_reg_kept(dev, engine, offset))
			return false;
	return true;
}

/**
 * vgt_nonpriv_settle() - give what a driver is known to give, as far as that can be
 * @dev: the device
 * @engine: whose slot
 * @val: the value of a command; NOPID where a listed register is not kept apart
 *
 * Its batches go on without the register: the hardware drops what they load there. A refusal
 * would stop the engine for a driver that does what it always has.
 *
 * Return: true where the value was replaced.
 */
bool vgt_nonpriv_settle(const struct vgt_device *dev, enum vgt_engine_id engine, u32 *val)
{
	if (!vgt_nonpriv_listed(engine, *val) ||
	    (vgt_nonpriv_allowed(engine, *val) && vgt_nonpriv_kept(dev, engine, *val)))
		return false;
	*val = vgt_engines[engine].mmio_base + VGT_NOPID;
	return true;
}

/**
 * vgt_cmd_reg_set_ok() - may a guest give a register this value on this device?
 * @dev: the device
 * @row: the register's row
 * @engine: whose command or block of registers it is
 * @val: as written, with its mask where it has one
 *
 * vgt_cmd_reg_value_ok(), and what is known only of the device: which registers its
 * context images hold.
 */
bool vgt_cmd_reg_set_ok(const struct vgt_device *dev, const struct vgt_cmd_reg *row,
			enum vgt_engine_id engine, u32 val)
{
	return vgt_cmd_reg_value_ok(row, engine, val) &&
	       (row->allowed != vgt_nonpriv_allowed ||
		vgt_nonpriv_kept(dev, engine, val));
}
