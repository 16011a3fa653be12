// SPDX-License-Identifier: GPL-2.0-only
/*
 * 2D commands. With execution lists their addresses are always in the context's PPGTT, so
 * only headers and lengths are checked.
 *
 * Source: Skylake PRM vol. 2a (command reference), "BLT".
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "audit.h"

/* Bits of headers. */
#define BLT_MASK	GENMASK(21, 20)		/* which bytes of a pixel to write */
#define BLT_FIRST	GENMASK(19, 17)		/* first pixel's bit, or chroma key's mode */
#define BLT_PACKED	BIT(16)			/* text packed by bytes */
#define BLT_SRC		BIT(15)			/* source is tiled */
#define BLT_SEEDS	(GENMASK(14, 12) | GENMASK(10, 8)) /* start in the pattern */
#define BLT_FIXED	GENMASK(19, 15)		/* which fixed pattern */
#define BLT_DST		BIT(11)			/* destination is tiled */
#define BLT_FAST	GENMASK(21, 8)		/* kinds of tiles, mip tails */

/* Lengths since Gen8, with two words for each address. */
#define BLT(_op, _name, _min, _max, _bits) {				\
	.name = _name, .engines = VGT_ON_BCS, .opcode = (_op),		\
	.bits = (_bits), .len_mask = 0xff, .bias = 2,			\
	.min = (_min), .max = (_max) }

static const struct vgt_cmd vgt_blt[] = {
	BLT(0x01, "XY_SETUP_BLT", 10, 10, BLT_MASK | BLT_DST),
	BLT(0x03, "XY_SETUP_CLIP_BLT", 3, 3, BLT_DST),
	BLT(0x11, "XY_SETUP_MONO_PATTERN_SL_BLT", 10, 10, BLT_MASK | BLT_DST | BLT_SEEDS),
	BLT(0x24, "XY_PIXEL_BLT", 2, 2, BLT_DST),
	BLT(0x25, "XY_SCANLINES_BLT", 3, 3, BLT_DST | BLT_SEEDS),
	BLT(0x26, "XY_TEXT_BLT", 5, 5, BLT_DST | BLT_PACKED),
	BLT(0x31, "XY_TEXT_IMMEDIATE_BLT", 3, 257, BLT_DST | BLT_PACKED),
	BLT(0x40, "COLOR_BLT", 7, 7, BLT_MASK),
	BLT(0x42, "XY_FAST_COPY_BLT", 10, 10, BLT_FAST),
	BLT(0x43, "SRC_COPY_BLT", 8, 8, BLT_MASK),
	BLT(0x50, "XY_COLOR_BLT", 7, 7, BLT_MASK | BLT_DST),
	BLT(0x51, "XY_PAT_BLT", 8, 8, BLT_MASK | BLT_DST | BLT_SEEDS),
	BLT(0x52, "XY_MONO_PAT_BLT", 10, 10, BLT_MASK | BLT_DST | BLT_SEEDS),
	BLT(0x53, "XY_SRC_COPY_BLT", 10, 10, BLT_MASK | BLT_DST | BLT_SRC),
	BLT(0x54, "XY_MONO_SRC_COPY_BLT", 10, 10, BLT_MASK | BLT_DST | BLT_FIRST),
	BLT(0x55, "XY_FULL_BLT", 12, 12, BLT_MASK | BLT_DST | BLT_SRC | BLT_SEEDS),
	BLT(0x56, "XY_FULL_MONO_SRC_BLT", 12, 12, BLT_MASK | BLT_DST | BLT_FIRST | BLT_SEEDS),
	BLT(0x57, "XY_FULL_MONO_PATTERN_BLT", 14, 14, BLT_MASK | BLT_DST | BLT_SRC | BLT_SEEDS),
	BLT(0x58, "XY_FULL_MONO_PATTERN_MONO_SRC_BLT", 14, 14,
	    BLT_MASK | BLT_DST | BLT_FIRST | BLT_SEEDS),
	BLT(0x59, "XY_MONO_PAT_FIXED_BLT", 8, 8, BLT_MASK | BLT_DST | BLT_SEEDS | BLT_FIXED),
	BLT(0x71, "XY_MONO_SRC_COPY_IMMEDIATE_BLT", 7, 257, BLT_MASK | BLT_DST | BLT_FIRST),
	BLT(0x72, "XY_PAT_BLT_IMMEDIATE", 5, 257, BLT_MASK | BLT_DST | BLT_SEEDS),
	BLT(0x73, "XY_SRC_COPY_CHROMA_BLT", 12, 12, BLT_MASK | BLT_DST | BLT_SRC | BLT_FIRST),
	BLT(0x74, "XY_FULL_IMMEDIATE_PATTERN_BLT", 8, 257,
	    BLT_MASK | BLT_DST | BLT_SRC | BLT_SEEDS),
	BLT(0x75, "XY_FULL_MONO_SRC_IMMEDIATE_PATTERN_BLT", 8, 257,
	    BLT_MASK | BLT_DST | BLT_FIRST | BLT_SEEDS),
	BLT(0x76, "XY_PAT_CHROMA_BLT", 10, 10, BLT_MASK | BLT_DST | BLT_FIRST | BLT_SEEDS),
	BLT(0x77, "XY_PAT_CHROMA_BLT_IMMEDIATE", 7, 257,
	    BLT_MASK | BLT_DST | BLT_FIRST | BLT_SEEDS),
};

const struct vgt_cmd_table vgt_cmds_2d = {
	.client = VGT_CLIENT_2D, .cmds = vgt_blt, .count = ARRAY_SIZE(vgt_blt),
};
