// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fills: a box of a surface gets one value.
 */
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

#define RUN_BYTES	512u

/* Elements from @x on that are side by side in memory. */
static u32 run_of(const struct eu_surface *s, u32 x, u32 end, u32 bytes)
{
	u32 run = min(tile_run(s->tiling, (x + s->x) * bytes), RUN_BYTES);

	return min(max(run / bytes, 1u), end - x);
}

static int fill_row(struct draw *d, const struct eu_surface *s, const struct draw_box *b, u32 y,
		    u32 layer, const u8 *run, u32 bytes)
{
	u32 end = (u32)b->x1, n;
	u64 offset;

	for (u32 x = (u32)b->x0; x < end; x += n) {
		n = run_of(s, x, end, bytes);
		if (!eu_surface_element(s, x, y, layer, bytes, &offset))
			continue;
		if (vm_write(d->e, AS_PPGTT, s->base + offset, run, n * bytes, PAGE_USE_WRITE))
			return -1;
	}
	return 0;
}

enum cs_result draw_fill(struct draw *d, const struct eu_surface *s, struct draw_box box,
			 u32 layer, const void *element, u32 bytes)
{
	u8 run[RUN_BYTES];

	box.x0 = max(box.x0, 0);
	box.y0 = max(box.y0, 0);
	if (box.x1 > (s32)s->width)
		box.x1 = (s32)s->width;
	if (box.y1 > (s32)s->height)
		box.y1 = (s32)s->height;
	for (u32 i = 0; i + bytes <= RUN_BYTES; i += bytes)
		memcpy(&run[i], element, bytes);
	for (s32 y = box.y0; y < box.y1; y++) {
		if (!engine_obey(d->e))
			return CS_BREAK;
		if (fill_row(d, s, &box, (u32)y, layer, run, bytes))
			return cs_fault(d->e);
	}
	return CS_OK;
}
