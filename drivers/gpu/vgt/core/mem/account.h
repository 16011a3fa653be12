/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_ACCOUNT_H
#define VGT_CORE_ACCOUNT_H

#include <linux/types.h>

struct vgt_vgpu;

int vgt_account_take(struct vgt_vgpu *vgpu, u64 bytes);
void vgt_account_grown(struct vgt_vgpu *vgpu, u64 bytes);
void vgt_account_give(struct vgt_vgpu *vgpu, u64 bytes);
bool vgt_account_fits(const struct vgt_vgpu *vgpu, u64 bytes);

#endif
