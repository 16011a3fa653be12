// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operands: files, types, regions, immediates.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "Registers and Register Regions"; Mesa
 * compiler/brw_inst.h, brw_reg_type.c.
 */
#include <string.h>

#include "eu/decode.h"
#include "eu/opcodes.h"

#define STRIDE_PER_ROW	0xf	/* vertical stride: addresses by row */

/* Bits of a source in the instruction; those of the second source are 32 above. */
#define SRC_SHIFT(n)	((n) * 32)

/* Space of an architecture register. */
struct arf {
	u16 at;
	u16 bytes;
};

static const struct arf arfs[16] = {
	[EU_ARF_NULL] = { EU_REG_NULL, 64 },
	[EU_ARF_ADDRESS] = { EU_REG_ADDRESS, 32 },
	[EU_ARF_FLAG] = { EU_REG_FLAG, 8 },
	[EU_ARF_CE] = { EU_REG_CE, 4 },
	[EU_ARF_STATE] = { EU_REG_STATE, 16 },
	[EU_ARF_CONTROL] = { EU_REG_CONTROL, 16 },
	[EU_ARF_NOTIFY] = { EU_REG_NOTIFY, 12 },
	[EU_ARF_IP] = { EU_REG_IP, 4 },
	[EU_ARF_TDR] = { EU_REG_TDR, 16 },
	[EU_ARF_TIME] = { EU_REG_TIME, 16 },
};

static u32 stride(u32 code)
{
	return code ? 1u << (code - 1) : 0;
}

static void set_shape(const struct eu_inst *in, struct eu_operand *o)
{
	bool run = true, scalar = true;

	for (u32 i = 1; i < in->exec_size; i++) {
		run &= o->off[i] == o->off[0] + i * o->size;
		scalar &= o->off[i] == o->off[0];
	}
	if (o->per_row)
		o->shape = EU_SHAPE_ANY;
	else if (scalar)
		o->shape = EU_SHAPE_SCALAR;
	else if (run && in->exec_size >= 8)
		o->shape = EU_SHAPE_RUN;
	else
		o->shape = EU_SHAPE_ANY;
}

/* Channels past the last one have the place of the first. */
static void fill_up(const struct eu_inst *in, struct eu_operand *o)
{
	for (u32 i = in->exec_size; i < EU_LANES; i++)
		o->off[i] = o->off[0];
}

/* Elements of accumulators are numbered by channel: half of them are in each of acc0 and acc1. */
static const char *place_acc(const struct eu_inst *in, struct eu_operand *o, u32 number, u32 sub)
{
	u32 first = (number & 1) * (EU_GRF_BYTES / o->size) + sub / o->size;

	if (number & 0xe)
		return "no such accumulator";
	o->where = EU_IN_ACC;
	for (u32 i = 0; i < in->exec_size; i++) {
		u32 entry = first + o->off[i] / o->size;

		if (entry >= EU_ACCS)
			return "region past the accumulators";
		o->off[i] = entry;
	}
	return NULL;
}

/* The region is laid out from 0 in @o->off: put it where the register is. */
static const char *place(const struct eu_inst *in, struct eu_operand *o, u32 file, u32 reg,
			 u32 sub)
{
	u32 at = reg * EU_GRF_BYTES, end = EU_GRF_SPACE;

	if (file == EU_FILE_ARF) {
		const struct arf *a = &arfs[reg >> 4];

		if (reg >> 4 == EU_ARF_ACC)
			return place_acc(in, o, reg & 0xf, sub);
		if (!a->bytes)
			return "no such architecture register";
		if (reg >> 4 == EU_ARF_NULL) {
			o->where = EU_IN_NULL;
			memset(o->off, 0, sizeof(o->off));
			sub = 0;
		}
		at = a->at + (reg >> 4 == EU_ARF_FLAG ? (reg & 0xf) * 4 : 0);
		end = a->at + a->bytes;
	} else if (file != EU_FILE_GRF || reg >= EU_GRFS) {
		return "no such register";
	}
	for (u32 i = 0; i < in->exec_size; i++) {
		u32 off = at + sub + o->off[i];

		if (off + o->size > end)
			return "region past the end of the registers";
		o->off[i] = off;
	}
	return NULL;
}

