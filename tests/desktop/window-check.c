// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: window-check BACKGROUND FILE.png
 *
 * Is a capture of the monitor the window of window.h, on a background of one colour (RRGGBB)? The
 * window may be anywhere. All pixels must be those of one frame. Prints
 *
 *   frame FRAME at X, Y: DIFFER pixels differ
 *
 * of the frame that is nearest. Status: 0 it is that one, 1 it is none, 2 wrong usage or no such
 * file.
 */
#include <stdio.h>
#include <stdlib.h>

#include "capture.h"
#include "window.h"

/* Where the window begins: none of its colours is the background's. */
static int find(const struct capture *p, uint32_t background)
{
	u32 i;

	for (i = 0; i < p->width * p->height; i++)
		if (p->pixel[i] != background)
			break;
	return (int)i;
}

static uint32_t expected(unsigned int frame, int x, int y, uint32_t background)
{
	if (x < 0 || x >= WINDOW_WIDTH || y < 0 || y >= WINDOW_HEIGHT)
		return background;
	return window_pixel(frame, x, y);
}

static int differ(const struct capture *p, unsigned int frame, int at_x, int at_y,
		  uint32_t background)
{
	int width = (int)p->width, x, y, n = 0;

	for (y = 0; y < (int)p->height; y++)
		for (x = 0; x < width; x++)
			n += p->pixel[y * width + x] !=
			     expected(frame, x - at_x, y - at_y, background);
	return n;
}

int main(int argc, char **argv)
{
	unsigned int frame, nearest = 0;
	int at, at_x, at_y, n, least = -1;
	uint32_t background;
	struct capture p;

	if (argc != 3) {
		fprintf(stderr, "Usage: window-check BACKGROUND FILE.png\n");
		return 2;
	}
	background = (uint32_t)strtoul(argv[1], NULL, 16);
	p = capture_load(argv[2]);
	at = find(&p, background);
	at_x = at % (int)p.width;
	at_y = at / (int)p.width;
	for (frame = 0; frame < WINDOW_FRAMES; frame++) {
		n = differ(&p, frame, at_x, at_y, background);
		if (least < 0 || n < least) {
			least = n;
			nearest = frame;
		}
	}
	printf("frame %u at %d, %d: %d pixels differ\n", nearest, at_x, at_y, least);
	return least != 0;
}
