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

/* A weight: its range. */
#define VGT_WEIGHT_MIN		1
#define VGT_WEIGHT_MAX		1000

/* The host's weight: as others', or this: i915 alone decides what it gets. */
#define VGT_WEIGHT_NONE		0

/* The slice of time, in microseconds: what it is at first, and its range. */
#define VGT_SLICE_US		1000
#define VGT_SLICE_US_MAX	100000

/* The hang time-out, in milliseconds: what it is at first, and its most. */
#define VGT_HANG_MS		5000
#define VGT_HANG_MS_MAX		60000

/*
 * So long an engine waits for the vGPU whose request is done to complete it, and to have
 * the next one ready, in nanoseconds: others' work is not held up for longer.
 */
#define VGT_GRACE_NS		(2 * NSEC_PER_MSEC)

/**
 * struct vgt_sched_ops - what the owner of an entity does
 * @run: hand its prepared work to the GPU port; the entity has been picked. No lock is
 *	held. Where that fails it calls vgt_sched_not_run()
 * @complete: what was picked is over: have it completed soon, and vgt_sched_take_done() and
 *	vgt_sched_completed() called. @reset: the engine was reset while the hardware had it.
 *	@waited: others waited meanwhile. In any context, under the engine's lock
 * @hurt: the host was found to have waited while earlier work hung: have
 *	vgt_sched_take_hurt() called soon. Likewise
 * @expire: end the request in flight: it has had the engine for too long while others
 *	waited. The engine's @port is held
 */
struct vgt_sched_ops {
	void (*run)(struct vgt_sched_entity *ent);
	void (*complete)(struct vgt_sched_entity *ent, bool reset, bool waited);
	void (*hurt)(struct vgt_sched_entity *ent);
	void (*expire)(struct vgt_sched_entity *ent);
};

/**
 * struct vgt_sched_entity - one that shares an engine: a vGPU, or the host
 * @engine: which
 * @ops: what its owner does
 * @lock: the vGPU's lock; NULL for the host. Functions that say so need it held
 * @id: the vGPU's number, for traces
 * @in_flight: its work is with the GPU, or on its way there or back. Set when it is picked,
 *	cleared under the vGPU's lock, too
 * @done: it has come back, and is to be completed
 * @hurt: the host was found to have waited while earlier work of its hung
 * @link: in the list of those that have work, while it has some that waits
 * @vtime: virtual time: the time it has had over @weight, in units of
 *	1/1024 ns. Only differences count: it may overflow
 * @busy_ns: time it has had
 * @weight: its share against others', VGT_WEIGHT_MIN to VGT_WEIGHT_MAX
 * @cap: the most it may have
 * @since: when the hardware took it up
 * @running: the hardware runs it
 * @blamed: in the engine's list of those that hung; empty where it did not
 * @hung_since: from when the request that hung had the engine
 * @hung_until: until when
 */
struct vgt_sched_entity {
	struct vgt_sched_engine *engine;
	const struct vgt_sched_ops *ops;
	/* Of the vGPU: its functions hold it. */
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
 * struct vgt_sched_engine - an engine to share
 * @dev: of which device
 * @id: which one
 * @port: a request is handed to the GPU port, or ended: one at a time. Inside of vGPUs'
 *	locks; no guest can make it be held for long
 * @lock: protects the lists, the entities and what follows; taken in any context, and
 *	inside of all others
 * @ready: entities with work that is prepared, and waits
 * @host: the host's entity; its @vtime counts where it has a weight
 * @host_runs: contexts of the host's that the hardware has taken up
 * @host_weighs: the host has a weight
 * @host_stays: it left while the request was in flight that is, or was last: maybe for
 *	that one
 * @vtime: the engine's virtual time: of the one of those with work that is
 *	furthest behind; never goes back
 * @last: who has the turn, or had it last; NULL: nobody
 * @turn: its virtual time when the turn began
 * @in_flight: requests handed to the GPU port and not done
 * @holder: whose request that is, until it is done, whatever becomes of its turn; or NULL
 * @began: the @busy_ns of @holder when its request was handed over
 * @overdue: that request has had too much, and this was told
 * @taken: the hardware has taken it up
 * @since: when that was
 * @host_had: time that @host had used until then
 * @resets: how often the engine had been reset then
 * @gpu_resets: how often the GPU as a whole had
 * @waited: another vGPU, or the host, waited while that request had the engine
 * @blamed: entities whose request hung while nobody is known to have waited, by their
 *	@blamed. The host may be found to have waited
 * @completing: whose request was done last, while its vGPU completes it
 * @grace: until then the engine waits for @completing
 * @timer: runs while no vGPU's work is with the hardware for caps alone, until the
 *	first that waits may have more; or for the host, until it has had its share; or
 *	until @grace
 * @watch: runs while others wait for the request in flight: until it has had too much
 * @work: picks who goes next, where no vGPU's own worker does. Shared by all vGPUs: it
 *	hands over what is prepared, takes no vGPU's lock and looks at nothing of guests'
 * @wq: where @work runs
 */
struct vgt_sched_engine {
	struct vgt_device *dev;
	enum vgt_engine_id id;
	/* One call of the GPU port's submit or cancel at a time. */
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
 * @slice_us: the slice of time, in microseconds, 0 to VGT_SLICE_US_MAX; read and
 *	written without a lock
 * @hang_ms: the most that a request may have of an engine while another vGPU waits for
 *	it, in milliseconds, up to VGT_HANG_MS_MAX; 0: any time. Likewise
 * @hold_hangs: so many hangs within VGT_BAN_WITHIN_S for which others waited hold a vGPU
 *	back; 0: none do
 */
struct vgt_sched {
	struct vgt_sched_engine engine[VGT_NUM_ENGINES];
	u32 slice_us;
	u32 hang_ms;
	u32 hold_hangs;
};

#endif
