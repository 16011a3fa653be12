// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arithmetic of the execution units against the host's own: random instructions on random
 * registers, with regions, types, modifiers, saturation, conditions and predicates.
 */
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/eu_bench.h"
#include "tests/test.h"

typedef __int128 big;

static const u8 sizes[T_COUNT] = { 4, 4, 2, 2, 1, 1, 8, 4, 8, 8, 2 };

static bool is_signed(u32 type)
{
	return type == T_D || type == T_W || type == T_B || type == T_Q;
}

/* Where element @i of an operand is, by the formula of the documents. */
static u32 place(const struct opd *o, u32 i)
{
	return o->nr * 32u + o->sub +
	       (i / o->width * o->vert + i % o->width * o->horz) * sizes[o->type];
}

static u64 bits_at(const u8 *reg, u32 at, u32 size)
{
	u64 v = 0;

	memcpy(&v, reg + at, size);
	return v;
}

static big value_of(u64 bits, u32 type)
{
	u32 n = sizes[type] * 8;

	if (is_signed(type) && bits >> (n - 1) & 1)
		return (big)bits - ((big)1 << n);
	return bits;
}

static big int_source(const u8 *reg, const struct opd *o, u32 i, bool logic)
{
	big v = value_of(bits_at(reg, place(o, i), sizes[o->type]), o->type);

	if (o->abs && v < 0)
		v = -v;
	if (o->neg)
		v = logic ? value_of(~(u64)v & (~0ull >> (64 - sizes[o->type] * 8)), o->type) : -v;
	return v;
}

static big least(u32 type)
{
	return is_signed(type) ? -((big)1 << (sizes[type] * 8 - 1)) : 0;
}

static big most(u32 type)
{
	return ((big)1 << (sizes[type] * 8 - is_signed(type))) - 1;
}

/* With a NaN, none of the three is true. */
static bool relation_holds(bool less, bool equal, bool more, u32 cond)
{
	switch (cond) {
	case C_Z:
		return equal;
	case C_NZ:
		return !equal;
	case C_G:
		return more;
	case C_GE:
		return more || equal;
	case C_L:
		return less;
	default:
		return less || equal;
	}
}

static bool holds(big a, big b, u32 cond)
{
	return relation_holds(a < b, a == b, a > b, cond);
}

static big int_result(u32 op, const struct opd *s0, big a, big b)
{
	u32 n = (u32)b & (sizes[s0->type] == 8 ? 63 : 31);

	switch (op) {
	case OP_MOV:
		return a;
	case OP_NOT:
		return ~a;
	case OP_AND:
		return a & b;
	case OP_OR:
		return a | b;
	case OP_XOR:
		return a ^ b;
	case OP_SHR:
		return (big)((u64)a & (~0ull >> (64 - sizes[s0->type] * 8))) >> n;
	case OP_SHL:
		return a * ((big)1 << n);
	case OP_ASR:
		return a >> n;
	case OP_ADD:
		return a + b;
	case OP_MUL:
		return a * b;
	default:
		return (a + b + 1) >> 1;
	}
}

static struct opd random_source(u32 type, u32 exec)
{
	static const u8 widths[] = { 1, 2, 4, 8, 16 }, horizontal[] = { 0, 1, 2, 4 },
			vertical[] = { 0, 1, 2, 4, 8, 16, 32 };
	struct opd o;

	do {
		o = (struct opd){
			.file = GRF, .type = type, .nr = bench_random() % 60,
			.vert = vertical[bench_random() % 7], .width = widths[bench_random() % 5],
			.horz = horizontal[bench_random() % 4], .neg = bench_random() & 1,
			.abs = !(bench_random() & 3),
		};
		o.sub = bench_random() % 32 & ~(sizes[type] - 1u);
		if (bench_random() & 1)
			o = r_(o.nr, type);
		else if (bench_random() & 1)
			o = region_(o, 0, 1, 0);
	} while (place(&o, exec - 1) + 8 > 4096 || place(&o, (exec - 1) & ~(o.width - 1u)) > 4000);
	return o;
}

static struct opd random_destination(u32 type, u32 exec)
{
	struct opd o = {
		.file = GRF, .type = type, .nr = 64 + bench_random() % 8,
		.horz = (u8)(1u << bench_random() % 3), .width = 1,
	};

