// SPDX-License-Identifier: GPL-2.0-only
/*
 * Textures as the sampler reads them: formats, tilings, where levels and slices are.
 */
#include <math.h>
#include <string.h>

#include "eu/texel_format.h"
#include "tests/sampler_ref.h"
#include "tests/test.h"

static const char * const devices[] = { "bdw-gt2", "skl-gt2" };

/* ---- layouts ---- */

static u32 size_at(u32 n, u32 level)
{
	return n >> level ? n >> level : 1;
}

/* Up to 16 texels of a row by one message; parameters of Gen8 are in another order. */
static void check_row(struct sampler_lab *l, u32 level, u32 y, u32 z)
{
	u32 width = size_at(l->p.width, level), is_1d = l->p.type == SURFACE_1D;
	struct request q = { .type = M_LD, .simd = 16, .lanes = 0xffff, .params = 4 };
	u32 v = l->gen == 9 ? 1 : 2, lod = l->gen == 9 ? 2 : 1;
	union answer a;

	for (u32 i = 0; i < 16; i++) {
		q.p[0].i[i] = (s32)(i * (width - 1) / 15);
		q.p[v].i[i] = (s32)(is_1d ? z : y);
		q.p[lod].i[i] = (s32)level;
		q.p[3].i[i] = (s32)z;
	}
	lab_ask(l, &q, &a);
	for (u32 i = 0; i < 16; i++)
		for (u32 c = 0; c < l->p.bytes; c++)
			if (fabs(a.f[c][i] - ref_byte(level, z, (u32)q.p[0].i[i], y, c) / 255.0) >
			    0.000001) {
				FAIL("gen %u type %u tiling %u: level %u, %u %u %u is wrong",
				     l->gen, l->p.type, l->p.tiling, level, q.p[0].i[i], y, z);
				return;
			}
}

static void check_layout(u32 device, const struct picture *p)
{
	struct sampler_lab *l = sampler_lab_create(devices[device]);

	lab_bind(l, p);
	ref_fill(l);
	for (u32 k = 0; k < p->levels; k++) {
		u32 slices = p->type == SURFACE_3D ? size_at(p->depth, k) : p->depth;
		u32 rows = size_at(p->height, k);

		for (u32 n = 0; n < 4; n++)
			check_row(l, k, n * (rows - 1) / 3, n * (slices - 1) / 3);
	}
	sampler_lab_destroy(l);
}

/* Levels and slices of all types of surfaces in all tilings, on both generations. */
static void layouts(void)
{
	static const u8 tilings[] = { TILE_NONE, TILE_X, TILE_Y, TILE_W };

	for (u32 k = 0; k < 24; k++) {
		u32 type = k / 8;
		struct picture p = {
			.type = type, .tiling = tilings[k % 4], .format = 0x0c7, .bytes = 4,
			.width = 75, .height = type ? 19 : 1, .depth = type == SURFACE_3D ? 7 : 3,
			.levels = 7, .pitch = 1024, .rows = type ? 44 : 32,
			.array = type != SURFACE_3D,
		};

		if (p.tiling == TILE_W) {
			p.format = 0x140;
			p.bytes = 1;
		}
		/* Slices of 1D surfaces without tiles are columns apart on Gen9. */
		if (!type && p.tiling == TILE_NONE && k / 4 % 2)
			p.rows = 600;
		check_layout(k / 4 % 2, &p);
	}
}

