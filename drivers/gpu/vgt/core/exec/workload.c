// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workloads. A workload is a part of a guest's ring: from the head, where the last
 * workload ended, to the tail that was submitted.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "core/audit/audit.h"
#include "core/audit/rules.h"
#include "core/device_types.h"
#include "core/display/display.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/mem/ggtt.h"
#include "core/mem/host_ggtt.h"
#include "core/mem/ppgtt.h"
#include "core/mem/shadow_page.h"
#include "core/record/record.h"
#include "core/regs/irq.h"
#include "core/regs/mmio_context.h"
#include "core/sched/sched.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "bracket.h"
#include "cs_error.h"
#include "indirect_ctx.h"
#include "last.h"
#include "lrc.h"
#include "ring.h"
#include "vengine.h"
#include "workload.h"

static void vgt_workload_done(struct vgt_gpu_request *rq, int error)
{
	struct vgt_part *part = container_of(rq, struct vgt_part, rq);
	struct vgt_vengine *ve = part->ve;

	part->error = error;
	vgt_sched_done(&ve->ent, error == -EIO && !READ_ONCE(ve->work.slept));
}

/* Raise interrupts now: the guest need not wait until its context is saved. */
static void vgt_workload_executed(struct vgt_gpu_request *rq)
{
	struct vgt_part *part = container_of(rq, struct vgt_part, rq);
	struct vgt_vengine *ve = part->ve;

	if (part->events && !READ_ONCE(ve->work.dropped))
		vgt_irq_raise_engine_async(ve->vgpu, ve->id, part->events);
}

/* Prepare page tables that the commands switch to, as the context's own. */
static int vgt_workload_root(struct vgt_audit *audit, const u64 *pdp)
{
	struct vgt_vengine *ve = audit->ve;
	struct vgt_workload *work = ve->preparing;
	struct vgt_ppgtt *ppgtt;
	u64 roots[4] = {};
	u32 i;
	int ret;

	if (work->nspaces == VGT_WORK_SPACES)
		return vgt_refuse(audit, "more page-table roots than one submission may load");
	ppgtt = vgt_ppgtt_get(ve->vgpu, work->elem.mode, pdp);
	if (IS_ERR(ppgtt))
		return PTR_ERR(ppgtt);
	work->spaces[work->nspaces++] = ppgtt;
	ret = vgt_shadow_sync(ppgtt);
	if (ret)
		return ret;
	vgt_ppgtt_roots(ppgtt, roots);
	/*
	 * Between the loads of the two words, the hardware has halves of two roots. So the
	 * high words must be equal. Roots are below 4 GiB while the host has such memory.
	 */
	for (i = 0; i < ARRAY_SIZE(roots); i++)
		if (upper_32_bits(roots[i]) != upper_32_bits(audit->shadow_pdp[i]))
			return vgt_refuse(audit,
					  "a page-table root in other 4 GiB of the host's memory");
	memcpy(audit->guest_pdp, pdp, sizeof(audit->guest_pdp));
	memcpy(audit->shadow_pdp, roots, sizeof(roots));
	return 0;
}

/*
 * As hardware does, run the commands before the one that is refused. A driver finds the request
 * that has it by what ran: i915 stores that a request has begun before its batch.
 */
static bool vgt_workload_cut(struct vgt_vengine *ve, const struct vgt_ring_state *ring,
			     u32 passed)
{
	struct vgt_workload *work = &ve->work;

	if (!passed)
		return false;
	work->refused = true;
	work->words = passed;
	work->tail = vgt_ring_head_at(ring, passed);
	ve->ring.span = min(ve->ring.span, passed);
	/* The host's commands begin at a whole quadword. */
	if (passed % 2)
		ve->cs[work->words++] = 0;
	return true;
}

static int vgt_workload_audit(struct vgt_vengine *ve, const struct vgt_ring_state *ring)
{
	struct vgt_workload *work = ve->preparing;
	struct vgt_audit audit;
	int ret;

	vgt_audit_begin(&audit, ve, work->elem.lrca);
	audit.ring = ring;
	work->gaps = 0;
	audit.gaps = &work->gaps;
	audit.quiet = work != &ve->work;
	audit.legacy_32bit = work->elem.mode == VGT_CTX_LEGACY_32B;
	audit.root = vgt_workload_root;
	memcpy(audit.guest_pdp, ring->pdp, sizeof(audit.guest_pdp));
	vgt_ppgtt_roots(work->ppgtt, audit.shadow_pdp);

	ret = vgt_audit_ring(&audit, ve->cs, work->words);
	if (ret == -EPERM && !audit.quiet && vgt_workload_cut(ve, ring, audit.passed))
		ret = 0;
	if (!ret)
		ret = vgt_indirect_ctx_judge(&audit, ring, work);
	list_splice_init(&audit.batches, &work->batches);
	work->events = audit.events;
	work->flips = audit.flips;
	memcpy(work->pdp, audit.guest_pdp, sizeof(work->pdp));
	return ret;
}

