// SPDX-License-Identifier: GPL-2.0-only
/*
 * Floats, halves and doubles of the execution units against the host's own, and conversions.
 */
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/eu_operand.h"
#include "tests/test.h"

static float float_source(const u8 *reg, const struct opd *o, u32 i)
{
	u32 bits = float_flushed((u32)opd_bits(reg, opd_place(o, i), 4));

	if (o->abs)
		bits &= ~BIT(31);
	if (o->neg)
		bits ^= BIT(31);
	return float_of_bits(bits);
}

/* Values of all opd_sizes, with some that are special. */
static u32 random_float(void)
{
	static const u32 special[] = {
		0, BIT(31), 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 1,
		0x80000001,
		0x007fffff, 0x00800000, 0x7f7fffff, 0x4b000000, 0x4affffff, 0x3effffff, 0x3f000000,
	};
	u32 r = bench_random();

	if (!(r & 7))
		return special[r >> 4 & 15];
	if (r & 8)
		return (r & 0x807fffff) | (120 + (r >> 8 & 15)) << 23;
	return bench_random();
}

static void fill_floats(struct eu_bench *b)
{
	for (u32 i = 0; i < EU_GRF_SPACE; i += 4)
		eu_reg_set(&b->t, i, random_float());
}

static float float_result(u32 op, float a, float b, float c)
{
	switch (op) {
	case OP_ADD:
		return a + b;
	case OP_MUL:
		return a * b;
	case OP_MAD:
		return fmaf(b, c, a);
	case OP_FRC:
		return a - floorf(a);
	case OP_RNDD:
		return floorf(a);
	case OP_RNDU:
		return ceilf(a);
	case OP_RNDZ:
		return truncf(a);
	case OP_RNDE:
		return nearbyintf(a);
	default:
		return a;
	}
}

static bool same_float(u32 have, u32 want)
{
	return have == want || (isnan(float_of_bits(have)) && isnan(float_of_bits(want)));
}

static void one_float(struct eu_bench *b, u32 op, u32 cond)
{
	struct how how = random_how(op);
	struct opd s[3], d;
	float v[16][3];
	u32 lanes, set = 0, want[16];

	if (op == OP_MAD && how.exec < 4)
		how.exec = 8;
	how.cond = cond;
	bench_restart(b);
	fill_floats(b);
	for (u32 k = 0; k < 3; k++)
		s[k] = op == OP_MAD ? r_(10 + 20 * k + bench_random() % 16, T_F) :
		       random_source(T_F, how.exec);
	d = op == OP_MAD ? r_(80, T_F) : random_destination(T_F, how.exec);
	lanes = lanes_of(&how, b->t.mask, flags_of(b, how.flag));
	if (op == OP_MAD)
		asm_op3(&b->a, how, d, s[0], s[1], s[2]);
	else
		asm_op(&b->a, how, d, s[0], op == OP_ADD || op == OP_MUL ? s[1] : null_(T_F));
	for (u32 i = 0; i < how.exec; i++) {
		for (u32 k = 0; k < 3; k++)
			v[i][k] = float_source(b->t.reg, &s[k], i);
	}
	for (u32 i = 0; i < how.exec; i++) {
		float r = float_result(op, v[i][0], v[i][1], v[i][2]);
		u32 bits = float_flushed(bits_of_float(r));

		/* A MOV that changes nothing moves bits. */
		if (op == OP_MOV && !cond && !how.sat && !s[0].neg && !s[0].abs)
			bits = (u32)opd_bits(b->t.reg, opd_place(&s[0], i), 4);
		set |= (u32)(cond == C_Z ? float_of_bits(bits) == 0 : float_of_bits(bits) > 0) << i;
		if (how.sat)
			bits = float_of_bits(bits) > 0 ?
			       bits_of_float(fminf(float_of_bits(bits), 1)) : 0;
		want[i] = bits;
	}
	bench_step(b);
	for (u32 i = 0; i < how.exec; i++) {
		u32 have = (u32)opd_bits(b->t.reg, opd_place(&d, i), 4);

		if (lanes >> i & 1 && !same_float(have, want[i])) {
			FAIL("op %u of %g, %g, %g is %08x, not %08x", op, v[i][0], v[i][1], v[i][2],
			     have, want[i]);
			break;
		}
	}
	if (cond && (flags_of(b, how.flag) & lanes) != (set & lanes))
		FAIL("op %u: flags", op);
}