/* Regions of align1 mode. */
static const char *lay_out(const struct eu_inst *in, struct eu_operand *o, u32 vertical,
			   u32 width, u32 horizontal)
{
	u32 rows, columns = 1u << width;

	if (width > 4)
		return "reserved width";
	o->per_row = vertical == STRIDE_PER_ROW;
	if (o->per_row ? !o->indirect : vertical > 6)
		return "reserved vertical stride";
	rows = o->per_row ? 0 : stride(vertical);
	o->width = columns;
	for (u32 i = 0; i < in->exec_size; i++)
		o->off[i] = (i / columns * rows + i % columns * stride(horizontal)) * o->size;
	return NULL;
}

static const char *set_type(struct eu_operand *o, u32 type)
{
	if (type >= EU_TYPES)
		return "reserved type";
	o->type = type;
	o->size = eu_type_bytes(type);
	return NULL;
}

static s16 address_immediate(u32 low, u32 high)
{
	u32 val = low | high << 9;

	return (s16)(val & BIT(9) ? val | 0xfc00 : val);
}

/* An address register and what is added to it, instead of a register's number. */
static const char *set_indirect(const struct eu_inst *in, struct eu_operand *o, u32 file,
				u32 address, s16 base)
{
	u32 rows = o->per_row ? DIV_ROUND_UP(in->exec_size, o->width) : 1;

	if (file != EU_FILE_GRF)
		return "indirect access to another file";
	if (address + rows > 16)
		return "no such address register";
	o->address = address;
	o->base = base;
	return NULL;
}

static const char *align1_source(const u64 *raw, const struct eu_inst *in, struct eu_operand *o,
				 u32 shift, u32 file)
{
	const char *why;

	why = lay_out(in, o, eu_bits(raw, 88 + shift, 85 + shift),
		      eu_bits(raw, 84 + shift, 82 + shift), eu_bits(raw, 81 + shift, 80 + shift));
	if (why)
		return why;
	if (!o->indirect)
		return place(in, o, file, eu_bits(raw, 76 + shift, 69 + shift),
			     eu_bits(raw, 68 + shift, 64 + shift));
	return set_indirect(in, o, file, eu_bits(raw, 76 + shift, 73 + shift),
			    address_immediate(eu_bits(raw, 72 + shift, 64 + shift),
					      shift ? eu_bits(raw, 121, 121) :
						      eu_bits(raw, 95, 95)));
}

/* Groups of four channels with a swizzle. */
static void lay_out_vectors(const struct eu_inst *in, struct eu_operand *o, u32 between,
			    u32 swizzle)
{
	for (u32 i = 0; i < in->exec_size; i++)
		o->off[i] = i / 4 * between + (swizzle >> (2 * (i % 4)) & 3) * o->size;
}

static const char *align16_source(const u64 *raw, const struct eu_inst *in, struct eu_operand *o,
				  u32 shift, u32 file)
{
	u32 vertical = eu_bits(raw, 88 + shift, 85 + shift);
	u32 swizzle = eu_bits(raw, 67 + shift, 64 + shift) |
		      eu_bits(raw, 83 + shift, 80 + shift) << 4;

	if (o->indirect)
		return "indirect access in align16 mode";
	if (vertical > 3)
		return "reserved vertical stride";
	o->width = 4;
	lay_out_vectors(in, o, vertical ? 4 * o->size : 0, swizzle);
	return place(in, o, file, eu_bits(raw, 76 + shift, 69 + shift),
		     eu_bits(raw, 68 + shift, 68 + shift) * 16);
}

/* ---- immediates ---- */

static u32 small_float(u32 byte)
{
	/* Sign, three bits of exponent with a bias of 3, four of mantissa; 0 is 0. */
	u32 sign = (byte & 0x80) << 24;

	if (!(byte & 0x7f))
		return sign;
	return sign | ((byte >> 4 & 7) - 3 + 127) << 23 | (byte & 0xf) << 19;
}

static void vector_of_floats(struct eu_inst *in, struct eu_operand *o, u32 value)
{
	for (u32 i = 0; i < 4; i++) {
		u32 bits = small_float(value >> (8 * i) & 0xff);

		memcpy(&in->imm[4 * i], &bits, sizeof(bits));
	}
	for (u32 i = 0; i < in->exec_size; i++)
		o->off[i] = i % 4 * 4;
	o->type = EU_F;
}

