// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables that change under the mediator, and who sees which memory.
 */
#include <string.h>

#include "gpu.h"
#include "record.h"
#include "sysfs.h"
#include "test.h"

#define WAIT_MS	5000

/**
 * struct bench - a context on the render engine with one fill
 * @gpu: the driver
 * @vm: address space
 * @ctx: context
 * @fill: what it writes
 */
struct bench {
	struct gpu gpu;
	struct ppgtt vm;
	struct context ctx;
	struct fill fill;
};

static void bench_run(struct bench *b)
{
	struct csb_event events[2];

	ring_batch(&b->ctx, b->fill.batch);
	ring_finish(&b->ctx);
	submit(&b->ctx, NULL);
	CHECK(wait_done(&b->ctx, WAIT_MS), "the batch does not end");
	CHECK(wait_csb(&b->gpu, RCS, events, 2, WAIT_MS) == 2, "CSB events are missing");
}

static void bench_begin(struct bench *b)
{
	ppgtt_init(&b->gpu, &b->vm);
	context_init(&b->gpu, &b->ctx, RCS, &b->vm);
	fill_prepare(&b->vm, &b->fill, 0x200000, 100, 42);
	bench_run(b);
	CHECK(fill_good(&b->gpu, &b->fill), "wrong words before anything changed");
}

static void bench_open(struct bench *b, const char *uuid)
{
	gpu_open(&b->gpu, uuid);
	bench_begin(b);
}

/* Points the fill's page elsewhere; the old page must not be written again. */
static void retarget(struct bench *b, u64 level_entry, u64 value)
{
	u64 old = b->fill.gpa;
	int ret;

	memset(guest_at(&b->gpu.g, old), 0, PAGE_SIZE);
	b->fill.gpa = guest_pages(&b->gpu.g, 1);
	value = value ? value : b->fill.gpa | 3;
	if (value != (b->fill.gpa | 3))
		*(u64 *)guest_at(&b->gpu.g, (value & ~4095ull) +
				 8 * (b->fill.addr >> 12 & 511)) = b->fill.gpa | 3;
	ret = guest_store(&b->gpu.g, level_entry, &value, 1);
	CHECK(!ret, "the virtual processor cannot store: %s", strerror(-ret));
	bench_run(b);
	CHECK(fill_good(&b->gpu, &b->fill), "the new page is not written");
	record_pages(&b->gpu, "the new page", b->fill.gpa, 1);
	b->fill.words = 0;
	CHECK(fill_good(&b->gpu, &(struct fill){ .gpa = old }), "the old page is written");
	b->fill.words = 100;
}

static void test_new_page(const struct test_args *args)
{
	struct bench b;
	u32 i;

	bench_open(&b, args->uuid[0]);
	for (i = 0; i < 5; i++)
		retarget(&b, ppgtt_entry(&b.vm, b.fill.addr, 0), 0);
	gpu_close(&b.gpu);
}

/* A whole page table is exchanged: the new one also maps the batch. */
static void test_new_table(const struct test_args *args)
{
	struct bench b;
	u32 i;

	bench_open(&b, args->uuid[0]);
	for (i = 0; i < 3; i++) {
		u64 table = guest_pages(&b.gpu.g, 1);
		u64 entry = ppgtt_entry(&b.vm, b.fill.batch, 0);

		*(u64 *)guest_at(&b.gpu.g, table + 8 * (b.fill.batch >> 12 & 511)) =
			*(u64 *)guest_at(&b.gpu.g, entry);
		retarget(&b, ppgtt_entry(&b.vm, b.fill.addr, 1), table | 3);
	}
	gpu_close(&b.gpu);
}

/* An IOMMU of the guest's: the device's addresses are not those that KVM watches. */
static void test_translated(const struct test_args *args)
{
	struct bench b;
	u64 table, entry;
	u32 i;

	gpu_open_translated(&b.gpu, args->uuid[0]);
	bench_begin(&b);
	for (i = 0; i < 5; i++)
		retarget(&b, ppgtt_entry(&b.vm, b.fill.addr, 0), 0);
	table = guest_pages(&b.gpu.g, 1);
	entry = ppgtt_entry(&b.vm, b.fill.batch, 0);
	*(u64 *)guest_at(&b.gpu.g, table + 8 * (b.fill.batch >> 12 & 511)) =
		*(u64 *)guest_at(&b.gpu.g, entry);
	retarget(&b, ppgtt_entry(&b.vm, b.fill.addr, 1), table | 3);
	gpu_close(&b.gpu);
}

