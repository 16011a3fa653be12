/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_REG_INDEX_TYPES_H
#define VGT_CORE_REG_INDEX_TYPES_H

#include <linux/bitmap.h>
#include <linux/types.h>

#include "core/gpu_port.h"

struct vgt_device;
struct vgt_reg;

#define VGT_REG_PAGES		(VGT_MMIO_SIZE / 4096)

#define VGT_MMIO_LINE		256	/* bytes of registers that are stored as one */
#define VGT_MMIO_LINES		(VGT_MMIO_SIZE / VGT_MMIO_LINE)
#define VGT_MMIO_PAGE_LINES	(4096 / VGT_MMIO_LINE)

/**
 * struct vgt_reg_slot - a row in its place
 * @row: the row
 * @first: offset in BAR 0 of its first register
 * @unit: whose: engine, pipe or port
 * @switched: its values are among the switched ones (exec/mmio_context.h)
 */
struct vgt_reg_slot {
	const struct vgt_reg *row;
	u32 first;
	u8 unit;
	bool switched;
};

/**
 * struct vgt_reg_index - all rows that a device has, in their places
 * @slots: the rows, once for each unit that has it
 * @count: how many
 * @room: how many there may be
 * @page: per 4096 bytes of registers NULL, or per register 0 or 1 + its slot's number
 * @first_value: what a register of context images starts from, or NULL: see
 *	vgt_lrc_first_value()
 * @hidden: lines that start from 0, whatever the host's driver found there
 */
struct vgt_reg_index {
	struct vgt_reg_slot *slots;
	u32 count;
	u32 room;
	u16 *page[VGT_REG_PAGES];
	bool (*first_value)(const struct vgt_device *dev, u32 offset, u32 *val);
	DECLARE_BITMAP(hidden, VGT_MMIO_LINES);
};

#endif
