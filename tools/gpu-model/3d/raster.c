// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rasterizer: which pixels are inside of an object, in blocks for the pixel shader.
 *
 * A block has two rows. Its channels are groups of 2x2 pixels, from left to right.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "Windower (WM) Stage", "Rasterization"; Mesa
 * compiler/brw_fs_nir.cpp (where the channels of a group are).
 */
#include "3d/draw.h"
#include "cs/commands.h"

/* Positions have 8 bits behind the point. */
#define CENTRE(p)	((s64)(p) * 256 + 128)

/* An edge that is neither a left nor an upper one has no pixel on it. */
static s64 least_inside(const struct surface_setup *s, u32 i)
{
	return s->a[i] > 0 || (!s->a[i] && s->b[i] > 0) ? 0 : 1;
}

static s64 edge_at(const struct surface_setup *s, u32 i, s32 x, s32 y)
{
	return s->a[i] * CENTRE(x) + s->b[i] * CENTRE(y) + s->c[i];
}

/* Whether a block cannot have a pixel inside: an edge has all of it on its other side. */
static bool is_outside(const struct surface_setup *s, s32 x, s32 y, u32 width)
{
	if (s->shape == SHAPE_LINE)
		return draw_line_is_far(&s->line, x, y, width);
	if (s->shape != SHAPE_TRIANGLE)
		return false;
	for (u32 i = 0; i < 3; i++) {
		s32 bx = s->a[i] > 0 ? x + (s32)width - 1 : x, by = s->b[i] > 0 ? y + 1 : y;

		if (edge_at(s, i, bx, by) < least_inside(s, i))
			return true;
	}
	return false;
}

static bool is_inside(const struct surface_setup *s, s32 x, s32 y)
{
	const struct draw_box *b = &s->box;

	if (x < b->x0 || x >= b->x1 || y < b->y0 || y >= b->y1)
		return false;
	if (s->shape == SHAPE_LINE)
		return draw_line_has(&s->line, x, y);
	for (u32 i = 0; i < 3 && s->shape == SHAPE_TRIANGLE; i++)
		if (edge_at(s, i, x, y) < least_inside(s, i))
			return false;
	return true;
}

static void place(const struct surface_setup *s, struct pixels *p, u32 lane)
{
	const struct linear *z = &s->z;

	p->b1[lane] = (float)((double)edge_at(s, 1, p->x[lane], p->y[lane]) / s->area);
	p->b2[lane] = (float)((double)edge_at(s, 2, p->x[lane], p->y[lane]) / s->area);
	p->z[lane] = z->origin + z->b1 * p->b1[lane] + z->b2 * p->b2[lane];
}

static void fill_block(struct draw *d, s32 x, s32 y)
{
	const float *range = d->depth_range[d->s.viewport];
	struct pixels *p = &d->pixels;

	p->lit = 0;
	p->tested = 0;
	p->failed = 0;
	p->written = 0;
	for (u32 i = 0; i < p->lanes; i++) {
		p->x[i] = x + (s32)(i / 4 * 2 + i % 2);
		p->y[i] = y + (s32)(i / 2 % 2);
		p->lit |= (u32)is_inside(&d->s, p->x[i], p->y[i]) << i;
	}
	for (u32 i = 0; p->lit && i < p->lanes; i++) {
		place(&d->s, p, i);
		p->z[i] = p->z[i] < range[0] ? range[0] :
			  p->z[i] > range[1] ? range[1] : p->z[i];
	}
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
		res = draw_ps(d);
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
			if (!is_outside(&d->s, x, y, (u32)width))
				res = draw_block(d, x, y);
	}
	return res;
}
