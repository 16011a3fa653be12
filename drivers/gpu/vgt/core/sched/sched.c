// SPDX-License-Identifier: GPL-2.0-only
/*
 * Choose what runs on an engine: see Documentation/scheduling.md.
 *
 * Fair by time: each engine goes to the one that has had the least of it, in
 * proportion to weights. The time is what the hardware took, between context
 * switches. The host's requests go to the hardware by i915's own scheduler,
 * which shares it between contexts in slices of time: a request of a vGPU is
 * one of these contexts'. Where the host has a weight, vGPUs' requests wait besides
 * until it has had its share. There is no tick: decisions fall when work arrives and
 * when work completes.
 */
#include <linux/bits.h>
#include <linux/lockdep.h>

#include "core/compat.h"
#include "core/device_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"
#include "core/trace.h"
#include "ban_types.h"
#include "cap.h"
#include "internal.h"

/* Has it had less than a slice since its turn began? */
static bool vgt_sched_in_turn(const struct vgt_sched_engine *se,
			      const struct vgt_sched_entity *ent)
{
	u64 slice = vgt_vtime(vgt_sched_slice_ns(se), ent->weight);

	return vgt_vtime_before(ent->vtime, se->turn + slice);
}

/*
 * The entity that has the turn keeps it for a slice. It is never further ahead of another
 * entity than either of the two gets in a slice, whichever is less.
 */
static bool vgt_sched_keeps(const struct vgt_sched_engine *se,
			    const struct vgt_sched_entity *ent,
			    const struct vgt_sched_entity *first)
{
	u64 ahead = vgt_vtime(vgt_sched_slice_ns(se),
			      max(ent->weight, first->weight));

	return vgt_sched_in_turn(se, ent) &&
	       vgt_vtime_before(ent->vtime, first->vtime + ahead);
}

/* Return the entity that goes next, or NULL. */
static struct vgt_sched_entity *vgt_sched_choose(struct vgt_sched_engine *se)
{
	struct vgt_sched_entity *first = vgt_sched_first(se);
	struct vgt_sched_entity *last = se->last;

	if (first && last && !list_empty(&last->link) &&
	    !vgt_cap_holds(&last->cap) && vgt_sched_keeps(se, last, first))
		return last;
	return first;
}

/* The engine idles for caps alone: until one of those that wait may have more. */
static void vgt_sched_wait(struct vgt_sched_engine *se)
{
	const struct vgt_sched_entity *ent;
	ktime_t until = KTIME_MAX;

	list_for_each_entry(ent, &se->ready, link)
		until = min(until, ent->cap.not_before);
	if (until != KTIME_MAX)
		hrtimer_start(&se->timer, until, HRTIMER_MODE_ABS);
}

/*
 * The host has the engine and is further behind than all that wait. It keeps the engine
 * until that changes or it has no more work. An entity that arrives meanwhile may be further
 * behind: decide again.
 */
static bool vgt_sched_host_keeps(struct vgt_sched_engine *se,
				 const struct vgt_sched_entity *first)
{
	u64 vtime, owed;

	if (!vgt_sched_host_works(se))
		return false;
	vtime = vgt_sched_vtime(&se->host);
	if (!vgt_vtime_before(vtime, first->vtime))
		return false;
	owed = ((first->vtime - vtime) * se->host.weight >> VGT_VTIME_SHIFT) + 1;
	hrtimer_start(&se->timer, ktime_add_ns(ktime_get(), owed), HRTIMER_MODE_ABS);
	return true;
}

static void vgt_sched_turn(struct vgt_sched_engine *se,
			   struct vgt_sched_entity *ent)
{
	if (se->last != ent || !vgt_sched_in_turn(se, ent))
		se->turn = ent->vtime;
	se->last = ent;
}

/*
 * Whose request was done last is being completed, by its own vGPU's worker, and may have
 * the next one soon. It is waited for, so that it keeps its turn, but not for longer than
 * a guest that makes its worker slow may cost others.
 */
static bool vgt_sched_in_grace(struct vgt_sched_engine *se)
{
	if (!se->completing)
		return false;
	if (ktime_before(ktime_get(), se->grace)) {
		if (!list_empty(&se->ready))
			hrtimer_start(&se->timer, se->grace, HRTIMER_MODE_ABS);
		return true;
	}
	se->completing = NULL;
	return false;
}

