// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "eu/texel_format.h"

#define UINT	EU_FORMAT_UINT
#define SINT	EU_FORMAT_SINT
#define UNORM	EU_FORMAT_UNORM
#define SNORM	EU_FORMAT_SNORM
#define FLOAT	EU_FORMAT_FLOAT

#define PLAIN	EU_TEXEL_PLAIN
#define SRGB	EU_TEXEL_SRGB
#define LUM	EU_TEXEL_LUMINANCE
#define LUMSRGB	EU_TEXEL_LUMINANCE_SRGB
#define INTENS	EU_TEXEL_INTENSITY

/* Those that typed accesses do not have; bits without a meaning come last in an element. */
static const struct row {
	struct eu_format f;
	u8 how;
} formats[] = {
	{ { 0x006, 16, FLOAT, false, { 32, 32, 32 } }, PLAIN },
	{ { 0x040, 12, FLOAT, false, { 32, 32, 32 } }, PLAIN },
	{ { 0x041, 12, SINT, false, { 32, 32, 32 } }, PLAIN },
	{ { 0x042, 12, UINT, false, { 32, 32, 32 } }, PLAIN },
	{ { 0x088, 8, FLOAT, false, { 32 } }, PLAIN },
	{ { 0x08a, 8, FLOAT, false, { 32, 0, 0, 32 } }, LUM },
	{ { 0x08e, 8, UNORM, false, { 16, 16, 16 } }, PLAIN },
	{ { 0x08f, 8, FLOAT, false, { 16, 16, 16 } }, PLAIN },
	{ { 0x0c1, 4, UNORM, true, { 8, 8, 8, 8 } }, SRGB },
	{ { 0x0c3, 4, UNORM, false, { 10, 10, 10, 2 } }, SRGB },
	{ { 0x0c8, 4, UNORM, false, { 8, 8, 8, 8 } }, SRGB },
	{ { 0x0d1, 4, UNORM, true, { 10, 10, 10, 2 } }, PLAIN },
	{ { 0x0d2, 4, UNORM, true, { 10, 10, 10, 2 } }, SRGB },
	{ { 0x0d3, 4, FLOAT, false, { 11, 11, 10 } }, EU_TEXEL_SMALL_FLOAT },
	{ { 0x0d9, 4, UNORM, false, { 24 } }, PLAIN },
	{ { 0x0df, 4, UNORM, false, { 16, 0, 0, 16 } }, LUM },
	{ { 0x0e0, 4, UNORM, false, { 24 } }, INTENS },
	{ { 0x0e1, 4, UNORM, false, { 24 } }, LUM },
	{ { 0x0e2, 4, UNORM, false, { 0, 0, 0, 24 } }, PLAIN },
	{ { 0x0e3, 4, FLOAT, false, { 32 } }, INTENS },
	{ { 0x0e4, 4, FLOAT, false, { 32 } }, LUM },
	{ { 0x0e5, 4, FLOAT, false, { 0, 0, 0, 32 } }, PLAIN },
	{ { 0x0e9, 4, UNORM, true, { 8, 8, 8 } }, PLAIN },
	{ { 0x0ea, 4, UNORM, true, { 8, 8, 8 } }, SRGB },
	{ { 0x0eb, 4, UNORM, false, { 8, 8, 8 } }, PLAIN },
	{ { 0x0ec, 4, UNORM, false, { 8, 8, 8 } }, SRGB },
	{ { 0x0ed, 4, FLOAT, false, { 9, 9, 9 } }, EU_TEXEL_SHARED },
	{ { 0x0ee, 4, UNORM, true, { 10, 10, 10 } }, PLAIN },
	{ { 0x0f0, 4, FLOAT, false, { 16, 0, 0, 16 } }, LUM },
	{ { 0x100, 2, UNORM, true, { 5, 6, 5 } }, PLAIN },
	{ { 0x101, 2, UNORM, true, { 5, 6, 5 } }, SRGB },
	{ { 0x102, 2, UNORM, true, { 5, 5, 5, 1 } }, PLAIN },
	{ { 0x103, 2, UNORM, true, { 5, 5, 5, 1 } }, SRGB },
	{ { 0x104, 2, UNORM, true, { 4, 4, 4, 4 } }, PLAIN },
	{ { 0x105, 2, UNORM, true, { 4, 4, 4, 4 } }, SRGB },
	{ { 0x111, 2, UNORM, false, { 16 } }, INTENS },
	{ { 0x112, 2, UNORM, false, { 16 } }, LUM },
	{ { 0x113, 2, UNORM, false, { 0, 0, 0, 16 } }, PLAIN },
	{ { 0x114, 2, UNORM, false, { 8, 0, 0, 8 } }, LUM },
	{ { 0x115, 2, FLOAT, false, { 16 } }, INTENS },
	{ { 0x116, 2, FLOAT, false, { 16 } }, LUM },
	{ { 0x117, 2, FLOAT, false, { 0, 0, 0, 16 } }, PLAIN },
	{ { 0x118, 2, UNORM, false, { 8, 0, 0, 8 } }, LUMSRGB },
	{ { 0x11a, 2, UNORM, true, { 5, 5, 5 } }, PLAIN },
	{ { 0x11b, 2, UNORM, true, { 5, 5, 5 } }, SRGB },
	{ { 0x145, 1, UNORM, false, { 8 } }, INTENS },
	{ { 0x146, 1, UNORM, false, { 8 } }, LUM },
	{ { 0x14c, 1, UNORM, false, { 8 } }, LUMSRGB },
	{ { 0x180, 8, UNORM, false, { 8, 8, 8 } }, EU_TEXEL_BC1_RGB },
	{ { 0x186, 8, UNORM, false, { 8, 8, 8, 8 } }, EU_TEXEL_BC1 },
	{ { 0x187, 16, UNORM, false, { 8, 8, 8, 8 } }, EU_TEXEL_BC2 },
	{ { 0x188, 16, UNORM, false, { 8, 8, 8, 8 } }, EU_TEXEL_BC3 },
	{ { 0x189, 8, UNORM, false, { 8 } }, EU_TEXEL_BC4 },
	{ { 0x18a, 16, UNORM, false, { 8, 8 } }, EU_TEXEL_BC5 },
	{ { 0x18b, 8, UNORM, false, { 8, 8, 8, 8 } }, EU_TEXEL_BC1 },
	{ { 0x18c, 16, UNORM, false, { 8, 8, 8, 8 } }, EU_TEXEL_BC2 },
	{ { 0x18d, 16, UNORM, false, { 8, 8, 8, 8 } }, EU_TEXEL_BC3 },
	{ { 0x191, 8, UNORM, false, { 8, 8, 8 } }, EU_TEXEL_BC1_RGB },
	{ { 0x193, 3, UNORM, false, { 8, 8, 8 } }, PLAIN },
	{ { 0x194, 3, SNORM, false, { 8, 8, 8 } }, PLAIN },
	{ { 0x19b, 6, FLOAT, false, { 16, 16, 16 } }, PLAIN },
	{ { 0x19c, 6, UNORM, false, { 16, 16, 16 } }, PLAIN },
	{ { 0x19d, 6, SNORM, false, { 16, 16, 16 } }, PLAIN },
	{ { 0x1a8, 3, UNORM, false, { 8, 8, 8 } }, SRGB },
};

