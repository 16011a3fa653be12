// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the data port: buffers, atomics, addresses of 64 bits, typed surfaces.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/gpgpu_lab.h"

/* What is past the end of a buffer is not written, and reads as 0. */
static void buffers_end(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");

	gpgpu_thread_numbers(l);
	gpgpu_bind_buffer(l, 0, RIG_OUT, 20);
	gpgpu_bind_buffer(l, 1, RIG_OUT + 0x100, 0x1000);
	gpgpu_number_all(l);
	asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), ud_(100));
	gpgpu_store(l, 18, 0);
	asm_send(&l->a, 8, 12, gpgpu_desc(1, 1, 1, ONE_DWORD(8), 0), 30, 14);
	gpgpu_store(l, 30, 1);
	asm_end(&l->a);
	memset(l->r.out.cpu, 0xee, 64);
	gpgpu_run_walker(l);
	for (u32 i = 0; i < 8; i++) {
		EXPECT_EQ(l->r.out.cpu[i], i < 5 ? 100 + i : 0xeeeeeeee);
		EXPECT_EQ(l->r.out.cpu[64 + i], i < 5 ? 100 + i : 0);
	}
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

static u32 atomic_desc(u32 op, u32 operands, bool wants, u32 bti)
{
	return gpgpu_desc(1 + operands, wants, 2, op | BIT(4) | (wants ? BIT(5) : 0), bti);
}

static void atomics(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");
	u32 *out = l->r.out.cpu;

	l->groups[0] = 10;
	gpgpu_thread_numbers(l);
	gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
	gpgpu_bind_buffer(l, 1, RIG_OUT + 0x1000, 0x1000);
	gpgpu_number_all(l);
	asm_op(&l->a, OP(OP_MOV, 8), UD(20), ud_(0), null_(T_UD));
	/* Increments of one counter: each channel gets another value, and writes there. */
	asm_send(&l->a, 8, 12, atomic_desc(5, 0, true, 0), 22, 20);
	asm_op(&l->a, OP(OP_SHL, 8), UD(14), UD(22), ud_(2));
	gpgpu_store(l, 22, 1);
	/* Maximum, minimum, sum, or, exchange if equal. */
	asm_mov(&l->a, 8, UD(21), UD(12));
	for (u32 i = 0; i < 5; i++) {
		static const u8 op[] = { 12, 13, 7, 2, 8 };

		asm_op(&l->a, OP(OP_MOV, 8), UD(20), ud_(4 + 4 * i), null_(T_UD));
		asm_send(&l->a, 8, 12, atomic_desc(op[i], 1, false, 0), 255, 20);
	}
	asm_op(&l->a, OP(OP_MOV, 8), UD(20), ud_(24), null_(T_UD));
	asm_op(&l->a, OP(OP_ADD, 8), UD(22), UD(21), ud_(1));
	asm_send(&l->a, 8, 12, atomic_desc(14, 2, false, 0), 255, 20);
	asm_end(&l->a);
	out[2] = 1000;
	gpgpu_run_walker(l);
	EXPECT_EQ(out[0], 80);
	for (u32 i = 0; i < 80; i++)
		EXPECT_EQ(out[0x400 + i], i);
	EXPECT_EQ(out[1], 79);
	EXPECT_EQ(out[2], 0);
	EXPECT_EQ(out[3], 79 * 80 / 2);
	EXPECT_EQ(out[4], 127);
	EXPECT_EQ(out[5], (u32)-(79 * 80 / 2));
	/* Each channel finds what the one before it left. */
	EXPECT_EQ(out[6], 80);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

/* Addresses of 64 bits: untyped, scattered bytes and qwords, blocks, atomics of 64 bits. */
static void long_addresses(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");
	u32 *out = l->r.out.cpu;

	gpgpu_thread_numbers(l);
	gpgpu_number_all(l);
	/* r24, r25: addresses of eight channels. */
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), region_(UD(14), 8, 8, 1), ud_(RIG_OUT));
	asm_mov(&l->a, 8, UD(26), UD(12));
	asm_send(&l->a, 8, 12, gpgpu_desc(3, 0, 0x19, ONE_DWORD(8), 253), 255, 24);
	asm_send(&l->a, 8, 12, gpgpu_desc(2, 1, 0x11, ONE_DWORD(8), 253), 30, 24);
	asm_op(&l->a, OP(OP_ADD, 8), UD(26), UD(30), ud_(50));
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), r_(24, T_UQ), ud_(0x100));
	/* Scattered: bytes, two dwords, qwords. */
	asm_send(&l->a, 8, 12, gpgpu_desc(3, 0, 0x1a, 0, 253), 255, 24);
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), region_(UD(14), 8, 8, 1),
	       region_(UD(14), 8, 8, 1));
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), r_(24, T_UQ), ud_(RIG_OUT + 0x200));
	asm_mov(&l->a, 8, UD(27), UD(12));
	asm_send(&l->a, 8, 12, gpgpu_desc(4, 0, 0x1a, 1 | 1 << 2, 253), 255, 24);
	asm_send(&l->a, 8, 12, gpgpu_desc(2, 2, 0x10, 2, 253), 32, 24);
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), r_(24, T_UQ), ud_(0x100));
	asm_mov(&l->a, 8, r_(26, T_UQ), r_(32, T_UQ));
	asm_send(&l->a, 8, 12, gpgpu_desc(4, 0, 0x1a, 2, 253), 255, 24);
	/* Add to a qword. */
	asm_op(&l->a, OP(OP_MOV, 8), r_(24, T_UQ), ud_(RIG_OUT + 0x400), null_(T_UD));
	asm_op(&l->a, OP(OP_MOV, 8), r_(26, T_UQ), ud_(0x60000000), null_(T_UD));
	asm_send(&l->a, 8, 12, gpgpu_desc(4, 0, 0x12, 7 | BIT(4), 253), 255, 24);
	/* A block of two owords. */
	asm_op(&l->a, OP(OP_MOV, 8), UD(40), ud_(0), null_(T_UD));
	asm_mov1(&l->a, s_(40, 0, T_UD), ud_(RIG_OUT));
	asm_send(&l->a, 8, 12, gpgpu_desc(1, 1, 0x14, 2, 253) | HEADER, 42, 40);
	asm_mov1(&l->a, s_(40, 0, T_UD), ud_(RIG_OUT + 0x500));
	asm_mov(&l->a, 8, UD(41), UD(42));
	asm_send(&l->a, 8, 12, gpgpu_desc(2, 0, 0x15, 2, 253) | HEADER, 255, 40);
	asm_end(&l->a);
	gpgpu_run_walker(l);
	for (u32 i = 0; i < 8; i++) {
		EXPECT_EQ(out[i], i);
		EXPECT_EQ(out[0x40 + i], 50 + i);
		EXPECT_EQ(out[0x80 + 2 * i], 50 + i);
		EXPECT_EQ(out[0x80 + 2 * i + 1], i);
		EXPECT_EQ(out[0xc0 + 2 * i], 50 + i);
		EXPECT_EQ(out[0xc0 + 2 * i + 1], i);
		EXPECT_EQ(out[0x140 + i], i);
	}
	EXPECT_EQ(out[0x100], 0);
	EXPECT_EQ(out[0x101], 3);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

