/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_SCHED_H
#define VGT_CORE_SCHED_H

#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "engine.h"

struct vgt_device;
struct vgt_vengine;

/**
 * struct vgt_sched_entity - one that shares an engine: a vGPU, or the host
 * @link: in the list of those that have work, while it has some that waits
 * @vtime: time it has had, in nanoseconds over @weight: the least goes first
 * @busy_ns: time it has had
 * @weight: its share against others', at least 1
 * @since: when the hardware took it up
 * @running: the hardware runs it
 */
struct vgt_sched_entity {
	struct list_head link;
	u64 vtime;
	u64 busy_ns;
	u32 weight;
	ktime_t since;
	bool running;
};

/**
 * struct vgt_sched_engine - an engine to share
 * @dev: of which device
 * @id: which one
 * @lock: protects the lists, the entities and @in_flight; taken in any context
 * @ready: entities with work that waits
 * @done: engines of vGPUs whose request is done, to be completed
 * @host: the host's entity
 * @vtime: the time of the one that went last: who comes back from idling starts
 *	there
 * @in_flight: requests handed to the GPU port and not done
 * @work: completes what is done, and picks who goes next
 * @wq: where @work runs
 */
struct vgt_sched_engine {
	struct vgt_device *dev;
	enum vgt_engine_id id;
	/* Protects the lists and the accounts. */
	spinlock_t lock;
	struct list_head ready;
	struct list_head done;
	struct vgt_sched_entity host;
	u64 vtime;
	u32 in_flight;
	struct work_struct work;
	struct workqueue_struct *wq;
};

/**
 * struct vgt_sched - the scheduler of a device
 * @engine: its engines
 */
struct vgt_sched {
	struct vgt_sched_engine engine[VGT_NUM_ENGINES];
};

int vgt_sched_init(struct vgt_device *dev);
void vgt_sched_fini(struct vgt_device *dev);
void vgt_sched_flush(struct vgt_device *dev);

void vgt_sched_entity_init(struct vgt_sched_entity *ent, u32 weight);
u64 vgt_sched_busy_ns(struct vgt_vengine *ve);
void vgt_sched_ready(struct vgt_vengine *ve);
void vgt_sched_idle(struct vgt_vengine *ve);
void vgt_sched_done(struct vgt_vengine *ve);
void vgt_sched_in(struct vgt_sched_entity *ent);
void vgt_sched_out(struct vgt_sched_entity *ent);

#endif