static const struct row *find(u32 number)
{
	for (u32 i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].f.number == number)
			return &formats[i];
	return NULL;
}

/* The usual formats have a shorter way. */
static bool of_bytes(const struct eu_texel_format *f)
{
	u32 c = 0;

	while (c < 4 && f->f.bits[c] == 8)
		c++;
	return f->f.kind == EU_FORMAT_UNORM && f->how <= EU_TEXEL_SRGB && c >= 3 &&
	       (c == 4 || !f->f.bits[3]);
}

bool eu_texel_format(u32 number, struct eu_texel_format *f)
{
	const struct eu_format *plain = eu_format(number);
	const struct row *more = find(number);

	if (plain)
		*f = (struct eu_texel_format){ .f = *plain };
	else if (more)
		*f = (struct eu_texel_format){ .f = more->f, .how = more->how };
	else
		return false;
	f->of_bytes = of_bytes(f);
	f->block = f->how >= EU_TEXEL_BC1 ? 4 : 1;
	return true;
}

static float linear_of(float s)
{
	return s <= 0.04045f ? s / 12.92f : powf((s + 0.055f) / 1.055f, 2.4f);
}

void eu_texel_from_srgb(union eu_texel *t)
{
	for (u32 c = 0; c < 3; c++)
		t->f[c] = linear_of(t->f[c]);
}

