// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the sampler: what they have, and how they are answered.
 */
#include <string.h>

#include "cs/parser.h"
#include "eu/group.h"
#include "eu/sampler.h"

/* Descriptor. */
#define DESC_BTI		GENMASK(7, 0)
#define DESC_SAMPLER		GENMASK(11, 8)
#define DESC_TYPE		GENMASK(16, 12)
#define DESC_SIMD		GENMASK(18, 17)
#define   SIMD8			1
#define   SIMD16		2
#define DESC_OTHERS		GENMASK(30, 29)	/* halves in the answer; more modes */

/* Dword 2 of the header. */
#define HEADER_R		GENMASK(3, 0)
#define HEADER_V		GENMASK(7, 4)
#define HEADER_U		GENMASK(11, 8)
#define HEADER_WITHOUT		GENMASK(15, 12)
#define HEADER_COMPONENT	GENMASK(17, 16)
#define HEADER_OTHERS		GENMASK(23, 18)
/* Dword 3. */
#define HEADER_SAMPLERS		GENMASK(31, 5)

enum kind {
	KIND_NONE,
	KIND_SAMPLE,
	KIND_GATHER,
	KIND_LOAD,
	KIND_LOAD_SAMPLE,
	KIND_LOAD_MCS,
	KIND_LOD,
	KIND_RESINFO,
	KIND_SAMPLEINFO
};

enum lod_from {
	LOD_ZERO,
	LOD_QUAD,
	LOD_PARAM,
	LOD_GRADIENTS
};

/**
 * struct type - a type of message
 * @kind: what it does
 * @lod: where its level of detail comes from
 * @compare: texels are compared
 * @gen: first that has it
 * @params: its parameters in order, see param_of()
 * @params8: those of Gen8, if others
 */
struct type {
	u8 kind;
	u8 lod;
	bool compare;
	u8 gen;
	const char *params;
	const char *params8;
};

static const struct type types[32] = {
	[0] = { KIND_SAMPLE, LOD_QUAD, false, 8, "uvram", "uvra" },
	[1] = { KIND_SAMPLE, LOD_QUAD, false, 8, "buvram", "buvra" },
	[2] = { KIND_SAMPLE, LOD_PARAM, false, 8, "luvra", NULL },
	[3] = { KIND_SAMPLE, LOD_QUAD, true, 8, "cuvram", "cuvra" },
	[4] = { KIND_SAMPLE, LOD_GRADIENTS, false, 8, "uUxvVyrRzam", "uUxvVyrRza" },
	[5] = { KIND_SAMPLE, LOD_QUAD, true, 8, "cbuvram", "cbuvra" },
	[6] = { KIND_SAMPLE, LOD_PARAM, true, 8, "cluvra", NULL },
	[7] = { KIND_LOAD, LOD_ZERO, false, 8, "uvlr", "ulvr" },
	[8] = { KIND_GATHER, LOD_ZERO, false, 8, "uvra", NULL },
	[9] = { KIND_LOD, LOD_QUAD, false, 8, "uvra", NULL },
	[10] = { KIND_RESINFO, LOD_ZERO, false, 8, "l", NULL },
	[11] = { KIND_SAMPLEINFO, LOD_ZERO, false, 8, "", NULL },
	[16] = { KIND_GATHER, LOD_ZERO, true, 8, "cuvra", NULL },
	[17] = { KIND_GATHER, LOD_ZERO, false, 8, "uvopr", NULL },
	[18] = { KIND_GATHER, LOD_ZERO, true, 8, "cuvopr", NULL },
	[20] = { KIND_SAMPLE, LOD_GRADIENTS, true, 8, "cuUxvVyrRzam", "cuUxvVyrRza" },
	[24] = { KIND_SAMPLE, LOD_ZERO, false, 9, "uvra", NULL },
	[25] = { KIND_SAMPLE, LOD_ZERO, true, 9, "cuvra", NULL },
	[26] = { KIND_LOAD, LOD_ZERO, false, 9, "uvr", NULL },
	[28] = { KIND_LOAD_SAMPLE, LOD_ZERO, false, 9, "stTuvrl", NULL },
	[29] = { KIND_LOAD_MCS, LOD_ZERO, false, 8, "uvrl", NULL },
	[30] = { KIND_LOAD_SAMPLE, LOD_ZERO, false, 8, "stuvrl", NULL },
	[31] = { KIND_LOAD_SAMPLE, LOD_ZERO, false, 8, "suvrl", NULL },
};

