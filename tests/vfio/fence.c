// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "fence.h"
#include "test.h"

#define RANGE_PITCH	1024u
/* The model serves the aperture a word at a time: some words of each line. */
#define RANGE_STEP	61u

void fence_set(struct guest *g, u32 n, u32 first, u32 last, u32 pitch, u32 flags)
{
	mmio_write(g, FENCE(n), 0);
	mmio_write(g, FENCE(n) + 4, last | (pitch / 128 - 1));
	mmio_write(g, FENCE(n), first | flags | FENCE_VALID);
}

void ranges_open(struct ranges *r, struct gpu *gpu, u32 count)
{
	u32 addr, i;

	r->gpu = gpu;
	r->count = count;
	r->gpa = guest_pages(&gpu->g, count * RANGE_PAGES);
	r->ram = guest_at(&gpu->g, r->gpa);
	addr = ggtt_map_low(gpu, r->gpa, count * RANGE_PAGES);
	for (i = 0; i < count; i++)
		fence_set(&gpu->g, i, addr + i * RANGE_PAGES * PAGE_SIZE,
			  addr + (i * RANGE_PAGES + RANGE_PAGES - 1) * PAGE_SIZE, RANGE_PITCH, 0);
	r->map = aperture_map(&gpu->g, addr, count * RANGE_PAGES * PAGE_SIZE);
	CHECK(r->map != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
}

void ranges_close(struct ranges *r)
{
	munmap(r->map, r->count * RANGE_PAGES * PAGE_SIZE);
}

/* Where a word of a range's lines lies in memory. */
static u32 tiled_word(u32 word)
{
	u32 line = word * 4 / RANGE_PITCH, x = word * 4 % RANGE_PITCH;

	return (x / 512 * PAGE_SIZE + line * 512 + x % 512) / 4;
}

void range_write(struct ranges *r, u32 i, u32 seed)
{
	u32 *map = r->map + i * RANGE_WORDS, *ram = r->ram + i * RANGE_WORDS, word;

	for (word = 0; word < RANGE_WORDS; word += RANGE_STEP)
		WRITE_ONCE(map[word], mix32(seed + word));
	(void)READ_ONCE(map[0]);
	for (word = 0; word < RANGE_WORDS; word += RANGE_STEP)
		CHECK(READ_ONCE(ram[tiled_word(word)]) == mix32(seed + word),
		      "fence %u: word %u is at another place", i, word);
}

void range_check(struct ranges *r, u32 i, u32 seed)
{
	u32 *map = r->map + i * RANGE_WORDS, word;

	for (word = 0; word < RANGE_WORDS; word += RANGE_STEP)
		CHECK(READ_ONCE(map[word]) == mix32(seed + word), "fence %u: word %u reads 0x%x", i,
		      word, map[word]);
}
