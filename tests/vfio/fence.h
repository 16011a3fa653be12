/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fences, and memory that is tiled for the processor: ranges of two X tiles side by side, each
 * with a fence of its own.
 *
 * Source: Skylake PRM vol. 2c, FENCE.
 */
#ifndef VGT_VFIO_FENCE_H
#define VGT_VFIO_FENCE_H

#include "gpu.h"

#define FENCE(n)	(0x100000 + 8 * (n))
#define FENCE_VALID	BIT(0)
#define FENCE_TILED_Y	BIT(1)

#define RANGE_PAGES	2u
#define RANGE_WORDS	(RANGE_PAGES * PAGE_SIZE / 4)

/**
 * struct ranges - what a guest has behind its first fences
 * @gpu: its vGPU
 * @count: of ranges
 * @gpa: guest-physical address of the first one; the others follow
 * @ram: the memory of all of them, as it lies
 * @map: the same through BAR 2
 */
struct ranges {
	struct gpu *gpu;
	u32 count;
	u64 gpa;
	u32 *ram, *map;
};

/* Lower word off, upper word, lower word: as drivers do. */
void fence_set(struct guest *g, u32 n, u32 first, u32 last, u32 pitch, u32 flags);

void ranges_open(struct ranges *r, struct gpu *gpu, u32 count);
void ranges_close(struct ranges *r);

/* Writes words of one of them through BAR 2, and finds them where they belong in memory. */
void range_write(struct ranges *r, u32 i, u32 seed);
/* Reads them back through BAR 2. */
void range_check(struct ranges *r, u32 i, u32 seed);

#endif /* VGT_VFIO_FENCE_H */
