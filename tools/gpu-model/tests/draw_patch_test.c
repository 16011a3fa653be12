// SPDX-License-Identifier: GPL-2.0-only
/*
 * Patches: hull shaders, what becomes of their factors, domain shaders. Where points are is
 * tessellate_test.c's matter.
 */
#include <math.h>
#include <string.h>

#include "tests/easel_patch.h"

#define VS_COUNT	0x2320
#define GS_COUNT	0x2328
#define PATCH_COUNT	0x2318
#define CLIP_COUNT	0x2338
#define PS_COUNT	0x2348
#define GS_AT		0x3000u
#define UNUSED		{ 1, 1 }
#define MOST_POINTS	64

static const float square[] = { 8, 8, 0, 1, 40, 8, 0, 1, 8, 40, 0, 1 };

/* A patch of three vertices at the corners of a square, or of half of it. */
static struct easel *easel_of(const char *device, struct patches *p)
{
	struct easel *l = easel_create(device);

	l->topology = PATCHES(3);
	vertices(l, square, 3);
	if (!p->hs.n) {
		hull_vertices(p, 0);
		hull_factors(p, true);
	}
	if (!p->ds.n) {
		domain_place(p);
		domain_write(p, 0);
	}
	put_patches(l, p);
	ps_constant(l, orange);
	return l;
}

/* Positions and one attribute into a buffer; nothing is drawn. */
static void put_stream(struct easel *l)
{
	PUT(l, STATE(0x1e), 5, 1, BIT(31) | BIT(30), 2, 1, 3, 32);
	PUT(l, GFX(3, 1, 0x18), 8, 1, BIT(31) | BIT(21), 2, DEPTH, 4, 0xffff);
	PUT(l, GFX(3, 1, 0x17), 7, 1, 1, 2, 2, 3, 1 << 4 | 15, 5, 2 << 4 | 15);
}

/* Float @n of vertex @v in that buffer. */
static float streamed(const struct easel *l, u32 v, u32 n)
{
	return float_of_bits(l->depth.cpu[8 * v + n]);
}

