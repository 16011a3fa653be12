// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walkers: their threads and groups, barriers, state, faults, shaders without an end.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cs/commands.h"
#include "tests/gpgpu_lab.h"

/* Each channel of each thread writes its number: group ids, constants, masks, sizes of SIMD. */
static void walker_reaches_all(void)
{
	static const char * const devices[] = { "bdw-gt2", "skl-gt2" };

	for (u32 k = 0; k < 4; k++) {
		struct gpgpu *l = gpgpu_create(devices[k % 2]);
		u32 total;

		l->simd = k / 2 ? 16 : 8;
		l->threads = 3;
		l->groups[0] = 4;
		l->groups[1] = 3;
		l->groups[2] = 2;
		gpgpu_thread_numbers(l);
		gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
		gpgpu_number_all(l);
		asm_op(&l->a, OP(OP_ADD, l->simd), UD(18), UD(12), s_(1, 0, T_UD));
		gpgpu_store(l, 18, 0);
		asm_end(&l->a);
		gpgpu_run_walker(l);
		total = 24 * 3 * l->simd;
		for (u32 i = 0; i < 0x4000 / 4; i++) {
			if (l->r.out.cpu[i] == (i < total ? 0xc0ffee + i : 0))
				continue;
			FAIL("%s SIMD%u: dword %u is %x", devices[k % 2], l->simd, i,
			     l->r.out.cpu[i]);
			break;
		}
		EXPECT_EQ(rd(l->r.d, 0x2290), total);
		expect_no_anomalies(l->r.d);
		gpgpu_destroy(l);
	}
}

/* The last thread of a group only has the channels of the right mask. */
static void partial_groups(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");

	l->simd = 16;
	l->threads = 2;
	l->groups[0] = 2;
	l->right = 0x01ff;
	gpgpu_thread_numbers(l);
	gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
	gpgpu_number_all(l);
	asm_op(&l->a, OP(OP_ADD, 16), UD(18), UD(12), ud_(1));
	gpgpu_store(l, 18, 0);
	asm_end(&l->a);
	gpgpu_run_walker(l);
	for (u32 i = 0; i < 64; i++)
		EXPECT_EQ(l->r.out.cpu[i], i % 32 < 25 ? i + 1 : 0);
	EXPECT_EQ(rd(l->r.d, 0x2290), 50);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

/* The bottom mask is for the last row of threads. Constants are where the walker says. */
static void rows_and_indirect_data(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");

	l->threads = 2;
	gpgpu_thread_numbers(l);
	gpgpu_heap(l, 0x5800)[0] = 0xabc000;
	for (u32 i = 0; i < 4; i++)
		gpgpu_heap(l, 0x5800)[8 + 8 * i] = i;
	gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
	gpgpu_number_all(l);
	asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), s_(1, 0, T_UD));
	gpgpu_store(l, 18, 0);
	asm_end(&l->a);
	gpgpu_put_state(l, PIPE_GPGPU);
	gpgpu_put_walker(l, 0);
	/* Two rows of two. Past the end of the data, the second row reads 0: both are thread 0. */
	l->words[l->n - 17 + 2] = 32 * 3;
	l->words[l->n - 17 + 3] = 0x5800;
	l->words[l->n - 17 + 4] |= 1 << 8;
	l->words[l->n - 17 + 13] = 0x0f;
	l->words[l->n - 17 + 14] = 0x33;
	EXPECT(gpgpu_run_words(l));
	/* Thread 1 has channels 0 to 3; threads 2 and 3 write where 0 did, 0, 1, 4, 5 and 0, 1. */
	for (u32 i = 0; i < 32; i++)
		EXPECT_EQ(l->r.out.cpu[i], i < 12 ? 0xabc000 + i : 0);
	EXPECT_EQ(rd(l->r.d, 0x2290), 8 + 4 + 4 + 2);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

/* ---- groups ---- */

static void barrier(struct gpgpu *l)
{
	struct opd n0 = arf_(0x90, 0, T_UD);

	asm_op(&l->a, OP(OP_MOV, 8, .all = true), UD(50), ud_(0), null_(T_UD));
	asm_op(&l->a, OP(OP_AND, 1, .all = true), s_(50, 2, T_UD), s_(0, 2, T_UD), ud_(0x8f000000));
	asm_send(&l->a, 8, 3, gpgpu_desc(1, 0, 0, 0, 0) | 4, 255, 50);
	asm_op(&l->a, OP(OP_WAIT, 1, .all = true), n0, n0, null_(T_UD));
}

