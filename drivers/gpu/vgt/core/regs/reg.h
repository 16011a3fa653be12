/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One row describes a register.
 *
 * The row says what a guest's MMIO access does, what the guest's commands may do, where vgt keeps
 * the value while the vGPU is not on the hardware, what value a reset leaves, and what a saved vGPU
 * must contain. A register without a row is plain memory of the vGPU for MMIO, and no command may
 * name it.
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
 * enum vgt_reg_unit - the kind of hardware unit that a register belongs to
 * @VGT_UNIT_GT: the GPU has one such register; the offset is in BAR 0
 * @VGT_UNIT_ENGINE: each engine has one; the offset is within the engine's block
 * @VGT_UNIT_PIPE: each pipe has one; the offset is that of pipe A
 * @VGT_UNIT_PORT: each port has one; the offset is that of port A
 */
enum vgt_reg_unit {
	VGT_UNIT_GT,
	VGT_UNIT_ENGINE,
	VGT_UNIT_PIPE,
	VGT_UNIT_PORT,
};

/* A write to a masked register: the mask selects the bits of the value that change. */
#define VGT_MASKED_MASK		GENMASK(31, 16)
#define VGT_MASKED_VALUE	GENMASK(15, 0)

/**
 * enum vgt_reg_flags - properties of the registers of a row
 * @VGT_REG_MASKED: bits 16-31 of a write select which of bits 0-15 it changes
 * @VGT_REG_ZERO: reads as 0, whatever was written
 * @VGT_REG_STICKY: keeps its value when the guest resets the engine
 * @VGT_REG_FOUND: starts with the value that the host's first context, or its driver, has there
 * @VGT_REG_CONTEXT: the hardware keeps it in the context image
 * @VGT_REG_SWITCH: vgt switches it between vGPUs. If the context image has it, too, that is a
 *	second copy, which the hardware keeps. With FOUND it starts with the value that the host
 *	works with, otherwise with @init of the row
 * @VGT_REG_SAVE: batches without privileges may write it, so vgt reads it back each time the
 *	hardware leaves a vGPU
 * @VGT_REG_CMD_READ: commands may store it to memory, and copy it
 * @VGT_REG_CMD_WRITE: commands may load it
 * @VGT_REG_OWN_SET: commands of the engines in @own may load it with values; they may not use it in
 *	any other way
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
 * enum vgt_reg_state - where the vGPU's value of a register is, which migration must transfer
 * @VGT_STATE_DEFAULT: the flags decide: switched, none, or stored
 * @VGT_STATE_STORED: in the store of the vGPU's registers (store.h)
 * @VGT_STATE_SWITCHED: among the switched values (mmio_context.h)
 * @VGT_STATE_OBJECT: in a struct of the vGPU that the handlers use (interrupts, execlists, fences,
 *	pipes, ...), and that is saved as a whole
 * @VGT_STATE_NONE: nowhere: the handler computes the value at each read
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
 * @VGT_NONPRIV_NO: no. No driver does it; vgt refuses commands that would
 * @VGT_NONPRIV_GIVE: yes, if this GPU, or vgt, keeps its value separate for each vGPU
 * @VGT_NONPRIV_HARMLESS: yes: the register has no effect
 * @VGT_NONPRIV_IMAGE: yes, if context images have it, although commands only read it
 * @VGT_NONPRIV_NEVER: no. Drivers do it, but nothing keeps the value separate: vgt puts NOPID into
 *	the slot
 */
enum vgt_reg_nonpriv {
	VGT_NONPRIV_NO,
	VGT_NONPRIV_GIVE,
	VGT_NONPRIV_HARMLESS,
	VGT_NONPRIV_IMAGE,
	VGT_NONPRIV_NEVER,
};

/**
 * struct vgt_reg_access - a guest's access, as a handler gets it
 * @vgpu: the guest's vGPU
 * @row: the register's row
 * @offset: the register's offset in BAR 0
 * @index: the register's index in the row
 * @unit: the engine, pipe or port; 0 for VGT_UNIT_GT
 * @mask: the bits that a write changes: all bits, unless the row is masked
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
 * struct vgt_reg - a row: describes one register, or several consecutive ones of the same kind
 * @name: its name in the hardware's documents or in i915's headers
 * @offset: offset of the first register; see @unit
 * @count: consecutive registers of 32 bits; 0 means 1
 * @unit: enum vgt_reg_unit
 * @units: for pipes and ports: BIT(n) of those that have the register
 * @stride: for pipes and ports: number of bytes between the registers of neighbours
 * @engines: BIT(enum vgt_engine_id). For VGT_UNIT_ENGINE: the engines that have the register.
 *	Otherwise: the engines whose commands may name it, and that switch it
 * @gens: 0 for all, or BIT(generation)
 * @flags: flags of enum vgt_reg_flags
 * @init: value after a reset
 * @ro: bits that a write does not change
 * @w1c: bits that a write clears where it has a 1
 * @own: BIT(enum vgt_engine_id) of the engines whose commands use the vGPU's own register, as
 *	MMIO accesses do, and not the hardware's (audit/virtual.c)
 * @nonpriv: enum vgt_reg_nonpriv
 * @state: enum vgt_reg_state; a row with a handler for reads must set it
 * @arg: more data for the handlers, such as the number of a plane
 * @why: the reason for @flags of commands, @own or @nonpriv: why no value that a guest may set
 *	affects others, why commands use the vGPU's own register, or why batches do not get it
 * @allowed: checks a value before a guest's command on @engine, its MMIO write or its context
 *	image sets it. @val is the value as written, with its mask. NULL: all values are allowed
 * @read: handler of reads, which replaces reading the stored value
 * @write: handler of writes, which replaces storing the value. The vGPU's lock is held. For a
 *	masked register it gets the new value of the register. Returns 0 or -ENOMEM
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

/* A register of the GPU, and one that each engine in _engines has. _name is a macro, its offset. */
#define VGT_REG(_name, ...)						\
	{ .name = #_name, .offset = (_name), __VA_ARGS__ }
#define VGT_REG_ENGINE(_name, _engines, ...)				\
	{ .name = #_name, .offset = (_name), .unit = VGT_UNIT_ENGINE,	\
	  .engines = (_engines), __VA_ARGS__ }
/* A register of each pipe, and one of each port in _ports. */
#define VGT_REG_PIPE(_name, _stride, ...)				\
	{ .name = #_name, .offset = (_name), .unit = VGT_UNIT_PIPE,	\
	  .units = 0x7, .stride = (_stride), __VA_ARGS__ }
#define VGT_REG_PORT(_name, _ports, ...)				\
	{ .name = #_name, .offset = (_name), .unit = VGT_UNIT_PORT,	\
	  .units = (_ports), .stride = 0x100, __VA_ARGS__ }
/* For a row of several registers: the first and the last one. */
#define VGT_REG_TO(_first, _last)					\
	.count = ((_last) - (_first)) / 4 + 1

#define VGT_RO_ALL		(~0u)

#define VGT_REG_CMD_RW		(VGT_REG_CMD_READ | VGT_REG_CMD_WRITE)
/* Commands may read and write it. The hardware (CTX) or vgt (SW) keeps it for each vGPU. */
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
