// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source: Intel OSRC Skylake PRM vol 2a, "EU Instructions"; vol 7, "Conditional Modifiers", "EU
 * Changes by Processor Generation".
 */
#include <fenv.h>
#include <math.h>
#include <string.h>

#include "eu/alternative.h"
#include "eu/alu.h"
#include "eu/flag.h"
#include "eu/half.h"
#include "eu/lanes.h"
#include "eu/opcodes.h"

/* Arithmetic of the host rounds as cr0 says, until begin_round() is undone by end_round(). */
static void begin_round(const struct eu_thread *t)
{
	static const int modes[] = {
		[EU_ROUND_EVEN] = FE_TONEAREST, [EU_ROUND_UP] = FE_UPWARD,
		[EU_ROUND_DOWN] = FE_DOWNWARD, [EU_ROUND_ZERO] = FE_TOWARDZERO,
	};

	if (t->round)
		fesetround(modes[t->round]);
}

static void end_round(const struct eu_thread *t)
{
	if (t->round)
		fesetround(FE_TONEAREST);
}

/* ---- conditions ---- */

#define COND_BITS(a, b, n, cond) ({					\
	u32 bits_ = 0;							\
									\
	switch (cond) {							\
	case EU_COND_Z:							\
		for (u32 i = 0; i < (n); i++)				\
			bits_ |= (u32)((a) == (b)) << i;		\
		break;							\
	case EU_COND_NZ:						\
		for (u32 i = 0; i < (n); i++)				\
			bits_ |= (u32)((a) != (b)) << i;		\
		break;							\
	case EU_COND_G:							\
		for (u32 i = 0; i < (n); i++)				\
			bits_ |= (u32)((a) > (b)) << i;			\
		break;							\
	case EU_COND_GE:						\
		for (u32 i = 0; i < (n); i++)				\
			bits_ |= (u32)((a) >= (b)) << i;		\
		break;							\
	case EU_COND_L:							\
		for (u32 i = 0; i < (n); i++)				\
			bits_ |= (u32)((a) < (b)) << i;			\
		break;							\
	case EU_COND_LE:						\
		for (u32 i = 0; i < (n); i++)				\
			bits_ |= (u32)((a) <= (b)) << i;		\
		break;							\
	default:							\
		break;							\
	}								\
	bits_;								\
})

static u32 compare_ints(const wide_t *a, const wide_t *b, u32 n, u32 cond)
{
	return COND_BITS(a[i], b[i], n, cond);
}

static u32 compare_words(const s64 *a, const s64 *b, u32 n, u32 cond)
{
	return COND_BITS(a[i], b[i], n, cond);
}

static u32 compare_floats(const float *a, const float *b, u32 n, u32 cond)
{
	return COND_BITS(a[i], b[i], n, cond);
}

static u32 compare_doubles(const double *a, const double *b, u32 n, u32 cond)
{
	return COND_BITS(a[i], b[i], n, cond);
}

static u32 test_ints(const wide_t *r, const wide_t *exact, u32 n, u32 cond)
{
	u32 bits = 0;

	if (cond != EU_COND_O)
		return COND_BITS(r[i], 0, n, cond);
	for (u32 i = 0; i < n; i++)
		bits |= (u32)(r[i] != exact[i]) << i;
	return bits;
}

static u32 test_doubles(const double *r, u32 n, u32 cond)
{
	u32 bits = 0;

	if (cond != EU_COND_O && cond != EU_COND_U)
		return COND_BITS(r[i], 0.0, n, cond);
	for (u32 i = 0; i < n; i++)
		bits |= (u32)(cond == EU_COND_O ? isinf(r[i]) != 0 : isnan(r[i]) != 0) << i;
	return bits;
}

static u32 test_floats(const float *r, u32 n, u32 cond)
{
	double d[EU_LANES];

	if (cond != EU_COND_O && cond != EU_COND_U)
		return COND_BITS(r[i], 0.0f, n, cond);
	for (u32 i = 0; i < n; i++)
		d[i] = r[i];
	return test_doubles(d, n, cond);
}

