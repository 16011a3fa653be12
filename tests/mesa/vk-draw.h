/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cases of vk-draw. Each makes a picture, or words that fill one.
 */
#ifndef TESTS_MESA_VK_DRAW_H
#define TESTS_MESA_VK_DRAW_H

#include <stddef.h>

/**
 * struct vk_work - a case
 * @make: fill @picture, which has PICTURE_BYTES
 * @words: each bit must be right
 * @more: pixels that may differ, beyond those of all pictures
 */
struct vk_work {
	const char *name;
	void (*make)(void *picture);
	int words;
	int more;
};

/* Cases of vk-words.c. */
extern const struct vk_work word_works[];
extern const size_t word_works_count;

/* Cases of vk-picture.c. */
extern const struct vk_work picture_works[];
extern const size_t picture_works_count;

#endif /* TESTS_MESA_VK_DRAW_H */
