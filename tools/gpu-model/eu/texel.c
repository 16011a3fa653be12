// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texels: their place in memory. A message reads memory by lines, as channels side by side and the
 * texels of a filter are mostly in the same ones. The lines are forgotten when the message ends.
 */
#include <string.h>

#include "core/page_log.h"
#include "cs/tlb.h"
#include "eu/texture.h"

static u8 *line_at(struct eu_texel_lines *l, u64 address)
{
	u64 line = address / EU_TEXEL_LINE_BYTES;
	u32 slot = (line ^ line >> 3) % EU_TEXEL_LINES;
	u64 tag = line * EU_TEXEL_LINE_BYTES | 1;

	if (l->tag[slot] == tag)
		return l->data[slot];
	l->tag[slot] = 0;
	if (l->faulted || vm_read(l->e, AS_PPGTT, line * EU_TEXEL_LINE_BYTES, l->data[slot],
				  EU_TEXEL_LINE_BYTES, PAGE_USE_READ)) {
		l->faulted = true;
		memset(l->data[slot], 0, EU_TEXEL_LINE_BYTES);
		return l->data[slot];
	}
	l->tag[slot] = tag;
	return l->data[slot];
}

/* Texels of three channels may lie in two lines. */
static void read_bytes(struct eu_texel_lines *l, u64 address, void *to, u32 len)
{
	u32 in_line = address % EU_TEXEL_LINE_BYTES, n = min(len, EU_TEXEL_LINE_BYTES - in_line);

	memcpy(to, line_at(l, address) + in_line, n);
	if (n < len)
		memcpy((u8 *)to + n, line_at(l, address + n), len - n);
}

/* Tiles of 64 by 64 bytes, in which bits of column and row alternate. */
static u64 w_offset(u32 pitch, u32 x, u32 y)
{
	u64 tile = (u64)(y / 64) * (pitch / 128) + x / 64;
	u32 at = (x % 64 / 8) * 512 + (y % 64 / 8) * 64;

	for (u32 b = 0; b < 3; b++)
		at += (x >> b & 1) << (2 * b) | (y >> b & 1) << (2 * b + 1);
	return tile * PAGE_SIZE + at;
}

static u64 place(const struct eu_texture *x, u32 level, u32 u, u32 v, u32 slice)
{
	/* Texels of a column, and columns of a block. */
	u32 unit = x->unit, block = x->format.block / unit, size[3];
	u32 col = x->level[level].x + (x->x + u) / unit;
	u32 row = x->level[level].y + (x->y + v) / unit;

	if (x->kind == EU_TEXTURE_BUFFER)
		return (u64)u * x->pitch;
	if (x->spread) {
		eu_texture_size(x, level, size);
		col += slice % BIT(level) * ALIGN(size[0], x->halign);
		row += (slice >> level) * ALIGN(size[1], x->valign);
	} else if (x->in_row) {
		col += slice * x->slice;
	} else {
		row += slice * x->slice;
	}
	col /= block;
	row /= block;
	if (x->w_tiled)
		return w_offset(x->pitch, col, row);
	return tile_offset(x->tiling, x->pitch, col * x->format.f.bytes, row);
}

void eu_texel_read(struct eu_texel_lines *l, const struct eu_texture *x, u32 level, u32 u, u32 v,
		   u32 slice, union eu_texel *t)
{
	u32 element[4] = { 0 };

	read_bytes(l, x->base + place(x, level, u, v, slice), element, x->format.f.bytes);
	if (x->format.block > 1)
		eu_texel_unpack_block(&x->format, element, u, v, t);
	else
		eu_texel_unpack(&x->format, element, t);
}

void eu_texel_read_sample(struct eu_texel_lines *l, const struct eu_texture *x, u32 sample, u32 u,
			  u32 v, u32 slice, union eu_texel *t)
{
	if (x->interleaved)
		tile_interleave(x->samples, sample, &u, &v);
	else
		slice = slice * x->samples + sample;
	eu_texel_read(l, x, 0, u, v, slice, t);
}
