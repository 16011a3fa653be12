// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions that are looked at one by one: bits, divisions, math functions, the accumulator,
 * three sources, and align16.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/eu_operand.h"
#include "tests/test.h"

static u32 run1(struct eu_bench *b, u32 op, u32 type, u32 a)
{
	bench_restart(b);
	asm_mov1(&b->a, s_(1, 0, T_UD), ud_(a));
	asm_op(&b->a, (struct how){ .op = op, .exec = 1 }, s_(2, 0, T_UD), s_(1, 0, type),
	       null_(T_UD));
	EXPECT_EQ(bench_run(b, 2), EU_SLICE);
	return eu_grf(&b->t, 2, 0);
}

static u32 run3(struct eu_bench *b, u32 op, u32 type, u32 x, u32 y, u32 z)
{
	bench_restart(b);
	asm_mov1(&b->a, s_(1, 0, T_UD), ud_(x));
	asm_mov1(&b->a, s_(2, 0, T_UD), ud_(y));
	asm_mov1(&b->a, s_(3, 0, T_UD), ud_(z));
	asm_op3(&b->a, (struct how){ .op = op, .exec = 1 }, s_(4, 0, type), s_(1, 0, type),
		s_(2, 0, type), s_(3, 0, type));
	EXPECT_EQ(bench_run(b, 4), EU_SLICE);
	return eu_grf(&b->t, 4, 0);
}

static u32 run2(struct eu_bench *b, u32 op, u32 fn, u32 type, u32 x, u32 y)
{
	bench_restart(b);
	asm_mov1(&b->a, s_(1, 0, T_UD), ud_(x));
	asm_mov1(&b->a, s_(2, 0, T_UD), ud_(y));
	asm_op(&b->a, (struct how){ .op = op, .exec = 1, .cond = fn }, s_(3, 0, type),
	       s_(1, 0, type), s_(2, 0, type));
	EXPECT_EQ(bench_run(b, 3), EU_SLICE);
	return eu_grf(&b->t, 3, 0);
}

static u32 count_bits(u32 v)
{
	u32 n = 0;

	for (u32 i = 0; i < 32; i++)
		n += v >> i & 1;
	return n;
}

static void bit_operations(void)
{
	struct eu_bench *b = bench_create(9, 8);

	EXPECT_EQ(run1(b, OP_LZD, T_UD, 0), 32);
	EXPECT_EQ(run1(b, OP_LZD, T_UD, 1), 31);
	EXPECT_EQ(run1(b, OP_FBH, T_UD, 0), ~0u);
	EXPECT_EQ(run1(b, OP_FBH, T_UD, 0x00800000), 8);
	EXPECT_EQ(run1(b, OP_FBH, T_D, ~0u), ~0u);
	EXPECT_EQ(run1(b, OP_FBH, T_D, 0xff000000), 8);
	EXPECT_EQ(run1(b, OP_FBL, T_UD, 0), ~0u);
	EXPECT_EQ(run1(b, OP_FBL, T_UD, 0x50), 4);
	for (u32 i = 0; i < 200; i++) {
		u32 v = bench_random(), w = bench_random() % 31 + 1, o = bench_random() % (33 - w),
		    base = bench_random(), mask = (~0u >> (32 - w)) << o, back = 0;

		for (u32 k = 0; k < 32; k++)
			back |= (v >> k & 1) << (31 - k);
		EXPECT_EQ(run1(b, OP_CBIT, T_UD, v), count_bits(v));
		EXPECT_EQ(run1(b, OP_BFREV, T_UD, v), back);
		EXPECT_EQ(run3(b, OP_BFE, T_UD, w, o & 31, v), v >> (o & 31) & (mask >> (o & 31)));
		EXPECT_EQ(run3(b, OP_BFE, T_D, w, o & 31, v),
			  (u32)((s32)(v << (32 - w - (o & 31)) % 32) >> (32 - w)));
		EXPECT_EQ(run2(b, OP_BFI1, 0, T_UD, w, o & 31), mask);
		EXPECT_EQ(run3(b, OP_BFI2, T_UD, mask, v, base), (v << o & mask) | (base & ~mask));
	}
	free(b);
}

