// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "3d/draw.h"
#include "3d/vertex_format.h"
#include "eu/half.h"

#define UINT	VERTEX_UINT
#define SINT	VERTEX_SINT
#define UNORM	VERTEX_UNORM
#define SNORM	VERTEX_SNORM
#define USCALED	VERTEX_USCALED
#define SSCALED	VERTEX_SSCALED
#define FLOAT	VERTEX_FLOAT

#define ROW(n, k, c, b, ...) \
	{ .number = (n), .kind = (k), .count = (c), .bits = (b), ##__VA_ARGS__ }

static const struct vertex_format formats[] = {
	ROW(0x000, FLOAT, 4, 32), ROW(0x001, SINT, 4, 32), ROW(0x002, UINT, 4, 32),
	ROW(0x003, UNORM, 4, 32), ROW(0x004, SNORM, 4, 32), ROW(0x007, SSCALED, 4, 32),
	ROW(0x008, USCALED, 4, 32),
	ROW(0x040, FLOAT, 3, 32), ROW(0x041, SINT, 3, 32), ROW(0x042, UINT, 3, 32),
	ROW(0x043, UNORM, 3, 32), ROW(0x044, SNORM, 3, 32), ROW(0x045, SSCALED, 3, 32),
	ROW(0x046, USCALED, 3, 32),
	ROW(0x080, UNORM, 4, 16), ROW(0x081, SNORM, 4, 16), ROW(0x082, SINT, 4, 16),
	ROW(0x083, UINT, 4, 16), ROW(0x084, FLOAT, 4, 16), ROW(0x093, SSCALED, 4, 16),
	ROW(0x094, USCALED, 4, 16),
	ROW(0x085, FLOAT, 2, 32), ROW(0x086, SINT, 2, 32), ROW(0x087, UINT, 2, 32),
	ROW(0x08b, UNORM, 2, 32), ROW(0x08c, SNORM, 2, 32), ROW(0x095, SSCALED, 2, 32),
	ROW(0x096, USCALED, 2, 32),
	ROW(0x0c0, UNORM, 4, 8, .swapped = true),
	ROW(0x0c2, UNORM, 4, 10, .packed = true), ROW(0x0c4, UINT, 4, 10, .packed = true),
	ROW(0x0d1, UNORM, 4, 10, .packed = true, .swapped = true),
	ROW(0x0c7, UNORM, 4, 8), ROW(0x0c9, SNORM, 4, 8), ROW(0x0ca, SINT, 4, 8),
	ROW(0x0cb, UINT, 4, 8), ROW(0x0f4, SSCALED, 4, 8), ROW(0x0f5, USCALED, 4, 8),
	ROW(0x0cc, UNORM, 2, 16), ROW(0x0cd, SNORM, 2, 16), ROW(0x0ce, SINT, 2, 16),
	ROW(0x0cf, UINT, 2, 16), ROW(0x0d0, FLOAT, 2, 16), ROW(0x0f6, SSCALED, 2, 16),
	ROW(0x0f7, USCALED, 2, 16),
	ROW(0x0d6, SINT, 1, 32), ROW(0x0d7, UINT, 1, 32), ROW(0x0d8, FLOAT, 1, 32),
	ROW(0x0f1, UNORM, 1, 32), ROW(0x0f2, SNORM, 1, 32), ROW(0x0f8, SSCALED, 1, 32),
	ROW(0x0f9, USCALED, 1, 32),
	ROW(0x106, UNORM, 2, 8), ROW(0x107, SNORM, 2, 8), ROW(0x108, SINT, 2, 8),
	ROW(0x109, UINT, 2, 8), ROW(0x11c, SSCALED, 2, 8), ROW(0x11d, USCALED, 2, 8),
	ROW(0x10a, UNORM, 1, 16), ROW(0x10b, SNORM, 1, 16), ROW(0x10c, SINT, 1, 16),
	ROW(0x10d, UINT, 1, 16), ROW(0x10e, FLOAT, 1, 16), ROW(0x11e, SSCALED, 1, 16),
	ROW(0x11f, USCALED, 1, 16),
	ROW(0x140, UNORM, 1, 8), ROW(0x141, SNORM, 1, 8), ROW(0x142, SINT, 1, 8),
	ROW(0x143, UINT, 1, 8), ROW(0x149, SSCALED, 1, 8), ROW(0x14a, USCALED, 1, 8),
	ROW(0x193, UNORM, 3, 8), ROW(0x194, SNORM, 3, 8), ROW(0x195, SSCALED, 3, 8),
	ROW(0x196, USCALED, 3, 8), ROW(0x1c8, UINT, 3, 8), ROW(0x1c9, SINT, 3, 8),
	ROW(0x19b, FLOAT, 3, 16), ROW(0x19c, UNORM, 3, 16), ROW(0x19d, SNORM, 3, 16),
	ROW(0x19e, SSCALED, 3, 16), ROW(0x19f, USCALED, 3, 16), ROW(0x1b0, UINT, 3, 16),
	ROW(0x1b1, SINT, 3, 16),
	ROW(0x1b3, SNORM, 4, 10, .packed = true), ROW(0x1b4, USCALED, 4, 10, .packed = true),
	ROW(0x1b5, SSCALED, 4, 10, .packed = true), ROW(0x1b6, SINT, 4, 10, .packed = true),
};

const struct vertex_format *vertex_format(u32 number)
{
	for (u32 i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].number == number)
			return &formats[i];
	return NULL;
}

u32 vertex_format_bytes(const struct vertex_format *f)
{
	return f->packed ? 4 : f->count * f->bits / 8u;
}

static u32 bits_of(const struct vertex_format *f, u32 n)
{
	return f->packed && n == 3 ? 2 : f->bits;
}

/* Component @n as it is stored. */
static u32 stored(const struct vertex_format *f, const u8 *element, u32 n)
{
	u32 value = 0;

	if (f->packed) {
		memcpy(&value, element, 4);
		return value >> (10 * n) & (n == 3 ? 3 : 0x3ff);
	}
	memcpy(&value, element + n * f->bits / 8, f->bits / 8);
	return value;
}

static u32 convert(u32 kind, u32 value, u32 bits)
{
	u32 mask = bits == 32 ? ~0u : BIT(bits) - 1, sign = BIT(bits - 1);
	s32 extended = (s32)(value & sign ? value | ~mask : value);
	double least;

	switch (kind) {
	case SINT:
		return (u32)extended;
	case UNORM:
		return draw_bits((float)((double)value / mask));
	case SNORM:
		least = (double)extended / (mask >> 1);
		return draw_bits((float)max(least, -1.0));
	case USCALED:
		return draw_bits((float)value);
	case SSCALED:
		return draw_bits((float)extended);
	case FLOAT:
		return bits == 16 ? draw_bits(eu_half_to_float((u16)value)) : value;
	default:
		return value;
	}
}

void vertex_format_unpack(const struct vertex_format *f, const u8 *element, u32 value[4])
{
	bool is_int = f->kind == UINT || f->kind == SINT;

	value[0] = 0;
	value[1] = 0;
	value[2] = 0;
	value[3] = is_int ? 1 : draw_bits(1);
	for (u32 n = 0; n < f->count; n++) {
		u32 from = f->swapped && n < 3 ? 2 - n : n;

		value[n] = convert(f->kind, stored(f, element, from), bits_of(f, from));
	}
}
