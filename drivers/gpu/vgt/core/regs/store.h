/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a vGPU's registers hold: sparse memory, from the reset's values on.
 */
#ifndef VGT_CORE_REG_STORE_H
#define VGT_CORE_REG_STORE_H

#include <linux/types.h>

#include "core/engine.h"

struct vgt_vgpu;

int vgt_mmio_reset(struct vgt_vgpu *vgpu);
void vgt_mmio_reset_engine(struct vgt_vgpu *vgpu, enum vgt_engine_id id);
void vgt_mmio_fini(struct vgt_vgpu *vgpu);

bool vgt_mmio_stored(const struct vgt_vgpu *vgpu, u32 offset, u32 *val);
u32 vgt_mmio_load(struct vgt_vgpu *vgpu, u32 offset);
int vgt_mmio_store(struct vgt_vgpu *vgpu, u32 offset, u32 val);

#endif
