// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "tests/easel.h"

static void word(struct easel *l, u32 w)
{
	l->words[l->n++] = w;
}

u32 *heap_at(struct easel *l, u32 offset)
{
	return l->heap.cpu + offset / 4;
}

struct easel *easel_create(const char *device)
{
	struct easel *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->r = rig_create_device(device, RCS0);
	l->heap = buffer_create(l->r.d, HEAP_BYTES);
	l->image = buffer_create(l->r.d, IMAGE_BYTES);
	l->depth = buffer_create(l->r.d, IMAGE_BYTES);
	ppgtt_map(&l->r.c, HEAP, l->heap.gpa, HEAP_BYTES);
	ppgtt_map(&l->r.c, IMAGE, l->image.gpa, IMAGE_BYTES);
	ppgtt_map(&l->r.c, DEPTH, l->depth.gpa, IMAGE_BYTES);
	l->topology = TRIANGLES;
	l->simd = 16;
	l->instances = 1;
	l->components = 4;
	l->width = 64;
	l->height = 64;
	l->pitch = 512;
	l->depth_pitch = 512;
	l->format = 0x0c7;
	l->cull = 1;
	l->flat = 0;
	return l;
}

void easel_destroy(struct easel *l)
{
	rig_destroy(&l->r);
	free(l);
}

/* Entry 0 of the binding table: what is drawn to. */
static void bind_target(struct easel *l)
{
	u32 *s = heap_at(l, SURFACES);

	heap_at(l, TABLE)[0] = SURFACES;
	memset(s, 0, 64);
	s[0] = 1u << 29 | l->format << 18 | 1 << 16 | 1 << 14 | l->tiling << 12;
	s[2] = (l->height - 1) << 16 | (l->width - 1);
	s[3] = l->pitch - 1;
	s[5] = l->level;
	if (l->samples) {
		s[1] = l->height / 4;
		s[4] = l->samples << 3;
	}
	s[8] = IMAGE;
	/* Colour of fast clears. */
	s[12] = bits_of_float(1);
	s[13] = bits_of_float(0.5f);
	s[15] = bits_of_float(1);
}

/* A command whose dwords are 0, but for those given: pairs of dword and value. */
void state(struct easel *l, u32 opcode, u32 dwords, const u32 *pairs, u32 n)
{
	u32 first = l->n;

	word(l, opcode | (dwords - 2));
	for (u32 i = 1; i < dwords; i++)
		word(l, 0);
	for (u32 i = 0; i + 1 < n; i += 2)
		l->words[first + pairs[i]] = pairs[i + 1];
}

void put_bases(struct easel *l)
{
	u32 dwords = l->r.d->gpu->device->gen >= 9 ? 19 : 16, first = l->n;

	word(l, GFX(1, 1, 0x04) | (dwords == 19 ? 0x300 : 0));
	word(l, GFX(0, 1, 0x01) | (dwords - 2));
	for (u32 i = 1; i < dwords; i++)
		word(l, i >= 12 && i < 16 ? 0xfffff001 : 0);
	l->words[first + 1 + 1] = 1;
	for (u32 i = 4; i <= 10; i += 2)
		l->words[first + 1 + i] = HEAP | 1;
}

/* Element 0 is the header, 1 the position, then attributes. */
static void put_elements(struct easel *l)
{
	u32 attributes = l->components / 4 - 1, extra = l->sgvs ? 1 : 0;

	word(l, STATE(0x09) | (2 * (2 + attributes + extra) - 1));
	word(l, BIT(25));
	word(l, 0x22220000);
	for (u32 i = 0; i <= attributes; i++) {
		word(l, BIT(25) | 16 * i);
		word(l, 0x11110000);
	}
	if (extra) {
		word(l, BIT(25));
		word(l, 0x22220000);
	}
	PUT(l, STATE(0x4a), 2, 1, l->sgvs ? BIT(15) | (2 + attributes) | BIT(31) |
	    (2 + attributes) << 16 | 1u << 29 : 0);
}

static void put_vertices(struct easel *l)
{
	PUT(l, STATE(0x08), 5, 1, l->components * 4, 2, HEAP + VERTICES, 4, INDICES - VERTICES);
	put_elements(l);
	PUT(l, STATE(0x4b), 2, 1, l->topology);
	PUT(l, STATE(0x0a), 5, 1, 1 << 8, 2, HEAP + INDICES, 4, HEAP_BYTES - INDICES);
	/* A vertex shader gets header and position, and attributes; it begins at r2. */
	if (l->vs.n)
		PUT(l, STATE(0x10), 9, 1, VS_KERNEL, 6, 2 << 20 |
		    (l->components / 4 + 2 + l->sgvs) / 2 << 11, 7, BIT(2) | BIT(0),
		    8, l->vs_output);
	else
		PUT(l, STATE(0x10), 9, 8, l->vs_output);
}

