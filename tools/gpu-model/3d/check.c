// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a 3DPRIMITIVE may ask for: all that is not modelled is found before anything is drawn.
 *
 * Source: Mesa genxml (fields).
 */
#include "3d/draw.h"
#include "3d/vertex_format.h"
#include "core/gpu.h"

/**
 * struct rule - a field of a state command
 * @opcode: the command
 * @dword: of the command
 * @mask: the field
 * @fine: what it may be at most
 * @why: what it asks for, if it is more
 */
struct rule {
	u32 opcode;
	u32 dword;
	u32 mask;
	u32 fine;
	const char *why;
};

/* Whatever is drawn. */
static const struct rule rules[] = {
	{ S3D_VF, 0, BIT(9), 0, "3DPRIMITIVE: packed components of vertices" },
	{ S3D_VF, 0, BIT(10), 0, "3DPRIMITIVE: cut index without an index buffer" },
};

/* If there are patches. */
static const struct rule patch_rules[] = {
	{ S3D_HS, 7, GENMASK(18, 17), 0, "3DPRIMITIVE: hull shader of more than one patch" },
	{ S3D_HS, 7, GENMASK(16, 11), 0, "3DPRIMITIVE: hull shader with pushed vertices" },
	{ S3D_TE, 1, GENMASK(2, 1), 0, "3DPRIMITIVE: tessellation by software" },
};

/* If pixels are drawn. */
static const struct rule visible_rules[] = {
	{ S3D_MULTISAMPLE, 1, GENMASK(3, 1), 4u << 1, "3DPRIMITIVE: more samples than 16" },
	{ S3D_MULTISAMPLE, 1, BIT(4), 0, "3DPRIMITIVE: pixels located at their corner" },
	{ S3D_DRAWING_RECTANGLE, 3, ~0u, 0, "3DPRIMITIVE: origin of the drawing rectangle" },
	{ S3D_CLIP, 2, GENMASK(15, 13), 4u << 13, "3DPRIMITIVE: clip mode" },
	{ S3D_RASTER, 1, GENMASK(20, 18), BIT(18), "3DPRIMITIVE: forced number of samples" },
	{ S3D_RASTER, 1, BIT(24), 0, "3DPRIMITIVE: conservative rasterization" },
	{ S3D_WM, 1, BIT(4), 0, "3DPRIMITIVE: stippled triangles" },
	{ S3D_WM, 1, BIT(27) | BIT(28) | BIT(30), 0, "3DPRIMITIVE: operation on depth buffers" },
	{ S3D_WM_HZ_OP, 1, GENMASK(31, 30) | GENMASK(28, 27), 0,
	  "3DPRIMITIVE: operation on depth buffers" },
	{ S3D_PS_EXTRA, 1, BIT(5), 0, "3DPRIMITIVE: stencil from a pixel shader" },
};

#define INDEX_FORMAT		GENMASK(9, 8)
#define   INDEX_DWORDS		2
#define VS7_SIMD8		BIT(2)
#define DS7_DISPATCH		GENMASK(4, 3)
#define   DS_ONE_PATCH		1
#define   DS_ONE_OR_TWO		2	/* Gen9 */
#define GS6_TOPOLOGY		GENMASK(22, 17)
#define GS7_DISPATCH		GENMASK(12, 11)
#define   GS_SIMD8		3
#define SBE1_SWIZZLE		BIT(21)
#define SWIZ_SELECT		(GENMASK(7, 6) | BIT(11))

#define RASTER1_SMOOTH		BIT(2)
#define RASTER1_FILLS		GENMASK(6, 3)
#define RASTER1_OFFSETS		GENMASK(8, 7)
#define RASTER1_SMOOTH_POINTS	BIT(13)
#define WM1_LINE_STIPPLE	BIT(3)

#define ELEMENTS		34
#define ELEMENT_BUFFER		GENMASK(31, 26)
#define ELEMENT_VALID		BIT(25)
#define ELEMENT_FORMAT		GENMASK(24, 16)
#define LAST_BUFFER		32

#define DS1_WRITE		BIT(0)
#define DS1_TEST		BIT(1)
#define DS1_ANY			GENMASK(3, 0)
#define BUFFER1_TYPE		GENMASK(31, 29)
#define BUFFER1_FORMAT		GENMASK(20, 18)
#define BUFFER_NULL		7

