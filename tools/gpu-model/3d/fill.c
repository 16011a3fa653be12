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

/* Rows from @y on whose runs follow each other in memory: in a column of a Y tile. */
static u32 rows_of(const struct eu_surface *s, u32 y, u32 end, u32 layer)
{
	u32 row = y + s->y + (layer + s->first) * s->plane;

	if (s->tiling != TILING_Y)
		return 1;
	return min(tile_height(TILING_Y) - row % tile_height(TILING_Y), end - y);
}

static int fill_rows(struct draw *d, const struct eu_surface *s, u64 offset, const u8 *run,
		     u32 bytes, u32 rows)
{
	u32 step = TILE_Y_RUN;

	if (bytes == TILE_Y_RUN) {
		bytes *= rows;
		rows = 1;
	}
	for (u32 i = 0; i < rows; i++)
		if (vm_write(d->e, AS_PPGTT, s->base + offset + i * step, run, bytes,
			     PAGE_USE_WRITE))
			return -1;
	return 0;
}

static int fill_band(struct draw *d, const struct eu_surface *s, const struct draw_box *b, u32 y,
		     u32 rows, u32 layer, const u8 *run, u32 bytes)
{
	u32 end = (u32)b->x1, n;
	u64 offset;

	for (u32 x = (u32)b->x0; x < end; x += n) {
		n = run_of(s, x, end, bytes);
		if (!eu_surface_element(s, x, y, layer, bytes, &offset))
			continue;
		if (fill_rows(d, s, offset, run, n * bytes, rows))
			return -1;
	}
	return 0;
}

enum cs_result draw_fill(struct draw *d, const struct eu_surface *s, struct draw_box box,
			 u32 layer, const void *element, u32 bytes)
{
	u8 run[RUN_BYTES];
	u32 rows;

	box.x0 = max(box.x0, 0);
	box.y0 = max(box.y0, 0);
	if (box.x1 > (s32)s->width)
		box.x1 = (s32)s->width;
	if (box.y1 > (s32)s->height)
		box.y1 = (s32)s->height;
	for (u32 i = 0; i + bytes <= RUN_BYTES; i += bytes)
		memcpy(&run[i], element, bytes);
	for (s32 y = box.y0; y < box.y1; y += (s32)rows) {
		rows = rows_of(s, (u32)y, (u32)box.y1, layer);
		if (!engine_obey(d->e))
			return CS_BREAK;
		if (fill_band(d, s, &box, (u32)y, rows, layer, run, bytes))
			return cs_fault(d->e);
	}
	return CS_OK;
}
