// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hangs, and resets that end them.
 */
#include "tests/driver.h"

#define GDRST		0x941c
#define GDRST_FULL	BIT(0)

/* Submit an unknown command. */
static void hang(struct rig *r)
{
	EMIT(&r->c, MI(0x3f), 0);
	elsp_submit(&r->c, NULL);
	EXPECT(wait_hang(r->d, r->c.engine));
}

static void expect_works(struct rig *r)
{
	struct context c = context_create(r->d, r->c.engine, 0x99);

	engine_enable(r->d, r->c.engine);
	EMIT(&c, MI_STORE_DATA_IMM | MI_USE_GGTT, r->out.ggtt, 0, 0xfee1600d);
	EXPECT(context_run(&c));
	EXPECT_EQ(r->out.cpu[0], 0xfee1600d);
	r->out.cpu[0] = 0;
}

static void hang_lasts_until_reset(void)
{
	struct rig r = rig_create(RCS0);
	struct timespec ts = { .tv_nsec = 20000000 };

	hang(&r);
	elsp_write(r.d, RCS0, context_descriptor(&r.c), 0);
	nanosleep(&ts, NULL);
	EXPECT(wait_hang(r.d, RCS0));
	EXPECT_EQ(rd(r.d, 0x2000 + RING_MI_MODE) & MI_MODE_IDLE, 0);
	EXPECT_EQ(rd(r.d, 0x2000 + RING_INSTDONE) & 1, 0);
	rig_destroy(&r);
}

static void engine_reset_by_the_book(void)
{
	struct rig r = rig_create(RCS0);
	u32 ctl = 0x2000 + RING_RESET_CTL;

	hang(&r);
	wr(r.d, ctl, MASKED_ENABLE(RESET_CTL_REQUEST));
	EXPECT(rd(r.d, ctl) & RESET_CTL_READY);
	wr(r.d, GDRST, engine_info[RCS0].reset_domain);
	EXPECT_EQ(rd(r.d, GDRST), 0);
	wr(r.d, ctl, MASKED_DISABLE(RESET_CTL_REQUEST));
	EXPECT_EQ(rd(r.d, ctl) & RESET_CTL_READY, 0);
	EXPECT_EQ(rd(r.d, 0x2000 + RING_CSB_PTR), 7);
	EXPECT_EQ(rd(r.d, 0x2000 + RING_EXECLIST_STATUS), 1);
	EXPECT_EQ(rd(r.d, 0x2000 + RING_MODE), 0);
	EXPECT(rd(r.d, 0x2000 + RING_MI_MODE) & MI_MODE_IDLE);
	expect_works(&r);
	rig_destroy(&r);
}

static void each_engine_has_its_domain(void)
{
	for (u32 i = 0; i < ENGINE_COUNT; i++) {
		struct driver *d = driver_create_device("skl-gt3");

		wr(d, GDRST, engine_info[i].reset_domain);
		for (u32 k = 0; k < ENGINE_COUNT; k++)
			EXPECT_EQ(engine_stats_of(d, k).resets, k == i);
		wr(d, GDRST, GDRST_FULL);
		for (u32 k = 0; k < ENGINE_COUNT; k++)
			EXPECT_EQ(engine_stats_of(d, k).resets, (k == i) + 1);
		driver_destroy(d);
	}
}

static void full_reset_frees_a_hung_engine(void)
{
	struct rig r = rig_create(VECS0);

	hang(&r);
	wr(r.d, GDRST, GDRST_FULL);
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(r.d->gpu, i))
			engine_enable(r.d, i);
	expect_works(&r);
	rig_destroy(&r);
}