/* An address that had no tables at all, and more of them at each level. */
static void test_grow(const struct test_args *args)
{
	static const u64 addr[] = {
		0x203000, 0x600000, 0x80000000, 0x9000000000, 0x7ffffff00000,
	};
	struct bench b;
	u32 i;

	bench_open(&b, args->uuid[0]);
	for (i = 0; i < ARRAY_SIZE(addr); i++) {
		fill_prepare(&b.vm, &b.fill, addr[i], 50, i);
		bench_run(&b);
		CHECK(fill_good(&b.gpu, &b.fill), "wrong words at 0x%llx",
		      (unsigned long long)addr[i]);
	}
	gpu_close(&b.gpu);
}

/* A page table with 512 entries, all stored by one instruction, all used. */
static void test_whole_table(const struct test_args *args)
{
	u64 entries[512], gpa, table, batch;
	struct bench b;
	u32 *at, i;
	int ret;

	bench_open(&b, args->uuid[0]);
	gpa = guest_pages(&b.gpu.g, 512);
	for (i = 0; i < 512; i++)
		entries[i] = (gpa + i * PAGE_SIZE) | 3;
	table = ppgtt_entry(&b.vm, 0x40000000, 0) & ~4095ull;
	ret = guest_store(&b.gpu.g, table, entries, 512);
	CHECK(!ret, "the virtual processor cannot store: %s", strerror(-ret));

	batch = *(u64 *)guest_at(&b.gpu.g, ppgtt_entry(&b.vm, b.fill.batch, 0)) & ~4095ull;
	at = guest_at(&b.gpu.g, batch);
	for (i = 0; i < 512; i += 3)
		batch_store(&at, 0x40000000ull + i * PAGE_SIZE, i + 1);
	batch_end(&at);
	bench_run(&b);
	for (i = 0; i < 512; i++) {
		u32 have = *(u32 *)guest_at(&b.gpu.g, gpa + i * PAGE_SIZE);

		CHECK(have == (i % 3 ? 0 : i + 1), "page %u holds %u", i, have);
	}
	record_pages(&b.gpu, "512 pages", gpa, 512);
	gpu_close(&b.gpu);
}

#define PDE_PAGE		BIT(7)		/* a page of 2 MiB; one level up, of 1 GiB */
#define PDE_64K			BIT(11)		/* its table is of pages of 64 KiB */
#define ENTRIES			512u
#define BLOCK			16u		/* pages in 64 KiB */
#define LARGE			0x40000000ull	/* begins a page of 2 MiB */
#define AT_ONCE			250u		/* stores in a batch of a page */

/* Pages whose first one is aligned to all of them. */
static u64 aligned_pages(struct gpu *gpu, u32 count)
{
	u64 size = (u64)count * PAGE_SIZE, gpa = guest_pages(&gpu->g, 2 * count - 1);

	return (gpa + size - 1) / size * size;
}

static void store_entry(struct bench *b, u32 level, u64 addr, u64 value)
{
	int ret = guest_store(&b->gpu.g, ppgtt_entry(&b->vm, addr, level), &value, 1);

	CHECK(!ret, "the virtual processor cannot store: %s", strerror(-ret));
}

/* One word in each of these pages, other ones with each @seed, by batches of their own. */
static void store_words(struct bench *b, u64 addr, u32 pages, u32 seed)
{
	u64 batch = *(u64 *)guest_at(&b->gpu.g, ppgtt_entry(&b->vm, b->fill.batch, 0)) & ~4095ull;
	u32 i, *at;

	for (i = 0; i < pages;) {
		at = guest_at(&b->gpu.g, batch);
		do
			batch_store(&at, addr + i * PAGE_SIZE + i % 1024 * 4, mix32(seed + i));
		while (++i < pages && i % AT_ONCE);
		batch_end(&at);
		bench_run(b);
	}
}

/* Of a page of the GPU's: does this page of memory have its word? */
static bool has_word(struct bench *b, u64 gpa, u32 page, u32 seed)
{
	return READ_ONCE(*(u32 *)guest_at(&b->gpu.g, gpa + page % 1024 * 4)) == mix32(seed + page);
}