/* A comparison's result: all ones where it is true. */
static void store_truth(struct eu_thread *t, const struct eu_inst *in, u32 bits, u32 mask)
{
	u64 out[EU_LANES];

	eu_flag_set(t, in, bits, mask);
	if (in->dst.where == EU_IN_NULL)
		return;
	for (u32 i = 0; i < eu_channels(in); i++)
		out[i] = bits >> i & 1 ? ~0ull : 0;
	eu_store_bits(t, in, out, mask);
}

/* ---- integers ---- */

/* The lower 32 bits of sources and result are enough. */
static void run_word(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	u32 a[EU_LANES], b[EU_LANES], r[EU_LANES];

	eu_load_word(t, in, &in->src[0], a);
	if (in->op->sources > 1)
		eu_load_word(t, in, &in->src[1], b);
	in->op->word_op(r, a, b, eu_lanes(in));
	eu_store_word(t, in, r, mask);
}

static void load_long(const struct eu_thread *t, const struct eu_inst *in,
		      const struct eu_operand *o, s64 *to)
{
	u32 w[EU_LANES];

	eu_load_word(t, in, o, w);
	for (u32 i = 0; i < eu_lanes(in); i++)
		to[i] = o->type == EU_UD ? (s64)w[i] : (s64)(s32)w[i];
}

static void run_cmp_word(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	s64 a[EU_LANES], b[EU_LANES];

	load_long(t, in, &in->src[0], a);
	load_long(t, in, &in->src[1], b);
	store_truth(t, in, compare_words(a, b, eu_channels(in), in->cond), mask);
}

static void run_sel_word(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	s64 a[EU_LANES], b[EU_LANES];
	u32 r[EU_LANES], first;

	load_long(t, in, &in->src[0], a);
	load_long(t, in, &in->src[1], b);
	first = in->cond ? compare_words(a, b, eu_channels(in), in->cond) : eu_predicate(t, in);
	for (u32 i = 0; i < eu_channels(in); i++)
		r[i] = (u32)(first >> i & 1 ? a[i] : b[i]);
	eu_store_word(t, in, r, mask);
}

static void load_ints(const struct eu_thread *t, const struct eu_inst *in, wide_t *const s[3])
{
	for (u32 k = 0; k < in->op->sources; k++)
		eu_load_int(t, in, &in->src[k], s[k]);
	if (in->op->flags & EU_OP_ACC_SOURCE)
		eu_load_acc_int(t, in, s[2]);
}

static void run_cmp_int(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	wide_t a[EU_LANES], b[EU_LANES];
	wide_t *const s[3] = { a, b, NULL };

	load_ints(t, in, s);
	store_truth(t, in, compare_ints(a, b, eu_channels(in), in->cond), mask);
}

static void run_sel_int(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	wide_t a[EU_LANES], b[EU_LANES];
	wide_t *const s[3] = { a, b, NULL };
	u32 first;

	load_ints(t, in, s);
	first = in->cond ? compare_ints(a, b, eu_channels(in), in->cond) : eu_predicate(t, in);
	for (u32 i = 0; i < eu_channels(in); i++)
		a[i] = first >> i & 1 ? a[i] : b[i];
	begin_round(t);
	eu_store_int(t, in, a, mask);
	end_round(t);
}

/* The accumulator receives the carry, the product's 64 bits, or else the result. */
static void write_acc_int(struct eu_thread *t, const struct eu_inst *in, wide_t *r, u32 mask)
{
	s64 acc[EU_LANES];

	for (u32 i = 0; i < eu_channels(in); i++) {
		acc[i] = (s64)(u64)r[i];
		if (in->op->code == EU_ADDC)
			acc[i] = (s64)(r[i] >> (8 * in->dst.size) & 1);
		else if (in->op->code == EU_SUBB)
			acc[i] = r[i] < 0;
	}
	eu_store_acc(t, in, acc, mask);
}