static void vector_of_words(struct eu_inst *in, struct eu_operand *o, u32 value, bool is_signed)
{
	for (u32 i = 0; i < 8; i++) {
		u32 digit = value >> (4 * i) & 0xf;
		u16 bits = (u16)(is_signed && digit & 8 ? digit | 0xfff0 : digit);

		memcpy(&in->imm[2 * i], &bits, sizeof(bits));
	}
	for (u32 i = 0; i < in->exec_size; i++)
		o->off[i] = i % 8 * 2;
	o->type = is_signed ? EU_W : EU_UW;
}

static const char *immediate(const u64 *raw, struct eu_inst *in, struct eu_operand *o, u32 type,
			     bool alone)
{
	static const u8 plain[] = {
		[0] = EU_UD, [1] = EU_D, [2] = EU_UW, [3] = EU_W, [7] = EU_F, [8] = EU_UQ,
		[9] = EU_Q, [EU_IMM_DF] = EU_DF, [EU_IMM_HF] = EU_HF,
	};
	u32 value = raw[1] >> 32;

	o->where = EU_IN_IMM;
	memcpy(in->imm, &value, sizeof(value));
	switch (type) {
	case EU_IMM_UV:
	case EU_IMM_V:
		vector_of_words(in, o, value, type == EU_IMM_V);
		break;
	case EU_IMM_VF:
		vector_of_floats(in, o, value);
		break;
	default:
		if (type >= ARRAY_SIZE(plain))
			return "reserved type of an immediate";
		o->type = plain[type];
		break;
	}
	o->size = eu_type_bytes(o->type);
	if (o->size < 8)
		return NULL;
	if (!alone)
		return "immediate of 64 bits beside another source";
	memcpy(in->imm, &raw[1], sizeof(raw[1]));
	return NULL;
}

/* ---- the operands of one and two sources ---- */

const char *eu_decode_source(const u64 *raw, struct eu_inst *in, u32 n)
{
	u32 file = n ? eu_bits(raw, 90, 89) : eu_bits(raw, 42, 41);
	u32 type = n ? eu_bits(raw, 94, 91) : eu_bits(raw, 46, 43);
	struct eu_operand *o = &in->src[n];
	u32 shift = SRC_SHIFT(n);
	const char *why;

	if (file == EU_FILE_IMM) {
		why = immediate(raw, in, o, type, in->op->sources < 2);
	} else {
		why = set_type(o, type);
		if (why)
			return why;
		o->abs = eu_bits(raw, 77 + shift, 77 + shift);
		o->negate = eu_bits(raw, 78 + shift, 78 + shift);
		o->indirect = eu_bits(raw, 79 + shift, 79 + shift);
		why = in->align16 ? align16_source(raw, in, o, shift, file) :
				    align1_source(raw, in, o, shift, file);
	}
	fill_up(in, o);
	set_shape(in, o);
	return why;
}

static u32 lanes_of_writemask(u32 mask)
{
	return mask * 0x11111111u;
}

static const char *align16_destination(const u64 *raw, struct eu_inst *in, struct eu_operand *o)
{
	if (o->indirect)
		return "indirect access in align16 mode";
	for (u32 i = 0; i < in->exec_size; i++)
		o->off[i] = i * o->size;
	in->dst_lanes = lanes_of_writemask(eu_bits(raw, 51, 48));
	return place(in, o, eu_bits(raw, 36, 35), eu_bits(raw, 60, 53), eu_bits(raw, 52, 52) * 16);
}

static const char *align1_destination(const u64 *raw, struct eu_inst *in, struct eu_operand *o)
{
	u32 horizontal = stride(eu_bits(raw, 62, 61));
	u32 file = eu_bits(raw, 36, 35);

	bool null = file == EU_FILE_ARF && !(eu_bits(raw, 60, 53) >> 4);

	/* A single element, or none of the null register, is not apart from others. */
	if (!horizontal && in->exec_size > 1 && !null)
		return "destination without a stride";
	for (u32 i = 0; i < in->exec_size; i++)
		o->off[i] = i * horizontal * o->size;
	if (o->indirect)
		return set_indirect(in, o, file, eu_bits(raw, 60, 57),
				    address_immediate(eu_bits(raw, 56, 48), eu_bits(raw, 47, 47)));
	return place(in, o, file, eu_bits(raw, 60, 53), eu_bits(raw, 52, 48));
}

