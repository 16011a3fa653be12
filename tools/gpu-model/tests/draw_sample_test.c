// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several samples of a pixel. Where samples are in memory, and which are inside of a triangle, is
 * worked out here: a plane of colour for each, depth and stencil of all in one plane.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/easel.h"
#include "tests/sampler_lab.h"

#define SIZE		64u
#define MULTISAMPLE	BIT(12)
#define PER_SAMPLE	BIT(6)

static struct easel *easel_of(u32 samples)
{
	struct easel *l = easel_create("skl-gt2");

	l->samples = samples;
	l->raster = MULTISAMPLE;
	return l;
}

static u32 colour_of(const struct easel *l, u32 x, u32 y, u32 sample)
{
	return pixel(l, x, y + sample * l->height);
}

/* Bits of the sample's number between those of column and row, as a table: column, row. */
static u32 depth_offset(u32 samples, u32 x, u32 y, u32 sample, u32 pitch)
{
	static const u8 columns[5] = { 1, 2, 2, 4, 4 }, rows[5] = { 1, 1, 2, 2, 4 };
	static const u8 at[16][2] = {
		{ 0, 0 }, { 2, 0 }, { 0, 2 }, { 2, 2 }, { 4, 0 }, { 6, 0 }, { 4, 2 }, { 6, 2 },
		{ 0, 4 }, { 2, 4 }, { 0, 6 }, { 2, 6 }, { 4, 4 }, { 6, 4 }, { 4, 6 }, { 6, 6 },
	};

	x = x / 2 * 2 * columns[samples] + x % 2 + at[sample][0];
	y = y / 2 * 2 * rows[samples] + y % 2 + at[sample][1];
	return offset_of(Y_TILED, pitch, x * 4, y);
}

/* Twice the area of a triangle, in 1/16 pixel. */
static s64 cross(const s32 *a, const s32 *b, s64 x, s64 y)
{
	return (s64)(b[0] - a[0]) * (y - a[1]) - (s64)(b[1] - a[1]) * (x - a[0]);
}

/* 1: inside, 0: outside, -1: on a side. */
static int covers(const s32 v[3][2], s64 x, s64 y)
{
	s64 c[3];

	for (u32 i = 0; i < 3; i++) {
		c[i] = cross(v[i], v[(i + 1) % 3], x, y);
		if (!c[i])
			return -1;
	}
	return (c[0] > 0) == (c[1] > 0) && (c[1] > 0) == (c[2] > 0);
}

static void random_triangle(s32 v[3][2], float f[12])
{
	for (u32 k = 0; k < 3; k++) {
		for (u32 c = 0; c < 2; c++) {
			v[k][c] = rand() % 1024;
			f[4 * k + c] = (float)v[k][c] / 16;
		}
		f[4 * k + 2] = 0;
		f[4 * k + 3] = 1;
	}
}

