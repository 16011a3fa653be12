// SPDX-License-Identifier: GPL-2.0-only
/*
 * What only a device of iommufd's has: it is bound, and attached to address spaces, which may
 * change while it works.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gpu.h"
#include "sysfs.h"
#include "test.h"
#include "way.h"

#define NO_STATS	"has no statistics"
#define TABLE_ADDR	0x40000000ull
#define TABLE_PAGES	512u
#define AREA_PAGES	24u	/* no power of two: its borders are not those of runs of pins */
#define ROUNDS		12u

static u64 pinned_pages(const char *uuid)
{
	return vm_stat(uuid, "pinned_bytes") / PAGE_SIZE;
}

/* What the kernel has pinned of this process, in pages. */
static u64 process_pinned(void)
{
	unsigned long long kib = 0;
	bool found = false;
	char line[256];
	FILE *file = fopen("/proc/self/status", "r");

	CHECK(file, "/proc/self/status: %s", strerror(errno));
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, "VmPin: %llu kB", &kib) == 1;
	fclose(file);
	CHECK(found, "/proc/self/status has no VmPin");
	return kib * 1024 / PAGE_SIZE;
}

static void detach(struct gpu *gpu)
{
	int ret = way_detach(&gpu->g);

	CHECK(!ret, "the device cannot be detached: %s", strerror(-ret));
}

static void attach(struct gpu *gpu, u32 ioas)
{
	int ret = way_attach(&gpu->g, ioas);

	CHECK(!ret, "the device cannot be attached: %s", strerror(-ret));
}

/* Memory has come back: its entries are written again, and count. */
static void start_again(struct gpu *gpu)
{
	u32 i;

	for (i = 0; i < ENGINES; i++)
		ggtt_set(gpu, gpu->hwsp[i], ggtt_get(gpu, gpu->hwsp[i]));
	gpu_restart(gpu);
}

static void start_fill(struct gpu *gpu, u32 round)
{
	struct context ctx;
	struct fill fill;
	struct ppgtt vm;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, round % ENGINES, &vm);
	fill_prepare(&vm, &fill, 0x200000, 200, round);
	ring_batch(&ctx, fill.batch);
	ring_finish(&ctx);
	submit(&ctx, NULL);
}

/* Detached while it works: nothing is pinned. Attached again, all is as after a reset. */
static void test_detach(const struct test_args *args)
{
	struct gpu gpu;
	u32 round;

	gpu_open(&gpu, args->uuid[0]);
	for (round = 0; round < ROUNDS; round++) {
		start_fill(&gpu, round);
		usleep(round * 500);
		detach(&gpu);
		CHECK(!process_pinned(), "round %u: %llu pages are pinned", round,
		      (unsigned long long)process_pinned());
		CHECK(!pinned_pages(args->uuid[0]), "round %u: pages count as pinned", round);
		/* It is of no use now, but there. */
		gpu_restart(&gpu);
		ggtt_map_low(&gpu, guest_pages(&gpu.g, 2), 2);
		mmio_write(&gpu.g, GFX_FLSH_CNTL, 1);
		CHECK(!process_pinned(), "round %u: pages of no address space are pinned", round);
		attach(&gpu, gpu.g.ioas);
		start_again(&gpu);
		engines_work(&gpu, "attached again");
	}
	gpu_close(&gpu);
}

/* Twice is no harm; and closed while it is detached. */
static void test_detached_twice(const struct test_args *args)
{
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	engines_work(&gpu, "attached");
	detach(&gpu);
	detach(&gpu);
	gpu_close(&gpu);
	gpu_open(&gpu, args->uuid[0]);
	engines_work(&gpu, "opened again");
	gpu_close(&gpu);
}

