// SPDX-License-Identifier: GPL-2.0-only
/*
 * 3DPRIMITIVE: goes through instances and vertices.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DPRIMITIVE"; Mesa genxml (registers).
 */
#include <stdlib.h>
#include <string.h>

#include "3d/draw.h"
#include "core/gpu.h"
#include "cs/bases.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"

#define PRIMITIVE_PREDICATE	BIT(8)
#define PRIMITIVE_INDIRECT	BIT(10)
#define PRIMITIVE1_RANDOM	BIT(8)
#define PRIMITIVE1_END		BIT(9)

#define PIPELINE_SELECT		(3u << 29 | 1u << 27 | 1u << 24 | 4u << 16)
#define   PIPELINE		GENMASK(1, 0)

/* Registers with what the command would have. */
#define INDIRECT_START		0x2430
#define INDIRECT_COUNT		0x2434
#define INDIRECT_INSTANCES	0x2438
#define INDIRECT_FIRST		0x243c
#define INDIRECT_BASE		0x2440

/* Counters. */
#define HS_INVOCATION_COUNT	0x2300
#define DS_INVOCATION_COUNT	0x2308
#define IA_VERTICES_COUNT	0x2310
#define IA_PRIMITIVES_COUNT	0x2318
#define VS_INVOCATION_COUNT	0x2320
#define GS_INVOCATION_COUNT	0x2328
#define GS_PRIMITIVES_COUNT	0x2330
#define CL_INVOCATION_COUNT	0x2338
#define CL_PRIMITIVES_COUNT	0x2340
#define PS_INVOCATION_COUNT	0x2348
#define SO_NUM_PRIMS_WRITTEN	0x5200
#define SO_PRIM_STORAGE_NEEDED	0x5240

/* The longest state command. */
#define NO_STATE_DWORDS		320

static const u32 *find_state(const struct draw *d, u32 opcode)
{
	static const u32 none[NO_STATE_DWORDS];
	const u32 *state = cs_state_get(d->e, opcode);

	return state ? state : none;
}

/* Where a command is does not change while another one is executed. */
void draw_begin(struct draw *d)
{
	for (u32 sub = 0; sub < DRAW_COMMANDS; sub++)
		d->state[sub] = find_state(d, S3D(0, sub));
	d->window = find_state(d, S3D_DRAWING_RECTANGLE);
	cs_bases(d->e, &d->base);
}

const u32 *draw_state(const struct draw *d, u32 opcode)
{
	if (opcode == S3D_DRAWING_RECTANGLE)
		return d->window;
	return d->state[(opcode >> 16 & 0xff) % DRAW_COMMANDS];
}

static void destroy(struct draw *d)
{
	if (d->geometry)
		free(d->geometry->group);
	free(d->geometry);
	draw_patch_free(d->patch);
	free(d->vs);
	free(d->ps);
	free(d);
}

static struct draw *create(struct engine *e)
{
	struct draw *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	d->e = e;
	d->vs = eu_group_create(e);
	d->ps = eu_group_create(e);
	d->geometry = calloc(1, sizeof(*d->geometry));
	if (d->geometry)
		d->geometry->group = eu_group_create(e);
	if (!d->vs || !d->ps || !d->geometry || !d->geometry->group) {
		destroy(d);
		return NULL;
	}
	d->vs->urb = draw_urb;
	d->vs->stage = d;
	d->geometry->group->urb = draw_urb;
	d->geometry->group->stage = d;
	d->ps->render = draw_target;
	d->ps->interpolate = draw_interpolate;
	d->ps->stage = d;
	return d;
}

struct draw *draw_get(struct engine *e)
{
	if (!e->draw)
		e->draw = create(e);
	return e->draw;
}

void draw_free(struct engine *e)
{
	if (e->draw)
		destroy(e->draw);
	e->draw = NULL;
}

enum cs_result draw_bad(const struct draw *d, const char *why)
{
	struct engine *e = d->e;

