// SPDX-License-Identifier: GPL-2.0-only
/*
 * Errors that command streamers report: status, mask, identity, interrupt.
 */
#include "tests/driver.h"

#define GDRST		0x941c
#define GDRST_FULL	BIT(0)
#define GT0		0x44300
#define IMR		0x4
#define IIR		0x8
#define IER		0xc

#define INSTRUCTION	BIT(0)
#define PRIVILEGE	BIT(2)
#define MASTER_ERROR	BIT(3)

#define INVALID		0xdeadbeef

static u32 base_of(const struct rig *r)
{
	return engine_info[r->c.engine].base;
}

static u32 group_of(const struct rig *r)
{
	return GT0 + 0x10 * engine_info[r->c.engine].irq_group;
}

/* Where the interrupt of the engine is, in its own mask too. */
static u32 interrupt_of(const struct rig *r)
{
	return MASTER_ERROR << engine_info[r->c.engine].irq_shift;
}

/* Nothing but errors interrupts; the error mask is @mask. */
static struct rig create(const char *device, enum engine_id id, u32 mask)
{
	struct rig r = rig_create_device(device, id);

	wr(r.d, base_of(&r) + RING_IMR, ~interrupt_of(&r));
	wr(r.d, base_of(&r) + RING_EMR, mask);
	msi_take(r.d);
	return r;
}

static void hang(struct rig *r)
{
	EMIT(&r->c, INVALID, INVALID);
	elsp_submit(&r->c, NULL);
	EXPECT(wait_hang(r->d, r->c.engine));
}

#define expect_errors(r, status, identity) do {				\
	EXPECT_EQ(rd((r)->d, base_of(r) + RING_ESR), status);		\
	EXPECT_EQ(rd((r)->d, base_of(r) + RING_EIR), identity);		\
} while (0)

static void expect_interrupt(struct rig *r, bool want)
{
	EXPECT_EQ(rd(r->d, group_of(r) + IIR), want ? interrupt_of(r) : 0);
	EXPECT_EQ(msi_take(r->d), want);
}

/* ESR shows it; it is told of when the mask is opened. */
static void masked_error_waits(void)
{
	struct rig r = create("skl-gt2", RCS0, ~0u);

	expect_errors(&r, 0, 0);
	hang(&r);
	expect_errors(&r, INSTRUCTION, 0);
	EXPECT_EQ(rd(r.d, group_of(&r)), 0);
	expect_interrupt(&r, false);
	wr(r.d, base_of(&r) + RING_ESR, ~0u);
	wr(r.d, base_of(&r) + RING_EMR, ~PRIVILEGE);
	expect_errors(&r, INSTRUCTION, 0);
	wr(r.d, base_of(&r) + RING_EMR, ~INSTRUCTION);
	expect_errors(&r, INSTRUCTION, INSTRUCTION);
	expect_interrupt(&r, true);
	rig_destroy(&r);
}

static void unmasked_error_interrupts(void)
{
	struct rig r = create("bdw-gt2", RCS0, ~INSTRUCTION);

	hang(&r);
	expect_errors(&r, INSTRUCTION, INSTRUCTION);
	EXPECT_EQ(rd(r.d, group_of(&r)), MASTER_ERROR);
	expect_interrupt(&r, true);
	rig_destroy(&r);
}

/* The masks behind: of the engine, of the group, and its enable. */
static void interrupt_can_be_held_back(void)
{
	for (u32 i = 0; i < 3; i++) {
		struct rig r = create("skl-gt2", RCS0, ~INSTRUCTION);

		if (i == 0)
			wr(r.d, base_of(&r) + RING_IMR, ~0u);
		else if (i == 1)
			wr(r.d, group_of(&r) + IMR, MASTER_ERROR);
		else
			wr(r.d, group_of(&r) + IER, ~MASTER_ERROR);
		hang(&r);
		EXPECT_EQ(rd(r.d, group_of(&r) + IIR), i == 2 ? MASTER_ERROR : 0);
		EXPECT_EQ(msi_take(r.d), 0);
		expect_errors(&r, INSTRUCTION, INSTRUCTION);
		rig_destroy(&r);
	}
}

