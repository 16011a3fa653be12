// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compacted instructions against the tables as the documents print them: bit by bit, from high to
 * low.
 *
 * Source: Intel OSRC Broadwell PRM vol 7, "EU Compact Instruction" tables, as Mesa
 * compiler/brw_eu_compact.c has them.
 */
#include <stdlib.h>
#include <string.h>

#include "eu/compact.h"
#include "tests/eu_bench.h"
#include "tests/test.h"

static const char * const control[32] = {
	"0000000000000000010", "0000100000000000000", "0000100000000000001",
	"0000100000000000010", "0000100000000000011", "0000100000000000100",
	"0000100000000000101", "0000100000000000111", "0000100000000001000",
	"0000100000000001001", "0000100000000001101", "0000110000000000000",
	"0000110000000000001", "0000110000000000010", "0000110000000000011",
	"0000110000000000100", "0000110000000000101", "0000110000000000111",
	"0000110000000001001", "0000110000000001101", "0000110000000010000",
	"0000110000100000000", "0001000000000000000", "0001000000000000010",
	"0001000000000000100", "0001000000100000000", "0010110000000000000",
	"0010110000000010000", "0011000000000000000", "0011000000100000000",
	"0101000000000000000", "0101000000100000000",
};

static const char * const datatype[32] = {
	"001000000000000000001", "001000000000001000000", "001000000000001000001",
	"001000000000011000001", "001000000000101011101", "001000000010111011101",
	"001000000011101000001", "001000000011101000101", "001000000011101011101",
	"001000001000001000001", "001000011000001000000", "001000011000001000001",
	"001000101000101000101", "001000111000101000100", "001000111000101000101",
	"001011100011101011101", "001011101011100011101", "001011101011101011100",
	"001011101011101011101", "001011111011101011100", "000000000010000001100",
	"001000000000001011101", "001000000000101000101", "001000001000001000000",
	"001000101000101000100", "001000111000100000100", "001001001001000001001",
	"001010111011101011101", "001011111011101011101", "001001111001101001100",
	"001001001001001001000", "001001011001001001000",
};

static const char * const subregister[32] = {
	"000000000000000", "000000000000001", "000000000001000", "000000000001111",
	"000000000010000", "000000010000000", "000000100000000", "000000110000000",
	"000001000000000", "000001000010000", "000001010000000", "001000000000000",
	"001000000000001", "001000010000001", "001000010000010", "001000010000011",
	"001000010000100", "001000010000111", "001000010001000", "001000010001110",
	"001000010001111", "001000110000000", "001000111101000", "010000000000000",
	"010000110000000", "011000000000000", "011110010000111", "100000000000000",
	"101000000000000", "110000000000000", "111000000000000", "111000000011100",
};

static const char * const source[32] = {
	"000000000000", "000000000010", "000000010000", "000000010010", "000000011000",
	"000000100000", "000000101000", "000001001000", "000001010000", "000001110000",
	"000001111000", "001100000000", "001100000010", "001100001000", "001100010000",
	"001100010010", "001100100000", "001100101000", "001100111000", "001101000000",
	"001101000010", "001101001000", "001101010000", "001101100000", "001101101000",
	"001101110000", "001101110001", "001101111000", "010001101000", "010001101001",
	"010001101010", "010110001000",
};

/* Where the bits of a table's entry go, as ranges from high to low; ended by 0, 0. */
struct range {
	u8 high;
	u8 low;
};

static const struct range control_at[] = { { 33, 31 }, { 23, 12 }, { 10, 9 }, { 34, 34 }, { 8, 8 },
					   { 0 } };
static const struct range datatype_at[] = { { 63, 61 }, { 94, 89 }, { 46, 35 }, { 0 } };
static const struct range subregister_at[] = { { 100, 96 }, { 68, 64 }, { 52, 48 }, { 0 } };
static const struct range source0_at[] = { { 88, 77 }, { 0 } };
static const struct range source1_at[] = { { 120, 109 }, { 0 } };

static void put_entry(u64 *raw, const char *bits, const struct range *at)
{
	for (; at->high; at++)
		for (u32 i = at->high + 1u; i-- > at->low;)
			asm_put(raw, i, i, (u64)(*bits++ - '0'));
}

/* Indices into the tables, and the fields that are as they are. */
struct compact {
	u32 control, datatype, subregister, source0, source1;
	u32 dst, reg0, reg1, cond;
	bool acc, debug;
};

static u64 compacted(const struct compact *c)
{
	u64 raw[2] = { OP_ADD };

	asm_put(raw, 7, 7, c->debug);
	asm_put(raw, 12, 8, c->control);
	asm_put(raw, 17, 13, c->datatype);
	asm_put(raw, 22, 18, c->subregister);
	asm_put(raw, 23, 23, c->acc);
	asm_put(raw, 27, 24, c->cond);
	asm_put(raw, 29, 29, 1);
	asm_put(raw, 34, 30, c->source0);
	asm_put(raw, 39, 35, c->source1);
	asm_put(raw, 47, 40, c->dst);
	asm_put(raw, 55, 48, c->reg0);
	asm_put(raw, 63, 56, c->reg1);
	return raw[0];
}

