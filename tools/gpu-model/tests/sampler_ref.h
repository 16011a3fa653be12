/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a filtered texture is, by the formulae of the OpenGL 4.6 specification, chapter 8, in
 * doubles. Nothing here is taken from the model.
 */
#ifndef GPU_MODEL_TEST_SAMPLER_REF_H
#define GPU_MODEL_TEST_SAMPLER_REF_H

#include "tests/sampler_lab.h"

/** ref_byte() - what the tests have in a channel of a texel */
u8 ref_byte(u32 level, u32 slice, u32 x, u32 y, u32 c);

/** ref_fill() - put it into all texels of four bytes */
void ref_fill(struct sampler_lab *l);

/** ref_wrap() - texel of a coordinate in a picture of @n texels; -1: the border */
int ref_wrap(u32 mode, int i, int n);

/**
 * ref_filter() - a level, sampled at @c (0 to 1 is the picture)
 * @layer: element of an array
 * @offset: of the texel
 */
void ref_filter(const struct sampler_lab *l, const struct sampler_state *s, u32 level, u32 layer,
		bool linear, const double c[3], const int offset[3], double out[4]);

#endif /* GPU_MODEL_TEST_SAMPLER_REF_H */
