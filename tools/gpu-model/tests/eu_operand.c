// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operands of random instructions, and what their bits mean.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/eu_operand.h"
#include "tests/test.h"

const u8 opd_sizes[T_COUNT] = { 4, 4, 2, 2, 1, 1, 8, 4, 8, 8, 2 };

bool opd_is_signed(u32 type)
{
	return type == T_D || type == T_W || type == T_B || type == T_Q;
}

u32 opd_place(const struct opd *o, u32 i)
{
	return o->nr * 32u + o->sub +
	       (i / o->width * o->vert + i % o->width * o->horz) * opd_sizes[o->type];
}

u64 opd_bits(const u8 *reg, u32 at, u32 size)
{
	u64 v = 0;

	memcpy(&v, reg + at, size);
	return v;
}

opd_int opd_value(u64 bits, u32 type)
{
	u32 n = opd_sizes[type] * 8;

	if (opd_is_signed(type) && bits >> (n - 1) & 1)
		return (opd_int)bits - ((opd_int)1 << n);
	return bits;
}

opd_int opd_least(u32 type)
{
	return opd_is_signed(type) ? -((opd_int)1 << (opd_sizes[type] * 8 - 1)) : 0;
}

opd_int opd_most(u32 type)
{
	return ((opd_int)1 << (opd_sizes[type] * 8 - opd_is_signed(type))) - 1;
}

bool relation_holds(bool less, bool equal, bool more, u32 cond)
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

struct opd random_source(u32 type, u32 exec)
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
		o.sub = bench_random() % 32 & ~(opd_sizes[type] - 1u);
		if (bench_random() & 1)
			o = r_(o.nr, type);
		else if (bench_random() & 1)
			o = region_(o, 0, 1, 0);
	} while (opd_place(&o, exec - 1) + 8 > 4096 ||
		 opd_place(&o, (exec - 1) & ~(o.width - 1u)) > 4000);
	return o;
}

struct opd random_destination(u32 type, u32 exec)
{
	struct opd o = {
		.file = GRF, .type = type, .nr = 64 + bench_random() % 8,
		.horz = (u8)(1u << bench_random() % 3), .width = 1,
	};

	o.sub = bench_random() % 32 & ~(opd_sizes[type] - 1u);
	o.vert = o.horz;
	if (bench_random() & 1 && exec >= 8) {
		o.horz = 1;
		o.vert = 1;
		o.sub = 0;
	}
	return o;
}

struct how random_how(u32 op)
{
	return (struct how){
		.op = op, .exec = 1u << bench_random() % 5, .pred = bench_random() & 1,
		.inverse = bench_random() & 1, .flag = bench_random() & 3,
		.sat = !(bench_random() & 3), .all = bench_random() & 1,
	};
}

u32 lanes_of(const struct how *how, u32 active, u32 flags)
{
	u32 lanes = (how->exec == 32 ? ~0u : BIT(how->exec) - 1) & (how->all ? ~0u : active);

	if (how->pred && how->op != OP_SEL)
		lanes &= how->inverse ? ~flags : flags;
	return lanes;
}

u32 flags_of(const struct eu_bench *b, u32 flag)
{
	return eu_reg_get(&b->t, EU_REG_FLAG + flag / 2 * 4) >> (flag % 2 * 16);
}

void expect_elements(const u8 *want, const struct eu_bench *b, const char *what,
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

float float_of_bits(u32 bits)
{
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

u32 bits_of_float(float f)
{
	u32 bits;

	memcpy(&bits, &f, sizeof(bits));
	return bits;
}

u32 float_flushed(u32 bits)
{
	return bits & 0x7f800000 ? bits : bits & BIT(31);
}

double double_at(const struct eu_bench *b, u32 reg, u32 n)
{
	double d;

	memcpy(&d, &b->t.reg[reg * 32 + n * 8], 8);
	return d;
}
