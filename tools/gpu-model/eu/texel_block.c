// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks of 4 by 4 texels: BC1 to BC5.
 *
 * Source: Khronos Data Format specification 1.3, "S3TC Compressed Texture Image Formats", "RGTC";
 * Intel OSRC Skylake PRM vol 5, "Compressed Surface Formats".
 */
#include "eu/texel_format.h"

/* Formats whose colours are by the curve of sRGB. */
static bool is_srgb(u32 number)
{
	return number == 0x180 || (number >= 0x18b && number <= 0x18d);
}

static void color_565(u32 v, float c[3])
{
	c[0] = (float)(v >> 11 & 0x1f) / 31;
	c[1] = (float)(v >> 5 & 0x3f) / 63;
	c[2] = (float)(v & 0x1f) / 31;
}

/* Two colours, and two bits for each texel. @opaque: there is no mode with black. */
static void unpack_colors(const u32 *dw, u32 texel, bool opaque, union eu_texel *t)
{
	/* Thirds of the second colour. */
	static const float thirds[] = { 0, 1, 1 / 3.0f, 2 / 3.0f };
	u32 first = dw[0] & 0xffff, second = dw[0] >> 16, code = dw[1] >> (2 * texel) & 3;
	float a[3], b[3], part = thirds[code];

	t->f[3] = 1;
	if (!opaque && first <= second) {
		if (code == 3) {
			*t = (union eu_texel){ .f = { 0 } };
			return;
		}
		part = code == 2 ? 0.5f : part;
	}
	color_565(first, a);
	color_565(second, b);
	for (u32 c = 0; c < 3; c++)
		t->f[c] = a[c] * (1 - part) + b[c] * part;
}

/* Two bytes, and three bits for each texel. */
static float unpack_channel(const u32 *dw, u32 texel)
{
	u64 bits = (u64)dw[1] << 32 | dw[0];
	float first = (float)(bits & 0xff) / 255, second = (float)(bits >> 8 & 0xff) / 255;
	u32 code = bits >> (16 + 3 * texel) & 7;
	float steps = first > second ? 7 : 5;

	if (code < 2)
		return code ? second : first;
	if (steps == 5 && code >= 6)
		return code == 6 ? 0 : 1;
	return (first * (steps - (float)(code - 1)) + second * (float)(code - 1)) / steps;
}

void eu_texel_unpack_block(const struct eu_texel_format *f, const u32 element[4], u32 x, u32 y,
			   union eu_texel *t)
{
	u32 texel = 4 * (y % 4) + x % 4;

	*t = (union eu_texel){ .f = { 0, 0, 0, 1 } };
	switch (f->how) {
	case EU_TEXEL_BC2:
		unpack_colors(element + 2, texel, true, t);
		t->f[3] = (float)(element[texel / 8] >> (4 * (texel % 8)) & 0xf) / 15;
		break;
	case EU_TEXEL_BC3:
		unpack_colors(element + 2, texel, true, t);
		t->f[3] = unpack_channel(element, texel);
		break;
	case EU_TEXEL_BC5:
		t->f[1] = unpack_channel(element + 2, texel);
		t->f[0] = unpack_channel(element, texel);
		break;
	case EU_TEXEL_BC4:
		t->f[0] = unpack_channel(element, texel);
		break;
	default:
		unpack_colors(element, texel, false, t);
		if (f->how == EU_TEXEL_BC1_RGB)
			t->f[3] = 1;
	}
	if (is_srgb(f->f.number))
		eu_texel_from_srgb(t);
}
