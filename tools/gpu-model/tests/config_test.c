// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/pci_regs.h>

#include "tests/driver.h"

static u32 config_read(struct driver *d, u32 offset, u32 len)
{
	u32 val = 0;

	EXPECT_EQ(region_read(&d->pci, REGION_CONFIG, offset, &val, len), 0);
	return val;
}

static void config_write(struct driver *d, u32 offset, u32 len, u32 val)
{
	EXPECT_EQ(region_write(&d->pci, REGION_CONFIG, offset, &val, len), 0);
}

static void names_the_device(void)
{
	const struct device_info *info;

	for (u32 i = 0; (info = device_at(i)); i++) {
		struct driver *d = driver_create_device(info->name);

		EXPECT_EQ(config_read(d, PCI_VENDOR_ID, 4), 0x8086 | (u32)info->pci_id << 16);
		EXPECT_EQ(config_read(d, PCI_CLASS_REVISION, 4), 0x03000000 | info->revision);
		config_write(d, PCI_VENDOR_ID, 4, 0);
		EXPECT_EQ(config_read(d, PCI_VENDOR_ID, 2), 0x8086);
		driver_destroy(d);
	}
}

static void sizes_its_bars(void)
{
	struct driver *d = driver_create();

	config_write(d, PCI_BASE_ADDRESS_0, 4, ~0u);
	config_write(d, PCI_BASE_ADDRESS_1, 4, ~0u);
	EXPECT_EQ(config_read(d, PCI_BASE_ADDRESS_0, 4), 0xff000004);
	EXPECT_EQ(config_read(d, PCI_BASE_ADDRESS_1, 4), ~0u);
	config_write(d, PCI_BASE_ADDRESS_2, 4, ~0u);
	EXPECT_EQ(config_read(d, PCI_BASE_ADDRESS_2, 4), 0xf000000c);
	config_write(d, PCI_BASE_ADDRESS_4, 4, ~0u);
	EXPECT_EQ(config_read(d, PCI_BASE_ADDRESS_4, 4), 0x0000ffc1);
	config_write(d, PCI_BASE_ADDRESS_5, 4, ~0u);
	EXPECT_EQ(config_read(d, PCI_BASE_ADDRESS_5, 4), 0);
	driver_destroy(d);
}

/* If a discrete card is the primary one, the integrated GPU is no VGA controller. */
static void has_either_class(void)
{
	struct driver *d = driver_create();

	d->gpu->pci_class = PCI_CLASS_OTHER;
	pci_device_init(&d->pci, d->gpu);
	EXPECT_EQ(config_read(d, PCI_CLASS_REVISION, 4) >> 8, 0x038000);
	driver_destroy(d);
}

#define PMCSR		(0xd0 + PCI_PM_CTRL)
#define PLAIN		0x9000	/* a register that reads back what was written */

static void sleep_and_wake(struct driver *d)
{
	config_write(d, PMCSR, 2, 3);
	EXPECT_EQ(config_read(d, PMCSR, 2) & 3, 3);
	config_write(d, PMCSR, 2, 0);
}

/* In D3hot only the configuration space answers. Source: PCI Bus Power Management 1.2. */
static void d3hot_answers_nothing(void)
{
	struct driver *d = driver_create();
	u32 val = 0;

	wr(d, PLAIN, 0x1234);
	/* D1 and D2 do not exist. */
	config_write(d, PMCSR, 2, 1);
	EXPECT_EQ(config_read(d, PMCSR, 2) & 3, 0);
	config_write(d, PMCSR, 2, 3);
	EXPECT_EQ(rd(d, PLAIN), ~0u);
	wr(d, PLAIN, 0x5678);
	region_read(&d->pci, REGION_BAR2, 0, &val, 4);
	EXPECT_EQ(val, ~0u);
	EXPECT_EQ(anomalies_of(d, ANOMALY_ASLEEP), 3);
	config_write(d, PMCSR, 2, 0);
	/* The function keeps its registers, as when runtime power management suspends it. */
	EXPECT_EQ(rd(d, PLAIN), 0x1234);
	EXPECT_EQ(d->gpu->power.d3_count, 1);
	/* A reset ends it. */
	config_write(d, PMCSR, 2, 3);
	pci_device_reset(&d->pci);
	EXPECT_EQ(rd(d, PLAIN), 0);
	driver_destroy(d);
}

/* Without power the registers are lost, but memory is not: as in S3. */
static void d3hot_may_take_the_power(void)
{
	struct rig r = rig_create(RCS0);
	u64 entry = 0;

	wr(r.d, PLAIN, 0x1234);
	r.d->gpu->power.d3_loses = true;
	sleep_and_wake(r.d);
	EXPECT_EQ(rd(r.d, PLAIN), 0);
	EXPECT_EQ(rd(r.d, 0x2000 + RING_HWS_PGA), 0);
	EXPECT_EQ(rd(r.d, 0x2000 + RING_MODE), 0);
	region_read(&r.d->pci, REGION_BAR0, (8u << 20) + r.out.ggtt / PAGE_SIZE * 8, &entry, 8);
	EXPECT_EQ(entry & GTT_ADDRESS, r.out.gpa);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_ASLEEP), 0);
	rig_destroy(&r);
}

