/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's own i915 at work. What goes wrong ends the program.
 */
#ifndef VGT_VFIO_HOST_H
#define VGT_VFIO_HOST_H

#include "types.h"

#define HOST_QUEUE	8

/**
 * struct host - a program of the host's
 * @fd: its DRM device
 * @batch: GEM handle of an empty batch
 * @picture: GEM handle of the dma-buf it was given
 * @work: GEM handles of batches that take some milliseconds of the model's time
 * @queued: batches of @work that were submitted
 * @done: of these, those that were seen to end
 * @store: GEM handle of a batch that stores a number
 * @stored: numbers that were seen to be stored
 * @storing: a further one is on its way
 * @look: GEM handle of a batch that looks at a register
 */
struct host {
	int fd;
	u32 batch;
	u32 picture;
	u32 work[HOST_QUEUE];
	u32 queued;
	u32 done;
	u32 store;
	u32 stored;
	bool storing;
	u32 look;
};

void host_open(struct host *h);
/* Its DRM device alone, for work of the caller's. */
void host_open_node(struct host *h);
/* Makes a batch; returns its GEM handle. */
u32 host_batch(struct host *h, const u32 *words, size_t size);
/* Runs it, at an address; the first @size bytes of it are commands. */
void host_submit(struct host *h, u32 engine, u32 handle, u64 addr, u32 size);
bool host_busy(struct host *h, u32 handle);
/* Has the GPU run a batch that this dma-buf belongs to. */
void host_give(struct host *h, int dmabuf);
/* Waits for that batch, and lets go of the dma-buf. */
void host_take_back(struct host *h);
/* Lets the blitter always have a batch, and others that wait; to be called often. */
void host_work(struct host *h);
/* The priority of its work from now on: -1023 to 1023, for contexts of programs 0. */
void host_priority(struct host *h, int priority);
/* Lets the blitter always store a number, one after another; to be called often. */
void host_store(struct host *h);
/* Waits for the last of them. */
void host_store_end(struct host *h);
/* Waits for what host_work() submitted. */
void host_work_end(struct host *h);
/* An empty batch: on render, blitter, video or video enhancement. */
void host_begin(struct host *h, u32 engine);
/* It has ended. */
void host_end(struct host *h);
/* From its begin to its end. */
void host_run(struct host *h, u32 engine);
/* A batch that looks at a register all the time, for some milliseconds. */
void host_look(struct host *h, u32 engine, u32 reg);
/* Waits for it: how often it saw another value. */
u32 host_saw_others(struct host *h, u32 value);
/* What a register of the GPU holds, now. */
u32 host_register(u32 offset);
/* Has the host's driver reset the whole GPU, with all engines. */
void host_reset_gpu(void);
void host_close(struct host *h);

#endif /* VGT_VFIO_HOST_H */
