// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walk through the commands of rings and of the privileged batches that they call.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"
#include "core/log.h"
#include "core/mem/account.h"
#include "core/mem/buffer.h"
#include "core/mem/ggtt.h"
#include "core/mem/tlb.h"
#include "core/pace.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "audit.h"
#include "rules.h"

#define VGT_PAGE_WORDS		1024u
/* Number of commands between two calls of vgt_pace(). */
#define VGT_WALK_PIECE		256
#define VGT_MI_NOOP		0u
#define VGT_MI_BATCH_END	VGT_MI_OP(0x0a)

/*
 * Commands that are read piece by piece. @have words are in vgt's own memory at @cs, which
 * has room for @room words if vgt_stream_make() allocated it. A batch starts at @addr in the
 * guest's GGTT and has at most @max words. For a ring @max is 0. @starts says at which of a
 * batch's first words a command starts; @loops has the words with the address of a jump back to
 * one of these.
 */
struct vgt_stream {
	u32 *cs;
	u32 have;
	u32 room;
	u32 max;
	u64 addr;
	DECLARE_BITMAP(starts, VGT_LOOP_WORDS);
	u32 loops[VGT_AUDIT_LOOPS];
	u32 nloops;
};

static const char *vgt_stream_name(const struct vgt_audit *audit, const struct vgt_stream *st)
{
	if (audit->restoring)
		return "batch that restores a context";
	return st->max ? "privileged batch" : "ring";
}

static int vgt_refuse_at(struct vgt_audit *audit, const struct vgt_stream *st,
			 u32 pos, const struct vgt_cmd *cmd)
{
	struct vgt_vengine *ve = audit->ve;
	char reg[48] = "";

	if (audit->quiet)
		return -EPERM;
	if (audit->load)
		scnprintf(reg, sizeof(reg), " (register %#x, value %#x)",
			  audit->reg, audit->val);
	else if (audit->reg)
		scnprintf(reg, sizeof(reg), " (register %#x)", audit->reg);
	ve->vgpu->stats.audit_refusals++;
	trace_vgt_audit(ve->vgpu->id, ve->id, st->cs[pos], audit->why);
	vgt_warn(ve->vgpu, "%s: refused %s (%#x) at %#x of a %s: %s%s\n",
		 vgt_engines[ve->id].name, cmd ? cmd->name : "a command",
		 st->cs[pos], pos * 4, vgt_stream_name(audit, st), audit->why, reg);
	return -EPERM;
}

static void vgt_stream_free(struct vgt_audit *audit, struct vgt_stream *st)
{
	kvfree(st->cs);
	vgt_account_give(audit->ve->vgpu, st->room * sizeof(*st->cs));
}

/* Allocate memory for @room words and move what is there. Charge it to the vGPU's account. */
static int vgt_stream_make(struct vgt_audit *audit, struct vgt_stream *st, u32 room)
{
	u32 *cs;
	int ret;

	ret = vgt_account_take(audit->ve->vgpu, room * sizeof(*cs));
	if (ret)
		return ret;
	cs = kvmalloc_array(room, sizeof(*cs), GFP_KERNEL_ACCOUNT);
	if (!cs) {
		vgt_account_give(audit->ve->vgpu, room * sizeof(*cs));
		return -ENOMEM;
	}
	if (st->have)
		memcpy(cs, st->cs, st->have * sizeof(*cs));
	vgt_stream_free(audit, st);
	st->cs = cs;
	st->room = room;
	return 0;
}

static int vgt_stream_grow(struct vgt_audit *audit, struct vgt_stream *st)
{
	if (st->have + VGT_PAGE_WORDS <= st->room)
		return 0;
	return vgt_stream_make(audit, st,
			       min(st->room * 2, round_up(st->max, VGT_PAGE_WORDS)));
}

