// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control flow: small programs in which channels go different ways, against the same in C.
 */
#include <stdlib.h>

#include "tests/eu_bench.h"
#include "tests/test.h"

#define UD(reg)		r_(reg, T_UD)
#define FLOW(o, ...)	((struct how){ .op = (o), .exec = 16, ##__VA_ARGS__ })

/* Two registers for sixteen channels. */
static u32 lane(const struct eu_bench *b, u32 reg, u32 i)
{
	return eu_grf(&b->t, reg + i / 8, i % 8);
}

static void number_lanes(struct eu_bench *b, u32 reg)
{
	for (u32 i = 0; i < 16; i++)
		eu_grf_set(&b->t, reg + i / 8, i % 8, i);
}

static void compare(struct eu_asm *a, u32 cond, u32 reg, struct opd with)
{
	asm_op(a, FLOW(OP_CMP, .cond = cond), null_(T_UD), UD(reg), with);
}

static void add(struct eu_asm *a, u32 to, u32 from, u32 n)
{
	asm_op(a, FLOW(OP_ADD), UD(to), UD(from), ud_(n));
}

/* Distances from the jump at @at to here. */
static s32 from(const struct eu_asm *a, u32 at)
{
	return (s32)(asm_here(a) - at);
}

static void finish(struct eu_bench *b)
{
	enum eu_result res;

	asm_end(&b->a);
	res = bench_run(b, 10000);
	if (res != EU_END)
		FAIL("result %d: %s", res, b->t.why ? b->t.why : "no reason");
	EXPECT_EQ(b->t.mask, b->t.dispatch);
	EXPECT_EQ(b->t.waiting, 0);
}

/* if (x < 5) y += 10; else y += 20; without one of the branches, too: @split moves the border. */
static void if_else(void)
{
	static const u32 splits[] = { 5, 0, 16 };

	for (u32 k = 0; k < ARRAY_SIZE(splits); k++) {
		struct eu_bench *b = bench_create(9, 16);
		struct eu_asm *a = &b->a;
		u32 i, e;

		number_lanes(b, 2);
		compare(a, C_L, 2, ud_(splits[k]));
		i = asm_jump(a, FLOW(OP_IF, .pred = 1), 0, 0);
		add(a, 4, 4, 10);
		e = asm_jump(a, FLOW(OP_ELSE), 0, 0);
		asm_patch(a, i, from(a, i), 0);
		add(a, 4, 4, 20);
		asm_patch(a, e, from(a, e), from(a, e));
		asm_jump(a, FLOW(OP_ENDIF), 16, 0);
		add(a, 4, 4, 100);
		finish(b);
		for (u32 n = 0; n < 16; n++)
			EXPECT_EQ(lane(b, 4, n), n < splits[k] ? 110 : 120);
		free(b);
	}
}

/* A branch that no channel takes is left out: instructions for all channels do nothing in it. */
static void branches_without_channels(void)
{
	for (u32 k = 0; k < 2; k++) {
		struct eu_bench *b = bench_create(9, 16);
		struct eu_asm *a = &b->a;
		u32 i, e;

		number_lanes(b, 2);
		compare(a, C_L, 2, ud_(k ? 16 : 0));
		i = asm_jump(a, FLOW(OP_IF, .pred = 1), 0, 0);
		asm_mov1(a, s_(4, 0, T_UD), ud_(1));
		e = asm_jump(a, FLOW(OP_ELSE), 0, 0);
		asm_patch(a, i, from(a, i), 0);
		asm_mov1(a, s_(4, 1, T_UD), ud_(1));
		asm_patch(a, e, from(a, e), from(a, e));
		asm_jump(a, FLOW(OP_ENDIF), 16, 0);
		finish(b);
		EXPECT_EQ(eu_grf(&b->t, 4, 0), k);
		EXPECT_EQ(eu_grf(&b->t, 4, 1), !k);
		free(b);
	}
}

