// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a patch's entry to primitives: the factors go to the tessellator, the points that it makes
 * to threads of the domain shader, eight in each. All points of a patch are shaded once, before the
 * first primitive is drawn.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_DS", "3DSTATE_TE"; vol 7, "Domain Shader (DS)
 * Stage", "Patch URB Entry" (places of factors); Mesa genxml, compiler/brw_fs_thread_payload.cpp.
 */
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

#define DS4_SCRATCH_SIZE	GENMASK(3, 0)
#define DS4_SCRATCH		GENMASK(31, 10)
#define DS6_GRF			GENMASK(24, 20)
#define DS6_LENGTH		GENMASK(17, 11)
#define DS6_OFFSET		GENMASK(9, 4)
#define DS7_STATISTICS		BIT(10)
#define DS7_W			BIT(2)

#define READ_DWORDS		8
/* Header, coordinates, handles of outputs. */
#define PAYLOAD_REGS		5

enum cs_result draw_domain_begin(struct draw *d)
{
	const u32 *ds = draw_state(d, S3D_DS);
	const struct draw_stage stage = {
		.kernel_high = ds[2],
		.scratch_high = ds[5],
		.binding = S3D_BINDING_DS,
		.samplers = S3D_SAMPLERS_DS,
	};
	u32 first = max(FIELD_GET(DS6_GRF, ds[6]), (u32)PAYLOAD_REGS);
	struct patch_unit *p = d->patch;
	enum cs_result res;

	if (!draw_divides(d))
		return CS_OK;
	draw_stage_begin(d, p->domain, &stage);
	res = draw_constants(d, S3D_CONSTANT_DS, p->domain_data, &p->domain_constants);
	if (res != CS_OK)
		return res;
	if (first + p->domain_constants + FIELD_GET(DS6_LENGTH, ds[6]) > EU_GRFS)
		return cs_hang(d->e, "domain shader with more data than registers");
	return CS_OK;
}

/* Where the factors are depends on the domain. */
static void divide(struct draw *d)
{
	const u32 *te = draw_state(d, S3D_TE), *e = d->patch->entry;
	const struct tess_setup setup = {
		.domain = FIELD_GET(TE1_DOMAIN, te[1]),
		.spacing = FIELD_GET(TE1_SPACING, te[1]),
		.output = FIELD_GET(TE1_OUTPUT, te[1]),
		.most_odd = draw_float(te[2]),
		.most = draw_float(te[3]),
	};
	bool lines = setup.domain == TESS_ISOLINE, quad = setup.domain == TESS_QUAD;
	const float outer[4] = {
		draw_float(e[lines ? 6 : 7]), draw_float(e[lines ? 7 : 6]),
		draw_float(e[5]), draw_float(e[4]),
	};
	const float inner[2] = { draw_float(e[quad ? 3 : 4]), draw_float(e[2]) };

	tess_divide(&d->patch->tessellator, &setup, outer, inner);
}

static void put_coordinates(struct eu_thread *t, const struct tess_point *point, u32 n, bool w)
{
	for (u32 i = 0; i < n; i++) {
		u32 at[3] = { point[i].u, point[i].v };

		if (w)
			at[2] = TESS_ONE - point[i].u - point[i].v;
		for (u32 c = 0; c < 3; c++)
			eu_grf_set(t, 1 + c, i, draw_bits((float)at[c] / TESS_ONE));
		eu_grf_set(t, 4, i, i);
	}
}

/* The patch's data is the same for all channels. */
static void put_patch(const struct draw *d, struct eu_thread *t, u32 reg)
{
	const u32 *ds = draw_state(d, S3D_DS);
	u32 from = FIELD_GET(DS6_OFFSET, ds[6]) * READ_DWORDS;
	u32 dwords = FIELD_GET(DS6_LENGTH, ds[6]) * READ_DWORDS;

	for (u32 i = 0; i < dwords && from + i < DRAW_PATCH_DWORDS; i++)
		eu_grf_set(t, reg + i / 8, i % 8, d->patch->entry[from + i]);
}

static enum cs_result run_domain(struct draw *d, u32 id, u32 first, u32 n)
{
	const u32 *ds = draw_state(d, S3D_DS);
	struct patch_unit *p = d->patch;
	struct eu_thread *t = &p->domain->thread[0];
	u32 reg = FIELD_GET(DS6_GRF, ds[6]);

	p->out = &p->vertex[first];
	p->outs = n;
	memset(p->out, 0, n * sizeof(*p->out));
	eu_thread_init(t, &p->domain->machine, ds[1] & ~63u, BIT(n) - 1,
		       draw_float_mode(ds[3]));
	t->owner = p->domain;
	eu_grf_set(t, 0, 0, DRAW_PATCH_HANDLE);
	eu_grf_set(t, 0, 1, id);
	eu_grf_set(t, 0, 3, p->domain->samplers | (ds[4] & DS4_SCRATCH_SIZE));
	eu_grf_set(t, 0, 4, p->domain->binding_table);
	eu_grf_set(t, 0, 5, ds[4] & DS4_SCRATCH);
	put_coordinates(t, &p->tessellator.point[first], n, ds[7] & DS7_W);
	memcpy(&t->reg[reg * EU_GRF_BYTES], p->domain_data, p->domain_constants * EU_GRF_BYTES);
	put_patch(d, t, reg + p->domain_constants);
	p->domain->count = 1;
	if (ds[7] & DS7_STATISTICS)
		d->counts.ds += n;
	return eu_group_run(p->domain);
}

static enum cs_result shade_points(struct draw *d, u32 id)
{
	u32 points = d->patch->tessellator.points;
	enum cs_result res = CS_OK;

	for (u32 first = 0; res == CS_OK && first < points; first += DRAW_BATCH)
		res = run_domain(d, id, first, min(points - first, (u32)DRAW_BATCH));
	return res;
}

u32 draw_divided_topology(const struct draw *d)
{
	static const u32 topologies[] = {
		[TESS_POINT] = TOPOLOGY_POINTS, [TESS_LINE] = TOPOLOGY_LINES,
		[TESS_CLOCKWISE] = TOPOLOGY_TRIANGLES,
		[TESS_COUNTER_CLOCKWISE] = TOPOLOGY_TRIANGLES,
	};

	return topologies[FIELD_GET(TE1_OUTPUT, draw_state(d, S3D_TE)[1])];
}

/* Between this number of primitives, the engine looks at requests. */
#define TURN	256

static enum cs_result draw_primitives(struct draw *d, u32 id)
{
	const struct tessellator *t = &d->patch->tessellator;
	u32 topology = draw_divided_topology(d);
	bool points = topology == TOPOLOGY_POINTS;
	enum cs_result res = CS_OK;

	for (u32 i = 0; res == CS_OK && i < (points ? t->points : t->primitives); i++) {
		const u16 same[3] = { (u16)i, (u16)i, (u16)i };
		const u16 *corner = points ? same : t->corner[i];
		u32 last = topology == TOPOLOGY_TRIANGLES ? corner[2] : corner[0];
		const struct vertex * const v[3] = {
			&d->patch->vertex[corner[0]], &d->patch->vertex[corner[1]],
			&d->patch->vertex[last],
		};

		if (i % TURN == TURN - 1 && !engine_obey(d->e))
			return CS_BREAK;
		res = draw_divided(d, topology, id, v);
	}
	return res;
}

enum cs_result draw_domain(struct draw *d, u32 id)
{
	enum cs_result res;

	divide(d);
	res = shade_points(d, id);
	return res == CS_OK ? draw_primitives(d, id) : res;
}