/* Batch of the draw, which is not waited for. */
static void submit(struct easel *l)
{
	put_all(l);
	EMIT(&l->r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
	elsp_submit(&l->r.c, NULL);
}

/* Divided or not, a square is a square: each pixel is drawn once. */
static void squares(void)
{
	static const char * const devices[] = { "bdw-gt2", "skl-gt2" };
	static const struct { float outer[4], inner[2]; u32 points, triangles; } cases[] = {
		{ { 1, 1, 1, 1 }, { 1, 1 }, 4, 2 },
		{ { 2, 2, 2, 2 }, { 2, 2 }, 9, 8 },
		{ { 4, 8, 2, 16 }, { 4, 8 }, 30 + 21, 70 },
		{ { 1, 2, 4, 8 }, { 1, 1 }, 15 + 1, 15 },
	};

	for (u32 i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		u32 k = i / 2;
		struct patches p = patches_create(QUAD_DOMAIN, i & 1 ? OUTPUT_CW : OUTPUT_CCW,
						  cases[k].outer, cases[k].inner);
		struct easel *l = easel_of(devices[i & 1], &p);

		draw(l);
		expect_box(l, 8, 8, 40, 40, ORANGE);
		EXPECT_EQ(rd(l->r.d, VS_COUNT), 0);
		EXPECT_EQ(rd(l->r.d, PATCH_COUNT), 1);
		EXPECT_EQ(rd(l->r.d, HS_COUNT), 1);
		EXPECT_EQ(rd(l->r.d, DS_COUNT), cases[k].points);
		EXPECT_EQ(rd(l->r.d, CLIP_COUNT), cases[k].triangles);
		EXPECT_EQ(rd(l->r.d, PS_COUNT), 32 * 32);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* All partitionings of both domains, with factors that are not whole. */
static void all_partitionings(void)
{
	static const float outer[4] = { 3.3f, 4.7f, 1, 6.1f }, inner[2] = { 5.2f, 2.4f };

	for (u32 i = 0; i < 6; i++) {
		u32 domain = i % 2;
		struct patches p = patches_create(domain, OUTPUT_CW, outer, inner);
		struct easel *l, *plain = easel_create("skl-gt2");

		p.parts = i / 2;
		l = easel_of("skl-gt2", &p);
		draw(l);
		ps_constant(plain, orange);
		/* u is 0 at the left, so u, v and w are 1 at the right, below, at the corner. */
		vertices(plain, square, 3);
		if (domain == QUAD_DOMAIN)
			rectangle(plain, 8, 8, 40, 40);
		draw(plain);
		for (u32 y = 0; y < 64; y++)
			for (u32 x = 0; x < 64; x++)
				EXPECT_EQ(pixel(l, x, y), pixel(plain, x, y));
		EXPECT_EQ(rd(l->r.d, PS_COUNT), rd(plain->r.d, PS_COUNT));
		expect_no_anomalies(l->r.d);
		easel_destroy(plain);
		easel_destroy(l);
	}
}

/* The order of corners says which side is seen: clockwise is where v goes down, as y does. */
static void sides_that_are_seen(void)
{
	static const float two[4] = { 2, 2, 2, 2 };

	for (u32 i = 0; i < 8; i++) {
		struct patches p = patches_create(i & 1, i & 2 ? OUTPUT_CW : OUTPUT_CCW, two, two);
		struct easel *l = easel_of("skl-gt2", &p);

		/* Front is counter-clockwise, by the state's bit 21; culled: front, or back. */
		l->cull = i & 4 ? 2 : 3;
		draw(l);
		EXPECT_EQ(rd(l->r.d, PS_COUNT) != 0, !(i & 2) == !(i & 4));
		easel_destroy(l);
	}
}

/* Whether one of the first @n vertices in the buffer is at a place. */
static bool has_place(const struct easel *l, u32 n, float x, float y)
{
	for (u32 i = 0; i < n; i++)
		if (fabsf(streamed(l, i, 0) - x) < 0.01f && fabsf(streamed(l, i, 1) - y) < 0.01f)
			return true;
	return false;
}

static void lines_and_points(void)
{
	static const float outer[4] = { 2, 3 }, tri[4] = { 1, 1, 2 }, inner[2] = UNUSED;
	static const float third = 8 + 32 / 3.0f;
	static const float places[5][2] = {
		{ 8, 8 }, { 40, 8 }, { 8, 40 }, { 24, 24 }, { third, third },
	};
	struct patches p = patches_create(LINE_DOMAIN, OUTPUT_LINES, outer, inner);
	struct easel *l = easel_of("skl-gt2", &p);

	put_stream(l);
	draw(l);
	/* Two lines of three segments from the left to the right, above and in the middle. */
	for (u32 i = 0; i < 6; i++) {
		EXPECT(streamed(l, 2 * i + 1, 0) > streamed(l, 2 * i, 0) + 10);
		EXPECT(fabsf(streamed(l, 2 * i, 0) - (8 + (float)(i % 3) * 32 / 3)) < 0.01f);
		EXPECT(streamed(l, 2 * i, 1) == (i < 3 ? 8 : 24));
		EXPECT(streamed(l, 2 * i + 1, 1) == (i < 3 ? 8 : 24));
	}
	EXPECT_EQ(rd(l->r.d, DS_COUNT), 8);
	EXPECT_EQ(rd(l->r.d, 0x5280), 12 * 32);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);

	p = patches_create(TRIANGLE_DOMAIN, OUTPUT_POINTS, tri, inner);
	l = easel_of("skl-gt2", &p);
	put_stream(l);
	draw(l);
	/* Three corners, the middle of the longest side, and of the inside. */
	for (u32 i = 0; i < ARRAY_SIZE(places); i++)
		EXPECT(has_place(l, 5, places[i][0], places[i][1]));
	EXPECT_EQ(rd(l->r.d, DS_COUNT), 5);
	EXPECT_EQ(rd(l->r.d, 0x5280), 5 * 32);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Coordinates, number of the patch, constants; the third coordinate where it is asked for. */
static void domain_payload(void)
{
	static const float outer[4] = { 4, 5, 6, 7 }, inner[2] = { 3, 4 };

	for (u32 i = 0; i < 2; i++) {
		struct patches p = patches_create(i, OUTPUT_POINTS, outer, inner);
		struct easel *l;
		float corners[2][12];
		u32 n;

		p.ds7 = i ? 0 : BIT(2);
		/* r6: the constants, r7 and so on: the entry, whose second slot is a vertex. */
		p.ds_grf = 7;
		domain_place(&p);
		p.ds_grf = 6;
		for (u8 c = 0; c < 3; c++)
			asm_mov(&p.ds, 8, F(30 + c), F(1 + c));
		asm_mov(&p.ds, 8, F(33), s_(0, 1, T_UD));
		asm_op(&p.ds, OP(OP_ADD, 8), F(33), F(33), s_(6, 7, T_F));
		domain_write(&p, 30);
		l = easel_of("skl-gt2", &p);
		for (u32 k = 0; k < 8; k++)
			((float *)heap_at(l, CONSTANTS))[k] = 100 * (float)k;
		PUT(l, STATE(0x1a), 11, 1, 1, 3, CONSTANTS);
		put_stream(l);
		memcpy(corners[0], square, sizeof(square));
		memcpy(corners[1], square, sizeof(square));
		vertices(l, corners[0], 6);
		l->instances = 2;
		draw(l);
		n = rd(l->r.d, 0x5280) / 32;
		EXPECT_EQ(rd(l->r.d, DS_COUNT), n);
		EXPECT_EQ(rd(l->r.d, HS_COUNT), 4);
		EXPECT_EQ(n, 4 * (i ? 15 + 3 : 22 + 2 * 3));
		for (u32 k = 0; k < n; k++) {
			float u = streamed(l, k, 4), v = streamed(l, k, 5), w = streamed(l, k, 6);

			EXPECT(w == (i ? 1 - u - v : 0));
			EXPECT(streamed(l, k, 0) == 8 + 32 * u);
			EXPECT(streamed(l, k, 1) == 8 + 32 * v);
			EXPECT(streamed(l, k, 7) == 700 + (float)(k / (n / 4) % 2));
		}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* u and v of all points into a buffer, by factors at their places in an entry. */
static u32 points_of(u32 domain, const float factors[8], float (*at)[2])
{
	static const float none[4] = { 0 };
	struct patches p = patches_create(domain, OUTPUT_POINTS, none, none);
	struct easel *l;
	u32 n;

	memcpy(p.factors, factors, sizeof(p.factors));
	domain_place(&p);
	for (u8 c = 0; c < 3; c++)
		asm_mov(&p.ds, 8, F(30 + c), F(1 + c));
	domain_write(&p, 30);
	l = easel_of("skl-gt2", &p);
	put_stream(l);
	draw(l);
	n = min(rd(l->r.d, DS_COUNT), (u32)MOST_POINTS);
	for (u32 i = 0; i < n; i++) {
		at[i][0] = streamed(l, i, 4);
		at[i][1] = streamed(l, i, 5);
	}
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
	return n;
}

/* Of the points inside of a quad, different values of a coordinate. */
static u32 count_inside(float (*at)[2], u32 n, u32 coordinate)
{
	u32 found = 0;

	for (u32 i = 0; i < n; i++) {
		bool inside = true, first = true;

		for (u32 c = 0; c < 2; c++)
			inside = inside && at[i][c] > 0 && at[i][c] < 1;
		for (u32 k = 0; k < i; k++)
			first = first && (at[k][coordinate] != at[i][coordinate] ||
					  at[k][!coordinate] <= 0 || at[k][!coordinate] >= 1);
		found += inside && first;
	}
	return found;
}

/*
 * Which factor is of which side: all are different. Of quads, dwords 7 to 4 are of u = 0, v = 0,
 * u = 1, v = 1, 3 and 2 of the inside along u and v; of triangles, 7 to 5 are of u, v and w = 0.
 */
static void places_of_factors(void)
{
	static const float quad[8] = { 9, 9, 7, 6, 5, 4, 3, 2 };
	static const float triangle[8] = { 9, 9, 9, 9, 5, 4, 3, 2 };
	u32 n, side[4] = { 0 };
	float at[MOST_POINTS][2];

	n = points_of(QUAD_DOMAIN, quad, at);
	EXPECT_EQ(n, 14 + 5 * 6);
	for (u32 i = 0; i < n; i++) {
		side[0] += at[i][0] == 0;
		side[1] += at[i][1] == 0;
		side[2] += at[i][0] == 1;
		side[3] += at[i][1] == 1;
	}
	for (u32 i = 0; i < 4; i++)
		EXPECT_EQ(side[i], 3 + i);
	EXPECT_EQ(count_inside(at, n, 0), 5);
	EXPECT_EQ(count_inside(at, n, 1), 6);

	n = points_of(TRIANGLE_DOMAIN, triangle, at);
	EXPECT_EQ(n, 9 + 9 + 3);
	memset(side, 0, sizeof(side));
	for (u32 i = 0; i < n; i++) {
		side[0] += at[i][0] == 0;
		side[1] += at[i][1] == 0;
		side[2] += at[i][0] + at[i][1] == 1;
	}
	for (u32 i = 0; i < 3; i++)
		EXPECT_EQ(side[i], 3 + i);
}

/* Vertices that are left at the end, or in front of a cut, make no patch. */
static void vertices_that_are_left(void)
{
	static const u16 indices[] = { 0, 1, 0xffff, 2, 3, 4, 0xffff, 5, 6, 7, 8 };
	static const float one[4] = { 1, 1, 1, 1 };

	for (u32 i = 0; i < 3; i++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_POINTS, one, one);
		u32 first[2] = { i == 2 ? 2 : 0, i == 2 ? 5 : 3 };
		struct easel *l;
		float v[9][4];

		hull_vertices(&p, 0);
		hull_factors(&p, true);
		domain_place(&p);
		for (u8 c = 0; c < 2; c++)
			asm_mov(&p.ds, 8, F(30 + c), F(1 + c));
		asm_mov(&p.ds, 8, F(33), s_(0, 1, T_UD));
		domain_write(&p, 30);
		l = easel_of("skl-gt2", &p);
		for (u32 k = 0; k < ARRAY_SIZE(v); k++) {
			const float vertex[4] = { 10 * (float)k, (float)k, 0, 1 };

			memcpy(v[k], vertex, sizeof(vertex));
		}
		vertices(l, v[0], i == 2 ? 9 : 7 + i);
		if (i == 2) {
			memcpy(heap_at(l, INDICES), indices, sizeof(indices));
			l->count = ARRAY_SIZE(indices);
			l->indexed = 1;
			PUT(l, STATE(0x0c) | BIT(8), 2, 1, 0xffff);
		}
		put_stream(l);
		draw(l);
		EXPECT_EQ(rd(l->r.d, HS_COUNT), 2);
		EXPECT_EQ(rd(l->r.d, PATCH_COUNT), 2);
		EXPECT_EQ(rd(l->r.d, 0x5280), 8 * 32);
		for (u32 k = 0; k < 8; k++) {
			float f = (float)first[k / 4];

			EXPECT(streamed(l, k, 0) == 10 * f + 10 * streamed(l, k, 4));
			EXPECT(streamed(l, k, 1) == f + 2 * streamed(l, k, 5));
			EXPECT(streamed(l, k, 7) == (float)(k / 4));
		}
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Half of the square is at distances below 0, if the domain shader's state says that it has any. */
static void clip_distances(void)
{
	static const float ndc[] = {
		-0.75f, -0.75f, 0, 1, 0.25f, -0.75f, 0, 1, -0.75f, 0.25f, 0, 1,
	};
	static const float two[4] = { 2, 2, 2, 2 };

	for (u32 i = 0; i < 4; i++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CW, two, two);
		struct easel *l;

		domain_place(&p);
		asm_op(&p.ds, OP(OP_ADD, 8), F(30), F(1), f_(-0.5f));
		for (u8 c = 1; c < 4; c++)
			asm_mov(&p.ds, 8, F(30 + c), f_(-1));
		domain_write(&p, 30);
		p.ds8 = i & 1 ? BIT(8) : 0;
		l = easel_of("skl-gt2", &p);
		l->vs_output = i & 2 ? 0xff << 8 : 0;
		l->clips = true;
		vertices(l, ndc, 3);
		draw(l);
		expect_box(l, i & 1 ? 24 : 8, 8, 40, 40, ORANGE);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Where attributes begin, if 3DSTATE_SBE does not say it: behind the position, or in front. */
static void attributes_of_domain_shaders(void)
{
	static const float two[4] = { 2, 2, 2, 2 };

	for (u32 i = 0; i < 4; i++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CW, two, two);
		struct easel *l;
		float v[3][8] = { { 0 } };

		domain_place(&p);
		for (u8 c = 0; c < 4; c++)
			asm_mov(&p.ds, 8, F(30 + c), f_(orange[c]));
		domain_write(&p, 30);
		p.ds8 = i & 1 ? 1 << 21 : 0;
		l = easel_of("skl-gt2", &p);
		l->vs_output = i & 2 ? 1 << 21 : 0;
		l->own_offset = true;
		l->ps.n = 0;
		ps_attribute(l);
		l->components = 8;
		for (u32 k = 0; k < 3; k++)
			memcpy(v[k], &square[4 * k], 4 * sizeof(float));
		vertices(l, v[0], 3);
		draw(l);
		/* In front of the position is the header, which is 0. */
		expect_box(l, 8, 8, 40, 40, i & 1 ? ORANGE : 0);
		EXPECT_EQ(rd(l->r.d, PS_COUNT), 32 * 32);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* The pixel shader's header has the topology of what is drawn, not that of the patches. */
static void topology_of_pixels(void)
{
	static const u32 outputs[] = { OUTPUT_POINTS, OUTPUT_CW };
	static const float one[4] = { 1, 1, 1, 1 };

	for (u32 i = 0; i < 2; i++) {
		struct patches p = patches_create(QUAD_DOMAIN, outputs[i], one, one);
		struct easel *l = easel_of("skl-gt2", &p);
		u32 topology = i ? TRIANGLES : POINTS;

		l->ps.n = 0;
		asm_op(&l->ps, OP(OP_AND, 16), UD(50), s_(0, 0, T_UD), ud_(31));
		asm_mov(&l->ps, 16, F(112), UD(50));
		for (u8 c = 1; c < 4; c++)
			asm_mov(&l->ps, 16, F(112 + 2 * c), f_(0));
		write_target(l, 112, RT_SIMD16, 8);
		l->format = 0x0d8;
		l->sf[3] = BIT(11) | 4 << 3;
		draw(l);
		EXPECT_EQ(pixel(l, 8, 8), bits_of_float((float)topology));
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* 32 vertices, a thread for eight of them each; the numbers of patches count. */
static void patches_of_many_vertices(void)
{
	static const float one[4] = { 1, 1, 1, 1 };
	struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_POINTS, one, one);
	struct easel *l;
	float v[64][4];

	p.instances = 4;
	for (u32 i = 0; i < 4; i++)
		hull_vertices(&p, i);
	/* Behind them, the number of the thread and of the patch, by thread. */
	asm_op(&p.hs, OP(OP_SHR, 8), UD(50), s_(0, 2, T_UD), ud_(17));
	asm_mov(&p.hs, 8, UD(100), s_(0, 0, T_UD));
	asm_mov(&p.hs, 8, UD(101), UD(50));
	asm_mov(&p.hs, 8, F(102), UD(50));
	asm_mov(&p.hs, 8, F(103), s_(0, 1, T_UD));
	asm_send(&p.hs, 8, 6, 4 << 25 | BIT(19) | BIT(17) | 34 << 4 | 7, 255, 100);
	hull_factors(&p, true);
	/* Vertex 31 is behind slot 33; the third thread's numbers in slot 36. */
	p.pushed = 19;
	asm_mov(&p.ds, 8, F(20), s_(5 + 16, 4, T_F));
	asm_mov(&p.ds, 8, F(21), s_(5 + 16, 5, T_F));
	asm_mov(&p.ds, 8, F(30), s_(5 + 18, 0, T_F));
	asm_mov(&p.ds, 8, F(31), s_(5 + 18, 1, T_F));
	asm_mov(&p.ds, 8, F(32), s_(5 + 1, 0, T_F));
	asm_mov(&p.ds, 8, F(33), s_(5 + 9, 4, T_F));
	domain_write(&p, 30);
	l = easel_of("skl-gt2", &p);
	l->topology = PATCHES(32);
	for (u32 i = 0; i < 64; i++) {
		const float vertex[4] = { (float)i, 100 + (float)i, 0, 1 };

		memcpy(v[i], vertex, sizeof(vertex));
	}
	vertices(l, v[0], 64);
	put_stream(l);
	draw(l);
	EXPECT_EQ(rd(l->r.d, HS_COUNT), 2);
	EXPECT_EQ(rd(l->r.d, PATCH_COUNT), 2);
	for (u32 i = 0; i < 8; i++) {
		u32 patch = i / 4;

		EXPECT(streamed(l, i, 0) == (float)(32 * patch + 31));
		EXPECT(streamed(l, i, 1) == (float)(32 * patch + 131));
		EXPECT(streamed(l, i, 4) == 2);
		EXPECT(streamed(l, i, 5) == (float)patch);
		EXPECT(streamed(l, i, 6) == (float)(32 * patch));
		EXPECT(streamed(l, i, 7) == (float)(32 * patch + 17));
	}
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

static void barrier(struct eu_asm *a)
{
	struct opd n0 = arf_(0x90, 0, T_UD);

	asm_mov(a, 8, UD(60), ud_(0));
	asm_send(a, 8, 3, 1 << 25 | 4, 255, 60);
	asm_op(a, OP(OP_WAIT, 1, .all = true), n0, n0, null_(T_UD));
}

/* Behind a barrier, a thread reads what another one wrote. */
static void hull_barriers(void)
{
	static const float one[4] = { 1, 1, 1, 1 };
	struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_POINTS, one, one);
	struct easel *l;

	p.instances = 2;
	asm_op(&p.hs, OP(OP_SHR, 8), UD(50), s_(0, 2, T_UD), ud_(17));
	asm_mov(&p.hs, 8, UD(100), s_(0, 0, T_UD));
	asm_mov(&p.hs, 8, UD(101), UD(50));
	asm_op(&p.hs, OP(OP_ADD, 8), UD(102), UD(50), ud_(7));
	asm_mov(&p.hs, 8, F(102), UD(102));
	asm_send(&p.hs, 8, 6, 3 << 25 | BIT(19) | BIT(17) | 2 << 4 | 7, 255, 100);
	barrier(&p.hs);
	/* From the other one's slot to two slots behind the own one. */
	asm_op(&p.hs, OP(OP_XOR, 8), UD(101), UD(50), ud_(1));
	asm_send(&p.hs, 8, 6, 2 << 25 | 1 << 20 | BIT(19) | BIT(17) | 2 << 4 | 8, 102, 100);
	asm_mov(&p.hs, 8, UD(101), UD(50));
	asm_send(&p.hs, 8, 6, 3 << 25 | BIT(19) | BIT(17) | 4 << 4 | 7, 255, 100);
	hull_factors(&p, true);
	asm_mov(&p.ds, 8, F(20), s_(7, 0, T_F));
	asm_mov(&p.ds, 8, F(21), s_(7, 4, T_F));
	domain_write(&p, 0);
	l = easel_of("skl-gt2", &p);
	put_stream(l);
	draw(l);
	EXPECT(streamed(l, 0, 0) == 8);
	EXPECT(streamed(l, 0, 1) == 7);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* The domain shader can also read the entry by messages. */
static void pulled_entries(void)
{
	static const float two[4] = { 2, 2, 2, 2 };
	struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CW, two, two);
	struct easel *l;

	p.pushed = 0;
	asm_mov(&p.ds, 8, UD(100), s_(0, 0, T_UD));
	for (u8 i = 0; i < 3; i++) {
		asm_send(&p.ds, 8, 6, 1 << 25 | 4 << 20 | BIT(19) | (u32)(2 + i) << 4 | 8, 40, 100);
		for (u8 c = 0; c < 4; c++)
			asm_mov1(&p.ds, s_(6 + i / 2, i % 2 * 4 + c, T_F), s_(40 + c, 0, T_F));
	}
	domain_place(&p);
	domain_write(&p, 0);
	l = easel_of("skl-gt2", &p);
	draw(l);
	expect_box(l, 8, 8, 40, 40, ORANGE);
	EXPECT_EQ(rd(l->r.d, PS_COUNT), 32 * 32);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* A factor that is not above 0 is the end of its patch: here, of each second one. */
static void patches_that_end(void)
{
	static const float bad[] = { 0, -3, NAN };
	static const float one[4] = { 1, 1, 1, 1 };

	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CW, one, one);
		struct easel *l;
		float v[4][12];

		hull_vertices(&p, 0);
		hull_factors(&p, false);
		/* Odd patches: all factors are bad. */
		asm_mov(&p.hs, 8, UD(100), s_(0, 0, T_UD));
		asm_op(&p.hs, OP(OP_AND, 8, .cond = C_NZ), UD(50), s_(0, 1, T_UD), ud_(1));
		for (u8 k = 0; k < 4; k++) {
			asm_mov(&p.hs, 8, F(101 + k), f_(1));
			asm_op(&p.hs, OP(OP_MOV, 8, .pred = 1), F(101 + k), f_(bad[i]), null_(T_F));
		}
		asm_send(&p.hs, 8, 6, 1u << 31 | 5 << 25 | BIT(19) | 1 << 4 | 7, 255, 100);
		l = easel_of("skl-gt2", &p);
		for (u32 k = 0; k < 4; k++) {
			memcpy(v[k], square, sizeof(square));
			for (u32 c = 0; c < 3; c++)
				v[k][4 * c] = square[4 * c] / 4 + 16 * (float)k;
		}
		vertices(l, v[0], 12);
		draw(l);
		for (u32 x = 0; x < 64; x++)
			EXPECT_EQ(pixel(l, x, 20), x % 32 >= 2 && x % 32 < 10 ? ORANGE : 0);
		EXPECT_EQ(rd(l->r.d, HS_COUNT), 4);
		EXPECT_EQ(rd(l->r.d, DS_COUNT), 8);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* The geometry shader gets what the tessellator makes, with the number of the patch. */
static void patches_for_geometry(void)
{
	static const float outer[4] = { 2, 2, 2, 2 }, inner[2] = { 2, 2 };
	static const u32 outputs[] = { OUTPUT_POINTS, OUTPUT_CW };

	for (u32 i = 0; i < 2; i++) {
		struct patches p = patches_create(QUAD_DOMAIN, outputs[i], outer, inner);
		u32 corners = i ? 3 : 1, n = i ? 8 : 9;
		struct eu_asm gs = { .n = 0 };
		struct easel *l;
		float v[2][12];

		/* r2: number of the patch, then vertices; the last one's position goes on. */
		asm_mov(&gs, 8, UD(100), UD(1));
		for (u8 c = 0; c < 4; c++)
			asm_mov(&gs, 8, UD(101 + c), ud_(0));
		for (u8 c = 0; c < 4; c++)
			asm_mov(&gs, 8, UD(105 + c), UD((u8)(3 + 8 * (corners - 1) + 4 + c)));
		asm_mov(&gs, 8, F(107), UD(2));
		asm_send(&gs, 8, 6, 1u << 31 | 9 << 25 | BIT(19) | 7, 255, 100);
		l = easel_of("skl-gt2", &p);
		memcpy(heap_at(l, GS_AT), gs.code, gs.n * 8);
		PUT(l, STATE(0x11), 10, 1, GS_AT, 6, 1 << 23 | POINTS << 17 | 1 << 11 | 3,
		    7, 3 << 11 | BIT(4) | BIT(0), 8, BIT(30) | 1 << 16, 9, 1 << 21 | 1 << 16);
		memcpy(v[0], square, sizeof(square));
		memcpy(v[1], square, sizeof(square));
		vertices(l, v[0], 6);
		put_stream(l);
		draw(l);
		EXPECT_EQ(rd(l->r.d, GS_COUNT), 2 * n);
		for (u32 k = 0; k < 2 * n; k++)
			EXPECT(streamed(l, k, 2) == (float)(k / n));
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* The most that there is. */
static void largest_patches(void)
{
	static const float most[4] = { 64, 64, 64, 64 };
	struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CCW, most, most);
	struct easel *l = easel_of("skl-gt2", &p);

	draw(l);
	expect_box(l, 8, 8, 40, 40, ORANGE);
	EXPECT_EQ(rd(l->r.d, DS_COUNT), 65 * 65);
	EXPECT_EQ(rd(l->r.d, CLIP_COUNT), 2 * 64 * 64);
	EXPECT_EQ(rd(l->r.d, PS_COUNT), 32 * 32);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Patches that take ages, or shaders that never end: a reset ends them. */
static void endless_patches(void)
{
	static const float most[4] = { 64, 64, 64, 64 };

	for (u32 i = 0; i < 3; i++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CCW, most, most);
		struct easel *l;

		if (i == 1)
			asm_jump(&p.hs, OP(OP_JMPI, 1, .all = true), -16, 0);
		if (i == 2)
			asm_jump(&p.ds, OP(OP_JMPI, 1, .all = true), -16, 0);
		l = easel_of("skl-gt2", &p);
		l->instances = ~0u;
		submit(l);
		if (!i)
			EXPECT(wait_value(&l->image.cpu[offset_of(0, 512, 40, 10) / 4], ORANGE));
		wr(l->r.d, 0x941c, BIT(1));
		EXPECT_EQ(rd(l->r.d, 0x941c) & BIT(1), 0);
		EXPECT_EQ(engine_stats_of(l->r.d, RCS0).resets, 1);
		easel_destroy(l);
	}
}

/* Bits of the state turned over: what makes no sense, and what is not modelled. */
static void other_states(void)
{
	static const struct { u32 hs2, hs7, te1, ds7, topology; bool bad, older; } cases[] = {
		{ .hs2 = BIT(31), .bad = true },
		{ .te1 = BIT(0), .bad = true },
		{ .ds7 = BIT(0), .bad = true },
		{ .topology = TRIANGLES, .bad = true },
		{ .te1 = 3 << 4, .bad = true },			/* domain */
		{ .te1 = 3 << 12, .bad = true },		/* partitioning */
		{ .te1 = (OUTPUT_CW ^ OUTPUT_LINES) << 8, .bad = true },
		{ .te1 = LINE_DOMAIN << 4, .bad = true },	/* triangles of lines */
		{ .te1 = 1 << 1 },				/* by software */
		{ .hs7 = 1 << 17 },				/* two patches */
		{ .hs7 = 2 << 17 },				/* eight patches */
		{ .hs7 = 1 << 11 },				/* pushed vertices */
		{ .ds7 = (1 ^ 0) << 3 },			/* SIMD4x2 */
		{ .ds7 = (1 ^ 3) << 3 },			/* no mode */
		{ .ds7 = (1 ^ 0) << 3, .older = true },		/* SIMD4x2 */
		{ .ds7 = (1 ^ 2) << 3, .older = true },		/* no mode of Gen8 */
		{ .ds7 = (1 ^ 3) << 3, .older = true },		/* likewise */
	};
	static const float one[4] = { 1, 1, 1, 1 };

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CW, one, one);
		bool older = cases[i].older;
		struct easel *l;

		p.hs2 = cases[i].hs2;
		p.hs7 = cases[i].hs7;
		p.te1 = cases[i].te1;
		p.ds7 = cases[i].ds7;
		l = easel_of(older ? "bdw-gt2" : "skl-gt2", &p);
		if (cases[i].topology)
			l->topology = cases[i].topology;
		draw(l);
		EXPECT_EQ(rd(l->r.d, PS_COUNT), 0);
		EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_COMMAND), cases[i].bad);
		EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_NOT_EXECUTED), !cases[i].bad);
		easel_destroy(l);
	}
}

/* One patch in a thread or two, as the hardware likes: here, always one. */
static void single_or_dual(void)
{
	static const float two[4] = { 2, 2, 2, 2 };
	struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CW, two, two);
	struct easel *l;

	p.ds7 = 3 << 3;
	l = easel_of("skl-gt2", &p);
	draw(l);
	expect_box(l, 8, 8, 40, 40, ORANGE);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

#define OWN_ENTRY	(~0u)	/* of the patch */

/* Shaders with messages to what is not theirs. A patch has three vertices, and becomes four. */
static void bad_messages(void)
{
	static const struct { bool domain, reads; u32 handle, at; } cases[] = {
		{ .handle = OWN_ENTRY, .at = 0x7ff },		/* past the end */
		{ .handle = 0 },				/* to a vertex */
		{ .handle = 77 },
		{ .handle = 77, .reads = true },
		{ .handle = 3, .reads = true },			/* one vertex too many */
		{ .domain = true, .handle = OWN_ENTRY },
		{ .domain = true, .handle = 77 },
		{ .domain = true, .handle = 77, .reads = true },
		{ .domain = true, .handle = 0, .reads = true },	/* what it writes */
		{ .domain = true, .handle = 4 },		/* one point too many */
		{ .domain = true, .handle = 7 },
		{ .domain = true, .handle = 8 },
		{ .domain = true, .handle = 0, .at = 127 },	/* past the end */
	};
	static const float one[4] = { 1, 1, 1, 1 };

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CW, one, one);
		bool domain = cases[i].domain, own = cases[i].handle == OWN_ENTRY;
		struct eu_asm *a = domain ? &p.ds : &p.hs;
		u32 desc = BIT(19) | cases[i].at << 4;
		struct easel *l;

		asm_mov(a, 8, UD(100), own ? s_(0, 0, T_UD) : ud_(cases[i].handle));
		if (cases[i].reads)
			asm_send(a, 8, 6, 1 << 25 | 4 << 20 | desc | 8, 40, 100);
		else
			asm_send(a, 8, 6, 9 << 25 | desc | 7, 255, 100);
		hull_factors(&p, true);
		domain_place(&p);
		domain_write(&p, 0);
		l = easel_of("skl-gt2", &p);
		submit(l);
		EXPECT(wait_hang(l->r.d, RCS0));
		EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_SHADER), 1);
		easel_destroy(l);
	}
}

/* The last thread of the largest patch has one point: the last one that there is room for. */
static void bad_last_messages(void)
{
	static const float most[4] = { 64, 64, 64, 64 };

	for (u32 i = 1; i < 8; i += 3) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_POINTS, most, most);
		struct easel *l;

		asm_mov(&p.ds, 8, UD(100), ud_(i));
		asm_send(&p.ds, 8, 6, 9 << 25 | BIT(19) | 7, 255, 100);
		domain_place(&p);
		domain_write(&p, 0);
		l = easel_of("skl-gt2", &p);
		submit(l);
		EXPECT(wait_hang(l->r.d, RCS0));
		EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_SHADER), 1);
		easel_destroy(l);
	}
}

