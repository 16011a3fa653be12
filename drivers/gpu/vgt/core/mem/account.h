/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_ACCOUNT_H
#define VGT_CORE_ACCOUNT_H

#include <linux/types.h>

struct vgt_vgpu;

int vgt_memory_take(struct vgt_vgpu *vgpu, u64 bytes);
void vgt_memory_grown(struct vgt_vgpu *vgpu, u64 bytes);
void vgt_memory_give(struct vgt_vgpu *vgpu, u64 bytes);
bool vgt_memory_fits(const struct vgt_vgpu *vgpu, u64 bytes);

#endif
