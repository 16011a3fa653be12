/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Surface formats that the sampler reads: those of typed accesses, and more.
 *
 * Source: Intel OSRC Skylake PRM vol 2d, SURFACE_FORMAT; vol 7, "Sampler", surface formats;
 * Mesa isl/isl_format.c. OpenGL 4.6 specification, 8.24 (sRGB), 2.3.4 (small floats), 8.25
 * (shared exponents).
 */
#ifndef GPU_MODEL_EU_TEXEL_FORMAT_H
#define GPU_MODEL_EU_TEXEL_FORMAT_H

#include "eu/format.h"

/** union eu_texel - red, green, blue, alpha of one texel, as floats or as integers */
union eu_texel {
	float f[4];
	u32 u[4];
};

enum eu_texel_how {
	EU_TEXEL_PLAIN,
	EU_TEXEL_SRGB,		/* colours are stored by the curve of sRGB */
	EU_TEXEL_LUMINANCE,	/* red is also green and blue */
	EU_TEXEL_LUMINANCE_SRGB,
	EU_TEXEL_INTENSITY,	/* red is also green, blue and alpha */
	EU_TEXEL_SMALL_FLOAT,	/* floats of 11, 11 and 10 bits */
	EU_TEXEL_SHARED,	/* 9 bits each, and an exponent */
	EU_TEXEL_BC1,		/* blocks of 4 by 4 texels, as eu/texel_block.c has them */
	EU_TEXEL_BC1_RGB,
	EU_TEXEL_BC2,
	EU_TEXEL_BC3,
	EU_TEXEL_BC4,
	EU_TEXEL_BC5
};

/**
 * struct eu_texel_format - how a texel is stored
 * @f: its bits
 * @how: enum eu_texel_how
 * @block: columns and rows of texels that are stored together: 1 or 4
 * @of_bytes: channels are fractions of a byte each, one after another
 */
struct eu_texel_format {
	struct eu_format f;
	u8 how;
	u8 block;
	bool of_bytes;
};

/** eu_texel_format() - false if the sampler does not know the number here */
bool eu_texel_format(u32 number, struct eu_texel_format *f);

/** eu_texel_unpack() - from memory, up to 16 bytes, to four channels */
void eu_texel_unpack(const struct eu_texel_format *f, const u32 element[4], union eu_texel *t);

/** eu_texel_unpack_block() - texel (@x, @y) of a block of 8 or 16 bytes */
void eu_texel_unpack_block(const struct eu_texel_format *f, const u32 element[4], u32 x, u32 y,
			   union eu_texel *t);

/** eu_texel_from_srgb() - colours by the curve of sRGB */
void eu_texel_from_srgb(union eu_texel *t);

/** eu_texel_complete() - channels that the format does not have, as the sampler returns them */
void eu_texel_complete(const struct eu_texel_format *f, union eu_texel *t);

static inline bool eu_texel_is_int(const struct eu_texel_format *f)
{
	return f->f.kind == EU_FORMAT_UINT || f->f.kind == EU_FORMAT_SINT;
}

#endif /* GPU_MODEL_EU_TEXEL_FORMAT_H */
