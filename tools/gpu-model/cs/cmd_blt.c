// SPDX-License-Identifier: GPL-2.0-only
/*
 * Table of the 2D commands, and the decoding of those that are executed.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (BLT commands) and vol 10 "Copy
 * Engine".
 */
#include "core/gpu.h"
#include "cs/blt.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"

/* Header. */
#define XY_WRITE_ALPHA		BIT(21)
#define XY_WRITE_RGB		BIT(20)
#define XY_SRC_TILED		BIT(15)
#define XY_DST_TILED		BIT(11)
#define FAST_SRC_TILING		GENMASK(21, 20)
#define FAST_DST_TILING		GENMASK(14, 13)

/* Second dword, BR13. */
#define BR13_CLIP		BIT(30)
#define BR13_DEPTH		GENMASK(25, 24)
#define BR13_ROP		GENMASK(23, 16)
#define FAST_DEPTH		GENMASK(26, 24)
#define FAST_SRC_TILE_YF	BIT(31)
#define FAST_DST_TILE_YF	BIT(30)

/* BCS_SWCTRL: tiled surfaces of the XY commands are Y tiled instead of X tiled. */
#define SWCTRL_SRC_Y		BIT(0)
#define SWCTRL_DST_Y		BIT(1)

#define ROP_PATTERN_COPY	0xf0
#define ROP_SOURCE_COPY		0xcc

static const u32 depth_cpp[] = { 1, 2, 2, 4 };

static s32 low_s16(u32 dw)
{
	return (int16_t)dw;
}

static s32 high_s16(u32 dw)
{
	return (int16_t)(dw >> 16);
}

static struct blt_rect read_rect(const u32 *dw)
{
	return (struct blt_rect){
		.x1 = low_s16(dw[0]), .y1 = high_s16(dw[0]),
		.x2 = low_s16(dw[1]), .y2 = high_s16(dw[1]),
	};
}

/* The pitch of a tiled surface is given in dwords. */
static s32 read_pitch(u32 dw, enum tiling tiling)
{
	return low_s16(dw) * (tiling == TILING_LINEAR ? 1 : 4);
}

static enum tiling xy_tiling(struct engine *e, bool tiled, u32 y_bit)
{
	if (!tiled)
		return TILING_LINEAR;
	return cs_read_register(e, e->info->base + RING_SWCTRL) & y_bit ? TILING_Y : TILING_X;
}

/* Only 32-bit pixels have separate enables for alpha and colour. */
static u32 write_mask(u32 header, u32 cpp)
{
	u32 mask = 0;

	if (cpp != 4)
		return ~0u;
	if (header & XY_WRITE_ALPHA)
		mask |= 0xff000000;
	if (header & XY_WRITE_RGB)
		mask |= 0x00ffffff;
	return mask;
}

/* Cut the destination to the clip rectangle; the source moves along. */
static void clip(const struct engine *e, struct blt_op *op)
{
	const struct blt_rect *c = &e->cs.clip;
	struct blt_rect *r = &op->rect;

	if (r->x1 < c->x1) {
		op->src_x += c->x1 - r->x1;
		r->x1 = c->x1;
	}
	if (r->y1 < c->y1) {
		op->src_y += c->y1 - r->y1;
		r->y1 = c->y1;
	}
	r->x2 = min(r->x2, c->x2);
	r->y2 = min(r->y2, c->y2);
}

static void xy_destination(struct engine *e, const u32 *cmd, struct blt_op *op)
{
	op->cpp = depth_cpp[FIELD_GET(BR13_DEPTH, cmd[1])];
	op->rop = (u8)FIELD_GET(BR13_ROP, cmd[1]);
	op->write_mask = write_mask(cmd[0], op->cpp);
	op->dst.tiling = xy_tiling(e, cmd[0] & XY_DST_TILED, SWCTRL_DST_Y);
	op->dst.pitch = read_pitch(cmd[1], op->dst.tiling);
	op->dst.va = command_address(&cmd[4]);
	op->rect = read_rect(&cmd[2]);
}

