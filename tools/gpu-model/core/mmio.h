/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Register space: the lower 2 MiB of BAR 0.
 *
 * Every hardware block brings a table with one row per register (or per row of
 * equal registers) and attaches it at its base. A register without a row is
 * plain: it reads back what was written.
 */
#ifndef GPU_MODEL_MMIO_H
#define GPU_MODEL_MMIO_H

#include "types.h"

struct gpu;
struct reg_access;

#define MMIO_SIZE	SZ_2M
#define MMIO_DWORDS	(MMIO_SIZE / 4)

/* How a register behaves; handlers come on top. */
#define REG_MASKED	BIT(0)	/* bits 31:16 of a write enable bits 15:0 */
#define REG_W1C		BIT(1)	/* a written 1 clears the bit */
#define REG_RO		BIT(2)	/* writes are dropped */
#define REG_ZERO	BIT(3)	/* reads 0; a write is remembered nowhere */
#define REG_KEEP	BIT(4)	/* survives the reset of its block */

/**
 * struct reg_row - one register, or @count of them
 * @offset: from the base of the block
 * @count: number of registers, 0 means 1
 * @stride: bytes between them, 0 means 4
 * @flags: REG_ bits
 * @reset: value after reset
 * @read: overrides what a read returns
 * @write: overrides what a write does
 */
struct reg_row {
	u32 offset;
	u16 count;
	u16 stride;
	u32 flags;
	u32 reset;
	u32 (*read)(const struct reg_access *a);
	void (*write)(const struct reg_access *a, u32 val);
};

/**
 * struct reg_access - one access on its way to a handler
 * @gpu: whole device; its lock is held
 * @row: row of the table, never NULL in a handler
 * @unit: instance the table was attached for (an engine, a pipe, ...)
 * @offset: absolute register offset
 * @index: which of the row's registers
 */
struct reg_access {
	struct gpu *gpu;
	const struct reg_row *row;
	void *unit;
	u32 offset;
	u32 index;
};

/* A row and the place where it is attached; found by offset. */
struct reg_slot {
	const struct reg_row *row;
	void *unit;
	u32 base;
};

#define MMIO_MAX_SLOTS	4096

/**
 * struct mmio - all registers; gpu->lock protects everything in it
 * @val: stored values
 * @reads: accesses by the driver per register
 * @writes: the same for writes
 * @slot_of: index into @slot per register, 0 for a plain one
 * @slot: rows in place; number 0 is unused
 */
struct mmio {
	u32 val[MMIO_DWORDS];
	u32 reads[MMIO_DWORDS];
	u32 writes[MMIO_DWORDS];
	u16 slot_of[MMIO_DWORDS];
	struct reg_slot slot[MMIO_MAX_SLOTS];
	u32 slots;
};

/**
 * mmio_attach() - put a table of registers into place
 * @gpu: device under construction
 * @rows: table, kept by reference
 * @count: number of rows
 * @base: added to every offset
 * @unit: handed to the handlers
 *
 * Two rows for one register, or a row outside the register space, are errors
 * of the program and end it with a message.
 */
void mmio_attach(struct gpu *gpu, const struct reg_row *rows, u32 count, u32 base, void *unit);

/** mmio_reset() - all registers to their reset values, as at power-on */
void mmio_reset(struct gpu *gpu);

/**
 * mmio_reset_range() - reset the registers of a block, those without a row, too
 * @first: offset of its first register
 * @bytes: length
 *
 * Registers with REG_KEEP are spared. Caller holds gpu->lock.
 */
void mmio_reset_range(struct gpu *gpu, u32 first, u32 bytes);

/**
 * mmio_read() - read a register with its side effects
 * @offset: dword aligned, below MMIO_SIZE
 *
 * Caller holds gpu->lock.
 */
u32 mmio_read(struct gpu *gpu, u32 offset);

/** mmio_write() - write a register with its side effects; caller holds gpu->lock */
void mmio_write(struct gpu *gpu, u32 offset, u32 val);

/** mmio_is_masked() - whether writes to a register carry a mask in their upper half */
bool mmio_is_masked(const struct gpu *gpu, u32 offset);

/**
 * mmio_host_read() - an access of 1, 2, 4 or 8 bytes by the processor
 * @buf: receives little-endian data
 *
 * Takes gpu->lock, counts, notes the access, traces.
 */
void mmio_host_read(struct gpu *gpu, u32 offset, void *buf, u32 len);
void mmio_host_write(struct gpu *gpu, u32 offset, const void *buf, u32 len);

/* Stored values without side effects. Caller holds gpu->lock. */
u32 reg_get(const struct gpu *gpu, u32 offset);
void reg_set(struct gpu *gpu, u32 offset, u32 val);

#endif /* GPU_MODEL_MMIO_H */
