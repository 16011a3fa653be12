// SPDX-License-Identifier: GPL-2.0-only
/*
 * The index of registers: all rows of all tables, each at its offsets.
 *
 * The module does not load if a row contradicts itself, or if two rows claim the same register.
 */
#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"
#include "core/log.h"
#include "display_regs.h"
#include "index.h"
#include "mapped.h"
#include "reg.h"

#define VGT_PAGE_REGS		(4096 / 4)
/* Free slots, for rows that are added after the tables. */
#define VGT_REG_SPARE		4

/*
 * Ranges of the display: a guest must not see what the host's display holds there. These
 * registers start with 0, unless a table says otherwise.
 */
static const struct {
	u32 first;
	u32 last;
} vgt_display_ranges[] = {
	{ DISPLAY_VGA_FIRST, DISPLAY_VGA_LAST },
	{ DISPLAY_ENGINE_FIRST, DISPLAY_ENGINE_LAST },
	{ DISPLAY_PIPES_FIRST, DISPLAY_PIPES_LAST },
	{ SOUTH_DISPLAY_FIRST, SOUTH_DISPLAY_LAST },
	{ DISPLAY_PHYS_FIRST, DISPLAY_PHYS_LAST },
};

static bool vgt_reg_of_display(u32 offset)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vgt_display_ranges); i++)
		if (offset >= vgt_display_ranges[i].first && offset <= vgt_display_ranges[i].last)
			return true;
	return false;
}

/* ---- contradictions in a row ---- */

static const char *vgt_reg_bits_contradiction(const struct vgt_reg *row)
{
	if (row->ro & row->w1c)
		return "ro and w1c have bits in common";
	if (row->flags & VGT_REG_MASKED && (row->ro | row->w1c | row->init) >> 16)
		return "masked, but ro, w1c or init has bits in the mask";
	if (row->flags & VGT_REG_MASKED && row->w1c)
		return "masked, but has w1c bits";
	if (row->flags & VGT_REG_MASKED && row->ro == GENMASK(15, 0))
		return "masked, but all bits are read-only";
	if (row->flags & VGT_REG_ZERO && (row->init || row->ro || row->w1c || row->read))
		return "reads as 0, but has init, ro, w1c or read";
	if (row->flags & VGT_REG_FOUND && row->init)
		return "starts from the host's value, but has init";
	if (row->ro == VGT_RO_ALL && row->write)
		return "read-only, but has a write handler";
	if ((row->ro || row->w1c) && row->write)
		return "has a write handler, which ignores ro and w1c";
	return NULL;
}

static const char *vgt_reg_command_contradiction(const struct vgt_reg *row)
{
	u32 cmd = row->flags & VGT_REG_CMD_RW;
	u32 kept = row->flags & (VGT_REG_CONTEXT | VGT_REG_SWITCH);

	if ((cmd || kept) && !row->engines)
		return "commands use it or something keeps it, but no engine is named";
	if (cmd && row->engines & row->own)
		return "commands of one engine use both the hardware's register and the vGPU's own";
	if (row->flags & VGT_REG_CMD_WRITE && !kept)
		return "commands may write it, but it is neither in the context nor switched";
	if (row->flags & VGT_REG_CMD_WRITE && (row->ro == VGT_RO_ALL || row->flags & VGT_REG_ZERO))
		return "commands may write it, but MMIO may not";
	if (row->flags & VGT_REG_OWN_SET && !row->own)
		return "OWN_SET without an engine in own";
	if (row->allowed && !kept)
		return "checks values, but is neither in the context nor switched";
	if ((cmd || row->own || row->nonpriv) && !(row->why && *row->why))
		return "no reason is given for what commands or batches may do";
	return NULL;
}

