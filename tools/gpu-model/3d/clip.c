// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clipping in clip space: of a triangle, what is left is drawn as a fan, of a line its rest; points
 * are inside or not.
 *
 * Objects that leave the view but not the guard band are not clipped at its sides: the rasterizer
 * stops at the viewport.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_CLIP", "3DSTATE_RASTER"; vol 7, "3D Pipeline -
 * CLIP Stage".
 */
#include <math.h>

#include "3d/draw.h"
#include "core/gpu.h"

#define CLIP1_FORCE_USER	BIT(17)
#define CLIP2_ENABLE		BIT(31)
#define CLIP2_D3D		BIT(30)
#define CLIP2_XY		BIT(28)
#define CLIP2_GUARD_BAND	BIT(26)
#define CLIP2_USER		GENMASK(23, 16)
#define CLIP2_MODE		GENMASK(15, 13)
#define   MODE_NORMAL		0
#define   MODE_REJECT		3

#define RASTER1_NEAR		BIT(0)	/* on Gen8: both */
#define RASTER1_FAR		BIT(26)
#define LAST_USER		GENMASK(15, 8)	/* of draw_last_output() */

/* Least w, so that a division has a result. */
#define LEAST_W			0.000000000001f

/* Planes, a bit each, then the user's. */
enum side {
	SIDE_W,
	SIDE_NEAR,
	SIDE_FAR,
	SIDE_LEFT,
	SIDE_RIGHT,
	SIDE_TOP,
	SIDE_BOTTOM,
	SIDE_USER,
	SIDES = SIDE_USER + DRAW_DISTANCES
};

/* A triangle gains one corner at each plane. */
#define MOST_CORNERS		(3 + SIDES)

/** struct clipper - planes in use, and the sides of the guard band in units of w */
struct clipper {
	u32 planes;
	bool d3d;
	float left, right, top, bottom;
};

/** struct polygon - what is left so far */
struct polygon {
	struct corner c[MOST_CORNERS];
	u32 n;
};

static u32 z_planes(const struct draw *d)
{
	u32 raster = draw_state(d, S3D_RASTER)[1];
	bool both = d->e->gpu->device->gen < 9;
	u32 planes = raster & RASTER1_NEAR ? BIT(SIDE_NEAR) : 0;

	if (raster & (both ? RASTER1_NEAR : RASTER1_FAR))
		planes |= BIT(SIDE_FAR);
	return planes;
}

static u32 user_planes(const struct draw *d, const u32 *clip)
{
	if (clip[1] & CLIP1_FORCE_USER)
		return FIELD_GET(CLIP2_USER, clip[2]);
	return FIELD_GET(LAST_USER, draw_last_output(d));
}

static struct clipper make_clipper(const struct draw *d, enum draw_shape shape, u32 viewport)
{
	const u32 *clip = draw_state(d, S3D_CLIP);
	const float *v = d->viewport[viewport];
	bool band = clip[2] & CLIP2_GUARD_BAND;
	struct clipper k = {
		.planes = BIT(SIDE_W) | z_planes(d) | user_planes(d, clip) << SIDE_USER,
		.d3d = clip[2] & CLIP2_D3D,
		.left = band ? v[8] : -1, .right = band ? v[9] : 1,
		.top = band ? v[10] : -1, .bottom = band ? v[11] : 1,
	};

	/* Software switches the test off for lines, as parts of wide ones may be inside. */
	if (clip[2] & CLIP2_XY || (band && shape == SHAPE_LINE))
		k.planes |= BIT(SIDE_LEFT) | BIT(SIDE_RIGHT) | BIT(SIDE_TOP) |
			    BIT(SIDE_BOTTOM);
	return k;
}

/* Above 0: inside. */
static float distance(const struct clipper *k, const struct corner *c, u32 plane)
{
	const float *p = c->pos;

	switch (plane) {
	case SIDE_W:
		return p[3] - LEAST_W;
	case SIDE_NEAR:
		return k->d3d ? p[2] : p[2] + p[3];
	case SIDE_FAR:
		return p[3] - p[2];
	case SIDE_LEFT:
		return p[0] - k->left * p[3];
	case SIDE_RIGHT:
		return k->right * p[3] - p[0];
	case SIDE_TOP:
		return p[1] - k->top * p[3];
	case SIDE_BOTTOM:
		return k->bottom * p[3] - p[1];
	default:
		return c->distance[plane - SIDE_USER];
	}
}

static float mix(float a, float b, float t)
{
	return a + (b - a) * t;
}

/* The point between two corners; attributes are linear in clip space. */
static void cut(const struct draw *d, const struct corner *a, const struct corner *b, float t,
		struct corner *to)
{
	for (u32 i = 0; i < 4; i++)
		to->pos[i] = mix(a->pos[i], b->pos[i], t);
	for (u32 i = 0; i < DRAW_DISTANCES; i++)
		to->distance[i] = mix(a->distance[i], b->distance[i], t);
	for (u32 n = 0; n < d->attributes; n++)
		for (u32 c = 0; c < 4; c++)
			to->attr[n][c] = draw_bits(mix(draw_float(a->attr[n][c]),
						       draw_float(b->attr[n][c]), t));
}