	o.sub = bench_random() % 32 & ~(sizes[type] - 1u);
	o.vert = o.horz;
	if (bench_random() & 1 && exec >= 8) {
		o.horz = 1;
		o.vert = 1;
		o.sub = 0;
	}
	return o;
}

static struct how random_how(u32 op)
{
	return (struct how){
		.op = op, .exec = 1u << bench_random() % 5, .pred = bench_random() & 1,
		.inverse = bench_random() & 1, .flag = bench_random() & 3,
		.sat = !(bench_random() & 3), .all = bench_random() & 1,
	};
}

/* Channels that an instruction works on, of those that @flags allows. */
static u32 lanes_of(const struct how *how, u32 active, u32 flags)
{
	u32 lanes = (how->exec == 32 ? ~0u : BIT(how->exec) - 1) & (how->all ? ~0u : active);

	if (how->pred && how->op != OP_SEL)
		lanes &= how->inverse ? ~flags : flags;
	return lanes;
}

static u32 flags_of(const struct eu_bench *b, u32 flag)
{
	return eu_reg_get(&b->t, EU_REG_FLAG + flag / 2 * 4) >> (flag % 2 * 16);
}

static void expect_elements(const u8 *want, const struct eu_bench *b, const char *what,
			    const struct how *how, const struct opd *d)
{
	for (u32 i = 0; i < EU_GRF_SPACE; i++) {
		if (b->t.reg[i] == want[i])
			continue;
		FAIL("%s: op %u (%u) type %u <%u> cond %u sat %u: byte %u of r%u is %02x, not %02x",
		     what, how->op, how->exec, d->type, d->horz, how->cond, how->sat, i % 32,
		     i / 32, b->t.reg[i], want[i]);
		return;
	}
}

static void one_int(struct eu_bench *b, u32 op, u32 cond, bool wide)
{
	u32 types = wide ? 8 : 6;
	static const u8 type[] = { T_UD, T_D, T_UW, T_W, T_UB, T_B, T_UQ, T_Q };
	struct how how = random_how(op);
	struct opd s0 = random_source(type[bench_random() % types], how.exec);
	struct opd s1 = random_source(type[bench_random() % 6], how.exec);
	struct opd d = random_destination(type[bench_random() % types], how.exec);
	bool logic = op >= OP_NOT && op <= OP_XOR;
	u32 lanes, flags, set = 0;
	u8 want[EU_GRF_SPACE];

	how.cond = cond;
	/* These use bits, which are not clamped. */
	if (logic || op == OP_CMP || op == OP_SHL)
		how.sat = false;
	bench_restart(b);
	bench_fill(b);
	b->t.mask = bench_random();
	eu_reg_set(&b->t, EU_REG_FLAG, bench_random());
	eu_reg_set(&b->t, EU_REG_FLAG + 4, bench_random());
	flags = flags_of(b, how.flag);
	lanes = lanes_of(&how, b->t.mask, flags);
	memcpy(want, b->t.reg, sizeof(want));
	asm_op(&b->a, how, d, s0, op == OP_MOV || op == OP_NOT ? null_(T_UD) : s1);
	for (u32 i = 0; i < how.exec; i++) {
		big x = int_source(b->t.reg, &s0, i, logic), y, r;

		y = op == OP_MOV || op == OP_NOT ? 0 : int_source(b->t.reg, &s1, i, logic);
		if (op == OP_CMP)
			r = holds(x, y, cond) ? -1 : 0;
		else if (op == OP_SEL)
			r = (cond ? holds(x, y, cond) : (how.inverse ? ~flags : flags) >> i & 1 ||
			     !how.pred) ? x : y;
		else
			r = int_result(op, &s0, x, y);
		if (how.sat)
			r = r < least(d.type) ? least(d.type) : r > most(d.type) ? most(d.type) : r;
		r = value_of((u64)r & (~0ull >> (64 - sizes[d.type] * 8)), d.type);
		set |= (u32)(op == OP_CMP ? r != 0 : holds(r, 0, cond)) << i;
		if (lanes >> i & 1)
			memcpy(want + place(&d, i), &r, sizes[d.type]);
	}
	bench_step(b);
	expect_elements(want, b, "integers", &how, &d);
	if (cond && op != OP_SEL) {
		u32 have = flags_of(b, how.flag), mask = how.flag % 2 ? 0xffff : ~0u;

		if ((have & mask) != (((flags & ~lanes) | (set & lanes)) & mask))
			FAIL("op %u cond %u: flags are %x, not %x of %x", op, cond, have, set,
			     lanes);
	}
}

