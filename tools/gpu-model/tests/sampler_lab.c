// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "tests/eu_asm.h"
#include "tests/sampler_lab.h"
#include "tests/test.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)

/* Where things are, in the PPGTT. */
#define HEAP		0x4000000u
#define KERNEL		0x0000u
#define DESCRIPTOR	0x4000u
#define CURBE		0x5000u
#define TABLE		0x6000u
#define SURFACES	0x6800u
#define SAMPLERS	0x7000u
#define BORDERS		0x7800u
#define HEAP_BYTES	0x8000u
#define IMAGE		0x6000000u

/* Registers: the message, then headers of what writes the answer. */
#define REG_MESSAGE	1
#define REG_HEADERS	13
#define REGS		15
#define REG_ANSWER	50

struct sampler_lab *sampler_lab_create(const char *device)
{
	struct sampler_lab *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->r = rig_create_device(device, RCS0);
	l->gen = l->r.d->gpu->device->gen;
	l->heap = buffer_create(l->r.d, HEAP_BYTES);
	l->image = buffer_create(l->r.d, LAB_IMAGE_BYTES);
	ppgtt_map(&l->r.c, HEAP, l->heap.gpa, HEAP_BYTES);
	ppgtt_map(&l->r.c, IMAGE, l->image.gpa, LAB_IMAGE_BYTES);
	return l;
}

void sampler_lab_destroy(struct sampler_lab *l)
{
	rig_destroy(&l->r);
	free(l);
}

static u32 *heap_at(struct sampler_lab *l, u32 offset)
{
	return l->heap.cpu + offset / 4;
}

u32 *lab_surface(struct sampler_lab *l)
{
	return heap_at(l, SURFACES);
}

/* Entry 0 is the texture, entry 1 a buffer for the answer. */
void lab_bind(struct sampler_lab *l, const struct picture *p)
{
	u32 *s = lab_surface(l), *out = s + 16, type = p->type;

	l->p = *p;
	memset(s, 0, 128);
	heap_at(l, TABLE)[0] = SURFACES;
	heap_at(l, TABLE)[1] = SURFACES + 64;
	s[0] = type << 29 | (u32)p->array << 28 | p->format << 18 | 1 << 16 | 1 << 14 |
	       p->tiling << 12 | 0x3f;
	s[1] = p->rows / 4;
	s[2] = (p->height - 1) << 16 | (p->width - 1);
	s[3] = (p->depth - 1) << 21 | (p->pitch - 1);
	s[5] = p->first_level << 4 | (p->levels - 1);
	s[7] = 4 << 25 | 5 << 22 | 6 << 19 | 7 << 16;
	s[8] = IMAGE;
	if (type == SURFACE_BUFFER)
		s[2] = (p->width - 1) >> 7 << 16 | ((p->width - 1) & 0x7f);
	out[0] = 4u << 29 | 0x1ff << 18;
	out[2] = 0xfff >> 7 << 16 | 0x7f;
	out[8] = RIG_OUT;
}

u32 *lab_sampler(struct sampler_lab *l, u32 n, const struct sampler_state *s)
{
	u32 *d = heap_at(l, SAMPLERS + 16 * n);

	d[0] = 2u << 27 | s->mip << 20 | (u32)s->linear_mag << 17 | (u32)s->linear_min << 14 |
	       ((u32)s->bias & 0x1fff) << 1;
	d[1] = s->min << 20 | s->max << 8 | s->compare << 1;
	d[2] = BORDERS + 64 * n;
	d[3] = s->wrap[0] << 6 | s->wrap[1] << 3 | s->wrap[2] | (u32)s->texels << 10 |
	       (s->linear_mag ? 0x2a : 0) << 13 | (s->linear_min ? 0x15 : 0) << 13;
	memcpy(heap_at(l, BORDERS + 64 * n), s->border.u, 16);
	return d;
}

/* ---- layouts ---- */

static u32 up4(u32 n)
{
	return (n + 3) / 4 * 4;
}

static u32 half(u32 n, u32 times)
{
	n >>= times;
	return n ? n : 1;
}