/* Set the ring registers that the guest reads from now on. @words of the ring run. */
static void vgt_workload_show(struct vgt_vengine *ve, const struct vgt_ring_state *ring,
			      u32 words)
{
	u32 head = ring->head & VGT_RING_OFFSET;

	ve->ring.start = ring->start;
	ve->ring.ctl = ring->ctl;
	ve->ring.head = words ? ring->head : vgt_ring_head_at(ring, 0);
	ve->ring.tail = ring->tail & VGT_RING_OFFSET;
	ve->ring.span = min(words, (vgt_ring_size(ring) - head) / 4);
	vgt_last_note(ve, ring, words);
}

/* Get the shadow context. */
static int vgt_workload_context(struct vgt_vengine *ve, const struct vgt_ring_state *ring)
{
	struct vgt_workload *work = &ve->work;
	int ret;

	work->step = "no context of the host's driver for it";
	work->lrc = vgt_lrc_get(ve, &work->elem, vgt_ring_shadow_size(ring));
	if (IS_ERR(work->lrc)) {
		ret = PTR_ERR(work->lrc);
		work->lrc = NULL;
		return ret;
	}
	ret = vgt_lrc_pin(ve, work->lrc);
	if (ret)
		return ret;
	work->step = "more commands at once than a ring takes";
	return vgt_ring_fits(ve, work->lrc, work->words);
}

/**
 * vgt_workload_judge() - shadow a workload's page tables, and audit its commands
 * @ve: the engine, whose @preparing is the workload. The vGPU's lock is held, and may be dropped
 *	meanwhile
 * @ring: the ring state of the guest's context; the engine's @cs has the commands
 *
 * Uses nothing of the shadow context, which a request in flight may own.
 *
 * Return: 0, or a negative errno as vgt_workload_prepare().
 */
int vgt_workload_judge(struct vgt_vengine *ve, const struct vgt_ring_state *ring)
{
	struct vgt_workload *work = ve->preparing;
	int ret;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_mmio_ctx_begin(ve);
	work->step = "its page tables cannot be shadowed";
	work->ppgtt = vgt_ppgtt_get(ve->vgpu, work->elem.mode, ring->pdp);
	if (IS_ERR(work->ppgtt)) {
		ret = PTR_ERR(work->ppgtt);
		work->ppgtt = NULL;
		return ret;
	}
	ret = vgt_shadow_sync(work->ppgtt);
	if (ret)
		return ret;
	work->step = "its commands are refused, or cannot be copied";
	return vgt_workload_audit(ve, ring);
}

/* Load the shadow context for commands that were judged. */
static int vgt_workload_state(struct vgt_vengine *ve, const struct vgt_ring_state *ring)
{
	struct vgt_workload *work = &ve->work;
	u64 roots[4];
	int ret;

	work->step = "its context image cannot be read";
	ret = vgt_lrc_load(ve, work->lrc, ring);
	if (ret)
		return ret;
	vgt_ppgtt_roots(work->ppgtt, roots);
	vgt_lrc_set_roots(ve, work->lrc, roots);
	work->step = "its commands are refused, or cannot be copied";
	ret = vgt_indirect_ctx_shadow(ve, work);
	vgt_indirect_ctx_drop(ve, work);
	vgt_mmio_ctx_next(ve);
	if (ret)
		return ret;
	work->step = "no room for what loads its registers";
	return vgt_bracket_make(ve, work);
}

static int vgt_workload_stage(struct vgt_vengine *ve, const struct vgt_ring_state *ring)
{
	int ret = vgt_workload_context(ve, ring);

	if (!ret)
		ret = vgt_workload_judge(ve, ring);
	return ret ?: vgt_workload_state(ve, ring);
}

