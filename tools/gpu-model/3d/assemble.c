// SPDX-License-Identifier: GPL-2.0-only
/*
 * From vertices to triangles and rectangles.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "3D Primitive Topology Types"; vol 2a, "3DSTATE_SF"
 * (provoking vertices).
 */
#include "3d/draw.h"
#include "cs/commands.h"

#define SF3_PROVOKING_STRIP	GENMASK(30, 29)
#define SF3_PROVOKING_FAN	GENMASK(26, 25)

#define VUE_LAYER		1
#define VUE_VIEWPORT		2
#define CLIP3_VIEWPORTS		GENMASK(3, 0)
#define CLIP3_LAYER_0		BIT(5)

void draw_assemble_begin(struct draw *d)
{
	d->assembler.have = 0;
	d->assembler.count = 0;
}

static u32 provoking_of(const struct draw *d)
{
	u32 sf = draw_state(d, S3D_SF)[3];
	u32 n = d->topology == TOPOLOGY_FAN ? FIELD_GET(SF3_PROVOKING_FAN, sf) :
					      FIELD_GET(SF3_PROVOKING_STRIP, sf);

	return min(n, 2u);
}

/* The triangle of the vertices that are held. */
static enum cs_result complete(struct draw *d, bool flip)
{
	struct assembler *a = &d->assembler;
	const struct vertex * const v[3] = { &a->held[0], &a->held[1], &a->held[2] };
	u32 provoking = provoking_of(d), clip = draw_state(d, S3D_CLIP)[3];
	const u32 *header = v[provoking]->vue;
	enum cs_result res = draw_viewports(d);
	struct triangle t;

	if (res != CS_OK)
		return res;
	d->counts.primitives++;
	draw_attributes(d, v, provoking, &t);
	t.layer = clip & CLIP3_LAYER_0 ? 0 : header[VUE_LAYER];
	t.viewport = header[VUE_VIEWPORT];
	if (t.viewport > (clip & CLIP3_VIEWPORTS))
		t.viewport = 0;
	t.flip = flip;
	t.rectangle = d->topology == TOPOLOGY_RECTANGLES;
	t.primitive = a->primitive;
	return draw_clip(d, &t);
}

/* Which vertex of a complete triangle the next one goes without; the others move up. */
static void release(struct draw *d)
{
	struct assembler *a = &d->assembler;

	switch (d->topology) {
	case TOPOLOGY_STRIP:
		a->held[0] = a->held[1];
		a->held[1] = a->held[2];
		a->have = 2;
		break;
	case TOPOLOGY_FAN:
		a->held[1] = a->held[2];
		a->have = 2;
		break;
	default:
		a->have = 0;
	}
}

enum cs_result draw_assemble(struct draw *d, const struct vertex *v)
{
	struct assembler *a = &d->assembler;
	enum cs_result res;

	/* Other topologies are only accepted if they draw nothing. */
	if (!draw_is_visible(d))
		return CS_OK;
	a->held[a->have++] = *v;
	if (a->have < 3)
		return CS_OK;
	res = complete(d, d->topology == TOPOLOGY_STRIP && a->count % 2);
	a->count++;
	a->primitive++;
	release(d);
	return res;
}
