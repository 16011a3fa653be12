// SPDX-License-Identifier: GPL-2.0-only
/*
 * Submission: lists, switches, preemption, the context status buffer.
 */
#include "tests/driver.h"

#define COMPLETE	(CSB_COMPLETE | CSB_ACTIVE_TO_IDLE)
#define SWITCHED	(CSB_COMPLETE | CSB_ELEMENT_SWITCH)
#define WAIT_EQUAL	(MI_SEMAPHORE_WAIT | SEMAPHORE_GGTT | SEMAPHORE_POLL | 4 << 12)
#define LOOP_GGTT	MI_BATCH_BUFFER_START

/* Stores a sign that it runs, then waits until @gate[0] is 1. */
static void emit_gate(struct context *c, const struct buffer *gate, u32 sign)
{
	EMIT(c, MI_STORE_DATA_IMM | MI_USE_GGTT, gate->ggtt + 4 * sign, 0, 1,
	     WAIT_EQUAL, 1, gate->ggtt, 0);
}

static void open_gate(const struct buffer *gate)
{
	__atomic_store_n(&gate->cpu[0], 1, __ATOMIC_RELEASE);
}

static void one_context_on_every_engine(void)
{
	struct driver *d = driver_create_device("skl-gt3");

	for (u32 i = 0; i < ENGINE_COUNT; i++) {
		struct context c = context_create(d, i, 0x100 + i);
		struct buffer b = buffer_create(d, PAGE_SIZE);

		EMIT(&c, MI_STORE_DATA_IMM | MI_USE_GGTT, b.ggtt, 0, 0xc0de0000 + i);
		elsp_submit(&c, NULL);
		expect_csb(d, i, CSB_IDLE_TO_ACTIVE, 0);
		expect_csb(d, i, COMPLETE, 0x100 + i);
		EXPECT_EQ(b.cpu[0], 0xc0de0000 + i);
		/* The head has come to the tail, in the image, too. */
		EXPECT_EQ(c.state[STATE_HEAD], c.tail);
		EXPECT_EQ(rd(d, engine_info[i].base + RING_HEAD), c.tail);
		EXPECT(rd(d, engine_info[i].base + RING_MI_MODE) & MI_MODE_IDLE);
	}
	expect_no_anomalies(d);
	driver_destroy(d);
}

static void empty_ring_completes(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, BCS0, 7);

	elsp_submit(&c, NULL);
	expect_csb(d, BCS0, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(d, BCS0, COMPLETE, 7);
	driver_destroy(d);
}

