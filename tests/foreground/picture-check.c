// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: picture-check FILE.png NUMBER WIDTHxHEIGHT
 *        picture-check FILE.png OTHER.png
 *        picture-check FILE.png black
 *
 * Is a capture of a monitor picture NUMBER (tests/lib/picture.h) of that size, as large
 * as it fits, in the middle, black around it, with its cursor? Or is it the same as
 * another capture, or all black?
 * Pixel by pixel; where the picture is scaled, but for those on both sides of the edge of
 * a square. Status: 0 it is, 1 it is not, 2 wrong usage or no such file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "picture.h"

static u32 wrong;

static void differs(u32 x, u32 y, u32 is, u32 should)
{
	if (!wrong++)
		printf("pixel %u, %u is %06x, not %06x\n", x, y, is, should);
}

static void compare(const struct capture *a, const struct capture *b)
{
	u32 x, y;

	if (a->width != b->width || a->height != b->height) {
		printf("%ux%u is not %ux%u\n", a->width, a->height, b->width, b->height);
		wrong++;
		return;
	}
	for (y = 0; y < a->height; y++)
		for (x = 0; x < a->width; x++) {
			u32 is = a->pixel[y * a->width + x];
			u32 should = b->pixel[y * b->width + x];

			if (is != should)
				differs(x, y, is, should);
		}
}

/* Further from the edge of a square than a scaled pixel is large. */
static bool inside(double at, double step, u32 size)
{
	double rest = at - (u32)(at / PICTURE_SQUARE) * PICTURE_SQUARE;

	if (step == 1)
		return true;
	return at > 2 + step && at < size - 2 - step && rest > 1 + step &&
	       rest < PICTURE_SQUARE - 1 - step;
}

/* Where a picture is on a monitor, and how much of it a pixel there is. */
struct view {
	u32 left, top, width, height;
	double step_x, step_y;
};

/* The cursor follows the picture, but is not scaled. */
static bool in_cursor(const struct view *view, u32 x, u32 y, u32 *cursor_x, u32 *cursor_y)
{
	*cursor_x = x - view->left - (u32)(PICTURE_CURSOR_X / view->step_x);
	*cursor_y = y - view->top - (u32)(PICTURE_CURSOR_Y / view->step_y);
	return *cursor_x < PICTURE_CURSOR && *cursor_y < PICTURE_CURSOR;
}

static void check(const struct capture *image, u32 number, u32 width, u32 height)
{
	struct view v = { .width = image->width, .height = image->height };
	u32 x, y, cursor_x, cursor_y;

	if ((u64)width * v.height > (u64)height * v.width)
		v.height = (u64)v.width * height / width;
	else
		v.width = (u64)v.height * width / height;
	v.left = (image->width - v.width) / 2;
	v.top = (image->height - v.height) / 2;
	v.step_x = (double)width / v.width;
	v.step_y = (double)height / v.height;
	for (y = 0; y < image->height; y++)
		for (x = 0; x < image->width; x++) {
			u32 is = image->pixel[y * image->width + x];
			double at_x = (x - (double)v.left + 0.5) * v.step_x;
			double at_y = (y - (double)v.top + 0.5) * v.step_y;
			u32 should = 0;

			if (in_cursor(&v, x, y, &cursor_x, &cursor_y)) {
				should = picture_cursor_pixel(number, cursor_x, cursor_y);
			} else if (x >= v.left && x < v.left + v.width &&
				   y >= v.top && y < v.top + v.height) {
				if (!inside(at_x, v.step_x, width) ||
				    !inside(at_y, v.step_y, height))
					continue;
				should = picture_pixel(number, at_x, at_y, width, height);
			}
			if (is != should)
				differs(x, y, is, should);
		}
}

static void check_black(const struct capture *image)
{
	u32 x, y;

	for (y = 0; y < image->height; y++)
		for (x = 0; x < image->width; x++) {
			u32 is = image->pixel[y * image->width + x];

			if (is)
				differs(x, y, is, 0);
		}
}

int main(int argc, char **argv)
{
	struct capture image, other;
	u32 width, height;

	if (argc == 4 && sscanf(argv[3], "%ux%u", &width, &height) == 2) {
		image = capture_load(argv[1]);
		check(&image, atoi(argv[2]), width, height);
	} else if (argc == 3 && !strcmp(argv[2], "black")) {
		image = capture_load(argv[1]);
		check_black(&image);
	} else if (argc == 3) {
		image = capture_load(argv[1]);
		other = capture_load(argv[2]);
		compare(&image, &other);
	} else {
		fprintf(stderr,
			"Usage: picture-check FILE.png NUMBER WIDTHxHEIGHT | OTHER.png | black\n");
		return 2;
	}
	if (wrong > 1)
		printf("and %u more\n", wrong - 1);
	return !!wrong;
}
