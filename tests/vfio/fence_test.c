// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fences: the processor's view of tiled memory through the aperture, and where it ends.
 *
 * Source: Skylake PRM vol. 2c, FENCE.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "evil.h"
#include "sysfs.h"
#include "test.h"

#define FENCE(n)	(0x100000 + 8 * (n))
#define VALID		BIT(0)
#define TILED_Y		BIT(1)

#define NEIGHBOURS	0xb0b0b0b0
#define EVIL		0x0badf00d
/* Pages of the neighbour's that a row of tiles can reach, and some more. */
#define PAGES		64u

/* Lower word off, upper word, lower word: as drivers do. */
static void fence_set(struct guest *g, u32 n, u32 first, u32 last, u32 pitch, u32 flags)
{
	mmio_write(g, FENCE(n), 0);
	mmio_write(g, FENCE(n) + 4, last | (pitch / 128 - 1));
	mmio_write(g, FENCE(n), first | flags | VALID);
}

/**
 * struct fence_case - a fence whose range is the end of the slice
 * @what: in words
 * @pages: of the range
 * @pitch: in bytes
 * @flags: the kind of tiles
 */
struct fence_case {
	const char *what;
	u32 pages, pitch, flags;
};

static const struct fence_case cases[] = {
	{ "a page, in a row of 32 tiles", 1, 4096, TILED_Y },
	{ "a page, in the longest row of Y tiles", 1, 128 * 4096, TILED_Y },
	{ "a page, in a row of X tiles", 1, 4096, 0 },
	{ "a row and a tile", 9, 1024, TILED_Y },
	{ "all but a tile of a row", 7, 4096, 0 },
};

/* All of it, by the evil one's processor, in whatever order the fence makes of it. */
static void fill_aperture(struct gpu *gpu, u32 addr, u32 pages)
{
	u32 *map = aperture_map(&gpu->g, addr, pages * PAGE_SIZE), i;

	CHECK(map != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
	for (i = 0; i < pages * PAGE_SIZE / 4; i++)
		WRITE_ONCE(map[i], EVIL);
	/* Writes are posted. */
	READ_ONCE(map[0]);
	munmap(map, pages * PAGE_SIZE);
}

static u32 words_other_than(const u32 *at, u32 pages, u32 value)
{
	u32 i, n = 0;

	for (i = 0; i < pages * PAGE_SIZE / 4; i++)
		n += READ_ONCE(at[i]) != value;
	return n;
}

static void fence_past_end(struct gpu *gpu, const struct fence_case *c, const u32 *own,
			   const u32 *neighbours)
{
	u32 end = gpu->low + gpu->low_size;
	u32 first = end - c->pages * PAGE_SIZE, n;

	fence_set(&gpu->g, 0, first, end - PAGE_SIZE, c->pitch, c->flags);
	fill_aperture(gpu, first, c->pages);
	n = words_other_than(neighbours, PAGES, NEIGHBOURS);
	CHECK(!n, "%s: %u of the neighbour's words are written", c->what, n);
	n = words_other_than(own + (PAGES - c->pages) * PAGE_SIZE / 4, c->pages, EVIL);
	CHECK(!n, "%s: %u of the own words are not written", c->what, n);
}

static void words_set(u32 *at, u32 pages, u32 value)
{
	u32 i;

	for (i = 0; i < pages * PAGE_SIZE / 4; i++)
		at[i] = value;
}

/* The last pages of a slice, or the first ones. */
static u32 *map_pages(struct gpu *gpu, bool last)
{
	u64 gpa = guest_pages(&gpu->g, PAGES);

	if (last)
		gpu->next_low = gpu->low + gpu->low_size - PAGES * PAGE_SIZE;
	ggtt_map_low(gpu, gpa, PAGES);
	return guest_at(&gpu->g, gpa);
}

static void test_past_end(const struct test_args *args)
{
	struct gpu gpu[2], *evil, *next;
	u32 *own, *neighbours, i, e;
	u64 refused;

	if (args->virtual)
		test_skip("with ggtt=virtual, vGPUs do not share the hardware's aperture");
	for (i = 0; i < 2; i++)
		gpu_open(&gpu[i], args->uuid[i]);
	e = gpu[0].low > gpu[1].low;
	evil = &gpu[e];
	next = &gpu[!e];
	CHECK(evil->low + evil->low_size == next->low, "the apertures do not touch");
	own = map_pages(evil, true);
	neighbours = map_pages(next, false);
	words_set(neighbours, PAGES, NEIGHBOURS);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		words_set(own, PAGES, 0);
		refused = args->kvmgt ? 0 : vm_stat(args->uuid[e], "regs_refused");
		fence_past_end(evil, &cases[i], own, neighbours);
		CHECK(args->kvmgt || vm_stat(args->uuid[e], "regs_refused") > refused,
		      "%s: its refusal is not told", cases[i].what);
	}
	gpu_close(next);
	gpu_close(evil);
}

/* One that fits: two X tiles side by side, so that a line goes on in the other one. */
static void test_works(const struct test_args *args)
{
	u64 refused = args->kvmgt ? 0 : vm_stat(args->uuid[0], "regs_refused");
	struct gpu gpu;
	u32 *own, *map;

	if (args->virtual)
		test_skip("with ggtt=virtual, tiles are not shown yet");
	gpu_open(&gpu, args->uuid[0]);
	own = map_pages(&gpu, true);
	own += (PAGES - 2) * PAGE_SIZE / 4;
	gpu.next_low -= 2 * PAGE_SIZE;
	fence_set(&gpu.g, 0, gpu.next_low, gpu.next_low + PAGE_SIZE, 1024, 0);
	map = aperture_map(&gpu.g, gpu.next_low, 2 * PAGE_SIZE);
	CHECK(map != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
	WRITE_ONCE(map[512 / 4], EVIL);
	CHECK(READ_ONCE(map[512 / 4]) == EVIL, "it does not read back");
	CHECK(READ_ONCE(own[PAGE_SIZE / 4]) == EVIL, "the aperture is not tiled");
	CHECK(args->kvmgt || vm_stat(args->uuid[0], "regs_refused") == refused,
	      "it is said to be refused");
	munmap(map, 2 * PAGE_SIZE);
	gpu_close(&gpu);
}

const struct test fence_tests[] = {
	{ "fence: at the end of the slice", test_works, 1, NULL, false },
	{ "fence: rows that end in the neighbour's slice", test_past_end, 2,
	  "looks at the range alone", false },
	{ 0 },
};
