// SPDX-License-Identifier: GPL-2.0-only
/*
 * MI commands that move data and control the streamer; post-sync operations.
 */
#include <string.h>

#include "tests/driver.h"

#define GPR(n)		(0x2000 + RING_GPR0 + 8 * (n))
#define XCS_GPR(n)	(0x22000 + RING_GPR0 + 8 * (n))
#define PREDICATE_RESULT (0x2000 + RING_MI_PREDICATE_RESULT)
#define PREDICATE_RESULT_1 (0x2000 + RING_MI_PREDICATE_RESULT_1)

static void registers_and_memory(void)
{
	struct rig r = rig_create(RCS0);

	r.out.cpu[0] = 0xfeed0001;
	RUN(&r, true,
	    MI_LOAD_REGISTER_IMM(2), GPR(0), 0x11111111, GPR(0) + 4, 0x22222222,
	    MI_LOAD_REGISTER_MEM | MI_USE_GGTT, GPR(1), r.out.ggtt, 0,
	    MI_LOAD_REGISTER_REG, GPR(0), GPR(2),
	    /* Bytes 1 and 3 stay as they are. */
	    MI_LOAD_REGISTER_IMM(1) | 0xa << 8, GPR(2), 0xaabbccdd,
	    MI_STORE_REGISTER_MEM | MI_USE_GGTT, GPR(0) + 4, r.out.ggtt + 4, 0,
	    MI_STORE_REGISTER_MEM | MI_USE_GGTT, GPR(1), r.out.ggtt + 8, 0,
	    MI_STORE_REGISTER_MEM | MI_USE_GGTT, GPR(2), r.out.ggtt + 12, 0);
	EXPECT_EQ(r.out.cpu[1], 0x22222222);
	EXPECT_EQ(r.out.cpu[2], 0xfeed0001);
	EXPECT_EQ(r.out.cpu[3], 0x11bb11dd);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

static void stores_and_copies(void)
{
	struct rig r = rig_create(BCS0);

	RUN(&r, false,
	    MI_STORE_DATA_IMM, RIG_OUT, 0, 0x1,
	    MI_STORE_DATA_IMM64, RIG_OUT + 8, 0, 0x2, 0x3,
	    MI_COPY_MEM_MEM, RIG_OUT + 16, 0, RIG_OUT + 12, 0,
	    MI_STORE_DATA_IMM, RIG_OUT + 0xffc, 0, 4,
	    MI_STORE_DATA_IMM, RIG_OUT + 0x1000, 0, 5,
	    MI_NOOP | BIT(22) | 0x1234);
	EXPECT_EQ(r.out.cpu[0], 1);
	EXPECT_EQ(r.out.cpu[2], 2);
	EXPECT_EQ(r.out.cpu[3], 3);
	EXPECT_EQ(r.out.cpu[4], 3);
	EXPECT_EQ(r.out.cpu[0x3ff], 4);
	EXPECT_EQ(r.out.cpu[0x400], 5);
	EXPECT_EQ(rd(r.d, 0x22000 + RING_NOPID), 0x1234);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

/*
 * One command stores as many words as its length says, in one or more pages. i915 writes page
 * tables this way (intel_migrate.c); its self-tests "migrate" check it. Source: Skylake PRM vol 2a,
 * "MI_STORE_DATA_IMM".
 */
static void long_stores(void)
{
	struct rig r = rig_create(BCS0);

	RUN(&r, false,
	    MI_STORE_DATA_IMM + 2, RIG_OUT, 0, 1, 2, 3,
	    MI_STORE_DATA_IMM64 + 4, RIG_OUT + 0xff8, 0, 4, 5, 6, 7, 8, 9);
	for (u32 i = 0; i < 3; i++)
		EXPECT_EQ(r.out.cpu[i], 1 + i);
	for (u32 i = 0; i < 6; i++)
		EXPECT_EQ(r.out.cpu[0x3fe + i], 4 + i);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

/* The longest there is by its length field: 511 entries of a page table, as i915 writes them. */
static void longest_store(void)
{
	u32 code[3 + 2 * 511] = { MI_STORE_DATA_IMM64 | 0x3ff, RIG_OUT + 8 };
	struct rig r = rig_create(BCS0);

	for (u32 i = 3; i < ARRAY_SIZE(code); i++)
		code[i] = i;
	EXPECT(rig_batch(&r, false, code, ARRAY_SIZE(code)));
	EXPECT_EQ(r.out.cpu[1], 0);
	for (u32 i = 3; i < ARRAY_SIZE(code); i++)
		EXPECT_EQ(r.out.cpu[i - 1], i);
	EXPECT_EQ(r.out.cpu[ARRAY_SIZE(code) - 1], 0);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

static void status_pages(void)
{
	struct rig r = rig_create(RCS0);
	u32 *hwsp = ram_at(r.d, r.d->hwsp[RCS0]);
	u32 head;

	EMIT(&r.c, MI_STORE_DATA_INDEX, 0x100, 0xa1, MI_STORE_DATA_INDEX | BIT(21), 0x100, 0xa2);
	head = r.c.tail;
	EMIT(&r.c, MI_REPORT_HEAD);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(hwsp[0x40], 0xa1);
	EXPECT_EQ(r.c.image.cpu[0x40], 0xa2);
	EXPECT_EQ(r.c.image.cpu[4], head + 4);
	rig_destroy(&r);
}

static void global_entries_by_command(void)
{
	struct rig r = rig_create(RCS0);
	u64 target = ram_alloc(r.d, PAGE_SIZE, PAGE_SIZE);
	u32 *at = ram_at(r.d, target);
	u32 va = 0x3000;

	EMIT(&r.c, MI_UPDATE_GTT, va, lower_32_bits(target) | 1, upper_32_bits(target),
	     MI_STORE_DATA_IMM | MI_USE_GGTT, va + 8, 0, 0x42);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(at[2], 0x42);
	rig_destroy(&r);
}

static void user_interrupt(void)
{
	static const struct {
		enum engine_id id;
		u32 iir;
		u32 bit;
	} table[] = {
		{ RCS0, 0x44308, BIT(0) }, { BCS0, 0x44308, BIT(16) },
		{ VCS0, 0x44318, BIT(0) }, { VECS0, 0x44338, BIT(0) },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create(table[i].id);

		RUN(&r, false, MI_USER_INTERRUPT);
		EXPECT(rd(r.d, table[i].iir) & table[i].bit);
		EXPECT(msi_take(r.d));
		rig_destroy(&r);
	}
}

/* First level, second level, and chains that do not come back. */
static void batches_nest(void)
{
	struct rig r = rig_create(RCS0);
	const u32 second = RIG_BATCH + 0x1000, chained = RIG_BATCH + 0x2000;
	const u32 second_code[] = { MI_STORE_DATA_IMM, RIG_OUT + 4, 0, 2, MI_BATCH_BUFFER_END };
	const u32 chained_code[] = { MI_STORE_DATA_IMM, RIG_OUT + 12, 0, 4, MI_BATCH_BUFFER_END };

	memcpy(r.batch.cpu + 0x400, second_code, sizeof(second_code));
	memcpy(r.batch.cpu + 0x800, chained_code, sizeof(chained_code));
	RUN(&r, false,
	    MI_STORE_DATA_IMM, RIG_OUT, 0, 1,
	    MI_BATCH_BUFFER_START | BATCH_PPGTT | BATCH_SECOND_LEVEL, second, 0,
	    MI_STORE_DATA_IMM, RIG_OUT + 8, 0, 3,
	    MI_BATCH_BUFFER_START | BATCH_PPGTT, chained, 0,
	    MI_STORE_DATA_IMM, RIG_OUT + 16, 0, 5);
	for (u32 i = 0; i < 5; i++)
		EXPECT_EQ(r.out.cpu[i], i < 4 ? i + 1 : 0);
	rig_destroy(&r);
}

static void conditional_end(void)
{
	static const struct {
		u32 flags;
		u32 memory;
		u32 mask;
		u32 data;
		bool goes_on;
	} table[] = {
		{ BIT(21), 6, 0, 5, true }, { BIT(21), 5, 0, 5, false },
		{ BIT(21), 4, 0, 5, false }, { BIT(21) | BIT(19), 0xff, 0xf0, 0xef, true },
		{ BIT(21) | BIT(19), 0xff, 0x0f, 0xef, false },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create(RCS0);

		r.out.cpu[0] = table[i].memory;
		r.out.cpu[1] = table[i].mask;
		RUN(&r, false,
		    MI_CONDITIONAL_END | table[i].flags, table[i].data, RIG_OUT, 0,
		    MI_STORE_DATA_IMM, RIG_OUT + 8, 0, 1);
		EXPECT_EQ(r.out.cpu[2], table[i].goes_on);
		rig_destroy(&r);
	}
}

/* Gen8 has a form of three dwords, and no mask. Source: Mesa genxml. */
static void conditional_end_of_gen8(void)
{
	for (u32 goes_on = 0; goes_on < 2; goes_on++) {
		struct rig r = rig_create_device("bdw-gt2", RCS0);

		r.out.cpu[0] = 6;
		RUN(&r, false,
		    (MI_CONDITIONAL_END - 1) | BIT(21) | BIT(19), goes_on ? 5 : 6, RIG_OUT,
		    MI_STORE_DATA_IMM, RIG_OUT + 8, 0, 1);
		EXPECT_EQ(r.out.cpu[2], goes_on);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_RESERVED_BITS), 1);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_HANG), 0);
		rig_destroy(&r);
	}
}

