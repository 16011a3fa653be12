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
#include <linux/math64.h>

#include "core/compat.h"
#include "core/device.h"
#include "core/trace.h"
#include "ban.h"
#include "sched.h"

/* Virtual time has a finer unit than the nanosecond: heavy weights divide it. */
#define VGT_VTIME_SHIFT		10

/* Time that one of a weight has had, as virtual time. */
static u64 vgt_vtime(u64 ns, u32 weight)
{
	return div_u64(ns << VGT_VTIME_SHIFT, weight);
}

static bool vgt_vtime_before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

/* What it has had since the hardware took it up. */
static u64 vgt_sched_running_ns(const struct vgt_sched_entity *ent)
{
	return ent->running ? ktime_to_ns(ktime_sub(ktime_get(), ent->since)) : 0;
}

/* An entity's virtual time, with what it runs now. */
static u64 vgt_sched_vtime(const struct vgt_sched_entity *ent)
{
	return ent->vtime + vgt_vtime(vgt_sched_running_ns(ent), ent->weight);
}

static u64 vgt_sched_slice_ns(const struct vgt_sched_engine *se)
{
	return READ_ONCE(se->dev->sched.slice_us) * 1000ull;
}

/* Of the ready ones that may have time now the one furthest behind, or NULL. */
static struct vgt_sched_entity *vgt_sched_first(struct vgt_sched_engine *se)
{
	struct vgt_sched_entity *ent, *best = NULL;

	list_for_each_entry(ent, &se->ready, link) {
		if (vgt_cap_holds(&ent->cap))
			continue;
		if (!best || vgt_vtime_before(ent->vtime, best->vtime))
			best = ent;
	}
	return best;
}

/* Does the host take part, and have work with the hardware? */
static bool vgt_sched_host_works(const struct vgt_sched_engine *se)
{
	return se->host_weighs && se->host.running;
}

static const struct vgt_sched_entity *vgt_sched_behind(const struct vgt_sched_entity *a,
						       const struct vgt_sched_entity *b)
{
	if (!a || !b)
		return a ?: b;
	return vgt_vtime_before(vgt_sched_vtime(b), vgt_sched_vtime(a)) ? b : a;
}

/*
 * The engine's virtual time goes on with the one that is furthest behind: of those
 * that wait, of the one in flight, of the host, and of @more, which may be NULL.
 */
static void vgt_sched_advance(struct vgt_sched_engine *se,
			      const struct vgt_sched_entity *more)
{
	const struct vgt_sched_entity *least = vgt_sched_first(se);

	if (se->holder)
		more = se->holder;
	else if (se->completing)
		more = se->completing;
	least = vgt_sched_behind(least, more);
	if (vgt_sched_host_works(se))
		least = vgt_sched_behind(least, &se->host);
	if (least && vgt_vtime_before(se->vtime, vgt_sched_vtime(least)))
		se->vtime = vgt_sched_vtime(least);
}

/* An entity that was idle comes back at most one slice behind. */
static void vgt_sched_place(struct vgt_sched_engine *se,
			    struct vgt_sched_entity *ent)
{
	u64 least = se->vtime - vgt_vtime(vgt_sched_slice_ns(se), ent->weight);

	if (vgt_vtime_before(ent->vtime, least))
		ent->vtime = least;
}

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

static u64 vgt_sched_had_ns(const struct vgt_sched_entity *ent)
{
	return ent->busy_ns + vgt_sched_running_ns(ent);
}

/*
 * What the request in flight has had of the engine. Once the hardware has taken it up all
 * time counts but the host's: one that has left and does not end keeps others waiting, too.
 * The lock is held.
 */
static u64 vgt_sched_request_ns(const struct vgt_sched_engine *se)
{
	u64 had = vgt_sched_had_ns(se->holder) - se->began;
	u64 host = vgt_sched_had_ns(&se->host) - se->host_had;
	u64 ns;

	lockdep_assert_held(&se->lock);
	if (!se->taken)
		return had;
	ns = ktime_to_ns(ktime_sub(ktime_get(), se->since));
	return max(had, ns - min(host, ns));
}

/* Look again at @when, if not before. The lock is held. */
static void vgt_sched_watch_until(struct vgt_sched_engine *se, ktime_t when)
{
	lockdep_assert_held(&se->lock);
	/* While its function ends it is active, but not queued. */
	if (!hrtimer_is_queued(&se->watch) ||
	    ktime_before(when, hrtimer_get_expires(&se->watch)))
		hrtimer_start(&se->watch, when, HRTIMER_MODE_ABS);
}

/*
 * The one whose request has had the engine for too long while others wait, or NULL. Time
 * that the host has the engine does not count. Where there is some left the watch is set.
 */
