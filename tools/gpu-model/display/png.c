// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

#include "display/scanout.h"

static void write_rows(png_structp png, const struct picture *p)
{
	for (u32 y = 0; y < p->height; y++)
		png_write_row(png, (png_const_bytep)(p->pixel + (size_t)y * p->width));
}

int picture_write_png(const struct picture *p, FILE *out)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;

	/* libpng reports errors by a jump to here. */
	if (!info || setjmp(png_jmpbuf(png))) {
		png_destroy_write_struct(&png, &info);
		return -EIO;
	}
	png_init_io(png, out);
	png_set_compression_level(png, 1);
	png_set_IHDR(png, info, p->width, p->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	/* In memory: blue, green, red, and a byte that is left out. */
	png_set_filler(png, 0, PNG_FILLER_AFTER);
	png_set_bgr(png);
	write_rows(png, p);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	return 0;
}
