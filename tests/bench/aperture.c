// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR 2: what it costs a VFIO user to touch a page of it for the first time, and a guest to have a
 * fence over a range for a while.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "bench.h"
#include "fence.h"

#define PAGES		256u
#define FAULT_REPEAT	30
#define FENCE_REPEAT	100
#define WARM_UP		3
#define PITCH		1024u

static struct samples samples;

static u32 *map_low(struct gpu *gpu, u32 addr, u32 pages)
{
	u32 *map = aperture_map(&gpu->g, addr, pages * PAGE_SIZE);

	CHECK(map != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
	return map;
}

/* With the mapping: a mediator may map all pages then, instead of at a fault. */
static void faults(struct gpu *gpu)
{
	u32 addr = ggtt_map_low(gpu, guest_pages(&gpu->g, PAGES), PAGES), *map, i, page;
	u64 start;

	sample_clear(&samples);
	for (i = 0; i < FAULT_REPEAT + WARM_UP; i++) {
		start = now_ns();
		map = map_low(gpu, addr, PAGES);
		for (page = 0; page < PAGES; page++)
			WRITE_ONCE(map[page * PAGE_SIZE / 4], i);
		if (i >= WARM_UP)
			sample_add(&samples, (now_ns() - start) / 1e3 / PAGES);
		munmap(map, PAGES * PAGE_SIZE);
	}
	print_value("bar2-fault", sample_median(&samples), "us");
}

/* From the write of the register until the first store is where it belongs, and off again. */
static void fences(struct gpu *gpu)
{
	u32 addr = ggtt_map_low(gpu, guest_pages(&gpu->g, RANGE_PAGES), RANGE_PAGES), i;
	u32 *map = map_low(gpu, addr, RANGE_PAGES);
	u64 start;

	sample_clear(&samples);
	for (i = 0; i < FENCE_REPEAT + WARM_UP; i++) {
		start = now_ns();
		fence_set(&gpu->g, 0, addr, addr + (RANGE_PAGES - 1) * PAGE_SIZE, PITCH, 0);
		WRITE_ONCE(map[0], i);
		(void)READ_ONCE(map[0]);
		mmio_write(&gpu->g, FENCE(0), 0);
		if (i >= WARM_UP)
			sample_add(&samples, (now_ns() - start) / 1e3);
	}
	munmap(map, RANGE_PAGES * PAGE_SIZE);
	print_value("bar2-fence", sample_median(&samples), "us");
}

void bench_aperture(struct gpu *gpu)
{
	faults(gpu);
	fences(gpu);
}
