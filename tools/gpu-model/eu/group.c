// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "core/gpu.h"
#include "cs/engine.h"
#include "cs/tlb.h"
#include "eu/group.h"

/* Instructions of a thread before another one goes on, and before the engine looks at requests. */
#define SLICE	4096

static int fetch_code(void *context, u64 ip, void *buf, u32 len)
{
	struct eu_group *g = context;

	return vm_read(g->e, AS_PPGTT, g->base.instruction + ip, buf, len, PAGE_USE_FETCH);
}

static u64 read_timestamp(void *context)
{
	struct eu_group *g = context;

	return engine_timestamp(g->e->gpu);
}

struct eu_group *eu_group_create(struct engine *e)
{
	struct eu_group *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->e = e;
	g->machine = (struct eu_machine){
		.gen = e->gpu->device->gen,
		.code = &g->code,
		.fetch = fetch_code,
		.send = eu_shared_send,
		.timestamp = read_timestamp,
		.context = g,
	};
	return g;
}

struct eu_group *eu_group_get(struct engine *e)
{
	if (!e->eu)
		e->eu = eu_group_create(e);
	return e->eu;
}

void eu_group_free(struct engine *e)
{
	free(e->eu);
	e->eu = NULL;
}

void eu_group_begin(struct eu_group *g, const struct eu_bases *base, u32 binding_table,
		    u32 samplers, u32 slm_bytes)
{
	g->base = *base;
	g->binding_table = binding_table;
	g->samplers = samplers;
	memset(g->surface_known, 0, sizeof(g->surface_known));
	eu_sampler_begin(&g->sampler);
	eu_code_renew(&g->code);
	g->slm_surface = (struct eu_surface){ .kind = EU_SURFACE_SLM, .bytes = slm_bytes };
	g->stateless = (struct eu_surface){
		.kind = EU_SURFACE_BUFFER, .base = base->general, .bytes = base->general_bytes,
	};
}

static enum cs_result bad_shader(struct eu_group *g, const struct eu_thread *t)
{
	struct engine *e = g->e;

	anomaly(&e->gpu->anomalies, ANOMALY_BAD_SHADER, "%s context 0x%08x: %s at 0x%llx",
		e->info->name, e->cs.user.lrca, t->why,
		(unsigned long long)(g->base.instruction + t->ip));
	return cs_hang(e, "bad shader");
}

/* Return CS_RETRY if nothing happened. */
static enum cs_result run_thread(struct eu_group *g, u32 n)
{
	struct eu_thread *t = &g->thread[n];
	u64 before = t->executed;

	switch (eu_thread_run(t, SLICE)) {
	case EU_END:
		g->ended[n] = true;
		return CS_OK;
	case EU_WAITS:
		return t->executed - before > 1 ? CS_OK : CS_RETRY;
	case EU_FAULT:
		return cs_fault(g->e);
	case EU_BAD:
		return bad_shader(g, t);
	default:
		return CS_OK;
	}
}

/* Each thread once. */
static enum cs_result run_round(struct eu_group *g, u32 *left)
{
	bool progress = false;

	for (u32 n = 0; n < g->count; n++) {
		enum cs_result res;

		if (g->ended[n])
			continue;
		if (!engine_obey(g->e))
			return CS_BREAK;
		res = run_thread(g, n);
		if (res == CS_RETRY)
			continue;
		if (res != CS_OK)
			return res;
		progress = true;
		*left -= g->ended[n];
	}
	return progress ? CS_OK : cs_hang(g->e, "all threads of a group wait");
}

enum cs_result eu_group_run(struct eu_group *g)
{
	enum cs_result res = CS_OK;
	u32 left = g->count;

	memset(g->ended, 0, sizeof(g->ended));
	g->arrived = 0;
	while (res == CS_OK && left)
		res = run_round(g, &left);
	return res;
}
