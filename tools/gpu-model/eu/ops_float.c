// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations on F and DF. MAD rounds once.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, the instruction of each name.
 */
#include <math.h>

#include "eu/opcodes.h"

#define OP(kind, num_t, name, result)					\
void eu_##kind##_##name(const struct eu_inst *in __unused, num_t *r, num_t *const s[3], u32 n)	\
{									\
	const num_t *restrict a = s[0], *restrict b __unused = s[1];	\
	const num_t *restrict c __unused = s[2];				\
	num_t *restrict to = r;						\
									\
	for (; n; n -= 8, a += 8, b += 8, c += 8, to += 8)		\
		for (u32 i = 0; i < 8; i++)				\
			to[i] = (result);				\
}

#define FLOAT_OP(name, result)	OP(float, float, name, result)
#define DOUBLE_OP(name, result)	OP(double, double, name, result)

/* For MAD, a is added: its first source. */
FLOAT_OP(mov, a[i])
FLOAT_OP(add, a[i] + b[i])
FLOAT_OP(mul, a[i] * b[i])
FLOAT_OP(mac, a[i] * b[i] + c[i])
FLOAT_OP(mad, fmaf(b[i], c[i], a[i]))
FLOAT_OP(lrp, fmaf(a[i], b[i], (1.0f - a[i]) * c[i]))
FLOAT_OP(frc, a[i] - floorf(a[i]))
FLOAT_OP(rndu, ceilf(a[i]))
FLOAT_OP(rndd, floorf(a[i]))
FLOAT_OP(rnde, roundevenf(a[i]))
FLOAT_OP(rndz, truncf(a[i]))

DOUBLE_OP(mov, a[i])
DOUBLE_OP(add, a[i] + b[i])
DOUBLE_OP(mul, a[i] * b[i])
DOUBLE_OP(mac, a[i] * b[i] + c[i])
DOUBLE_OP(mad, fma(b[i], c[i], a[i]))
DOUBLE_OP(frc, a[i] - floor(a[i]))
DOUBLE_OP(rndu, ceil(a[i]))
DOUBLE_OP(rndd, floor(a[i]))
DOUBLE_OP(rnde, roundeven(a[i]))
DOUBLE_OP(rndz, trunc(a[i]))

/* Dot products of groups of four channels; @terms factors, then @homogeneous adds b's fourth. */
static void dot(float *r, float *const s[3], u32 n, u32 terms, bool homogeneous)
{
	for (u32 i = 0; i < n; i += 4) {
		float sum = homogeneous ? s[1][i + 3] : 0.0f;

		for (u32 k = 0; k < terms; k++)
			sum += s[0][i + k] * s[1][i + k];
		for (u32 k = 0; k < 4; k++)
			r[i + k] = sum;
	}
}

void eu_float_dp4(const struct eu_inst *in __unused, float *r, float *const s[3], u32 n)
{
	dot(r, s, n, 4, false);
}

void eu_float_dph(const struct eu_inst *in __unused, float *r, float *const s[3], u32 n)
{
	dot(r, s, n, 3, true);
}

void eu_float_dp3(const struct eu_inst *in __unused, float *r, float *const s[3], u32 n)
{
	dot(r, s, n, 3, false);
}

void eu_float_dp2(const struct eu_inst *in __unused, float *r, float *const s[3], u32 n)
{
	dot(r, s, n, 2, false);
}

void eu_float_plane(float *r, const float *u, const float *v, const float *plane, u32 n)
{
	for (u32 i = 0; i < n; i++)
		r[i] = fmaf(plane[0], u[i], fmaf(plane[1], v[i], plane[3]));
}