static const char *vgt_reg_kept_contradiction(const struct vgt_reg *row)
{
	bool sw = row->flags & VGT_REG_SWITCH;

	if (row->flags & VGT_REG_SAVE && !sw)
		return "SAVE without SWITCH";
	if (sw && (row->read || row->write || row->ro || row->w1c || row->flags & VGT_REG_ZERO))
		return "switched, but has ro, w1c, a handler or ZERO";
	if (sw && !(row->flags & VGT_REG_FOUND) && !row->init)
		return "switched, but starts neither from the host's value nor from init";
	if (sw && row->unit != VGT_UNIT_ENGINE && hweight32(row->engines) != 1)
		return "switched, but not by exactly one engine";
	if (row->nonpriv == VGT_NONPRIV_GIVE &&
	    !(row->flags & VGT_REG_CMD_WRITE && row->flags & (VGT_REG_CONTEXT | VGT_REG_SAVE)))
		return "batches may write it, but it is neither in the context nor saved";
	if (row->flags & VGT_REG_STICKY && (row->unit != VGT_UNIT_ENGINE || sw))
		return "STICKY, but an engine's reset does not change it";
	if (row->read && row->state == VGT_STATE_DEFAULT)
		return "has a read handler, but no state";
	if (row->state == VGT_STATE_SWITCHED && !sw)
		return "state SWITCHED without SWITCH";
	return NULL;
}

static const char *vgt_reg_place_contradiction(const struct vgt_reg *row)
{
	bool many = row->unit == VGT_UNIT_PIPE || row->unit == VGT_UNIT_PORT;

	if (!row->name || !*row->name)
		return "no name";
	if (row->unit == VGT_UNIT_ENGINE && !row->engines)
		return "an engine's register, but no engine is named";
	if (many != !!row->units || many != !!row->stride)
		return "units and stride do not fit to the kind of unit";
	return NULL;
}

/**
 * vgt_reg_contradiction() - check whether a row contradicts itself
 * @row: the row
 *
 * Return: a message that says what is wrong, or NULL.
 */
static const char *vgt_reg_contradiction(const struct vgt_reg *row)
{
	return vgt_reg_place_contradiction(row) ?:
	       vgt_reg_bits_contradiction(row) ?:
	       vgt_reg_command_contradiction(row) ?:
	       vgt_reg_kept_contradiction(row);
}

/**
 * vgt_reg_state() - tell where a vGPU's value of a register is kept
 * @row: its row
 */
enum vgt_reg_state vgt_reg_state(const struct vgt_reg *row)
{
	if (row->state != VGT_STATE_DEFAULT)
		return row->state;
	if (row->flags & VGT_REG_SWITCH)
		return VGT_STATE_SWITCHED;
	return row->flags & VGT_REG_ZERO ? VGT_STATE_NONE : VGT_STATE_STORED;
}

/* ---- the index ---- */

static int vgt_reg_index_set(struct vgt_device *dev, const struct vgt_reg *row, u32 offset,
			     u32 number)
{
	struct vgt_reg_index *index = &dev->regs;
	u16 **page;
	u16 *at;

	if (offset >= VGT_MMIO_SIZE || !IS_ALIGNED(offset, 4)) {
		vgt_dev_err(dev, "register %s: bad offset %#x\n", row->name, offset);
		return -EINVAL;
	}
	page = &index->page[offset / 4096];
	if (!*page) {
		*page = kcalloc(VGT_PAGE_REGS, sizeof(**page), GFP_KERNEL);
		if (!*page)
			return -ENOMEM;
	}
	at = &(*page)[offset % 4096 / 4];
	if (*at) {
		vgt_dev_err(dev, "register %s: %#x is %s already\n", row->name, offset,
			    index->slots[*at - 1].row->name);
		return -EEXIST;
	}
	*at = number + 1;
	return 0;
}

static bool vgt_reg_switched(const struct vgt_device *dev, const struct vgt_reg *row)
{
	return row->flags & VGT_REG_SWITCH && row->engines & dev->gpu->desc.engine_mask;
}

