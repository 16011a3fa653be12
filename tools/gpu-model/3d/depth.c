// SPDX-License-Identifier: GPL-2.0-only
/*
 * Depth test and depth buffer. HiZ buffers are neither read nor written: the depth buffer always
 * has all depths.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (3DSTATE_DEPTH_BUFFER, 3DSTATE_WM_DEPTH_STENCIL), vol 2d
 * (RENDER_SURFACE_STATE: to what levels of depth are aligned), vol 7, "Depth and Stencil Test";
 * Mesa genxml.
 */
#include <math.h>
#include <string.h>

#include "3d/draw.h"

#define BUFFER1_TYPE		GENMASK(31, 29)
#define   TYPE_NULL		7
#define BUFFER1_WRITE		BIT(28)
#define BUFFER1_FORMAT		GENMASK(20, 18)
#define   FORMAT_D32		1
#define   FORMAT_D24		3
#define   FORMAT_D16		5
#define BUFFER1_PITCH		GENMASK(17, 0)
#define BUFFER4_HEIGHT		GENMASK(31, 18)
#define BUFFER4_WIDTH		GENMASK(17, 4)
#define BUFFER4_LOD		GENMASK(3, 0)
#define BUFFER5_DEPTH		GENMASK(31, 21)
#define BUFFER5_FIRST		GENMASK(20, 10)
#define BUFFER7_PLANE		GENMASK(14, 0)

#define DS_WRITE		BIT(0)
#define DS_TEST			BIT(1)
#define DS_STENCIL_WRITE	BIT(2)
#define DS_STENCIL_TEST		BIT(3)
#define DS_FUNCTION		GENMASK(7, 5)
#define DS_FAIL_OPS		(GENMASK(31, 26) | GENMASK(19, 14))

#define WM1_EARLY		GENMASK(22, 21)
#define   EARLY_ALWAYS		2

enum compare {
	COMPARE_ALWAYS,
	COMPARE_NEVER,
	COMPARE_LESS,
	COMPARE_EQUAL,
	COMPARE_LEQUAL,
	COMPARE_GREATER,
	COMPARE_NOTEQUAL,
	COMPARE_GEQUAL
};

static void decode_buffer(const u32 *b, struct depth_unit *u)
{
	static const u8 bytes[8] = { [FORMAT_D32] = 4, [FORMAT_D24] = 4, [FORMAT_D16] = 2 };

	u->format = FIELD_GET(BUFFER1_FORMAT, b[1]);
	u->bytes = bytes[u->format];
	u->s.kind = b[0] && FIELD_GET(BUFFER1_TYPE, b[1]) != TYPE_NULL ? EU_SURFACE_2D :
									 EU_SURFACE_NULL;
	u->s.base = (u64)(b[3] & 0xffff) << 32 | b[2];
	u->s.pitch = (b[1] & BUFFER1_PITCH) + 1;
	u->s.width = FIELD_GET(BUFFER4_WIDTH, b[4]) + 1;
	u->s.height = FIELD_GET(BUFFER4_HEIGHT, b[4]) + 1;
	u->s.depth = FIELD_GET(BUFFER5_DEPTH, b[5]) + 1;
	u->s.first = FIELD_GET(BUFFER5_FIRST, b[5]);
	u->s.plane = (b[7] & BUFFER7_PLANE) * 4;
	u->s.tiling = TILING_Y;
	u->s.level = FIELD_GET(BUFFER4_LOD, b[4]);
	u->s.halign = u->format == FORMAT_D16 ? 8 : 4;
	u->s.valign = 4;
}

u32 draw_depth_surface(struct draw *d)
{
	struct eu_surface *s = &d->depth.s;

	decode_buffer(draw_state(d, S3D_DEPTH_BUFFER), &d->depth);
	/* The stencil buffer has the same levels, of which each begins at a block of its tiles. */
	d->stencil_level = *s;
	d->stencil_level.kind = EU_SURFACE_2D;
	d->stencil_level.halign = 8;
	d->stencil_level.valign = 8;
	draw_level(d, &d->stencil_level);
	if (s->kind != EU_SURFACE_NULL)
		draw_level(d, s);
	s->samples = d->sampling.n;
	s->interleaved = true;
	return d->depth.s.kind == EU_SURFACE_NULL ? 0 : d->depth.bytes;
}

/* Pixels that something behind the tests may kill. */
static bool may_be_killed(const struct draw *d)
{
	return draw_state(d, S3D_PS_EXTRA)[1] & (PSX_KILLS | PSX_OMASK) ||
	       draw_state(d, S3D_PS_BLEND)[1] & (PSB_ALPHA_TEST | PSB_TO_COVERAGE);
}

/*
 * Tests come before the shader if that makes no difference: it does if the shader makes depth, or
 * kills pixels that would change the stencil buffer although they fail.
 */
