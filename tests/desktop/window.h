/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A window that moves, for gl-window and window-check: a chequered floor, and a box on it that is a
 * surface of its own. Each frame has the box at another place, and the floor, too. All colours are
 * exact.
 */
#ifndef TESTS_DESKTOP_WINDOW_H
#define TESTS_DESKTOP_WINDOW_H

#include <stdint.h>

#define WINDOW_WIDTH	240
#define WINDOW_HEIGHT	160
#define WINDOW_FRAMES	8

#define FLOOR_CELL	20
#define FLOOR_STEP	5	/* of the floor, to the left, for each frame */
#define FLOOR_ONE	0x2060a0
#define FLOOR_OTHER	0xe0c040

#define BOX_WIDTH	60
#define BOX_HEIGHT	48

static inline int box_x(unsigned int frame)
{
	return 12 + 20 * (int)frame;
}

static inline int box_y(unsigned int frame)
{
	return 10 + 12 * (int)frame;
}

/* A quarter each. */
static const uint32_t box_colours[4] = { 0xc02020, 0x20c020, 0x2020c0, 0xf0f0f0 };

/** window_pixel() - a pixel of the window */
static inline uint32_t window_pixel(unsigned int frame, int x, int y)
{
	int in_x = x - box_x(frame), in_y = y - box_y(frame);

	if (in_x >= 0 && in_x < BOX_WIDTH && in_y >= 0 && in_y < BOX_HEIGHT)
		return box_colours[(in_y >= BOX_HEIGHT / 2) * 2 + (in_x >= BOX_WIDTH / 2)];
	return ((x + FLOOR_STEP * (int)frame) / FLOOR_CELL + y / FLOOR_CELL) % 2 ? FLOOR_ONE :
	       FLOOR_OTHER;
}

#endif /* TESTS_DESKTOP_WINDOW_H */
