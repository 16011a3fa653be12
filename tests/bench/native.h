/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program of the host's that always has work for the blitter: a guest's work is compared with it.
 */
#ifndef VGT_BENCH_NATIVE_H
#define VGT_BENCH_NATIVE_H

#include "host.h"
#include "types.h"

#define NATIVE_QUEUE	2

/**
 * struct native - that program
 * @host: its DRM device
 * @batch: GEM handles of batches of stores, one for each request under way
 * @addr: their addresses
 * @size: of each, in bytes
 * @queued: requests that were submitted
 * @done: of these, those that were seen to end
 */
struct native {
	struct host host;
	u32 batch[NATIVE_QUEUE];
	u64 addr[NATIVE_QUEUE];
	u32 size;
	u32 queued, done;
};

void native_open(struct native *n, u32 stores);
/* One request runs, and one waits behind it, for so long; then none. How many ended. */
u32 native_play(struct native *n, u64 ns);
void native_close(struct native *n);

#endif /* VGT_BENCH_NATIVE_H */
