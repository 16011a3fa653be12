/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_MMIO_CONTEXT_H
#define VGT_CORE_MMIO_CONTEXT_H

#include <linux/types.h>

#include "core/engine.h"

struct vgt_device;
struct vgt_vengine;
struct vgt_vgpu;

int vgt_switch_init(struct vgt_device *dev);
void vgt_switch_fini(struct vgt_device *dev);
void vgt_switch_learn(struct vgt_device *dev);
void vgt_switch_sleep(struct vgt_device *dev);
void vgt_switch_lost(struct vgt_device *dev);

int vgt_switch_vgpu_init(struct vgt_vgpu *vgpu);
void vgt_switch_vgpu_reset(struct vgt_vgpu *vgpu);
void vgt_switch_vgpu_fini(struct vgt_vgpu *vgpu);

u32 vgt_switch_value(const struct vgt_vgpu *vgpu, u32 offset);
void vgt_switch_note(struct vgt_vgpu *vgpu, u32 offset, u32 val);
void vgt_switch_begin(struct vgt_vengine *ve);
void vgt_switch_load(struct vgt_vengine *ve, u32 offset);
void vgt_switch_load_value(struct vgt_vengine *ve, u32 offset, u32 val);
void vgt_switch_in(struct vgt_device *dev, enum vgt_engine_id id,
		   struct vgt_vgpu *vgpu);
void vgt_switch_out(struct vgt_device *dev, enum vgt_engine_id id,
		    struct vgt_vgpu *vgpu);
void vgt_switch_forget(struct vgt_vgpu *vgpu);

#endif