static int vgt_reg_index_place(struct vgt_device *dev, const struct vgt_reg *row, u32 first,
			       u8 unit)
{
	struct vgt_reg_index *index = &dev->regs;
	u32 n = row->count ?: 1;
	const char *unfit = vgt_mapped_contradiction(row, first, first + 4 * (n - 1));
	u32 i;
	int ret;

	if (unfit) {
		vgt_dev_err(dev, "register %s: %s\n", row->name, unfit);
		return -EINVAL;
	}
	if (index->count == index->room) {
		vgt_dev_err(dev, "register %s: no slot is left in the index\n", row->name);
		return -ENOSPC;
	}
	index->slots[index->count] = (struct vgt_reg_slot){
		.row = row, .first = first, .unit = unit,
		.switched = vgt_reg_switched(dev, row),
	};
	for (i = 0; i < n; i++) {
		ret = vgt_reg_index_set(dev, row, first + 4 * i, index->count);
		if (ret)
			return ret;
	}
	index->count++;
	return 0;
}

/* Return a mask of the units that have the row's register on this device. */
static u32 vgt_reg_units(const struct vgt_device *dev, const struct vgt_reg *row)
{
	switch (row->unit) {
	case VGT_UNIT_GT:
		return BIT(0);
	case VGT_UNIT_ENGINE:
		return row->engines & dev->gpu->desc.engine_mask;
	default:
		return row->units;
	}
}

static u32 vgt_reg_first(const struct vgt_reg *row, u32 unit)
{
	if (row->unit == VGT_UNIT_ENGINE)
		return vgt_engines[unit].mmio_base + row->offset;
	return row->offset + unit * row->stride;
}

static int vgt_reg_index_row(struct vgt_device *dev, const struct vgt_reg *row)
{
	unsigned long units = vgt_reg_units(dev, row);
	u32 unit;
	int ret;

	for_each_set_bit(unit, &units, BITS_PER_LONG) {
		ret = vgt_reg_index_place(dev, row, vgt_reg_first(row, unit), unit);
		if (ret)
			return ret;
	}
	return 0;
}

static bool vgt_reg_applies(const struct vgt_device *dev, const struct vgt_reg *row)
{
	return !row->gens || row->gens & BIT(dev->gpu->desc.platform->gen);
}

/**
 * vgt_reg_index_add() - add the rows of a table to a device's index
 * @dev: whose generation and engines decide which rows apply
 * @table: the table
 *
 * Rows of other generations are checked, but not added.
 *
 * Return: 0; -EEXIST if two rows claim one register, -EINVAL for a row that contradicts itself
 * or an invalid offset, -ENOSPC if the index has no room, -ENOMEM.
 */
int vgt_reg_index_add(struct vgt_device *dev, const struct vgt_reg_table *table)
{
	u32 i;
	int ret;

	for (i = 0; i < table->count; i++) {
		const struct vgt_reg *row = &table->regs[i];
		const char *why = vgt_reg_contradiction(row);

		if (why) {
			vgt_dev_err(dev, "register table %s: row %u, %s: %s\n", table->name, i,
				    row->name, why);
			return -EINVAL;
		}
		ret = vgt_reg_applies(dev, row) ? vgt_reg_index_row(dev, row) : 0;
		if (ret)
			return ret;
	}
	return 0;
}

/* Count the slots that the rows of a table need. */
static u32 vgt_reg_index_need(const struct vgt_device *dev, const struct vgt_reg_table *table)
{
	u32 i, n = 0;

	for (i = 0; i < table->count; i++)
		if (vgt_reg_applies(dev, &table->regs[i]))
			n += hweight32(vgt_reg_units(dev, &table->regs[i]));
	return n;
}

/*
 * The snapshot may come from a running host. A guest must not see the state of the host's display
 * and engines (rings, status pages, roots of page tables, old values of general registers).
 */
static void vgt_reg_index_hide(struct vgt_reg_index *index)
{
	u32 line, rel;

	for (line = 0; line < VGT_MMIO_LINES; line++) {
		u32 offset = line * VGT_MMIO_LINE;

		if (vgt_reg_of_display(offset) ||
		    vgt_engine_by_reg(offset, &rel) != VGT_NUM_ENGINES)
			__set_bit(line, index->hidden);
	}
}

/**
 * vgt_reg_index_init() - make the index of all register tables
 * @dev: the device; @dev->gpu is set
 * @tables: all tables
 * @count: how many
 *
 * Return: 0, or as vgt_reg_index_add().
 */
