// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of the geometry shader: one primitive each, whose instances are its channels. What a
 * channel emits becomes strips, which are drawn in the order of instances.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_GS"; vol 7, "Geometry Shader (GS) Stage", "GS URB
 * Entry"; Mesa genxml, compiler/brw_fs_thread_payload.cpp, brw_fs_visitor.cpp (layout of outputs).
 */
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

#define GS3_SPF			BIT(31)
#define GS4_SCRATCH_SIZE	GENMASK(3, 0)
#define GS4_SCRATCH		GENMASK(31, 10)
#define GS6_GRF_HIGH		GENMASK(30, 29)
#define GS6_VERTEX_SIZE		GENMASK(28, 23)	/* in 16 bytes, less one */
#define GS6_TOPOLOGY		GENMASK(22, 17)
#define GS6_LENGTH		GENMASK(16, 11)
#define GS6_HANDLES		BIT(10)
#define GS6_OFFSET		GENMASK(9, 4)
#define GS6_GRF			GENMASK(3, 0)
#define GS7_CONTROL_SIZE	GENMASK(23, 20)	/* in 32 bytes */
#define GS7_INSTANCES		GENMASK(19, 15)	/* less one */
#define GS7_STREAM		GENMASK(14, 13)
#define GS7_PRIMITIVE_ID	BIT(4)
#define GS7_TRAILING		BIT(2)
#define GS8_STREAM_IDS		BIT(31)
#define GS8_STATIC		BIT(30)
#define GS8_VERTICES		GENMASK(26, 16)

#define R1_INSTANCE		GENMASK(31, 27)

#define READ_DWORDS		8
/* Without a number of vertices in the state, it is in front of all else. */
#define COUNT_DWORDS		8

static bool is_on(const struct draw *d)
{
	return draw_state(d, S3D_GS)[7] & GS_ENABLE;
}

static u32 first_register(const u32 *gs)
{
	return FIELD_GET(GS6_GRF_HIGH, gs[6]) << 4 | FIELD_GET(GS6_GRF, gs[6]);
}

static u32 pushed_registers(const u32 *gs)
{
	return FIELD_GET(GS6_LENGTH, gs[6]) * READ_DWORDS;
}

enum cs_result draw_geometry_begin(struct draw *d)
{
	const u32 *gs = draw_state(d, S3D_GS);
	const struct draw_stage stage = {
		.kernel_high = gs[2],
		.scratch_high = gs[5],
		.binding = S3D_BINDING_GS,
		.samplers = S3D_SAMPLERS_GS,
	};
	struct geometry *y = d->geometry;

	if (!is_on(d))
		return CS_OK;
	draw_stage_begin(d, y->group, &stage);
	return draw_constants(d, S3D_CONSTANT_GS, y->data, &y->constants);
}

/* Handles of outputs, numbers of instances and primitive, handles of inputs. */
static void put_payload(const struct draw *d, struct eu_thread *t, u32 id, u32 first, u32 n)
{
	const u32 *gs = draw_state(d, S3D_GS);
	const struct geometry *y = d->geometry;
	u32 reg = 2;

	eu_grf_set(t, 0, 3, y->group->samplers | (gs[4] & GS4_SCRATCH_SIZE));
	eu_grf_set(t, 0, 4, y->group->binding_table);
	eu_grf_set(t, 0, 5, gs[4] & GS4_SCRATCH);
	for (u32 i = 0; i < n; i++)
		eu_grf_set(t, 1, i, i | FIELD_PREP(R1_INSTANCE, first + i));
	if (gs[7] & GS7_PRIMITIVE_ID) {
		for (u32 i = 0; i < n; i++)
			eu_grf_set(t, reg, i, id);
		reg++;
	}
	for (u32 v = 0; gs[6] & GS6_HANDLES && v < y->vertices; v++, reg++)
		for (u32 i = 0; i < n; i++)
			eu_grf_set(t, reg, i, v);
}

static void put_vertices(const struct draw *d, struct eu_thread *t, u32 reg, u32 n)
{
	const u32 *gs = draw_state(d, S3D_GS);
	u32 from = FIELD_GET(GS6_OFFSET, gs[6]) * READ_DWORDS, dwords = pushed_registers(gs);

	for (u32 v = 0; v < d->geometry->vertices; v++)
		for (u32 k = 0; k < dwords; k++, reg++)
			for (u32 i = 0; from + k < DRAW_VUE_DWORDS && i < n; i++)
				eu_grf_set(t, reg, i, d->geometry->in[v]->vue[from + k]);
}

