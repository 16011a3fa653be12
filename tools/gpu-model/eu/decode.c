// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "eu/alu.h"
#include "eu/compact.h"
#include "eu/decode.h"
#include "eu/opcodes.h"

/* The fields in front of the operands, which all formats share. */
static const char *decode_header(const u64 *raw, struct eu_inst *in)
{
	u32 size = eu_bits(raw, 23, 21);

	if (size > 5)
		return "reserved execution size";
	in->exec_size = 1u << size;
	in->lanes = size == 5 ? ~0u : BIT(in->exec_size) - 1;
	in->dst_lanes = ~0u;
	in->group = eu_bits(raw, 13, 12) * 8 + eu_bits(raw, 11, 11) * 4;
	if (in->group + in->exec_size > EU_LANES)
		return "channels past the last";
	in->align16 = eu_bits(raw, 8, 8);
	in->pred = eu_bits(raw, 19, 16);
	in->pred_inverse = eu_bits(raw, 20, 20);
	in->cond = eu_bits(raw, 27, 24);
	in->acc_write = eu_bits(raw, 28, 28);
	in->saturate = eu_bits(raw, 31, 31);
	in->flag = eu_bits(raw, 33, 32);
	in->all_lanes = eu_bits(raw, 34, 34);
	if (in->pred > (in->align16 ? EU_PRED_16_ALL4H : EU_PRED_LAST))
		return "reserved predicate";
	return NULL;
}

static const char *check_condition(const struct eu_inst *in)
{
	if (in->op->flags & (EU_OP_NO_COND | EU_OP_BRANCH))
		return NULL;
	if (in->cond == 7 || in->cond > EU_COND_U)
		return "reserved condition";
	if ((in->op->code == EU_CMP || in->op->code == EU_CMPN || in->op->code == EU_CSEL) &&
	    !in->cond)
		return "comparison without a condition";
	return NULL;
}

static u32 ex_desc_of_send(const u64 *raw)
{
	return eu_bits(raw, 94, 91) << 28 | eu_bits(raw, 88, 85) << 24 |
	       eu_bits(raw, 83, 80) << 20 | eu_bits(raw, 67, 64) << 16;
}

static u32 ex_desc_of_sends(const u64 *raw)
{
	return eu_bits(raw, 95, 80) << 16 | eu_bits(raw, 67, 64) << 6;
}

static const char *split_message(const u64 *raw, struct eu_send *s)
{
	s->desc_reg = eu_bits(raw, 77, 77);
	s->ex_desc_reg = eu_bits(raw, 61, 61);
	s->ex_desc_address = eu_bits(raw, 82, 80);
	s->ex_desc = ex_desc_of_sends(raw);
	s->src1 = eu_bits(raw, 36, 36) ? eu_bits(raw, 51, 44) : EU_GRFS;
	s->dst = eu_bits(raw, 35, 35) ? eu_bits(raw, 60, 53) : EU_GRFS;
	s->src0 = eu_bits(raw, 76, 69);
	return eu_bits(raw, 79, 79) || eu_bits(raw, 63, 63) ? "indirect message" : NULL;
}

static const char *whole_message(const u64 *raw, struct eu_send *s)
{
	u32 file = eu_bits(raw, 90, 89);

	/* A descriptor that is no immediate is in a0.0. */
	s->desc_reg = file != EU_FILE_IMM;
	if (s->desc_reg && (file != EU_FILE_ARF || eu_bits(raw, 108, 101) != EU_ARF_ADDRESS << 4))
		return "descriptor in another register than a0";
	s->ex_desc = ex_desc_of_send(raw);
	s->src1 = EU_GRFS;
	s->dst = eu_bits(raw, 36, 35) == EU_FILE_GRF ? eu_bits(raw, 60, 53) : EU_GRFS;
	s->src0 = eu_bits(raw, 76, 69);
	if (eu_bits(raw, 42, 41) != EU_FILE_GRF || eu_bits(raw, 79, 79) || eu_bits(raw, 63, 63))
		return "message from another place than registers";
	return NULL;
}

static const char *decode_send(const u64 *raw, struct eu_inst *in)
{
	struct eu_send *s = &in->send;
	const char *why;

	s->sfid = in->cond;
	s->eot = eu_bits(raw, 127, 127);
	s->desc = eu_bits(raw, 126, 96);
	why = in->op->flags & EU_OP_SPLIT ? split_message(raw, s) : whole_message(raw, s);
	if (why)
		return why;
	if (s->src0 >= EU_GRFS || s->src1 > EU_GRFS || s->dst > EU_GRFS)
		return "no such register";
	return NULL;
}

