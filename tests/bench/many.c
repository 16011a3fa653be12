// SPDX-License-Identifier: GPL-2.0-only
/*
 * As many vGPUs as the GPU is shared by: what all of them get done, whether each gets its part,
 * and how long a guest waits that asks for little.
 */
#include <stdio.h>

#include "player.h"

#define WARM_UP_NS	50000000ull
/* Each guest gets some tens of requests done. */
#define PLAY_NS		400000000ull
#define PLAY_NS_EACH	200000000ull
#define TURNS		3
#define LIGHT_RUNS	40

static const u32 plays[] = { 1, 2, 4, 8, 15 };
#define PLAYS		ARRAY_SIZE(plays)

static struct samples per_request[PLAYS], loss[PLAYS], fair[PLAYS];
static struct samples light;

/**
 * struct outcome - of some guests that play together
 * @us: time for a request of any of them
 * @fair: what the last one got, in percent of an equal part
 */
struct outcome {
	double us, fair;
};

static struct outcome play_all(u32 count)
{
	u32 done = 0, least = ~0u, own, i;
	u64 ns;

	play(count, WARM_UP_NS);
	for (i = 0; i < count; i++)
		players[i].first = runner_seqno(&players[i].r);
	ns = count * PLAY_NS_EACH;
	ns = play(count, ns < PLAY_NS ? PLAY_NS : ns);
	printf("of %u VMs each gets done:", count);
	for (i = 0; i < count; i++) {
		own = runner_seqno(&players[i].r) - players[i].first;
		printf(" %u", own);
		least = own < least ? own : least;
		done += own;
	}
	putchar('\n');
	CHECK(done, "%u VMs get nothing done", count);
	for (i = 0; i < count; i++)
		runner_wait(&players[i].r);
	return (struct outcome){ ns / 1e3 / done, 100.0 * least * count / done };
}

/* The machine's speed wanders: each loss is of two plays one soon after the other. */
static void one_turn(u32 count)
{
	double alone = 0;
	struct outcome o;
	u32 i;

	for (i = 0; i < PLAYS && plays[i] <= count; i++) {
		o = play_all(plays[i]);
		sample_add(&per_request[i], o.us);
		if (!i)
			alone = o.us;
		sample_add(&loss[i], 100 * (1 - alone / o.us));
		sample_add(&fair[i], o.fair);
	}
}

static void print_number(const char *name, u32 number, struct samples *s, const char *unit)
{
	char text[32];

	snprintf(text, sizeof(text), "%s-%u", name, number);
	print_value(text, sample_median(s), unit);
}

static void bench_light(char **uuids, u32 heavy)
{
	u32 i;

	sample_clear(&light);
	player_init(&players[heavy], uuids[heavy], false);
	for (i = 0; i < LIGHT_RUNS; i++) {
		sample_add(&light, run_beside(heavy));
		context_answered(&players[heavy].r.ctx);
	}
	print_number("many-light", heavy, &light, "us");
	player_end(&players[heavy]);
}

void bench_many(char **uuids, u32 count)
{
	static const u32 heavies[] = { 14, 3 };
	u32 open = count, i;

	CHECK(count <= MAX_PLAYERS, "at most %u vGPUs can play", MAX_PLAYERS);
	for (i = 0; i < count; i++)
		player_init(&players[i], uuids[i], true);
	for (i = 0; i < TURNS; i++)
		one_turn(count);
	for (i = 0; i < PLAYS && plays[i] <= count; i++) {
		print_number("many", plays[i], &per_request[i], "us");
		if (!i)
			continue;
		print_number("many-loss", plays[i], &loss[i], "%");
		print_number("many-fair", plays[i], &fair[i], "%");
	}
	for (i = 0; i < ARRAY_SIZE(heavies); i++) {
		if (heavies[i] >= open)
			continue;
		while (open > heavies[i])
			player_end(&players[--open]);
		bench_light(uuids, heavies[i]);
	}
	while (open)
		player_end(&players[--open]);
}
