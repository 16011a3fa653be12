// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blending, logic operations, and channels that are not written.
 *
 * Source: Intel OSRC Skylake PRM vol 2d (BLEND_STATE, COLOR_CALC_STATE), vol 7, "Color Calculator";
 * Mesa genxml.
 */
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"
#include "eu/format.h"

#define STATE_VALID		BIT(0)
#define POINTER			GENMASK(31, 6)

#define INDEPENDENT_ALPHA	BIT(30)

/* First dword of an entry. */
#define E0_ENABLE		BIT(31)
#define E0_SRC			GENMASK(30, 26)
#define E0_DST			GENMASK(25, 21)
#define E0_FUNCTION		GENMASK(20, 18)
#define E0_SRC_ALPHA		GENMASK(17, 13)
#define E0_DST_ALPHA		GENMASK(12, 8)
#define E0_FUNCTION_ALPHA	GENMASK(7, 5)
#define E0_NO_ALPHA		BIT(3)
#define E0_NO_RED		BIT(2)
#define E0_NO_GREEN		BIT(1)
#define E0_NO_BLUE		BIT(0)
/* Second. */
#define E1_LOGIC		BIT(31)
#define E1_LOGIC_OP		GENMASK(30, 27)

#define LOGIC_COPY		12

#define CC_CONSTANT		2	/* first dword of the colour */

enum factor {
	FACTOR_ONE = 1,
	FACTOR_SRC_COLOUR,
	FACTOR_SRC_ALPHA,
	FACTOR_DST_ALPHA,
	FACTOR_DST_COLOUR,
	FACTOR_SATURATE,
	FACTOR_CONST_COLOUR,
	FACTOR_CONST_ALPHA,
	FACTOR_SRC1_COLOUR,
	FACTOR_SRC1_ALPHA,
	FACTOR_INVERSE = 16	/* added to most; to ONE: ZERO */
};

enum function {
	FUNCTION_ADD,
	FUNCTION_SUBTRACT,
	FUNCTION_REVERSE,
	FUNCTION_MIN,
	FUNCTION_MAX
};

static void decode(struct blend_target *b, u32 head, const u32 e[2])
{
	b->blends = e[0] & E0_ENABLE;
	b->factor[0] = (u8)FIELD_GET(E0_SRC, e[0]);
	b->factor[1] = (u8)FIELD_GET(E0_DST, e[0]);
	b->function[0] = (u8)FIELD_GET(E0_FUNCTION, e[0]);
	b->factor[2] = b->factor[0];
	b->factor[3] = b->factor[1];
	b->function[1] = b->function[0];
	if (head & INDEPENDENT_ALPHA) {
		b->factor[2] = (u8)FIELD_GET(E0_SRC_ALPHA, e[0]);
		b->factor[3] = (u8)FIELD_GET(E0_DST_ALPHA, e[0]);
		b->function[1] = (u8)FIELD_GET(E0_FUNCTION_ALPHA, e[0]);
	}
	b->keeps = (u8)((e[0] & E0_NO_RED ? 1 : 0) | (e[0] & E0_NO_GREEN ? 2 : 0) |
			(e[0] & E0_NO_BLUE ? 4 : 0) | (e[0] & E0_NO_ALPHA ? 8 : 0));
	b->logic_op = (u8)FIELD_GET(E1_LOGIC_OP, e[1]);
	b->logic = e[1] & E1_LOGIC && b->logic_op != LOGIC_COPY;
}

enum cs_result draw_blend_begin(struct draw *d)
{
	u32 state[1 + 2 * DRAW_TARGETS], at = draw_state(d, S3D_BLEND_STATE)[1];
	u32 cc = draw_state(d, S3D_CC_STATE)[1], colour[CC_CONSTANT + 4] = { 0 };