static void full(const struct compact *c, u64 *raw)
{
	u32 low;

	raw[0] = OP_ADD;
	raw[1] = 0;
	put_entry(raw, control[c->control], control_at);
	put_entry(raw, datatype[c->datatype], datatype_at);
	put_entry(raw, subregister[c->subregister], subregister_at);
	put_entry(raw, source[c->source0], source0_at);
	put_entry(raw, source[c->source1], source1_at);
	asm_put(raw, 27, 24, c->cond);
	asm_put(raw, 28, 28, c->acc);
	asm_put(raw, 30, 30, c->debug);
	asm_put(raw, 60, 53, c->dst);
	asm_put(raw, 76, 69, c->reg0);
	asm_put(raw, 108, 101, c->reg1);
	if ((raw[0] >> 41 & 3) != IMM && (raw[1] >> 25 & 3) != IMM)
		return;
	/* An immediate: 13 bits with their sign. */
	low = c->source1 << 8 | c->reg1;
	asm_put(raw, 127, 96, low & 0x1000 ? low | 0xffffe000 : low);
}

static void all_table_entries(void)
{
	for (u32 i = 0; i < 20000; i++) {
		struct compact c = {
			bench_random() % 32, bench_random() % 32, bench_random() % 32,
			bench_random() % 32, bench_random() % 32, bench_random() & 0xff,
			bench_random() & 0xff, bench_random() & 0xff, bench_random() & 0xf,
			bench_random() & 1, bench_random() & 1,
		};
		u64 want[2], have[2];

		full(&c, want);
		eu_uncompact(8 + i % 2, compacted(&c), have);
		if (have[0] == want[0] && have[1] == want[1])
			continue;
		FAIL("%016llx is %016llx %016llx, not %016llx %016llx",
		     (unsigned long long)compacted(&c), (unsigned long long)have[1],
		     (unsigned long long)have[0], (unsigned long long)want[1],
		     (unsigned long long)want[0]);
		break;
	}
}

/* mad(8) g9<1>F g2<4,4,1>F g3<4,4,1>F g4.1<0,1,0>F, with saturation. */
static void three_sources(void)
{
	u64 compact[2] = { OP_MAD }, have[2], want[2] = { OP_MAD };

	asm_put(compact, 9, 8, 1);
	asm_put(compact, 11, 10, 0);
	asm_put(compact, 18, 12, 9);
	asm_put(compact, 29, 29, 1);
	asm_put(compact, 31, 31, 1);
	asm_put(compact, 33, 33, 1);
	asm_put(compact, 42, 40, 1);
	asm_put(compact, 49, 43, 2);
	asm_put(compact, 56, 50, 3);
	asm_put(compact, 63, 57, 4);
	/* Align16, eight channels. */
	asm_put(want, 8, 8, 1);
	asm_put(want, 23, 21, 3);
	asm_put(want, 31, 31, 1);
	asm_put(want, 52, 49, 0xf);
	asm_put(want, 63, 56, 9);
	asm_put(want, 72, 65, 0xe4);
	asm_put(want, 83, 76, 2);
	asm_put(want, 93, 86, 0xe4);
	asm_put(want, 104, 97, 3);
	asm_put(want, 106, 106, 1);
	asm_put(want, 114, 107, 0xe4);
	asm_put(want, 117, 115, 1);
	asm_put(want, 125, 118, 4);
	for (u32 gen = 8; gen <= 9; gen++) {
		eu_uncompact(gen, compact[0], have);
		EXPECT_EQ(have[0], want[0]);
		EXPECT_EQ(have[1], want[1]);
	}
}

/* A compacted instruction has half the length; the next one follows it. */
static void code_of_both_lengths(void)
{
	/* mov(8) g2<1>UD g1<8,8,1>UD, by entries 11, 2, 0 and 28 of the tables. */
	struct compact c = { .control = 11, .datatype = 2, .source0 = 28, .dst = 2, .reg0 = 1 };
	struct eu_bench *b = bench_create(9, 8);

	bench_fill(b);
	b->a.code[0] = (compacted(&c) & ~0x7full) | OP_MOV;
	c.dst = 4;
	c.reg0 = 2;
	b->a.code[1] = (compacted(&c) & ~0x7full) | OP_MOV;
	b->a.n = 2;
	asm_mov(&b->a, 8, r_(3, T_UD), r_(4, T_UD));
	if (bench_run(b, 3) != EU_SLICE)
		FAIL("%s", b->t.why ? b->t.why : "it stopped");
	EXPECT_EQ(b->t.ip, 32);
	for (u32 i = 0; i < 8; i++)
		EXPECT_EQ(eu_grf(&b->t, 3, i), eu_grf(&b->t, 1, i));
	free(b);
}

static const struct test tests[] = {
	TEST(all_table_entries),
	TEST(three_sources),
	TEST(code_of_both_lengths),
	{ 0 }
};

SUITE(eu_compact, tests);
