// SPDX-License-Identifier: GPL-2.0-only
/*
 * Textures: their states, and where their levels are.
 */
#include <string.h>

#include "eu/texture.h"

#define ALIGN_1D	64	/* columns, whatever the state says */

#define AUX_NONE	0
#define AUX_MCS		1
#define AUX_LAST	5

static u32 bits(u32 dw, u32 high, u32 low)
{
	return dw >> low & (~0u >> (31 - (high - low)));
}

static u32 level_of(u32 size, u32 level)
{
	return max(size >> level, 1u);
}

void eu_texture_size(const struct eu_texture *x, u32 level, u32 size[3])
{
	size[0] = level_of(x->width, level);
	size[1] = level_of(x->height, level);
	size[2] = x->kind == EU_TEXTURE_3D ? level_of(x->depth, level) : 1;
}

/* Columns or rows that a level takes, in the units of its place. */
static u32 extent(const struct eu_texture *x, u32 size, u32 level, u32 align)
{
	return ALIGN(DIV_ROUND_UP(level_of(size, level), x->unit), align);
}

/* Level 1 is below level 0; from level 2 on they are to the right of it, one below the other. */
static void place_below(struct eu_texture *x)
{
	for (u32 l = 1; l < EU_TEXTURE_LEVELS; l++) {
		x->level[l] = x->level[l - 1];
		if (l == 2)
			x->level[l].x += extent(x, x->width, 1, x->halign);
		else
			x->level[l].y += extent(x, x->height, l - 1, x->valign);
	}
}

/* All levels in a row. */
static void place_in_row(struct eu_texture *x)
{
	for (u32 l = 1; l < EU_TEXTURE_LEVELS; l++)
		x->level[l].x = x->level[l - 1].x + extent(x, x->width, l - 1, ALIGN_1D);
}

/* Slices of a level: 1, 2, 4 and so on in a row, then the next level. */
static void place_spread(struct eu_texture *x)
{
	for (u32 l = 1; l < EU_TEXTURE_LEVELS; l++) {
		u32 rows = DIV_ROUND_UP(level_of(x->depth, l - 1), BIT(l - 1));

		x->level[l].y = x->level[l - 1].y +
				rows * extent(x, x->height, l - 1, x->valign);
	}
}

static void place_levels(struct eu_texture *x, u32 gen)
{
	x->unit = gen >= 9 ? x->format.block : 1;
	x->in_row = x->kind == EU_TEXTURE_1D && gen >= 9 && x->tiling == TILING_LINEAR &&
		    !x->w_tiled;
	x->spread = x->kind == EU_TEXTURE_3D && gen < 9;
	if (x->in_row)
		place_in_row(x);
	else if (x->spread)
		place_spread(x);
	else
		place_below(x);
}

static const char *decode_image(const u32 *state, u32 gen, struct eu_texture *x)
{
	static const u8 aligns[] = { 0, 4, 8, 16 };
	u32 aux = bits(state[6], 2, 0);

	x->width = bits(state[2], 13, 0) + 1;
	x->height = x->kind == EU_TEXTURE_1D ? 1 : bits(state[2], 29, 16) + 1;
	x->depth = bits(state[3], 31, 21) + 1;
	x->array = bits(state[0], 28, 28) && x->kind != EU_TEXTURE_3D;
	x->first = x->kind == EU_TEXTURE_3D ? 0 : bits(state[4], 28, 18);
	x->samples = BIT(bits(state[4], 5, 3));
	x->interleaved = x->samples > 1 && bits(state[4], 6, 6);
	x->compressed = x->samples > 1 && aux == AUX_MCS;
	x->slice = bits(state[1], 14, 0) * 4;
	x->base_lod = gen >= 9 ? bits(state[1], 23, 19) : 0;
	x->x = bits(state[5], 31, 25) * 4;
	x->y = bits(state[5], 23, 21) * 4;
	x->levels = bits(state[5], 3, 0) + 1;
	x->min_level = bits(state[5], 7, 4);
	x->min_lod = bits(state[7], 11, 0);
	x->valign = aligns[bits(state[0], 17, 16)];
	x->halign = aligns[bits(state[0], 15, 14)];
	if (!x->valign || !x->halign)
		return "surface with a reserved alignment";
	if (bits(state[4], 5, 3) > 4)
		return "surface with more samples than there are";
	if (x->levels + x->min_level > EU_TEXTURE_LEVELS)
		return "surface with more levels than there are";
	if (gen >= 9 && bits(state[5], 19, 18))
		return "surface in a tiling that is not modelled";
	if (x->kind == EU_TEXTURE_CUBE && (~state[0] & 0x3f || x->width != x->height))
		return "cube without all its faces, or not square";
	/* 4 is reserved, as is 2 for the sampler; the others are tables beside the surface. */
	if (aux == 2 || aux == 4 || aux > AUX_LAST)
		return "surface with a reserved auxiliary mode";
	if (x->format.block > 1 && x->kind == EU_TEXTURE_1D)
		return "compressed surface of one dimension";
	place_levels(x, gen);
	return NULL;
}

static const char *decode_buffer(const u32 *state, struct eu_texture *x)
{
	u64 entries = ((u64)bits(state[3], 31, 21) << 21 | bits(state[2], 29, 16) << 7 |
		       bits(state[2], 6, 0)) + 1;

	x->width = entries > ~0u ? ~0u : (u32)entries;
	x->height = 1;
	x->depth = 1;
	x->levels = 1;
	x->samples = 1;
	return x->format.block > 1 ? "compressed buffer" : NULL;
}

static const char *decode_tiling(const u32 *state, struct eu_texture *x)
{
	static const enum tiling tilings[] = {
		TILING_LINEAR, TILING_LINEAR, TILING_X, TILING_Y,
	};
	u32 mode = bits(state[0], 13, 12);

	x->tiling = tilings[mode];
	x->w_tiled = mode == 1;
	if (x->w_tiled && (x->format.f.bytes != 1 || x->pitch % 128))
		return "W tiles of more than bytes";
	if (x->pitch % tile_width(x->tiling))
		return "rows that are no whole number of tiles";
	return NULL;
}

static const char *decode_selects(const u32 *state, struct eu_texture *x)
{
	for (u32 c = 0; c < 4; c++) {
		u32 low = 25 - 3 * c;

		x->select[c] = bits(state[7], low + 2, low);
		if (x->select[c] == 2 || x->select[c] == 3)
			return "reserved channel select";
	}
	return NULL;
}

void eu_texture_decode(const u32 *state, u32 gen, struct eu_texture *x)
{
	memset(x, 0, sizeof(*x));
	x->kind = bits(state[0], 31, 29);
	x->base = (u64)(state[9] & 0xffff) << 32 | state[8];
	x->pitch = bits(state[3], 17, 0) + 1;
	if (x->kind == EU_TEXTURE_NULL)
		return;
	if (x->kind > EU_TEXTURE_BUFFER)
		x->why = "surface of a type that the sampler does not read";
	else if (!eu_texel_format(bits(state[0], 26, 18), &x->format))
		x->why = "surface format that is not modelled";
	if (!x->why)
		x->why = decode_tiling(state, x);
	if (!x->why)
		x->why = decode_selects(state, x);
	if (x->why)
		return;
	x->unit = 1;
	if (x->kind == EU_TEXTURE_BUFFER)
		x->why = decode_buffer(state, x);
	else
		x->why = decode_image(state, gen, x);
}
