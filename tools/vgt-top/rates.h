/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rates between two samples.
 */
#ifndef VGT_TOP_RATES_H
#define VGT_TOP_RATES_H

#include "sample.h"

/* The value is not known. */
#define UNKNOWN		(-1.0)

/**
 * struct vgpu_rates - rates of a vGPU between two samples
 * @busy: percent of an engine's time, by engine
 * @per_second: change per second of each counter
 */
struct vgpu_rates {
	double busy[ENGINES];
	double per_second[COUNTERS];
};

/**
 * struct rates - rates of all vGPUs, and of the host
 * @seconds: time between the samples; 0 if there is only one
 * @engines: mask of engines that at least one vGPU or the host reports
 * @busy: percent of an engine's time for all vGPUs together, by engine
 * @host_busy: the same for the host's own programs
 * @watts: power, by energy meter
 * @rc6: percent of the time that the GPU slept
 * @vgpus: rates of the vGPU with the same index in the later sample
 * @gone: vGPUs of the earlier sample that are not in the later one
 * @gone_count: their number
 */
struct rates {
	double seconds;
	uint32_t engines;
	double busy[ENGINES];
	double host_busy[ENGINES];
	double watts[ENERGIES];
	double rc6;
	struct vgpu_rates *vgpus;
	struct vgpu *gone;
	int gone_count;
};

int rates_make(struct rates *rates, const struct sample *before, const struct sample *now);
void rates_free(struct rates *rates);

#endif
