// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations on integers.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, the instruction of each name.
 */
#include "eu/lanes.h"
#include "eu/opcodes.h"

#define INT_OP(name, result)						\
void eu_int_##name(const struct eu_inst *in __unused, wide_t *r, wide_t *const s[3], u32 n)	\
{									\
	const wide_t *a = s[0], *b __unused = s[1], *c __unused = s[2];	\
									\
	for (u32 i = 0; i < n; i++)					\
		r[i] = (result);					\
}

#define WORD_OP(name, result)						\
void eu_word_##name(u32 *restrict r, const u32 *restrict a,		\
		    const u32 *restrict b __unused, u32 n)		\
{									\
	for (; n; n -= 8, r += 8, a += 8, b += 8)			\
		for (u32 i = 0; i < 8; i++)				\
			r[i] = (result);				\
}

typedef unsigned __int128 uwide_t;

/* Six bits of a count for 64 bits, else five. */
static u32 count_of(const struct eu_inst *in, wide_t count)
{
	return (u32)count & (in->src[0].size == 8 ? 63 : 31);
}

static wide_t as_unsigned(const struct eu_inst *in, wide_t v)
{
	static const u8 types[] = { [1] = EU_UB, [2] = EU_UW, [4] = EU_UD, [8] = EU_UQ };

	return eu_wrap(v, types[in->src[0].size]);
}

/* The product with the upper half of the second factor, on top of that with the lower half. */
static wide_t high_product(wide_t a, wide_t b, wide_t acc)
{
	return (wide_t)(((uwide_t)(a * (b >> 16)) << 16) + (uwide_t)acc);
}

static u32 reverse(u32 v)
{
	u32 out = 0;

	for (u32 i = 0; i < 32; i++)
		out |= (v >> i & 1) << (31 - i);
	return out;
}

/* Width, first bit, value; the sign is that of the field's last bit. */
static wide_t extract(const struct eu_inst *in, wide_t width, wide_t first, wide_t value)
{
	u32 bits = (u32)width & 31, from = (u32)first & 31;
	u32 v = (u32)value >> from;

	if (!bits)
		return 0;
	v &= BIT(bits) - 1;
	if (in->src[2].type == EU_D && from + bits <= 32 && v & BIT(bits - 1))
		return (s32)(v | ~(BIT(bits) - 1));
	return v;
}

static wide_t field_mask(wide_t width, wide_t first)
{
	return (u32)((BIT((u32)width & 31) - 1) << ((u32)first & 31));
}

static wide_t insert(u32 mask, u32 value, u32 base)
{
	u32 shift = mask ? (u32)__builtin_ctz(mask) : 0;

	return (u32)((value << shift & mask) | (base & ~mask));
}

static u32 leading_zeros(u32 v)
{
	return v ? (u32)__builtin_clz(v) : 32;
}

/* The first bit that differs from the sign, from above; all ones if there is none. */
static u32 first_high(const struct eu_inst *in, u32 v)
{
	if (in->src[0].type == EU_D && v & BIT(31))
		v = ~v;
	return v ? (u32)__builtin_clz(v) : ~0u;
}

static u32 first_low(u32 v)
{
	return v ? (u32)__builtin_ctz(v) : ~0u;
}

/* A division by zero has the largest value of the dividend's sign. */
static wide_t divide(const struct eu_inst *in, wide_t a, wide_t b)
{
	bool is_signed = eu_type_is_signed(in->src[0].type);

	if (!b && !is_signed)
		return UINT32_MAX;
	if (!b)
		return a < 0 ? INT32_MIN : INT32_MAX;
	return in->cond == EU_MATH_INT_QUOTIENT ? a / b : a % b;
}

INT_OP(mov, a[i])
INT_OP(not, ~a[i])
INT_OP(and, a[i] & b[i])
INT_OP(or, a[i] | b[i])
INT_OP(xor, a[i] ^ b[i])
INT_OP(shr, as_unsigned(in, a[i]) >> count_of(in, b[i]))
INT_OP(shl, (wide_t)((uwide_t)a[i] << count_of(in, b[i])))
INT_OP(asr, a[i] >> count_of(in, b[i]))
INT_OP(add, a[i] + b[i])
INT_OP(sub, a[i] - b[i])
INT_OP(mul, (wide_t)((uwide_t)a[i] * (uwide_t)b[i]))
INT_OP(mac, (wide_t)((uwide_t)a[i] * (uwide_t)b[i] + (uwide_t)c[i]))
INT_OP(mach, high_product(a[i], b[i], c[i]))
INT_OP(avg, (a[i] + b[i] + 1) >> 1)
INT_OP(mad, (wide_t)((uwide_t)b[i] * (uwide_t)c[i] + (uwide_t)a[i]))
INT_OP(bfrev, reverse((u32)a[i]))
INT_OP(bfe, extract(in, a[i], b[i], c[i]))
INT_OP(bfi1, field_mask(a[i], b[i]))
INT_OP(bfi2, insert((u32)a[i], (u32)b[i], (u32)c[i]))
INT_OP(lzd, leading_zeros((u32)a[i]))
INT_OP(fbh, first_high(in, (u32)a[i]))
INT_OP(fbl, first_low((u32)a[i]))
INT_OP(cbit, __builtin_popcount((u32)a[i]))
INT_OP(math, divide(in, a[i], b[i]))

WORD_OP(mov, a[i])
WORD_OP(not, ~a[i])
WORD_OP(and, a[i] & b[i])
WORD_OP(or, a[i] | b[i])
WORD_OP(xor, a[i] ^ b[i])
WORD_OP(shr, a[i] >> (b[i] & 31))
WORD_OP(shl, a[i] << (b[i] & 31))
WORD_OP(asr, (u32)((s32)a[i] >> (b[i] & 31)))
WORD_OP(add, a[i] + b[i])
WORD_OP(mul, a[i] * b[i])
