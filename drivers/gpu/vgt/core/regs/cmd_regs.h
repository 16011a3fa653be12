/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CMD_REGS_H
#define VGT_CORE_CMD_REGS_H

#include <linux/bits.h>
#include <linux/types.h>

#include "core/engine.h"

struct vgt_device;

/**
 * enum vgt_cmd_reg_flags - what commands may do with registers
 * @VGT_CR_READ: store it to memory, copy it
 * @VGT_CR_WRITE: load it
 * @VGT_CR_CONTEXT: the hardware keeps it in the context image
 * @VGT_CR_SWITCH: it is not in the image: vgt switches it between vGPUs
 * @VGT_CR_MASKED: bits 16-31 of a write say which of bits 0-15 it changes
 * @VGT_CR_SAVE: batches without privileges may write it: it is read back
 *	whenever the hardware leaves a vGPU
 */
enum vgt_cmd_reg_flags {
	VGT_CR_READ	= BIT(0),
	VGT_CR_WRITE	= BIT(1),
	VGT_CR_CONTEXT	= BIT(2),
	VGT_CR_SWITCH	= BIT(3),
	VGT_CR_MASKED	= BIT(4),
	VGT_CR_SAVE	= BIT(5),
};

/**
 * struct vgt_cmd_reg - a row: registers that commands may name
 * @first: offset of the first in BAR 0, or within an engine's block
 * @last: offset of the last, inclusive
 * @engines: BIT(enum vgt_engine_id) of the engines whose commands may name
 *	them, and which switch them
 * @relative: @first and @last are within the block of the engine itself
 * @gens: 0 for all, or BIT(generation)
 * @flags: of enum vgt_cmd_reg_flags
 * @why: why no value that a guest may give them reaches memory of others, the host or
 *	another vGPU
 * @allowed: for values that matter: may a guest's command on @engine, its MMIO write or
 *	its context image set this one, as written, with its mask? NULL: any
 */
struct vgt_cmd_reg {
	u32 first;
	u32 last;
	u8 engines;
	bool relative;
	u16 gens;
	u32 flags;
	const char *why;
	bool (*allowed)(enum vgt_engine_id engine, u32 val);
};

extern const struct vgt_cmd_reg vgt_cmd_regs[];
extern const u32 vgt_cmd_regs_count;

const struct vgt_cmd_reg *vgt_cmd_reg_find(u8 gen, enum vgt_engine_id engine,
					   u32 offset);
bool vgt_cmd_reg_value_ok(const struct vgt_cmd_reg *row, enum vgt_engine_id engine,
			  u32 val);

/* Bytes of an engine's MOCS. */
#define VGT_MOCS_BYTES		0x100

/**
 * struct vgt_virtual_reg - registers that commands may name, and have of the vGPU alone
 * @first: offset of the first in BAR 0, or within the block of the engine itself
 * @last: offset of the last, inclusive
 * @relative: @first and @last are within the engine's block
 * @masked: bits 16-31 of a write say which of bits 0-15 it changes
 * @gens: 0 for all, or BIT(generation)
 * @why: why the hardware's is none of the guest's
 */
struct vgt_virtual_reg {
	u32 first;
	u32 last;
	bool relative;
	bool masked;
	u16 gens;
	const char *why;
};

extern const struct vgt_virtual_reg vgt_virtual_regs[];
extern const u32 vgt_virtual_regs_count;

const struct vgt_virtual_reg *vgt_virtual_find(u8 gen, enum vgt_engine_id engine,
					       u32 offset);

/**
 * struct vgt_nonpriv_reg - a register that FORCE_TO_NONPRIV may name
 * @offset: in BAR 0, or within the block of the engine itself
 * @count: registers that may be given from there on, in one slot or in several
 * @engines: BIT(enum vgt_engine_id) of the engines on which it may be given
 * @relative: @offset is within the engine's block
 * @never: batches are not given it, and commands that would are told that they are
 * @why: what keeps it apart from others' once a batch without privileges sets it; or why
 *	nothing does
 */
struct vgt_nonpriv_reg {
	u32 offset;
	u32 count;
	u8 engines;
	bool relative;
	bool never;
	const char *why;
};

extern const struct vgt_nonpriv_reg vgt_nonpriv_regs[];
extern const u32 vgt_nonpriv_regs_count;

bool vgt_nonpriv_settle(const struct vgt_device *dev, enum vgt_engine_id engine, u32 *val);
bool vgt_nonpriv_allowed(enum vgt_engine_id engine, u32 val);
bool vgt_nonpriv_kept(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val);
bool vgt_cmd_reg_set_ok(const struct vgt_device *dev, const struct vgt_cmd_reg *row,
			enum vgt_engine_id engine, u32 val);

#endif
