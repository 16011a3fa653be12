// SPDX-License-Identifier: GPL-2.0-only
/*
 * From vertices to primitives, and from these to points, lines, triangles and rectangles.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "3D Primitive Topology Types"; vol 2a, "3DSTATE_SF"
 * (provoking vertices); Mesa genxml (numbers of topologies); OpenGL 4.6, table 10.1 (neighbours of
 * triangles in a strip).
 */
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

#define SF3_PROVOKING_STRIP	GENMASK(30, 29)
#define SF3_PROVOKING_LINE	GENMASK(28, 27)
#define SF3_PROVOKING_FAN	GENMASK(26, 25)

#define GS7_DISCARD_ADJACENCY	BIT(1)

/*
 * In a strip with adjacency, from a triangle's first corner on: the least that the last one has,
 * and those with which it is not the last one. Of an odd number of vertices, the last one does not
 * count.
 */
#define STRIP_LEAST		6
#define STRIP_VERTICES		8

/**
 * struct topology_row - how primitives of a topology are made
 * @shape: what they are drawn as
 * @need: vertices of one; 0: not modelled
 * @keep: vertices at their end that the next one shares
 * @fan: the first vertex is shared, too
 * @use: which vertices are corners
 */
struct topology_row {
	enum draw_shape shape;
	u8 need;
	u8 keep;
	bool fan;
	u8 use[3];
};

static const struct topology_row rows[] = {
	[TOPOLOGY_POINTS] = { SHAPE_POINT, .need = 1 },
	[TOPOLOGY_LINES] = { SHAPE_LINE, .need = 2, .use = { 0, 1 } },
	[TOPOLOGY_LINE_STRIP] = { SHAPE_LINE, .need = 2, .keep = 1, .use = { 0, 1 } },
	[TOPOLOGY_LINE_LOOP] = { SHAPE_LINE, .need = 2, .keep = 1, .use = { 0, 1 } },
	[TOPOLOGY_TRIANGLES] = { SHAPE_TRIANGLE, .need = 3, .use = { 0, 1, 2 } },
	[TOPOLOGY_STRIP] = { SHAPE_TRIANGLE, .need = 3, .keep = 2, .use = { 0, 1, 2 } },
	[TOPOLOGY_FAN] = { SHAPE_TRIANGLE, .need = 3, .keep = 1, .fan = true,
			   .use = { 0, 1, 2 } },
	[TOPOLOGY_POLYGON] = { SHAPE_TRIANGLE, .need = 3, .keep = 1, .fan = true,
			       .use = { 0, 1, 2 } },
	[TOPOLOGY_QUADS] = { SHAPE_TRIANGLE, .need = 4 },
	[TOPOLOGY_QUAD_STRIP] = { SHAPE_TRIANGLE, .need = 4, .keep = 2 },
	[TOPOLOGY_LINES_ADJACENCY] = { SHAPE_LINE, .need = 4, .use = { 1, 2 } },
	[TOPOLOGY_LINE_STRIP_ADJACENCY] = { SHAPE_LINE, .need = 4, .keep = 3, .use = { 1, 2 } },
	[TOPOLOGY_TRIANGLES_ADJACENCY] = { SHAPE_TRIANGLE, .need = 6, .use = { 0, 2, 4 } },
	[TOPOLOGY_STRIP_ADJACENCY] = { SHAPE_TRIANGLE, .need = STRIP_VERTICES },
	[TOPOLOGY_RECTANGLES] = { SHAPE_RECTANGLE, .need = 3, .use = { 0, 1, 2 } },
};

static bool is_patch(u32 topology)
{
	return topology >= TOPOLOGY_PATCH_1 && topology <= TOPOLOGY_PATCH_32;
}

bool draw_topology_is_known(u32 topology)
{
	return topology < ARRAY_SIZE(rows) && rows[topology].need;
}

enum draw_shape draw_topology_shape(u32 topology)
{
	return rows[topology].shape;
}