static void words_are_at(struct bench *b, u64 gpa, u32 first, u32 count, u32 seed, const char *what)
{
	u32 i;

	record_pages(&b->gpu, what, gpa, count);
	for (i = first; i < first + count; i++)
		CHECK(has_word(b, gpa + (i - first) * PAGE_SIZE, i, seed),
		      "%s: page %u of %u is not written where it should be", what, i, ENTRIES);
}

/* A page of 2 MiB; a table instead, of which one entry leads elsewhere; the page again. */
static void test_2m(const struct test_args *args)
{
	u64 entries[ENTRIES], gpa, table, other;
	struct bench b;
	u32 i;

	bench_open(&b, args->uuid[0]);
	gpa = aligned_pages(&b.gpu, ENTRIES);
	other = guest_pages(&b.gpu.g, 1);
	store_entry(&b, 1, LARGE, gpa | 3 | PDE_PAGE);
	store_words(&b, LARGE, ENTRIES, 1000);
	words_are_at(&b, gpa, 0, ENTRIES, 1000, "one page of 2 MiB");

	table = guest_pages(&b.gpu.g, 1);
	for (i = 0; i < ENTRIES; i++)
		entries[i] = (i == 300 ? other : gpa + i * PAGE_SIZE) | 3;
	memcpy(guest_at(&b.gpu.g, table), entries, sizeof(entries));
	store_entry(&b, 1, LARGE, table | 3);
	store_words(&b, LARGE, ENTRIES, 2000);
	words_are_at(&b, gpa, 0, 300, 2000, "split");
	words_are_at(&b, other, 300, 1, 2000, "split");
	words_are_at(&b, gpa + 301 * PAGE_SIZE, 301, ENTRIES - 301, 2000, "split");
	CHECK(has_word(&b, gpa + 300 * PAGE_SIZE, 300, 1000), "split: what was left is written");

	store_entry(&b, 1, LARGE, gpa | 3 | PDE_PAGE);
	store_words(&b, LARGE, ENTRIES, 3000);
	words_are_at(&b, gpa, 0, ENTRIES, 3000, "one page again");
	CHECK(has_word(&b, other, 300, 2000), "one page again: what was left is written");
	gpu_close(&b.gpu);
}

/* A table of 64 KiB pages, in another order than in memory; one moves; a usual table instead. */
static void test_64k(const struct test_args *args)
{
	u64 entries[ENTRIES] = { 0 }, gpa, table, other;
	struct bench b;
	u32 i;

	bench_open(&b, args->uuid[0]);
	if (guest_gen(&b.gpu.g) < 9)
		test_skip("this GPU has no pages of 64 KiB");
	gpa = aligned_pages(&b.gpu, ENTRIES);
	other = aligned_pages(&b.gpu, BLOCK);
	table = guest_pages(&b.gpu.g, 1);
	/* Of 16 entries the first one counts. */
	for (i = 0; i < ENTRIES; i += BLOCK)
		entries[i] = (gpa + (ENTRIES - BLOCK - i) * PAGE_SIZE) | 3;
	memcpy(guest_at(&b.gpu.g, table), entries, sizeof(entries));
	store_entry(&b, 1, LARGE, table | 3 | PDE_64K);
	store_words(&b, LARGE, ENTRIES, 1000);
	for (i = 0; i < ENTRIES; i += BLOCK)
		words_are_at(&b, gpa + (ENTRIES - BLOCK - i) * PAGE_SIZE, i, BLOCK, 1000,
			     "pages of 64 KiB");

	store_entry(&b, 0, LARGE + 5 * BLOCK * PAGE_SIZE, other | 3);
	store_words(&b, LARGE, ENTRIES, 2000);
	words_are_at(&b, other, 5 * BLOCK, BLOCK, 2000, "one moves");
	words_are_at(&b, gpa + (ENTRIES - 5 * BLOCK) * PAGE_SIZE, 4 * BLOCK, BLOCK, 2000,
		     "one moves");
	CHECK(has_word(&b, gpa + (ENTRIES - 6 * BLOCK) * PAGE_SIZE, 5 * BLOCK, 1000),
	      "one moves: what was left is written");

	for (i = 0; i < ENTRIES; i++)
		entries[i] = (gpa + i * PAGE_SIZE) | 3;
	table = guest_pages(&b.gpu.g, 1);
	memcpy(guest_at(&b.gpu.g, table), entries, sizeof(entries));
	store_entry(&b, 1, LARGE, table | 3);
	store_words(&b, LARGE, ENTRIES, 3000);
	words_are_at(&b, gpa, 0, ENTRIES, 3000, "pages of 4 KiB again");
	gpu_close(&b.gpu);
}

