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
 * struct vgpu_counters - of one vGPU
 * @time_ns: when they were read, CLOCK_MONOTONIC
 * @busy_ns: of its work, by engine
 * @count: what happened since it was made; PINNED_BYTES is what is now
 * @engines: mask of those in @busy_ns that it tells of
 * @counters: mask of those in @count
 */
struct vgpu_counters {
	uint64_t time_ns;
	uint64_t busy_ns[ENGINES];
	uint64_t count[COUNTERS];
	uint32_t engines;
	uint32_t counters;
};

/**
 * struct sample - all of them
 * @time_ns: when it was begun, CLOCK_MONOTONIC
 * @foreground: who is on the monitor, or a negative errno value
 * @count: of vGPUs
 * @vgpus: by id
 * @counters: of the vGPU with the same index
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