void draw_assemble_begin(struct assembler *a, u32 topology)
{
	a->topology = topology;
	a->have = 0;
	a->count = 0;
}

/* Which corner gives attributes that are not interpolated. */
static u32 provoking_of(const struct draw *d, const struct assembler *a)
{
	u32 sf = draw_state(d, S3D_SF)[3];

	switch (a->topology) {
	case TOPOLOGY_POINTS:
	case TOPOLOGY_POLYGON:
		return 0;
	case TOPOLOGY_FAN:
		return min(FIELD_GET(SF3_PROVOKING_FAN, sf), 2u);
	default:
		break;
	}
	if (rows[a->topology].shape == SHAPE_LINE)
		return min(FIELD_GET(SF3_PROVOKING_LINE, sf), 1u);
	return min(FIELD_GET(SF3_PROVOKING_STRIP, sf), 2u);
}

/** struct quad_row - a quadrilateral as two triangles, which both have its provoking vertex */
struct quad_row {
	u8 v[2][3];
	u8 provoking[2];
};

static enum cs_result complete_quad(struct draw *d, const struct assembler *a)
{
	static const struct quad_row quads[2][2] = {
		{
			{ { { 0, 1, 3 }, { 1, 2, 3 } }, { 2, 2 } },
			{ { { 0, 1, 2 }, { 0, 2, 3 } }, { 0, 0 } },
		}, {
			{ { { 0, 1, 3 }, { 0, 3, 2 } }, { 2, 1 } },
			{ { { 0, 1, 3 }, { 0, 3, 2 } }, { 0, 0 } },
		},
	};
	const struct quad_row *q = &quads[a->topology == TOPOLOGY_QUAD_STRIP][!provoking_of(d, a)];
	enum cs_result res = CS_OK;

	for (u32 i = 0; res == CS_OK && i < 2; i++) {
		const struct vertex * const v[3] = {
			&a->held[q->v[i][0]], &a->held[q->v[i][1]], &a->held[q->v[i][2]],
		};

		res = draw_object(d, a, SHAPE_TRIANGLE, v, q->provoking[i], false);
	}
	return res;
}

enum cs_result draw_divided(struct draw *d, u32 topology, u32 id, const struct vertex * const *v)
{
	struct assembler *a = &d->patch->assembler;

	a->topology = topology;
	a->primitive = id;
	if (draw_state(d, S3D_GS)[7] & GS_ENABLE)
		return draw_geometry(d, id, v, rows[topology].need, false);
	return draw_object(d, a, rows[topology].shape, v, provoking_of(d, a), false);
}

/* The geometry shader gets all vertices, also those beside a primitive, unless it discards them. */
static enum cs_result complete_for_shader(struct draw *d, const struct assembler *a)
{
	const struct topology_row *row = &rows[a->topology];
	bool discard = draw_state(d, S3D_GS)[7] & GS7_DISCARD_ADJACENCY;
	u32 n = discard ? draw_corners(row->shape) : row->need;
	const struct vertex *v[DRAW_HELD];

	for (u32 i = 0; i < n; i++)
		v[i] = &a->held[discard ? row->use[i] : i];
	return draw_geometry(d, a->primitive, v, n,
			     a->topology == TOPOLOGY_STRIP && a->count % 2);
}

/* Vertices that are held, but are in front of a strip's triangle and the side it begins with. */
static u32 strip_front(const struct assembler *a)
{
	return a->count ? 2 : 0;
}

/*
 * A triangle of a strip has each second vertex for corners, and neighbours in between. The one
 * beyond its second side is the next triangle's last corner, or, at the end, the last vertex.
 */
