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
#include "last_types.h"
#include "lrc_types.h"

struct vgt_ppgtt;
struct vgt_vgpu;

/* Time that a shadow context stays pinned after its use, in milliseconds. */
#define VGT_LINGER_MS			100

/* Time that an idle engine keeps memory for its next work, in milliseconds. */
#define VGT_DOZE_MS			5000

/* Maximum number of other page-table roots that one submission's commands may load. */
#define VGT_WORK_SPACES		16

/**
 * struct vgt_part - a request that the GPU port has, or had last
 * @rq: for the port
 * @ve: the engine
 * @events: interrupts to raise when its commands have run, a mask of VGT_GT_*
 * @error: 0, or the negative errno of the request or of its submission
 * @reset: the engine was reset while the request ran
 * @waited: others waited for the engine while the request ran
 * @expired: it was cancelled because it had the engine for too long while others waited
 *
 * The port calls back for it in any context, maybe before the vGPU's worker knows that it is in
 * flight. So what the port tells is here, and the worker takes it over (vgt_follow_end()).
 */
struct vgt_part {
	struct vgt_gpu_request rq;
	struct vgt_vengine *ve;
	u32 events;
	int error;
	bool reset;
	bool waited;
	bool expired;
};

/**
 * struct vgt_workload - the part of a ring that is prepared, or in flight
 * @elem: the context that owns the ring
 * @lrc: the context's shadow
 * @ppgtt: the context's page tables, with a reference
 * @spaces: page tables that the commands switch to, each with a reference
 * @nspaces: number of @spaces
 * @pdp: the roots of the guest's context after all commands have run
 * @batches: copies of privileged batches, struct vgt_shadow_batch
 * @restore: vgt's copy of the commands that restore the context, until they are in the engine's
 *	@restore; or NULL
 * @restore_len: bytes of it, charged to the vGPU's account
 * @per_ctx: BB_PER_CTX_PTR of the shadow context
 * @control: CTX_CONTEXT_CONTROL of the guest's context
 * @tail: the end of the part: RING_HEAD when it is complete
 * @events: interrupts to raise when it is complete, a mask of VGT_GT_*
 * @flips: flips of the guest's planes to do when it is complete
 * @words: number of words of the guest's in the engine's @cs
 * @len: number of words in @cs, with those of the bracket (bracket.c), if there is one
 * @gaps: position in @cs of the last of the ring's commands that turn arbitration on, counted from
 *	1, until vgt_bracket_make(); each of them has the position of the one before it. 0: none
 * @refused: the audit refuses what follows in the ring: the engine hangs when this part is done
 * @watch: the hardware's engine may be reset at once if it finds an invalid command
 * @invalid: it has found one
 * @submitted: the GPU port has accepted the request; protected by the scheduler's @port
 * @error: 0, or the negative errno of the request or of its submission
 * @reset: the engine was reset while the request ran
 * @waited: others waited for the engine while the request ran
 * @dropped: the guest has reset the engine since; written under the vGPU's lock
 * @stale: memory that it uses was removed during the preparation
 * @expired: it was cancelled because it had the engine for too long while others waited
 * @slept: it was cancelled because it still ran when the host was about to sleep
 * @step: the current step of the preparation, for the message if that fails
 */
