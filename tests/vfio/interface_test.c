// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's interface itself, under a user who means no good: what vfio-pci refuses, vgt does,
 * too, and no call of one thread keeps another from going on.
 *
 * Source: include/uapi/linux/vfio.h.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"

#define SET(type)	(VFIO_IRQ_SET_DATA_##type | VFIO_IRQ_SET_ACTION_TRIGGER)

/**
 * struct irq_case - a call of VFIO_DEVICE_SET_IRQS
 * @what: in words
 * @index: as in struct vfio_irq_set, as are those that follow
 * @flags: likewise
 * @start: likewise
 * @count: likewise
 * @data: bytes behind the structure that argsz counts
 * @want: 0 or a negative errno
 */
struct irq_case {
	const char *what;
	u32 index, flags, start, count, data;
	int want;
};

static const struct irq_case irq_cases[] = {
	{ "an eventfd without one", VFIO_PCI_MSI_IRQ_INDEX, SET(EVENTFD), 0, 0, 0, -EINVAL },
	{ "a bool without one", VFIO_PCI_MSI_IRQ_INDEX, SET(BOOL), 0, 0, 0, -EINVAL },
	{ "data that do not count", VFIO_PCI_MSI_IRQ_INDEX, SET(EVENTFD), 0, 0, 4, -EINVAL },
	{ "too few data", VFIO_PCI_MSI_IRQ_INDEX, SET(EVENTFD), 0, 1, 3, -EINVAL },
	{ "two interrupts", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 0, 2, 0, -EINVAL },
	{ "the second one", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 1, 1, 0, -EINVAL },
	{ "a sum that overflows", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), ~0u, 2, 0, -EINVAL },
	{ "a count that is huge", VFIO_PCI_MSI_IRQ_INDEX, SET(EVENTFD), 0, ~0u, 8, -EINVAL },
	{ "two types of data", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE) | VFIO_IRQ_SET_DATA_BOOL, 0, 1,
	  4, -EINVAL },
	{ "no type of data", VFIO_PCI_MSI_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER, 0, 0, 0,
	  -EINVAL },
	{ "flags that do not exist", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE) | 1u << 31, 0, 1, 0,
	  -EINVAL },
	{ "a mask for what has none", VFIO_PCI_MSI_IRQ_INDEX,
	  VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, 0, 1, 0, -EINVAL },
	{ "an interrupt that it has not", VFIO_PCI_MSIX_IRQ_INDEX, SET(NONE), 0, 1, 0, -EINVAL },
	{ "an index past the last", VFIO_PCI_NUM_IRQS, SET(NONE), 0, 1, 0, -EINVAL },
	{ "an index far past it", ~0u, SET(EVENTFD), 0, 0, 0, -EINVAL },
	{ "a request's eventfd without one", VFIO_PCI_REQ_IRQ_INDEX, SET(EVENTFD), 0, 0, 0,
	  -EINVAL },
	{ "send the interrupt", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 0, 1, 0, 0 },
	{ "nobody listens", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 0, 0, 0, 0 },
	{ "send it to nobody", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 0, 1, 0, 0 },
};

static int set_irqs(struct guest *g, const struct irq_case *c)
{
	u8 room[sizeof(struct vfio_irq_set) + 8] = { 0 };
	struct vfio_irq_set *set = (void *)room;

	memset(set->data, 0xff, 8);
	set->argsz = sizeof(*set) + c->data;
	set->flags = c->flags;
	set->index = c->index;
	set->start = c->start;
	set->count = c->count;
	return ioctl(g->device, VFIO_DEVICE_SET_IRQS, set) ? -errno : 0;
}

static void test_set_irqs(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;
	int ret;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < ARRAY_SIZE(irq_cases); i++) {
		ret = set_irqs(&gpu.g, &irq_cases[i]);
		CHECK(ret == irq_cases[i].want, "%s: %d, not %d", irq_cases[i].what, ret,
		      irq_cases[i].want);
	}
	gpu_close(&gpu);
}

/* Structures that are too short, and regions that are not. */
static void test_sizes(const struct test_args *args)
{
	struct vfio_device_info device = { 0 };
	struct vfio_irq_info irq = { .index = VFIO_PCI_MSI_IRQ_INDEX };
	struct vfio_region_info region = { 0 };
	struct vfio_device_gfx_plane_info plane = { .flags = VFIO_GFX_PLANE_TYPE_DMABUF };
	struct guest g;
	int fd;

	CHECK(!guest_open(&g, args->uuid[0]), "it cannot be opened");
	fd = g.device;
	for (u32 size = 0; size < 8; size += 4) {
		device.argsz = size;
		irq.argsz = size;
		region.argsz = size;
		plane.argsz = size;
		CHECK(ioctl(fd, VFIO_DEVICE_GET_INFO, &device) && errno == EINVAL, "GET_INFO");
		CHECK(ioctl(fd, VFIO_DEVICE_GET_IRQ_INFO, &irq) && errno == EINVAL,
		      "GET_IRQ_INFO");
		CHECK(ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, &region) && errno == EINVAL,
		      "GET_REGION_INFO");
		CHECK(ioctl(fd, VFIO_DEVICE_QUERY_GFX_PLANE, &plane) && errno == EINVAL,
		      "QUERY_GFX_PLANE");
	}
	for (u32 index = 9; index; index = index * 2 + 1) {
		if (index < 16)
			continue;
		region.argsz = sizeof(region);
		region.index = index;
		CHECK(ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, &region) && errno == EINVAL,
		      "a region %u", index);
		if (index == ~0u)
			break;
	}
	guest_close(&g);
}