static void floats(void)
{
	static const u8 ops[] = {
		OP_ADD, OP_MUL, OP_MAD, OP_FRC, OP_RNDD, OP_RNDU, OP_RNDZ, OP_RNDE, OP_MOV,
	};
	struct eu_bench *b = bench_create(9, 32);

	for (u32 i = 0; i < 20000; i++) {
		u32 op = ops[i % ARRAY_SIZE(ops)];

		one_float(b, op, i % 3 ? C_NONE : i % 2 ? C_Z : C_G);
	}
	free(b);
}

static void set_control(struct eu_bench *b, u32 control)
{
	bench_restart(b);
	asm_mov1(&b->a, arf_(0x80, 0, T_UD), ud_(control));
	bench_step(b);
	bench_restart(b);
}

/* Arithmetic on @f is not moved across this. */
static void settle(float *f)
{
	__asm__ volatile("" : "+m" (*f));
}

/* cr0 chooses how results are rounded, and whether denormals are kept. */
static void rounding_and_denormals(void)
{
	static const int modes[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };
	struct eu_bench *b = bench_create(9, 32);

	for (u32 i = 0; i < 4000; i++) {
		float x, y, want;
		u32 mode = i % 4;

		set_control(b, mode << 4 | BIT(7));
		eu_grf_set(&b->t, 10, 0, random_float());
		eu_grf_set(&b->t, 11, 0, random_float());
		x = float_of_bits(eu_grf(&b->t, 10, 0));
		y = float_of_bits(eu_grf(&b->t, 11, 0));
		asm_op(&b->a, (struct how){ .op = i & 4 ? OP_ADD : OP_MUL, .exec = 1 },
		       s_(12, 0, T_F), s_(10, 0, T_F), s_(11, 0, T_F));
		bench_step(b);
		fesetround(modes[mode]);
		settle(&x);
		settle(&y);
		want = i & 4 ? x + y : x * y;
		settle(&want);
		fesetround(FE_TONEAREST);
		if (!same_float(eu_grf(&b->t, 12, 0), bits_of_float(want)))
			FAIL("mode %u: %08x, not %08x", mode, eu_grf(&b->t, 12, 0),
			     bits_of_float(want));
	}
	free(b);
}

static float compare_source(u32 n)
{
	static const u32 values[] = { 0, BIT(31), 0x3f800000, 0xbf800000, 0x7f800000, 0x7fc00000 };

	return float_of_bits(values[n]);
}

static bool float_holds(float a, float b, u32 cond)
{
	return relation_holds(a < b, a == b, a > b, cond);
}

static void float_comparisons(void)
{
	struct eu_bench *b = bench_create(9, 8);

	for (u32 i = 0; i < 36 * 6; i++) {
		float x = compare_source(i % 6), y = compare_source(i / 6 % 6);
		u32 cond = 1 + i / 36, least_bits;
		bool want = float_holds(x, y, cond);

		bench_restart(b);
		asm_mov1(&b->a, s_(1, 0, T_F), f_(x));
		asm_mov1(&b->a, s_(2, 0, T_F), f_(y));
		asm_op(&b->a, (struct how){ .op = OP_CMP, .exec = 1, .cond = cond }, s_(3, 0, T_F),
		       s_(1, 0, T_F), s_(2, 0, T_F));
		asm_op(&b->a, (struct how){ .op = OP_SEL, .exec = 1, .cond = C_L }, s_(4, 0, T_F),
		       s_(1, 0, T_F), s_(2, 0, T_F));
		EXPECT_EQ(bench_run(b, 4), EU_SLICE);
		EXPECT_EQ(eu_grf(&b->t, 3, 0), want ? ~0u : 0);
		EXPECT_EQ(flags_of(b, 0) & 1, want);
		least_bits = bits_of_float(isnan(x) ? y : isnan(y) || x < y ? x : y);
		EXPECT(same_float(eu_grf(&b->t, 4, 0), least_bits));
	}
	free(b);
}

