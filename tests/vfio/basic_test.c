// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a driver finds before it submits anything: regions, configuration space, PVINFO,
 * the GGTT and the aperture.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

#include "gpu.h"
#include "test.h"

static u32 config_read(struct guest *g, u32 offset, u32 size)
{
	u32 value = 0;
	int ret;

	ret = region_read(g, VFIO_PCI_CONFIG_REGION_INDEX, offset, &value, size);
	CHECK(!ret, "reading configuration word 0x%x is refused", offset);
	return value;
}

static void config_write(struct guest *g, u32 offset, u32 value, u32 size)
{
	int ret;

	ret = region_write(g, VFIO_PCI_CONFIG_REGION_INDEX, offset, &value, size);
	CHECK(!ret, "writing configuration word 0x%x is refused", offset);
}

static void test_device(const struct test_args *args)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	struct vfio_irq_info irq = { .argsz = sizeof(irq), .index = VFIO_PCI_MSI_IRQ_INDEX };
	struct guest g;
	u32 i;

	CHECK(!guest_open(&g, args->uuid[0]), "it cannot be opened");
	CHECK(!ioctl(g.device, VFIO_DEVICE_GET_INFO, &info), "no device info");
	CHECK(info.flags & VFIO_DEVICE_FLAGS_PCI, "it is no PCI device");
	CHECK(info.flags & VFIO_DEVICE_FLAGS_RESET, "it has no reset");
	CHECK(info.num_regions >= VFIO_PCI_NUM_REGIONS, "%u regions", info.num_regions);
	CHECK(!ioctl(g.device, VFIO_DEVICE_GET_IRQ_INFO, &irq), "no irq info");
	CHECK(irq.count == 1 && irq.flags & VFIO_IRQ_INFO_EVENTFD, "%u MSIs", irq.count);
	/* User space asks for the interrupt of a pin as soon as it sees one. */
	irq.index = VFIO_PCI_INTX_IRQ_INDEX;
	CHECK(!ioctl(g.device, VFIO_DEVICE_GET_IRQ_INFO, &irq), "no irq info");
	CHECK(irq.count == !!config_read(&g, 0x3d, 1), "pin %u, %u interrupts",
	      config_read(&g, 0x3d, 1), irq.count);
	CHECK(!irq.count || irq.flags & VFIO_IRQ_INFO_AUTOMASKED, "flags 0x%x", irq.flags);
	i = g.region[VFIO_PCI_BAR0_REGION_INDEX].size;
	CHECK(i == 16 << 20, "BAR 0 has 0x%x bytes", i);
	CHECK(g.region[VFIO_PCI_CONFIG_REGION_INDEX].size >= 256, "no configuration space");
	guest_close(&g);
}

static u32 bar_size(struct guest *g, u32 bar)
{
	u32 offset = 0x10 + 4 * bar, old = config_read(g, offset, 4), size;

	config_write(g, offset, ~0u, 4);
	size = ~(config_read(g, offset, 4) & ~15u) + 1;
	config_write(g, offset, old, 4);
	return size;
}

static void test_config(const struct test_args *args)
{
	struct guest g;

	CHECK(!guest_open(&g, args->uuid[0]), "it cannot be opened");
	CHECK(config_read(&g, 0, 2) == 0x8086, "vendor 0x%x", config_read(&g, 0, 2));
	CHECK(config_read(&g, 0xa, 2) == 0x300, "class 0x%x", config_read(&g, 0xa, 2));
	config_write(&g, 0, 0x1234, 2);
	CHECK(config_read(&g, 0, 2) == 0x8086, "the vendor can be written");
	CHECK(bar_size(&g, 0) == 16 << 20, "BAR 0 asks for 0x%x", bar_size(&g, 0));
	CHECK(bar_size(&g, 2) == g.region[VFIO_PCI_BAR2_REGION_INDEX].size,
	      "BAR 2 asks for 0x%x", bar_size(&g, 2));
	config_write(&g, 4, 6, 2);
	CHECK((config_read(&g, 4, 2) & 6) == 6, "memory and bus mastering stay off");
	guest_close(&g);
}

