/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The GPU port over the host's i915: declarations for its own files. Only these files include
 * i915's private headers.
 */
#ifndef VGT_HOST_I915_H
#define VGT_HOST_I915_H

#include <linux/completion.h>
#include <linux/hashtable.h>
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "i915_drv.h"
#include "i915_gpu_error.h"
#include "i915_reg.h"
#include "i915_request.h"
#include "gem/i915_gem_object.h"
#include "gt/intel_context.h"
#include "gt/intel_gt.h"

#include "../core/gpu_port.h"
#include "host.h"

#define VGT_LRC_STATE_PAGE	4096	/* bytes before the register state */

/* An unused word in the page before it, the context's own status page. */
#define VGT_GATE_OFFSET		0x400
#define VGT_GATE_OPEN		1

/**
 * struct vgt_i915_engine - an engine of the host's driver
 * @host: its GPU
 * @cs: the engine; NULL if the GPU has no such engine
 * @golden: its first context image, mapped, once i915 has made it; see shmem_pin_map()
 * @notifier: called at context switches
 * @guests: number of guests' contexts that the engine has, by @notifier's calls; they come one
 *	after another
 * @stale: ESR had an error before the last of them came
 * @errors_lock: protects the following, and @guests; taken in interrupts
 * @timeline: of the last of them
 * @masked: EMR was written, so that i915 is not told of errors
 * @starts: how often i915 had started the engine before that
 * @unmask: tells i915 again
 */
struct vgt_i915_engine {
	struct vgt_i915 *host;
	struct intel_engine_cs *cs;
	void *golden;
	struct notifier_block notifier;
	u32 guests;
	bool stale;
	/* Protects the following, and guests; taken in interrupts. */
	spinlock_t errors_lock;
	u64 timeline;
	bool masked;
	u32 starts;
	struct delayed_work unmask;
};

/**
 * struct vgt_i915 - a GPU of the host's driver
 * @gpu: the port's part
 * @exported: what the other ports need to know about it
 * @i915: the driver's device
 * @ppgtt: empty page tables, which contexts use until they get those of a shadow
 * @engine: its engines
 * @fences: fence registers that vgt owns, by index
 * @link: in the list of all GPUs
 * @pm: called when the host goes to sleep or wakes up
 * @wakes: how often it woke up
 * @client: the user of the GPU
 * @ready_lock: protects @golden of engines, which is set once
 * @left: @client was informed that the GPU is gone, or is being informed
 * @gone: @client no longer uses the GPU
 * @lock: protects @contexts against changes
 * @contexts: struct vgt_i915_context by their context; readers use RCU
 * @wakeref: keeps the GPU awake while @awake is not 0
 * @awake: users of @wakeref
 * @awake_lock: protects @awake and @wakeref
 * @capture_lock: protects the following; taken in interrupts
 * @capture_offs: number of contexts for which i915 must not copy the GPU's state
 * @capture: whether i915 would copy it otherwise, by its parameter error_capture
 */
struct vgt_i915 {
	struct vgt_gpu gpu;
	struct vgt_host_gpu exported;
	struct drm_i915_private *i915;
	struct i915_ppgtt *ppgtt;
	struct vgt_i915_engine engine[VGT_NUM_ENGINES];
	struct i915_fence_reg *fences[I915_MAX_NUM_FENCES];
	struct list_head link;
	struct notifier_block pm;
	u32 wakes;
	const struct vgt_host_client *client;
	/* Protects the engines' golden images. */
	struct mutex ready_lock;
	bool left;
	struct completion gone;
	/* Protects contexts against changes. */
	spinlock_t lock;
	DECLARE_HASHTABLE(contexts, 6);
	intel_wakeref_t wakeref;
	u32 awake;
	/* Protects wakeref and awake. */
	struct mutex awake_lock;
	/* Protects the following; taken in interrupts. */
	spinlock_t capture_lock;
	u32 capture_offs;
	bool capture;
};

/* What happens to a context. */
enum vgt_i915_event {
	VGT_I915_THROUGH,	/* the commands have completed */
	VGT_I915_IN,		/* the hardware loads the context */
	VGT_I915_OUT,		/* the hardware has saved the context */
};

/**
 * struct vgt_i915_payload - commands in a ring
 * @cs: the first of them
 * @len: bytes
 */
struct vgt_i915_payload {
	u32 *cs;
	u32 len;
};

/**
 * struct vgt_i915_cb - a callback for a context
 * @cb: the fence's
 * @c: the context
 */
struct vgt_i915_cb {
	struct dma_fence_cb cb;
	struct vgt_i915_context *c;
};

/**
 * struct vgt_i915_next - what follows a request in flight
 * @busy: there is something, or it is on its way
 * @ready: i915 has it ready, and vgt holds it back
 * @rq: the port's request; NULL if it may not run
 * @fence: the driver's request for it
 * @payload: its commands in the ring
 */