static const char *check_rules(const struct draw *d, const struct rule *r, u32 n)
{
	for (u32 i = 0; i < n; i++)
		if ((draw_state(d, r[i].opcode)[r[i].dword] & r[i].mask) > r[i].fine)
			return r[i].why;
	return NULL;
}

static const char *check_elements(const struct draw *d)
{
	const u32 *e = draw_state(d, S3D_VERTEX_ELEMENTS) + 1;

	for (u32 i = 0; i < ELEMENTS && e[2 * i] & ELEMENT_VALID; i++) {
		if (!vertex_format(FIELD_GET(ELEMENT_FORMAT, e[2 * i])))
			return "3DPRIMITIVE: vertex format that is not modelled";
		if (FIELD_GET(ELEMENT_BUFFER, e[2 * i]) > LAST_BUFFER)
			return "3DPRIMITIVE: vertex buffer that does not exist";
	}
	return NULL;
}

static const char *check_vertices(const struct draw *d)
{
	const u32 *vs = draw_state(d, S3D_VS);

	if (vs[7] & VS_ENABLE && !(vs[7] & VS7_SIMD8))
		return "3DPRIMITIVE: vertex shader of SIMD4x2";
	if (d->call.indexed && FIELD_GET(INDEX_FORMAT, draw_state(d, S3D_INDEX_BUFFER)[1]) >
			       INDEX_DWORDS)
		return "3DPRIMITIVE: format of indices that does not exist";
	return check_elements(d);
}

static const char *check_patches(const struct draw *d)
{
	u32 mode = FIELD_GET(DS7_DISPATCH, draw_state(d, S3D_DS)[7]);

	if (!draw_divides(d))
		return NULL;
	/* What may be one patch or two is one. */
	if (mode != DS_ONE_PATCH && (mode != DS_ONE_OR_TWO || d->e->gpu->device->gen < 9))
		return "3DPRIMITIVE: domain shader of other than SIMD8";
	return check_rules(d, patch_rules, ARRAY_SIZE(patch_rules));
}

/* What goes into the geometry shader, or to the clipper if there is none. */
static u32 input_topology(const struct draw *d)
{
	return draw_divides(d) ? draw_divided_topology(d) : d->topology;
}

static const char *check_geometry(const struct draw *d)
{
	const u32 *gs = draw_state(d, S3D_GS);
	u32 output = FIELD_GET(GS6_TOPOLOGY, gs[6]), input = input_topology(d);

	if (!(gs[7] & GS_ENABLE))
		return NULL;
	if (FIELD_GET(GS7_DISPATCH, gs[7]) != GS_SIMD8)
		return "3DPRIMITIVE: geometry shader of other than SIMD8";
	if (!draw_topology_is_known(input) || input == TOPOLOGY_QUADS ||
	    input == TOPOLOGY_QUAD_STRIP)
		return "3DPRIMITIVE: topology that is not modelled";
	if (output != TOPOLOGY_POINTS && output != TOPOLOGY_LINE_STRIP && output != TOPOLOGY_STRIP)
		return "3DPRIMITIVE: output of the geometry shader that is not modelled";
	return NULL;
}

u32 draw_last_topology(const struct draw *d)
{
	const u32 *gs = draw_state(d, S3D_GS);

	return gs[7] & GS_ENABLE ? FIELD_GET(GS6_TOPOLOGY, gs[6]) : input_topology(d);
}

static const char *check_lines(const struct draw *d, enum draw_shape shape)
{
	u32 raster = draw_state(d, S3D_RASTER)[1], wm = draw_state(d, S3D_WM)[1];
	bool outlines = raster & RASTER1_FILLS && shape == SHAPE_TRIANGLE;

	if ((outlines || shape == SHAPE_LINE) && wm & WM1_LINE_STIPPLE)
		return "3DPRIMITIVE: stippled lines";
	if ((outlines || shape == SHAPE_LINE) && raster & RASTER1_SMOOTH)
		return "3DPRIMITIVE: smooth lines";
	if ((outlines || shape == SHAPE_POINT) && raster & RASTER1_SMOOTH_POINTS)
		return "3DPRIMITIVE: smooth points";
	if ((outlines || shape <= SHAPE_LINE) && raster & RASTER1_OFFSETS)
		return "3DPRIMITIVE: depth offset of lines and points";
	return NULL;
}

