/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of pictures that programs drew, and how two of them compare.
 */
#ifndef TESTS_MESA_PICTURE_H
#define TESTS_MESA_PICTURE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Of each picture. A pixel has four bytes. */
#define WIDTH		200
#define HEIGHT		150
#define PICTURE_PIXELS	(WIDTH * HEIGHT)
#define PICTURE_BYTES	(PICTURE_PIXELS * 4)

/* Rules of most pictures: those of two rasterizers differ at edges. */
#define PICTURE_STEPS	3
#define PICTURE_EDGES	(PICTURE_PIXELS / 500)

/**
 * struct picture_rule - how exact a picture is
 * @steps: by which a channel may differ
 * @differ: number of pixels that may differ by more
 */
struct picture_rule {
	const char *name;
	int steps;
	int differ;
};

/** picture_begin() - begin a file of what @renderer draws */
FILE *picture_begin(const char *path, const char *renderer);

/** picture_write() - add a picture, and say that it is drawn */
void picture_write(FILE *f, const char *name, const uint8_t *pixels);

/** picture_end() - the file is complete */
void picture_end(FILE *f);

/**
 * picture_compare() - compare the pictures of two files, say how they differ
 *
 * The last line has the number of cases and of those whose @rule holds, and the first file's
 * renderer.
 */
void picture_compare(const char *one, const char *other, size_t cases,
		     struct picture_rule (*rule)(size_t i));

#endif /* TESTS_MESA_PICTURE_H */