/**
 * vgt_workload_load() - give a workload that was judged ahead of its turn its shadow context
 * @ve: the engine, whose @work it is; nothing of it is in flight. The vGPU's lock is held
 * @ring: the ring state with which it was judged
 *
 * Return: 0, or a negative errno as vgt_workload_prepare().
 */
int vgt_workload_load(struct vgt_vengine *ve, const struct vgt_ring_state *ring)
{
	int ret = vgt_workload_context(ve, ring);

	lockdep_assert_held(&ve->vgpu->lock);
	if (!ret)
		ret = vgt_workload_state(ve, ring);
	if (ret)
		return ret;
	vgt_workload_show(ve, ring, ve->work.words);
	return 0;
}

/* What the hardware gets: its commands, and the state that they run with but for the ring's. */
static void vgt_workload_record(struct vgt_vengine *ve)
{
	const struct vgt_lrc_layout *layout = &ve->vgpu->dev->lrc[ve->id];
	const struct vgt_gpu_request *rq = &ve->part->rq;
	u64 hash;

	if (!vgt_record_on(ve->vgpu))
		return;
	hash = vgt_record_hash(rq->cs, rq->len * sizeof(*rq->cs));
	hash ^= vgt_record_hash(rq->ctx->state + VGT_LRC_RING_WORDS,
				(layout->words - VGT_LRC_RING_WORDS) * sizeof(u32));
	vgt_record_event(ve->vgpu, VGT_RECORD_SUBMIT, vgt_record_key(ve->id, rq->len), &hash,
			 sizeof(hash));
}

/**
 * vgt_workload_part() - make the request of a workload for the GPU port
 * @ve: the engine, whose @cs has the commands, and whose @work has the shadow context
 * @work: the workload
 * @part: what gets the request; the port has nothing of it
 */
void vgt_workload_part(struct vgt_vengine *ve, const struct vgt_workload *work,
		       struct vgt_part *part)
{
	const struct vgt_platform *platform = ve->vgpu->dev->gpu->desc.platform;
	struct vgt_gpu_request *rq = &part->rq;

	memset(part, 0, sizeof(*part));
	part->ve = ve;
	part->events = work->events;
	rq->ctx = ve->work.lrc->hw;
	rq->cs = ve->cs;
	rq->len = work->len + vgt_audit_close(ve->id, platform, ve->cs + work->len);
	rq->watch = work->watch;
	rq->executed = vgt_workload_executed;
	rq->done = vgt_workload_done;
}

/**
 * vgt_workload_submit() - submit the prepared workload to the GPU
 * @ve: the engine; the scheduler's @port is held, the vGPU's lock is not: nobody else uses
 *	a prepared workload
 *
 * Return: 0; -ENODEV if the GPU is lost; or another negative errno of the GPU port.
 */
int vgt_workload_submit(struct vgt_vengine *ve)
{
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;
	struct vgt_workload *work = &ve->work;
	int ret;

	vgt_workload_part(ve, work, ve->part);
	vgt_workload_record(ve);
	/* Set it first: the request may be done before submit() returns. */
	work->submitted = true;
	ret = gpu->ops->submit(gpu, &ve->part->rq);
	if (ret)
		work->submitted = false;
	trace_vgt_workload(ve->vgpu->id, ve->id, work->elem.lrca, work->words, ret);
	return ret;
}

static int vgt_workload_ring(struct vgt_vengine *ve, struct vgt_ring_state *ring)
{
	struct vgt_workload *work = &ve->work;
	int ret;

	work->step = "its ring cannot be read";
	ret = vgt_lrc_ring_state(ve, &work->elem, ring);
	if (!ret)
		ret = vgt_ring_check(ve, ring);
	if (ret)
		vgt_warn(ve->vgpu, "%s: context %#x names no usable ring: start %#x, control %#x, head %#x, tail %#x\n",
			 vgt_engines[ve->id].name, work->elem.lrca, ring->start,
			 ring->ctl, ring->head, ring->tail);
	return ret;
}

/**
 * vgt_workload_begin() - begin with a new workload
 * @ve: the engine; the vGPU's lock is held
 * @work: the workload, which holds nothing
 */
void vgt_workload_begin(struct vgt_vengine *ve, struct vgt_workload *work)
{
	vgt_host_ggtt_begin(ve->vgpu);
	work->watch = vgt_cs_error_watch(ve->vgpu);
	work->invalid = false;
	work->error = 0;
	work->reset = false;
	work->waited = false;
	work->submitted = false;
	work->dropped = false;
	work->stale = false;
	work->expired = false;
	work->slept = false;
}

