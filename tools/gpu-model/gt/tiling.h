/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Surface tilings: where the byte at (x, y) of a surface lies in memory.
 *
 * Source: Intel OSRC Skylake PRM vol 5, "Tiling". Gen8 and later do not
 * swizzle bit 6.
 */
#ifndef GPU_MODEL_TILING_H
#define GPU_MODEL_TILING_H

#include "core/types.h"

enum tiling {
	TILING_LINEAR,
	TILING_X,
	TILING_Y
};

/* Bytes that stay together in a row of a tile. */
#define TILE_X_RUN	512u
#define TILE_Y_RUN	16u

/** tile_width() - bytes in a row of a tile; 1 for linear surfaces */
static inline u32 tile_width(enum tiling t)
{
	return t == TILING_X ? 512 : t == TILING_Y ? 128 : 1;
}

/** tile_height() - rows of a tile; 1 for linear surfaces */
static inline u32 tile_height(enum tiling t)
{
	return t == TILING_X ? 8 : t == TILING_Y ? 32 : 1;
}

/** tile_run() - how many bytes from @x on lie side by side in memory, at least 1 */
static inline u32 tile_run(enum tiling t, u32 x)
{
	u32 run = t == TILING_X ? TILE_X_RUN : TILE_Y_RUN;

	return t == TILING_LINEAR ? ~0u : run - x % run;
}

/**
 * tile_offset() - offset of a byte from the start of its surface
 * @pitch: bytes in a row of the surface, a multiple of the tile's width
 * @x: byte in the row, below @pitch
 * @y: row
 */
static inline u64 tile_offset(enum tiling t, u32 pitch, u32 x, u32 y)
{
	u64 tile;

	switch (t) {
	case TILING_X:
		tile = (u64)(y / 8) * (pitch / 512) + x / 512;
		return tile * PAGE_SIZE + (y % 8) * 512 + x % 512;
	case TILING_Y:
		tile = (u64)(y / 32) * (pitch / 128) + x / 128;
		return tile * PAGE_SIZE + (x % 128 / 16) * 512 + (y % 32) * 16 + x % 16;
	default:
		return (u64)y * pitch + x;
	}
}

/**
 * tile_interleave() - the element of a sample, where samples are beside each other
 *
 * Bits of the sample's number go into column and row, behind bit 0 of these.
 *
 * Source: Intel OSRC Skylake PRM vol 5, "Interleaved Multisampled Surfaces"; Mesa isl.
 */
static inline void tile_interleave(u32 samples, u32 sample, u32 *x, u32 *y)
{
	u32 columns = samples > 4 ? 4 : samples > 1 ? 2 : 1;
	u32 rows = samples > 8 ? 4 : samples > 2 ? 2 : 1;

	*x = (*x & ~1u) * columns | (sample >> 2 & 1) << 2 | (sample & 1) << 1 | (*x & 1);
	*y = (*y & ~1u) * rows | (sample >> 3 & 1) << 2 | (sample & 2) | (*y & 1);
}

#endif /* GPU_MODEL_TILING_H */