static struct vgt_sched_entity *vgt_sched_overdue(struct vgt_sched_engine *se)
{
	u64 most = READ_ONCE(se->dev->sched.hang_ms) * (u64)NSEC_PER_MSEC;
	struct vgt_sched_entity *ent;
	unsigned long flags;
	u64 had = 0;

	spin_lock_irqsave(&se->lock, flags);
	ent = se->overdue ? NULL : se->holder;
	if (ent && most && !list_empty(&se->ready)) {
		had = vgt_sched_request_ns(se);
		se->overdue = had >= most;
		if (!se->overdue)
			vgt_sched_watch_until(se, ktime_add_ns(ktime_get(), most - had));
	}
	if (!ent || !se->overdue)
		ent = NULL;
	spin_unlock_irqrestore(&se->lock, flags);
	return ent;
}

/*
 * End what is overdue, if it still is in flight: only then @ent is there for sure, for
 * its vGPU completes it under @port.
 */
static void vgt_sched_expire(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	unsigned long flags;
	bool there;

	mutex_lock(&se->port);
	spin_lock_irqsave(&se->lock, flags);
	there = se->holder == ent && se->overdue;
	spin_unlock_irqrestore(&se->lock, flags);
	if (there)
		ent->ops->expire(ent);
	mutex_unlock(&se->port);
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

static void vgt_sched_kick(struct vgt_sched_engine *se)
{
	queue_work(se->wq, &se->work);
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
 * vgt_sched_ready() - one has work that is prepared, and waits
 * @ent: the entity; its vGPU's lock is held, nothing of it is in flight
 */
void vgt_sched_ready(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

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
 * vgt_sched_has() - has one work that waits, or is in flight?
 * @ent: the entity; its vGPU's lock is held: otherwise it may have by now
 */
bool vgt_sched_has(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;
	bool has;

	spin_lock_irqsave(&se->lock, flags);
	has = ent->in_flight || !list_empty(&ent->link);
	spin_unlock_irqrestore(&se->lock, flags);
	return has;
}

/**
 * vgt_sched_in_flight() - may the GPU have work of an entity?
 * @ent: the entity
 *
 * Where it says no, what was written before is seen by all that is handed over later.
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
 * vgt_sched_take_back() - work that is prepared is not to be run as it is
 * @ent: the entity; its vGPU's lock is held
 *
 * Return: true where some waited: it is the caller's now.
 */
bool vgt_sched_take_back(struct vgt_sched_entity *ent)
{
	return vgt_sched_remove(ent, false);
}

/**
 * vgt_sched_idle() - one has no more work that waits
 * @ent: the entity; its vGPU's lock is held
 *
 * Return: true where some waited: it is the caller's now.
 */
bool vgt_sched_idle(struct vgt_sched_entity *ent)
{
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

/*
 * It hung while nobody is known to have waited: the host may be found to have. Two hangs
 * that it tells of at once are one wait.
 */
static void vgt_sched_blame(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	lockdep_assert_held(&se->lock);
	if (list_empty(&ent->blamed)) {
		list_add_tail(&ent->blamed, &se->blamed);
		ent->hung_since = se->since;
	}
	ent->hung_until = ktime_get();
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

/* Take what was told of an entity: true once for each. */
static bool vgt_sched_take(struct vgt_sched_entity *ent, bool *told)
{
	unsigned long flags;
	bool was;

	spin_lock_irqsave(&ent->engine->lock, flags);
	was = *told;
	*told = false;
	spin_unlock_irqrestore(&ent->engine->lock, flags);
	return was;
}

/**
 * vgt_sched_take_done() - is what was in flight done, and to be completed?
 * @ent: the entity; its vGPU's lock is held
 *
 * Waits for whoever still hands it over, or ends it.
 *
 * Return: true once for each.
 */
bool vgt_sched_take_done(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	bool done = vgt_sched_take(ent, &ent->done);

	if (done) {
		mutex_lock(&se->port);
		mutex_unlock(&se->port);
	}
	return done;
}

/**
 * vgt_sched_completed() - what was done is completed
 * @ent: the entity; its vGPU's lock is held
 */
void vgt_sched_completed(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	WRITE_ONCE(ent->in_flight, false);
	spin_unlock_irqrestore(&se->lock, flags);
}

/**
 * vgt_sched_charge() - a vGPU's worker has done something for it
 * @ent: an entity of the vGPU's
 * @since: when it began
 * @ns: the time it took, which counts as if the engine had been had
 */
void vgt_sched_charge(struct vgt_sched_entity *ent, ktime_t since, u64 ns)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	ent->vtime += vgt_vtime(ns, ent->weight);
	vgt_cap_charge(&ent->cap, since, ns, vgt_sched_slice_ns(se));
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
 * vgt_sched_run() - give an engine to who is next
 * @ent: one that may have work for it; no lock is held
 */
void vgt_sched_run(struct vgt_sched_entity *ent)
{
	vgt_sched_dispatch(ent->engine);
}

/**
 * vgt_sched_in() - the hardware takes up an entity
 * @se: the engine; its lock is held
 * @ent: the entity
 */
void vgt_sched_in(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	struct vgt_gpu *gpu = se->dev->gpu;

	lockdep_assert_held(&se->lock);
	if (ent != &se->host && !se->taken) {
		se->taken = true;
		se->since = ktime_get();
		se->host_had = vgt_sched_had_ns(&se->host);
		se->resets = gpu->ops->reset_count(gpu, se->id);
		se->gpu_resets = gpu->ops->gpu_reset_count(gpu);
	}
	if (ent->running)
		return;
	ent->running = true;
	ent->since = ktime_get();
}

/**
 * vgt_sched_out() - the hardware leaves an entity
 * @se: the engine; its lock is held
 * @ent: the entity
 */
void vgt_sched_out(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	u64 ns = vgt_sched_running_ns(ent);

	lockdep_assert_held(&se->lock);
	if (!ent->running)
		return;
	ent->running = false;
	ent->busy_ns += ns;
	ent->vtime += vgt_vtime(ns, ent->weight);
	vgt_cap_charge(&ent->cap, ent->since, ns, vgt_sched_slice_ns(se));
}

/**
 * vgt_sched_host_in() - the hardware takes up a context of the host's
 * @se: the engine; its lock is held
 *
 * It may have more than one at a time.
 */
void vgt_sched_host_in(struct vgt_sched_engine *se)
{
	lockdep_assert_held(&se->lock);
	if (se->host_runs++)
		return;
	if (se->host_weighs) {
		vgt_sched_advance(se, NULL);
		/* The host was not idle if it only made room for a request. */
		if (!se->host_stays)
			vgt_sched_place(se, &se->host);
	}
	vgt_sched_in(se, &se->host);
}

/**
 * vgt_sched_host_out() - the hardware leaves a context of the host's
 * @se: the engine; its lock is held
 *
 * One may leave that began before anybody looked.
 */
void vgt_sched_host_out(struct vgt_sched_engine *se)
{
	lockdep_assert_held(&se->lock);
	if (!se->host_runs || --se->host_runs)
		return;
	if (se->host_weighs)
		vgt_sched_advance(se, NULL);
	vgt_sched_out(se, &se->host);
	se->host_stays = se->in_flight;
	/* vGPUs that waited for the host may run again. */
	if (se->host_weighs && !list_empty(&se->ready))
		vgt_sched_kick(se);
}

/* What [@since, @until] has in common with what lies after @from is long enough to count. */
static bool vgt_sched_cost(ktime_t from, ktime_t since, ktime_t until)
{
	ktime_t first = ktime_after(from, since) ? from : since;

	return !ktime_before(until, ktime_add_ns(first, VGT_HOLD_WAIT_MS * NSEC_PER_MSEC));
}

/**
 * vgt_sched_host_waited() - work of a program of the host's is about to be taken up
 * @se: the engine; its lock is held
 * @ns: so long it has waited
 *
 * The host's driver tells in the end, and mostly before it tells that the work that hung is
 * done, but not always.
 */
void vgt_sched_host_waited(struct vgt_sched_engine *se, u64 ns)
{
	ktime_t now = ktime_get();
	ktime_t from = ktime_sub_ns(now, ns);
	struct vgt_sched_entity *ent, *next;

	lockdep_assert_held(&se->lock);
	if (se->holder && se->taken && vgt_sched_cost(from, se->since, now))
		se->waited = true;
	list_for_each_entry_safe(ent, next, &se->blamed, blamed) {
		if (!vgt_sched_cost(from, ent->hung_since, ent->hung_until))
			continue;
		list_del_init(&ent->blamed);
		ent->hurt = true;
		ent->ops->hurt(ent);
	}
}

/**
 * vgt_sched_short_of_room() - work of a vGPU waits for room that others' contexts have
 * @ent: whose; its vGPU's lock is held
 *
 * Whose is in flight, on any engine, has some.
 */
void vgt_sched_short_of_room(struct vgt_sched_entity *ent)
{
	struct vgt_device *dev = ent->engine->dev;
	enum vgt_engine_id id;
	unsigned long flags;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_sched_engine *se = &dev->sched.engine[id];

		if (!se->wq)
			continue;
		spin_lock_irqsave(&se->lock, flags);
		if (se->holder && se->holder->id != ent->id)
			se->waited = true;
		spin_unlock_irqrestore(&se->lock, flags);
	}
}

/**
 * vgt_sched_take_hurt() - was the host found to have waited for a hang of a vGPU's?
 * @ent: whose request that was; its vGPU's lock is held
 *
 * Return: true once for each such hang.
 */
bool vgt_sched_take_hurt(struct vgt_sched_entity *ent)
{
	return vgt_sched_take(ent, &ent->hurt);
}

/**
 * vgt_sched_is_blamed() - may a hang of a vGPU's yet be found to have cost the host time?
 * @ent: one of its entities
 *
 * Any context.
 */
bool vgt_sched_is_blamed(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;
	bool blamed;

	spin_lock_irqsave(&se->lock, flags);
	blamed = !list_empty(&ent->blamed) || ent->hurt;
	spin_unlock_irqrestore(&se->lock, flags);
	return blamed;
}

/**
 * vgt_sched_not_blamed() - a vGPU goes, or is pardoned: forget its hangs
 * @ent: one of its entities
 *
 * Any context.
 */
void vgt_sched_not_blamed(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	list_del_init(&ent->blamed);
	ent->hurt = false;
	spin_unlock_irqrestore(&se->lock, flags);
}

/**
 * vgt_sched_entity_busy_ns() - time that the hardware has run an entity
 * @ent: the entity
 *
 * Return: nanoseconds since it was made; never less than before.
 */
u64 vgt_sched_entity_busy_ns(struct vgt_sched_entity *ent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;
	u64 ns;

	spin_lock_irqsave(&se->lock, flags);
	ns = ent->busy_ns + vgt_sched_running_ns(ent);
	spin_unlock_irqrestore(&se->lock, flags);
	return ns;
}

/* As far ahead or behind, in time, as with the weight before; within reason. */
static void vgt_sched_reweigh(struct vgt_sched_engine *se,
			      struct vgt_sched_entity *ent, u32 weight)
{
	const u64 most = 1ull << 50;
	u64 ahead;

	if (ent->running) {
		vgt_sched_out(se, ent);
		vgt_sched_in(se, ent);
	}
	vgt_sched_place(se, ent);
	if (vgt_vtime_before(ent->vtime, se->vtime)) {
		ahead = min(se->vtime - ent->vtime, most);
		ent->vtime = se->vtime - div_u64(ahead * ent->weight, weight);
	} else {
		ahead = min(ent->vtime - se->vtime, most);
		ent->vtime = se->vtime + div_u64(ahead * ent->weight, weight);
	}
	WRITE_ONCE(ent->weight, weight);
}

/**
 * vgt_sched_entity_set_weight() - give an entity another share, from now on
 * @ent: the entity
 * @weight: VGT_WEIGHT_MIN to VGT_WEIGHT_MAX
 */
void vgt_sched_entity_set_weight(struct vgt_sched_entity *ent, u32 weight)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	vgt_sched_reweigh(se, ent, weight);
	spin_unlock_irqrestore(&se->lock, flags);
	/* It may be another's turn now. */
	vgt_sched_kick(se);
}

/**
 * vgt_sched_host_weight() - the host's share against vGPUs'
 * @dev: the device
 *
 * Return: as it was set; VGT_WEIGHT_NONE at first.
 */
u32 vgt_sched_host_weight(struct vgt_device *dev)
{
	struct vgt_sched_engine *se = &dev->sched.engine[VGT_RCS];
	unsigned long flags;
	u32 weight;

	spin_lock_irqsave(&se->lock, flags);
	weight = se->host_weighs ? se->host.weight : VGT_WEIGHT_NONE;
	spin_unlock_irqrestore(&se->lock, flags);
	return weight;
}

/**
 * vgt_sched_set_host_weight() - give the host a share of each engine, from now on
 * @dev: the device
 * @weight: against vGPUs', VGT_WEIGHT_MIN to VGT_WEIGHT_MAX; or VGT_WEIGHT_NONE
 */
void vgt_sched_set_host_weight(struct vgt_device *dev, u32 weight)
{
	enum vgt_engine_id id;
	unsigned long flags;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_sched_engine *se = &dev->sched.engine[id];

		if (!se->wq)
			continue;
		spin_lock_irqsave(&se->lock, flags);
		/* What it has had without a weight, or before there was work, is past. */
		if (!se->host_weighs)
			se->host.vtime = se->vtime;
		vgt_sched_reweigh(se, &se->host, max_t(u32, weight, VGT_WEIGHT_MIN));
		se->host_weighs = weight != VGT_WEIGHT_NONE;
		spin_unlock_irqrestore(&se->lock, flags);
		vgt_sched_kick(se);
	}
}

/**
 * vgt_sched_entity_set_cap() - give an entity another cap, from now on
 * @ent: the entity
 * @percent: VGT_CAP_NONE to VGT_CAP_MAX
 */
void vgt_sched_entity_set_cap(struct vgt_sched_entity *ent, u32 percent)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	vgt_cap_set(&ent->cap, percent);
	spin_unlock_irqrestore(&se->lock, flags);
	/* It may be another's turn now. */
	vgt_sched_kick(se);
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
	dev->sched.hold_hangs = VGT_HOLD_HANGS;
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
