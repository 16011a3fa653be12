// SPDX-License-Identifier: GPL-2.0-only
/*
 * 3DSTATE_WM_HZ_OP: clears of depth. Resolves have nothing to do.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_WM_HZ_OP", "3DSTATE_CLEAR_PARAMS"; Mesa
 * blorp/blorp_genX_exec.h (how it is used).
 */
#include "3d/draw.h"
#include "cs/commands.h"

#define HZ1_STENCIL		BIT(31)
#define HZ1_DEPTH		BIT(30)
#define HZ1_STENCIL_VALUE	GENMASK(23, 16)
#define HZ1_SAMPLES		GENMASK(15, 13)

/* Samples count as pixels. Return false if the box does not begin or end where samples do. */
static bool spread(const struct draw *d, struct draw_box *box)
{
	const struct eu_surface *s = &d->stencil_level;
	u32 x0 = 0, y0 = 0, x1 = 2, y1 = 2;

	box->x1 = min(box->x1, (s32)s->width);
	box->y1 = min(box->y1, (s32)s->height);
	if (d->sampling.n == 1)
		return true;
	/* What is beside the surface up to an even column or row is nobody's. */
	if (box->x1 == (s32)s->width)
		box->x1 = ALIGN(box->x1, 2);
	if (box->y1 == (s32)s->height)
		box->y1 = ALIGN(box->y1, 2);
	if ((box->x0 | box->y0 | box->x1 | box->y1) & 1)
		return false;
	tile_interleave(d->sampling.n, 0, &x0, &y0);
	tile_interleave(d->sampling.n, 0, &x1, &y1);
	*box = (struct draw_box){
		box->x0 / 2 * (s32)x1, box->y0 / 2 * (s32)y1,
		box->x1 / 2 * (s32)x1, box->y1 / 2 * (s32)y1,
	};
	return true;
}

static enum cs_result clear(struct draw *d, const u32 *cmd)
{
	struct draw_box box = {
		(s32)(cmd[2] & 0xffff), (s32)(cmd[2] >> 16),
		(s32)(cmd[3] & 0xffff), (s32)(cmd[3] >> 16),
	};
	float z = draw_float(draw_state(d, S3D_CLEAR_PARAMS)[1]);
	u32 bytes = draw_depth_surface(d), element;
	struct eu_surface s = d->depth.s;
	enum cs_result res = CS_OK;

	if (!spread(d, &box)) {
		cs_not_executed(d->e, "3DSTATE_WM_HZ_OP: a box of odd size, with several samples");
		return CS_OK;
	}
	if (cmd[1] & HZ1_STENCIL)
		res = draw_stencil_clear(d, box, FIELD_GET(HZ1_STENCIL_VALUE, cmd[1]));
	if (res != CS_OK || !bytes || !(cmd[1] & HZ1_DEPTH))
		return res;
	s.samples = 1;
	s.interleaved = false;
	s.width = (u32)box.x1;
	s.height = (u32)box.y1;
	element = draw_depth_store(d, z);
	return draw_fill(d, &s, box, 0, &element, bytes);
}

enum cs_result draw_depth_operation(struct engine *e, const u32 *cmd, u32 dwords)
{
	enum cs_result res = cs_state_set(e, cmd, dwords);
	struct draw *d = draw_get(e);
	const u32 *kept;

	if (res != CS_OK)
		return res;
	if (!d)
		return cs_hang(e, "the model is out of memory");
	draw_begin(d);
	/* As it is kept, it has all of its words. */
	kept = draw_state(d, S3D_WM_HZ_OP);
	if (!(kept[1] & (HZ1_STENCIL | HZ1_DEPTH)))
		return CS_OK;
	d->sampling.n = BIT(min(FIELD_GET(HZ1_SAMPLES, kept[1]), 4u));
	return clear(d, kept);
}
