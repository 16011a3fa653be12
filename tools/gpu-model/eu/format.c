// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>

#include "eu/format.h"
#include "eu/half.h"

#define UINT	EU_FORMAT_UINT
#define SINT	EU_FORMAT_SINT
#define UNORM	EU_FORMAT_UNORM
#define SNORM	EU_FORMAT_SNORM
#define FLOAT	EU_FORMAT_FLOAT

static const struct eu_format formats[] = {
	{ 0x000, 16, FLOAT, false, { 32, 32, 32, 32 } },
	{ 0x001, 16, SINT, false, { 32, 32, 32, 32 } },
	{ 0x002, 16, UINT, false, { 32, 32, 32, 32 } },
	{ 0x080, 8, UNORM, false, { 16, 16, 16, 16 } },
	{ 0x081, 8, SNORM, false, { 16, 16, 16, 16 } },
	{ 0x082, 8, SINT, false, { 16, 16, 16, 16 } },
	{ 0x083, 8, UINT, false, { 16, 16, 16, 16 } },
	{ 0x084, 8, FLOAT, false, { 16, 16, 16, 16 } },
	{ 0x085, 8, FLOAT, false, { 32, 32 } },
	{ 0x086, 8, SINT, false, { 32, 32 } },
	{ 0x087, 8, UINT, false, { 32, 32 } },
	{ 0x0c0, 4, UNORM, true, { 8, 8, 8, 8 } },
	{ 0x0c2, 4, UNORM, false, { 10, 10, 10, 2 } },
	{ 0x0c4, 4, UINT, false, { 10, 10, 10, 2 } },
	{ 0x0c7, 4, UNORM, false, { 8, 8, 8, 8 } },
	{ 0x0c9, 4, SNORM, false, { 8, 8, 8, 8 } },
	{ 0x0ca, 4, SINT, false, { 8, 8, 8, 8 } },
	{ 0x0cb, 4, UINT, false, { 8, 8, 8, 8 } },
	{ 0x0cc, 4, UNORM, false, { 16, 16 } },
	{ 0x0cd, 4, SNORM, false, { 16, 16 } },
	{ 0x0ce, 4, SINT, false, { 16, 16 } },
	{ 0x0cf, 4, UINT, false, { 16, 16 } },
	{ 0x0d0, 4, FLOAT, false, { 16, 16 } },
	{ 0x0d6, 4, SINT, false, { 32 } },
	{ 0x0d7, 4, UINT, false, { 32 } },
	{ 0x0d8, 4, FLOAT, false, { 32 } },
	{ 0x106, 2, UNORM, false, { 8, 8 } },
	{ 0x107, 2, SNORM, false, { 8, 8 } },
	{ 0x108, 2, SINT, false, { 8, 8 } },
	{ 0x109, 2, UINT, false, { 8, 8 } },
	{ 0x10a, 2, UNORM, false, { 16 } },
	{ 0x10b, 2, SNORM, false, { 16 } },
	{ 0x10c, 2, SINT, false, { 16 } },
	{ 0x10d, 2, UINT, false, { 16 } },
	{ 0x10e, 2, FLOAT, false, { 16 } },
	{ 0x140, 1, UNORM, false, { 8 } },
	{ 0x141, 1, SNORM, false, { 8 } },
	{ 0x142, 1, SINT, false, { 8 } },
	{ 0x143, 1, UINT, false, { 8 } },
	{ 0x144, 1, UNORM, false, { 0, 0, 0, 8 } },
};

const struct eu_format *eu_format(u32 number)
{
	for (u32 i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].number == number)
			return &formats[i];
	return NULL;
}

u32 eu_format_bytes(u32 number)
{
	const struct eu_format *f = eu_format(number);

	return f ? f->bytes : 0;
}

static float as_float(u32 bits)
{
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static u32 as_bits(float f)
{
	u32 bits;

	memcpy(&bits, &f, sizeof(bits));
	return bits;
}

/* Not a number becomes 0. */
static float clamp_float(float f, float least, float most)
{
	if (isnan(f))
		return 0;
	return f < least ? least : f > most ? most : f;
}

static u32 mask_of(u32 bits)
{
	return bits == 32 ? ~0u : BIT(bits) - 1;
}

static u32 pack_channel(const struct eu_format *f, u32 value, u32 bits)
{
	u32 mask = mask_of(bits);
	s32 most = (s32)(mask >> 1);

	switch (f->kind) {
	case EU_FORMAT_UINT:
		return min(value, mask);
	case EU_FORMAT_SINT:
		return (u32)((s32)value > most ? most :
			     (s32)value < -most - 1 ? -most - 1 : (s32)value) & mask;
	case EU_FORMAT_UNORM:
		return (u32)lrintf(clamp_float(as_float(value), 0, 1) * (float)mask);
	case EU_FORMAT_SNORM:
		return (u32)lrintf(clamp_float(as_float(value), -1, 1) * (float)most) & mask;
	default:
		return bits == 16 ? eu_float_to_half(as_float(value), EU_ROUND_EVEN) : value;
	}
}

static u32 unpack_channel(const struct eu_format *f, u32 stored, u32 bits)
{
	u32 mask = mask_of(bits), sign = mask ^ mask >> 1;
	s32 extended = (s32)(stored & sign ? stored | ~mask : stored);

	switch (f->kind) {
	case EU_FORMAT_UINT:
		return stored;
	case EU_FORMAT_SINT:
		return (u32)extended;
	case EU_FORMAT_UNORM:
		return as_bits((float)stored / (float)mask);
	case EU_FORMAT_SNORM:
		return as_bits(clamp_float((float)extended / (float)(mask >> 1), -1, 1));
	default:
		return bits == 16 ? as_bits(eu_half_to_float((u16)stored)) : stored;
	}
}

/* The channel that comes @k-th in memory. */
static u32 channel_at(const struct eu_format *f, u32 k)
{
	return f->swapped && k < 3 ? 2 - k : k;
}

void eu_format_pack(const struct eu_format *f, const u32 value[4], u32 element[4])
{
	u32 at = 0;

	memset(element, 0, 16);
	for (u32 k = 0; k < 4; k++) {
		u32 c = channel_at(f, k);

		if (!f->bits[c])
			continue;
		element[at / 32] |= pack_channel(f, value[c], f->bits[c]) << (at % 32);
		at += f->bits[c];
	}
}

void eu_format_unpack(const struct eu_format *f, const u32 element[4], u32 value[4])
{
	bool is_int = f->kind == EU_FORMAT_UINT || f->kind == EU_FORMAT_SINT;
	u32 at = 0;

	value[0] = 0;
	value[1] = 0;
	value[2] = 0;
	value[3] = is_int ? 1 : as_bits(1.0f);
	for (u32 k = 0; k < 4; k++) {
		u32 c = channel_at(f, k);

		if (!f->bits[c])
			continue;
		value[c] = unpack_channel(f, element[at / 32] >> (at % 32) & mask_of(f->bits[c]),
					  f->bits[c]);
		at += f->bits[c];
	}
}