/* Nested, without an else, and inverted. */
static void nested_ifs(void)
{
	struct eu_bench *b = bench_create(9, 16);
	struct eu_asm *a = &b->a;
	u32 outer, inner, end;

	number_lanes(b, 2);
	compare(a, C_L, 2, ud_(9));
	outer = asm_jump(a, FLOW(OP_IF, .pred = 1), 0, 0);
	compare(a, C_L, 2, ud_(3));
	inner = asm_jump(a, FLOW(OP_IF, .pred = 1, .inverse = true), 0, 0);
	add(a, 4, 4, 1);
	asm_patch(a, inner, from(a, inner), from(a, inner));
	end = asm_jump(a, FLOW(OP_ENDIF), 0, 0);
	add(a, 4, 4, 2);
	asm_patch(a, outer, from(a, outer), from(a, outer));
	asm_patch(a, end, from(a, end), 0);
	asm_jump(a, FLOW(OP_ENDIF), 16, 0);
	finish(b);
	for (u32 n = 0; n < 16; n++)
		EXPECT_EQ(lane(b, 4, n), n >= 9 ? 0 : n < 3 ? 2 : 3);
	free(b);
}

/* do { n++; if (n > 12) break; if (n & 1) continue; even++; } while (n < x); */
static void loops(void)
{
	struct eu_bench *b = bench_create(9, 16);
	struct eu_asm *a = &b->a;
	u32 start, brk, cont, loop;

	number_lanes(b, 2);
	start = asm_here(a);
	add(a, 4, 4, 1);
	compare(a, C_G, 4, ud_(12));
	brk = asm_jump(a, FLOW(OP_BREAK, .pred = 1), 0, 0);
	asm_op(a, FLOW(OP_AND, .cond = C_NZ), null_(T_UD), UD(4), ud_(1));
	cont = asm_jump(a, FLOW(OP_CONT, .pred = 1), 0, 0);
	add(a, 6, 6, 1);
	compare(a, C_L, 4, UD(2));
	loop = asm_jump(a, FLOW(OP_WHILE, .pred = 1), 0, 0);
	asm_patch(a, loop, (s32)start - (s32)loop, 0);
	asm_patch(a, cont, (s32)loop - (s32)cont, (s32)loop - (s32)cont);
	asm_patch(a, brk, (s32)loop - (s32)brk, (s32)loop - (s32)brk);
	add(a, 8, 8, 1);
	finish(b);
	for (u32 i = 0; i < 16; i++) {
		u32 n = 0, even = 0;
		bool again;

		/* A CONT goes to the WHILE itself: its flag is then that of the AND. */
		do {
			n++;
			if (n > 12)
				break;
			again = n & 1;
			if (!(n & 1)) {
				even++;
				again = n < i;
			}
		} while (again);
		EXPECT_EQ(lane(b, 4, i), n);
		EXPECT_EQ(lane(b, 6, i), even);
		EXPECT_EQ(lane(b, 8, i), 1);
	}
	free(b);
}

/* A break inside of an if, so that its JIP is the endif. */
static void break_in_if(void)
{
	struct eu_bench *b = bench_create(9, 16);
	struct eu_asm *a = &b->a;
	u32 start, i, brk, end, loop;

	number_lanes(b, 2);
	start = asm_here(a);
	compare(a, C_GE, 4, UD(2));
	i = asm_jump(a, FLOW(OP_IF, .pred = 1), 0, 0);
	add(a, 6, 6, 100);
	brk = asm_jump(a, FLOW(OP_BREAK), 0, 0);
	asm_patch(a, i, from(a, i), from(a, i));
	asm_patch(a, brk, from(a, brk), 0);
	end = asm_jump(a, FLOW(OP_ENDIF), 0, 0);
	add(a, 4, 4, 1);
	loop = asm_jump(a, FLOW(OP_WHILE), 0, 0);
	asm_patch(a, loop, (s32)start - (s32)loop, 0);
	asm_patch(a, end, (s32)loop - (s32)end, 0);
	asm_patch(a, brk, (s32)end - (s32)brk, (s32)loop - (s32)brk);
	finish(b);
	for (u32 n = 0; n < 16; n++) {
		EXPECT_EQ(lane(b, 4, n), n);
		EXPECT_EQ(lane(b, 6, n), 100);
	}
	free(b);
}