/* Bytes of row and column: 16 samples in dwords 1 to 4, 8 in 6 and 5, 4 in 7, 2 in 8. */
static void put_samples(struct easel *l)
{
	static const u8 dwords[5][4] = { { 8 }, { 8 }, { 7 }, { 6, 5 }, { 1, 2, 3, 4 } };
	u32 pattern[9] = { 0 };

	if (!l->samples)
		return;
	for (u32 i = 0; i < 1u << l->samples; i++) {
		const u8 *at = sample_places[l->samples][i];

		pattern[dwords[l->samples][i / 4]] |= (u32)(at[0] << 4 | at[1]) << (i % 4 * 8);
	}
	PUT(l, GFX(3, 1, 0x1c), 9, 1, pattern[1], 2, pattern[2], 3, pattern[3], 4, pattern[4],
	    5, pattern[5], 6, pattern[6], 7, pattern[7], 8, pattern[8]);
	PUT(l, STATE(0x18), 2, 1, l->sample_mask ? l->sample_mask : 0xffff);
}

static void put_screen(struct easel *l)
{
	float *v = (float *)heap_at(l, VIEWPORT), w = (float)l->width, h = (float)l->height;
	const float values[16] = {
		w / 2, h / 2, 1, w / 2, h / 2, 0, 0, 0, -8, 8, -8, 8, 0, w - 1, 0, h - 1,
	};

	memcpy(v, values, sizeof(values));
	((float *)heap_at(l, RANGE))[1] = 1;
	heap_at(l, SCISSOR)[0] = 5 | 3 << 16;
	heap_at(l, SCISSOR)[1] = 20 | 30 << 16;
	PUT(l, STATE(0x12), 4, 2, l->clips ? BIT(31) | BIT(28) | BIT(26) : BIT(9));
	PUT(l, STATE(0x13), 4, 1, (l->clips ? BIT(1) : 0) | l->sf[1], 2, l->sf[2],
	    3, 2u << 29 | 1 << 27 | 2 << 25 | l->sf[3]);
	PUT(l, STATE(0x50), 5, 1, l->raster | l->cull << 16 | BIT(21) | (l->scissor ? BIT(1) : 0) |
	    (l->clips ? BIT(0) | BIT(26) : 0));
	PUT(l, STATE(0x21), 2, 1, VIEWPORT);
	PUT(l, STATE(0x23), 2, 1, RANGE);
	PUT(l, STATE(0x0f), 2, 1, SCISSOR);
	PUT(l, GFX(3, 1, 0), 4, 2, 0xffffffff);
	PUT(l, STATE(0x0d), 2, 1, l->samples << 1);
	put_samples(l);
}

#define SBE_LENGTH(l)	((l)->r.d->gpu->device->gen >= 9 ? 6u : 4u)

void put_pixels(struct easel *l)
{
	u32 attributes = l->components / 4 - 1;

	PUT(l, STATE(0x1f), SBE_LENGTH(l), 1, BIT(29) | (l->own_offset ? 0 : BIT(28)) |
	    attributes << 22 | (attributes + 1) / 2 << 11 | 1 << 5, 2, l->sprites, 3, l->flat);
	PUT(l, STATE(0x14), 2, 1, 1 << 11 ^ l->wm);
	/* Constants and attributes follow the weights. */
	PUT(l, STATE(0x20), 12, 1, PS_KERNEL, 3, BIT(30), 6, (l->simd / 8) | BIT(11) |
	    l->ps_flags,
	    7, (2 + l->simd / 4 + (l->simd == 32)) << 16);
	PUT(l, STATE(0x4f), 2, 1, BIT(31) | BIT(8) | l->extra);
	PUT(l, STATE(0x4d), 2, 1, l->ps_blend);
	heap_at(l, BLEND)[0] |= l->blend_head;
	PUT(l, STATE(0x2a), 2, 1, TABLE);
	PUT(l, STATE(0x24), 2, 1, BLEND | 1);
	PUT(l, STATE(0x0e), 2, 1, COLOUR | 1);
	/* All bits of stencil; its reference is 5. */
	if (l->r.d->gpu->device->gen >= 9)
		PUT(l, STATE(0x4e), 4, 1, l->depth_state | l->stencil, 2, ~0u, 3, 5 << 8);
	else
		PUT(l, STATE(0x4e), 3, 1, l->depth_state | l->stencil, 2, ~0u);
	heap_at(l, COLOUR)[0] = 5u << 24;
	PUT(l, STATE(0x06), 5, 1, l->stencil ? BIT(31) | 511 : 0, 2, DEPTH + STENCIL);
	PUT(l, STATE(0x05), 8, 1, l->depth_state ? 1u << 29 | BIT(28) | BIT(27) | 1 << 18 |
	    (l->depth_pitch - 1) :
	    7u << 29,
	    2, DEPTH, 4, (l->height - 1) << 18 | (l->width - 1) << 4 | l->depth_level);
}

static void put_primitive(struct easel *l)
{
	PUT(l, GFX(3, 3, 0), 7, 1, l->indexed ? BIT(8) : 0, 2, l->count, 4, l->instances);
}