static u32 param_of(char c)
{
	static const u8 params[128] = {
		['u'] = EU_PARAM_U, ['v'] = EU_PARAM_V, ['r'] = EU_PARAM_R, ['a'] = EU_PARAM_AI,
		['l'] = EU_PARAM_LOD, ['b'] = EU_PARAM_BIAS, ['m'] = EU_PARAM_MIN_LOD,
		['c'] = EU_PARAM_REF, ['U'] = EU_PARAM_DUDX, ['V'] = EU_PARAM_DVDX,
		['s'] = EU_PARAM_SAMPLE, ['t'] = EU_PARAM_MCS, ['T'] = EU_PARAM_MCS_HIGH,
		['R'] = EU_PARAM_DRDX, ['x'] = EU_PARAM_DUDY, ['y'] = EU_PARAM_DVDY,
		['z'] = EU_PARAM_DRDY, ['o'] = EU_PARAM_OFFU, ['p'] = EU_PARAM_OFFV,
	};

	return params[(u8)c & 0x7f];
}

/* Parameters may be left out at the end: they are 0. */
static const char *take_params(const struct eu_message *m, const char *params,
			       struct eu_sample *s)
{
	u32 regs = s->n / 8, count = m->length - m->header, most = (u32)strlen(params);

	if (count % regs || count / regs > max(most, 1u) || (most && !count))
		return "sampler message of a length that it cannot have";
	memset(s->p, 0, sizeof(s->p));
	for (u32 i = 0; i < min(count / regs, most); i++)
		memcpy(s->p[param_of(params[i])], m->data[m->header + i * regs], s->n * 4);
	return NULL;
}

static s32 signed4(u32 v)
{
	return (s32)(v << 28) >> 28;
}

static const char *take_header(const struct eu_message *m, struct eu_sample *s, u32 *without,
			       u32 *table)
{
	u32 dw = m->data[0][2];

	*without = 0;
	s->component = 0;
	memset(s->offset, 0, sizeof(s->offset));
	if (!m->header)
		return NULL;
	if (dw & HEADER_OTHERS)
		return "sampler header with fields that are not modelled";
	*without = FIELD_GET(HEADER_WITHOUT, dw);
	*table = m->data[0][3] & HEADER_SAMPLERS;
	s->component = FIELD_GET(HEADER_COMPONENT, dw);
	s->offset[0] = signed4(FIELD_GET(HEADER_U, dw));
	s->offset[1] = signed4(FIELD_GET(HEADER_V, dw));
	s->offset[2] = signed4(FIELD_GET(HEADER_R, dw));
	return NULL;
}

/* Gen9 leaves out the last channels if the answer is shorter. */
static bool fits(const struct eu_thread *t, const struct eu_message *m, u32 without, u32 regs)
{
	u32 most = (4 - (u32)__builtin_popcount(without)) * regs;

	if (m->response == most)
		return most;
	return t->m->gen >= 9 && m->response && m->response < most && !(m->response % regs);
}

static void answer(struct eu_message *m, const struct eu_sample *s, u32 without)
{
	u32 regs = s->n / 8, at = 0;

	for (u32 c = 0; c < 4 && at + regs <= m->response; c++) {
		if (without >> c & 1)
			continue;
		for (u32 i = 0; i < s->n; i++)
			if (s->lanes >> i & 1)
				m->answer[at + i / 8][i % 8] = s->result[c][i];
		at += regs;
	}
}

/* ---- the messages ---- */

