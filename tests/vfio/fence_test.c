// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fences: the processor's view of tiled memory through the aperture, and where it ends.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "evil.h"
#include "fence.h"
#include "host.h"
#include "sysfs.h"
#include "test.h"

#define NEIGHBOURS	0xb0b0b0b0
#define EVIL		0x0badf00d
/* Pages of the neighbour's that a row of tiles can reach, and some more. */
#define PAGES		64u

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
	{ "a page, in a row of 32 tiles", 1, 4096, FENCE_TILED_Y },
	{ "a page, in the longest row of Y tiles", 1, 128 * 4096, FENCE_TILED_Y },
	{ "a page, in a row of X tiles", 1, 4096, 0 },
	{ "a row and a tile", 9, 1024, FENCE_TILED_Y },
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

#define TILES_PITCH	1024u

/**
 * struct tiles - two X tiles side by side, so that a line goes on in the other one
 * @gpu: the vGPU
 * @ram: their memory, as it lies
 * @map: the same through BAR 2 and a fence
 */
struct tiles {
	struct gpu gpu;
	u32 *ram, *map;
};

/* At the end of the slice. */
static void tiles_open(struct tiles *t, const char *uuid)
{
	gpu_open(&t->gpu, uuid);
	t->ram = map_pages(&t->gpu, true) + (PAGES - 2) * PAGE_SIZE / 4;
	t->gpu.next_low -= 2 * PAGE_SIZE;
	fence_set(&t->gpu.g, 0, t->gpu.next_low, t->gpu.next_low + PAGE_SIZE, TILES_PITCH, 0);
	t->map = aperture_map(&t->gpu.g, t->gpu.next_low, 2 * PAGE_SIZE);
	CHECK(t->map != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
}

/* The first word of the second tile is in the first line. */
static void tiles_check(struct tiles *t, u32 value, const char *when)
{
	WRITE_ONCE(t->map[512 / 4], value);
	CHECK(READ_ONCE(t->map[512 / 4]) == value, "%s: it does not read back", when);
	CHECK(READ_ONCE(t->ram[PAGE_SIZE / 4]) == value, "%s: the aperture is not tiled", when);
}

static void tiles_close(struct tiles *t)
{
	munmap(t->map, 2 * PAGE_SIZE);
	gpu_close(&t->gpu);
}

/* One that fits. */
static void test_works(const struct test_args *args)
{
	u64 refused = args->kvmgt ? 0 : vm_stat(args->uuid[0], "regs_refused");
	struct tiles t;

	tiles_open(&t, args->uuid[0]);
	tiles_check(&t, EVIL, "at first");
	CHECK(args->kvmgt || vm_stat(args->uuid[0], "regs_refused") == refused,
	      "it is said to be refused");
	tiles_close(&t);
}

#define HW_FENCES	32u

static void hw_fences(u64 fence[HW_FENCES])
{
	u32 i;

	for (i = 0; i < HW_FENCES; i++)
		fence[i] = (u64)host_register(FENCE(i) + 4) << 32 | host_register(FENCE(i));
}

/* How many of the hardware's fences are as @t has its own. */
static u32 hw_fences_of_tiles(const u64 fence[HW_FENCES])
{
	u32 i, n = 0;

	for (i = 0; i < HW_FENCES; i++)
		n += (fence[i] & FENCE_VALID) && (fence[i] >> 32 & 0xfff) == TILES_PITCH / 128 - 1;
	return n;
}

/* The host's driver resets the whole GPU, and sets all fences to what it knows of them. */
static void test_gpu_reset(const struct test_args *args)
{
	u64 before[HW_FENCES], after[HW_FENCES];
	struct tiles t;
	const char *wrong;
	u32 i;

	tiles_open(&t, args->uuid[0]);
	tiles_check(&t, EVIL, "at first");
	hw_fences(before);
	CHECK(hw_fences_of_tiles(before), "the hardware has no such fence");
	host_reset_gpu();
	tiles_check(&t, NEIGHBOURS, "after a reset of the GPU");
	hw_fences(after);
	for (i = 0; i < HW_FENCES; i++)
		CHECK(before[i] == after[i], "fence %u was %#llx, and is %#llx after a reset", i,
		      (unsigned long long)before[i], (unsigned long long)after[i]);
	wrong = exec_works(&t.gpu, RCS);
	CHECK(!wrong, "work after the reset: %s", wrong);
	/* What is switched off stays so. */
	mmio_write(&t.gpu.g, FENCE(0), 0);
	host_reset_gpu();
	hw_fences(after);
	CHECK(hw_fences_of_tiles(after) == hw_fences_of_tiles(before) - 1 || args->virtual,
	      "a fence that is off is on after a reset");
	CHECK(READ_ONCE(t.map[PAGE_SIZE / 4]) == NEIGHBOURS, "it is tiled without its fence");
	tiles_close(&t);
}

/* Of each guest. */
#define RANGES		32u

/* Two guests with more fences than the hardware has: words of each are where they belong. */
static void test_many(const struct test_args *args)
{
	struct ranges r[2];
	struct gpu gpu[2];
	u32 i, v;

	if (!args->virtual)
		test_skip("only with ggtt=virtual a vGPU has more than a few fences");
	for (v = 0; v < 2; v++) {
		gpu_open(&gpu[v], args->uuid[v]);
		ranges_open(&r[v], &gpu[v], RANGES);
	}
	for (i = 0; i < RANGES; i++)
		for (v = 0; v < 2; v++)
			range_write(&r[v], i, (2 * i + v) << 16);
	for (i = 0; i < RANGES; i++)
		for (v = 0; v < 2; v++)
			range_check(&r[v], i, (2 * i + v) << 16);
	/* A fence that is off shows memory as it lies. */
	mmio_write(&gpu[0].g, FENCE(3), 0);
	CHECK(READ_ONCE(r[0].map[3 * RANGE_WORDS + 1024]) == r[0].ram[3 * RANGE_WORDS + 1024],
	      "it is tiled without its fence");
	for (v = 0; v < 2; v++) {
		ranges_close(&r[v]);
		gpu_close(&gpu[v]);
	}
}

const struct test fence_tests[] = {
	{ "fence: at the end of the slice", test_works, 1, NULL, false },
	{ "fence: after a reset of the whole GPU", test_gpu_reset, 1,
	  "does not set them again", false },
	{ "fence: more of two vGPUs than the hardware has", test_many, 2,
	  "has a few of the hardware's", false },
	{ "fence: rows that end in the neighbour's slice", test_past_end, 2,
	  "looks at the range alone", false },
	{ 0 },
};