/* Read until the stream has @n words. Read each word from the guest once. */
static int vgt_stream_fill(struct vgt_audit *audit, struct vgt_stream *st, u32 n)
{
	int ret;

	while (st->have < n) {
		u64 addr = st->addr + st->have * 4ull;
		u32 more = VGT_PAGE_WORDS - (addr / 4) % VGT_PAGE_WORDS;

		if (st->have >= st->max)
			return vgt_refuse(audit, st->max ?
					  "a batch without an end" :
					  "a command that the ring cuts off");
		ret = vgt_stream_grow(audit, st);
		if (ret)
			return ret;
		more = min(more, st->max - st->have);
		if (vgt_ggtt_copy_from(audit->ve->vgpu, st->cs + st->have, addr,
				       more * 4))
			return vgt_refuse(audit, "a batch in GGTT space that is not mapped");
		st->have += more;
	}
	return 0;
}

static bool vgt_cmd_no_ppgtt(const struct vgt_cmd *cmd, const u32 *cs)
{
	return cmd->no_ppgtt && cmd->no_ppgtt(cs);
}

static int vgt_judge(struct vgt_audit *audit, struct vgt_stream *st, u32 pos,
		     const struct vgt_cmd **cmd, u32 *len)
{
	int ret;

	*cmd = vgt_cmd_find(audit->ve->vgpu->dev->gpu->desc.platform->gen, audit->ve->id,
			    st->cs[pos]);
	if (!*cmd)
		return vgt_refuse(audit, "not on the list of this engine's commands");
	if ((*cmd)->never)
		return vgt_refuse(audit, (*cmd)->never);
	if ((*cmd)->in_batch && !st->max)
		return vgt_refuse(audit,
				  "only for batches: it would reach what follows in the ring");
	if (!vgt_cmd_bits_ok(*cmd, st->cs[pos]))
		return vgt_refuse(audit, "bits in its header that it may not have");
	*len = vgt_cmd_len(*cmd, st->cs[pos]);
	if (!*len)
		return vgt_refuse(audit, "bad length");
	if (*len > audit->left)
		return vgt_refuse(audit, "more commands than one submission may have");
	audit->left -= *len;
	audit->chained = false;

	ret = vgt_stream_fill(audit, st, pos + *len);
	if (ret)
		return ret;
	ret = (*cmd)->check ? (*cmd)->check(audit, st->cs + pos, *len) : 0;
	if (!ret && audit->later)
		return -EAGAIN;
	if (!ret && audit->restoring && !vgt_cmd_no_ppgtt(*cmd, st->cs + pos))
		vgt_tlb_restore_walks(audit->ve);
	return ret;
}

/* Set @end to the end of the commands that passed, in words. */
static int vgt_walk(struct vgt_audit *audit, struct vgt_stream *st, u32 *end)
{
	const struct vgt_cmd *cmd = NULL;
	u32 pos = 0, len = 0, n = 0;
	int ret = 0;

	for (;;) {
		if (!st->max && pos == st->have)
			break;
		/* The copy cannot change while vgt_pace() drops the lock. */
		ret = n++ % VGT_WALK_PIECE ? 0 : vgt_pace(audit->ve->vgpu);
		if (!ret)
			ret = vgt_stream_fill(audit, st, pos + 1);
		if (pos < VGT_LOOP_WORDS)
			__set_bit(pos, st->starts);
		if (!ret)
			ret = vgt_judge(audit, st, pos, &cmd, &len);
		if (ret == -EPERM && audit->why) {
			ret = vgt_refuse_at(audit, st, min(pos, st->have - 1), cmd);
			audit->why = NULL;
			audit->reg = 0;
			audit->load = false;
		}
		if (ret)
			break;
		pos += len;
		if (cmd->end || (st->max && audit->chained))
			break;
	}
	*end = pos;
	return ret;
}

/**
 * vgt_audit_begin() - start to audit a submission
 * @audit: the audit to initialise
 * @ve: the engine; the caller holds the vGPU's lock during the audit
 * @lrca: GGTT address of the context
 */
void vgt_audit_begin(struct vgt_audit *audit, struct vgt_vengine *ve, u32 lrca)
{
	lockdep_assert_held(&ve->vgpu->lock);
	memset(audit, 0, sizeof(*audit));
	audit->ve = ve;
	audit->lrca = lrca;
	audit->left = VGT_AUDIT_WORDS;
	INIT_LIST_HEAD(&audit->batches);
}

