// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 3D pipeline: a draw whose state is mostly valid, with fields, vertices and messages of its
 * shaders at random.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "tests/driver.h"
#include "tests/eu_asm.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)
#define STATE(sub)		GFX(3, 0, sub)

/* In the batch's pages, behind the commands. */
#define STATE_AT	0x1000u
#define TABLE		(STATE_AT + 0x000)
#define SURFACES	(STATE_AT + 0x100)
#define VIEWPORT	(STATE_AT + 0x400)
#define RANGE		(STATE_AT + 0x800)
#define SCISSOR		(STATE_AT + 0x900)
#define BLEND		(STATE_AT + 0xa00)
#define COLOUR		(STATE_AT + 0xb00)
#define VERTICES	(STATE_AT + 0xc00)
#define VERTEX_BYTES	0x300u
#define INDICES		(STATE_AT + 0xf00)
#define VS_KERNEL	(STATE_AT + 0x1000)
#define PS_KERNEL	(STATE_AT + 0x1800)
#define GS_KERNEL	(STATE_AT + 0x2000)
#define HS_KERNEL	(STATE_AT + 0x2800)
#define DS_KERNEL	(STATE_AT + 0x2c00)
#define KERNEL_BYTES	0x800u
#define PATCH_BYTES	0x400u	/* of a hull or a domain shader */

/** struct painter - a draw being made; @divides: of patches */
struct painter {
	struct rig r;
	struct fuzz_input *in;
	u32 n;
	bool divides;
};

static u32 pick(struct painter *p, const u32 *values, u32 n)
{
	return values[fuzz_byte(p->in) % n];
}

#define PICK(p, ...) \
	pick(p, (const u32[]){ __VA_ARGS__ }, ARRAY_SIZE(((const u32[]){ __VA_ARGS__ })))

static void word(struct painter *p, u32 w)
{
	p->r.batch.cpu[p->n++] = w;
}

/* A command with its length; rarely, one of its words is something else. */
static void put(struct painter *p, u32 opcode, const u32 *body, u32 n)
{
	u8 how = fuzz_byte(p->in);

	word(p, opcode | (n - 1));
	for (u32 i = 0; i < n; i++)
		word(p, body[i]);
	if (how < 12)
		p->r.batch.cpu[p->n - 1 - fuzz_byte(p->in) % n] ^= fuzz_word(p->in);
	else if (how < 24)
		p->r.batch.cpu[p->n - 1 - fuzz_byte(p->in) % n] ^= BIT(fuzz_byte(p->in) % 32);
}

#define PUT(p, opcode, ...) do {					\
	const u32 body_[] = { __VA_ARGS__ };				\
									\
	put(p, opcode, body_, ARRAY_SIZE(body_));			\
} while (0)

/* Mostly @usual; sometimes other bits of @mask, too. */
static u32 sometimes(struct painter *p, u32 usual, u32 mask)
{
	return fuzz_byte(p->in) < 16 ? usual ^ (fuzz_word(p->in) & mask) : usual;
}

static void put_bases(struct painter *p)
{
	word(p, GFX(1, 1, 0x04) | 0x300);
	word(p, GFX(0, 1, 0x01) | 17);
	for (u32 i = 1; i < 19; i++)
		word(p, i == 1 ? 1 : i == 4 || i == 6 || i == 10 ? RIG_BATCH | 1 : 0);
}

static void put_vertices(struct painter *p)
{
	u32 topology = PICK(p, 4, 5, 6, 15, 15, 1, 2, 3, 16, 7, 8, 9, 10, 11, 12, 12, 14,
			    32);
	u32 patch = 0x20 + PICK(p, 0, 1, 2, 2, 2, 3, 3, 15, 31);
	u32 attributes = fuzz_byte(p->in) % 3;

	PUT(p, STATE(0x08), 32, RIG_BATCH + VERTICES, 0, VERTEX_BYTES);
	PUT(p, STATE(0x09), BIT(25) | (fuzz_byte(p->in) & 1 ? 0xc7u << 16 : 0), 0x22220000,
	    BIT(25), 0x11110000, BIT(25) | 16, 0x11110000, attributes ? BIT(25) : 0, 0x12310000);
	PUT(p, STATE(0x4a), fuzz_byte(p->in) & 1 ? fuzz_word(p->in) & 0xe000e000 : 0);
	PUT(p, STATE(0x4b), p->divides ? patch : topology);
	PUT(p, STATE(0x0a), (u32)fuzz_byte(p->in) % 3 << 8, RIG_BATCH + INDICES, 0, 0x100);
	PUT(p, STATE(0x0c), 0xff);
	PUT(p, STATE(0x10), VS_KERNEL, 0, sometimes(p, 0, BIT(16)), 0, 0,
	    2 << 20 | (fuzz_byte(p->in) % 4) << 11, fuzz_byte(p->in) & 1 ? 5 : 0, 0);
}