/*
 * A jump depends on MI_PREDICATE_RESULT_1, a store on MI_PREDICATE_RESULT. Source: Broadwell and
 * Skylake PRM vol 2a, "MI_BATCH_BUFFER_START"; i915's wait for its OA unit (i915_perf.c), whose
 * self-test "live_noa_delay" measures it.
 */
static void predicated_commands(void)
{
	for (u32 result = 0; result < 2; result++) {
		struct rig r = rig_create(RCS0);
		const u32 sub[] = { MI_STORE_DATA_IMM, RIG_OUT, 0, 1, MI_BATCH_BUFFER_END };

		memcpy(r.batch.cpu + 0x400, sub, sizeof(sub));
		RUN(&r, false,
		    MI_LOAD_REGISTER_IMM(3), PREDICATE_RESULT, result,
		    PREDICATE_RESULT_1, !result, GPR(3), 7,
		    MI_STORE_REGISTER_MEM | BIT(21), GPR(3), RIG_OUT + 4, 0,
		    MI_BATCH_BUFFER_START | BATCH_PPGTT | BATCH_SECOND_LEVEL | BIT(15),
		    RIG_BATCH + 0x1000, 0);
		EXPECT_EQ(r.out.cpu[0], !result);
		EXPECT_EQ(r.out.cpu[1], result ? 7 : 0);
		rig_destroy(&r);
	}
}