static enum cs_result run_instances(struct draw *d, u32 id, u32 first, u32 n)
{
	const u32 *gs = draw_state(d, S3D_GS);
	struct geometry *y = d->geometry;
	struct eu_thread *t = &y->group->thread[0];
	u32 reg = first_register(gs), need = 2;

	need += gs[7] & GS7_PRIMITIVE_ID ? 1 : 0;
	need += gs[6] & GS6_HANDLES ? y->vertices : 0;
	if (max(reg, need) + y->constants + pushed_registers(gs) * y->vertices > EU_GRFS)
		return cs_hang(d->e, "geometry shader with more data than registers");
	memset(y->out, 0, n * sizeof(y->out[0]));
	eu_thread_init(t, &y->group->machine, gs[1] & ~63u, BIT(n) - 1,
		       (gs[3] & GS3_SPF ? EU_CR0_SPF : 0) | draw_float_mode(gs[3]));
	t->owner = y->group;
	put_payload(d, t, id, first, n);
	memcpy(&t->reg[reg * EU_GRF_BYTES], y->data, y->constants * EU_GRF_BYTES);
	put_vertices(d, t, reg + y->constants, n);
	y->group->count = 1;
	d->counts.gs += n;
	return eu_group_run(y->group);
}

/* Control bits of a vertex: whether a strip ends behind it, or the number of its stream. */
static u32 control_of(const u32 *entry, u32 first, u32 vertex, u32 bits)
{
	u32 at = vertex * bits;

	return entry[first + at / 32] >> (at % 32) & (BIT(bits) - 1);
}

/* Vertices that a channel has emitted. */
static enum cs_result draw_emitted(struct draw *d, const u32 *entry, u32 id)
{
	const u32 *gs = draw_state(d, S3D_GS);
	u32 control = gs[8] & GS8_STATIC ? 0 : COUNT_DWORDS;
	u32 control_dwords = FIELD_GET(GS7_CONTROL_SIZE, gs[7]) * 8;
	u32 size = (FIELD_GET(GS6_VERTEX_SIZE, gs[6]) + 1) * 4, at = control + control_dwords;
	u32 count = gs[8] & GS8_STATIC ? FIELD_GET(GS8_VERTICES, gs[8]) : entry[0];
	struct assembler *a = &d->geometry->assembler;
	bool streams = gs[8] & GS8_STREAM_IDS;
	enum cs_result res = CS_OK;

	draw_assemble_begin(a, FIELD_GET(GS6_TOPOLOGY, gs[6]));
	a->primitive = id;
	for (u32 i = 0; res == CS_OK && i < count && at + size <= DRAW_GS_DWORDS; i++, at += size) {
		struct vertex *v = &d->geometry->vertex;

		memset(v, 0, sizeof(*v));
		memcpy(v->vue, &entry[at], min(size, (u32)DRAW_VUE_DWORDS) * 4);
		a->stream = FIELD_GET(GS7_STREAM, gs[7]);
		if (streams && (i + 1) * 2 <= control_dwords * 32)
			a->stream = control_of(entry, control, i, 2);
		res = draw_assemble(d, a, v);
		if (!streams && i < control_dwords * 32 && control_of(entry, control, i, 1))
			draw_assemble_begin(a, a->topology);
	}
	return res;
}

/* Corners that change places, and, with six vertices, the neighbours between them. */
static void turn_over(struct geometry *y, const struct vertex * const *v, bool trailing)
{
	static const u8 orders[2][2][6] = {
		{ { 0, 2, 1 }, { 1, 0, 2 } }, { { 0, 5, 4, 3, 2, 1 }, { 2, 1, 0, 5, 4, 3 } },
	};

	for (u32 i = 0; i < y->vertices; i++)
		y->in[i] = v[orders[y->vertices == 6][trailing][i]];
}

enum cs_result draw_geometry(struct draw *d, u32 id, const struct vertex * const *v, u32 vertices,
			     bool flip)
{
	const u32 *gs = draw_state(d, S3D_GS);
	u32 instances = FIELD_GET(GS7_INSTANCES, gs[7]) + 1;
	struct geometry *y = d->geometry;
	enum cs_result res = CS_OK;

	y->vertices = vertices;
	for (u32 i = 0; i < vertices; i++)
		y->in[i] = v[i];
	if (flip)
		turn_over(y, v, gs[7] & GS7_TRAILING);
	for (u32 first = 0; res == CS_OK && first < instances; first += DRAW_BATCH) {
		u32 n = min(instances - first, (u32)DRAW_BATCH);

		res = run_instances(d, id, first, n);
		for (u32 i = 0; res == CS_OK && i < n; i++)
			res = draw_emitted(d, y->out[i], id);
	}
	return res;
}