struct vgt_workload {
	struct vgt_elem elem;
	struct vgt_lrc *lrc;
	struct vgt_ppgtt *ppgtt;
	struct vgt_ppgtt *spaces[VGT_WORK_SPACES];
	u32 nspaces;
	u64 pdp[4];
	struct list_head batches;
	u32 *restore;
	u32 restore_len;
	u32 per_ctx;
	u32 control;
	u32 tail;
	u32 events;
	struct vgt_flips flips;
	u32 words;
	u32 len;
	u32 gaps;
	bool refused;
	bool watch;
	bool invalid;
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

/**
 * struct vgt_ahead - commands that were judged while the request before them is in flight
 * @work: the workload, without its shadow context
 * @ring: the ring state with which it was judged
 * @ready: it is judged, and the engine's @cs has its commands
 * @same: it is of the context that is in flight, which goes on
 * @restored: the engine's @restored, which is taken into account here
 */
struct vgt_ahead {
	struct vgt_workload work;
	struct vgt_ring_state ring;
	bool ready;
	bool same;
	bool restored;
};

/* Of the ring's commands that turn arbitration on, as many as a part that follows may have. */
#define VGT_FOLLOW_GAPS			32

/**
 * struct vgt_follow - what the hardware goes on with by itself, see follow.c
 * @flight: the part that is in flight, or was last
 * @handed: the GPU port has the next part
 * @revoked: that part must not begin any more
 * @begun: that part is in flight, and the worker has not taken note of it
 * @sets: the vGPU's @sets when the part was handed over
 * @gaps: positions of its commands that turn arbitration on, as struct vgt_workload has them
 * @ngaps: number of @gaps; the vGPU's lock protects both
 *
 * The scheduler's @lock protects all others.
 */
struct vgt_follow {
	struct vgt_part *flight;
	bool handed;
	bool revoked;
	bool begun;
	u32 sets;
	u32 gaps[VGT_FOLLOW_GAPS];
	u32 ngaps;
};

/* Address in RING_START; offset in RING_HEAD and RING_TAIL. */
#define VGT_RING_ADDR		GENMASK(31, 12)
#define VGT_RING_OFFSET		GENMASK(20, 3)

/**
 * struct vgt_ring_regs - the ring registers that a guest reads
 * @start: RING_START
 * @ctl: RING_CTL
 * @head: RING_HEAD; while a part of the ring runs, the start of that part
 * @tail: RING_TAIL
 * @span: number of words from @head to the end of that part or of the ring; 0: none runs
 * @acthd: the hardware's ACTHD at the guest's last read
 * @moves: number of times that @acthd has changed
 * @stop: the guest has stopped the ring
 *
 * They describe the ring that runs, or ran last, with the guest's own values (@start to
 * @tail). They are for reads only: the context image determines what runs. The vGPU's lock
 * protects them.
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
 * @vgpu: the vGPU; NULL if the GPU does not have the engine
 * @id: the engine's id
 * @el: the execlists front end that the guest submits to
 * @restored: the context in flight was submitted again (lite restore), maybe with a new tail
 * @hung: nothing runs until the guest resets the engine, and not even then while
 *	the vGPU is held back
 * @waits: the next work waits for room in the host's part of the GGTT
 * @ticket: its place among those of the vGPU that wait for that, from 1
 * @told: that was logged
 * @again: timer that queues @step to look for that room again
 * @linger: timer that queues @step to unpin contexts that are no longer used, and to free
 *	them later
 * @doze_at: when to free what is kept for the next work, in nanoseconds of ktime_get_ns()
 * @preparing: what is being prepared, @work or that of @ahead; NULL: nothing. The vGPU's lock
 *	may be dropped meanwhile
 * @step: complete finished work and prepare the next; runs in the vGPU's own queue
 * @work: the current work
 * @part: its request, once it was handed over: one of @parts
 * @parts: the requests that the GPU port has or had, in turn
 * @ahead: what runs after it, see ahead.c
 * @follow: whether the hardware goes on with that by itself
 * @lrcs: shadow contexts, the most recently used first
 * @nlrcs: number of @lrcs
 * @owns: saved state of contexts, struct vgt_lrc_own
 * @nowns: number of @owns
 * @restore_walks: a batch that runs at context restore may have used the PPGTT, before the
 *	request's invalidation of the TLB: see vgt_tlb_flush()
 * @restore: vgt's copy of the batch that runs at context restore, or NULL
 * @restore_len: bytes of it that the context that was loaded last uses
 * @regs: batches that load and restore registers, or NULL: see bracket.c
 * @bracketed: the request calls them
 * @cs: copy of the ring's commands
 * @cs_room: room in @cs, in words
 * @ent: the scheduler's entity for this engine
 * @ring: the ring registers that the guest reads
 * @last: what ran last, for reports
 */
struct vgt_vengine {
	struct vgt_vgpu *vgpu;
	enum vgt_engine_id id;
	struct vgt_execlists el;
	bool restored;
	bool hung;
	bool waits;
	u64 ticket;
	bool told;
	struct hrtimer again;
	struct hrtimer linger;
	u64 doze_at;
	struct vgt_workload *preparing;
	struct work_struct step;
	struct vgt_workload work;
	struct vgt_part *part;
	struct vgt_part parts[2];
	struct vgt_ahead ahead;
	struct vgt_follow follow;
	struct list_head lrcs;
	u32 nlrcs;
	struct list_head owns;
	u32 nowns;
	bool restore_walks;
	struct vgt_gpu_buffer *restore;
	u32 restore_len;
	struct vgt_gpu_buffer *regs;
	bool bracketed;
	u32 *cs;
	u32 cs_room;
	struct vgt_sched_entity ent;
	struct vgt_ring_regs ring;
	struct vgt_last last;
};

#endif
