// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arithmetic of the execution units on integers against the host's own: random instructions on
 * random registers, with regions, types, modifiers, saturation, conditions and predicates.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/eu_operand.h"
#include "tests/test.h"

static opd_int int_source(const u8 *reg, const struct opd *o, u32 i, bool logic)
{
	opd_int v = opd_value(opd_bits(reg, opd_place(o, i), opd_sizes[o->type]), o->type);

	if (o->abs && v < 0)
		v = -v;
	if (o->neg)
		v = logic ? opd_value(~(u64)v & (~0ull >> (64 - opd_sizes[o->type] * 8)),
				      o->type) : -v;
	return v;
}

static bool holds(opd_int a, opd_int b, u32 cond)
{
	return relation_holds(a < b, a == b, a > b, cond);
}

static opd_int int_result(u32 op, const struct opd *s0, opd_int a, opd_int b)
{
	u32 n = (u32)b & (opd_sizes[s0->type] == 8 ? 63 : 31);

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
		return (opd_int)((u64)a & (~0ull >> (64 - opd_sizes[s0->type] * 8))) >> n;
	case OP_SHL:
		return a * ((opd_int)1 << n);
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

static opd_int clamped(opd_int v, u32 type)
{
	if (v < opd_least(type))
		return opd_least(type);
	return v > opd_most(type) ? opd_most(type) : v;
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
		opd_int x = int_source(b->t.reg, &s0, i, logic), y, r;

		y = op == OP_MOV || op == OP_NOT ? 0 : int_source(b->t.reg, &s1, i, logic);
		if (op == OP_CMP)
			r = holds(x, y, cond) ? -1 : 0;
		else if (op == OP_SEL)
			r = (cond ? holds(x, y, cond) : (how.inverse ? ~flags : flags) >> i & 1 ||
			     !how.pred) ? x : y;
		else
			r = int_result(op, &s0, x, y);
		if (how.sat)
			r = clamped(r, d.type);
		r = opd_value((u64)r & (~0ull >> (64 - opd_sizes[d.type] * 8)), d.type);
		set |= (u32)(op == OP_CMP ? r != 0 : holds(r, 0, cond)) << i;
		if (lanes >> i & 1)
			memcpy(want + opd_place(&d, i), &r, opd_sizes[d.type]);
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

static const struct test tests[] = {
	TEST(integers),
	{ 0 }
};

SUITE(eu_int, tests);