/* The value of a half, by its definition. */
static float half_value(u32 h)
{
	float sign = h & 0x8000 ? -1 : 1;
	s32 e = (s32)(h >> 10 & 31), m = h & 0x3ff;

	if (e == 31)
		return m ? NAN : sign * INFINITY;
	return sign * (e ? ldexpf((float)(m + 1024), e - 25) : ldexpf((float)m, -24));
}

static void halves(void)
{
	struct eu_bench *b = bench_create(9, 32);
	bool number;

	set_control(b, BIT(10));
	for (u32 h = 0; h < 0x10000; h++) {
		bench_restart(b);
		eu_grf_set(&b->t, 1, 0, h);
		asm_mov1(&b->a, s_(2, 0, T_F), s_(1, 0, T_HF));
		asm_mov1(&b->a, s_(3, 0, T_HF), s_(2, 0, T_F));
		bench_run(b, 2);
		number = (h & 0x7fff) <= 0x7c00;
		if (!same_float(eu_grf(&b->t, 2, 0), bits_of_float(half_value(h))) ||
		    (number && (eu_grf(&b->t, 3, 0) & 0xffff) != h)) {
			FAIL("half %04x: %08x, %04x", h, eu_grf(&b->t, 2, 0), eu_grf(&b->t, 3, 0));
			break;
		}
	}
	free(b);
}

/* The nearest half; of two, that with the last bit 0. */
static u32 nearest_half(float f)
{
	u32 best = 0, low = 0, high = 0x7c00;
	float x = fabsf(f);

	while (low < high) {
		u32 mid = (low + high + 1) / 2;

		if (half_value(mid) <= x)
			low = mid;
		else
			high = mid - 1;
	}
	best = low;
	if (low < 0x7c00) {
		/* As if the exponent went on after the largest half. */
		double next = low == 0x7bff ? 65536.0 : half_value(low + 1);
		double below = x - (double)half_value(low), above = next - x;

		if (below > above || (below == above && low & 1))
			best = low + 1;
	}
	return best | (signbit(f) ? 0x8000 : 0);
}

static void floats_become_halves(void)
{
	struct eu_bench *b = bench_create(9, 32);

	set_control(b, BIT(10) | BIT(7));
	for (u32 i = 0; i < 50000; i++) {
		u32 bits = i & 1 ? random_float() :
			   (bench_random() & 0x807fffff) | (100 + bench_random() % 46) << 23;

		if (isnan(float_of_bits(bits)))
			continue;
		bench_restart(b);
		eu_grf_set(&b->t, 1, 0, bits);
		asm_mov1(&b->a, s_(2, 0, T_HF), s_(1, 0, T_F));
		bench_step(b);
		if ((eu_grf(&b->t, 2, 0) & 0xffff) != nearest_half(float_of_bits(bits))) {
			FAIL("%08x becomes %04x, not %04x", bits, eu_grf(&b->t, 2, 0) & 0xffff,
			     nearest_half(float_of_bits(bits)));
			break;
		}
	}
	free(b);
}

static void floats_become_integers(void)
{
	static const u8 types[] = { T_UD, T_D, T_UW, T_W, T_UB, T_B, T_UQ, T_Q };
	struct eu_bench *b = bench_create(9, 32);

	for (u32 i = 0; i < 20000; i++) {
		u32 type = types[i % 8], bits = float_flushed(random_float());
		double f = float_of_bits(bits);
		u64 want, have;

		bench_restart(b);
		eu_grf_set(&b->t, 1, 0, bits);
		asm_mov1(&b->a, s_(2, 0, type), s_(1, 0, T_F));
		bench_step(b);
		have = opd_bits(b->t.reg, 64, opd_sizes[type]);
		if (isnan(f))
			want = 0;
		else if (f <= (double)opd_least(type))
			want = (u64)opd_least(type);
		else if (f >= (double)opd_most(type))
			want = (u64)opd_most(type);
		else
			want = (u64)(opd_int)f;
		want &= ~0ull >> (64 - opd_sizes[type] * 8);
		if (have != want) {
			FAIL("%g to type %u: %llx, not %llx", f, type, (unsigned long long)have,
			     (unsigned long long)want);
			break;
		}
	}
	free(b);
}

