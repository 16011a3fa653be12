/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_RESOURCES_TYPES_H
#define VGT_CORE_RESOURCES_TYPES_H

#include <linux/types.h>

/* Ids of vGPUs are 1 to this; the host is 0. */
#define VGT_MAX_VGPUS		255

/**
 * struct vgt_resources - resources that are divided among vGPUs
 * @low: aperture in bytes
 * @high: GGTT space outside of the aperture, in bytes
 * @fences: number of fence registers
 * @vgpus: number of vGPUs
 */
struct vgt_resources {
	u64 low;
	u64 high;
	u32 fences;
	u32 vgpus;
};

/**
 * struct vgt_reserve - resources that are reserved for the host
 * @aperture_mb: aperture in MiB
 * @hidden_mb: GGTT space outside of the aperture, in MiB
 * @fences: number of fence registers
 */
struct vgt_reserve {
	u32 aperture_mb;
	u32 hidden_mb;
	u32 fences;
};

#endif
