/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A decoded instruction: what is fixed about it is worked out once, so that its execution is a few
 * loops over channels.
 */
#ifndef GPU_MODEL_EU_INST_H
#define GPU_MODEL_EU_INST_H

#include "eu/isa.h"

struct eu_inst;
struct eu_thread;

/* Place of architecture registers, in the same space as the general ones. */
#define EU_REG_NULL		EU_GRF_SPACE
#define EU_REG_ADDRESS		(EU_REG_NULL + 64)
#define EU_REG_FLAG		(EU_REG_ADDRESS + 32)
#define EU_REG_CE		(EU_REG_FLAG + 32)
#define EU_REG_STATE		(EU_REG_CE + 32)
#define EU_REG_CONTROL		(EU_REG_STATE + 32)
#define EU_REG_NOTIFY		(EU_REG_CONTROL + 32)
#define EU_REG_IP		(EU_REG_NOTIFY + 32)
#define EU_REG_TDR		(EU_REG_IP + 32)
#define EU_REG_TIME		(EU_REG_TDR + 32)
#define EU_REG_SPACE		(EU_REG_TIME + 64)

/* Entries of the accumulators: one per channel, however wide the type. */
#define EU_ACCS			32

enum eu_shape {
	EU_SHAPE_ANY,
	EU_SHAPE_RUN,		/* channels side by side */
	EU_SHAPE_SCALAR		/* one element for all channels */
};

enum eu_where {
	EU_IN_REG,		/* @off into the registers */
	EU_IN_IMM,		/* @off into the instruction's immediate */
	EU_IN_ACC,		/* @off is an entry of the accumulators */
	EU_IN_NULL		/* reads 0, written to without effect */
};

/**
 * struct eu_operand - source or destination
 * @where: enum eu_where
 * @type: enum eu_type
 * @size: bytes of an element
 * @shape: enum eu_shape
 * @negate: source modifier
 * @abs: source modifier
 * @indirect: @off is relative to an address register
 * @per_row: each row of the region has an address register of its own
 * @width: elements of a row
 * @address: first address subregister, a0.n
 * @base: added to the address
 * @off: where the element of each channel is; channels that do not exist have that of channel 0
 */
struct eu_operand {
	u8 where;
	u8 type;
	u8 size;
	u8 shape;
	bool negate;
	bool abs;
	bool indirect;
	bool per_row;
	u8 width;
	u8 address;
	s16 base;
	u16 off[EU_LANES];
};

/* In which arithmetic an instruction is executed. */
enum eu_domain {
	EU_DOMAIN_INT,
	EU_DOMAIN_FLOAT,
	EU_DOMAIN_DOUBLE
};

/* What an instruction reads or writes beside memory-like registers. */
#define EU_SPECIAL_READ		BIT(0)	/* ce, ip, timestamp */
#define EU_SPECIAL_CONTROL	BIT(1)	/* cr0 changes */

/**
 * struct eu_send - fields of SEND and its relatives
 * @sfid: shared function
 * @desc: descriptor
 * @ex_desc: extended descriptor, without SFID and end of thread
 * @desc_reg: the descriptor is in a0.0
 * @ex_desc_reg: the extended descriptor is in a0.@ex_desc_address
 * @ex_desc_address: dword of a0
 * @eot: the thread ends
 * @src0: register of the message
 * @src1: register of its second part; EU_GRFS for none
 * @dst: register of the answer; EU_GRFS for none
 */
struct eu_send {
	u8 sfid;
	u32 desc;
	u32 ex_desc;
	bool desc_reg;
	bool ex_desc_reg;
	u8 ex_desc_address;
	bool eot;
	u8 src0;
	u8 src1;
	u8 dst;
};

/**
 * struct eu_inst - one instruction
 * @op: its row
 * @bytes: 8 or 16
 * @exec_size: channels
 * @group: first channel
 * @lanes: a bit for each channel of it
 * @dst_lanes: channels whose element of the destination may be written
 * @cond: condition, or function of MATH
 * @pred: kind of predicate
 * @pred_inverse: predicate is inverted
 * @flag: flag subregister, f0.0 to f1.1
 * @align16: access mode
 * @saturate: clamp the result
 * @all_lanes: channels that are not active take part, too
 * @acc_write: the result is written to the accumulator as well
 * @branch_control: of ELSE
 * @domain: enum eu_domain
 * @special: EU_SPECIAL_ bits
 * @jip: jump in bytes, relative to the instruction
 * @uip: likewise
 * @alu: executes it for a mask of its channels; NULL if it is no plain arithmetic
 * @dst: destination
 * @src: sources
 * @send: if it is a message
 * @imm: elements of the immediate
 */
struct eu_inst {
	const struct eu_opcode *op;
	u8 bytes;
	u8 exec_size;
	u8 group;
	u8 cond;
	u8 pred;
	u8 flag;
	u8 domain;
	u8 special;
	bool pred_inverse;
	bool align16;
	bool saturate;
	bool all_lanes;
	bool acc_write;
	bool branch_control;
	u32 lanes;
	u32 dst_lanes;
	s32 jip;
	s32 uip;
	void (*alu)(struct eu_thread *t, const struct eu_inst *in, u32 mask);
	struct eu_operand dst;
	struct eu_operand src[3];
	struct eu_send send;
	u8 imm[32];
};

#endif /* GPU_MODEL_EU_INST_H */
