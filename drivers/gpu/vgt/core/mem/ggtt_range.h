/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GGTT_RANGE_H
#define VGT_CORE_GGTT_RANGE_H

struct vgt_gpu;
struct vgt_gpu_range;

void vgt_ggtt_range_clear(struct vgt_gpu *gpu, const struct vgt_gpu_range *range);
void vgt_ggtt_range_release(struct vgt_gpu *gpu, struct vgt_gpu_range *range);

#endif