/* What the condition sees: the result as the destination's type holds it. */
static void set_flags_int(struct eu_thread *t, const struct eu_inst *in, const wide_t *r, u32 mask)
{
	wide_t held[EU_LANES];

	for (u32 i = 0; i < eu_channels(in); i++)
		held[i] = eu_type_is_float(in->dst.type) ? r[i] :
			  in->saturate ? eu_clamp(r[i], in->dst.type) :
					 eu_wrap(r[i], in->dst.type);
	eu_flag_set(t, in, test_ints(held, r, eu_channels(in), in->cond), mask);
}

static void run_int(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	wide_t a[EU_LANES], b[EU_LANES], c[EU_LANES], r[EU_LANES];
	wide_t *const s[3] = { a, b, c };

	load_ints(t, in, s);
	in->op->int_op(in, r, s, eu_lanes(in));
	if (in->acc_write || in->op->code == EU_MACH)
		write_acc_int(t, in, r, mask);
	if (in->op->code == EU_MACH)
		for (u32 i = 0; i < eu_channels(in); i++)
			r[i] >>= 32;
	if (in->cond && !(in->op->flags & EU_OP_NO_COND))
		set_flags_int(t, in, r, mask);
	begin_round(t);
	eu_store_int(t, in, r, mask);
	end_round(t);
}

/* ---- floats ---- */

static void load_floats(const struct eu_thread *t, const struct eu_inst *in, float *const s[3])
{
	for (u32 k = 0; k < in->op->sources; k++)
		eu_load_float(t, in, &in->src[k], s[k]);
	if (in->op->flags & EU_OP_ACC_SOURCE)
		eu_load_acc_float(t, in, s[2]);
}

static void write_acc_float(struct eu_thread *t, const struct eu_inst *in, const float *r, u32 mask)
{
	s64 acc[EU_LANES];
	u32 bits;

	for (u32 i = 0; i < eu_channels(in); i++) {
		memcpy(&bits, &r[i], sizeof(bits));
		acc[i] = bits;
	}
	eu_store_acc(t, in, acc, mask);
}

static void finish_float(struct eu_thread *t, const struct eu_inst *in, float *r, u32 mask)
{
	if (in->acc_write || (in->cond && !(in->op->flags & EU_OP_NO_COND))) {
		eu_settle_float(t, in, r, eu_lanes(in));
		if (in->acc_write)
			write_acc_float(t, in, r, mask);
		if (in->cond && !(in->op->flags & EU_OP_NO_COND))
			eu_flag_set(t, in, test_floats(r, eu_channels(in), in->cond), mask);
	}
	eu_store_float(t, in, r, mask);
}

static void run_float(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	float a[EU_LANES], b[EU_LANES], c[EU_LANES], r[EU_LANES];
	float *const s[3] = { a, b, c };

	begin_round(t);
	load_floats(t, in, s);
	if (t->alternative && in->op->code == EU_MATH)
		eu_alternative_math(in, r, s, eu_lanes(in));
	else
		in->op->float_op(in, r, s, eu_lanes(in));
	finish_float(t, in, r, mask);
	end_round(t);
}

/* Where the second one is not a number, the comparison is true (cmpn), or takes the first (sel). */
static u32 not_numbers(const float *b, u32 n)
{
	u32 bits = 0;

	for (u32 i = 0; i < n && i < EU_LANES; i++)
		bits |= (u32)(b[i] != b[i]) << i;
	return bits;
}

static void run_cmp_float(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	float a[EU_LANES], b[EU_LANES];
	float *const s[3] = { a, b, NULL };
	u32 bits;

	load_floats(t, in, s);
	bits = compare_floats(a, b, eu_channels(in), in->cond);
	if (in->cond == EU_COND_U)
		bits = not_numbers(a, eu_channels(in)) | not_numbers(b, eu_channels(in));
	if (in->op->code == EU_CMPN && (in->cond == EU_COND_GE || in->cond == EU_COND_L))
		bits |= not_numbers(b, eu_channels(in));
	store_truth(t, in, bits, mask);
}

static void choose_floats(struct eu_thread *t, const struct eu_inst *in, u32 first, float *a,
			  const float *b, u32 mask)
{
	for (u32 i = 0; i < eu_channels(in); i++)
		a[i] = first >> i & 1 ? a[i] : b[i];
	begin_round(t);
	eu_store_float(t, in, a, mask);
	end_round(t);
}