/* A surface that begins within another one, and levels that are aligned to 16 by 8. */
static void offsets(void)
{
	struct sampler_lab *l = sampler_lab_create(devices[1]);
	struct request q = { .type = M_LD, .simd = 8, .lanes = 0xff, .params = 3 };
	struct picture p = {
		.type = SURFACE_2D, .tiling = TILE_Y, .format = 0x0c7, .bytes = 4, .width = 20,
		.height = 20, .depth = 1, .levels = 4, .pitch = 512,
	};
	union answer a;

	lab_bind(l, &p);
	lab_surface(l)[0] = (lab_surface(l)[0] & ~0x3c000u) | 2 << 16 | 3 << 14;
	lab_surface(l)[5] |= 2u << 25 | 1 << 21;
	/* Level 2 is 16 to the right of level 1, level 3 is 8 below it: all moved by 8, 4. */
	memset(lab_texel(l, 0, 8 + 3, 4 + 2, 0), 0x33, 4);
	memset(lab_texel(l, 0, 8 + 16 + 1, 4 + 24 + 2, 0), 0x66, 4);
	memset(lab_texel(l, 0, 8 + 16 + 1, 4 + 24 + 8, 0), 0x99, 4);
	for (u32 i = 0; i < 8; i++) {
		q.p[0].i[i] = i ? 1 : 3;
		q.p[1].i[i] = i < 2 ? 2 : 0;
		q.p[2].i[i] = i < 3 ? 2 * !!i + (i > 1) : 0;
	}
	lab_ask(l, &q, &a);
	EXPECT(fabs(a.f[0][0] - 0x33 / 255.0) < 0.000001);
	EXPECT(fabs(a.f[0][1] - 0x66 / 255.0) < 0.000001);
	EXPECT(fabs(a.f[0][2] - 0x99 / 255.0) < 0.000001);
	sampler_lab_destroy(l);
}

/* ---- formats ---- */

#define U	0x10000	/* the result is of integers */