static u32 tiled(u32 tiling, u32 pitch, u32 x, u32 y)
{
	static const u16 w_x[] = { 0, 1, 4, 5, 16, 17, 20, 21 }, w_y[] = {
		0, 2, 8, 10, 32, 34, 40, 42,
	};

	if (tiling == TILE_X)
		return (y / 8 * (pitch / 512) + x / 512) * 4096 + y % 8 * 512 + x % 512;
	if (tiling == TILE_Y)
		return (y / 32 * (pitch / 128) + x / 128) * 4096 + x % 128 / 16 * 512 +
		       y % 32 * 16 + x % 16;
	if (tiling == TILE_W)
		return (y / 64 * (pitch / 128) + x / 64) * 4096 + x % 64 / 8 * 512 +
		       y % 64 / 8 * 64 + w_x[x % 8] + w_y[y % 8];
	return y * pitch + x;
}

u8 *lab_texel(struct sampler_lab *l, u32 level, u32 x, u32 y, u32 slice)
{
	const struct picture *p = &l->p;
	u32 at;

	if (p->type == SURFACE_BUFFER) {
		at = x * p->pitch;
	} else if (p->type == SURFACE_1D && l->gen == 9 && p->tiling == TILE_NONE) {
		for (u32 k = 0; k < level; k++)
			x += (half(p->width, k) + 63) / 64 * 64;
		at = (x + slice * p->rows) * p->bytes;
	} else if (p->type == SURFACE_3D && l->gen == 8) {
		for (u32 k = 0; k < level; k++)
			y += (half(p->depth, k) + (1u << k) - 1) / (1u << k) *
			     up4(half(p->height, k));
		x += slice % (1u << level) * up4(half(p->width, level));
		y += slice / (1u << level) * up4(half(p->height, level));
		at = tiled(p->tiling, p->pitch, x * p->bytes, y);
	} else {
		if (level)
			y += up4(p->height);
		if (level > 1)
			x += up4(half(p->width, 1));
		for (u32 k = 2; k < level; k++)
			y += up4(half(p->height, k));
		at = tiled(p->tiling, p->pitch, x * p->bytes, y + slice * p->rows);
	}
	if (at + p->bytes > LAB_IMAGE_BYTES) {
		FAIL("the texture is too large");
		at = 0;
	}
	return (u8 *)l->image.cpu + at;
}

/* ---- the shader ---- */

#define UD(reg)		r_(reg, T_UD)
#define OP(o, n, ...)	((struct how){ .op = (o), .exec = (n), ##__VA_ARGS__ })

static void copy(struct eu_asm *a, u8 to, struct opd from)
{
	asm_op(a, OP(OP_MOV, 8, .all = true), UD(to), from, null_(T_UD));
}

static u32 descriptor_of(const struct request *q)
{
	u32 regs = q->simd / 8, channels = 4 - (u32)__builtin_popcount(q->dw2 >> 12 & 0xf);
	u32 answer = q->response ? q->response : channels * regs;

	return (q->params * regs + q->header) << 25 | answer << 20 | (u32)q->header << 19 |
	       (q->simd == 16 ? 2u : 1u) << 17 | q->type << 12 | q->sampler << 8 | q->bti |
	       q->extra;
}

static void make_code(const struct request *q, u32 times, struct eu_asm *a)
{
	a->n = 0;
	for (u8 i = 0; i < 8; i++)
		copy(a, REG_ANSWER + i, ud_(0xeeeeeeee));
	for (u32 i = 0; i < times; i++)
		asm_send(a, (u8)q->simd, 2, descriptor_of(q), REG_ANSWER, REG_MESSAGE);
	for (u8 k = 0; k < 2; k++) {
		copy(a, 40, UD(REG_HEADERS + k));
		for (u8 i = 0; i < 4; i++)
			copy(a, 41 + i, UD(REG_ANSWER + 4 * k + i));
		/* Eight owords to entry 1. */
		asm_send(a, 16, 10, 5u << 25 | 1 << 19 | 8 << 14 | 4 << 8 | 1, 255, 40);
	}
	asm_end(a);
}