struct vgt_i915_next {
	bool busy;
	bool ready;
	struct vgt_gpu_request *rq;
	struct i915_request *fence;
	struct vgt_i915_payload payload;
};

/**
 * struct vgt_i915_context - a context of the host's driver
 * @ctx: the port's part
 * @host: its GPU
 * @ce: the driver's context
 * @link: in the table of contexts
 * @rcu: to free it
 * @lock: protects the following; taken in interrupts
 * @rq: the port's request in flight, or NULL
 * @fence: the driver's request for it
 * @payload: the request's commands in the ring
 * @resets: number of resets of the engine when it, or the first of those that it follows, was
 *	submitted
 * @cb: called when the commands of @fence have completed, and of the request behind it, in turn
 * @turn: which of @cb was used last
 * @next: what follows it
 * @notify: i915's function that queues a request
 * @skipped: what was to follow a request and did not run, until @signal has signaled its fence
 * @signal: does that
 * @unretired: i915 may not have seen that @skipped is over
 * @through: the commands have completed
 * @active: the hardware has the context
 * @ran: the hardware had the context at some time since @rq was submitted
 * @cancelled: @rq was cancelled
 * @silent: the last check found that @rq had left the hardware without a breadcrumb; only
 *	@deadline uses it
 * @deadline: checks that a cancelled request has ended
 * @rival: a pinned context that takes the engine from a cancelled request, or NULL; set under
 *	@lock, by the caller that submits or cancels
 * @hog: fires when @rq has had the hardware for a long time
 * @look: timer that looks whether the hardware has found an invalid command in @rq
 * @hidden: i915 must not copy the GPU's state for this context
 * @ended: the context ends: start nothing more for it
 */
struct vgt_i915_context {
	struct vgt_gpu_context ctx;
	struct vgt_i915 *host;
	struct intel_context *ce;
	struct hlist_node link;
	struct rcu_head rcu;
	/* Protects the following; taken in interrupts. */
	spinlock_t lock;
	struct vgt_gpu_request *rq;
	struct i915_request *fence;
	struct vgt_i915_payload payload;
	u32 resets;
	struct vgt_i915_cb cb[2];
	bool turn;
	struct vgt_i915_next next;
	i915_sw_fence_notify_t notify;
	struct i915_request *skipped;
	struct irq_work signal;
	bool unretired;
	bool through;
	bool active;
	bool ran;
	bool cancelled;
	bool silent;
	struct delayed_work deadline;
	struct intel_context *rival;
	struct hrtimer hog;
	struct hrtimer look;
	bool hidden;
	bool ended;
};

static inline struct vgt_i915 *to_host(struct vgt_gpu *gpu)
{
	return container_of(gpu, struct vgt_i915, gpu);
}

static inline struct intel_gt *vgt_gt(struct vgt_i915 *host)
{
	return to_gt(host->i915);
}

static inline struct i915_ggtt *vgt_i915_ggtt(struct vgt_i915 *host)
{
	return vgt_gt(host)->ggtt;
}

/* gpu.c */
struct vgt_i915 *vgt_i915_create(struct drm_i915_private *i915);
void vgt_i915_destroy(struct vgt_i915 *host);

/* i915.c */
int vgt_i915_refusal(const struct drm_i915_private *i915);
int vgt_i915_attach(const struct vgt_host_client *client);
void vgt_i915_detach(void);

/* platforms.c */
const struct vgt_platform *vgt_i915_platform(struct drm_i915_private *i915);
int vgt_i915_unsupported(struct drm_i915_private *i915);

/* mode.c */
bool vgt_i915_virtual_ggtt(struct drm_i915_private *i915);

/* ready.c */
bool vgt_i915_started(struct vgt_gpu *gpu);
int vgt_i915_ready(struct vgt_gpu *gpu);

/* power.c */
u32 vgt_i915_read(struct vgt_gpu *gpu, u32 reg);
void vgt_i915_write(struct vgt_gpu *gpu, u32 reg, u32 val);
u32 vgt_i915_reset_count(struct vgt_gpu *gpu, enum vgt_engine_id id);
u32 vgt_i915_gpu_reset_count(struct vgt_gpu *gpu);
void vgt_i915_power_on(struct vgt_gpu *gpu);
void vgt_i915_power_off(struct vgt_gpu *gpu);
void vgt_i915_get(struct vgt_gpu *gpu);
void vgt_i915_put(struct vgt_gpu *gpu);

int vgt_i915_sleep_init(struct vgt_i915 *host);
void vgt_i915_sleep_fini(struct vgt_i915 *host);

/* ggtt.c */
int vgt_i915_ggtt_reserve(struct vgt_gpu *gpu, struct vgt_gpu_range *range, u64 size,
			  u64 align, bool mappable);
