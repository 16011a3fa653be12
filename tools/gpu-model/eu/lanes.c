// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source: Intel OSRC Skylake PRM vol 7, "Numeric Data Type Conversions", "Saturation and
 * Conversion", "Floating Point Modes": floats become integers by truncation, and are clamped to
 * the type's range; not a number becomes 0.
 */
#include <math.h>
#include <string.h>

#include "eu/alternative.h"
#include "eu/half.h"
#include "eu/lanes.h"

/* ---- places ---- */

static u32 address_of(const struct eu_thread *t, const struct eu_operand *o, u32 row)
{
	u16 a;

	memcpy(&a, &t->reg[EU_REG_ADDRESS + 2 * (o->address + row)], sizeof(a));
	return (u32)(a + o->base);
}

/* Place of an element of an indirect region. It wraps within the general registers. */
static u32 indirect_place(const struct eu_thread *t, const struct eu_operand *o, u32 lane)
{
	u32 row = o->per_row ? lane / o->width : 0;
	u32 at = address_of(t, o, row) + o->off[lane];

	return at % EU_GRF_SPACE & ~(o->size - 1u);
}

static const u8 *base_of(const struct eu_thread *t, const struct eu_inst *in,
			 const struct eu_operand *o)
{
	return o->where == EU_IN_IMM ? in->imm : t->reg;
}

/* Elements of @o as they are, into elements of @size bytes. */
static inline void gather(const struct eu_thread *t, const struct eu_inst *in,
			  const struct eu_operand *o, void *to, u32 size)
{
	const u8 *base = base_of(t, in, o);
	u32 n = eu_lanes(in);

	if (o->indirect) {
		for (u32 i = 0; i < n; i++) {
			u32 lane = i < eu_channels(in) ? i : 0;

			memcpy((u8 *)to + i * size, &base[indirect_place(t, o, lane)], size);
		}
	} else if (o->shape == EU_SHAPE_RUN) {
		/* Pieces of a fixed size are copied without a call. */
		for (u32 i = 0; i < n; i += 8)
			memcpy((u8 *)to + i * size, &base[o->off[0] + i * size], 8 * size);
	} else {
		for (u32 i = 0; i < n; i++)
			memcpy((u8 *)to + i * size, &base[o->off[i]], size);
	}
}

static inline void scatter(struct eu_thread *t, const struct eu_inst *in, const void *from,
			   u32 size, u32 mask)
{
	const struct eu_operand *o = &in->dst;

	if (o->where != EU_IN_REG)
		return;
	if (o->shape == EU_SHAPE_RUN && !o->indirect && mask == in->lanes) {
		for (u32 i = 0; i < eu_channels(in); i += 8)
			memcpy(&t->reg[o->off[0] + i * size], (const u8 *)from + i * size,
			       8 * size);
		return;
	}
	for (; mask; mask &= mask - 1) {
		u32 i = (u32)__builtin_ctz(mask);
		u32 at = o->indirect ? indirect_place(t, o, i) : o->off[i];

		memcpy(&t->reg[at], (const u8 *)from + i * size, size);
	}
}

/*
 * Entry of the implicit accumulator: narrow instructions use the half of their group. There is no
 * second accumulator for integers of 32 bits: all groups have the same (Mesa's lower_mulh_inst).
 */
static u32 acc_entry(const struct eu_inst *in, u32 lane)
{
	bool one = in->domain == EU_DOMAIN_INT && in->src[0].size == 4;

	return ((one ? 0 : in->group) + lane) % 16;
}

/* ---- integers ---- */

wide_t eu_wrap(wide_t value, u32 type)
{
	switch (type) {
	case EU_UB:
		return (u8)value;
	case EU_B:
		return (int8_t)value;
	case EU_UW:
	case EU_HF:
		return (u16)value;
	case EU_W:
		return (int16_t)value;
	case EU_UD:
	case EU_F:
		return (u32)value;
	case EU_D:
		return (s32)value;
	case EU_Q:
		return (s64)value;
	default:
		return (u64)value;
	}
}

