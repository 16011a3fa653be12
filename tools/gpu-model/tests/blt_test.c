// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blits against a reference that works pixel by pixel, on surfaces it tiles by
 * itself.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/driver.h"

#define SURFACE_BYTES	(256u * 1024)
#define DST_VA		0x1000000u
#define SRC_VA		0x2000000u
#define PITCH		1024u
#define SWCTRL		0x22200

#define XY(op, len)	(2u << 29 | (u32)(op) << 22 | ((len) - 2))
#define POINT(x, y)	((u32)(u16)(y) << 16 | (u16)(x))

enum tile { LINEAR, TILE_X, TILE_Y };

/**
 * struct scene - source and destination in memory, and the expected destination
 * @want: as @dst should be afterwards
 */
struct scene {
	struct rig r;
	struct buffer dst;
	struct buffer src;
	u8 *want;
};

static struct scene scene_create(void)
{
	struct scene s = { .r = rig_create(BCS0) };
	u32 seed = 1;

	s.dst = buffer_create(s.r.d, SURFACE_BYTES);
	s.src = buffer_create(s.r.d, SURFACE_BYTES);
	ppgtt_map(&s.r.c, DST_VA, s.dst.gpa, SURFACE_BYTES);
	ppgtt_map(&s.r.c, SRC_VA, s.src.gpa, SURFACE_BYTES);
	for (u32 i = 0; i < SURFACE_BYTES / 4; i++) {
		seed = seed * 1664525 + 1013904223;
		s.dst.cpu[i] = seed ^ seed >> 15;
		s.src.cpu[i] = ~seed * 3;
	}
	s.want = malloc(SURFACE_BYTES);
	memcpy(s.want, s.dst.cpu, SURFACE_BYTES);
	return s;
}

static void scene_finish(struct scene *s)
{
	const u8 *have = (const u8 *)s->dst.cpu;

	for (u32 i = 0; i < SURFACE_BYTES; i++) {
		if (have[i] != s->want[i]) {
			FAIL("byte 0x%x is %02x, not %02x", i, have[i], s->want[i]);
			break;
		}
	}
	expect_no_anomalies(s->r.d);
	free(s->want);
	rig_destroy(&s->r);
}

/* Offset of a byte, bit by bit: the address bits of a tile, from low to high. */
static u32 offset_in(enum tile t, u32 x, u32 y)
{
	if (t == TILE_X)
		return (y / 8 * (PITCH / 512) + x / 512) * 4096 + (y & 7) * 512 + (x & 511);
	if (t == TILE_Y)
		return (y / 32 * (PITCH / 128) + x / 128) * 4096 + (x >> 4 & 7) * 512 +
		       (y & 31) * 16 + (x & 15);
	return y * PITCH + x;
}

struct box {
	s32 x1, y1, x2, y2;
};

static u32 pixel_at(const u8 *base, enum tile t, u32 x, u32 y, u32 cpp)
{
	u32 val = 0;

	memcpy(&val, base + offset_in(t, x * cpp, y), cpp);
	return val;
}

/* Raster operations as truth tables of pattern, source and destination. */
static u32 rop_bits(u32 rop, u32 p, u32 s, u32 d, u32 bits)
{
	u32 out = 0;

	for (u32 i = 0; i < bits; i++)
		out |= (rop >> ((p >> i & 1) * 4 + (s >> i & 1) * 2 + (d >> i & 1)) & 1) << i;
	return out;
}

static void reference(struct scene *s, enum tile dt, enum tile st, const struct box *b, s32 sx,
		      s32 sy, u32 cpp, u32 rop, u32 pattern)
{
	for (s32 y = b->y1; y < b->y2; y++) {
		for (s32 x = b->x1; x < b->x2; x++) {
			u32 d = pixel_at(s->want, dt, (u32)x, (u32)y, cpp);
			u32 v = pixel_at((u8 *)s->src.cpu, st, (u32)(sx + x - b->x1),
					 (u32)(sy + y - b->y1), cpp);
			u32 out = rop_bits(rop, pattern, v, d, cpp * 8);

			memcpy(s->want + offset_in(dt, (u32)x * cpp, (u32)y), &out, cpp);
		}
	}
}

static u32 pitch_of(enum tile t)
{
	return t == LINEAR ? PITCH : PITCH / 4;
}

static const u32 depth_code[] = { [1] = 0, [2] = 1, [4] = 3 };

