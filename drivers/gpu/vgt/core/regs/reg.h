/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One row describes a register.
 *
 * What a guest's MMIO access does, what its commands may do, where its value is between its
 * turns on the hardware, what a reset leaves there and what a saved vGPU must carry are all
 * read from the row. Registers that no row describes are plain memory of the vGPU's for MMIO,
 * and no command may name them.
 */
#ifndef VGT_CORE_REG_H
#define VGT_CORE_REG_H

#include <linux/bits.h>
#include <linux/types.h>

#include "core/engine.h"

struct vgt_device;
struct vgt_reg;
struct vgt_vgpu;

/**
 * enum vgt_reg_unit - whose register it is, and how often there is one
 * @VGT_UNIT_GT: one for all; its offset is that in BAR 0
 * @VGT_UNIT_ENGINE: each engine's block has one; its offset is within the block
 * @VGT_UNIT_PIPE: each pipe has one; its offset is that of pipe A
 * @VGT_UNIT_PORT: each port has one; its offset is that of port A
 */
enum vgt_reg_unit {
	VGT_UNIT_GT,
	VGT_UNIT_ENGINE,
	VGT_UNIT_PIPE,
	VGT_UNIT_PORT,
};

/* A write to a masked register: which bits it changes, and to what. */
#define VGT_MASKED_MASK		GENMASK(31, 16)
#define VGT_MASKED_VALUE	GENMASK(15, 0)

/**
 * enum vgt_reg_flags - what a row says of its registers
 * @VGT_REG_MASKED: bits 16-31 of a write say which of bits 0-15 it changes
 * @VGT_REG_ZERO: reads as 0 whatever was written
 * @VGT_REG_STICKY: the guest's reset of the engine leaves it
 * @VGT_REG_FOUND: starts from what the host's first context, or its driver, has there
 * @VGT_REG_CONTEXT: the hardware keeps it in the context image
 * @VGT_REG_SWITCH: vgt switches it between vGPUs; where the image has it, too, that is the
 *	hardware's second copy
 * @VGT_REG_SAVE: batches without privileges may write it: it is read back whenever the
 *	hardware leaves a vGPU
 * @VGT_REG_CMD_READ: commands may store it to memory, and copy it
 * @VGT_REG_CMD_WRITE: commands may load it
 * @VGT_REG_OWN_SET: commands of the engines of @own may give it values, and nothing else
 */
enum vgt_reg_flags {
	VGT_REG_MASKED		= BIT(0),
	VGT_REG_ZERO		= BIT(1),
	VGT_REG_STICKY		= BIT(2),
	VGT_REG_FOUND		= BIT(3),
	VGT_REG_CONTEXT		= BIT(4),
	VGT_REG_SWITCH		= BIT(5),
	VGT_REG_SAVE		= BIT(6),
	VGT_REG_CMD_READ	= BIT(7),
	VGT_REG_CMD_WRITE	= BIT(8),
	VGT_REG_OWN_SET		= BIT(9),
};

/**
 * enum vgt_reg_state - where the vGPU's value of a register is: what migration must carry
 * @VGT_STATE_DEFAULT: as the flags say: switched, none, or stored
 * @VGT_STATE_STORED: in the store of the vGPU's registers (store.h)
 * @VGT_STATE_SWITCHED: among the switched values (mmio_context.h)
 * @VGT_STATE_OBJECT: in a struct of the vGPU's that the handlers know (interrupts, execlists,
 *	fences, pipes, ...), which is saved as a whole
 * @VGT_STATE_NONE: nowhere: it is made when it is read
 */
enum vgt_reg_state {
	VGT_STATE_DEFAULT,
	VGT_STATE_STORED,
	VGT_STATE_SWITCHED,
	VGT_STATE_OBJECT,
	VGT_STATE_NONE,
};

/**
 * enum vgt_reg_nonpriv - may a slot of FORCE_TO_NONPRIV give it to batches without privileges?
 * @VGT_NONPRIV_NO: no driver does; commands that would are refused
 * @VGT_NONPRIV_GIVE: where its value is kept apart from others' on this GPU
 * @VGT_NONPRIV_HARMLESS: always: it does nothing
 * @VGT_NONPRIV_IMAGE: where context images have it, although commands only read it
 * @VGT_NONPRIV_NEVER: drivers do, but nothing keeps it apart: their commands give NOPID
 */
enum vgt_reg_nonpriv {
	VGT_NONPRIV_NO,
	VGT_NONPRIV_GIVE,
	VGT_NONPRIV_HARMLESS,
	VGT_NONPRIV_IMAGE,
	VGT_NONPRIV_NEVER,
};