static void modify_int(const struct eu_inst *in, const struct eu_operand *o, wide_t *v, u32 n)
{
	if (o->abs)
		for (u32 i = 0; i < n; i++)
			v[i] = v[i] < 0 ? -v[i] : v[i];
	if (!o->negate)
		return;
	for (u32 i = 0; i < n; i++)
		v[i] = in->op->flags & EU_OP_BITS ? eu_wrap(~v[i], o->type) : -v[i];
}

static void widen(const u8 *from, u32 type, wide_t *to, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		u64 bits = 0;

		memcpy(&bits, from + i * eu_type_bytes(type), eu_type_bytes(type));
		to[i] = eu_wrap(bits, type);
	}
}

static void load_acc_source(const struct eu_thread *t, const struct eu_inst *in,
			    const struct eu_operand *o, s64 *to)
{
	for (u32 i = 0; i < eu_lanes(in); i++)
		to[i] = t->acc[o->off[i]];
}

void eu_load_int(const struct eu_thread *t, const struct eu_inst *in, const struct eu_operand *o,
		 wide_t *to)
{
	u8 raw[EU_LANES * 8];
	s64 acc[EU_LANES];
	u32 n = eu_lanes(in);

	if (o->where == EU_IN_ACC) {
		load_acc_source(t, in, o, acc);
		for (u32 i = 0; i < n; i++)
			to[i] = eu_wrap(acc[i], o->type);
	} else {
		gather(t, in, o, raw, o->size);
		widen(raw, o->type, to, n);
	}
	if (o->abs || o->negate)
		modify_int(in, o, to, n);
}

static void load_small(const struct eu_thread *t, const struct eu_inst *in,
		       const struct eu_operand *o, u32 *to)
{
	u32 n = eu_lanes(in);
	u16 words[EU_LANES];
	u8 bytes[EU_LANES];

	if (o->size == 2) {
		gather(t, in, o, words, 2);
		for (u32 i = 0; i < n; i++)
			to[i] = o->type == EU_W ? (u32)(int16_t)words[i] : words[i];
	} else {
		gather(t, in, o, bytes, 1);
		for (u32 i = 0; i < n; i++)
			to[i] = o->type == EU_B ? (u32)(int8_t)bytes[i] : bytes[i];
	}
}

/* Bits that an inverted value has; those of a signed one go on to the left. */
static u32 bits_of(u32 type)
{
	return type == EU_UW ? 0xffff : type == EU_UB ? 0xff : ~0u;
}

void eu_load_word(const struct eu_thread *t, const struct eu_inst *in, const struct eu_operand *o,
		  u32 *to)
{
	u32 n = eu_lanes(in);

	if (o->size == 4)
		gather(t, in, o, to, 4);
	else
		load_small(t, in, o, to);
	if (o->abs && eu_type_is_signed(o->type))
		for (u32 i = 0; i < n; i++)
			to[i] = to[i] & BIT(31) ? -to[i] : to[i];
	if (!o->negate)
		return;
	for (u32 i = 0; i < n; i++)
		to[i] = in->op->flags & EU_OP_BITS ? ~to[i] & bits_of(o->type) : -to[i];
}

void eu_load_acc_int(const struct eu_thread *t, const struct eu_inst *in, wide_t *to)
{
	for (u32 i = 0; i < eu_lanes(in); i++)
		to[i] = t->acc[acc_entry(in, i)];
}

/* ---- floats ---- */

static void flush_halves(const struct eu_thread *t, u16 *h, u32 n)
{
	if (t->keep_hf)
		return;
	for (u32 i = 0; i < n; i++)
		h[i] &= h[i] & 0x7c00 ? 0xffff : 0x8000;
}

static void flush_floats(const struct eu_thread *t, float *f, u32 n)
{
	if (t->keep_f)
		return;
	for (u32 i = 0; i < n; i += 8) {
		u32 bits[8];

		memcpy(bits, f + i, sizeof(bits));
		for (u32 k = 0; k < 8; k++)
			bits[k] &= bits[k] & 0x7f800000 ? ~0u : BIT(31);
		memcpy(f + i, bits, sizeof(bits));
	}
}

