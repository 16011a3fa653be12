/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_IRQ_H
#define VGT_CORE_IRQ_H

#include <linux/types.h>

#include "core/engine.h"
#include "irq_types.h"

struct vgt_vgpu;

void vgt_irq_init(struct vgt_vgpu *vgpu);
void vgt_irq_reset(struct vgt_vgpu *vgpu);
void vgt_irq_raise(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits);
void vgt_irq_raise_engine(struct vgt_vgpu *vgpu, enum vgt_engine_id engine,
			  u32 bits);
bool vgt_irq_note_async(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits);
void vgt_irq_send_async(struct vgt_vgpu *vgpu);
void vgt_irq_raise_engine_async(struct vgt_vgpu *vgpu, enum vgt_engine_id engine, u32 bits);
void vgt_irq_level(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits,
		   bool on);
bool vgt_irq_line(struct vgt_vgpu *vgpu);
bool vgt_irq_enabled(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits);
u32 vgt_irq_unmasked(const struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits);
bool vgt_irq_unserved(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits);

#endif
