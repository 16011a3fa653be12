// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cached translations: used until they are invalidated, and reported if they
 * are out of date by then.
 */
#include "tests/driver.h"

#define VA		0x10000000u
#define FLUSH_TLB	BIT(18)
#define POST_SYNC_IMM	BIT(14)

/* A context that stores twice to VA and waits at a semaphore in between. */
struct scene {
	struct driver *d;
	struct context c;
	struct buffer old;
	struct buffer new;
	struct buffer gate;	/* [0] the semaphore, [1] the engine has come to it */
};

static struct scene scene_create(enum engine_id engine)
{
	struct scene s = { .d = driver_create() };

	s.c = context_create(s.d, engine, 1);
	s.old = buffer_create(s.d, PAGE_SIZE);
	s.new = buffer_create(s.d, PAGE_SIZE);
	s.gate = buffer_create(s.d, PAGE_SIZE);
	ppgtt_map(&s.c, VA, s.old.gpa, PAGE_SIZE);
	EMIT(&s.c, MI_STORE_DATA_IMM, VA, 0, 1,
	     MI_STORE_DATA_IMM | MI_USE_GGTT, s.gate.ggtt + 4, 0, 1,
	     MI_SEMAPHORE_WAIT | SEMAPHORE_GGTT | SEMAPHORE_POLL | 4 << 12, 1, s.gate.ggtt, 0);
	return s;
}

static void open_gate(struct scene *s)
{
	__atomic_store_n(&s->gate.cpu[0], 1, __ATOMIC_RELEASE);
}

static void remap(struct scene *s)
{
	__atomic_store_n(ppgtt_entry(&s->c, VA), s->new.gpa | GTT_PRESENT | GTT_WRITABLE,
			 __ATOMIC_RELEASE);
}

/* Submit, change the tables when the engine waits, and let it go on. */
static void run_with_remap(struct scene *s)
{
	elsp_submit(&s->c, NULL);
	EXPECT(wait_value(&s->gate.cpu[1], 1));
	remap(s);
	open_gate(s);
	expect_csb(s->d, s->c.engine, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(s->d, s->c.engine, CSB_COMPLETE | CSB_ACTIVE_TO_IDLE, 1);
}

static void stale_use_is_reported(void)
{
	struct scene s = scene_create(RCS0);

	EMIT(&s.c, MI_STORE_DATA_IMM, VA, 0, 2, MI_STORE_DATA_IMM, VA, 0, 3);
	run_with_remap(&s);
	EXPECT_EQ(s.old.cpu[0], 3);
	EXPECT_EQ(s.new.cpu[0], 0);
	/* Once per translation, however often it is used. */
	EXPECT_EQ(anomalies_of(s.d, ANOMALY_STALE_TLB), 1);
	driver_destroy(s.d);
}

static void pipe_control_invalidates(void)
{
	struct scene s = scene_create(RCS0);

	EMIT(&s.c, PIPE_CONTROL, FLUSH_TLB, 0, 0, 0, 0, MI_STORE_DATA_IMM, VA, 0, 2);
	run_with_remap(&s);
	EXPECT_EQ(s.old.cpu[0], 1);
	EXPECT_EQ(s.new.cpu[0], 2);
	expect_no_anomalies(s.d);
	driver_destroy(s.d);
}

static void flush_dw_invalidates(void)
{
	struct scene s = scene_create(BCS0);

	EMIT(&s.c, MI_FLUSH_DW | FLUSH_TLB | POST_SYNC_IMM, (s.gate.ggtt + 8) | BIT(2), 0, 9,
	     MI_STORE_DATA_IMM, VA, 0, 2);
	run_with_remap(&s);
	EXPECT_EQ(s.gate.cpu[2], 9);
	EXPECT_EQ(s.old.cpu[0], 1);
	EXPECT_EQ(s.new.cpu[0], 2);
	expect_no_anomalies(s.d);
	driver_destroy(s.d);
}

/* Without a post-sync operation, MI_FLUSH_DW ignores the bit. */
static void flush_dw_alone_does_not(void)
{
	struct scene s = scene_create(BCS0);

	EMIT(&s.c, MI_FLUSH_DW | FLUSH_TLB, 0, 0, 0, MI_STORE_DATA_IMM, VA, 0, 2);
	run_with_remap(&s);
	EXPECT_EQ(s.old.cpu[0], 2);
	EXPECT_EQ(anomalies_of(s.d, ANOMALY_STALE_TLB), 1);
	driver_destroy(s.d);
}

static void register_invalidates_its_engine(void)
{
	struct scene s = scene_create(RCS0);

	EMIT(&s.c, MI_STORE_DATA_IMM, VA, 0, 2);
	elsp_submit(&s.c, NULL);
	EXPECT(wait_value(&s.gate.cpu[1], 1));
	remap(&s);
	wr(s.d, engine_info[RCS0].tlb_register, 1);
	open_gate(&s);
	EXPECT(wait_value(s.new.cpu, 2));
	EXPECT_EQ(rd(s.d, engine_info[RCS0].tlb_register), 0);
	EXPECT_EQ(anomalies_of(s.d, ANOMALY_STALE_TLB), 0);
	driver_destroy(s.d);
}

static void context_switch_invalidates(void)
{
	struct scene s = scene_create(RCS0);

	open_gate(&s);
	EXPECT(context_run(&s.c));
	remap(&s);
	EMIT(&s.c, MI_STORE_DATA_IMM, VA, 0, 2);
	EXPECT(context_run(&s.c));
	EXPECT_EQ(s.old.cpu[0], 1);
	EXPECT_EQ(s.new.cpu[0], 2);
	expect_no_anomalies(s.d);
	driver_destroy(s.d);
}

/* Entries of the global table are cached until GFX_FLSH_CNTL is written. */
static void global_entries_need_their_flush(void)
{
	struct scene s = scene_create(RCS0);
	u64 entry = s.new.gpa | GTT_PRESENT;

	EMIT(&s.c, MI_STORE_DATA_IMM | MI_USE_GGTT, s.old.ggtt, 0, 4);
	s.c.ring.cpu[0] |= MI_USE_GGTT;
	s.c.ring.cpu[1] = s.old.ggtt;
	elsp_submit(&s.c, NULL);
	EXPECT(wait_value(&s.gate.cpu[1], 1));
	region_write(&s.d->pci, REGION_BAR0, (8u << 20) + (s.old.ggtt >> PAGE_SHIFT) * 8, &entry,
		     8);
	open_gate(&s);
	EXPECT(wait_value(s.old.cpu, 4));
	EXPECT_EQ(anomalies_of(s.d, ANOMALY_STALE_TLB), 1);
	driver_destroy(s.d);
}

static const struct test tests[] = {
	TEST(stale_use_is_reported),
	TEST(pipe_control_invalidates),
	TEST(flush_dw_invalidates),
	TEST(flush_dw_alone_does_not),
	TEST(register_invalidates_its_engine),
	TEST(context_switch_invalidates),
	TEST(global_entries_need_their_flush),
	{ 0 }
};

SUITE(tlb, tests);
