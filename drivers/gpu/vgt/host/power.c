// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers and power of the GPU that i915 drives.
 */
#include <linux/pm_runtime.h>
#include <linux/suspend.h>

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

u32 vgt_i915_gpu_reset_count(struct vgt_gpu *gpu)
{
	return i915_reset_count(&to_host(gpu)->i915->gpu_error);
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

/*
 * i915's own count of GPU users must be 0 when the host goes to sleep. This reference is not
 * part of that count.
 */
void vgt_i915_power_on(struct vgt_gpu *gpu)
{
	vgt_i915_get(gpu);
	pm_runtime_get_noresume(to_host(gpu)->exported.dev);
	vgt_i915_put(gpu);
}

void vgt_i915_power_off(struct vgt_gpu *gpu)
{
	struct device *dev = to_host(gpu)->exported.dev;

	pm_runtime_mark_last_busy(dev);
	pm_runtime_put_autosuspend(dev);
}

/*
 * Called before any device sleeps. i915 waits without limit until nobody keeps the GPU awake.
 * Work that is submitted after that would run at wake-up before the GPU has its state again.
 */
static int vgt_i915_sleeps(struct notifier_block *nb, unsigned long action, void *data)
{
	struct vgt_i915 *host = container_of(nb, struct vgt_i915, pm);

	switch (action) {
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
	case PM_SUSPEND_PREPARE:
		return notifier_from_errno(host->client->freeze(&host->gpu));
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
	case PM_POST_SUSPEND:
		/* i915 has started the engines again. */
		WRITE_ONCE(host->wakes, host->wakes + 1);
		host->client->thaw(&host->gpu);
		break;
	}
	return NOTIFY_DONE;
}

/**
 * vgt_i915_sleep_init() - register for notifications of the host's sleep
 * @host: the GPU, which its client need not know yet
 *
 * Return: 0 or a negative errno.
 */
int vgt_i915_sleep_init(struct vgt_i915 *host)
{
	host->pm.notifier_call = vgt_i915_sleeps;
	return register_pm_notifier(&host->pm);
}

/**
 * vgt_i915_sleep_fini() - unregister from notifications of the host's sleep
 * @host: the GPU, which its client need not know any more
 */
void vgt_i915_sleep_fini(struct vgt_i915 *host)
{
	unregister_pm_notifier(&host->pm);
}