void put_all(struct easel *l)
{
	bind_target(l);
	memcpy(heap_at(l, VS_KERNEL), l->vs.code, l->vs.n * 8);
	memcpy(heap_at(l, PS_KERNEL), l->ps.code, l->ps.n * 8);
	put_bases(l);
	put_vertices(l);
	put_screen(l);
	put_pixels(l);
	put_primitive(l);
	memcpy(l->r.batch.cpu, l->words, l->n * 4);
	l->r.batch.cpu[l->n] = MI_BATCH_BUFFER_END;
	l->n = 0;
}

void draw(struct easel *l)
{
	put_all(l);
	EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
}

/* ---- vertices ---- */

void vertices(struct easel *l, const float *v, u32 n)
{
	memcpy(heap_at(l, VERTICES), v, n * l->components * 4);
	l->count = n;
}

void rectangle(struct easel *l, float x0, float y0, float x1, float y1)
{
	const float v[] = { x1, y1, 0.5f, 1, x0, y1, 0.5f, 1, x0, y0, 0.5f, 1 };

	l->topology = RECTANGLES;
	vertices(l, v, 3);
}

/* ---- shaders ---- */

/* To target 0, the message from @reg on; the thread ends. */
void write_target(struct easel *l, u8 reg, u32 subtype, u32 length)
{
	asm_send(&l->ps, (u8)l->simd, 5, 1u << 31 | length << 25 | 12 << 14 | 1 << 12 |
		 subtype << 8, 255, reg);
}

/* One colour for all, as a clear does. */
void ps_replicate(struct easel *l, const float colour[4])
{
	for (u8 c = 0; c < 4; c++)
		asm_mov1(&l->ps, s_(112, c, T_F), f_(colour[c]));
	write_target(l, 112, RT_REPLICATED, 1);
}

u8 groups_of(const struct easel *l)
{
	return (u8)(l->simd / 8);
}

void ps_constant(struct easel *l, const float colour[4])
{
	u8 n = groups_of(l);

	for (u8 c = 0; c < 4; c++)
		asm_mov(&l->ps, (u8)l->simd, F(112 + c * n), f_(colour[c]));
	write_target(l, 112, n == 2 ? RT_SIMD16 : RT_SIMD8, 4u * n);
}

/* Attribute 0 as colour. */
void ps_attribute(struct easel *l)
{
	u8 n = groups_of(l), at = (u8)(2 + l->simd / 4);

	for (u8 c = 0; c < 4; c++)
		asm_op(&l->ps, OP(OP_PLN, (u8)l->simd), F(112 + c * n),
		       s_((u8)(at + c / 2), c % 2 * 4, T_F), F(2));
	write_target(l, 112, n == 2 ? RT_SIMD16 : RT_SIMD8, 4u * n);
}

/* Header, position and attributes as they come. */
void vs_copy(struct easel *l)
{
	u8 regs = (u8)(4 + l->components);

	asm_mov(&l->vs, 8, UD(100), UD(1));
	for (u8 i = 0; i < regs; i++)
		asm_mov(&l->vs, 8, UD(101 + i), UD(2 + i));
	asm_send(&l->vs, 8, 6, 1u << 31 | (regs + 1u) << 25 | BIT(19) | 7, 255, 100);
}

/* ---- pixels ---- */

u32 offset_of(u32 tiling, u32 pitch, u32 x, u32 y)
{
	if (tiling == X_TILED)
		return (y / 8 * (pitch / 512) + x / 512) * 4096 + y % 8 * 512 + x % 512;
	if (tiling == Y_TILED)
		return (y / 32 * (pitch / 128) + x / 128) * 4096 + x % 128 / 16 * 512 +
		       y % 32 * 16 + x % 16;
	return y * pitch + x;
}

u32 pixel(const struct easel *l, u32 x, u32 y)
{
	return l->image.cpu[offset_of(l->tiling, l->pitch, x * 4, y) / 4];
}

/* Exactly the pixels inside of a box have a colour. */
void expect_box(const struct easel *l, u32 x0, u32 y0, u32 x1, u32 y1, u32 colour)
{
	for (u32 y = 0; y < 96; y++)
		for (u32 x = 0; x < 96; x++) {
			bool in = x >= x0 && x < x1 && y >= y0 && y < y1;

			if (pixel(l, x, y) == (in ? colour : 0))
				continue;
			FAIL("%u, %u: %08x", x, y, pixel(l, x, y));
			return;
		}
}

const float orange[4] = { 1, 0.5f, 0, 1 };

/* Some that differ in each column and row, not those of a driver. */
const u8 sample_places[5][16][2] = {
	{ { 8, 8 } },
	{ { 4, 12 }, { 12, 4 } },
	{ { 6, 2 }, { 14, 6 }, { 2, 10 }, { 10, 14 } },
	{ { 9, 5 }, { 7, 11 }, { 13, 9 }, { 5, 3 }, { 3, 13 }, { 1, 7 }, { 11, 15 }, { 15, 1 } },
	{ { 9, 9 }, { 7, 5 }, { 5, 10 }, { 12, 7 }, { 3, 6 }, { 10, 13 }, { 13, 11 }, { 11, 3 },
	  { 6, 14 }, { 8, 1 }, { 4, 2 }, { 2, 12 }, { 0, 8 }, { 15, 4 }, { 14, 15 }, { 1, 0 } },
};
