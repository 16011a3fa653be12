/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The counters of all vGPUs at one time.
 */
#ifndef VGT_TOP_SAMPLE_H
#define VGT_TOP_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/vgpu.h"
#include "engine.h"
#include "host.h"

enum {
	SUBMISSIONS,
	MMIO_READS,
	MMIO_WRITES,
	GGTT_READS,
	GGTT_WRITES,
	GGTT_UPDATES,
	GGTT_REFUSED,
	PPGTT_WRITES,
	PPGTT_TABLES,
	PPGTT_UPDATES,
	PPGTT_REFUSED,
	AUDIT_REFUSALS,
	REGS_REFUSED,
	HANGS,
	RESETS,
	PINNED_BYTES,
	HOST_MEMORY,
	HOST_MEMORY_LIMIT,
	HOST_GGTT,
	HOST_GGTT_LIMIT,
	COUNTERS
};

/* From PINNED_BYTES on, values are numbers of bytes at present; those before only grow. */
#define IS_BYTES(i)	((i) >= PINNED_BYTES)

extern const char * const counter_names[COUNTERS];

/**
 * struct vgpu_counters - the counters of a vGPU
 * @time_ns: when they were read, CLOCK_MONOTONIC
 * @busy_ns: time that its work had each engine
 * @count: counters since it was created; numbers of bytes are those at present
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
 * @date_ns: the same, CLOCK_REALTIME
 * @foreground: VM that the host's monitor shows, or a negative errno value
 * @memory: of this machine, in bytes; 0 if unknown
 * @count: number of vGPUs
 * @vgpus: the vGPUs by id
 * @counters: counters of the vGPU with the same index
 * @host: the GPU, and the host's clients
 */
struct sample {
	uint64_t time_ns;
	uint64_t date_ns;
	int foreground;
	uint64_t memory;
	int count;
	struct vgpu *vgpus;
	struct vgpu_counters *counters;
	struct host host;
};

int sample_take(struct sample *sample);
void sample_free(struct sample *sample);

#endif
