// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernels of pictures, from what IGT's do: fills by walkers and by media objects, media blocks.
 */
#include <string.h>

#include "tests/gpgpu_lab.h"

static void expect_filled(struct gpgpu *l, u32 tiling, u32 width, u32 height, u8 color)
{
	const u8 *have = (const u8 *)l->image.cpu;

	for (u32 y = 0; y < 64; y++)
		for (u32 x = 0; x < 512; x++) {
			u8 want = x < width && y < height ? color : 0;

			if (have[gpgpu_image_offset(tiling, 512, x, y)] == want)
				continue;
			FAIL("tiling %u: %02x at %u, %u", tiling,
			     have[gpgpu_image_offset(tiling, 512, x, y)], x, y);
			return;
		}
}

/* A colour in all bytes of r1.0, then of @regs registers from r5 on. */
static void spread_color(struct gpgpu *l, u32 regs)
{
	asm_op(&l->a, OP(OP_MOV, 4), r_(1, T_UB),
	       region_((struct opd){ .file = GRF, .nr = 1, .type = T_UB }, 0, 1, 0), null_(T_UD));
	for (u32 i = 0; i < regs; i += 2)
		asm_op(&l->a, OP(OP_MOV, 16, .all = true), UD((u8)(5 + i)), s_(1, 0, T_UD),
		       null_(T_UD));
}

/* r4: header of a media block at the coordinates in r2. */
static void block_header(struct gpgpu *l, u32 width, u32 height)
{
	asm_op(&l->a, OP(OP_MOV, 8, .all = true), UD(4), UD(0), null_(T_UD));
	asm_op(&l->a, OP(OP_MOV, 2, .all = true), region_(UD(4), 2, 2, 1), region_(UD(2), 2, 2, 1),
	       null_(T_UD));
	asm_mov1(&l->a, s_(4, 2, T_UD), ud_((height - 1) << 16 | (width - 1)));
}

/* As gpgpu_fill: each thread a row of 16 bytes. */
static void gpgpu_fill(void)
{
	static const u32 tilings[] = { 0, 2, 3 };

	for (u32 k = 0; k < 6; k++) {
		struct gpgpu *l = gpgpu_create(k < 3 ? "skl-gt2" : "bdw-gt2");

		l->simd = 16;
		l->groups[0] = 4;
		l->groups[1] = 20;
		l->own = 1;
		l->spf = true;
		gpgpu_heap(l, CURBE)[0] = 0x88;
		gpgpu_bind_image(l, 0, 0x140, 512, 64, 512, tilings[k % 3]);
		spread_color(l, 2);
		asm_op(&l->a, OP(OP_MUL, 1), s_(2, 0, T_UD), s_(0, 1, T_UD), ud_(16));
		asm_mov1(&l->a, s_(2, 1, T_UD), s_(0, 6, T_UD));
		block_header(l, 16, 1);
		asm_send(&l->a, 16, 12, gpgpu_desc(2, 0, 10, 0, 0) | HEADER, 255, 4);
		asm_end(&l->a);
		gpgpu_run_walker(l);
		expect_filled(l, tilings[k % 3], 64, 20, 0x88);
		expect_no_anomalies(l->r.d);
		gpgpu_destroy(l);
	}
}

/* As media_fill: each object a block of 16 by 16. */
static void media_fill(void)
{
	static const u32 tilings[] = { 0, 2, 3 };

	for (u32 k = 0; k < 6; k++) {
		struct gpgpu *l = gpgpu_create(k < 3 ? "skl-gt2" : "bdw-gt2");

		l->own = 1;
		gpgpu_heap(l, CURBE)[0] = 0x4d;
		gpgpu_bind_image(l, 0, 0x140, 512, 64, 512, tilings[k % 3]);
		spread_color(l, 8);
		block_header(l, 16, 16);
		asm_send(&l->a, 16, 12, gpgpu_desc(9, 0, 10, 0, 0) | HEADER, 255, 4);
		asm_end(&l->a);
		gpgpu_put_state(l, PIPE_MEDIA);
		for (u32 i = 0; i < 8; i++)
			gpgpu_put_object(l, i % 4 * 16, i / 4 * 16);
		EXPECT(gpgpu_run_words(l));
		expect_filled(l, tilings[k % 3], 64, 32, 0x4d);
		expect_no_anomalies(l->r.d);
		gpgpu_destroy(l);
	}
}

