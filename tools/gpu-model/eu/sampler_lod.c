// SPDX-License-Identifier: GPL-2.0-only
/*
 * Level of detail: from gradients, biases and limits to mip levels.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "Sampler", level of detail; OpenGL 4.6 specification, 8.14;
 * EXT_texture_filter_anisotropic.
 */
#include <math.h>

#include "eu/sampler.h"

/* Beyond this nothing changes; also the level of detail of no gradient at all. */
#define LIMIT	32.0f

/* Directions in which a texture has texels; the faces of a cube have two. */
static u32 dimensions(const struct eu_texture *x)
{
	return x->kind == EU_TEXTURE_1D ? 1 : x->kind == EU_TEXTURE_3D ? 3 : 2;
}

/* Texels of the first level that a gradient spans, squared. */
static float length2(const struct eu_sample *m, const float *gradient)
{
	u32 size[3];
	float sum = 0;

	eu_texture_size(m->x, m->x->min_level, size);
	for (u32 d = 0; d < dimensions(m->x); d++) {
		float texels = gradient[d] * (m->s->texels ? 1 : (float)size[d]);

		sum += texels * texels;
	}
	return sum;
}

/*
 * A pixel that covers a long strip of the texture has so many samples along it that each covers no
 * more than a square of it, within the limit of the sampler.
 */
static float lod_of(const struct eu_sample *m, const float *dx, const float *dy,
		    struct eu_probes *p)
{
	float a = length2(m, dx), b = length2(m, dy);
	float most = a > b ? a : b, least = a > b ? b : a;
	const float *along = a > b ? dx : dy;

	p->n = 1;
	if (!(most > 0))
		return -LIMIT;
	if (m->s->min == EU_FILTER_ANISOTROPIC || m->s->mag == EU_FILTER_ANISOTROPIC) {
		float ratio = least > 0 ? ceilf(sqrtf(most / least)) : LIMIT;

		p->n = ratio < (float)m->s->most_probes ? (u32)ratio : m->s->most_probes;
	}
	for (u32 d = 0; d < 3; d++)
		p->along[d] = along[d];
	return log2f(most) / 2 - log2f((float)p->n);
}

static void coordinates(const struct eu_sample *m, u32 lane, u32 face, float c[3])
{
	float dir[3];

	for (u32 d = 0; d < 3; d++) {
		dir[d] = eu_param_float(m, EU_PARAM_U + d, lane);
		c[d] = dir[d];
	}
	if (m->x->kind == EU_TEXTURE_CUBE)
		eu_cube_on_face(dir, face, c);
}

/* Channels of a quad: two above, two below. All see the face of the first one. */
static float quad_lod(const struct eu_sample *m, u32 first, struct eu_probes *p)
{
	float c[3][3], dx[3], dy[3];
	struct eu_place at;

	eu_sample_place(m, first, &at);
	for (u32 i = 0; i < 3; i++)
		coordinates(m, first + i, at.face, c[i]);
	for (u32 d = 0; d < 3; d++) {
		dx[d] = c[1][d] - c[0][d];
		dy[d] = c[2][d] - c[0][d];
	}
	return lod_of(m, dx, dy, p);
}

void eu_lod_implicit(const struct eu_sample *m, float lod[EU_SAMPLER_LANES],
		     struct eu_probes probes[EU_SAMPLER_LANES])
{
	for (u32 first = 0; first < m->n; first += 4) {
		struct eu_probes p = { .n = 1 };
		float l = m->lanes >> first & 0xf ? quad_lod(m, first, &p) : 0;

		for (u32 i = 0; i < 4; i++) {
			lod[first + i] = l;
			probes[first + i] = p;
		}
	}
}

/* Gradients of a direction, as gradients on the face that it meets. */
static void gradient_on_face(const struct eu_sample *m, u32 lane, float *gradient)
{
	float dir[3], moved[3], c[2], n[2];
	u32 face;

	for (u32 d = 0; d < 3; d++)
		dir[d] = eu_param_float(m, EU_PARAM_U + d, lane);
	face = eu_cube_face(dir, c);
	for (u32 d = 0; d < 3; d++)
		moved[d] = dir[d] + gradient[d];
	eu_cube_on_face(moved, face, n);
	gradient[0] = n[0] - c[0];
	gradient[1] = n[1] - c[1];
}

void eu_lod_gradients(const struct eu_sample *m, float lod[EU_SAMPLER_LANES],
		      struct eu_probes probes[EU_SAMPLER_LANES])
{
	for (u32 i = 0; i < m->n; i++) {
		float dx[3], dy[3];

		for (u32 d = 0; d < 3; d++) {
			dx[d] = eu_param_float(m, EU_PARAM_DUDX + d, i);
			dy[d] = eu_param_float(m, EU_PARAM_DUDY + d, i);
		}
		if (m->x->kind == EU_TEXTURE_CUBE) {
			gradient_on_face(m, i, dx);
			gradient_on_face(m, i, dy);
		}
		lod[i] = lod_of(m, dx, dy, &probes[i]);
	}
}

static s32 limit(s32 v, s32 least, s32 most)
{
	return v > most ? most : v < least ? least : v;
}

/* In 1/256. No number at all is as small as can be. */
static s32 to_fixed(float f)
{
	if (!(f > -LIMIT))
		f = -LIMIT;
	return (s32)floorf((f < LIMIT ? f : LIMIT) * 256 + 0.5f);
}

/* What the limits of sampler, texture and message leave. */
static s32 within_limits(const struct eu_sample *m, u32 lane, s32 lod)
{
	s32 least = to_fixed(eu_param_float(m, EU_PARAM_MIN_LOD, lane));

	lod = limit(lod, m->s->min_lod, m->s->max_lod);
	lod = max(lod, max((s32)m->x->min_lod, least));
	return limit(lod, 0, (s32)(m->x->levels - 1) * 256);
}

void eu_lod_select(const struct eu_sample *m, u32 lane, float lod, struct eu_lod *l)
{
	const struct eu_sampler *s = m->s;
	s32 fixed = to_fixed(lod) + s->bias, clamped = within_limits(m, lane, fixed);
	u32 last = m->x->levels - 1, mip = s->mip;

	l->raw = (float)fixed / 256;
	if (s->clamp_first)
		fixed = limit(fixed, s->min_lod, s->max_lod);
	l->mag = fixed <= (s32)max(s->base_lod, m->x->base_lod) * 128;
	if (l->mag && s->mag_no_mip)
		mip = EU_MIP_NONE;
	if (mip == EU_MIP_NONE)
		clamped = 0;
	/* Half way between two levels the larger one is the nearest. */
	if (mip == EU_MIP_NEAREST)
		clamped = (clamped + 127) & ~0xff;
	l->clamped = (float)clamped / 256;
	l->level[0] = min((u32)clamped >> 8, last);
	l->level[1] = min(l->level[0] + 1, last);
	l->weight = l->level[0] == l->level[1] ? 0 : (u32)clamped & 0xff;
	l->level[0] += m->x->min_level;
	l->level[1] += m->x->min_level;
}
