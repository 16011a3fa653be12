/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GGTT_HOLES_H
#define VGT_CORE_GGTT_HOLES_H

#include <linux/types.h>

struct vgt_gpu;

int vgt_holes_find(const unsigned long *free, u32 count);
u32 vgt_holes_largest(const unsigned long *free);
u64 vgt_ggtt_largest_hole(struct vgt_gpu *gpu, bool mappable);

#endif