static void test_pvinfo(const struct test_args *args)
{
	struct gpu gpu;
	u32 caps, fences;

	gpu_open(&gpu, args->uuid[0]);
	CHECK(mmio_read(&gpu.g, PVINFO + 4) == 0x47765447, "the magic is wrong");
	CHECK(mmio_read(&gpu.g, PVINFO + 8) == 1, "the version is not 1.0");
	caps = mmio_read(&gpu.g, PVINFO + 0x10);
	CHECK((caps & 0xc) == 0xc, "no full PPGTT or no HWSP: capabilities 0x%x", caps);
	CHECK(gpu.low_size && gpu.high_size, "no GGTT space");
	CHECK(gpu.low_size % PAGE_SIZE == 0 && gpu.low % PAGE_SIZE == 0, "odd aperture");
	CHECK(gpu.high >= gpu.low + gpu.low_size, "the ranges overlap");
	fences = mmio_read(&gpu.g, PVINFO + 0x50);
	CHECK(fences >= 1 && fences <= 32, "%u fences", fences);
	mmio_write(&gpu.g, PVINFO + 0x40, 0);
	CHECK(mmio_read(&gpu.g, PVINFO + 0x40) == gpu.low, "the aperture's base can be written");
	gpu_close(&gpu);
}

static void test_ggtt(const struct test_args *args)
{
	u32 own[4], i;
	struct gpu gpu;
	u64 gpa;

	gpu_open(&gpu, args->uuid[0]);
	own[0] = gpu.low;
	own[1] = gpu.low + gpu.low_size - PAGE_SIZE;
	own[2] = gpu.high + 64 * PAGE_SIZE;
	own[3] = gpu.high + gpu.high_size - PAGE_SIZE;
	for (i = 0; i < ARRAY_SIZE(own); i++) {
		gpa = guest_pages(&gpu.g, 1);
		ggtt_set(&gpu, own[i], gpa | 1);
		CHECK(ggtt_get(&gpu, own[i]) == (gpa | 1),
		      "the entry of 0x%x reads 0x%llx, not 0x%llx", own[i],
		      (unsigned long long)ggtt_get(&gpu, own[i]),
		      (unsigned long long)(gpa | 1));
	}
	/* Half an entry. */
	mmio_write(&gpu.g, GGTT_ENTRIES + own[0] / PAGE_SIZE * 8, gpa | 1);
	CHECK(ggtt_get(&gpu, own[0]) == (gpa | 1), "half an entry is not written");
	gpu_close(&gpu);
}

static void test_ggtt_foreign(const struct test_args *args)
{
	struct gpu gpu;
	u32 foreign[3], i;
	u64 gpa;

	gpu_open(&gpu, args->uuid[0]);
	gpa = guest_pages(&gpu.g, 1);
	foreign[0] = gpu.low - PAGE_SIZE;
	foreign[1] = gpu.low + gpu.low_size;
	foreign[2] = gpu.high + gpu.high_size;
	for (i = 0; i < ARRAY_SIZE(foreign); i++) {
		if (foreign[i] >= gpu.high && foreign[i] < gpu.high + gpu.high_size)
			continue;
		ggtt_set(&gpu, foreign[i], gpa | 1);
		CHECK(!(ggtt_get(&gpu, foreign[i]) & 1), "the foreign entry of 0x%x is %llx",
		      foreign[i], (unsigned long long)ggtt_get(&gpu, foreign[i]));
	}
	gpu_close(&gpu);
}

#define LOOP_SECONDS	20

/* A neighbour's page, which its own aperture shows. */
static u32 *show_page(struct gpu *gpu, u32 *entry)
{
	u64 gpa = guest_pages(&gpu->g, 1);
	u32 addr = ggtt_map_low(gpu, gpa, 1);
	u32 *map = aperture_map(&gpu->g, addr, PAGE_SIZE);

	CHECK(map != MAP_FAILED, "the aperture cannot be mapped");
	WRITE_ONCE(*(u32 *)guest_at(&gpu->g, gpa), 0x600dcafe);
	CHECK(READ_ONCE(*map) == 0x600dcafe, "the aperture reads 0x%x", *map);
	*entry = addr / PAGE_SIZE;
	return map;
}

