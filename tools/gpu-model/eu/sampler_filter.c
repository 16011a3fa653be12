// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filters: the texels that a channel needs, and what is made of them.
 */
#include <math.h>
#include <string.h>

#include "eu/sampler.h"

/**
 * struct level - a level that is being read
 * @m: the message
 * @level: its number
 * @size: in texels
 * @at: where the channel samples
 * @ref: reference to compare with
 */
struct level {
	struct eu_sample *m;
	u32 level;
	u32 size[3];
	const struct eu_place *at;
	float ref;
};

u32 eu_sample_select(const struct eu_texture *x, u32 channel, const union eu_texel *t)
{
	static const union eu_texel one = { .f = { 1 } };
	u32 from = x->select[channel];

	if (from >= EU_SELECT_RED)
		return t->u[from - EU_SELECT_RED];
	if (from == EU_SELECT_ZERO)
		return 0;
	return eu_texel_is_int(&x->format) ? 1 : one.u[0];
}

/* The state says when the result is 0. */
static bool compares(u32 op, float texel, float ref)
{
	switch (op) {
	case 0:
		return true;
	case 1:
		return false;
	case 2:
		return texel < ref;
	case 3:
		return texel == ref;
	case 4:
		return texel <= ref;
	case 5:
		return texel > ref;
	case 6:
		return texel != ref;
	default:
		return texel >= ref;
	}
}

static void compare(const struct level *l, union eu_texel *t)
{
	float ref = l->ref;

	if (!l->m->compare)
		return;
	if (l->m->x->format.f.kind == EU_FORMAT_UNORM)
		ref = ref > 0 ? (ref < 1 ? ref : 1) : 0;
	*t = (union eu_texel){ .f = {
		compares(l->m->s->compare, t->f[0], ref) ? 0 : 1, 0, 0, 1,
	} };
}

/* The border has only what the format has. */
static void border(const struct level *l, union eu_texel *t)
{
	const struct eu_texel_format *f = &l->m->x->format;
	float least = f->f.kind == EU_FORMAT_SNORM ? -1 : 0;

	*t = l->m->s->border;
	if (f->f.kind == EU_FORMAT_UNORM || f->f.kind == EU_FORMAT_SNORM)
		for (u32 c = 0; c < 4; c++)
			t->f[c] = t->f[c] > least ? (t->f[c] < 1 ? t->f[c] : 1) : least;
	eu_texel_complete(f, t);
}

static bool is_outside(s32 i, u32 size)
{
	return i < 0 || (u32)i >= size;
}

static void read_face(const struct level *l, u32 face, s32 i, s32 j, union eu_texel *t)
{
	u32 slice = l->at->slice - l->at->face + face;

	eu_texel_read(&l->m->lines, l->m->x, l->level, (u32)i, (u32)j, slice, t);
	compare(l, t);
}

/* Beyond an edge is another face. At a corner there are only three texels: their mean. */
static void read_cube(const struct level *l, s32 i, s32 j, union eu_texel *t)
{
	s32 n = (s32)l->size[0], in_i = max(min(i, n - 1), 0), in_j = max(min(j, n - 1), 0);
	s32 a[] = { i, in_i, in_i }, b[] = { in_j, j, in_j };
	union eu_texel part[3];
	u32 face = l->at->face;

	if (i != in_i && j != in_j) {
		for (u32 k = 0; k < 3; k++)
			read_cube(l, a[k], b[k], &part[k]);
		for (u32 c = 0; c < 4; c++)
			t->f[c] = (part[0].f[c] + part[1].f[c] + part[2].f[c]) / 3;
		return;
	}
	if (i != in_i || j != in_j)
		face = eu_cube_neighbour(face, (u32)n, &i, &j);
	read_face(l, face, i, j, t);
}

static bool goes_around(const struct eu_sample *m)
{
	return m->x->kind == EU_TEXTURE_CUBE &&
	       (m->s->seamless || m->s->wrap[0] == EU_WRAP_CUBE || m->s->wrap[1] == EU_WRAP_CUBE);
}