/**
 * vgt_audit_ring() - check the commands of a ring
 * @audit: the submission; the vGPU's lock is held, and may be dropped meanwhile
 * @cs: vgt's copy of the commands; some are replaced in place
 * @len: number of words, at least 1
 *
 * Sets @audit->passed.
 *
 * Return: 0; -EPERM if a command is refused, which is logged; -ENOMEM, -ENOSPC or -EBUSY if
 * the host has no room for copies of batches, or the vGPU's account is full; -EAGAIN if it is
 * too early, where @audit->quiet is set; another negative errno of vgt_pace() or of
 * @audit->root.
 */
int vgt_audit_ring(struct vgt_audit *audit, u32 *cs, u32 len)
{
	struct vgt_stream st = { .cs = cs, .have = len };

	lockdep_assert_held(&audit->ve->vgpu->lock);
	return vgt_walk(audit, &st, &audit->passed);
}

static struct vgt_shadow_batch *vgt_batch_find(struct vgt_audit *audit, u64 addr)
{
	struct vgt_shadow_batch *batch;

	list_for_each_entry(batch, &audit->batches, link)
		if (batch->addr == addr && batch->restoring == audit->restoring)
			return batch;
	return NULL;
}

/* Fill a copy. Its loops lead into itself. */
static void vgt_batch_fill(struct vgt_gpu_buffer *buf, const struct vgt_stream *st, u32 len)
{
	u32 i;

	memcpy(buf->va, st->cs, len * 4);
	memset(buf->va + len, 0, buf->size - len * 4);
	/* A predicated jump at the end may not be taken. */
	buf->va[len] = VGT_MI_BATCH_END;
	for (i = 0; i < st->nloops; i++)
		buf->va[st->loops[i]] += buf->ggtt;
}

static struct vgt_shadow_batch *vgt_batch_create(struct vgt_audit *audit,
						 const struct vgt_stream *st, u32 len)
{
	struct vgt_shadow_batch *batch;
	struct vgt_gpu_buffer *buf;

	batch = kzalloc(sizeof(*batch), GFP_KERNEL_ACCOUNT);
	if (!batch)
		return ERR_PTR(-ENOMEM);
	/* Add a cache line: the hardware may prefetch past the end. */
	buf = vgt_buffer_create(audit->ve->vgpu, round_up(len * 4 + 64, 4096));
	if (IS_ERR(buf)) {
		kfree(batch);
		return ERR_CAST(buf);
	}
	batch->addr = st->addr;
	batch->restoring = audit->restoring;
	batch->buf = buf;
	vgt_batch_fill(buf, st, len);
	list_add_tail(&batch->link, &audit->batches);
	audit->nbatches++;
	return batch;
}

/**
 * vgt_audit_batch() - copy and check a privileged batch, and the batches it calls
 * @audit: the submission; the vGPU's lock is held, and may be dropped meanwhile
 * @addr: GGTT address of the guest's batch
 * @max: maximum length of the batch in words
 * @batch: set to vgt's copy, which is in @audit->batches
 *
 * Return: 0, or a negative errno as vgt_audit_ring().
 */
int vgt_audit_batch(struct vgt_audit *audit, u64 addr, u32 max,
		    struct vgt_shadow_batch **batch)
{
	struct vgt_stream st = { .addr = addr, .max = max }, *caller = audit->stream;
	u32 events = audit->events, *caller_gaps = audit->gaps;
	struct vgt_flips flips = audit->flips;
	u32 gaps = 0, end;
	int ret;

	lockdep_assert_held(&audit->ve->vgpu->lock);
	*batch = vgt_batch_find(audit, addr);
	if (*batch)
		return 0;
	if (audit->depth == VGT_AUDIT_DEPTH || audit->nbatches == VGT_AUDIT_BATCHES)
		return vgt_refuse(audit, "more privileged batches than one submission may have");