/* vgt knows where a mapping is: it cannot be moved. */
static void check_no_move(void *map, u64 size)
{
	void *to = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(to != MAP_FAILED, "no addresses: %s", strerror(errno));
	CHECK(mremap(map, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED &&
	      errno == EINVAL, "a mapping of entries can be moved");
	munmap(to, size);
}

/*
 * As drivers do when they resume: all entries, of which few are theirs. It is fast, the own ones
 * count, and the others are nobody's: no neighbour's and not the hardware's.
 */
static void test_ggtt_loop(const struct test_args *args)
{
	u64 offset, size, *entries, gpa;
	u32 theirs, foreign, i, n, *map, *other;
	struct gpu gpu, next;
	time_t start;

	gpu_open(&gpu, args->uuid[0]);
	gpu_open(&next, args->uuid[1]);
	other = show_page(&next, &theirs);
	/* Virtual addresses are the same for both: the number is of an entry of each one's own. */
	foreign = args->virtual ? (gpu.low + gpu.low_size) / PAGE_SIZE : theirs;
	/* The second one is of registers: see switch_test.c. */
	CHECK(!region_area(&gpu.g, VFIO_PCI_BAR0_REGION_INDEX, 0, &offset, &size),
	      "no area of BAR 0 can be mapped");
	CHECK(offset == GGTT_ENTRIES && size == 8 << 20, "the area is not that of all entries");
	entries = region_map(&gpu.g, VFIO_PCI_BAR0_REGION_INDEX, offset, size);
	CHECK(entries != MAP_FAILED, "it cannot be mapped: %s", strerror(errno));
	CHECK(!READ_ONCE(entries[theirs]), "a foreign entry reads 0x%llx",
	      (unsigned long long)entries[theirs]);
	/* At another address than the neighbour's page. */
	guest_pages(&gpu.g, 16);
	gpa = guest_pages(&gpu.g, 1);
	*(u32 *)guest_at(&gpu.g, gpa) = 0x1badcafe;
	n = size / sizeof(u64);
	start = time(NULL);
	for (i = 0; i < n; i++)
		WRITE_ONCE(entries[i], gpa | 1);
	CHECK(time(NULL) - start < LOOP_SECONDS, "it takes %d s", (int)(time(NULL) - start));
	mmio_write(&gpu.g, GFX_FLSH_CNTL, 1);
	map = aperture_map(&gpu.g, gpu.low, PAGE_SIZE);
	CHECK(map != MAP_FAILED, "the aperture cannot be mapped");
	CHECK(READ_ONCE(*map) == 0x1badcafe, "the own aperture reads 0x%x", *map);
	mmio_write(&next.g, GFX_FLSH_CNTL, 1);
	CHECK(READ_ONCE(*other) == 0x600dcafe, "the neighbour's reads 0x%x", *other);
	CHECK(ggtt_get(&next, theirs * PAGE_SIZE) != (gpa | 1), "the neighbour's entry changed");
	/* By a trap there is nothing. */
	CHECK(!ggtt_get(&gpu, foreign * PAGE_SIZE), "the foreign entry is 0x%llx",
	      (unsigned long long)ggtt_get(&gpu, foreign * PAGE_SIZE));
	check_no_move(entries, size);
	CHECK(READ_ONCE(entries[0]) == (gpa | 1), "an entry is gone after a refused move");
	/* Each mapping would keep the device open. */
	munmap(entries, size);
	munmap(map, PAGE_SIZE);
	gpu_close(&next);
	gpu_close(&gpu);
	/* What was written there is gone for who opens the vGPU next. */
	gpu_open(&gpu, args->uuid[0]);
	entries = region_map(&gpu.g, VFIO_PCI_BAR0_REGION_INDEX, offset, size);
	CHECK(entries != MAP_FAILED && !READ_ONCE(entries[theirs]), "it is there after a close");
	gpu_close(&gpu);
}

/* Registers that trap are never mapped. */
static void test_bar0_map(const struct test_args *args)
{
	static const struct {
		u64 offset, size;
	} refused[] = {
		{ 0, PAGE_SIZE },
		{ 0xa000, PAGE_SIZE },
		{ 0xa000, 2 * PAGE_SIZE },
		{ 0xb000, 3 * PAGE_SIZE },
		{ 0xc000, 2 * PAGE_SIZE },
		{ 0xd000, PAGE_SIZE },
		{ GGTT_ENTRIES - PAGE_SIZE, PAGE_SIZE },
		{ GGTT_ENTRIES - PAGE_SIZE, 2 * PAGE_SIZE },
		{ 0, 16 << 20 },
		{ GGTT_ENTRIES, (8 << 20) + PAGE_SIZE },
		{ (16 << 20) - PAGE_SIZE, 2 * PAGE_SIZE },
	};
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		CHECK(region_map(&gpu.g, VFIO_PCI_BAR0_REGION_INDEX, refused[i].offset,
				 refused[i].size) == MAP_FAILED,
		      "0x%llx bytes at 0x%llx are mapped",
		      (unsigned long long)refused[i].size, (unsigned long long)refused[i].offset);
	gpu_close(&gpu);
}

static void test_aperture(const struct test_args *args)
{
	u64 gpa, offset, size;
	struct gpu gpu;
	u32 *map, *ram, addr, i;

	gpu_open(&gpu, args->uuid[0]);
	CHECK(!aperture_area(&gpu.g, &offset, &size), "no area of BAR 2 can be mapped");
	CHECK(offset == gpu.low && size == gpu.low_size, "the area is not PVINFO's range");
	gpa = guest_pages(&gpu.g, 2);
	addr = ggtt_map_low(&gpu, gpa, 2);
	map = aperture_map(&gpu.g, addr, 2 * PAGE_SIZE);
	CHECK(map != MAP_FAILED, "it cannot be mapped: %s", strerror(errno));
	ram = guest_at(&gpu.g, gpa);
	for (i = 0; i < 2048; i += 64)
		WRITE_ONCE(map[i], mix32(i));
	/* Read back first: the writes are posted. */
	for (i = 0; i < 2048; i += 64)
		CHECK(READ_ONCE(map[i]) == mix32(i), "aperture word %u reads 0x%x", i, map[i]);
	for (i = 0; i < 2048; i += 64)
		CHECK(READ_ONCE(ram[i]) == mix32(i), "memory word %u is 0x%x", i, ram[i]);
	WRITE_ONCE(ram[3], 0x1badcafe);
	CHECK(READ_ONCE(map[3]) == 0x1badcafe, "aperture word 3 reads 0x%x", map[3]);
	gpu_close(&gpu);
}

static void refuse_map(struct gpu *gpu, u64 offset, u64 size, const char *what)
{
	void *map = aperture_map(&gpu->g, offset, size);

	CHECK(map == MAP_FAILED, "%s of the own slice can be mapped", what);
}

static void test_aperture_foreign(const struct test_args *args)
{
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	if (gpu.low)
		refuse_map(&gpu, gpu.low - PAGE_SIZE, PAGE_SIZE, "a page below");
	refuse_map(&gpu, gpu.low + gpu.low_size, PAGE_SIZE, "a page above");
	refuse_map(&gpu, gpu.low, gpu.low_size + PAGE_SIZE, "more than all");
	refuse_map(&gpu, gpu.low + gpu.low_size - PAGE_SIZE, 2 * PAGE_SIZE, "across the end");
	gpu_close(&gpu);
}

static void test_odd_access(const struct test_args *args)
{
	struct guest g;
	u8 buf[16] = { 0 };
	u64 end;

	CHECK(!guest_open(&g, args->uuid[0]), "it cannot be opened");
	end = g.region[VFIO_PCI_BAR0_REGION_INDEX].size;
	CHECK(region_read(&g, VFIO_PCI_BAR0_REGION_INDEX, end, buf, 4), "past BAR 0");
	CHECK(region_read(&g, VFIO_PCI_BAR0_REGION_INDEX, end - 4, buf, 8), "across its end");
	CHECK(region_write(&g, VFIO_PCI_BAR0_REGION_INDEX, end - 4, buf, 8),
	      "a write across the end of BAR 0 is taken");
	CHECK(region_read(&g, VFIO_PCI_ROM_REGION_INDEX, 0, buf, 4), "a ROM that is not there");
	CHECK(region_read(&g, VFIO_PCI_CONFIG_REGION_INDEX, 4096, buf, 4), "past 4 KiB");
	guest_close(&g);
}

const struct test basic_tests[] = {
	{ .name = "device, regions and interrupts", .run = test_device },
	{ .name = "configuration space", .run = test_config },
	{ .name = "PVINFO", .run = test_pvinfo },
	{ .name = "GGTT entries of the own slice", .run = test_ggtt },
	{ .name = "GGTT entries outside of it", .run = test_ggtt_foreign },
	{ .name = "GGTT entries, all of them in a loop", .run = test_ggtt_loop, .vgpus = 2,
	  .kvmgt = "traps them" },
	{ .name = "registers that trap are not mapped", .run = test_bar0_map },
	{ .name = "aperture through BAR 2", .run = test_aperture },
	{ .name = "aperture outside of the slice", .run = test_aperture_foreign },
	{ .name = "accesses outside of regions", .run = test_odd_access,
	  .kvmgt = "takes part of an access across the end of BAR 0" },
	{ 0 },
};
