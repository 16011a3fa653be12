// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stencil test and stencil buffer, which is W tiled and has a byte for each pixel.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (3DSTATE_STENCIL_BUFFER, 3DSTATE_WM_DEPTH_STENCIL), vol 5,
 * "W-Major Tile Format"; Mesa genxml, isl.
 */
#include <string.h>

#include "3d/draw.h"
#include "core/gpu.h"
#include "cs/commands.h"

#define BUFFER1_ENABLE		BIT(31)
#define BUFFER1_PITCH		GENMASK(16, 0)
#define BUFFER4_PLANE		GENMASK(14, 0)
#define DEPTH1_STENCIL_WRITE	BIT(27)

#define DS1_WRITE		BIT(2)
#define DS1_TEST		BIT(3)
#define DS1_TWO_SIDED		BIT(4)

#define CC_VALID		BIT(0)
#define CC_POINTER		GENMASK(31, 6)

/* A tile has 64x64 bytes; pitches count 128 bytes for each. */
#define TILE_PITCH		128
#define TILE			64
#define BLOCK			8

enum stencil_op {
	OP_KEEP,
	OP_ZERO,
	OP_REPLACE,
	OP_INCREMENT_CLAMP,
	OP_DECREMENT_CLAMP,
	OP_INCREMENT,
	OP_DECREMENT,
	OP_INVERT
};

/* Fields of a side: those of back faces are in lower bits. */
static void decode_side(struct stencil_side *s, const u32 *ds, bool back)
{
	u32 ops = back ? ds[1] >> 11 : ds[1] >> 23, masks = back ? ds[2] : ds[2] >> 16;

	s->pass = ops & 7;
	s->depth_fail = ops >> 3 & 7;
	s->fail = ops >> 6 & 7;
	s->function = back ? ds[1] >> 20 & 7 : ds[1] >> 8 & 7;
	s->write_mask = masks & 0xff;
	s->test_mask = masks >> 8 & 0xff;
}

static int take_references(struct draw *d, const u32 *ds, struct stencil_unit *u)
{
	u32 cc = draw_state(d, S3D_CC_STATE)[1], word = 0;

	u->side[0].reference = ds[3] >> 8 & 0xff;
	u->side[1].reference = ds[3] & 0xff;
	if (d->e->gpu->device->gen >= 9)
		return 0;
	if (cc & CC_VALID && vm_read32(d->e, AS_PPGTT, d->base.dynamic + (cc & CC_POINTER), &word,
				       PAGE_USE_READ))
		return -1;
	u->side[0].reference = word >> 24;
	u->side[1].reference = word >> 16 & 0xff;
	return 0;
}

static void decode_buffer(const struct draw *d, struct stencil_unit *u)
{
	const u32 *b = draw_state(d, S3D_STENCIL_BUFFER);

	u->is_there = b[0] && b[1] & BUFFER1_ENABLE;
	u->base = (u64)(b[3] & 0xffff) << 32 | b[2];
	u->tiles = ((b[1] & BUFFER1_PITCH) + 1) / TILE_PITCH;
	u->plane = (b[4] & BUFFER4_PLANE) * 4;
}

enum cs_result draw_stencil_begin(struct draw *d)
{
	const u32 *ds = draw_state(d, S3D_DEPTH_STENCIL);
	struct stencil_unit *u = &d->stencil;

	memset(u, 0, sizeof(*u));
	decode_buffer(d, u);
	u->tests = u->is_there && ds[1] & DS1_TEST;
	u->writes = u->tests && ds[1] & DS1_WRITE &&
		    draw_state(d, S3D_DEPTH_BUFFER)[1] & DEPTH1_STENCIL_WRITE;
	if (!u->tests)
		return CS_OK;
	decode_side(&u->side[0], ds, false);
	decode_side(&u->side[1], ds, ds[1] & DS1_TWO_SIDED);
	if (take_references(d, ds, u))
		return cs_fault(d->e);
	if (!(ds[1] & DS1_TWO_SIDED))
		u->side[1] = u->side[0];
	return CS_OK;
}

/* Of a buffer in which samples count as pixels. */
static u64 byte_at(const struct draw *d, u32 x, u32 y, u32 layer)
{
	const struct stencil_unit *u = &d->stencil;
	u64 tile;

	x += d->stencil_level.x;
	y += d->stencil_level.y + layer * u->plane;
	tile = (u64)(y / TILE) * u->tiles + x / TILE;
	x %= TILE;
	y %= TILE;
	/* From the lowest bit on: a bit of the column, a bit of the row, and so on. */
	return tile * PAGE_SIZE + x / 8 * 512 + y / 8 * 64 + (y >> 2 & 1) * 32 + (x >> 2 & 1) * 16 +
	       (y >> 1 & 1) * 8 + (x >> 1 & 1) * 4 + (y & 1) * 2 + (x & 1);
}

static u64 offset_of(const struct draw *d, u32 sample, u32 x, u32 y, u32 layer)
{
	tile_interleave(d->sampling.n, sample, &x, &y);
	return byte_at(d, x, y, layer);
}