static void integers(void)
{
	static const u8 ops[] = {
		OP_MOV, OP_NOT, OP_AND, OP_OR, OP_XOR, OP_SHR, OP_SHL, OP_ASR, OP_ADD, OP_MUL,
		OP_AVG, OP_SEL,
	};
	struct eu_bench *b = bench_create(9, 32);

	for (u32 i = 0; i < 20000; i++) {
		u32 op = ops[i % ARRAY_SIZE(ops)];

		one_int(b, op, i % 5 ? C_NONE : 1 + bench_random() % 6, i % 4 == 0);
		one_int(b, OP_CMP, 1 + bench_random() % 6, i % 4 == 0);
	}
	free(b);
}

/* ---- floats ---- */

static float as_float(u32 bits)
{
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static u32 as_bits(float f)
{
	u32 bits;

	memcpy(&bits, &f, sizeof(bits));
	return bits;
}

static u32 flushed(u32 bits)
{
	return bits & 0x7f800000 ? bits : bits & BIT(31);
}

static float float_source(const u8 *reg, const struct opd *o, u32 i)
{
	u32 bits = flushed((u32)bits_at(reg, place(o, i), 4));

	if (o->abs)
		bits &= ~BIT(31);
	if (o->neg)
		bits ^= BIT(31);
	return as_float(bits);
}

/* Values of all sizes, with some that are special. */
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
	return have == want || (isnan(as_float(have)) && isnan(as_float(want)));
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
		u32 bits = flushed(as_bits(r));

		/* A MOV that changes nothing moves bits. */
		if (op == OP_MOV && !cond && !how.sat && !s[0].neg && !s[0].abs)
			bits = (u32)bits_at(b->t.reg, place(&s[0], i), 4);
		set |= (u32)(cond == C_Z ? as_float(bits) == 0 : as_float(bits) > 0) << i;
		if (how.sat)
			bits = as_float(bits) > 0 ? as_bits(fminf(as_float(bits), 1)) : 0;
		want[i] = bits;
	}
	bench_step(b);
	for (u32 i = 0; i < how.exec; i++) {
		u32 have = (u32)bits_at(b->t.reg, place(&d, i), 4);

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
		x = as_float(eu_grf(&b->t, 10, 0));
		y = as_float(eu_grf(&b->t, 11, 0));
		asm_op(&b->a, (struct how){ .op = i & 4 ? OP_ADD : OP_MUL, .exec = 1 },
		       s_(12, 0, T_F), s_(10, 0, T_F), s_(11, 0, T_F));
		bench_step(b);
		fesetround(modes[mode]);
		settle(&x);
		settle(&y);
		want = i & 4 ? x + y : x * y;
		settle(&want);
		fesetround(FE_TONEAREST);
		if (!same_float(eu_grf(&b->t, 12, 0), as_bits(want)))
			FAIL("mode %u: %08x, not %08x", mode, eu_grf(&b->t, 12, 0), as_bits(want));
	}
	free(b);
}

static float compare_source(u32 n)
{
	static const u32 values[] = { 0, BIT(31), 0x3f800000, 0xbf800000, 0x7f800000, 0x7fc00000 };

	return as_float(values[n]);
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
		least_bits = as_bits(isnan(x) ? y : isnan(y) || x < y ? x : y);
		EXPECT(same_float(eu_grf(&b->t, 4, 0), least_bits));
	}
	free(b);
}