/* Bytes, words and dwords by offset, owords of the constant cache, scratch space, fences. */
static void short_messages(void)
{
	struct gpgpu *l = gpgpu_create("skl-gt2");
	u32 *out = l->r.out.cpu;

	gpgpu_thread_numbers(l);
	gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
	gpgpu_number_all(l);
	/* Bytes at 0x100, words at 0x200 of a single byte each. */
	asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(12), ud_(0x100));
	asm_op(&l->a, OP(OP_ADD, 8), UD(21), UD(12), ud_(0x1a0));
	asm_send(&l->a, 8, 10, gpgpu_desc(2, 0, 12, 0, 0), 255, 20);
	asm_send(&l->a, 8, 10, gpgpu_desc(1, 1, 4, 0, 0), 30, 20);
	asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(12), UD(12));
	asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(20), ud_(0x200));
	asm_mov(&l->a, 8, UD(21), UD(30));
	asm_send(&l->a, 8, 10, gpgpu_desc(2, 0, 12, 1 << 2, 0), 255, 20);
	/* Dwords: offsets count them. */
	asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(12), ud_(0x300 / 4));
	asm_op(&l->a, OP(OP_ADD, 8), UD(21), UD(12), ud_(7));
	asm_send(&l->a, 8, 10, gpgpu_desc(2, 0, 11, 2, 0), 255, 20);
	asm_send(&l->a, 8, 10, gpgpu_desc(1, 1, 3, 2, 0), 31, 20);
	/* Owords at 0x300 by the constant cache, written back at 0x400. */
	asm_op(&l->a, OP(OP_MOV, 8), UD(40), ud_(0), null_(T_UD));
	asm_mov1(&l->a, s_(40, 2, T_UD), ud_(0x30));
	asm_send(&l->a, 8, 9, gpgpu_desc(1, 1, 0, 2, 0) | HEADER, 41, 40);
	asm_mov1(&l->a, s_(40, 2, T_UD), ud_(0x40));
	asm_send(&l->a, 8, 10, gpgpu_desc(2, 0, 8, 2, 0) | HEADER, 255, 40);
	/* Unaligned: from 0x304; a fence with an answer. */
	asm_mov1(&l->a, s_(40, 2, T_UD), ud_(0x304));
	asm_send(&l->a, 8, 10, gpgpu_desc(1, 1, 1, 2, 0) | HEADER, 42, 40);
	asm_send(&l->a, 8, 10, gpgpu_desc(1, 1, 7, 0x20, 0) | HEADER, 43, 0);
	/* Scratch space: a register out and back, with the header of the thread. */
	asm_op(&l->a, OP(OP_MOV, 8), UD(44), UD(0), null_(T_UD));
	asm_mov(&l->a, 8, UD(45), UD(42));
	asm_send(&l->a, 8, 10, 2u << 25 | HEADER | BIT(18) | BIT(17) | 5, 255, 44);
	asm_send(&l->a, 8, 10, 1u << 25 | 1 << 20 | HEADER | BIT(18) | 5, 46, 44);
	asm_op(&l->a, OP(OP_ADD, 8), UD(14), UD(14), ud_(0x500));
	gpgpu_store(l, 46, 0);
	asm_end(&l->a);
	gpgpu_run_walker(l);
	for (u32 i = 0; i < 8; i++) {
		EXPECT_EQ(((u8 *)out)[0x100 + i], 0xa0 + i);
		EXPECT_EQ(((u16 *)out)[0x100 + i], 0xa0 + i);
		EXPECT_EQ(out[0xc0 + i], 7 + i);
		EXPECT_EQ(out[0x100 + i], 7 + i);
		EXPECT_EQ(out[0x140 + i], i < 7 ? 8 + i : 0);
	}
	/* The scratch space of VFE is where the rig's memory is. */
	EXPECT_EQ(out[5 * 8], 8);
	expect_no_anomalies(l->r.d);
	gpgpu_destroy(l);
}

