/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Batches that store words in memory, and the check of every word.
 */
#ifndef VGT_GUEST_STORE_H
#define VGT_GUEST_STORE_H

#include "gpu.h"

/**
 * struct store - one batch under way, or several that belong together
 * @gpu: the device
 * @context: GEM context
 * @engine: the engine, an index into gpu.engines
 * @number: number of the batch: chooses the shape, the words and their places
 * @out: what is written
 * @batch: the batch and what it jumps to
 * @want: what @out must hold in the end
 */
struct store {
	struct gpu *gpu;
	u32 context;
	unsigned int engine;
	u32 number;
	struct bo out;
	struct bo batch[3];
	u32 *want;
};

/**
 * struct store_shared - what several batches share
 * @bo: written by one engine, read by the next
 * @peer: the engine that writes it
 */
struct store_shared {
	struct bo bo;
	unsigned int peer;
};

/* Fills in the rest of @store, and submits. */
void store_submit(struct store *store, struct store_shared *shared);

/* Waits, checks every word, frees. False, and a message, if anything is wrong. */
bool store_check(struct store *store);

#endif /* VGT_GUEST_STORE_H */
