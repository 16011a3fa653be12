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

static enum cs_result clear(struct draw *d, const u32 *cmd)
{
	struct draw_box box = {
		(s32)(cmd[2] & 0xffff), (s32)(cmd[2] >> 16),
		(s32)(cmd[3] & 0xffff), (s32)(cmd[3] >> 16),
	};
	float z = draw_float(draw_state(d, S3D_CLEAR_PARAMS)[1]);
	u32 bytes = draw_depth_surface(d), element;
	enum cs_result res = CS_OK;

	if (cmd[1] & HZ1_STENCIL)
		res = draw_stencil_clear(d, box, FIELD_GET(HZ1_STENCIL_VALUE, cmd[1]));
	if (res != CS_OK || !bytes || !(cmd[1] & HZ1_DEPTH))
		return res;
	element = draw_depth_store(d, z);
	return draw_fill(d, &d->depth.s, box, 0, &element, bytes);
}

/* Whether a clear cannot be executed; then it is reported. */
static bool is_refused(struct draw *d, const u32 *cmd)
{
	const char *why = NULL;

	if (cmd[1] & HZ1_SAMPLES)
		why = "3DSTATE_WM_HZ_OP: more samples than one";
	if (why)
		cs_not_executed(d->e, why);
	return why;
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
	return is_refused(d, kept) ? CS_OK : clear(d, kept);
}
