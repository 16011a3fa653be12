/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Forcewake: power domains of the GT that a driver must hold awake while it
 * accesses their registers.
 *
 * Source: Intel OSRC Skylake PRM vol 2c (FORCEWAKE_*), register ranges from
 * i915 intel_uncore.c.
 */
#ifndef GPU_MODEL_FORCEWAKE_H
#define GPU_MODEL_FORCEWAKE_H

#include "core/types.h"

struct gpu;

/** forcewake_attach() - put the request and acknowledge registers into place */
void forcewake_attach(struct gpu *gpu);

/**
 * forcewake_check() - report an access by the processor to a sleeping domain
 *
 * The access is carried out all the same: a sleeping domain may be awake for
 * other reasons, which is why such bugs are so hard to find. gpu->lock is held.
 */
void forcewake_check(struct gpu *gpu, u32 offset, bool write);

#endif /* GPU_MODEL_FORCEWAKE_H */
