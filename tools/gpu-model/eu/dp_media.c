// SPDX-License-Identifier: GPL-2.0-only
/*
 * Media blocks: rectangles of a surface, rows of which lie in registers one after another.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "Media Block Read", "Media Block Write"; vol 2d, MH_MB;
 * igt-gpu-tools lib/gpu_cmds.c for the width, which counts dwords whatever the format is, and its
 * kernels for messages that are longer than their block.
 */
#include <string.h>

#include "cs/tlb.h"
#include "eu/dataport.h"
#include "eu/format.h"
#include "eu/group.h"

#define HEADER_WIDTH		GENMASK(5, 0)
#define HEADER_HEIGHT		GENMASK(21, 16)
#define HEADER_STRIDE		GENMASK(31, 29)	/* vertical strides other than the surface's */

struct block {
	const struct eu_surface *s;
	s32 x;			/* bytes */
	s32 y;
	u32 width;		/* bytes */
	u32 height;
	u32 between;		/* bytes from row to row in the registers */
	u32 row_bytes;		/* of the surface */
};

static u32 next_power(u32 n)
{
	u32 p = 4;

	while (p < n)
		p *= 2;
	return p;
}

/* Bytes of a row that lie side by side. */
static int move_bytes(struct eu_thread *t, const struct block *b, u32 x, u32 y, u8 *buf, u32 bytes,
		      bool write)
{
	struct eu_group *g = t->owner;

	while (bytes) {
		u32 n = min(bytes, tile_run(b->s->tiling, x));
		u64 va = b->s->base + tile_offset(b->s->tiling, b->s->pitch, x, y);

		if (write ? vm_write(g->e, AS_PPGTT, va, buf, n, PAGE_USE_WRITE) :
			    vm_read(g->e, AS_PPGTT, va, buf, n, PAGE_USE_READ))
			return -1;
		x += n;
		buf += n;
		bytes -= n;
	}
	return 0;
}

/* What is outside is not written. */
static int write_row(struct eu_thread *t, const struct block *b, s32 y, u8 *row)
{
	s32 first = max(b->x, 0), end = min(b->x + (s32)b->width, (s32)b->row_bytes);

	if (y < 0 || y >= (s32)b->s->height || first >= end)
		return 0;
	return move_bytes(t, b, (u32)first, (u32)y, row + (first - b->x), (u32)(end - first), true);
}

static s32 clamp_to(s32 v, s32 end)
{
	return v < 0 ? 0 : v >= end ? end - 1 : v;
}

/* What is outside has the value of the nearest byte inside, in units of the format's size. */
static int read_row(struct eu_thread *t, const struct block *b, s32 y, u8 *row, u32 unit)
{
	u32 from = (u32)clamp_to(y, (s32)b->s->height);

	if (b->x >= 0 && b->x + (s32)b->width <= (s32)b->row_bytes)
		return move_bytes(t, b, (u32)b->x, from, row, b->width, false);
	for (u32 i = 0; i < b->width; i++) {
		s32 x = b->x + (s32)i;

		if (x < 0)
			x = (s32)((u32)x % unit);
		else if (x >= (s32)b->row_bytes)
			x = (s32)(b->row_bytes - unit + (u32)x % unit);
		if (move_bytes(t, b, (u32)x, from, row + i, 1, false))
			return -1;
	}
	return 0;
}

static const char *take_header(const struct eu_message *m, struct block *b)
{
	u32 size = m->data[0][2];

	if (!m->header)
		return "media block without a header";
	if (size & HEADER_STRIDE)
		return "media block with a stride that is not modelled";
	b->x = (s32)m->data[0][0];
	b->y = (s32)m->data[0][1];
	b->width = FIELD_GET(HEADER_WIDTH, size) + 1;
	b->height = FIELD_GET(HEADER_HEIGHT, size) + 1;
	b->between = next_power(b->width);
	/* Coordinates are of 16 bits and more; these only keep sums in range. */
	if (b->x < -0x100000 || b->x > 0x100000 || b->y < -0x100000 || b->y > 0x100000)
		return "media block far outside";
	return NULL;
}

enum eu_result eu_dp_media_block(struct eu_thread *t, struct eu_message *m)
{
	bool write = eu_dp_type(m) == EU_DP1_MEDIA_WRITE;
	struct block b;
	u32 unit, regs;
	u8 *data;

	b.s = eu_dp_surface(t, m, false);
	if (!b.s)
		return eu_dp_failed(t);
	unit = eu_format_bytes(b.s->format);
	t->why = take_header(m, &b);
	if (!t->why && (b.s->kind != EU_SURFACE_2D || b.s->level || !unit))
		t->why = "media block of a surface that has none";
	if (t->why)
		return EU_BAD;
	b.row_bytes = b.s->width * 4;
	regs = DIV_ROUND_UP(b.between * b.height, EU_GRF_BYTES);
	if (write ? m->length < 1 + regs : m->length != 1 || m->response < regs)
		return eu_bad(t, "media block of an impossible length");
	data = (u8 *)(write ? m->data[1] : m->answer[0]);
	for (u32 i = 0; i < b.height; i++) {
		u8 *row = data + i * b.between;

		if (write ? write_row(t, &b, b.y + (s32)i, row) :
			    read_row(t, &b, b.y + (s32)i, row, unit))
			return EU_FAULT;
	}
	return EU_OK;
}