static const char *check_texture(const struct type *type, const struct eu_texture *x)
{
	if (x->why || type->kind == KIND_RESINFO || type->kind == KIND_SAMPLEINFO)
		return x->why;
	if (type->kind == KIND_LOAD_SAMPLE || type->kind == KIND_LOAD_MCS)
		return x->kind == EU_TEXTURE_2D ? NULL : "samples of another surface than 2D";
	if (x->samples > 1)
		return "sampler message to a surface of more than one sample";
	if (x->kind == EU_TEXTURE_BUFFER && type->kind != KIND_LOAD)
		return "filtered read of a buffer";
	if (x->kind == EU_TEXTURE_CUBE && type->kind == KIND_LOAD)
		return "plain read of a cube";
	if ((x->kind == EU_TEXTURE_1D || x->kind == EU_TEXTURE_3D) && type->kind == KIND_GATHER)
		return "gather from another surface than 2D or cube";
	if (type->compare && (eu_texel_is_int(&x->format) || x->kind == EU_TEXTURE_3D))
		return "comparison with a surface that has no depth";
	return NULL;
}

static const char *check_sampler(const struct type *type, const struct eu_texture *x,
				 const struct eu_sampler *s)
{
	bool filters = s->min != EU_FILTER_NEAREST || s->mag != EU_FILTER_NEAREST ||
		       s->mip == EU_MIP_LINEAR;

	if (!s->why && filters && type->kind == KIND_SAMPLE && eu_texel_is_int(&x->format))
		return "filter over integers";
	return s->why;
}

static void levels_of_detail(const struct type *type, const struct eu_sample *s, float *lod,
			     struct eu_probes *probes)
{
	memset(lod, 0, EU_SAMPLER_LANES * sizeof(*lod));
	for (u32 i = 0; i < EU_SAMPLER_LANES; i++)
		probes[i].n = 1;
	if (type->lod == LOD_QUAD)
		eu_lod_implicit(s, lod, probes);
	else if (type->lod == LOD_GRADIENTS)
		eu_lod_gradients(s, lod, probes);
	for (u32 i = 0; i < s->n; i++) {
		lod[i] += eu_param_float(s, EU_PARAM_BIAS, i);
		if (type->lod == LOD_PARAM)
			lod[i] = eu_param_float(s, EU_PARAM_LOD, i);
	}
}

static void put_float(u32 *to, float f)
{
	memcpy(to, &f, sizeof(f));
}

static void sample(const struct type *type, struct eu_sample *s)
{
	struct eu_probes probes[EU_SAMPLER_LANES];
	float lod[EU_SAMPLER_LANES];

	levels_of_detail(type, s, lod, probes);
	for (u32 i = 0; i < s->n; i++) {
		struct eu_lod l;

		if (!(s->lanes >> i & 1))
			continue;
		eu_lod_select(s, i, lod[i], &l);
		if (type->kind == KIND_SAMPLE) {
			eu_sample_filter(s, i, &l, &probes[i]);
			continue;
		}
		put_float(&s->result[0][i], l.clamped);
		put_float(&s->result[1][i], l.raw);
	}
}

/* Size of a level, elements of an array, number of levels; as if channels were not reordered. */
static void resinfo(struct eu_sample *s, u32 lane)
{
	const struct eu_texture *x = s->x;
	u32 lod = s->p[EU_PARAM_LOD][lane], size[3];

	if (x->kind == EU_TEXTURE_BUFFER) {
		s->result[0][lane] = x->width;
		return;
	}
	s->result[3][lane] = x->levels;
	if (lod >= x->levels)
		return;
	eu_texture_size(x, lod + x->min_level, size);
	s->result[0][lane] = size[0];
	s->result[1][lane] = x->kind == EU_TEXTURE_1D ? (x->array ? x->depth : 0) : size[1];
	if (x->kind == EU_TEXTURE_3D)
		s->result[2][lane] = size[2];
	else if (x->kind != EU_TEXTURE_1D)
		s->result[2][lane] = x->array ? x->depth : 0;
}

/*
 * Which plane each sample is in, 1, 2 or 4 bits for each: as nothing is compressed, its own.
 * Drivers hand that on to the message that reads a sample, and look at it only to save such ones.
 */
