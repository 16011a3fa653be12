// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hangs: end a request that has had an engine for too long while others wait, and find out whether
 * another vGPU or the host waited for a hang. Only such hangs hold a vGPU back (ban.c).
 */
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"
#include "ban_types.h"
#include "internal.h"

/*
 * Return how long the request in flight has had the engine. Once the hardware has taken it up, all
 * time counts except the host's: a request that has left the hardware and does not end keeps others
 * waiting, too. The lock is held.
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

/* Make the watch expire at @when or earlier. The lock is held. */
static void vgt_sched_watch_until(struct vgt_sched_engine *se, ktime_t when)
{
	lockdep_assert_held(&se->lock);
	/* While the timer's function ends, the timer is active but not queued. */
	if (!hrtimer_is_queued(&se->watch) ||
	    ktime_before(when, hrtimer_get_expires(&se->watch)))
		hrtimer_start(&se->watch, when, HRTIMER_MODE_ABS);
}

/*
 * Return the entity whose request has had the engine for too long while others wait, or NULL. The
 * host's time on the engine does not count. If the request has time left, set the watch.
 */
struct vgt_sched_entity *vgt_sched_overdue(struct vgt_sched_engine *se)
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
 * End the overdue request if it is still in flight. Only then @ent is sure to exist: its vGPU has
 * to take @port before it completes the request.
 */
void vgt_sched_expire(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
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
 * Note a hang for which nobody is known to have waited: the host may still turn out to have waited.
 * If @ent hangs again before that is known, both hangs count as one.
 */
void vgt_sched_blame(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	lockdep_assert_held(&se->lock);
	if (list_empty(&ent->blamed)) {
		list_add_tail(&ent->blamed, &se->blamed);
		ent->hung_since = se->since;
	}
	ent->hung_until = ktime_get();
}

/* Is the part of [@since, @until] that lies after @from long enough to count? */
static bool vgt_sched_cost(ktime_t from, ktime_t since, ktime_t until)
{
	ktime_t first = ktime_after(from, since) ? from : since;

	return !ktime_before(until, ktime_add_ns(first, VGT_BAN_WAIT_MS * NSEC_PER_MSEC));
}

/**
 * vgt_sched_host_waited() - note that the hardware is about to take up work of a host program
 * @se: the engine; its lock is held
 * @ns: how long that work has waited
 *
 * The host's driver reports this in each case. Usually it does so before it reports that the work
 * that hung is done, but not always.
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
 * vgt_sched_short_of_room() - note that work of a vGPU waits for room that others' contexts use
 * @ent: the vGPU's entity; its vGPU's lock is held
 *
 * Each entity of another vGPU whose work is in flight, on any engine, uses such room.
 */
void vgt_sched_short_of_room(struct vgt_sched_entity *ent)
{
	struct vgt_device *dev = ent->engine->dev;
	enum vgt_engine_id id;
	unsigned long flags;

	lockdep_assert_held(ent->lock);
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
 * vgt_sched_take_hurt() - check whether the host waited for a hang of this vGPU
 * @ent: the entity whose request hung; its vGPU's lock is held
 *
 * Return: true, once for each such hang.
 */
bool vgt_sched_take_hurt(struct vgt_sched_entity *ent)
{
	lockdep_assert_held(ent->lock);
	return vgt_sched_take(ent, &ent->hurt);
}

/**
 * vgt_sched_is_blamed() - check whether a hang may still turn out to have cost the host time
 * @ent: one of the vGPU's entities
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
 * vgt_sched_not_blamed() - forget the hangs of a vGPU that is removed or pardoned
 * @ent: one of the vGPU's entities
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
