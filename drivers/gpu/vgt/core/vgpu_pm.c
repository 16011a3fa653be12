// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vGPU while the host goes to sleep and wakes up; pm.c does so with all of a GPU.
 */
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "core/exec/lrc.h"
#include "core/exec/vengine.h"
#include "core/mem/fence.h"
#include "core/mem/ggtt.h"
#include "device_types.h"
#include "vgpu.h"
#include "vgpu_busy.h"
#include "vgpu_types.h"

static bool vgt_vgpu_take_back(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;
	bool took = false;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			took |= vgt_vengine_take_back(&vgpu->engines[id]);
	return took;
}

static void vgt_vgpu_end(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			vgt_vengine_end(&vgpu->engines[id]);
}

/**
 * vgt_vgpu_freeze() - take a vGPU's work off the GPU before the host sleeps
 * @vgpu: the vGPU, of a device that is frozen, and whose lock is held
 * @late: also end work in flight
 *
 * Takes back prepared work, which is prepared again when the device thaws. Does not wait for
 * the vGPU's lock: its holder may wait for guest memory, and the hypervisor decides when that
 * comes (for example memory of a file in a file system of its own).
 *
 * Return: true once neither the GPU nor a worker has work of the vGPU; that holds until the
 * device thaws. Also false if the lock is not free.
 */
bool vgt_vgpu_freeze(struct vgt_vgpu *vgpu, bool late)
{
	lockdep_assert_held(&vgpu->dev->lock);
	if (vgpu->asleep)
		return true;
	if (!mutex_trylock(&vgpu->lock))
		return false;
	vgpu->asleep = !vgt_vgpu_take_back(vgpu) && !vgt_vgpu_busy(vgpu);
	if (vgpu->asleep)
		vgt_lrc_rest_all(vgpu);
	if (!vgpu->asleep && late)
		vgt_vgpu_end(vgpu);
	mutex_unlock(&vgpu->lock);
	return vgpu->asleep;
}

/**
 * vgt_vgpu_thaw() - let a vGPU's waiting work run after the host woke up
 * @vgpu: the vGPU, of a device whose lock is held. Its own lock is not taken, see
 *	vgt_vgpu_freeze(): the steps of its engines look for work
 */
void vgt_vgpu_thaw(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	lockdep_assert_held(&vgpu->dev->lock);
	vgpu->asleep = false;
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			queue_work(vgpu->wq, &vgpu->engines[id].step);
}

/**
 * vgt_vgpu_resume() - restore the state that the GPU lost in a suspend
 * @vgpu: the vGPU; takes its lock
 */
void vgt_vgpu_resume(struct vgt_vgpu *vgpu)
{
	mutex_lock(&vgpu->lock);
	vgt_ggtt_restore(vgpu);
	vgt_fences_restore(vgpu);
	mutex_unlock(&vgpu->lock);
}