/* A geometry shader, stream output: often none. */
static void put_stages(struct painter *p)
{
	u32 on = fuzz_byte(p->in);

	PUT(p, STATE(0x11), GS_KERNEL, 0, sometimes(p, 0, BIT(16)), 0, 0,
	    (fuzz_byte(p->in) & 3) << 23 | PICK(p, 1, 3, 5) << 17 | (fuzz_byte(p->in) & 1) << 11 |
	    (fuzz_byte(p->in) & 1) << 10 | 6,
	    (fuzz_byte(p->in) & 1) << 20 | (fuzz_byte(p->in) & 15) << 15 | 3 << 11 |
	    (fuzz_byte(p->in) & 0x16) | (on & 3 ? 0 : 1),
	    (fuzz_word(p->in) & 0xc0070000), 1 << 21);
	PUT(p, STATE(0x1e), (on & 0xc ? 0 : BIT(31)) | (fuzz_word(p->in) & 0x7f800000),
	    fuzz_byte(p->in), fuzz_word(p->in) & 0x003f003f, 16);
	PUT(p, GFX(3, 1, 0x18), BIT(31) | (fuzz_word(p->in) & 0x60300000), RIG_OUT, 0, 0xff,
	    RIG_OUT + 0x3000, 0, PICK(p, 0, 16, 0xffffffff, 0xfffffff0));
	PUT(p, GFX(3, 1, 0x17), fuzz_byte(p->in), fuzz_word(p->in) & 0x03030303, fuzz_word(p->in),
	    fuzz_word(p->in), fuzz_word(p->in), fuzz_word(p->in));
}

/* Sometimes, constants of a stage of patches: often as many as there are registers, about. */
static void put_constants(struct painter *p, u32 opcode)
{
	if (fuzz_byte(p->in) & 3)
		return;
	PUT(p, opcode, PICK(p, 1, 8, 100, 110, 118, 122, 123, 124, 128, 129, 0xffff),
	    sometimes(p, 0, GENMASK(7, 0)), RIG_BATCH, 0, RIG_BATCH, 0, RIG_BATCH, 0, RIG_BATCH, 0);
}

/* Patches: hull shader, tessellator, domain shader. */
static void put_patches(struct painter *p)
{
	u32 on = p->divides ? 1 : 0;

	put_constants(p, STATE(0x19));
	put_constants(p, STATE(0x1a));
	PUT(p, STATE(0x1b), sometimes(p, 0, BIT(16)),
	    on << 31 | BIT(29) | (fuzz_byte(p->in) & 15), HS_KERNEL, 0, 0, 0,
	    sometimes(p, 5 << 19 | BIT(24), BIT(28) | GENMASK(24, 17)), 0);
	PUT(p, STATE(0x1c), PICK(p, 0, 1, 2) << 12 | PICK(p, 0, 2, 3, 2, 3, 1) << 8 |
	    PICK(p, 0, 1, 0, 1, 2) << 4 | on, PICK(p, 0x427c0000, 0x40400000, fuzz_word(p->in)),
	    PICK(p, 0x42800000, 0x40800000, fuzz_word(p->in)));
	PUT(p, STATE(0x1d), DS_KERNEL, 0, sometimes(p, 0, BIT(16)), 0, 0,
	    sometimes(p, 5 << 20, GENMASK(24, 20) | GENMASK(17, 4)) |
	    (fuzz_byte(p->in) & 7) << 11 | (fuzz_byte(p->in) & 3) << 4,
	    BIT(10) | PICK(p, 1, 1, 2) << 3 | (fuzz_byte(p->in) & 1) << 2 |
	    sometimes(p, on, GENMASK(4, 3)), fuzz_word(p->in) & 0x0020ff00, 0, 0);
}

