// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers outside of contexts, where a vGPU's values differ from the host's: the request itself
 * loads the vGPU's, and restores the host's.
 *
 * The processor cannot do this. The host's driver announces a context before the hardware has
 * left the former one, and may run another context at any point at which arbitration is on. So
 * the engine does it, in order, in the request's own commands:
 *
 *	arbitration off
 *	batch "open"		load the vGPU's values
 *	the guest's commands	where they turn arbitration on: batch "window"
 *	batch "close"		save what the guest's commands may have set, load the host's values
 *	arbitration on		vgt_audit_close()
 *
 * A window saves, loads the host's values, turns arbitration on for a moment, and loads the vGPU's
 * again. So the hardware leaves the context only while it has the host's values. A batch without
 * privileges cannot turn arbitration on. In vgt's copies of privileged batches, commands for that
 * are no-ops; in a request without a bracket they are what the guest wrote.
 *
 * A register that is in the context's image is the hardware's to switch, and is left out.
 *
 * The guest's commands cannot be preempted between windows. So there is no bracket only for a slot
 * of FORCE_TO_NONPRIV with which the guest's driver gives nothing, and the host's a register that
 * is kept apart (nonpriv.c): mmio_switch.c loads it. While the host's work may run, the guest's
 * batches may set that register, too.
 *
 * Source: Skylake PRM vol. 2a (commands; "User Mode Privileged Commands").
 */
#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/audit/audit.h"
#include "core/device.h"
#include "core/device_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"
#include "core/mem/buffer.h"
#include "core/record/record.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/gt_regs.h"
#include "core/regs/mmio_context.h"
#include "core/regs/reg.h"
#include "core/vgpu_types.h"
#include "bracket.h"
#include "lrc.h"

#define VGT_MI_NOOP		0u
#define VGT_MI_SET_PREDICATE	VGT_MI_OP(0x01)
#define VGT_MI_ARB_CHECK	VGT_MI_OP(0x05)
#define VGT_MI_ARB_OFF		VGT_MI_OP(0x08)
#define VGT_MI_BATCH_END	VGT_MI_OP(0x0a)
#define VGT_MI_LRI(n)		(VGT_MI_OP(0x22) | (2 * (n) - 1))
/* In the GGTT. */
#define VGT_MI_SRM		(VGT_MI_OP(0x24) | BIT(22) | 2)
#define VGT_MI_LRM		(VGT_MI_OP(0x29) | BIT(22) | 2)
#define VGT_MI_BATCH_START	(VGT_MI_OP(0x31) | 1)

/* Registers that one command loads. */
#define VGT_LRI_MAX		64
/* A batch starts at a cache line, and the hardware may read a line behind its end. */
#define VGT_LINE_WORDS		16
/* Ends, flushes, and arbitration of the three batches, with their alignment. */
#define VGT_BRACKET_REST	(3 * VGT_FLUSH_WORDS + 16 + 4 * VGT_LINE_WORDS)

/**
 * struct vgt_bracket - a bracket that is being made
 * @platform: the GPU's platform
 * @sw: the engine's registers
 * @buf: where its batches are
 * @n: words of @buf that are in use
 * @save: registers that the guest's commands, or batches, may set
 * @all: registers to load: @save, and those of which the values differ
 * @open: those of them to load at the beginning. What only the context's image, or its batch at
 *	restore, loads has its value then
 */
struct vgt_bracket {
	const struct vgt_platform *platform;
	const struct vgt_mmio_ctx_engine *sw;
	struct vgt_gpu_buffer *buf;
	u32 n;
	unsigned long *save;
	unsigned long *all;
	unsigned long *open;
};

/* The buffer begins with what the hardware saves, and with what was loaded. */
static u32 *vgt_bracket_loaded(const struct vgt_mmio_ctx_engine *sw, struct vgt_gpu_buffer *buf)
{
	return buf->va + sw->count;
}