	anomaly(&e->gpu->anomalies, ANOMALY_BAD_COMMAND, "%s context 0x%08x: %08x: %s",
		e->info->name, e->cs.user.lrca, e->cs.command[0], why);
	return CS_OK;
}

static void take_call(struct draw *d, const u32 *cmd)
{
	d->call = (struct draw_call){
		.count = cmd[2], .start = cmd[3], .instances = cmd[4], .first_instance = cmd[5],
		.base = (s32)cmd[6], .indexed = cmd[1] & PRIMITIVE1_RANDOM,
	};
	if (!(cmd[0] & PRIMITIVE_INDIRECT))
		return;
	d->call.count = cs_read_register(d->e, INDIRECT_COUNT);
	d->call.start = cs_read_register(d->e, INDIRECT_START);
	d->call.instances = cs_read_register(d->e, INDIRECT_INSTANCES);
	d->call.first_instance = cs_read_register(d->e, INDIRECT_FIRST);
	d->call.base = (s32)cs_read_register(d->e, INDIRECT_BASE);
}

/* Up to a batch of vertices from @from on; @cut is set if a strip ends behind them. */
static enum cs_result gather(struct draw *d, u32 *from, u32 *n, bool *cut)
{
	enum cs_result res = CS_OK;

	*n = 0;
	*cut = false;
	while (res == CS_OK && *n < DRAW_BATCH && *from < d->call.count) {
		u32 *index = &d->index[*n];

		*index = *from;
		if (d->call.indexed)
			res = draw_index(d, *from, index, cut);
		(*from)++;
		if (*cut)
			break;
		(*n)++;
	}
	return res;
}

/* @n vertices; @next is the number of the one behind them. */
static enum cs_result draw_batch(struct draw *d, u32 n, u32 next)
{
	enum cs_result res = draw_fetch(d, n);

	d->counts.vertices += n;
	if (res == CS_OK)
		res = draw_vs(d, n);
	for (u32 i = 0; res == CS_OK && i < n; i++) {
		res = draw_assemble(d, &d->assembler, &d->output[i]);
		if (res == CS_OK && i + 1 < n &&
		    draw_leaves(d, d->instance, next - (n - i - 1), n - i - 1))
			return CS_PREEMPT;
	}
	return res;
}

/* The first vertex of an instance: the first one, unless the command goes on. */
static u32 begin_instance(struct draw *d)
{
	const struct draw_stop *s = &d->stop;

	draw_assemble_begin(&d->assembler, d->topology);
	d->assembler.primitive = 0;
	if (d->instance != s->instance || !s->vertex)
		return 0;
	d->assembler.primitive = s->primitive;
	d->assembler.count = s->odd;
	return s->vertex - s->held;
}

static enum cs_result draw_instance(struct draw *d)
{
	enum cs_result res = CS_OK;
	u32 from = begin_instance(d);

	while (res == CS_OK && from < d->call.count) {
		bool cut;
		u32 n;

		if (!engine_obey(d->e))
			return CS_BREAK;
		res = gather(d, &from, &n, &cut);
		if (res == CS_OK && n)
			res = draw_batch(d, n, cut ? from - 1 : from);
		if (cut || from == d->call.count) {
			if (res == CS_OK)
				res = draw_assemble_end(d, &d->assembler);
			draw_assemble_begin(&d->assembler, d->topology);
		}
		if (res == CS_OK && from < d->call.count &&
		    draw_leaves(d, d->instance, from, 0))
			return CS_PREEMPT;
	}
	return res;
}

static enum cs_result draw_instances(struct draw *d)
{
	enum cs_result res = CS_OK;

	for (u32 i = d->stop.instance; res == CS_OK && i < d->call.instances; i++) {
		if (i > d->stop.instance && draw_leaves(d, i, 0, 0))
			return CS_PREEMPT;
		d->instance = i;
		res = draw_instance(d);
		if (!engine_obey(d->e))
			return CS_BREAK;
	}
	return res;
}