static void fills(void)
{
	static const u32 rops[] = { 0xf0, 0x5a, 0x00, 0xff, 0x0f, 0xa0 };
	static const u32 sizes[] = { 1, 2, 4 };

	for (u32 i = 0; i < ARRAY_SIZE(rops) * ARRAY_SIZE(sizes); i++) {
		u32 cpp = sizes[i % 3], rop = rops[i / 3];
		struct box b = { 3, 5, 67, 40 };
		struct scene s = scene_create();

		EMIT(&s.r.c, XY(0x50, 7) | 3 << 20, depth_code[cpp] << 24 | rop << 16 | PITCH,
		     POINT(b.x1, b.y1), POINT(b.x2, b.y2), DST_VA, 0, 0x89abcdef);
		EXPECT(context_run(&s.r.c));
		reference(&s, LINEAR, LINEAR, &b, 0, 0, cpp, rop, 0x89abcdef);
		scene_finish(&s);
	}
}

/* Copies between all tilings, at all depths, from one odd place to another. */
static void copies(void)
{
	static const u32 sizes[] = { 1, 2, 4 };
	static const u32 rops[] = { 0xcc, 0x66, 0x88 };

	for (u32 i = 0; i < 27; i++) {
		u32 cpp = sizes[i % 3], rop = rops[i % 3];
		enum tile dt = i / 3 % 3, st = i / 9;
		struct box b = { 5, 7, 5 + 600 / (s32)cpp, 7 + 45 };
		struct scene s = scene_create();
		u32 header = XY(0x53, 10) | 3 << 20 | (dt != LINEAR) << 11 | (st != LINEAR) << 15;

		EMIT(&s.r.c, MI_LOAD_REGISTER_IMM(1), SWCTRL,
		     MASKED_ENABLE(3) & ((st == TILE_Y) | (dt == TILE_Y) << 1 | 3 << 16),
		     header, depth_code[cpp] << 24 | rop << 16 | pitch_of(dt),
		     POINT(b.x1, b.y1), POINT(b.x2, b.y2), DST_VA, 0,
		     POINT(33, 90), pitch_of(st), SRC_VA, 0);
		EXPECT(context_run(&s.r.c));
		reference(&s, dt, st, &b, 33, 90, cpp, rop, 0);
		scene_finish(&s);
	}
}

static void fast_copies(void)
{
	static const u32 codes[] = { [1] = 0, [2] = 1, [4] = 3 };
	static const u32 sizes[] = { 1, 2, 4 };

	for (u32 i = 0; i < 27; i++) {
		u32 cpp = sizes[i % 3];
		enum tile dt = i / 3 % 3, st = i / 9;
		struct box b = { 0, 0, 256 / (s32)cpp, 64 };
		struct scene s = scene_create();

		EMIT(&s.r.c, XY(0x42, 10) | st << 20 | dt << 13, codes[cpp] << 24 | pitch_of(dt),
		     POINT(b.x1, b.y1), POINT(b.x2, b.y2), DST_VA, 0,
		     POINT(0, 32), pitch_of(st), SRC_VA, 0);
		EXPECT(context_run(&s.r.c));
		reference(&s, dt, st, &b, 0, 32, cpp, 0xcc, 0);
		scene_finish(&s);
	}
}

static void clip_cuts(void)
{
	struct scene s = scene_create();
	struct box cut = { 20, 30, 50, 60 };

	/* The setup command, then the one that only moves the rectangle. */
	EMIT(&s.r.c, XY(0x01, 10), 0, POINT(20, 30), POINT(50, 60), 0, 0, 0, 0, 0, 0,
	     XY(0x50, 7) | 3 << 20, BIT(30) | 3 << 24 | 0xf0 << 16 | PITCH, POINT(10, 10),
	     POINT(100, 100), DST_VA, 0, 0x13579bdf,
	     XY(0x03, 3), POINT(60, 10), POINT(70, 20),
	     XY(0x53, 10) | 3 << 20, BIT(30) | 3 << 24 | 0xcc << 16 | PITCH, POINT(55, 5),
	     POINT(100, 100), DST_VA, 0, POINT(0, 0), PITCH, SRC_VA, 0);
	EXPECT(context_run(&s.r.c));
	reference(&s, LINEAR, LINEAR, &cut, 0, 0, 4, 0xf0, 0x13579bdf);
	cut = (struct box){ 60, 10, 70, 20 };
	reference(&s, LINEAR, LINEAR, &cut, 5, 5, 4, 0xcc, 0);
	scene_finish(&s);
}

static void channels_are_enabled_one_by_one(void)
{
	struct scene s = scene_create();
	struct box b = { 0, 0, 16, 2 };
	u32 *want = (u32 *)s.want;

	EMIT(&s.r.c, XY(0x50, 7) | BIT(21), 3 << 24 | 0xf0 << 16 | PITCH, POINT(0, 0),
	     POINT(16, 1), DST_VA, 0, 0x11223344,
	     XY(0x50, 7) | BIT(20), 3 << 24 | 0xf0 << 16 | PITCH, POINT(0, 1), POINT(16, 2),
	     DST_VA, 0, 0x11223344);
	EXPECT(context_run(&s.r.c));
	for (s32 x = 0; x < b.x2; x++) {
		want[x] = (want[x] & 0x00ffffff) | 0x11000000;
		want[PITCH / 4 + x] = (want[PITCH / 4 + x] & 0xff000000) | 0x00223344;
	}
	scene_finish(&s);
}

