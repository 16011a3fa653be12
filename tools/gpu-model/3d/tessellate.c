// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings of points in a domain.
 *
 * Sides of a quad: u = 0 with v going down, v = 0 with u going up, u = 1, v = 1. Those of a
 * triangle: u = 0 with v going down, v = 0 with u going up, w = 0 with u going down. A ring that is
 * a line, or a point, has sides without segments.
 *
 * Source: see tessellate.h.
 */
#include "3d/tessellate.h"

#define TWO_THIRDS	(2 * TESS_ONE / 3)

/** struct ring - its sides, of which a triangle has three */
struct ring {
	struct tess_row side[4];
};

static u32 sides_of(const struct tessellator *t)
{
	return t->setup.domain == TESS_QUAD ? 4 : 3;
}

static u32 add_point(struct tessellator *t, u32 u, u32 v)
{
	if (t->points >= TESS_POINTS)
		return TESS_POINTS - 1;
	t->point[t->points] = (struct tess_point){ u, v };
	return t->points++;
}

/* Levels of the axis along a side, and of the other one. */
static const struct tess_level *inner_along(const struct tessellator *t, u32 side)
{
	return &t->inner[t->setup.domain == TESS_QUAD && side % 2 == 0];
}

static const struct tess_level *inner_across(const struct tessellator *t, u32 side)
{
	return &t->inner[t->setup.domain == TESS_QUAD && side % 2];
}

static const struct tess_level *level_along(const struct tessellator *t, u32 ring, u32 side)
{
	return ring ? inner_along(t, side) : &t->outer[side];
}

static u32 segments_of(const struct tessellator *t, u32 ring, u32 side)
{
	return level_along(t, ring, side)->segments - 2 * ring;
}

static u32 add_quad_point(struct tessellator *t, u32 ring, u32 side, u32 i)
{
	const struct tess_level *along = level_along(t, ring, side);
	const struct tess_level *across = inner_across(t, side);
	bool far = side >= 2, up = side == 1 || side == 2;
	u32 fixed = tess_place(across, far ? across->segments - ring : ring);
	u32 at = tess_place(along, up ? ring + i : along->segments - ring - i);

	return side % 2 ? add_point(t, at, fixed) : add_point(t, fixed, at);
}

/*
 * Two thirds of how far a ring is along a side is how far it is from that side; points of an inner
 * ring are right above those of the side's division.
 */
static u32 add_triangle_point(struct tessellator *t, u32 ring, u32 side, u32 i)
{
	const struct tess_level *along = level_along(t, ring, side);
	u32 place = ring ? tess_place(&t->inner[0], ring) : 0;
	u32 fixed = (u32)(((u64)place * TWO_THIRDS + TESS_HALF) / TESS_ONE);
	u32 at = tess_place(along, side == 1 ? ring + i : along->segments - ring - i) -
		 (fixed + 1) / 2;

	if (side == 0)
		return add_point(t, fixed, at);
	return add_point(t, at, side == 1 ? fixed : TESS_ONE - at - fixed);
}

static void add_row(struct tessellator *t, u32 ring, u32 side, u32 points)
{
	for (u32 i = 0; i < points; i++) {
		if (t->setup.domain == TESS_QUAD)
			add_quad_point(t, ring, side, i);
		else
			add_triangle_point(t, ring, side, i);
	}
}

/* Each side begins where the one before ends. */
static void make_loop(struct tessellator *t, u32 ring, struct ring *r)
{
	u32 n = sides_of(t), first = t->points;

	for (u32 side = 0; side < n; side++) {
		r->side[side] = (struct tess_row){
			t->points, 1, segments_of(t, ring, side), 0,
		};
		add_row(t, ring, side, r->side[side].segments);
		r->side[side].last = side + 1 == n ? first : t->points;
	}
}

/* A ring without area: one side, which faces itself. The others are its ends. */
static void make_line(struct tessellator *t, u32 ring, struct ring *r)
{
	u32 side = segments_of(t, ring, 2 % sides_of(t)) ? 2 : 1, first = t->points, last;
	u32 segments = segments_of(t, ring, side);

	add_row(t, ring, side, segments + 1);
	last = t->points - 1;
	r->side[side] = (struct tess_row){ first, 1, segments, last };
	r->side[(side + 1) % 4] = (struct tess_row){ last, 1, 0, last };
	r->side[(side + 2) % 4] = (struct tess_row){ last, -1, segments, first };
	r->side[(side + 3) % 4] = (struct tess_row){ first, 1, 0, first };
}

/* Segments along the shorter side of a ring, by its inner levels. */
static u32 least_segments(const struct tessellator *t, u32 ring)
{
	u32 n = t->inner[0].segments;

	if (t->setup.domain == TESS_QUAD)
		n = min(n, t->inner[1].segments);
	return n - 2 * ring;
}

static void make_ring(struct tessellator *t, u32 ring, struct ring *r)
{
	if (least_segments(t, ring))
		make_loop(t, ring, r);
	else
		make_line(t, ring, r);
}

/* What is inside of a ring that has one segment along its shorter side. */
static void fill(struct tessellator *t, const struct ring *r)
{
	const struct tess_row *s = r->side;

	if (t->setup.domain == TESS_TRIANGLE)
		tess_triangle(t, s[0].first, s[1].first, s[2].first);
	else if (s[1].segments > s[0].segments)
		tess_fill_strip(t, &s[1], &s[3], s[1].segments);
	else
		tess_fill_strip(t, &s[2], &s[0], s[2].segments / 2);
}

static void divide_area(struct tessellator *t)
{
	struct ring out, in;
	u32 ring = 0;

	make_loop(t, 0, &out);
	while (least_segments(t, ring) > 1) {
		make_ring(t, ring + 1, &in);
		for (u32 i = 0; i < sides_of(t); i++) {
			if (ring)
				tess_stitch_inner(t, &out.side[i], &in.side[i]);
			else
				tess_stitch_outer(t, &out.side[i], &in.side[i],
						  inner_along(t, i)->segments);
		}
		out = in;
		ring++;
	}
	if (least_segments(t, ring))
		fill(t, &out);
}

static void divide_line(struct tessellator *t, u32 v)
{
	const struct tess_level *l = &t->outer[1];

	for (u32 i = 0; i <= l->segments; i++) {
		u32 n = add_point(t, tess_place(l, i), v);
		u16 *corner = i && t->setup.output != TESS_POINT ? tess_primitive(t) : NULL;

		if (!corner)
			continue;
		corner[0] = (u16)(n - 1);
		corner[1] = (u16)n;
	}
}

void tess_divide(struct tessellator *t, const struct tess_setup *setup, const float outer[4],
		 const float inner[2])
{
	t->setup = *setup;
	t->points = 0;
	t->primitives = 0;
	if (!tess_levels(t, outer, inner))
		return;
	if (setup->domain != TESS_ISOLINE) {
		divide_area(t);
		return;
	}
	for (u32 i = 0; i < t->outer[0].segments; i++)
		divide_line(t, tess_place(&t->outer[0], i));
}