/* A result of another type than F has no mode but IEEE's. */
void eu_settle_float(const struct eu_thread *t, const struct eu_inst *in, float *f, u32 n)
{
	if (t->alternative && in->dst.type == EU_F)
		eu_alternative_result(f, n);
	else
		flush_floats(t, f, n);
}

void eu_flush_double(const struct eu_thread *t, double *d, u32 n)
{
	u64 bits[EU_LANES];

	if (t->keep_df)
		return;
	memcpy(bits, d, n * sizeof(*d));
	for (u32 i = 0; i < n; i++)
		bits[i] &= bits[i] & 0x7ffull << 52 ? ~0ull : 1ull << 63;
	memcpy(d, bits, n * sizeof(*d));
}

/* By bits, so that what is no number keeps them. */
static void modify_float(const struct eu_operand *o, float *f, u32 n)
{
	u32 keep = o->abs ? ~BIT(31) : ~0u, flip = o->negate ? BIT(31) : 0;

	for (u32 i = 0; i < n; i += 8) {
		u32 bits[8];

		memcpy(bits, f + i, sizeof(bits));
		for (u32 k = 0; k < 8; k++)
			bits[k] = (bits[k] & keep) ^ flip;
		memcpy(f + i, bits, sizeof(bits));
	}
}

static void modify_double(const struct eu_operand *o, double *d, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		if (o->abs)
			d[i] = fabs(d[i]);
		if (o->negate)
			d[i] = -d[i];
	}
}

static void acc_floats(const s64 *acc, float *to, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		u32 bits = (u32)acc[i];

		memcpy(&to[i], &bits, sizeof(bits));
	}
}

static float float_of(wide_t v)
{
	return v > INT64_MAX ? (float)(u64)v : (float)(s64)v;
}

static double double_of(wide_t v)
{
	return v > INT64_MAX ? (double)(u64)v : (double)(s64)v;
}

static void load_halves(const struct eu_thread *t, const struct eu_inst *in,
			const struct eu_operand *o, float *to)
{
	u32 n = eu_lanes(in);
	s64 acc[EU_LANES];
	u16 raw[EU_LANES];

	if (o->where == EU_IN_ACC) {
		load_acc_source(t, in, o, acc);
		for (u32 i = 0; i < n; i++)
			raw[i] = (u16)acc[i];
	} else {
		gather(t, in, o, raw, 2);
	}
	flush_halves(t, raw, n);
	for (u32 i = 0; i < n; i++)
		to[i] = eu_half_to_float(raw[i]);
}

/* Integers beside floats: their modifiers come before the conversion, which changes nothing. */
static void load_ints(const struct eu_thread *t, const struct eu_inst *in,
		      const struct eu_operand *o, wide_t *to)
{
	struct eu_operand plain = *o;

	plain.abs = false;
	plain.negate = false;
	eu_load_int(t, in, &plain, to);
}

void eu_load_float(const struct eu_thread *t, const struct eu_inst *in,
		   const struct eu_operand *o, float *to)
{
	u32 n = eu_lanes(in);
	wide_t ints[EU_LANES];
	s64 acc[EU_LANES];

	if (o->type == EU_HF) {
		load_halves(t, in, o, to);
	} else if (o->type != EU_F) {
		load_ints(t, in, o, ints);
		for (u32 i = 0; i < n; i++)
			to[i] = float_of(ints[i]);
	} else if (o->where == EU_IN_ACC) {
		load_acc_source(t, in, o, acc);
		acc_floats(acc, to, n);
	} else {
		gather(t, in, o, to, 4);
		flush_floats(t, to, n);
	}
	if (t->alternative && o->type == EU_F)
		eu_alternative_source(to, n);
	if (o->abs || o->negate)
		modify_float(o, to, n);
}

