// SPDX-License-Identifier: GPL-2.0-only
/*
 * States of the sampler: SAMPLER_STATE, the border's colour, and the textures of the binding table.
 */
#include <string.h>

#include "cs/parser.h"
#include "cs/tlb.h"
#include "eu/group.h"
#include "eu/sampler.h"

#define STATE_BYTES	16
#define BORDER_BYTES	16

static u32 bits(u32 dw, u32 high, u32 low)
{
	return dw >> low & (~0u >> (31 - (high - low)));
}

static const char *check_filters(const struct eu_sampler *s)
{
	if (s->min > EU_FILTER_ANISOTROPIC || s->mag > EU_FILTER_ANISOTROPIC)
		return "sampler with a filter that is not modelled";
	if (s->mip != EU_MIP_NONE && s->mip != EU_MIP_NEAREST && s->mip != EU_MIP_LINEAR)
		return "sampler with a reserved mip filter";
	for (u32 d = 0; d < 3; d++)
		if (s->wrap[d] > EU_WRAP_HALF_BORDER)
			return "sampler with a wrap mode that is not modelled";
	return NULL;
}

static const char *check_rest(const u32 *state)
{
	if (bits(state[0], 31, 31))
		return "sampler that is disabled";
	if (bits(state[1], 7, 7))
		return "sampler with a chroma key";
	if (bits(state[0], 29, 29))
		return "sampler with a border of bytes";
	if (bits(state[3], 9, 9) && bits(state[3], 23, 22))
		return "sampler with a reduction that is not modelled";
	return NULL;
}

void eu_sampler_decode(const u32 *state, struct eu_sampler *s, u32 *border)
{
	memset(s, 0, sizeof(*s));
	s->bias = (s32)(state[0] << 18) >> 19;
	s->min = bits(state[0], 16, 14);
	s->mag = bits(state[0], 19, 17);
	s->mip = bits(state[0], 21, 20);
	s->base_lod = bits(state[0], 26, 22);
	s->clamp_first = bits(state[0], 28, 27) == 2;
	s->most_probes = 2 * (bits(state[3], 21, 19) + 1);
	s->seamless = bits(state[1], 0, 0);
	s->compare = bits(state[1], 3, 1);
	s->max_lod = (s32)bits(state[1], 19, 8);
	s->min_lod = (s32)bits(state[1], 31, 20);
	s->mag_no_mip = !bits(state[2], 0, 0);
	s->texels = bits(state[3], 10, 10);
	for (u32 d = 0; d < 3; d++) {
		u32 wrap = 6 - 3 * d, round = 17 - 2 * d;

		s->wrap[d] = bits(state[3], wrap + 2, wrap);
		s->round_min[d] = bits(state[3], round, round);
		s->round_mag[d] = bits(state[3], round + 1, round + 1);
	}
	*border = state[2] & GENMASK(23, 6);
	s->why = check_filters(s);
	if (!s->why)
		s->why = check_rest(state);
}

bool eu_sampler_uses_border(const struct eu_sampler *s)
{
	for (u32 d = 0; d < 3; d++)
		if (s->wrap[d] == EU_WRAP_BORDER || s->wrap[d] == EU_WRAP_HALF_BORDER)
			return true;
	return false;
}

const struct eu_sampler *eu_sampler_state(struct eu_thread *t, u32 table, u32 n)
{
	struct eu_group *g = t->owner;
	u64 at = g->base.dynamic + table + n * STATE_BYTES;
	u32 slot = at / STATE_BYTES % EU_SAMPLER_SLOTS, state[STATE_BYTES / 4], border;
	struct eu_sampler *s = &g->sampler.sampler[slot];

	if (g->sampler.sampler_at[slot] == (at | 1))
		return s;
	if (vm_read(g->e, AS_PPGTT, at, state, sizeof(state), PAGE_USE_READ))
		return NULL;
	g->sampler.sampler_at[slot] = 0;
	eu_sampler_decode(state, s, &border);
	if (eu_sampler_uses_border(s) &&
	    vm_read(g->e, AS_PPGTT, g->base.dynamic + border, &s->border, BORDER_BYTES,
		    PAGE_USE_READ))
		return NULL;
	g->sampler.sampler_at[slot] = at | 1;
	return s;
}

const struct eu_texture *eu_sampler_texture(struct eu_thread *t, u32 bti)
{
	struct eu_group *g = t->owner;
	struct eu_sampler_unit *u = &g->sampler;
	u32 state[EU_SURFACE_STATE_DWORDS];

	if (bti >= ARRAY_SIZE(u->texture)) {
		t->why = "binding table index that the sampler does not have";
		return NULL;
	}
	if (u->texture_known[bti / 32] & BIT(bti % 32))
		return &u->texture[bti];
	if (eu_surface_state(t, bti, state))
		return NULL;
	eu_texture_decode(state, t->m->gen, &u->texture[bti]);
	u->texture_known[bti / 32] |= BIT(bti % 32);
	/* Of an auxiliary surface nothing is needed: draws never compress, and clear all pixels. */
	return &u->texture[bti];
}

void eu_sampler_begin(struct eu_sampler_unit *u)
{
	memset(u->texture_known, 0, sizeof(u->texture_known));
	memset(u->sampler_at, 0, sizeof(u->sampler_at));
}