static void vgt_bracket_put(struct vgt_bracket *b, u32 word)
{
	b->buf->va[b->n++] = word;
}

static void vgt_bracket_lri(struct vgt_bracket *b, const unsigned long *regs, const u32 *values)
{
	u32 head = 0, n = 0;
	u32 i;

	for_each_set_bit(i, regs, b->sw->count) {
		if (n++ % VGT_LRI_MAX == 0)
			head = b->n++;
		vgt_bracket_put(b, b->sw->regs[i].offset);
		vgt_bracket_put(b, values[i] | (b->sw->regs[i].masked ? 0xffff0000 : 0));
		b->buf->va[head] = VGT_MI_LRI((b->n - head) / 2);
	}
}

static void vgt_bracket_move(struct vgt_bracket *b, u32 cmd, const unsigned long *regs, bool all)
{
	u32 i;

	for_each_set_bit(i, regs, b->sw->count) {
		if (!all && b->sw->regs[i].masked)
			continue;
		vgt_bracket_put(b, cmd);
		vgt_bracket_put(b, b->sw->regs[i].offset);
		vgt_bracket_put(b, b->buf->ggtt + 4 * i);
		vgt_bracket_put(b, 0);
	}
}

static void vgt_bracket_flush(struct vgt_bracket *b, enum vgt_engine_id id)
{
	b->n += vgt_audit_flush(id, b->platform, b->buf->va + b->n);
}

/* Begin a batch. Return its address. */
static u32 vgt_bracket_batch(struct vgt_bracket *b)
{
	while (b->n % VGT_LINE_WORDS)
		vgt_bracket_put(b, VGT_MI_NOOP);
	return b->buf->ggtt + 4 * b->n;
}

/* The guest's work must not see the host's values: wait for it. */
static void vgt_bracket_leave(struct vgt_bracket *b, enum vgt_engine_id id)
{
	vgt_bracket_flush(b, id);
	vgt_bracket_move(b, VGT_MI_SRM, b->save, true);
	vgt_bracket_lri(b, b->all, b->sw->host);
}

static u32 vgt_bracket_open(struct vgt_bracket *b)
{
	u32 at = vgt_bracket_batch(b);

	vgt_bracket_put(b, VGT_MI_SET_PREDICATE);
	vgt_bracket_lri(b, b->open, vgt_bracket_loaded(b->sw, b->buf));
	vgt_bracket_put(b, VGT_MI_BATCH_END);
	return at;
}

static u32 vgt_bracket_close(struct vgt_bracket *b, enum vgt_engine_id id)
{
	u32 at = vgt_bracket_batch(b);

	vgt_bracket_leave(b, id);
	vgt_bracket_put(b, VGT_MI_BATCH_END);
	return at;
}

/*
 * A register with a write mask is saved without it, so it cannot be loaded from there: such ones
 * get the value of the beginning again. vgt_bracket_windowed() allows for that.
 */
static u32 vgt_bracket_window(struct vgt_bracket *b, enum vgt_engine_id id)
{
	u32 at = vgt_bracket_batch(b);

	/* A predicate of the guest's would make no-ops of what follows. */
	vgt_bracket_put(b, VGT_MI_SET_PREDICATE);
	vgt_bracket_leave(b, id);
	vgt_bracket_put(b, VGT_MI_ARB_ON);
	vgt_bracket_put(b, VGT_MI_ARB_CHECK);
	vgt_bracket_put(b, VGT_MI_ARB_OFF);
	/* What was saved must have arrived. */
	vgt_bracket_flush(b, id);
	vgt_bracket_lri(b, b->all, vgt_bracket_loaded(b->sw, b->buf));
	vgt_bracket_move(b, VGT_MI_LRM, b->save, false);
	vgt_bracket_put(b, VGT_MI_BATCH_END);
	return at;
}

