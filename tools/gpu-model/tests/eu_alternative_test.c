// SPDX-License-Identifier: GPL-2.0-only
/*
 * The alternative floating point mode beside that of IEEE 754. Results are worked out here from the
 * documents' rules, which eu/alternative.c names; what the model chose is marked.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/eu_operand.h"
#include "tests/test.h"

#define ALTERNATIVE	BIT(0)
#define KEEP_F		BIT(7)

#define MOST		0x7f7fffffu
#define LEAST		0xff7fffffu
#define INF		0x7f800000u
#define MINUS_INF	0xff800000u
#define NO_NUMBER	0x7fc00000u
#define ONE		0x3f800000u
#define MINUS_ONE	0xbf800000u
#define TWO		0x40000000u
#define MINUS_TWO	0xc0000000u
#define MINUS_0		0x80000000u

enum { INV = 1, LOG, EXP, SQRT, RSQ, SIN, COS, FDIV = 9, POW };

static void set_control(struct eu_bench *b, u32 control)
{
	bench_restart(b);
	asm_mov1(&b->a, arf_(0x80, 0, T_UD), ud_(control));
	bench_step(b);
	bench_restart(b);
}

/* Sources in r10 to r12, the same for all channels. */
static void put_sources(struct eu_bench *b, u32 x, u32 y, u32 z)
{
	for (u32 i = 0; i < 8; i++) {
		eu_grf_set(&b->t, 10, i, x);
		eu_grf_set(&b->t, 11, i, y);
		eu_grf_set(&b->t, 12, i, z);
	}
}

/**
 * struct rule - an operation whose result depends on the mode
 * @op: opcode
 * @fn: condition, or function of MATH
 * @x, @y, @z: sources
 * @ieee: result
 * @alternative: likewise
 */
struct rule {
	u8 op;
	u8 fn;
	u32 x, y, z;
	u32 ieee;
	u32 alternative;
};

static bool same(u32 have, u32 want)
{
	return have == want || (isnan(float_of_bits(have)) && isnan(float_of_bits(want)));
}

static void expect_rule(struct eu_bench *b, const struct rule *r, bool alternative)
{
	const struct how how = { .op = r->op, .exec = 8, .cond = r->fn };
	u32 want = alternative ? r->alternative : r->ieee, have;

	set_control(b, alternative ? ALTERNATIVE | KEEP_F : KEEP_F);
	put_sources(b, r->x, r->y, r->z);
	if (r->op == OP_MAD || r->op == OP_LRP)
		asm_op3(&b->a, how, r_(20, T_F), r_(10, T_F), r_(11, T_F), r_(12, T_F));
	else
		asm_op(&b->a, how, r_(20, T_F), r_(10, T_F), r_(11, T_F));
	bench_step(b);
	have = eu_grf(&b->t, 20, 5);
	if (!same(have, want))
		FAIL("op %u.%u of %08x, %08x, %08x is %08x, not %08x%s", r->op, r->fn, r->x, r->y,
		     r->z, have, want, alternative ? " (alternative)" : "");
}

static void expect_rules(const struct rule *rules, u32 n)
{
	struct eu_bench *b = bench_create(9, 8);

	for (u32 i = 0; i < 2 * n; i++)
		expect_rule(b, &rules[i / 2], i & 1);
	free(b);
}

