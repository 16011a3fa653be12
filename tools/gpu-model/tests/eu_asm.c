// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "tests/eu_asm.h"
#include "tests/test.h"

static u32 log2_of(u32 n)
{
	return (u32)__builtin_ctz(n);
}

static u32 stride_code(u32 n)
{
	return n == 15 ? 15 : n ? log2_of(n) + 1 : 0;
}

static u32 bytes_of(u32 type)
{
	static const u8 bytes[T_COUNT] = { 4, 4, 2, 2, 1, 1, 8, 4, 8, 8, 2 };

	return bytes[type];
}

void asm_put(u64 *raw, u32 high, u32 low, u64 value)
{
	for (u32 i = low; i <= high; i++) {
		raw[i / 64] &= ~(1ull << (i % 64));
		raw[i / 64] |= (value >> (i - low) & 1) << (i % 64);
	}
}

struct opd region_(struct opd o, u8 vert, u8 width, u8 horz)
{
	o.vert = vert;
	o.width = width;
	o.horz = horz;
	return o;
}

struct opd r_(u8 nr, u8 type)
{
	u8 width = (u8)min(32 / bytes_of(type), 8u);

	return region_((struct opd){ .file = GRF, .type = type, .nr = nr }, width, width, 1);
}

struct opd s_(u8 nr, u8 dword, u8 type)
{
	return region_((struct opd){ .file = GRF, .type = type, .nr = nr, .sub = dword * 4 },
		       0, 1, 0);
}

struct opd ud_(u32 v)
{
	return (struct opd){ .file = IMM, .type = 0, .imm = v };
}

struct opd d_(s32 v)
{
	return (struct opd){ .file = IMM, .type = 1, .imm = (u32)v };
}

struct opd uw_(u16 v)
{
	return (struct opd){ .file = IMM, .type = 2, .imm = v | (u32)v << 16 };
}

struct opd f_(float v)
{
	u32 bits;

	memcpy(&bits, &v, sizeof(bits));
	return (struct opd){ .file = IMM, .type = 7, .imm = bits };
}

struct opd null_(u8 type)
{
	return region_((struct opd){ .file = ARF, .type = type }, 8, 8, 1);
}

struct opd arf_(u8 nr, u8 sub, u8 type)
{
	return region_((struct opd){ .file = ARF, .type = type, .nr = nr, .sub = sub }, 0, 1, 0);
}

static u64 *next(struct eu_asm *a)
{
	u64 *raw = &a->code[a->n];

	if (a->n + 2 > ARRAY_SIZE(a->code)) {
		FAIL("the code is too long");
		return a->code;
	}
	a->n += 2;
	raw[0] = 0;
	raw[1] = 0;
	return raw;
}

static void put_how(u64 *raw, const struct how *how)
{
	asm_put(raw, 6, 0, how->op);
	asm_put(raw, 11, 11, how->group / 4 % 2);
	asm_put(raw, 13, 12, how->group / 8);
	asm_put(raw, 19, 16, how->pred);
	asm_put(raw, 20, 20, how->inverse);
	asm_put(raw, 23, 21, log2_of(how->exec));
	asm_put(raw, 27, 24, how->cond);
	asm_put(raw, 28, 28, how->acc);
	asm_put(raw, 31, 31, how->sat);
	asm_put(raw, 33, 32, how->flag);
	asm_put(raw, 34, 34, how->all);
}

static void put_dst(u64 *raw, const struct opd *o)
{
	asm_put(raw, 36, 35, o->file);
	asm_put(raw, 40, 37, o->type);
	asm_put(raw, 62, 61, stride_code(o->horz ? o->horz : 1));
	if (o->indirect) {
		asm_put(raw, 63, 63, 1);
		asm_put(raw, 60, 57, o->sub);
		asm_put(raw, 56, 48, (u16)o->offset);
		asm_put(raw, 47, 47, (u16)o->offset >> 9 & 1);
		return;
	}
	asm_put(raw, 60, 53, o->nr);
	asm_put(raw, 52, 48, o->sub);
}

static void put_src(u64 *raw, const struct opd *o, u32 n)
{
	u32 s = 32 * n;

	if (n) {
		asm_put(raw, 90, 89, o->file);
		asm_put(raw, 94, 91, o->type);
	} else {
		asm_put(raw, 42, 41, o->file);
		asm_put(raw, 46, 43, o->type);
	}
	if (o->file == IMM) {
		if (o->imm >> 32)
			raw[1] = o->imm;
		else
			asm_put(raw, 127, 96, o->imm);
		return;
	}
	asm_put(raw, 88 + s, 85 + s, stride_code(o->vert));
	asm_put(raw, 84 + s, 82 + s, log2_of(o->width));
	asm_put(raw, 81 + s, 80 + s, stride_code(o->horz));
	asm_put(raw, 77 + s, 77 + s, o->abs);
	asm_put(raw, 78 + s, 78 + s, o->neg);
	if (o->indirect) {
		asm_put(raw, 79 + s, 79 + s, 1);
		asm_put(raw, 76 + s, 73 + s, o->sub);
		asm_put(raw, 72 + s, 64 + s, (u16)o->offset);
		asm_put(raw, n ? 121 : 95, n ? 121 : 95, (u16)o->offset >> 9 & 1);
		return;
	}
	asm_put(raw, 76 + s, 69 + s, o->nr);
	asm_put(raw, 68 + s, 64 + s, o->sub);
}