/* ---- conversions ---- */

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
		if (!same_float(eu_grf(&b->t, 2, 0), as_bits(half_value(h))) ||
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

		if (isnan(as_float(bits)))
			continue;
		bench_restart(b);
		eu_grf_set(&b->t, 1, 0, bits);
		asm_mov1(&b->a, s_(2, 0, T_HF), s_(1, 0, T_F));
		bench_step(b);
		if ((eu_grf(&b->t, 2, 0) & 0xffff) != nearest_half(as_float(bits))) {
			FAIL("%08x becomes %04x, not %04x", bits, eu_grf(&b->t, 2, 0) & 0xffff,
			     nearest_half(as_float(bits)));
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
		u32 type = types[i % 8], bits = flushed(random_float());
		double f = as_float(bits);
		u64 want, have;

		bench_restart(b);
		eu_grf_set(&b->t, 1, 0, bits);
		asm_mov1(&b->a, s_(2, 0, type), s_(1, 0, T_F));
		bench_step(b);
		have = bits_at(b->t.reg, 64, sizes[type]);
		if (isnan(f))
			want = 0;
		else if (f <= (double)least(type))
			want = (u64)least(type);
		else if (f >= (double)most(type))
			want = (u64)most(type);
		else
			want = (u64)(big)f;
		want &= ~0ull >> (64 - sizes[type] * 8);
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
		big v;

		bench_restart(b);
		bench_fill(b);
		v = value_of(bits_at(b->t.reg, 32, sizes[type]), type);
		asm_mov1(&b->a, s_(2, 0, T_F), s_(1, 0, type));
		asm_mov1(&b->a, s_(4, 0, T_DF), s_(1, 0, type));
		EXPECT_EQ(bench_run(b, 2), EU_SLICE);
		EXPECT_EQ(eu_grf(&b->t, 2, 0),
			  as_bits(v < 0 ? (float)(s64)v : (float)(u64)v));
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

static double double_at(const struct eu_bench *b, u32 reg, u32 n)
{
	double d;

	memcpy(&d, &b->t.reg[reg * 32 + n * 8], 8);
	return d;
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
			EXPECT_EQ(eu_grf(&b->t, 8, k), flushed(as_bits((float)v[k])));
		}
	}
	free(b);
}

/* ---- single instructions ---- */

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
	return fabs(as_float(bits) - want) <= fabs(want) / 1000000 + FLT_MIN;
}

