// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a batch may do with and without privilege.
 */
#include "core/device.h"
#include "tests/driver.h"

#define SECRET		(0x2000 + RING_INDIRECT_CTX)	/* no batch may write it */

/* A register write in a batch: carried out with privilege, dropped without. */
static void registers_need_privilege(void)
{
	for (u32 privileged = 0; privileged < 2; privileged++) {
		struct rig r = rig_create(RCS0);

		RUN(&r, privileged, MI_LOAD_REGISTER_IMM(1), 0x9000, 0x77);
		EXPECT_EQ(rd(r.d, 0x9000), privileged ? 0x77 : 0);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_REGISTER_REFUSED), !privileged);
		rig_destroy(&r);
	}
}

/* All ways to write a register follow the same rules. */
static void every_way_to_a_register_is_watched(void)
{
	struct rig r = rig_create(RCS0);

	r.out.cpu[0] = 0x77;
	RUN(&r, false,
	    MI_LOAD_REGISTER_IMM(1), SECRET, 0x77,
	    MI_LOAD_REGISTER_MEM, SECRET, RIG_OUT, 0,
	    MI_LOAD_REGISTER_IMM(1), 0x2000 + RING_GPR0, 0x77,
	    MI_LOAD_REGISTER_REG, 0x2000 + RING_GPR0, SECRET,
	    PIPE_CONTROL, BIT(23), SECRET, 0, 0x77, 0,
	    /* Reads are allowed. */
	    MI_STORE_REGISTER_MEM, 0x2000 + RING_MODE, RIG_OUT + 4, 0);
	EXPECT(rd(r.d, SECRET) != 0x77);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_REGISTER_REFUSED), 4);
	EXPECT_EQ(r.out.cpu[1], GFX_RUN_LIST_ENABLE);
	rig_destroy(&r);
}

static void hardware_opens_some_registers(void)
{
	static const struct {
		enum engine_id id;
		u32 reg;
		bool open;
	} table[] = {
		{ RCS0, 0x2600, true }, { RCS0, 0x267c, true }, { RCS0, 0x2680, false },
		{ RCS0, 0x5280, true }, { RCS0, 0x7034, true }, { RCS0, 0x2400, true },
		{ RCS0, 0x229c, false }, { RCS0, 0x24d0, false }, { RCS0, 0x22600, false },
		{ BCS0, 0x22200, true }, { BCS0, 0x22600, true }, { BCS0, 0x2600, false },
		{ VCS0, 0x12600, true }, { VCS0, 0x12200, false }, { VECS0, 0x1a67c, true },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create(table[i].id);

		RUN(&r, false, MI_LOAD_REGISTER_IMM(1), table[i].reg, 0x00010001);
		if (anomalies_of(r.d, ANOMALY_REGISTER_REFUSED) != !table[i].open)
			FAIL("%s: 0x%x is%s open", engine_info[table[i].id].name, table[i].reg,
			     table[i].open ? " not" : "");
		rig_destroy(&r);
	}
}

static bool slot_refuses(const char *device, u32 n, u32 slot, u32 reg)
{
	struct rig r = rig_create_device(device, RCS0);
	bool refused;

	wr(r.d, 0x2000 + RING_FORCE_TO_NONPRIV + 4 * (n % FORCE_TO_NONPRIV_SLOTS), slot);
	RUN(&r, false, MI_LOAD_REGISTER_IMM(1), reg, 0x00010001);
	refused = anomalies_of(r.d, ANOMALY_REGISTER_REFUSED);
	rig_destroy(&r);
	return refused;
}

static void driver_opens_more(void)
{
	static const struct {
		u32 slot;
		u32 reg;
		bool open;
	} table[] = {
		{ 0x7018, 0x7018, true }, { 0x7018, 0x701c, false },
		{ 0x7010 | 1, 0x701c, true }, { 0x7010 | 1, 0x7020, false },
		{ 0x7018 | BIT(30), 0x7018, false },	/* denied */
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++)
		if (slot_refuses(DEVICE_DEFAULT, i, table[i].slot, table[i].reg) == table[i].open)
			FAIL("slot 0x%x: 0x%x is%s open", table[i].slot, table[i].reg,
			     table[i].open ? " not" : "");
}

/*
 * Whether a slot is for reads or for writes is defined from Coffee Lake on; earlier devices take it
 * for both. Source: i915 gt/intel_engine_regs.h.
 */
