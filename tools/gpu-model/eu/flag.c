// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source: Intel OSRC Skylake PRM vol 7, "Execution Environment", "Predication"; Mesa
 * compiler/brw_eu_defines.h.
 */
#include "eu/flag.h"
#include "eu/isa.h"

static u32 flag_register(const struct eu_thread *t, u32 n)
{
	return eu_reg_get(t, EU_REG_FLAG + 4 * n);
}

/* Place of the instruction's first channel in its flag register. */
static u32 flag_shift(const struct eu_inst *in)
{
	return ((in->flag & 1) * 16 + in->group) & 31;
}

/* Each block of @n bits becomes the or, or the and, of its bits. */
static u32 spread(u32 bits, u32 n, bool all)
{
	u32 block = n == 32 ? ~0u : BIT(n) - 1, out = 0;

	for (u32 i = 0; i < EU_LANES; i += n) {
		u32 these = bits >> i & block;

		if (all ? these == block : these != 0)
			out |= block << i;
	}
	return out;
}

static u32 replicate(u32 bits, u32 n)
{
	return (bits >> n & 0x11111111u) * 0xf;
}

static u32 align16_predicate(u32 bits, u32 pred)
{
	if (pred == EU_PRED_NORMAL)
		return bits;
	if (pred < EU_PRED_16_ANY4H)
		return replicate(bits, pred - EU_PRED_16_X);
	return spread(bits, 4, pred == EU_PRED_16_ALL4H);
}

static u32 align1_predicate(const struct eu_thread *t, u32 bits, const struct eu_inst *in)
{
	u32 other = flag_register(t, 1 - (in->flag >> 1)) >> flag_shift(in);

	switch (in->pred) {
	case EU_PRED_NORMAL:
		return bits;
	case EU_PRED_ANYV:
		return bits | other;
	case EU_PRED_ALLV:
		return bits & other;
	default:
		return spread(bits, 2u << (in->pred - EU_PRED_ANY2H) / 2, in->pred & 1);
	}
}

u32 eu_predicate(const struct eu_thread *t, const struct eu_inst *in)
{
	u32 bits = flag_register(t, in->flag >> 1) >> flag_shift(in);

	if (!in->pred)
		return in->lanes;
	bits = in->align16 ? align16_predicate(bits, in->pred) : align1_predicate(t, bits, in);
	if (in->pred_inverse)
		bits = ~bits;
	return bits & in->lanes;
}

void eu_flag_set(struct eu_thread *t, const struct eu_inst *in, u32 bits, u32 mask)
{
	u32 n = in->flag >> 1, shift = flag_shift(in);
	u32 was = flag_register(t, n);

	eu_reg_set(t, EU_REG_FLAG + 4 * n, (was & ~(mask << shift)) | (bits & mask) << shift);
}