/*
 * Free room for another try: free the page tables of address spaces that do not run. First
 * free those that are released already, then twice as many at each try. Those of this
 * workload are referenced, so they stay.
 */
static bool vgt_workload_make_room(struct vgt_vengine *ve, u32 tries)
{
	if (!tries && vgt_ppgtt_make_room(ve->vgpu, 0))
		return true;
	return vgt_ppgtt_make_room(ve->vgpu, 1u << min(tries, 16u));
}

/* Entries whose pages cannot be pinned point to scratch. The guest may never use them. */
static int vgt_workload_ggtt(struct vgt_vengine *ve)
{
	u32 tries = 0;
	int ret;

	do
		ret = vgt_ggtt_sync(ve->vgpu);
	while (ret == -ENOMEM && vgt_workload_make_room(ve, tries++));
	return ret == -ENOMEM ? 0 : ret;
}

static int vgt_workload_try(struct vgt_vengine *ve)
{
	struct vgt_workload *work = &ve->work;
	struct vgt_ring_state ring = {};
	int words, ret;

	ret = vgt_workload_ggtt(ve);
	if (work->dropped)
		return -ECANCELED;
	if (ret)
		return ret;
	/* Submissions from here on are not part of this workload. */
	ve->restored = false;
	work->elem = ve->el.active.elem[0];
	ret = vgt_workload_ring(ve, &ring);
	if (ret)
		return ret;
	words = vgt_ring_copy(ve, &ring);
	if (words < 0)
		return words;
	vgt_workload_show(ve, &ring, words);
	if (!words)
		return 0;

	work->refused = false;
	work->words = words;
	work->control = ring.control;
	work->tail = vgt_ring_head_at(&ring, words);
	ret = vgt_workload_stage(ve, &ring);
	/* A stale workload is prepared again, and may have to wait for memory then. */
	if (work->dropped || work->stale)
		ret = -ECANCELED;
	return ret ?: 1;
}

/**
 * vgt_workload_prepare() - prepare the active context's new commands for the GPU
 * @ve: the engine; it has nothing that waits or is in flight. The vGPU's lock is held, and
 *	may be dropped meanwhile
 *
 * Return: 1 if commands are ready; 0 if there are none; -ECANCELED if they were dropped, or
 * must be prepared again; -EAGAIN if they must wait for memory (vgt_pins_retry()); -EBUSY if
 * they must wait for room in the host's part of the GGTT; another negative errno if they
 * cannot run.
 */
int vgt_workload_prepare(struct vgt_vengine *ve)
{
	struct vgt_workload *work = &ve->work;
	bool again;
	u32 tries;
	int ret;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_workload_begin(ve, work);
	for (tries = 0; ; tries++) {
		ret = vgt_workload_try(ve);
		if (ret >= 0)
			return ret;
		again = (ret == -ENOSPC || ret == -ENOMEM) && vgt_workload_make_room(ve, tries);
		if (work->dropped || work->stale)
			ret = -ECANCELED;
		vgt_workload_release(ve);
		if (!again || ret == -ECANCELED)
			return ret;
	}
}

/*
 * Check whether the context continues after a lite restore. The guest may have submitted it
 * again only to add a second context. Then its tail is unchanged, and it ends here.
 */
static bool vgt_workload_goes_on(struct vgt_vengine *ve)
{
	const struct vgt_workload *work = &ve->work;
	struct vgt_ring_state ring = {};

	if (ve->ahead.ready)
		return ve->ahead.same;
	return ve->restored && !vgt_lrc_ring_state(ve, &work->elem, &ring) &&
	       (ring.tail ^ work->tail) & VGT_RING_OFFSET;
}

/*
 * All its commands have run: do its flips, take over what they left in registers outside of the
 * context, and show the ring's head behind them.
 */
static void vgt_workload_ran(struct vgt_vengine *ve)
{
	struct vgt_workload *work = &ve->work;

	vgt_plane_flip_all(ve->vgpu, &work->flips);
	vgt_bracket_take(ve);
	ve->ring.head = work->tail;
	ve->ring.span = 0;
}

/**
 * vgt_workload_stop() - end a workload whose next command is refused
 * @ve: the engine, which hangs; the vGPU's lock is held, its work is done
 *
 * Do its flips, and show the ring's head at that command. As where hardware hangs, the context
 * image stays as it is.
 */
