// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shaders: instructions that are mostly valid, run by a walker or a media object with state that is
 * mostly valid, or by a single thread whose messages go nowhere.
 */
#include <stdlib.h>
#include <string.h>

#include "eu/code.h"
#include "eu/opcodes.h"
#include "eu/thread.h"
#include "fuzz/fuzz.h"
#include "tests/driver.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)

#define MOST_CODE	256	/* words of 64 bits */

/* In the batch's pages, behind the commands. */
#define STATE_AT	0x1000u
#define DESCRIPTOR	(STATE_AT + 0x000)
#define TABLE		(STATE_AT + 0x100)
#define SURFACES	(STATE_AT + 0x200)
#define SAMPLERS	(STATE_AT + 0x400)
#define BORDERS		(STATE_AT + 0x500)
#define CURBE		(STATE_AT + 0x800)
#define KERNEL		(STATE_AT + 0x1000)

struct code {
	u64 word[MOST_CODE];
	u32 n;
};

static u64 fuzz_long(struct fuzz_input *in)
{
	u64 low = fuzz_word(in);

	return (u64)fuzz_word(in) << 32 | low;
}

static void put(u64 *raw, u32 high, u32 low, u64 value)
{
	u64 mask = ~0ull >> (63 - (high - low));

	raw[low / 64] = (raw[low / 64] & ~(mask << (low % 64))) | (value & mask) << (low % 64);
}

/* To the sampler: types and lengths that may fit, entries of the table that are there. */
static u32 sampler_descriptor(struct fuzz_input *in)
{
	u32 dw = fuzz_word(in), simd = 1 + (dw & 1), header = dw >> 1 & 1;
	u32 params = 1 + (dw >> 2) % 5, response = (dw >> 6 & 7 ? 4 : dw >> 9 & 7) * simd;

	return (header + params * simd) << 25 | response << 20 | header << 19 | simd << 17 |
	       (dw >> 12 & 0x1f) << 12 | (dw >> 18 & 3) << 8 | (dw >> 20 & 3) |
	       (dw >> 24 ? 0 : fuzz_word(in) & 0x1fffffff);
}

/* Messages that exist, with lengths that may fit. */
static void make_send(struct fuzz_input *in, u64 *raw)
{
	static const u8 sfids[] = { 2, 2, 2, 2, 3, 7, 9, 10, 10, 12, 12, 12 };
	u8 sfid = sfids[fuzz_byte(in) % ARRAY_SIZE(sfids)], lengths = fuzz_byte(in);
	u32 desc = fuzz_word(in) & 0x7ffff;

	put(raw, 27, 24, sfid);
	put(raw, 42, 41, 1);
	put(raw, 79, 79, 0);
	put(raw, 63, 63, 0);
	put(raw, 90, 89, 3);
	/* Mostly entries of the table that are there. */
	if (lengths & 0x80)
		desc = (desc & ~0xffu) | (desc & 3 ? desc & 3 : 254);
	if (sfid == 2) {
		put(raw, 127, 96, sampler_descriptor(in));
		return;
	}
	put(raw, 127, 96, desc | (lengths & 7) << 25 | (lengths >> 3 & 7) << 20 |
	    (lengths >> 6 & 1) << 19 | (u64)(sfid == 7) << 31);
}

static void make_jump(struct fuzz_input *in, u64 *raw)
{
	put(raw, 127, 96, (u32)((int8_t)fuzz_byte(in) * 8));
	put(raw, 95, 64, (u32)((int8_t)fuzz_byte(in) * 8));
}

/* Types, files and strides that exist. */
static void make_operands(struct fuzz_input *in, u64 *raw)
{
	put(raw, 8, 8, 0);
	put(raw, 23, 21, raw[0] >> 21 & 7 ? (raw[0] >> 21 & 7) % 6 : 3);
	put(raw, 36, 35, 1);
	put(raw, 63, 63, 0);
	put(raw, 60, 60, 0);
	put(raw, 62, 61, 1 + fuzz_byte(in) % 3);
	put(raw, 40, 37, fuzz_byte(in) % 11);
	put(raw, 42, 41, 1);
	put(raw, 46, 43, fuzz_byte(in) % 11);
	put(raw, 76, 76, 0);
	put(raw, 88, 85, fuzz_byte(in) % 7);
	put(raw, 84, 82, fuzz_byte(in) % 5);
	put(raw, 90, 89, fuzz_byte(in) & 1 ? 3 : 1);
	put(raw, 94, 91, fuzz_byte(in) % 11);
}

