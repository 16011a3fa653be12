// SPDX-License-Identifier: GPL-2.0-only
/*
 * Set-up: from clip space to the screen, culling, and what the rasterizer and the pixel shader need
 * of an object.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (3DSTATE_SF, 3DSTATE_RASTER, 3DSTATE_SBE), vol 2d
 * (SF_CLIP_VIEWPORT, SCISSOR_RECT), vol 7, "Strips and Fans (SF) Stage"; Mesa genxml.
 */
#include <math.h>
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

#define CLIP2_NO_DIVIDE		BIT(9)
#define SBE1_LOWER_LEFT		BIT(20)

#define RASTER1_CCW		BIT(21)
#define RASTER1_CULL		GENMASK(17, 16)
#define   CULL_BOTH		0
#define   CULL_NONE		1
#define   CULL_FRONT		2
#define RASTER1_OFFSET		BIT(9)
#define RASTER1_SCISSOR		BIT(1)

#define DEPTH_D32		1
#define DEPTH_D24		3

/* Positions have 8 bits behind the point. */
#define ONE			256
#define HALF			(ONE / 2)
/* Beyond, the hardware draws nothing that could be told. */
#define MOST_PIXEL		131072.0f

static int read_dynamic(struct draw *d, u32 offset, void *data, u32 bytes)
{
	return vm_read(d->e, AS_PPGTT, d->base.dynamic + offset, data, bytes, PAGE_USE_READ);
}

static void take_window(struct draw *d)
{
	const u32 *r = draw_state(d, S3D_DRAWING_RECTANGLE);

	d->clip = (struct draw_box){ 0, 0, 1 << 16, 1 << 16 };
	if (!r[0])
		return;
	d->clip = (struct draw_box){
		(s32)(r[1] & 0xffff), (s32)(r[1] >> 16),
		(s32)(r[2] & 0xffff) + 1, (s32)(r[2] >> 16) + 1,
	};
}

void draw_setup_begin(struct draw *d)
{
	take_window(d);
	d->has_viewports = false;
}

/* Only as many viewports as the clipper admits are read, and only if there is a triangle. */
enum cs_result draw_viewports(struct draw *d)
{
	u32 n = (draw_state(d, S3D_CLIP)[3] & 0xf) + 1, raster = draw_state(d, S3D_RASTER)[1];
	bool transform = draw_state(d, S3D_SF)[1] & SF_TRANSFORM;

	if (d->has_viewports)
		return CS_OK;
	d->has_viewports = true;
	memset(d->viewport, 0, sizeof(d->viewport));
	for (u32 i = 0; i < VIEWPORTS; i++) {
		d->depth_range[i][0] = 0;
		d->depth_range[i][1] = 1;
	}
	if (draw_state(d, S3D_VIEWPORT_SF)[0] && transform &&
	    read_dynamic(d, draw_state(d, S3D_VIEWPORT_SF)[1] & ~63u, d->viewport,
			 n * sizeof(d->viewport[0])))
		return cs_fault(d->e);
	if (draw_state(d, S3D_VIEWPORT_CC)[0] &&
	    read_dynamic(d, draw_state(d, S3D_VIEWPORT_CC)[1] & ~31u, d->depth_range,
			 n * sizeof(d->depth_range[0])))
		return cs_fault(d->e);
	if (raster & RASTER1_SCISSOR &&
	    read_dynamic(d, draw_state(d, S3D_SCISSOR)[1] & ~31u, d->scissor,
			 n * sizeof(d->scissor[0])))
		return cs_fault(d->e);
	return CS_OK;
}

/* Return false if it is nowhere. */
static bool project(const struct draw *d, const struct corner *c, u32 viewport, struct screen *s)
{
	const float *v = d->viewport[viewport];
	float p[3] = { c->pos[0], c->pos[1], c->pos[2] };

	s->rw = c->pos[3];
	if (!(draw_state(d, S3D_CLIP)[2] & CLIP2_NO_DIVIDE)) {
		s->rw = 1 / c->pos[3];
		for (u32 i = 0; i < 3; i++)
			p[i] *= s->rw;
	}
	if (draw_state(d, S3D_SF)[1] & SF_TRANSFORM)
		for (u32 i = 0; i < 3; i++)
			p[i] = p[i] * v[i] + v[3 + i];
	if (!(fabsf(p[0]) < MOST_PIXEL && fabsf(p[1]) < MOST_PIXEL && isfinite(p[2])))
		return false;
	s->x = (s32)lrintf(p[0] * ONE);
	s->y = (s32)lrintf(p[1] * ONE);
	s->z = p[2];
	return true;
}