/* Each thread writes to shared local memory; behind a barrier it reads what the next one wrote. */
static void barriers_and_local_memory(void)
{
	static const char * const devices[] = { "bdw-gt2", "skl-gt2" };

	for (u32 k = 0; k < 2; k++) {
		struct gpgpu *l = gpgpu_create(devices[k]);

		l->threads = 4;
		l->groups[0] = 3;
		/* 4 KiB. */
		l->slm = k ? 3 : 1;
		gpgpu_thread_numbers(l);
		gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
		gpgpu_number_all(l);
		/* r20: the channel in the group, r21: that of the next thread; as offsets. */
		asm_op(&l->a, OP(OP_SHL, 1), s_(24, 0, T_UD), s_(2, 0, T_UD), ud_(3));
		asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(10), s_(24, 0, T_UD));
		asm_op(&l->a, OP(OP_ADD, 8), UD(21), UD(20), ud_(8));
		asm_op(&l->a, OP(OP_AND, 8), UD(21), UD(21), ud_(31));
		asm_op(&l->a, OP(OP_SHL, 8), UD(20), UD(20), ud_(2));
		asm_op(&l->a, OP(OP_SHL, 8), UD(21), UD(21), ud_(2));
		for (u32 round = 0; round < 2; round++) {
			asm_mov(&l->a, 8, UD(16), UD(20));
			asm_op(&l->a, OP(OP_ADD, 8), UD(17), UD(12), ud_(round * 1000));
			asm_send(&l->a, 8, 12, gpgpu_desc(2, 0, 9, ONE_DWORD(8), 254), 255, 16);
			barrier(l);
			asm_send(&l->a, 8, 12, gpgpu_desc(1, 1, 1, ONE_DWORD(8), 254), 30, 21);
			barrier(l);
		}
		gpgpu_store(l, 30, 0);
		asm_end(&l->a);
		gpgpu_run_walker(l);
		for (u32 i = 0; i < 3 * 32; i++)
			EXPECT_EQ(l->r.out.cpu[i], i / 32 * 32 + (i + 8) % 32 + 1000);
		expect_no_anomalies(l->r.d);
		gpgpu_destroy(l);
	}
}

/* Threads that ended cannot arrive: the rest waits until the engine is reset. */
static void barrier_without_an_end(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");

	l->threads = 2;
	gpgpu_thread_numbers(l);
	asm_op(&l->a, OP(OP_CMP, 1, .cond = C_Z, .all = true), null_(T_UD), s_(2, 0, T_UD), ud_(0));
	asm_jump(&l->a, OP(OP_JMPI, 1, .pred = 1, .all = true), 4 * 16, 0);
	barrier(l);
	asm_end(&l->a);
	gpgpu_put_state(l, PIPE_GPGPU);
	gpgpu_put_walker(l, 0);
	gpgpu_start_words(l);
	EXPECT(wait_hang(l->r.d, RCS0));
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_HANG), 1);
	gpgpu_destroy(l);
}

/* ---- commands ---- */

/* The number of groups comes from registers; a predicate can leave the walker out. */
static void indirect_and_predicated(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");

	gpgpu_thread_numbers(l);
	gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
	l->groups[0] = 5;
	gpgpu_number_all(l);
	asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), ud_(1));
	gpgpu_store(l, 18, 0);
	asm_end(&l->a);
	/* MI_PREDICATE_RESULT is 0: nothing. */
	gpgpu_put_state(l, PIPE_GPGPU);
	gpgpu_word(l, MI_LOAD_REGISTER_IMM(1));
	gpgpu_word(l, 0x2418);
	gpgpu_word(l, 0);
	gpgpu_put_walker(l, BIT(8));
	EXPECT(gpgpu_run_words(l));
	EXPECT_EQ(l->r.out.cpu[0], 0);
	gpgpu_word(l, MI_LOAD_REGISTER_IMM(3));
	for (u32 i = 0; i < 3; i++) {
		gpgpu_word(l, 0x2500 + 4 * i);
		gpgpu_word(l, i ? 1 : 2);
	}
	gpgpu_put_walker(l, BIT(10));
	EXPECT(gpgpu_run_words(l));
	for (u32 i = 0; i < 40; i++)
		EXPECT_EQ(l->r.out.cpu[i], i < 16 ? i + 1 : 0);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

/* State is the context's: another one in between, with other state, changes nothing. */
static void state_follows_its_context(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");
	struct context other = context_create(l->r.d, RCS0, 7);

	gpgpu_thread_numbers(l);
	gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
	gpgpu_number_all(l);
	asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), ud_(1));
	gpgpu_store(l, 18, 0);
	asm_end(&l->a);
	gpgpu_put_state(l, PIPE_GPGPU);
	EXPECT(gpgpu_run_words(l));
	EMIT(&other, GFX(1, 1, 0x04) | 0x300, GFX(2, 0, 0x02) | 2, 0, 32, 0x123000);
	EXPECT(context_run(&other));
	gpgpu_put_walker(l, 0);
	EXPECT(gpgpu_run_words(l));
	for (u32 i = 0; i < 8; i++)
		EXPECT_EQ(l->r.out.cpu[i], i + 1);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