/* An engine in an endless batch stops for a reset, too. */
static void running_engine_is_reset(void)
{
	struct rig r = rig_create(RCS0);

	r.batch.cpu[0] = MI_BATCH_BUFFER_START;
	r.batch.cpu[1] = r.batch.ggtt;
	EMIT(&r.c, MI_BATCH_BUFFER_START, r.batch.ggtt, 0);
	elsp_submit(&r.c, NULL);
	expect_csb(r.d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
	wr(r.d, 0x2000 + RING_RESET_CTL, MASKED_ENABLE(RESET_CTL_REQUEST));
	EXPECT(rd(r.d, 0x2000 + RING_RESET_CTL) & RESET_CTL_READY);
	wr(r.d, GDRST, engine_info[RCS0].reset_domain);
	/* The lost context is neither reported nor saved. */
	EXPECT_EQ(r.c.state[STATE_HEAD], 0);
	expect_works(&r);
	rig_destroy(&r);
}

static void others_run_on(void)
{
	struct rig r = rig_create(RCS0);
	struct context c = context_create(r.d, BCS0, 5);

	hang(&r);
	EMIT(&c, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt + 4, 0, 1);
	EXPECT(context_run(&c));
	EXPECT_EQ(r.out.cpu[1], 1);
	wr(r.d, GDRST, engine_info[RCS0].reset_domain);
	EMIT(&c, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt + 4, 0, 2);
	EXPECT(context_run(&c));
	EXPECT_EQ(r.out.cpu[1], 2);
	rig_destroy(&r);
}

static void stop_ring_pauses(void)
{
	struct rig r = rig_create(RCS0);
	u32 mode = 0x2000 + RING_MI_MODE;
	struct timespec ts = { .tv_nsec = 20000000 };

	wr(r.d, mode, MASKED_ENABLE(MI_MODE_STOP_RING));
	EMIT(&r.c, MI_STORE_DATA_IMM, RIG_OUT, 0, 1);
	elsp_submit(&r.c, NULL);
	nanosleep(&ts, NULL);
	EXPECT_EQ(dword_at(r.out.cpu), 0);
	EXPECT(rd(r.d, mode) & MI_MODE_IDLE);
	wr(r.d, mode, MASKED_DISABLE(MI_MODE_STOP_RING));
	EXPECT(wait_value(r.out.cpu, 1));
	rig_destroy(&r);
}

/* The ring stops itself in the same way, by a load of the register. */
static void ring_stops_itself(void)
{
	struct rig r = rig_create(VCS0);
	u32 mode = 0x12000 + RING_MI_MODE;
	struct timespec ts = { .tv_nsec = 20000000 };

	EMIT(&r.c, MI_LOAD_REGISTER_IMM(1), mode, MASKED_ENABLE(MI_MODE_STOP_RING),
	     MI_STORE_DATA_IMM, RIG_OUT, 0, 1);
	elsp_submit(&r.c, NULL);
	nanosleep(&ts, NULL);
	EXPECT_EQ(dword_at(r.out.cpu), 0);
	EXPECT(rd(r.d, mode) & MI_MODE_STOP_RING);
	wr(r.d, mode, MASKED_DISABLE(MI_MODE_STOP_RING));
	EXPECT(wait_value(r.out.cpu, 1));
	rig_destroy(&r);
}

/* What the driver has set in an engine's registers does not survive its reset. */
static void reset_clears_the_engine_s_registers(void)
{
	static const struct {
		u32 reg, val;
	} regs[] = {
		{ RING_GPR0, 0 }, { RING_FORCE_TO_NONPRIV, 0x2094 }, { RING_MODE, 0 },
		{ RING_CTX_CONTROL, 0 }, { RING_START, 0 }, { RING_MI_PREDICATE_SRC0, 0 },
	};
	struct driver *d = driver_create();
	u32 hws = rd(d, 0x2000 + RING_HWS_PGA);

	for (u32 i = 0; i < ARRAY_SIZE(regs); i++)
		wr(d, 0x2000 + regs[i].reg, 0xffff7777);
	wr(d, 0x22000 + RING_GPR0, 0x1234);
	wr(d, GDRST, engine_info[RCS0].reset_domain);
	for (u32 i = 0; i < ARRAY_SIZE(regs); i++)
		if (rd(d, 0x2000 + regs[i].reg) != regs[i].val)
			FAIL("register 0x%x survives", 0x2000 + regs[i].reg);
	EXPECT_EQ(rd(d, 0x2000 + RING_IMR), ~0u);
	EXPECT_EQ(rd(d, 0x2000 + RING_HWS_PGA), hws);
	EXPECT_EQ(rd(d, 0x22000 + RING_GPR0), 0x1234);
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(hang_lasts_until_reset),
	TEST(engine_reset_by_the_book),
	TEST(each_engine_has_its_domain),
	TEST(full_reset_frees_a_hung_engine),
	TEST(running_engine_is_reset),
	TEST(others_run_on),
	TEST(stop_ring_pauses),
	TEST(ring_stops_itself),
	TEST(reset_clears_the_engine_s_registers),
	{ 0 }
};

SUITE(reset, tests);
