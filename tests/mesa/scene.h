/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A scene that moves: a lit, textured body that turns above a chequered floor. Each machine has
 * a body and colours of its own. After SCENE_FRAMES frames it looks as in the beginning.
 */
#ifndef TESTS_MESA_SCENE_H
#define TESTS_MESA_SCENE_H

#include "types.h"

#define SCENE_FRAMES	8
#define SCENE_MACHINES	3

/* Steps by which a channel may differ, and one of so many pixels may differ by more: at edges. */
#define SCENE_STEPS	3
#define SCENE_EDGES	4000

/**
 * struct scene_file - head of a file of reference pictures
 * @magic: SCENE_MAGIC
 * @width: of each picture
 * @height: of each picture
 * @renderer: what drew them
 *
 * The pictures follow, all frames of a machine after those of the one before. Their pixels are
 * XRGB8888, the uppermost row first.
 */
struct scene_file {
	u32 magic;
	u32 width;
	u32 height;
	char renderer[116];
};

#define SCENE_MAGIC	0x33444353

/** scene_init() - prepare the scene of @machine, in the current context */
void scene_init(unsigned int machine, unsigned int width, unsigned int height);

/** scene_draw() - draw a frame into the current framebuffer; the uppermost row is row 0 */
void scene_draw(unsigned int frame);

/** scene_read() - read what is drawn, as XRGB8888 */
void scene_read(u32 *pixels);

/** scene_differ() - how many pixels differ by more than SCENE_STEPS */
static inline unsigned int scene_differ(const u32 *a, const u32 *b, unsigned int pixels)
{
	unsigned int i, shift, differ = 0;

	for (i = 0; i < pixels; i++)
		for (shift = 0; shift < 24; shift += 8) {
			int step = (int)(a[i] >> shift & 0xff) - (int)(b[i] >> shift & 0xff);

			if (step > SCENE_STEPS || step < -SCENE_STEPS) {
				differ++;
				break;
			}
		}
	return differ;
}

#endif /* TESTS_MESA_SCENE_H */
