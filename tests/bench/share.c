// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several vGPUs on one engine: what sharing costs all of them, and one that asks for
 * little beside one that asks for all.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "player.h"

#define MAX_SHARERS	3
#define WARM_UP_NS	50000000ull
#define PLAY_NS		400000000ull
#define TURNS		5
#define SWITCHES	100
#define LIGHT_RUNS	60

static struct samples samples;

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
static struct samples per_request[MAX_SHARERS + 1], loss[MAX_SHARERS + 1];

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

static void bench_light(char **uuids)
{
	u32 i;

	player_init(&players[0], uuids[0], true);
	player_init(&players[1], uuids[1], false);
	play(1, WARM_UP_NS);
	sample_clear(&samples);
	for (i = 0; i < LIGHT_RUNS; i++) {
		sample_add(&samples, run_beside(1));
		context_answered(&players[1].r.ctx);
	}
	print_value("share-light", sample_median(&samples), "us");
	player_end(&players[1]);
	player_end(&players[0]);
}

void bench_share(char **uuids, u32 count)
{
	CHECK(count >= 2 && count <= MAX_SHARERS, "sharing takes 2 to %u vGPUs", MAX_SHARERS);
	bench_throughput(uuids, count);
	bench_switch(uuids);
	bench_light(uuids);
}