/* Can a window restore all that the guest's commands load? */
static bool vgt_bracket_windowed(const struct vgt_bracket *b, const unsigned long *calls)
{
	u32 i;

	for_each_set_bit(i, calls, b->sw->count)
		if (b->sw->regs[i].masked && test_bit(i, b->all))
			return false;
	return true;
}

static u32 vgt_bracket_call(u32 *cs, u32 addr)
{
	cs[0] = VGT_MI_BATCH_START;
	cs[1] = addr;
	cs[2] = 0;
	return 3;
}

/*
 * Each command of the ring that turns arbitration on holds the position of the one before it,
 * counted from 1. Turn them into what they were.
 */
static void vgt_bracket_as_was(struct vgt_vengine *ve, struct vgt_workload *work)
{
	u32 gap = work->gaps;

	while (gap) {
		u32 *cs = ve->cs + gap - 1;

		gap = *cs;
		*cs = VGT_MI_ARB_ON;
	}
	work->gaps = 0;
	work->len = work->words;
	vgt_audit_settle(&work->batches, true);
}

static u32 vgt_bracket_gaps(const struct vgt_vengine *ve, const struct vgt_workload *work)
{
	u32 gap, n = 0;

	for (gap = work->gaps; gap; gap = ve->cs[gap - 1])
		n++;
	return n;
}

/*
 * Put the calls of the batches between the guest's commands, from the end to the start. If there
 * are more places for windows than may be, some get none.
 */
static void vgt_bracket_wrap(struct vgt_vengine *ve, struct vgt_workload *work, u32 open,
			     u32 window, u32 close)
{
	u32 gaps = vgt_bracket_gaps(ve, work);
	u32 each = DIV_ROUND_UP(gaps, VGT_BRACKET_WINDOWS);
	u32 left = window && gaps ? gaps / each : 0;
	u32 from = work->words, n = 0;
	u32 to = 4 + work->words + 2 * left;
	u32 *cs = ve->cs;

	work->len = to;
	cs[work->len++] = VGT_MI_SET_PREDICATE;
	work->len += vgt_bracket_call(cs + work->len, close);
	while (work->gaps) {
		u32 pos = work->gaps - 1;

		work->gaps = cs[pos];
		cs[pos] = VGT_MI_NOOP;
		if (!window || ++n % each)
			continue;
		to -= from - pos - 1;
		memmove(cs + to, cs + pos + 1, (from - pos - 1) * sizeof(*cs));
		to -= 3;
		vgt_bracket_call(cs + to, window);
		from = pos;
	}
	memmove(cs + 4, cs, from * sizeof(*cs));
	cs[0] = VGT_MI_ARB_OFF;
	vgt_bracket_call(cs + 1, open);
}

static void vgt_bracket_free(struct vgt_vengine *ve)
{
	if (ve->regs)
		vgt_buffer_destroy(ve->vgpu, ve->regs);
	ve->regs = NULL;
}

static int vgt_bracket_room(struct vgt_vengine *ve, u32 words)
{
	u32 size = round_up(words * 4, 4096);
	struct vgt_gpu_buffer *buf;

	if (ve->regs && ve->regs->size >= size)
		return 0;
	vgt_bracket_free(ve);
	buf = vgt_buffer_create(ve->vgpu, size);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	ve->regs = buf;
	return 0;
}

/* Does the hardware switch register @i with the context? */
static bool vgt_bracket_held(const struct vgt_vengine *ve, u32 i)
{
	const struct vgt_device *dev = ve->vgpu->dev;

	return vgt_lrc_keeps(dev, ve->id, dev->sw.engine[ve->id].regs[i].offset);
}

static bool vgt_bracket_differs(const struct vgt_vengine *ve, u32 i)
{
	return READ_ONCE(ve->vgpu->switched[ve->id][i]) !=
	       ve->vgpu->dev->sw.engine[ve->id].host[i];
}

