/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BAR 0: registers in the lower half, GGTT entries in the upper.
 *
 * A register is memory of the vGPU's, unless a row of a table says what else it
 * does. Rows are found in constant time through an index made at load time.
 */
#ifndef VGT_CORE_MMIO_H
#define VGT_CORE_MMIO_H

#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/types.h>

#include "core/engine.h"
#include "core/gpu_port.h"

struct vgt_device;
struct vgt_vgpu;

#define VGT_BAR0_SIZE		(16u << 20)
#define VGT_GGTT_ENTRIES_BASE	(8u << 20)

/**
 * enum vgt_reg_flags - what a row says of its registers
 * @VGT_REG_RO: writes are dropped
 * @VGT_REG_MASKED: bits 16-31 of a write say which of bits 0-15 it changes
 * @VGT_REG_W1C: bits written as 1 are cleared
 * @VGT_REG_ZERO: reads as 0 whatever was written
 * @VGT_REG_KEEP: the guest's reset of the engine leaves it
 * @VGT_REG_FOUND: starts from what the host's driver found there
 */
enum vgt_reg_flags {
	VGT_REG_RO	= BIT(0),
	VGT_REG_MASKED	= BIT(1),
	VGT_REG_W1C	= BIT(2),
	VGT_REG_ZERO	= BIT(3),
	VGT_REG_KEEP	= BIT(4),
	VGT_REG_FOUND	= BIT(5),
};

/**
 * struct vgt_reg - a row of a register table
 * @offset: of the first register in BAR 0, or within an engine's block
 * @count: consecutive 32-bit registers; 0 means 1
 * @engines: 0, or BIT(enum vgt_engine_id) of the engines whose block has it
 * @gens: 0 for all, or BIT(generation)
 * @flags: of enum vgt_reg_flags
 * @init: value after a reset
 * @read: what a read does, instead of reading what was stored
 * @write: what a write does, instead of storing it. The vGPU's lock is held.
 *	Returns 0 or -ENOMEM
 */
struct vgt_reg {
	u32 offset;
	u16 count;
	u8 engines;
	u16 gens;
	u32 flags;
	u32 init;
	u32 (*read)(struct vgt_vgpu *vgpu, u32 offset);
	int (*write)(struct vgt_vgpu *vgpu, u32 offset, u32 val);
};

/**
 * struct vgt_reg_table - the rows of one block of registers
 * @name: for messages
 * @regs: the rows
 * @count: how many
 */
struct vgt_reg_table {
	const char *name;
	const struct vgt_reg *regs;
	u32 count;
};

#define VGT_REG_TABLE(_name, _regs)					\
	const struct vgt_reg_table _name = {				\
		.name = #_name, .regs = _regs, .count = ARRAY_SIZE(_regs) }

#define VGT_REG_PAGES		(VGT_MMIO_SIZE / 4096)

#define VGT_MMIO_LINE		256	/* bytes of registers that are stored as one */
#define VGT_MMIO_LINES		(VGT_MMIO_SIZE / VGT_MMIO_LINE)
#define VGT_MMIO_PAGE_LINES	(4096 / VGT_MMIO_LINE)

/**
 * struct vgt_reg_index - from an offset to its row, for one device
 * @rows: all rows that the device has
 * @count: how many
 * @tables: how many of them are of tables; they come first. Their registers start from
 *	what the row says, and from what the host's driver found only where it says so
 * @page: per 4096 bytes of registers NULL, or per register 0 or 1 + its row's
 *	number
 * @hidden: lines that start from 0, whatever the host's driver found there
 */
struct vgt_reg_index {
	const struct vgt_reg **rows;
	u32 count;
	u32 tables;
	u16 *page[VGT_REG_PAGES];
	DECLARE_BITMAP(hidden, VGT_MMIO_LINES);
};

/**
 * struct vgt_mmio_page - the registers of a page that were ever written
 * @line: VGT_MMIO_LINE bytes of registers each, or NULL
 */
struct vgt_mmio_page {
	u32 *line[VGT_MMIO_PAGE_LINES];
};

/**
 * struct vgt_mmio - the registers of a vGPU that were ever written
 * @page: per 4096 bytes of registers, or NULL
 * @count: how many lines there are
 *
 * Reads need no lock, writes are under the vGPU's.
 */
struct vgt_mmio {
	struct vgt_mmio_page *page[VGT_REG_PAGES];
	u32 count;
};

int vgt_reg_index_init(struct vgt_device *dev);
int vgt_reg_index_add(struct vgt_device *dev, const struct vgt_reg_table *table);
int vgt_reg_index_claim(struct vgt_device *dev, const char *who,
			const struct vgt_reg *reg, u32 offset);
void vgt_reg_index_fini(struct vgt_device *dev);
const struct vgt_reg *vgt_reg_find(const struct vgt_device *dev, u32 offset);

int vgt_mmio_reset(struct vgt_vgpu *vgpu);
void vgt_mmio_reset_engine(struct vgt_vgpu *vgpu, enum vgt_engine_id id);
void vgt_mmio_fini(struct vgt_vgpu *vgpu);

bool vgt_mmio_stored(const struct vgt_vgpu *vgpu, u32 offset, u32 *val);
u32 vgt_mmio_initial(const struct vgt_device *dev, u32 offset);
u32 vgt_mmio_load(struct vgt_vgpu *vgpu, u32 offset);
int vgt_mmio_store(struct vgt_vgpu *vgpu, u32 offset, u32 val);
int vgt_mmio_store_masked(struct vgt_vgpu *vgpu, u32 offset, u32 val);

u32 vgt_mmio_read(struct vgt_vgpu *vgpu, u32 offset);
int vgt_mmio_write(struct vgt_vgpu *vgpu, u32 offset, u32 val);

int vgt_bar0_read(struct vgt_vgpu *vgpu, u64 offset, void *buf, u32 len);
int vgt_bar0_write(struct vgt_vgpu *vgpu, u64 offset, const void *buf, u32 len);

#endif
