// SPDX-License-Identifier: GPL-2.0-only
/*
 * The window into the global GTT, with and without fences.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gt/aperture.h"
#include "tests/driver.h"

#define BYTES		(64u * 1024)
#define PITCH		1024u

static void plain_window(void)
{
	struct driver *d = driver_create();
	struct buffer b = buffer_create(d, 2 * PAGE_SIZE);
	u8 in[64], out[64];

	for (u32 i = 0; i < sizeof(out); i++)
		out[i] = (u8)(i + 1);
	/* Across two pages that are not neighbours. */
	ggtt_set(d, b.ggtt + PAGE_SIZE, (b.gpa + 0x100000) | GTT_PRESENT);
	EXPECT_EQ(region_write(&d->pci, REGION_BAR2, b.ggtt + 0xfe0, out, 64), 0);
	EXPECT(!memcmp((u8 *)b.cpu + 0xfe0, out, 32));
	EXPECT(!memcmp(ram_at(d, b.gpa + 0x100000), out + 32, 32));
	EXPECT_EQ(region_read(&d->pci, REGION_BAR2, b.ggtt + 0xfe0, in, 64), 0);
	EXPECT(!memcmp(in, out, 64));
	expect_no_anomalies(d);
	driver_destroy(d);
}

static void unmapped_reads_ones(void)
{
	struct driver *d = driver_create();
	u32 val = 0;

	region_read(&d->pci, REGION_BAR2, 0, &val, 4);
	EXPECT_EQ(val, ~0u);
	region_write(&d->pci, REGION_BAR2, 0, &val, 4);
	EXPECT_EQ(anomalies_of(d, ANOMALY_NO_MEMORY), 2);
	driver_destroy(d);
}

static u32 tiled(bool y_tiled, u32 x, u32 y)
{
	if (y_tiled)
		return (y / 32 * (PITCH / 128) + x / 128) * 4096 + (x / 16 % 8) * 512 +
		       (y % 32) * 16 + x % 16;
	return (y / 8 * (PITCH / 512) + x / 512) * 4096 + (y % 8) * 512 + x % 512;
}

static void fences_tile(void)
{
	for (u32 y_tiled = 0; y_tiled < 2; y_tiled++) {
		struct driver *d = driver_create();
		struct buffer b = buffer_create(d, BYTES);
		const u8 *have = (const u8 *)b.cpu;
		static u8 line[BYTES];
		u32 fence = FENCE_REGS + 8 * 31;

		for (u32 i = 0; i < BYTES; i++)
			line[i] = (u8)(i * 31 + i / 251);
		wr(d, fence + 4, (b.ggtt + BYTES - PAGE_SIZE) | (PITCH / 128 - 1));
		wr(d, fence, b.ggtt | y_tiled << 1 | 1);
		region_write(&d->pci, REGION_BAR2, b.ggtt, line, BYTES);
		for (u32 i = 0; i < BYTES; i++)
			if (have[tiled(y_tiled, i % PITCH, i / PITCH)] != line[i])
				test_fail(__FILE__, __LINE__, "byte 0x%x is elsewhere", i);
		memset(line, 0, BYTES);
		region_read(&d->pci, REGION_BAR2, b.ggtt, line, BYTES);
		for (u32 i = 0; i < BYTES; i++)
			if (line[i] != (u8)(i * 31 + i / 251))
				test_fail(__FILE__, __LINE__, "byte 0x%x reads otherwise", i);
		wr(d, fence, 0);
		region_read(&d->pci, REGION_BAR2, b.ggtt, line, PAGE_SIZE);
		EXPECT(!memcmp(line, have, PAGE_SIZE));
		driver_destroy(d);
	}
}

/*
 * Addresses are computed for whole rows of tiles: a fence that ends within one reaches past its
 * end. Source: Skylake PRM vol 5, "Tiling"; i915 gt/intel_ggtt_fencing.c sizes fences so.
 */
static void fence_reaches_past_its_end(void)
{
	static const struct {
		u32 y_tiled;
		u32 width;
		u32 rows;
	} table[] = { { 0, 512, 8 }, { 1, 128, 32 } };

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct driver *d = driver_create();
		struct buffer b = buffer_create(d, 16 * PAGE_SIZE);
		u32 pitch = 8 * table[i].width, val = 0x600df00d;

		/* One page, of a row of eight. */
		wr(d, FENCE_REGS + 4, b.ggtt | (pitch / 128 - 1));
		wr(d, FENCE_REGS, b.ggtt | table[i].y_tiled << 1 | 1);
		region_write(&d->pci, REGION_BAR2, b.ggtt + 7 * table[i].width, &val, 4);
		EXPECT_EQ(b.cpu[7 * PAGE_SIZE / 4], val);
		EXPECT_EQ(b.cpu[7 * table[i].width / 4], 0);
		expect_no_anomalies(d);
		driver_destroy(d);
	}
}

/* The page log tells what went through a fence from what did not. */
static void the_page_log_knows_fences(void)
{
	struct driver *d = driver_create();
	struct buffer b = buffer_create(d, 2 * PAGE_SIZE);
	char want[128], *text = NULL;
	u32 val = 1;
	size_t len;
	FILE *f;

	page_log_enable(&d->gpu->page_log, true);
	wr(d, FENCE_REGS + 4, b.ggtt | (512 / 128 - 1));
	wr(d, FENCE_REGS, b.ggtt | 1);
	region_write(&d->pci, REGION_BAR2, b.ggtt, &val, 4);
	region_read(&d->pci, REGION_BAR2, b.ggtt + PAGE_SIZE, &val, 4);
	f = open_memstream(&text, &len);
	page_log_dump(&d->gpu->page_log, f);
	fclose(f);
	snprintf(want, sizeof(want),
		 "aperture lrca=0x00000000 id=0x0 page=0x%llx wx\n"
		 "aperture lrca=0x00000000 id=0x0 page=0x%llx ra\n",
		 (unsigned long long)b.gpa, (unsigned long long)b.gpa + PAGE_SIZE);
	EXPECT(!strcmp(text, want));
	free(text);
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(plain_window),
	TEST(unmapped_reads_ones),
	TEST(fences_tile),
	TEST(fence_reaches_past_its_end),
	TEST(the_page_log_knows_fences),
	{ 0 }
};

SUITE(aperture, tests);