static void load_mcs(struct eu_sample *s, u32 lane)
{
	u32 samples = s->x->samples, bits = samples > 4 ? 4 : samples > 2 ? 2 : 1;

	for (u32 i = 0; s->x->compressed && i < min(samples, 16u); i++)
		s->result[i * bits / 32][lane] |= i << i * bits % 32;
}

static void each(const struct type *type, struct eu_sample *s)
{
	for (u32 i = 0; i < s->n; i++) {
		if (!(s->lanes >> i & 1))
			continue;
		if (type->kind == KIND_GATHER)
			eu_sample_gather(s, i);
		else if (type->kind == KIND_LOAD)
			eu_sample_load(s, i);
		else if (type->kind == KIND_LOAD_SAMPLE)
			eu_sample_load_sample(s, i);
		else if (type->kind == KIND_LOAD_MCS)
			load_mcs(s, i);
		else if (type->kind == KIND_RESINFO)
			resinfo(s, i);
		else
			s->result[0][i] = s->x->samples;
	}
}

static enum eu_result execute(struct eu_thread *t, const struct type *type, struct eu_sample *s)
{
	struct eu_group *g = t->owner;

	s->lines.e = g->e;
	memset(s->lines.tag, 0, sizeof(s->lines.tag));
	s->lines.faulted = false;
	s->compare = type->compare;
	memset(s->result, 0, sizeof(s->result));
	if (s->x->kind == EU_TEXTURE_NULL)
		return EU_OK;
	if (type->kind == KIND_SAMPLE || type->kind == KIND_LOD)
		sample(type, s);
	else
		each(type, s);
	return s->lines.faulted ? EU_FAULT : EU_OK;
}

/* Textures and samplers that the message names. */
static enum eu_result take_states(struct eu_thread *t, const struct eu_message *m,
				  const struct type *type, u32 table, struct eu_sample *s)
{
	t->why = NULL;
	s->s = NULL;
	s->x = eu_sampler_texture(t, FIELD_GET(DESC_BTI, m->desc));
	if (!s->x)
		return t->why ? EU_BAD : EU_FAULT;
	if (s->x->kind == EU_TEXTURE_NULL)
		return EU_OK;
	t->why = check_texture(type, s->x);
	if (t->why)
		return EU_BAD;
	if (type->kind != KIND_SAMPLE && type->kind != KIND_GATHER && type->kind != KIND_LOD)
		return EU_OK;
	s->s = eu_sampler_state(t, table, FIELD_GET(DESC_SAMPLER, m->desc));
	if (!s->s)
		return EU_FAULT;
	t->why = check_sampler(type, s->x, s->s);
	return t->why ? EU_BAD : EU_OK;
}

static const char *take_message(struct eu_thread *t, const struct eu_message *m,
				const struct type *type, struct eu_sample *s, u32 *without,
				u32 *table)
{
	u32 simd = FIELD_GET(DESC_SIMD, m->desc);
	const char *params, *why;

	if (!type->kind || t->m->gen < type->gen)
		return "message that is not modelled";
	if ((simd != SIMD8 && simd != SIMD16) || m->desc & DESC_OTHERS)
		return "sampler message in a mode that is not modelled";
	s->n = simd == SIMD16 ? 16 : 8;
	s->lanes = m->lanes & (BIT(s->n) - 1);
	why = take_header(m, s, without, table);
	if (why)
		return why;
	if (!fits(t, m, *without, s->n / 8))
		return "sampler's answer of a length that it cannot have";
	params = t->m->gen < 9 && type->params8 ? type->params8 : type->params;
	return take_params(m, params, s);
}

enum eu_result eu_sampler_message(struct eu_thread *t, struct eu_message *m)
{
	const struct type *type = &types[FIELD_GET(DESC_TYPE, m->desc)];
	struct eu_group *g = t->owner;
	u32 without, table = g->samplers;
	struct eu_sample s;
	enum eu_result res;

	t->why = take_message(t, m, type, &s, &without, &table);
	if (t->why)
		return EU_BAD;
	res = take_states(t, m, type, table, &s);
	if (res == EU_OK)
		res = execute(t, type, &s);
	if (res == EU_OK)
		answer(m, &s, without);
	return res;
}
