// SPDX-License-Identifier: GPL-2.0-only
/*
 * Points, lines, quadrilaterals, and triangles of which only the sides are drawn. What pixels of a
 * line are is worked out here from OpenGL's rule of diamonds, with floating point numbers.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/easel.h"

#define SIZE	64u

/* Line widths of Gen9 and Gen8. */
static void set_width(struct easel *l, u32 width)
{
	l->sf[1] = width << 7 << 12;
	l->sf[2] = width << 7 << 18;
}

/* Distance from a pixel's centre, along rows plus along columns, at a place of the line. */
static double away(const float *a, const float *b, double t, double cx, double cy)
{
	return fabs(a[0] + (b[0] - a[0]) * t - cx) + fabs(a[1] + (b[1] - a[1]) * t - cy);
}

/* The least distance is at an end, or where the line crosses the centre's row or column. */
static double least_away(const float *a, const float *b, double cx, double cy)
{
	double least = fmin(away(a, b, 0, cx, cy), away(a, b, 1, cx, cy));
	double tx = (cx - a[0]) / (b[0] - a[0]), ty = (cy - a[1]) / (b[1] - a[1]);

	if (tx > 0 && tx < 1)
		least = fmin(least, away(a, b, tx, cx, cy));
	if (ty > 0 && ty < 1)
		least = fmin(least, away(a, b, ty, cx, cy));
	return least;
}

/* 1: the line has the pixel, 0: it has not, -1: that depends on how ties are broken. */
static int thin_has(const float *a, const float *b, u32 x, u32 y, double dx, double dy)
{
	double cx = x + 0.5 + dx, cy = y + 0.5 + dy, least = least_away(a, b, cx, cy);
	double end = away(a, b, 1, cx, cy);

	if (fabs(least - 0.5) < 0.01 || fabs(end - 0.5) < 0.01)
		return -1;
	return least < 0.5 && end > 0.5;
}

/* Lines side by side: moved against rows or columns, whichever it crosses more of. */
static int line_has(const float *a, const float *b, u32 width, u32 x, u32 y)
{
	bool steep = fabsf(b[1] - a[1]) > fabsf(b[0] - a[0]);
	int any = 0;

	for (u32 i = 0; i < width; i++) {
		double shift = (width - 1) / 2.0 - i;
		int has = thin_has(a, b, x, y, steep ? shift : 0, steep ? 0 : shift);

		if (has == 1)
			return 1;
		if (has)
			any = -1;
	}
	return any;
}

static void expect_line(const struct easel *l, const float *v, u32 width, u32 *seen)
{
	for (u32 y = 0; y < SIZE; y++)
		for (u32 x = 0; x < SIZE; x++) {
			int has = line_has(&v[0], &v[4], width, x, y);

			if (has < 0)
				continue;
			*seen += (u32)has;
			if (pixel(l, x, y) == (has ? ORANGE : 0))
				continue;
			FAIL("%u, %u: %08x; %g, %g to %g, %g, width %u", x, y, pixel(l, x, y),
			     v[0], v[1], v[4], v[5], width);
			return;
		}
}