/* First pixel whose centre is at @at or behind it. */
static s32 pixel_from(s32 at)
{
	return (at - HALF + ONE - 1) >> 8;
}

void draw_bound(struct draw *d, const struct draw_extent *e)
{
	struct surface_setup *s = &d->s;

	s->extent = *e;
	if (d->sampling.multi)
		s->box = (struct draw_box){
			e->x0 >> 8, e->y0 >> 8, (e->x1 + ONE - 1) >> 8, (e->y1 + ONE - 1) >> 8,
		};
	else
		s->box = (struct draw_box){
			pixel_from(e->x0), pixel_from(e->y0), pixel_from(e->x1), pixel_from(e->y1),
		};
}

static void shrink(struct draw_box *b, s32 x0, s32 y0, s32 x1, s32 y1)
{
	b->x0 = max(b->x0, x0);
	b->y0 = max(b->y0, y0);
	b->x1 = min(b->x1, x1);
	b->y1 = min(b->y1, y1);
}

static s32 pixel_of(float f)
{
	return f > 65536 ? 65536 : f > -65536 ? (s32)f : -65536;
}

static void limit_box(struct draw *d, const struct object *o)
{
	const float *v = d->viewport[o->viewport];
	const u32 *s = d->scissor[o->viewport];
	struct draw_box *b = &d->s.box;

	shrink(b, d->clip.x0, d->clip.y0, d->clip.x1, d->clip.y1);
	if (draw_state(d, S3D_SF)[1] & SF_TRANSFORM)
		shrink(b, pixel_of(ceilf(v[12])), pixel_of(ceilf(v[14])),
		       pixel_of(floorf(v[13])) + 1, pixel_of(floorf(v[15])) + 1);
	if (draw_state(d, S3D_RASTER)[1] & RASTER1_SCISSOR)
		shrink(b, (s32)(s[0] & 0xffff), (s32)(s[0] >> 16), (s32)(s[1] & 0xffff) + 1,
		       (s32)(s[1] >> 16) + 1);
}

static void bound(struct draw *d, const struct object *o, const struct screen p[3])
{
	struct draw_extent e = {
		min(min(p[0].x, p[1].x), p[2].x), min(min(p[0].y, p[1].y), p[2].y),
		max(max(p[0].x, p[1].x), p[2].x), max(max(p[0].y, p[1].y), p[2].y),
	};

	/* A rectangle has no pixels whose centre is on its right or lower side. */
	if (o->shape != SHAPE_RECTANGLE) {
		e.x1++;
		e.y1++;
	}
	draw_bound(d, &e);
}

/*
 * The function of edge i is 0 on the side that faces corner i. On that side pixels count as inside
 * if it is a left or an upper one.
 */
static s64 make_edges(struct surface_setup *s, const struct screen p[3])
{
	s64 area = (s64)(p[1].x - p[0].x) * (p[2].y - p[0].y) -
		   (s64)(p[2].x - p[0].x) * (p[1].y - p[0].y);
	s64 sign = area < 0 ? -1 : 1;

	for (u32 i = 0; i < 3; i++) {
		const struct screen *j = &p[(i + 1) % 3], *k = &p[(i + 2) % 3];

		s->a[i] = sign * (j->y - k->y);
		s->b[i] = sign * (k->x - j->x);
		s->c[i] = -s->a[i] * j->x - s->b[i] * j->y;
	}
	s->area = (double)(sign * area);
	return area;
}

/* Seen on the screen, whose rows go down, counter-clockwise corners have a negative area. */
bool draw_faces_back(const struct draw *d, const struct object *o, bool negative)
{
	bool ccw = negative != o->flip;

	return ccw != !!(draw_state(d, S3D_RASTER)[1] & RASTER1_CCW);
}

bool draw_is_culled(const struct draw *d, bool back)
{
	u32 cull = FIELD_GET(RASTER1_CULL, draw_state(d, S3D_RASTER)[1]);

	if (cull == CULL_NONE)
		return false;
	return cull == CULL_BOTH || (cull == CULL_FRONT) != back;
}

/* The smallest step of depth, for the offset. */
static float depth_unit(const struct draw *d, const struct screen p[3])
{
	float most = max(max(fabsf(p[0].z), fabsf(p[1].z)), fabsf(p[2].z));
	int exponent;

	if (d->depth.format == DEPTH_D24)
		return ldexpf(1, -24);
	if (d->depth.format != DEPTH_D32)
		return ldexpf(1, -16);
	frexpf(most, &exponent);
	return ldexpf(1, exponent - 24);
}