static const char *check_topology(const struct draw *d)
{
	u32 topology = draw_last_topology(d);

	if (!draw_topology_is_known(topology))
		return "3DPRIMITIVE: topology that is not modelled";
	return check_lines(d, draw_topology_shape(topology));
}

/* Other sources of attributes than themselves: their w, or another one for back faces. */
static const char *check_swizzles(const struct draw *d)
{
	const u32 *swiz = draw_state(d, S3D_SBE_SWIZ);

	if (!(draw_state(d, S3D_SBE)[1] & SBE1_SWIZZLE))
		return NULL;
	for (u32 i = 1; i <= 8; i++)
		if (swiz[i] & (SWIZ_SELECT | SWIZ_SELECT << 16))
			return "3DPRIMITIVE: attributes that are chosen by the face";
	return NULL;
}

static const char *check_depth(const struct draw *d)
{
	static const bool modelled[8] = { [1] = true, [3] = true, [5] = true };
	const u32 *b = draw_state(d, S3D_DEPTH_BUFFER);

	/* With stencil alone, it only has a size. */
	if (!(draw_state(d, S3D_DEPTH_STENCIL)[1] & (DS1_WRITE | DS1_TEST)))
		return NULL;
	if (!b[0] || FIELD_GET(BUFFER1_TYPE, b[1]) == BUFFER_NULL)
		return NULL;
	if (!modelled[FIELD_GET(BUFFER1_FORMAT, b[1])])
		return "3DPRIMITIVE: format of the depth buffer";
	if (((b[1] & 0x3ffff) + 1) % tile_width(TILING_Y))
		return "3DPRIMITIVE: pitch of the depth buffer";
	return NULL;
}

static const char *check_visible(const struct draw *d)
{
	const char *why = check_rules(d, visible_rules, ARRAY_SIZE(visible_rules));

	if (!why)
		why = check_swizzles(d);
	if (!why && draw_state(d, S3D_PS)[6] & (PS_FAST_CLEAR | PS_RESOLVE) &&
	    d->topology != TOPOLOGY_RECTANGLES)
		why = "3DPRIMITIVE: fast clear or resolve of other than rectangles";
	return why ? why : check_depth(d);
}

/* Without a pixel shader and tests whose passes are counted, nobody sees a pixel. */
bool draw_is_visible(const struct draw *d)
{
	const u32 *b = draw_state(d, S3D_DEPTH_BUFFER);
	bool depth = b[0] && FIELD_GET(BUFFER1_TYPE, b[1]) != BUFFER_NULL &&
		     draw_state(d, S3D_DEPTH_STENCIL)[1] & DS1_ANY;

	return depth || draw_state(d, S3D_PS_EXTRA)[1] & PSX_VALID;
}

const char *draw_unsupported(const struct draw *d)
{
	const char *why = check_rules(d, rules, ARRAY_SIZE(rules));

	if (!why)
		why = check_vertices(d);
	if (!why)
		why = check_patches(d);
	if (!why)
		why = check_geometry(d);
	if (!why && (draw_is_visible(d) || draw_state(d, S3D_STREAMOUT)[1] & STREAMOUT_ENABLE))
		why = check_topology(d);
	if (!why && draw_is_visible(d))
		why = check_visible(d);
	return why;
}

/* Which domains have an output. */
static bool has_output(u32 domain, u32 output)
{
	if (output == TESS_POINT)
		return true;
	return (domain == TESS_ISOLINE) == (output == TESS_LINE);
}

const char *draw_misfit(const struct draw *d)
{
	bool hs = draw_state(d, S3D_HS)[2] & HS_ENABLE, ds = draw_state(d, S3D_DS)[7] & DS_ENABLE;
	u32 te = draw_state(d, S3D_TE)[1], domain = FIELD_GET(TE1_DOMAIN, te);

	if (hs != draw_divides(d) || ds != draw_divides(d))
		return "not all stages of tessellation are on";
	if (!draw_divides(d))
		return NULL;
	if (d->topology < TOPOLOGY_PATCH_1)
		return "tessellation of what are no patches";
	if (domain >= TESS_DOMAINS || FIELD_GET(TE1_SPACING, te) >= TESS_SPACINGS)
		return "domain or partitioning of patches that does not exist";
	if (!has_output(domain, FIELD_GET(TE1_OUTPUT, te)))
		return "output that the domain of patches does not have";
	return NULL;
}