/* COLOR_BLT and SRC_COPY_BLT count their width in bytes. */
static void linear_blits(void)
{
	struct scene s = scene_create();
	struct box b = { 0, 0, 25, 10 };

	EMIT(&s.r.c, XY(0x40, 7) - 1, 1 << 24 | 0xf0 << 16 | PITCH, 10 << 16 | 50, DST_VA, 0,
	     0xbeef, MI_NOOP,
	     XY(0x43, 8), 3 << 24 | 0x66 << 16 | PITCH, 10 << 16 | 100, DST_VA + 0x8000, 0,
	     PITCH, SRC_VA, 0);
	/* Both write what is at bits 21:20 only at 32 bits per pixel. */
	s.r.c.ring.cpu[7] |= 3 << 20;
	EXPECT(context_run(&s.r.c));
	reference(&s, LINEAR, LINEAR, &b, 0, 0, 2, 0xf0, 0xbeef);
	s.want += 0x8000;
	reference(&s, LINEAR, LINEAR, &b, 0, 0, 4, 0x66, 0);
	s.want -= 0x8000;
	scene_finish(&s);
}

/* Moving a picture within its surface, up and down: the overlap must survive. */
static void overlapping_copies(void)
{
	static const struct {
		s32 from;
		s32 to;
	} table[] = { { 10, 20 }, { 20, 10 } };

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct scene s = scene_create();
		struct box b = { 0, table[i].to, 64, table[i].to + 40 };

		memcpy(s.src.cpu, s.dst.cpu, SURFACE_BYTES);
		EMIT(&s.r.c, XY(0x53, 10) | 3 << 20, 3 << 24 | 0xcc << 16 | PITCH,
		     POINT(b.x1, b.y1), POINT(b.x2, b.y2), DST_VA, 0, POINT(0, table[i].from),
		     PITCH, DST_VA, 0);
		EXPECT(context_run(&s.r.c));
		reference(&s, LINEAR, LINEAR, &b, 0, table[i].from, 4, 0xcc, 0);
		scene_finish(&s);
	}
}

static void nothing_to_do_does_nothing(void)
{
	struct scene s = scene_create();

	EMIT(&s.r.c, XY(0x50, 7) | 3 << 20, 3 << 24 | 0xf0 << 16 | PITCH, POINT(10, 10),
	     POINT(10, 20), DST_VA, 0, 1,
	     XY(0x50, 7) | 3 << 20, 3 << 24 | 0xf0 << 16 | PITCH, POINT(30, 30), POINT(20, 40),
	     DST_VA, 0, 1);
	EXPECT(context_run(&s.r.c));
	scene_finish(&s);
}

static void page_fault_in_a_blit_hangs(void)
{
	struct scene s = scene_create();

	EMIT(&s.r.c, XY(0x50, 7) | 3 << 20, 3 << 24 | 0xf0 << 16 | PITCH, POINT(0, 0),
	     POINT(16, 400), DST_VA, 0, 1);
	elsp_submit(&s.r.c, NULL);
	EXPECT(wait_hang(s.r.d, BCS0));
	EXPECT_EQ(rd(s.r.d, 0x4b10), (DST_VA + SURFACE_BYTES) >> 12);
	free(s.want);
	rig_destroy(&s.r);
}

static void unmodelled_blits_are_reported(void)
{
	struct scene s = scene_create();

	EMIT(&s.r.c, XY(0x51, 8), 0, 0, 0, 0, 0, 0, 0,
	     XY(0x42, 10) | 3 << 20, 3 << 24 | PITCH, 0, POINT(8, 8), DST_VA, 0, 0, PITCH, SRC_VA,
	     0);
	EXPECT(context_run(&s.r.c));
	EXPECT_EQ(anomalies_of(s.r.d, ANOMALY_NOT_EXECUTED), 2);
	anomalies_clear(&s.r.d->gpu->anomalies);
	scene_finish(&s);
}

static const struct test tests[] = {
	TEST(fills),
	TEST(copies),
	TEST(fast_copies),
	TEST(clip_cuts),
	TEST(channels_are_enabled_one_by_one),
	TEST(linear_blits),
	TEST(overlapping_copies),
	TEST(nothing_to_do_does_nothing),
	TEST(page_fault_in_a_blit_hangs),
	TEST(unmodelled_blits_are_reported),
	{ 0 }
};

SUITE(blt, tests);