static void put_constants(struct sampler_lab *l, const struct request *q)
{
	u32 *c = heap_at(l, CURBE), regs = q->simd / 8, at = 0;

	memset(c, 0, REGS * 32);
	if (q->header) {
		c[2] = q->dw2;
		c[3] = SAMPLERS + q->table;
		at = 8;
	}
	for (u32 i = 0; i < q->params; i++)
		memcpy(c + at + 8 * regs * i, q->p[i].i, 32 * regs);
	c[(REG_HEADERS - REG_MESSAGE + 1) * 8 + 2] = 8;
}

static void put_kernel(struct sampler_lab *l, const struct request *q, u32 times)
{
	u32 *d = heap_at(l, DESCRIPTOR);
	struct eu_asm a;

	make_code(q, times, &a);
	put_constants(l, q);
	memcpy(heap_at(l, KERNEL), a.code, a.n * 8);
	memset(d, 0, 32);
	d[0] = KERNEL;
	d[3] = SAMPLERS;
	d[4] = TABLE;
	d[6] = 1;
	d[7] = REGS;
}

static void put_commands(struct sampler_lab *l, const struct request *q, u32 groups)
{
	u32 *b = l->r.batch.cpu, dwords = l->gen >= 9 ? 19 : 16, n = 0, bases;

	b[n++] = GFX(1, 1, 0x04) | 2 | (l->gen >= 9 ? 0x300 : 0);
	bases = n;
	for (u32 i = 0; i < dwords; i++)
		b[n++] = i >= 12 && i < 16 ? 0xfffff001 : 0;
	b[bases] = GFX(0, 1, 0x01) | (dwords - 2);
	b[bases + 1] = 1;
	for (u32 i = 4; i <= 10; i += 2)
		b[bases + i] = HEAP | 1;
	b[n++] = GFX(2, 0, 0x01) | 2;
	b[n++] = 0;
	b[n++] = REGS * 32;
	b[n++] = CURBE;
	b[n++] = GFX(2, 0, 0x02) | 2;
	b[n++] = 0;
	b[n++] = 32;
	b[n++] = DESCRIPTOR;
	memset(b + n, 0, 15 * 4);
	b[n] = GFX(2, 1, 0x05) | 13;
	b[n + 4] = q->simd / 16 << 30;
	b[n + 7] = groups;
	b[n + 10] = 1;
	b[n + 12] = 1;
	b[n + 13] = q->lanes;
	b[n + 14] = ~0u;
	n += 15;
	b[n++] = GFX(2, 0, 0x04);
	b[n++] = 0;
	b[n] = MI_BATCH_BUFFER_END;
}

static void prepare(struct sampler_lab *l, const struct request *q, u32 groups, u32 times)
{
	put_kernel(l, q, times);
	put_commands(l, q, groups);
}

static void take_answer(const struct sampler_lab *l, const struct request *q, union answer *a)
{
	u32 regs = q->simd / 8, at = 0;

	memset(a, 0xee, sizeof(*a));
	for (u32 c = 0; c < 4; c++) {
		if (q->dw2 >> (12 + c) & 1)
			continue;
		memcpy(a->u[c], l->r.out.cpu + at * 8, regs * 32);
		at += regs;
	}
}

bool lab_run(struct sampler_lab *l, const struct request *q, union answer *a)
{
	prepare(l, q, 1, 1);
	if (!context_run_batch(&l->r.c, RIG_BATCH, true))
		return false;
	take_answer(l, q, a);
	return true;
}

void lab_ask(struct sampler_lab *l, const struct request *q, union answer *a)
{
	memset(a, 0, sizeof(*a));
	EXPECT(lab_run(l, q, a));
	expect_no_anomalies(l->r.d);
}

void lab_send(struct sampler_lab *l, const struct request *q)
{
	prepare(l, q, 1, 1);
	EMIT(&l->r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
	elsp_submit(&l->r.c, NULL);
}

bool lab_repeat(struct sampler_lab *l, const struct request *q, u32 groups, u32 times)
{
	prepare(l, q, groups, times);
	return context_run_batch(&l->r.c, RIG_BATCH, true);
}
