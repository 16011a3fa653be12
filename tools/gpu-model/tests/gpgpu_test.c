// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of the execution units by way of commands: walkers, media objects, shared functions,
 * faults, shaders without an end.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cs/commands.h"
#include "tests/driver.h"
#include "tests/eu_asm.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)
#define WALKER			GFX(2, 1, 0x05)
#define OBJECT			GFX(2, 1, 0x00)

/* Where things are, in the PPGTT. */
#define HEAP		0x4000000u
#define KERNEL		0x0000u
#define DESCRIPTOR	0x4000u
#define CURBE		0x5000u
#define TABLE		0x6000u
#define SURFACES	0x7000u
#define HEAP_BYTES	0x8000u
#define IMAGE		0x6000000u
#define IMAGE_BYTES	0x20000u

enum { PIPE_3D, PIPE_MEDIA, PIPE_GPGPU };

/**
 * struct lab - a context with code, state and surfaces
 * @a: the kernel; copied when a command is sent
 * @simd: channels of a thread
 * @threads: of a group
 * @groups: along each axis
 * @right: mask of the last thread
 * @cross: registers of constants for the group
 * @own: registers of constants for each thread
 * @slm: code of the size of shared local memory
 * @spf: single program flow
 */
struct lab {
	struct rig r;
	struct buffer heap;
	struct buffer image;
	struct eu_asm a;
	u32 simd;
	u32 threads;
	u32 groups[3];
	u32 right;
	u32 cross;
	u32 own;
	u32 slm;
	bool spf;
	u32 words[256];
	u32 n;
};

static struct lab *lab_create(const char *device)
{
	struct lab *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->r = rig_create_device(device, RCS0);
	l->heap = buffer_create(l->r.d, HEAP_BYTES);
	l->image = buffer_create(l->r.d, IMAGE_BYTES);
	ppgtt_map(&l->r.c, HEAP, l->heap.gpa, HEAP_BYTES);
	ppgtt_map(&l->r.c, IMAGE, l->image.gpa, IMAGE_BYTES);
	l->simd = 8;
	l->threads = 1;
	l->groups[0] = 1;
	l->groups[1] = 1;
	l->groups[2] = 1;
	l->right = ~0u;
	return l;
}

static void lab_destroy(struct lab *l)
{
	rig_destroy(&l->r);
	free(l);
}

static u32 gen_of(const struct lab *l)
{
	return l->r.d->gpu->device->gen;
}

static u32 *heap_at(struct lab *l, u32 offset)
{
	return l->heap.cpu + offset / 4;
}

static void word(struct lab *l, u32 w)
{
	l->words[l->n++] = w;
}

/* Entry @n of the binding table: a buffer of bytes. */
static void bind_buffer(struct lab *l, u32 n, u64 va, u32 bytes)
{
	u32 *s = heap_at(l, SURFACES + n * 64), last = bytes - 1;

	heap_at(l, TABLE)[n] = SURFACES + n * 64;
	memset(s, 0, 64);
	s[0] = 4u << 29 | 0x1ff << 18;
	s[2] = (last & 0x7f) | (last >> 7 & 0x3fff) << 16;
	s[3] = last >> 21 << 21;
	s[8] = lower_32_bits(va);
	s[9] = upper_32_bits(va);
}

/* A picture: @tiling as surface states number it. */
static void bind_image(struct lab *l, u32 n, u32 format, u32 width, u32 height, u32 pitch,
		       u32 tiling)
{
	u32 *s = heap_at(l, SURFACES + n * 64);

	heap_at(l, TABLE)[n] = SURFACES + n * 64;
	memset(s, 0, 64);
	s[0] = 1u << 29 | format << 18 | 1 << 16 | 1 << 14 | tiling << 12;
	s[2] = (height - 1) << 16 | (width - 1);
	s[3] = pitch - 1;
	s[8] = IMAGE;
}

static void put_kernel(struct lab *l)
{
	u32 *d = heap_at(l, DESCRIPTOR);

	memcpy(heap_at(l, KERNEL), l->a.code, l->a.n * 8);
	memset(d, 0, 32);
	d[0] = KERNEL;
	d[2] = l->spf ? BIT(18) : 0;
	d[4] = TABLE;
	d[5] = l->own << 16;
	d[6] = l->slm << 16 | l->threads | (l->threads > 1 ? BIT(21) : 0);
	d[7] = l->cross;
}

static void put_state(struct lab *l, u32 pipeline)
{
	u32 gen = gen_of(l), dwords = gen >= 9 ? 19 : 16, first = l->n;

	word(l, GFX(1, 1, 0x04) | pipeline | (gen >= 9 ? 0x300 : 0));
	word(l, GFX(0, 1, 0x01) | (dwords - 2));
	for (u32 i = 1; i < dwords; i++)
		word(l, i >= 12 && i < 16 ? 0xfffff001 : 0);
	/* General state is at 0; the rest is in the heap. */
	l->words[first + 1 + 1] = 1;
	for (u32 i = 4; i <= 10; i += 2)
		l->words[first + 1 + i] = HEAP | 1;
	word(l, GFX(2, 0, 0x00) | 7);
	word(l, 0x100000);
	for (u32 i = 2; i < 9; i++)
		word(l, i == 5 ? 2 << 16 | 2 : i == 3 ? 63 << 16 | 2 << 8 : 0);
	word(l, GFX(2, 0, 0x01) | 2);
	word(l, 0);
	word(l, 0x1000);
	word(l, CURBE);
	word(l, GFX(2, 0, 0x02) | 2);
	word(l, 0);
	word(l, 32);
	word(l, DESCRIPTOR);
}