static void pipe_control_post_sync(void)
{
	struct rig r = rig_create(RCS0);
	u32 *hwsp = ram_at(r.d, r.d->hwsp[RCS0]);
	u64 *out = (u64 *)r.out.cpu;

	out[2] = ~0ull;
	EMIT(&r.c, PIPE_CONTROL, BIT(14), RIG_OUT, 0, 0x55667788, 0x11223344,
	     PIPE_CONTROL, 3 << 14, RIG_OUT + 8, 0, 0, 0,
	     PIPE_CONTROL, 2 << 14, RIG_OUT + 16, 0, 0, 0,
	     PIPE_CONTROL, BIT(14) | BIT(24), r.out.ggtt + 24, 0, 1, 2,
	     PIPE_CONTROL, BIT(14) | BIT(24) | BIT(21), 0x200, 0, 3, 4,
	     PIPE_CONTROL, BIT(23), GPR(5), 0, 0x99, 0,
	     PIPE_CONTROL, BIT(8), 0, 0, 0, 0);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(out[0], 0x1122334455667788);
	EXPECT(out[1]);
	EXPECT_EQ(out[2], 0);
	EXPECT_EQ(out[3], 0x200000001);
	EXPECT_EQ(hwsp[0x80], 3);
	EXPECT_EQ(hwsp[0x81], 4);
	EXPECT_EQ(rd(r.d, GPR(5)), 0x99);
	EXPECT(rd(r.d, 0x44308) & GT_FLUSH_NOTIFY_INTERRUPT);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

static void flush_dw_post_sync(void)
{
	struct rig r = rig_create(VCS0);
	u32 *hwsp = ram_at(r.d, r.d->hwsp[VCS0]);
	u64 *out = (u64 *)r.out.cpu;

	r.out.cpu[1] = 0x77;
	EMIT(&r.c, MI_FLUSH_DW | BIT(14), RIG_OUT, 0, 5,
	     (MI_FLUSH_DW + 1) | BIT(14), RIG_OUT + 8, 0, 6, 7,
	     MI_FLUSH_DW | 3 << 14, RIG_OUT + 16, 0, 0,
	     MI_FLUSH_DW | BIT(14), (r.out.ggtt + 24) | BIT(2), 0, 8,
	     MI_FLUSH_DW | BIT(14) | BIT(21), 0x200 | BIT(2), 0, 9,
	     MI_FLUSH_DW | BIT(8), 0, 0, 0);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(r.out.cpu[0], 5);
	EXPECT_EQ(r.out.cpu[1], 0x77);
	EXPECT_EQ(out[1], 0x700000006);
	EXPECT(out[2]);
	EXPECT_EQ(r.out.cpu[6], 8);
	EXPECT_EQ(hwsp[0x80], 9);
	EXPECT(rd(r.d, 0x44318) & GT_FLUSH_NOTIFY_INTERRUPT);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

/* Words that a short command leaves out are 0; what follows it is a command of its own. */
static void short_flush_dw(void)
{
	static const enum engine_id ids[] = { BCS0, VCS0, VECS0 };

	for (u32 i = 0; i < ARRAY_SIZE(ids); i++) {
		struct rig r = rig_create(ids[i]);

		r.out.cpu[2] = 0x77;
		r.out.cpu[3] = 0x77;
		RUN(&r, false, MI(0x26), 0, MI(0x26) | BIT(8), 0, (MI(0x26) | 1), 0, 0,
		    MI_STORE_DATA_IMM, RIG_OUT, 0, 1);
		EXPECT_EQ(r.out.cpu[0], 1);
		expect_no_anomalies(r.d);
		RUN(&r, false, MI(0x26) | BIT(14), RIG_OUT + 8,
		    MI_STORE_DATA_IMM, RIG_OUT, 0, 2);
		EXPECT_EQ(r.out.cpu[0], 2);
		EXPECT_EQ(r.out.cpu[2], 0);
		EXPECT_EQ(r.out.cpu[3], 0x77);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_BAD_COMMAND), 1);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_HANG), 0);
		rig_destroy(&r);
	}
}

