/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * i915's user interface as these programs use it: engines, contexts, buffers at fixed
 * addresses of the PPGTT, batches.
 */
#ifndef VGT_GUEST_GPU_H
#define VGT_GUEST_GPU_H

#include "types.h"

#define GPU_MAX_ENGINES	8
#define GPU_MAX_REFS	8

/**
 * struct gpu_engine - an engine that the driver offers
 * @class: I915_ENGINE_CLASS_*
 * @instance: number in the class
 * @ring: what selects it in a batch's flags
 * @name: "render", "blitter", "video", "video2" ...
 */
struct gpu_engine {
	u16 class;
	u16 instance;
	u32 ring;
	char name[24];
};

/**
 * struct gpu - an open device
 * @fd: file descriptor of the DRM device
 * @engines: its engines
 * @count: number of them
 * @next: next free PPGTT address in each region of gpu_new_bo()
 * @made: buffers made so far
 * @old: only what i915 had in the 4.x kernels is used: engines by their rings, contexts
 *	without a map of engines, mappings by the buffer's handle
 */
struct gpu {
	int fd;
	struct gpu_engine engines[GPU_MAX_ENGINES];
	unsigned int count;
	u64 next[4];
	unsigned int made;
	bool old;
};

/**
 * struct bo - a buffer object
 * @handle: GEM handle; 0: none
 * @addr: its address in the PPGTT of every context
 * @size: in bytes
 * @map: where the CPU sees it
 */
struct bo {
	u32 handle;
	u64 addr;
	u64 size;
	u32 *map;
};

/**
 * struct gpu_job - the buffers of one batch
 * @engine: index into gpu.engines
 * @context: GEM context
 * @bo: the buffers; the last is the batch
 * @write: bit n: the batch writes buffer n
 * @count: number of buffers
 */
struct gpu_job {
	unsigned int engine;
	u32 context;
	struct bo *bo[GPU_MAX_REFS];
	u32 write;
	unsigned int count;
};

/* Ends the program with @status after a message. */
__noreturn __printf(2, 3) void die(int status, const char *format, ...);
/* A number of the command line, or the end with EXIT_USAGE. */
unsigned int parse_number(const char *option, const char *text, unsigned int max);

enum exit_status {
	EXIT_OK,
	EXIT_WRONG,	/* something was not as it must be */
	EXIT_USAGE,
	EXIT_NO_DEVICE,	/* no device, or it lacks what was asked for */
	EXIT_ERROR,	/* the driver refused a request, or never answered */
};

/* Opens the first device of i915, or the one at @path if it is not NULL. */
int gpu_open_fd(const char *path);
/* By the old interface, if the driver knows no other. */
void gpu_open(struct gpu *gpu, const char *path);
/* By the old interface. */
void gpu_open_old(struct gpu *gpu, const char *path);
void gpu_close(struct gpu *gpu);

u32 gpu_new_context(struct gpu *gpu);
void gpu_end_context(struct gpu *gpu, u32 context);

/*
 * The number of times that the context was at work, or waiting, in a hang that made the
 * driver reset the GPU.
 */
unsigned int gpu_resets(struct gpu *gpu, u32 context);
/* How often it was at work, and how often it waited. */
void gpu_reset_stats(struct gpu *gpu, u32 context, unsigned int *active, unsigned int *pending);

void gpu_new_bo(struct gpu *gpu, struct bo *bo, u64 size);
void gpu_free_bo(struct gpu *gpu, struct bo *bo);

/* Submits; comes back before it has run. */
void gpu_submit(struct gpu *gpu, const struct gpu_job *job);

/*
 * Waits until the last batch that uses @bo is done and makes the CPU see what it wrote.
 * False if it is not done after some seconds.
 */
bool gpu_finish(struct gpu *gpu, const struct bo *bo);

#endif /* VGT_GUEST_GPU_H */
