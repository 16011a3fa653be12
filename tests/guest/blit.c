// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source: Intel OSRC Skylake PRM vol 2a, XY_COLOR_BLT, XY_SRC_COPY_BLT and
 * XY_FAST_COPY_BLT; vol 2c, BCS_SWCTRL.
 */
#include <stdio.h>
#include <string.h>

#include "batch.h"
#include "blit.h"
#include "surface.h"

#define PITCH		1024	/* whole tiles of both kinds */
#define HEIGHT		64
#define BYTES		(PITCH * HEIGHT)

/* The XY commands' tiled surfaces are X tiled, unless this register says Y. */
#define BCS_SWCTRL	0x22200
#define SWCTRL_SRC_Y	BIT(0)
#define SWCTRL_DST_Y	BIT(1)

#define CMD_2D(opcode, words)	(2u << 29 | (opcode) << 22 | ((words) - 2))
#define XY_COLOR		CMD_2D(0x50u, 7)
#define XY_SRC_COPY		CMD_2D(0x53u, 10)
#define XY_FAST_COPY		CMD_2D(0x42u, 10)
#define XY_WRITE_ARGB		(3u << 20)
#define XY_SRC_TILED		BIT(15)
#define XY_DST_TILED		BIT(11)
#define ROP_SOURCE		(0xccu << 16)
#define ROP_PATTERN		(0xf0u << 16)

enum operation { COLOR, SRC_COPY, FAST_COPY, OPERATIONS };

static const char * const operation_names[] = { "colour fill", "copy", "fast copy" };
static const u32 cpps[] = { 1, 2, 4 };

/**
 * struct blit - one blit
 * @op: which command
 * @src: from; not of a fill
 * @dst: to
 * @sx: left pixel of the source
 * @sy: its top row
 * @x: left pixel of the destination
 * @y: its top row
 * @width: pixels
 * @height: rows
 * @color: of a fill
 */
struct blit {
	enum operation op;
	struct surface src, dst;
	u32 sx, sy, x, y, width, height, color;
};

unsigned int blit_count(void)
{
	return ARRAY_SIZE(cpps) * TILINGS * (1 + 2 * TILINGS);
}

/* Counts through all operations, tilings and depths. */
static void choose(struct blit *b, unsigned int n)
{
	u32 cpp = cpps[n % ARRAY_SIZE(cpps)], seed = mix32(n + 1);

	n /= ARRAY_SIZE(cpps);
	b->dst.tiling = n % TILINGS;
	n /= TILINGS;
	b->src.tiling = n % TILINGS;
	b->op = n / TILINGS + 1;
	if (n == 2 * TILINGS) {
		b->op = COLOR;
		b->src.tiling = TILING_LINEAR;
	}
	b->src.cpp = cpp;
	b->dst.cpp = cpp;
	b->width = 1 + seed % (PITCH / cpp * 3 / 4);
	b->height = 1 + (seed >> 10) % (HEIGHT * 3 / 4);
	b->x = (seed >> 16) % (PITCH / cpp - b->width + 1);
	b->y = (seed >> 24) % (HEIGHT - b->height + 1);
	b->sx = (seed >> 14) % (PITCH / cpp - b->width + 1);
	b->sy = (seed >> 22) % (HEIGHT - b->height + 1);
	b->color = mix32(seed);
}

static void by_cpu(const struct blit *b, u8 *dst, const u8 *src)
{
	u32 cpp = b->dst.cpp, y, n;

	for (y = 0; y < b->height; y++) {
		u8 *to = dst + (b->y + y) * PITCH + b->x * cpp;

		if (b->op == COLOR)
			for (n = 0; n < b->width; n++)
				memcpy(to + n * cpp, &b->color, cpp);
		else
			memcpy(to, src + (b->sy + y) * PITCH + b->sx * cpp,
			       b->width * cpp);
	}
}

/* Bytes, but for a tiled surface dwords. */
static u32 pitch_field(const struct surface *s)
{
	return s->tiling == TILING_LINEAR ? s->pitch : s->pitch / 4;
}

static u32 xy_depth(u32 cpp)
{
	return (cpp == 4 ? 3u : cpp - 1) << 24;
}

static void emit_switch(struct batch *batch, const struct blit *b)
{
	u32 value = 0;

	if (b->src.tiling == TILING_Y)
		value |= SWCTRL_SRC_Y;
	if (b->dst.tiling == TILING_Y)
		value |= SWCTRL_DST_Y;
	batch_load_masked(batch, BCS_SWCTRL, SWCTRL_SRC_Y | SWCTRL_DST_Y, value);
}

