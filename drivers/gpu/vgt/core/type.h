/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_TYPE_H
#define VGT_CORE_TYPE_H

#include <linux/types.h>

struct vgt_device;

/**
 * struct vgt_type - a type of vGPU that can be created
 * @name: its name without the prefix "i915-", for example "GVTg_V5_4" for Gen9
 * @gen: generation of the GPUs that offer it
 * @share: the last number of the name
 * @low_mb: aperture in MiB
 * @high_mb: hidden GGTT space in MiB
 * @fences: number of fence registers
 * @weight: relative share of GPU time
 * @width: width of the virtual monitor in pixels
 * @height: height of the virtual monitor in pixels
 */
struct vgt_type {
	const char *name;
	u8 gen;
	u8 share;
	u16 low_mb;
	u16 high_mb;
	u8 fences;
	u8 weight;
	u16 width;
	u16 height;
};

#define VGT_TYPES_PER_GEN	6

extern const struct vgt_type vgt_types[];
extern const u32 vgt_types_count;

bool vgt_type_any_fits(const struct vgt_device *dev);
u32 vgt_type_available(struct vgt_device *dev, const struct vgt_type *type);
int vgt_type_describe(const struct vgt_device *dev, const struct vgt_type *type, char *buf,
		      size_t len);

#endif
