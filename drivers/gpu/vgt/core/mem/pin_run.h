/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the files of the pins.
 */
#ifndef VGT_CORE_PIN_RUN_H
#define VGT_CORE_PIN_RUN_H

#include <linux/types.h>

struct vgt_pin;
struct vgt_shadow_page;
struct vgt_vgpu;
struct xa_state;

struct vgt_pin *vgt_pin_walk(struct xa_state *xas, u64 gfn);
int vgt_pins_create(struct vgt_vgpu *vgpu, u64 gfn, u32 count, struct vgt_pin **pins);
void vgt_pin_hold(struct vgt_vgpu *vgpu, struct vgt_pin *pin, struct vgt_shadow_page *sp);
bool vgt_pins_destroy_gone(struct vgt_vgpu *vgpu);

#endif
