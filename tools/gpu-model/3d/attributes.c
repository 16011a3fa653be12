// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attributes: what the pixel shader gets of a vertex, in which order.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_SBE", "3DSTATE_SBE_SWIZ"; vol 7, "Vertex Data
 * Formats", "Setup Back-End"; Mesa genxml.
 */
#include <string.h>

#include "3d/draw.h"

#define SBE1_OFFSET_FORCED	BIT(28)
#define SBE1_COUNT		GENMASK(27, 22)
#define SBE1_SWIZZLE		BIT(21)
#define SBE1_ID_COMPONENTS	GENMASK(19, 16)
#define SBE1_OFFSET		GENMASK(10, 5)
#define SBE1_ID_ATTRIBUTE	GENMASK(4, 0)

/* Of what draw_last_output() returns. */
#define OUTPUT_OFFSET		GENMASK(26, 21)

/* Of an attribute in SBE_SWIZ. */
#define SWIZ_OVERRIDE		GENMASK(15, 12)
#define SWIZ_CONSTANT		GENMASK(10, 9)
#define SWIZ_SOURCE		GENMASK(4, 0)
#define SWIZZLED		16

#define CONSTANT_0001		1
#define CONSTANT_1111		2
#define CONSTANT_ID		3

#define VUE_POINT_WIDTH		3
#define VUE_POSITION		4
#define VUE_DISTANCES		8
#define READ_DWORDS		8

u32 draw_last_output(const struct draw *d)
{
	if (draw_state(d, S3D_GS)[7] & GS_ENABLE)
		return draw_state(d, S3D_GS)[9];
	return draw_state(d, draw_divides(d) ? S3D_DS : S3D_VS)[8];
}

void draw_attributes_begin(struct draw *d)
{
	u32 sbe = draw_state(d, S3D_SBE)[1];
	u32 offset = FIELD_GET(SBE1_OFFSET, sbe);

	if (!(sbe & SBE1_OFFSET_FORCED))
		offset = FIELD_GET(OUTPUT_OFFSET, draw_last_output(d));
	d->attributes = FIELD_GET(SBE1_COUNT, sbe);
	if (d->attributes > DRAW_ATTRIBUTES)
		d->attributes = DRAW_ATTRIBUTES;
	d->read_offset = offset * READ_DWORDS;
}

static u32 swizzle_of(const struct draw *d, u32 attribute)
{
	const u32 *swiz = draw_state(d, S3D_SBE_SWIZ);

	if (!(draw_state(d, S3D_SBE)[1] & SBE1_SWIZZLE) || attribute >= SWIZZLED)
		return attribute;
	return swiz[1 + attribute / 2] >> (16 * (attribute % 2)) & 0xffff;
}

static u32 constant(u32 kind, u32 component, u32 id)
{
	switch (kind) {
	case CONSTANT_0001:
		return component == 3 ? draw_bits(1) : 0;
	case CONSTANT_1111:
		return draw_bits(1);
	case CONSTANT_ID:
		return id;
	default:
		return 0;
	}
}

static void take_attribute(const struct draw *d, const struct vertex *v, u32 n, u32 id, u32 to[4])
{
	u32 swizzle = swizzle_of(d, n), at, sbe = draw_state(d, S3D_SBE)[1];
	bool swizzled = sbe & SBE1_SWIZZLE && n < SWIZZLED;

	at = d->read_offset + 4 * (swizzled ? FIELD_GET(SWIZ_SOURCE, swizzle) : n);
	for (u32 c = 0; c < 4; c++) {
		to[c] = at + c < DRAW_VUE_DWORDS ? v->vue[at + c] : 0;
		if (swizzled && FIELD_GET(SWIZ_OVERRIDE, swizzle) >> c & 1)
			to[c] = constant(FIELD_GET(SWIZ_CONSTANT, swizzle), c, id);
		if (n == (sbe & SBE1_ID_ATTRIBUTE) && FIELD_GET(SBE1_ID_COMPONENTS, sbe) >> c & 1)
			to[c] = id;
	}
}

static void take_corner(const struct draw *d, const struct vertex *v, u32 id, struct corner *c)
{
	memcpy(c->pos, &v->vue[VUE_POSITION], sizeof(c->pos));
	memcpy(c->distance, &v->vue[VUE_DISTANCES], sizeof(c->distance));
	c->width = draw_float(v->vue[VUE_POINT_WIDTH]);
	for (u32 n = 0; n < d->attributes; n++)
		take_attribute(d, v, n, id, c->attr[n]);
}

void draw_attributes(struct draw *d, const struct vertex * const *v, u32 provoking,
		     struct object *o)
{
	u32 corners = draw_corners(o->shape);

	for (u32 i = 0; i < corners; i++)
		take_corner(d, v[i], o->primitive, &o->c[i]);
	for (u32 i = corners; i < 3; i++)
		o->c[i] = o->c[0];
	memcpy(o->flat, o->c[provoking].attr, d->attributes * sizeof(o->flat[0]));
}
