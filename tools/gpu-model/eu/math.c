// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions of MATH on F. The hardware's are off by a few units of the last place; these are as
 * exact as the host's.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "math - Extended Math Function".
 */
#include <math.h>

#include "eu/opcodes.h"

static float reciprocal_root(float a, float b __unused)
{
	return (float)(1.0 / sqrt(a));
}

static float reciprocal(float a, float b __unused)
{
	return 1.0f / a;
}

static float logarithm(float a, float b __unused)
{
	return log2f(a);
}

static float exponent(float a, float b __unused)
{
	return exp2f(a);
}

static float root(float a, float b __unused)
{
	return sqrtf(a);
}

static float sine(float a, float b __unused)
{
	return sinf(a);
}

static float cosine(float a, float b __unused)
{
	return cosf(a);
}

static float quotient(float a, float b)
{
	return a / b;
}

/*
 * The sign of the base is ignored. The power 0 of 0 is no number: Mesa's brw_vs.c says that only
 * the alternative mode makes it 1.
 */
static float power(float a, float b)
{
	return a || b ? powf(fabsf(a), b) : NAN;
}

void eu_float_math(const struct eu_inst *in, float *r, float *const s[3], u32 n)
{
	static float (* const functions[])(float a, float b) = {
		[EU_MATH_INV] = reciprocal,
		[EU_MATH_LOG] = logarithm,
		[EU_MATH_EXP] = exponent,
		[EU_MATH_SQRT] = root,
		[EU_MATH_RSQ] = reciprocal_root,
		[EU_MATH_SIN] = sine,
		[EU_MATH_COS] = cosine,
		[EU_MATH_FDIV] = quotient,
		[EU_MATH_POW] = power,
	};

	for (u32 i = 0; i < n && i < in->exec_size; i++)
		r[i] = functions[in->cond](s[0][i], s[1][i]);
}