/* Take the next one that is to give work to the GPU, or NULL. */
static struct vgt_sched_entity *vgt_sched_pick(struct vgt_sched_engine *se)
{
	struct vgt_sched_entity *ent = NULL;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	if (!se->in_flight && !vgt_sched_in_grace(se)) {
		vgt_sched_advance(se, NULL);
		ent = vgt_sched_choose(se);
		if (!ent)
			vgt_sched_wait(se);
		else if (vgt_sched_host_keeps(se, vgt_sched_first(se)))
			ent = NULL;
	}
	if (ent) {
		/* Where it fires all the same it finds nothing to do. */
		hrtimer_try_to_cancel(&se->timer);
		list_del_init(&ent->link);
		vgt_sched_turn(se, ent);
		WRITE_ONCE(ent->in_flight, true);
		se->in_flight++;
		se->holder = ent;
		se->host_stays = false;
		se->began = ent->busy_ns;
		se->overdue = false;
		se->taken = false;
		se->waited = !list_empty(&se->ready);
		trace_vgt_sched(ent->id, se->id, ent->vtime >> VGT_VTIME_SHIFT);
	}
	spin_unlock_irqrestore(&se->lock, flags);
	return ent;
}

/*
 * Hand over what is prepared, as long as nothing is in flight. Any worker's: the one
 * that has something new need not wait for another.
 */
static void vgt_sched_dispatch(struct vgt_sched_engine *se)
{
	struct vgt_sched_entity *ent;

	while ((ent = vgt_sched_pick(se)))
		ent->ops->run(ent);
	ent = vgt_sched_overdue(se);
	if (ent)
		vgt_sched_expire(se, ent);
}

static void vgt_sched_work(struct work_struct *work)
{
	vgt_sched_dispatch(container_of(work, struct vgt_sched_engine, work));
}

static enum hrtimer_restart vgt_sched_timer(struct hrtimer *timer)
{
	vgt_sched_kick(container_of(timer, struct vgt_sched_engine, timer));
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart vgt_sched_watch(struct hrtimer *timer)
{
	vgt_sched_kick(container_of(timer, struct vgt_sched_engine, watch));
	return HRTIMER_NORESTART;
}

/**
 * vgt_sched_ready() - queue an entity that has prepared work
 * @ent: the entity; its vGPU's lock is held, nothing of it is in flight
 */
void vgt_sched_ready(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	lockdep_assert_held(ent->lock);
	spin_lock_irqsave(&se->lock, flags);
	if (list_empty(&ent->link)) {
		/* An entity that comes right from its turn was never idle. */
		vgt_sched_advance(se, ent == se->last ? ent : NULL);
		vgt_sched_place(se, ent);
		list_add_tail(&ent->link, &se->ready);
		/* It may not have the patience to wait until that is over. */
		se->waited |= !!se->holder;
	}
	spin_unlock_irqrestore(&se->lock, flags);
}

/**
 * vgt_sched_has() - check whether an entity has work that waits or is in flight
 * @ent: the entity; its vGPU's lock is held, so that the answer stays true
 */
bool vgt_sched_has(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;
	bool has;

	lockdep_assert_held(ent->lock);
	spin_lock_irqsave(&se->lock, flags);
	has = ent->in_flight || !list_empty(&ent->link);
	spin_unlock_irqrestore(&se->lock, flags);
	return has;
}

/**
 * vgt_sched_in_flight() - check whether the GPU may have work of an entity
 * @ent: the entity
 *
 * If it returns false, work that is handed over later sees everything that was written before.
 */
bool vgt_sched_in_flight(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;
	bool in_flight;

	spin_lock_irqsave(&se->lock, flags);
	in_flight = ent->in_flight;
	spin_unlock_irqrestore(&se->lock, flags);
	return in_flight;
}

static bool vgt_sched_remove(struct vgt_sched_entity *ent, bool end_turn)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;
	bool waited;

	spin_lock_irqsave(&se->lock, flags);
	waited = !list_empty(&ent->link);
	list_del_init(&ent->link);
	if (end_turn && se->last == ent)
		se->last = NULL;
	spin_unlock_irqrestore(&se->lock, flags);
	return waited;
}

/**
 * vgt_sched_take_back() - remove prepared work from the queue, because it is out of date
 * @ent: the entity; its vGPU's lock is held
 *
 * Return: true if work was queued: the caller owns it now.
 */
bool vgt_sched_take_back(struct vgt_sched_entity *ent)
{
	lockdep_assert_held(ent->lock);
	return vgt_sched_remove(ent, false);
}

/**
 * vgt_sched_idle() - remove an entity that has no more work from the queue; its turn ends
 * @ent: the entity; its vGPU's lock is held
 *
 * Return: true if work was queued: the caller owns it now.
 */
bool vgt_sched_idle(struct vgt_sched_entity *ent)
{
	lockdep_assert_held(ent->lock);
	return vgt_sched_remove(ent, true);
}

/* What was picked is over. The lock is held: nobody completes it before it is told. */
static void vgt_sched_over(struct vgt_sched_engine *se, struct vgt_sched_entity *ent,
			   bool reset, bool waited)
{
	lockdep_assert_held(&se->lock);
	se->in_flight--;
	se->holder = NULL;
	ent->done = true;
	se->completing = ent;
	se->grace = ktime_add_ns(ktime_get(), VGT_GRACE_NS);
	if (!list_empty(&se->ready))
		hrtimer_start(&se->timer, se->grace, HRTIMER_MODE_ABS);
	ent->ops->complete(ent, reset, waited);
}