/* Typed: elements by coordinates, in formats, in all tilings; an atomic. */
static void typed_surfaces(void)
{
	static const u32 tilings[] = { 0, 2, 3 };

	for (u32 k = 0; k < 3; k++) {
		struct gpgpu *l = gpgpu_create("skl-gt2");
		const u8 *image = (const u8 *)l->image.cpu;

		gpgpu_thread_numbers(l);
		gpgpu_bind_buffer(l, 0, RIG_OUT, 0x4000);
		/* R8G8B8A8_UNORM; R32_UINT over the same bytes. */
		gpgpu_bind_image(l, 1, 0x0c7, 6, 20, 512, tilings[k]);
		gpgpu_bind_image(l, 2, 0x0d7, 6, 20, 512, tilings[k]);
		gpgpu_number_all(l);
		/* Header, x = channel, y = 17, colours. */
		asm_op(&l->a, OP(OP_MOV, 8), UD(40), ud_(0), null_(T_UD));
		asm_mov1(&l->a, s_(40, 7, T_UD), ud_(0xffff));
		asm_mov(&l->a, 8, UD(41), UD(10));
		asm_mov(&l->a, 8, UD(42), ud_(17));
		asm_mov(&l->a, 8, r_(43, T_F), f_(1.0f));
		asm_mov(&l->a, 8, r_(44, T_F), f_(0.5f));
		asm_mov(&l->a, 8, r_(45, T_F), f_(-3.0f));
		asm_mov(&l->a, 8, r_(46, T_F), f_(2.0f));
		asm_send(&l->a, 8, 12, gpgpu_desc(7, 0, 13, 1 << 4, 1) | HEADER, 255, 40);
		/* Add 1 to the last, then read. */
		asm_mov(&l->a, 8, UD(43), ud_(1));
		asm_send(&l->a, 8, 12, gpgpu_desc(4, 0, 6, 7, 2) | HEADER, 255, 40);
		asm_send(&l->a, 8, 12, gpgpu_desc(3, 1, 5, 0xe | 1 << 4, 2) | HEADER, 30, 40);
		gpgpu_store(l, 30, 0);
		asm_op(&l->a, OP(OP_ADD, 8), UD(14), UD(14), ud_(0x20));
		asm_send(&l->a, 8, 12, gpgpu_desc(3, 4, 5, 1 << 4, 1) | HEADER, 32, 40);
		gpgpu_store(l, 33, 0);
		asm_end(&l->a);
		gpgpu_run_walker(l);
		for (u32 i = 0; i < 8; i++) {
			u32 pixel, at = gpgpu_image_offset(tilings[k], 512, i * 4, 17);
			float green = 128 / 255.0f;

			memcpy(&pixel, image + at, 4);
			EXPECT_EQ(pixel, i < 6 ? 0xff0080ffu + 1 : 0);
			EXPECT_EQ(l->r.out.cpu[i], i < 6 ? 0xff0080ffu + 1 : 0);
			/* The added bit went into green. */
			green = 129 / 255.0f;
			if (i < 6)
				EXPECT(!memcmp(&l->r.out.cpu[8 + i], &green, 4));
		}
		expect_no_anomalies(l->r.d);
		gpgpu_destroy(l);
	}
}

static const struct test tests[] = {
	TEST(buffers_end),
	TEST(atomics),
	TEST(long_addresses),
	TEST(short_messages),
	TEST(typed_surfaces),
	{ 0 }
};

SUITE(dataport, tests);
