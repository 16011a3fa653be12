// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 3D pipeline by way of commands. What is drawn is compared with pixels that are worked out
 * here in another way: by areas of rectangles, by signs of cross products in whole numbers.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/easel.h"

/* A clear: no vertex shader, one colour for all channels. */
static void clear_rectangles(void)
{
	static const u32 tilings[] = { LINEAR, X_TILED, Y_TILED };
	static const char * const devices[] = { "skl-gt2", "bdw-gt2" };

	for (u32 i = 0; i < 6; i++) {
		struct easel *l = easel_create(devices[i / 3]);

		l->tiling = tilings[i % 3];
		rectangle(l, 3, 5, 41, 30);
		ps_replicate(l, orange);
		draw(l);
		expect_box(l, 3, 5, 41, 30, ORANGE);
		EXPECT_EQ(rd(l->r.d, 0x2348), 38 * 25);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* What is past the target is not written, and the scissor cuts. */
static void rectangles_end(void)
{
	struct easel *l = easel_create("skl-gt2");

	l->width = 37;
	l->height = 19;
	rectangle(l, 3, 5, 90, 90);
	ps_replicate(l, orange);
	draw(l);
	expect_box(l, 3, 5, 37, 19, ORANGE);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);

	l = easel_create("skl-gt2");
	l->scissor = true;
	rectangle(l, 0, 0, 64, 64);
	ps_replicate(l, orange);
	draw(l);
	expect_box(l, 5, 3, 21, 31, ORANGE);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/** struct format_case - a colour as a format stores it */
struct format_case {
	u32 format;
	float colour[4];
	u32 stored;
};

static void formats(void)
{
	static const struct format_case cases[] = {
		{ 0x0c7, { 1, 0.5f, 0, 1 }, 0xff0080ff },
		{ 0x0c0, { 1, 0.5f, 0, 1 }, 0xffff8000 },
		{ 0x0c1, { 1, 0.5f, 0, 1 }, 0xffffbc00 },
		{ 0x0e9, { 1, 0.5f, 0, 1 }, 0x00ff8000 },
		{ 0x0d8, { 0.75f, 0, 0, 0 }, 0x3f400000 },
		{ 0x0d7, { 0.75f, 0, 0, 0 }, 0x3f400000 },
		{ 0x0c2, { 1, 0, 1, 1 }, 0xfff003ff },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct easel *l = easel_create("skl-gt2");

		l->format = cases[i].format;
		rectangle(l, 0, 0, 8, 8);
		ps_constant(l, cases[i].colour);
		draw(l);
		expect_box(l, 0, 0, 8, 8, cases[i].stored);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Twice the area of a triangle, in units of 1/16 pixel. */
static s64 cross(const s32 *a, const s32 *b, s64 x, s64 y)
{
	return (s64)(b[0] - a[0]) * (y - a[1]) - (s64)(b[1] - a[1]) * (x - a[0]);
}

/* A point on a side is inside if the side is a left or an upper one. */
static bool side_has(const s32 *a, const s32 *b, s64 x, s64 y)
{
	s64 c = cross(a, b, x, y);
	s32 dx = b[0] - a[0], dy = b[1] - a[1];

	/* Clockwise on the screen: left sides go up, upper sides go right. */
	return c > 0 || (!c && (dy < 0 || (!dy && dx > 0)));
}

static bool covers(const s32 v[3][2], u32 x, u32 y)
{
	s64 px = x * 16 + 8, py = y * 16 + 8;
	const s32 *a = v[0], *b = v[1], *c = v[2];

	if (cross(a, b, c[0], c[1]) < 0) {
		b = v[2];
		c = v[1];
	}
	return side_has(a, b, px, py) && side_has(b, c, px, py) && side_has(c, a, px, py);
}

/* Triangles at random, also with corners and sides on pixels' centres. */
static void triangles(void)
{
	for (u32 i = 0; i < 60; i++) {
		struct easel *l = easel_create("skl-gt2");
		s32 v[3][2];
		float f[12];

		l->simd = i % 2 ? 8 : 16;
		l->tiling = i % 3 ? Y_TILED : LINEAR;
		srand(i);
		for (u32 k = 0; k < 3; k++) {
			for (u32 c = 0; c < 2; c++) {
				v[k][c] = i < 30 ? rand() % 1024 : rand() % 128 * 8;
				f[4 * k + c] = (float)v[k][c] / 16;
			}
			f[4 * k + 2] = 0;
			f[4 * k + 3] = 1;
		}
		vertices(l, f, 3);
		ps_constant(l, orange);
		draw(l);
		for (u32 y = 0; y < 64; y++)
			for (u32 x = 0; x < 64; x++)
				EXPECT_EQ(pixel(l, x, y), covers(v, x, y) ? ORANGE : 0);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Each pixel of a mesh without gaps is drawn exactly once: colours add up. */
static void meshes_have_no_seams(void)
{
	static const float fan[] = {
		30.3f, 29.7f, 0, 1, 0, 0, 0, 1, 64, 0, 0, 1, 64, 64, 0, 1, 0, 64, 0, 1, 0, 0, 0, 1,
	};
	static const float quarter[4] = { 0.25f, 0.25f, 0.25f, 0.25f };
	struct easel *l = easel_create("skl-gt2");

	l->topology = FAN;
	vertices(l, fan, 6);
	ps_constant(l, quarter);
	/* ONE, ONE, ADD. */
	heap_at(l, BLEND)[1] = BIT(31) | 1 << 26 | 1 << 21 | 1 << 13 | 1 << 8;
	draw(l);
	expect_box(l, 0, 0, 64, 64, 0x40404040);
	EXPECT_EQ(rd(l->r.d, 0x2348), 64 * 64);
	EXPECT_EQ(rd(l->r.d, 0x2318), 4);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Colours between corners, through a vertex shader, without and with perspective. */
static void attributes(void)
{
	for (u32 i = 0; i < 4; i++) {
		struct easel *l = easel_create(i % 2 ? "bdw-gt2" : "skl-gt2");
		float w = i < 2 ? 1 : 4;
		const float v[] = {
			-1, -1, 0, 1, 0, 0, 0, 1,
			3 * w, -w, 0, w, 1, 0, 0, 1,
			-1, 3, 0, 1, 0, 1, 0, 1,
		};

		l->components = 8;
		l->clips = true;
		l->simd = i % 2 ? 8 : 16;
		vertices(l, v, 3);
		vs_copy(l);
		ps_attribute(l);
		draw(l);
		for (u32 y = 0; y < 64; y++)
			for (u32 x = 0; x < 64; x++) {
				double b1 = (x + 0.5) / 128, b2 = (y + 0.5) / 128, b0 = 1 - b1 - b2;
				double sum = b0 + b1 / w + b2;
				s32 red = (s32)lrint(255 * b1 / w / sum);
				s32 green = (s32)lrint(255 * b2 / sum);
				u32 p = pixel(l, x, y);

				if (abs((s32)(p & 0xff) - red) <= 1 &&
				    abs((s32)(p >> 8 & 0xff) - green) <= 1 && p >> 24 == 255)
					continue;
				FAIL("%u, %u: %08x, not %x %x", x, y, p, red, green);
				x = 64;
				y = 64;
			}
		EXPECT_EQ(rd(l->r.d, 0x2320), 3);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A triangle that comes from behind the eye: what is in front is where it belongs. */
static void clipped_triangles(void)
{
	/* The plane y = -w/2, from w = -1 to 3: on the screen, all below the line y = -1/2. */
	static const float v[] = {
		0, 0.5f, -1, -1, 0, 0, 0, 1,
		-60, -1.5f, 1, 3, 0, 0, 0, 1,
		60, -1.5f, 1, 3, 0, 0, 0, 1,
	};
	struct easel *l = easel_create("skl-gt2");

	l->components = 8;
	l->clips = true;
	vertices(l, v, 3);
	vs_copy(l);
	ps_constant(l, orange);
	draw(l);
	/* All of its pixels have y = -1/2: it is seen from its side, and so has none. */
	EXPECT_EQ(rd(l->r.d, 0x2348), 0);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* A floor: y = -1, depth from -1 (behind the eye) to 3; the near plane is at w = 1. */
static void clipped_floor(void)
{
	static const float v[] = {
		-40, -1, -2, -1, 0, 0, 0, 1,
		40, -1, -2, -1, 0, 0, 0, 1,
		-40, -1, 2, 4, 0, 0, 0, 1,
		40, -1, 2, 4, 0, 0, 0, 1,
	};
	struct easel *l = easel_create("skl-gt2");

	/* z = 0.8 w - 1.2, so that -w <= z from w = 2/3 on. y/w goes from -1 or less to -1/4. */
	l->components = 8;
	l->clips = true;
	l->topology = STRIP;
	vertices(l, v, 4);
	vs_copy(l);
	ps_constant(l, orange);
	draw(l);
	expect_box(l, 0, 0, 64, 24, ORANGE);
	EXPECT_EQ(rd(l->r.d, 0x2348), 64 * 24);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Front faces are counter-clockwise on the screen here; each second one of a strip turns round. */
static void culling(void)
{
	static const float v[] = { 0, 0, 0, 1, 0, 32, 0, 1, 32, 0, 0, 1, 32, 32, 0, 1 };

	for (u32 cull = 0; cull < 4; cull++) {
		struct easel *l = easel_create("skl-gt2");

		l->topology = STRIP;
		l->cull = cull;
		vertices(l, v, 4);
		ps_constant(l, orange);
		draw(l);
		/* 0: both, 1: none, 2: front, 3: back. */
		EXPECT_EQ(pixel(l, 4, 4), cull == 1 || cull == 3 ? ORANGE : 0);
		EXPECT_EQ(pixel(l, 28, 28), cull == 1 || cull == 3 ? ORANGE : 0);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/*
 * A front face by the first register of a pixel shader, as Mesa takes it: the sign of the negated
 * word, so that it must not be 0.
 */
static void front_faces(void)
{
	static const float v[] = {
		0, 0, 0, 1, 0, 32, 0, 1, 32, 0, 0, 1, 0, 32, 0, 1, 32, 0, 0, 1, 32, 32, 0, 1,
	};
	struct easel *l = easel_create("skl-gt2");
	struct opd face = region_((struct opd){ .file = GRF, .type = T_W, .neg = true }, 0, 1, 0);

	vertices(l, v, 6);
	asm_op(&l->ps, OP(OP_ASR, 16), r_(20, T_D), face, d_(15));
	for (u8 c = 0; c < 4; c++)
		asm_op(&l->ps, OP(OP_AND, 16), UD(112 + 2 * c), UD(20), ud_(bits_of_float(1)));
	write_target(l, 112, RT_SIMD16, 8);
	draw(l);
	EXPECT_EQ(pixel(l, 4, 4), 0xffffffff);
	EXPECT_EQ(pixel(l, 28, 28), 0);
	EXPECT_EQ(rd(l->r.d, 0x2348), 32 * 32);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* A mask of samples without the only one. */
static void sample_mask(void)
{
	struct easel *l = easel_create("skl-gt2");

	PUT(l, STATE(0x18), 2, 1, 0xfffe);
	rectangle(l, 0, 0, 16, 16);
	ps_replicate(l, orange);
	draw(l);
	expect_box(l, 0, 0, 0, 0, 0);
	PUT(l, STATE(0x18), 2, 1, 1);
	draw(l);
	expect_box(l, 0, 0, 16, 16, ORANGE);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* The last vertex of a triangle gives attributes that are not interpolated. */
static void flat_attributes(void)
{
	static const float v[] = {
		0, 0, 0, 1, 1, 0, 0, 1,
		0, 32, 0, 1, 0, 1, 0, 1,
		32, 0, 0, 1, 0, 0, 1, 1,
		32, 32, 0, 1, 1, 1, 1, 1,
	};
	struct easel *l = easel_create("skl-gt2");

	l->components = 8;
	l->flat = 1;
	l->topology = STRIP;
	vertices(l, v, 4);
	ps_attribute(l);
	draw(l);
	EXPECT_EQ(pixel(l, 4, 4), 0xffff0000);
	EXPECT_EQ(pixel(l, 28, 28), 0xffffffff);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Indices of 16 bits, in any order; two instances. */
static void indexed_vertices(void)
{
	static const float v[] = { 0, 32, 0, 1, 32, 0, 0, 1, 0, 0, 0, 1, 9, 9, 0, 1 };
	static const u16 indices[] = { 2, 1, 0 };
	struct easel *l = easel_create("skl-gt2");

	vertices(l, v, 4);
	l->count = 3;
	l->indexed = 1;
	l->instances = 2;
	memcpy(heap_at(l, INDICES), indices, sizeof(indices));
	ps_constant(l, orange);
	draw(l);
	EXPECT_EQ(pixel(l, 4, 4), ORANGE);
	EXPECT_EQ(pixel(l, 28, 28), 0);
	EXPECT_EQ(rd(l->r.d, 0x2310), 6);
	EXPECT_EQ(rd(l->r.d, 0x2318), 2);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* A format that would have indices of 8 bytes. */
static void bad_index_format(void)
{
	static const float v[] = { 0, 32, 0, 1, 32, 0, 0, 1, 0, 0, 0, 1 };
	struct easel *l = easel_create("skl-gt2");

	vertices(l, v, 3);
	l->indexed = 1;
	ps_constant(l, orange);
	put_all(l);
	for (u32 i = 0; i < 1024; i++)
		if (l->r.batch.cpu[i] == (STATE(0x0a) | 3))
			l->r.batch.cpu[i + 1] = 3 << 8;
	EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_NOT_EXECUTED), 1);
	EXPECT_EQ(rd(l->r.d, 0x2310), 0);
	easel_destroy(l);
}

/* Depth: the nearer one wins, in whichever order they come. */
static void depth_test(void)
{
	static const float v[] = {
		0, 0, 0.25f, 1, 1, 0, 0, 1,
		64, 0, 0.25f, 1, 1, 0, 0, 1,
		0, 64, 0.25f, 1, 1, 0, 0, 1,
		0, 0, 0.75f, 1, 0, 1, 0, 1,
		64, 0, 0, 1, 0, 1, 0, 1,
		0, 64, 0.75f, 1, 0, 1, 0, 1,
	};
	struct easel *l = easel_create("skl-gt2");

	for (u32 i = 0; i < IMAGE_BYTES / 4; i++)
		l->depth.cpu[i] = bits_of_float(1);
	l->components = 8;
	l->depth_state = BIT(0) | BIT(1) | 2 << 5;
	vertices(l, v, 6);
	ps_attribute(l);
	draw(l);
	/* The second one is nearer where x > 42. */
	EXPECT_EQ(pixel(l, 10, 10), 0xff0000ff);
	EXPECT_EQ(pixel(l, 40, 10), 0xff0000ff);
	EXPECT_EQ(pixel(l, 45, 10), 0xff00ff00);
	EXPECT_EQ(l->depth.cpu[offset_of(Y_TILED, 512, 40, 10) / 4], bits_of_float(0.25f));
	EXPECT_EQ(l->depth.cpu[offset_of(Y_TILED, 512, 60 * 4, 60) / 4], bits_of_float(1));
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Where a byte of stencil is: bits of column and row take turns. */
static u32 stencil_offset(u32 x, u32 y)
{
	u32 offset = y / 64 * 4 * 4096 + x / 64 * 4096;

	for (u32 bit = 0; bit < 3; bit++)
		offset |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << (2 * bit + 1);
	return offset | (y / 8 % 8) << 6 | (x / 8 % 8) << 9;
}

/*
 * Level 2 of depth and stencil buffers of 64x64: right of level 1, below level 0. Levels of both
 * are aligned to no more than their own size here.
 */
static void depth_of_mip_levels(void)
{
	for (u32 clear = 0; clear < 2; clear++) {
		struct easel *l = easel_create("skl-gt2");
		u8 *stencil = (u8 *)l->depth.cpu + STENCIL;

		l->depth_level = 2;
		l->depth_state = BIT(0) | BIT(1);
		/* Always; pass: replace, by 5. */
		l->stencil = BIT(2) | BIT(3) | 2 << 23;
		rectangle(l, 3, 2, 64, 64);
		ps_constant(l, orange);
		if (clear) {
			put_bases(l);
			put_pixels(l);
			PUT(l, STATE(0x04), 3, 1, bits_of_float(0.5f), 2, 1);
			PUT(l, STATE(0x52), 5, 1, BIT(31) | BIT(30) | 5 << 16, 2, 3 | 2 << 16,
			    3, 64 | 64 << 16);
			PUT(l, STATE(0x52), 5, 1, 0);
			memcpy(l->r.batch.cpu, l->words, l->n * 4);
			l->r.batch.cpu[l->n] = MI_BATCH_BUFFER_END;
			EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
		} else {
			draw(l);
		}
		for (u32 y = 0; y < 96; y++)
			for (u32 x = 0; x < 64; x++) {
				bool in = x >= 35 && x < 48 && y >= 66 && y < 80;

				EXPECT_EQ(l->depth.cpu[offset_of(Y_TILED, 512, x * 4, y) / 4],
					  in ? bits_of_float(0.5f) : 0);
				EXPECT_EQ(stencil[stencil_offset(x, y)], in ? 5 : 0);
			}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Pixels whose stencil is 5 are drawn, and it becomes 6; that of others becomes 0. */
static void stencil_test(void)
{
	static const char * const devices[] = { "skl-gt2", "bdw-gt2" };

	for (u32 i = 0; i < 2; i++) {
		struct easel *l = easel_create(devices[i]);
		u8 *stencil = (u8 *)l->depth.cpu + STENCIL;

		memset(stencil, 9, 0x4000);
		for (u32 y = 0; y < 64; y++)
			for (u32 x = 0; x < 64; x++)
				stencil[stencil_offset(x, y)] = x < 13 ? 5 : 7;
		/* Equal; fail: zero, depth fails: keep, pass: one more. */
		l->depth_state = BIT(0);
		l->stencil = BIT(2) | BIT(3) | 3 << 8 | 1u << 29 | 5 << 23;
		rectangle(l, 2, 3, 31, 40);
		ps_constant(l, orange);
		draw(l);
		expect_box(l, 2, 3, 13, 40, ORANGE);
		for (u32 y = 0; y < 64; y++)
			for (u32 x = 0; x < 64; x++) {
				bool in = x >= 2 && x < 31 && y >= 3 && y < 40;

				EXPECT_EQ(stencil[stencil_offset(x, y)],
					  x < 13 ? in ? 6 : 5 : in ? 0 : 7);
			}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/*
 * A shader that kills every second column. A pixel that it kills is not tested: its stencil stays,
 * also where the test would fail.
 */
static void stencil_of_killed_pixels(void)
{
	for (u32 early = 0; early < 2; early++) {
		struct easel *l = easel_create("skl-gt2");
		u8 *stencil = (u8 *)l->depth.cpu + STENCIL;

		for (u32 y = 0; y < 64; y++)
			for (u32 x = 0; x < 64; x++)
				stencil[stencil_offset(x, y)] = x < 13 ? 5 : 7;
		/* Equal; fail: zero, pass: one more. */
		l->depth_state = BIT(0);
		l->stencil = BIT(2) | BIT(3) | 3 << 8 | 1u << 29 | 5 << 23;
		l->extra = BIT(28);
		l->wm = early ? 2 << 21 : 0;
		rectangle(l, 2, 3, 31, 40);
		/* The message's mask has channels 0, 2 and so on. */
		asm_op(&l->ps, OP(OP_MOV, 8, .all = true), UD(110), UD(0), null_(T_UD));
		asm_op(&l->ps, OP(OP_MOV, 8, .all = true), UD(111), UD(1), null_(T_UD));
		asm_op(&l->ps, OP(OP_AND, 1, .all = true), s_(111, 7, T_UD), s_(1, 7, T_UD), ud_(0x5555));
		for (u8 c = 0; c < 4; c++)
			asm_mov(&l->ps, 16, F(112 + 2 * c), f_(orange[c]));
		asm_send(&l->ps, 16, 5, 1u << 31 | 10 << 25 | BIT(19) | 12 << 14 | 1 << 12, 255, 110);
		draw(l);
		for (u32 y = 0; y < 64; y++)
			for (u32 x = 0; x < 64; x++) {
				bool in = x >= 2 && x < 31 && y >= 3 && y < 40, lives = !(x % 2);
				u32 was = x < 13 ? 5 : 7, left = lives || early ? 0 : 7;

				EXPECT_EQ(pixel(l, x, y), in && lives && x < 13 ? ORANGE : 0);
				EXPECT_EQ(stencil[stencil_offset(x, y)],
					  !in ? was : x >= 13 ? left : lives ? 6 : 5);
			}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Channels that are not written, and blending by the source's alpha. */
static void blending(void)
{
	static const float half[4] = { 1, 1, 1, 0.5f };
	struct easel *l = easel_create("skl-gt2");

	for (u32 i = 0; i < IMAGE_BYTES / 4; i++)
		l->image.cpu[i] = 0x40c08000;
	rectangle(l, 0, 0, 16, 16);
	ps_constant(l, half);
	/* SRC_ALPHA, INV_SRC_ALPHA; green is not written. */
	heap_at(l, BLEND)[1] = BIT(31) | 3 << 26 | 19 << 21 | 3 << 13 | 19 << 8 | BIT(1);
	draw(l);
	/* Red 0 -> 128, blue 0xc0 -> 0xe0 or so, alpha (0.5 * 0.5 + 0.25 * 0.5) * 255. */
	EXPECT_EQ(pixel(l, 3, 3), 0x60e08080);
	EXPECT_EQ(pixel(l, 17, 3), 0x40c08000);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* The number of a vertex and of an instance, by way of a vertex shader. */
static void generated_values(void)
{
	static const float v[] = { 0, 0, 0, 1, 0, 64, 0, 1, 64, 0, 0, 1 };
	struct easel *l = easel_create("skl-gt2");

	l->sgvs = true;
	l->instances = 2;
	vertices(l, v, 3);
	/* Colour: red is the number of the vertex / 2, green that of the instance. */
	asm_mov(&l->vs, 8, UD(100), UD(1));
	for (u8 i = 0; i < 8; i++)
		asm_mov(&l->vs, 8, UD(101 + i), UD(2 + i));
	asm_mov(&l->vs, 8, F(109), UD(10));
	asm_op(&l->vs, OP(OP_MUL, 8), F(109), F(109), f_(0.5f));
	asm_mov(&l->vs, 8, F(110), UD(11));
	asm_mov(&l->vs, 8, F(111), f_(0));
	asm_mov(&l->vs, 8, F(112), f_(1));
	asm_send(&l->vs, 8, 6, 1u << 31 | 13u << 25 | BIT(19) | 7, 255, 100);
	l->flat = 1;
	ps_attribute(l);
	put_all(l);
	/* The shader made an attribute that vertices do not have. */
	for (u32 i = 0; i < 1024; i++)
		if (l->r.batch.cpu[i] == (STATE(0x1f) | 4))
			l->r.batch.cpu[i + 1] |= 1 << 22 | 1 << 11;
	EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
	EXPECT_EQ(pixel(l, 4, 4), 0xff00ffff);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* A fast clear: a pixel of the rectangle stands for 64x32 of the target, which ends before. */
static void fast_clears(void)
{
	struct easel *l = easel_create("skl-gt2");

	l->tiling = Y_TILED;
	l->width = 90;
	l->height = 70;
	l->ps_flags = BIT(8);
	rectangle(l, 0, 0, 2, 4);
	ps_replicate(l, orange);
	draw(l);
	expect_box(l, 0, 0, 90, 70, ORANGE);
	EXPECT_EQ(rd(l->r.d, 0x2348), 0);
	/* A resolve finds that all is there. */
	l->ps_flags = BIT(7) | BIT(6);
	draw(l);
	expect_box(l, 0, 0, 90, 70, ORANGE);
	EXPECT_EQ(rd(l->r.d, 0x2348), 0);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Level 2 of 64x64: right of level 1, below level 0. */
static void mip_levels(void)
{
	struct easel *l = easel_create("skl-gt2");

	l->tiling = Y_TILED;
	l->level = 2;
	rectangle(l, 0, 0, 64, 64);
	ps_replicate(l, orange);
	draw(l);
	expect_box(l, 32, 64, 48, 80, ORANGE);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* A clear of depth without a draw. */
static void depth_clears(void)
{
	struct easel *l = easel_create("skl-gt2");

	l->depth_state = BIT(0);
	put_bases(l);
	put_pixels(l);
	PUT(l, STATE(0x04), 3, 1, bits_of_float(0.75f), 2, 1);
	PUT(l, STATE(0x52), 5, 1, BIT(30), 2, 3 | 2 << 16, 3, 40 | 35 << 16);
	PUT(l, STATE(0x52), 5, 1, 0);
	memcpy(l->r.batch.cpu, l->words, l->n * 4);
	l->r.batch.cpu[l->n] = MI_BATCH_BUFFER_END;
	EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
	for (u32 y = 0; y < 64; y++)
		for (u32 x = 0; x < 64; x++) {
			bool in = x >= 3 && x < 40 && y >= 2 && y < 35;

			EXPECT_EQ(l->depth.cpu[offset_of(Y_TILED, 512, x * 4, y) / 4],
				  in ? bits_of_float(0.75f) : 0);
		}
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* What is not modelled is told, and not drawn. */
static void not_modelled(void)
{
	struct easel *l = easel_create("skl-gt2");

	rectangle(l, 0, 0, 16, 16);
	ps_replicate(l, orange);
	put_all(l);
	for (u32 i = 0; i < 1024; i++)
		if (l->r.batch.cpu[i] == (GFX(3, 1, 0) | 2))
			l->r.batch.cpu[i + 3] = 5;
	EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
	expect_box(l, 0, 0, 0, 0, 0);
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_NOT_EXECUTED), 1);
	easel_destroy(l);

	l = easel_create("skl-gt2");
	l->format = 0x0d3;
	rectangle(l, 0, 0, 64, 64);
	ps_replicate(l, orange);
	draw(l);
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_NOT_EXECUTED), 1);
	expect_box(l, 0, 0, 0, 0, 0);
	easel_destroy(l);
}

/* i915's first draw in each context has one vertex, and states that lead nowhere. */
static void no_primitive(void)
{
	struct easel *l = easel_create("skl-gt2");

	rectangle(l, 0, 0, 16, 16);
	l->count = 1;
	put_all(l);
	for (u32 i = 0; i < 1024; i++)
		if (l->r.batch.cpu[i] == STATE(0x23))
			l->r.batch.cpu[i + 1] = 0x70000000;
	EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
	EXPECT_EQ(rd(l->r.d, 0x2310), 1);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* A target that is not mapped. */
static void target_faults(void)
{
	struct easel *l = easel_create("skl-gt2");

	rectangle(l, 0, 0, 16, 16);
	ps_replicate(l, orange);
	put_all(l);
	heap_at(l, SURFACES)[8] = 0x70000000;
	EMIT(&l->r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
	elsp_submit(&l->r.c, NULL);
	EXPECT(wait_hang(l->r.d, RCS0));
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_FAULT), 1);
	easel_destroy(l);
}

/* A shader of 32 channels alone: each half has weights of its own, and writes. */
static void shader_of_32_channels(void)
{
	static const float v[] = {
		4, 4, 0, 1, 1, 0, 0, 1, 60, 10, 0, 1, 0, 1, 0, 1, 12, 61, 0, 1, 0, 0, 1, 1,
	};
	struct easel *l[2];

	for (u32 i = 0; i < 2; i++) {
		l[i] = easel_create("skl-gt2");
		l[i]->components = 8;
		l[i]->simd = i ? 32 : 16;
		vertices(l[i], v, 3);
		if (!i) {
			ps_attribute(l[i]);
			draw(l[i]);
			continue;
		}
		for (u8 half = 0; half < 2; half++) {
			for (u8 c = 0; c < 4; c++)
				asm_op(&l[i]->ps, OP(OP_PLN, 16, .group = half * 16),
				       F(104 + 2 * c), s_(11 + c / 2, c % 2 * 4, T_F),
				       F(half ? 7 : 3));
			asm_send(&l[i]->ps, 16, 5, (u32)half << 31 | 8 << 25 | 12 << 14 |
				 (u32)half << 12 | (u32)half << 11, 255, 104);
			asm_put(&l[i]->ps.code[l[i]->ps.n - 2], 13, 12, half * 2u);
		}
		draw(l[i]);
		expect_no_anomalies(l[i]->r.d);
	}
	EXPECT(!memcmp(l[0]->image.cpu, l[1]->image.cpu, IMAGE_BYTES));
	EXPECT(pixel(l[1], 20, 20));
	EXPECT_EQ(rd(l[1]->r.d, 0x2348), rd(l[0]->r.d, 0x2348));
	easel_destroy(l[0]);
	easel_destroy(l[1]);
}

/* A draw that takes ages ends with a reset. */
static void endless_draws(void)
{
	struct easel *l = easel_create("skl-gt2");

	rectangle(l, 0, 0, 16, 16);
	l->instances = ~0u;
	ps_replicate(l, orange);
	put_all(l);
	EMIT(&l->r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
	elsp_submit(&l->r.c, NULL);
	EXPECT(wait_value(&l->image.cpu[0], ORANGE));
	wr(l->r.d, 0x941c, BIT(1));
	EXPECT_EQ(rd(l->r.d, 0x941c) & BIT(1), 0);
	EXPECT_EQ(engine_stats_of(l->r.d, RCS0).resets, 1);
	easel_destroy(l);
}

static const struct test tests[] = {
	TEST(clear_rectangles),
	TEST(rectangles_end),
	TEST(formats),
	TEST(triangles),
	TEST(meshes_have_no_seams),
	TEST(attributes),
	TEST(clipped_triangles),
	TEST(clipped_floor),
	TEST(culling),
	TEST(front_faces),
	TEST(sample_mask),
	TEST(flat_attributes),
	TEST(indexed_vertices),
	TEST(bad_index_format),
	TEST(depth_test),
	TEST(stencil_test),
	TEST(stencil_of_killed_pixels),
	TEST(depth_of_mip_levels),
	TEST(blending),
	TEST(generated_values),
	TEST(fast_clears),
	TEST(mip_levels),
	TEST(depth_clears),
	TEST(not_modelled),
	TEST(no_primitive),
	TEST(target_faults),
	TEST(shader_of_32_channels),
	TEST(endless_draws),
	{ 0 }
};

SUITE(draw, tests);
