// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vGPU's share of the GPU: the same on each of its engines.
 */
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "core/sched/sched.h"
#include "device_types.h"
#include "engine.h"
#include "share.h"
#include "vgpu_types.h"

/**
 * vgt_sched_busy_ns() - get the time for which the hardware has run an engine of a vGPU
 * @ve: the engine
 *
 * Return: nanoseconds since the vGPU was made; never less than before.
 */
u64 vgt_sched_busy_ns(struct vgt_vengine *ve)
{
	return vgt_sched_entity_busy_ns(&ve->ent);
}

/**
 * vgt_sched_weight() - get a vGPU's share against others
 * @vgpu: the vGPU
 */
u32 vgt_sched_weight(const struct vgt_vgpu *vgpu)
{
	return READ_ONCE(vgpu->engines[VGT_RCS].ent.weight);
}

/* Call @fn for each engine of a vGPU. */
static void vgt_sched_for_each(struct vgt_vgpu *vgpu, u32 value,
			       void (*fn)(struct vgt_sched_entity *ent, u32 value))
{
	enum vgt_engine_id id;

	/* With concurrent writers, all engines must get the value of the same writer. */
	mutex_lock(&vgpu->lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			fn(&vgpu->engines[id].ent, value);
	mutex_unlock(&vgpu->lock);
}

/**
 * vgt_sched_set_weight() - give a vGPU another share, from now on
 * @vgpu: the vGPU; takes its lock
 * @weight: VGT_WEIGHT_MIN to VGT_WEIGHT_MAX
 */
void vgt_sched_set_weight(struct vgt_vgpu *vgpu, u32 weight)
{
	vgt_sched_for_each(vgpu, weight, vgt_sched_entity_set_weight);
}

/**
 * vgt_sched_cap() - get the limit of a vGPU's time on each engine
 * @vgpu: the vGPU
 *
 * Return: percent, as it was set; VGT_CAP_NONE at first.
 */
u32 vgt_sched_cap(const struct vgt_vgpu *vgpu)
{
	return READ_ONCE(vgpu->engines[VGT_RCS].ent.cap.percent);
}

/**
 * vgt_sched_set_cap() - give a vGPU another cap, from now on
 * @vgpu: the vGPU; takes its lock
 * @percent: VGT_CAP_NONE to VGT_CAP_MAX
 */
void vgt_sched_set_cap(struct vgt_vgpu *vgpu, u32 percent)
{
	vgt_sched_for_each(vgpu, percent, vgt_sched_entity_set_cap);
}

static void vgt_sched_flush_vgpus(struct vgt_device *dev)
{
	struct vgt_vgpu *vgpu;
	unsigned long id;

	mutex_lock(&dev->lock);
	xa_for_each(&dev->vgpus, id, vgpu)
		flush_workqueue(vgpu->wq);
	mutex_unlock(&dev->lock);
}

/**
 * vgt_sched_flush() - wait until all pending work of the workers is done
 * @dev: the device; takes its lock, and waits for all vGPUs' workers
 */
void vgt_sched_flush(struct vgt_device *dev)
{
	enum vgt_engine_id id;

	vgt_sched_flush_vgpus(dev);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (dev->sched.engine[id].wq)
			flush_workqueue(dev->sched.engine[id].wq);
	vgt_sched_flush_vgpus(dev);
}
