// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses: from coordinates to texels of a level, with wrap modes.
 */
#include <math.h>

#include "eu/sampler.h"

/* Texels that a coordinate may be outside before it makes no difference. */
#define MARGIN	64

/* An array's element: to the nearest, and one that exists. */
static u32 element_of(float f, u32 count)
{
	if (!(f > 0))
		return 0;
	return f >= (float)count ? count - 1 : min((u32)rintf(f), count - 1);
}

void eu_sample_place(const struct eu_sample *m, u32 lane, struct eu_place *at)
{
	static const u8 element_param[] = {
		[EU_TEXTURE_1D] = EU_PARAM_V, [EU_TEXTURE_2D] = EU_PARAM_R,
		[EU_TEXTURE_CUBE] = EU_PARAM_AI,
	};
	const struct eu_texture *x = m->x;
	float dir[3];

	for (u32 d = 0; d < 3; d++)
		dir[d] = eu_param_float(m, EU_PARAM_U + d, lane);
	*at = (struct eu_place){ .c = { dir[0], dir[1], dir[2] } };
	if (x->kind == EU_TEXTURE_3D)
		return;
	if (x->array)
		at->slice = element_of(eu_param_float(m, element_param[x->kind], lane), x->depth);
	if (x->kind == EU_TEXTURE_CUBE) {
		at->face = eu_cube_face(dir, at->c);
		at->slice = 6 * at->slice + at->face;
	}
	at->slice += x->first;
}

static float within(float f, float least, float most)
{
	return f >= least ? (f <= most ? f : most) : least;
}

/* A coordinate in texels; what only repeats is taken off while it is exact. */
static float to_texels(const struct eu_sample *m, u32 wrap, float c, u32 size)
{
	float n = (float)size, period = m->s->texels ? n : 1;

	/* What is no number is at 0; an infinite one repeats nowhere. */
	if (isnan(c) || (isinf(c) && (wrap == EU_WRAP || wrap == EU_WRAP_MIRROR)))
		c = 0;
	if (wrap == EU_WRAP)
		c -= period * floorf(c / period);
	else if (wrap == EU_WRAP_MIRROR)
		c -= 2 * period * floorf(c / (2 * period));
	else if (wrap == EU_WRAP_HALF_BORDER)
		c = within(c, 0, period);
	return within(m->s->texels ? c : c * n, -n - MARGIN, 2 * n + MARGIN);
}

static s32 modulo(s32 i, s32 n)
{
	i %= n;
	return i < 0 ? i + n : i;
}

/* Texels outside of the picture stay there only if there is a border, or another face. */
static s32 wrap_texel(u32 wrap, s32 i, s32 n)
{
	switch (wrap) {
	case EU_WRAP:
		return modulo(i, n);
	case EU_WRAP_MIRROR:
		i = modulo(i, 2 * n);
		return i < n ? i : 2 * n - 1 - i;
	case EU_WRAP_MIRROR_ONCE:
		i = i < 0 ? -1 - i : i;
		return min(i, n - 1);
	case EU_WRAP_CUBE:
	case EU_WRAP_BORDER:
	case EU_WRAP_HALF_BORDER:
		return i;
	default:
		return max(min(i, n - 1), 0);
	}
}

/* Only cubes have other faces. */
static u32 wrap_of(const struct eu_sample *m, u32 d)
{
	if (m->x->kind == EU_TEXTURE_CUBE && m->s->seamless)
		return EU_WRAP_CUBE;
	if (m->x->kind != EU_TEXTURE_CUBE && m->s->wrap[d] == EU_WRAP_CUBE)
		return EU_WRAP_CLAMP;
	return m->s->wrap[d];
}

void eu_sample_taps(const struct eu_sample *m, u32 d, float c, u32 size, bool linear, bool mag,
		    s32 offset, struct eu_taps *t)
{
	u32 wrap = wrap_of(m, d);
	bool round = mag ? m->s->round_mag[d] : m->s->round_min[d];
	float texels = to_texels(m, wrap, c, size) * 256;
	s32 fixed = (s32)(round ? floorf(texels + 0.5f) : floorf(texels));

	if (linear)
		fixed -= 128;
	t->i[0] = wrap_texel(wrap, (fixed >> 8) + offset, (s32)size);
	t->i[1] = linear ? wrap_texel(wrap, (fixed >> 8) + offset + 1, (s32)size) : t->i[0];
	t->weight = linear ? fixed & 0xff : 0;
}
