// SPDX-License-Identifier: GPL-2.0-only
/*
 * The execlists front end of a vGPU's engine: submissions through ELSP, and the
 * context status buffer (CSB) that reports on them.
 *
 * A submission names one or two contexts. On an idle engine it starts to run. If it
 * names the context that runs, it is a lite restore: the context continues with its
 * new tail. Any other submission waits until the active list is complete. Real
 * hardware may do the same: its reports depend on the timing.
 *
 * Source: Skylake PRM vol. 3 (GPU overview), "Execlists"; vol. 2c,
 * EXECLIST_SUBMITPORT, CTXT_ST_BUF; i915's gt/intel_execlists_submission.c.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include <asm/barrier.h>

#include "core/convert.h"
#include "core/device_types.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/mem/ggtt.h"
#include "core/mem/ggtt_space.h"
#include "core/record/record.h"
#include "core/regs/gt_regs.h"
#include "core/regs/irq.h"
#include "core/regs/mmio_context.h"
#include "core/regs/status_page.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "ahead.h"
#include "execlists.h"
#include "vengine.h"

#define VGT_DESC_VALID		BIT(0)
#define VGT_DESC_LRCA		GENMASK(31, 12)
#define VGT_DESC_MODE		GENMASK(4, 3)

#define VGT_CSB_IDLE_TO_ACTIVE	BIT(0)
#define VGT_CSB_PREEMPTED	BIT(1)
#define VGT_CSB_ELEMENT_SWITCH	BIT(2)
#define VGT_CSB_ACTIVE_TO_IDLE	BIT(3)
#define VGT_CSB_COMPLETE	BIT(4)
#define VGT_CSB_LITE_RESTORE	BIT(15)

/* EXECLIST_STATUS */
#define VGT_ELS_CURRENT_LIST_1	BIT(0)
#define VGT_ELS_WRITE_LIST_1	BIT(1)
#define VGT_ELS_FULL		BIT(2)
#define VGT_ELS_VALID_1		BIT(3)
#define VGT_ELS_VALID_0		BIT(4)
#define VGT_ELS_ELEMENT_0	BIT(14)
#define VGT_ELS_ELEMENT_1	BIT(15)
#define VGT_ELS_ARBITRATION	BIT(16)
#define VGT_ELS_ACTIVE_0	BIT(18)

#define VGT_CSB_ENTRIES		6
#define VGT_CSB_RESET_INDEX	7
/* Offsets of the CSB and of its write index in the hardware status page. */
#define VGT_HWSP_CSB		0x40
#define VGT_HWSP_CSB_INDEX	0x7c

static bool vgt_elem_same(const struct vgt_elem *a, const struct vgt_elem *b)
{
	return a->lrca == b->lrca && a->id == b->id;
}

/* Write the entry, then the index that makes it valid. The caller raises the interrupt. */
static void vgt_csb_to_hwsp(struct vgt_vengine *ve, u32 status, u32 id)
{
	const struct vgt_execlists *el = &ve->el;
	u32 hws = vgt_status_page(ve->vgpu, ve->id);
	u8 *hwsp = vgt_ggtt_va(ve->vgpu, hws);
	u32 *entry;

	if (!hwsp) {
		vgt_dbg(ve->vgpu, "%s: no hardware status page at %#x\n",
			vgt_engines[ve->id].name, hws);
		return;
	}
	entry = (u32 *)(hwsp + VGT_HWSP_CSB + 8 * el->csb_write);
	WRITE_ONCE(entry[0], status);
	WRITE_ONCE(entry[1], id);
	/* The guest reads the entry after it has seen the new index. */
	smp_wmb();
	WRITE_ONCE(*(u32 *)(hwsp + VGT_HWSP_CSB_INDEX), el->csb_write);
}