	ret = vgt_stream_make(audit, &st, 2 * VGT_PAGE_WORDS);
	if (ret)
		return ret;
	st.cs[0] = 0;

	audit->depth++;
	audit->stream = &st;
	audit->gaps = caller_gaps ? &gaps : NULL;
	ret = vgt_walk(audit, &st, &end);
	audit->gaps = caller_gaps;
	audit->stream = caller;
	audit->depth--;
	if (!ret) {
		*batch = vgt_batch_create(audit, &st, end);
		ret = PTR_ERR_OR_ZERO(*batch);
	}
	if (!ret)
		(*batch)->gaps = gaps;
	/* What calls it does not run. */
	if (ret) {
		audit->flips = flips;
		audit->events = events;
	}
	vgt_stream_free(audit, &st);
	return ret;
}

/**
 * vgt_audit_loop() - handle a jump of a privileged batch back into itself
 * @audit: the submission
 * @cs: vgt's copy of the command; its address becomes one in the copy of the batch
 * @addr: GGTT address in the guest's batch
 *
 * What runs again is what was checked: the jump leads to the start of a command before it, in
 * the copy. i915 waits for a time in this way (noa_wait in i915_perf.c).
 *
 * Return: false if the jump leads elsewhere, or there is no room to record it.
 */
bool vgt_audit_loop(struct vgt_audit *audit, u32 *cs, u64 addr)
{
	struct vgt_stream *st = audit->stream;
	u64 word;

	if (!st || addr < st->addr || st->nloops == VGT_AUDIT_LOOPS)
		return false;
	word = (addr - st->addr) / 4;
	if (word >= VGT_LOOP_WORDS || !test_bit(word, st->starts))
		return false;
	/* The copy has no address yet. */
	cs[1] = word * 4;
	cs[2] = 0;
	st->loops[st->nloops++] = cs + 1 - st->cs;
	return true;
}

/**
 * vgt_audit_gap() - handle a command that turns arbitration on
 * @audit: the submission, with @gaps
 * @cs: vgt's copy of the command, in the ring or a batch; gets the position of the one before it
 *
 * While a request has a vGPU's registers loaded, arbitration is off (bracket.c). Only when the
 * request is about to run, it is known whether that is so: until then the command is noted.
 *
 * Return: 0, or -EPERM if there are too many in batches: whoever takes them back walks through all.
 */
int vgt_audit_gap(struct vgt_audit *audit, u32 *cs)
{
	const u32 *first = audit->stream ? audit->stream->cs : audit->ve->cs;
	u32 before = *audit->gaps;

	if (audit->stream && audit->ngaps++ == VGT_AUDIT_GAPS)
		return vgt_refuse(audit, "arbitration turned on more often than a submission may");
	*audit->gaps = cs - first + 1;
	*cs = before;
	return 0;
}

/**
 * vgt_audit_settle() - say whether copies of batches may turn arbitration on
 * @batches: list of struct vgt_shadow_batch that the hardware does not use yet
 * @on: their commands for that are what they were; otherwise they do nothing
 *
 * Where they do nothing, arbitration is off anyway: commands that turn it off may stay.
 */
void vgt_audit_settle(struct list_head *batches, bool on)
{
	struct vgt_shadow_batch *batch;

	list_for_each_entry(batch, batches, link) {
		while (batch->gaps) {
			u32 *cs = batch->buf->va + batch->gaps - 1;

			batch->gaps = *cs;
			*cs = on ? VGT_MI_ARB_ON : VGT_MI_NOOP;
		}
	}
}

/**
 * vgt_audit_release() - free copies of batches
 * @ve: the engine; the vGPU's lock is held
 * @batches: list of struct vgt_shadow_batch that the hardware no longer uses
 */
void vgt_audit_release(struct vgt_vengine *ve, struct list_head *batches)
{
	struct vgt_shadow_batch *batch, *next;

	lockdep_assert_held(&ve->vgpu->lock);
	list_for_each_entry_safe(batch, next, batches, link) {
		vgt_buffer_destroy(ve->vgpu, batch->buf);
		list_del(&batch->link);
		kfree(batch);
	}
}