/* Each sample is inside or not by its own place; without multisampling, by the pixel's centre. */
static void triangles(void)
{
	for (u32 i = 0; i < 40; i++) {
		struct easel *l = easel_of(1 + i % 4);
		bool multi = i % 5;
		s32 v[3][2];
		float f[12];

		srand(i);
		l->simd = i % 2 ? 8 : 16;
		l->raster = multi ? MULTISAMPLE : 0;
		l->sample_mask = i % 3 ? 0 : 0xfffd;
		random_triangle(v, f);
		vertices(l, f, 3);
		ps_constant(l, orange);
		draw(l);
		for (u32 s = 0; s < 1u << l->samples; s++)
			for (u32 y = 0; y < SIZE; y++)
				for (u32 x = 0; x < SIZE; x++) {
					const u8 *at = sample_places[multi ? l->samples : 0]
								    [multi ? s : 0];
					int in = covers(v, x * 16 + at[0], y * 16 + at[1]);

					if (l->sample_mask && s == 1)
						in = 0;
					if (in >= 0)
						EXPECT_EQ(colour_of(l, x, y, s), in ? ORANGE : 0);
				}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A rectangle without multisampling has all samples of its pixels. */
static void rectangles(void)
{
	struct easel *l = easel_of(2);

	l->raster = 0;
	/* Always; each sample passes. */
	l->depth_state = BIT(0) | BIT(1);
	rectangle(l, 3, 5, 41, 30);
	ps_replicate(l, orange);
	draw(l);
	EXPECT_EQ(rd(l->r.d, 0x2350), 38 * 25 * 4);
	for (u32 s = 0; s < 4; s++)
		for (u32 y = 0; y < SIZE; y++)
			for (u32 x = 0; x < SIZE; x++) {
				bool in = x >= 3 && x < 41 && y >= 5 && y < 30;

				EXPECT_EQ(colour_of(l, x, y, s), in ? ORANGE : 0);
			}
	EXPECT_EQ(rd(l->r.d, 0x2348), 38 * 25);
	/* A query writes the same number. */
	EMIT(&l->r.c, PIPE_CONTROL, 2 << 14, RIG_OUT, 0, 0, 0);
	EXPECT(context_run(&l->r.c));
	EXPECT_EQ(l->r.out.cpu[0], 38 * 25 * 4);
	EXPECT_EQ(l->r.out.cpu[1], 0);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Depth of each sample, at its own place: z = x / 64. */
static void depths(void)
{
	static const float v[] = {
		0, 0, 0, 1, 128, 0, 2, 1, 0, 128, 0, 1,
	};

	for (u32 samples = 1; samples <= 4; samples++) {
		struct easel *l = easel_of(samples);
		u32 pitch = 32 * 4 * (samples > 2 ? 4 : 2);

		l->width = 32;
		l->height = 32;
		l->depth_state = BIT(0) | BIT(1) | 2 << 5;
		l->depth_pitch = pitch;
		for (u32 i = 0; i < IMAGE_BYTES / 4; i++)
			l->depth.cpu[i] = bits_of_float(0.25f);
		vertices(l, v, 3);
		ps_constant(l, orange);
		draw(l);
		/* Less than a quarter, that is at the left of column 16. */
		for (u32 s = 0; s < 1u << samples; s++)
			for (u32 y = 0; y < 32; y++)
				for (u32 x = 0; x < 32; x++) {
					float at = (float)x + (float)sample_places[samples][s][0] / 16;
					u32 offset = depth_offset(samples, x, y, s, pitch);
					float z = float_of_bits(l->depth.cpu[offset / 4]);

					EXPECT_EQ(colour_of(l, x, y, s), at < 16 ? ORANGE : 0);
					EXPECT(fabsf(z - fminf(at / 64, 0.25f)) < 0.000001f);
				}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A clear of depth and stencil, of which an uneven last column is filled up. */
static void clears(void)
{
	for (u32 samples = 1; samples <= 4; samples++) {
		struct easel *l = easel_of(samples);
		u32 pitch = 32 * 4 * (samples > 2 ? 4 : 2);

		l->width = 31;
		l->height = 31;
		l->depth_state = BIT(0);
		l->depth_pitch = pitch;
		ps_constant(l, orange);
		put_bases(l);
		put_pixels(l);
		PUT(l, STATE(0x04), 3, 1, bits_of_float(0.75f), 2, 1);
		PUT(l, STATE(0x52), 5, 1, BIT(30) | samples << 13, 2, 8 | 4 << 16, 3, 31 | 31 << 16);
		PUT(l, STATE(0x52), 5, 1, 0);
		memcpy(l->r.batch.cpu, l->words, l->n * 4);
		l->r.batch.cpu[l->n] = MI_BATCH_BUFFER_END;
		EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
		for (u32 s = 0; s < 1u << samples; s++)
			for (u32 y = 0; y < 31; y++)
				for (u32 x = 0; x < 31; x++) {
					u32 offset = depth_offset(samples, x, y, s, pitch);

					EXPECT_EQ(l->depth.cpu[offset / 4],
						  x >= 8 && y >= 4 ? bits_of_float(0.75f) : 0);
				}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Stencil counts for each sample: those inside of the triangle. */
static void stencils(void)
{
	struct easel *l = easel_of(2);
	const u8 *stencil = (const u8 *)l->depth.cpu + STENCIL;
	s32 v[3][2];
	float f[12];

	srand(7);
	l->width = 32;
	l->height = 32;
	/* Always; pass: one more. */
	l->stencil = BIT(2) | BIT(3) | 5 << 23;
	l->depth_state = BIT(0);
	random_triangle(v, f);
	vertices(l, f, 3);
	ps_constant(l, orange);
	draw(l);
	for (u32 s = 0; s < 4; s++)
		for (u32 y = 0; y < 32; y++)
			for (u32 x = 0; x < 32; x++) {
				const u8 *at = sample_places[2][s];
				int in = covers(v, x * 16 + at[0], y * 16 + at[1]);
				u32 sx = x / 2 * 4 + x % 2 + s % 2 * 2;
				u32 sy = y / 2 * 4 + y % 2 + s / 2 * 2, offset;

				offset = sx / 8 * 512 + sy / 8 * 64;
				for (u32 b = 0; b < 3; b++)
					offset += (sx >> b & 1) << 2 * b | (sy >> b & 1) << (2 * b + 1);
				if (in >= 0)
					EXPECT_EQ(stencil[offset], in);
			}
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* The shader runs for each sample, and has its number and its place. */
static void shaders_of_samples(void)
{
	static const float v[] = {
		0, 0, 0, 1, 0, 0, 0, 1, 128, 0, 0, 1, 2, 0, 0, 1, 0, 128, 0, 1, 0, 2, 0, 1,
	};

	for (u32 i = 0; i < 4; i++) {
		struct easel *l = easel_of(1 + i);
		u32 n = 1u << l->samples;
		u8 regs;

		l->simd = i % 2 ? 8 : 16;
		l->components = 8;
		l->width = 32;
		l->height = 32;
		l->extra = PER_SAMPLE;
		/* Weights at samples, not at centres. */
		l->wm = 1 << 11 ^ 1 << 13;
		vertices(l, v, 3);
		regs = groups_of(l);
		for (u8 c = 0; c < 2; c++)
			asm_op(&l->ps, OP(OP_PLN, (u8)l->simd), F(112 + c * regs),
			       s_((u8)(2 + l->simd / 4), c * 4, T_F), F(2));
		/* Blue: the number of the sample of 16, as all channels have the same. */
		asm_op(&l->ps, OP(OP_AND, (u8)l->simd), UD(112 + 2 * regs), s_(1, 0, T_UD), ud_(15));
		asm_mov(&l->ps, (u8)l->simd, F(112 + 2 * regs), UD(112 + 2 * regs));
		asm_op(&l->ps, OP(OP_MUL, (u8)l->simd), F(112 + 2 * regs), F(112 + 2 * regs),
		       f_(1.0f / 15));
		asm_mov(&l->ps, (u8)l->simd, F(112 + 3 * regs), f_(1));
		write_target(l, 112, regs == 2 ? RT_SIMD16 : RT_SIMD8, 4u * regs);
		draw(l);
		for (u32 s = 0; s < n; s++)
			for (u32 y = 0; y < 32; y++)
				for (u32 x = 0; x < 32; x++) {
					const u8 *at = sample_places[l->samples][s];
					double red = (x + at[0] / 16.0) / 64 * 255;
					double green = (y + at[1] / 16.0) / 64 * 255;
					u32 p = colour_of(l, x, y, s);

					EXPECT(fabs((p & 0xff) - red) <= 0.6);
					EXPECT(fabs((p >> 8 & 0xff) - green) <= 0.6);
					EXPECT_EQ(p >> 16 & 0xff, s * 17);
				}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Values at the centroid are inside of the triangle; at the centre they need not be. */
static void centroids(void)
{
	static const float v[] = {
		3.4f, 0, 0, 1, 0, 0, 0, 1, 10, 0, 0, 1, 1, 0, 0, 1, 3.4f, 64, 0, 1, 0, 0, 0, 1,
	};
	struct easel *l = easel_of(2);

	l->components = 8;
	l->wm = 1 << 11 ^ 1 << 12;
	vertices(l, v, 3);
	ps_attribute(l);
	draw(l);
	/* Column 3: only sample 1 is inside, at 3 + 14/16. */
	for (u32 y = 0; y < 20; y++) {
		double weight = 1 - (y + 6 / 16.0) / 64, red = (3.875 - 3.4) / 6.6 * 255;

		EXPECT_EQ(colour_of(l, 3, y, 0), 0);
		EXPECT(weight > 0.6);
		EXPECT(fabs((colour_of(l, 3, y, 1) & 0xff) - red) <= 1);
		/* Column 4: all are inside. */
		EXPECT(fabs((colour_of(l, 4, y, 0) & 0xff) - (4.5 - 3.4) / 6.6 * 255) <= 1);
	}
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* The pixel interpolator: an offset, a sample, offsets of each channel. Values are places. */
static void interpolator(void)
{
	static const float v[] = {
		0, 0, 0, 1, 0, 0, 0, 1, 128, 0, 0, 1, 2, 0, 0, 1, 0, 128, 0, 1, 0, 2, 0, 1,
	};
	/* Type, data, where that is in 1/16 pixel. */
	static const struct { u32 type, data; s32 x, y; } cases[] = {
		{ 0, 0x00, 8, 8 }, { 0, 0x7c, 4, 15 }, { 0, 0x81, 9, 0 }, { 1, 0x00, 6, 2 },
		{ 1, 0x20, 2, 10 }, { 3, 0, 11, 5 },
	};

	for (u32 i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		struct easel *l = easel_of(2);
		u32 k = i / 2, parts;
		u8 regs;

		l->simd = i % 2 ? 8 : 16;
		l->components = 8;
		l->width = 32;
		l->height = 32;
		l->extra = BIT(3);
		vertices(l, v, 3);
		regs = groups_of(l);
		asm_mov(&l->ps, (u8)l->simd, r_(90, T_D), d_(3));
		asm_mov(&l->ps, (u8)l->simd, r_((u8)(90 + regs), T_D), d_(-3));
		parts = 1;
		if (cases[k].type == 3)
			parts = 2u * regs;
		asm_send(&l->ps, (u8)l->simd, 11, parts << 25 | 2u * regs << 20 |
			 (l->simd == 16 ? BIT(16) : 0) | cases[k].type << 12 | cases[k].data, 100, 90);
		for (u8 c = 0; c < 2; c++)
			asm_op(&l->ps, OP(OP_PLN, (u8)l->simd), F(112 + c * regs),
			       s_((u8)(2 + l->simd / 4), c * 4, T_F), F(100));
		for (u8 c = 2; c < 4; c++)
			asm_mov(&l->ps, (u8)l->simd, F(112 + c * regs), f_(1));
		write_target(l, 112, regs == 2 ? RT_SIMD16 : RT_SIMD8, 4u * regs);
		draw(l);
		for (u32 y = 0; y < 32; y++)
			for (u32 x = 0; x < 32; x++) {
				u32 p = colour_of(l, x, y, 0);

				EXPECT(fabs((p & 0xff) - (x + cases[k].x / 16.0) / 64 * 255) <= 0.6);
				EXPECT(fabs((p >> 8 & 0xff) -
					    (y + cases[k].y / 16.0) / 64 * 255) <= 0.6);
			}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Alpha chooses how many samples, a test whether any; alpha becomes 1. */
static void alphas(void)
{
	for (u32 i = 0; i < 8; i++) {
		const float colour[4] = { 1, 0.5f, 0, (float)i / 7 };
		struct easel *l = easel_of(2);
		u32 n = 0;

		l->ps_blend = BIT(31);
		l->blend_head = BIT(31) | BIT(29);
		rectangle(l, 0, 0, 16, 16);
		ps_constant(l, colour);
		draw(l);
		for (u32 s = 0; s < 4; s++)
			n += colour_of(l, 9, 9, s) == ORANGE;
		EXPECT_EQ(n, (u32)lrintf((float)i / 7 * 4));
		expect_no_anomalies(l->r.d);
		easel_destroy(l);

		l = easel_create("skl-gt2");
		/* Greater than a half, as a byte. */
		l->ps_blend = BIT(8);
		l->blend_head = BIT(27) | 5 << 24;
		heap_at(l, COLOUR)[1] = 0x80;
		rectangle(l, 0, 0, 16, 16);
		ps_constant(l, colour);
		draw(l);
		EXPECT_EQ(pixel(l, 9, 9) != 0, i >= 4);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A mask of the shader: 16 bits for each channel, in front of the colours; without a header. */
static void masks_of_shaders(void)
{
	for (u32 mask = 0; mask < 16; mask++) {
		struct easel *l = easel_of(2);
		u8 regs;

		l->simd = mask % 2 ? 8 : 16;
		l->extra = BIT(29);
		regs = groups_of(l);
		rectangle(l, 4, 4, 20, 20);
		asm_mov(&l->ps, (u8)l->simd, r_(110, T_UW), ud_(mask));
		for (u8 c = 0; c < 4; c++)
			asm_mov(&l->ps, (u8)l->simd, F(111 + c * regs), f_(orange[c]));
		write_target(l, 110, regs == 2 ? RT_SIMD16 : RT_SIMD8, 1 + 4u * regs);
		draw(l);
		for (u32 s = 0; s < 4; s++) {
			EXPECT_EQ(colour_of(l, 7, 9, s), mask >> s & 1 ? ORANGE : 0);
			EXPECT_EQ(colour_of(l, 18, 19, s), mask >> s & 1 ? ORANGE : 0);
		}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A fast clear: a pixel of the rectangle stands for 8x2 of a target with 2 or 4 samples. */
static void fast_clears(void)
{
	static const u32 columns[] = { 8, 8, 8, 2, 1 };

	for (u32 samples = 1; samples <= 4; samples++) {
		struct easel *l = easel_of(samples);
		u32 width = columns[samples] * 3;

		l->ps_flags = BIT(8);
		l->raster = 0;
		l->tiling = Y_TILED;
		rectangle(l, 0, 0, 3, 10);
		ps_replicate(l, orange);
		draw(l);
		for (u32 s = 0; s < 1u << samples; s++)
			for (u32 y = 0; y < SIZE; y++)
				for (u32 x = 0; x < SIZE; x++)
					EXPECT_EQ(colour_of(l, x, y, s),
						  x < width && y < 20 ? ORANGE : 0);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A line is a rectangle. */
static void lines(void)
{
	static const float v[] = { 8, 16.5f, 0, 1, 56, 16.5f, 0, 1 };
	struct easel *l = easel_of(3);

	l->topology = LINES;
	l->sf[1] = 3 << 7 << 12;
	vertices(l, v, 2);
	ps_constant(l, orange);
	draw(l);
	for (u32 s = 0; s < 8; s++)
		for (u32 y = 0; y < SIZE; y++)
			for (u32 x = 0; x < SIZE; x++) {
				double sx = x + sample_places[3][s][0] / 16.0;
				double sy = y + sample_places[3][s][1] / 16.0;
				bool in = sx > 8 && sx < 56 && fabs(sy - 16.5) < 1.5;

				EXPECT_EQ(colour_of(l, x, y, s), in ? ORANGE : 0);
			}
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Reads of samples: in planes, and beside each other; and which planes they are in. */
static void reads(void)
{
	enum { LD2DMS_W = 28, LD_MCS, LD2DMS, LD2DSS };
	static const u8 types[] = { LD2DMS_W, LD2DMS, LD2DSS };
	static const u8 before[] = { 3, 2, 1 };

	for (u32 i = 0; i < 24; i++) {
		const char *device = i % 3 ? "skl-gt2" : "bdw-gt2";
		struct sampler_lab *l = sampler_lab_create(device);
		u32 samples = i / 6 + 1, type = device[0] == 'b' ? 1 + i % 2 : i % 3;
		bool beside = i & 1;
		struct picture p = {
			.type = SURFACE_2D, .format = 0x0d7, .tiling = TILE_Y, .width = 16,
			.height = 16, .depth = 1, .levels = 1, .bytes = 4, .pitch = 512, .rows = 64,
		};
		struct request q = {
			.type = types[type], .simd = 8, .lanes = 0xff,
			.params = before[type] + 2u,
		};
		union answer a;

		lab_bind(l, &p);
		lab_surface(l)[4] |= samples << 3 | beside << 6;
		for (u32 k = 0; k < 8; k++) {
			u32 x = (5 * k + i) % 16, y = (7 * k + 3) % 16, s = k % (1u << samples);
			u32 offset = beside ? depth_offset(samples, x, y, s, 512) :
					      offset_of(Y_TILED, 512, x * 4, y + 64 * s);

			q.p[0].i[k] = (s32)s;
			q.p[before[type]].i[k] = (s32)x;
			q.p[before[type] + 1].i[k] = (s32)y;
			l->image.cpu[offset / 4] = 100 * i + k + 1;
		}
		lab_ask(l, &q, &a);
		for (u32 k = 0; k < 8; k++)
			EXPECT_EQ(a.u[0][k], 100 * i + k + 1);
		sampler_lab_destroy(l);
	}
	for (u32 samples = 1; samples <= 4; samples++) {
		static const u32 planes[5][2] = {
			{ 0 }, { 2 }, { 0xe4 }, { 0x76543210 }, { 0x76543210, 0xfedcba98 },
		};
		struct sampler_lab *l = sampler_lab_create("skl-gt2");
		struct picture p = {
			.type = SURFACE_2D, .format = 0x0d7, .tiling = TILE_Y, .width = 16,
			.height = 16, .depth = 1, .levels = 1, .bytes = 4, .pitch = 512, .rows = 64,
		};
		struct request q = { .type = LD_MCS, .simd = 8, .lanes = 0xff, .params = 2 };
		union answer a;

		lab_bind(l, &p);
		lab_surface(l)[4] |= samples << 3;
		lab_surface(l)[6] |= 1;
		lab_ask(l, &q, &a);
		EXPECT_EQ(a.u[0][3], planes[samples][0]);
		EXPECT_EQ(a.u[1][3], planes[samples][1]);
		sampler_lab_destroy(l);
	}
}

static const struct test tests[] = {
	TEST(triangles),
	TEST(rectangles),
	TEST(depths),
	TEST(clears),
	TEST(stencils),
	TEST(shaders_of_samples),
	TEST(centroids),
	TEST(interpolator),
	TEST(alphas),
	TEST(masks_of_shaders),
	TEST(fast_clears),
	TEST(lines),
	TEST(reads),
	{ 0 }
};

SUITE(draw_sample, tests);