void vgt_workload_stop(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	vgt_workload_ran(ve);
}

/**
 * vgt_workload_finish() - save the results of a workload for the guest
 * @ve: the engine; the vGPU's lock is held, its work is done
 *
 * Do its flips, update the ring registers, and save the context image.
 *
 * Return: 0, or -EFAULT if the guest's context is no longer mapped.
 */
int vgt_workload_finish(struct vgt_vengine *ve)
{
	struct vgt_workload *work = &ve->work;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_workload_ran(ve);
	/* What the hardware has saved. */
	vgt_record_words(ve->vgpu, VGT_RECORD_SAVED, vgt_record_key(ve->id, 0),
			 work->lrc->hw->state, ve->vgpu->dev->lrc[ve->id].words * sizeof(u32));
	/* A context that continues stays resident. */
	work->lrc->resident = vgt_workload_goes_on(ve);
	if (work->nspaces)
		vgt_lrc_save_roots(ve, work->lrc, work->pdp);
	return vgt_lrc_save(ve, work->lrc, work->control, work->tail);
}

/**
 * vgt_workload_forget() - release what a workload got when it was judged
 * @ve: the engine; the vGPU's lock is held
 * @work: the workload, which is not in flight
 */
void vgt_workload_forget(struct vgt_vengine *ve, struct vgt_workload *work)
{
	lockdep_assert_held(&ve->vgpu->lock);
	vgt_audit_release(ve, &work->batches);
	vgt_indirect_ctx_drop(ve, work);
	if (work->ppgtt)
		vgt_ppgtt_put(ve->vgpu, work->ppgtt);
	work->ppgtt = NULL;
	while (work->nspaces)
		vgt_ppgtt_put(ve->vgpu, work->spaces[--work->nspaces]);
}

/**
 * vgt_workload_move() - make a workload that was judged ahead the engine's work
 * @ve: the engine, whose former work holds nothing but its shadow context; the vGPU's lock is held
 * @from: the workload: it holds nothing afterwards
 */
void vgt_workload_move(struct vgt_vengine *ve, struct vgt_workload *from)
{
	lockdep_assert_held(&ve->vgpu->lock);
	ve->work = *from;
	INIT_LIST_HEAD(&ve->work.batches);
	list_splice_init(&from->batches, &ve->work.batches);
	memset(from, 0, sizeof(*from));
	INIT_LIST_HEAD(&from->batches);
}

/**
 * vgt_workload_follow() - note that the hardware has gone on from a workload to the next one
 * @ve: the engine; the vGPU's lock is held
 * @next: the next workload, of the same context: the engine's work afterwards
 * @ring: the ring state with which it was judged
 *
 * All is done that vgt_workload_finish() does for a context that goes on, but for the guest's
 * image: as on hardware, it is saved when the engine leaves the context.
 */
void vgt_workload_follow(struct vgt_vengine *ve, struct vgt_workload *next,
			 const struct vgt_ring_state *ring)
{
	struct vgt_sched_engine *se = ve->ent.engine;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_workload_ran(ve);
	vgt_workload_forget(ve, &ve->work);
	next->lrc = ve->work.lrc;
	next->gaps = 0;
	next->submitted = true;
	/* Whoever ends an overdue request looks at the work without the vGPU's lock. */
	mutex_lock(&se->port);
	vgt_workload_move(ve, next);
	mutex_unlock(&se->port);
	vgt_workload_show(ve, ring, ve->work.words);
}

/**
 * vgt_workload_release() - release all that a workload holds
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 */
void vgt_workload_release(struct vgt_vengine *ve)
{
	struct vgt_workload *work = &ve->work;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_workload_forget(ve, work);
	if (work->lrc && (work->error || work->dropped || (work->refused && work->submitted)))
		vgt_lrc_spoiled(work->lrc);
	/* The port may still have work to do for a cancelled request: unpin at once. */
	if (work->lrc)
		vgt_lrc_unpin(ve, work->lrc, !work->expired && !work->slept);
	work->lrc = NULL;
	ve->bracketed = false;
}

/**
 * vgt_workload_fini() - free an engine's copy of the ring's commands, and of what loads registers
 * @ve: the engine; nothing of it is in flight
 */
void vgt_workload_fini(struct vgt_vengine *ve)
{
	vgt_bracket_forget(ve);
	vgt_ring_free(ve);
}
