// SPDX-License-Identifier: GPL-2.0-only
/*
 * Context images: restore, save, and the batches that run in between.
 */
#include <string.h>

#include "cs/lrc.h"
#include "tests/driver.h"

#define LRI_OPCODE	0x22
#define STATE_END	0x400

/* Registers that control the context itself, or that only the hardware sets. */
static const u16 own_registers[] = {
	0x244, 0x034, 0x030, 0x038, 0x03c, 0x168, 0x140, 0x110, 0x11c, 0x114, 0x118, 0x1c0,
	0x1c4, 0x1c8, 0x3a8, 0x28c, 0x288, 0x284, 0x280, 0x27c, 0x278, 0x274, 0x270, 0x358,
	0x09c, 0x068, 0x028,
};

static bool is_own(u32 reg)
{
	for (u32 i = 0; i < ARRAY_SIZE(own_registers); i++)
		if (reg == own_registers[i])
			return true;
	return false;
}

typedef void (*visit_fn)(struct context *c, u32 reg, u32 *val, u32 arg);

/* Calls @visit for each register in the image's lists; returns how many there are. */
static u32 visit_pairs(struct context *c, visit_fn visit, u32 arg)
{
	u32 n = 0;

	for (u32 i = 1; i < STATE_END && c->state[i] != MI_BATCH_BUFFER_END; i++) {
		u32 pairs = ((c->state[i] & 0xff) + 1) / 2;

		if (c->state[i] >> 23 != LRI_OPCODE)
			continue;
		for (u32 k = 0; k < pairs; k++, n++)
			visit(c, c->state[i + 1 + 2 * k], &c->state[i + 2 + 2 * k], arg);
		i += 2 * pairs;
	}
	return n;
}

static u32 pattern(struct context *c, u32 reg, u32 seed)
{
	u32 val = reg * 0x9e3779b1u + seed * 0x85ebca6bu;

	/* TR-TT: with virtual addresses. */
	if (reg == 0x4df4)
		val |= 2;
	return mmio_is_masked(c->d->gpu, reg) ? 0xffff0000 | (val & 0xffff) : val;
}

static void put_pattern(struct context *c, u32 reg, u32 *val, u32 seed)
{
	if (!is_own(reg - engine_info[c->engine].base))
		*val = pattern(c, reg, seed);
}

static void check_pattern(struct context *c, u32 reg, u32 *val, u32 seed)
{
	u32 want = pattern(c, reg, seed);

	if (!is_own(reg - engine_info[c->engine].base) && *val != want)
		FAIL("%s: register 0x%x saved as 0x%x, not 0x%x", engine_info[c->engine].name, reg,
		     *val, want);
}

/* Every register of the image comes back, whoever ran in between. */
static void whole_state_is_switched(void)
{
	static const char * const devices[] = { "bdw-gt3", "skl-gt3" };

	for (u32 v = 0; v < ARRAY_SIZE(devices); v++) {
		for (u32 i = 0; i < ENGINE_COUNT; i++) {
			struct driver *d = driver_create_device(devices[v]);
			struct context a = context_create(d, i, 1), b = context_create(d, i, 2);
			u32 n;

			EXPECT(context_run(&a));
			EXPECT(context_run(&b));
			n = visit_pairs(&a, put_pattern, 1);
			EXPECT_EQ(visit_pairs(&b, put_pattern, 2), n);
			EXPECT(n >= 22);
			EXPECT(context_run(&a));
			EXPECT(context_run(&b));
			EXPECT(context_run(&a));
			visit_pairs(&a, check_pattern, 1);
			visit_pairs(&b, check_pattern, 2);
			expect_no_anomalies(d);
			driver_destroy(d);
		}
	}
}