/* As media_spin: count up to a constant, then write the count. */
static void media_spin(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");
	struct how again = OP(OP_WHILE, 1, .pred = 1, .inverse = true);
	struct opd n = s_(5, 0, T_UD);
	u32 start;

	l->own = 1;
	l->spf = true;
	gpgpu_heap(l, CURBE)[0] = 20000;
	gpgpu_bind_image(l, 0, 0x140, 512, 64, 512, 0);
	block_header(l, 4, 1);
	asm_mov1(&l->a, n, ud_(0));
	start = asm_here(&l->a);
	asm_op(&l->a, OP(OP_ADD, 1), n, n, ud_(1));
	asm_op(&l->a, OP(OP_CMP, 1, .cond = C_Z), null_(T_UD), s_(1, 0, T_UD), n);
	asm_jump(&l->a, again, (s32)start - (s32)asm_here(&l->a), 0);
	asm_send(&l->a, 16, 12, gpgpu_desc(2, 0, 10, 0, 0) | HEADER, 255, 4);
	asm_end(&l->a);
	gpgpu_put_state(l, PIPE_MEDIA);
	gpgpu_put_object(l, 8, 1);
	EXPECT(gpgpu_run_words(l));
	EXPECT_EQ(l->image.cpu[(512 + 8) / 4], 20000);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

/*
 * A block that is partly outside: writes are cut, reads repeat the edge. The width of the surface
 * counts dwords. A message may be longer than its block.
 */
static void media_blocks_at_edges(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");
	u8 *image = (u8 *)l->image.cpu;

	l->own = 1;
	gpgpu_bind_image(l, 0, 0x140, 10, 10, 512, 0);
	gpgpu_bind_image(l, 1, 0x140, 16, 64, 512, 0);
	gpgpu_heap(l, SURFACES + 64)[8] = IMAGE + 0x10000;
	for (u32 y = 0; y < 10; y++)
		for (u32 x = 0; x < 40; x++)
			image[y * 512 + x] = (u8)(y * 16 + x);
	/* Read 16 by 4 at 32, 8; write it at 0, 0 of the other, and at 36, 9 of this one. */
	block_header(l, 16, 4);
	asm_send(&l->a, 16, 12, gpgpu_desc(1, 2, 4, 0, 0) | HEADER, 5, 4);
	asm_mov1(&l->a, s_(4, 0, T_UD), ud_(0));
	asm_mov1(&l->a, s_(4, 1, T_UD), ud_(0));
	asm_send(&l->a, 16, 12, gpgpu_desc(3, 0, 10, 0, 1) | HEADER, 255, 4);
	asm_mov1(&l->a, s_(4, 0, T_UD), ud_(36));
	asm_mov1(&l->a, s_(4, 1, T_UD), ud_(9));
	asm_send(&l->a, 16, 12, gpgpu_desc(5, 0, 10, 0, 0) | HEADER, 255, 4);
	asm_end(&l->a);
	gpgpu_put_state(l, PIPE_MEDIA);
	gpgpu_put_object(l, 32, 8);
	EXPECT(gpgpu_run_words(l));
	for (u32 y = 0; y < 4; y++)
		for (u32 x = 0; x < 16; x++)
			EXPECT_EQ(image[0x10000 + y * 512 + x],
				  min(8 + y, 9u) * 16 + min(32 + x, 39u));
	for (u32 x = 36; x < 44; x++)
		EXPECT_EQ(image[9 * 512 + x], x < 40 ? 8 * 16 + 32 + x - 36 : 0);
	EXPECT_EQ(image[10 * 512 + 36], 0);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

static const struct test tests[] = {
	TEST(gpgpu_fill),
	TEST(media_fill),
	TEST(media_spin),
	TEST(media_blocks_at_edges),
	{ 0 }
};

SUITE(media, tests);