/*
 * Wake-up from S3: the function was in D3hot, then a reset of the bus follows. Memory, where the
 * entries of the global GTT are, was refreshed all the time. After the driver has written its
 * registers again, its contexts run.
 */
static void wakes_from_s3(void)
{
	for (u32 loses = 0; loses < 2; loses++) {
		struct rig r = rig_create(BCS0);
		u64 entry = 0;

		RUN(&r, true, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt, 0, 1);
		EXPECT_EQ(r.out.cpu[0], 1);
		wr(r.d, PLAIN, 0x1234);
		config_write(r.d, PCI_COMMAND, 2, 6);
		config_write(r.d, PCI_BASE_ADDRESS_0, 4, 0xfd000000);
		r.d->gpu->power.d3_loses = loses;
		config_write(r.d, PMCSR, 2, 3);
		pci_device_reset(&r.d->pci);

		EXPECT_EQ(config_read(r.d, PMCSR, 2) & 3, 0);
		EXPECT_EQ(config_read(r.d, PCI_COMMAND, 2), 0);
		EXPECT_EQ(config_read(r.d, PCI_BASE_ADDRESS_0, 4), 4);
		EXPECT_EQ(rd(r.d, PLAIN), 0);
		EXPECT_EQ(rd(r.d, 0x22000 + RING_HWS_PGA), 0);
		EXPECT_EQ(rd(r.d, 0x22000 + RING_MODE), 0);
		EXPECT_EQ(rd(r.d, 0x22000 + RING_CSB_PTR) & 7, 7);
		region_read(&r.d->pci, REGION_BAR0, (8u << 20) + r.out.ggtt / PAGE_SIZE * 8,
			    &entry, 8);
		EXPECT_EQ(entry & GTT_ADDRESS, r.out.gpa);
		EXPECT_EQ(r.d->gpu->power.resets, 1);
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_ASLEEP), 0);

		driver_resume(r.d);
		RUN(&r, true, MI_STORE_DATA_IMM | MI_USE_GGTT, r.out.ggtt, 0, 2);
		EXPECT_EQ(r.out.cpu[0], 2);
		rig_destroy(&r);
	}
}

/* A new client finds the device as at power-on, without entries of the previous client. */
static void next_client_finds_power_on(void)
{
	struct rig r = rig_create(RCS0);
	u64 entry = ~0ull;

	wr(r.d, PLAIN, 0x1234);
	pci_device_power_cycle(&r.d->pci);
	EXPECT_EQ(rd(r.d, PLAIN), 0);
	region_read(&r.d->pci, REGION_BAR0, (8u << 20) + r.out.ggtt / PAGE_SIZE * 8, &entry, 8);
	EXPECT_EQ(entry, 0);
	rig_destroy(&r);
}

/* A driver that puts a working engine to sleep is reported. */
static void d3hot_wants_idle_engines(void)
{
	struct rig r = rig_create(RCS0);

	EMIT(&r.c, MI_STORE_DATA_IMM, RIG_OUT, 0, 1,
	     MI_SEMAPHORE_WAIT | SEMAPHORE_POLL | 4 << 12, 1, RIG_OUT + 4, 0);
	elsp_submit(&r.c, NULL);
	EXPECT(wait_value(&r.out.cpu[0], 1));
	sleep_and_wake(r.d);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_ASLEEP), 1);
	rig_destroy(&r);
}

