/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The types of vGPU that the GPU can have, and what is left for them.
 */
#ifndef VGT_TOOLS_TYPES_H
#define VGT_TOOLS_TYPES_H

#include <stdint.h>

/**
 * struct gpu_type - a type, as the mdev interface tells
 * @name: such as i915-GVTg_V5_4
 * @available: how many more can be created
 * @aperture_mb: what one takes: MiB of the aperture
 * @hidden_mb: MiB of GGTT space outside of it
 * @fences: fence registers
 * @weight: share of the engines' time that it starts with
 * @resolution: of its virtual monitor, such as 1920x1200
 */
struct gpu_type {
	char name[32];
	unsigned int available;
	unsigned int aperture_mb;
	unsigned int hidden_mb;
	unsigned int fences;
	unsigned int weight;
	char resolution[16];
};

/**
 * struct gpu - the GPU that is shared
 * @name: of its device, such as 0000:00:02.0
 * @types: its types, by name
 * @count: how many
 */
struct gpu {
	char name[256];
	struct gpu_type types[16];
	int count;
};

/**
 * struct resource - one of what vGPUs share
 * @name: such as aperture_mb
 * @free: what is left
 * @total: and of how much
 */
struct resource {
	char name[32];
	uint64_t free;
	uint64_t total;
};

#define RESOURCES_MAX	16

int gpu_find(struct gpu *gpu);
const struct gpu_type *gpu_find_type(const struct gpu *gpu, const char *word);
int resources_read(struct resource *list);

#endif
