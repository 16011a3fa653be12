/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tessellator: divides a patch's domain into points, lines or triangles. It knows nothing of
 * the engine.
 *
 * A domain is divided into rings. The outermost one has levels of its own for each side, all rings
 * inside of it have the inner levels. Levels are numbers of segments (tess_level.c); what is
 * between two rings becomes triangles (tess_stitch.c).
 *
 * Source: OpenGL 4.6, 11.2.2 ("Tessellation Primitive Generation"); Microsoft's Direct3D 11.3
 * functional specification, 14 ("Tessellator Stage"): numbers of 16 bits behind the point; Intel
 * OSRC Skylake PRM vol 7, "Tessellation Engine (TE) Stage", vol 2a, "3DSTATE_TE".
 */
#ifndef GPU_MODEL_TESSELLATE_H
#define GPU_MODEL_TESSELLATE_H

#include "core/types.h"

/*
 * No side has more segments than TESS_MOST, as tess_levels() limits factors and what the state sets
 * as their limit. So a quad of 64 by 64 has the most points. A division with p points, of which s
 * are on the sides, has 2p - s - 2 triangles (Euler's formula), which this quad has the most of,
 * too; lines are fewer than points. All writes to the arrays are also checked.
 */
#define TESS_MOST		64		/* segments of a side */
#define TESS_POINTS		(65 * 65)
#define TESS_PRIMITIVES		(2 * 64 * 64)
#define TESS_ONE		65536u
#define TESS_HALF		(TESS_ONE / 2)

/* As 3DSTATE_TE has them. */
enum tess_domain { TESS_QUAD, TESS_TRIANGLE, TESS_ISOLINE, TESS_DOMAINS };
enum tess_spacing { TESS_INTEGER, TESS_ODD, TESS_EVEN, TESS_SPACINGS };
enum tess_output { TESS_POINT, TESS_LINE, TESS_CLOCKWISE, TESS_COUNTER_CLOCKWISE };

/**
 * struct tess_setup - what is divided, and how
 * @most_odd: the largest factor of TESS_ODD
 * @most: of the others
 */
struct tess_setup {
	enum tess_domain domain;
	enum tess_spacing spacing;
	enum tess_output output;
	float most_odd;
	float most;
};

/**
 * struct tess_level - how a side is divided
 * @segments: into how many
 * @fewer: segments as the factor grows out of the next smaller number; as @segments without such
 * @between: how far between the two, 0 to TESS_ONE
 * @split: of @fewer segments' points, the one that becomes two
 */
struct tess_level {
	u32 segments;
	u32 fewer;
	u32 between;
	u32 split;
};

/**
 * struct tess_row - points of a side of a ring
 * @first: the first one
 * @step: from one to the next, 1 or -1
 * @segments: one less than points
 * @last: the last one, which may be the first one of another side
 */
struct tess_row {
	u32 first;
	int step;
	u32 segments;
	u32 last;
};

/**
 * struct tess_point - a place in the domain, in 1/TESS_ONE
 */
struct tess_point {
	u32 u, v;
};

/**
 * struct tessellator - a divided patch
 * @setup: what was asked for
 * @outer: levels of the sides; of isolines, their number and how each is divided
 * @inner: levels along u and v; of triangles, the first one
 * @points: number of them
 * @point: them
 * @primitives: number of lines or triangles
 * @corner: points of each
 */
struct tessellator {
	struct tess_setup setup;
	struct tess_level outer[4];
	struct tess_level inner[2];
	u32 points;
	struct tess_point point[TESS_POINTS];
	u32 primitives;
	u16 corner[TESS_PRIMITIVES][3];
};

/**
 * tess_divide() - divide a patch (tessellate.c)
 * @outer: factors of u = 0, v = 0, u = 1 (of triangles, w = 0), v = 1; of isolines, their number
 *	   and segments
 * @inner: factors along u and v
 */
void tess_divide(struct tessellator *t, const struct tess_setup *setup, const float outer[4],
		 const float inner[2]);

/**
 * tess_levels() - from factors to t->outer and t->inner (tess_level.c)
 *
 * Return: false if nothing is to be drawn of the patch.
 */
bool tess_levels(struct tessellator *t, const float outer[4], const float inner[2]);

/** tess_place() - where point @i of a side is (tess_level.c) */
u32 tess_place(const struct tess_level *l, u32 i);

/** tess_row_point() - point @i of a row (tess_stitch.c) */
u32 tess_row_point(const struct tess_row *r, u32 i);

/** tess_primitive() - corners of one more; NULL if there is no place (tess_stitch.c) */
u16 *tess_primitive(struct tessellator *t);

/** tess_triangle() - one more, whose area is positive in u and v (tess_stitch.c) */
void tess_triangle(struct tessellator *t, u32 a, u32 b, u32 c);

/** tess_stitch_outer() - between the outermost ring and the next one (tess_stitch.c)
 * @segments: that the inner ring's side has, if it is made longer to both sides
 */
void tess_stitch_outer(struct tessellator *t, const struct tess_row *out, const struct tess_row *in,
		       u32 segments);

/** tess_stitch_inner() - between two rings of the same levels (tess_stitch.c) */
void tess_stitch_inner(struct tessellator *t, const struct tess_row *out,
		       const struct tess_row *in);

/**
 * tess_fill_strip() - between two sides that face each other in one ring (tess_stitch.c)
 * @other: of an odd number of quads, the one whose diagonal is the other one, if there is such
 */
void tess_fill_strip(struct tessellator *t, const struct tess_row *side,
		     const struct tess_row *facing, u32 other);

#endif /* GPU_MODEL_TESSELLATE_H */
