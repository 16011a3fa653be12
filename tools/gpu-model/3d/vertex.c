// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of the vertex shader: eight vertices each.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_VS"; vol 7, "Vertex Shader (VS) Stage"; Mesa
 * compiler/brw_fs_thread_payload.cpp, brw_fs.cpp.
 */
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

#define VS4_SCRATCH_SIZE	GENMASK(3, 0)
#define VS4_SCRATCH		GENMASK(31, 10)
#define VS6_GRF			GENMASK(24, 20)
#define VS6_LENGTH		GENMASK(16, 11)
#define VS6_OFFSET		GENMASK(9, 4)

/* An entry is read by 32 bytes, that is eight components, a register each. */
#define READ_DWORDS		8

static bool is_on(const struct draw *d)
{
	return draw_state(d, S3D_VS)[7] & VS_ENABLE;
}

static u32 registers_needed(const struct draw *d, const u32 *vs)
{
	return FIELD_GET(VS6_GRF, vs[6]) + d->vs_constants +
	       FIELD_GET(VS6_LENGTH, vs[6]) * READ_DWORDS;
}

enum cs_result draw_vs_begin(struct draw *d)
{
	const u32 *vs = draw_state(d, S3D_VS);
	const struct draw_stage stage = {
		.kernel_high = vs[2],
		.scratch_high = vs[5],
		.binding = S3D_BINDING_VS,
		.samplers = S3D_SAMPLERS_VS,
	};
	enum cs_result res;

	if (!is_on(d))
		return CS_OK;
	draw_stage_begin(d, d->vs, &stage);
	res = draw_constants(d, S3D_CONSTANT_VS, d->vs_data, &d->vs_constants);
	if (res != CS_OK)
		return res;
	if (registers_needed(d, vs) > EU_GRFS)
		return cs_hang(d->e, "vertex shader with more data than registers");
	return CS_OK;
}

static void load_vertices(struct draw *d, struct eu_thread *t, const u32 *vs, u32 n)
{
	u32 reg = FIELD_GET(VS6_GRF, vs[6]) + d->vs_constants;
	u32 dwords = FIELD_GET(VS6_LENGTH, vs[6]) * READ_DWORDS;
	u32 from = FIELD_GET(VS6_OFFSET, vs[6]) * READ_DWORDS;

	for (u32 i = 0; i < dwords; i++)
		for (u32 v = 0; v < n; v++)
			if (from + i < DRAW_VUE_DWORDS)
				eu_grf_set(t, reg + i, v, d->input[v].vue[from + i]);
}

static void start_thread(struct draw *d, u32 n)
{
	const u32 *vs = draw_state(d, S3D_VS);
	struct eu_thread *t = &d->vs->thread[0];
	u32 grf = FIELD_GET(VS6_GRF, vs[6]);

	eu_thread_init(t, &d->vs->machine, vs[1] & ~63u, BIT(n) - 1,
		       draw_float_mode(vs[3]));
	t->owner = d->vs;
	eu_grf_set(t, 0, 3, d->vs->samplers | (vs[4] & VS4_SCRATCH_SIZE));
	eu_grf_set(t, 0, 4, d->vs->binding_table);
	eu_grf_set(t, 0, 5, vs[4] & VS4_SCRATCH);
	for (u32 i = 0; i < n; i++)
		eu_grf_set(t, 1, i, i);
	memcpy(&t->reg[grf * EU_GRF_BYTES], d->vs_data, d->vs_constants * EU_GRF_BYTES);
	load_vertices(d, t, vs, n);
}

enum cs_result draw_vs(struct draw *d, u32 n)
{
	if (!is_on(d)) {
		memcpy(d->output, d->input, n * sizeof(d->input[0]));
		return CS_OK;
	}
	for (u32 i = 0; i < n; i++)
		memset(d->output[i].vue, 0, sizeof(d->output[i].vue));
	start_thread(d, n);
	d->vs->count = 1;
	d->counts.vs += n;
	return eu_group_run(d->vs);
}