/* Constants and parts of entries that do not fit behind the first register. */
static void too_much_data(void)
{
	static const struct { u32 constants, at, pushed, hs_grf; bool high, bad; } cases[] = {
		{ .pushed = 127, .bad = true },
		{ .constants = 0x1a, .at = 120, .pushed = 3 },
		{ .constants = 0x1a, .at = 121, .pushed = 3, .bad = true },
		{ .constants = 0x19, .at = 123, .pushed = 3, .hs_grf = 5 },
		{ .constants = 0x19, .at = 124, .pushed = 3, .hs_grf = 5, .bad = true },
		{ .constants = 0x19, .at = 128, .pushed = 3, .hs_grf = 5, .bad = true },
		{ .constants = 0x19, .at = 65535, .pushed = 3, .hs_grf = 5, .bad = true },
		{ .constants = 0x19, .at = 65, .pushed = 3, .hs_grf = 31, .high = true },
		{ .constants = 0x19, .at = 66, .pushed = 3, .hs_grf = 31, .high = true,
		  .bad = true },
	};
	static const float one[4] = { 1, 1, 1, 1 };

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CW, one, one);
		struct easel *l;

		hull_factors(&p, true);
		p.pushed = cases[i].pushed;
		if (cases[i].high)
			p.hs7 = BIT(28);
		if (cases[i].hs_grf)
			p.hs_grf = cases[i].hs_grf;
		l = easel_of("skl-gt2", &p);
		if (cases[i].constants)
			PUT(l, STATE(cases[i].constants), 11, 1, cases[i].at, 3, CONSTANTS);
		if (cases[i].bad) {
			submit(l);
			EXPECT(wait_hang(l->r.d, RCS0));
		} else {
			draw(l);
		}
		EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_SHADER), 0);
		easel_destroy(l);
	}
}

static const struct test tests[] = {
	TEST(squares),
	TEST(all_partitionings),
	TEST(sides_that_are_seen),
	TEST(lines_and_points),
	TEST(domain_payload),
	TEST(places_of_factors),
	TEST(vertices_that_are_left),
	TEST(clip_distances),
	TEST(attributes_of_domain_shaders),
	TEST(topology_of_pixels),
	TEST(patches_of_many_vertices),
	TEST(hull_barriers),
	TEST(pulled_entries),
	TEST(patches_that_end),
	TEST(patches_for_geometry),
	TEST(largest_patches),
	TEST(endless_patches),
	TEST(other_states),
	TEST(single_or_dual),
	TEST(bad_messages),
	TEST(bad_last_messages),
	TEST(too_much_data),
	{ 0 }
};

SUITE(draw_patch, tests);