/* Another address space takes the place of the first while that is in use. */
static void test_replace(const struct test_args *args)
{
	struct gpu gpu;
	u32 first, round;

	gpu_open(&gpu, args->uuid[0]);
	for (round = 0; round < ROUNDS; round++) {
		first = gpu.g.ioas;
		CHECK(!way_ioas_new(&gpu.g, &gpu.g.ioas), "no second address space");
		CHECK(!guest_map(&gpu.g, 0, gpu.g.ram, GUEST_RAM), "it cannot be filled");
		CHECK(way_ioas_destroy(&gpu.g, first) == -EBUSY, "the first can be destroyed");
		start_fill(&gpu, round);
		usleep(round * 500);
		attach(&gpu, gpu.g.ioas);
		CHECK(!way_ioas_destroy(&gpu.g, first), "the first cannot be destroyed: %s",
		      strerror(errno));
		CHECK(way_attach(&gpu.g, first), "what is destroyed can be attached");
		start_again(&gpu);
		engines_work(&gpu, "in another address space");
	}
	gpu_close(&gpu);
}

static void fill_table(struct gpu *gpu, struct ppgtt *vm, u64 gpa)
{
	u64 entries[TABLE_PAGES], table = ppgtt_entry(vm, TABLE_ADDR, 0) & ~4095ull;
	u32 i;
	int ret;

	for (i = 0; i < TABLE_PAGES; i++)
		entries[i] = gpa ? (gpa + i * PAGE_SIZE) | 3 : 0;
	ret = guest_store(&gpu->g, table, entries, TABLE_PAGES);
	CHECK(!ret, "the virtual processor cannot store: %s", strerror(-ret));
}

static void run_empty(struct context *ctx)
{
	ring_finish(ctx);
	submit(ctx, NULL);
	context_wait(ctx);
}

/* One call pins many pages. What is not used any more is unpinned nevertheless, page by page. */
static void test_pins(const struct test_args *args)
{
	static const u32 gone[] = { 0, 1, 63, 64, 100, 98, 99, 101, 200, 511, 300, 302, 301 };
	u64 gpa, before, zero = 0;
	struct context ctx;
	struct ppgtt vm;
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	ppgtt_init(&gpu, &vm);
	context_init(&gpu, &ctx, RCS, &vm);
	gpa = guest_pages(&gpu.g, TABLE_PAGES);
	ppgtt_map(&vm, TABLE_ADDR, gpa);
	run_empty(&ctx);
	before = process_pinned() - 1;
	fill_table(&gpu, &vm, gpa);
	run_empty(&ctx);
	CHECK(process_pinned() == before + TABLE_PAGES, "%llu pages are pinned, not %llu",
	      (unsigned long long)process_pinned(), (unsigned long long)before + TABLE_PAGES);
	for (i = 0; i < ARRAY_SIZE(gone); i++) {
		CHECK(!guest_store(&gpu.g, ppgtt_entry(&vm, TABLE_ADDR + gone[i] * PAGE_SIZE, 0),
				   &zero, 1), "the virtual processor cannot store");
		run_empty(&ctx);
		CHECK(process_pinned() == before + TABLE_PAGES - i - 1,
		      "without entry %u, the %u-th, %llu pages are pinned", gone[i], i + 1,
		      (unsigned long long)(process_pinned() - before));
		CHECK(process_pinned() == pinned_pages(args->uuid[0]),
		      "%llu pages are pinned, the vGPU tells of %llu",
		      (unsigned long long)process_pinned(),
		      (unsigned long long)pinned_pages(args->uuid[0]));
	}
	fill_table(&gpu, &vm, gpa);
	run_empty(&ctx);
	CHECK(process_pinned() == before + TABLE_PAGES, "they are not pinned again");
	fill_table(&gpu, &vm, 0);
	run_empty(&ctx);
	CHECK(process_pinned() == before, "%llu pages stay pinned",
	      (unsigned long long)(process_pinned() - before));
	gpu_close(&gpu);
	CHECK(!process_pinned(), "pages are pinned when it is closed");
}

static void map_areas(const struct guest *g, u64 gpa, u32 pages)
{
	u32 i, n;

	for (i = 0; i < pages; i += n) {
		u64 at = gpa + i * PAGE_SIZE;

		n = pages - i < AREA_PAGES ? pages - i : AREA_PAGES;
		CHECK(!guest_map(g, at, g->ram + at, n * PAGE_SIZE), "page %u cannot be mapped", i);
	}
}

