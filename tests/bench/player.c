// SPDX-License-Identifier: GPL-2.0-only
/*
 * See player.h.
 */
#include "player.h"

#define ENGINE		BCS
#define STORES		2000u
#define STORE_BATCH	0x400000
#define STORE_TO	0x800000
#define LIGHT_PAUSE_NS	5000000ull
#define WAIT_NS		5000000000ull

struct player players[MAX_PLAYERS];

void player_init(struct player *p, const char *uuid, bool works)
{
	p->asked = false;
	gpu_open(&p->gpu, uuid);
	runner_init(&p->gpu, &p->r, ENGINE);
	if (!works)
		return;
	batch_of_stores(&p->r.vm, STORE_BATCH, STORE_TO, STORES);
	p->r.batch = STORE_BATCH;
}

void player_rest(struct player *p)
{
	runner_wait(&p->r);
	while (p->asked && !context_answered(&p->r.ctx))
		;
	p->asked = false;
}

void player_end(struct player *p)
{
	runner_wait(&p->r);
	ppgtt_destroy(&p->r.vm);
	gpu_close(&p->gpu);
}

/* One request runs, and one waits behind it. As drivers do it asks once at a time. */
static void player_move(struct player *p)
{
	if (context_answered(&p->r.ctx))
		p->asked = false;
	if (p->asked || p->r.ctx.seqno - runner_seqno(&p->r) >= 2)
		return;
	runner_prepare(&p->r);
	submit(&p->r.ctx, NULL);
	p->asked = true;
}

/* All that play, for a time. */
u64 play(u32 count, u64 ns)
{
	u64 start = now_ns(), now;
	u32 i;

	do {
		for (i = 0; i < count; i++)
			player_move(&players[i]);
		now = now_ns();
	} while (now - start < ns);
	return now - start;
}

double run_beside(u32 heavy)
{
	struct player *light = &players[heavy];
	u64 start;
	u32 i;

	play(heavy, LIGHT_PAUSE_NS);
	runner_prepare(&light->r);
	start = now_ns();
	submit(&light->r.ctx, NULL);
	while (runner_seqno(&light->r) != light->r.ctx.seqno) {
		CHECK(now_ns() - start < WAIT_NS, "the light guest's batch does not end");
		for (i = 0; i < heavy; i++)
			player_move(&players[i]);
	}
	return (now_ns() - start) / 1e3;
}