static float depth_offset(const struct draw *d, const struct screen p[3])
{
	const u32 *r = draw_state(d, S3D_RASTER);
	const struct surface_setup *s = &d->s;
	float clamp = draw_float(r[4]), offset, slope;
	double dx, dy;

	if (s->shape != SHAPE_TRIANGLE || !(r[1] & RASTER1_OFFSET))
		return 0;
	dx = (s->z.b1 * (double)s->a[1] + s->z.b2 * (double)s->a[2]) * ONE / s->area;
	dy = (s->z.b1 * (double)s->b[1] + s->z.b2 * (double)s->b[2]) * ONE / s->area;
	slope = (float)max(fabs(dx), fabs(dy));
	offset = draw_float(r[2]) * depth_unit(d, p) + draw_float(r[3]) * slope;
	if (clamp > 0)
		return min(offset, clamp);
	return clamp < 0 ? max(offset, clamp) : offset;
}

/* Across a point: columns from 0 to 1, and rows, from whichever side the origin is at. */
static void make_sprite(const struct draw *d, struct surface_setup *s, u32 n)
{
	bool up = draw_state(d, S3D_SBE)[1] & SBE1_LOWER_LEFT;

	memset(s->attr[2 * n], 0, 2 * sizeof(s->attr[0]));
	s->attr[2 * n][0] = draw_bits(1);
	s->attr[2 * n][5] = draw_bits(up ? -1 : 1);
	s->attr[2 * n][7] = draw_bits(up ? 1 : 0);
	s->attr[2 * n + 1][7] = draw_bits(1);
}

static void make_attribute(struct surface_setup *s, const struct object *o, u32 n, bool flat)
{
	for (u32 c = 0; c < 4; c++) {
		u32 *to = &s->attr[2 * n + c / 2][c % 2 * 4];
		float origin = draw_float(o->c[0].attr[n][c]);

		memset(to, 0, 16);
		if (flat) {
			to[3] = o->flat[n][c];
			continue;
		}
		to[0] = draw_bits(draw_float(o->c[1].attr[n][c]) - origin);
		to[1] = draw_bits(draw_float(o->c[2].attr[n][c]) - origin);
		to[3] = o->c[0].attr[n][c];
	}
}

static void make_values(struct draw *d, const struct object *o, const struct screen p[3])
{
	u32 flat = draw_state(d, S3D_SBE)[3], sprite = draw_state(d, S3D_SBE)[2];
	struct surface_setup *s = &d->s;

	for (u32 i = 0; i < 3; i++)
		s->rw[i] = p[i].rw;
	s->z = (struct linear){ p[0].z, p[1].z - p[0].z, p[2].z - p[0].z };
	s->z.origin += depth_offset(d, p);
	for (u32 n = 0; n < d->attributes; n++)
		if (o->shape == SHAPE_POINT && sprite >> n & 1)
			make_sprite(d, s, n);
		else
			make_attribute(s, o, n, flat >> n & 1);
}

/* Return false if nothing of it is drawn. */
static bool set_up(struct draw *d, const struct object *o, const struct screen p[3])
{
	struct surface_setup *s = &d->s;
	s64 area;

	s->shape = o->shape;
	s->back = o->back;
	if (o->shape == SHAPE_POINT) {
		draw_setup_point(d, o, p);
		return true;
	}
	if (o->shape == SHAPE_LINE) {
		draw_setup_line(d, p);
		return true;
	}
	area = make_edges(s, p);
	if (!area)
		return false;
	s->back = draw_faces_back(d, o, area < 0);
	if (o->shape == SHAPE_TRIANGLE && draw_is_culled(d, s->back))
		return false;
	bound(d, o, p);
	return true;
}

enum cs_result draw_setup(struct draw *d, const struct object *o)
{
	struct surface_setup *s = &d->s;
	struct screen p[3];

	/* Nothing is compressed; and all samples may be masked. */
	if (draw_state(d, S3D_PS)[6] & PS_RESOLVE || !d->sampling.mask)
		return CS_OK;
	for (u32 i = 0; i < 3; i++)
		if (!project(d, &o->c[i], o->viewport, &p[i]))
			return CS_OK;
	if (!set_up(d, o, p))
		return CS_OK;
	limit_box(d, o);
	s->layer = o->layer;
	s->viewport = o->viewport;
	if (s->box.x0 >= s->box.x1 || s->box.y0 >= s->box.y1)
		return CS_OK;
	if (draw_state(d, S3D_PS)[6] & PS_FAST_CLEAR)
		return draw_fast_clear(d);
	make_values(d, o, p);
	return draw_raster(d);
}