static void put_walker(struct lab *l, u32 flags)
{
	word(l, WALKER | 13 | flags);
	word(l, 0);
	word(l, 0);
	word(l, 0);
	word(l, (l->simd / 16) << 30 | (l->threads - 1));
	for (u32 i = 0; i < 3; i++) {
		word(l, 0);
		if (i < 2)
			word(l, 0);
		word(l, l->groups[i]);
	}
	word(l, l->right);
	word(l, ~0u);
	word(l, GFX(2, 0, 0x04));
	word(l, 0);
}

static void put_words(struct lab *l)
{
	put_kernel(l);
	memcpy(l->r.batch.cpu, l->words, l->n * 4);
	l->r.batch.cpu[l->n] = MI_BATCH_BUFFER_END;
	l->n = 0;
}

static bool run_words(struct lab *l)
{
	put_words(l);
	return context_run_batch(&l->r.c, RIG_BATCH, true);
}

static void start_words(struct lab *l)
{
	put_words(l);
	EMIT(&l->r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
	elsp_submit(&l->r.c, NULL);
}

static void run_walker(struct lab *l)
{
	put_state(l, PIPE_GPGPU);
	put_walker(l, 0);
	EXPECT(run_words(l));
}

/* ---- messages ---- */

#define HEADER	BIT(19)

static u32 desc(u32 mlen, u32 rlen, u32 type, u32 control, u32 bti)
{
	return mlen << 25 | rlen << 20 | type << 14 | control << 8 | bti;
}

/* Untyped, of one dword: which of four is left out, then the mode. */
#define ONE_DWORD(simd)		(0xeu | ((simd) == 16 ? 1u : 2u) << 4)

#define UD(reg)			r_(reg, T_UD)
#define OP(o, n, ...)		((struct how){ .op = (o), .exec = (n), ##__VA_ARGS__ })

/* r10, r11: numbers of channels. */
static void number_channels(struct lab *l, u8 reg)
{
	struct opd vector = { .file = IMM, .type = 6, .imm = 0x76543210 };

	asm_op(&l->a, OP(OP_MOV, 8, .all = true), UD(reg), vector, null_(T_UD));
	asm_op(&l->a, OP(OP_ADD, 8, .all = true), UD(reg + 1), UD(reg), ud_(8));
}

/* r12, r13: number of each channel in all of the dispatch; r14, r15: the same as dword offset. */
static void number_all(struct lab *l)
{
	struct eu_asm *a = &l->a;
	struct opd n = s_(9, 0, T_UD);
	struct how one = OP(OP_MUL, 1, .all = true), plus = OP(OP_ADD, 1, .all = true);

	number_channels(l, 10);
	asm_op(a, one, n, s_(0, 7, T_UD), ud_(l->groups[1]));
	asm_op(a, plus, n, n, s_(0, 6, T_UD));
	asm_op(a, one, n, n, ud_(l->groups[0]));
	asm_op(a, plus, n, n, s_(0, 1, T_UD));
	asm_op(a, one, n, n, ud_(l->threads));
	asm_op(a, plus, n, n, s_(2, 0, T_UD));
	asm_op(a, one, n, n, ud_(l->simd));
	asm_op(a, OP(OP_ADD, l->simd), UD(12), UD(10), n);
	asm_op(a, OP(OP_SHL, l->simd), UD(14), UD(12), ud_(2));
}

/* Constants: r1 for all, r2 with the number of the thread. */
static void thread_numbers(struct lab *l)
{
	l->cross = 1;
	l->own = 1;
	heap_at(l, CURBE)[0] = 0xc0ffee;
	for (u32 i = 0; i < 16; i++)
		heap_at(l, CURBE)[8 + 8 * i] = i;
}

/* Channels @from of registers to the dwords at r14. */
static void store(struct lab *l, u8 from, u32 bti)
{
	u8 n = (u8)(l->simd / 8);

	asm_mov(&l->a, (u8)l->simd, UD(16), UD(14));
	asm_mov(&l->a, (u8)l->simd, UD(16 + n), UD(from));
	asm_send(&l->a, (u8)l->simd, 12, desc(2 * n, 0, 9, ONE_DWORD(l->simd), bti), 255, 16);
}

/* Each channel of each thread writes its number: group ids, constants, masks, sizes of SIMD. */
static void walker_reaches_all(void)
{
	static const char * const devices[] = { "bdw-gt2", "skl-gt2" };

	for (u32 k = 0; k < 4; k++) {
		struct lab *l = lab_create(devices[k % 2]);
		u32 total;

		l->simd = k / 2 ? 16 : 8;
		l->threads = 3;
		l->groups[0] = 4;
		l->groups[1] = 3;
		l->groups[2] = 2;
		thread_numbers(l);
		bind_buffer(l, 0, RIG_OUT, 0x4000);
		number_all(l);
		asm_op(&l->a, OP(OP_ADD, l->simd), UD(18), UD(12), s_(1, 0, T_UD));
		store(l, 18, 0);
		asm_end(&l->a);
		run_walker(l);
		total = 24 * 3 * l->simd;
		for (u32 i = 0; i < 0x4000 / 4; i++) {
			if (l->r.out.cpu[i] == (i < total ? 0xc0ffee + i : 0))
				continue;
			FAIL("%s SIMD%u: dword %u is %x", devices[k % 2], l->simd, i,
			     l->r.out.cpu[i]);
			break;
		}
		EXPECT_EQ(rd(l->r.d, 0x2290), total);
		expect_no_anomalies(l->r.d);
		lab_destroy(l);
	}
}

/* The last thread of a group only has the channels of the right mask. */
static void partial_groups(void)
{
	struct lab *l = lab_create("skl-gt2");

	l->simd = 16;
	l->threads = 2;
	l->groups[0] = 2;
	l->right = 0x01ff;
	thread_numbers(l);
	bind_buffer(l, 0, RIG_OUT, 0x4000);
	number_all(l);
	asm_op(&l->a, OP(OP_ADD, 16), UD(18), UD(12), ud_(1));
	store(l, 18, 0);
	asm_end(&l->a);
	run_walker(l);
	for (u32 i = 0; i < 64; i++)
		EXPECT_EQ(l->r.out.cpu[i], i % 32 < 25 ? i + 1 : 0);
	EXPECT_EQ(rd(l->r.d, 0x2290), 50);
	expect_no_anomalies(l->r.d);
	lab_destroy(l);
}

/* The bottom mask is for the last row of threads. Constants are where the walker says. */
static void rows_and_indirect_data(void)
{
	struct lab *l = lab_create("skl-gt2");

	l->threads = 2;
	thread_numbers(l);
	heap_at(l, 0x5800)[0] = 0xabc000;
	for (u32 i = 0; i < 4; i++)
		heap_at(l, 0x5800)[8 + 8 * i] = i;
	bind_buffer(l, 0, RIG_OUT, 0x4000);
	number_all(l);
	asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), s_(1, 0, T_UD));
	store(l, 18, 0);
	asm_end(&l->a);
	put_state(l, PIPE_GPGPU);
	put_walker(l, 0);
	/* Two rows of two. Past the end of the data, the second row reads 0: both are thread 0. */
	l->words[l->n - 17 + 2] = 32 * 3;
	l->words[l->n - 17 + 3] = 0x5800;
	l->words[l->n - 17 + 4] |= 1 << 8;
	l->words[l->n - 17 + 13] = 0x0f;
	l->words[l->n - 17 + 14] = 0x33;
	EXPECT(run_words(l));
	/* Thread 1 has channels 0 to 3; threads 2 and 3 write where 0 did, 0, 1, 4, 5 and 0, 1. */
	for (u32 i = 0; i < 32; i++)
		EXPECT_EQ(l->r.out.cpu[i], i < 12 ? 0xabc000 + i : 0);
	EXPECT_EQ(rd(l->r.d, 0x2290), 8 + 4 + 4 + 2);
	expect_no_anomalies(l->r.d);
	lab_destroy(l);
}