/* Channels that HALT do nothing until the place that all of them go on at. */
static void halts(void)
{
	struct eu_bench *b = bench_create(9, 16);
	struct eu_asm *a = &b->a;
	u32 first, last;

	number_lanes(b, 2);
	compare(a, C_L, 2, ud_(6));
	first = asm_jump(a, FLOW(OP_HALT, .pred = 1), 0, 0);
	add(a, 4, 4, 1);
	last = asm_jump(a, FLOW(OP_HALT), 16, 16);
	asm_patch(a, first, (s32)last - (s32)first, from(a, first));
	add(a, 4, 4, 10);
	finish(b);
	for (u32 n = 0; n < 16; n++)
		EXPECT_EQ(lane(b, 4, n), n < 6 ? 10 : 11);
	free(b);
}

/* JMPI counts from the next instruction; its predicate is that of channel 0. */
static void jumps(void)
{
	struct eu_bench *b = bench_create(9, 16);
	struct eu_asm *a = &b->a;
	struct how jump = { .op = OP_JMPI, .exec = 1, .all = true };
	u32 start;

	asm_jump(a, jump, 16, 0);
	add(a, 4, 4, 1);
	start = asm_here(a);
	add(a, 4, 4, 10);
	compare(a, C_L, 4, ud_(50));
	jump.pred = 1;
	asm_jump(a, jump, (s32)start - (s32)asm_here(a) - 16, 0);
	finish(b);
	EXPECT_EQ(lane(b, 4, 0), 50);
	free(b);
}

/* One function, called twice. */
static void calls(void)
{
	struct eu_bench *b = bench_create(9, 16);
	struct eu_asm *a = &b->a;
	u32 call[2], over, fn;

	number_lanes(b, 2);
	call[0] = asm_jump(a, FLOW(OP_CALL), 0, 0);
	add(a, 4, 4, 1);
	compare(a, C_L, 2, ud_(4));
	call[1] = asm_jump(a, FLOW(OP_CALL, .pred = 1), 0, 0);
	add(a, 4, 4, 2);
	over = asm_jump(a, (struct how){ .op = OP_JMPI, .exec = 1, .all = true }, 0, 0);
	fn = asm_here(a);
	add(a, 4, 4, 100);
	asm_op(a, FLOW(OP_RET), null_(T_UD), s_(20, 0, T_UD), null_(T_UD));
	asm_patch(a, over, from(a, over) - 16, 0);
	for (u32 i = 0; i < 2; i++) {
		u64 *raw = &a->code[call[i] / 8];

		asm_put(raw, 36, 35, GRF);
		asm_put(raw, 60, 53, 20);
		asm_patch(a, call[i], (s32)fn - (s32)call[i], 0);
	}
	finish(b);
	for (u32 n = 0; n < 16; n++)
		EXPECT_EQ(lane(b, 4, n), n < 4 ? 203 : 103);
	free(b);
}

/* Single program flow: one way for all channels, which stay active. */
static void single_program_flow(void)
{
	struct eu_bench *b = bench_create(9, 16);
	struct eu_asm *a = &b->a;
	struct how one = { .exec = 1, .pred = 1, .inverse = true };
	u32 start;

	eu_reg_set(&b->t, EU_REG_CONTROL, BIT(2));
	eu_thread_control(&b->t);
	start = asm_here(a);
	asm_op(a, (struct how){ .op = OP_ADD, .exec = 1 }, s_(4, 0, T_UD), s_(4, 0, T_UD), ud_(1));
	asm_op(a, (struct how){ .op = OP_CMP, .exec = 1, .cond = C_Z }, null_(T_UD),
	       s_(4, 0, T_UD), ud_(7));
	one.op = OP_WHILE;
	asm_jump(a, one, (s32)start - (s32)asm_here(a), 0);
	add(a, 6, 6, 1);
	finish(b);
	EXPECT_EQ(eu_grf(&b->t, 4, 0), 7);
	EXPECT_EQ(lane(b, 6, 15), 1);
	free(b);
}

