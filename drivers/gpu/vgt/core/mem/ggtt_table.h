/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GGTT_TABLE_H
#define VGT_CORE_GGTT_TABLE_H

#include <linux/types.h>

struct vgt_ggtt_slice;
struct vgt_vgpu;

struct vgt_ggtt_slice *vgt_ggtt_find(struct vgt_vgpu *vgpu, u64 offset, u32 *block);
bool vgt_ggtt_block_stays(const struct vgt_ggtt_slice *slice, u32 block);

#endif
