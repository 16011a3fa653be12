// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source of the layouts: Intel OSRC Skylake PRM vol 5, "Tiled surfaces". Gen8 and later
 * do not swizzle address bit 6.
 */
#include <string.h>

#include "surface.h"

const char * const tiling_names[TILINGS] = { "linear", "X", "Y" };

/* Where byte @x of row @y is. */
static u32 offset(const struct surface *s, u32 x, u32 y)
{
	u32 tile;

	switch (s->tiling) {
	case TILING_X:
		tile = y / 8 * (s->pitch / 512) + x / 512;
		return tile * PAGE_SIZE + y % 8 * 512 + x % 512;
	case TILING_Y:
		tile = y / 32 * (s->pitch / 128) + x / 128;
		return tile * PAGE_SIZE + x % 128 / 16 * 512 + y % 32 * 16 + x % 16;
	default:
		return y * s->pitch + x;
	}
}

/* 16 bytes stay together in every layout. */
void surface_put(struct surface *s, const u8 *linear)
{
	u8 *map = (u8 *)s->bo.map;
	u32 x, y;

	for (y = 0; y < s->height; y++)
		for (x = 0; x < s->pitch; x += 16)
			memcpy(map + offset(s, x, y), linear + y * s->pitch + x, 16);
}

void surface_get(const struct surface *s, u8 *linear)
{
	const u8 *map = (const u8 *)s->bo.map;
	u32 x, y;

	for (y = 0; y < s->height; y++)
		for (x = 0; x < s->pitch; x += 16)
			memcpy(linear + y * s->pitch + x, map + offset(s, x, y), 16);
}