/* The lists are where drivers and tools of Gen9 look for them. */
static void layout_is_the_hardware_s(void)
{
	struct driver *d = driver_create();
	struct context rcs = context_create(d, RCS0, 1), bcs = context_create(d, BCS0, 2);

	EXPECT(context_run(&rcs));
	EXPECT(context_run(&bcs));
	EXPECT_EQ(rcs.state[0], MI_NOOP);
	EXPECT_EQ(rcs.state[1], MI_LOAD_REGISTER_IMM(14) | BIT(12));
	EXPECT_EQ(rcs.state[2], 0x2244);
	EXPECT_EQ(rcs.state[0x21], MI_LOAD_REGISTER_IMM(9) | BIT(12));
	EXPECT_EQ(rcs.state[0x41], MI_LOAD_REGISTER_IMM(1));
	EXPECT_EQ(rcs.state[0x42], 0x20c8);
	EXPECT_EQ(rcs.state[0x51], MI_LOAD_REGISTER_IMM(44) | BIT(12));
	EXPECT_EQ(rcs.state[0x52], 0x2028);
	EXPECT_EQ(bcs.state[0x41], MI_LOAD_REGISTER_IMM(1) | BIT(12));
	EXPECT_EQ(bcs.state[0x42], 0x22200);
	EXPECT_EQ(bcs.state[0xbf], MI_BATCH_BUFFER_END);
	driver_destroy(d);
}

static void inhibited_restore_leaves_the_engine_state(void)
{
	struct rig r = rig_create(RCS0);
	u32 gpr = 0x2000 + RING_GPR0;

	wr(r.d, gpr, 0x1234);
	EXPECT(context_run(&r.c));
	/* Saved once, the image is whole; and the bit is gone. */
	EXPECT_EQ(r.c.state[STATE_CONTROL] & CTX_RESTORE_INHIBIT, 0);
	EMIT(&r.c, MI_STORE_REGISTER_MEM, gpr, RIG_OUT, 0);
	wr(r.d, gpr, 0x5678);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(r.out.cpu[0], 0x1234);
	r.c.state[STATE_CONTROL] = MASKED_ENABLE(CTX_RESTORE_INHIBIT | CTX_INHIBIT_SYN_SWITCH);
	wr(r.d, gpr, 0x9abc);
	EMIT(&r.c, MI_STORE_REGISTER_MEM, gpr, RIG_OUT + 4, 0);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(r.out.cpu[1], 0x9abc);
	rig_destroy(&r);
}

/* Each batch adds a digit: the order in which they ran. */
static void switch_batches_run_in_order(void)
{
	struct rig r = rig_create(RCS0);
	struct buffer wa = buffer_create(r.d, PAGE_SIZE);
	u32 ggtt = r.out.ggtt;
	const u32 indirect[16] = {
		MI_COPY_MEM_MEM | BIT(22) | BIT(21), ggtt + 4, 0, ggtt, 0,
		MI_STORE_DATA_IMM | MI_USE_GGTT, ggtt, 0, 1,
	};
	const u32 per_context[] = {
		MI_COPY_MEM_MEM | BIT(22) | BIT(21), ggtt + 8, 0, ggtt, 0,
		MI_STORE_DATA_IMM | MI_USE_GGTT, ggtt, 0, 2, MI_BATCH_BUFFER_END,
	};

	memcpy(wa.cpu, indirect, sizeof(indirect));
	memcpy(wa.cpu + 256, per_context, sizeof(per_context));
	r.c.state[STATE_INDIRECT] = wa.ggtt | 1;
	r.c.state[STATE_INDIRECT_OFFSET] = 0x26 << 6;
	r.c.state[STATE_PER_CTX] = 0;
	r.out.cpu[0] = 9;
	/* Its batch must start at a page. */
	memcpy(r.batch.cpu, per_context, sizeof(per_context));
	r.c.state[STATE_PER_CTX] = r.batch.ggtt | BB_PER_CTX_VALID;
	EMIT(&r.c, MI_COPY_MEM_MEM | BIT(22) | BIT(21), ggtt + 12, 0, ggtt, 0);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(r.out.cpu[1], 9);
	EXPECT_EQ(r.out.cpu[2], 1);
	EXPECT_EQ(r.out.cpu[3], 2);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

/* A register loaded by the image past the offset overrides the indirect context's. */
static void indirect_context_runs_at_its_offset(void)
{
	static const struct {
		u32 offset;
		u32 want;
	} table[] = { { 0x04, 0x77 }, { 0x3f, 0x55 } };
	u32 gpr = 0x2000 + RING_GPR0;

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create(RCS0);
		const u32 code[16] = { MI_LOAD_REGISTER_IMM(1), gpr, 0x55 };

		memcpy(r.batch.cpu, code, sizeof(code));
		EMIT(&r.c, MI_LOAD_REGISTER_IMM(1), gpr, 0x77);
		EXPECT(context_run(&r.c));
		r.c.state[STATE_INDIRECT] = r.batch.ggtt | 1;
		r.c.state[STATE_INDIRECT_OFFSET] = table[i].offset << 6;
		EMIT(&r.c, MI_STORE_REGISTER_MEM, gpr, RIG_OUT, 0);
		EXPECT(context_run(&r.c));
		EXPECT_EQ(r.out.cpu[0], table[i].want);
		rig_destroy(&r);
	}
}