static void cut_polygon(const struct draw *d, const struct clipper *k, u32 plane,
			const struct polygon *from, struct polygon *to)
{
	to->n = 0;
	for (u32 i = 0; i < from->n; i++) {
		const struct corner *a = &from->c[i], *b = &from->c[(i + 1) % from->n];
		float da = distance(k, a, plane), db = distance(k, b, plane);
		bool in = da >= 0, next_in = db >= 0;

		/* Each plane adds at most one corner, but for rounding of what others cut. */
		if (to->n + 2 > MOST_CORNERS)
			break;
		if (in)
			to->c[to->n++] = *a;
		if (in != next_in)
			cut(d, a, b, da / (da - db), &to->c[to->n++]);
	}
}

static bool is_finite(const struct corner *c)
{
	return isfinite(c->pos[0]) && isfinite(c->pos[1]) && isfinite(c->pos[2]) &&
	       isfinite(c->pos[3]);
}

/* Planes that an object crosses; @outside is set if one has all of it outside. */
static u32 planes_crossed(const struct clipper *k, const struct object *o, bool *outside)
{
	u32 crossed = 0, corners = draw_corners(o->shape);

	*outside = false;
	for (u32 plane = 0; plane < SIDES; plane++) {
		u32 out = 0;

		if (!(k->planes >> plane & 1))
			continue;
		for (u32 i = 0; i < corners; i++)
			out += !(distance(k, &o->c[i], plane) >= 0);
		if (out == corners)
			*outside = true;
		if (out)
			crossed |= BIT(plane);
	}
	return crossed;
}

static enum cs_result pass(struct draw *d, const struct object *o)
{
	d->counts.clip_out++;
	return draw_setup(d, o);
}

static enum cs_result draw_fan(struct draw *d, const struct object *o, const struct polygon *p)
{
	struct object part = *o;
	enum cs_result res = CS_OK;

	part.c[0] = p->c[0];
	for (u32 i = 2; res == CS_OK && i < p->n; i++) {
		part.c[1] = p->c[i - 1];
		part.c[2] = p->c[i];
		res = pass(d, &part);
	}
	return res;
}

static enum cs_result clip_triangle(struct draw *d, const struct object *o,
				    const struct clipper *k, u32 crossed)
{
	struct polygon p[2];
	u32 now = 0;

	p[0].n = 3;
	for (u32 i = 0; i < 3; i++)
		p[0].c[i] = o->c[i];
	for (u32 plane = 0; plane < SIDES; plane++) {
		if (!(crossed >> plane & 1))
			continue;
		cut_polygon(d, k, plane, &p[now], &p[!now]);
		now = !now;
	}
	return draw_fan(d, o, &p[now]);
}

static enum cs_result clip_line(struct draw *d, const struct object *o, const struct clipper *k,
				u32 crossed)
{
	struct object rest = *o;

	for (u32 plane = 0; plane < SIDES; plane++) {
		float a, b;
		u32 out;

		if (!(crossed >> plane & 1))
			continue;
		a = distance(k, &rest.c[0], plane);
		b = distance(k, &rest.c[1], plane);
		if (!(a >= 0) && !(b >= 0))
			return CS_OK;
		if (a >= 0 && b >= 0)
			continue;
		out = a >= 0;
		cut(d, &rest.c[0], &rest.c[1], a / (a - b), &rest.c[2]);
		rest.c[out] = rest.c[2];
	}
	rest.c[2] = rest.c[0];
	return pass(d, &rest);
}

static enum cs_result clip(struct draw *d, const struct object *o, const struct clipper *k)
{
	bool outside;
	u32 crossed = planes_crossed(k, o, &outside);

	if (outside)
		return CS_OK;
	if (!crossed)
		return pass(d, o);
	return o->shape == SHAPE_LINE ? clip_line(d, o, k, crossed) :
					clip_triangle(d, o, k, crossed);
}

enum cs_result draw_clip(struct draw *d, const struct object *o)
{
	const u32 *state = draw_state(d, S3D_CLIP);
	u32 mode = FIELD_GET(CLIP2_MODE, state[2]);
	struct clipper k;

	d->counts.clip_in++;
	for (u32 i = 0; i < 3; i++)
		if (!is_finite(&o->c[i]))
			return CS_OK;
	if (state[2] & CLIP2_ENABLE && mode == MODE_REJECT)
		return CS_OK;
	if (!(state[2] & CLIP2_ENABLE) || mode != MODE_NORMAL || o->shape == SHAPE_RECTANGLE)
		return pass(d, o);
	k = make_clipper(d, o->shape, o->viewport);
	return clip(d, o, &k);
}