static const struct row {
	u32 format;
	u32 bytes;
	u32 texel[4];
	double want[4];
} rows[] = {
	/* Floats. */
	{ 0x000, 16, { 0x3f800000, 0xc0000000, 0x3e800000, 0x41200000 }, { 1, -2, 0.25, 10 } },
	{ 0x006, 16, { 0x3f800000, 0xc0000000, 0x3e800000, 0x41200000 }, { 1, -2, 0.25, 1 } },
	{ 0x040, 12, { 0x3f800000, 0xc0000000, 0x3e800000 }, { 1, -2, 0.25, 1 } },
	{ 0x085, 8, { 0x3f800000, 0xc0000000 }, { 1, -2, 0, 1 } },
	{ 0x0d8, 4, { 0x3f200000 }, { 0.625, 0, 0, 1 } },
	{ 0x088, 8, { 0x3f200000, 0xdeadbeef }, { 0.625, 0, 0, 1 } },
	{ 0x084, 8, { 0xc0003c00, 0x00013800 }, { 1, -2, 0.5, 1.0 / 16777216 } },
	{ 0x08f, 8, { 0xc0003c00, 0x7c003800 }, { 1, -2, 0.5, 1 } },
	{ 0x0d0, 4, { 0xc0003c00 }, { 1, -2, 0, 1 } },
	{ 0x10e, 2, { 0x3555 }, { 0.333251953125, 0, 0, 1 } },
	{ 0x19b, 6, { 0xc0003c00, 0x3800 }, { 1, -2, 0.5, 1 } },
	/* 0x3c0: 1.0; 0x3e0: 1.5; of 10 bits 0x1c0: 0.5. */
	{ 0x0d3, 4, { 0x1c0u << 22 | 0x3e0 << 11 | 0x3c0 }, { 1, 1.5, 0.5, 1 } },
	{ 0x0d3, 4, { 1u << 22 | 1 << 11 | 0x7bf },
	  { 64512 + 512, 1.0 / 1048576, 1.0 / 524288, 1 } },
	{ 0x0ed, 4, { 16u << 27 | 0x100 << 18 | 0x080 << 9 | 0x1ff }, { 511 / 256.0, 0.5, 1, 1 } },
	{ 0x0e4, 4, { 0x3f200000 }, { 0.625, 0.625, 0.625, 1 } },
	{ 0x0e3, 4, { 0x3f200000 }, { 0.625, 0.625, 0.625, 0.625 } },
	{ 0x0e5, 4, { 0x3f200000 }, { 0, 0, 0, 0.625 } },
	{ 0x08a, 8, { 0x3f200000, 0x3f800000 }, { 0.625, 0.625, 0.625, 1 } },
	{ 0x0f0, 4, { 0x3c003800 }, { 0.5, 0.5, 0.5, 1 } },
	{ 0x116, 2, { 0x3800 }, { 0.5, 0.5, 0.5, 1 } },
	{ 0x115, 2, { 0x3800 }, { 0.5, 0.5, 0.5, 0.5 } },
	{ 0x117, 2, { 0x3800 }, { 0, 0, 0, 0.5 } },
	/* Fractions. */
	{ 0x0c7, 4, { 0x80ff4000 }, { 0, 64 / 255.0, 1, 128 / 255.0 } },
	{ 0x0c0, 4, { 0x80ff4000 }, { 1, 64 / 255.0, 0, 128 / 255.0 } },
	{ 0x0eb, 4, { 0x80ff4000 }, { 0, 64 / 255.0, 1, 1 } },
	{ 0x0e9, 4, { 0x80ff4000 }, { 1, 64 / 255.0, 0, 1 } },
	{ 0x0c9, 4, { 0x80ff4000 | 0x7f }, { 1, 64 / 127.0, -1 / 127.0, -1 } },
	{ 0x106, 2, { 0xff40 }, { 64 / 255.0, 1, 0, 1 } },
	{ 0x107, 2, { 0x8140 }, { 64 / 127.0, -1, 0, 1 } },
	{ 0x140, 1, { 0x33 }, { 0.2, 0, 0, 1 } },
	{ 0x141, 1, { 0xc1 }, { -63 / 127.0, 0, 0, 1 } },
	{ 0x144, 1, { 0x33 }, { 0, 0, 0, 0.2 } },
	{ 0x145, 1, { 0x33 }, { 0.2, 0.2, 0.2, 0.2 } },
	{ 0x146, 1, { 0x33 }, { 0.2, 0.2, 0.2, 1 } },
	{ 0x114, 2, { 0xff33 }, { 0.2, 0.2, 0.2, 1 } },
	{ 0x193, 3, { 0xff4000 }, { 0, 64 / 255.0, 1, 1 } },
	{ 0x194, 3, { 0x81407f }, { 1, 64 / 127.0, -1, 1 } },
	{ 0x080, 8, { 0x8000ffff, 0x33330000 }, { 1, 32768 / 65535.0, 0, 0.2 } },
	{ 0x081, 8, { 0x80007fff, 0x40000000 }, { 1, -1, 0, 16384 / 32767.0 } },
	{ 0x08e, 8, { 0x8000ffff, 0x33330000 }, { 1, 32768 / 65535.0, 0, 1 } },
	{ 0x0cc, 4, { 0x3333ffff }, { 1, 0.2, 0, 1 } },
	{ 0x0cd, 4, { 0x80017fff }, { 1, -1, 0, 1 } },
	{ 0x10a, 2, { 0x3333 }, { 0.2, 0, 0, 1 } },
	{ 0x10b, 2, { 0xc001 }, { -16383 / 32767.0, 0, 0, 1 } },
	{ 0x111, 2, { 0x3333 }, { 0.2, 0.2, 0.2, 0.2 } },
	{ 0x112, 2, { 0x3333 }, { 0.2, 0.2, 0.2, 1 } },
	{ 0x113, 2, { 0x3333 }, { 0, 0, 0, 0.2 } },
	{ 0x0df, 4, { 0xffff3333 }, { 0.2, 0.2, 0.2, 1 } },
	{ 0x19c, 6, { 0x3333ffff, 0x8000 }, { 1, 0.2, 32768 / 65535.0, 1 } },
	{ 0x19d, 6, { 0x80017fff, 0 }, { 1, -1, 0, 1 } },
	{ 0x0d9, 4, { 0x77333333 }, { 0.2, 0, 0, 1 } },
	{ 0x0e0, 4, { 0x77333333 }, { 0.2, 0.2, 0.2, 0.2 } },
	{ 0x0e1, 4, { 0x77333333 }, { 0.2, 0.2, 0.2, 1 } },
	{ 0x0e2, 4, { 0x77333333 }, { 0, 0, 0, 0.2 } },
	{ 0x0c2, 4, { 2u << 30 | 1023 << 20 | 512 << 10 | 0 }, { 0, 512 / 1023.0, 1, 2 / 3.0 } },
	{ 0x0d1, 4, { 2u << 30 | 1023 << 20 | 512 << 10 | 0 }, { 1, 512 / 1023.0, 0, 2 / 3.0 } },
	{ 0x0ee, 4, { 2u << 30 | 1023 << 20 | 512 << 10 | 0 }, { 1, 512 / 1023.0, 0, 1 } },
	{ 0x100, 2, { 31 << 11 | 21 << 5 | 15 }, { 1, 21 / 63.0, 15 / 31.0, 1 } },
	{ 0x102, 2, { 1 << 15 | 31 << 10 | 21 << 5 | 15 }, { 1, 21 / 31.0, 15 / 31.0, 1 } },
	{ 0x102, 2, { 31 << 10 | 21 << 5 | 15 }, { 1, 21 / 31.0, 15 / 31.0, 0 } },
	{ 0x11a, 2, { 31 << 10 | 21 << 5 | 15 }, { 1, 21 / 31.0, 15 / 31.0, 1 } },
	{ 0x104, 2, { 0x8f30 }, { 1, 0.2, 0, 8 / 15.0 } },
	/* The curve of sRGB, not for alpha. 10 is on its straight part. */
	{ 0x0c8, 4, { 0x80ff0a80 }, { 0.21586050, 0.00303527, 1, 128 / 255.0 } },
	{ 0x0c1, 4, { 0x80ff0a80 }, { 1, 0.00303527, 0.21586050, 128 / 255.0 } },
	{ 0x0ea, 4, { 0x80ff0a80 }, { 1, 0.00303527, 0.21586050, 1 } },
	{ 0x0ec, 4, { 0x80ff0a80 }, { 0.21586050, 0.00303527, 1, 1 } },
	{ 0x1a8, 3, { 0xff0a80 }, { 0.21586050, 0.00303527, 1, 1 } },
	{ 0x14c, 1, { 0x80 }, { 0.21586050, 0.21586050, 0.21586050, 1 } },
	{ 0x118, 2, { 0x8080 }, { 0.21586050, 0.21586050, 0.21586050, 128 / 255.0 } },
	{ 0x101, 2, { 31 << 11 | 0 }, { 1, 0, 0, 1 } },
	/* Integers. */
	{ U | 0x002, 16, { 1, 2, 0xffffffff, 4 }, { 1, 2, 0xffffffff, 4 } },
	{ U | 0x001, 16, { 1, 2, 0xffffffff, 4 }, { 1, 2, 0xffffffff, 4 } },
	{ U | 0x042, 12, { 1, 2, 3 }, { 1, 2, 3, 1 } },
	{ U | 0x041, 12, { 1, 0xfffffffe, 3 }, { 1, 0xfffffffe, 3, 1 } },
	{ U | 0x087, 8, { 7, 8 }, { 7, 8, 0, 1 } },
	{ U | 0x086, 8, { 7, 0x80000000 }, { 7, 0x80000000, 0, 1 } },
	{ U | 0x0d7, 4, { 0xdeadbeef }, { 0xdeadbeef, 0, 0, 1 } },
	{ U | 0x0d6, 4, { 0xdeadbeef }, { 0xdeadbeef, 0, 0, 1 } },
	{ U | 0x083, 8, { 0x8000ffff, 0x00020001 }, { 65535, 32768, 1, 2 } },
	{ U | 0x082, 8, { 0x8000ffff, 0x00020001 }, { 0xffffffff, 0xffff8000, 1, 2 } },
	{ U | 0x0cf, 4, { 0x8000ffff }, { 65535, 32768, 0, 1 } },
	{ U | 0x0ce, 4, { 0x8000ffff }, { 0xffffffff, 0xffff8000, 0, 1 } },
	{ U | 0x10d, 2, { 0xfffe }, { 0xfffe, 0, 0, 1 } },
	{ U | 0x10c, 2, { 0xfffe }, { 0xfffffffe, 0, 0, 1 } },
	{ U | 0x0cb, 4, { 0x80ff4001 }, { 1, 0x40, 0xff, 0x80 } },
	{ U | 0x0ca, 4, { 0x80ff4001 }, { 1, 0x40, 0xffffffff, 0xffffff80 } },
	{ U | 0x109, 2, { 0xff01 }, { 1, 255, 0, 1 } },
	{ U | 0x108, 2, { 0xff01 }, { 1, 0xffffffff, 0, 1 } },
	{ U | 0x143, 1, { 0xfe }, { 0xfe, 0, 0, 1 } },
	{ U | 0x142, 1, { 0xfe }, { 0xfffffffe, 0, 0, 1 } },
	{ U | 0x0c4, 4, { 2u << 30 | 1023 << 20 | 512 << 10 | 5 }, { 5, 512, 1023, 2 } },
};

