// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rasterizer: which pixels, or samples of them, are inside of an object, in blocks for the pixel
 * shader.
 *
 * A block has two rows. Its channels are groups of 2x2 pixels, from left to right.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "Windower (WM) Stage", "Rasterization"; Mesa
 * compiler/brw_fs_nir.cpp (where the channels of a group are).
 */
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

/* Positions have 8 bits behind the point. */
#define ONE		256
#define CENTRE(p)	((s64)(p) * ONE + ONE / 2)

/* An edge that is neither a left nor an upper one has no pixel on it. */
static s64 least_inside(const struct surface_setup *s, u32 i)
{
	return s->a[i] > 0 || (!s->a[i] && s->b[i] > 0) ? 0 : 1;
}

static s64 edge_at(const struct surface_setup *s, u32 i, s64 x, s64 y)
{
	return s->a[i] * x + s->b[i] * y + s->c[i];
}

/* Whether a block cannot have a sample inside: an edge has all of it on its other side. */
static bool is_outside(const struct draw *d, s32 x, s32 y, s32 width)
{
	const struct surface_setup *s = &d->s;
	/* Samples may be anywhere in a pixel. */
	s64 in = d->sampling.multi ? 0 : ONE / 2;

	if (s->shape == SHAPE_LINE)
		return draw_line_is_far(&s->line, x, y, (u32)width);
	if (s->shape != SHAPE_TRIANGLE)
		return false;
	for (u32 i = 0; i < 3; i++) {
		s64 bx = s->a[i] > 0 ? (s64)(x + width) * ONE - in : (s64)x * ONE + in;
		s64 by = s->b[i] > 0 ? (s64)(y + 2) * ONE - in : (s64)y * ONE + in;

		if (edge_at(s, i, bx, by) < least_inside(s, i))
			return true;
	}
	return false;
}

static bool in_box(const struct draw_box *b, s32 x, s32 y)
{
	return x >= b->x0 && x < b->x1 && y >= b->y0 && y < b->y1;
}

static bool in_extent(const struct draw_extent *e, s64 x, s64 y)
{
	return x >= e->x0 && x < e->x1 && y >= e->y0 && y < e->y1;
}

static bool in_triangle(const struct surface_setup *s, s64 x, s64 y)
{
	for (u32 i = 0; i < 3; i++)
		if (edge_at(s, i, x, y) < least_inside(s, i))
			return false;
	return true;
}

/* A pixel of one sample. */
static bool has_pixel(const struct surface_setup *s, s32 x, s32 y)
{
	if (!in_box(&s->box, x, y))
		return false;
	if (s->shape == SHAPE_LINE)
		return draw_line_has(&s->line, x, y);
	return s->shape != SHAPE_TRIANGLE || in_triangle(s, CENTRE(x), CENTRE(y));
}

static bool has_sample(const struct draw *d, s32 x, s32 y, u32 sample)
{
	const struct surface_setup *s = &d->s;
	s64 sx = (s64)x * ONE + d->sampling.x[sample], sy = (s64)y * ONE + d->sampling.y[sample];

	if (s->shape == SHAPE_LINE)
		return draw_line_covers(&s->line, sx, sy);
	return s->shape == SHAPE_TRIANGLE ? in_triangle(s, sx, sy) : in_extent(&s->extent, sx, sy);
}

/* Samples inside, a bit each. */
static u32 samples_inside(const struct draw *d, s32 x, s32 y)
{
	const struct sampling *m = &d->sampling;
	u32 inside = 0;

	if (!m->multi)
		return has_pixel(&d->s, x, y) ? m->mask : 0;
	for (u32 i = 0; in_box(&d->s.box, x, y) && i < m->n; i++)
		if (m->mask >> i & 1 && has_sample(d, x, y, i))
			inside |= BIT(i);
	return inside;
}

