// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source: Intel OSRC Skylake PRM vol 2d, SURFACE_FORMAT; Mesa isl/isl_format.c; IEC 61966-2-1 (the
 * curve of sRGB).
 */
#include <math.h>
#include <string.h>

#include "3d/draw.h"
#include "3d/target_format.h"

/* Beside those that typed accesses know. */
static const struct target_format formats[] = {
	{ { 0x006, 16, EU_FORMAT_FLOAT, false, { 32, 32, 32, 0 } }, false },
	{ { 0x08e, 8, EU_FORMAT_UNORM, false, { 16, 16, 16, 0 } }, false },
	{ { 0x08f, 8, EU_FORMAT_FLOAT, false, { 16, 16, 16, 0 } }, false },
	{ { 0x0c1, 4, EU_FORMAT_UNORM, true, { 8, 8, 8, 8 } }, true },
	{ { 0x0c8, 4, EU_FORMAT_UNORM, false, { 8, 8, 8, 8 } }, true },
	{ { 0x0d1, 4, EU_FORMAT_UNORM, true, { 10, 10, 10, 2 } }, false },
	{ { 0x0e9, 4, EU_FORMAT_UNORM, true, { 8, 8, 8, 0 } }, false },
	{ { 0x0ea, 4, EU_FORMAT_UNORM, true, { 8, 8, 8, 0 } }, true },
	{ { 0x0eb, 4, EU_FORMAT_UNORM, false, { 8, 8, 8, 0 } }, false },
	{ { 0x0ec, 4, EU_FORMAT_UNORM, false, { 8, 8, 8, 0 } }, true },
	{ { 0x0ee, 4, EU_FORMAT_UNORM, true, { 10, 10, 10, 0 } }, false },
	{ { 0x100, 2, EU_FORMAT_UNORM, true, { 5, 6, 5, 0 } }, false },
	{ { 0x101, 2, EU_FORMAT_UNORM, true, { 5, 6, 5, 0 } }, true },
	{ { 0x102, 2, EU_FORMAT_UNORM, true, { 5, 5, 5, 1 } }, false },
	{ { 0x104, 2, EU_FORMAT_UNORM, true, { 4, 4, 4, 4 } }, false },
	{ { 0x11a, 2, EU_FORMAT_UNORM, true, { 5, 5, 5, 0 } }, false },
};

bool target_format(u32 number, struct target_format *t)
{
	const struct eu_format *f = eu_format(number);

	for (u32 i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].f.number == number) {
			*t = formats[i];
			return true;
		}
	if (!f)
		return false;
	t->f = *f;
	t->srgb = false;
	return true;
}

static u32 to_srgb(u32 bits)
{
	float f = draw_float(bits);

	if (!(f > 0))
		return 0;
	if (f >= 1)
		return draw_bits(1);
	return draw_bits(f <= 0.0031308f ? 12.92f * f : 1.055f * powf(f, 1 / 2.4f) - 0.055f);
}

static u32 from_srgb(u32 bits)
{
	float f = draw_float(bits);

	return draw_bits(f <= 0.04045f ? f / 12.92f : powf((f + 0.055f) / 1.055f, 2.4f));
}

void target_format_pack(const struct target_format *t, const u32 value[4], u32 element[4])
{
	u32 v[4];

	memcpy(v, value, sizeof(v));
	for (u32 c = 0; t->srgb && c < 3; c++)
		v[c] = to_srgb(v[c]);
	eu_format_pack(&t->f, v, element);
}

void target_format_unpack(const struct target_format *t, const u32 element[4], u32 value[4])
{
	eu_format_unpack(&t->f, element, value);
	for (u32 c = 0; t->srgb && c < 3; c++)
		value[c] = from_srgb(value[c]);
}
