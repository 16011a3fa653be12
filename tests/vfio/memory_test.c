// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables that change under the mediator, and who sees which memory.
 */
#include <string.h>

#include "gpu.h"
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
	{ .name = "40 address spaces come and go", .run = test_come_and_go },
	{ .name = "tables that are given up become data", .run = test_become_data,
	  .kvmgt = "goes on trapping each store to them, which takes it minutes" },
	{ .name = "two vGPUs at once", .run = test_two_vgpus, .vgpus = 2 },
	{ .name = "another vGPU's GGTT slice", .run = test_foreign_slice, .vgpus = 2 },
	{ 0 },
};