/* What would be infinite is the largest number of its sign. */
static void largest_numbers(void)
{
	static const struct rule rules[] = {
		{ OP_ADD, 0, MOST, MOST, 0, INF, MOST },
		{ OP_ADD, 0, LEAST, LEAST, 0, MINUS_INF, LEAST },
		{ OP_MUL, 0, MOST, TWO, 0, INF, MOST },
		{ OP_MUL, 0, MOST, MINUS_TWO, 0, MINUS_INF, LEAST },
		{ OP_MAD, 0, MOST, MOST, TWO, INF, MOST },
		{ OP_MAD, 0, ONE, MINUS_TWO, MOST, MINUS_INF, LEAST },
		{ OP_LRP, 0, ONE, MOST, 0, MOST, MOST },
		{ OP_DP4, 0, MOST, ONE, 0, INF, MOST },
		{ OP_MATH, INV, 0, 0, 0, INF, MOST },
		{ OP_MATH, INV, MINUS_0, 0, 0, MINUS_INF, LEAST },
		{ OP_MATH, EXP, 0x43480000, 0, 0, INF, MOST },
		{ OP_MATH, FDIV, ONE, 0, 0, INF, MOST },
		{ OP_MATH, FDIV, MINUS_ONE, 0, 0, MINUS_INF, LEAST },
		{ OP_MATH, POW, 0, MINUS_ONE, 0, INF, MOST },
		{ OP_MATH, POW, MOST, TWO, 0, INF, MOST },
	};

	expect_rules(rules, ARRAY_SIZE(rules));
}

/* Logarithms and roots take the absolute value. */
static void absolute_values(void)
{
	static const struct rule rules[] = {
		{ OP_MATH, LOG, 0, 0, 0, MINUS_INF, LEAST },
		{ OP_MATH, LOG, MINUS_0, 0, 0, MINUS_INF, LEAST },
		{ OP_MATH, LOG, MINUS_TWO, 0, 0, NO_NUMBER, ONE },
		{ OP_MATH, LOG, TWO, 0, 0, ONE, ONE },
		{ OP_MATH, SQRT, 0xc0800000, 0, 0, NO_NUMBER, TWO },
		{ OP_MATH, SQRT, 0x40800000, 0, 0, TWO, TWO },
		{ OP_MATH, RSQ, 0xc0800000, 0, 0, NO_NUMBER, 0x3f000000 },
		{ OP_MATH, RSQ, 0, 0, 0, INF, MOST },
		{ OP_MATH, RSQ, MINUS_0, 0, 0, MINUS_INF, MOST },
		/* Others keep the sign. */
		{ OP_MATH, INV, MINUS_TWO, 0, 0, 0xbf000000, 0xbf000000 },
		{ OP_MATH, EXP, MINUS_ONE, 0, 0, 0x3f000000, 0x3f000000 },
		{ OP_MATH, FDIV, MINUS_ONE, TWO, 0, 0xbf000000, 0xbf000000 },
	};

	expect_rules(rules, ARRAY_SIZE(rules));
}

/* Products of 0 are 0, so that the power 0 of 0 is 1. */
static void products_of_zero(void)
{
	static const struct rule rules[] = {
		{ OP_MATH, POW, 0, 0, 0, NO_NUMBER, ONE },
		{ OP_MATH, POW, MINUS_0, 0, 0, NO_NUMBER, ONE },
		{ OP_MATH, POW, MINUS_TWO, 0, 0, ONE, ONE },
		/* Drivers multiply by what is infinite as a constant. */
		{ OP_MUL, 0, 0, INF, 0, NO_NUMBER, 0 },
		{ OP_MUL, 0, MINUS_INF, 0, 0, NO_NUMBER, MINUS_0 },
		{ OP_MUL, 0, 0, NO_NUMBER, 0, NO_NUMBER, 0 },
		{ OP_MAD, 0, ONE, INF, 0, NO_NUMBER, ONE },
	};

	expect_rules(rules, ARRAY_SIZE(rules));
}

/* Denormals are 0, although cr0 says that they are kept. */
static void no_denormals(void)
{
	static const struct rule rules[] = {
		{ OP_MUL, 0, 0x00800000, 0x3f000000, 0, 0x00400000, 0 },
		{ OP_MUL, 0, 0x80800000, 0x3f000000, 0, 0x80400000, MINUS_0 },
		{ OP_MUL, 0, 1, 0x4b800000, 0, 0x01000000, 0 },
		{ OP_MATH, INV, 1, 0, 0, INF, MOST },
	};

	expect_rules(rules, ARRAY_SIZE(rules));
}