/* What is past the end of a buffer is not written, and reads as 0. */
static void buffers_end(void)
{
	struct lab *l = lab_create("skl-gt2");

	thread_numbers(l);
	bind_buffer(l, 0, RIG_OUT, 20);
	bind_buffer(l, 1, RIG_OUT + 0x100, 0x1000);
	number_all(l);
	asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), ud_(100));
	store(l, 18, 0);
	asm_send(&l->a, 8, 12, desc(1, 1, 1, ONE_DWORD(8), 0), 30, 14);
	store(l, 30, 1);
	asm_end(&l->a);
	memset(l->r.out.cpu, 0xee, 64);
	run_walker(l);
	for (u32 i = 0; i < 8; i++) {
		EXPECT_EQ(l->r.out.cpu[i], i < 5 ? 100 + i : 0xeeeeeeee);
		EXPECT_EQ(l->r.out.cpu[64 + i], i < 5 ? 100 + i : 0);
	}
	expect_no_anomalies(l->r.d);
	lab_destroy(l);
}

/* ---- IGT's kernels, from what they do ---- */

static u32 image_offset(u32 tiling, u32 pitch, u32 x, u32 y)
{
	if (tiling == 2)
		return (y / 8 * (pitch / 512) + x / 512) * 4096 + y % 8 * 512 + x % 512;
	if (tiling == 3)
		return (y / 32 * (pitch / 128) + x / 128) * 4096 + x % 128 / 16 * 512 +
		       y % 32 * 16 + x % 16;
	return y * pitch + x;
}

static void expect_filled(struct lab *l, u32 tiling, u32 width, u32 height, u8 color)
{
	const u8 *have = (const u8 *)l->image.cpu;

	for (u32 y = 0; y < 64; y++)
		for (u32 x = 0; x < 512; x++) {
			u8 want = x < width && y < height ? color : 0;

			if (have[image_offset(tiling, 512, x, y)] == want)
				continue;
			FAIL("tiling %u: %02x at %u, %u", tiling,
			     have[image_offset(tiling, 512, x, y)], x, y);
			return;
		}
}

/* A colour in all bytes of r1.0, then of @regs registers from r5 on. */
static void spread_color(struct lab *l, u32 regs)
{
	asm_op(&l->a, OP(OP_MOV, 4), r_(1, T_UB),
	       region_((struct opd){ .file = GRF, .nr = 1, .type = T_UB }, 0, 1, 0), null_(T_UD));
	for (u32 i = 0; i < regs; i += 2)
		asm_op(&l->a, OP(OP_MOV, 16, .all = true), UD((u8)(5 + i)), s_(1, 0, T_UD),
		       null_(T_UD));
}

/* r4: header of a media block at the coordinates in r2. */
static void block_header(struct lab *l, u32 width, u32 height)
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
		struct lab *l = lab_create(k < 3 ? "skl-gt2" : "bdw-gt2");

		l->simd = 16;
		l->groups[0] = 4;
		l->groups[1] = 20;
		l->own = 1;
		l->spf = true;
		heap_at(l, CURBE)[0] = 0x88;
		bind_image(l, 0, 0x140, 512, 64, 512, tilings[k % 3]);
		spread_color(l, 2);
		asm_op(&l->a, OP(OP_MUL, 1), s_(2, 0, T_UD), s_(0, 1, T_UD), ud_(16));
		asm_mov1(&l->a, s_(2, 1, T_UD), s_(0, 6, T_UD));
		block_header(l, 16, 1);
		asm_send(&l->a, 16, 12, desc(2, 0, 10, 0, 0) | HEADER, 255, 4);
		asm_end(&l->a);
		run_walker(l);
		expect_filled(l, tilings[k % 3], 64, 20, 0x88);
		expect_no_anomalies(l->r.d);
		lab_destroy(l);
	}
}

