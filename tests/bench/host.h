/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_BENCH_HOST_H
#define VGT_BENCH_HOST_H

#include "types.h"

/**
 * struct host - the host's own i915, for a user of dma-bufs
 * @fd: its DRM device
 * @batch: GEM handle of an empty batch
 * @picture: GEM handle of the dma-buf it was given
 */
struct host {
	int fd;
	u32 batch;
	u32 picture;
};

void host_open(struct host *h);
/* Has the GPU run a batch that this dma-buf belongs to. */
void host_give(struct host *h, int dmabuf);
/* Waits for that batch, and lets go of the dma-buf. */
void host_take_back(struct host *h);
void host_close(struct host *h);

#endif /* VGT_BENCH_HOST_H */
