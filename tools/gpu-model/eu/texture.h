/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Textures: surfaces as the sampler reads them.
 *
 * Source: Intel OSRC Broadwell and Skylake PRM vol 2d (RENDER_SURFACE_STATE), vol 5, "Surface
 * Layout and Tiling" (1D, 2D, cube and 3D surfaces with mip levels); Mesa genxml,
 * isl/isl_surface_state.c, isl/isl.h (layouts), isl/isl_tiled_memcpy.c.
 */
#ifndef GPU_MODEL_EU_TEXTURE_H
#define GPU_MODEL_EU_TEXTURE_H

#include "eu/texel_format.h"
#include "gt/tiling.h"

struct engine;

#define EU_TEXTURE_LEVELS	15

enum eu_texture_kind {
	EU_TEXTURE_1D,
	EU_TEXTURE_2D,
	EU_TEXTURE_3D,
	EU_TEXTURE_CUBE,
	EU_TEXTURE_BUFFER,
	EU_TEXTURE_NULL = 7	/* reads 0 */
};

/* Sources of a channel of the answer, as the surface state numbers them. */
enum eu_select {
	EU_SELECT_ZERO,
	EU_SELECT_ONE,
	EU_SELECT_RED = 4	/* then green, blue, alpha */
};

/**
 * struct eu_texture - one texture
 * @kind: enum eu_texture_kind
 * @array: it has elements, which a coordinate chooses
 * @w_tiled: tiled like stencil buffers
 * @in_row: all levels are in one row, and @slice counts columns, as Gen9 places 1D surfaces
 * @spread: slices of a level are side by side, as Gen8 places those of 3D surfaces
 * @select: enum eu_select of each channel
 * @base: address
 * @format: of a texel
 * @width: of level 0, or entries of a buffer
 * @height: of level 0
 * @depth: slices of level 0, elements of an array, or cubes
 * @first: number of the first element
 * @levels: how many can be read
 * @min_level: number of the first of them
 * @min_lod: least level of detail that is there, in 1/256
 * @base_lod: level of detail up to which a texture is magnified, in 1/2
 * @samples: of a texel
 * @interleaved: they are beside each other, not each in slices of its own
 * @compressed: a table beside the surface says where they are
 * @pitch: bytes from one row to the next; of a buffer: of an element
 * @slice: rows from one slice to the next
 * @x: added to each column
 * @y: added to each row
 * @unit: texels that one column of a level's place counts: Gen9 counts blocks
 * @halign: columns to which levels are aligned
 * @valign: rows likewise
 * @tiling: layout
 * @level: column and row where each begins
 * @why: what of it is not modelled; NULL if all is
 */
struct eu_texture {
	u8 kind;
	bool array;
	bool w_tiled;
	bool in_row;
	bool spread;
	u8 select[4];
	u64 base;
	struct eu_texel_format format;
	u32 width;
	u32 height;
	u32 depth;
	u32 first;
	u32 levels;
	u32 min_level;
	u32 min_lod;
	u32 base_lod;
	u32 samples;
	bool interleaved;
	bool compressed;
	u32 pitch;
	u32 slice;
	u32 x;
	u32 y;
	u32 unit;
	u32 halign;
	u32 valign;
	enum tiling tiling;
	struct { u32 x, y; } level[EU_TEXTURE_LEVELS];
	const char *why;
};

/**
 * eu_texture_decode() - from the 16 dwords of a RENDER_SURFACE_STATE
 * @gen: 8 or 9
 */
void eu_texture_decode(const u32 *state, u32 gen, struct eu_texture *x);

/** eu_texture_size() - width, height and depth of level @level, counted from 0 of the surface */
void eu_texture_size(const struct eu_texture *x, u32 level, u32 size[3]);

/* Lines of memory that a message has read. */
#define EU_TEXEL_LINES		16
#define EU_TEXEL_LINE_BYTES	64

/**
 * struct eu_texel_lines - what a message has read
 * @e: the engine, for its address space
 * @tag: address of each line, with bit 0 set; 0 if there is none
 * @data: their bytes
 * @faulted: a page was not present
 */
struct eu_texel_lines {
	struct engine *e;
	u64 tag[EU_TEXEL_LINES];
	u8 data[EU_TEXEL_LINES][EU_TEXEL_LINE_BYTES] __attribute__((aligned(8)));
	bool faulted;
};

/**
 * eu_texel_read() - one texel of level @level
 * @u: column, below the level's width
 * @v: row
 * @slice: of a 3D surface, or element of an array including @x->first, faces of cubes counted
 */
void eu_texel_read(struct eu_texel_lines *l, const struct eu_texture *x, u32 level, u32 u, u32 v,
		   u32 slice, union eu_texel *t);

/** eu_texel_read_sample() - likewise, of a surface with several samples, which has one level */
void eu_texel_read_sample(struct eu_texel_lines *l, const struct eu_texture *x, u32 sample, u32 u,
			  u32 v, u32 slice, union eu_texel *t);

#endif /* GPU_MODEL_EU_TEXTURE_H */