static void check_format(const struct row *r)
{
	struct sampler_lab *l = sampler_lab_create(devices[1]);
	struct request q = { .type = M_LD_LZ, .simd = 8, .lanes = 0xff, .params = 2 };
	struct picture p = {
		.type = SURFACE_2D, .format = r->format & 0x1ff, .bytes = r->bytes, .width = 64,
		.height = 2, .depth = 1, .levels = 1, .pitch = 1024,
	};
	union answer a;

	lab_bind(l, &p);
	for (u32 i = 0; i < 8; i++) {
		memset(lab_texel(l, 0, 4 * i, 1, 0), 0xa5, r->bytes);
		memcpy(lab_texel(l, 0, 5 * i, 1, 0), r->texel, r->bytes);
		q.p[0].i[i] = 5 * (s32)i;
		q.p[1].i[i] = 1;
	}
	lab_ask(l, &q, &a);
	for (u32 c = 0; c < 4; c++) {
		double have = r->format & U ? a.u[c][7] : a.f[c][7];

		if (!(fabs(have - r->want[c]) <= 0.0000002 * fmax(1, fabs(r->want[c]))))
			FAIL("format %x: channel %u is %.9g, not %.9g", r->format & 0x1ff, c, have,
			     r->want[c]);
	}
	sampler_lab_destroy(l);
}

