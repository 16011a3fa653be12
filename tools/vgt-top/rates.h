/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What two samples tell together.
 */
#ifndef VGT_TOP_RATES_H
#define VGT_TOP_RATES_H

#include "sample.h"

/* Where there is nothing to tell. */
#define UNKNOWN		(-1.0)

/**
 * struct vgpu_rates - of one vGPU, between two samples
 * @busy: percent of an engine's time
 * @per_second: of each counter
 */
struct vgpu_rates {
	double busy[ENGINES];
	double per_second[COUNTERS];
};

/**
 * struct rates - of all
 * @seconds: between the samples; 0 where there was none before
 * @engines: mask of those that any vGPU tells of
 * @busy: percent of an engine's time, by all vGPUs together
 * @vgpus: of the vGPU with the same index in the later sample
 */
struct rates {
	double seconds;
	uint32_t engines;
	double busy[ENGINES];
	struct vgpu_rates *vgpus;
};

int rates_make(struct rates *rates, const struct sample *before, const struct sample *now);
void rates_free(struct rates *rates);

#endif