void eu_load_double(const struct eu_thread *t, const struct eu_inst *in,
		    const struct eu_operand *o, double *to)
{
	u32 n = eu_lanes(in);
	float f[EU_LANES];
	wide_t ints[EU_LANES];

	if (o->type == EU_DF && o->where == EU_IN_ACC) {
		s64 acc[EU_LANES];

		load_acc_source(t, in, o, acc);
		memcpy(to, acc, n * sizeof(*to));
	} else if (o->type == EU_DF) {
		gather(t, in, o, to, 8);
		eu_flush_double(t, to, n);
	} else if (eu_type_is_float(o->type)) {
		/* It applies the modifiers, too. */
		eu_load_float(t, in, o, f);
		for (u32 i = 0; i < n; i++)
			to[i] = f[i];
	} else {
		load_ints(t, in, o, ints);
		for (u32 i = 0; i < n; i++)
			to[i] = double_of(ints[i]);
	}
	if ((o->abs || o->negate) && o->type != EU_F && o->type != EU_HF)
		modify_double(o, to, n);
}

void eu_load_acc_float(const struct eu_thread *t, const struct eu_inst *in, float *to)
{
	s64 acc[EU_LANES];

	for (u32 i = 0; i < eu_lanes(in); i++)
		acc[i] = t->acc[acc_entry(in, i)];
	acc_floats(acc, to, eu_lanes(in));
}

void eu_load_acc_double(const struct eu_thread *t, const struct eu_inst *in, double *to)
{
	for (u32 i = 0; i < eu_lanes(in); i++)
		memcpy(&to[i], &t->acc[acc_entry(in, i)], sizeof(to[i]));
}

/* ---- results ---- */

static const struct {
	wide_t least, most;
} range[EU_TYPES] = {
	[EU_UB] = { 0, UINT8_MAX }, [EU_B] = { INT8_MIN, INT8_MAX },
	[EU_UW] = { 0, UINT16_MAX }, [EU_W] = { INT16_MIN, INT16_MAX },
	[EU_UD] = { 0, UINT32_MAX }, [EU_D] = { INT32_MIN, INT32_MAX },
	[EU_UQ] = { 0, UINT64_MAX }, [EU_Q] = { INT64_MIN, INT64_MAX },
};

wide_t eu_clamp(wide_t v, u32 type)
{
	return v < range[type].least ? range[type].least :
	       v > range[type].most ? range[type].most : v;
}

static u64 truncate_to(double d, u32 type)
{
	if (isnan(d))
		return 0;
	if (d <= (double)range[type].least)
		return (u64)range[type].least;
	if (d >= (double)range[type].most)
		return (u64)range[type].most;
	return d < 0 ? (u64)(s64)d : (u64)d;
}

static void store_acc_operand(struct eu_thread *t, const struct eu_inst *in, const s64 *from,
			      u32 mask)
{
	for (; mask; mask &= mask - 1) {
		u32 i = (u32)__builtin_ctz(mask);

		t->acc[in->dst.off[i]] = from[i];
	}
}

void eu_store_acc(struct eu_thread *t, const struct eu_inst *in, const s64 *from, u32 mask)
{
	for (; mask; mask &= mask - 1) {
		u32 i = (u32)__builtin_ctz(mask);

		t->acc[acc_entry(in, i)] = from[i];
	}
}

void eu_store_bits(struct eu_thread *t, const struct eu_inst *in, const u64 *from, u32 mask)
{
	u8 raw[EU_LANES * 8];
	u32 size = in->dst.size;

	if (in->dst.where == EU_IN_ACC) {
		store_acc_operand(t, in, (const s64 *)from, mask);
		return;
	}
	for (u32 i = 0; i < eu_channels(in); i++)
		memcpy(raw + i * size, &from[i], size);
	scatter(t, in, raw, size, mask);
}

void eu_store_word(struct eu_thread *t, const struct eu_inst *in, const u32 *from, u32 mask)
{
	u8 raw[EU_LANES * 2];
	u32 size = in->dst.size;

	if (size == 4) {
		scatter(t, in, from, 4, mask);
		return;
	}
	for (u32 i = 0; i < eu_channels(in); i++)
		memcpy(raw + i * size, &from[i], size);
	scatter(t, in, raw, size, mask);
}

