/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PIN_BLOCK_H
#define VGT_CORE_PIN_BLOCK_H

#include <linux/types.h>

struct vgt_vgpu;

void vgt_pins_block_init(struct vgt_vgpu *vgpu);
bool vgt_pins_are_blocked(struct vgt_vgpu *vgpu, u64 gfn, u32 count);
void vgt_pins_block(struct vgt_vgpu *vgpu, u64 gfn, u64 count, const void *by);
void vgt_pins_removed(struct vgt_vgpu *vgpu, u64 gfn, u64 count);
void vgt_pins_called(struct vgt_vgpu *vgpu, const void *by);
void vgt_pins_retry(struct vgt_vgpu *vgpu);
bool vgt_pins_to_retry(struct vgt_vgpu *vgpu);

#endif
