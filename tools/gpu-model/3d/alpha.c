// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the alpha of a pixel decides before it is blended: the alpha test, and which samples are
 * drawn.
 *
 * Which samples alpha chooses is the model's own choice: the first ones, as many as it says.
 *
 * Source: Intel OSRC Skylake PRM vol 2d (BLEND_STATE, COLOR_CALC_STATE), vol 2a (3DSTATE_PS_BLEND),
 * vol 7, "Color Calculator"; Mesa genxml; OpenGL 4.6, 17.3.1.
 */
#include <math.h>

#include "3d/draw.h"

#define BLEND_TO_COVERAGE	BIT(31)
#define BLEND_TO_ONE		BIT(29)
#define BLEND_TEST		BIT(27)
#define BLEND_FUNCTION		GENMASK(26, 24)
#define PSX_NO_COVERAGE		BIT(7)
#define CC0_FLOAT		BIT(0)

void draw_alpha_begin(struct draw *d, u32 blend, const u32 colour[2])
{
	u32 ps = draw_state(d, S3D_PS_BLEND)[1];

	d->alpha = (struct alpha_unit){
		.to_coverage = d->sampling.n > 1 && blend & BLEND_TO_COVERAGE &&
			       ps & PSB_TO_COVERAGE &&
			       !(draw_state(d, S3D_PS_EXTRA)[1] & PSX_NO_COVERAGE),
		.to_one = d->sampling.n > 1 && blend & BLEND_TO_ONE,
		.tests = blend & BLEND_TEST && ps & PSB_ALPHA_TEST,
		.function = FIELD_GET(BLEND_FUNCTION, blend),
		.reference = colour[0] & CC0_FLOAT ? draw_float(colour[1]) :
						     (float)(colour[1] & 0xff) / 255,
	};
}

u32 draw_alpha_samples(const struct draw *d, u32 alpha)
{
	u32 all = BIT(d->sampling.n) - 1;
	float f = draw_float(alpha);

	if (d->alpha.tests && !draw_compare(d->alpha.function, f, d->alpha.reference))
		return 0;
	if (!d->alpha.to_coverage)
		return all;
	f = f > 0 ? min(f, 1.0f) : 0;
	return BIT(lrintf(f * (float)d->sampling.n)) - 1;
}