/* Registers that only the hardware writes. */
static bool is_read_only(const struct eu_operand *o)
{
	return o->where == EU_IN_REG && !o->indirect &&
	       ((o->off[0] >= EU_REG_CE && o->off[0] < EU_REG_STATE) ||
		(o->off[0] >= EU_REG_IP && o->off[0] < EU_REG_TDR));
}

const char *eu_decode_destination(const u64 *raw, struct eu_inst *in)
{
	struct eu_operand *o = &in->dst;
	const char *why = set_type(o, eu_bits(raw, 40, 37));

	if (why)
		return why;
	o->indirect = eu_bits(raw, 63, 63);
	why = in->align16 ? align16_destination(raw, in, o) : align1_destination(raw, in, o);
	if (!why && is_read_only(o))
		why = "write to a register that is only read";
	fill_up(in, o);
	set_shape(in, o);
	return why;
}

/* ---- three sources, always in align16 mode ---- */

struct three {
	u8 reg;		/* lowest bit of the number */
	u8 sub;		/* of the subregister, in dwords */
	u8 half;	/* its half, for HF; Gen9 */
	u8 swizzle;
	u8 replicate;
	u8 negate;
	u8 abs;
};

static const struct three three[3] = {
	{ 76, 73, 84, 65, 64, 38, 37 },
	{ 97, 94, 105, 86, 85, 40, 39 },
	{ 118, 115, 126, 107, 106, 42, 41 },
};

static const u8 types_of_three[] = { EU_F, EU_D, EU_UD, EU_DF, EU_HF };

static const char *source_of_three(u32 gen, const u64 *raw, struct eu_inst *in, u32 n, u32 type)
{
	const struct three *f = &three[n];
	struct eu_operand *o = &in->src[n];
	u32 sub = eu_bits(raw, f->sub + 2, f->sub) * 4;
	const char *why = set_type(o, type);

	if (why)
		return why;
	if (gen >= 9 && o->size == 2)
		sub += eu_bits(raw, f->half, f->half) * 2;
	o->negate = eu_bits(raw, f->negate, f->negate);
	o->abs = eu_bits(raw, f->abs, f->abs);
	if (!eu_bits(raw, f->replicate, f->replicate)) {
		/* A DF is two of the four dwords that a swizzle counts: they are taken in order. */
		if (o->size == 8)
			for (u32 i = 0; i < in->exec_size; i++)
				o->off[i] = i * 8;
		else
			lay_out_vectors(in, o, 4 * o->size,
					eu_bits(raw, f->swizzle + 7, f->swizzle));
	}
	why = place(in, o, EU_FILE_GRF, eu_bits(raw, f->reg + 7, f->reg), sub);
	fill_up(in, o);
	set_shape(in, o);
	return why;
}

static const char *destination_of_three(const u64 *raw, struct eu_inst *in, u32 type)
{
	struct eu_operand *o = &in->dst;
	const char *why = set_type(o, type);

	if (why)
		return why;
	for (u32 i = 0; i < in->exec_size; i++)
		o->off[i] = i * o->size;
	in->dst_lanes = o->size == 8 ? ~0u : lanes_of_writemask(eu_bits(raw, 52, 49));
	why = place(in, o, EU_FILE_GRF, eu_bits(raw, 63, 56), eu_bits(raw, 55, 53) * 4);
	fill_up(in, o);
	set_shape(in, o);
	return why;
}

const char *eu_decode_three_sources(u32 gen, const u64 *raw, struct eu_inst *in)
{
	u32 from = eu_bits(raw, 45, 43), to = eu_bits(raw, 48, 46);
	const char *why;

	if (!in->align16)
		return "three sources in align1 mode";
	if (from >= ARRAY_SIZE(types_of_three) || to >= ARRAY_SIZE(types_of_three))
		return "reserved type";
	why = destination_of_three(raw, in, types_of_three[to]);
	for (u32 n = 0; !why && n < 3; n++)
		why = source_of_three(gen, raw, in, n, types_of_three[from]);
	return why;
}
