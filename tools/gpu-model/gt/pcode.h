/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mailbox of the power control unit's firmware.
 *
 * Source: i915 i915_reg.h (GEN6_PCODE_*), intel_pcode.c.
 */
#ifndef GPU_MODEL_PCODE_H
#define GPU_MODEL_PCODE_H

#include "core/types.h"

struct gpu;

/**
 * struct pcode - values that the firmware keeps as long as the machine has power
 * @ratios: by GT frequency: the processor's ratio (7:0) and the ring's (15:8)
 */
struct pcode {
	u16 ratios[256];
};

void pcode_attach(struct gpu *gpu);

#endif /* GPU_MODEL_PCODE_H */
