/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_HOLD_H
#define VGT_CORE_HOLD_H

#include <linux/ktime.h>
#include <linux/types.h>

struct vgt_vgpu;

/* So many hangs of the hardware within so many seconds... */
#define VGT_HOLD_HANGS		3
#define VGT_HOLD_WITHIN_S	60
/* ... hold a vGPU back for so many. */
#define VGT_HOLD_S		60
/* A reset of the device ends that, but not again within so many. */
#define VGT_HOLD_PARDON_S	600

/**
 * struct vgt_hold - a vGPU whose work hangs the hardware is held back
 * @hang: when its work hung the hardware last, a ring
 * @hangs: how often, since it was last held back
 * @until: the end of being held back; 0 where it never was
 * @pardoned: when a reset last ended that before its time; 0: never
 *
 * Written under the vGPU's lock.
 */
struct vgt_hold {
	ktime_t hang[VGT_HOLD_HANGS];
	u32 hangs;
	ktime_t until;
	ktime_t pardoned;
};

void vgt_hold_hang(struct vgt_vgpu *vgpu);
bool vgt_hold_holds(const struct vgt_vgpu *vgpu);
void vgt_hold_reset(struct vgt_vgpu *vgpu);

#endif
