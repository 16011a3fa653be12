// SPDX-License-Identifier: GPL-2.0-only
#include "core/clock.h"
#include "tests/driver.h"

static void plain_registers_read_back(void)
{
	static const u32 regs[] = { 0x4040, 0x9000, 0x60000, 0x100000, 0x1ffffc };
	struct driver *d = driver_create();

	for (u32 i = 0; i < ARRAY_SIZE(regs); i++) {
		EXPECT_EQ(rd(d, regs[i]), 0);
		wr(d, regs[i], 0xa5a50000 + i);
		EXPECT_EQ(rd(d, regs[i]), 0xa5a50000 + i);
	}
	expect_no_anomalies(d);
	driver_destroy(d);
}

static void masked_registers_take_enabled_bits(void)
{
	struct driver *d = driver_create();

	wr(d, 0x7000, MASKED_ENABLE(0x00f0));
	EXPECT_EQ(rd(d, 0x7000), 0xf0);
	wr(d, 0x7000, 0x000f);
	EXPECT_EQ(rd(d, 0x7000), 0xf0);
	wr(d, 0x7000, MASKED_DISABLE(0x0030) | 0x0030 << 16);
	EXPECT_EQ(rd(d, 0x7000), 0xc0);
	driver_destroy(d);
}

static void access_sizes(void)
{
	struct driver *d = driver_create();
	u64 wide = 0x1122334455667788;
	u8 byte = 0xab;
	u16 half = 0;

	region_write(&d->pci, REGION_BAR0, 0x9000, &wide, 8);
	EXPECT_EQ(rd(d, 0x9000), 0x55667788);
	EXPECT_EQ(rd(d, 0x9004), 0x11223344);
	region_write(&d->pci, REGION_BAR0, 0x9001, &byte, 1);
	EXPECT_EQ(rd(d, 0x9000), 0x5566ab88);
	region_read(&d->pci, REGION_BAR0, 0x9002, &half, 2);
	EXPECT_EQ(half, 0x5566);
	/* Across the end of the registers: nothing is there, and nothing breaks. */
	region_write(&d->pci, REGION_BAR0, MMIO_SIZE - 4, &wide, 8);
	EXPECT_EQ(rd(d, MMIO_SIZE), 0);
	driver_destroy(d);
}

static void timestamps_advance(void)
{
	struct driver *d = driver_create();
	u32 hz = d->gpu->device->timestamp_hz;
	u32 first = rd(d, 0x2358), later;
	u64 start = clock_ns(), ns;

	while (clock_ns() - start < 5 * NSEC_PER_MSEC)
		;
	later = rd(d, 0x2358);
	ns = clock_ns() - start;
	EXPECT((u64)(later - first) * NSEC_PER_SEC / hz >= 4 * NSEC_PER_MSEC);
	EXPECT((u64)(later - first) * NSEC_PER_SEC / hz <= ns + NSEC_PER_MSEC);
	wr(d, 0x2358, 0);
	EXPECT(rd(d, 0x2358) - first < hz);
	driver_destroy(d);
}

static const struct {
	u32 request;
	u32 ack;
	u32 reg;
} domains[] = {
	{ 0xa278, 0xd84, 0x7000 },
	{ 0xa188, 0x130044, 0xa000 },
	{ 0xa270, 0xd88, 0x12040 },
};

static void forcewake_acknowledges(void)
{
	struct driver *d = driver_create();

	for (u32 i = 0; i < ARRAY_SIZE(domains); i++) {
		wr(d, domains[i].request, MASKED_DISABLE(0xffff));
		EXPECT_EQ(rd(d, domains[i].ack), 0);
		wr(d, domains[i].request, MASKED_ENABLE(BIT(15)));
		EXPECT_EQ(rd(d, domains[i].ack), BIT(15));
		wr(d, domains[i].request, MASKED_ENABLE(1));
		EXPECT_EQ(rd(d, domains[i].ack), BIT(15) | 1);
	}
	expect_no_anomalies(d);
	driver_destroy(d);
}

