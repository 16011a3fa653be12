/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_BAN_H
#define VGT_CORE_BAN_H

#include <linux/types.h>

struct vgt_vgpu;

void vgt_hold_hang(struct vgt_vgpu *vgpu, u32 engine);
bool vgt_hold_holds(const struct vgt_vgpu *vgpu);
bool vgt_hold_reset(struct vgt_vgpu *vgpu, bool blamed);

#endif