/* Ones clear what has no cause, or whose cause is masked; EMR's upper bits are not there. */
static void identity_is_cleared_by_ones(void)
{
	struct rig r = create("skl-gt2", RCS0, ~(INSTRUCTION | PRIVILEGE));
	u32 eir = base_of(&r) + RING_EIR;

	RUN(&r, false, MI_REPORT_HEAD);
	expect_errors(&r, 0, PRIVILEGE);
	hang(&r);
	expect_errors(&r, INSTRUCTION, INSTRUCTION | PRIVILEGE);
	/* One rise: the second error came while the first was still told. */
	expect_interrupt(&r, true);
	wr(r.d, eir, INSTRUCTION);
	expect_errors(&r, INSTRUCTION, INSTRUCTION | PRIVILEGE);
	wr(r.d, eir, PRIVILEGE);
	expect_errors(&r, INSTRUCTION, INSTRUCTION);
	wr(r.d, base_of(&r) + RING_EMR, ~0u);
	expect_errors(&r, INSTRUCTION, INSTRUCTION);
	EXPECT_EQ(rd(r.d, group_of(&r)), MASTER_ERROR);
	wr(r.d, eir, INSTRUCTION);
	expect_errors(&r, INSTRUCTION, 0);
	EXPECT_EQ(rd(r.d, group_of(&r)), 0);
	wr(r.d, base_of(&r) + RING_EMR, 0);
	EXPECT_EQ(rd(r.d, base_of(&r) + RING_EMR), ~0xffu);
	rig_destroy(&r);
}

static void each_engine_reports_its_own(void)
{
	for (u32 i = 0; i < ENGINE_COUNT; i++) {
		struct rig r = create("skl-gt3", i, ~INSTRUCTION);

		hang(&r);
		for (u32 k = 0; k < ENGINE_COUNT; k++) {
			EXPECT_EQ(rd(r.d, engine_info[k].base + RING_ESR), k == i);
			EXPECT_EQ(rd(r.d, engine_info[k].base + RING_EIR), k == i);
		}
		EXPECT_EQ(rd(r.d, group_of(&r)), interrupt_of(&r));
		expect_interrupt(&r, true);
		rig_destroy(&r);
	}
}

/* A reset ends it, but for the interrupt that was already told. */
static void resets_clear_errors(void)
{
	for (u32 full = 0; full < 2; full++) {
		struct rig r = create("skl-gt2", BCS0, ~INSTRUCTION);

		hang(&r);
		wr(r.d, GDRST, full ? GDRST_FULL : engine_info[BCS0].reset_domain);
		expect_errors(&r, 0, 0);
		EXPECT_EQ(rd(r.d, base_of(&r) + RING_EMR), ~0u);
		EXPECT_EQ(rd(r.d, group_of(&r)), 0);
		EXPECT_EQ(rd(r.d, group_of(&r) + IIR), interrupt_of(&r));
		rig_destroy(&r);
	}
}

/* As i915 prepares an engine: all masked, all cleared, no error left, one opened. */
static void enable(struct rig *r)
{
	u32 base = base_of(r);

	engine_enable(r->d, r->c.engine);
	wr(r->d, base + RING_IMR, ~interrupt_of(r));
	wr(r->d, base + RING_EMR, ~0u);
	wr(r->d, base + RING_EIR, ~0u);
	expect_errors(r, 0, 0);
	wr(r->d, base + RING_EMR, ~INSTRUCTION);
}

/* As its handler reads and clears: mask, identity, then the interrupt itself. */
static void handle(struct rig *r)
{
	u32 base = base_of(r);

	wr(r->d, 0x44200, 0);
	EXPECT_EQ(rd(r->d, group_of(r) + IIR), interrupt_of(r));
	EXPECT_EQ(rd(r->d, base + RING_EIR), INSTRUCTION);
	wr(r->d, base + RING_EMR, ~0u);
	wr(r->d, base + RING_EIR, INSTRUCTION);
	wr(r->d, group_of(r) + IIR, interrupt_of(r));
	wr(r->d, 0x44200, BIT(31));
	expect_errors(r, INSTRUCTION, 0);
	expect_interrupt(r, false);
}

static void reset_engine(struct rig *r)
{
	u32 ctl = base_of(r) + RING_RESET_CTL;

	wr(r->d, ctl, MASKED_ENABLE(RESET_CTL_REQUEST));
	EXPECT(rd(r->d, ctl) & RESET_CTL_READY);
	wr(r->d, GDRST, engine_info[r->c.engine].reset_domain);
	wr(r->d, ctl, MASKED_DISABLE(RESET_CTL_REQUEST));
}