static void formats(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(rows); i++)
		check_format(&rows[i]);
}

/* ---- blocks ---- */

/* Codes of texels are 0, 1, 2, 3 and so on; one colour is red, the other one blue. */
static const struct block {
	u32 format;
	u32 bytes;
	u32 data[4];
	bool black;		/* code 3 is black */
	u32 alpha;		/* kinds of them, below */
} blocks[] = {
	{ 0x186, 8, { 0x001ff800, 0xe4e4e4e4 }, false, 0 },
	{ 0x186, 8, { 0xf800001f, 0xe4e4e4e4 }, true, 1 },
	{ 0x191, 8, { 0xf800001f, 0xe4e4e4e4 }, true, 0 },
	{ 0x180, 8, { 0x001ff800, 0xe4e4e4e4 }, false, 0 },
	{ 0x187, 16, { 0x76543210, 0xfedcba98, 0x001ff800, 0xe4e4e4e4 }, false, 2 },
	{ 0x188, 16, { 0xc68800ff, 0xfac688fa, 0x001ff800, 0xe4e4e4e4 }, false, 3 },
	{ 0x188, 16, { 0xc688ff00, 0xfac688fa, 0xf800001f, 0xe4e4e4e4 }, false, 4 },
	{ 0x18b, 8, { 0x001ff800, 0xe4e4e4e4 }, false, 0 },
	{ 0x18c, 16, { 0x76543210, 0xfedcba98, 0x001ff800, 0xe4e4e4e4 }, false, 2 },
	{ 0x18d, 16, { 0xc688ff00, 0xfac688fa, 0x001ff800, 0xe4e4e4e4 }, false, 4 },
	{ 0x189, 8, { 0xc68800ff, 0xfac688fa }, false, 3 },
	{ 0x18a, 16, { 0xc68800ff, 0xfac688fa, 0xc688ff00, 0xfac688fa }, false, 3 },
};

/* How much of the second value there is, in modes of 8 and of 6 values. */
static double alpha_of(u32 kind, u32 texel)
{
	static const double eight[] = {
		1, 0, 6 / 7.0, 5 / 7.0, 4 / 7.0, 3 / 7.0, 2 / 7.0, 1 / 7.0,
	};
	static const double six[] = { 0, 1, 1 / 5.0, 2 / 5.0, 3 / 5.0, 4 / 5.0, 0, 1 };

	switch (kind) {
	case 1:
		return texel % 4 != 3;
	case 2:
		return texel / 15.0;
	case 3:
		return eight[texel % 8];
	case 4:
		return six[texel % 8];
	default:
		return 1;
	}
}

static double curve_of(const struct block *b, double c)
{
	bool curved = b->format == 0x180 || (b->format >= 0x18b && b->format <= 0x18d);

	return curved ? pow((c + 0.055) / 1.055, 2.4) * (c > 0.04) : c;
}