static void slot_access(void)
{
	static const struct {
		const char *device;
		u32 access;
		bool open;
	} table[] = {
		{ "bdw-gt2", 1, true }, { "skl-gt2", 1, true }, { "kbl-gt2", 1, true },
		{ "cfl-gt2", 1, false }, { "cml-gt2", 1, false }, { "cml-gt2", 2, true },
		{ "cml-gt2", 0, true }, { "bdw-gt2", 2, true },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++)
		if (slot_refuses(table[i].device, i, 0x7018 | table[i].access << 28, 0x7018) ==
		    table[i].open)
			FAIL("%s, access %u", table[i].device, table[i].access);
}

/*
 * A slot gives an offset in the register space, also of another engine. With a range it opens all
 * registers in it. Source: Skylake PRM vol 2c, FORCE_TO_NONPRIV; i915 gt/intel_engine_regs.h.
 */
static void slots_open_any_engine_s_registers(void)
{
	static const struct {
		enum engine_id id;
		u32 slot;
		u32 reg;
		bool open;
	} table[] = {
		{ VCS0, 0x7304, 0x7304, true }, { VCS0, 0x2580, 0x2580, true },
		{ VCS0, 0x2240 | 2, 0x2248, true }, { BCS0, 0xb100 | 3, 0xb118, true },
		{ BCS0, 0xb200 | 3, 0xb118, false }, { VECS0, 0xb1fc | 3, 0xb118, true },
		{ VECS0, 0x12080, 0x12080, true }, { VECS0, 0x7304, 0x7300, false },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create(table[i].id);

		wr(r.d, engine_info[table[i].id].base + RING_FORCE_TO_NONPRIV + 4 * 11,
		   table[i].slot);
		RUN(&r, false, MI_LOAD_REGISTER_IMM(1), table[i].reg, 0x00010001);
		if (anomalies_of(r.d, ANOMALY_REGISTER_REFUSED) != !table[i].open)
			FAIL("%s, slot 0x%x: 0x%x is%s open", engine_info[table[i].id].name,
			     table[i].slot, table[i].reg, table[i].open ? " not" : "");
		rig_destroy(&r);
	}
}

/* Loads of single bytes (bits 11:8 disable the others) build a slot that opens HWS_PGA. */
static void slot_is_composed_of_bytes(void)
{
	struct rig r = rig_create(RCS0);
	u32 slot = 0x2000 + RING_FORCE_TO_NONPRIV;

	EMIT(&r.c, MI_LOAD_REGISTER_IMM(1), slot, 0x2088,
	     MI_LOAD_REGISTER_IMM(1) | 0xe << 8, slot, 0x7080);
	EXPECT(context_run(&r.c));
	EXPECT_EQ(rd(r.d, slot), 0x2080);
	/* From now on its status goes elsewhere. */
	r.batch.cpu[0] = MI_LOAD_REGISTER_IMM(1);
	r.batch.cpu[1] = 0x2000 + RING_HWS_PGA;
	r.batch.cpu[2] = r.out.ggtt;
	r.batch.cpu[3] = MI_BATCH_BUFFER_END;
	EMIT(&r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0,
	     MI_STORE_DATA_IMM, RIG_OUT + 0x800, 0, 1);
	elsp_submit(&r.c, NULL);
	EXPECT(wait_value(&r.out.cpu[0x200], 1));
	EXPECT_EQ(rd(r.d, 0x2000 + RING_HWS_PGA), r.out.ggtt);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_REGISTER_REFUSED), 0);
	rig_destroy(&r);
}

