// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stream output: which components of which vertices are written, in which order, and where it ends.
 */
#include <string.h>

#include "tests/easel.h"

#define OUTPUT		(DEPTH + 0x10000)
#define OFFSET		(DEPTH + 0x20000)
#define NUM_WRITTEN	0x5200
#define STORAGE_NEEDED	0x5240
#define WRITE_OFFSET	0x5280
#define RENDERING_OFF	BIT(30)
#define TRAILING	BIT(26)
#define STATISTICS	BIT(25)

#define DECL(buffer, slot, mask)	((buffer) << 12 | (slot) << 4 | (mask))
#define HOLE				BIT(11)

/* Slot 0 is the header, 1 the position, 2 an attribute. */
static void put_stream(struct easel *l, u32 flags, u32 dwords, const u16 *decls, u32 n, u32 pitch)
{
	PUT(l, STATE(0x1e), 5, 1, BIT(31) | STATISTICS | flags, 2, 1, 3, pitch);
	PUT(l, GFX(3, 1, 0x18), 8, 1, BIT(31) | BIT(21) | BIT(20), 2, OUTPUT, 4, dwords - 1,
	    5, OFFSET, 7, 8);
	state(l, GFX(3, 1, 0x17), 3 + 2 * n, NULL, 0);
	l->words[l->n - 2 * n - 2] = 1;
	l->words[l->n - 2 * n - 1] = n;
	for (u32 i = 0; i < n; i++)
		l->words[l->n - 2 * n + 2 * i] = decls[i];
}

static float output(const struct easel *l, u32 dword)
{
	return float_of_bits(l->depth.cpu[0x10000 / 4 + dword]);
}

/* Vertices whose position and colour are known by their number. */
static void numbered(struct easel *l, u32 n)
{
	float v[12][8];

	for (u32 i = 0; i < n; i++) {
		const float vertex[8] = {
			(float)i, (float)(i % 2) * 30, 0, 1, 100 + (float)i, 200, 300, 400,
		};

		memcpy(v[i], vertex, sizeof(vertex));
	}
	l->components = 8;
	vertices(l, v[0], n);
}

/* Corners of a strip's triangles: of odd ones two change places. */
static void strips(void)
{
	static const u32 orders[2][9] = {
		{ 0, 1, 2, 1, 3, 2, 2, 3, 4 },
		{ 0, 1, 2, 2, 1, 3, 2, 3, 4 },
	};
	static const u16 decls[] = { DECL(0, 1, 1), DECL(0, 2, 2) | HOLE, DECL(0, 2, 9) };

	for (u32 i = 0; i < 2; i++) {
		struct easel *l = easel_create("skl-gt2");

		l->topology = STRIP;
		numbered(l, 5);
		put_stream(l, (i ? TRAILING : 0) | RENDERING_OFF, 0x1000, decls, 3, 16);
		ps_constant(l, orange);
		draw(l);
		/* From byte 8 on: position's x, a hole, colour's red and alpha. */
		for (u32 k = 0; k < 9; k++) {
			EXPECT(output(l, 2 + 4 * k) == (float)orders[i][k]);
			EXPECT(output(l, 2 + 4 * k + 1) == 0);
			EXPECT(output(l, 2 + 4 * k + 2) == 100 + (float)orders[i][k]);
			EXPECT(output(l, 2 + 4 * k + 3) == 400);
		}
		EXPECT_EQ(rd(l->r.d, NUM_WRITTEN), 3);
		EXPECT_EQ(rd(l->r.d, STORAGE_NEEDED), 3);
		EXPECT_EQ(rd(l->r.d, WRITE_OFFSET), 8 + 9 * 16);
		EXPECT_EQ(l->depth.cpu[0x20000 / 4], 8 + 9 * 16);
		EXPECT_EQ(rd(l->r.d, 0x2338), 0);
		EXPECT_EQ(pixel(l, 0, 0), 0);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A primitive that does not fit is not written at all, but counted, and drawn. */
static void full_buffers(void)
{
	static const u16 decls[] = { DECL(0, 1, 15) };
	struct easel *l = easel_create("skl-gt2");

	l->topology = LINES;
	numbered(l, 6);
	/* Room for 5 vertices and a half, behind the first 8 bytes. */
	put_stream(l, 0, 2 + 4 * 5 + 2, decls, 1, 16);
	ps_constant(l, orange);
	draw(l);
	EXPECT_EQ(rd(l->r.d, NUM_WRITTEN), 2);
	EXPECT_EQ(rd(l->r.d, STORAGE_NEEDED), 3);
	EXPECT_EQ(rd(l->r.d, WRITE_OFFSET), 8 + 4 * 16);
	EXPECT(output(l, 2 + 3 * 4) == 3);
	EXPECT(output(l, 2 + 4 * 4) == 0);
	EXPECT_EQ(rd(l->r.d, 0x2338), 3);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* The next draw goes on where the first one ended, also from memory; without a pixel shader. */
static void draws_go_on(void)
{
	static const u16 decls[] = { DECL(0, 1, 1) };
	struct easel *l = easel_create("skl-gt2");

	l->topology = POINTS;
	numbered(l, 3);
	put_stream(l, RENDERING_OFF, 0x1000, decls, 1, 4);
	ps_constant(l, orange);
	draw(l);
	put_stream(l, RENDERING_OFF, 0x1000, decls, 1, 4);
	for (u32 i = 0; i < l->n; i++)
		if (l->words[i] == (GFX(3, 1, 0x18) | 6))
			l->words[i + 7] = ~0u;
	draw(l);
	for (u32 i = 0; i < 6; i++)
		EXPECT(output(l, 2 + i) == (float)(i % 3));
	EXPECT_EQ(l->depth.cpu[0x20000 / 4], 8 + 6 * 4);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Where a buffer ends is kept with its context. */
static void contexts_have_their_own(void)
{
	static const u16 decls[] = { DECL(0, 1, 1) };
	struct easel *l = easel_create("skl-gt2");
	struct context other = context_create(l->r.d, RCS0, 0x77);

	l->topology = POINTS;
	numbered(l, 3);
	put_stream(l, RENDERING_OFF, 0x1000, decls, 1, 4);
	ps_constant(l, orange);
	draw(l);
	EMIT(&other, MI_LOAD_REGISTER_IMM(1), WRITE_OFFSET, 0x123400);
	EXPECT(context_run(&other));
	EXPECT_EQ(rd(l->r.d, WRITE_OFFSET), 0x123400);
	EMIT(&l->r.c, MI_NOOP, MI_NOOP);
	EXPECT(context_run(&l->r.c));
	EXPECT_EQ(rd(l->r.d, WRITE_OFFSET), 8 + 3 * 4);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

static const struct test tests[] = {
	TEST(strips),
	TEST(full_buffers),
	TEST(draws_go_on),
	TEST(contexts_have_their_own),
	{ 0 }
};

SUITE(draw_stream, tests);
