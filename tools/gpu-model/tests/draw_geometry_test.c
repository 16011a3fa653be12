// SPDX-License-Identifier: GPL-2.0-only
/*
 * Geometry shaders: what goes into them, and what becomes of what they emit.
 */
#include <string.h>

#include "tests/easel.h"

#define GS_KERNEL	0x3000u
#define INVOCATIONS	0x2328
#define PRIMITIVES	0x2330

enum { LINES_ADJ = 9, TRIANGLES_ADJ = 11, STRIP_ADJ };

/**
 * struct geometry - state of the shader
 * @code: it
 * @topology: what it makes
 * @vertices: how many, if that is fixed; 0: the entry says so
 * @control: size of what is in front of them, in 32 bytes
 * @flags: more of dword 7
 * @format: more of dword 8
 * @pushed: of each vertex, in 32 bytes
 * @handles: it gets handles of vertices
 * @grf: first register of what is pushed
 */
struct geometry {
	struct eu_asm code;
	u32 topology;
	u32 vertices;
	u32 control;
	u32 instances;
	u32 flags;
	u32 format;
	u32 pushed;
	bool handles;
	u32 grf;
};

/* A vertex has 32 bytes: header and position. */
static void put_geometry(struct easel *l, const struct geometry *g)
{
	memcpy(heap_at(l, GS_KERNEL), g->code.code, g->code.n * 8);
	PUT(l, STATE(0x11), 10, 1, GS_KERNEL,
	    6, 1 << 23 | g->topology << 17 | g->pushed << 11 | (g->handles ? BIT(10) : 0) | g->grf,
	    7, g->control << 20 | (g->instances - 1) << 15 | 3 << 11 | g->flags | BIT(0),
	    8, g->format | (g->vertices ? BIT(30) | g->vertices << 16 : 0), 9, 1 << 21 | 1 << 16);
}

/* Registers of an entry of each channel, from @reg on, which is the handle. @at is in 16 bytes. */
static void write_entry(struct geometry *g, u8 reg, u32 at, u32 data, bool end)
{
	asm_send(&g->code, 8, 6, (end ? 1u << 31 : 0) | (data + 1) << 25 | BIT(19) | at << 4 | 7, 255,
		 reg);
}

/* A vertex at the place in r20 (x) and r21 (y), moved. */
static void emit_at(struct geometry *g, float x, float y, u32 at, bool end)
{
	asm_mov(&g->code, 8, UD(100), UD(1));
	for (u8 i = 0; i < 4; i++)
		asm_mov(&g->code, 8, UD(101 + i), ud_(0));
	asm_op(&g->code, OP(OP_ADD, 8), F(105), F(20), f_(x));
	asm_op(&g->code, OP(OP_ADD, 8), F(106), F(21), f_(y));
	asm_mov(&g->code, 8, F(107), f_(0));
	asm_mov(&g->code, 8, F(108), f_(1));
	write_entry(g, 100, at, 8, end);
}