static void put_object(struct lab *l, u32 x, u32 y)
{
	word(l, OBJECT | 6);
	word(l, 0);
	word(l, 0);
	word(l, 0);
	word(l, 0);
	word(l, 0);
	word(l, x);
	word(l, y);
	word(l, GFX(2, 0, 0x04));
	word(l, 0);
}

/* As media_fill: each object a block of 16 by 16. */
static void media_fill(void)
{
	static const u32 tilings[] = { 0, 2, 3 };

	for (u32 k = 0; k < 6; k++) {
		struct lab *l = lab_create(k < 3 ? "skl-gt2" : "bdw-gt2");

		l->own = 1;
		heap_at(l, CURBE)[0] = 0x4d;
		bind_image(l, 0, 0x140, 512, 64, 512, tilings[k % 3]);
		spread_color(l, 8);
		block_header(l, 16, 16);
		asm_send(&l->a, 16, 12, desc(9, 0, 10, 0, 0) | HEADER, 255, 4);
		asm_end(&l->a);
		put_state(l, PIPE_MEDIA);
		for (u32 i = 0; i < 8; i++)
			put_object(l, i % 4 * 16, i / 4 * 16);
		EXPECT(run_words(l));
		expect_filled(l, tilings[k % 3], 64, 32, 0x4d);
		expect_no_anomalies(l->r.d);
		lab_destroy(l);
	}
}

/* As media_spin: count up to a constant, then write the count. */
static void media_spin(void)
{
	struct lab *l = lab_create("skl-gt2");
	struct how again = OP(OP_WHILE, 1, .pred = 1, .inverse = true);
	struct opd n = s_(5, 0, T_UD);
	u32 start;

	l->own = 1;
	l->spf = true;
	heap_at(l, CURBE)[0] = 20000;
	bind_image(l, 0, 0x140, 512, 64, 512, 0);
	block_header(l, 4, 1);
	asm_mov1(&l->a, n, ud_(0));
	start = asm_here(&l->a);
	asm_op(&l->a, OP(OP_ADD, 1), n, n, ud_(1));
	asm_op(&l->a, OP(OP_CMP, 1, .cond = C_Z), null_(T_UD), s_(1, 0, T_UD), n);
	asm_jump(&l->a, again, (s32)start - (s32)asm_here(&l->a), 0);
	asm_send(&l->a, 16, 12, desc(2, 0, 10, 0, 0) | HEADER, 255, 4);
	asm_end(&l->a);
	put_state(l, PIPE_MEDIA);
	put_object(l, 8, 1);
	EXPECT(run_words(l));
	EXPECT_EQ(l->image.cpu[(512 + 8) / 4], 20000);
	expect_no_anomalies(l->r.d);
	lab_destroy(l);
}

/*
 * A block that is partly outside: writes are cut, reads repeat the edge. The width of the surface
 * counts dwords. A message may be longer than its block.
 */
static void media_blocks_at_edges(void)
{
	struct lab *l = lab_create("skl-gt2");
	u8 *image = (u8 *)l->image.cpu;

	l->own = 1;
	bind_image(l, 0, 0x140, 10, 10, 512, 0);
	bind_image(l, 1, 0x140, 16, 64, 512, 0);
	heap_at(l, SURFACES + 64)[8] = IMAGE + 0x10000;
	for (u32 y = 0; y < 10; y++)
		for (u32 x = 0; x < 40; x++)
			image[y * 512 + x] = (u8)(y * 16 + x);
	/* Read 16 by 4 at 32, 8; write it at 0, 0 of the other, and at 36, 9 of this one. */
	block_header(l, 16, 4);
	asm_send(&l->a, 16, 12, desc(1, 2, 4, 0, 0) | HEADER, 5, 4);
	asm_mov1(&l->a, s_(4, 0, T_UD), ud_(0));
	asm_mov1(&l->a, s_(4, 1, T_UD), ud_(0));
	asm_send(&l->a, 16, 12, desc(3, 0, 10, 0, 1) | HEADER, 255, 4);
	asm_mov1(&l->a, s_(4, 0, T_UD), ud_(36));
	asm_mov1(&l->a, s_(4, 1, T_UD), ud_(9));
	asm_send(&l->a, 16, 12, desc(5, 0, 10, 0, 0) | HEADER, 255, 4);
	asm_end(&l->a);
	put_state(l, PIPE_MEDIA);
	put_object(l, 32, 8);
	EXPECT(run_words(l));
	for (u32 y = 0; y < 4; y++)
		for (u32 x = 0; x < 16; x++)
			EXPECT_EQ(image[0x10000 + y * 512 + x],
				  min(8 + y, 9u) * 16 + min(32 + x, 39u));
	for (u32 x = 36; x < 44; x++)
		EXPECT_EQ(image[9 * 512 + x], x < 40 ? 8 * 16 + 32 + x - 36 : 0);
	EXPECT_EQ(image[10 * 512 + 36], 0);
	expect_no_anomalies(l->r.d);
	lab_destroy(l);
}

/* ---- groups ---- */

static void barrier(struct lab *l)
{
	struct opd n0 = arf_(0x90, 0, T_UD);

	asm_op(&l->a, OP(OP_MOV, 8, .all = true), UD(50), ud_(0), null_(T_UD));
	asm_op(&l->a, OP(OP_AND, 1, .all = true), s_(50, 2, T_UD), s_(0, 2, T_UD), ud_(0x8f000000));
	asm_send(&l->a, 8, 3, desc(1, 0, 0, 0, 0) | 4, 255, 50);
	asm_op(&l->a, OP(OP_WAIT, 1, .all = true), n0, n0, null_(T_UD));
}