/**
 * struct vgt_reg_access - a guest's access on its way to a handler
 * @vgpu: whose
 * @row: the register's row
 * @offset: the register's, in BAR 0
 * @index: which of the row's registers it is
 * @unit: the engine, pipe or port; 0 where there is one for all
 * @mask: for a write: the bits that it changes. All, but where the row is masked
 */
struct vgt_reg_access {
	struct vgt_vgpu *vgpu;
	const struct vgt_reg *row;
	u32 offset;
	u32 index;
	u8 unit;
	u32 mask;
};

/**
 * struct vgt_reg - a row: what is known of a register, or of several that are alike
 * @name: as the hardware's documents or i915's headers have it
 * @offset: of the first; see @unit
 * @count: consecutive registers of 32 bits; 0 means 1
 * @unit: enum vgt_reg_unit
 * @units: of pipes and ports: BIT(n) of those that have it
 * @stride: of pipes and ports: bytes from one's register to the next one's
 * @engines: BIT(enum vgt_engine_id). In an engine's block: those that have it. Else those
 *	whose commands may name it, and which switch it
 * @gens: 0 for all, or BIT(generation)
 * @flags: of enum vgt_reg_flags
 * @init: value after a reset
 * @ro: bits that a write does not change
 * @w1c: bits that a write clears where it has a 1
 * @own: BIT(enum vgt_engine_id) of the engines whose commands have the vGPU's own register, as
 *	its MMIO accesses have, not the hardware's (audit/virtual.c)
 * @nonpriv: enum vgt_reg_nonpriv
 * @state: enum vgt_reg_state; a row with a handler for reads says it
 * @arg: what else the handlers have to know, such as which plane
 * @why: of what commands may do, or batches may be given: why no value that a guest may set
 *	reaches others; or why they have the vGPU's own, or are not given it
 * @allowed: for values that matter: may a guest's command on @engine, its MMIO write or its
 *	context image set this one, as written, with its mask? NULL: any
 * @read: what a read does, instead of reading what was stored
 * @write: what a write does, instead of storing it. The vGPU's lock is held. Of a masked
 *	register it gets the new value. Returns 0 or -ENOMEM
 */
struct vgt_reg {
	const char *name;
	u32 offset;
	u16 count;
	u8 unit;
	u8 units;
	u16 stride;
	u8 engines;
	u16 gens;
	u32 flags;
	u32 init;
	u32 ro;
	u32 w1c;
	u8 own;
	u8 nonpriv;
	u8 state;
	u32 arg;
	const char *why;
	bool (*allowed)(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val);
	u32 (*read)(const struct vgt_reg_access *a);
	int (*write)(const struct vgt_reg_access *a, u32 val);
};

/* A register that there is once, or each engine has. The name is that of its offset. */
#define VGT_REG(_name, ...)						\
	{ .name = #_name, .offset = (_name), __VA_ARGS__ }
#define VGT_REG_ENGINE(_name, _engines, ...)				\
	{ .name = #_name, .offset = (_name), .unit = VGT_UNIT_ENGINE,	\
	  .engines = (_engines), __VA_ARGS__ }
/* A pipe's; a port's of those in _ports. */
#define VGT_REG_PIPE(_name, _stride, ...)				\
	{ .name = #_name, .offset = (_name), .unit = VGT_UNIT_PIPE,	\
	  .units = 0x7, .stride = (_stride), __VA_ARGS__ }
#define VGT_REG_PORT(_name, _ports, ...)				\
	{ .name = #_name, .offset = (_name), .unit = VGT_UNIT_PORT,	\
	  .units = (_ports), .stride = 0x100, __VA_ARGS__ }
/* The last register of a row that has several. */
#define VGT_REG_TO(_first, _last)					\
	.count = ((_last) - (_first)) / 4 + 1

#define VGT_RO_ALL		(~0u)

#define VGT_REG_CMD_RW		(VGT_REG_CMD_READ | VGT_REG_CMD_WRITE)
/* Of commands, and kept: by the hardware, by vgt. */
#define VGT_REG_CTX		(VGT_REG_CMD_RW | VGT_REG_CONTEXT | VGT_REG_FOUND)
#define VGT_REG_SW		(VGT_REG_CMD_RW | VGT_REG_SWITCH | VGT_REG_FOUND)

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

enum vgt_reg_state vgt_reg_state(const struct vgt_reg *row);

#endif