static void add(struct gpu *gpu, u32 reg, u64 n)
{
	u64 count = ((u64)reg_get(gpu, reg + 4) << 32 | reg_get(gpu, reg)) + n;

	reg_set(gpu, reg, lower_32_bits(count));
	reg_set(gpu, reg + 4, upper_32_bits(count));
}

static void count(struct draw *d)
{
	const struct draw_counts *c = &d->counts;
	struct gpu *gpu = d->e->gpu;

	pthread_mutex_lock(&gpu->lock);
	add(gpu, IA_VERTICES_COUNT, c->vertices);
	add(gpu, IA_PRIMITIVES_COUNT, c->primitives);
	add(gpu, VS_INVOCATION_COUNT, c->vs);
	add(gpu, HS_INVOCATION_COUNT, c->hs);
	add(gpu, DS_INVOCATION_COUNT, c->ds);
	add(gpu, GS_INVOCATION_COUNT, c->gs);
	add(gpu, GS_PRIMITIVES_COUNT, c->gs_primitives);
	add(gpu, CL_INVOCATION_COUNT, c->clip_in);
	add(gpu, CL_PRIMITIVES_COUNT, c->clip_out);
	add(gpu, PS_INVOCATION_COUNT, c->ps);
	add(gpu, PS_DEPTH_COUNT, c->depth);
	for (u32 i = 0; i < DRAW_STREAMS; i++) {
		add(gpu, SO_NUM_PRIMS_WRITTEN + 8 * i, c->stream_written[i]);
		add(gpu, SO_PRIM_STORAGE_NEEDED + 8 * i, c->stream_needed[i]);
	}
	pthread_mutex_unlock(&gpu->lock);
}

/* Stages in front of the clipper. */
static enum cs_result begin_vertices(struct draw *d)
{
	enum cs_result res = draw_vs_begin(d);

	if (res == CS_OK)
		res = draw_hull_begin(d);
	if (res == CS_OK)
		res = draw_domain_begin(d);
	return res == CS_OK ? draw_geometry_begin(d) : res;
}

/* All that is the same for all vertices of the command. */
static enum cs_result begin(struct draw *d)
{
	enum cs_result res;

	memset(&d->counts, 0, sizeof(d->counts));
	d->refused = false;
	draw_resume(d);
	res = begin_vertices(d);
	if (res != CS_OK)
		return res;
	draw_attributes_begin(d);
	draw_samples_begin(d);
	draw_stream_begin(d);
	res = draw_ps_begin(d);
	if (res != CS_OK)
		return res;
	draw_depth_begin(d);
	draw_setup_begin(d);
	res = draw_stencil_begin(d);
	return res == CS_OK ? draw_blend_begin(d) : res;
}

static enum cs_result draw_all(struct draw *d)
{
	enum cs_result res = begin(d);

	if (res == CS_OK)
		res = draw_instances(d);
	count(d);
	return res == CS_OK ? draw_stream_end(d) : res;
}

enum cs_result draw_primitive(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	const u32 *select = cs_state_get(e, PIPELINE_SELECT);
	const char *why;
	struct draw *d;

	if (cmd[0] & PRIMITIVE_PREDICATE && !predicate_result(e))
		return CS_OK;
	d = draw_get(e);
	if (!d)
		return cs_hang(e, "the model is out of memory");
	if (select && *select & PIPELINE)
		return draw_bad(d, "another pipeline is selected");
	draw_begin(d);
	take_call(d, cmd);
	d->topology = draw_state(d, S3D_VF_TOPOLOGY)[1] & 0x3f;
	why = draw_misfit(d);
	if (why)
		return draw_bad(d, why);
	why = cmd[1] & PRIMITIVE1_END ? "3DPRIMITIVE: end by an offset" : draw_unsupported(d);
	if (why) {
		cs_not_executed(e, why);
		return CS_OK;
	}
	return draw_all(d);
}
