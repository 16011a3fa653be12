// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all stages that run shaders begin with.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_VS", "3DSTATE_HS", "3DSTATE_DS", "3DSTATE_GS",
 * "3DSTATE_PS",
 * "3DSTATE_BINDING_TABLE_POINTERS_*", "3DSTATE_SAMPLER_STATE_POINTERS_*".
 */
#include "3d/draw.h"

#define ALTERNATIVE		BIT(16)
#define ADDRESS_HIGH		GENMASK(15, 0)

void draw_stage_begin(struct draw *d, struct eu_group *group, const struct draw_stage *stage)
{
	struct eu_bases base = d->base;

	base.instruction += (u64)(stage->kernel_high & ADDRESS_HIGH) << 32;
	base.general += (u64)(stage->scratch_high & ADDRESS_HIGH) << 32;
	eu_group_begin(group, &base, draw_state(d, stage->binding)[1] & S3D_BINDING_TABLE,
		       draw_state(d, stage->samplers)[1] & S3D_SAMPLERS, 0);
}

u32 draw_float_mode(u32 dword)
{
	return dword & ALTERNATIVE ? EU_CR0_ALTERNATIVE : 0;
}