/* Commands and batches that cross the ring's end, many times over. */
static void ring_wraps(void)
{
	struct rig r = rig_create(BCS0);

	for (u32 i = 0; i < 1500; i++) {
		EMIT(&r.c, MI_STORE_DATA_IMM, RIG_OUT, 0, i, MI_NOOP);
		if (i % 100 == 99)
			EXPECT(context_run(&r.c));
	}
	EXPECT_EQ(r.out.cpu[0], 1499);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

static void render_state_is_skipped_by_length(void)
{
	struct rig r = rig_create(RCS0);

	RUN(&r, false,
	    /* STATE_BASE_ADDRESS, PIPELINE_SELECT, 3DSTATE_CC_STATE_POINTERS */
	    0x61010000 | 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	    0x69040000, 0x780e0000, 0,
	    /* MEDIA_OBJECT_WALKER: work, which is reported */
	    0x71030005, 0, 0, 0, 0, 0, 0,
	    MI_STORE_DATA_IMM, RIG_OUT, 0, 1);
	EXPECT_EQ(r.out.cpu[0], 1);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_NOT_EXECUTED), 1);
	rig_destroy(&r);
}

/*
 * The length field of MI_MATH has 8 bits on Gen9 and 6 on Gen8, where the rest are commands of
 * their own. Source: Mesa genxml.
 */
static void math_is_as_long_as_its_field(void)
{
	static const struct {
		const char *device;
		u32 stored;
		u32 reserved;
	} table[] = { { "bdw-gt2", 1, 1 }, { "skl-gt2", 0, 0 } };

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create_device(table[i].device, RCS0);
		u32 code[2 + 64] = { MI(0x1a) | 0x40 };
		const u32 store[] = { MI_STORE_DATA_IMM, RIG_OUT, 0, 1 };

		/* Written so that the ALU takes them for no-ops or hangs, if it reads them. */
		memcpy(code + 2, store, sizeof(store));
		r.c.tail = 0;
		emit_n(&r.c, code, ARRAY_SIZE(code));
		elsp_submit(&r.c, NULL);
		if (table[i].stored)
			EXPECT(wait_value(&r.out.cpu[0], 1));
		else
			EXPECT(wait_hang(r.d, RCS0));
		EXPECT_EQ(dword_at(&r.out.cpu[0]), table[i].stored);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_RESERVED_BITS), table[i].reserved);
		rig_destroy(&r);
	}
}

/* Reserved bits of a header are reported, and change nothing. */
static void reserved_bits_are_reported(void)
{
	struct rig r = rig_create(RCS0);

	RUN(&r, false, MI_STORE_DATA_IMM | BIT(20), RIG_OUT, 0, 7, MI_ARB_CHECK | BIT(3),
	    /* 3DSTATE_BINDING_TABLE_EDIT_VS: 9 bits of length, of which the highest counts */
	    0x78430000 | 0x200, 0);
	EXPECT_EQ(r.out.cpu[0], 7);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_RESERVED_BITS), 3);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_HANG), 0);
	rig_destroy(&r);
}