static void make_instruction(struct fuzz_input *in, struct code *c)
{
	u8 how = fuzz_byte(in), code = fuzz_byte(in) & 0x7f;
	const struct eu_opcode *op = eu_opcode(9, code);
	u64 *raw = &c->word[c->n];

	raw[0] = fuzz_long(in);
	raw[1] = fuzz_long(in);
	put(raw, 6, 0, code);
	put(raw, 29, 29, !(how & 0x1f));
	c->n += how & 0x1f ? 2 : 1;
	if (!op || how & 0x80 || !(how & 0x1f))
		return;
	put(raw, 14, 14, 0);
	put(raw, 13, 11, 0);
	if (op->flags & EU_OP_SEND)
		make_send(in, raw);
	else if (op->flags & EU_OP_BRANCH)
		make_jump(in, raw);
	else if (!(op->flags & EU_OP_3SRC))
		make_operands(in, raw);
	else
		put(raw, 8, 8, 1);
}

static void make_code(struct fuzz_input *in, struct code *c)
{
	c->n = 0;
	while (in->left && c->n + 4 < MOST_CODE)
		make_instruction(in, c);
	/* End of thread. */
	c->word[c->n++] = 0x0000020007600031ull;
	c->word[c->n++] = 0x8200001006000e00ull;
}

/* ---- one thread ---- */

struct alone {
	struct eu_machine m;
	struct eu_code code;
	struct eu_thread t;
	struct code from;
};

static int fetch(void *context, u64 ip, void *buf, u32 len)
{
	struct alone *a = context;

	if (ip + len > a->from.n * 8)
		return -1;
	memcpy(buf, (u8 *)a->from.word + ip, len);
	return 0;
}

static enum eu_result swallow(struct eu_thread *t __unused, struct eu_message *m __unused)
{
	return EU_OK;
}

static void run_alone(struct fuzz_input *in, u8 how)
{
	struct alone *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	a->m = (struct eu_machine){
		.gen = how & 2 ? 8 : 9, .code = &a->code, .fetch = fetch, .send = swallow,
		.context = a,
	};
	eu_code_renew(&a->code);
	eu_thread_init(&a->t, &a->m, 0, fuzz_word(in), fuzz_word(in));
	fuzz_bytes(in, a->t.reg, 64);
	make_code(in, &a->from);
	eu_thread_run(&a->t, 2000);
	free(a);
}

/* ---- a command ---- */

static void make_surface(struct fuzz_input *in, u32 *s)
{
	static const u16 formats[] = { 0x1ff, 0x140, 0x0d7, 0x0c7, 0x002, 0x0c8, 0x0d3, 0x0ed,
				       0x040, 0x100, 0x0d9, 0x188 };
	u8 how = fuzz_byte(in);
	u32 tiling = fuzz_byte(in) & 3;

	s[0] = (how & 1 ? 4u : 1u) << 29 | (u32)formats[how / 2 % ARRAY_SIZE(formats)] << 18 |
	       tiling << 12;
	s[2] = fuzz_word(in) & 0x007f007f;
	s[3] = how & 1 ? 0 : 511;
	s[5] = how & 0x80 ? fuzz_word(in) : 0;
	s[8] = RIG_OUT + (fuzz_byte(in) & 3) * PAGE_SIZE;
	if (how & 0x40)
		s[fuzz_byte(in) % 16] = fuzz_word(in);
}

/* An image of any type, with levels, elements, faces. */
static void make_texture(struct fuzz_input *in, u32 *s)
{
	u32 dw = fuzz_word(in), more = fuzz_word(in);

	make_surface(in, s);
	s[0] = (s[0] & 0x07ffffff) | dw % 5 << 29 | (dw >> 3 & 1) << 28 | 0x1403f;
	s[1] = more & 0x3f;
	s[3] = (more >> 6 & 0xf) << 21 | 511;
	s[4] = (more >> 10 & 3) << 18;
	s[5] = (more >> 12 & 7) | (more >> 15 & 3) << 4;
	s[7] = dw & 0x80 ? dw >> 4 : 4 << 25 | 5 << 22 | 6 << 19 | 7 << 16;
	if (more >> 24 == 1)
		s[fuzz_byte(in) % 16] = fuzz_word(in);
}

