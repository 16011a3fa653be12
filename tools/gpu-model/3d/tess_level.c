// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many segments a side of a patch has, and where they end.
 *
 * With fractional spacing, a side changes from one number of segments to the next one of its kind
 * (odd or even) by two points, one in each half, that become two each. Which point it is follows
 * the order in which a half is divided when the number doubles. Points are between their places
 * before and after, by the factor. The second half mirrors the first one.
 *
 * Source: OpenGL 4.6, 11.2.2.1, 11.2.2.2; Direct3D 11.3 functional specification, 14.7 (numbers of
 * 16 bits behind the point).
 */
#include <math.h>

#include "3d/tessellate.h"

/* What is no number of either kind is @least; fminf() and fmaxf() differ there by the library. */
static float clamp(float value, float least, float most)
{
	if (!(value > least))
		return least;
	return value > most ? most : value;
}

static u32 most_of(const struct tess_setup *s, enum tess_spacing spacing)
{
	float most = spacing == TESS_ODD ? s->most_odd : s->most;

	return (u32)clamp(most, 1, spacing == TESS_ODD ? TESS_MOST - 1 : TESS_MOST);
}

/* In 1/TESS_ONE. */
static u32 limit(const struct tess_setup *s, float factor, enum tess_spacing spacing)
{
	float least = spacing == TESS_EVEN ? 2 : 1;
	u32 most = max(most_of(s, spacing), (u32)least);

	factor = clamp(factor, least, (float)most);
	if (spacing == TESS_INTEGER)
		factor = ceilf(factor);
	return (u32)(factor * TESS_ONE + 0.5f);
}

static u32 highest_bit(u32 n)
{
	return n ? BIT(31 - (u32)__builtin_clz(n)) : 0;
}

static struct tess_level level_of(u32 factor, enum tess_spacing spacing)
{
	u32 whole = factor / TESS_ONE, rest, half;
	struct tess_level l = { .fewer = whole };

	if (spacing == TESS_ODD)
		l.fewer = (whole - 1) | 1;
	else if (spacing == TESS_EVEN)
		l.fewer = whole & ~1u;
	rest = factor - l.fewer * TESS_ONE;
	l.segments = l.fewer + (rest ? 2 : 0);
	l.between = (rest + 1) / 2;
	half = spacing == TESS_ODD ? (l.fewer + 1) / 2 - 1 : l.fewer / 2;
	l.split = half ? 2 * (half - highest_bit(half)) + 1 : 0;
	return l;
}

static u32 length_of(u32 segments)
{
	return (TESS_ONE + segments / 2) / segments;
}

u32 tess_place(const struct tess_level *l, u32 i)
{
	bool mirrored = 2 * i > l->segments;
	u32 n = mirrored ? l->segments - i : i, at;
	u64 before, after;

	if (2 * n == l->segments)
		return TESS_HALF;
	before = (u64)(n - (l->segments != l->fewer && n > l->split)) * length_of(l->fewer);
	after = (u64)n * length_of(l->segments);
	at = (u32)((before * (TESS_ONE - l->between) + after * l->between + TESS_HALF) / TESS_ONE);
	return mirrored ? TESS_ONE - at : at;
}

/* If anything is divided, there is an inside: an inner factor of 1 is a bit more. */
static void grow(u32 *inner, u32 n, const u32 *outer, u32 sides, enum tess_spacing spacing)
{
	bool divided = false;

	for (u32 i = 0; i < sides; i++)
		divided |= outer[i] != TESS_ONE;
	for (u32 i = 0; i < n; i++)
		divided |= inner[i] != TESS_ONE;
	for (u32 i = 0; divided && i < n; i++)
		if (inner[i] == TESS_ONE)
			inner[i] = spacing == TESS_INTEGER ? 2 * TESS_ONE : TESS_ONE + 1;
}

static bool is_there(const float *outer, u32 n)
{
	for (u32 i = 0; i < n; i++)
		if (!(outer[i] > 0))
			return false;
	return true;
}

static bool levels_of_lines(struct tessellator *t, const float outer[4])
{
	const struct tess_setup *s = &t->setup;

	if (!is_there(outer, 2))
		return false;
	t->outer[0] = level_of(limit(s, outer[0], TESS_INTEGER), TESS_INTEGER);
	t->outer[1] = level_of(limit(s, outer[1], s->spacing), s->spacing);
	return true;
}

bool tess_levels(struct tessellator *t, const float outer[4], const float inner[2])
{
	const struct tess_setup *s = &t->setup;
	u32 sides = s->domain == TESS_QUAD ? 4 : 3, axes = s->domain == TESS_QUAD ? 2 : 1;
	u32 side[4], axis[2];

	if (s->domain == TESS_ISOLINE)
		return levels_of_lines(t, outer);
	if (!is_there(outer, sides))
		return false;
	for (u32 i = 0; i < sides; i++)
		side[i] = limit(s, outer[i], s->spacing);
	for (u32 i = 0; i < axes; i++)
		axis[i] = limit(s, inner[i], s->spacing);
	grow(axis, axes, side, sides, s->spacing);
	for (u32 i = 0; i < sides; i++)
		t->outer[i] = level_of(side[i], s->spacing);
	for (u32 i = 0; i < axes; i++)
		t->inner[i] = level_of(axis[i], s->spacing);
	return true;
}
