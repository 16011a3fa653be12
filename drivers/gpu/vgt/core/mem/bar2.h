/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_BAR2_H
#define VGT_CORE_BAR2_H

#include <linux/types.h>

struct vgt_ggtt_slice;
struct vgt_vgpu;

void vgt_bar2_hide(struct vgt_vgpu *vgpu, const struct vgt_ggtt_slice *slice, u32 first, u32 count);
void vgt_bar2_show(struct vgt_vgpu *vgpu, const struct vgt_ggtt_slice *slice, u32 first, u32 count);

#endif