static void integers_become_floats(void)
{
	static const u8 types[] = { T_UD, T_D, T_UW, T_W, T_UB, T_B, T_UQ, T_Q };
	struct eu_bench *b = bench_create(9, 32);

	for (u32 i = 0; i < 5000; i++) {
		u32 type = types[i % 8];
		double d;
		opd_int v;

		bench_restart(b);
		bench_fill(b);
		v = opd_value(opd_bits(b->t.reg, 32, opd_sizes[type]), type);
		asm_mov1(&b->a, s_(2, 0, T_F), s_(1, 0, type));
		asm_mov1(&b->a, s_(4, 0, T_DF), s_(1, 0, type));
		EXPECT_EQ(bench_run(b, 2), EU_SLICE);
		EXPECT_EQ(eu_grf(&b->t, 2, 0),
			  bits_of_float(v < 0 ? (float)(s64)v : (float)(u64)v));
		memcpy(&d, b->t.reg + 128, 8);
		EXPECT(d == (v < 0 ? (double)(s64)v : (double)(u64)v));
	}
	free(b);
}

/* A MOV of equal types moves bits: denormals and what is no number stay as they are. */
static void plain_moves_keep_bits(void)
{
	static const u32 values[] = { 1, 0x80000001, 0x7f800001, 0xffbfffff };
	struct eu_bench *b = bench_create(9, 8);

	for (u32 i = 0; i < ARRAY_SIZE(values); i++) {
		bench_restart(b);
		for (u32 k = 0; k < 8; k++)
			eu_grf_set(&b->t, 1, k, values[i]);
		asm_mov(&b->a, 8, r_(2, T_F), r_(1, T_F));
		bench_step(b);
		EXPECT_EQ(eu_grf(&b->t, 2, 7), values[i]);
	}
	free(b);
}

static void doubles(void)
{
	struct eu_bench *b = bench_create(9, 8);

	for (u32 i = 0; i < 3000; i++) {
		double v[12];

		bench_restart(b);
		for (u32 k = 0; k < 12; k++) {
			v[k] = ldexp((s32)bench_random(), (s32)(bench_random() % 80) - 60);
			memcpy(&b->t.reg[(1 + k / 4) * 32 + k % 4 * 8], &v[k], 8);
		}
		asm_op(&b->a, (struct how){ .op = OP_ADD, .exec = 4 }, r_(4, T_DF), r_(1, T_DF),
		       r_(2, T_DF));
		asm_op(&b->a, (struct how){ .op = OP_MUL, .exec = 4 }, r_(5, T_DF), r_(1, T_DF),
		       r_(2, T_DF));
		asm_op3(&b->a, (struct how){ .op = OP_MAD, .exec = 4 }, r_(6, T_DF), r_(1, T_DF),
			r_(2, T_DF), r_(3, T_DF));
		asm_op(&b->a, (struct how){ .op = OP_CMP, .exec = 4, .cond = C_L }, null_(T_DF),
		       r_(1, T_DF), r_(2, T_DF));
		asm_op(&b->a, (struct how){ .op = OP_SEL, .exec = 4, .cond = C_GE }, r_(7, T_DF),
		       r_(1, T_DF), r_(2, T_DF));
		asm_mov(&b->a, 4, region_(r_(8, T_F), 4, 4, 1), r_(1, T_DF));
		EXPECT_EQ(bench_run(b, 6), EU_SLICE);
		for (u32 k = 0; k < 4; k++) {
			EXPECT(double_at(b, 4, k) == v[k] + v[4 + k]);
			EXPECT(double_at(b, 5, k) == v[k] * v[4 + k]);
			EXPECT(double_at(b, 6, k) == fma(v[4 + k], v[8 + k], v[k]));
			EXPECT(double_at(b, 7, k) == fmax(v[k], v[4 + k]));
			EXPECT_EQ(flags_of(b, 0) >> k & 1, v[k] < v[4 + k]);
			EXPECT_EQ(eu_grf(&b->t, 8, k), float_flushed(bits_of_float((float)v[k])));
		}
	}
	free(b);
}

static const struct test tests[] = {
	TEST(floats),
	TEST(rounding_and_denormals),
	TEST(float_comparisons),
	TEST(halves),
	TEST(floats_become_halves),
	TEST(floats_become_integers),
	TEST(integers_become_floats),
	TEST(plain_moves_keep_bits),
	TEST(doubles),
	{ 0 }
};

SUITE(eu_float, tests);