/* Each thread writes to shared local memory; behind a barrier it reads what the next one wrote. */
static void barriers_and_local_memory(void)
{
	static const char * const devices[] = { "bdw-gt2", "skl-gt2" };

	for (u32 k = 0; k < 2; k++) {
		struct lab *l = lab_create(devices[k]);

		l->threads = 4;
		l->groups[0] = 3;
		/* 4 KiB. */
		l->slm = k ? 3 : 1;
		thread_numbers(l);
		bind_buffer(l, 0, RIG_OUT, 0x4000);
		number_all(l);
		/* r20: the channel in the group, r21: that of the next thread; as offsets. */
		asm_op(&l->a, OP(OP_SHL, 1), s_(24, 0, T_UD), s_(2, 0, T_UD), ud_(3));
		asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(10), s_(24, 0, T_UD));
		asm_op(&l->a, OP(OP_ADD, 8), UD(21), UD(20), ud_(8));
		asm_op(&l->a, OP(OP_AND, 8), UD(21), UD(21), ud_(31));
		asm_op(&l->a, OP(OP_SHL, 8), UD(20), UD(20), ud_(2));
		asm_op(&l->a, OP(OP_SHL, 8), UD(21), UD(21), ud_(2));
		for (u32 round = 0; round < 2; round++) {
			asm_mov(&l->a, 8, UD(16), UD(20));
			asm_op(&l->a, OP(OP_ADD, 8), UD(17), UD(12), ud_(round * 1000));
			asm_send(&l->a, 8, 12, desc(2, 0, 9, ONE_DWORD(8), 254), 255, 16);
			barrier(l);
			asm_send(&l->a, 8, 12, desc(1, 1, 1, ONE_DWORD(8), 254), 30, 21);
			barrier(l);
		}
		store(l, 30, 0);
		asm_end(&l->a);
		run_walker(l);
		for (u32 i = 0; i < 3 * 32; i++)
			EXPECT_EQ(l->r.out.cpu[i], i / 32 * 32 + (i + 8) % 32 + 1000);
		expect_no_anomalies(l->r.d);
		lab_destroy(l);
	}
}

/* Threads that ended cannot arrive: the rest waits until the engine is reset. */
static void barrier_without_an_end(void)
{
	struct lab *l = lab_create("skl-gt2");

	l->threads = 2;
	thread_numbers(l);
	asm_op(&l->a, OP(OP_CMP, 1, .cond = C_Z, .all = true), null_(T_UD), s_(2, 0, T_UD), ud_(0));
	asm_jump(&l->a, OP(OP_JMPI, 1, .pred = 1, .all = true), 4 * 16, 0);
	barrier(l);
	asm_end(&l->a);
	put_state(l, PIPE_GPGPU);
	put_walker(l, 0);
	start_words(l);
	EXPECT(wait_hang(l->r.d, RCS0));
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_HANG), 1);
	lab_destroy(l);
}

/* ---- atomics and other messages ---- */

static u32 atomic_desc(u32 op, u32 operands, bool wants, u32 bti)
{
	return desc(1 + operands, wants, 2, op | BIT(4) | (wants ? BIT(5) : 0), bti);
}

static void atomics(void)
{
	struct lab *l = lab_create("skl-gt2");
	u32 *out = l->r.out.cpu;

	l->groups[0] = 10;
	thread_numbers(l);
	bind_buffer(l, 0, RIG_OUT, 0x4000);
	bind_buffer(l, 1, RIG_OUT + 0x1000, 0x1000);
	number_all(l);
	asm_op(&l->a, OP(OP_MOV, 8), UD(20), ud_(0), null_(T_UD));
	/* Increments of one counter: each channel gets another value, and writes there. */
	asm_send(&l->a, 8, 12, atomic_desc(5, 0, true, 0), 22, 20);
	asm_op(&l->a, OP(OP_SHL, 8), UD(14), UD(22), ud_(2));
	store(l, 22, 1);
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
	run_walker(l);
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
	lab_destroy(l);
}

/* Addresses of 64 bits: untyped, scattered bytes and qwords, blocks, atomics of 64 bits. */
static void long_addresses(void)
{
	struct lab *l = lab_create("skl-gt2");
	u32 *out = l->r.out.cpu;

	thread_numbers(l);
	number_all(l);
	/* r24, r25: addresses of eight channels. */
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), region_(UD(14), 8, 8, 1), ud_(RIG_OUT));
	asm_mov(&l->a, 8, UD(26), UD(12));
	asm_send(&l->a, 8, 12, desc(3, 0, 0x19, ONE_DWORD(8), 253), 255, 24);
	asm_send(&l->a, 8, 12, desc(2, 1, 0x11, ONE_DWORD(8), 253), 30, 24);
	asm_op(&l->a, OP(OP_ADD, 8), UD(26), UD(30), ud_(50));
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), r_(24, T_UQ), ud_(0x100));
	/* Scattered: bytes, two dwords, qwords. */
	asm_send(&l->a, 8, 12, desc(3, 0, 0x1a, 0, 253), 255, 24);
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), region_(UD(14), 8, 8, 1),
	       region_(UD(14), 8, 8, 1));
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), r_(24, T_UQ), ud_(RIG_OUT + 0x200));
	asm_mov(&l->a, 8, UD(27), UD(12));
	asm_send(&l->a, 8, 12, desc(4, 0, 0x1a, 1 | 1 << 2, 253), 255, 24);
	asm_send(&l->a, 8, 12, desc(2, 2, 0x10, 2, 253), 32, 24);
	asm_op(&l->a, OP(OP_ADD, 8), r_(24, T_UQ), r_(24, T_UQ), ud_(0x100));
	asm_mov(&l->a, 8, r_(26, T_UQ), r_(32, T_UQ));
	asm_send(&l->a, 8, 12, desc(4, 0, 0x1a, 2, 253), 255, 24);
	/* Add to a qword. */
	asm_op(&l->a, OP(OP_MOV, 8), r_(24, T_UQ), ud_(RIG_OUT + 0x400), null_(T_UD));
	asm_op(&l->a, OP(OP_MOV, 8), r_(26, T_UQ), ud_(0x60000000), null_(T_UD));
	asm_send(&l->a, 8, 12, desc(4, 0, 0x12, 7 | BIT(4), 253), 255, 24);
	/* A block of two owords. */
	asm_op(&l->a, OP(OP_MOV, 8), UD(40), ud_(0), null_(T_UD));
	asm_mov1(&l->a, s_(40, 0, T_UD), ud_(RIG_OUT));
	asm_send(&l->a, 8, 12, desc(1, 1, 0x14, 2, 253) | HEADER, 42, 40);
	asm_mov1(&l->a, s_(40, 0, T_UD), ud_(RIG_OUT + 0x500));
	asm_mov(&l->a, 8, UD(41), UD(42));
	asm_send(&l->a, 8, 12, desc(2, 0, 0x15, 2, 253) | HEADER, 255, 40);
	asm_end(&l->a);
	run_walker(l);
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
	lab_destroy(l);
}