/* No driver uses one. It leads nowhere: no memory of the guest's is written, and the work ends. */
static void test_1g(const struct test_args *args)
{
	u64 refused = vm_stat(args->uuid[0], "ppgtt_refused"), addr = 5ull << 30, gpa;
	struct bench b;
	u32 i;

	bench_open(&b, args->uuid[0]);
	gpa = guest_pages(&b.gpu.g, 8);
	store_entry(&b, 2, addr, 3 | PDE_PAGE);
	store_words(&b, addr + gpa, 8, 1000);
	record_pages(&b.gpu, "where it would lead", gpa, 8);
	record("entries refused: %u", (u32)(vm_stat(args->uuid[0], "ppgtt_refused") - refused));
	for (i = 0; i < 8; i++)
		CHECK(!has_word(&b, gpa + i * PAGE_SIZE, i, 1000), "page %u of it is written", i);
	CHECK(vm_stat(args->uuid[0], "ppgtt_refused") > refused, "it is not counted as refused");
	gpu_close(&b.gpu);
}

/* The same, many times: what the mediator takes for a table it must give back. */
static void test_come_and_go(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < 40; i++) {
		const char *wrong = exec_works(&gpu, i % ENGINES);

		CHECK(!wrong, "address space %u: %s", i, wrong);
	}
	gpu_close(&gpu);
}

static void store_all(struct bench *b, u64 gpa, const u64 *values)
{
	int ret = guest_store(&b->gpu.g, gpa, values, 512);

	CHECK(!ret, "the virtual processor cannot store: %s", strerror(-ret));
}

/* What data may look like to who takes it for page table entries. */
static void fill_data(struct bench *b, u64 *data, u32 round)
{
	u32 i;

	for (i = 0; i < 512; i++)
		switch ((i + round) % 4) {
		case 0:		/* the memory's end and beyond, reserved bits */
			data[i] = ~0ull - i;
			break;
		case 1:		/* pages of the address space that works */
			data[i] = b->vm.pml4 | 3;
			break;
		case 2:
			data[i] = 0x123456789abcdefull * (i + 1 + round);
			break;
		default:
			data[i] = (u64)(i + round) % (GUEST_RAM / PAGE_SIZE) * PAGE_SIZE | 3;
		}
}

/*
 * An address space is given up without a word, and the pages of its tables become data, which
 * change again and again. The one that works goes on.
 */
static void test_become_data(const struct test_args *args)
{
	struct csb_event events[2];
	u64 data[512], table[4];
	struct bench b, dead;
	u32 level, round;

	bench_open(&b, args->uuid[0]);
	ppgtt_init(&b.gpu, &dead.vm);
	context_init(&b.gpu, &dead.ctx, RCS, &dead.vm);
	fill_prepare(&dead.vm, &dead.fill, 0x200000, 100, 43);
	ring_batch(&dead.ctx, dead.fill.batch);
	ring_finish(&dead.ctx);
	submit(&dead.ctx, NULL);
	CHECK(wait_done(&dead.ctx, WAIT_MS), "the batch of the first does not end");
	CHECK(fill_good(&b.gpu, &dead.fill), "wrong words of the first");
	CHECK(wait_csb(&b.gpu, RCS, events, 2, WAIT_MS) == 2,
	      "CSB events are missing");
	for (level = 0; level < 4; level++)
		table[level] = ppgtt_entry(&dead.vm, dead.fill.addr, level) & ~4095ull;
	for (round = 0; round < 20; round++) {
		for (level = 0; level < 4; level++) {
			fill_data(&b, data, round + level);
			store_all(&b, table[level], data);
		}
		retarget(&b, ppgtt_entry(&b.vm, b.fill.addr, 0), 0);
		for (level = 0; level < 4; level++) {
			fill_data(&b, data, round + level);
			CHECK(!memcmp(guest_at(&b.gpu.g, table[level]), data, sizeof(data)),
			      "round %u: the data of level %u is changed", round, level);
		}
	}
	gpu_close(&b.gpu);
}