/* A bad request, one behind it that is good, and again, as i915's own test has it. */
static void bad_requests_are_seen_at_once(void)
{
	struct rig r = create("skl-gt2", VECS0, ~0u);

	for (u32 i = 1; i < 4; i++) {
		struct context bad = context_create(r.d, VECS0, 2 * i);
		struct context good = context_create(r.d, VECS0, 2 * i + 1);

		enable(&r);
		EMIT(&bad, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt, 0, i, INVALID, INVALID);
		elsp_submit(&bad, NULL);
		EXPECT(wait_hang(r.d, VECS0));
		EXPECT_EQ(r.out.cpu[0], i);
		EXPECT_EQ(msi_take(r.d), 1);
		handle(&r);
		reset_engine(&r);
		enable(&r);
		EMIT(&good, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt + 4, 0, i);
		EXPECT(context_run(&good));
		EXPECT_EQ(r.out.cpu[1], i);
		/* A context has none of it in its image. */
		EXPECT_EQ(rd(r.d, base_of(&r) + RING_EMR), ~INSTRUCTION);
		expect_errors(&r, 0, 0);
		expect_interrupt(&r, false);
	}
	rig_destroy(&r);
}

/* What the parser cannot make sense of, and other hangs, of which nothing tells. */
static void parser_reports_what_it_cannot_take(void)
{
	static const struct {
		enum engine_id id;
		u32 code[4];
		bool error;
	} table[] = {
		{ RCS0, { MI(0x3f) }, true },
		{ RCS0, { 0x20000000 }, true },
		{ BCS0, { PIPE_CONTROL }, true },
		{ VECS0, { MI(0x20) }, true },
		{ RCS0, { MI_MATH(1), 0x7ff00000 }, true },
		{ RCS0, { MI_ATOMIC, RIG_OUT, 0, 0 }, true },
		{ VCS0, { MI_STORE_DATA_IMM | BIT(21) }, true },
		{ BCS0, { MI_FLUSH_DW | 2 << 14 }, true },
		{ RCS0, { MI_SEMAPHORE_WAIT | SEMAPHORE_POLL | 7 << 12 }, true },
		{ RCS0, { MI_SEMAPHORE_SIGNAL | 7 << 15 }, true },
		{ BCS0, { MI(0x20) | 0x3ff }, false },	/* past the tail */
		{ RCS0, { MI_STORE_REGISTER_MEM, 0x2358, 0x7000000, 0 }, false },	/* fault */
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = create("skl-gt2", table[i].id, ~INSTRUCTION);

		emit_n(&r.c, table[i].code, ARRAY_SIZE(table[i].code));
		elsp_submit(&r.c, NULL);
		if (!wait_hang(r.d, table[i].id))
			FAIL("%08x does not hang", table[i].code[0]);
		if (rd(r.d, base_of(&r) + RING_ESR) != table[i].error)
			FAIL("%08x: error %u", table[i].code[0], !table[i].error);
		expect_errors(&r, table[i].error, table[i].error);
		expect_interrupt(&r, table[i].error);
		rig_destroy(&r);
	}
}

/* The command becomes a no-op, the batch goes on, and the driver can be told. */
static void privilege_violation_is_told(void)
{
	static const struct {
		u32 code[4];
		bool error;
	} table[] = {
		{ { MI_REPORT_HEAD }, true },
		{ { MI_STORE_DATA_IMM | MI_USE_GGTT, 0x3000, 0, 1 }, true },
		{ { MI_STORE_DATA_IMM, RIG_OUT + PAGE_SIZE, 0, 1 }, true },	/* read-only */
		{ { MI_ARB_CHECK }, false },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = create("skl-gt2", RCS0, ~PRIVILEGE);
		const u32 *c = table[i].code;

		*ppgtt_entry(&r.c, RIG_OUT + PAGE_SIZE) &= ~GTT_WRITABLE;
		RUN(&r, false, c[0], c[1], c[2], c[3], MI_STORE_DATA_IMM, RIG_OUT, 0, 7);
		EXPECT_EQ(r.out.cpu[0], 7);
		expect_errors(&r, 0, table[i].error ? PRIVILEGE : 0);
		expect_interrupt(&r, table[i].error);
		wr(r.d, base_of(&r) + RING_EIR, PRIVILEGE);
		expect_errors(&r, 0, 0);
		rig_destroy(&r);
	}
}

static const struct test tests[] = {
	TEST(masked_error_waits),
	TEST(unmasked_error_interrupts),
	TEST(interrupt_can_be_held_back),
	TEST(identity_is_cleared_by_ones),
	TEST(each_engine_reports_its_own),
	TEST(resets_clear_errors),
	TEST(bad_requests_are_seen_at_once),
	TEST(parser_reports_what_it_cannot_take),
	TEST(privilege_violation_is_told),
	{ 0 }
};

SUITE(error, tests);