static void run_sel_float(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	float a[EU_LANES], b[EU_LANES];
	float *const s[3] = { a, b, NULL };
	u32 first;

	load_floats(t, in, s);
	first = in->cond ? compare_floats(a, b, eu_channels(in), in->cond) : eu_predicate(t, in);
	if (in->cond == EU_COND_GE || in->cond == EU_COND_L)
		first |= not_numbers(b, eu_channels(in));
	choose_floats(t, in, first, a, b, mask);
}

static void run_csel_float(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	float a[EU_LANES], b[EU_LANES], c[EU_LANES];
	float *const s[3] = { a, b, c };

	load_floats(t, in, s);
	choose_floats(t, in, test_floats(c, eu_channels(in), in->cond), a, b, mask);
}

/*
 * LINE and PLN: four coefficients at the first source. PLN has its two factors in turn, for eight
 * channels each.
 */
static void run_plane(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	float u[EU_LANES], v[EU_LANES], r[EU_LANES], plane[4];
	u32 n = eu_lanes(in);

	memcpy(plane, &t->reg[in->src[0].off[0]], sizeof(plane));
	if (in->op->code == EU_LINE) {
		eu_load_float(t, in, &in->src[1], u);
		memset(v, 0, sizeof(v));
		plane[1] = 0;
	} else {
		for (u32 i = 0; i < n; i++) {
			u32 at = in->src[1].off[0] + i / 8 * 64 + i % 8 * 4;

			memcpy(&u[i], &t->reg[at], 4);
			memcpy(&v[i], &t->reg[at + 32], 4);
		}
	}
	if (t->alternative) {
		eu_alternative_source(plane, ARRAY_SIZE(plane));
		eu_alternative_source(u, n);
		eu_alternative_source(v, n);
	}
	begin_round(t);
	eu_float_plane(r, u, v, plane, n);
	finish_float(t, in, r, mask);
	end_round(t);
}

/* ---- doubles ---- */

static void load_doubles(const struct eu_thread *t, const struct eu_inst *in, double *const s[3])
{
	for (u32 k = 0; k < in->op->sources; k++)
		eu_load_double(t, in, &in->src[k], s[k]);
	if (in->op->flags & EU_OP_ACC_SOURCE)
		eu_load_acc_double(t, in, s[2]);
}

static void run_double(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	double a[EU_LANES], b[EU_LANES], c[EU_LANES], r[EU_LANES];
	double *const s[3] = { a, b, c };
	s64 acc[EU_LANES];

	begin_round(t);
	load_doubles(t, in, s);
	in->op->double_op(in, r, s, eu_lanes(in));
	eu_flush_double(t, r, eu_lanes(in));
	if (in->acc_write) {
		memcpy(acc, r, eu_channels(in) * sizeof(*acc));
		eu_store_acc(t, in, acc, mask);
	}
	if (in->cond)
		eu_flag_set(t, in, test_doubles(r, eu_channels(in), in->cond), mask);
	eu_store_double(t, in, r, mask);
	end_round(t);
}

static u32 not_number_doubles(const double *b, u32 n)
{
	u32 bits = 0;

	for (u32 i = 0; i < n && i < EU_LANES; i++)
		bits |= (u32)(b[i] != b[i]) << i;
	return bits;
}

static void run_choice_double(struct eu_thread *t, const struct eu_inst *in, u32 mask)
{
	double a[EU_LANES], b[EU_LANES], c[EU_LANES];
	double *const s[3] = { a, b, c };
	u32 bits;

	load_doubles(t, in, s);
	if (in->op->code == EU_CSEL)
		bits = test_doubles(c, eu_channels(in), in->cond);
	else if (in->op->code == EU_SEL && !in->cond)
		bits = eu_predicate(t, in);
	else
		bits = compare_doubles(a, b, eu_channels(in), in->cond);
	if (in->op->code != EU_CMP && in->op->code != EU_CSEL &&
	    (in->cond == EU_COND_GE || in->cond == EU_COND_L))
		bits |= not_number_doubles(b, eu_channels(in));
	if (in->op->code == EU_CMP || in->op->code == EU_CMPN) {
		store_truth(t, in, bits, mask);
		return;
	}
	for (u32 i = 0; i < eu_channels(in); i++)
		a[i] = bits >> i & 1 ? a[i] : b[i];
	begin_round(t);
	eu_store_double(t, in, a, mask);
	end_round(t);
}