static void put_screen(struct painter *p)
{
	bool clips = fuzz_byte(p->in) & 1;

	PUT(p, STATE(0x12), 0, clips ? BIT(31) | BIT(28) | BIT(26) : BIT(9),
	    fuzz_byte(p->in) & 15);
	PUT(p, STATE(0x13), (clips ? 2 : 0) | (fuzz_byte(p->in) & 7) << 18, 0,
	    (fuzz_byte(p->in) & 15) << 25 | (fuzz_word(p->in) & 0x80000fff));
	PUT(p, STATE(0x50), (PICK(p, 1, 1, 1, 2, 3, 0)) << 16 |
	    (fuzz_word(p->in) & (BIT(0) | BIT(1) | GENMASK(6, 3) | BIT(9) | BIT(12) | BIT(21) |
				    BIT(26))), fuzz_word(p->in),
	    fuzz_word(p->in), 0);
	PUT(p, STATE(0x0d), PICK(p, 0, 0, 1, 2, 3, 4) << 1);
	PUT(p, STATE(0x18), fuzz_word(p->in));
	PUT(p, GFX(3, 1, 0x1c), fuzz_word(p->in), fuzz_word(p->in), fuzz_word(p->in),
	    fuzz_word(p->in), fuzz_word(p->in), fuzz_word(p->in), fuzz_word(p->in),
	    fuzz_word(p->in));
	PUT(p, STATE(0x21), VIEWPORT);
	PUT(p, STATE(0x23), RANGE);
	PUT(p, STATE(0x0f), SCISSOR);
	PUT(p, GFX(3, 1, 0), 0, PICK(p, 0x003f003f, 0x00ff00ff, 0xffffffff, 0), 0);
	PUT(p, STATE(0x1f), BIT(29) | BIT(28) | (fuzz_byte(p->in) % 4) << 22 |
	    (fuzz_byte(p->in) & 1) << 21 | 1 << 5, fuzz_byte(p->in), fuzz_word(p->in), 0, 0);
	PUT(p, STATE(0x51), fuzz_word(p->in) & 0xf61ff61f, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

static void put_pixels(struct painter *p)
{
	u32 simd = PICK(p, 1, 2, 2, 3, 7, 4), clears = fuzz_byte(p->in);

	PUT(p, STATE(0x14), (fuzz_byte(p->in) & 0xff) << 11 | (fuzz_byte(p->in) & 4));
	PUT(p, STATE(0x20), PS_KERNEL, 0, sometimes(p, BIT(30), BIT(16)), 0, 0,
	    simd | (clears < 16 ? BIT(8) : clears < 32 ? BIT(6) : 0), 8 << 16 | 8 << 8 | 8,
	    PS_KERNEL, 0, PS_KERNEL, 0);
	PUT(p, STATE(0x4f), BIT(31) | BIT(8) | (fuzz_word(p->in) & 0x3f8000c1));
	PUT(p, STATE(0x4d), fuzz_word(p->in) & 0x80000100);
	PUT(p, STATE(0x2a), TABLE);
	PUT(p, STATE(0x24), BLEND | 1);
	PUT(p, STATE(0x0e), COLOUR | 1);
	PUT(p, STATE(0x4e), fuzz_byte(p->in) & 1 ? fuzz_word(p->in) & 0xe3 : 0, 0, 0);
	PUT(p, STATE(0x05), 1u << 29 | BIT(28) | PICK(p, 1, 3, 5) << 18 | 127, RIG_OUT, 0,
	    31 << 18 | 31 << 4 | (fuzz_byte(p->in) & 0x11 ? 0 : fuzz_byte(p->in) & 7), 0, 0, 0);
	PUT(p, STATE(0x04), fuzz_word(p->in), 1);
	if (fuzz_byte(p->in) & 1)
		PUT(p, STATE(0x52), BIT(30) | (fuzz_byte(p->in) & 7) << 13, 0, fuzz_word(p->in), 1);
	PUT(p, STATE(0x52), 0, 0, 0, 0);
}

static void make_surface(struct painter *p, u32 *s)
{
	u32 how = fuzz_byte(p->in);

	s[0] = 1u << 29 | PICK(p, 0x0c7, 0x0c0, 0x0d7, 0x002, 0x0e9, 0x0c1, 0x100) << 18 |
	       1 << 16 | 1 << 14 | (fuzz_byte(p->in) & 3) << 12;
	s[2] = fuzz_word(p->in) & 0x007f007f;
	s[3] = 511;
	s[4] = (fuzz_byte(p->in) & 7) << 3 | (fuzz_byte(p->in) & 1) << 6;
	s[5] = how & 0x80 ? fuzz_word(p->in) & 0xfee0000f : 0;
	s[8] = RIG_OUT + (fuzz_byte(p->in) & 3) * PAGE_SIZE;
	for (u32 i = 12; i < 16; i++)
		s[i] = fuzz_word(p->in);
	if (how & 0x40)
		s[fuzz_byte(p->in) % 16] = fuzz_word(p->in);
}

static float coordinate(struct painter *p)
{
	u32 how = fuzz_byte(p->in), bits = fuzz_word(p->in);
	float f;

	memcpy(&f, &bits, sizeof(f));
	return how < 16 ? f : (float)(int8_t)bits / (how & 1 ? 1 : 32);
}

static void make_memory(struct painter *p)
{
	float *vertex = (float *)(p->r.batch.cpu + VERTICES / 4);
	float *v = (float *)(p->r.batch.cpu + VIEWPORT / 4);

	for (u32 i = 0; i < 2; i++) {
		p->r.batch.cpu[TABLE / 4 + i] = SURFACES + 64 * i;
		make_surface(p, p->r.batch.cpu + SURFACES / 4 + 16 * i);
	}
	for (u32 i = 0; i < VERTEX_BYTES / 4; i++)
		vertex[i] = i % 8 == 3 && fuzz_byte(p->in) & 3 ? 1 : coordinate(p);
	for (u32 i = 0; i < 16; i++)
		v[i] = coordinate(p);
	fuzz_bytes(p->in, p->r.batch.cpu + RANGE / 4, 0x20);
	fuzz_bytes(p->in, p->r.batch.cpu + BLEND / 4, 0x40);
	fuzz_bytes(p->in, p->r.batch.cpu + INDICES / 4, 0x40);
}

/* A message at random, of a kind that exists. */
static void message(struct painter *p, struct eu_asm *a, u8 exec, u8 sfid, u32 desc, bool eot)
{
	u8 how = fuzz_byte(p->in);

	if (how < 32)
		desc ^= BIT(fuzz_byte(p->in) % 20);
	if (how >= 32 && how < 48)
		desc ^= (u32)fuzz_byte(p->in) << 20;
	asm_send(a, exec, sfid, (desc & ~(1u << 31)) | (u32)eot << 31, 255, 96);
}

/* Some factors of all kinds. */
static float factor(struct painter *p)
{
	u32 how = fuzz_byte(p->in), bits = fuzz_word(p->in);
	float f;

	memcpy(&f, &bits, sizeof(f));
	if (how < 16)
		return f;
	return (float)(bits & (how < 32 ? 0x7ff : 0x7f)) / 16;
}

/* The hull shader writes factors and vertices; the domain shader, coordinates and the entry. */
static void make_patch_shaders(struct painter *p)
{
	struct eu_asm hs = { .n = 0 }, ds = { .n = 0 };

	asm_mov(&hs, 8, r_(96, T_UD), s_(0, 0, T_UD));
	for (u8 i = 0; i < 8; i++)
		asm_mov(&hs, 8, r_(97 + i, T_F), f_(factor(p)));
	message(p, &hs, 8, 6, 9u << 25 | BIT(19) | 7, false);
	asm_mov(&hs, 8, r_(96, T_UD), r_((u8)(1 + (fuzz_byte(p->in) & 3)), T_UD));
	asm_send(&hs, 8, 6, 1 << 25 | 8 << 20 | BIT(19) | 8, 97, 96);
	asm_mov(&hs, 8, r_(96, T_UD), s_(0, 0, T_UD));
	for (u8 i = 0; i < 4; i++)
		message(p, &hs, 8, 6, 9u << 25 | BIT(19) | (fuzz_byte(p->in) & 15) << 4 | 7,
			i == 3);
	asm_mov(&ds, 8, r_(96, T_UD), r_(4, T_UD));
	for (u8 i = 0; i < 4; i++) {
		asm_mov(&ds, 8, r_(97 + i, T_UD), ud_(0));
		asm_mov(&ds, 8, r_(101 + i, T_UD), r_((u8)(1 + i + (fuzz_byte(p->in) & 3)), T_UD));
	}
	asm_mov(&ds, 8, r_(104, T_F), f_(1));
	message(p, &ds, 8, 6, 9u << 25 | BIT(19) | 7, true);
	memcpy(p->r.batch.cpu + HS_KERNEL / 4, hs.code, min(hs.n * 8, PATCH_BYTES));
	memcpy(p->r.batch.cpu + DS_KERNEL / 4, ds.code, min(ds.n * 8, PATCH_BYTES));
}

static void make_shaders(struct painter *p)
{
	static const u8 length[5] = { 8, 1, 8, 8, 4 };
	struct eu_asm vs = { .n = 0 }, ps = { .n = 0 }, gs = { .n = 0 };
	u32 subtype = PICK(p, 0, 0, 1, 4, 2, 3);
	u32 header = fuzz_byte(p->in) & 1;

	for (u8 i = 0; i < 12; i++) {
		asm_mov(&vs, 8, r_(97 + i, T_UD), r_(2 + i, T_UD));
		asm_mov(&gs, 8, r_(97 + i, T_UD), r_(2 + i, T_UD));
		asm_mov(&ps, 8, r_(98 + i, T_UD), r_(2 + i, T_UD));
	}
	asm_mov(&vs, 8, r_(96, T_UD), r_(1, T_UD));
	message(p, &vs, 8, 6, 9u << 25 | BIT(19) | 7, true);
	asm_mov(&gs, 8, r_(96, T_UD), r_(1, T_UD));
	for (u8 i = 0; i < 4; i++)
		message(p, &gs, 8, 6, 9u << 25 | BIT(19) | (fuzz_byte(p->in) & 7) << 4 | 7, i == 3);
	asm_mov(&ps, 8, r_(96, T_UD), r_(0, T_UD));
	asm_mov(&ps, 8, r_(97, T_UD), r_(1, T_UD));
	if (fuzz_byte(p->in) & 1)
		message(p, &ps, 16, 5, (length[subtype] + 2 * header) << 25 | header << 19 |
			12 << 14 | subtype << 8, false);
	message(p, &ps, subtype < 2 ? 16 : 8, 5, (length[subtype] + 2 * header) << 25 |
		header << 19 | 12 << 14 | 1 << 12 | subtype << 8 | (fuzz_byte(p->in) & 1), true);
	memcpy(p->r.batch.cpu + VS_KERNEL / 4, vs.code, min(vs.n * 8, KERNEL_BYTES));
	memcpy(p->r.batch.cpu + GS_KERNEL / 4, gs.code, min(gs.n * 8, KERNEL_BYTES));
	memcpy(p->r.batch.cpu + PS_KERNEL / 4, ps.code, min(ps.n * 8, KERNEL_BYTES));
}

/* A draw takes many values: what the input does not give is made from it. */
static void stretch(const u8 *data, size_t size, u8 *to, size_t len)
{
	u64 state = 88172645463325252ull;

	for (size_t i = 0; i < size; i++)
		state = (state ^ data[i]) * 1099511628211ull;
	for (size_t i = 0; i < len; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		to[i] = i < size ? data[i] : (u8)(state >> 32);
	}
}

#define MOST_INPUT	4096

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u8 stretched[MOST_INPUT];
	struct fuzz_input in = { stretched, sizeof(stretched) };
	struct painter p = { .r = rig_create(RCS0), .in = &in };

	stretch(data, min(size, sizeof(stretched)), stretched, sizeof(stretched));
	p.divides = !(fuzz_byte(&in) & 3);
	make_shaders(&p);
	if (p.divides)
		make_patch_shaders(&p);
	put_bases(&p);
	put_vertices(&p);
	put_patches(&p);
	put_stages(&p);
	put_screen(&p);
	put_pixels(&p);
	PUT(&p, GFX(3, 3, 0), (fuzz_byte(&in) & 1) << 8, fuzz_byte(&in) % 24, fuzz_byte(&in) % 4,
	    fuzz_byte(&in) % 4, fuzz_byte(&in) % 4, 0);
	word(&p, MI_BATCH_BUFFER_END);
	make_memory(&p);
	EMIT(&p.r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
	elsp_submit(&p.r.c, NULL);
	fuzz_wait(&p.r.d->gpu->engine[RCS0]);
	wr(p.r.d, 0x941c, 1);
	rig_destroy(&p.r);
	return 0;
}