static void divisions(void)
{
	struct eu_bench *b = bench_create(9, 8);

	for (u32 i = 0; i < 500; i++) {
		u32 x = bench_random(), y = bench_random() >> (bench_random() % 32);

		if (!y || (x == BIT(31) && y == ~0u))
			continue;
		EXPECT_EQ(run2(b, OP_MATH, 12, T_UD, x, y), x / y);
		EXPECT_EQ(run2(b, OP_MATH, 13, T_UD, x, y), x % y);
		EXPECT_EQ(run2(b, OP_MATH, 12, T_D, x, y), (u32)((s32)x / (s32)y));
		EXPECT_EQ(run2(b, OP_MATH, 13, T_D, x, y), (u32)((s32)x % (s32)y));
	}
	EXPECT_EQ(run2(b, OP_MATH, 12, T_UD, 5, 0), ~0u);
	EXPECT_EQ(run2(b, OP_MATH, 12, T_D, 5, 0), 0x7fffffff);
	EXPECT_EQ(run2(b, OP_MATH, 12, T_D, (u32)-5, 0), 0x80000000);
	free(b);
}

static bool near(u32 bits, double want)
{
	return fabs(float_of_bits(bits) - want) <= fabs(want) / 1000000 + FLT_MIN;
}

static void math_functions(void)
{
	struct eu_bench *b = bench_create(9, 8);

	for (u32 i = 1; i < 200; i++) {
		float x = (float)i / 16, y = (float)(i % 7) - 3;
		u32 fx = bits_of_float(x), fy = bits_of_float(y);

		EXPECT(near(run2(b, OP_MATH, 1, T_F, fx, 0), 1 / (double)x));
		EXPECT(near(run2(b, OP_MATH, 2, T_F, fx, 0), log2(x)));
		EXPECT(near(run2(b, OP_MATH, 3, T_F, fx, 0), exp2(x)));
		EXPECT(near(run2(b, OP_MATH, 4, T_F, fx, 0), sqrt(x)));
		EXPECT(near(run2(b, OP_MATH, 5, T_F, fx, 0), 1 / sqrt(x)));
		EXPECT(near(run2(b, OP_MATH, 6, T_F, fx, 0), sin(x)));
		EXPECT(near(run2(b, OP_MATH, 7, T_F, fx, 0), cos(x)));
		EXPECT(near(run2(b, OP_MATH, 9, T_F, fy, fx), y / (double)x));
		EXPECT(near(run2(b, OP_MATH, 10, T_F, fx, fy), pow(x, y)));
	}
	free(b);
}

/*
 * MUL with the lower words into the accumulator, then MACH: the upper half of a product. Both
 * halves of a wide instruction name acc0, as there is no other one for integers of 32 bits.
 */
static void high_products(void)
{
	struct eu_bench *b = bench_create(9, 16);

	for (u32 round = 0; round < 200; round++) {
		bool sign = round & 1;
		u32 type = sign ? T_D : T_UD;
		u8 group = round & 2 ? 8 : 0;

		bench_restart(b);
		bench_fill(b);
		asm_op(&b->a, (struct how){ .op = OP_MUL, .exec = 8, .group = group },
		       region_((struct opd){ .file = ARF, .nr = 0x20, .type = type }, 8, 8, 1),
		       r_(1, type), region_((struct opd){ .file = GRF, .nr = 2, .type = T_UW }, 16,
					    8, 2));
		asm_op(&b->a,
		       (struct how){ .op = OP_MACH, .exec = 8, .group = group, .acc = true },
		       r_(3, type), r_(1, type), r_(2, type));
		asm_mov(&b->a, 8, r_(4, type),
			region_((struct opd){ .file = ARF, .nr = 0x20, .type = type }, 8, 8, 1));
		EXPECT_EQ(bench_run(b, 3), EU_SLICE);
		for (u32 i = 0; i < 8; i++) {
			u32 x = eu_grf(&b->t, 1, i), y = eu_grf(&b->t, 2, i);
			u64 want = sign ? (u64)((s64)(s32)x * (s32)y) : (u64)x * y;

			EXPECT_EQ(eu_grf(&b->t, 3, i), want >> 32);
			EXPECT_EQ(eu_grf(&b->t, 4, i), (u32)want);
		}
	}
	free(b);
}

/* The second half of a wide instruction has accumulators of its own. */
static void accumulators_of_groups(void)
{
	struct eu_bench *b = bench_create(9, 16);

	bench_fill(b);
	for (u32 half = 0; half < 2; half++)
		asm_op(&b->a,
		       (struct how){ .op = OP_MUL, .exec = 8, .group = 8 * half, .acc = true },
		       null_(T_D), r_(1 + half, T_W), r_(3, T_W));
	for (u32 half = 0; half < 2; half++)
		asm_op(&b->a, (struct how){ .op = OP_MAC, .exec = 8, .group = 8 * half },
		       r_(10 + half, T_D), r_(4, T_W), r_(5, T_W));
	EXPECT_EQ(bench_run(b, 4), EU_SLICE);
	for (u32 i = 0; i < 16; i++) {
		s32 v[4];

		v[0] = (s16)opd_bits(b->t.reg, (1 + i / 8) * 32 + i % 8 * 2, 2);
		for (u32 k = 1; k < 4; k++)
			v[k] = (s16)opd_bits(b->t.reg, (2 + k) * 32 + i % 8 * 2, 2);
		EXPECT_EQ(eu_grf(&b->t, 10 + i / 8, i % 8),
			  (u32)((s64)v[0] * v[1] + (s64)v[2] * v[3]));
	}
	free(b);
}