static void vgt_csb_report(struct vgt_vengine *ve, u32 status, u32 id)
{
	struct vgt_execlists *el = &ve->el;

	if (el->csb_write == VGT_CSB_RESET_INDEX)
		el->csb_write = 0;
	else
		el->csb_write = (el->csb_write + 1) % VGT_CSB_ENTRIES;

	el->csb[el->csb_write].status = status;
	el->csb[el->csb_write].id = id;
	vgt_csb_to_hwsp(ve, status, id);
	vgt_record_number(ve->vgpu, VGT_RECORD_CSB, ve->id, vgt_u64(id, status));
	trace_vgt_csb(ve->vgpu->id, ve->id, status, id);
}

static void vgt_csb_interrupt(struct vgt_vengine *ve)
{
	vgt_irq_raise_engine(ve->vgpu, ve->id, BIT(VGT_GT_CONTEXT_SWITCH));
}

static int vgt_elem_decode(struct vgt_vengine *ve, u32 lo, u32 hi,
			   struct vgt_elem *elem)
{
	u8 mode = FIELD_GET(VGT_DESC_MODE, lo);

	if (mode != VGT_CTX_LEGACY_32B && mode != VGT_CTX_LEGACY_64B)
		return -EINVAL;
	elem->lrca = lo & VGT_DESC_LRCA;
	elem->id = hi;
	elem->mode = mode;
	if (!vgt_ggtt_owns(ve->vgpu, elem->lrca,
			   ve->vgpu->dev->gpu->desc.context_size[ve->id]))
		return -EFAULT;
	return 0;
}

/* The order of the words is: element 1 high and low, then element 0 high and low. */
static int vgt_elist_decode(struct vgt_vengine *ve, struct vgt_elist *list)
{
	const u32 *port = ve->el.port;
	int ret;

	if (!(port[3] & VGT_DESC_VALID))
		return -EINVAL;
	ret = vgt_elem_decode(ve, port[3], port[2], &list->elem[0]);
	if (ret)
		return ret;
	list->count = 1;
	if (!(port[1] & VGT_DESC_VALID))
		return 0;
	ret = vgt_elem_decode(ve, port[1], port[0], &list->elem[1]);
	if (ret)
		return ret;
	if (vgt_elem_same(&list->elem[0], &list->elem[1]))
		return -EINVAL;
	list->count = 2;
	return 0;
}

static void vgt_execlists_start(struct vgt_vengine *ve,
				const struct vgt_elist *list)
{
	ve->el.active = *list;
	ve->el.second = false;
	vgt_csb_report(ve, VGT_CSB_IDLE_TO_ACTIVE, 0);
}

static void vgt_execlists_submit(struct vgt_vengine *ve)
{
	struct vgt_execlists *el = &ve->el;
	struct vgt_elist list = {};
	int ret;

	ret = vgt_elist_decode(ve, &list);
	if (ret) {
		vgt_vengine_hang(ve, ret, "a submission that the hardware would not take");
		return;
	}
	trace_vgt_submit(ve->vgpu->id, ve->id, list.elem[0].lrca,
			 list.count > 1 ? list.elem[1].lrca : 0);
	ve->vgpu->stats.submissions++;
	vgt_ahead_resubmitted(ve);

	if (!el->active.count) {
		vgt_execlists_start(ve, &list);
	} else if (vgt_elem_same(&el->active.elem[0], &list.elem[0]) &&
		   !el->next.count) {
		el->active = list;
		el->second = false;
		ve->restored = true;
		vgt_csb_report(ve, VGT_CSB_PREEMPTED | VGT_CSB_LITE_RESTORE,
			       list.elem[0].id);
	} else {
		el->next = list;
		vgt_vengine_kick(ve);
		return;
	}
	vgt_csb_interrupt(ve);
	vgt_vengine_kick(ve);
}

/**
 * vgt_execlists_elsp_write() - handle a guest's write to the submission port
 * @ve: the engine; the vGPU's lock is held
 * @val: one of the four words of a submission
 */