void eu_store_int(struct eu_thread *t, const struct eu_inst *in, const wide_t *from, u32 mask)
{
	u32 type = in->dst.type, n = eu_channels(in);
	u64 bits[EU_LANES] = { 0 };
	float f[EU_LANES];
	double d[EU_LANES];

	if (type == EU_DF) {
		for (u32 i = 0; i < n; i++)
			d[i] = double_of(from[i]);
		eu_store_double(t, in, d, mask);
		return;
	}
	if (eu_type_is_float(type)) {
		for (u32 i = 0; i < n; i++)
			f[i] = float_of(from[i]);
		eu_store_float(t, in, f, mask);
		return;
	}
	/* An accumulator keeps more than its type. */
	for (u32 i = 0; i < n; i++)
		bits[i] = (u64)(in->saturate ? eu_clamp(from[i], type) : from[i]);
	eu_store_bits(t, in, bits, mask);
}

/* Not a number becomes 0. */
static void saturate_float(float *f, u32 n)
{
	for (u32 i = 0; i < n; i++)
		f[i] = f[i] > 0 ? min(f[i], 1.0f) : 0.0f;
}

static void store_halves(struct eu_thread *t, const struct eu_inst *in, const float *f, u32 mask)
{
	u16 h[EU_LANES] = { 0 };
	u64 bits[EU_LANES];

	for (u32 i = 0; i < eu_channels(in); i++)
		h[i] = eu_float_to_half(f[i], t->round);
	flush_halves(t, h, eu_channels(in));
	for (u32 i = 0; i < eu_channels(in); i++)
		bits[i] = h[i];
	eu_store_bits(t, in, bits, mask);
}

static void store_floats(struct eu_thread *t, const struct eu_inst *in, const float *f, u32 mask)
{
	u64 bits[EU_LANES] = { 0 };

	if (in->dst.where != EU_IN_ACC) {
		scatter(t, in, f, 4, mask);
		return;
	}
	for (u32 i = 0; i < eu_channels(in); i++)
		memcpy(&bits[i], &f[i], 4);
	eu_store_bits(t, in, bits, mask);
}

void eu_store_float(struct eu_thread *t, const struct eu_inst *in, float *f, u32 mask)
{
	u32 type = in->dst.type, n = eu_channels(in);
	u64 bits[EU_LANES];
	double d[EU_LANES];

	if (!eu_type_is_float(type)) {
		for (u32 i = 0; i < n; i++)
			bits[i] = truncate_to(f[i], type);
		eu_store_bits(t, in, bits, mask);
		return;
	}
	if (in->saturate)
		saturate_float(f, n);
	if (type == EU_DF) {
		for (u32 i = 0; i < n; i++)
			d[i] = f[i];
		memcpy(bits, d, n * sizeof(*bits));
		eu_store_bits(t, in, bits, mask);
	} else if (type == EU_HF) {
		store_halves(t, in, f, mask);
	} else {
		eu_settle_float(t, in, f, eu_lanes(in));
		store_floats(t, in, f, mask);
	}
}

void eu_store_double(struct eu_thread *t, const struct eu_inst *in, const double *from, u32 mask)
{
	u32 type = in->dst.type, n = eu_channels(in);
	u64 bits[EU_LANES];
	double d[EU_LANES];
	float f[EU_LANES];

	memcpy(d, from, n * sizeof(*d));
	if (type == EU_F || type == EU_HF) {
		for (u32 i = 0; i < n; i++)
			f[i] = (float)d[i];
		eu_store_float(t, in, f, mask);
		return;
	}
	if (type != EU_DF) {
		for (u32 i = 0; i < n; i++)
			bits[i] = truncate_to(d[i], type);
		eu_store_bits(t, in, bits, mask);
		return;
	}
	if (in->saturate)
		for (u32 i = 0; i < n; i++)
			d[i] = d[i] > 0 ? min(d[i], 1.0) : 0.0;
	eu_flush_double(t, d, n);
	memcpy(bits, d, n * sizeof(*bits));
	eu_store_bits(t, in, bits, mask);
}
