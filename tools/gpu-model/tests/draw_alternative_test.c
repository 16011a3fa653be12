// SPDX-License-Identifier: GPL-2.0-only
/*
 * The alternative floating point mode, switched on in each stage of the pipeline.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (3DSTATE_VS, _HS, _DS, _GS, _PS); Mesa genxml.
 */
#include <string.h>

#include "tests/easel_patch.h"

#define INV	1

/* @to becomes 1/0 * 0, which is a number only in this mode; it is added to @reg. */
static void add_doubtful(struct eu_asm *a, u8 exec, u8 to, u8 reg)
{
	asm_mov(a, exec, F(to), f_(0));
	asm_op(a, OP(OP_MATH, exec, .cond = INV), F(to), F(to), null_(T_F));
	asm_op(a, OP(OP_MUL, exec), F(to), F(to), f_(0));
	asm_op(a, OP(OP_ADD, exec), F(reg), F(reg), F(to));
}

/* Draw, with the mode in a dword of a command if @on. */
static void draw_with(struct easel *l, u32 opcode, u32 dword, bool on)
{
	u32 found = 0;

	put_all(l);
	for (u32 i = 0; i < 1024; i++)
		if ((l->r.batch.cpu[i] & 0xffff0000) == opcode) {
			l->r.batch.cpu[i + dword] |= on ? BIT(16) : 0;
			found++;
		}
	EXPECT_EQ(found, 1);
	EXPECT(context_run_batch(&l->r.c, RIG_BATCH, true));
	expect_no_anomalies(l->r.d);
}

static const float corner[] = { 0, 0, 0, 1, 64, 0, 0, 1, 0, 64, 0, 1 };

/* A place that is no number drops the triangle. */
static void vertex_shaders(void)
{
	for (u32 on = 0; on < 2; on++) {
		struct easel *l = easel_create("skl-gt2");

		vertices(l, corner, 3);
		add_doubtful(&l->vs, 8, 60, 6);
		vs_copy(l);
		ps_constant(l, orange);
		draw_with(l, STATE(0x10), 3, on);
		EXPECT_EQ(pixel(l, 4, 4), on ? ORANGE : 0);
		easel_destroy(l);
	}
}

/* A colour that is no number becomes 0. */
static void pixel_shaders(void)
{
	for (u32 i = 0; i < 4; i++) {
		struct easel *l = easel_create(i & 2 ? "bdw-gt2" : "skl-gt2");

		vertices(l, corner, 3);
		for (u8 c = 0; c < 4; c++)
			asm_mov(&l->ps, 16, F(112 + 2 * c), f_(orange[c]));
		add_doubtful(&l->ps, 16, 100, 112);
		write_target(l, 112, RT_SIMD16, 8);
		draw_with(l, STATE(0x20), 3, i & 1);
		EXPECT_EQ(pixel(l, 4, 4), i & 1 ? ORANGE : ORANGE & ~0xffu);
		easel_destroy(l);
	}
}

/* A factor that is no number ends the patch; so does such a place. */
static void patch_shaders(bool domain)
{
	static const float one[4] = { 1, 1, 1, 1 };

	for (u32 on = 0; on < 2; on++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CCW, one, one);
		struct easel *l = easel_create("skl-gt2");

		l->topology = PATCHES(3);
		vertices(l, corner, 3);
		hull_vertices(&p, 0);
		hull_factors(&p, domain);
		if (!domain) {
			/* The first factor once more. */
			add_doubtful(&p.hs, 8, 60, 108);
			asm_send(&p.hs, 8, 6, 1u << 31 | 9 << 25 | BIT(19) | 7, 255, 100);
		}
		domain_place(&p);
		if (domain)
			add_doubtful(&p.ds, 8, 60, 20);
		domain_write(&p, 0);
		put_patches(l, &p);
		ps_constant(l, orange);
		if (domain)
			draw_with(l, STATE(0x1d), 3, on);
		else
			draw_with(l, STATE(0x1b), 1, on);
		EXPECT_EQ(pixel(l, 4, 4), on ? ORANGE : 0);
		easel_destroy(l);
	}
}

static void hull_shaders(void)
{
	patch_shaders(false);
}

static void domain_shaders(void)
{
	patch_shaders(true);
}

#define GS_KERNEL	0x3000u

/* One point in, one point out, at 20.5, 10.5. */
static void geometry_shaders(void)
{
	static const float v[] = { 4, 8, 0, 1 };

	for (u32 on = 0; on < 2; on++) {
		struct easel *l = easel_create("skl-gt2");
		struct eu_asm gs = { .n = 0 };

		l->topology = POINTS;
		vertices(l, v, 1);
		asm_mov(&gs, 8, UD(100), UD(1));
		for (u8 i = 0; i < 4; i++)
			asm_mov(&gs, 8, UD(101 + i), ud_(0));
		asm_mov(&gs, 8, F(105), f_(20.5f));
		asm_mov(&gs, 8, F(106), f_(10.5f));
		asm_mov(&gs, 8, F(107), f_(0));
		asm_mov(&gs, 8, F(108), f_(1));
		add_doubtful(&gs, 8, 60, 105);
		asm_send(&gs, 8, 6, 1u << 31 | 9 << 25 | BIT(19) | 7, 255, 100);
		memcpy(heap_at(l, GS_KERNEL), gs.code, gs.n * 8);
		PUT(l, STATE(0x11), 10, 1, GS_KERNEL, 6, 1 << 23 | POINTS << 17 | 2,
		    7, 3 << 11 | BIT(0), 8, BIT(30) | 1 << 16, 9, 1 << 21 | 1 << 16);
		ps_constant(l, orange);
		draw_with(l, STATE(0x11), 3, on);
		EXPECT_EQ(pixel(l, 20, 10), on ? ORANGE : 0);
		easel_destroy(l);
	}
}

static const struct test tests[] = {
	TEST(vertex_shaders),
	TEST(pixel_shaders),
	TEST(hull_shaders),
	TEST(domain_shaders),
	TEST(geometry_shaders),
	{ 0 }
};

SUITE(draw_alternative, tests);
