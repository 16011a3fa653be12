/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_VENGINE_TYPES_H
#define VGT_CORE_VENGINE_TYPES_H

#include <linux/bits.h>
#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "core/display/display_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"
#include "core/sched/sched_types.h"
#include "execlists_types.h"

struct vgt_lrc;
struct vgt_ppgtt;
struct vgt_vgpu;

/* How long a shadow context stays pinned after its use. */
#define VGT_LINGER_MS			100

/* Page-table roots that the commands of one submission may load beside its context's. */
#define VGT_WORK_SPACES		16

/**
 * struct vgt_workload - the part of a ring that is prepared, or in flight
 * @rq: the request handed to the GPU port
 * @elem: the context whose ring it is
 * @lrc: the context's shadow
 * @ppgtt: its page tables, held
 * @spaces: page tables that its commands change to, held
 * @nspaces: how many
 * @pdp: the roots that the guest's context has when all commands have run
 * @batches: copies of privileged batches
 * @control: CTX_CONTEXT_CONTROL as the guest had it
 * @tail: where the part ends: the ring's head when it is complete
 * @events: interrupts to raise then, VGT_GT_* as a mask
 * @flips: flips of the guest's planes to do when it is complete
 * @words: of it, in the engine's @cs
 * @submitted: the GPU port has taken it; under the scheduler's @port
 * @error: how the request ended, or why the port did not take it
 * @reset: the engine was reset while the hardware had it
 * @waited: others waited meanwhile
 * @dropped: the guest has reset the engine since; written under the vGPU's lock
 * @stale: memory that it uses went while it was prepared
 * @expired: it had the engine for too long while others waited, and is ended
 * @slept: it went on while the host was going to sleep, and is ended
 * @step: what was being done with it when it could not be run
 */
struct vgt_workload {
	struct vgt_gpu_request rq;
	struct vgt_elem elem;
	struct vgt_lrc *lrc;
	struct vgt_ppgtt *ppgtt;
	struct vgt_ppgtt *spaces[VGT_WORK_SPACES];
	u32 nspaces;
	u64 pdp[4];
	struct list_head batches;
	u32 control;
	u32 tail;
	u32 events;
	struct vgt_flips flips;
	u32 words;
	bool submitted;
	int error;
	bool reset;
	bool waited;
	bool dropped;
	bool stale;
	bool expired;
	bool slept;
	const char *step;
};

/* Parts of RING_START; of RING_HEAD and RING_TAIL. */
#define VGT_RING_ADDR		GENMASK(31, 12)
#define VGT_RING_OFFSET		GENMASK(20, 3)

/**
 * struct vgt_ring_regs - what a guest reads of the ring that runs, or ran last
 * @start: RING_START
 * @ctl: RING_CTL
 * @head: RING_HEAD; while a part of the ring runs, where that begins
 * @tail: RING_TAIL
 * @span: how many words of that part follow in one piece; 0: none runs
 * @acthd: the hardware's ACTHD when the guest last asked
 * @moves: how often it was another one
 * @stop: the guest has stopped the ring
 *
 * All but the last three are values of the guest's. Only shown: what runs is decided by
 * the context image. Under the vGPU's lock.
 */
struct vgt_ring_regs {
	u32 start;
	u32 ctl;
	u32 head;
	u32 tail;
	u32 span;
	u32 acthd;
	u32 moves;
	bool stop;
};

/**
 * struct vgt_vengine - an engine of a vGPU
 * @vgpu: whose
 * @id: which
 * @el: what the guest submits to
 * @restored: what is in flight was submitted again meanwhile, with a new tail
 * @hung: nothing runs until the guest resets the engine, and not even then while
 *	the vGPU is held back
 * @waits: the host's part of the GGTT has no room for what is next, and that was told
 * @again: has @step look again whether it has
 * @linger: has @step let go of contexts that are not used any more
 * @preparing: @work is being prepared; the vGPU's lock may be let go of meanwhile
 * @step: completes what is done, and prepares what is next; in the vGPU's own queue
 * @work: what runs
 * @lrcs: shadow contexts, the last one used first
 * @nlrcs: how many
 * @owns: what is kept of contexts, struct vgt_lrc_own
 * @nowns: how many
 * @restore_walks: a batch that runs at context restore may have used the PPGTT, before the
 *	request's invalidation of the TLB: see vgt_tlb_flush()
 * @restore: our copy of the batch that runs at context restore, or NULL
 * @cs: words of the ring under audit
 * @cs_room: how many fit
 * @ent: its share of the hardware's engine
 * @ring: what its guest reads of its ring
 */
struct vgt_vengine {
	struct vgt_vgpu *vgpu;
	enum vgt_engine_id id;
	struct vgt_execlists el;
	bool restored;
	bool hung;
	bool waits;
	struct hrtimer again;
	struct hrtimer linger;
	bool preparing;
	struct work_struct step;
	struct vgt_workload work;
	struct list_head lrcs;
	u32 nlrcs;
	struct list_head owns;
	u32 nowns;
	bool restore_walks;
	struct vgt_gpu_buffer *restore;
	u32 *cs;
	u32 cs_room;
	struct vgt_sched_entity ent;
	struct vgt_ring_regs ring;
};

#endif