/* Bytes, words and dwords by offset, owords of the constant cache, scratch space, fences. */
static void short_messages(void)
{
	struct lab *l = lab_create("skl-gt2");
	u32 *out = l->r.out.cpu;

	thread_numbers(l);
	bind_buffer(l, 0, RIG_OUT, 0x4000);
	number_all(l);
	/* Bytes at 0x100, words at 0x200 of a single byte each. */
	asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(12), ud_(0x100));
	asm_op(&l->a, OP(OP_ADD, 8), UD(21), UD(12), ud_(0x1a0));
	asm_send(&l->a, 8, 10, desc(2, 0, 12, 0, 0), 255, 20);
	asm_send(&l->a, 8, 10, desc(1, 1, 4, 0, 0), 30, 20);
	asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(12), UD(12));
	asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(20), ud_(0x200));
	asm_mov(&l->a, 8, UD(21), UD(30));
	asm_send(&l->a, 8, 10, desc(2, 0, 12, 1 << 2, 0), 255, 20);
	/* Dwords: offsets count them. */
	asm_op(&l->a, OP(OP_ADD, 8), UD(20), UD(12), ud_(0x300 / 4));
	asm_op(&l->a, OP(OP_ADD, 8), UD(21), UD(12), ud_(7));
	asm_send(&l->a, 8, 10, desc(2, 0, 11, 2, 0), 255, 20);
	asm_send(&l->a, 8, 10, desc(1, 1, 3, 2, 0), 31, 20);
	/* Owords at 0x300 by the constant cache, written back at 0x400. */
	asm_op(&l->a, OP(OP_MOV, 8), UD(40), ud_(0), null_(T_UD));
	asm_mov1(&l->a, s_(40, 2, T_UD), ud_(0x30));
	asm_send(&l->a, 8, 9, desc(1, 1, 0, 2, 0) | HEADER, 41, 40);
	asm_mov1(&l->a, s_(40, 2, T_UD), ud_(0x40));
	asm_send(&l->a, 8, 10, desc(2, 0, 8, 2, 0) | HEADER, 255, 40);
	/* Unaligned: from 0x304; a fence with an answer. */
	asm_mov1(&l->a, s_(40, 2, T_UD), ud_(0x304));
	asm_send(&l->a, 8, 10, desc(1, 1, 1, 2, 0) | HEADER, 42, 40);
	asm_send(&l->a, 8, 10, desc(1, 1, 7, 0x20, 0) | HEADER, 43, 0);
	/* Scratch space: a register out and back, with the header of the thread. */
	asm_op(&l->a, OP(OP_MOV, 8), UD(44), UD(0), null_(T_UD));
	asm_mov(&l->a, 8, UD(45), UD(42));
	asm_send(&l->a, 8, 10, 2u << 25 | HEADER | BIT(18) | BIT(17) | 5, 255, 44);
	asm_send(&l->a, 8, 10, 1u << 25 | 1 << 20 | HEADER | BIT(18) | 5, 46, 44);
	asm_op(&l->a, OP(OP_ADD, 8), UD(14), UD(14), ud_(0x500));
	store(l, 46, 0);
	asm_end(&l->a);
	run_walker(l);
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
	lab_destroy(l);
}

