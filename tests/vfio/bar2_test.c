// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR 2: what the guest's processors find there while entries change, memory goes away, and
 * entries lead to the device's own BARs.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <linux/kvm.h>

#include "gpu.h"
#include "pagemap.h"
#include "sysfs.h"
#include "test.h"

/* Where the BARs are for the device and the guest: behind the memory. */
#define BAR_GPA		GUEST_RAM
/* Where the virtual processor has them in its address space: it can only address the memory. */
#define BAR_VA		(20u << 21)
/* The virtual processor's page directory; see vcpu.c. */
#define VCPU_PD		0x3000
#define PAGES		8u

static void flush(struct gpu *gpu)
{
	mmio_write(&gpu->g, GFX_FLSH_CNTL, 1);
}

static u32 *map_low(struct gpu *gpu, u32 addr, u32 pages)
{
	u32 *map = aperture_map(&gpu->g, addr, pages * PAGE_SIZE);

	CHECK(map != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
	return map;
}

/* The mapping shows the page that the entry leads to at the moment, and no other one. */
static void test_entry_changes(const struct test_args *args)
{
	struct gpu gpu;
	u32 *map, *ram[2], addr, i;
	u64 gpa;

	gpu_open(&gpu, args->uuid[0]);
	gpa = guest_pages(&gpu.g, 2);
	for (i = 0; i < 2; i++)
		ram[i] = guest_at(&gpu.g, gpa + i * PAGE_SIZE);
	addr = ggtt_map_low(&gpu, gpa, 1);
	map = map_low(&gpu, addr, 1);
	for (i = 0; i < 100; i++) {
		ggtt_set(&gpu, addr, (gpa + i % 2 * PAGE_SIZE) | 1);
		flush(&gpu);
		WRITE_ONCE(map[0], i + 1);
		CHECK(READ_ONCE(map[0]) == i + 1, "%u: it reads back 0x%x", i, map[0]);
		CHECK(READ_ONCE(ram[i % 2][0]) == i + 1, "%u: its page has 0x%x", i, *ram[i % 2]);
		CHECK(READ_ONCE(ram[!(i % 2)][0]) == i, "%u: the other page has changed", i);
	}
	ggtt_set(&gpu, addr, 0);
	flush(&gpu);
	WRITE_ONCE(map[0], 0xbad);
	(void)READ_ONCE(map[0]);
	CHECK(ram[0][0] == 99 && ram[1][0] == 100, "no entry leads there any more");
	munmap(map, PAGE_SIZE);
	gpu_close(&gpu);
}

/* VFIO's file, in pieces of all sizes, also across a page's end. */
static void test_file(const struct test_args *args)
{
	u8 data[64], back[64];
	struct gpu gpu;
	u32 addr, i, n;
	u64 gpa;
	u8 *ram;

	gpu_open(&gpu, args->uuid[0]);
	gpa = guest_pages(&gpu.g, 2);
	ram = guest_at(&gpu.g, gpa);
	addr = ggtt_map_low(&gpu, gpa, 2);
	for (n = 1; n <= sizeof(data); n += n < 9 ? 1 : 11) {
		for (i = 0; i < n; i++)
			data[i] = n + i;
		CHECK(!region_write(&gpu.g, VFIO_PCI_BAR2_REGION_INDEX, addr + 4090, data, n),
		      "%u bytes cannot be written", n);
		CHECK(!memcmp(ram + 4090, data, n), "%u bytes are not in memory", n);
		CHECK(!region_read(&gpu.g, VFIO_PCI_BAR2_REGION_INDEX, addr + 4090, back, n),
		      "%u bytes cannot be read", n);
		CHECK(!memcmp(back, data, n), "%u bytes read otherwise", n);
	}
	CHECK(region_read(&gpu.g, VFIO_PCI_BAR2_REGION_INDEX, gpu.low + gpu.low_size, back, 4),
	      "what is behind the slice can be read");
	gpu_close(&gpu);
}

static void dma_map(struct gpu *gpu, u64 iova, void *at, u64 size)
{
	int ret = guest_map(&gpu->g, iova, at, size);

	CHECK(!ret, "a BAR cannot be mapped for devices: %s", strerror(-ret));
}

static void dma_unmap(struct gpu *gpu, u64 iova, u64 size)
{
	int ret = guest_unmap(&gpu->g, iova, size);

	CHECK(!ret, "it cannot be unmapped for devices: %s", strerror(-ret));
}

/* As QEMU does, the BARs are mapped for devices. Entries lead there, also to themselves. */
static void test_own_bars(const struct test_args *args)
{
	u32 addr, *map, *entries, *ram, i;
	u64 refused, gpa;
	struct ppgtt vm;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	gpa = guest_pages(&gpu.g, 1);
	ram = guest_at(&gpu.g, gpa);
	addr = ggtt_map_low(&gpu, gpa, PAGES);
	map = map_low(&gpu, addr, PAGES);
	entries = region_map(&gpu.g, VFIO_PCI_BAR0_REGION_INDEX,
			     GGTT_ENTRIES + addr / PAGE_SIZE * 8 / PAGE_SIZE * PAGE_SIZE,
			     PAGE_SIZE);
	CHECK(entries != MAP_FAILED, "entries cannot be mapped: %s", strerror(errno));
	dma_map(&gpu, BAR_GPA, map, PAGES * PAGE_SIZE);
	dma_map(&gpu, BAR_GPA + PAGES * PAGE_SIZE, entries, PAGE_SIZE);
	refused = args->kvmgt ? 0 : vm_stat(args->uuid[0], "ggtt_refused");
	/* All but the first: to BAR 2, each to itself or another one; the last to BAR 0. */
	for (i = 1; i < PAGES; i++)
		ggtt_set(&gpu, addr + i * PAGE_SIZE, (BAR_GPA + (i ^ 1) * PAGE_SIZE) | 1);
	ggtt_set(&gpu, addr + 2 * PAGE_SIZE, (BAR_GPA + 2 * PAGE_SIZE) | 1);
	ggtt_set(&gpu, addr + 3 * PAGE_SIZE, (BAR_GPA + PAGES * PAGE_SIZE) | 1);
	flush(&gpu);
	CHECK(args->kvmgt || vm_stat(args->uuid[0], "ggtt_refused") - refused >= PAGES - 1,
	      "entries to own BARs are not refused");
	WRITE_ONCE(ram[0], 0x600dcafe);
	CHECK(READ_ONCE(map[0]) == 0x600dcafe, "the entry to memory shows 0x%x", map[0]);
	for (i = 1; i < PAGES; i++) {
		WRITE_ONCE(map[i * PAGE_SIZE / 4], 0xbad);
		CHECK(READ_ONCE(ram[0]) == 0x600dcafe, "page %u is memory", i);
	}
	/* And page tables there. */
	ppgtt_init(&gpu, &vm);
	ppgtt_set(&vm, 0x200000, (BAR_GPA + PAGE_SIZE) | 3);
	engines_work(&gpu, "beside entries to own BARs");
	dma_unmap(&gpu, BAR_GPA, (PAGES + 1) * PAGE_SIZE);
	munmap(entries, PAGE_SIZE);
	munmap(map, PAGES * PAGE_SIZE);
	gpu_close(&gpu);
}

/* Memory that goes away is not there any more, also for who has BAR 2 mapped. */
static void test_memory_goes(const struct test_args *args)
{
	u64 gpa, half = GUEST_RAM / 2;
	u32 addr, *map, *ram;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	gpa = half + 16 * PAGE_SIZE;
	ram = guest_at(&gpu.g, gpa);
	addr = ggtt_map_low(&gpu, gpa, 2);
	map = map_low(&gpu, addr, 2);
	WRITE_ONCE(map[0], 0x600dcafe);
	CHECK(READ_ONCE(map[0]) == 0x600dcafe && ram[0] == 0x600dcafe, "it is not there first");
	dma_unmap(&gpu, half, half);
	WRITE_ONCE(map[0], 0xbad);
	(void)READ_ONCE(map[0]);
	CHECK(READ_ONCE(ram[0]) == 0x600dcafe, "memory that went away was written");
	dma_map(&gpu, half, guest_at(&gpu.g, half), half);
	munmap(map, 2 * PAGE_SIZE);
	gpu_close(&gpu);
}

/**
 * struct changer - a driver's processor that changes entries all the time
 * @gpu: its vGPU
 * @addr: address of the first of PAGES entries
 * @gpa: of as many pages, twice
 * @stop: it is to end
 * @rounds: how often it changed them
 */
struct changer {
	struct gpu *gpu;
	u32 addr;
	u64 gpa;
	bool stop;
	u32 rounds;
};

static void change(struct changer *c, u32 set)
{
	u32 i;

	for (i = 0; i < PAGES; i++)
		ggtt_set(c->gpu, c->addr + i * PAGE_SIZE,
			 (c->gpa + (set * PAGES + i) * PAGE_SIZE) | 1);
	flush(c->gpu);
}

static void *change_always(void *arg)
{
	struct changer *c = arg;

	while (!READ_ONCE(c->stop)) {
		change(c, c->rounds % 2);
		c->rounds++;
	}
	return NULL;
}

/* The guest's processor has BAR 2 as KVM's memory, as QEMU gives it. */
static void vcpu_map(struct gpu *gpu, void *map)
{
	struct kvm_userspace_memory_region slot = {
		.slot = 1,
		.guest_phys_addr = BAR_GPA,
		.memory_size = PAGES * PAGE_SIZE,
		.userspace_addr = (uintptr_t)map,
	};
	u64 *pd = guest_cpu_at(&gpu->g, VCPU_PD), zero = 0;

	CHECK(!ioctl(gpu->g.vm, KVM_SET_USER_MEMORY_REGION, &slot), "KVM refuses BAR 2: %s",
	      strerror(errno));
	/* Have the tables be there. */
	CHECK(!guest_store(&gpu->g, guest_pages(&gpu->g, 1), &zero, 1), "it cannot store");
	pd[BAR_VA >> 21] = BAR_GPA | BIT(0) | BIT(1) | BIT(7);
}

#define RACE_SECONDS	4

/* @memory gives 2 * PAGES pages. */
static void race(const struct test_args *args, u64 (*memory)(struct gpu *gpu))
{
	struct changer c = { 0 };
	struct gpu gpu;
	pthread_t thread;
	u64 value = 0;
	time_t end;
	u32 i, n = 0, *map;
	int ret;

	gpu_open(&gpu, args->uuid[0]);
	c.gpu = &gpu;
	c.gpa = memory(&gpu);
	c.addr = ggtt_map_low(&gpu, c.gpa, PAGES);
	map = map_low(&gpu, c.addr, PAGES);
	vcpu_map(&gpu, map);
	CHECK(!pthread_create(&thread, NULL, change_always, &c), "no thread");
	for (end = time(NULL) + RACE_SECONDS; time(NULL) < end; n++) {
		value = 0x600d0000 + n;
		ret = guest_store(&gpu.g, BAR_VA + n % PAGES * PAGE_SIZE, &value, 1);
		CHECK(!ret, "after %u stores: %s", n, strerror(-ret));
	}
	c.stop = true;
	pthread_join(thread, NULL);
	printf("# %u stores, %u rounds of changes\n", n, c.rounds);
	for (i = 0; i < 2 * PAGES; i++) {
		change(&c, i / PAGES);
		value = 0xcafe0000 + i;
		ret = guest_store(&gpu.g, BAR_VA + i % PAGES * PAGE_SIZE, &value, 1);
		CHECK(!ret, "it cannot store: %s", strerror(-ret));
		CHECK(READ_ONCE(map[i % PAGES * PAGE_SIZE / 4]) == (u32)value,
		      "page %u reads otherwise", i);
		CHECK(*(u64 *)guest_at(&gpu.g, c.gpa + i * PAGE_SIZE) == value,
		      "page %u was not written", i);
	}
	munmap(map, PAGES * PAGE_SIZE);
	gpu_close(&gpu);
}

static u64 small_pages(struct gpu *gpu)
{
	return guest_pages(&gpu->g, 2 * PAGES);
}

/* A page may go between a processor's fault and its access: the guest lives on. */
static void test_vcpu(const struct test_args *args)
{
	race(args, small_pages);
}

#define HUGE		(2u << 20)
#define HUGE_PAGES	(HUGE / PAGE_SIZE)
/* So far in memory nobody else's pages are. */
#define HUGE_AT		(44u << 20)

/* Is it one huge page? Else its pages would not lie like that. */
static bool is_huge(const u8 *at)
{
	int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	static u64 entry[HUGE_PAGES];
	u32 i;

	CHECK(map >= 0, "pagemap cannot be opened: %s", strerror(errno));
	CHECK(pread(map, entry, sizeof(entry), (uintptr_t)at / PAGE_SIZE * sizeof(u64)) ==
	      sizeof(entry), "pagemap cannot be read");
	close(map);
	for (i = 0; i < HUGE_PAGES; i++)
		if (pagemap_frame(entry[i]) != pagemap_frame(entry[0]) + i)
			return false;
	return pagemap_frame(entry[0]) && pagemap_frame(entry[0]) % HUGE_PAGES == 0;
}

/* A huge page of the guest's memory, as QEMU has by default, and all of it with hugetlbfs. */
static u64 huge_page(struct gpu *gpu)
{
	u8 *ram = guest_at(&gpu->g, 0), *at;
	u64 gpa;

	for (gpa = HUGE_AT; gpa + 2 * HUGE <= GUEST_RAM; gpa += HUGE) {
		at = (u8 *)(((uintptr_t)ram + gpa + HUGE - 1) / HUGE * HUGE);
		CHECK(!madvise(at, HUGE, MADV_HUGEPAGE), "no huge pages: %s", strerror(errno));
		memset(at, 0, HUGE);
		if (is_huge(at))
			return at - ram;
	}
	CHECK(0, "the kernel has no huge page");
	return 0;
}

/* The first page of a huge page, and others; memory of small pages beside them. */
static void test_vcpu_huge(const struct test_args *args)
{
	static const u32 pages[PAGES] = { 0, 1, 2, 0, 255, 256, 510, 511 };
	u64 gpa, small, value, seen;
	struct gpu gpu;
	u32 addr, i, *map;
	u64 *ram[PAGES];
	int ret;

	gpu_open(&gpu, args->uuid[0]);
	gpa = huge_page(&gpu);
	small = guest_pages(&gpu.g, 1);
	addr = ggtt_map_low(&gpu, gpa, PAGES);
	for (i = 0; i < PAGES; i++) {
		u64 to = i == 3 ? small : gpa + pages[i] * PAGE_SIZE;

		ggtt_set(&gpu, addr + i * PAGE_SIZE, to | 1);
		ram[i] = guest_at(&gpu.g, to);
	}
	flush(&gpu);
	map = map_low(&gpu, addr, PAGES);
	vcpu_map(&gpu, map);
	for (i = 0; i < PAGES; i++) {
		value = 0x600dcafe0000 + i;
		ret = guest_store(&gpu.g, BAR_VA + i * PAGE_SIZE + 64, &value, 1);
		CHECK(!ret, "page %u: it cannot store: %s", pages[i], strerror(-ret));
		CHECK(READ_ONCE(ram[i][8]) == value, "page %u: it has stored elsewhere", pages[i]);
		WRITE_ONCE(ram[i][9], ~value);
		ret = guest_load(&gpu.g, BAR_VA + i * PAGE_SIZE + 72, &seen, 1);
		CHECK(!ret, "page %u: it cannot load: %s", pages[i], strerror(-ret));
		CHECK(seen == ~value, "page %u: it has loaded 0x%lx", pages[i], seen);
	}
	munmap(map, PAGES * PAGE_SIZE);
	gpu_close(&gpu);
}

static void test_vcpu_huge_race(const struct test_args *args)
{
	race(args, huge_page);
}

const struct test bar2_tests[] = {
	{ .name = "BAR 2: an entry changes under a mapping", .run = test_entry_changes },
	{ .name = "BAR 2: by VFIO's file", .run = test_file },
	{ .name = "BAR 2: entries that lead to own BARs", .run = test_own_bars,
	  .kvmgt = "was not looked at" },
	{ .name = "BAR 2: memory goes away under a mapping", .run = test_memory_goes,
	  .kvmgt = "was not looked at" },
	{ .name = "BAR 2: the guest's processor, while entries change", .run = test_vcpu,
	  .kvmgt = "was not looked at" },
	{ .name = "BAR 2: the guest's processor, memory in huge pages", .run = test_vcpu_huge,
	  .kvmgt = "was not looked at" },
	{ .name = "BAR 2: the same, while entries change", .run = test_vcpu_huge_race,
	  .kvmgt = "was not looked at" },
	{ 0 },
};
