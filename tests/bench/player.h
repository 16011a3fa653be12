/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guests that play together on one engine; one process submits for all of them.
 */
#ifndef VGT_BENCH_PLAYER_H
#define VGT_BENCH_PLAYER_H

#include "bench.h"

#define MAX_PLAYERS	15

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

extern struct player players[MAX_PLAYERS];

/* If it @works, its requests take about a millisecond of the model's time; else they are empty. */
void player_init(struct player *p, const char *uuid, bool works);
void player_end(struct player *p);

/* Waits until it has nothing under way. */
void player_rest(struct player *p);

/* The first @count play for so long, and some more: for how long is returned. */
u64 play(u32 count, u64 ns);

/*
 * An empty batch of the player number @heavy, every now and then, while those before it always
 * have work: from its submission to its store, in microseconds.
 */
double run_beside(u32 heavy);

#endif /* VGT_BENCH_PLAYER_H */
