/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_VGPU_BUSY_H
#define VGT_CORE_VGPU_BUSY_H

#include <linux/types.h>

struct vgt_vgpu;

bool vgt_vgpu_busy(const struct vgt_vgpu *vgpu);

#endif
