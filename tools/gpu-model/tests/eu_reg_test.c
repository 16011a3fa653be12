// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers: immediates, indirect access, architecture registers, predicates, groups of channels;
 * and instructions that do not exist.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/eu_operand.h"
#include "tests/test.h"

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

		EXPECT_EQ(opd_bits(b->t.reg, 32 + 2 * i, 2),
			  (u16)(digit & 8 ? (s32)digit - 16 : (s32)digit));
		EXPECT_EQ(opd_bits(b->t.reg, 64 + 2 * i, 2), digit);
		EXPECT_EQ(eu_grf(&b->t, 3, i), bits_of_float(vf[i % 4]));
		EXPECT_EQ(eu_grf(&b->t, 5, i), bits_of_float(1.5f));
	}
	EXPECT(double_at(b, 4, 3) == d);
	EXPECT_EQ(opd_bits(b->t.reg, 6 * 32 + 24, 8), 0x123456789abcdefull);
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

SUITE(eu_reg, tests);
