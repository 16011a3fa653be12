/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Captures of a monitor, as PNG, for programs that look whether one is right. Needs libpng.
 */
#ifndef VGT_TESTS_CAPTURE_H
#define VGT_TESTS_CAPTURE_H

#include <png.h>
#include <stdio.h>
#include <stdlib.h>

#include "types.h"

/**
 * struct capture - a picture
 * @pixel: row by row, the highest one first, as XRGB8888 with 0 in the highest byte
 */
struct capture {
	u32 width, height;
	u32 *pixel;
};

/** capture_die() - end with the status 2, because of a file */
static inline __noreturn void capture_die(const char *path, const char *what)
{
	fprintf(stderr, "%s: %s\n", path, what);
	exit(2);
}

/** capture_pixels() - memory for pixels */
static inline u32 *capture_pixels(size_t count)
{
	u32 *pixel = malloc(count * sizeof(*pixel));

	if (!pixel)
		capture_die("memory", "there is not enough");
	return pixel;
}

/** capture_load() - read a file, or end with the status 2 */
static inline struct capture capture_load(const char *path)
{
	png_image png = { .version = PNG_IMAGE_VERSION };
	struct capture c;
	size_t i;

	if (!png_image_begin_read_from_file(&png, path))
		capture_die(path, png.message);
	png.format = PNG_FORMAT_BGRA;
	c.width = png.width;
	c.height = png.height;
	c.pixel = capture_pixels((size_t)c.width * c.height);
	if (!png_image_finish_read(&png, NULL, c.pixel, 0, NULL))
		capture_die(path, png.message);
	for (i = 0; i < (size_t)c.width * c.height; i++)
		c.pixel[i] &= 0xffffff;
	return c;
}

#endif /* VGT_TESTS_CAPTURE_H */