/* Is register @i a slot of FORCE_TO_NONPRIV that gives nothing, where the host's does no harm? */
static bool vgt_bracket_gives_less(const struct vgt_vengine *ve, u32 i)
{
	const struct vgt_mmio_ctx_engine *sw = &ve->vgpu->dev->sw.engine[ve->id];
	u32 nothing = vgt_engines[ve->id].mmio_base + RING_NOPID;

	return sw->regs[i].row->allowed == vgt_nonpriv_allowed &&
	       READ_ONCE(ve->vgpu->switched[ve->id][i]) == nothing &&
	       vgt_nonpriv_harmless(ve->vgpu->dev, ve->id, sw->host[i]);
}

/* Does a request whose commands load the registers @calls need a bracket? */
static bool vgt_bracket_needed(const struct vgt_vengine *ve, const unsigned long *calls)
{
	const struct vgt_mmio_ctx_engine *sw = &ve->vgpu->dev->sw.engine[ve->id];
	u32 i;

	for (i = 0; i < sw->count; i++) {
		if (vgt_bracket_held(ve, i))
			continue;
		if (test_bit(i, calls) ||
		    (vgt_bracket_differs(ve, i) && !vgt_bracket_gives_less(ve, i)))
			return true;
	}
	return false;
}

/**
 * vgt_bracket_spared() - check that what was judged ahead may follow without a bracket
 * @ve: the engine; the vGPU's lock is held. What was audited last is that
 *
 * Return: false if it, or the request in flight, loads registers itself.
 */
bool vgt_bracket_spared(const struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	return !ve->bracketed && !vgt_bracket_needed(ve, ve->vgpu->noted_calls[ve->id]);
}

/* May the guest's commands, or a batch without privileges, set the register? */
static bool vgt_bracket_saves(const struct vgt_vengine *ve, u32 i)
{
	return (ve->vgpu->dev->sw.engine[ve->id].regs[i].save ||
		test_bit(i, ve->vgpu->loads[ve->id])) && !vgt_bracket_held(ve, i);
}

/* Is the register loaded with the context alone, so before the ring's commands? */
static bool vgt_bracket_comes_before(const struct vgt_vengine *ve, u32 i)
{
	return test_bit(i, ve->vgpu->loads[ve->id]) && !test_bit(i, ve->vgpu->calls[ve->id]);
}

static void vgt_bracket_find(const struct vgt_vengine *ve, struct vgt_bracket *b)
{
	u32 i;

	for (i = 0; i < b->sw->count; i++) {
		if (vgt_bracket_saves(ve, i))
			set_bit(i, b->save);
		if (vgt_bracket_differs(ve, i) && !vgt_bracket_held(ve, i))
			set_bit(i, b->all);
	}
	bitmap_or(b->all, b->all, b->save, b->sw->count);
	for_each_set_bit(i, b->all, b->sw->count)
		if (!vgt_bracket_comes_before(ve, i))
			set_bit(i, b->open);
}

/* Each is loaded four times, maybe with a header of its own; or saved twice and moved, too. */
static u32 vgt_bracket_most(const struct vgt_bracket *b)
{
	u32 words = 2 * b->sw->count + VGT_BRACKET_REST;
	u32 i;

	for_each_set_bit(i, b->all, b->sw->count)
		words += 4 * 3 + (test_bit(i, b->save) ? 3 * 4 : 0);
	return words;
}

static void vgt_bracket_write(struct vgt_vengine *ve, struct vgt_workload *work,
			      struct vgt_bracket *b)
{
	u32 *loaded = vgt_bracket_loaded(b->sw, b->buf);
	u32 open, close, window = 0;
	u32 i;

	/* A register that the batches do not save counts as unchanged. */
	for (i = 0; i < b->sw->count; i++) {
		loaded[i] = READ_ONCE(ve->vgpu->switched[ve->id][i]);
		b->buf->va[i] = loaded[i];
	}
	b->n = 2 * b->sw->count;
	open = vgt_bracket_open(b);
	close = vgt_bracket_close(b, ve->id);
	if (vgt_bracket_windowed(b, ve->vgpu->calls[ve->id]))
		window = vgt_bracket_window(b, ve->id);
	vgt_bracket_wrap(ve, work, open, window, close);
	vgt_audit_settle(&work->batches, false);
}