/* Without its state, or for another pipeline, a walker does nothing, which is reported. */
static void walkers_without_state(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");

	asm_end(&l->a);
	gpgpu_put_walker(l, 0);
	EXPECT(gpgpu_run_words(l));
	gpgpu_put_state(l, PIPE_3D);
	gpgpu_put_walker(l, 0);
	gpgpu_put_object(l, 0, 0);
	EXPECT(gpgpu_run_words(l));
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_COMMAND), 3);
	/* More threads than there are; a descriptor past the end. */
	gpgpu_put_state(l, PIPE_GPGPU);
	l->threads = 64;
	gpgpu_put_walker(l, 0);
	l->words[l->n - 2 - 11] |= 1 << 8;
	gpgpu_put_walker(l, 0);
	l->words[l->n - 2 - 14] = 1;
	EXPECT(gpgpu_run_words(l));
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_COMMAND), 5);
	gpgpu_destroy(l);
}

static void reset_engine(struct gpgpu *l)
{
	u32 ctl = 0x2000 + RING_RESET_CTL;

	wr(l->r.d, ctl, MASKED_ENABLE(RESET_CTL_REQUEST));
	EXPECT(rd(l->r.d, ctl) & RESET_CTL_READY);
	wr(l->r.d, 0x941c, engine_info[RCS0].reset_domain);
	wr(l->r.d, ctl, MASKED_DISABLE(RESET_CTL_REQUEST));
	engine_enable(l->r.d, RCS0);
}

static bool wait_idle(struct gpgpu *l, u32 mode)
{
	struct timespec ts = { .tv_nsec = 100000 };

	for (u32 i = 0; i < 10000; i++) {
		if (rd(l->r.d, mode) & MI_MODE_IDLE)
			return true;
		nanosleep(&ts, NULL);
	}
	return false;
}

/* A shader that never ends keeps its engine busy. It can be stopped, and reset; others go on. */
static void endless_shader(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");
	struct context copy = context_create(l->r.d, BCS0, 3);
	u32 mode = 0x2000 + RING_MI_MODE;

	asm_jump(&l->a, OP(OP_WHILE, 8), 0, 0);
	gpgpu_put_state(l, PIPE_GPGPU);
	gpgpu_put_walker(l, 0);
	gpgpu_start_words(l);
	EMIT(&copy, MI_STORE_DATA_IMM | MI_USE_GGTT, l->r.out.ggtt, 0, 0x55);
	EXPECT(context_run(&copy));
	EXPECT_EQ(l->r.out.cpu[0], 0x55);
	/* It pauses when it is told to, and goes on. */
	wr(l->r.d, mode, MASKED_ENABLE(MI_MODE_STOP_RING));
	EXPECT(wait_idle(l, mode));
	wr(l->r.d, mode, MASKED_DISABLE(MI_MODE_STOP_RING));
	EXPECT_EQ(engine_stats_of(l->r.d, RCS0).hangs, 0);
	reset_engine(l);
	EXPECT_EQ(engine_stats_of(l->r.d, RCS0).resets, 1);
	/* The engine works again. */
	l->r.c = context_create(l->r.d, RCS0, 0x12);
	EMIT(&l->r.c, MI_STORE_DATA_IMM | MI_USE_GGTT, l->r.out.ggtt, 0, 0x66);
	EXPECT(context_run(&l->r.c));
	EXPECT_EQ(l->r.out.cpu[0], 0x66);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

static void expect_hang(struct gpgpu *l, enum anomaly_kind kind)
{
	gpgpu_put_state(l, PIPE_GPGPU);
	gpgpu_put_walker(l, 0);
	gpgpu_start_words(l);
	EXPECT(wait_hang(l->r.d, RCS0));
	EXPECT_EQ(anomalies_of(l->r.d, kind), 1);
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_HANG), 1);
	reset_engine(l);
}

/* What no unit knows hangs the engine: an opcode, a shared function, a message, a length. */
static void bad_shaders(void)
{
	for (u32 k = 0; k < 6; k++) {
		struct gpgpu *l = gpgpu_create("skl-gt2");

		switch (k) {
		case 0:
			l->a.n = 2;
			break;
		case 1:
			asm_send(&l->a, 8, 2, gpgpu_desc(1, 1, 0, 0, 0), 10, 1);
			break;
		case 2:
			asm_send(&l->a, 8, 12, gpgpu_desc(1, 1, 0x1f, 0, 0), 10, 1);
			break;
		case 3:
			asm_send(&l->a, 8, 12, gpgpu_desc(3, 1, 1, ONE_DWORD(8), 255), 10, 1);
			break;
		case 4:
			asm_send(&l->a, 8, 12, gpgpu_desc(1, 1, 1, ONE_DWORD(8), 245), 10, 1);
			break;
		default:
			asm_send(&l->a, 8, 12, gpgpu_desc(15, 0, 9, ONE_DWORD(8), 0), 255, 120);
			break;
		}
		expect_hang(l, ANOMALY_BAD_SHADER);
		gpgpu_destroy(l);
	}
}

