/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_SCHED_TYPES_H
#define VGT_CORE_SCHED_TYPES_H

#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "core/engine.h"
#include "cap_types.h"

struct vgt_device;
struct vgt_sched_engine;
struct vgt_sched_entity;

/* The range of a weight. */
#define VGT_WEIGHT_MIN		1
#define VGT_WEIGHT_MAX		1000

/* The host may also have this weight: then i915 alone decides what the host gets. */
#define VGT_WEIGHT_NONE		0

/* The time slice in microseconds: its default and its maximum. */
#define VGT_SLICE_US		1000
#define VGT_SLICE_US_MAX	100000

/* The hang time-out in milliseconds: its default and its maximum. */
#define VGT_HANG_MS		5000
#define VGT_HANG_MS_MAX		60000

/*
 * When a request is done, its vGPU completes it and prepares the next one. The engine waits for
 * that at most so many nanoseconds. After that, others may run.
 */
#define VGT_GRACE_NS		(2 * NSEC_PER_MSEC)

/*
 * Parts of an entity's work may follow one another on the hardware until the first of them has
 * begun so many nanoseconds of engine time ago. Then the engine is free for a moment. The host's
 * driver finds an engine hung that never is.
 */
#define VGT_CHAIN_NS		(100 * NSEC_PER_MSEC)

/**
 * struct vgt_sched_ops - functions of an entity's owner
 * @picked: the entity's prepared work goes to the GPU next. Any context; the engine's lock is held
 * @run: hand the entity's prepared work to the GPU port. The scheduler calls it after it has
 *	picked the entity, without a lock. If that fails, the function calls vgt_sched_not_run()
 * @complete: the request of the entity is over. Make the vGPU's worker complete it soon; the
 *	worker calls vgt_sched_take_done() and vgt_sched_completed(). @reset: the engine was reset
 *	while the hardware had the request. @waited: others waited meanwhile. Any context; the
 *	engine's lock is held
 * @hurt: the host turned out to have waited while earlier work of the entity hung. Make the
 *	vGPU's worker call vgt_sched_take_hurt() soon. Any context; the engine's lock is held
 * @expire: end the request in flight: it has had the engine for too long while others
 *	waited. The engine's @port is held
 */
struct vgt_sched_ops {
	void (*picked)(struct vgt_sched_entity *ent);
	void (*run)(struct vgt_sched_entity *ent);
	void (*complete)(struct vgt_sched_entity *ent, bool reset, bool waited);
	void (*hurt)(struct vgt_sched_entity *ent);
	void (*expire)(struct vgt_sched_entity *ent);
};

/**
 * struct vgt_sched_entity - a vGPU, or the host, that shares an engine with others
 * @engine: the engine
 * @ops: functions of its owner
 * @lock: the vGPU's lock; NULL for the host. Functions that say so need it held
 * @id: the vGPU's number, for traces
 * @in_flight: the GPU has a request of the entity, or the request is on its way there or back.
 *	The scheduler sets it when it picks the entity. vgt_sched_completed() clears it, with the
 *	vGPU's lock held, too
 * @done: the request has come back; the vGPU's worker must complete it
 * @hurt: the host turned out to have waited while earlier work of the entity hung
 * @link: in @ready of the engine, while the entity has prepared work that waits
 * @vtime: virtual time: engine time divided by @weight, in units of 1/1024 ns. It may
 *	overflow: compare differences only
 * @busy_ns: engine time that the entity has had
 * @weight: its share compared with others', VGT_WEIGHT_MIN to VGT_WEIGHT_MAX
 * @cap: the maximum of time that it may have
 * @since: when the hardware took it up
 * @running: the hardware runs it
 * @blamed: in @blamed of the engine; empty if the entity is not in that list
 * @hung_since: when the request that hung got the engine
 * @hung_until: when that request left the engine
 */
struct vgt_sched_entity {
	struct vgt_sched_engine *engine;
	const struct vgt_sched_ops *ops;
	/* The vGPU's lock. Callers hold it where a function says so. */
	struct mutex *lock;
	int id;
	bool in_flight;
	bool done;
	bool hurt;
	struct list_head link;
	u64 vtime;
	u64 busy_ns;
	u32 weight;
	struct vgt_cap cap;
	ktime_t since;
	bool running;
	struct list_head blamed;
	ktime_t hung_since;
	ktime_t hung_until;
};