u32 asm_op(struct eu_asm *a, struct how how, struct opd dst, struct opd s0, struct opd s1)
{
	u32 at = asm_here(a);
	u64 *raw = next(a);

	put_how(raw, &how);
	put_dst(raw, &dst);
	put_src(raw, &s0, 0);
	/* An immediate alone may have 64 bits, where a second source would be. */
	if (s0.file != IMM)
		put_src(raw, &s1, 1);
	return at;
}

static u32 type3(u32 type)
{
	static const u8 code[T_COUNT] = { [T_F] = 0, [T_D] = 1, [T_UD] = 2, [T_DF] = 3,
					  [T_HF] = 4 };

	return code[type];
}

u32 asm_op3(struct eu_asm *a, struct how how, struct opd dst, struct opd s0, struct opd s1,
	    struct opd s2)
{
	static const u8 reg[] = { 76, 97, 118 }, sub[] = { 73, 94, 115 },
			swizzle[] = { 65, 86, 107 }, replicate[] = { 64, 85, 106 },
			neg[] = { 38, 40, 42 }, abs[] = { 37, 39, 41 };
	const struct opd *s[] = { &s0, &s1, &s2 };
	u32 at = asm_here(a);
	u64 *raw = next(a);

	put_how(raw, &how);
	asm_put(raw, 8, 8, 1);
	asm_put(raw, 45, 43, type3(s0.type));
	asm_put(raw, 48, 46, type3(dst.type));
	asm_put(raw, 63, 56, dst.nr);
	asm_put(raw, 55, 53, dst.sub / 4);
	asm_put(raw, 52, 49, 0xf);
	for (u32 n = 0; n < 3; n++) {
		asm_put(raw, reg[n] + 7, reg[n], s[n]->nr);
		asm_put(raw, sub[n] + 2, sub[n], s[n]->sub / 4);
		asm_put(raw, swizzle[n] + 7, swizzle[n], 0xe4);
		asm_put(raw, replicate[n], replicate[n], !s[n]->vert);
		asm_put(raw, neg[n], neg[n], s[n]->neg);
		asm_put(raw, abs[n], abs[n], s[n]->abs);
	}
	return at;
}

void asm_patch(struct eu_asm *a, u32 at, s32 jip, s32 uip)
{
	asm_put(&a->code[at / 8], 127, 96, (u32)jip);
	/* JMPI has the type of its source where others have the UIP. */
	if ((a->code[at / 8] & 0x7f) != OP_JMPI)
		asm_put(&a->code[at / 8], 95, 64, (u32)uip);
}

u32 asm_jump(struct eu_asm *a, struct how how, s32 jip, s32 uip)
{
	u32 at = asm_here(a);
	u64 *raw = next(a);

	put_how(raw, &how);
	asm_put(raw, 62, 61, 1);
	asm_put(raw, 40, 37, T_UD);
	if (how.op == OP_JMPI) {
		asm_put(raw, 90, 89, IMM);
		asm_put(raw, 94, 91, T_D);
	} else {
		asm_put(raw, 42, 41, IMM);
		asm_put(raw, 46, 43, T_D);
	}
	asm_patch(a, at, jip, uip);
	return at;
}

u32 asm_send(struct eu_asm *a, u8 exec, u8 sfid, u32 desc, u8 dst, u8 src)
{
	u32 at = asm_here(a);
	u64 *raw = next(a);

	put_how(raw, &(struct how){ .op = OP_SEND, .exec = exec, .cond = sfid });
	asm_put(raw, 36, 35, dst == 255 ? ARF : GRF);
	asm_put(raw, 60, 53, dst == 255 ? 0 : dst);
	asm_put(raw, 62, 61, 1);
	asm_put(raw, 42, 41, GRF);
	asm_put(raw, 76, 69, src);
	asm_put(raw, 90, 89, IMM);
	asm_put(raw, 127, 96, desc);
	return at;
}

u32 asm_end(struct eu_asm *a)
{
	u32 at = asm_here(a);

	asm_op(a, (struct how){ .op = OP_MOV, .exec = 8, .all = true }, r_(112, T_UD),
	       r_(0, T_UD), null_(T_UD));
	asm_send(a, 8, 7, 1u << 31 | 1 << 25 | 1 << 4, 255, 112);
	return at;
}

u32 asm_mov(struct eu_asm *a, u8 exec, struct opd dst, struct opd src)
{
	return asm_op(a, (struct how){ .op = OP_MOV, .exec = exec }, dst, src, null_(T_UD));
}

u32 asm_mov1(struct eu_asm *a, struct opd dst, struct opd src)
{
	return asm_op(a, (struct how){ .op = OP_MOV, .exec = 1, .all = true }, dst, src,
		      null_(T_UD));
}
