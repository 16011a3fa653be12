// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several vGPUs on one engine: what sharing costs all of them, and one that asks for
 * little beside one that asks for all.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"

#define ENGINE		BCS
#define STORES		2000u	/* about a millisecond of the model's time */
#define STORE_BATCH	0x400000
#define STORE_TO	0x800000
#define WARM_UP_NS	50000000ull
#define PLAY_NS		400000000ull
#define TURNS		5
#define SWITCHES	100
#define LIGHT_RUNS	60
#define LIGHT_PAUSE_NS	5000000ull
#define WAIT_NS		5000000000ull

static struct samples samples;

/**
 * struct player - a guest that always has work under way
 * @gpu: its vGPU
 * @r: its context
 * @asked: it has written to ELSP, and no event of the CSB has answered yet
 * @first: number that its first request of a measurement stored
 */
struct player {
	struct gpu gpu;
	struct runner r;
	bool asked;
	u32 first;
};

static struct player players[MAX_PLAYERS];

static void player_init(struct player *p, const char *uuid, bool works)
{
	p->asked = false;
	gpu_open(&p->gpu, uuid);
	runner_init(&p->gpu, &p->r, ENGINE);
	if (!works)
		return;
	batch_of_stores(&p->r.vm, STORE_BATCH, STORE_TO, STORES);
	p->r.batch = STORE_BATCH;
}

static void player_end(struct player *p)
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
static u64 play(u32 count, u64 ns)
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

/* Microseconds per request, of @count guests in all. */
static double throughput(char **uuids, u32 count)
{
	u32 done = 0, i;
	u64 ns;

	for (i = 0; i < count; i++)
		player_init(&players[i], uuids[i], true);
	play(count, WARM_UP_NS);
	for (i = 0; i < count; i++)
		players[i].first = runner_seqno(&players[i].r);
	ns = play(count, PLAY_NS);
	for (i = 0; i < count; i++) {
		u32 own = runner_seqno(&players[i].r) - players[i].first;

		/* Told, and no end: the sum is a result all the same. */
		if (!own)
			printf("# VM %u of %u gets nothing done meanwhile\n", i + 1, count);
		done += own;
	}
	for (i = 0; i < count; i++)
		player_end(&players[i]);
	CHECK(done, "%u VMs get nothing done", count);
	return ns / 1e3 / done;
}

/* By how many play. */
static struct samples per_request[MAX_PLAYERS + 1], loss[MAX_PLAYERS + 1];

/* The machine's speed wanders: each loss is of two plays one soon after the other. */
static void throughput_turn(char **uuids, u32 count)
{
	double alone = throughput(uuids, 1), shared;
	u32 n;

	sample_add(&per_request[1], alone);
	for (n = 2; n <= count; n++) {
		shared = throughput(uuids, n);
		sample_add(&per_request[n], shared);
		sample_add(&loss[n], 100 * (1 - alone / shared));
	}
}

static void bench_throughput(char **uuids, u32 count)
{
	char name[32];
	u32 i, n;

	for (i = 0; i < TURNS; i++)
		throughput_turn(uuids, count);
	for (n = 1; n <= count; n++) {
		snprintf(name, sizeof(name), "share-%u", n);
		print_value(name, sample_median(&per_request[n]), "us");
		if (n == 1)
			continue;
		snprintf(name, sizeof(name), "share-loss-%u", n);
		print_value(name, sample_median(&loss[n]), "%");
	}
}

/* An empty batch, from its submission to its store. */
static double run_empty(struct player *p)
{
	u64 start;

	runner_prepare(&p->r);
	start = now_ns();
	submit(&p->r.ctx, NULL);
	runner_wait(&p->r);
	return (now_ns() - start) / 1e3;
}

/* One guest's batches after its own, and after another guest's. */
static void bench_switch(char **uuids)
{
	static struct samples own, other;
	u32 i;

	player_init(&players[0], uuids[0], false);
	player_init(&players[1], uuids[1], false);
	sample_clear(&own);
	sample_clear(&other);
	for (i = 0; i < SWITCHES; i++) {
		run_empty(&players[1]);
		runner_settle(&players[1].r);
		sample_add(&other, run_empty(&players[0]));
		runner_settle(&players[0].r);
		sample_add(&own, run_empty(&players[0]));
		runner_settle(&players[0].r);
	}
	print_value("share-same", sample_median(&own), "us");
	print_value("share-switch", sample_median(&other), "us");
	player_end(&players[0]);
	player_end(&players[1]);
}

/* An empty batch every now and then, while another guest always has work. */
static double run_beside(struct player *light, struct player *heavy)
{
	u64 start;

	play(1, LIGHT_PAUSE_NS);
	runner_prepare(&light->r);
	start = now_ns();
	submit(&light->r.ctx, NULL);
	while (runner_seqno(&light->r) != light->r.ctx.seqno) {
		CHECK(now_ns() - start < WAIT_NS, "the light guest's batch does not end");
		player_move(heavy);
	}
	return (now_ns() - start) / 1e3;
}

static void bench_light(char **uuids)
{
	u32 i;

	player_init(&players[0], uuids[0], true);
	player_init(&players[1], uuids[1], false);
	play(1, WARM_UP_NS);
	sample_clear(&samples);
	for (i = 0; i < LIGHT_RUNS; i++) {
		sample_add(&samples, run_beside(&players[1], &players[0]));
		context_answered(&players[1].r.ctx);
	}
	print_value("share-light", sample_median(&samples), "us");
	player_end(&players[1]);
	player_end(&players[0]);
}

void bench_share(char **uuids, u32 count)
{
	CHECK(count >= 2 && count <= MAX_PLAYERS, "sharing takes 2 to %u vGPUs", MAX_PLAYERS);
	bench_throughput(uuids, count);
	bench_switch(uuids);
	bench_light(uuids);
}