static void prepare(struct draw *d, u32 sample, u32 mask, struct draw_elements *b)
{
	const struct eu_surface *s = &d->stencil_level;
	struct pixels *p = &d->pixels;
	u32 layer = d->s.layer + s->first;

	memset(b, 0, sizeof(*b));
	b->base = d->stencil.base;
	b->lanes = p->lanes;
	b->bytes = 1;
	for (u32 i = 0; i < p->lanes; i++) {
		if (!(mask >> i & 1) || (u32)p->x[i] >= s->width ||
		    (u32)p->y[i] >= s->height)
			continue;
		b->mask |= BIT(i);
		b->at[i] = offset_of(d, sample, (u32)p->x[i], (u32)p->y[i], layer);
	}
}

static u8 operate(u32 op, u8 there, u8 reference)
{
	switch (op) {
	case OP_ZERO:
		return 0;
	case OP_REPLACE:
		return reference;
	case OP_INCREMENT_CLAMP:
		return there == 0xff ? there : (u8)(there + 1);
	case OP_DECREMENT_CLAMP:
		return there ? (u8)(there - 1) : 0;
	case OP_INCREMENT:
		return (u8)(there + 1);
	case OP_DECREMENT:
		return (u8)(there - 1);
	case OP_INVERT:
		return (u8)~there;
	default:
		return there;
	}
}

static void apply(struct draw *d, u32 sample, u32 lanes, u32 op)
{
	const struct stencil_side *s = &d->stencil.side[d->s.back];
	u8 *stencil = d->pixels.stencil[sample];

	for (u32 i = 0; i < d->pixels.lanes; i++) {
		u8 was = stencil[i];

		if (lanes >> i & 1)
			stencil[i] = (u8)((was & ~s->write_mask) |
					  (operate(op, was, s->reference) & s->write_mask));
	}
}

int draw_stencil_test(struct draw *d, u32 sample, u32 lanes)
{
	const struct stencil_side *s = &d->stencil.side[d->s.back];
	struct pixels *p = &d->pixels;
	u8 *stencil = p->stencil[sample];
	struct draw_elements b;
	u32 failed = 0;

	if (!d->stencil.tests || !lanes)
		return 0;
	prepare(d, sample, lanes, &b);
	if (draw_move(d, &b, false))
		return -1;
	for (u32 i = 0; i < p->lanes; i++) {
		if (!(lanes >> i & 1))
			continue;
		stencil[i] = (u8)b.element[i][0];
		if (!draw_compare(s->function, s->reference & s->test_mask,
				  stencil[i] & s->test_mask))
			failed |= BIT(i);
	}
	apply(d, sample, failed, s->fail);
	p->cover[sample] &= ~failed;
	p->failed[sample] |= failed;
	return 0;
}

void draw_stencil_depth(struct draw *d, u32 sample, u32 lanes)
{
	const struct stencil_side *s = &d->stencil.side[d->s.back];
	struct pixels *p = &d->pixels;
	u32 failed = lanes & ~p->cover[sample];

	if (!d->stencil.tests)
		return;
	apply(d, sample, failed, s->depth_fail);
	apply(d, sample, lanes & p->cover[sample], s->pass);
	p->failed[sample] |= failed;
}

int draw_stencil_write(struct draw *d, u32 sample)
{
	struct pixels *p = &d->pixels;
	u32 lanes = p->failed[sample] | p->wrote[sample];
	struct draw_elements b;

	if (!d->stencil.writes || !lanes)
		return 0;
	prepare(d, sample, lanes, &b);
	for (u32 i = 0; i < p->lanes; i++)
		b.element[i][0] = p->stencil[sample][i];
	return draw_move(d, &b, true);
}

/* ---- clears ---- */

/* A block of the buffer, in which samples count as pixels. */
static int clear_block(struct draw *d, const struct draw_box *box, s32 x, s32 y, u8 value)
{
	const struct stencil_unit *u = &d->stencil;
	u32 layer = d->stencil_level.first;
	u8 block[BLOCK * BLOCK];

	memset(block, value, sizeof(block));
	if (x >= box->x0 && y >= box->y0 && x + BLOCK <= box->x1 && y + BLOCK <= box->y1)
		return vm_write(d->e, AS_PPGTT, u->base + byte_at(d, (u32)x, (u32)y, layer), block,
				sizeof(block), PAGE_USE_WRITE);
	for (s32 py = max(y, box->y0); py < min(y + BLOCK, box->y1); py++)
		for (s32 px = max(x, box->x0); px < min(x + BLOCK, box->x1); px++)
			if (vm_write(d->e, AS_PPGTT,
				     u->base + byte_at(d, (u32)px, (u32)py, layer), &value, 1,
				     PAGE_USE_WRITE))
				return -1;
	return 0;
}

enum cs_result draw_stencil_clear(struct draw *d, struct draw_box box, u8 value)
{
	decode_buffer(d, &d->stencil);
	if (!d->stencil.is_there)
		return CS_OK;
	for (s32 y = box.y0 & -BLOCK; y < box.y1; y += BLOCK) {
		if (!engine_obey(d->e))
			return CS_BREAK;
		for (s32 x = box.x0 & -BLOCK; x < box.x1; x += BLOCK)
			if (clear_block(d, &box, x, y, value))
				return cs_fault(d->e);
	}
	return CS_OK;
}