/**
 * struct vgt_sched_engine - an engine that vGPUs and the host share
 * @dev: its device
 * @id: its number
 * @port: serializes calls of the GPU port that hand over a request or end one. Taken inside
 *	of vGPUs' locks. No guest can make anyone hold it for long
 * @lock: protects the lists, the entities and the fields below. Taken in any context, and
 *	inside of all other locks
 * @ready: entities with prepared work that waits
 * @host: the host's entity; its @vtime counts if the host has a weight
 * @host_runs: number of the host's contexts that the hardware has taken up
 * @host_weighs: the host has a weight
 * @host_stays: the host left the engine while the current or the last request was in flight,
 *	so it may have made room for that request only
 * @vtime: the engine's virtual time: that of the entity with work that is furthest behind. It
 *	never goes back
 * @last: the entity that has the turn, or had it last; NULL if none has
 * @turn: virtual time of @last when its turn began
 * @in_flight: number of requests that were handed to the GPU port and are not done
 * @holder: the entity whose request is in flight, until that is done, even if its turn ends
 *	before; or NULL
 * @began: @busy_ns of @holder when its request was handed over, or began to follow another one
 * @chain: @busy_ns of @holder when the first of those that followed one another was handed over
 * @overdue: that request has had the engine for too long, and vgt_sched_overdue() has
 *	reported it
 * @taken: the hardware has taken up that request
 * @since: when the hardware took it up
 * @host_had: time that @host had used until then
 * @resets: number of the engine's resets until then
 * @gpu_resets: number of resets of the whole GPU until then
 * @waited: another vGPU, or the host, waited while that request had the engine
 * @blamed: entities whose request hung while nobody is known to have waited, linked by their
 *	@blamed. The host may still turn out to have waited
 * @completing: the entity whose request was done last, while its vGPU completes it
 * @grace: the engine waits for @completing until then
 * @timer: runs while no vGPU's work is with the hardware and some waits. It ends when a cap
 *	allows the first of these to run, when the host has had its share, or at @grace
 * @watch: runs while others wait for the request in flight, until that has had the engine for
 *	too long
 * @work: picks the next entity, if no vGPU's own worker does. All vGPUs share it: it only
 *	hands over prepared work, takes no vGPU's lock, and reads nothing that is a guest's
 * @wq: the queue of @work
 */
struct vgt_sched_engine {
	struct vgt_device *dev;
	enum vgt_engine_id id;
	/* Serializes the GPU port's submit and cancel. */
	struct mutex port;
	/* Protects the lists and the accounts. */
	spinlock_t lock;
	struct list_head ready;
	struct vgt_sched_entity host;
	u32 host_runs;
	bool host_weighs;
	bool host_stays;
	u64 vtime;
	struct vgt_sched_entity *last;
	u64 turn;
	u32 in_flight;
	struct vgt_sched_entity *holder;
	u64 began;
	u64 chain;
	bool overdue;
	bool taken;
	ktime_t since;
	u64 host_had;
	u32 resets;
	u32 gpu_resets;
	bool waited;
	struct list_head blamed;
	struct vgt_sched_entity *completing;
	ktime_t grace;
	struct hrtimer timer;
	struct hrtimer watch;
	struct work_struct work;
	struct workqueue_struct *wq;
};

/**
 * struct vgt_sched - the scheduler of a device
 * @engine: its engines
 * @slice_us: the time slice in microseconds, 0 to VGT_SLICE_US_MAX
 * @hang_ms: the maximum of time, in milliseconds, that a request may have an engine while another
 *	vGPU waits for it; up to VGT_HANG_MS_MAX; 0 for no limit
 * @hold_hangs: a vGPU is held back after so many hangs within VGT_BAN_WITHIN_S for which others
 *	waited; 0: it never is
 *
 * The numbers are read and written without a lock.
 */
struct vgt_sched {
	struct vgt_sched_engine engine[VGT_NUM_ENGINES];
	u32 slice_us;
	u32 hang_ms;
	u32 hold_hangs;
};

#endif
