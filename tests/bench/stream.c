// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams of requests of different lengths, two of them under way: what a guest gets done against a
 * program of the host's, and how long the engine idles between two requests. The model tells how
 * long the engine has had a context.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "native.h"
#include "player.h"

#define ENGINE		"bcs0 "
#define PLAY_NS		300000000ull
#define TURNS		4
#define STORES_MAX	60000u
/* For what a store takes, and a request besides. */
#define FEW		1000u
#define MANY		5000u
#define BATCH		0x1000000ull

/* How long a request keeps the engine, in microseconds. */
static const u32 lengths[] = { 100, 1000, 4000 };
#define LENGTHS		ARRAY_SIZE(lengths)

static struct samples guest_us[LENGTHS], native_us[LENGTHS], part[LENGTHS], guest_idle[LENGTHS],
	native_idle[LENGTHS];

/**
 * struct stream - what a stream was like
 * @us: time for a request
 * @busy: how long it kept the engine, in microseconds
 */
struct stream {
	double us, busy;
};

static void take_busy(const char *line, void *data)
{
	const char *at = strstr(line, " busy_us=");

	if (!strncmp(line, ENGINE, strlen(ENGINE)) && at)
		*(double *)data = strtod(at + strlen(" busy_us="), NULL);
}

/* Of the engine so far, while it has nothing to do. */
static double busy_us(void)
{
	double us = -1;

	model_ask("engines", take_busy, &us);
	CHECK(us >= 0, "the model does not tell how long " ENGINE "was busy");
	return us;
}

static struct stream stream_native(u32 stores)
{
	struct native n;
	u64 start, ns;
	double busy;
	u32 done;

	native_open(&n, stores);
	/* What the first use takes. */
	native_play(&n, PLAY_NS / 10);
	busy = busy_us();
	start = now_ns();
	done = native_play(&n, PLAY_NS);
	ns = now_ns() - start;
	busy = busy_us() - busy;
	native_close(&n);
	CHECK(done, "the host gets nothing done");
	return (struct stream){ ns / 1e3 / done, busy / done };
}

static struct stream stream_guest(struct player *p)
{
	u64 start, ns;
	double busy;
	u32 done;

	play(1, PLAY_NS / 10);
	player_rest(p);
	busy = busy_us();
	p->first = runner_seqno(&p->r);
	start = now_ns();
	play(1, PLAY_NS);
	player_rest(p);
	ns = now_ns() - start;
	busy = busy_us() - busy;
	done = runner_seqno(&p->r) - p->first;
	CHECK(done, "the VM gets nothing done");
	return (struct stream){ ns / 1e3 / done, busy / done };
}

/* The least of some times: whatever else the machine does makes it longer. */
static double least_busy(u32 stores)
{
	double least = stream_native(stores).busy, busy;
	u32 i;

	for (i = 1; i < TURNS; i++) {
		busy = stream_native(stores).busy;
		least = busy < least ? busy : least;
	}
	return least;
}

/* How many stores make a request of each length. */
static void stream_lengths(u32 *stores)
{
	double few = least_busy(FEW), many = least_busy(MANY), n;
	double each = (many - few) / (MANY - FEW);
	u32 i;

	CHECK(each > 0, "%u stores take as long as %u", MANY, FEW);
	for (i = 0; i < LENGTHS; i++) {
		n = (lengths[i] - few) / each + FEW;
		stores[i] = n < 1 ? 1 : n > STORES_MAX ? STORES_MAX : n;
		printf("# %u us: %u stores\n", lengths[i], stores[i]);
	}
}

/* The machine's speed wanders: each part is of two streams one soon after the other. */
static void stream_turn(struct player *p, const u32 *stores, u32 i)
{
	struct stream native = stream_native(stores[i]), guest;

	p->r.batch = BATCH * (i + 1);
	guest = stream_guest(p);
	printf("# %u us: busy %.0f natively, %.0f of the VM\n", lengths[i], native.busy,
	       guest.busy);
	sample_add(&native_us[i], native.us);
	sample_add(&native_idle[i], native.us - native.busy);
	sample_add(&guest_us[i], guest.us);
	sample_add(&guest_idle[i], guest.us - guest.busy);
	sample_add(&part[i], 100 * native.us / guest.us);
}

static void print_length(const char *name, u32 i, struct samples *s, const char *unit)
{
	char text[32];

	snprintf(text, sizeof(text), "%s-%u", name, lengths[i]);
	print_value(text, sample_median(s), unit);
}

void bench_stream(char *uuid)
{
	struct player *p = &players[0];
	u32 stores[LENGTHS], i, turn;

	stream_lengths(stores);
	player_init(p, uuid, false);
	for (i = 0; i < LENGTHS; i++)
		batch_of_stores(&p->r.vm, BATCH * (i + 1), BATCH * (LENGTHS + 1), stores[i]);
	for (turn = 0; turn < TURNS; turn++)
		for (i = 0; i < LENGTHS; i++)
			stream_turn(p, stores, i);
	player_end(p);
	for (i = 0; i < LENGTHS; i++) {
		print_length("stream", i, &guest_us[i], "us");
		print_length("stream-native", i, &native_us[i], "us");
		print_length("stream-part", i, &part[i], "%");
		print_length("stream-idle", i, &guest_idle[i], "us");
		print_length("stream-native-idle", i, &native_idle[i], "us");
	}
}
