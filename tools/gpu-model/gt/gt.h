/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of the GT that belong to no engine: resets, fuses, clocks, modes.
 *
 * Source: Intel OSRC Skylake PRM vol 2c; i915 gt/intel_gt_regs.h.
 */
#ifndef GPU_MODEL_GT_H
#define GPU_MODEL_GT_H

struct gpu;

void gt_attach(struct gpu *gpu);

/** gt_power_on() - values that depend on the device; gpu->lock is held */
void gt_power_on(struct gpu *gpu);

#endif /* GPU_MODEL_GT_H */
