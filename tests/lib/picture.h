/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pictures in which each pixel encodes the picture's number and the pixel's place: coloured squares
 * in a white border. A cursor is such a picture, too.
 */
#ifndef VGT_TESTS_PICTURE_H
#define VGT_TESTS_PICTURE_H

#include "types.h"

#define PICTURE_SQUARE	32	/* pixels */

/* The pixel at @x, @y of picture @seed, @width x @height, as XRGB8888. */
static inline u32 picture_pixel(u32 seed, u32 x, u32 y, u32 width, u32 height)
{
	u32 hash;

	if (!x || !y || x == width - 1 || y == height - 1)
		return 0xffffff;
	hash = (seed + 1) * 0x9e3779b1u ^ (x / PICTURE_SQUARE) * 0x85ebca6bu ^
	       (y / PICTURE_SQUARE) * 0xc2b2ae35u;
	hash ^= hash >> 15;
	hash *= 0x2c1b3c6du;
	return (hash ^ hash >> 13) & 0xffffff;
}

/* The cursor on it: a small picture, opaque, whose corner is at this place. */
#define PICTURE_CURSOR		64
#define PICTURE_CURSOR_X	100
#define PICTURE_CURSOR_Y	60

static inline u32 picture_cursor_pixel(u32 seed, u32 x, u32 y)
{
	return picture_pixel(seed + 1000, x, y, PICTURE_CURSOR, PICTURE_CURSOR);
}

#endif
