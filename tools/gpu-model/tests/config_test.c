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
	for (u32 i = 0x100; i < PCI_CONFIG_SIZE; i += 4)
		EXPECT_EQ(config_read(d, i, 4), 0);
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
	TEST(lists_its_capabilities),
	TEST(keeps_accesses_inside),
	TEST(leads_ports_to_registers),
	{ 0 }
};

SUITE(config, tests);
