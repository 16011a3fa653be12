/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types of vGPU that the GPU offers, and the resources that are free for them.
 */
#ifndef VGT_TOOLS_TYPES_H
#define VGT_TOOLS_TYPES_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct gpu_type - a type of the mdev interface
 * @name: such as i915-GVTg_V5_4
 * @available: number of vGPUs that can still be created
 * @aperture_mb: size of its aperture in MiB
 * @hidden_mb: size of its GGTT space outside of the aperture in MiB
 * @fences: number of fence registers
 * @weight: initial share of the engines' time
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
 * @name: name of its device, such as 0000:00:02.0
 * @types: its types, by name
 * @count: number of types
 */
struct gpu {
	char name[256];
	struct gpu_type types[16];
	int count;
};

/**
 * struct resource - a resource that vGPUs share
 * @name: such as aperture_mb
 * @free: amount that is free
 * @total: total amount
 */
struct resource {
	char name[32];
	uint64_t free;
	uint64_t total;
};

#define RESOURCES_MAX	16

int gpu_look(struct gpu *gpu);
int gpu_find(struct gpu *gpu);
const struct gpu_type *gpu_find_type(const struct gpu *gpu, const char *word);
int resources_read(struct resource *list);
bool ggtt_is_virtual(void);

#endif
