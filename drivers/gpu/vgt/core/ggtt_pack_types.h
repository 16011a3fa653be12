/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GGTT_PACK_TYPES_H
#define VGT_CORE_GGTT_PACK_TYPES_H

#include <linux/bitops.h>
#include <linux/types.h>

#include "gpu_port.h"
#include "resources_types.h"

struct vgt_vgpu;

/**
 * struct vgt_pack_item - a range that can be moved
 * @vgpu: whose it is; NULL if it is only thought of
 * @first: its first block
 * @count: blocks
 */
struct vgt_pack_item {
	struct vgt_vgpu *vgpu;
	u16 first;
	u16 count;
};

/**
 * struct vgt_pack - a part of the hardware's GGTT while ranges are moved, or thought to be
 * @free: a bit per block that is free
 * @item: ranges that can be moved
 * @n: how many
 * @mappable: the part is the aperture
 */
struct vgt_pack {
	DECLARE_BITMAP(free, VGT_GPU_BLOCKS);
	struct vgt_pack_item item[VGT_MAX_VGPUS];
	u32 n;
	bool mappable;
};

#endif