int vgt_i915_ggtt_move(struct vgt_gpu *gpu, struct vgt_gpu_range *range, u64 start);
void vgt_i915_ggtt_holes(struct vgt_gpu *gpu, bool mappable, unsigned long *free);
void vgt_i915_ggtt_release(struct vgt_gpu *gpu, struct vgt_gpu_range *range);
void vgt_i915_ggtt_write(struct vgt_gpu *gpu, u32 first, u32 count, const u64 *entries);
void vgt_i915_ggtt_clear(struct vgt_gpu *gpu, u32 first, u32 count);
void vgt_i915_ggtt_flush(struct vgt_gpu *gpu);
int vgt_i915_fence_reserve(struct vgt_gpu *gpu, u32 *index);
void vgt_i915_fence_write(struct vgt_gpu *gpu, u32 index, u64 val);
void vgt_i915_fence_release(struct vgt_gpu *gpu, u32 index);

/* memory.c */
int vgt_i915_page_alloc(struct vgt_gpu *gpu, struct vgt_gpu_page *page, bool low);
void vgt_i915_page_free(struct vgt_gpu *gpu, struct vgt_gpu_page *page);
struct i915_vma *vgt_i915_pin_object(struct drm_i915_gem_object *obj, u64 flags);
struct vgt_gpu_buffer *vgt_i915_buffer_create(struct vgt_gpu *gpu, u32 size);
void vgt_i915_buffer_destroy(struct vgt_gpu *gpu, struct vgt_gpu_buffer *buf);

/* context.c */
struct vgt_gpu_context *vgt_i915_context_create(struct vgt_gpu *gpu, enum vgt_engine_id id,
						u32 ring_size);
void vgt_i915_context_destroy(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx);
int vgt_i915_context_pin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx);
void vgt_i915_context_unpin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx);
struct intel_context *vgt_i915_rival_create(struct vgt_i915 *host, struct intel_engine_cs *cs);
void vgt_i915_rival_destroy(struct vgt_i915_context *c);

/* lookup.c */
void vgt_i915_context_add(struct vgt_i915_context *c);
void vgt_i915_context_del(struct vgt_i915_context *c);
struct vgt_i915_context *vgt_i915_find(struct vgt_i915 *host, struct intel_context *ce);

/* capture.c */
void vgt_i915_capture_init(struct vgt_i915_context *c);
void vgt_i915_capture_look(struct vgt_i915_context *c);
void vgt_i915_capture_fini(struct vgt_i915_context *c);

/* errors.c */
void vgt_i915_errors_start(struct vgt_i915_engine *engine);
void vgt_i915_errors_in(struct vgt_i915_engine *engine, u64 timeline);
void vgt_i915_errors_host(struct vgt_i915_engine *engine);
void vgt_i915_errors_out(struct vgt_i915_engine *engine);
void vgt_i915_errors_end(struct vgt_i915_engine *engine);
void vgt_i915_errors_init(struct vgt_i915_context *c);
void vgt_i915_errors_look(struct vgt_i915_context *c);
void vgt_i915_errors_fini(struct vgt_i915_context *c);

/* deadline.c */
void vgt_i915_deadline_init(struct vgt_i915_context *c);
void vgt_i915_deadline_set(struct vgt_i915_context *c);
void vgt_i915_deadline_end(struct vgt_i915_context *c);

/* part.c */
void vgt_i915_part_init(struct vgt_i915_context *c);
void vgt_i915_part_fini(struct vgt_i915_context *c);
void vgt_i915_part_retire(struct vgt_i915_context *c);
void vgt_i915_gate_open(struct vgt_i915_context *c);
void vgt_i915_event(struct vgt_i915_context *c, enum vgt_i915_event event);
int vgt_i915_emit(struct i915_request *fence, const struct vgt_gpu_request *rq,
		  struct vgt_i915_payload *payload);
void vgt_i915_watch(struct vgt_i915_context *c, struct i915_request *fence);
bool vgt_i915_next_begin(struct vgt_i915_context *c, const struct vgt_gpu_request *rq,
			 struct vgt_gpu_request *next);
void vgt_i915_next_hold(struct vgt_i915_context *c, struct i915_request *fence,
			const struct vgt_i915_payload *payload);
void vgt_i915_next_forget(struct vgt_i915_context *c);

/* extend.c */
int vgt_i915_extend(struct vgt_gpu *gpu, struct vgt_gpu_request *rq,
		    struct vgt_gpu_request *next);

/* request.c */
int vgt_i915_context_status(struct notifier_block *nb, unsigned long action, void *data);
int vgt_i915_submit(struct vgt_gpu *gpu, struct vgt_gpu_request *rq);
void vgt_i915_cancel(struct vgt_gpu *gpu, struct vgt_gpu_request *rq);

#endif
