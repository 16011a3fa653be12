/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_RESOURCES_TYPES_H
#define VGT_CORE_RESOURCES_TYPES_H

#include <linux/types.h>

/* The host is 0. */
#define VGT_MAX_VGPUS		255

/**
 * struct vgt_resources - what vGPUs are carved from
 * @low: bytes of aperture
 * @high: bytes of GGTT space outside of it
 * @fences: fence registers
 * @vgpus: ids
 */
struct vgt_resources {
	u64 low;
	u64 high;
	u32 fences;
	u32 vgpus;
};

/**
 * struct vgt_reserve - what the host keeps for itself
 * @aperture_mb: aperture in MiB
 * @hidden_mb: GGTT space outside of it in MiB
 * @fences: fence registers
 */
struct vgt_reserve {
	u32 aperture_mb;
	u32 hidden_mb;
	u32 fences;
};

#endif
