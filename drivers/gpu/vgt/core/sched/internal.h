/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the scheduler's own files share.
 */
#ifndef VGT_CORE_SCHED_INTERNAL_H
#define VGT_CORE_SCHED_INTERNAL_H

#include <linux/ktime.h>

#include "core/device_types.h"
#include "sched.h"

/* Virtual time is in units of 1/1024 ns, because it is divided by the weight. */
#define VGT_VTIME_SHIFT		10

/* vtime.c */
u64 vgt_vtime(u64 ns, u32 weight);
struct vgt_sched_entity *vgt_sched_first(struct vgt_sched_engine *se);
void vgt_sched_advance(struct vgt_sched_engine *se, const struct vgt_sched_entity *more);
void vgt_sched_charge_run(struct vgt_sched_engine *se, struct vgt_sched_entity *ent);
void vgt_sched_taken(struct vgt_sched_engine *se);
void vgt_sched_place(struct vgt_sched_engine *se, struct vgt_sched_entity *ent);

static inline bool vgt_vtime_before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

/* Time since the hardware took the entity up; 0 if the hardware does not run it. */
static inline u64 vgt_sched_running_ns(const struct vgt_sched_entity *ent)
{
	return ent->running ? ktime_to_ns(ktime_sub(ktime_get(), ent->since)) : 0;
}

/* The entity's virtual time, including the time that it runs now. */
static inline u64 vgt_sched_vtime(const struct vgt_sched_entity *ent)
{
	return ent->vtime + vgt_vtime(vgt_sched_running_ns(ent), ent->weight);
}

static inline u64 vgt_sched_slice_ns(const struct vgt_sched_engine *se)
{
	return READ_ONCE(se->dev->sched.slice_us) * 1000ull;
}

static inline u64 vgt_sched_had_ns(const struct vgt_sched_entity *ent)
{
	return ent->busy_ns + vgt_sched_running_ns(ent);
}

/* Does the host have a weight, and work on the hardware? */
static inline bool vgt_sched_host_works(const struct vgt_sched_engine *se)
{
	return se->host_weighs && se->host.running;
}

/* Make a worker pick the next entity. Any context. */
static inline void vgt_sched_kick(struct vgt_sched_engine *se)
{
	queue_work(se->wq, &se->work);
}

/* Take a flag of an entity: true once each time it was set. */
static inline bool vgt_sched_take(struct vgt_sched_entity *ent, bool *told)
{
	unsigned long flags;
	bool was;

	spin_lock_irqsave(&ent->engine->lock, flags);
	was = *told;
	*told = false;
	spin_unlock_irqrestore(&ent->engine->lock, flags);
	return was;
}

/* hang.c */
struct vgt_sched_entity *vgt_sched_overdue(struct vgt_sched_engine *se);
void vgt_sched_expire(struct vgt_sched_engine *se, struct vgt_sched_entity *ent);
void vgt_sched_blame(struct vgt_sched_engine *se, struct vgt_sched_entity *ent);

#endif
