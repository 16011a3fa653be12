// SPDX-License-Identifier: GPL-2.0-only
/*
 * Samples of a pixel: how many, and where they are.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (3DSTATE_MULTISAMPLE, 3DSTATE_SAMPLE_PATTERN,
 * 3DSTATE_SAMPLE_MASK, 3DSTATE_RASTER), vol 7, "Multisampling"; Mesa genxml.
 */
#include "3d/draw.h"
#include "cs/commands.h"

#define S3D_SAMPLE_PATTERN	S3D(1, 0x1c)

#define MS1_SAMPLES		GENMASK(3, 1)
#define RASTER1_MULTISAMPLE	BIT(12)
#define PSX_PER_SAMPLE		BIT(6)

#define CENTRE			128

/* Samples 0 to 3 are in the first dword, but of 8 in the second. A byte each: row, column. */
static u32 place_byte(const u32 *pattern, u32 n, u32 sample)
{
	static const u8 first[] = { 8, 8, 7, 6, 1 };
	u32 log = (u32)__builtin_ctz(n), at = first[log];

	if (n == 8)
		at -= sample / 4;
	else
		at += sample / 4;
	return pattern[at] >> ((n == 1 ? 2 : sample % 4) * 8) & 0xff;
}

void draw_samples_begin(struct draw *d)
{
	const u32 *pattern = cs_state_get(d->e, S3D_SAMPLE_PATTERN);
	const u32 *mask = draw_state(d, S3D_SAMPLE_MASK);
	struct sampling *s = &d->sampling;

	s->n = BIT(min(FIELD_GET(MS1_SAMPLES, draw_state(d, S3D_MULTISAMPLE)[1]), 4u));
	s->multi = s->n > 1 && draw_state(d, S3D_RASTER)[1] & RASTER1_MULTISAMPLE;
	s->each = s->n > 1 && draw_state(d, S3D_PS_EXTRA)[1] & PSX_PER_SAMPLE;
	s->mask = (mask[0] ? mask[1] : ~0u) & (BIT(s->n) - 1);
	d->pixels.sample = DRAW_ALL_SAMPLES;
	for (u32 i = 0; i < s->n; i++) {
		u32 byte = pattern && s->n > 1 ? place_byte(pattern, s->n, i) : 0x88;

		s->x[i] = (s32)(byte >> 4) * 16;
		s->y[i] = (s32)(byte & 15) * 16;
	}
}

u32 draw_first_sample(const struct draw *d)
{
	return d->pixels.sample == DRAW_ALL_SAMPLES ? 0 : d->pixels.sample;
}

u32 draw_end_sample(const struct draw *d)
{
	return d->pixels.sample == DRAW_ALL_SAMPLES ? d->sampling.n : d->pixels.sample + 1;
}

void draw_light(struct draw *d)
{
	struct pixels *p = &d->pixels;

	p->lit = 0;
	for (u32 s = draw_first_sample(d); s < draw_end_sample(d); s++)
		p->lit |= p->cover[s];
}

/* The centre if all samples are inside, else the first that is. */
static u32 centroid_of(const struct draw *d, u32 lane)
{
	const struct sampling *s = &d->sampling;
	u32 found = s->n;

	for (u32 i = s->n; i-- > 0;)
		if (d->pixels.inside[i] >> lane & 1)
			found = i;
	for (u32 i = 0; i < s->n; i++)
		if (!(d->pixels.inside[i] >> lane & 1))
			return found;
	return s->n;
}

void draw_place_of(const struct draw *d, u32 lane, enum draw_place place, s32 *x, s32 *y)
{
	const struct sampling *s = &d->sampling;
	u32 sample = s->n;

	if (s->multi && place == DRAW_AT_CENTROID)
		sample = centroid_of(d, lane);
	else if (place == DRAW_AT_SAMPLE && d->pixels.sample != DRAW_ALL_SAMPLES)
		sample = d->pixels.sample;
	*x = sample < s->n ? s->x[sample] : CENTRE;
	*y = sample < s->n ? s->y[sample] : CENTRE;
}
