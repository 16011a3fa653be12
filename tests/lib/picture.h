/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pictures in which each pixel encodes the picture's number and the pixel's place: coloured squares
 * in a white border, of which bright ones are the number's last digit, as large as the picture. A
 * cursor is such a picture, too, without a digit.
 */
#ifndef VGT_TESTS_PICTURE_H
#define VGT_TESTS_PICTURE_H

#include "types.h"

#define PICTURE_SQUARE	32	/* pixels */
/* Of a digit, in squares: each dot of its 5 by 7 is two by two. */
#define PICTURE_DIGIT_WIDTH	10
#define PICTURE_DIGIT_HEIGHT	14

/* Is square @x, @y of a digit bright? */
static inline u32 picture_digit(u32 digit, u32 x, u32 y)
{
	/* Rows of five dots, the highest bit on the left. */
	static const u8 dots[10][7] = {
		{ 0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e },
		{ 0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e },
		{ 0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f },
		{ 0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e },
		{ 0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02 },
		{ 0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e },
		{ 0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e },
		{ 0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08 },
		{ 0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e },
		{ 0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c },
	};

	return x < PICTURE_DIGIT_WIDTH && y < PICTURE_DIGIT_HEIGHT &&
	       dots[digit][y / 2] >> (4 - x / 2) & 1;
}

/* The pixel at @x, @y of picture @seed, @width x @height, as XRGB8888. */
static inline u32 picture_pixel(u32 seed, u32 x, u32 y, u32 width, u32 height)
{
	u32 columns = width / PICTURE_SQUARE, rows = height / PICTURE_SQUARE;
	u32 column = x / PICTURE_SQUARE, row = y / PICTURE_SQUARE;
	u32 hash;

	if (!x || !y || x == width - 1 || y == height - 1)
		return 0xffffff;
	hash = (seed + 1) * 0x9e3779b1u ^ column * 0x85ebca6bu ^ row * 0xc2b2ae35u;
	hash ^= hash >> 15;
	hash *= 0x2c1b3c6du;
	hash = (hash ^ hash >> 13) & 0x3f3f3f;
	if (columns < PICTURE_DIGIT_WIDTH || rows < PICTURE_DIGIT_HEIGHT ||
	    !picture_digit(seed % 10, column - (columns - PICTURE_DIGIT_WIDTH) / 2,
			   row - (rows - PICTURE_DIGIT_HEIGHT) / 2))
		return hash;
	return hash | 0xc0c000;
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