/* The list must end, or QEMU's guests search it for good. */
static void lists_its_capabilities(void)
{
	struct driver *d = driver_create();
	u32 at = config_read(d, PCI_CAPABILITY_LIST, 1);
	u32 seen = 0, n = 0;

	EXPECT(config_read(d, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST);
	for (; at && n < 16; n++) {
		seen |= BIT(config_read(d, at, 1) % 32);
		at = config_read(d, at + 1, 1);
	}
	EXPECT_EQ(at, 0);
	EXPECT_EQ(seen, BIT(PCI_CAP_ID_VNDR) | BIT(PCI_CAP_ID_EXP) | BIT(PCI_CAP_ID_MSI) |
		  BIT(PCI_CAP_ID_PM));
	driver_destroy(d);
}

/* If a capability offers a reset, its bit works, and no other bit does. */
static void resets_at_function_level(void)
{
	static const struct {
		const char *device;
		u32 offset, val, len;
		u32 plain, command;
	} cases[] = {
		{ "skl-gt2", 0x78, 0x8000, 2, 0, 0 },
		{ "skl-gt2", 0x79, 0x80, 1, 0, 0 },
		{ "skl-gt2", 0x78, 0x7fff, 2, 0x1234, 6 },
		{ "skl-gt2", 0xa8, 1, 1, 0x1234, 6 },
		{ "bdw-gt2", 0xa8, 1, 1, 0, 0 },
		{ "bdw-gt2", 0xa8, 0xfe, 1, 0x1234, 6 },
		{ "bdw-gt2", 0x78, 0x8000, 2, 0x1234, 6 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct driver *d = driver_create_device(cases[i].device);

		wr(d, PLAIN, 0x1234);
		config_write(d, PCI_COMMAND, 2, 6);
		config_write(d, cases[i].offset, cases[i].len, cases[i].val);
		EXPECT_EQ(rd(d, PLAIN), cases[i].plain);
		EXPECT_EQ(config_read(d, PCI_COMMAND, 2), cases[i].command);
		driver_destroy(d);
	}
}

/* The command register switches the pin off; the status still shows it. */
static void shows_and_switches_its_pin(void)
{
	struct driver *d = driver_create();

	EXPECT_EQ(config_read(d, PCI_INTERRUPT_PIN, 1), 1);
	EXPECT_EQ(config_read(d, PCI_STATUS, 2), PCI_STATUS_CAP_LIST);
	wr(d, 0x44404, 0);
	wr(d, 0x4440c, ~0u);
	pthread_mutex_lock(&d->gpu->lock);
	irq_raise(d->gpu, IRQ_PIPE_A, 1);
	pthread_mutex_unlock(&d->gpu->lock);
	config_write(d, PCI_COMMAND, 2, PCI_COMMAND_INTX_DISABLE);
	EXPECT(d->gpu->irq.pin_off);
	EXPECT_EQ(config_read(d, PCI_STATUS, 2), PCI_STATUS_CAP_LIST | PCI_STATUS_INTERRUPT);
	EXPECT_EQ(config_read(d, PCI_COMMAND, 4) >> 16,
		  PCI_STATUS_CAP_LIST | PCI_STATUS_INTERRUPT);
	config_write(d, PCI_COMMAND, 2, 0);
	EXPECT(!d->gpu->irq.pin_off);
	wr(d, 0x44408, 1);
	EXPECT_EQ(config_read(d, PCI_STATUS, 2), PCI_STATUS_CAP_LIST);
	driver_destroy(d);
}

static void keeps_accesses_inside(void)
{
	struct driver *d = driver_create();
	u8 buf[16];

	EXPECT_EQ(region_read(&d->pci, REGION_CONFIG, PCI_CONFIG_SIZE - 2, buf, 4), -EINVAL);
	EXPECT_EQ(region_read(&d->pci, REGION_BAR0, GTTMMADR_SIZE - 4, buf, 8), -EINVAL);
	EXPECT_EQ(region_read(&d->pci, REGION_BAR0, ~0ull - 1, buf, 8), -EINVAL);
	EXPECT_EQ(region_write(&d->pci, REGION_BAR2, d->gpu->aperture_size, buf, 1), -EINVAL);
	EXPECT_EQ(region_write(&d->pci, REGION_BAR4, IOBAR_SIZE - 3, buf, 4), -EINVAL);
	EXPECT_EQ(region_read(&d->pci, 1, 0, buf, 4), -EINVAL);
	EXPECT_EQ(region_read(&d->pci, 8, 0, buf, 1), -EINVAL);
	driver_destroy(d);
}

static void leads_ports_to_registers(void)
{
	struct driver *d = driver_create();
	u32 index = 0x9000, val = 0x12345678;

	region_write(&d->pci, REGION_BAR4, 0, &index, 4);
	region_write(&d->pci, REGION_BAR4, 4, &val, 4);
	EXPECT_EQ(rd(d, index), val);
	val = 0;
	region_read(&d->pci, REGION_BAR4, 4, &val, 4);
	EXPECT_EQ(val, 0x12345678);
	/* Past the end there is nothing. */
	index = GTTMMADR_SIZE;
	region_write(&d->pci, REGION_BAR4, 0, &index, 4);
	region_read(&d->pci, REGION_BAR4, 4, &val, 4);
	EXPECT_EQ(val, ~0u);
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(names_the_device),
	TEST(sizes_its_bars),
	TEST(has_either_class),
	TEST(d3hot_answers_nothing),
	TEST(d3hot_may_take_the_power),
	TEST(d3hot_wants_idle_engines),
	TEST(wakes_from_s3),
	TEST(next_client_finds_power_on),
	TEST(lists_its_capabilities),
	TEST(resets_at_function_level),
	TEST(shows_and_switches_its_pin),
	TEST(keeps_accesses_inside),
	TEST(leads_ports_to_registers),
	{ 0 }
};

SUITE(config, tests);