void vgt_execlists_elsp_write(struct vgt_vengine *ve, u32 val)
{
	struct vgt_execlists *el = &ve->el;

	lockdep_assert_held(&ve->vgpu->lock);
	/* Engines work in D0 only: the guest has woken up, without a reset. */
	ve->vgpu->slept = false;
	el->port[el->written++] = val;
	if (el->written < ARRAY_SIZE(el->port))
		return;
	el->written = 0;
	if (!el->enabled) {
		vgt_dbg(ve->vgpu, "%s: submission with execution lists off\n",
			vgt_engines[ve->id].name);
		return;
	}
	vgt_mmio_ctx_take(ve);
	vgt_execlists_submit(ve);
}

/**
 * vgt_execlists_enable() - turn execution lists on or off
 * @ve: the engine; the vGPU's lock is held
 * @on: the new state
 */
void vgt_execlists_enable(struct vgt_vengine *ve, bool on)
{
	lockdep_assert_held(&ve->vgpu->lock);
	ve->el.enabled = on;
	ve->el.written = 0;
}

/**
 * vgt_execlists_complete() - complete the first element of the active list
 * @ve: the engine; the vGPU's lock is held, a list is active
 *
 * The engine continues with the next element or list, or becomes idle.
 */
void vgt_execlists_complete(struct vgt_vengine *ve)
{
	struct vgt_execlists *el = &ve->el;
	u32 id = el->active.elem[0].id;

	lockdep_assert_held(&ve->vgpu->lock);
	if (el->active.count > 1) {
		el->active.elem[0] = el->active.elem[1];
		el->active.count = 1;
		el->second = true;
		vgt_csb_report(ve, VGT_CSB_COMPLETE | VGT_CSB_ELEMENT_SWITCH, id);
	} else {
		el->active.count = 0;
		vgt_csb_report(ve, VGT_CSB_COMPLETE | VGT_CSB_ACTIVE_TO_IDLE, id);
		if (el->next.count) {
			struct vgt_elist next = el->next;

			el->next.count = 0;
			vgt_execlists_start(ve, &next);
		}
	}
	vgt_csb_interrupt(ve);
}

/**
 * vgt_execlists_status() - read the low word of EXECLIST_STATUS
 * @ve: the engine; the vGPU's lock is held
 *
 * Return: the word, with the active list as list 0 and the waiting one as list 1. While there is
 * none, list 1 is the current one and the next goes to list 0, as after power-on.
 */
u32 vgt_execlists_status(const struct vgt_vengine *ve)
{
	const struct vgt_execlists *el = &ve->el;
	u32 val = 0;

	lockdep_assert_held(&ve->vgpu->lock);
	if (el->active.count)
		val |= VGT_ELS_WRITE_LIST_1 | VGT_ELS_VALID_0 | VGT_ELS_ACTIVE_0 |
		       VGT_ELS_ARBITRATION |
		       (el->second ? VGT_ELS_ELEMENT_1 : VGT_ELS_ELEMENT_0);
	else
		val |= VGT_ELS_CURRENT_LIST_1;
	if (el->next.count)
		val |= VGT_ELS_FULL | VGT_ELS_VALID_1;
	return val;
}

/**
 * vgt_execlists_status_id() - read the high word of EXECLIST_STATUS
 * @ve: the engine; the vGPU's lock is held
 *
 * Return: the id of the active context, or 0. Drivers use it to find a guilty context.
 */
u32 vgt_execlists_status_id(const struct vgt_vengine *ve)
{
	const struct vgt_elist *active = &ve->el.active;

	lockdep_assert_held(&ve->vgpu->lock);
	return active->count ? active->elem[0].id : 0;
}

/**
 * vgt_execlists_reset() - drop all submissions, and set the CSB as after power-on
 * @ve: the engine; the vGPU's lock is held
 *
 * Execution lists stay on or off. The write pointer is an invalid index; the first report
 * sets it to 0. The read pointer is 0: drivers that continue from it (i915 up to 4.18) skip
 * the first report, which says only that the engine is active.
 */
void vgt_execlists_reset(struct vgt_vengine *ve)
{
	struct vgt_execlists *el = &ve->el;
	bool enabled = el->enabled;

	lockdep_assert_held(&ve->vgpu->lock);
	memset(el, 0, sizeof(*el));
	el->enabled = enabled;
	el->csb_write = VGT_CSB_RESET_INDEX;
}