/* Chosen: sources that are no numbers, and results that would be none. */
static void what_is_not_expected(void)
{
	static const struct rule rules[] = {
		{ OP_ADD, 0, INF, 0, 0, INF, MOST },
		{ OP_ADD, 0, INF, MINUS_INF, 0, NO_NUMBER, 0 },
		{ OP_ADD, 0, NO_NUMBER, ONE, 0, NO_NUMBER, 0 },
		{ OP_MATH, FDIV, 0, 0, 0, NO_NUMBER, 0 },
		{ OP_MATH, SIN, INF, 0, 0, NO_NUMBER, 0xbf0599b3 },
		{ OP_SEL, C_L, INF, ONE, 0, ONE, ONE },
		{ OP_SEL, C_GE, INF, ONE, 0, INF, MOST },
		{ OP_SEL, C_L, NO_NUMBER, ONE, 0, ONE, ONE },
		{ OP_CMP, C_L, MOST, INF, 0, ~0u, 0 },
		{ OP_CMP, C_L, ONE, TWO, 0, ~0u, ~0u },
	};

	expect_rules(rules, ARRAY_SIZE(rules));
}

/* Flags see the result as it is held; the accumulator holds it, too. */
static void flags_and_accumulators(void)
{
	struct eu_bench *b = bench_create(9, 8);

	for (u32 i = 0; i < 2; i++) {
		set_control(b, i ? ALTERNATIVE : 0);
		put_sources(b, MOST, MOST, 0);
		asm_op(&b->a, (struct how){ .op = OP_ADD, .exec = 8, .cond = C_O, .acc = true },
		       r_(20, T_F), r_(10, T_F), r_(11, T_F));
		asm_mov(&b->a, 8, r_(21, T_F), arf_(0x20, 0, T_F));
		EXPECT_EQ(bench_run(b, 2), EU_SLICE);
		EXPECT_EQ(flags_of(b, 0) & 0xff, i ? 0 : 0xff);
		EXPECT_EQ(eu_grf(&b->t, 21, 7), i ? MOST : INF);
	}
	free(b);
}

/* PLN and LINE read their sources in another way. */
static void planes(void)
{
	struct eu_bench *b = bench_create(9, 8);

	for (u32 i = 0; i < 4; i++) {
		set_control(b, i & 1 ? ALTERNATIVE : 0);
		put_sources(b, TWO, MOST, MOST);
		if (i & 2)
			eu_grf_set(&b->t, 10, 0, MOST);
		asm_op(&b->a, (struct how){ .op = i & 2 ? OP_LINE : OP_PLN, .exec = 8 },
		       r_(20, T_F), region_(r_(10, T_F), 0, 1, 0), r_(11, T_F));
		EXPECT_EQ(bench_run(b, 1), EU_SLICE);
		EXPECT_EQ(eu_grf(&b->t, 20, 3), i & 1 ? MOST : INF);
		/* Nothing of an infinite source. */
		bench_restart(b);
		put_sources(b, 0, INF, INF);
		eu_grf_set(&b->t, 10, 3, ONE);
		asm_op(&b->a, (struct how){ .op = i & 2 ? OP_LINE : OP_PLN, .exec = 8 },
		       r_(20, T_F), region_(r_(10, T_F), 0, 1, 0), r_(11, T_F));
		EXPECT_EQ(bench_run(b, 1), EU_SLICE);
		EXPECT(same(eu_grf(&b->t, 20, 3), i & 1 ? ONE : NO_NUMBER));
	}
	free(b);
}