static void forcewake_is_checked(void)
{
	struct driver *d = driver_create();
	u64 n = 0;

	for (u32 i = 0; i < ARRAY_SIZE(domains); i++)
		wr(d, domains[i].request, MASKED_DISABLE(0xffff));
	for (u32 i = 0; i < ARRAY_SIZE(domains); i++) {
		rd(d, domains[i].reg);
		EXPECT_EQ(anomalies_of(d, ANOMALY_FORCEWAKE), ++n);
		wr(d, domains[i].request, MASKED_ENABLE(1));
		rd(d, domains[i].reg);
		EXPECT_EQ(anomalies_of(d, ANOMALY_FORCEWAKE), n);
		wr(d, domains[i].request, MASKED_DISABLE(1));
	}
	/* Registers that are shadowed or need no domain. */
	wr(d, 0x2030, 0);
	wr(d, 0x100000, 0);
	rd(d, 0x44200);
	EXPECT_EQ(anomalies_of(d, ANOMALY_FORCEWAKE), n);
	driver_destroy(d);
}

static u32 pcode(struct driver *d, u32 command, u32 data, u32 *answer)
{
	wr(d, 0x138128, data);
	wr(d, 0x138124, BIT(31) | command);
	*answer = rd(d, 0x138128);
	return rd(d, 0x138124);
}

static void pcode_answers(void)
{
	struct driver *d = driver_create();
	u32 answer;

	EXPECT_EQ(pcode(d, 0x06, 0, &answer), 0);
	EXPECT(answer & 0xff);
	EXPECT(answer >> 24 >= (answer & 0xff));
	EXPECT_EQ(pcode(d, 0x07, 3, &answer), 0);
	EXPECT_EQ(answer & 1, 1);
	EXPECT_EQ(pcode(d, 0x21, 0, &answer), 0);
	EXPECT_EQ(answer & 1, 1);
	/* Illegal commands say so. */
	EXPECT_EQ(pcode(d, 0xee, 0, &answer), 1);
	driver_destroy(d);
}

/* The driver reads back what it wrote for a GT frequency: processor's ratio, ring's ratio. */
static void pcode_frequency_table(void)
{
	struct driver *d = driver_create();
	u32 answer;

	EXPECT_EQ(pcode(d, 0x08, 7 | 3 << 8 | 14 << 16, &answer), 0);
	EXPECT_EQ(pcode(d, 0x08, 23 | 5 << 8 | 46 << 16, &answer), 0);
	EXPECT_EQ(pcode(d, 0x09, 7, &answer), 0);
	EXPECT_EQ(answer, 3 | 14 << 8);
	EXPECT_EQ(pcode(d, 0x09, 23, &answer), 0);
	EXPECT_EQ(answer, 5 | 46 << 8);
	/* It does not belong to the function: only loss of power clears it. */
	gpu_reset(d->gpu);
	EXPECT_EQ(pcode(d, 0x09, 7, &answer), 0);
	EXPECT_EQ(answer, 3 | 14 << 8);
	gpu_power_cycle(d->gpu);
	EXPECT_EQ(pcode(d, 0x09, 7, &answer), 0);
	EXPECT_EQ(answer, 0);
	driver_destroy(d);
}

/* RP_STATE_CAP: another register on low-power parts, the highest frequency in the top byte. */
static u32 max_frequency(struct driver *d, bool low_power)
{
	return low_power ? rd(d, 0x138170) >> 16 & 0xff : rd(d, 0x145998) & 0xff;
}

static u32 crystal_hz(struct driver *d)
{
	return rd(d, 0xd00) & BIT(3) ? 24000000 : 19200000;
}

/* CTC_MODE: timestamps count once in 2^(3 - this) cycles of the crystal. */
static u32 timestamp_shift(struct driver *d)
{
	return rd(d, 0xa26c) >> 1 & 3;
}

