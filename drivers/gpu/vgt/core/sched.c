// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who runs on an engine.
 *
 * Fair by time: each engine goes to the one that has had the least of it, in
 * proportion to weights. The time is what the hardware took, between context
 * switches. The host's requests go to the hardware by i915's own scheduler,
 * which shares it between contexts in slices of time: a request of a vGPU is
 * one of these contexts'. There is no tick: decisions fall when work arrives and
 * when work completes.
 */
#include <linux/bits.h>
#include <linux/math64.h>

#include "device.h"
#include "sched.h"
#include "trace.h"
#include "vengine.h"
#include "vgpu.h"

static struct vgt_sched_engine *vgt_sched_of(struct vgt_vengine *ve)
{
	return &ve->vgpu->dev->sched.engine[ve->id];
}

static struct vgt_vengine *vgt_vengine_of(struct vgt_sched_entity *ent)
{
	return container_of(ent, struct vgt_vengine, ent);
}

/* The ready one with the least virtual time, or NULL. The lock is held. */
static struct vgt_sched_entity *vgt_sched_first(struct vgt_sched_engine *se)
{
	struct vgt_sched_entity *ent, *best = NULL;

	list_for_each_entry(ent, &se->ready, link)
		if (!best || ent->vtime < best->vtime)
			best = ent;
	return best;
}

/* Take the next engine to give work to the GPU, or NULL. */
static struct vgt_vengine *vgt_sched_pick(struct vgt_sched_engine *se)
{
	struct vgt_sched_entity *ent = NULL;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	if (!se->in_flight)
		ent = vgt_sched_first(se);
	if (ent) {
		list_del_init(&ent->link);
		se->vtime = max(se->vtime, ent->vtime);
		se->in_flight++;
		trace_vgt_sched(vgt_vengine_of(ent)->vgpu->id, se->id,
				ent->vtime);
	}
	spin_unlock_irqrestore(&se->lock, flags);
	return ent ? vgt_vengine_of(ent) : NULL;
}

static struct vgt_vengine *vgt_sched_take_done(struct vgt_sched_engine *se)
{
	struct vgt_vengine *ve;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	ve = list_first_entry_or_null(&se->done, struct vgt_vengine, done_link);
	if (ve) {
		list_del_init(&ve->done_link);
		se->in_flight--;
	}
	spin_unlock_irqrestore(&se->lock, flags);
	return ve;
}

static void vgt_sched_not_run(struct vgt_sched_engine *se)
{
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	se->in_flight--;
	spin_unlock_irqrestore(&se->lock, flags);
}

static void vgt_sched_work(struct work_struct *work)
{
	struct vgt_sched_engine *se = container_of(work, struct vgt_sched_engine,
						   work);
	struct vgt_vengine *ve;

	while ((ve = vgt_sched_take_done(se)))
		vgt_vengine_complete(ve);
	while ((ve = vgt_sched_pick(se)))
		if (!vgt_vengine_run(ve))
			vgt_sched_not_run(se);
}

static void vgt_sched_kick(struct vgt_sched_engine *se)
{
	queue_work(se->wq, &se->work);
}

/**
 * vgt_sched_ready() - an engine of a vGPU has work that waits
 * @ve: the engine; nothing of it is in flight
 */
void vgt_sched_ready(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = vgt_sched_of(ve);
	struct vgt_sched_entity *ent = &ve->ent;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	if (list_empty(&ent->link)) {
		ent->vtime = max(ent->vtime, se->vtime);
		list_add_tail(&ent->link, &se->ready);
	}
	spin_unlock_irqrestore(&se->lock, flags);
	vgt_sched_kick(se);
}

/**
 * vgt_sched_idle() - an engine of a vGPU has no more work that waits
 * @ve: the engine
 */
void vgt_sched_idle(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = vgt_sched_of(ve);
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	list_del_init(&ve->ent.link);
	spin_unlock_irqrestore(&se->lock, flags);
}

/**
 * vgt_sched_done() - the request in flight is done
 * @ve: whose request
 *
 * Any context.
 */
void vgt_sched_done(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = vgt_sched_of(ve);
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	list_add_tail(&ve->done_link, &se->done);
	spin_unlock_irqrestore(&se->lock, flags);
	vgt_sched_kick(se);
}

/**
 * vgt_sched_in() - the hardware takes up an entity
 * @ent: the entity; the lock of its engine is held
 */
void vgt_sched_in(struct vgt_sched_entity *ent)
{
	if (ent->running)
		return;
	ent->running = true;
	ent->since = ktime_get();
}

/**
 * vgt_sched_out() - the hardware leaves an entity
 * @ent: the entity; the lock of its engine is held
 */
void vgt_sched_out(struct vgt_sched_entity *ent)
{
	u64 ns;

	if (!ent->running)
		return;
	ns = ktime_to_ns(ktime_sub(ktime_get(), ent->since));
	ent->running = false;
	ent->busy_ns += ns;
	ent->vtime += div_u64(ns, ent->weight);
}

/**
 * vgt_sched_busy_ns() - time that the hardware has run an engine of a vGPU
 * @ve: the engine
 *
 * Return: nanoseconds since the vGPU was made; never less than before.
 */
u64 vgt_sched_busy_ns(struct vgt_vengine *ve)
{
	struct vgt_sched_engine *se = vgt_sched_of(ve);
	struct vgt_sched_entity *ent = &ve->ent;
	unsigned long flags;
	u64 ns;

	spin_lock_irqsave(&se->lock, flags);
	ns = ent->busy_ns;
	if (ent->running)
		ns += ktime_to_ns(ktime_sub(ktime_get(), ent->since));
	spin_unlock_irqrestore(&se->lock, flags);
	return ns;
}

/**
 * vgt_sched_flush() - wait until what is done has been completed
 * @dev: the device
 */
void vgt_sched_flush(struct vgt_device *dev)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (dev->sched.engine[id].wq)
			flush_workqueue(dev->sched.engine[id].wq);
}

/**
 * vgt_sched_entity_init() - a new entity
 * @ent: the entity
 * @weight: its share against others', at least 1
 */
void vgt_sched_entity_init(struct vgt_sched_entity *ent, u32 weight)
{
	INIT_LIST_HEAD(&ent->link);
	ent->weight = weight;
}

/**
 * vgt_sched_init() - a scheduler for each engine of a device
 * @dev: the device
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_sched_init(struct vgt_device *dev)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_sched_engine *se = &dev->sched.engine[id];

		if (!(dev->gpu->desc.engine_mask & BIT(id)))
			continue;
		se->dev = dev;
		se->id = id;
		spin_lock_init(&se->lock);
		INIT_LIST_HEAD(&se->ready);
		INIT_LIST_HEAD(&se->done);
		INIT_WORK(&se->work, vgt_sched_work);
		vgt_sched_entity_init(&se->host, 1);
		se->wq = alloc_ordered_workqueue("vgt-%s", WQ_HIGHPRI,
						 vgt_engines[id].name);
		if (!se->wq) {
			vgt_sched_fini(dev);
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * vgt_sched_fini() - the end of a device's schedulers
 * @dev: the device; it has no vGPUs
 */
void vgt_sched_fini(struct vgt_device *dev)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_sched_engine *se = &dev->sched.engine[id];

		if (se->wq)
			destroy_workqueue(se->wq);
		se->wq = NULL;
	}
}