/* XY_SETUP_BLT and XY_SETUP_CLIP_BLT leave a clip rectangle for later blits. */
enum cs_result blt_xy_setup(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	e->cs.clip = read_rect(&cmd[2]);
	return CS_OK;
}

enum cs_result blt_xy_setup_clip(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	e->cs.clip = read_rect(&cmd[1]);
	return CS_OK;
}

enum cs_result blt_xy_color(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	struct blt_op op = { .pattern = cmd[6] };

	xy_destination(e, cmd, &op);
	if (cmd[1] & BR13_CLIP)
		clip(e, &op);
	return blt_run(e, &op);
}

enum cs_result blt_xy_src_copy(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	struct blt_op op = {
		.has_src = true,
		.src_x = low_s16(cmd[6]),
		.src_y = high_s16(cmd[6]),
	};

	xy_destination(e, cmd, &op);
	op.src.tiling = xy_tiling(e, cmd[0] & XY_SRC_TILED, SWCTRL_SRC_Y);
	op.src.pitch = read_pitch(cmd[7], op.src.tiling);
	op.src.va = command_address(&cmd[8]);
	if (cmd[1] & BR13_CLIP)
		clip(e, &op);
	return blt_run(e, &op);
}

/* COLOR_BLT and SRC_COPY_BLT: linear, width in bytes. */
static void linear_destination(const u32 *cmd, struct blt_op *op)
{
	op->cpp = depth_cpp[FIELD_GET(BR13_DEPTH, cmd[1])];
	op->rop = (u8)FIELD_GET(BR13_ROP, cmd[1]);
	op->write_mask = write_mask(cmd[0], op->cpp);
	op->dst.pitch = low_s16(cmd[1]);
	op->dst.va = command_address(&cmd[3]);
	op->rect.x2 = (s32)((cmd[2] & 0xffff) / op->cpp);
	op->rect.y2 = (s32)(cmd[2] >> 16);
}

enum cs_result blt_color(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	struct blt_op op = { .pattern = cmd[5] };

	linear_destination(cmd, &op);
	return blt_run(e, &op);
}

enum cs_result blt_src_copy(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	struct blt_op op = { .has_src = true };

	linear_destination(cmd, &op);
	op.src.pitch = low_s16(cmd[5]);
	op.src.va = command_address(&cmd[6]);
	return blt_run(e, &op);
}

/* Tilings of XY_FAST_COPY_BLT: linear, X, Y or Yf, 64 KiB. */
static bool fast_tiling(u32 code, bool yf, enum tiling *tiling)
{
	static const enum tiling known[] = { TILING_LINEAR, TILING_X, TILING_Y };

	if (code >= ARRAY_SIZE(known) || (code == 2 && yf))
		return false;
	*tiling = known[code];
	return true;
}

/* Bytes per pixel by code; 0 is reserved. */
static const u32 fast_cpp[] = { 1, 2, 0, 4, 8, 16, 0, 0 };

static enum cs_result fast_copy_unknown(struct engine *e)
{
	cs_not_executed(e, "XY_FAST_COPY_BLT with a tiling or depth that is not modelled");
	return CS_OK;
}

enum cs_result blt_xy_fast_copy(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	struct blt_op op = {
		.has_src = true,
		.src_x = low_s16(cmd[6]),
		.src_y = high_s16(cmd[6]),
		.rect = read_rect(&cmd[2]),
		.rop = ROP_SOURCE_COPY,
		.write_mask = ~0u,
		.cpp = fast_cpp[FIELD_GET(FAST_DEPTH, cmd[1])],
	};

	if (!fast_tiling(FIELD_GET(FAST_DST_TILING, cmd[0]), cmd[1] & FAST_DST_TILE_YF,
			 &op.dst.tiling) ||
	    !fast_tiling(FIELD_GET(FAST_SRC_TILING, cmd[0]), cmd[1] & FAST_SRC_TILE_YF,
			 &op.src.tiling) || !op.cpp)
		return fast_copy_unknown(e);
	op.dst.pitch = read_pitch(cmd[1], op.dst.tiling);
	op.dst.va = command_address(&cmd[4]);
	op.src.pitch = read_pitch(cmd[7], op.src.tiling);
	op.src.va = command_address(&cmd[8]);
	return blt_run(e, &op);
}

