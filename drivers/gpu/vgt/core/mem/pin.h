/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PIN_H
#define VGT_CORE_PIN_H

#include <linux/types.h>

struct vgt_gpu_page;
struct vgt_pin;
struct vgt_shadow_page;
struct vgt_vgpu;

void vgt_pins_init(struct vgt_vgpu *vgpu);
struct vgt_pin *vgt_pin_get(struct vgt_vgpu *vgpu, u64 gfn,
			    struct vgt_shadow_page *sp);
int vgt_pins_get(struct vgt_vgpu *vgpu, u64 gfn, u32 count, struct vgt_shadow_page *sp,
		 struct vgt_pin **pins);
struct vgt_pin *vgt_pin_find(struct vgt_vgpu *vgpu, u64 gfn);
bool vgt_pins_in_range(struct vgt_vgpu *vgpu, u64 gfn, u64 count);
void vgt_pin_put(struct vgt_vgpu *vgpu, u64 gfn, const struct vgt_shadow_page *sp);
void vgt_pins_defer_page(struct vgt_vgpu *vgpu, struct vgt_gpu_page *page);
void vgt_pins_reap(struct vgt_vgpu *vgpu);
void vgt_pins_fini(struct vgt_vgpu *vgpu);

#endif