static bool is_late(const struct draw *d)
{
	u32 ds = draw_state(d, S3D_DEPTH_STENCIL)[1];
	u32 early = FIELD_GET(WM1_EARLY, draw_state(d, S3D_WM)[1]);

	if (draw_state(d, S3D_PS_EXTRA)[1] & PSX_DEPTH_MODE)
		return true;
	return early != EARLY_ALWAYS && may_be_killed(d) && ds & DS_STENCIL_TEST &&
	       ds & DS_STENCIL_WRITE && ds & DS_FAIL_OPS;
}

void draw_depth_begin(struct draw *d)
{
	const u32 *b = draw_state(d, S3D_DEPTH_BUFFER);
	u32 ds = draw_state(d, S3D_DEPTH_STENCIL)[1];
	struct depth_unit *u = &d->depth;
	bool is_there;

	memset(u, 0, sizeof(*u));
	is_there = draw_depth_surface(d);
	u->function = FIELD_GET(DS_FUNCTION, ds);
	u->tests = is_there && ds & DS_TEST && u->function != COMPARE_ALWAYS;
	u->writes = is_there && ds & DS_WRITE && b[1] & BUFFER1_WRITE;
	u->late = d->dispatch.runs && is_late(d);
}

/* Depth as it is stored; as numbers of that kind it is compared. */
static u32 store(const struct depth_unit *u, float z)
{
	float f = z > 0 ? min(z, 1.0f) : 0;

	switch (u->format) {
	case FORMAT_D32:
		return draw_bits(z);
	case FORMAT_D24:
		return (u32)lrint((double)f * 0xffffff);
	default:
		return (u32)lrint((double)f * 0xffff);
	}
}

u32 draw_depth_store(const struct draw *d, float z)
{
	return store(&d->depth, z);
}

static double number(const struct depth_unit *u, u32 stored)
{
	if (u->format == FORMAT_D32)
		return draw_float(stored);
	return u->format == FORMAT_D24 ? stored & 0xffffff : stored & 0xffff;
}

bool draw_compare(u32 function, double z, double there)
{
	switch (function) {
	case COMPARE_NEVER:
		return false;
	case COMPARE_LESS:
		return z < there;
	case COMPARE_EQUAL:
		return z == there;
	case COMPARE_LEQUAL:
		return z <= there;
	case COMPARE_GREATER:
		return z > there;
	case COMPARE_NOTEQUAL:
		return z != there;
	case COMPARE_GEQUAL:
		return z >= there;
	default:
		return true;
	}
}

static void prepare(struct draw *d, u32 sample, u32 mask, struct draw_elements *b)
{
	const struct depth_unit *u = &d->depth;

	memset(b, 0, sizeof(*b));
	b->base = u->s.base;
	b->lanes = d->pixels.lanes;
	b->mask = mask;
	b->bytes = u->bytes;
	draw_locate(&u->s, d->s.layer, sample, d->pixels.x, d->pixels.y, b);
}

static int test_sample(struct draw *d, u32 sample, u32 lanes)
{
	const struct depth_unit *u = &d->depth;
	struct pixels *p = &d->pixels;
	struct draw_elements b;

	if (draw_stencil_test(d, sample, lanes))
		return -1;
	lanes &= p->cover[sample];
	if (u->tests && lanes) {
		prepare(d, sample, lanes, &b);
		if (draw_move(d, &b, false))
			return -1;
		for (u32 i = 0; i < p->lanes; i++)
			if (b.mask >> i & 1 &&
			    !draw_compare(u->function, number(u, store(u, p->z[sample][i])),
					  number(u, b.element[i][0])))
				p->cover[sample] &= ~BIT(i);
	}
	draw_stencil_depth(d, sample, lanes);
	d->counts.depth += (u32)__builtin_popcount(p->cover[sample] & lanes);
	return 0;
}

int draw_depth_test(struct draw *d, u32 lanes)
{
	struct pixels *p = &d->pixels;

	p->tested |= lanes;
	for (u32 s = draw_first_sample(d); s < draw_end_sample(d); s++)
		if (lanes & p->cover[s] && test_sample(d, s, lanes & p->cover[s]))
			return -1;
	draw_light(d);
	return 0;
}

static int write_sample(struct draw *d, u32 sample)
{
	struct draw_elements b;

	if (draw_stencil_write(d, sample))
		return -1;
	if (!d->depth.writes || !d->pixels.wrote[sample])
		return 0;
	prepare(d, sample, d->pixels.wrote[sample], &b);
	for (u32 i = 0; i < b.lanes; i++)
		b.element[i][0] = store(&d->depth, d->pixels.z[sample][i]);
	return draw_move(d, &b, true);
}

int draw_depth_write(struct draw *d)
{
	for (u32 s = 0; s < d->sampling.n; s++)
		if (write_sample(d, s))
			return -1;
	return 0;
}
