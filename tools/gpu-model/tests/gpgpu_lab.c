// SPDX-License-Identifier: GPL-2.0-only
/*
 * See gpgpu_lab.h.
 */
#include <stdlib.h>
#include <string.h>

#include "cs/commands.h"
#include "tests/gpgpu_lab.h"

struct gpgpu *gpgpu_create(const char *device)
{
	struct gpgpu *l = calloc(1, sizeof(*l));

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

void gpgpu_destroy(struct gpgpu *l)
{
	rig_destroy(&l->r);
	free(l);
}

u32 gpgpu_gen(const struct gpgpu *l)
{
	return l->r.d->gpu->device->gen;
}

u32 *gpgpu_heap(struct gpgpu *l, u32 offset)
{
	return l->heap.cpu + offset / 4;
}

void gpgpu_word(struct gpgpu *l, u32 w)
{
	l->words[l->n++] = w;
}

/* Entry @n of the binding table: a buffer of bytes. */
void gpgpu_bind_buffer(struct gpgpu *l, u32 n, u64 va, u32 bytes)
{
	u32 *s = gpgpu_heap(l, SURFACES + n * 64), last = bytes - 1;

	gpgpu_heap(l, TABLE)[n] = SURFACES + n * 64;
	memset(s, 0, 64);
	s[0] = 4u << 29 | 0x1ff << 18;
	s[2] = (last & 0x7f) | (last >> 7 & 0x3fff) << 16;
	s[3] = last >> 21 << 21;
	s[8] = lower_32_bits(va);
	s[9] = upper_32_bits(va);
}

/* A picture: @tiling as surface states number it. */
void gpgpu_bind_image(struct gpgpu *l, u32 n, u32 format, u32 width, u32 height, u32 pitch,
		      u32 tiling)
{
	u32 *s = gpgpu_heap(l, SURFACES + n * 64);

	gpgpu_heap(l, TABLE)[n] = SURFACES + n * 64;
	memset(s, 0, 64);
	s[0] = 1u << 29 | format << 18 | 1 << 16 | 1 << 14 | tiling << 12;
	s[2] = (height - 1) << 16 | (width - 1);
	s[3] = pitch - 1;
	s[8] = IMAGE;
}

static void put_kernel(struct gpgpu *l)
{
	u32 *d = gpgpu_heap(l, DESCRIPTOR);

	memcpy(gpgpu_heap(l, KERNEL), l->a.code, l->a.n * 8);
	memset(d, 0, 32);
	d[0] = KERNEL;
	d[2] = (l->spf ? BIT(18) : 0) | (l->alternative ? BIT(16) : 0);
	d[4] = TABLE;
	d[5] = l->own << 16;
	d[6] = l->slm << 16 | l->threads | (l->threads > 1 ? BIT(21) : 0);
	d[7] = l->cross;
}

void gpgpu_put_state(struct gpgpu *l, u32 pipeline)
{
	u32 gen = gpgpu_gen(l), dwords = gen >= 9 ? 19 : 16, first = l->n;

	gpgpu_word(l, GFX(1, 1, 0x04) | pipeline | (gen >= 9 ? 0x300 : 0));
	gpgpu_word(l, GFX(0, 1, 0x01) | (dwords - 2));
	for (u32 i = 1; i < dwords; i++)
		gpgpu_word(l, i >= 12 && i < 16 ? 0xfffff001 : 0);
	/* General state is at 0; the rest is in the heap. */
	l->words[first + 1 + 1] = 1;
	for (u32 i = 4; i <= 10; i += 2)
		l->words[first + 1 + i] = HEAP | 1;
	gpgpu_word(l, GFX(2, 0, 0x00) | 7);
	gpgpu_word(l, 0x100000);
	for (u32 i = 2; i < 9; i++)
		gpgpu_word(l, i == 5 ? 2 << 16 | 2 : i == 3 ? 63 << 16 | 2 << 8 : 0);
	gpgpu_word(l, GFX(2, 0, 0x01) | 2);
	gpgpu_word(l, 0);
	gpgpu_word(l, 0x1000);
	gpgpu_word(l, CURBE);
	gpgpu_word(l, GFX(2, 0, 0x02) | 2);
	gpgpu_word(l, 0);
	gpgpu_word(l, 32);
	gpgpu_word(l, DESCRIPTOR);
}

void gpgpu_put_walker(struct gpgpu *l, u32 flags)
{
	gpgpu_word(l, WALKER | 13 | flags);
	gpgpu_word(l, 0);
	gpgpu_word(l, 0);
	gpgpu_word(l, 0);
	gpgpu_word(l, (l->simd / 16) << 30 | (l->threads - 1));
	for (u32 i = 0; i < 3; i++) {
		gpgpu_word(l, 0);
		if (i < 2)
			gpgpu_word(l, 0);
		gpgpu_word(l, l->groups[i]);
	}
	gpgpu_word(l, l->right);
	gpgpu_word(l, ~0u);
	gpgpu_word(l, GFX(2, 0, 0x04));
	gpgpu_word(l, 0);
}

static void put_words(struct gpgpu *l)
{
	put_kernel(l);
	memcpy(l->r.batch.cpu, l->words, l->n * 4);
	l->r.batch.cpu[l->n] = MI_BATCH_BUFFER_END;
	l->n = 0;
}

bool gpgpu_run_words(struct gpgpu *l)
{
	put_words(l);
	return context_run_batch(&l->r.c, RIG_BATCH, true);
}

void gpgpu_start_words(struct gpgpu *l)
{
	put_words(l);
	EMIT(&l->r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
	elsp_submit(&l->r.c, NULL);
}

void gpgpu_run_walker(struct gpgpu *l)
{
	gpgpu_put_state(l, PIPE_GPGPU);
	gpgpu_put_walker(l, 0);
	EXPECT(gpgpu_run_words(l));
}

/* ---- messages ---- */

u32 gpgpu_desc(u32 mlen, u32 rlen, u32 type, u32 control, u32 bti)
{
	return mlen << 25 | rlen << 20 | type << 14 | control << 8 | bti;
}

/* r10, r11: numbers of channels. */
void gpgpu_number_channels(struct gpgpu *l, u8 reg)
{
	struct opd vector = { .file = IMM, .type = 6, .imm = 0x76543210 };

	asm_op(&l->a, OP(OP_MOV, 8, .all = true), UD(reg), vector, null_(T_UD));
	asm_op(&l->a, OP(OP_ADD, 8, .all = true), UD(reg + 1), UD(reg), ud_(8));
}

/* r12, r13: number of each channel in all of the dispatch; r14, r15: the same as dword offset. */
void gpgpu_number_all(struct gpgpu *l)
{
	struct eu_asm *a = &l->a;
	struct opd n = s_(9, 0, T_UD);
	struct how one = OP(OP_MUL, 1, .all = true), plus = OP(OP_ADD, 1, .all = true);

	gpgpu_number_channels(l, 10);
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
void gpgpu_thread_numbers(struct gpgpu *l)
{
	l->cross = 1;
	l->own = 1;
	gpgpu_heap(l, CURBE)[0] = 0xc0ffee;
	for (u32 i = 0; i < 16; i++)
		gpgpu_heap(l, CURBE)[8 + 8 * i] = i;
}

/* Channels @from of registers to the dwords at r14. */
void gpgpu_store(struct gpgpu *l, u8 from, u32 bti)
{
	u8 n = (u8)(l->simd / 8);

	asm_mov(&l->a, (u8)l->simd, UD(16), UD(14));
	asm_mov(&l->a, (u8)l->simd, UD(16 + n), UD(from));
	asm_send(&l->a, (u8)l->simd, 12, gpgpu_desc(2 * n, 0, 9, ONE_DWORD(l->simd), bti), 255, 16);
}

u32 gpgpu_image_offset(u32 tiling, u32 pitch, u32 x, u32 y)
{
	if (tiling == 2)
		return (y / 8 * (pitch / 512) + x / 512) * 4096 + y % 8 * 512 + x % 512;
	if (tiling == 3)
		return (y / 32 * (pitch / 128) + x / 128) * 4096 + x % 128 / 16 * 512 +
		       y % 32 * 16 + x % 16;
	return y * pitch + x;
}

void gpgpu_put_object(struct gpgpu *l, u32 x, u32 y)
{
	gpgpu_word(l, OBJECT | 6);
	gpgpu_word(l, 0);
	gpgpu_word(l, 0);
	gpgpu_word(l, 0);
	gpgpu_word(l, 0);
	gpgpu_word(l, 0);
	gpgpu_word(l, x);
	gpgpu_word(l, y);
	gpgpu_word(l, GFX(2, 0, 0x04));
	gpgpu_word(l, 0);
}
