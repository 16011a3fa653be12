// SPDX-License-Identifier: GPL-2.0-only
/*
 * Account for the time that each entity uses an engine: as virtual time, which depends on its
 * weight, and against its cap.
 */
#include <linux/lockdep.h>
#include <linux/math64.h>

#include "core/device_types.h"
#include "cap.h"
#include "internal.h"

/* Convert engine time of an entity with this weight into virtual time. */
u64 vgt_vtime(u64 ns, u32 weight)
{
	return div_u64(ns << VGT_VTIME_SHIFT, weight);
}

/*
 * Find the entity that is furthest behind, among those with prepared work that their caps allow to
 * run now. Returns NULL if there is none.
 */
struct vgt_sched_entity *vgt_sched_first(struct vgt_sched_engine *se)
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

/* Return which of the two is further behind. Either may be NULL. */
static const struct vgt_sched_entity *vgt_sched_behind(const struct vgt_sched_entity *a,
						       const struct vgt_sched_entity *b)
{
	if (!a || !b)
		return a ?: b;
	return vgt_vtime_before(vgt_sched_vtime(b), vgt_sched_vtime(a)) ? b : a;
}

/*
 * Advance the engine's virtual time to that of the entity that is furthest behind. The entities
 * that wait, the one in flight, the host and @more, which may be NULL, count.
 */
void vgt_sched_advance(struct vgt_sched_engine *se, const struct vgt_sched_entity *more)
{
	const struct vgt_sched_entity *least = vgt_sched_first(se);

	lockdep_assert_held(&se->lock);
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

/* Place an entity that was idle: it is at most one slice behind the engine. */
void vgt_sched_place(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	u64 least = se->vtime - vgt_vtime(vgt_sched_slice_ns(se), ent->weight);

	lockdep_assert_held(&se->lock);
	if (vgt_vtime_before(ent->vtime, least))
		ent->vtime = least;
}

/**
 * vgt_sched_charge() - charge an entity for time of its vGPU's worker
 * @ent: the entity
 * @since: when the worker began
 * @ns: the time it took; it counts like time on the engine
 */
void vgt_sched_charge(struct vgt_sched_entity *ent, ktime_t since, u64 ns)
{
	struct vgt_sched_engine *se = ent->engine;
	unsigned long flags;

	spin_lock_irqsave(&se->lock, flags);
	ent->vtime += vgt_vtime(ns, ent->weight);
	/* While the hardware runs it, no time goes unused. That run is charged from its start. */
	if (ent->running)
		since = min(since, ent->since);
	vgt_cap_charge(&ent->cap, since, ns, vgt_sched_slice_ns(se));
	spin_unlock_irqrestore(&se->lock, flags);
}

/* The hardware has the request of @holder from now on. */
void vgt_sched_taken(struct vgt_sched_engine *se)
{
	struct vgt_gpu *gpu = se->dev->gpu;

	lockdep_assert_held(&se->lock);
	se->taken = true;
	se->since = ktime_get();
	se->host_had = vgt_sched_had_ns(&se->host);
	se->resets = gpu->ops->reset_count(gpu, se->id);
	se->gpu_resets = gpu->ops->gpu_reset_count(gpu);
}

/**
 * vgt_sched_in() - note that the hardware takes up an entity
 * @se: the engine; its lock is held
 * @ent: the entity
 */
void vgt_sched_in(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	lockdep_assert_held(&se->lock);
	if (ent != &se->host && !se->taken)
		vgt_sched_taken(se);
	if (ent->running)
		return;
	ent->running = true;
	ent->since = ktime_get();
}

/**
 * vgt_sched_out() - note that the hardware leaves an entity, and charge it
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

/* Charge an entity for the time that it runs now, up to this moment. */
void vgt_sched_charge_run(struct vgt_sched_engine *se, struct vgt_sched_entity *ent)
{
	lockdep_assert_held(&se->lock);
	if (!ent->running)
		return;
	vgt_sched_out(se, ent);
	vgt_sched_in(se, ent);
}

/**
 * vgt_sched_host_in() - note that the hardware takes up a context of the host
 * @se: the engine; its lock is held
 *
 * The hardware may have more than one of them at a time.
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
 * vgt_sched_host_out() - note that the hardware leaves a context of the host
 * @se: the engine; its lock is held
 *
 * The context may have started before vgt began to count. Then there is nothing to note.
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

/**
 * vgt_sched_entity_busy_ns() - get the time that the hardware has run an entity
 * @ent: the entity
 *
 * Return: nanoseconds since the entity was made; never less than at an earlier call.
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

/*
 * Change a weight. In engine time, the entity stays as far ahead of the others or behind them as
 * before, up to a limit that keeps the product within 64 bits.
 */
static void vgt_sched_reweigh(struct vgt_sched_engine *se,
			      struct vgt_sched_entity *ent, u32 weight)
{
	const u64 most = 1ull << 50;
	u64 ahead;

	vgt_sched_charge_run(se, ent);
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
 * vgt_sched_entity_set_weight() - set the weight of an entity, from now on
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
	/* Another entity may have the turn now. */
	vgt_sched_kick(se);
}

/**
 * vgt_sched_host_weight() - get the host's weight against vGPUs
 * @dev: the device
 *
 * Return: the weight that was set; VGT_WEIGHT_NONE if none was.
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
 * vgt_sched_set_host_weight() - set the host's weight on each engine, from now on
 * @dev: the device
 * @weight: weight against vGPUs, VGT_WEIGHT_MIN to VGT_WEIGHT_MAX; or VGT_WEIGHT_NONE
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
		/* Time that the host used while it had no weight does not count. */
		if (!se->host_weighs)
			se->host.vtime = se->vtime;
		vgt_sched_reweigh(se, &se->host, max_t(u32, weight, VGT_WEIGHT_MIN));
		se->host_weighs = weight != VGT_WEIGHT_NONE;
		spin_unlock_irqrestore(&se->lock, flags);
		vgt_sched_kick(se);
	}
}

/**
 * vgt_sched_entity_set_cap() - set the cap of an entity, from now on
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
	/* Another entity may have the turn now. */
	vgt_sched_kick(se);
}