static void read_texel(const struct level *l, const s32 i[3], union eu_texel *t)
{
	bool outside = is_outside(i[0], l->size[0]) || is_outside(i[1], l->size[1]) ||
		       is_outside(i[2], l->size[2]);

	if (outside && goes_around(l->m)) {
		read_cube(l, i[0], i[1], t);
		return;
	}
	if (outside)
		border(l, t);
	else
		eu_texel_read(&l->m->lines, l->m->x, l->level, (u32)i[0], (u32)i[1],
			      l->at->slice + (u32)i[2], t);
	compare(l, t);
}

static u32 directions(const struct eu_texture *x)
{
	return x->kind == EU_TEXTURE_1D ? 1 : x->kind == EU_TEXTURE_3D ? 3 : 2;
}

/* Weights of all texels are in 1/256 for each direction. */
static void blend(const struct level *l, const struct eu_taps taps[3], union eu_texel *t)
{
	u32 n = directions(l->m->x);
	union eu_texel texel;

	memset(t, 0, sizeof(*t));
	for (u32 k = 0; k < 1u << n; k++) {
		s32 i[3] = { 0 };
		float weight = 1;

		for (u32 d = 0; d < n; d++) {
			u32 second = k >> d & 1;

			i[d] = taps[d].i[second];
			weight *= (float)(second ? taps[d].weight : 256 - taps[d].weight) *
				  (1.0f / 256);
		}
		if (!(weight > 0))
			continue;
		read_texel(l, i, &texel);
		/* One texel alone may be of integers. */
		if (weight == 1) {
			*t = texel;
			return;
		}
		for (u32 c = 0; c < 4; c++)
			t->f[c] += weight * texel.f[c];
	}
}

static void start_level(struct level *l, struct eu_sample *m, u32 lane, u32 level,
			const struct eu_place *at)
{
	l->m = m;
	l->level = level;
	l->at = at;
	l->ref = eu_param_float(m, EU_PARAM_REF, lane);
	eu_texture_size(m->x, level, l->size);
}

static void find_taps(const struct level *l, bool linear, bool mag, const s32 *offset,
		      struct eu_taps taps[3])
{
	memset(taps, 0, 3 * sizeof(*taps));
	for (u32 d = 0; d < directions(l->m->x); d++)
		eu_sample_taps(l->m, d, l->at->c[d], l->size[d], linear, mag, offset[d], &taps[d]);
}

static void filter_level(struct eu_sample *m, u32 lane, u32 level, bool mag,
			 const struct eu_place *at, union eu_texel *t)
{
	bool linear = (mag ? m->s->mag : m->s->min) != EU_FILTER_NEAREST;
	struct eu_taps taps[3];
	struct level l;

	start_level(&l, m, lane, level, at);
	find_taps(&l, linear, mag, m->offset, taps);
	blend(&l, taps, t);
}

static void put_result(struct eu_sample *m, u32 lane, const union eu_texel *t)
{
	for (u32 c = 0; c < 4; c++)
		m->result[c][lane] = eu_sample_select(m->x, c, t);
}

static void filter(struct eu_sample *m, u32 lane, const struct eu_lod *lod,
		   const struct eu_place *at, union eu_texel *t)
{
	float weight = (float)lod->weight / 256;
	union eu_texel next;

	filter_level(m, lane, lod->level[0], lod->mag, at, t);
	if (!lod->weight)
		return;
	filter_level(m, lane, lod->level[1], lod->mag, at, &next);
	for (u32 c = 0; c < 4; c++)
		t->f[c] = t->f[c] * (1 - weight) + next.f[c] * weight;
}

/* A part of the way along the gradient. On a cube it ends at the side of the face. */
static struct eu_place probe_at(const struct eu_sample *m, const struct eu_place *at,
				const struct eu_probes *p, u32 i)
{
	float way = (float)(i + 1) / (float)(p->n + 1) - 0.5f;
	struct eu_place moved = *at;

	for (u32 d = 0; d < directions(m->x); d++) {
		moved.c[d] += p->along[d] * way;
		if (m->x->kind == EU_TEXTURE_CUBE)
			moved.c[d] = moved.c[d] > 0 ? min(moved.c[d], 1.0f) : 0;
	}
	return moved;
}

