// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walks of the tables, and what is recorded when they fail.
 */
#include <string.h>

#include "tests/driver.h"

#define VA		0x123456789000ull
#define RING_FAULT	0x4094
#define FAULT_DATA0	0x4b10
#define FAULT_DATA1	0x4b14

static struct ppgtt_root root_of(const struct context *c, bool ips)
{
	struct ppgtt_root root = {
		.enabled = true, .four_level = c->four_level, .ips_64k = ips,
	};

	memcpy(root.pdp, c->root, sizeof(root.pdp));
	return root;
}

static u64 translate(struct context *c, u64 va, struct gtt_walk *w)
{
	struct ppgtt_root root = root_of(c, true);
	enum gtt_fault fault = ppgtt_walk(&c->d->gpu->memory, &root, va, w);

	return fault == GTT_FAULT_NONE ? w->gpa : ~(u64)fault;
}

static void four_levels(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, RCS0, 1);
	struct gtt_walk w;

	ppgtt_map(&c, VA, 0x7000, PAGE_SIZE);
	EXPECT_EQ(translate(&c, VA + 0x123, &w), 0x7123);
	EXPECT_EQ(w.levels, 4);
	EXPECT_EQ(w.page_size, SZ_4K);
	EXPECT(w.writable);
	/* Canonical addresses: what is above 48 bits is not looked at. */
	EXPECT_EQ(translate(&c, VA | 0xffffull << 48, &w), 0x7000);
	*ppgtt_entry(&c, VA) &= ~GTT_WRITABLE;
	EXPECT_EQ(translate(&c, VA, &w), 0x7000);
	EXPECT(!w.writable);
	driver_destroy(d);
}

static void three_levels(void)
{
	struct driver *d = driver_create();
	struct context c = context_create_3level(d, RCS0, 1);
	struct gtt_walk w;

	for (u32 i = 0; i < 4; i++) {
		u64 va = ((u64)i << 30) + 0x654000;

		ppgtt_map(&c, va, 0x100000 * (i + 1), PAGE_SIZE);
		EXPECT_EQ(translate(&c, va + 8, &w), 0x100000 * (i + 1) + 8);
		EXPECT_EQ(w.levels, 2);
	}
	driver_destroy(d);
}

static void large_pages(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, RCS0, 1);
	struct ppgtt_root root = root_of(&c, false);
	struct gtt_walk w;

	ppgtt_map_64k(&c, 0x200000, 0x40000);
	EXPECT_EQ(translate(&c, 0x20f123, &w), 0x4f123);
	EXPECT_EQ(w.page_size, SZ_64K);
	ppgtt_map_2m(&c, 0x400000, 0x800000);
	EXPECT_EQ(translate(&c, 0x5abcde, &w), 0x9abcde);
	EXPECT_EQ(w.page_size, SZ_2M);
	/* While 64 KiB pages are switched off, the bit is ignored. */
	EXPECT_EQ(ppgtt_walk(&d->gpu->memory, &root, 0x20f123, &w), GTT_FAULT_PTE);
	EXPECT_EQ(ppgtt_walk(&d->gpu->memory, &root, 0x200123, &w), GTT_FAULT_NONE);
	EXPECT_EQ(w.page_size, SZ_4K);
	driver_destroy(d);
}

static void each_level_may_be_missing(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, RCS0, 1);
	struct gtt_walk w;
	u64 *pml4 = ram_at(d, c.root[0]);
	u64 *pdp, *pd;

	EXPECT_EQ(translate(&c, VA, &w), ~(u64)GTT_FAULT_PML4E);
	ppgtt_map(&c, VA, 0x7000, PAGE_SIZE);
	pdp = ram_at(d, pml4[VA >> 39 & 511] & GTT_ADDRESS);
	pd = ram_at(d, pdp[VA >> 30 & 511] & GTT_ADDRESS);
	*ppgtt_entry(&c, VA) = 0;
	EXPECT_EQ(translate(&c, VA, &w), ~(u64)GTT_FAULT_PTE);
	EXPECT_EQ(w.levels, 4);
	pd[VA >> 21 & 511] = 0;
	EXPECT_EQ(translate(&c, VA, &w), ~(u64)GTT_FAULT_PDE);
	pdp[VA >> 30 & 511] = 0;
	EXPECT_EQ(translate(&c, VA, &w), ~(u64)GTT_FAULT_PDPE);
	/* A table where there is no memory. */
	pdp[VA >> 30 & 511] = 0x7000000000ull | GTT_PRESENT;
	EXPECT_EQ(translate(&c, VA, &w), ~(u64)GTT_FAULT_PDE);
	driver_destroy(d);
}