/* Of bytes: as fractions, and by the curve of sRGB; worked out once. */
static float fractions[256], curve[256];

static void make_tables(void)
{
	for (u32 i = 0; i < 256; i++) {
		fractions[i] = (float)i / 255;
		curve[i] = linear_of(fractions[i]);
	}
}

static void unpack_bytes(const struct eu_texel_format *f, u32 dw, union eu_texel *t)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const float *table = f->how == EU_TEXEL_SRGB ? curve : fractions;
	u32 red = f->f.swapped ? 16 : 0;

	pthread_once(&once, make_tables);
	t->f[0] = table[dw >> red & 0xff];
	t->f[1] = table[dw >> 8 & 0xff];
	t->f[2] = table[dw >> (16 - red) & 0xff];
	t->f[3] = f->f.bits[3] ? fractions[dw >> 24] : 1;
}

/* No sign, five bits of exponent, as a half float has them. */
static float small_float(u32 bits, u32 mantissa_bits)
{
	u32 exponent = bits >> mantissa_bits, mantissa = bits & (BIT(mantissa_bits) - 1);
	float m = (float)mantissa / (float)BIT(mantissa_bits);

	if (exponent == 31)
		return mantissa ? NAN : INFINITY;
	return exponent ? ldexpf(1 + m, (int)exponent - 15) : ldexpf(m, -14);
}

static void unpack_small_float(u32 dw, union eu_texel *t)
{
	t->f[0] = small_float(dw & 0x7ff, 6);
	t->f[1] = small_float(dw >> 11 & 0x7ff, 6);
	t->f[2] = small_float(dw >> 22, 5);
	t->f[3] = 1;
}

static void unpack_shared(u32 dw, union eu_texel *t)
{
	int exponent = (int)(dw >> 27) - 15 - 9;

	for (u32 c = 0; c < 3; c++)
		t->f[c] = ldexpf((float)(dw >> (9 * c) & 0x1ff), exponent);
	t->f[3] = 1;
}

void eu_texel_complete(const struct eu_texel_format *f, union eu_texel *t)
{
	bool lum = f->how == EU_TEXEL_LUMINANCE || f->how == EU_TEXEL_LUMINANCE_SRGB ||
		   f->how == EU_TEXEL_INTENSITY;

	for (u32 c = 0; c < 3; c++)
		if (!f->f.bits[c])
			t->u[c] = lum ? t->u[0] : 0;
	if (f->f.bits[3])
		return;
	if (f->how == EU_TEXEL_INTENSITY)
		t->f[3] = t->f[0];
	else if (eu_texel_is_int(f))
		t->u[3] = 1;
	else
		t->f[3] = 1;
}

void eu_texel_unpack(const struct eu_texel_format *f, const u32 element[4], union eu_texel *t)
{
	if (f->of_bytes) {
		unpack_bytes(f, element[0], t);
		return;
	}
	if (f->how == EU_TEXEL_SMALL_FLOAT) {
		unpack_small_float(element[0], t);
		return;
	}
	if (f->how == EU_TEXEL_SHARED) {
		unpack_shared(element[0], t);
		return;
	}
	eu_format_unpack(&f->f, element, t->u);
	if (f->how == EU_TEXEL_SRGB || f->how == EU_TEXEL_LUMINANCE_SRGB)
		eu_texel_from_srgb(t);
	if (f->how != EU_TEXEL_PLAIN)
		eu_texel_complete(f, t);
}