/* Commands whose length field is wider than their usual lengths need. */
static void long_commands_are_skipped_whole(void)
{
	static const struct {
		enum engine_id id;
		u32 header;
		u32 dwords;
	} table[] = {
		{ RCS0, 0x78430000 | 0x100, 0x102 },	/* 3DSTATE_BINDING_TABLE_EDIT_VS */
		{ RCS0, 0x79170000 | 0x1ff, 0x201 },	/* 3DSTATE_SO_DECL_LIST */
		{ RCS0, 0x71000000 | 0x200, 0x202 },	/* MEDIA_OBJECT */
		{ VCS0, 0x68000000 | 0x05, 6 },		/* MFX_WAIT: the first dword counts */
		{ BCS0, MI(0x26), 2 },			/* MI_FLUSH_DW without an operation */
		{ BCS0, MI(0x04), 1 },			/* MI_FLUSH */
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create(table[i].id);
		u32 code[0x210] = { table[i].header };
		const u32 good[] = { MI_STORE_DATA_IMM, RIG_OUT, 0, 1 };
		u32 n = table[i].dwords;

		/* Its words are not commands. */
		for (u32 k = 1; k < n; k++)
			code[k] = MI(0x3f);
		memcpy(code + n, good, sizeof(good));
		EXPECT(rig_batch(&r, false, code, n + ARRAY_SIZE(good)));
		EXPECT_EQ(r.out.cpu[0], 1);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_HANG), 0);
		rig_destroy(&r);
	}
}

/* The same opcode is MEDIA_VFE_STATE on one engine, MFX_PIPE_MODE_SELECT on the other. */
static void engines_have_commands_of_their_own(void)
{
	static const enum engine_id ids[] = { RCS0, VCS0 };

	for (u32 i = 0; i < ARRAY_SIZE(ids); i++) {
		struct rig r = rig_create(ids[i]);

		RUN(&r, false, 0x70000003, 0, 0, 0, 0, MI_STORE_DATA_IMM, RIG_OUT, 0, 1);
		EXPECT_EQ(r.out.cpu[0], 1);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_HANG), 0);
		rig_destroy(&r);
	}
}

/* Unknown commands, commands of other engines, and commands of a wrong length. */
static void bad_commands_hang(void)
{
	static const struct {
		enum engine_id id;
		u32 code[2];
		enum anomaly_kind kind;
	} table[] = {
		{ RCS0, { MI(0x3f), 0 }, ANOMALY_UNKNOWN_COMMAND },
		{ RCS0, { 0x20000000, 0 }, ANOMALY_UNKNOWN_COMMAND },
		{ RCS0, { 0xffffffff, 0 }, ANOMALY_UNKNOWN_COMMAND },
		{ BCS0, { 0x58000000, 0 }, ANOMALY_UNKNOWN_COMMAND },
		{ BCS0, { PIPE_CONTROL, 0 }, ANOMALY_WRONG_ENGINE },
		{ VCS0, { 0x54000004, 0 }, ANOMALY_WRONG_ENGINE },
		{ RCS0, { MI_FLUSH_DW, 0 }, ANOMALY_WRONG_ENGINE },
		{ VECS0, { MI(0x20), 0 }, ANOMALY_BAD_COMMAND },
		{ BCS0, { MI(0x20) | 0x3ff, 0 }, ANOMALY_HANG },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create(table[i].id);

		emit_n(&r.c, table[i].code, 2);
		elsp_submit(&r.c, NULL);
		if (!wait_hang(r.d, table[i].id))
			FAIL("%08x does not hang %s", table[i].code[0],
			     engine_info[table[i].id].name);
		EXPECT_EQ(anomalies_of(r.d, table[i].kind), 1);
		EXPECT_EQ(rd(r.d, engine_info[table[i].id].base + RING_HEAD), 0);
		EXPECT_EQ(rd(r.d, engine_info[table[i].id].base + RING_ACTHD), r.c.ring.ggtt);
		rig_destroy(&r);
	}
}

static const struct test tests[] = {
	TEST(registers_and_memory),
	TEST(stores_and_copies),
	TEST(long_stores),
	TEST(longest_store),
	TEST(status_pages),
	TEST(global_entries_by_command),
	TEST(user_interrupt),
	TEST(batches_nest),
	TEST(conditional_end),
	TEST(conditional_end_of_gen8),
	TEST(predicated_commands),
	TEST(pipe_control_post_sync),
	TEST(flush_dw_post_sync),
	TEST(short_flush_dw),
	TEST(ring_wraps),
	TEST(render_state_is_skipped_by_length),
	TEST(math_is_as_long_as_its_field),
	TEST(reserved_bits_are_reported),
	TEST(long_commands_are_skipped_whole),
	TEST(engines_have_commands_of_their_own),
	TEST(bad_commands_hang),
	{ 0 }
};

SUITE(mi, tests);