void eu_sample_filter(struct eu_sample *m, u32 lane, const struct eu_lod *lod,
		      const struct eu_probes *p)
{
	bool several = (lod->mag ? m->s->mag : m->s->min) == EU_FILTER_ANISOTROPIC && p->n > 1;
	union eu_texel t, sum = { .f = { 0 } };
	struct eu_place at;

	eu_sample_place(m, lane, &at);
	if (!several) {
		filter(m, lane, lod, &at, &t);
		put_result(m, lane, &t);
		return;
	}
	for (u32 i = 0; i < p->n; i++) {
		const struct eu_place probe = probe_at(m, &at, p, i);

		filter(m, lane, lod, &probe, &t);
		for (u32 c = 0; c < 4; c++)
			sum.f[c] += t.f[c] / (float)p->n;
	}
	put_result(m, lane, &sum);
}

/* Offsets of the message have 6 bits. */
static s32 offset_of(const struct eu_sample *m, u32 d, u32 lane)
{
	u32 v = d < 2 ? m->p[EU_PARAM_OFFU + d][lane] : 0;

	return m->offset[d] + ((s32)(v << 26) >> 26);
}

/* Lower left, lower right, upper right, upper left. */
void eu_sample_gather(struct eu_sample *m, u32 lane)
{
	static const u8 order[][2] = { { 0, 1 }, { 1, 1 }, { 1, 0 }, { 0, 0 } };
	s32 offset[3] = { offset_of(m, 0, lane), offset_of(m, 1, lane), 0 };
	struct eu_taps taps[3];
	struct eu_place at;
	struct level l;

	eu_sample_place(m, lane, &at);
	start_level(&l, m, lane, m->x->min_level, &at);
	find_taps(&l, true, true, offset, taps);
	for (u32 c = 0; c < 4; c++) {
		s32 i[3] = { taps[0].i[order[c][0]], taps[1].i[order[c][1]], 0 };
		union eu_texel t;

		read_texel(&l, i, &t);
		m->result[c][lane] = eu_sample_select(m->x, m->component, &t);
	}
}

/* Whole numbers, negative ones are outside. */
static bool find_load(const struct eu_sample *m, u32 lane, u32 *level, u32 i[3])
{
	const struct eu_texture *x = m->x;
	u32 lod = m->p[EU_PARAM_LOD][lane], size[3], d;

	for (d = 0; d < 3; d++)
		i[d] = m->p[EU_PARAM_U + d][lane] + (u32)m->offset[d];
	*level = lod + x->min_level;
	if (x->kind == EU_TEXTURE_BUFFER) {
		i[1] = 0;
		i[2] = 0;
		return i[0] < x->width;
	}
	if (lod >= x->levels)
		return false;
	eu_texture_size(x, *level, size);
	if (x->kind != EU_TEXTURE_3D) {
		u32 element = x->kind == EU_TEXTURE_1D ? EU_PARAM_V : EU_PARAM_R;

		i[2] = x->array ? m->p[element][lane] : 0;
		size[2] = x->depth;
	}
	if (x->kind == EU_TEXTURE_1D)
		i[1] = 0;
	return i[0] < size[0] && i[1] < size[1] && i[2] < size[2];
}

void eu_sample_load(struct eu_sample *m, u32 lane)
{
	union eu_texel t = { .u = { 0 } };
	u32 level, i[3];

	if (find_load(m, lane, &level, i))
		eu_texel_read(&m->lines, m->x, level, i[0], i[1], i[2] + m->x->first, &t);
	put_result(m, lane, &t);
}

void eu_sample_load_sample(struct eu_sample *m, u32 lane)
{
	u32 level, i[3], sample = m->p[EU_PARAM_SAMPLE][lane];
	union eu_texel t = { .u = { 0 } };

	if (find_load(m, lane, &level, i) && sample < m->x->samples)
		eu_texel_read_sample(&m->lines, m->x, sample, i[0], i[1], i[2] + m->x->first, &t);
	put_result(m, lane, &t);
}
