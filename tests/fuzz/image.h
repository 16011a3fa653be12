/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Context images as i915 makes them, and what the hardware reads in one.
 */
#ifndef VGT_FUZZ_IMAGE_H
#define VGT_FUZZ_IMAGE_H

#include <linux/types.h>

#include "core/engine.h"

#define IMAGE_WORDS	(5 * 1024)

/**
 * enum image_word - what a word of an image is to the hardware
 * @IMAGE_DATA: never read as a command, or a command's operand
 * @IMAGE_FIXED: a header, the offset of a register, or between commands
 * @IMAGE_VALUE: the value of a register
 */
enum image_word {
	IMAGE_DATA,
	IMAGE_FIXED,
	IMAGE_VALUE,
};

/**
 * struct image - an engine's image, taken apart
 * @words: as the host's driver has it
 * @kind: enum image_word of each
 * @reg: of each value, its register
 * @has: the registers that it keeps, by offset / 4, below 0x40000
 */
struct image {
	u32 words[IMAGE_WORDS];
	u8 kind[IMAGE_WORDS];
	u32 reg[IMAGE_WORDS];
	bool has[0x10000];
};

void image_make(struct image *image, u8 gen, enum vgt_engine_id id);
int image_word(const struct image *image, u32 reg);

#endif