static void emit_destination(struct batch *batch, const struct blit *b, u32 br13)
{
	batch_emit(batch, br13 | pitch_field(&b->dst));
	batch_emit(batch, b->y << 16 | b->x);
	batch_emit(batch, (b->y + b->height) << 16 | (b->x + b->width));
	batch_emit_addr(batch, b->dst.bo.addr);
}

static void emit_source(struct batch *batch, const struct blit *b)
{
	batch_emit(batch, b->sy << 16 | b->sx);
	batch_emit(batch, pitch_field(&b->src));
	batch_emit_addr(batch, b->src.bo.addr);
}

static void emit_xy(struct batch *batch, const struct blit *b)
{
	u32 header = b->op == COLOR ? XY_COLOR : XY_SRC_COPY;

	if (b->dst.cpp == 4)
		header |= XY_WRITE_ARGB;
	if (b->src.tiling)
		header |= XY_SRC_TILED;
	if (b->dst.tiling)
		header |= XY_DST_TILED;
	emit_switch(batch, b);
	batch_emit(batch, header);
	emit_destination(batch, b, xy_depth(b->dst.cpp) |
			 (b->op == COLOR ? ROP_PATTERN : ROP_SOURCE));
	if (b->op == COLOR)
		batch_emit(batch, b->color);
	else
		emit_source(batch, b);
}

static void emit_fast_copy(struct batch *batch, const struct blit *b)
{
	batch_emit(batch, XY_FAST_COPY | (u32)b->src.tiling << 20 |
		   (u32)b->dst.tiling << 13);
	emit_destination(batch, b, xy_depth(b->dst.cpp));
	emit_source(batch, b);
}

static void make_surface(struct gpu *gpu, struct surface *s, u8 *linear, u32 seed)
{
	u32 i;

	s->pitch = PITCH;
	s->height = HEIGHT;
	for (i = 0; i < BYTES / sizeof(u32); i++)
		((u32 *)linear)[i] = mix32(seed + i);
	gpu_new_bo(gpu, &s->bo, BYTES);
	surface_put(s, linear);
}

static void submit(struct gpu *gpu, u32 context, unsigned int engine, struct blit *b,
		   struct bo *bo)
{
	struct batch batch = { .bo = bo };
	struct gpu_job job = {
		.engine = engine,
		.context = context,
		.bo = { &b->src.bo, &b->dst.bo, bo },
		.write = BIT(1),
		.count = 3,
	};

	if (b->op == FAST_COPY)
		emit_fast_copy(&batch, b);
	else
		emit_xy(&batch, b);
	batch_end(&batch);
	gpu_submit(gpu, &job);
}

/* The whole destination, also around the rectangle. */
static bool compare(const struct blit *b, const u8 *want)
{
	static u8 have[BYTES];
	u32 i;

	surface_get(&b->dst, have);
	if (!memcmp(have, want, BYTES))
		return true;
	for (i = 0; have[i] == want[i]; i++)
		;
	fprintf(stderr,
		"blit: %s of %ux%u, %u bits, %s to %s: byte %u of row %u is 0x%02x, not 0x%02x\n",
		operation_names[b->op], b->width, b->height, 8 * b->dst.cpp,
		b->op == COLOR ? "colour" : tiling_names[b->src.tiling],
		tiling_names[b->dst.tiling], i % PITCH, i / PITCH, have[i], want[i]);
	return false;
}

bool blit_run(struct gpu *gpu, u32 context, unsigned int engine, unsigned int n)
{
	static u8 src[BYTES], dst[BYTES];
	struct blit b = { 0 };
	struct bo bo;
	bool good;

	choose(&b, n);
	make_surface(gpu, &b.src, src, n << 20);
	make_surface(gpu, &b.dst, dst, ~n << 20);
	by_cpu(&b, dst, src);
	gpu_new_bo(gpu, &bo, PAGE_SIZE);
	submit(gpu, context, engine, &b, &bo);
	if (!gpu_finish(gpu, &b.dst.bo))
		die(EXIT_WRONG, "blit: %s does not end", operation_names[b.op]);
	good = compare(&b, dst);
	gpu_free_bo(gpu, &bo);
	gpu_free_bo(gpu, &b.src.bo);
	gpu_free_bo(gpu, &b.dst.bo);
	return good;
}