/* Typed: elements by coordinates, in formats, in all tilings; an atomic. */
static void typed_surfaces(void)
{
	static const u32 tilings[] = { 0, 2, 3 };

	for (u32 k = 0; k < 3; k++) {
		struct lab *l = lab_create("skl-gt2");
		const u8 *image = (const u8 *)l->image.cpu;

		thread_numbers(l);
		bind_buffer(l, 0, RIG_OUT, 0x4000);
		/* R8G8B8A8_UNORM; R32_UINT over the same bytes. */
		bind_image(l, 1, 0x0c7, 6, 20, 512, tilings[k]);
		bind_image(l, 2, 0x0d7, 6, 20, 512, tilings[k]);
		number_all(l);
		/* Header, x = channel, y = 17, colours. */
		asm_op(&l->a, OP(OP_MOV, 8), UD(40), ud_(0), null_(T_UD));
		asm_mov1(&l->a, s_(40, 7, T_UD), ud_(0xffff));
		asm_mov(&l->a, 8, UD(41), UD(10));
		asm_mov(&l->a, 8, UD(42), ud_(17));
		asm_mov(&l->a, 8, r_(43, T_F), f_(1.0f));
		asm_mov(&l->a, 8, r_(44, T_F), f_(0.5f));
		asm_mov(&l->a, 8, r_(45, T_F), f_(-3.0f));
		asm_mov(&l->a, 8, r_(46, T_F), f_(2.0f));
		asm_send(&l->a, 8, 12, desc(7, 0, 13, 1 << 4, 1) | HEADER, 255, 40);
		/* Add 1 to the last, then read. */
		asm_mov(&l->a, 8, UD(43), ud_(1));
		asm_send(&l->a, 8, 12, desc(4, 0, 6, 7, 2) | HEADER, 255, 40);
		asm_send(&l->a, 8, 12, desc(3, 1, 5, 0xe | 1 << 4, 2) | HEADER, 30, 40);
		store(l, 30, 0);
		asm_op(&l->a, OP(OP_ADD, 8), UD(14), UD(14), ud_(0x20));
		asm_send(&l->a, 8, 12, desc(3, 4, 5, 1 << 4, 1) | HEADER, 32, 40);
		store(l, 33, 0);
		asm_end(&l->a);
		run_walker(l);
		for (u32 i = 0; i < 8; i++) {
			u32 pixel, at = image_offset(tilings[k], 512, i * 4, 17);
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
		lab_destroy(l);
	}
}

/* ---- commands ---- */

/* The number of groups comes from registers; a predicate can leave the walker out. */
static void indirect_and_predicated(void)
{
	struct lab *l = lab_create("skl-gt2");

	thread_numbers(l);
	bind_buffer(l, 0, RIG_OUT, 0x4000);
	l->groups[0] = 5;
	number_all(l);
	asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), ud_(1));
	store(l, 18, 0);
	asm_end(&l->a);
	/* MI_PREDICATE_RESULT is 0: nothing. */
	put_state(l, PIPE_GPGPU);
	word(l, MI_LOAD_REGISTER_IMM(1));
	word(l, 0x2418);
	word(l, 0);
	put_walker(l, BIT(8));
	EXPECT(run_words(l));
	EXPECT_EQ(l->r.out.cpu[0], 0);
	word(l, MI_LOAD_REGISTER_IMM(3));
	for (u32 i = 0; i < 3; i++) {
		word(l, 0x2500 + 4 * i);
		word(l, i ? 1 : 2);
	}
	put_walker(l, BIT(10));
	EXPECT(run_words(l));
	for (u32 i = 0; i < 40; i++)
		EXPECT_EQ(l->r.out.cpu[i], i < 16 ? i + 1 : 0);
	expect_no_anomalies(l->r.d);
	lab_destroy(l);
}

/* State is the context's: another one in between, with other state, changes nothing. */
static void state_follows_its_context(void)
{
	struct lab *l = lab_create("skl-gt2");
	struct context other = context_create(l->r.d, RCS0, 7);

	thread_numbers(l);
	bind_buffer(l, 0, RIG_OUT, 0x4000);
	number_all(l);
	asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), ud_(1));
	store(l, 18, 0);
	asm_end(&l->a);
	put_state(l, PIPE_GPGPU);
	EXPECT(run_words(l));
	EMIT(&other, GFX(1, 1, 0x04) | 0x300, GFX(2, 0, 0x02) | 2, 0, 32, 0x123000);
	EXPECT(context_run(&other));
	put_walker(l, 0);
	EXPECT(run_words(l));
	for (u32 i = 0; i < 8; i++)
		EXPECT_EQ(l->r.out.cpu[i], i + 1);
	expect_no_anomalies(l->r.d);
	lab_destroy(l);
}

/* Without its state, or for another pipeline, a walker does nothing, which is reported. */
static void walkers_without_state(void)
{
	struct lab *l = lab_create("skl-gt2");

	asm_end(&l->a);
	put_walker(l, 0);
	EXPECT(run_words(l));
	put_state(l, PIPE_3D);
	put_walker(l, 0);
	put_object(l, 0, 0);
	EXPECT(run_words(l));
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_COMMAND), 3);
	/* More threads than there are; a descriptor past the end. */
	put_state(l, PIPE_GPGPU);
	l->threads = 64;
	put_walker(l, 0);
	l->words[l->n - 2 - 11] |= 1 << 8;
	put_walker(l, 0);
	l->words[l->n - 2 - 14] = 1;
	EXPECT(run_words(l));
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_COMMAND), 5);
	lab_destroy(l);
}

static void reset_engine(struct lab *l)
{
	u32 ctl = 0x2000 + RING_RESET_CTL;

	wr(l->r.d, ctl, MASKED_ENABLE(RESET_CTL_REQUEST));
	EXPECT(rd(l->r.d, ctl) & RESET_CTL_READY);
	wr(l->r.d, 0x941c, engine_info[RCS0].reset_domain);
	wr(l->r.d, ctl, MASKED_DISABLE(RESET_CTL_REQUEST));
	engine_enable(l->r.d, RCS0);
}

static bool wait_idle(struct lab *l, u32 mode)
{
	struct timespec ts = { .tv_nsec = 100000 };

	for (u32 i = 0; i < 10000; i++) {
		if (rd(l->r.d, mode) & MI_MODE_IDLE)
			return true;
		nanosleep(&ts, NULL);
	}
	return false;
}

/* A shader that never ends keeps its engine busy. It can be stopped, and reset; others go on. */
static void endless_shader(void)
{
	struct lab *l = lab_create("skl-gt2");
	struct context copy = context_create(l->r.d, BCS0, 3);
	u32 mode = 0x2000 + RING_MI_MODE;

	asm_jump(&l->a, OP(OP_WHILE, 8), 0, 0);
	put_state(l, PIPE_GPGPU);
	put_walker(l, 0);
	start_words(l);
	EMIT(&copy, MI_STORE_DATA_IMM | MI_USE_GGTT, l->r.out.ggtt, 0, 0x55);
	EXPECT(context_run(&copy));
	EXPECT_EQ(l->r.out.cpu[0], 0x55);
	/* It pauses when it is told to, and goes on. */
	wr(l->r.d, mode, MASKED_ENABLE(MI_MODE_STOP_RING));
	EXPECT(wait_idle(l, mode));
	wr(l->r.d, mode, MASKED_DISABLE(MI_MODE_STOP_RING));
	EXPECT_EQ(engine_stats_of(l->r.d, RCS0).hangs, 0);
	reset_engine(l);
	EXPECT_EQ(engine_stats_of(l->r.d, RCS0).resets, 1);
	/* The engine works again. */
	l->r.c = context_create(l->r.d, RCS0, 0x12);
	EMIT(&l->r.c, MI_STORE_DATA_IMM | MI_USE_GGTT, l->r.out.ggtt, 0, 0x66);
	EXPECT(context_run(&l->r.c));
	EXPECT_EQ(l->r.out.cpu[0], 0x66);
	expect_no_anomalies(l->r.d);
	lab_destroy(l);
}

