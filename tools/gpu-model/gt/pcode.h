/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mailbox of the power control unit's firmware.
 *
 * Source: i915 i915_reg.h (GEN6_PCODE_*), intel_pcode.c.
 */
#ifndef GPU_MODEL_PCODE_H
#define GPU_MODEL_PCODE_H

struct gpu;

void pcode_attach(struct gpu *gpu);

#endif /* GPU_MODEL_PCODE_H */