/* Where the region is that pictures are copied to: the one after the EDID's. */
#define SCREEN_REGION	(VFIO_PCI_NUM_REGIONS + 1)
#define MAPPING_SECONDS	2

/**
 * struct mapper - a thread that maps the screen's region, and takes it away again
 * @device: VFIO's
 * @info: the region
 * @times: how often it did
 * @end: it is to end
 */
struct mapper {
	int device;
	struct vfio_region_info info;
	atomic_uint times;
	atomic_bool end;
};

static void *map_and_unmap(void *arg)
{
	struct mapper *m = arg;

	while (!m->end) {
		void *at = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, m->device,
				m->info.offset + m->times % 4 * PAGE_SIZE);

		if (at == MAP_FAILED)
			break;
		__atomic_load_n((u8 *)at, __ATOMIC_RELAXED);
		munmap(at, PAGE_SIZE);
		m->times++;
	}
	return NULL;
}

/* The part of BAR 0 with the entries of the aperture, mapped as QEMU maps it. */
static u64 *map_entries(struct gpu *gpu)
{
	u64 offset = (8 << 20) + gpu->low / PAGE_SIZE * 8;
	void *at = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, gpu->g.device,
			gpu->g.region[VFIO_PCI_BAR0_REGION_INDEX].offset + offset);

	CHECK(at != MAP_FAILED, "GGTT entries cannot be mapped");
	return at;
}

/*
 * New GGTT entries count: mappings are taken away for that, which takes the lock that
 * mmap() holds.
 */
static void test_map_race(const struct test_args *args)
{
	struct mapper m = { .info = { .argsz = sizeof(m.info), .index = SCREEN_REGION } };
	time_t end;
	pthread_t thread;
	struct gpu gpu;
	u32 syncs = 0;
	u64 *entries;

	gpu_open(&gpu, args->uuid[0]);
	m.device = gpu.g.device;
	CHECK(!ioctl(m.device, VFIO_DEVICE_GET_REGION_INFO, &m.info), "no such region");
	entries = map_entries(&gpu);
	/* The first one makes the region's memory, which takes long on a debug kernel. */
	CHECK(mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, m.device, m.info.offset) !=
	      MAP_FAILED, "the region cannot be mapped");
	end = time(NULL) + MAPPING_SECONDS;
	CHECK(!pthread_create(&thread, NULL, map_and_unmap, &m), "no thread");
	while (time(NULL) < end) {
		__atomic_store_n(&entries[511], 0, __ATOMIC_RELAXED);
		mmio_write(&gpu.g, GFX_FLSH_CNTL, 1);
		syncs++;
	}
	m.end = true;
	pthread_join(thread, NULL);
	CHECK(m.times > 10 && syncs > 10, "%u mappings, %u flushes", m.times, syncs);
	gpu_close(&gpu);
}

/* Each edge of each region, each size: an error or so many bytes, never more. */
static void test_edges(const struct test_args *args)
{
	static const u32 sizes[] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 4096, 65536 };
	static u8 buf[65536 + 16];
	struct guest g;

	CHECK(!guest_open(&g, args->uuid[0]), "it cannot be opened");
	for (u32 index = 0; index < SCREEN_REGION + 3; index++) {
		struct vfio_region_info info = { .argsz = sizeof(info), .index = index };
		bool there = !ioctl(g.device, VFIO_DEVICE_GET_REGION_INFO, &info);
		u64 base = there ? info.offset : (u64)index << 40;
		u64 size = there ? info.size : 0;

		for (u32 i = 0; i < ARRAY_SIZE(sizes); i++)
			for (u64 back = 0; back < 10; back++) {
				u64 at = size - back + 1;
				ssize_t n = pread(g.device, buf, sizes[i], base + at);

				CHECK(n <= (ssize_t)sizes[i], "region %u: more than asked for",
				      index);
				CHECK(n <= 0 || at + n <= size || back > size,
				      "region %u: %zd bytes at its end less %d", index, n,
				      (int)back - 1);
			}
	}
	CHECK(pread(g.device, buf, 4, (1ull << 63) - 4) < 0, "the last offset of all");
	guest_close(&g);
}

const struct test interface_tests[] = {
	{ "interface: SET_IRQS", test_set_irqs, 1, "oopses at an eventfd without one", true },
	{ "interface: sizes and indexes", test_sizes, 1, "has other regions", false },
	{ "interface: edges of regions", test_edges, 1, "has other regions", false },
	{ "interface: mappings while entries are taken over", test_map_race, 1,
	  "has no such region", false },
	{ 0 },
};