static void block_texel(const struct block *b, u32 texel, double want[4])
{
	static const double parts[] = { 1, 0, 2 / 3.0, 1 / 3.0 };
	bool red_first = !(b->data[b->bytes / 4 - 2] & 0x1f);
	double part = b->black && texel % 4 == 2 ? 0.5 : parts[texel % 4];
	double dark = b->black && texel % 4 == 3 ? 0 : 1;

	want[0] = curve_of(b, dark * (red_first ? part : 1 - part));
	want[1] = 0;
	want[2] = curve_of(b, dark * (red_first ? 1 - part : part));
	want[3] = alpha_of(b->alpha, texel);
	if (b->format == 0x189 || b->format == 0x18a) {
		want[0] = alpha_of(3, texel);
		want[1] = b->format == 0x18a ? alpha_of(4, texel) : 0;
		want[2] = 0;
		want[3] = 1;
	}
}

static void check_block(const struct block *b)
{
	struct sampler_lab *l = sampler_lab_create(devices[1]);
	struct request q = { .type = M_LD_LZ, .simd = 16, .lanes = 0xffff, .params = 2 };
	struct picture p = {
		.type = SURFACE_2D, .format = b->format, .bytes = b->bytes, .width = 12,
		.height = 10, .depth = 1, .levels = 1, .pitch = 256,
	};
	union answer a;

	lab_bind(l, &p);
	memcpy((u8 *)l->image.cpu + 256 + 2 * b->bytes, b->data, b->bytes);
	for (u32 i = 0; i < 16; i++) {
		q.p[0].i[i] = 8 + (s32)i % 4;
		q.p[1].i[i] = 4 + (s32)i / 4;
	}
	lab_ask(l, &q, &a);
	for (u32 i = 0; i < 16; i++) {
		double want[4];

		block_texel(b, i, want);
		for (u32 c = 0; c < 4; c++)
			if (fabs(a.f[c][i] - want[c]) > 0.000001)
				FAIL("format %x: channel %u of texel %u is %g, not %g", b->format,
				     c, i, a.f[c][i], want[c]);
	}
	sampler_lab_destroy(l);
}

static void compressed(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(blocks); i++)
		check_block(&blocks[i]);
}

/* Levels are aligned to 4 blocks on Gen9, to 4 texels on Gen8. */
static void levels_of_blocks(void)
{
	static const u8 places[2][3][2] = {
		{ { 0, 0 }, { 0, 3 }, { 3, 3 } }, { { 0, 0 }, { 0, 4 }, { 4, 4 } },
	};

	for (u32 k = 0; k < 2; k++) {
		struct sampler_lab *l = sampler_lab_create(devices[k]);
		struct request q = { .type = M_LD, .simd = 8, .lanes = 0xff, .params = 3 };
		struct picture p = {
			.type = SURFACE_2D, .format = 0x186, .bytes = 8, .width = 20, .height = 12,
			.depth = 1, .levels = 3, .pitch = 256,
		};
		union answer a;

		lab_bind(l, &p);
		/* The first colour is the level's own. */
		for (u32 i = 0; i < 3; i++)
			l->image.cpu[places[k][i][1] * 64 + places[k][i][0] * 2] = 1 << i;
		for (u32 i = 0; i < 8; i++)
			q.p[l->gen == 9 ? 2 : 1].i[i] = (s32)i % 3;
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < 3; i++)
			EXPECT(fabs(a.f[2][i] - (1 << i) / 31.0) < 0.000001);
		sampler_lab_destroy(l);
	}
}

/* Each format that the sampler takes has a row here. */
static void all_formats(void)
{
	for (u32 n = 0; n < 0x200; n++) {
		struct eu_texel_format f;
		bool here = false;

		for (u32 i = 0; i < ARRAY_SIZE(rows); i++)
			here |= (rows[i].format & 0x1ff) == n;
		for (u32 i = 0; i < ARRAY_SIZE(blocks); i++)
			here |= blocks[i].format == n;
		if (eu_texel_format(n, &f) != here && n != 0x0c3 && n != 0x0d2 && n != 0x103 &&
		    n != 0x105 && n != 0x11b)
			FAIL("format %x is not tested", n);
	}
}

static const struct test tests[] = {
	TEST(layouts), TEST(offsets), TEST(formats), TEST(compressed),
	TEST(levels_of_blocks), TEST(all_formats), {}
};

SUITE(texture, tests);