#define BLT(op)			(2u << 29 | (u32)(op) << 22)
#define BLT_MASK		GENMASK(31, 22)
#define LEN8			GENMASK(7, 0)

/* Mesa does not describe them. Bits 21:8: write masks, tilings, seeds, bit positions. */
#define BLT_SOURCE	"Skylake PRM vol 2a; i915 gt/intel_gpu_commands.h"
#define BLT_BITS	GENMASK(21, 8)

#define SKIPPED(name, op) \
	{ name, BLT(op), BLT_MASK, ON_COPY, .len_mask = LEN8, .bits = BLT_BITS, \
	  .flags = COMMAND_SKIP, .source = BLT_SOURCE }
#define EXECUTED(name, op, shortest, fn) \
	{ name, BLT(op), BLT_MASK, ON_COPY, .len_mask = LEN8, .bits = BLT_BITS, \
	  .least = (shortest), .source = BLT_SOURCE, .execute = (fn) }

static const struct cs_command rows[] = {
	EXECUTED("XY_SETUP_BLT", 0x01, 10, blt_xy_setup),
	EXECUTED("XY_SETUP_CLIP_BLT", 0x03, 3, blt_xy_setup_clip),
	SKIPPED("XY_SETUP_MONO_PATTERN_SL_BLT", 0x11),
	SKIPPED("XY_PIXEL_BLT", 0x24),
	SKIPPED("XY_SCANLINES_BLT", 0x25),
	SKIPPED("XY_TEXT_BLT", 0x26),
	SKIPPED("XY_TEXT_IMMEDIATE_BLT", 0x31),
	EXECUTED("COLOR_BLT", 0x40, 6, blt_color),
	EXECUTED("XY_FAST_COPY_BLT", 0x42, 10, blt_xy_fast_copy),
	EXECUTED("SRC_COPY_BLT", 0x43, 8, blt_src_copy),
	EXECUTED("XY_COLOR_BLT", 0x50, 7, blt_xy_color),
	SKIPPED("XY_PAT_BLT", 0x51),
	SKIPPED("XY_MONO_PAT_BLT", 0x52),
	EXECUTED("XY_SRC_COPY_BLT", 0x53, 10, blt_xy_src_copy),
	SKIPPED("XY_MONO_SRC_COPY_BLT", 0x54),
	SKIPPED("XY_FULL_BLT", 0x55),
	SKIPPED("XY_FULL_MONO_SRC_BLT", 0x56),
	SKIPPED("XY_FULL_MONO_PATTERN_BLT", 0x57),
	SKIPPED("XY_FULL_MONO_PATTERN_MONO_SRC_BLT", 0x58),
	SKIPPED("XY_MONO_PAT_FIXED_BLT", 0x59),
	SKIPPED("XY_MONO_SRC_COPY_IMMEDIATE_BLT", 0x71),
	SKIPPED("XY_PAT_BLT_IMMEDIATE", 0x72),
	SKIPPED("XY_SRC_COPY_CHROMA_BLT", 0x73),
	SKIPPED("XY_FULL_IMMEDIATE_PATTERN_BLT", 0x74),
	SKIPPED("XY_FULL_MONO_SRC_IMMEDIATE_PATTERN_BLT", 0x75),
	SKIPPED("XY_PAT_CHROMA_BLT", 0x76),
	SKIPPED("XY_PAT_CHROMA_BLT_IMMEDIATE", 0x77),
};

_Static_assert(ARRAY_SIZE(rows) <= CS_FIRST_3D - CS_FIRST_BLT, "numbers run out");

const struct cs_table cs_blt_table = { rows, ARRAY_SIZE(rows), CS_FIRST_BLT };