static void timestamp_counts_on_the_engine_only(void)
{
	struct rig r = rig_create(RCS0);
	struct timespec ts = { .tv_nsec = 20000000 };
	u32 first, hz = r.d->gpu->device->timestamp_hz;

	EXPECT(context_run(&r.c));
	first = r.c.state[STATE_TIMESTAMP];
	nanosleep(&ts, NULL);
	EXPECT(context_run(&r.c));
	EXPECT(r.c.state[STATE_TIMESTAMP] >= first);
	EXPECT(r.c.state[STATE_TIMESTAMP] - first < hz / 50);
	rig_destroy(&r);
}

static void driver_owns_the_tail(void)
{
	struct rig r = rig_create(RCS0);

	EMIT(&r.c, MI_STORE_DATA_IMM, RIG_OUT + 4, 0, 1,
	     MI_SEMAPHORE_WAIT | SEMAPHORE_POLL | 4 << 12, 1, RIG_OUT, 0);
	elsp_submit(&r.c, NULL);
	EXPECT(wait_value(&r.out.cpu[1], 1));
	EMIT(&r.c, MI_NOOP, MI_NOOP);
	context_flush(&r.c);
	__atomic_store_n(&r.out.cpu[0], 1, __ATOMIC_RELEASE);
	expect_csb(r.d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
	expect_csb(r.d, RCS0, CSB_COMPLETE | CSB_ACTIVE_TO_IDLE, 0x11);
	EXPECT_EQ(r.c.state[STATE_TAIL], r.c.tail);
	EXPECT_EQ(r.c.state[STATE_HEAD], r.c.tail - 8);
	rig_destroy(&r);
}

/*
 * A context image is a batch. Any command in it runs with privilege, also at words that are no-ops
 * in the present layout. There are nine such words, 24 to 32, between the lists of Gen8's small
 * engines; elsewhere three, and twelve after the page directories. Source: PRM vol 7; i915
 * gt/intel_lrc.c.
 */
static void image_words_run_as_commands(void)
{
	static const struct {
		const char *device;
		enum engine_id id;
		u32 at;
		u32 first_list;
	} table[] = {
		{ "bdw-gt2", BCS0, 24, 11 }, { "bdw-gt2", VCS0, 28, 11 },
		{ "bdw-gt2", RCS0, 52, 14 }, { "skl-gt2", VECS0, 60, 14 },
		{ "skl-gt2", RCS0, 0x48, 14 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create_device(table[i].device, table[i].id);
		const u32 store[] = { MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt, 0, 0x1234 };

		EXPECT(context_run(&r.c));
		r.c.state[1] = MI_LOAD_REGISTER_IMM(table[i].first_list);
		memcpy(&r.c.state[table[i].at], store, sizeof(store));
		EXPECT(context_run(&r.c));
		if (r.out.cpu[0] != 0x1234)
			FAIL("%s %s: word %u was not executed", table[i].device,
			     engine_info[table[i].id].name, table[i].at);
		expect_no_anomalies(r.d);
		rig_destroy(&r);
	}
}

/* Loads of the image are MI_LOAD_REGISTER_IMM in full: disabled bytes, odd lengths. */
static void image_loads_are_commands(void)
{
	struct rig r = rig_create(RCS0);
	u32 gpr = 0x2000 + RING_GPR0;

	wr(r.d, gpr, 0x11223344);
	r.c.state[52] = MI_LOAD_REGISTER_IMM(1) | 0x5 << 8;
	r.c.state[53] = gpr;
	r.c.state[54] = 0xaabbccdd;
	/* Four words long, with nothing to load in the last. */
	r.c.state[55] = MI_LOAD_REGISTER_IMM(1) + 1;
	r.c.state[56] = gpr + 4;
	r.c.state[57] = 0x77;
	r.c.state[58] = MI_USER_INTERRUPT;
	EXPECT(context_run(&r.c));
	EXPECT_EQ(rd(r.d, gpr), 0xaa22cc44);
	EXPECT_EQ(rd(r.d, gpr + 4), 0x77);
	EXPECT_EQ(rd(r.d, 0x44308) & GT_USER_INTERRUPT, 0);
	rig_destroy(&r);
}

static void wait_in_indirect_context(struct rig *r, struct context *c)
{
	struct buffer wa = buffer_create(r->d, PAGE_SIZE);
	const u32 code[16] = {
		MI_STORE_DATA_IMM | MI_USE_GGTT, r->out.ggtt, 0, 1,
		MI_SEMAPHORE_WAIT | SEMAPHORE_POLL | SEMAPHORE_GGTT | 4 << 12, 1,
		r->out.ggtt + 4, 0,
		MI_STORE_DATA_IMM | MI_USE_GGTT, r->out.ggtt + 8, 0, 1,
	};

	memcpy(wa.cpu, code, sizeof(code));
	c->state[STATE_INDIRECT] = wa.ggtt | 1;
	c->state[STATE_INDIRECT_OFFSET] = 0x26 << 6;
	elsp_submit(c, NULL);
	EXPECT(wait_value(&r->out.cpu[0], 1));
}

/* A wait in the batches of a switch waits; the context has not begun then. */
static void switch_batches_wait(void)
{
	struct rig r = rig_create(RCS0);
	struct context c = context_create_3level(r.d, RCS0, 0x12);
	struct timespec ts = { .tv_nsec = 20000000 };

	EMIT(&c, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt + 12, 0, 1);
	wait_in_indirect_context(&r, &c);
	nanosleep(&ts, NULL);
	EXPECT_EQ(dword_at(&r.out.cpu[2]), 0);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_HANG), 0);
	__atomic_store_n(&r.out.cpu[1], 1, __ATOMIC_RELEASE);
	EXPECT(wait_value(&r.out.cpu[3], 1));
	EXPECT_EQ(r.out.cpu[2], 1);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

/* An engine that waits there stops for a reset, and nothing of the context remains. */
static void reset_while_a_switch_batch_waits(void)
{
	struct rig r = rig_create(RCS0);
	struct context c = context_create(r.d, RCS0, 0x12);
	u32 ctl = 0x2000 + RING_RESET_CTL;

	EMIT(&c, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt + 12, 0, 1);
	wait_in_indirect_context(&r, &c);
	wr(r.d, ctl, MASKED_ENABLE(RESET_CTL_REQUEST));
	EXPECT(rd(r.d, ctl) & RESET_CTL_READY);
	wr(r.d, 0x941c, engine_info[RCS0].reset_domain);
	wr(r.d, ctl, MASKED_DISABLE(RESET_CTL_REQUEST));
	EXPECT_EQ(engine_stats_of(r.d, RCS0).resets, 1);
	r.out.cpu[1] = 1;
	engine_enable(r.d, RCS0);
	EMIT(&r.c, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt + 16, 0, 1);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(r.out.cpu[4], 1);
	EXPECT_EQ(r.out.cpu[3], 0);
	EXPECT_EQ(r.out.cpu[2], 0);
	EXPECT_EQ(c.state[STATE_HEAD], 0);
	rig_destroy(&r);
}

/* The register holds rings of at most 2 MiB. Of a larger size its low bits remain. */
static void ring_is_as_long_as_its_register(void)
{
	static const u32 sizes[] = { 2u << 20, 4u << 20 };

	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct rig r = rig_create(BCS0);
		struct buffer ring = buffer_create(r.d, 2u << 20);
		u32 last = ring.bytes / 4 - 4;
		const u32 end[] = { MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt, 0, 1 };
		const u32 begin[] = { MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt + 4, 0, 1 };

		memcpy(ring.cpu + last, end, sizeof(end));
		memcpy(ring.cpu, begin, sizeof(begin));
		r.c.state[STATE_START] = ring.ggtt;
		r.c.state[STATE_RING_CTL] = (sizes[i] - PAGE_SIZE) | RING_CTL_VALID;
		r.c.state[STATE_HEAD] = last * 4;
		r.c.state[STATE_TAIL] = (2u << 20) + 16;
		elsp_write(r.d, BCS0, context_descriptor(&r.c), 0);
		EXPECT(wait_value(&r.out.cpu[1], 1));
		EXPECT_EQ(r.out.cpu[0], 1);
		expect_no_anomalies(r.d);
		rig_destroy(&r);
	}
}