/* A loop without end only uses up the instructions that it was given. */
static void endless_loop(void)
{
	struct eu_bench *b = bench_create(9, 16);

	asm_jump(&b->a, FLOW(OP_WHILE), 0, 0);
	EXPECT_EQ(bench_run(b, 1000), EU_SLICE);
	EXPECT_EQ(b->t.executed, 1000);
	EXPECT_EQ(b->t.ip, 0);
	free(b);
}

static void waiting(void)
{
	struct eu_bench *b = bench_create(9, 8);
	struct opd n0 = arf_(0x90, 0, T_UD);

	asm_op(&b->a, (struct how){ .op = OP_WAIT, .exec = 1, .all = true }, n0, n0, null_(T_UD));
	asm_end(&b->a);
	EXPECT_EQ(bench_run(b, 10), EU_WAITS);
	EXPECT_EQ(bench_run(b, 10), EU_WAITS);
	eu_reg_set(&b->t, EU_REG_NOTIFY, 2);
	EXPECT_EQ(bench_run(b, 10), EU_END);
	EXPECT_EQ(eu_reg_get(&b->t, EU_REG_NOTIFY), 1);
	free(b);
}

/* A message: its registers, descriptor, channels; the answer; then in two parts. */
static void messages(void)
{
	struct eu_bench *b = bench_create(9, 8);
	u64 *raw;

	bench_fill(b);
	b->t.mask = 0x5a;
	asm_send(&b->a, 8, 12, 2 << 25 | 1 << 20 | 0x1234, 30, 10);
	EXPECT_EQ(bench_run(b, 1), EU_SLICE);
	EXPECT_EQ(b->last.sfid, 12);
	EXPECT_EQ(b->last.length, 2);
	EXPECT_EQ(b->last.lanes, 0x5a);
	EXPECT_EQ(b->last.desc & 0x7ffff, 0x1234);
	EXPECT_EQ(b->last.data[1][3], eu_grf(&b->t, 11, 3));
	EXPECT_EQ(eu_grf(&b->t, 30, 7), 0x10101010);
	/* SENDS: descriptor in a0.0, two registers of the second part from r20. */
	bench_restart(b);
	asm_mov1(&b->a, arf_(0x10, 0, T_UD), ud_(1 << 25 | 0x77));
	raw = &b->a.code[b->a.n];
	asm_send(&b->a, 8, 10, 0, 255, 10);
	asm_put(raw, 6, 0, OP_SENDS);
	raw[1] = 0;
	raw[0] &= GENMASK_ULL(31, 0);
	asm_put(raw, 36, 36, 1);
	asm_put(raw, 51, 44, 20);
	asm_put(raw, 76, 69, 10);
	asm_put(raw, 77, 77, 1);
	asm_put(raw, 67, 64, 2);
	EXPECT_EQ(bench_run(b, 2), EU_SLICE);
	EXPECT_EQ(b->last.sfid, 10);
	EXPECT_EQ(b->last.length, 3);
	EXPECT_EQ(b->last.part, 1);
	EXPECT_EQ(b->last.data[0][0], eu_grf(&b->t, 10, 0));
	EXPECT_EQ(b->last.data[2][7], eu_grf(&b->t, 21, 7));
	free(b);
}

static const struct test tests[] = {
	TEST(if_else),
	TEST(branches_without_channels),
	TEST(nested_ifs),
	TEST(loops),
	TEST(break_in_if),
	TEST(halts),
	TEST(jumps),
	TEST(calls),
	TEST(single_program_flow),
	TEST(endless_loop),
	TEST(waiting),
	TEST(messages),
	{ 0 }
};

SUITE(eu_flow, tests);
