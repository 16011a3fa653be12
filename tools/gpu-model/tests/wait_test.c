// SPDX-License-Identifier: GPL-2.0-only
/*
 * Semaphores and display events.
 */
#include "tests/driver.h"

static void semaphore_compares(void)
{
	static const struct {
		u32 op;
		u32 memory;
		u32 data;
		bool passes;
	} table[] = {
		{ 0, 6, 5, true }, { 0, 5, 5, false }, { 1, 5, 5, true }, { 1, 4, 5, false },
		{ 2, 4, 5, true }, { 2, 5, 5, false }, { 3, 5, 5, true }, { 3, 6, 5, false },
		{ 4, 5, 5, true }, { 4, 6, 5, false }, { 5, 6, 5, true }, { 5, 5, 5, false },
		/* Without sign. */
		{ 0, 0x80000000, 1, true },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create(RCS0);
		struct csb_event ev;

		r.out.cpu[0] = table[i].memory;
		r.c.state[STATE_CONTROL] = MASKED_ENABLE(CTX_RESTORE_INHIBIT) |
					   MASKED_DISABLE(CTX_INHIBIT_SYN_SWITCH);
		EMIT(&r.c, MI_SEMAPHORE_WAIT | SEMAPHORE_POLL | table[i].op << 12, table[i].data,
		     RIG_OUT, 0);
		elsp_submit(&r.c, NULL);
		expect_csb(r.d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
		if (!csb_next(r.d, RCS0, &ev) || !(ev.status & CSB_COMPLETE) == table[i].passes)
			FAIL("case %u: status 0x%x", i, ev.status);
		rig_destroy(&r);
	}
}

static void poll_sees_the_change(void)
{
	struct rig r = rig_create(VCS0);

	EMIT(&r.c, MI_STORE_DATA_IMM, RIG_OUT + 4, 0, 1,
	     MI_SEMAPHORE_WAIT | SEMAPHORE_POLL | 1 << 12, 3, RIG_OUT, 0,
	     MI_STORE_DATA_IMM, RIG_OUT + 8, 0, 1);
	elsp_submit(&r.c, NULL);
	EXPECT(wait_value(&r.out.cpu[1], 1));
	__atomic_store_n(&r.out.cpu[0], 2, __ATOMIC_RELEASE);
	EXPECT_EQ(dword_at(&r.out.cpu[2]), 0);
	__atomic_store_n(&r.out.cpu[0], 3, __ATOMIC_RELEASE);
	EXPECT(wait_value(&r.out.cpu[2], 1));
	rig_destroy(&r);
}

/* One engine waits in signal mode for the other. */
static void signal_wakes_its_target(void)
{
	struct rig r = rig_create(RCS0);
	struct context other = context_create(r.d, BCS0, 5);

	EMIT(&r.c, MI_STORE_DATA_IMM, RIG_OUT + 4, 0, 1,
	     MI_SEMAPHORE_WAIT | 4 << 12, 1, RIG_OUT, 0, MI_STORE_DATA_IMM, RIG_OUT + 8, 0, 1);
	elsp_submit(&r.c, NULL);
	EXPECT(wait_value(&r.out.cpu[1], 1));
	EMIT(&other, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt, 0, 1,
	     MI_SEMAPHORE_SIGNAL, r.c.id);
	EXPECT(context_run(&other));
	EXPECT(wait_value(&r.out.cpu[2], 1));
	/* A context that does not run is signalled by the interrupt. */
	EXPECT(context_run(&r.c));
	EMIT(&other, MI_SEMAPHORE_SIGNAL, 0x999);
	EXPECT(context_run(&other));
	EXPECT(rd(r.d, 0x44308) & GT_WAIT_SEMAPHORE_INTERRUPT);
	rig_destroy(&r);
}

static void start_pipe(struct driver *d)
{
	wr(d, 0x60000, 799 << 16 | 639);
	wr(d, 0x6000c, 524 << 16 | 479);
	wr(d, 0x6001c, 639 << 16 | 479);
	wr(d, 0x70008, BIT(31));
}

static void waits_for_vblank(void)
{
	struct rig r = rig_create(RCS0);
	u32 frame;

	start_pipe(r.d);
	frame = rd(r.d, 0x70040);
	EMIT(&r.c, MI_WAIT_FOR_EVENT | BIT(3), MI_STORE_REGISTER_MEM, 0x70040, RIG_OUT, 0);
	EXPECT(context_run(&r.c));
	EXPECT(r.out.cpu[0] != frame);
	rig_destroy(&r);
}

static void waits_for_scan_line(void)
{
	struct rig r = rig_create(BCS0);

	start_pipe(r.d);
	EMIT(&r.c, MI(0x12), 100 << 16 | 400, MI_WAIT_FOR_EVENT | BIT(0),
	     MI_STORE_REGISTER_MEM, 0x70000, RIG_OUT, 0,
	     MI(0x13), 200 << 16 | 524, MI_WAIT_FOR_EVENT | BIT(0),
	     MI_STORE_REGISTER_MEM, 0x70000, RIG_OUT + 4, 0);
	EXPECT(context_run(&r.c));
	/* Some lines pass until the register is read. */
	EXPECT(r.out.cpu[0] >= 100 && r.out.cpu[0] < 480);
	EXPECT(r.out.cpu[1] < 300);
	rig_destroy(&r);
}

static void flips_by_command(void)
{
	struct rig r = rig_create(BCS0);

	start_pipe(r.d);
	wr(r.d, 0x44404, 0);
	wr(r.d, 0x70180, BIT(31) | 4 << 24);
	EMIT(&r.c, MI(0x14) | 1, 40 << 6 | 1, r.out.ggtt, MI_WAIT_FOR_EVENT | BIT(2),
	     MI_STORE_REGISTER_MEM, 0x701ac, RIG_OUT, 0);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(r.out.cpu[0], r.out.ggtt);
	EXPECT_EQ(rd(r.d, 0x70188), 40);
	EXPECT_EQ(rd(r.d, 0x70180) >> 10 & 7, 1);
	EXPECT(rd(r.d, 0x44408) & BIT(3));
	rig_destroy(&r);
}

static const struct test tests[] = {
	TEST(semaphore_compares),
	TEST(poll_sees_the_change),
	TEST(signal_wakes_its_target),
	TEST(waits_for_vblank),
	TEST(waits_for_scan_line),
	TEST(flips_by_command),
	{ 0 }
};

SUITE(wait, tests);
