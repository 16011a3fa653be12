// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the pixel interpolator: weights of corners at other places of a pixel than those that
 * a thread began with.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "Pixel Interpolator"; Mesa compiler/brw_eu.h,
 * brw_eu_defines.h.
 */
#include "3d/draw.h"

#define PI_DATA			GENMASK(7, 0)
#define   DATA_SAMPLE		GENMASK(7, 4)
#define   DATA_X		GENMASK(3, 0)	/* signed, in 1/16 pixel from the centre */
#define   DATA_Y		GENMASK(7, 4)
#define PI_SLOTS		BIT(11)		/* of 32 */
#define PI_TYPE			GENMASK(13, 12)
#define PI_LINEAR		BIT(14)
#define PI_SIMD16		BIT(16)

enum pi_type {
	PI_OFFSET,		/* the same for all channels */
	PI_SAMPLE,
	PI_CENTROID,
	PI_OFFSETS		/* of each channel */
};

#define CENTRE			128
#define STEP			16

static s32 signed4(u32 v)
{
	return (s32)(v << 28) >> 28;
}

/* From the pixel's corner on, in 1/256. */
static void place_of(const struct draw *d, const struct eu_message *m, u32 lane, u32 lanes, s32 *x,
		     s32 *y)
{
	u32 data = m->desc & PI_DATA, sample = FIELD_GET(DATA_SAMPLE, data);

	switch (FIELD_GET(PI_TYPE, m->desc)) {
	case PI_OFFSET:
		*x = CENTRE + signed4(FIELD_GET(DATA_X, data)) * STEP;
		*y = CENTRE + signed4(FIELD_GET(DATA_Y, data)) * STEP;
		break;
	case PI_SAMPLE:
		*x = sample < d->sampling.n ? d->sampling.x[sample] : CENTRE;
		*y = sample < d->sampling.n ? d->sampling.y[sample] : CENTRE;
		break;
	case PI_CENTROID:
		draw_place_of(d, lane, DRAW_AT_CENTROID, x, y);
		break;
	default:
		*x = CENTRE + signed4(m->data[lane / 8][lane % 8]) * STEP;
		*y = CENTRE + signed4(m->data[lanes / 8 + lane / 8][lane % 8]) * STEP;
	}
}

enum eu_result draw_interpolate(struct eu_thread *t, struct eu_message *m)
{
	struct eu_group *g = t->owner;
	const struct draw *d = g->stage;
	u32 lanes = m->desc & PI_SIMD16 ? 16 : 8;
	bool each = FIELD_GET(PI_TYPE, m->desc) == PI_OFFSETS;

	/* The upper half of 32 channels has no pixels. */
	if (m->desc & PI_SLOTS && d->dispatch.wide)
		return EU_OK;
	if (m->desc & PI_SLOTS || lanes > d->pixels.lanes)
		return eu_bad(t, "message of more channels than the thread has");
	if (m->response != lanes / 4 || m->length != (each ? lanes / 4 : 1))
		return eu_bad(t, "message to the pixel interpolator of a length that it cannot have");
	/* Of each eight channels, the second corner's weights, then the third's. */
	for (u32 i = 0; i < lanes; i++) {
		float b1, b2;
		s32 x, y;

		place_of(d, m, i, lanes, &x, &y);
		draw_barycentric(d, i, x, y, m->desc & PI_LINEAR, &b1, &b2);
		m->answer[i / 8 * 2][i % 8] = draw_bits(b1);
		m->answer[i / 8 * 2 + 1][i % 8] = draw_bits(b2);
	}
	return EU_OK;
}
