// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source: Intel OSRC Skylake PRM vol 7, "Alternative Floating Point Mode": an infinite result is
 * the largest number of its sign; there are no denormals; logarithms, roots and their reciprocals
 * take the absolute value; software gives no infinities, and nothing that is no number. Mesa
 * brw_vs.c, gen7_wm_state.c: the power 0 of 0 is 1; shader_info.h (use_legacy_math_rules): 0 times
 * anything is 0, and a result that would be no number may be 0.
 *
 * Chosen: an infinite source is the largest number of its sign. What is no number stays so as a
 * source, for comparisons and the choice of the smaller or larger one.
 */
#include <math.h>
#include <string.h>

#include "eu/alternative.h"
#include "eu/opcodes.h"

#define EXPONENT	GENMASK(30, 23)
#define LARGEST		0x7f7fffffu
#define SIGN		BIT(31)

static u32 limited(u32 bits, u32 no_number)
{
	u32 size = bits & ~SIGN;

	if (size > EXPONENT)
		return no_number;
	if (size == EXPONENT)
		return (bits & SIGN) | LARGEST;
	return size & EXPONENT ? bits : bits & SIGN;
}

void eu_alternative_source(float *f, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		u32 bits;

		memcpy(&bits, &f[i], sizeof(bits));
		bits = limited(bits, bits);
		memcpy(&f[i], &bits, sizeof(bits));
	}
}

void eu_alternative_result(float *f, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		u32 bits;

		memcpy(&bits, &f[i], sizeof(bits));
		bits = limited(bits, 0);
		memcpy(&f[i], &bits, sizeof(bits));
	}
}

void eu_alternative_math(const struct eu_inst *in, float *r, float *const s[3], u32 n)
{
	bool magnitude = in->cond == EU_MATH_LOG || in->cond == EU_MATH_SQRT ||
			 in->cond == EU_MATH_RSQ;

	for (u32 i = 0; magnitude && i < n; i++)
		s[0][i] = fabsf(s[0][i]);
	eu_float_math(in, r, s, n);
	for (u32 i = 0; in->cond == EU_MATH_POW && i < n; i++)
		r[i] = s[1][i] == 0 ? 1 : r[i];
}