/* The mode is that of F. Bits that are only moved, and other types, stay as they are. */
static void other_types(void)
{
	static const double most = 1.7976931348623157e308;
	struct eu_bench *b = bench_create(9, 8);
	double sum;

	set_control(b, ALTERNATIVE);
	put_sources(b, NO_NUMBER, 0x47c35000, INF);
	for (u32 i = 0; i < 4; i++)
		memcpy(&b->t.reg[14 * EU_GRF_BYTES + 8 * i], &most, sizeof(most));
	asm_mov(&b->a, 8, r_(20, T_F), r_(10, T_F));
	asm_mov1(&b->a, s_(21, 0, T_HF), s_(11, 0, T_F));
	asm_op(&b->a, (struct how){ .op = OP_ADD, .exec = 1 }, s_(22, 0, T_HF),
	       s_(21, 0, T_HF), s_(21, 0, T_HF));
	asm_op(&b->a, (struct how){ .op = OP_ADD, .exec = 4 }, r_(24, T_DF), r_(14, T_DF),
	       r_(14, T_DF));
	asm_mov1(&b->a, s_(25, 0, T_D), s_(12, 0, T_F));
	EXPECT_EQ(bench_run(b, 5), EU_SLICE);
	EXPECT_EQ(eu_grf(&b->t, 20, 3), NO_NUMBER);
	EXPECT_EQ(eu_grf(&b->t, 21, 0) & 0xffff, 0x7c00);
	EXPECT_EQ(eu_grf(&b->t, 22, 0) & 0xffff, 0x7c00);
	sum = double_at(b, 24, 2);
	EXPECT(isinf(sum));
	EXPECT_EQ(eu_grf(&b->t, 25, 0), 0x7fffffff);
	free(b);
}

/* Half of what is the largest number is a limit of saturation as well. */
static void saturation(void)
{
	struct eu_bench *b = bench_create(9, 8);

	set_control(b, ALTERNATIVE);
	put_sources(b, MOST, MOST, MINUS_INF);
	asm_op(&b->a, (struct how){ .op = OP_ADD, .exec = 8, .sat = true }, r_(20, T_F),
	       r_(10, T_F), r_(11, T_F));
	asm_op(&b->a, (struct how){ .op = OP_ADD, .exec = 8, .sat = true }, r_(21, T_F),
	       r_(12, T_F), r_(12, T_F));
	EXPECT_EQ(bench_run(b, 2), EU_SLICE);
	EXPECT_EQ(eu_grf(&b->t, 20, 1), ONE);
	EXPECT_EQ(eu_grf(&b->t, 21, 1), 0);
	free(b);
}

/* Whatever the operation and the bits, no result is infinite, denormal, or no number. */
static void random_results(void)
{
	static const u8 ops[] = { OP_ADD, OP_MUL, OP_MAC, OP_FRC, OP_RNDD, OP_DP4, OP_DPH, OP_DP3,
				  OP_DP2, OP_MAD, OP_LRP, OP_MATH, OP_MATH, OP_SEL };
	struct eu_bench *b = bench_create(9, 8);

	set_control(b, ALTERNATIVE | KEEP_F);
	for (u32 i = 0; i < 20000; i++) {
		u32 op = ops[i % ARRAY_SIZE(ops)], fn = 0, e;

		bench_restart(b);
		bench_fill(b);
		if (op == OP_MATH)
			fn = i & 1 ? 1 + bench_random() % 7 : 9 + bench_random() % 2;
		else if (op == OP_SEL)
			fn = C_G + bench_random() % 4;
		if (op == OP_MAD || op == OP_LRP)
			asm_op3(&b->a, (struct how){ .op = (u8)op, .exec = 8 }, r_(20, T_F),
				r_(10, T_F), r_(11, T_F), r_(12, T_F));
		else
			asm_op(&b->a, (struct how){ .op = (u8)op, .exec = 8, .cond = (u8)fn },
			       r_(20, T_F), r_(10, T_F), r_(11, T_F));
		bench_step(b);
		for (u32 k = 0; k < 8; k++) {
			u32 bits = eu_grf(&b->t, 20, k);

			e = bits >> 23 & 0xff;
			if (e == 0xff || (!e && bits & 0x7fffff))
				FAIL("op %u.%u of %08x, %08x is %08x", op, fn,
				     eu_grf(&b->t, 10, k), eu_grf(&b->t, 11, k), bits);
		}
	}
	free(b);
}

static const struct test tests[] = {
	TEST(largest_numbers),
	TEST(absolute_values),
	TEST(products_of_zero),
	TEST(no_denormals),
	TEST(what_is_not_expected),
	TEST(flags_and_accumulators),
	TEST(planes),
	TEST(other_types),
	TEST(saturation),
	TEST(random_results),
	{ 0 }
};

SUITE(eu_alternative, tests);