static const char *decode_branch(const u64 *raw, struct eu_inst *in)
{
	in->branch_control = eu_bits(raw, 28, 28);
	in->uip = (s32)eu_bits(raw, 95, 64);
	in->jip = (s32)eu_bits(raw, 127, 96);
	/* JMPI may take its distance from a register. */
	if (in->op->code == EU_JMPI) {
		in->uip = 0;
		if (eu_bits(raw, 90, 89) != EU_FILE_IMM)
			return eu_decode_source(raw, in, 1);
	}
	return in->op->code == EU_CALL ? eu_decode_destination(raw, in) : NULL;
}

/* The types of the sources decide; a MOV of equal types only moves bits. */
static void choose_domain(struct eu_inst *in)
{
	in->domain = EU_DOMAIN_INT;
	for (u32 n = 0; n < in->op->sources; n++) {
		if (in->src[n].where == EU_IN_NULL && n)
			continue;
		if (in->src[n].type == EU_DF)
			in->domain = EU_DOMAIN_DOUBLE;
		else if (eu_type_is_float(in->src[n].type) && in->domain == EU_DOMAIN_INT)
			in->domain = EU_DOMAIN_FLOAT;
	}
}

static bool is_raw_move(const struct eu_inst *in)
{
	const struct eu_operand *s = &in->src[0];

	return in->op->code == EU_MOV && s->type == in->dst.type && !s->negate && !s->abs &&
	       !in->saturate && !in->cond && !in->acc_write;
}

static u8 bits_type(u8 size)
{
	return size == 8 ? EU_UQ : size == 4 ? EU_UD : size == 2 ? EU_UW : EU_UB;
}

/* Floats as their bits. */
static void take_bits(struct eu_inst *in)
{
	for (u32 n = 0; n < in->op->sources; n++)
		if (eu_type_is_float(in->src[n].type))
			in->src[n].type = bits_type(in->src[n].size);
	if (eu_type_is_float(in->dst.type))
		in->dst.type = bits_type(in->dst.size);
}

static bool has_operation(const struct eu_inst *in)
{
	switch (in->domain) {
	case EU_DOMAIN_FLOAT:
		return in->op->float_op;
	case EU_DOMAIN_DOUBLE:
		return in->op->double_op;
	default:
		return in->op->int_op;
	}
}

static void find_specials(struct eu_inst *in)
{
	for (u32 n = 0; n < in->op->sources; n++) {
		const struct eu_operand *o = &in->src[n];

		if (o->where != EU_IN_REG || o->indirect)
			continue;
		if ((o->off[0] >= EU_REG_CE && o->off[0] < EU_REG_STATE) ||
		    (o->off[0] >= EU_REG_IP && o->off[0] < EU_REG_TDR) || o->off[0] >= EU_REG_TIME)
			in->special |= EU_SPECIAL_READ;
	}
	if (in->dst.where == EU_IN_REG && in->dst.off[0] >= EU_REG_CONTROL &&
	    in->dst.off[0] < EU_REG_NOTIFY)
		in->special |= EU_SPECIAL_CONTROL;
}

static const char *decode_arithmetic(u32 gen, const u64 *raw, struct eu_inst *in)
{
	const char *why;

	if (in->op->flags & EU_OP_3SRC) {
		why = eu_decode_three_sources(gen, raw, in);
	} else {
		why = in->op->code == EU_WAIT ? NULL : eu_decode_destination(raw, in);
		for (u32 n = 0; !why && n < in->op->sources; n++)
			why = eu_decode_source(raw, in, n);
	}
	if (why || in->op->run)
		return why;
	if (is_raw_move(in) || in->op->flags & EU_OP_BITS)
		take_bits(in);
	choose_domain(in);
	find_specials(in);
	if (!has_operation(in))
		return "operation on a type that it does not have";
	in->alu = eu_alu_choose(in);
	return in->alu ? NULL : "operands that do not go together";
}

const char *eu_decode(u32 gen, const u64 raw[2], struct eu_inst *in)
{
	u64 full[2] = { raw[0], raw[1] };
	bool compact = eu_is_compact(raw[0]);
	const char *why;

	memset(in, 0, sizeof(*in));
	in->bytes = compact ? 8 : 16;
	in->op = eu_opcode(gen, raw[0] & 0x7f);
	if (!in->op)
		return "unknown opcode";
	if (in->op->code == EU_NOP)
		return NULL;
	if (compact)
		eu_uncompact(gen, raw[0], full);
	why = decode_header(full, in);
	if (!why)
		why = check_condition(in);
	if (why)
		return why;
	if (in->op->flags & EU_OP_SEND)
		return decode_send(full, in);
	if (in->op->flags & EU_OP_BRANCH)
		return decode_branch(full, in);
	return decode_arithmetic(gen, full, in);
}