/* Two vGPUs, the same addresses, their own memory. */
static void test_two_vgpus(const struct test_args *args)
{
	struct bench b[2];
	u32 i, round;

	bench_open(&b[0], args->uuid[0]);
	bench_open(&b[1], args->uuid[1]);
	if (args->virtual) {
		CHECK(!b[0].gpu.low && !b[1].gpu.low && b[0].gpu.high == b[1].gpu.high,
		      "virtual GGTT addresses differ");
	} else {
		CHECK(b[0].gpu.low >= b[1].gpu.low + b[1].gpu.low_size ||
		      b[1].gpu.low >= b[0].gpu.low + b[0].gpu.low_size,
		      "their apertures overlap");
		CHECK(b[0].gpu.high >= b[1].gpu.high + b[1].gpu.high_size ||
		      b[1].gpu.high >= b[0].gpu.high + b[0].gpu.high_size,
		      "their hidden ranges overlap");
	}
	for (round = 0; round < 10; round++) {
		struct csb_event events[2];

		for (i = 0; i < 2; i++) {
			memset(guest_at(&b[i].gpu.g, b[i].fill.gpa), 0, PAGE_SIZE);
			ring_batch(&b[i].ctx, b[i].fill.batch);
			ring_finish(&b[i].ctx);
			submit(&b[i].ctx, NULL);
		}
		for (i = 0; i < 2; i++) {
			CHECK(wait_done(&b[i].ctx, WAIT_MS), "vGPU %u does not end", i);
			CHECK(wait_csb(&b[i].gpu, RCS, events, 2, WAIT_MS) == 2,
			      "vGPU %u: CSB events are missing", i);
			CHECK(fill_good(&b[i].gpu, &b[i].fill), "vGPU %u: wrong words", i);
		}
	}
	gpu_close(&b[0].gpu);
	gpu_close(&b[1].gpu);
}

/* What one vGPU's guest maps in its own slice, the other must not reach by its own. */
static void test_foreign_slice(const struct test_args *args)
{
	struct gpu gpu[2];
	u64 gpa;

	gpu_open(&gpu[0], args->uuid[0]);
	gpu_open(&gpu[1], args->uuid[1]);
	gpa = guest_pages(&gpu[1].g, 1);
	ggtt_set(&gpu[1], gpu[1].high + 100 * PAGE_SIZE, gpa | 1);
	CHECK(!(ggtt_get(&gpu[0], gpu[1].high + 100 * PAGE_SIZE) & 1),
	      "the other's GGTT entry can be read");
	ggtt_set(&gpu[0], gpu[1].high + 100 * PAGE_SIZE, 0);
	CHECK(ggtt_get(&gpu[1], gpu[1].high + 100 * PAGE_SIZE) == (gpa | 1),
	      "the other's GGTT entry can be written");
	gpu_close(&gpu[0]);
	gpu_close(&gpu[1]);
}

const struct test memory_tests[] = {
	{ .name = "a page table entry changes", .run = test_new_page },
	{ .name = "a page table is exchanged", .run = test_new_table },
	{ .name = "the guest's own IOMMU translates", .run = test_translated,
	  .kvmgt = "watches other memory than the tables are in" },
	{ .name = "tables are added at every level", .run = test_grow },
	{ .name = "a whole table is written at once", .run = test_whole_table },
	{ .name = "page tables: a page of 2 MiB, split and whole again", .run = test_2m },
	{ .name = "page tables: pages of 64 KiB", .run = test_64k },
	{ .name = "page tables: a page of 1 GiB leads nowhere", .run = test_1g,
	  .kvmgt = "has no statistics", .kvmgt_hangs = true },
	{ .name = "40 address spaces come and go", .run = test_come_and_go },
	{ .name = "tables that are given up become data", .run = test_become_data,
	  .kvmgt = "goes on trapping each store to them, which takes it minutes" },
	{ .name = "two vGPUs at once", .run = test_two_vgpus, .vgpus = 2 },
	{ .name = "another vGPU's GGTT slice", .run = test_foreign_slice, .vgpus = 2 },
	{ 0 },
};
