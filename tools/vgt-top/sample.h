/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The counters of all vGPUs at one time.
 */
#ifndef VGT_TOP_SAMPLE_H
#define VGT_TOP_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/vgpu.h"

enum {
	ENGINE_RENDER,
	ENGINE_BLITTER,
	ENGINE_VIDEO,
	ENGINE_VIDEO2,
	ENGINE_VIDEO_ENHANCEMENT,
	ENGINES
};

enum {
	SUBMISSIONS,
	MMIO_READS,
	MMIO_WRITES,
	GGTT_READS,
	GGTT_WRITES,
	GGTT_UPDATES,
	PPGTT_WRITES,
	PPGTT_TABLES,
	PPGTT_UPDATES,
	AUDIT_REFUSALS,
	REGS_REFUSED,
	HANGS,
	RESETS,
	PINNED_BYTES,
	COUNTERS
};

extern const char * const engine_names[ENGINES];
extern const char * const engine_titles[ENGINES];
extern const char * const counter_names[COUNTERS];

/**
 * struct vgpu_counters - the counters of a vGPU
 * @time_ns: when they were read, CLOCK_MONOTONIC
 * @busy_ns: time that its work had each engine
 * @count: counters since it was created; PINNED_BYTES is the current value
 * @engines: mask of engines that @busy_ns is known for
 * @counters: mask of counters that @count is known for
 */
struct vgpu_counters {
	uint64_t time_ns;
	uint64_t busy_ns[ENGINES];
	uint64_t count[COUNTERS];
	uint32_t engines;
	uint32_t counters;
};

/**
 * struct sample - the counters of all vGPUs
 * @time_ns: when it was begun, CLOCK_MONOTONIC
 * @foreground: VM that the host's monitor shows, or a negative errno value
 * @count: number of vGPUs
 * @vgpus: the vGPUs by id
 * @counters: counters of the vGPU with the same index
 */
struct sample {
	uint64_t time_ns;
	int foreground;
	int count;
	struct vgpu *vgpus;
	struct vgpu_counters *counters;
};

int sample_take(struct sample *sample);
void sample_free(struct sample *sample);

#endif
