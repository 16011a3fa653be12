// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the vertices of a primitive to an object for the clipper. Triangles of which only sides or
 * corners are drawn become lines or points here.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_RASTER", "3DSTATE_CLIP"; vol 7, "Vertex URB Entry
 * (VUE) Formats".
 */
#include "3d/draw.h"
#include "cs/commands.h"

#define VUE_LAYER		1
#define VUE_VIEWPORT		2
#define CLIP3_VIEWPORTS		GENMASK(3, 0)
#define CLIP3_LAYER_0		BIT(5)

#define RASTER1_FRONT_FILL	GENMASK(6, 5)
#define RASTER1_BACK_FILL	GENMASK(4, 3)
#define   FILL_SOLID		0
#define   FILL_WIRE		1
#define RASTER1_FILLS		(RASTER1_FRONT_FILL | RASTER1_BACK_FILL)

/* Twice the area in clip space: its sign is that on the screen, also behind the eye. */
static double area_of(const struct draw *d, const struct object *o)
{
	const float *a = o->c[0].pos, *b = o->c[1].pos, *c = o->c[2].pos;
	const float *v = d->viewport[o->viewport];
	double area = (double)a[0] * ((double)b[1] * c[3] - (double)b[3] * c[1]) -
		      (double)a[1] * ((double)b[0] * c[3] - (double)b[3] * c[0]) +
		      (double)a[3] * ((double)b[0] * c[1] - (double)b[1] * c[0]);

	if (draw_state(d, S3D_SF)[1] & SF_TRANSFORM)
		area *= (double)v[0] * v[1];
	return area;
}

/* A side from corner @from on, or that corner. */
static enum cs_result draw_part(struct draw *d, const struct object *o, enum draw_shape shape,
				u32 from)
{
	struct object part = *o;

	part.shape = shape;
	part.outline = true;
	part.c[0] = o->c[from];
	part.c[1] = shape == SHAPE_LINE ? o->c[(from + 1) % 3] : o->c[from];
	part.c[2] = part.c[0];
	return draw_clip(d, &part);
}

static enum cs_result draw_outline(struct draw *d, struct object *o)
{
	u32 raster = draw_state(d, S3D_RASTER)[1], fill;
	double area = area_of(d, o);
	enum cs_result res = CS_OK;

	o->back = draw_faces_back(d, o, area < 0);
	fill = o->back ? FIELD_GET(RASTER1_BACK_FILL, raster) :
			 FIELD_GET(RASTER1_FRONT_FILL, raster);
	if (fill == FILL_SOLID)
		return draw_clip(d, o);
	if (draw_is_culled(d, o->back))
		return CS_OK;
	for (u32 i = 0; res == CS_OK && i < 3; i++)
		res = draw_part(d, o, fill == FILL_WIRE ? SHAPE_LINE : SHAPE_POINT, i);
	return res;
}

enum cs_result draw_object(struct draw *d, const struct assembler *a, enum draw_shape shape,
			   const struct vertex * const *v, u32 provoking, bool flip)
{
	u32 clip = draw_state(d, S3D_CLIP)[3];
	const u32 *header = v[provoking]->vue;
	struct object o;
	enum cs_result res;

	res = draw_stream_output(d, shape, v, a->stream, flip);
	if (res != CS_OK || !draw_stream_is_rendered(d, a->stream) || !draw_is_visible(d))
		return res;
	res = draw_viewports(d);
	if (res != CS_OK)
		return res;
	o.shape = shape;
	o.primitive = a->primitive;
	draw_attributes(d, v, provoking, &o);
	o.layer = clip & CLIP3_LAYER_0 ? 0 : header[VUE_LAYER];
	o.viewport = header[VUE_VIEWPORT];
	if (o.viewport > (clip & CLIP3_VIEWPORTS))
		o.viewport = 0;
	o.flip = flip;
	o.outline = false;
	o.back = false;
	if (shape == SHAPE_TRIANGLE && draw_state(d, S3D_RASTER)[1] & RASTER1_FILLS)
		return draw_outline(d, &o);
	return draw_clip(d, &o);
}