/* ---- choice ---- */

static bool is_word(const struct eu_operand *o)
{
	return o->where != EU_IN_ACC && o->size <= 4 && !eu_type_is_float(o->type);
}

/* Whether the exact value of a source is known from its 32 bits: no modifier takes it past them. */
static bool is_plain_word(const struct eu_operand *o)
{
	return is_word(o) && !o->abs && !o->negate;
}

static bool words_will_do(const struct eu_inst *in)
{
	const struct eu_operand *s = in->src;

	if (in->saturate || in->acc_write || !is_word(&in->dst) || !is_word(&s[0]) ||
	    (in->op->sources > 1 && !is_word(&s[1])))
		return false;
	if (in->op->flags & EU_OP_BITS && (s[0].abs || s[1].abs))
		return false;
	switch (in->op->code) {
	case EU_CMP:
	case EU_CMPN:
	case EU_SEL:
		return is_plain_word(&s[0]) && is_plain_word(&s[1]);
	case EU_SHR:
		return !in->cond && is_plain_word(&s[0]) && !eu_type_is_signed(s[0].type);
	case EU_ASR:
		return !in->cond && is_plain_word(&s[0]) && s[0].type != EU_UD;
	default:
		return !in->cond && in->op->word_op;
	}
}

static eu_alu_fn choose_int(const struct eu_inst *in)
{
	bool words = words_will_do(in);

	switch (in->op->code) {
	case EU_CMP:
	case EU_CMPN:
		return words ? run_cmp_word : run_cmp_int;
	case EU_SEL:
		return words ? run_sel_word : run_sel_int;
	default:
		return words ? run_word : run_int;
	}
}

static eu_alu_fn choose_float(const struct eu_inst *in)
{
	switch (in->op->code) {
	case EU_CMP:
	case EU_CMPN:
		return run_cmp_float;
	case EU_SEL:
		return run_sel_float;
	case EU_CSEL:
		return run_csel_float;
	default:
		return run_float;
	}
}

static eu_alu_fn choose_double(const struct eu_inst *in)
{
	switch (in->op->code) {
	case EU_CMP:
	case EU_CMPN:
	case EU_SEL:
	case EU_CSEL:
		return run_choice_double;
	default:
		return run_double;
	}
}

static eu_alu_fn choose_plane(const struct eu_inst *in)
{
	const struct eu_operand *s = in->src;
	u32 factors = DIV_ROUND_UP(eu_channels(in), 8u) * 64;

	if (s[0].where != EU_IN_REG || s[0].indirect || s[0].type != EU_F || s[1].type != EU_F ||
	    s[0].off[0] + 16 > EU_GRF_SPACE)
		return NULL;
	if (in->op->code == EU_PLN && (s[1].where != EU_IN_REG || s[1].indirect ||
				       s[1].off[0] + factors > EU_GRF_SPACE))
		return NULL;
	return run_plane;
}

static bool math_exists(const struct eu_inst *in)
{
	if (in->domain == EU_DOMAIN_INT)
		return in->cond == EU_MATH_INT_QUOTIENT || in->cond == EU_MATH_INT_REMAINDER;
	return (in->cond >= EU_MATH_INV && in->cond <= EU_MATH_COS) ||
	       in->cond == EU_MATH_FDIV || in->cond == EU_MATH_POW;
}

eu_alu_fn eu_alu_choose(const struct eu_inst *in)
{
	if (in->op->code == EU_MATH && !math_exists(in))
		return NULL;
	if (in->op->flags & EU_OP_VECTOR)
		return choose_plane(in);
	switch (in->domain) {
	case EU_DOMAIN_FLOAT:
		return choose_float(in);
	case EU_DOMAIN_DOUBLE:
		return choose_double(in);
	default:
		return choose_int(in);
	}
}