	memset(d->blend, 0, sizeof(d->blend));
	memset(d->blend_constant, 0, sizeof(d->blend_constant));
	memset(&d->alpha, 0, sizeof(d->alpha));
	state[0] = 0;
	if (!d->dispatch.runs)
		return CS_OK;
	if (at & STATE_VALID) {
		if (vm_read(d->e, AS_PPGTT, d->base.dynamic + (at & POINTER), state,
			    sizeof(state), PAGE_USE_READ))
			return cs_fault(d->e);
		for (u32 i = 0; i < DRAW_TARGETS; i++)
			decode(&d->blend[i], state[0], &state[1 + 2 * i]);
	}
	if (cc & STATE_VALID &&
	    vm_read(d->e, AS_PPGTT, d->base.dynamic + (cc & POINTER), colour, sizeof(colour),
		    PAGE_USE_READ))
		return cs_fault(d->e);
	memcpy(d->blend_constant, &colour[CC_CONSTANT], sizeof(d->blend_constant));
	draw_alpha_begin(d, state[0], colour);
	return CS_OK;
}

bool draw_blend_reads(const struct blend_target *b)
{
	return b->blends || b->logic || b->keeps;
}

/** struct operands - of one pixel, as floats */
struct operands {
	float src[4], src1[4], dst[4];
};

static float factor_of(const struct draw *d, u32 factor, const struct operands *o, u32 c)
{
	float value;

	switch (factor % FACTOR_INVERSE) {
	case FACTOR_ONE:
		value = 1;
		break;
	case FACTOR_SRC_COLOUR:
		value = o->src[c];
		break;
	case FACTOR_SRC_ALPHA:
		value = o->src[3];
		break;
	case FACTOR_DST_ALPHA:
		value = o->dst[3];
		break;
	case FACTOR_DST_COLOUR:
		value = o->dst[c];
		break;
	case FACTOR_SATURATE:
		value = c == 3 ? 1 : min(o->src[3], 1 - o->dst[3]);
		break;
	case FACTOR_CONST_COLOUR:
		value = d->blend_constant[c];
		break;
	case FACTOR_CONST_ALPHA:
		value = d->blend_constant[3];
		break;
	case FACTOR_SRC1_COLOUR:
		value = o->src1[c];
		break;
	case FACTOR_SRC1_ALPHA:
		value = o->src1[3];
		break;
	default:
		value = 0;
	}
	return factor >= FACTOR_INVERSE ? 1 - value : value;
}

static float blend_channel(const struct draw *d, const struct blend_target *b,
			   const struct operands *o, u32 c)
{
	u32 alpha = c == 3;
	float src = o->src[c], dst = o->dst[c];
	float fs = src * factor_of(d, b->factor[2 * alpha], o, c);
	float fd = dst * factor_of(d, b->factor[2 * alpha + 1], o, c);

	switch (b->function[alpha]) {
	case FUNCTION_SUBTRACT:
		return fs - fd;
	case FUNCTION_REVERSE:
		return fd - fs;
	case FUNCTION_MIN:
		return min(src, dst);
	case FUNCTION_MAX:
		return max(src, dst);
	default:
		return fs + fd;
	}
}

/* What a target of this kind can hold; sources are clamped to it before they are blended. */
static float clamp(u32 kind, u32 bits)
{
	float f = draw_float(bits), least = kind == EU_FORMAT_UNORM ? 0 : -1;

	if (kind != EU_FORMAT_UNORM && kind != EU_FORMAT_SNORM)
		return f;
	return f > least ? min(f, 1.0f) : least;
}

static void blend(const struct draw *d, const struct blend_target *b, u32 kind,
		  const u32 src[4], const u32 src1[4], const u32 dst[4], u32 out[4])
{
	struct operands o;

	for (u32 c = 0; c < 4; c++) {
		o.src[c] = clamp(kind, src[c]);
		o.src1[c] = clamp(kind, src1[c]);
		o.dst[c] = draw_float(dst[c]);
	}
	for (u32 c = 0; c < 4; c++)
		out[c] = draw_bits(blend_channel(d, b, &o, c));
}

void draw_blend(const struct draw *d, const struct blend_target *b, u32 kind, const u32 src[4],
		const u32 src1[4], u32 dst[4])
{
	bool is_int = kind == EU_FORMAT_UINT || kind == EU_FORMAT_SINT;
	u32 out[4];

	memcpy(out, src, sizeof(out));
	if (b->blends && !is_int)
		blend(d, b, kind, src, src1, dst, out);
	for (u32 c = 0; c < 4; c++)
		if (!(b->keeps >> c & 1))
			dst[c] = out[c];
}
