// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of the hull shader: all threads of a patch run as one group, with a barrier. They read
 * its vertices, and write its entry of the URB: first the factors, then what the domain shader
 * reads.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_HS"; vol 7, "Hull Shader (HS) Stage", "Patch URB
 * Entry"; Mesa genxml, compiler/brw_fs_thread_payload.cpp, brw_fs.cpp (payload), brw_nir.c (places
 * of factors).
 */
#include <stdlib.h>
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

#define HS2_STATISTICS		BIT(29)
#define HS2_INSTANCES		GENMASK(3, 0)	/* less one */
#define HS5_SCRATCH_SIZE	GENMASK(3, 0)
#define HS5_SCRATCH		GENMASK(31, 10)
#define HS7_GRF_HIGH		BIT(28)
#define HS7_SPF			BIT(27)
#define HS7_HANDLES		BIT(24)
#define HS7_GRF			GENMASK(23, 19)

#define R0_INSTANCE		GENMASK(23, 17)

/* Registers of the handles of all vertices that a patch may have, eight in each. */
#define HANDLE_REGS		(DRAW_PATCH_VERTICES / 8)

bool draw_divides(const struct draw *d)
{
	return draw_state(d, S3D_TE)[1] & TE_ENABLE;
}

static struct patch_unit *create(struct draw *d)
{
	struct patch_unit *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->hull = eu_group_create(d->e);
	p->domain = eu_group_create(d->e);
	if (!p->hull || !p->domain) {
		draw_patch_free(p);
		return NULL;
	}
	p->hull->urb = draw_urb;
	p->hull->stage = d;
	p->domain->urb = draw_urb;
	p->domain->stage = d;
	return p;
}

void draw_patch_free(struct patch_unit *p)
{
	if (!p)
		return;
	free(p->hull);
	free(p->domain);
	free(p);
}

static u32 first_register(const u32 *hs)
{
	return FIELD_GET(HS7_GRF_HIGH, hs[7]) << 5 | FIELD_GET(HS7_GRF, hs[7]);
}

enum cs_result draw_hull_begin(struct draw *d)
{
	const u32 *hs = draw_state(d, S3D_HS);
	const struct draw_stage stage = {
		.kernel_high = hs[4],
		.scratch_high = hs[6],
		.binding = S3D_BINDING_HS,
		.samplers = S3D_SAMPLERS_HS,
	};
	u32 need = 1 + (hs[7] & HS7_HANDLES ? HANDLE_REGS : 0);
	struct patch_unit *p;
	enum cs_result res;

	if (!draw_divides(d))
		return CS_OK;
	if (!d->patch)
		d->patch = create(d);
	p = d->patch;
	if (!p)
		return cs_hang(d->e, "the model is out of memory");
	draw_stage_begin(d, p->hull, &stage);
	res = draw_constants(d, S3D_CONSTANT_HS, p->hull_data, &p->hull_constants);
	if (res != CS_OK)
		return res;
	if (max(first_register(hs), need) + p->hull_constants > EU_GRFS)
		return cs_hang(d->e, "hull shader with more data than registers");
	return CS_OK;
}

static void start_thread(struct draw *d, u32 instance, u32 id)
{
	const u32 *hs = draw_state(d, S3D_HS);
	struct patch_unit *p = d->patch;
	struct eu_thread *t = &p->hull->thread[instance];

	eu_thread_init(t, &p->hull->machine, hs[3] & ~63u, 0xff,
		       (hs[7] & HS7_SPF ? EU_CR0_SPF : 0) | draw_float_mode(hs[1]));
	t->owner = p->hull;
	eu_grf_set(t, 0, 0, DRAW_PATCH_HANDLE);
	eu_grf_set(t, 0, 1, id);
	eu_grf_set(t, 0, 2, FIELD_PREP(R0_INSTANCE, instance));
	eu_grf_set(t, 0, 3, p->hull->samplers | (hs[5] & HS5_SCRATCH_SIZE));
	eu_grf_set(t, 0, 4, p->hull->binding_table);
	eu_grf_set(t, 0, 5, hs[5] & HS5_SCRATCH);
	for (u32 i = 0; hs[7] & HS7_HANDLES && i < p->vertices; i++)
		eu_grf_set(t, 1 + i / 8, i % 8, i);
	memcpy(&t->reg[first_register(hs) * EU_GRF_BYTES], p->hull_data,
	       p->hull_constants * EU_GRF_BYTES);
}

static enum cs_result run_hull(struct draw *d, u32 id)
{
	const u32 *hs = draw_state(d, S3D_HS);
	struct patch_unit *p = d->patch;

	memset(p->entry, 0, sizeof(p->entry));
	p->hull->count = FIELD_GET(HS2_INSTANCES, hs[2]) + 1;
	for (u32 i = 0; i < p->hull->count; i++)
		start_thread(d, i, id);
	if (hs[2] & HS2_STATISTICS)
		d->counts.hs++;
	return eu_group_run(p->hull);
}

enum cs_result draw_patch(struct draw *d, u32 id, const struct vertex *v, u32 vertices)
{
	struct patch_unit *p = d->patch;
	enum cs_result res;

	p->in = v;
	p->vertices = vertices;
	res = run_hull(d, id);
	return res == CS_OK ? draw_domain(d, id) : res;
}
