// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host goes to sleep and wakes up, with all vGPUs of its GPU.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>

#include "core/regs/mmio_context.h"
#include "device_types.h"
#include "log.h"
#include "pm.h"
#include "vgpu.h"

/* Time that work in flight may still run when the host is about to sleep, in total. */
#define VGT_FREEZE_MS		2000
#define VGT_FREEZE_POLL_US	1000
/* After this time the freeze fails: work that has not ended keeps the host awake. */
#define VGT_FREEZE_MAX_MS	10000

/* Check that the GPU has no vGPU's work. The device's lock is held: do not wait for vGPUs. */
static bool vgt_device_idle(struct vgt_device *dev, bool late)
{
	struct vgt_vgpu *vgpu;
	unsigned long id;
	bool idle = true;

	lockdep_assert_held(&dev->lock);
	xa_for_each(&dev->vgpus, id, vgpu)
		idle &= vgt_vgpu_freeze(vgpu, late);
	if (idle)
		vgt_mmio_ctx_sleep(dev);
	return idle;
}

/**
 * vgt_device_freeze() - stop work before the host sleeps or gives up the GPU
 * @dev: the device; takes its lock
 *
 * When this returns 0, the GPU has no work of a vGPU, and gets none until the device thaws.
 * Work that does not end within %VGT_FREEZE_MS is ended: its guest sees a hang. The freeze
 * fails if work cannot be ended, because the host's own work has the engine, or if the lock
 * of a vGPU does not become free.
 *
 * Return: 0, or -EBUSY after %VGT_FREEZE_MAX_MS: then the device is not frozen.
 */
int vgt_device_freeze(struct vgt_device *dev)
{
	ktime_t late = ktime_add_ms(ktime_get(), VGT_FREEZE_MS);
	ktime_t end = ktime_add_ms(ktime_get(), VGT_FREEZE_MAX_MS);
	bool idle;

	WRITE_ONCE(dev->frozen, true);
	for (;;) {
		mutex_lock(&dev->lock);
		idle = vgt_device_idle(dev, ktime_after(ktime_get(), late));
		mutex_unlock(&dev->lock);
		if (idle)
			return 0;
		if (ktime_after(ktime_get(), end))
			break;
		usleep_range(VGT_FREEZE_POLL_US, 2 * VGT_FREEZE_POLL_US);
	}
	vgt_device_thaw(dev);
	vgt_dev_err(dev, "work of a guest does not end, for the host's own has the engine, or waits for memory that its hypervisor does not give: the host cannot go to sleep\n");
	return -EBUSY;
}

/**
 * vgt_device_thaw() - let waiting work run after the host woke up
 * @dev: the device; takes its lock
 */
void vgt_device_thaw(struct vgt_device *dev)
{
	struct vgt_vgpu *vgpu;
	unsigned long id;

	mutex_lock(&dev->lock);
	WRITE_ONCE(dev->frozen, false);
	xa_for_each(&dev->vgpus, id, vgpu)
		vgt_vgpu_thaw(vgpu);
	mutex_unlock(&dev->lock);
}

/**
 * vgt_device_resume() - restore the GPU's state after a suspend
 * @dev: the device; takes its lock
 */
void vgt_device_resume(struct vgt_device *dev)
{
	struct vgt_vgpu *vgpu;
	unsigned long id;

	mutex_lock(&dev->lock);
	xa_for_each(&dev->vgpus, id, vgpu)
		vgt_vgpu_resume(vgpu);
	vgt_mmio_ctx_lost(dev);
	mutex_unlock(&dev->lock);
}