static void carries(void)
{
	struct eu_bench *b = bench_create(9, 8);
	struct opd acc = region_((struct opd){ .file = ARF, .nr = 0x20, .type = T_UD }, 8, 8, 1);

	for (u32 round = 0; round < 100; round++) {
		bench_restart(b);
		bench_fill(b);
		asm_op(&b->a, (struct how){ .op = OP_ADDC, .exec = 8, .acc = true }, r_(3, T_UD),
		       r_(1, T_UD), r_(2, T_UD));
		asm_mov(&b->a, 8, r_(4, T_UD), acc);
		asm_op(&b->a, (struct how){ .op = OP_SUBB, .exec = 8, .acc = true }, r_(5, T_UD),
		       r_(1, T_UD), r_(2, T_UD));
		asm_mov(&b->a, 8, r_(6, T_UD), acc);
		EXPECT_EQ(bench_run(b, 4), EU_SLICE);
		for (u32 i = 0; i < 8; i++) {
			u32 x = eu_grf(&b->t, 1, i), y = eu_grf(&b->t, 2, i);

			EXPECT_EQ(eu_grf(&b->t, 3, i), x + y);
			EXPECT_EQ(eu_grf(&b->t, 4, i), x + y < x);
			EXPECT_EQ(eu_grf(&b->t, 5, i), x - y);
			EXPECT_EQ(eu_grf(&b->t, 6, i), x < y);
		}
	}
	free(b);
}

/* Products of 64 bits, and MAC on top of the accumulator. */
static void wide_products(void)
{
	struct eu_bench *b = bench_create(9, 8);

	bench_fill(b);
	asm_op(&b->a, (struct how){ .op = OP_MUL, .exec = 4 }, r_(10, T_Q),
	       region_(r_(1, T_D), 4, 4, 1), region_(r_(2, T_D), 4, 4, 1));
	asm_op(&b->a, (struct how){ .op = OP_MUL, .exec = 8, .acc = true }, r_(11, T_D),
	       r_(1, T_W), r_(2, T_W));
	asm_op(&b->a, (struct how){ .op = OP_MAC, .exec = 8 }, r_(12, T_D), r_(3, T_W),
	       r_(4, T_W));
	EXPECT_EQ(bench_run(b, 3), EU_SLICE);
	for (u32 i = 0; i < 4; i++)
		EXPECT_EQ(opd_bits(b->t.reg, 320 + i * 8, 8),
			  (u64)((s64)(s32)eu_grf(&b->t, 1, i) * (s32)eu_grf(&b->t, 2, i)));
	for (u32 i = 0; i < 8; i++) {
		s32 v[4];

		for (u32 k = 0; k < 4; k++)
			v[k] = (int16_t)opd_bits(b->t.reg, (1 + k) * 32 + i * 2, 2);
		EXPECT_EQ(eu_grf(&b->t, 11, i), (u32)(v[0] * v[1]));
		EXPECT_EQ(eu_grf(&b->t, 12, i), (u32)((s64)v[0] * v[1] + (s64)v[2] * v[3]));
	}
	free(b);
}