static void expect_hang(struct lab *l, enum anomaly_kind kind)
{
	put_state(l, PIPE_GPGPU);
	put_walker(l, 0);
	start_words(l);
	EXPECT(wait_hang(l->r.d, RCS0));
	EXPECT_EQ(anomalies_of(l->r.d, kind), 1);
	EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_HANG), 1);
	reset_engine(l);
}

/* What no unit knows hangs the engine: an opcode, a shared function, a message, a length. */
static void bad_shaders(void)
{
	for (u32 k = 0; k < 6; k++) {
		struct lab *l = lab_create("skl-gt2");

		switch (k) {
		case 0:
			l->a.n = 2;
			break;
		case 1:
			asm_send(&l->a, 8, 2, desc(1, 1, 0, 0, 0), 10, 1);
			break;
		case 2:
			asm_send(&l->a, 8, 12, desc(1, 1, 0x1f, 0, 0), 10, 1);
			break;
		case 3:
			asm_send(&l->a, 8, 12, desc(3, 1, 1, ONE_DWORD(8), 255), 10, 1);
			break;
		case 4:
			asm_send(&l->a, 8, 12, desc(1, 1, 1, ONE_DWORD(8), 245), 10, 1);
			break;
		default:
			asm_send(&l->a, 8, 12, desc(15, 0, 9, ONE_DWORD(8), 0), 255, 120);
			break;
		}
		expect_hang(l, ANOMALY_BAD_SHADER);
		lab_destroy(l);
	}
}

/* A page that is not there: of data, of a surface state, of code. */
static void page_faults(void)
{
	for (u32 k = 0; k < 3; k++) {
		struct lab *l = lab_create("skl-gt2");

		if (k < 2) {
			bind_buffer(l, 0, 0x9000000, 0x1000);
			if (k == 1)
				heap_at(l, TABLE)[0] = 0x9000000;
			asm_send(&l->a, 8, 12, desc(1, 1, 1, ONE_DWORD(8), 0), 10, 1);
		} else {
			asm_jump(&l->a, OP(OP_JMPI, 1, .all = true), 0x9000000, 0);
		}
		expect_hang(l, ANOMALY_FAULT);
		if (!k) {
			EXPECT_EQ(rd(l->r.d, 0x4b10), 0x9000000 >> 12);
			EXPECT(rd(l->r.d, 0x4094) & 1);
		}
		lab_destroy(l);
	}
}

static char *dump_pages(struct lab *l)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	page_log_dump(&l->r.d->gpu->page_log, out);
	fclose(out);
	return text;
}

/* The page log has what threads touch, as it has what commands touch. */
static void pages_are_logged(void)
{
	struct lab *l = lab_create("skl-gt2");
	char line[128], *text;

	thread_numbers(l);
	bind_buffer(l, 0, RIG_OUT, 0x4000);
	number_all(l);
	store(l, 12, 0);
	asm_end(&l->a);
	page_log_enable(&l->r.d->gpu->page_log, true);
	run_walker(l);
	text = dump_pages(l);
	snprintf(line, sizeof(line), "rcs0 lrca=0x%08x id=0x11 page=0x%llx w\n", l->r.c.lrca,
		 (unsigned long long)l->r.out.gpa);
	EXPECT(strstr(text, line));
	/* The kernel is fetched. */
	snprintf(line, sizeof(line), "id=0x11 page=0x%llx f\n", (unsigned long long)l->heap.gpa);
	EXPECT(strstr(text, line));
	free(text);
	lab_destroy(l);
}

/* Code that was changed between two walkers is seen. */
static void code_changes(void)
{
	struct lab *l = lab_create("skl-gt2");

	thread_numbers(l);
	bind_buffer(l, 0, RIG_OUT, 0x4000);
	for (u32 i = 1; i < 4; i++) {
		l->a.n = 0;
		number_all(l);
		asm_op(&l->a, OP(OP_ADD, 8), UD(18), UD(12), ud_(100 * i));
		store(l, 18, 0);
		asm_end(&l->a);
		run_walker(l);
		EXPECT_EQ(l->r.out.cpu[7], 100 * i + 7);
	}
	expect_no_anomalies(l->r.d);
	lab_destroy(l);
}

static const struct test tests[] = {
	TEST(walker_reaches_all),
	TEST(partial_groups),
	TEST(rows_and_indirect_data),
	TEST(buffers_end),
	TEST(gpgpu_fill),
	TEST(media_fill),
	TEST(media_spin),
	TEST(media_blocks_at_edges),
	TEST(barriers_and_local_memory),
	TEST(barrier_without_an_end),
	TEST(atomics),
	TEST(long_addresses),
	TEST(short_messages),
	TEST(typed_surfaces),
	TEST(indirect_and_predicated),
	TEST(state_follows_its_context),
	TEST(walkers_without_state),
	TEST(endless_shader),
	TEST(bad_shaders),
	TEST(page_faults),
	TEST(pages_are_logged),
	TEST(code_changes),
	{ 0 }
};

SUITE(gpgpu, tests);
