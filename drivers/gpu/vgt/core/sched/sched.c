// SPDX-License-Identifier: GPL-2.0-only
/*
 * Choose what runs on an engine: see Documentation/scheduling.md.
 *
 * The scheduler is fair by time. Each engine goes to the entity that has had the least time on it,
 * in proportion to weights. The time is measured on the hardware, between context switches.
 *
 * i915's own scheduler hands the host's requests to the hardware, and shares it between contexts by
 * time slices. A request of a vGPU belongs to one of these contexts. If the host has a weight,
 * requests of vGPUs also wait until the host has had its share.
 *
 * There is no tick. The scheduler decides when work arrives, when work completes, and when a timer
 * expires (struct vgt_sched_engine).
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

/* Has the entity had less than a slice since its turn began? */
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

/* Only caps keep the engine idle. Set the timer to when the first entity may run again. */
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
 * The worker of a vGPU completes the last request, and may have the next one ready soon. Wait for
 * it, so that the vGPU keeps its turn. The wait has a limit (VGT_GRACE_NS), because a guest can
 * make its worker slow.
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

/* A request of the entity goes to the GPU, or follows another one. It is not taken up yet. */
static void vgt_sched_begin(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	lockdep_assert_held(&se->lock);
	vgt_sched_turn(se, ent);
	se->began = ent->busy_ns;
	se->overdue = false;
	se->taken = false;
	se->waited = !list_empty(&se->ready);
	trace_vgt_sched(ent->id, se->id, ent->vtime >> VGT_VTIME_SHIFT);
}

/* Pick the entity whose work goes to the GPU next, or NULL, and start its turn. */
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
		/* If the timer fires nevertheless, it finds nothing to do. */
		hrtimer_try_to_cancel(&se->timer);
		list_del_init(&ent->link);
		WRITE_ONCE(ent->in_flight, true);
		se->in_flight++;
		se->holder = ent;
		se->host_stays = false;
		se->chain = ent->busy_ns;
		vgt_sched_begin(se, ent);
		if (ent->ops->picked)
			ent->ops->picked(ent);
	}
	spin_unlock_irqrestore(&se->lock, flags);
	return ent;
}

/*
 * Hand over prepared work of any vGPU until some is in flight. Any worker may do this, so that a
 * worker with new work need not wait for another one.
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
		/* The guest may give up before that request is over: note it now. */
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

/*
 * The request of the entity that was picked is over. The lock is held, so nobody completes the
 * request before @complete is called.
 */
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

/* Would the entity that has the engine be picked again? */
static bool vgt_sched_stays(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	struct vgt_sched_entity *first = vgt_sched_first(se);

	lockdep_assert_held(&se->lock);
	return !vgt_cap_holds(&ent->cap) && !vgt_sched_host_works(se) &&
	       (!first || vgt_sched_keeps(se, ent, first));
}

/**
 * vgt_sched_goes_on() - decide whether the hardware goes on with the next part of an entity's work
 * @ent: the entity, whose request in flight is complete; the engine's lock is held
 *
 * The part counts as a request of its own, which the hardware has taken up if it has the context.
 *
 * Return: false if the entity must come back for it: others go first, or the host's driver must
 * find the engine free for a moment.
 */
bool vgt_sched_goes_on(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;

	lockdep_assert_held(&se->lock);
	if (se->holder != ent || !se->taken)
		return false;
	vgt_sched_charge_run(se, ent);
	if (ent->busy_ns - se->chain >= VGT_CHAIN_NS || !vgt_sched_stays(se, ent))
		return false;
	vgt_sched_begin(se, ent);
	/* If the context has left, the part waits. Resets until it begins are not its own. */
	if (ent->running)
		vgt_sched_taken(se);
	return true;
}

/**
 * vgt_sched_done() - note that the request in flight is done
 * @ent: the entity of the request; its vGPU's own worker completes it
 * @failed: the request did not end normally, and nothing else caused that
 *
 * The request may have hung the engine. If i915 reset the whole GPU, others lost their work on
 * other engines. This counts as if they had waited.
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
	/* A request that the hardware never took up cannot have made it hang. */
	reset = se->taken && gpu->ops->reset_count(gpu, se->id) != se->resets;
	waited = se->waited || gpu->ops->gpu_reset_count(gpu) != se->gpu_resets;
	if (reset && !waited && failed)
		vgt_sched_blame(se, ent);
	vgt_sched_over(se, ent, reset, waited);
	spin_unlock_irqrestore(&se->lock, flags);
}

/**
 * vgt_sched_not_run() - note that the work that was picked could not be handed over
 * @ent: the entity of the work
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
 * vgt_sched_settled() - note that a vGPU's worker has finished its step for an engine
 * @ent: the vGPU's entity on that engine
 * @since: when the worker began
 * @ns: the time it took, which the entity is charged for: see vgt_sched_charge()
 *
 * The engine does not wait for the vGPU any longer, except if a request was done during that
 * step: another step completes it.
 */
void vgt_sched_settled(struct vgt_sched_entity *ent, ktime_t since, u64 ns)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	if (se->completing == ent && !ent->done)
		se->completing = NULL;
	spin_unlock_irqrestore(&se->lock, flags);
	vgt_sched_charge(ent, since, ns);
}

/**
 * vgt_sched_run() - hand over work of the next entity of an engine
 * @ent: an entity of the engine that may have work; no lock is held
 */
void vgt_sched_run(struct vgt_sched_entity *ent)
{
	vgt_sched_dispatch(ent->engine);
}

/**
 * vgt_sched_entity_init() - initialise an entity
 * @ent: the entity
 * @engine: the engine that it shares
 * @ops: functions of its owner; NULL for the host, which gets no turns
 * @weight: its share compared with others', at least 1
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
 * vgt_sched_init() - make a scheduler for each engine of a device
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
 * vgt_sched_fini() - destroy the schedulers of a device
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