/* A triangle's corner, with two instances 20 pixels apart, from pushed vertices or by messages. */
static void points_to_triangles(void)
{
	static const float v[] = { 4, 8, 0, 1, 4, 40, 0, 1 };

	for (u32 pulled = 0; pulled < 2; pulled++) {
		struct easel *l = easel_create("skl-gt2");
		struct geometry g = {
			.topology = STRIP, .vertices = 3, .instances = 2, .handles = true,
			.pushed = pulled ? 0 : 1, .grf = 3,
		};

		l->topology = POINTS;
		vertices(l, v, 2);
		/* r2: the handle; then header and position. */
		if (pulled)
			asm_send(&g.code, 8, 6, 1 << 25 | 4 << 20 | BIT(19) | 1 << 4 | 8, 7, 2);
		asm_op(&g.code, OP(OP_SHR, 8), UD(20), UD(1), ud_(27));
		asm_mov(&g.code, 8, F(20), UD(20));
		asm_op(&g.code, OP(OP_MUL, 8), F(20), F(20), f_(20));
		asm_op(&g.code, OP(OP_ADD, 8), F(20), F(20), F(7));
		asm_mov(&g.code, 8, F(21), F(8));
		emit_at(&g, 0, 0, 0, false);
		emit_at(&g, 0, 16, 2, false);
		emit_at(&g, 16, 0, 4, true);
		put_geometry(l, &g);
		ps_constant(l, orange);
		draw(l);
		for (u32 y = 0; y < 64; y++)
			for (u32 x = 0; x < 64; x++) {
				u32 dx = (x + 16) % 20, dy = y % 32 - 8;
				bool in = x >= 4 && x < 44 && y % 32 >= 8 && dx + dy < 15;

				EXPECT_EQ(pixel(l, x, y), in ? ORANGE : 0);
			}
		EXPECT_EQ(rd(l->r.d, INVOCATIONS), 4);
		EXPECT_EQ(rd(l->r.d, PRIMITIVES), 4);
		EXPECT_EQ(rd(l->r.d, 0x2318), 2);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* The number of vertices, and where strips end, are in front of them. */
static void strips_that_end(void)
{
	static const float v[] = { 4, 8, 0, 1 };
	/* Behind the third vertex, or nowhere; the last vertex does not count. */
	static const struct { u32 count, cuts, triangles, pixels; } cases[] = {
		{ 6, BIT(2), 2, 64 }, { 6, 0, 4, 128 }, { 5, BIT(2), 1, 28 }, { 0, 0, 0, 0 },
		{ 6, BIT(0), 3, 100 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct easel *l = easel_create("skl-gt2");
		struct geometry g = {
			.topology = STRIP, .control = 1, .instances = 1, .pushed = 1, .grf = 2,
		};

		l->topology = POINTS;
		vertices(l, v, 1);
		asm_mov(&g.code, 8, F(20), F(6));
		asm_mov(&g.code, 8, F(21), F(7));
		for (u32 k = 0; k < 6; k++)
			emit_at(&g, (float)(k / 2) * 8, (float)(k % 2) * 8, 4 + 2 * k, false);
		asm_mov(&g.code, 8, UD(100), UD(1));
		asm_mov(&g.code, 8, UD(101), ud_(cases[i].cuts));
		write_entry(&g, 100, 2, 1, false);
		asm_mov(&g.code, 8, UD(101), ud_(cases[i].count));
		write_entry(&g, 100, 0, 1, true);
		put_geometry(l, &g);
		ps_constant(l, orange);
		draw(l);
		EXPECT_EQ(rd(l->r.d, PRIMITIVES), cases[i].triangles);
		/* Of a square of 8x8, the diagonal belongs to the lower triangle. */
		EXPECT_EQ(rd(l->r.d, 0x2348), cases[i].pixels);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* x and y of positions into a buffer; nothing is drawn. */
static void put_stream(struct easel *l)
{
	PUT(l, STATE(0x1e), 5, 1, BIT(31) | BIT(30), 2, 0, 3, 8);
	PUT(l, GFX(3, 1, 0x18), 8, 1, BIT(31) | BIT(21), 2, DEPTH, 4, 0xff);
	PUT(l, GFX(3, 1, 0x17), 5, 1, 1, 2, 1, 3, 1 << 4 | 3);
}

/* Corners of each triangle as the shader gets them: their x by way of stream output. */
static void order_of_vertices(void)
{
	static const struct {
		u32 topology, vertices, in, flags, n;
		float out[24];
	} cases[] = {
		{ STRIP, 5, 3, 0, 9, { 0, 1, 2, 1, 3, 2, 2, 3, 4 } },
		{ STRIP, 5, 3, BIT(2), 9, { 0, 1, 2, 2, 1, 3, 2, 3, 4 } },
		{ FAN, 4, 3, 0, 6, { 0, 1, 2, 0, 2, 3 } },
		{ LINES_ADJ, 8, 4, 0, 8, { 0, 1, 2, 3, 4, 5, 6, 7 } },
		{ LINES_ADJ, 8, 2, BIT(1), 4, { 1, 2, 5, 6 } },
		{ TRIANGLES_ADJ, 6, 6, 0, 6, { 0, 1, 2, 3, 4, 5 } },
		{ TRIANGLES_ADJ, 6, 3, BIT(1), 3, { 0, 2, 4 } },
		/* OpenGL 4.6, table 10.1, less one. */
		{ STRIP_ADJ, 5, 6, BIT(2), 0, { 0 } },
		{ STRIP_ADJ, 6, 6, BIT(2), 6, { 0, 1, 2, 5, 4, 3 } },
		{ STRIP_ADJ, 7, 6, BIT(2), 6, { 0, 1, 2, 5, 4, 3 } },
		{ STRIP_ADJ, 8, 6, BIT(2), 12, { 0, 1, 2, 6, 4, 3, 4, 0, 2, 5, 6, 7 } },
		{ STRIP_ADJ, 10, 6, BIT(2), 18,
		  { 0, 1, 2, 6, 4, 3, 4, 0, 2, 5, 6, 8, 4, 2, 6, 9, 8, 7 } },
		{ STRIP_ADJ, 12, 6, BIT(2), 24,
		  { 0, 1, 2, 6, 4, 3, 4, 0, 2, 5, 6, 8, 4, 2, 6, 10, 8, 7, 8, 4, 6, 9, 10, 11 } },
		{ STRIP_ADJ, 8, 6, 0, 12, { 0, 1, 2, 6, 4, 3, 2, 5, 6, 7, 4, 0 } },
		{ STRIP_ADJ, 10, 3, BIT(1) | BIT(2), 9, { 0, 2, 4, 4, 2, 6, 4, 6, 8 } },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct easel *l = easel_create("skl-gt2");
		struct geometry g = {
			.topology = POINTS, .vertices = cases[i].in, .instances = 1, .pushed = 1,
			.grf = 3, .flags = cases[i].flags | BIT(4),
		};
		float v[12][4];

		for (u32 k = 0; k < ARRAY_SIZE(v); k++) {
			const float vertex[4] = { (float)k, 0, 0, 1 };

			memcpy(v[k], vertex, sizeof(vertex));
		}
		l->topology = cases[i].topology;
		vertices(l, v[0], cases[i].vertices);
		/* Position: x of the vertex, the number of the primitive. */
		asm_mov(&g.code, 8, F(21), UD(2));
		for (u32 k = 0; k < cases[i].in; k++) {
			asm_mov(&g.code, 8, F(20), F((u8)(3 + 8 * k + 4)));
			emit_at(&g, 0, 0, 2 * k, k + 1 == cases[i].in);
		}
		put_geometry(l, &g);
		put_stream(l);
		ps_constant(l, orange);
		draw(l);
		for (u32 k = 0; k < cases[i].n; k++) {
			EXPECT_EQ(l->depth.cpu[2 * k], bits_of_float(cases[i].out[k]));
			EXPECT_EQ(l->depth.cpu[2 * k + 1],
				  bits_of_float((float)(k / cases[i].in)));
		}
		EXPECT_EQ(rd(l->r.d, 0x5280), cases[i].n * 8);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Each vertex, or each second one, of two strips with a cut in between: 3 and 4 triangles. */
static struct easel *put_strips(u32 topology, u32 step)
{
	struct easel *l = easel_create("skl-gt2");
	u16 *index = (u16 *)heap_at(l, INDICES);
	float v[22][4];
	u32 n = 0;

	for (u32 i = 0; i < ARRAY_SIZE(v); i++) {
		const float vertex[4] = { (float)(i * 2), (float)(i / 2 % 2 * 30 + i / 4), 0, 1 };

		memcpy(v[i], vertex, sizeof(vertex));
	}
	for (u32 i = 0; i < ARRAY_SIZE(v); i += step) {
		if (i == 10)
			index[n++] = 0xffff;
		index[n++] = (u16)i;
	}
	vertices(l, v[0], ARRAY_SIZE(v));
	l->count = n;
	l->indexed = 1;
	l->topology = topology;
	PUT(l, STATE(0x0c) | BIT(8), 2, 1, 0xffff);
	ps_constant(l, orange);
	return l;
}

/* Without a shader, neighbours are nothing. */
static void strips_with_neighbours(void)
{
	struct easel *l = put_strips(STRIP_ADJ, 1), *plain = put_strips(STRIP, 2);

	draw(l);
	draw(plain);
	EXPECT_EQ(rd(l->r.d, 0x2318), 3 + 4);
	EXPECT_EQ(rd(plain->r.d, 0x2318), 3 + 4);
	EXPECT(!memcmp(l->image.cpu, plain->image.cpu, IMAGE_BYTES));
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
	easel_destroy(plain);
}

/* A cut does not begin the numbers of primitives again, and leaves none out or twice. */
static void numbers_behind_a_cut(void)
{
	static const struct { u32 topology, step, in, flags; } cases[] = {
		{ STRIP, 2, 3, 0 }, { STRIP_ADJ, 1, 6, 0 }, { STRIP_ADJ, 1, 3, BIT(1) },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct easel *l = put_strips(cases[i].topology, cases[i].step);
		struct geometry g = {
			.topology = POINTS, .vertices = 1, .instances = 1, .pushed = 1, .grf = 3,
			.flags = cases[i].flags | BIT(4),
		};

		asm_mov(&g.code, 8, F(20), UD(2));
		asm_mov(&g.code, 8, F(21), F(8));
		emit_at(&g, 0, 0, 0, true);
		put_geometry(l, &g);
		put_stream(l);
		draw(l);
		EXPECT_EQ(rd(l->r.d, 0x5280), 7 * 8);
		for (u32 k = 0; k < 7; k++)
			EXPECT_EQ(l->depth.cpu[2 * k], bits_of_float((float)k));
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A message past the end of an entry, and one to no entry. */
static void bad_messages(void)
{
	static const float v[] = { 4, 8, 0, 1 };

	for (u32 i = 0; i < 2; i++) {
		struct easel *l = easel_create("skl-gt2");
		struct geometry g = {
			.topology = POINTS, .vertices = 1, .instances = 1, .pushed = 1, .grf = 2,
		};

		l->topology = POINTS;
		vertices(l, v, 1);
		asm_mov(&g.code, 8, UD(100), i ? ud_(9) : UD(1));
		write_entry(&g, 100, i ? 0 : 0x7ff, 8, true);
		put_geometry(l, &g);
		ps_constant(l, orange);
		put_all(l);
		EMIT(&l->r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
		elsp_submit(&l->r.c, NULL);
		EXPECT(wait_hang(l->r.d, RCS0));
		EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_SHADER), 1);
		easel_destroy(l);
	}
}

static const struct test tests[] = {
	TEST(points_to_triangles),
	TEST(strips_that_end),
	TEST(order_of_vertices),
	TEST(strips_with_neighbours),
	TEST(numbers_behind_a_cut),
	TEST(bad_messages),
	{ 0 }
};

SUITE(draw_geometry, tests);