static void second_element_follows(void)
{
	struct driver *d = driver_create();
	struct context a = context_create(d, RCS0, 1), b = context_create(d, RCS0, 2);
	struct buffer out = buffer_create(d, PAGE_SIZE);

	EMIT(&a, MI_STORE_DATA_IMM | MI_USE_GGTT, out.ggtt, 0, 1);
	EMIT(&b, MI_COPY_MEM_MEM | MI_USE_GGTT | BIT(21), out.ggtt + 4, 0, out.ggtt, 0);
	elsp_submit(&a, &b);
	expect_csb(d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(d, RCS0, SWITCHED, 1);
	expect_csb(d, RCS0, COMPLETE, 2);
	EXPECT_EQ(out.cpu[1], 1);
	driver_destroy(d);
}

static void pending_list_starts_after_idle(void)
{
	struct driver *d = driver_create();
	struct context a = context_create(d, RCS0, 1), b = context_create(d, RCS0, 2);
	struct buffer gate = buffer_create(d, PAGE_SIZE);

	/* Without arbitration the list must wait for the end. */
	EMIT(&a, MI_ARB_ON_OFF);
	emit_gate(&a, &gate, 1);
	elsp_submit(&a, NULL);
	EXPECT(wait_value(&gate.cpu[1], 1));
	elsp_submit(&b, NULL);
	EXPECT(rd(d, 0x2000 + RING_EXECLIST_STATUS) & BIT(2));
	open_gate(&gate);
	expect_csb(d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(d, RCS0, COMPLETE, 1);
	expect_csb(d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(d, RCS0, COMPLETE, 2);
	driver_destroy(d);
}

static void lite_restore_moves_the_tail(void)
{
	struct driver *d = driver_create();
	struct context a = context_create(d, RCS0, 1);
	struct buffer gate = buffer_create(d, PAGE_SIZE);

	emit_gate(&a, &gate, 1);
	elsp_submit(&a, NULL);
	EXPECT(wait_value(&gate.cpu[1], 1));
	EMIT(&a, MI_STORE_DATA_IMM | MI_USE_GGTT, gate.ggtt + 8, 0, 5);
	elsp_submit(&a, NULL);
	expect_csb(d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(d, RCS0, CSB_PREEMPTED | CSB_LITE_RESTORE, 1);
	open_gate(&gate);
	expect_csb(d, RCS0, COMPLETE, 1);
	EXPECT_EQ(gate.cpu[2], 5);
	EXPECT_EQ(engine_stats_of(d, RCS0).contexts, 1);
	EXPECT_EQ(engine_stats_of(d, RCS0).lite_restores, 1);
	driver_destroy(d);
}

static void waiting_context_is_preempted(void)
{
	struct driver *d = driver_create();
	struct context a = context_create(d, RCS0, 1), b = context_create(d, RCS0, 2);
	struct buffer gate = buffer_create(d, PAGE_SIZE);

	emit_gate(&a, &gate, 1);
	EMIT(&a, MI_STORE_DATA_IMM | MI_USE_GGTT, gate.ggtt + 8, 0, 6);
	elsp_submit(&a, NULL);
	EXPECT(wait_value(&gate.cpu[1], 1));
	EMIT(&b, MI_STORE_DATA_IMM | MI_USE_GGTT, gate.ggtt + 12, 0, 7);
	elsp_submit(&b, &a);
	expect_csb(d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(d, RCS0, CSB_PREEMPTED, 1);
	expect_csb(d, RCS0, SWITCHED, 2);
	EXPECT_EQ(gate.cpu[3], 7);
	EXPECT_EQ(dword_at(&gate.cpu[2]), 0);
	/* The preempted context is back at its semaphore. */
	open_gate(&gate);
	expect_csb(d, RCS0, COMPLETE, 1);
	EXPECT_EQ(gate.cpu[2], 6);
	expect_no_anomalies(d);
	driver_destroy(d);
}

/* Preempted inside a batch, a context goes on inside of it. */
static void batch_resumes_where_it_was(void)
{
	struct driver *d = driver_create();
	struct context a = context_create(d, BCS0, 1), b = context_create(d, BCS0, 2);
	struct buffer gate = buffer_create(d, PAGE_SIZE), batch = buffer_create(d, PAGE_SIZE);
	const u32 code[] = {
		MI_STORE_DATA_IMM, 0x201004, 0, 1,
		MI_SEMAPHORE_WAIT | SEMAPHORE_POLL | 4 << 12, 1, 0x201000, 0,
		MI_STORE_DATA_IMM, 0x201008, 0, 2,
		MI_BATCH_BUFFER_END,
	};

	for (u32 i = 0; i < ARRAY_SIZE(code); i++)
		batch.cpu[i] = code[i];
	ppgtt_map(&a, 0x200000, batch.gpa, PAGE_SIZE);
	ppgtt_map(&a, 0x201000, gate.gpa, PAGE_SIZE);
	EMIT(&a, MI_BATCH_BUFFER_START | BATCH_PPGTT, 0x200000, 0,
	     MI_STORE_DATA_IMM | MI_USE_GGTT, gate.ggtt + 12, 0, 3);
	elsp_submit(&a, NULL);
	EXPECT(wait_value(&gate.cpu[1], 1));
	elsp_submit(&b, NULL);
	expect_csb(d, BCS0, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(d, BCS0, CSB_PREEMPTED, 1);
	expect_csb(d, BCS0, COMPLETE, 2);
	/* The image says where in the batch, and in which address space. */
	EXPECT_EQ(a.state[13], 0);
	EXPECT_EQ(a.state[15], 0x200010 | RING_BB_VALID);
	EXPECT_EQ(a.state[17], RING_BB_PPGTT);
	open_gate(&gate);
	__atomic_store_n(&gate.cpu[1], 0, __ATOMIC_RELEASE);
	EXPECT(context_run(&a));
	EXPECT_EQ(gate.cpu[1], 0);
	EXPECT_EQ(gate.cpu[2], 2);
	EXPECT_EQ(gate.cpu[3], 3);
	driver_destroy(d);
}

/* A loop without a preemption point keeps the engine; MI_ARB_CHECK gives it up. */
static void loop_yields_only_at_its_points(void)
{
	for (u32 point = 0; point < 2; point++) {
		struct driver *d = driver_create();
		struct context a = context_create(d, RCS0, 1), b = context_create(d, RCS0, 2);
		struct buffer loop = buffer_create(d, PAGE_SIZE), out = buffer_create(d, PAGE_SIZE);

		loop.cpu[0] = point ? MI_ARB_CHECK : MI_NOOP;
		loop.cpu[1] = MI_BATCH_BUFFER_START;
		loop.cpu[2] = loop.ggtt;
		EMIT(&a, LOOP_GGTT, loop.ggtt, 0);
		EMIT(&b, MI_STORE_DATA_IMM | MI_USE_GGTT, out.ggtt, 0, 1);
		elsp_submit(&a, NULL);
		expect_csb(d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
		elsp_submit(&b, NULL);
		if (point) {
			expect_csb(d, RCS0, CSB_PREEMPTED, 1);
			expect_csb(d, RCS0, COMPLETE, 2);
		} else {
			struct timespec ts = { .tv_nsec = 50000000 };

			nanosleep(&ts, NULL);
			EXPECT_EQ(dword_at(out.cpu), 0);
			__atomic_store_n(&loop.cpu[0], MI_BATCH_BUFFER_END, __ATOMIC_RELEASE);
			EXPECT(wait_value(out.cpu, 1));
		}
		driver_destroy(d);
	}
}

static void wait_switches_where_it_may(void)
{
	struct driver *d = driver_create();
	struct context a = context_create(d, RCS0, 1), b = context_create(d, RCS0, 2);
	struct buffer gate = buffer_create(d, PAGE_SIZE);

	a.state[STATE_CONTROL] = MASKED_ENABLE(CTX_RESTORE_INHIBIT) |
				 MASKED_DISABLE(CTX_INHIBIT_SYN_SWITCH);
	emit_gate(&a, &gate, 1);
	elsp_submit(&a, &b);
	expect_csb(d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(d, RCS0, CSB_WAIT_SEMAPHORE | CSB_ELEMENT_SWITCH, 1);
	expect_csb(d, RCS0, COMPLETE, 2);
	driver_destroy(d);
}

/* The status is in memory before the interrupt; the index follows the entry. */
static void interrupt_comes_last(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, VECS0, 3);

	msi_take(d);
	EXPECT(context_run(&c));
	for (u32 i = 0; i < 2000 && !(rd(d, 0x44338) & GT_CONTEXT_SWITCH_INTERRUPT); i++)
		;
	EXPECT_EQ(rd(d, 0x44338), GT_CONTEXT_SWITCH_INTERRUPT);
	EXPECT_EQ(msi_take(d), 1);
	EXPECT_EQ(rd(d, 0x1a000 + RING_CSB_PTR) & 7, 1);
	EXPECT_EQ(rd(d, 0x1a000 + RING_CSB), CSB_IDLE_TO_ACTIVE);
	EXPECT_EQ(rd(d, 0x1a000 + RING_CSB + 8), COMPLETE);
	EXPECT_EQ(rd(d, 0x1a000 + RING_CSB + 12), 3);
	driver_destroy(d);
}

static void status_indices_wrap(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, RCS0, 3);

	/* The read index is the driver's, and within the buffer: i915 up to 4.18 starts from it. */
	EXPECT_EQ(rd(d, 0x2000 + RING_CSB_PTR), 7);
	for (u32 i = 0; i < 20; i++) {
		elsp_submit(&c, NULL);
		expect_csb(d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
		expect_csb(d, RCS0, COMPLETE, 3);
		EXPECT_EQ(rd(d, 0x2000 + RING_CSB_PTR) & 7, (2 * i + 1) % CSB_ENTRIES);
	}
	/* The driver's index is stored, and may reset the other one. */
	wr(d, 0x2000 + RING_CSB_PTR, 0x0700 << 16 | 0x0300);
	EXPECT_EQ(rd(d, 0x2000 + RING_CSB_PTR) >> 8, 3);
	driver_destroy(d);
}

static void bad_lists_are_refused(void)
{
	struct driver *d = driver_create();
	struct context a = context_create(d, RCS0, 1);
	u64 desc = context_descriptor(&a);
	u64 n = 0;

	elsp_write(d, RCS0, desc & ~DESC_VALID, 0);
	EXPECT_EQ(anomalies_of(d, ANOMALY_BAD_ELSP), ++n);
	elsp_write(d, RCS0, desc & ~DESC_MODE, 0);
	EXPECT_EQ(anomalies_of(d, ANOMALY_BAD_ELSP), ++n);
	elsp_write(d, RCS0, desc, desc);
	EXPECT_EQ(anomalies_of(d, ANOMALY_BAD_ELSP), ++n);
	elsp_write(d, RCS0, desc & ~DESC_LRCA, 0);
	EXPECT_EQ(anomalies_of(d, ANOMALY_BAD_ELSP), ++n);
	wr(d, 0x2000 + RING_MODE, MASKED_DISABLE(GFX_RUN_LIST_ENABLE));
	elsp_write(d, RCS0, desc, 0);
	EXPECT_EQ(anomalies_of(d, ANOMALY_BAD_ELSP), ++n);
	EXPECT_EQ(engine_stats_of(d, RCS0).submissions, 0);
	EXPECT_EQ(rd(d, 0x2000 + RING_EXECLIST_STATUS), 1);
	driver_destroy(d);
}

static void third_list_is_refused(void)
{
	struct driver *d = driver_create();
	struct context a = context_create(d, RCS0, 1), b = context_create(d, RCS0, 2);
	struct buffer gate = buffer_create(d, PAGE_SIZE);

	EMIT(&a, MI_ARB_ON_OFF);
	emit_gate(&a, &gate, 1);
	elsp_submit(&a, NULL);
	EXPECT(wait_value(&gate.cpu[1], 1));
	elsp_submit(&b, NULL);
	elsp_submit(&b, NULL);
	EXPECT_EQ(anomalies_of(d, ANOMALY_BAD_ELSP), 1);
	open_gate(&gate);
	driver_destroy(d);
}

/* Many contexts on all engines at once, each submitted again and again. */
static void engines_run_side_by_side(void)
{
	struct driver *d = driver_create();
	static const enum engine_id ids[] = { RCS0, BCS0, VCS0, VECS0 };
	struct context c[ARRAY_SIZE(ids)];
	struct buffer out = buffer_create(d, PAGE_SIZE);

	for (u32 i = 0; i < ARRAY_SIZE(ids); i++)
		c[i] = context_create(d, ids[i], i + 1);
	for (u32 round = 1; round <= 50; round++) {
		for (u32 i = 0; i < ARRAY_SIZE(ids); i++) {
			EMIT(&c[i], MI_STORE_DATA_IMM | MI_USE_GGTT, out.ggtt + 64 * i, 0, round);
			elsp_submit(&c[i], NULL);
		}
		for (u32 i = 0; i < ARRAY_SIZE(ids); i++) {
			expect_csb(d, ids[i], CSB_IDLE_TO_ACTIVE, 0);
			expect_csb(d, ids[i], COMPLETE, i + 1);
			EXPECT_EQ(out.cpu[16 * i], round);
		}
	}
	expect_no_anomalies(d);
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(one_context_on_every_engine),
	TEST(empty_ring_completes),
	TEST(second_element_follows),
	TEST(pending_list_starts_after_idle),
	TEST(lite_restore_moves_the_tail),
	TEST(waiting_context_is_preempted),
	TEST(batch_resumes_where_it_was),
	TEST(loop_yields_only_at_its_points),
	TEST(wait_switches_where_it_may),
	TEST(interrupt_comes_last),
	TEST(status_indices_wrap),
	TEST(bad_lists_are_refused),
	TEST(third_list_is_refused),
	TEST(engines_run_side_by_side),
	{ 0 }
};

SUITE(execlists, tests);