static enum cs_result complete_strip(struct draw *d, const struct assembler *a, u32 beyond)
{
	u32 gs = draw_state(d, S3D_GS)[7], n = gs & GS7_DISCARD_ADJACENCY ? 3 : 6;
	const struct vertex *at = &a->held[strip_front(a)];
	const struct vertex *first = a->count ? &a->held[0] : &at[1];
	const struct vertex * const all[6] = { at, first, &at[2], &at[beyond], &at[4], &at[3] };
	const struct vertex * const corners[3] = { at, &at[2], &at[4] };
	bool flip = a->count % 2;

	d->counts.primitives++;
	if (gs & GS_ENABLE)
		return draw_geometry(d, a->primitive, n == 3 ? corners : all, n, flip);
	return draw_object(d, a, SHAPE_TRIANGLE, corners, provoking_of(d, a), flip);
}

/* The primitive of the vertices that are held. */
static enum cs_result complete(struct draw *d, const struct assembler *a)
{
	const struct topology_row *row;
	const struct vertex *v[3];

	if (a->topology == TOPOLOGY_STRIP_ADJACENCY)
		return complete_strip(d, a, 6);
	if (a == &d->assembler) {
		d->counts.primitives++;
		if (is_patch(a->topology))
			return draw_patch(d, a->primitive, a->held, a->have);
		if (draw_state(d, S3D_GS)[7] & GS_ENABLE)
			return complete_for_shader(d, a);
	} else {
		d->counts.gs_primitives++;
	}
	if (a->topology == TOPOLOGY_QUADS || a->topology == TOPOLOGY_QUAD_STRIP)
		return complete_quad(d, a);
	row = &rows[a->topology];
	for (u32 i = 0; i < 3; i++)
		v[i] = &a->held[row->use[i]];
	return draw_object(d, a, row->shape, v, provoking_of(d, a),
			   a->topology == TOPOLOGY_STRIP && a->count % 2);
}

static void release_strip(struct assembler *a, u32 drop)
{
	a->have -= drop;
	memmove(a->held, a->held + drop, a->have * sizeof(a->held[0]));
}

/* What a complete primitive shares with the next one moves up. */
static void release(struct assembler *a)
{
	const struct topology_row *row;

	if (a->topology == TOPOLOGY_STRIP_ADJACENCY) {
		release_strip(a, strip_front(a));
		return;
	}
	a->have = 0;
	if (is_patch(a->topology))
		return;
	row = &rows[a->topology];
	for (u32 i = 0; i < row->keep; i++)
		a->held[row->fan + i] = a->held[row->need - row->keep + i];
	a->have = row->keep + row->fan;
}

/* Of a primitive; 0: it is not modelled. */
static u32 vertices_of(const struct draw *d, const struct assembler *a)
{
	u32 topology = a->topology;

	if (topology == TOPOLOGY_STRIP_ADJACENCY)
		return STRIP_VERTICES + strip_front(a);
	if (is_patch(topology))
		return draw_divides(d) ? topology - TOPOLOGY_PATCH_1 + 1 : 0;
	return draw_topology_is_known(topology) ? rows[topology].need : 0;
}

enum cs_result draw_assemble(struct draw *d, struct assembler *a, const struct vertex *v)
{
	u32 need = vertices_of(d, a);
	enum cs_result res;

	/* Other topologies are only accepted if they draw nothing. */
	if (!need)
		return CS_OK;
	if (!a->have && !a->count && a->topology == TOPOLOGY_LINE_LOOP)
		a->first = *v;
	a->held[a->have++] = *v;
	if (a->have < need)
		return CS_OK;
	res = complete(d, a);
	release(a);
	a->count++;
	a->primitive++;
	return res;
}

enum cs_result draw_assemble_end(struct draw *d, struct assembler *a)
{
	enum cs_result res;

	if (a->topology == TOPOLOGY_STRIP_ADJACENCY &&
	    a->have >= STRIP_LEAST + strip_front(a)) {
		res = complete_strip(d, a, 5);
		a->primitive++;
		return res;
	}
	if (a->topology != TOPOLOGY_LINE_LOOP || !a->count)
		return CS_OK;
	return draw_assemble(d, a, &a->first);
}
