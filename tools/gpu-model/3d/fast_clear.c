// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fast clears of render targets. The hardware marks blocks as cleared in an auxiliary surface; here
 * their pixels get the colour at once.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "MCS Buffer for Render Target(s)"; Mesa
 * blorp/blorp_clear.c, isl (sizes of blocks), genxml (clear colour).
 */
#include "3d/draw.h"
#include "3d/target_format.h"
#include "core/gpu.h"
#include "cs/commands.h"

#define STATE_DWORDS		16
#define STATE_POINTER		GENMASK(31, 6)
#define STATE_COLOUR		12

static int read_state(struct draw *d, u32 state[STATE_DWORDS])
{
	u32 table = draw_state(d, S3D_BINDING_PS)[1] & S3D_BINDING_TABLE, pointer;

	if (vm_read32(d->e, AS_PPGTT, d->base.surface + table, &pointer, PAGE_USE_READ))
		return -1;
	return vm_read(d->e, AS_PPGTT, d->base.surface + (pointer & STATE_POINTER), state,
		       STATE_DWORDS * 4, PAGE_USE_READ);
}

/* A pixel of the rectangle stands for so many of a target with several samples. */
static struct draw_box scale_samples(const struct draw *d, const struct eu_surface *s)
{
	s32 x = s->samples > 8 ? 1 : s->samples > 4 ? 2 : 8, y = 2;
	const struct draw_box *b = &d->s.box;

	return (struct draw_box){ b->x0 * x, b->y0 * y, b->x1 * x, b->y1 * y };
}

/* Likewise, of one sample. */
static struct draw_box scale(const struct draw *d, const struct eu_surface *s, u32 bytes)
{
	s32 x = (s32)(256 / bytes), y = d->e->gpu->device->gen >= 9 ? 32 : 64;
	const struct draw_box *b = &d->s.box;

	if (s->tiling == TILING_X) {
		x *= 2;
		y /= 2;
	}
	return (struct draw_box){ b->x0 * x, b->y0 * y, b->x1 * x, b->y1 * y };
}

static enum cs_result fill(struct draw *d, const struct eu_surface *s, const u32 *element,
			   u32 bytes)
{
	struct eu_surface plane = *s;
	enum cs_result res = CS_OK;

	if (s->samples <= 1)
		return draw_fill(d, s, scale(d, s, bytes), d->s.layer, element, bytes);
	plane.samples = 1;
	plane.depth = 1;
	for (u32 i = 0; res == CS_OK && d->s.layer < s->depth && i < s->samples; i++) {
		plane.first = (s->first + d->s.layer) * s->samples + i;
		res = draw_fill(d, &plane, scale_samples(d, s), 0, element, bytes);
	}
	return res;
}

enum cs_result draw_fast_clear(struct draw *d)
{
	u32 state[STATE_DWORDS], element[4];
	struct target_format format;
	struct eu_surface s;

	if (read_state(d, state))
		return cs_fault(d->e);
	eu_surface_decode(state, &s);
	if (s.kind == EU_SURFACE_NULL)
		return CS_OK;
	if (s.kind == EU_SURFACE_BUFFER || s.odd || s.interleaved || !target_format(s.format, &format) ||
	    !draw_level(d, &s)) {
		cs_not_executed(d->e, "3DPRIMITIVE: fast clear of a surface that is not modelled");
		return CS_OK;
	}
	target_format_pack(&format, &state[STATE_COLOUR], element);
	return fill(d, &s, element, format.f.bytes);
}
