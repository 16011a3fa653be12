/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recording of page faults, and the TLB invalidation registers.
 *
 * Source: Intel OSRC Skylake PRM vol 2c (RING_FAULT_REG, FAULT_TLB_RD_DATA,
 * xTCR, GFX_FLSH_CNTL); i915 gt/intel_gt_regs.h.
 */
#ifndef GPU_MODEL_FAULT_H
#define GPU_MODEL_FAULT_H

#include "core/types.h"
#include "gt/ppgtt.h"

struct gpu;

/**
 * fault_record() - latch a fault, unless an earlier one is still latched
 * @engine: number of the engine in the fault register
 * @source: unit inside the engine; 0 is the command streamer
 * @ggtt: whether the address belongs to the global GTT
 * @va: address that could not be translated
 * @level: level of the missing entry
 *
 * Takes gpu->lock.
 */
void fault_record(struct gpu *gpu, u32 engine, u32 source, bool ggtt, u64 va,
		  enum gtt_fault level);

/** fault_attach() - put the registers into place */
void fault_attach(struct gpu *gpu);

#endif /* GPU_MODEL_FAULT_H */