/* Commands with operands in the global table are dropped whole. */
static void global_operands_need_privilege(void)
{
	for (u32 privileged = 0; privileged < 2; privileged++) {
		struct rig r = rig_create(RCS0);
		u32 ggtt = r.out.ggtt, *out = r.out.cpu;

		out[0] = 0x55;
		RUN(&r, privileged,
		    MI_STORE_DATA_IMM | MI_USE_GGTT, ggtt + 4, 0, 1,
		    MI_STORE_REGISTER_MEM | MI_USE_GGTT, 0x2358, ggtt + 8, 0,
		    MI_LOAD_REGISTER_MEM | MI_USE_GGTT, 0x2600, ggtt, 0,
		    MI_COPY_MEM_MEM | MI_USE_GGTT | BIT(21), ggtt + 12, 0, ggtt, 0,
		    MI_ATOMIC | MI_USE_GGTT | 5 << 8, ggtt + 16, 0,
		    PIPE_CONTROL, BIT(14) | BIT(24), ggtt + 24, 0, 1, 1,
		    MI_STORE_DATA_INDEX, 0x300, 1,
		    MI_CONDITIONAL_END | MI_USE_GGTT, 0, ggtt, 0,
		    MI_SEMAPHORE_WAIT | SEMAPHORE_GGTT | SEMAPHORE_POLL | 4 << 12, 0x55, ggtt,
		    0);
		for (u32 i = 1; i < 7; i++)
			EXPECT_EQ(out[i] != 0, privileged && i != 5);
		EXPECT_EQ(rd(r.d, 0x2600), privileged ? 0x55 : 0);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_GGTT_REFUSED), privileged ? 0 : 9);
		rig_destroy(&r);
	}
}

static void privileged_commands_become_noops(void)
{
	struct rig r = rig_create(RCS0);
	u64 entry = RAM_GPA | GTT_PRESENT, now = 0;

	ggtt_set(r.d, 0x3000, entry);
	RUN(&r, false,
	    MI_UPDATE_GTT, 0x3000, 0, 0,
	    MI_ARB_ON_OFF,
	    MI_REPORT_HEAD,
	    MI(0x14) | 1, 0, 0,
	    MI(0x12), 0,
	    MI(0x0b),
	    MI_STORE_DATA_IMM, RIG_OUT, 0, 1);
	region_read(&r.d->pci, REGION_BAR0, (8u << 20) + 3 * 8, &now, 8);
	EXPECT_EQ(now, entry);
	EXPECT_EQ(r.c.image.cpu[4], 0);
	EXPECT_EQ(r.out.cpu[0], 1);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_PRIVILEGED_COMMAND), 6);
	rig_destroy(&r);
}

/* A batch without privilege cannot get it by starting one that has it. */
static void privilege_is_not_regained(void)
{
	struct rig r = rig_create(RCS0);
	const u32 sub[] = { MI_LOAD_REGISTER_IMM(1), 0x9000, 0x77, MI_BATCH_BUFFER_END };

	for (u32 i = 0; i < ARRAY_SIZE(sub); i++)
		r.batch.cpu[0x400 + i] = sub[i];
	/* The address means the same in both spaces, so that only the privilege differs. */
	ppgtt_map(&r.c, r.batch.ggtt, r.batch.gpa, r.batch.bytes);
	RUN(&r, false, MI_BATCH_BUFFER_START | BATCH_SECOND_LEVEL,
	    r.batch.ggtt + 0x1000, 0);
	EXPECT_EQ(rd(r.d, 0x9000), 0);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_GGTT_REFUSED), 1);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_REGISTER_REFUSED), 1);
	rig_destroy(&r);
}

/* From a privileged batch to a non-privileged one, and back at its end. */
static void privilege_returns_with_the_caller(void)
{
	struct rig r = rig_create(RCS0);
	const u32 sub[] = { MI_LOAD_REGISTER_IMM(1), 0x9000, 0x77, MI_BATCH_BUFFER_END };

	for (u32 i = 0; i < ARRAY_SIZE(sub); i++)
		r.batch.cpu[0x400 + i] = sub[i];
	RUN(&r, true,
	    MI_BATCH_BUFFER_START | BATCH_SECOND_LEVEL | BATCH_PPGTT, RIG_BATCH + 0x1000, 0,
	    MI_LOAD_REGISTER_IMM(1), 0x9004, 0x78);
	EXPECT_EQ(rd(r.d, 0x9000), 0);
	EXPECT_EQ(rd(r.d, 0x9004), 0x78);
	rig_destroy(&r);
}

static const struct test tests[] = {
	TEST(registers_need_privilege),
	TEST(every_way_to_a_register_is_watched),
	TEST(hardware_opens_some_registers),
	TEST(driver_opens_more),
	TEST(slot_access),
	TEST(slots_open_any_engine_s_registers),
	TEST(slot_is_composed_of_bytes),
	TEST(global_operands_need_privilege),
	TEST(privileged_commands_become_noops),
	TEST(privilege_is_not_regained),
	TEST(privilege_returns_with_the_caller),
	{ 0 }
};

SUITE(privilege, tests);