int vgt_reg_index_init(struct vgt_device *dev, const struct vgt_reg_table *const *tables,
		       u32 count)
{
	struct vgt_reg_index *index = &dev->regs;
	u32 i;
	int ret;

	index->room = VGT_REG_SPARE;
	for (i = 0; i < count; i++)
		index->room += vgt_reg_index_need(dev, tables[i]);
	index->slots = kcalloc(index->room, sizeof(*index->slots), GFP_KERNEL);
	if (!index->slots)
		return -ENOMEM;

	for (i = 0; i < count; i++) {
		ret = vgt_reg_index_add(dev, tables[i]);
		if (ret) {
			vgt_reg_index_fini(dev);
			return ret;
		}
	}
	vgt_reg_index_hide(index);
	return 0;
}

/**
 * vgt_reg_index_fini() - free what vgt_reg_index_init() made
 * @dev: the device
 */
void vgt_reg_index_fini(struct vgt_device *dev)
{
	u32 i;

	for (i = 0; i < VGT_REG_PAGES; i++)
		kfree(dev->regs.page[i]);
	kfree(dev->regs.slots);
	memset(&dev->regs, 0, sizeof(dev->regs));
}

/* ---- looking up ---- */

/**
 * vgt_reg_slot() - find the slot of a register
 * @dev: the device
 * @offset: in BAR 0, below VGT_MMIO_SIZE
 *
 * Return: the slot, or NULL for a register that is plain memory.
 */
const struct vgt_reg_slot *vgt_reg_slot(const struct vgt_device *dev, u32 offset)
{
	const u16 *page = dev->regs.page[offset / 4096];
	u16 number;

	if (!page)
		return NULL;
	number = page[offset % 4096 / 4];
	return number ? &dev->regs.slots[number - 1] : NULL;
}

/**
 * vgt_reg_find() - find the row of a register
 * @dev: the device
 * @offset: in BAR 0, below VGT_MMIO_SIZE
 *
 * Return: the row, or NULL for a register that is plain memory.
 */
const struct vgt_reg *vgt_reg_find(const struct vgt_device *dev, u32 offset)
{
	const struct vgt_reg_slot *slot = vgt_reg_slot(dev, offset);

	return slot ? slot->row : NULL;
}

/* Find the slot at an offset that a command on an engine names, unless it is another engine's. */
static const struct vgt_reg_slot *vgt_reg_slot_of(const struct vgt_device *dev,
						  enum vgt_engine_id engine, u32 offset)
{
	const struct vgt_reg_slot *slot;

	if (offset & 3 || offset >= VGT_MMIO_SIZE)
		return NULL;
	slot = vgt_reg_slot(dev, offset);
	if (slot && slot->row->unit == VGT_UNIT_ENGINE && slot->unit != engine)
		return NULL;
	return slot;
}

/**
 * vgt_reg_of() - find the row of a register of an engine
 * @dev: the device
 * @engine: the engine
 * @offset: any number, which may come from a guest
 *
 * The row's flags say what the engine's commands may do with the register.
 *
 * Return: the row, or NULL if no row there has the engine in @engines.
 */
const struct vgt_reg *vgt_reg_of(const struct vgt_device *dev, enum vgt_engine_id engine,
				 u32 offset)
{
	const struct vgt_reg_slot *slot = vgt_reg_slot_of(dev, engine, offset);

	return slot && slot->row->engines & BIT(engine) ? slot->row : NULL;
}

/**
 * vgt_reg_own() - find the row of a register of which commands use the vGPU's own one
 * @dev: the device
 * @engine: the engine of the command
 * @offset: any number, which may come from a guest
 *
 * Return: the row, or NULL if there is none with the engine in @own.
 */
const struct vgt_reg *vgt_reg_own(const struct vgt_device *dev, enum vgt_engine_id engine,
				  u32 offset)
{
	const struct vgt_reg_slot *slot = vgt_reg_slot_of(dev, engine, offset);

	return slot && slot->row->own & BIT(engine) ? slot->row : NULL;
}
