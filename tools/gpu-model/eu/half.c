// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "eu/half.h"

#define HALF_INFINITY	0x7c00
#define HALF_LARGEST	0x7bff

static float from_bits(u32 bits)
{
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

float eu_half_to_float(u16 half)
{
	u32 sign = (half & 0x8000u) << 16, mantissa = half & 0x3ff;
	u32 exponent = half >> 10 & 0x1f;
	u32 shift;

	if (exponent == 0x1f)
		return from_bits(sign | 0x7f800000 | mantissa << 13);
	if (exponent)
		return from_bits(sign | (exponent + 112) << 23 | mantissa << 13);
	if (!mantissa)
		return from_bits(sign);
	shift = (u32)__builtin_clz(mantissa) - 21;
	return from_bits(sign | (113 - shift) << 23 | (mantissa << shift & 0x3ff) << 13);
}

static bool rounds_away(enum eu_round mode, bool negative, u32 kept, u32 lost, u32 half)
{
	switch (mode) {
	case EU_ROUND_UP:
		return lost && !negative;
	case EU_ROUND_DOWN:
		return lost && negative;
	case EU_ROUND_ZERO:
		return false;
	default:
		return lost > half || (lost == half && kept & 1);
	}
}

u16 eu_float_to_half(float f, enum eu_round mode)
{
	u32 bits, sign, mantissa, kept, drop;
	s32 exponent;

	memcpy(&bits, &f, sizeof(bits));
	sign = bits >> 16 & 0x8000;
	exponent = (s32)(bits >> 23 & 0xff) - 112;
	mantissa = bits & 0x7fffff;
	if (exponent == 0xff - 112)
		return sign | HALF_INFINITY | (mantissa ? 0x200 | mantissa >> 13 : 0);
	/* Mantissa with its first bit; what is below the half's last bit is dropped. */
	if (bits & 0x7f800000)
		mantissa |= 0x800000;
	drop = 13;
	if (exponent <= 0)
		drop = (u32)min(14 - exponent, 31);
	kept = mantissa >> drop;
	if (rounds_away(mode, sign, kept, mantissa & (BIT(drop) - 1), BIT(drop - 1)))
		kept++;
	/* The first bit of a normal number adds one to the exponent. */
	if (exponent > 0)
		kept += (u32)(exponent - 1) << 10;
	if (kept >= HALF_INFINITY)
		return sign | (rounds_away(mode, sign, 1, 1, 1) ? HALF_INFINITY : HALF_LARGEST);
	return sign | kept;
}