/* Filters and wrap modes that exist, mostly. */
static void make_sampler(struct fuzz_input *in, u32 *s)
{
	static const u8 mips[] = { 0, 1, 3, 3 };
	u32 dw = fuzz_word(in), more = fuzz_word(in);

	s[0] = (dw & 3) % 3 << 14 | (dw >> 2 & 3) % 3 << 17 | (u32)mips[dw >> 4 & 3] << 20 |
	       (dw >> 6 & 0x1fff) << 1 | (dw >> 20 & 1) << 28;
	s[1] = more;
	s[1] &= ~BIT(7);
	s[2] = BORDERS | (dw >> 21 & 1);
	s[3] = (dw >> 22 & 7) % 7 | (dw >> 25 & 7) % 7 << 3 | (dw >> 28 & 7) % 7 << 6 |
	       (more >> 4 & 7) << 13;
	if (more >> 24 == 1)
		s[fuzz_byte(in) % 4] = fuzz_word(in);
}

static void make_state(struct rig *r, struct fuzz_input *in, u32 threads)
{
	u32 *d = r->batch.cpu + DESCRIPTOR / 4;

	d[0] = KERNEL;
	d[2] = (u32)(fuzz_byte(in) & 5) << 16;
	d[3] = SAMPLERS;
	d[4] = TABLE;
	d[5] = fuzz_byte(in) % 4 << 16;
	d[6] = fuzz_byte(in) % 8 << 16 | threads;
	d[7] = fuzz_byte(in) % 4;
	for (u32 i = 0; i < 4; i++) {
		r->batch.cpu[TABLE / 4 + i] = SURFACES + 64 * i;
		if (i & 1)
			make_texture(in, r->batch.cpu + SURFACES / 4 + 16 * i);
		else
			make_surface(in, r->batch.cpu + SURFACES / 4 + 16 * i);
		make_sampler(in, r->batch.cpu + SAMPLERS / 4 + 4 * i);
	}
	fuzz_bytes(in, r->batch.cpu + BORDERS / 4, 16);
	fuzz_bytes(in, r->batch.cpu + CURBE / 4, 128);
	if (fuzz_byte(in) == 1)
		d[fuzz_byte(in) % 8] = fuzz_word(in);
}

static void make_commands(struct rig *r, struct fuzz_input *in, u8 how, u32 threads)
{
	u32 *b = r->batch.cpu, n = 0;

	b[n++] = GFX(1, 1, 0x04) | 0x300 | (how & 4 ? 1 : 2);
	b[n++] = GFX(0, 1, 0x01) | 17;
	memset(b + n, 0, 18 * 4);
	b[n] = 1;
	for (u32 i = 3; i < 10; i += 2)
		b[n + i] = RIG_BATCH | 1;
	n += 18;
	b[n++] = GFX(2, 0, 0x01) | 2;
	b[n++] = 0;
	b[n++] = 128;
	b[n++] = CURBE;
	b[n++] = GFX(2, 0, 0x02) | 2;
	b[n++] = 0;
	b[n++] = 32;
	b[n++] = DESCRIPTOR;
	b[n++] = how & 4 ? GFX(2, 1, 0x00) | 13 : GFX(2, 1, 0x05) | 13;
	for (u32 i = 1; i < 15; i++)
		b[n++] = how & 4 && i >= 6 ? fuzz_word(in) : 0;
	if (!(how & 4)) {
		b[n - 11] = (u32)(fuzz_byte(in) % 3) << 30 | (threads - 1);
		b[n - 8] = fuzz_byte(in) % 4;
		b[n - 5] = fuzz_byte(in) % 3;
		b[n - 3] = 1;
		b[n - 2] = fuzz_word(in);
		b[n - 1] = ~0u;
	}
	b[n] = MI_BATCH_BUFFER_END;
}

static void run_command(struct fuzz_input *in, u8 how)
{
	u32 threads = 1 + fuzz_byte(in) % 5;
	struct rig r = rig_create(RCS0);
	struct code c;

	make_state(&r, in, threads);
	make_commands(&r, in, how, threads);
	make_code(in, &c);
	memcpy(r.batch.cpu + KERNEL / 4, c.word, c.n * 8);
	EMIT(&r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
	elsp_submit(&r.c, NULL);
	fuzz_wait(&r.d->gpu->engine[RCS0]);
	wr(r.d, 0x941c, 1);
	rig_destroy(&r);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	u8 how = fuzz_byte(&in);

	if (how & 1)
		run_alone(&in, how);
	else
		run_command(&in, how);
	return 0;
}
