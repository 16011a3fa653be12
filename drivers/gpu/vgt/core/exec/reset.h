/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_RESET_H
#define VGT_CORE_RESET_H

#include <linux/types.h>

struct vgt_vgpu;

void vgt_reset_engines(struct vgt_vgpu *vgpu, u32 engines);
void vgt_reset_contexts(struct vgt_vgpu *vgpu, bool keep_own);

#endif