/**
 * vgt_sched_done() - the request in flight is done
 * @ent: whose request; its vGPU's own worker completes it
 * @failed: it did not come to its end, and nobody but itself is to blame
 *
 * It may have hung the engine. A reset of the GPU as a whole takes others' work on other
 * engines from them: as if they had waited.
 *
 * Any context.
 */
void vgt_sched_done(struct vgt_sched_entity *ent, bool failed)
{
	struct vgt_sched_engine *se = ent->engine;
	struct vgt_gpu *gpu = se->dev->gpu;
	unsigned long flags;
	bool reset, waited;

	spin_lock_irqsave(&se->lock, flags);
	/* What the hardware never took up did not make it hang. */
	reset = se->taken && gpu->ops->reset_count(gpu, se->id) != se->resets;
	waited = se->waited || gpu->ops->gpu_reset_count(gpu) != se->gpu_resets;
	if (reset && !waited && failed)
		vgt_sched_blame(se, ent);
	vgt_sched_over(se, ent, reset, waited);
	spin_unlock_irqrestore(&se->lock, flags);
}

/**
 * vgt_sched_not_run() - what was picked could not be handed over
 * @ent: whose work
 */
void vgt_sched_not_run(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	vgt_sched_over(se, ent, false, false);
	spin_unlock_irqrestore(&se->lock, flags);
}

/**
 * vgt_sched_take_done() - check whether a request is done and the caller must complete it
 * @ent: the entity; its vGPU's lock is held
 *
 * Waits until the thread that hands the request over, or ends it, has finished.
 *
 * Return: true, once for each request.
 */
bool vgt_sched_take_done(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	bool done;

	lockdep_assert_held(ent->lock);
	done = vgt_sched_take(ent, &ent->done);
	if (done) {
		mutex_lock(&se->port);
		mutex_unlock(&se->port);
	}
	return done;
}

/**
 * vgt_sched_completed() - note that the caller has completed the request
 * @ent: the entity; its vGPU's lock is held
 */
void vgt_sched_completed(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	lockdep_assert_held(ent->lock);
	spin_lock_irqsave(&se->lock, flags);
	WRITE_ONCE(ent->in_flight, false);
	spin_unlock_irqrestore(&se->lock, flags);
}

/**
 * vgt_sched_settled() - a vGPU's worker has done what it had to do for an engine
 * @ent: the vGPU's entity there
 * @since: when it began
 * @ns: the time it took: see vgt_sched_charge()
 *
 * The engine waits for it no longer.
 */
void vgt_sched_settled(struct vgt_sched_entity *ent, ktime_t since, u64 ns)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	if (se->completing == ent)
		se->completing = NULL;
	spin_unlock_irqrestore(&se->lock, flags);
	vgt_sched_charge(ent, since, ns);
}

/**
 * vgt_sched_run() - hand over work of the entity that is next
 * @ent: one that may have work for it; no lock is held
 */
void vgt_sched_run(struct vgt_sched_entity *ent)
{
	vgt_sched_dispatch(ent->engine);
}

/**
 * vgt_sched_entity_init() - a new entity
 * @ent: the entity
 * @engine: what it shares
 * @ops: what its owner does; NULL for the host, which is not given turns
 * @weight: its share against others', at least 1
 */
void vgt_sched_entity_init(struct vgt_sched_entity *ent, struct vgt_sched_engine *engine,
			   const struct vgt_sched_ops *ops, u32 weight)
{
	INIT_LIST_HEAD(&ent->link);
	INIT_LIST_HEAD(&ent->blamed);
	ent->engine = engine;
	ent->ops = ops;
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

	dev->sched.slice_us = VGT_SLICE_US;
	dev->sched.hang_ms = VGT_HANG_MS;
	dev->sched.hold_hangs = VGT_BAN_HANGS;
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_sched_engine *se = &dev->sched.engine[id];

		if (!(dev->gpu->desc.engine_mask & BIT(id)))
			continue;
		se->dev = dev;
		se->id = id;
		mutex_init(&se->port);
		spin_lock_init(&se->lock);
		INIT_LIST_HEAD(&se->ready);
		INIT_LIST_HEAD(&se->blamed);
		INIT_WORK(&se->work, vgt_sched_work);
		vgt_hrtimer_setup(&se->timer, vgt_sched_timer, CLOCK_MONOTONIC,
				  HRTIMER_MODE_ABS);
		vgt_hrtimer_setup(&se->watch, vgt_sched_watch, CLOCK_MONOTONIC,
				  HRTIMER_MODE_ABS);
		vgt_sched_entity_init(&se->host, se, NULL, 1);
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

		if (!se->wq)
			continue;
		hrtimer_cancel(&se->timer);
		hrtimer_cancel(&se->watch);
		destroy_workqueue(se->wq);
		mutex_destroy(&se->port);
		se->wq = NULL;
	}
}