void draw_weights(const struct surface_setup *s, s64 x, s64 y, float *b1, float *b2)
{
	*b1 = (float)((double)edge_at(s, 1, x, y) / s->area);
	*b2 = (float)((double)edge_at(s, 2, x, y) / s->area);
}

static float depth_at(const struct draw *d, float b1, float b2)
{
	const float *range = d->depth_range[d->s.viewport];
	const struct linear *l = &d->s.z;
	float z = l->origin + l->b1 * b1 + l->b2 * b2;

	return z < range[0] ? range[0] : z > range[1] ? range[1] : z;
}

/* Weights and depths of a channel. */
static void place(struct draw *d, u32 lane)
{
	const struct sampling *m = &d->sampling;
	struct pixels *p = &d->pixels;
	s32 x = p->x[lane], y = p->y[lane];

	draw_weights(&d->s, CENTRE(x), CENTRE(y), &p->b1[lane], &p->b2[lane]);
	for (u32 i = 0; i < m->n; i++) {
		float b1 = p->b1[lane], b2 = p->b2[lane];

		if (m->multi)
			draw_weights(&d->s, (s64)x * ONE + m->x[i], (s64)y * ONE + m->y[i], &b1,
				     &b2);
		p->z[i][lane] = depth_at(d, b1, b2);
	}
}

static void fill_block(struct draw *d, s32 x, s32 y)
{
	struct pixels *p = &d->pixels;
	u32 n = d->sampling.n;

	memset(p->inside, 0, n * sizeof(p->inside[0]));
	memset(p->wrote, 0, n * sizeof(p->wrote[0]));
	memset(p->failed, 0, n * sizeof(p->failed[0]));
	p->tested = 0;
	for (u32 i = 0; i < p->lanes; i++) {
		u32 inside;

		p->x[i] = x + (s32)(i / 4 * 2 + i % 2);
		p->y[i] = y + (s32)(i / 2 % 2);
		inside = samples_inside(d, p->x[i], p->y[i]);
		for (u32 k = 0; inside && k < n; k++)
			p->inside[k] |= (inside >> k & 1) << i;
	}
	memcpy(p->cover, p->inside, n * sizeof(p->cover[0]));
	draw_light(d);
	for (u32 i = 0; p->lit && i < p->lanes; i++)
		place(d, i);
}

/* A thread for the block's pixels, or for the same sample of each. */
static enum cs_result shade(struct draw *d)
{
	struct pixels *p = &d->pixels;
	enum cs_result res = CS_OK;

	if (!d->sampling.each)
		return draw_ps(d);
	for (u32 i = 0; res == CS_OK && i < d->sampling.n; i++) {
		p->sample = i;
		p->tested = 0;
		draw_light(d);
		if (p->lit)
			res = draw_ps(d);
	}
	p->sample = DRAW_ALL_SAMPLES;
	return res;
}

static enum cs_result draw_block(struct draw *d, s32 x, s32 y)
{
	struct pixels *p = &d->pixels;
	enum cs_result res = CS_OK;

	fill_block(d, x, y);
	if (!p->lit)
		return CS_OK;
	if (!d->depth.late && draw_depth_test(d, p->lit))
		return cs_fault(d->e);
	if (p->lit)
		res = shade(d);
	if (res == CS_OK && draw_depth_write(d))
		return cs_fault(d->e);
	return res;
}

enum cs_result draw_raster(struct draw *d)
{
	const struct draw_box *b = &d->s.box;
	s32 width = (s32)d->dispatch.simd / 2;
	enum cs_result res = CS_OK;

	d->pixels.lanes = d->dispatch.simd;
	for (s32 y = b->y0 & ~1; res == CS_OK && y < b->y1; y += 2) {
		if (!engine_obey(d->e))
			return CS_BREAK;
		for (s32 x = b->x0 & -width; res == CS_OK && x < b->x1; x += width)
			if (!is_outside(d, x, y, width))
				res = draw_block(d, x, y);
	}
	return res;
}