/* 48-bit contexts have their PML4 in PDP0, 32-bit ones a page directory for each GiB. */
static void descriptor_tells_how_tables_are_walked(void)
{
	struct rig r = rig_create(VCS0);
	struct context c = context_create_3level(r.d, VCS0, 0x13);

	for (u32 i = 0; i < 4; i++) {
		u64 va = ((u64)i << 30) + 0x5000;

		ppgtt_map(&c, va, r.out.gpa + i * PAGE_SIZE, PAGE_SIZE);
		EMIT(&c, MI_STORE_DATA_IMM, (u32)va, 0, 0x100 + i);
	}
	EXPECT(context_run(&c));
	for (u32 i = 0; i < 4; i++)
		EXPECT_EQ(r.out.cpu[i * PAGE_SIZE / 4], 0x100 + i);
	expect_no_anomalies(r.d);
	/* As a PML4, the page directory leads elsewhere: its tables are taken one level up. */
	c.four_level = true;
	EMIT(&c, MI_STORE_DATA_IMM, 0x5000, 0, 0x200);
	elsp_submit(&c, NULL);
	EXPECT(wait_hang(r.d, VCS0));
	EXPECT(anomalies_of(r.d, ANOMALY_FAULT) > 0);
	rig_destroy(&r);
}

static void unknown_words_hang(void)
{
	struct rig r = rig_create(VECS0);

	r.c.state[1] = MI(0x3f);
	elsp_submit(&r.c, NULL);
	EXPECT(wait_hang(r.d, VECS0));
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_UNKNOWN_COMMAND), 1);
	rig_destroy(&r);
}

