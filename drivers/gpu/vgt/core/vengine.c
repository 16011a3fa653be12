// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a vGPU's engine: idle, with work that waits, in flight, hung.
 */
#include <linux/slab.h>
#include <linux/mm.h>

#include "audit/audit.h"
#include "log.h"
#include "restore.h"
#include "vengine.h"
#include "vgpu.h"

/*
 * Is there work that may run? Of a vGPU that is held back nothing may: its guest sees
 * that the engine hangs.
 */
static bool vgt_vengine_may_run(struct vgt_vengine *ve)
{
	if (!ve->el.active.count || ve->hung || ve->vgpu->stopped)
		return false;
	if (vgt_hold_holds(ve->vgpu)) {
		ve->hung = true;
		ve->vgpu->stats.hangs++;
	}
	return !ve->hung;
}

/**
 * vgt_vengine_kick() - look whether there is work to run
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_vengine_kick(struct vgt_vengine *ve)
{
	if (!ve->in_flight && vgt_vengine_may_run(ve))
		vgt_sched_ready(ve);
}

/**
 * vgt_vengine_hang() - the engine stops, as hardware does at what it cannot do
 * @ve: the engine; the vGPU's lock is held
 * @err: negative errno
 * @why: in words
 *
 * The guest sees no progress, and resets it.
 */
void vgt_vengine_hang(struct vgt_vengine *ve, int err, const char *why)
{
	ve->hung = true;
	ve->vgpu->stats.hangs++;
	vgt_sched_idle(ve);
	vgt_warn(ve->vgpu, "%s stops until the guest resets it: %s (%d)\n",
		 vgt_engines[ve->id].name, why, err);
}

/**
 * vgt_vengine_run() - give the engine's next work to the GPU
 * @ve: the engine; nothing of it is in flight
 *
 * Parts of rings that are empty are complete at once.
 *
 * Return: true where something is in flight now.
 */
bool vgt_vengine_run(struct vgt_vengine *ve)
{
	struct vgt_vgpu *vgpu = ve->vgpu;
	int ret;

	mutex_lock(&vgpu->lock);
	while (vgt_vengine_may_run(ve)) {
		ve->restored = false;
		ret = vgt_workload_start(ve);
		if (ret > 0)
			break;
		if (ret < 0)
			vgt_vengine_hang(ve, ret, ve->work.step);
		else
			vgt_execlists_complete(ve);
	}
	ret = ve->in_flight;
	mutex_unlock(&vgpu->lock);
	return ret;
}

static void vgt_vengine_report(struct vgt_vengine *ve)
{
	int ret;

	if (ve->work.error) {
		vgt_vengine_hang(ve, ve->work.error, ve->work.expired ?
				 "its work had the engine for too long while others waited" :
				 "its work hung the hardware, which was reset");
		vgt_hold_hang(ve->vgpu);
		return;
	}
	ret = vgt_workload_finish(ve);
	if (ret) {
		vgt_vengine_hang(ve, ret, "its context cannot be saved");
		return;
	}
	if (!ve->restored)
		vgt_execlists_complete(ve);
}

/**
 * vgt_vengine_complete() - what was in flight is done
 * @ve: the engine
 */
void vgt_vengine_complete(struct vgt_vengine *ve)
{
	struct vgt_vgpu *vgpu = ve->vgpu;

	mutex_lock(&vgpu->lock);
	WRITE_ONCE(ve->in_flight, false);
	if (!ve->work.dropped)
		vgt_vengine_report(ve);
	vgt_workload_release(ve);
	vgt_vengine_kick(ve);
	wake_up_all(&vgpu->idle);
	mutex_unlock(&vgpu->lock);
}

/**
 * vgt_vengine_drop() - what is in flight is of no use any more
 * @ve: the engine; the vGPU's lock is held
 *
 * It may wait for what never comes: it is ended, and not reported.
 */
void vgt_vengine_drop(struct vgt_vengine *ve)
{
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;

	if (!ve->in_flight)
		return;
	WRITE_ONCE(ve->work.dropped, true);
	gpu->ops->cancel(gpu, &ve->work.rq);
}

/**
 * vgt_vengine_expire() - what is in flight has had the engine for too long
 * @ve: the engine; of its scheduler's work, so that nothing completes meanwhile
 *
 * It is ended, and its guest sees a hang.
 */
void vgt_vengine_expire(struct vgt_vengine *ve)
{
	struct vgt_vgpu *vgpu = ve->vgpu;
	struct vgt_gpu *gpu = vgpu->dev->gpu;

	mutex_lock(&vgpu->lock);
	if (ve->in_flight && !ve->work.dropped) {
		ve->work.expired = true;
		gpu->ops->cancel(gpu, &ve->work.rq);
	}
	mutex_unlock(&vgpu->lock);
}

/**
 * vgt_vengine_reset() - the guest resets the engine
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_vengine_reset(struct vgt_vengine *ve)
{
	vgt_sched_idle(ve);
	vgt_execlists_reset(ve);
	vgt_lrc_leave(ve);
	ve->hung = false;
	ve->restored = false;
	vgt_vengine_drop(ve);
}

/**
 * vgt_vengine_init() - a new engine
 * @vgpu: whose
 * @id: which
 */
void vgt_vengine_init(struct vgt_vgpu *vgpu, enum vgt_engine_id id)
{
	struct vgt_vengine *ve = &vgpu->engines[id];

	ve->vgpu = vgpu;
	ve->id = id;
	INIT_LIST_HEAD(&ve->lrcs);
	INIT_LIST_HEAD(&ve->work.batches);
	INIT_LIST_HEAD(&ve->done_link);
	vgt_sched_entity_init(&ve->ent, vgpu->type->weight);
	vgt_execlists_reset(ve);
}

/**
 * vgt_vengine_fini() - the end of an engine
 * @ve: the engine; nothing of it is in flight
 */
void vgt_vengine_fini(struct vgt_vengine *ve)
{
	if (!ve->vgpu)
		return;
	vgt_lrc_forget(ve);
	vgt_restore_forget(ve);
	kvfree(ve->cs);
	ve->cs = NULL;
	ve->cs_room = 0;
}