/* Lines in all directions, also some that leave the target. */
static void lines(void)
{
	u32 seen = 0;

	for (u32 i = 0; i < 80; i++) {
		struct easel *l = easel_create(i % 8 ? "skl-gt2" : "bdw-gt2");
		float v[8] = { [3] = 1, [7] = 1 };
		u32 width = i < 40 ? 1 : 1 + i % 5;

		srand(i);
		v[0] = (float)(rand() % (80 * 256) - 8 * 256 + 1) / 256;
		v[1] = (float)(rand() % (80 * 256) - 8 * 256 + 1) / 256;
		v[4] = (float)(rand() % (80 * 256) - 8 * 256 + 1) / 256;
		v[5] = (float)(rand() % (80 * 256) - 8 * 256 + 1) / 256;
		l->topology = LINES;
		l->simd = i % 2 ? 8 : 16;
		l->cull = 0;
		set_width(l, i % 3 ? width : width == 1 ? 0 : width);
		vertices(l, v, 2);
		ps_constant(l, orange);
		draw(l);
		expect_line(l, v, width, &seen);
		EXPECT_EQ(rd(l->r.d, 0x2318), 1);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
	EXPECT(seen > 4000);
}

/* A corner of a strip is drawn once; a loop has one more side than its strip. */
static void strips_and_loops(void)
{
	static const float v[] = {
		10.5f, 10.5f, 0, 1, 30.5f, 10.5f, 0, 1, 30.5f, 40.5f, 0, 1, 10.5f, 40.5f, 0, 1,
	};
	static const u32 sides[] = { 20, 30, 20, 30 };
	static const float quarter[4] = { 0.25f, 0.25f, 0.25f, 0.25f };

	for (u32 loop = 0; loop < 2; loop++) {
		struct easel *l = easel_create("skl-gt2");
		u32 want = 0, n = 0;

		l->topology = loop ? LINE_LOOP : LINE_STRIP;
		vertices(l, v, 4);
		ps_constant(l, quarter);
		heap_at(l, BLEND)[1] = BIT(31) | 1 << 26 | 1 << 21 | 1 << 13 | 1 << 8;
		draw(l);
		for (u32 i = 0; i < 3 + loop; i++)
			want += sides[i];
		for (u32 y = 0; y < SIZE; y++)
			for (u32 x = 0; x < SIZE; x++) {
				bool edge = x >= 10 && x <= 30 && y >= 10 && y <= 40 &&
					    (x == 10 || x == 30 || y == 10 || y == 40);

				EXPECT(!pixel(l, x, y) || edge);
				EXPECT(!pixel(l, x, y) || pixel(l, x, y) == 0x40404040);
				n += pixel(l, x, y) != 0;
			}
		EXPECT_EQ(n, want);
		EXPECT_EQ(rd(l->r.d, 0x2318), 3 + loop);
		EXPECT_EQ(rd(l->r.d, 0x2348), want);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A colour from one end to the other, by the column. */
static void colours_of_lines(void)
{
	static const float v[] = { 3.25f, 7.5f, 0, 1, 0, 1, 0, 1, 53.25f, 47.5f, 0, 1, 1, 0, 0, 1 };
	struct easel *l = easel_create("skl-gt2");
	u32 n = 0;

	l->topology = LINES;
	l->components = 8;
	vertices(l, v, 2);
	ps_attribute(l);
	draw(l);
	for (u32 y = 0; y < SIZE; y++)
		for (u32 x = 0; x < SIZE; x++) {
			double t = (x + 0.5 - 3.25) / 50;
			u32 p = pixel(l, x, y);

			if (!p)
				continue;
			n++;
			t = fmin(fmax(t, 0), 1);
			EXPECT(fabs((p & 0xff) - 255 * t) <= 1.1);
			EXPECT(fabs((p >> 8 & 0xff) - 255 * (1 - t)) <= 1.1);
		}
	EXPECT_EQ(n, 50);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* A line from behind the eye to y = -1/4 at depth 4: its part in front of the near plane. */
static void clipped_lines(void)
{
	static const float v[] = {
		0.05f, -1, -2, -1, 0, 0, 0, 1,
		0.05f, -1, 2, 4, 0, 0, 0, 1,
	};
	struct easel *l = easel_create("skl-gt2");

	l->components = 8;
	l->clips = true;
	l->topology = LINES;
	vertices(l, v, 2);
	vs_copy(l);
	ps_constant(l, orange);
	draw(l);
	/* From the target's first row to row 32 - 32 / 4; the column is between 32 and 34. */
	for (u32 y = 0; y < SIZE; y++) {
		u32 n = 0;

		for (u32 x = 0; x < SIZE; x++) {
			n += pixel(l, x, y) == ORANGE;
			EXPECT(!pixel(l, x, y) || (x >= 32 && x <= 34));
		}
		EXPECT(y < 23 ? n == 1 : y > 24 ? !n : n <= 1);
	}
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Squares: their width from the state or from the header of a vertex. */
static void points_are_squares(void)
{
	static const float v[] = { 20.25f, 30.75f, 0, 1 };

	for (u32 width = 1; width <= 9; width++) {
		struct easel *l = easel_create("skl-gt2");
		double half = width / 2.0;
		u32 x0 = (u32)ceil(20.25 - half - 0.5), y0 = (u32)ceil(30.75 - half - 0.5);

		l->topology = POINTS;
		l->sf[3] = BIT(11) | width << 3;
		l->cull = 0;
		vertices(l, v, 1);
		ps_constant(l, orange);
		draw(l);
		expect_box(l, x0, y0, x0 + width, y0 + width, ORANGE);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A vertex shader gives the width, which is 5.5 here: 5 or 6 pixels. */
static void widths_of_vertices(void)
{
	static const float v[] = { 0.25f, 0.25f, 0, 1, 0, 0, 0, 1 };
	struct easel *l = easel_create("skl-gt2");

	l->topology = POINTS;
	l->components = 8;
	l->clips = true;
	vertices(l, v, 1);
	asm_mov(&l->vs, 8, F(5), f_(5.5f));
	vs_copy(l);
	ps_constant(l, orange);
	draw(l);
	/* The centre is at 40; from 37.25 to 42.75. */
	expect_box(l, 37, 37, 43, 43, ORANGE);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Coordinates in a point go from 0 to 1, rows from either side. */
static void sprites(void)
{
	static const float v[] = { 32, 32, 0, 1, 9, 9, 9, 9 };

	for (u32 up = 0; up < 2; up++) {
		struct easel *l = easel_create("skl-gt2");

		l->topology = POINTS;
		l->components = 8;
		l->sf[3] = BIT(11) | 20 << 3;
		l->sprites = 1;
		vertices(l, v, 1);
		ps_attribute(l);
		put_all(l);
		for (u32 i = 0; i < 1024; i++)
			if (l->r.batch.cpu[i] == (STATE(0x1f) | 4))
				l->r.batch.cpu[i + 1] |= up << 20;
		EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
		for (u32 y = 22; y < 42; y++)
			for (u32 x = 22; x < 42; x++) {
				double s = (x - 22 + 0.5) / 20, t = (y - 22 + 0.5) / 20;
				u32 p = pixel(l, x, y);

				t = up ? 1 - t : t;
				EXPECT(fabs((p & 0xff) - 255 * s) <= 1);
				EXPECT(fabs((p >> 8 & 0xff) - 255 * t) <= 1);
				EXPECT_EQ(p >> 16, 0xff00);
			}
		EXPECT_EQ(rd(l->r.d, 0x2348), 400);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Each pixel of a quadrilateral once; the last vertex gives its colour, of a polygon the first. */
static void quadrilaterals(void)
{
	static const float v[] = {
		4, 4, 0, 1, 1, 0, 0, 0, 4, 60, 0, 1, 0, 1, 0, 0,
		60, 60, 0, 1, 0, 0, 1, 0, 60, 4, 0, 1, 1, 1, 0, 0,
	};
	static const u32 topologies[] = { QUADS, QUAD_STRIP, POLYGON };
	static const u32 colours[] = { 0x0000ffff, 0x0000ffff, 0x000000ff };

	for (u32 i = 0; i < 3; i++) {
		struct easel *l = easel_create("skl-gt2");
		float w[32];

		memcpy(w, v, sizeof(v));
		if (i == 1) {
			/* A strip goes from side to side. */
			memcpy(&w[16], &v[24], 16);
			memcpy(&w[24], &v[16], 16);
		}
		l->topology = topologies[i];
		l->components = 8;
		l->flat = 1;
		vertices(l, w, 4);
		ps_attribute(l);
		heap_at(l, BLEND)[1] = BIT(31) | 1 << 26 | 1 << 21 | 1 << 13 | 1 << 8;
		draw(l);
		expect_box(l, 4, 4, 60, 60, colours[i]);
		EXPECT_EQ(rd(l->r.d, 0x2348), 56 * 56);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Front faces as lines, back faces as points; culled ones not at all. */
static void outlines(void)
{
	static const float v[] = { 10.5f, 10.5f, 0, 1, 10.5f, 50.5f, 0, 1, 50.5f, 10.5f, 0, 1 };

	for (u32 i = 0; i < 4; i++) {
		struct easel *l = easel_create("skl-gt2");
		u32 n = 0;

		l->raster = (i % 2 ? 1 : 2) << 5 | (i % 2 ? 2 : 1) << 3;
		l->sf[3] = BIT(11) | 1 << 3;
		l->cull = i < 2 ? 1 : 3;
		vertices(l, v, 3);
		ps_constant(l, orange);
		draw(l);
		for (u32 y = 0; y < SIZE; y++)
			for (u32 x = 0; x < SIZE; x++) {
				n += pixel(l, x, y) != 0;
				EXPECT(!pixel(l, x, y) || x == 10 || y == 10 || x + y == 60);
			}
		/* It is a front face, see culling() in draw_test.c: cull 3 keeps it. */
		EXPECT_EQ(n, i % 2 ? 120 : 3);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

static const struct test tests[] = {
	TEST(lines),
	TEST(strips_and_loops),
	TEST(colours_of_lines),
	TEST(clipped_lines),
	TEST(points_are_squares),
	TEST(widths_of_vertices),
	TEST(sprites),
	TEST(quadrilaterals),
	TEST(outlines),
	{ 0 }
};

SUITE(draw_line, tests);