/* A page that is not there: of data, of a surface state, of code. */
static void page_faults(void)
{
	for (u32 k = 0; k < 3; k++) {
		struct gpgpu *l = gpgpu_create("skl-gt2");

		if (k < 2) {
			gpgpu_bind_buffer(l, 0, 0x9000000, 0x1000);
			if (k == 1)
				gpgpu_heap(l, TABLE)[0] = 0x9000000;
			asm_send(&l->a, 8, 12, gpgpu_desc(1, 1, 1, ONE_DWORD(8), 0), 10, 1);
		} else {
			asm_jump(&l->a, OP(OP_JMPI, 1, .all = true), 0x9000000, 0);
		}
		expect_hang(l, ANOMALY_FAULT);
		if (!k) {
			EXPECT_EQ(rd(l->r.d, 0x4b10), 0x9000000 >> 12);
			EXPECT(rd(l->r.d, 0x4094) & 1);
		}
		gpgpu_destroy(l);
	}
}

static char *dump_pages(struct gpgpu *l)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	page_log_dump(&l->r.d->gpu->page_log, out);
	fclose(out);
	return text;
}

/* The page log has what threads touch, as it has what commands touch. */
static void pages_are_logged(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");
	char line[128], *text;

	gpgpu_thread_numbers(l);
	gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
	gpgpu_number_all(l);
	gpgpu_store(l, 12, 0);
	asm_end(&l->a);
	page_log_enable(&l->r.d->gpu->page_log, true);
	gpgpu_run_walker(l);
	text = dump_pages(l);
	snprintf(line, sizeof(line), "rcs0 lrca=0x%08x id=0x11 page=0x%llx w\n", l->r.c.lrca,
		 (unsigned long long)l->r.out.gpa);
	EXPECT(strstr(text, line));
	/* The kernel is fetched. */
	snprintf(line, sizeof(line), "id=0x11 page=0x%llx f\n", (unsigned long long)l->heap.gpa);
	EXPECT(strstr(text, line));
	free(text);
	gpgpu_destroy(l);
}

/* Code that was changed between two walkers is seen. */
static void code_changes(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");

	gpgpu_thread_numbers(l);
	gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
	for (u32 i = 1; i < 4; i++) {
		l->a.n = 0;
		gpgpu_number_all(l);
		asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), ud_(100 * i));
		gpgpu_store(l, 18, 0);
		asm_end(&l->a);
		gpgpu_run_walker(l);
		EXPECT_EQ(l->r.out.cpu[7], 100 * i + 7);
	}
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

/* The interface descriptor has the floating point mode; cr0 shows it, and can change it. */
static void floating_point_modes(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");

	gpgpu_thread_numbers(l);
	gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
	for (u32 i = 0; i < 4; i++) {
		l->a.n = 0;
		l->alternative = i & 1;
		gpgpu_number_all(l);
		if (i & 2)
			asm_op(&l->a, OP(OP_XOR, 1, .all = true), arf_(0x80, 0, T_UD),
			       arf_(0x80, 0, T_UD), ud_(1));
		asm_mov(&l->a, 8, r_(18, T_F), f_(0));
		asm_op(&l->a, OP(OP_MATH, 8, .cond = 1), r_(18, T_F), r_(18, T_F), null_(T_F));
		gpgpu_store(l, 18, 0);
		asm_end(&l->a);
		gpgpu_run_walker(l);
		EXPECT_EQ(l->r.out.cpu[7], (i & 1) == i / 2 ? 0x7f800000 : 0x7f7fffff);
	}
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

static const struct test tests[] = {
	TEST(walker_reaches_all),
	TEST(partial_groups),
	TEST(rows_and_indirect_data),
	TEST(barriers_and_local_memory),
	TEST(barrier_without_an_end),
	TEST(indirect_and_predicated),
	TEST(state_follows_its_context),
	TEST(walkers_without_state),
	TEST(endless_shader),
	TEST(bad_shaders),
	TEST(page_faults),
	TEST(pages_are_logged),
	TEST(code_changes),
	TEST(floating_point_modes),
	{ 0 }
};

SUITE(gpgpu, tests);
