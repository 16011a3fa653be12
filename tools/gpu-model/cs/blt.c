// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "core/gpu.h"
#include "cs/blt.h"
#include "cs/commands.h"
#include "cs/engine.h"

/* Widest row: 65536 pixels of 16 bytes. */
#define MAX_ROW_BYTES	(65536u * 16)

/* Rows of bytes being worked on; src and dst are as long as the blit is wide. */
struct blt_rows {
	u8 *dst;
	u8 *src;
};

static u64 surface_address(const struct blt_surface *s, u32 x, s32 y)
{
	if (s->tiling == TILING_LINEAR)
		return s->va + (s64)y * s->pitch + x;
	return s->va + tile_offset(s->tiling, (u32)s->pitch, x, (u32)y);
}

static int row_read(struct engine *e, const struct blt_surface *s, u32 x, s32 y, u8 *buf,
		    u32 bytes)
{
	while (bytes) {
		u32 n = min(bytes, tile_run(s->tiling, x));

		if (vm_read(e, AS_PPGTT, surface_address(s, x, y), buf, n, PAGE_USE_READ))
			return -1;
		x += n;
		buf += n;
		bytes -= n;
	}
	return 0;
}

static int row_write(struct engine *e, const struct blt_surface *s, u32 x, s32 y, const u8 *buf,
		     u32 bytes)
{
	while (bytes) {
		u32 n = min(bytes, tile_run(s->tiling, x));

		if (vm_write(e, AS_PPGTT, surface_address(s, x, y), buf, n, PAGE_USE_WRITE))
			return -1;
		x += n;
		buf += n;
		bytes -= n;
	}
	return 0;
}

/* Whether bit D of the raster operation's index changes its result. */
static bool rop_uses_dest(u8 rop)
{
	return ((rop >> 1) & 0x55) != (rop & 0x55);
}

static u32 load_pixel(const u8 *p, u32 bytes)
{
	u32 val = 0;

	memcpy(&val, p, bytes);
	return val;
}

/* Combine a row in place. Pixels wider than 4 bytes only occur in plain copies. */
static void combine_row(const struct blt_op *op, u8 *dst, const u8 *src, u32 bytes)
{
	u32 step = min(op->cpp, 4u);

	for (u32 i = 0; i < bytes; i += step) {
		u32 d = load_pixel(dst + i, step);
		u32 s = op->has_src ? load_pixel(src + i, step) : 0;
		u32 out = blt_rop3(op->rop, op->pattern, s, d);

		out = (out & op->write_mask) | (d & ~op->write_mask);
		memcpy(dst + i, &out, step);
	}
}

static enum cs_result blit_row(struct engine *e, const struct blt_op *op,
			       const struct blt_rows *rows, s32 row, u32 bytes)
{
	u32 dst_x = (u32)op->rect.x1 * op->cpp;
	s32 dst_y = op->rect.y1 + row;
	bool reads_dst = rop_uses_dest(op->rop) || op->write_mask != ~0u;

	if (op->has_src && row_read(e, &op->src, (u32)op->src_x * op->cpp, op->src_y + row,
				    rows->src, bytes))
		return cs_fault(e);
	if (reads_dst && row_read(e, &op->dst, dst_x, dst_y, rows->dst, bytes))
		return cs_fault(e);
	combine_row(op, rows->dst, rows->src, bytes);
	if (row_write(e, &op->dst, dst_x, dst_y, rows->dst, bytes))
		return cs_fault(e);
	return CS_OK;
}

/* A source above its destination in one surface must be copied from the bottom. */
static bool bottom_up(const struct blt_op *op)
{
	return op->has_src && op->src.va == op->dst.va && op->src_y < op->rect.y1;
}

static enum cs_result blit_rows(struct engine *e, const struct blt_op *op,
				const struct blt_rows *rows, u32 bytes)
{
	s32 height = op->rect.y2 - op->rect.y1;
	bool up = bottom_up(op);

	for (s32 i = 0; i < height; i++) {
		enum cs_result res;

		if (engine_attention(e) & ATTENTION_BREAK)
			return CS_BREAK;
		res = blit_row(e, op, rows, up ? height - 1 - i : i, bytes);
		if (res != CS_OK)
			return res;
	}
	return CS_OK;
}

/* Tiled surfaces have no bytes left of their edge, and whole tiles in a row. */
static bool surface_ok(const struct blt_surface *s, s32 x, s32 y)
{
	if (s->tiling == TILING_LINEAR)
		return x >= 0;
	return x >= 0 && y >= 0 && s->pitch > 0 && (u32)s->pitch % tile_width(s->tiling) == 0;
}

static enum cs_result bad_blit(struct engine *e, const char *why)
{
	anomaly(&e->gpu->anomalies, ANOMALY_BAD_COMMAND, "%s context 0x%08x: blit: %s",
		e->info->name, e->cs.user.lrca, why);
	return CS_OK;
}

enum cs_result blt_run(struct engine *e, const struct blt_op *op)
{
	struct blt_rows rows;
	enum cs_result res;
	u32 bytes;

	if (op->rect.x2 <= op->rect.x1 || op->rect.y2 <= op->rect.y1)
		return CS_OK;
	if (!surface_ok(&op->dst, op->rect.x1, op->rect.y1))
		return bad_blit(e, "impossible destination");
	if (op->has_src && !surface_ok(&op->src, op->src_x, op->src_y))
		return bad_blit(e, "impossible source");
	bytes = (u32)(op->rect.x2 - op->rect.x1) * op->cpp;
	if (bytes > MAX_ROW_BYTES)
		return bad_blit(e, "row too wide");

	rows.dst = calloc(2, bytes);
	if (!rows.dst)
		return cs_hang(e, "the model is out of memory");
	rows.src = rows.dst + bytes;
	res = blit_rows(e, op, &rows, bytes);
	free(rows.dst);
	return res;
}