static void fuses_follow_the_device(void)
{
	const struct device_info *info;

	for (u32 i = 0; (info = device_at(i)); i++) {
		struct driver *d = driver_create_device(info->name);

		EXPECT_EQ(rd(d, 0x9120), info->fuse2);
		wr(d, 0x9120, 0);
		EXPECT_EQ(rd(d, 0x9120), info->fuse2);
		EXPECT_EQ(rd(d, 0x51000), info->dfsm);
		EXPECT_EQ(max_frequency(d, info->low_power), info->max_freq);
		if (info->gen >= 9)
			EXPECT_EQ(crystal_hz(d) >> (3 - timestamp_shift(d)), info->timestamp_hz);
		driver_destroy(d);
	}
}

static void phys_have_power_on_demand(void)
{
	static const u32 base[] = { 0x6c000, 0x162000 };
	struct driver *d = driver_create_device("bxt");

	for (u32 i = 0; i < ARRAY_SIZE(base); i++) {
		wr(d, 0x138090, BIT(1 - i));
		EXPECT_EQ(rd(d, base[i]), ~0u);
		wr(d, 0x138090, BIT(i));
		EXPECT_EQ(rd(d, base[i]), BIT(16));
		EXPECT_EQ(rd(d, base[i] + 0x18c), BIT(22));
	}
	driver_destroy(d);
}

static void function_level_reset(void)
{
	struct driver *d = driver_create();
	u64 entry = 0;

	wr(d, 0x9000, 1);
	ggtt_set(d, 0x5000, RAM_GPA | GTT_PRESENT);
	pci_device_reset(&d->pci);
	EXPECT_EQ(rd(d, 0x9000), 0);
	EXPECT_EQ(rd(d, 0x9120), d->gpu->device->fuse2);
	/* The table is in memory, which no reset of the function clears. */
	region_read(&d->pci, REGION_BAR0, (8u << 20) + 5 * 8, &entry, 8);
	EXPECT_EQ(entry, RAM_GPA | GTT_PRESENT);
	driver_destroy(d);
}

/*
 * TR-TT with physical addresses of its tables is reported, in whichever way it is enabled. Source:
 * kvmgt, gvt/handlers.c.
 */
static void trtt_with_physical_addresses_is_reported(void)
{
	static const struct {
		const char *device;
		u32 val;
		u32 reported;
	} table[] = {
		{ "skl-gt2", 0, 0 }, { "skl-gt2", 3, 0 }, { "skl-gt2", 2, 0 }, { "skl-gt2", 1, 1 },
		{ "bdw-gt2", 1, 0 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct rig r = rig_create_device(table[i].device, RCS0);

		wr(r.d, 0x4df4, table[i].val);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_TRTT_PHYSICAL), table[i].reported);
		EXPECT_EQ(rd(r.d, 0x4df4), table[i].val);
		EMIT(&r.c, MI_LOAD_REGISTER_IMM(1), 0x4df4, table[i].val);
		EXPECT(context_run(&r.c));
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_TRTT_PHYSICAL), 2 * table[i].reported);
		/* Saved with the context, it comes back with it. */
		EXPECT(context_run(&r.c));
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_TRTT_PHYSICAL), 3 * table[i].reported);
		rig_destroy(&r);
	}
}

static const struct test tests[] = {
	TEST(trtt_with_physical_addresses_is_reported),
	TEST(plain_registers_read_back),
	TEST(masked_registers_take_enabled_bits),
	TEST(access_sizes),
	TEST(timestamps_advance),
	TEST(forcewake_acknowledges),
	TEST(forcewake_is_checked),
	TEST(pcode_answers),
	TEST(pcode_frequency_table),
	TEST(fuses_follow_the_device),
	TEST(phys_have_power_on_demand),
	TEST(function_level_reset),
	{ 0 }
};

SUITE(mmio, tests);