static void planes_and_dots(void)
{
	struct eu_bench *b = bench_create(9, 16);
	float p[4] = { 2, -3, 99, 0.5f };

	for (u32 i = 0; i < 4; i++)
		eu_grf_set(&b->t, 2, i, bits_of_float(p[i]));
	for (u32 r = 4; r < 8; r++)
		for (u32 i = 0; i < 8; i++)
			eu_grf_set(&b->t, r, i, bits_of_float((float)(r * 8 + i)));
	asm_op(&b->a, (struct how){ .op = OP_PLN, .exec = 16 }, r_(10, T_F), s_(2, 0, T_F),
	       r_(4, T_F));
	asm_op(&b->a, (struct how){ .op = OP_LINE, .exec = 8 }, r_(12, T_F), s_(2, 0, T_F),
	       r_(4, T_F));
	asm_op(&b->a, (struct how){ .op = OP_DP4, .exec = 8 }, r_(13, T_F), r_(4, T_F), r_(5, T_F));
	asm_op(&b->a, (struct how){ .op = OP_DPH, .exec = 8 }, r_(14, T_F), r_(4, T_F), r_(5, T_F));
	asm_op(&b->a, (struct how){ .op = OP_DP2, .exec = 8 }, r_(15, T_F), r_(4, T_F), r_(5, T_F));
	asm_op(&b->a, (struct how){ .op = OP_DP3, .exec = 8 }, r_(16, T_F), r_(4, T_F), r_(5, T_F));
	asm_op3(&b->a, (struct how){ .op = OP_LRP, .exec = 8 }, r_(17, T_F), s_(2, 3, T_F),
		r_(4, T_F), r_(5, T_F));
	asm_op3(&b->a, (struct how){ .op = OP_CSEL, .exec = 8, .cond = C_G }, r_(18, T_F),
		r_(4, T_F), r_(5, T_F), s_(2, 1, T_F));
	EXPECT_EQ(bench_run(b, 8), EU_SLICE);
	for (u32 i = 0; i < 16; i++) {
		float u = (float)((4 + i / 8 * 2) * 8 + i % 8), v = u + 8;

		EXPECT_EQ(eu_grf(&b->t, 10 + i / 8, i % 8), bits_of_float(2 * u - 3 * v + 0.5f));
	}
	for (u32 i = 0; i < 8; i++) {
		float x[4], y[4], dot2;

		for (u32 k = 0; k < 4; k++) {
			x[k] = (float)(32 + i / 4 * 4 + k);
			y[k] = x[k] + 8;
		}
		dot2 = x[0] * y[0] + x[1] * y[1];
		EXPECT_EQ(eu_grf(&b->t, 12, i), bits_of_float(2 * (float)(32 + i) + 0.5f));
		EXPECT_EQ(eu_grf(&b->t, 13, i), bits_of_float(dot2 + x[2] * y[2] + x[3] * y[3]));
		EXPECT_EQ(eu_grf(&b->t, 14, i), bits_of_float(dot2 + x[2] * y[2] + y[3]));
		EXPECT_EQ(eu_grf(&b->t, 15, i), bits_of_float(dot2));
		EXPECT_EQ(eu_grf(&b->t, 16, i), bits_of_float(dot2 + x[2] * y[2]));
		EXPECT_EQ(eu_grf(&b->t, 17, i), bits_of_float((float)(32 + i) + 4));
		EXPECT_EQ(eu_grf(&b->t, 18, i), bits_of_float((float)(40 + i)));
	}
	free(b);
}

/* Halves of three sources may begin at each half of a dword, on Gen9. */
static void halves_of_three_sources(void)
{
	struct eu_bench *b = bench_create(9, 8);
	u64 *raw = b->a.code;

	for (u32 i = 0; i < 8; i++)
		eu_grf_set(&b->t, 1, i, 0x40003c00);
	asm_op3(&b->a, (struct how){ .op = OP_MAD, .exec = 8 }, r_(4, T_HF), s_(1, 0, T_HF),
		s_(1, 1, T_HF), s_(1, 2, T_HF));
	/* 1 + 2 * 1: the second source is the upper half. */
	asm_put(raw, 105, 105, 1);
	bench_step(b);
	for (u32 i = 0; i < 8; i++)
		EXPECT_EQ(opd_bits(b->t.reg, 4 * 32 + 2 * i, 2), 0x4200);
	free(b);
}

/* Align16: groups of four channels, a swizzle of the source, a mask of the destination. */
static void swizzles_and_masks(void)
{
	struct eu_bench *b = bench_create(9, 8);
	u64 *raw = b->a.code;

	bench_fill(b);
	for (u32 i = 0; i < 8; i++)
		eu_grf_set(&b->t, 4, i, 7);
	asm_mov(&b->a, 8, r_(4, T_UD), region_(r_(1, T_UD), 4, 4, 1));
	asm_put(raw, 8, 8, 1);
	/* .wxyz of the source, .xzw of the destination. */
	asm_put(raw, 67, 64, 3 | 0 << 2);
	asm_put(raw, 83, 80, 1 | 2 << 2);
	asm_put(raw, 84, 84, 0);
	asm_put(raw, 51, 48, 0xd);
	bench_step(b);
	for (u32 i = 0; i < 8; i++)
		EXPECT_EQ(eu_grf(&b->t, 4, i),
			  i % 4 == 1 ? 7 : eu_grf(&b->t, 1, i / 4 * 4 + (i + 3) % 4));
	free(b);
}

static const struct test tests[] = {
	TEST(bit_operations),
	TEST(divisions),
	TEST(math_functions),
	TEST(high_products),
	TEST(accumulators_of_groups),
	TEST(carries),
	TEST(wide_products),
	TEST(planes_and_dots),
	TEST(halves_of_three_sources),
	TEST(swizzles_and_masks),
	{ 0 }
};

SUITE(eu_inst, tests);