static void bad_images_hang(void)
{
	static const struct {
		u32 at;
		u32 val;
	} table[] = {
		{ STATE_RING_CTL, 0 },			/* ring not valid */
		{ STATE_HEAD, 2 * RING_BYTES },		/* head outside of it */
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create(VECS0);

		r.c.state[table[i].at] = table[i].val;
		elsp_submit(&r.c, NULL);
		EXPECT(wait_hang(r.d, VECS0));
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_BAD_CONTEXT), 1);
		rig_destroy(&r);
	}
}

static void image_must_be_mapped(void)
{
	struct rig r = rig_create(RCS0);

	ggtt_set(r.d, r.c.lrca + PAGE_SIZE, 0);
	elsp_submit(&r.c, NULL);
	EXPECT(wait_hang(r.d, RCS0));
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_FAULT), 1);
	rig_destroy(&r);
}

static const struct test tests[] = {
	TEST(whole_state_is_switched),
	TEST(layout_is_the_hardware_s),
	TEST(inhibited_restore_leaves_the_engine_state),
	TEST(switch_batches_run_in_order),
	TEST(indirect_context_runs_at_its_offset),
	TEST(timestamp_counts_on_the_engine_only),
	TEST(driver_owns_the_tail),
	TEST(image_words_run_as_commands),
	TEST(image_loads_are_commands),
	TEST(switch_batches_wait),
	TEST(reset_while_a_switch_batch_waits),
	TEST(ring_is_as_long_as_its_register),
	TEST(descriptor_tells_how_tables_are_walked),
	TEST(unknown_words_hang),
	TEST(bad_images_hang),
	TEST(image_must_be_mapped),
	{ 0 }
};

SUITE(lrc, tests);