static int vgt_bracket_fill(struct vgt_vengine *ve, struct vgt_workload *work,
			    struct vgt_bracket *b)
{
	int ret;

	if (!b->save || !b->all || !b->open)
		return -ENOMEM;
	vgt_bracket_find(ve, b);
	ret = vgt_bracket_room(ve, vgt_bracket_most(b));
	if (ret)
		return ret;
	b->buf = ve->regs;
	vgt_bracket_write(ve, work, b);
	ve->bracketed = true;
	return 0;
}

/**
 * vgt_bracket_make() - have a request load the vGPU's registers where they differ
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 * @work: its next work, judged, and noted with vgt_mmio_ctx_next(); the commands are in @cs of the
 *	engine, with room for VGT_BRACKET_WORDS and VGT_CLOSE_WORDS more
 *
 * Sets @len of @work.
 *
 * Return: 0; or a negative errno if there is no memory, or no room in the GGTT.
 */
int vgt_bracket_make(struct vgt_vengine *ve, struct vgt_workload *work)
{
	const struct vgt_mmio_ctx_engine *sw = &ve->vgpu->dev->sw.engine[ve->id];
	struct vgt_bracket b = { .platform = ve->vgpu->dev->gpu->desc.platform, .sw = sw };
	int ret = 0;

	lockdep_assert_held(&ve->vgpu->lock);
	ve->bracketed = false;
	if (!vgt_bracket_needed(ve, ve->vgpu->calls[ve->id])) {
		vgt_bracket_as_was(ve, work);
		return 0;
	}
	b.save = bitmap_zalloc(sw->count, GFP_KERNEL);
	b.all = bitmap_zalloc(sw->count, GFP_KERNEL);
	b.open = bitmap_zalloc(sw->count, GFP_KERNEL);
	ret = vgt_bracket_fill(ve, work, &b);
	bitmap_free(b.save);
	bitmap_free(b.all);
	bitmap_free(b.open);
	return ret;
}

/**
 * vgt_bracket_take() - take over the values that a request has left in registers
 * @ve: the engine, whose request has run to its end; the vGPU's lock is held
 *
 * A value that its commands have not changed stays as the vGPU has it, because the guest may have
 * set the register by MMIO meanwhile.
 */
void vgt_bracket_take(struct vgt_vengine *ve)
{
	const struct vgt_mmio_ctx_engine *sw = &ve->vgpu->dev->sw.engine[ve->id];
	struct vgt_sched_engine *se = ve->ent.engine;
	unsigned long flags;
	u32 i;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!ve->bracketed)
		return;
	/* What the request has stored. */
	vgt_record_words(ve->vgpu, VGT_RECORD_REGS, vgt_record_key(ve->id, 0), ve->regs->va,
			 sw->count * sizeof(u32));
	spin_lock_irqsave(&se->lock, flags);
	for (i = 0; i < sw->count; i++) {
		u32 val = READ_ONCE(ve->regs->va[i]) & (sw->regs[i].masked ? 0xffff : ~0u);

		if (vgt_bracket_saves(ve, i) && val != vgt_bracket_loaded(sw, ve->regs)[i] &&
		    vgt_cmd_reg_set_ok(ve->vgpu->dev, sw->regs[i].row, ve->id, val))
			vgt_mmio_ctx_found(ve->vgpu, ve->id, i, val);
	}
	spin_unlock_irqrestore(&se->lock, flags);
	/* Only once: the guest may set them from now on. */
	ve->bracketed = false;
}

/**
 * vgt_bracket_forget() - free an engine's batches
 * @ve: the engine; nothing of it is in flight
 */
void vgt_bracket_forget(struct vgt_vengine *ve)
{
	ve->bracketed = false;
	vgt_bracket_free(ve);
}
