// SPDX-License-Identifier: GPL-2.0-only
/*
 * Triangles between two rows of points.
 *
 * Where the rows have different numbers of segments, a half of each is thought of as one of the
 * largest number, in which segments appear in the order in which they would by doubling. Both rows
 * then go on where they have a segment. The second half mirrors the first one.
 *
 * Source: Direct3D 11.3 functional specification, 14.7 (order in which sides are divided); OpenGL
 * 4.6, 11.2.2.2, leaves to the implementation which triangles there are.
 */
#include "3d/tessellate.h"

#define HALF_SEGMENTS	(TESS_MOST / 2)
#define SLOTS		(HALF_SEGMENTS + 1)

/** struct seam - two rows while triangles are made, and how far these came */
struct seam {
	struct tessellator *t;
	const struct tess_row *out, *in;
	u32 o, i;
};

u32 tess_row_point(const struct tess_row *r, u32 i)
{
	return i >= r->segments ? r->last : r->first + (u32)(r->step * (int)i);
}

u16 *tess_primitive(struct tessellator *t)
{
	return t->primitives < TESS_PRIMITIVES ? t->corner[t->primitives++] : NULL;
}

void tess_triangle(struct tessellator *t, u32 a, u32 b, u32 c)
{
	bool turned = t->setup.output == TESS_COUNTER_CLOCKWISE;
	u16 *corner = t->setup.output == TESS_POINT ? NULL : tess_primitive(t);

	if (!corner)
		return;
	corner[0] = (u16)a;
	corner[1] = (u16)(turned ? c : b);
	corner[2] = (u16)(turned ? b : c);
}

static u32 out_point(const struct seam *s, u32 ahead)
{
	return tess_row_point(s->out, s->o + ahead);
}

static u32 in_point(const struct seam *s, u32 ahead)
{
	return tess_row_point(s->in, s->i + ahead);
}

/* A triangle that has a segment of a row goes on by it. */
static void advance_out(struct seam *s)
{
	tess_triangle(s->t, out_point(s, 0), out_point(s, 1), in_point(s, 0));
	s->o++;
}

static void advance_in(struct seam *s)
{
	tess_triangle(s->t, in_point(s, 0), out_point(s, 0), in_point(s, 1));
	s->i++;
}

/*
 * When a half gets its segment at a place: the order of a binary tree's nodes by rows, at the place
 * that its order from left to right has. The first place is there from the beginning.
 */
static u32 fill_order(u8 *order, u32 node, u32 at)
{
	if (node > HALF_SEGMENTS)
		return at;
	at = fill_order(order, 2 * node, at);
	order[at++] = (u8)node;
	return fill_order(order, 2 * node + 1, at);
}

static void halves(struct seam *s, const u8 *order, u32 out_half, u32 in_half, bool second)
{
	for (u32 n = 0; n < SLOTS; n++) {
		u32 slot = second ? SLOTS - 1 - n : n;
		bool out = order[slot] < out_half, in = slot && order[slot] < in_half;

		if (second && out)
			advance_out(s);
		if (in)
			advance_in(s);
		if (!second && out)
			advance_out(s);
	}
}

void tess_stitch_outer(struct tessellator *t, const struct tess_row *out, const struct tess_row *in,
		       u32 segments)
{
	struct seam s = { t, out, in, 0, 0 };
	u8 order[SLOTS] = { 0 };

	fill_order(order, 1, 1);
	halves(&s, order, out->segments / 2, segments / 2, false);
	if (segments % 2)
		advance_in(&s);
	if (out->segments % 2)
		advance_out(&s);
	halves(&s, order, out->segments / 2, segments / 2, true);
}

/* Diagonals of the quads in between go towards the middle of the side. */
void tess_stitch_inner(struct tessellator *t, const struct tess_row *out,
		       const struct tess_row *in)
{
	struct seam s = { t, out, in, 0, 0 };

	advance_out(&s);
	for (u32 n = 0; n < in->segments; n++) {
		if (n < (in->segments + 1) / 2) {
			advance_in(&s);
			advance_out(&s);
		} else {
			advance_out(&s);
			advance_in(&s);
		}
	}
	advance_out(&s);
}

void tess_fill_strip(struct tessellator *t, const struct tess_row *side,
		     const struct tess_row *facing, u32 other)
{
	for (u32 n = 0; n < side->segments; n++) {
		u32 a = tess_row_point(side, n), b = tess_row_point(side, n + 1);
		u32 c = tess_row_point(facing, side->segments - n - 1);
		u32 d = tess_row_point(facing, side->segments - n);

		if (n == other && side->segments % 2) {
			tess_triangle(t, d, a, c);
			tess_triangle(t, c, a, b);
		} else {
			tess_triangle(t, d, a, b);
			tess_triangle(t, d, b, c);
		}
	}
}
