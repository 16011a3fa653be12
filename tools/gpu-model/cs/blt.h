/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The 2D blitter's work: rectangles filled or copied with a raster operation.
 */
#ifndef GPU_MODEL_BLT_H
#define GPU_MODEL_BLT_H

#include "core/types.h"
#include "cs/parser.h"
#include "gt/tiling.h"

struct engine;

/**
 * struct blt_surface - a surface in memory
 * @va: PPGTT address of pixel (0, 0)
 * @pitch: bytes per row; may be negative for linear surfaces
 * @tiling: layout
 */
struct blt_surface {
	u64 va;
	s32 pitch;
	enum tiling tiling;
};

/**
 * struct blt_op - one blit
 * @dst: destination
 * @rect: what to write there
 * @has_src: there is a source
 * @src: source
 * @src_x: pixel that goes to (@rect.x1, @rect.y1)
 * @src_y: its row
 * @cpp: bytes per pixel: 1, 2, 4, 8 or 16
 * @rop: ternary raster operation; bit 4 * P + 2 * S + D of it is the result
 * @pattern: solid colour, which is the P of @rop
 * @write_mask: bits of a 32-bit pixel that are written
 */
struct blt_op {
	struct blt_surface dst;
	struct blt_rect rect;
	bool has_src;
	struct blt_surface src;
	s32 src_x;
	s32 src_y;
	u32 cpp;
	u8 rop;
	u32 pattern;
	u32 write_mask;
};

/** blt_run() - execute a blit; CS_OK, CS_BREAK or CS_HANG (a page fault) */
enum cs_result blt_run(struct engine *e, const struct blt_op *op);

/** blt_rop3() - ternary raster operation on all bits of a word */
static inline u32 blt_rop3(u8 rop, u32 pattern, u32 source, u32 dest)
{
	u32 out = 0;

	for (u32 i = 0; i < 8; i++) {
		if (!(rop & BIT(i)))
			continue;
		out |= (i & 4 ? pattern : ~pattern) & (i & 2 ? source : ~source) &
		       (i & 1 ? dest : ~dest);
	}
	return out;
}

#endif /* GPU_MODEL_BLT_H */