/* Memory that is mapped in small pieces: each goes by itself, also if one call has pinned two. */
static void test_areas(const struct test_args *args)
{
	u64 gpa, all, at, size = AREA_PAGES * PAGE_SIZE;
	struct context ctx;
	struct ppgtt vm;
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	/* The upper half is one area first. */
	CHECK(!guest_unmap(&gpu.g, GUEST_RAM / 2, GUEST_RAM / 2), "memory cannot be unmapped");
	gpa = GUEST_RAM / 2;
	map_areas(&gpu.g, gpa, TABLE_PAGES);
	ppgtt_init(&gpu, &vm);
	context_init(&gpu, &ctx, RCS, &vm);
	ppgtt_map(&vm, TABLE_ADDR, gpa);
	run_empty(&ctx);
	fill_table(&gpu, &vm, gpa);
	run_empty(&ctx);
	all = process_pinned();
	for (i = 0; (i + 1) * AREA_PAGES <= TABLE_PAGES; i += 2) {
		at = gpa + i * size;
		CHECK(!guest_unmap(&gpu.g, at, size), "area %u cannot be unmapped", i);
		CHECK(process_pinned() <= all - AREA_PAGES, "area %u stays pinned", i);
		CHECK(!guest_map(&gpu.g, at, gpu.g.ram + at, size), "it cannot be mapped");
	}
	gpu_restart(&gpu);
	engines_work(&gpu, "after all that");
	CHECK(!guest_unmap(&gpu.g, 0, GUEST_RAM), "all memory cannot be unmapped");
	CHECK(!process_pinned(), "pages stay pinned");
	gpu_close(&gpu);
}

/* Whoever opens it otherwise is refused, and does no harm. */
static void test_group(const struct test_args *args)
{
	char pattern[128], link[256], path[64];
	struct guest g, other;
	ssize_t n;
	int fd;

	snprintf(pattern, sizeof(pattern), "/sys/bus/mdev/devices/%s/iommu_group", args->uuid[0]);
	n = readlink(pattern, link, sizeof(link) - 1);
	CHECK(n > 0, "%s: %s", pattern, strerror(errno));
	link[n] = 0;
	snprintf(path, sizeof(path), "/dev/vfio/%.32s", strrchr(link, '/') + 1);
	fd = open(path, O_RDWR | O_CLOEXEC);
	CHECK(fd >= 0, "%s: %s", path, strerror(errno));
	CHECK(guest_open(&other, args->uuid[0]) == -EBUSY, "it is bound while its group is open");
	close(fd);
	CHECK(!guest_open(&g, args->uuid[0]), "it cannot be opened when its group is closed");
	CHECK(open(path, O_RDWR | O_CLOEXEC) < 0 && errno == EBUSY,
	      "its group can be opened while it is bound");
	CHECK(way_bind(&g) == -EINVAL, "it can be bound twice");
	guest_close(&g);
}

/* /dev/iommu is closed before the device. */
static void test_closed_first(const struct test_args *args)
{
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	close(gpu.g.container);
	gpu.g.container = -1;
	engines_work(&gpu, "without the file of its address space");
	gpu_close(&gpu);
}

const struct test iommufd_tests[] = {
	{ .name = "iommufd: detached while it works", .run = test_detach, .kvmgt = NO_STATS },
	{ .name = "iommufd: closed while it is detached", .run = test_detached_twice },
	{ .name = "iommufd: another address space", .run = test_replace },
	{ .name = "iommufd: what is pinned", .run = test_pins, .kvmgt = NO_STATS },
	{ .name = "iommufd: memory in small areas", .run = test_areas,
	  .kvmgt = "keeps what it has pinned" },
	{ .name = "iommufd: a group that is open", .run = test_group },
	{ .name = "iommufd: closed before the device", .run = test_closed_first },
	{ 0 },
};