static void math_functions(void)
{
	struct eu_bench *b = bench_create(9, 8);

	for (u32 i = 1; i < 200; i++) {
		float x = (float)i / 16, y = (float)(i % 7) - 3;
		u32 fx = as_bits(x), fy = as_bits(y);

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

/* MUL with the lower words into the accumulator, then MACH: the upper half of a product. */
static void high_products(void)
{
	struct eu_bench *b = bench_create(9, 16);

	for (u32 round = 0; round < 200; round++) {
		bool sign = round & 1;
		u32 type = sign ? T_D : T_UD;

		bench_restart(b);
		bench_fill(b);
		asm_op(&b->a, (struct how){ .op = OP_MUL, .exec = 8 },
		       region_((struct opd){ .file = ARF, .nr = 0x20, .type = type }, 8, 8, 1),
		       r_(1, type), region_((struct opd){ .file = GRF, .nr = 2, .type = T_UW }, 16,
					    8, 2));
		asm_op(&b->a, (struct how){ .op = OP_MACH, .exec = 8, .acc = true }, r_(3, type),
		       r_(1, type), r_(2, type));
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

		v[0] = (s16)bits_at(b->t.reg, (1 + i / 8) * 32 + i % 8 * 2, 2);
		for (u32 k = 1; k < 4; k++)
			v[k] = (s16)bits_at(b->t.reg, (2 + k) * 32 + i % 8 * 2, 2);
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
		EXPECT_EQ(bits_at(b->t.reg, 320 + i * 8, 8),
			  (u64)((s64)(s32)eu_grf(&b->t, 1, i) * (s32)eu_grf(&b->t, 2, i)));
	for (u32 i = 0; i < 8; i++) {
		s32 v[4];

		for (u32 k = 0; k < 4; k++)
			v[k] = (int16_t)bits_at(b->t.reg, (1 + k) * 32 + i * 2, 2);
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
		eu_grf_set(&b->t, 2, i, as_bits(p[i]));
	for (u32 r = 4; r < 8; r++)
		for (u32 i = 0; i < 8; i++)
			eu_grf_set(&b->t, r, i, as_bits((float)(r * 8 + i)));
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

		EXPECT_EQ(eu_grf(&b->t, 10 + i / 8, i % 8), as_bits(2 * u - 3 * v + 0.5f));
	}
	for (u32 i = 0; i < 8; i++) {
		float x[4], y[4], dot2;

		for (u32 k = 0; k < 4; k++) {
			x[k] = (float)(32 + i / 4 * 4 + k);
			y[k] = x[k] + 8;
		}
		dot2 = x[0] * y[0] + x[1] * y[1];
		EXPECT_EQ(eu_grf(&b->t, 12, i), as_bits(2 * (float)(32 + i) + 0.5f));
		EXPECT_EQ(eu_grf(&b->t, 13, i), as_bits(dot2 + x[2] * y[2] + x[3] * y[3]));
		EXPECT_EQ(eu_grf(&b->t, 14, i), as_bits(dot2 + x[2] * y[2] + y[3]));
		EXPECT_EQ(eu_grf(&b->t, 15, i), as_bits(dot2));
		EXPECT_EQ(eu_grf(&b->t, 16, i), as_bits(dot2 + x[2] * y[2]));
		EXPECT_EQ(eu_grf(&b->t, 17, i), as_bits((float)(32 + i) + 4));
		EXPECT_EQ(eu_grf(&b->t, 18, i), as_bits((float)(40 + i)));
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
		EXPECT_EQ(bits_at(b->t.reg, 4 * 32 + 2 * i, 2), 0x4200);
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

/* ---- registers ---- */

static void immediates(void)
{
	static const float vf[] = { 0.0f, 1.0f, -1.5f, 31.0f };
	struct eu_bench *b = bench_create(9, 8);
	double d = 1.0 / 3;
	u64 bits;

	memcpy(&bits, &d, 8);
	asm_mov(&b->a, 8, r_(1, T_W), (struct opd){ .file = IMM, .type = 6, .imm = 0x8f701234 });
	asm_mov(&b->a, 8, r_(2, T_UW), (struct opd){ .file = IMM, .type = 4, .imm = 0x8f701234 });
	/* 0, 1 (exponent 3), -1.5, 31 (the largest). */
	asm_mov(&b->a, 8, r_(3, T_F), (struct opd){ .file = IMM, .type = 5, .imm = 0x7fb83000 });
	asm_mov(&b->a, 4, r_(4, T_DF), (struct opd){ .file = IMM, .type = 10, .imm = bits });
	asm_mov(&b->a, 8, r_(5, T_F),
		(struct opd){ .file = IMM, .type = 11, .imm = 0x3e003e00 });
	asm_mov(&b->a, 4, r_(6, T_UQ),
		(struct opd){ .file = IMM, .type = 8, .imm = 0x123456789abcdefull });
	EXPECT_EQ(bench_run(b, 6), EU_SLICE);
	for (u32 i = 0; i < 8; i++) {
		u32 digit = 0x8f701234u >> (4 * i) & 0xf;

		EXPECT_EQ(bits_at(b->t.reg, 32 + 2 * i, 2),
			  (u16)(digit & 8 ? (s32)digit - 16 : (s32)digit));
		EXPECT_EQ(bits_at(b->t.reg, 64 + 2 * i, 2), digit);
		EXPECT_EQ(eu_grf(&b->t, 3, i), as_bits(vf[i % 4]));
		EXPECT_EQ(eu_grf(&b->t, 5, i), as_bits(1.5f));
	}
	EXPECT(double_at(b, 4, 3) == d);
	EXPECT_EQ(bits_at(b->t.reg, 6 * 32 + 24, 8), 0x123456789abcdefull);
	free(b);
}

static void indirect_access(void)
{
	struct opd by_row = { .file = GRF, .type = T_UD, .sub = 0, .vert = 15, .width = 1,
			      .indirect = true, .offset = 64 };
	struct opd one = { .file = GRF, .type = T_UD, .sub = 3, .vert = 8, .width = 8, .horz = 1,
			   .indirect = true, .offset = -32 };
	struct eu_bench *b = bench_create(9, 8);

	bench_fill(b);
	for (u32 i = 0; i < 8; i++)
		asm_mov1(&b->a, arf_(0x10, i * 2, T_UW), uw_((u16)(320 + (i * 5 % 8) * 100)));
	asm_mov(&b->a, 8, r_(100, T_UD), by_row);
	asm_mov(&b->a, 8, r_(101, T_UD), one);
	one.sub = 4;
	one.offset = 0x20;
	asm_mov(&b->a, 8, one, r_(1, T_UD));
	EXPECT_EQ(bench_run(b, 11), EU_SLICE);
	for (u32 i = 0; i < 8; i++) {
		EXPECT_EQ(eu_grf(&b->t, 100, i),
			  eu_reg_get(&b->t, 320 + (i * 5 % 8) * 100 + 64));
		EXPECT_EQ(eu_grf(&b->t, 101, i), eu_reg_get(&b->t, 320 + 700 - 32 + i * 4));
		EXPECT_EQ(eu_reg_get(&b->t, 320 + 400 + 32 + i * 4), eu_grf(&b->t, 1, i));
	}
	free(b);
}

static void architecture_registers(void)
{
	struct eu_bench *b = bench_create(9, 16);

	b->t.mask = 0xa5a5;
	asm_mov1(&b->a, s_(1, 0, T_UD), arf_(0x40, 0, T_UD));
	asm_mov1(&b->a, s_(1, 1, T_UD), arf_(0x70, 8, T_UD));
	asm_mov1(&b->a, s_(1, 2, T_UD), arf_(0xa0, 0, T_UD));
	asm_mov1(&b->a, s_(1, 3, T_UD), arf_(0xc0, 0, T_UD));
	asm_mov1(&b->a, arf_(0x30, 2, T_UW), uw_(0x1234));
	asm_mov1(&b->a, s_(1, 4, T_UD), arf_(0x30, 0, T_UD));
	asm_mov1(&b->a, s_(1, 5, T_UD), null_(T_UD));
	EXPECT_EQ(bench_run(b, 7), EU_SLICE);
	EXPECT_EQ(eu_grf(&b->t, 1, 0), 0xa5a5);
	EXPECT_EQ(eu_grf(&b->t, 1, 1), 0xffff);
	EXPECT_EQ(eu_grf(&b->t, 1, 2), 32);
	EXPECT_EQ(eu_grf(&b->t, 1, 3), 0x456789ab);
	EXPECT_EQ(eu_grf(&b->t, 1, 4), 0x12340000);
	EXPECT_EQ(eu_grf(&b->t, 1, 5), 0);
	free(b);
}

/* Each kind of predicate: which of sixteen channels get a 1. */
static u32 lanes_by(struct eu_bench *b, u32 pred, bool inverse, u32 f0, u32 f1)
{
	u32 lanes = 0;

	bench_restart(b);
	eu_reg_set(&b->t, EU_REG_FLAG, f0);
	eu_reg_set(&b->t, EU_REG_FLAG + 4, f1);
	memset(&b->t.reg[32], 0, 64);
	asm_op(&b->a, (struct how){ .op = OP_MOV, .exec = 16, .pred = pred, .inverse = inverse },
	       r_(1, T_UD), ud_(1), null_(T_UD));
	bench_step(b);
	for (u32 i = 0; i < 16; i++)
		lanes |= eu_grf(&b->t, 1 + i / 8, i % 8) << i;
	return lanes;
}

static void predicates(void)
{
	struct eu_bench *b = bench_create(9, 16);

	EXPECT_EQ(lanes_by(b, 0, false, 0x1234, 0), 0xffff);
	EXPECT_EQ(lanes_by(b, 1, false, 0x1234, 0), 0x1234);
	EXPECT_EQ(lanes_by(b, 1, true, 0x1234, 0), 0xedcb);
	EXPECT_EQ(lanes_by(b, 2, false, 0x1234, 0x8001), 0x9235);
	EXPECT_EQ(lanes_by(b, 3, false, 0x1234, 0x1014), 0x1014);
	EXPECT_EQ(lanes_by(b, 4, false, 0x1230, 0), 0x3330);
	EXPECT_EQ(lanes_by(b, 5, false, 0x1230, 0), 0x0030);
	EXPECT_EQ(lanes_by(b, 6, false, 0x0230, 0), 0x0ff0);
	EXPECT_EQ(lanes_by(b, 7, false, 0xf23f, 0), 0xf00f);
	EXPECT_EQ(lanes_by(b, 8, false, 0x0100, 0), 0xff00);
	EXPECT_EQ(lanes_by(b, 9, false, 0x01ff, 0), 0x00ff);
	EXPECT_EQ(lanes_by(b, 10, true, 0x0100, 0), 0);
	EXPECT_EQ(lanes_by(b, 11, true, 0x0100, 0), 0xffff);
	EXPECT_EQ(lanes_by(b, 12, false, 0x10000, 0), 0xffff);
	EXPECT_EQ(lanes_by(b, 13, false, 0xffff, 0), 0);
	free(b);
}

/* The second half of a wide instruction, as two narrow ones: masks, flags and predicates move. */
static void groups_of_channels(void)
{
	struct eu_bench *b = bench_create(9, 32);

	b->t.mask = 0x5500;
	bench_fill(b);
	memset(&b->t.reg[32], 0, 64);
	asm_op(&b->a, (struct how){ .op = OP_MOV, .exec = 8, .group = 8 }, r_(1, T_UD), ud_(7),
	       null_(T_UD));
	asm_op(&b->a,
	       (struct how){ .op = OP_CMP, .exec = 4, .group = 12, .cond = C_Z, .all = true },
	       null_(T_UD), region_(r_(1, T_UD), 4, 4, 1), ud_(7));
	EXPECT_EQ(bench_run(b, 2), EU_SLICE);
	for (u32 i = 0; i < 8; i++)
		EXPECT_EQ(eu_grf(&b->t, 1, i), i % 2 ? 0 : 7);
	EXPECT_EQ(eu_reg_get(&b->t, EU_REG_FLAG), 0x5000);
	free(b);
}

/* ---- what does not exist ---- */

static void expect_bad(u64 low, u64 high)
{
	struct eu_bench *b = bench_create(9, 8);

	b->a.code[0] = low;
	b->a.code[1] = high;
	b->a.n = 2;
	if (bench_run(b, 1) != EU_BAD || !b->t.why)
		FAIL("%016llx %016llx is accepted", (unsigned long long)low,
		     (unsigned long long)high);
	free(b);
}

static void bad_instructions(void)
{
	struct eu_asm a = { .n = 0 };
	u64 raw[2];

	expect_bad(0, 0);
	expect_bad(11, 0);
	expect_bad(93, 0);
	expect_bad(127, 0);
	asm_mov(&a, 8, r_(1, T_UD), r_(2, T_UD));
	memcpy(raw, a.code, sizeof(raw));
	/* Execution size, type, vertical stride; a region past the last register. */
	asm_put(raw, 23, 21, 6);
	expect_bad(raw[0], raw[1]);
	memcpy(raw, a.code, sizeof(raw));
	asm_put(raw, 46, 43, 12);
	expect_bad(raw[0], raw[1]);
	memcpy(raw, a.code, sizeof(raw));
	asm_put(raw, 88, 85, 9);
	expect_bad(raw[0], raw[1]);
	memcpy(raw, a.code, sizeof(raw));
	asm_put(raw, 76, 69, 127);
	asm_put(raw, 68, 64, 4);
	expect_bad(raw[0], raw[1]);
	memcpy(raw, a.code, sizeof(raw));
	asm_put(raw, 60, 53, 128);
	expect_bad(raw[0], raw[1]);
	memcpy(raw, a.code, sizeof(raw));
	asm_put(raw, 19, 16, 14);
	expect_bad(raw[0], raw[1]);
}

/* SENDS came with Gen9. */
static void generations_differ(void)
{
	struct eu_bench *b = bench_create(8, 8);

	b->a.code[0] = OP_SENDS;
	b->a.n = 2;
	EXPECT_EQ(bench_run(b, 1), EU_BAD);
	free(b);
}

/* Any bits are an instruction or are refused; none reaches past the registers. */
static void any_bits(void)
{
	struct eu_bench *b = bench_create(9, 32);

	for (u32 i = 0; i < 200000; i++) {
		bench_restart(b);
		for (u32 k = 0; k < 8; k++)
			b->a.code[k] = (u64)bench_random() << 32 | bench_random();
		b->a.code[0] = (b->a.code[0] & ~0x7full) | (i & 0x7f);
		if (i & 0x80)
			b->a.code[0] |= BIT(29);
		b->a.n = 8;
		bench_run(b, 4);
	}
	free(b);
}

static const struct test tests[] = {
	TEST(integers),
	TEST(floats),
	TEST(rounding_and_denormals),
	TEST(float_comparisons),
	TEST(halves),
	TEST(floats_become_halves),
	TEST(floats_become_integers),
	TEST(integers_become_floats),
	TEST(plain_moves_keep_bits),
	TEST(doubles),
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
	TEST(immediates),
	TEST(indirect_access),
	TEST(architecture_registers),
	TEST(predicates),
	TEST(groups_of_channels),
	TEST(bad_instructions),
	TEST(generations_differ),
	TEST(any_bits),
	{ 0 }
};

SUITE(eu_alu, tests);
