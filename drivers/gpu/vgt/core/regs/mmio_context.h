/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_MMIO_CONTEXT_H
#define VGT_CORE_MMIO_CONTEXT_H

#include <linux/types.h>

#include "core/engine.h"

struct vgt_device;
struct vgt_vengine;
struct vgt_vgpu;

int vgt_mmio_ctx_init(struct vgt_device *dev);
void vgt_mmio_ctx_fini(struct vgt_device *dev);
void vgt_mmio_ctx_learn(struct vgt_device *dev);
void vgt_mmio_ctx_sleep(struct vgt_device *dev);
void vgt_mmio_ctx_lost(struct vgt_device *dev);

int vgt_mmio_ctx_vgpu_init(struct vgt_vgpu *vgpu);
void vgt_mmio_ctx_vgpu_reset(struct vgt_vgpu *vgpu);
void vgt_mmio_ctx_vgpu_fini(struct vgt_vgpu *vgpu);

void vgt_mmio_ctx_found(struct vgt_vgpu *vgpu, enum vgt_engine_id id, u32 i, u32 val);
u32 vgt_mmio_ctx_value(const struct vgt_vgpu *vgpu, u32 offset);
void vgt_mmio_ctx_note(struct vgt_vgpu *vgpu, u32 offset, u32 val);
void vgt_mmio_ctx_take(struct vgt_vengine *ve);
void vgt_mmio_ctx_begin(struct vgt_vengine *ve);
void vgt_mmio_ctx_next(struct vgt_vengine *ve);
void vgt_mmio_ctx_follow(struct vgt_vengine *ve);
void vgt_mmio_ctx_load(struct vgt_vengine *ve, u32 offset, bool restoring);
void vgt_mmio_ctx_load_value(struct vgt_vengine *ve, u32 offset, u32 val);
void vgt_mmio_ctx_in(struct vgt_device *dev, enum vgt_engine_id id,
		     struct vgt_vgpu *vgpu);
void vgt_mmio_ctx_out(struct vgt_device *dev, enum vgt_engine_id id,
		      struct vgt_vgpu *vgpu, bool keep);
void vgt_mmio_ctx_unsure(struct vgt_device *dev, enum vgt_engine_id id);
void vgt_mmio_ctx_forget(struct vgt_vgpu *vgpu);

#endif
