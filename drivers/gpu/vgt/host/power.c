// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers and power of the GPU that i915 drives.
 */
#include "i915.h"

u32 vgt_i915_read(struct vgt_gpu *gpu, u32 reg)
{
	return intel_uncore_read(vgt_gt(to_host(gpu))->uncore, _MMIO(reg));
}

void vgt_i915_write(struct vgt_gpu *gpu, u32 reg, u32 val)
{
	intel_uncore_write(vgt_gt(to_host(gpu))->uncore, _MMIO(reg), val);
}

u32 vgt_i915_reset_count(struct vgt_gpu *gpu, enum vgt_engine_id id)
{
	struct vgt_i915 *host = to_host(gpu);
	struct i915_gpu_error *error = &host->i915->gpu_error;

	return i915_reset_count(error) +
	       i915_reset_engine_count(error, host->engine[id].cs);
}

void vgt_i915_get(struct vgt_gpu *gpu)
{
	struct vgt_i915 *host = to_host(gpu);

	mutex_lock(&host->awake_lock);
	if (!host->awake++)
		host->wakeref = intel_runtime_pm_get(&host->i915->runtime_pm);
	mutex_unlock(&host->awake_lock);
}

void vgt_i915_put(struct vgt_gpu *gpu)
{
	struct vgt_i915 *host = to_host(gpu);

	mutex_lock(&host->awake_lock);
	if (!--host->awake)
		intel_runtime_pm_put(&host->i915->runtime_pm, host->wakeref);
	mutex_unlock(&host->awake_lock);
}