/* Write a dword by command through each page size of the device's own switch. */
static void engine_uses_every_size(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, RCS0, 1);
	u64 big = ram_alloc(d, SZ_2M, SZ_2M);
	u32 *at = ram_at(d, big);

	wr(d, 0x4080, 0xf);
	ppgtt_map(&c, 0x100000, big, PAGE_SIZE);
	ppgtt_map_64k(&c, 0x200000, big + SZ_64K);
	ppgtt_map_2m(&c, 0x400000, big);
	EMIT(&c, MI_STORE_DATA_IMM, 0x100ffc, 0, 1, MI_STORE_DATA_IMM, 0x20fffc, 0, 2,
	     MI_STORE_DATA_IMM, 0x5ffffc, 0, 3);
	EXPECT(context_run(&c));
	EXPECT_EQ(at[0xffc / 4], 1);
	EXPECT_EQ(at[0x1fffc / 4], 2);
	EXPECT_EQ(at[0x1ffffc / 4], 3);
	expect_no_anomalies(d);
	driver_destroy(d);
}

static void fault_is_latched(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, VCS0, 1);

	ppgtt_map(&c, VA, RAM_GPA, PAGE_SIZE);
	EMIT(&c, MI_STORE_DATA_IMM, lower_32_bits(VA + 0x5000), upper_32_bits(VA), 1);
	elsp_submit(&c, NULL);
	EXPECT(wait_hang(d, VCS0));
	/* Valid, level of the entry (a PTE), video engine, address. */
	EXPECT_EQ(rd(d, RING_FAULT), 1 | GTT_FAULT_PTE << 1 | 1 << 12);
	EXPECT_EQ(rd(d, FAULT_DATA0), lower_32_bits((VA + 0x5000) >> 12));
	EXPECT_EQ(rd(d, FAULT_DATA1), upper_32_bits(VA + 0x5000) >> 12);
	EXPECT_EQ(anomalies_of(d, ANOMALY_FAULT), 1);
	EXPECT_EQ(anomalies_of(d, ANOMALY_HANG), 1);
	driver_destroy(d);
}

static void first_fault_stays(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, RCS0, 1), other = context_create(d, BCS0, 2);

	EMIT(&c, MI_STORE_DATA_IMM | MI_USE_GGTT, 0x3000, 0, 1);
	elsp_submit(&c, NULL);
	EXPECT(wait_hang(d, RCS0));
	EMIT(&other, MI_STORE_DATA_IMM | MI_USE_GGTT, 0x4000, 0, 1);
	elsp_submit(&other, NULL);
	EXPECT(wait_hang(d, BCS0));
	/* The global table, render engine. */
	EXPECT_EQ(rd(d, RING_FAULT), 1 | BIT(11));
	EXPECT_EQ(rd(d, FAULT_DATA0), 3);
	EXPECT_EQ(rd(d, FAULT_DATA1), BIT(4));
	wr(d, RING_FAULT, 0);
	EXPECT_EQ(rd(d, RING_FAULT), 0);
	driver_destroy(d);
}

static void context_without_ppgtt_uses_the_global_table(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, RCS0, 1);
	struct buffer b = buffer_create(d, PAGE_SIZE);

	EMIT(&c, MI_STORE_DATA_IMM, b.ggtt, 0, 0x77);
	context_flush(&c);
	elsp_write(d, RCS0, context_descriptor(&c) & ~DESC_PPGTT_ENABLE, 0);
	EXPECT(wait_value(b.cpu, 0x77));
	driver_destroy(d);
}

static void read_only_pages_keep_their_data(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, RCS0, 1);
	struct buffer b = buffer_create(d, PAGE_SIZE);

	ppgtt_map(&c, VA, b.gpa, PAGE_SIZE);
	*ppgtt_entry(&c, VA) &= ~GTT_WRITABLE;
	b.cpu[0] = 5;
	EMIT(&c, MI_STORE_DATA_IMM, lower_32_bits(VA), upper_32_bits(VA), 1);
	EXPECT(context_run(&c));
	EXPECT_EQ(b.cpu[0], 5);
	EXPECT_EQ(anomalies_of(d, ANOMALY_READ_ONLY), 1);
	driver_destroy(d);
}

static void missing_memory_reads_as_ones(void)
{
	struct driver *d = driver_create();
	struct context c = context_create(d, RCS0, 1);
	struct buffer b = buffer_create(d, PAGE_SIZE);

	ppgtt_map(&c, VA, b.gpa, PAGE_SIZE);
	ppgtt_map(&c, VA + PAGE_SIZE, 0x2000000000ull, PAGE_SIZE);
	EMIT(&c, MI_COPY_MEM_MEM, lower_32_bits(VA), upper_32_bits(VA),
	     lower_32_bits(VA + PAGE_SIZE), upper_32_bits(VA));
	EXPECT(context_run(&c));
	EXPECT_EQ(b.cpu[0], ~0u);
	EXPECT_EQ(anomalies_of(d, ANOMALY_NO_MEMORY), 1);
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(four_levels),
	TEST(three_levels),
	TEST(large_pages),
	TEST(each_level_may_be_missing),
	TEST(engine_uses_every_size),
	TEST(fault_is_latched),
	TEST(first_fault_stays),
	TEST(context_without_ppgtt_uses_the_global_table),
	TEST(read_only_pages_keep_their_data),
	TEST(missing_memory_reads_as_ones),
	{ 0 }
};

SUITE(gtt, tests);
