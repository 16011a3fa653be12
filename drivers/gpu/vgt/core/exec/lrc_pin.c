// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pins of shadow contexts. A context is pinned while it is in use, and a short time longer:
 * until it is unpinned the GPU cannot sleep.
 */
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/mem/host_ggtt.h"
#include "core/record/record.h"
#include "core/regs/gt_regs.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "lrc.h"
#include "lrc_image.h"

/*
 * Maximum number of an engine's contexts that stay pinned after their use, for
 * %VGT_LINGER_MS. If contexts were pinned for each request, the host's driver would stop and
 * start the engine each time. The number is small: pinned contexts take room in the host's
 * GGTT.
 */
#define VGT_LINGER_MAX		2

/* The host's GGTT space that a pinned context takes: its image and its ring. */
static u64 vgt_lrc_room(const struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	return ve->vgpu->dev->gpu->desc.context_size[ve->id] + lrc->hw->ring_size;
}

/**
 * vgt_lrc_let_go() - unpin a shadow that is pinned, and not in use
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow
 *
 * Return: whether it was one.
 */
bool vgt_lrc_let_go(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!lrc->lingers)
		return false;
	lrc->lingers = false;
	gpu->ops->context_unpin(gpu, lrc->hw);
	vgt_host_ggtt_give(ve->vgpu, vgt_lrc_room(ve, lrc));
	return true;
}

/* Trace the address of the image, which may change at each pin. */
static void vgt_lrc_trace(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	if (lrc->traced == lrc->hw->lrca)
		return;
	if (lrc->traced)
		trace_vgt_context(ve->vgpu->id, ve->id, lrc->traced, false);
	lrc->traced = lrc->hw->lrca;
	trace_vgt_context(ve->vgpu->id, ve->id, lrc->traced, true);
}

/* The port may have set R_PWR_CLK_STATE. */
static void vgt_lrc_record_pin(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	u32 val = vgt_lrc_word(layout, lrc->hw->state, VGT_LRC_PWR_CLK);

	if (!vgt_record_on(ve->vgpu))
		return;
	vgt_record_io(ve->vgpu, VGT_RECORD_VALUE, R_PWR_CLK_STATE, &val, sizeof(val));
	vgt_lrc_set_word(layout, lrc->hw->state, VGT_LRC_PWR_CLK, val);
}

/**
 * vgt_lrc_pin() - pin a shadow before it is used
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; it is not pinned, or it lingers
 *
 * Until it is unpinned, the GPU cannot sleep.
 *
 * Return: 0; -EBUSY if there is no room for it for now; or another negative errno of the GPU
 * port.
 */
int vgt_lrc_pin(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;
	int ret;

	lockdep_assert_held(&ve->vgpu->lock);
	if (lrc->lingers) {
		lrc->lingers = false;
		vgt_lrc_set_word(layout, lrc->hw->state, VGT_LRC_PWR_CLK, lrc->port_pwr_clk);
		return 0;
	}
	ret = vgt_host_ggtt_take(ve->vgpu, vgt_lrc_room(ve, lrc));
	if (ret)
		return ret;
	ret = gpu->ops->context_pin(gpu, lrc->hw);
	ret = vgt_gpu_room(vgt_record_result(ve->vgpu, VGT_RECORD_CONTEXT_PIN, ve->id, ret));
	if (ret) {
		vgt_host_ggtt_give(ve->vgpu, vgt_lrc_room(ve, lrc));
		return ret;
	}
	vgt_lrc_record_pin(ve, lrc);
	lrc->port_pwr_clk = vgt_lrc_word(layout, lrc->hw->state, VGT_LRC_PWR_CLK);
	vgt_lrc_trace(ve, lrc);
	return 0;
}

/* Of an engine's contexts that linger, keep only the most recently used. */
static void vgt_lrc_trim(struct vgt_vengine *ve)
{
	struct vgt_lrc *lrc;
	u32 n = 0;

	list_for_each_entry(lrc, &ve->lrcs, link)
		if (lrc->lingers && ++n > VGT_LINGER_MAX)
			vgt_lrc_let_go(ve, lrc);
}

static bool vgt_lrc_may_linger(const struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	struct vgt_vgpu *vgpu = ve->vgpu;

	return !lrc->fresh && !vgpu->stopped && !vgpu->lost && !READ_ONCE(vgpu->dev->frozen) &&
	       !vgt_host_ggtt_tight(vgpu);
}

/**
 * vgt_lrc_unpin() - unpin a shadow, now or later
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @linger: the shadow may stay pinned for %VGT_LINGER_MS, for its next use
 */
void vgt_lrc_unpin(struct vgt_vengine *ve, struct vgt_lrc *lrc, bool linger)
{
	lockdep_assert_held(&ve->vgpu->lock);
	ve->doze_at = ktime_to_ns(vgt_record_now(ve->vgpu)) + VGT_DOZE_MS * NSEC_PER_MSEC;
	if (!lrc->hw->state)
		return;
	lrc->lingers = true;
	if (!linger || !vgt_lrc_may_linger(ve, lrc)) {
		vgt_lrc_let_go(ve, lrc);
		return;
	}
	lrc->linger_until = ktime_to_ns(vgt_record_now(ve->vgpu)) + VGT_LINGER_MS * NSEC_PER_MSEC;
	vgt_lrc_trim(ve);
	/* By then the time of those that linger already is over, too. */
	hrtimer_start(&ve->linger, ns_to_ktime(lrc->linger_until), HRTIMER_MODE_ABS);
}

/**
 * vgt_lrc_rest() - unpin shadows that have lingered long enough
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_lrc_rest(struct vgt_vengine *ve)
{
	u64 now = ktime_to_ns(vgt_record_now(ve->vgpu));
	struct vgt_lrc *lrc;

	lockdep_assert_held(&ve->vgpu->lock);
	list_for_each_entry(lrc, &ve->lrcs, link)
		if (lrc->lingers && now >= lrc->linger_until)
			vgt_lrc_let_go(ve, lrc);
}

/**
 * vgt_lrc_rest_all() - unpin all shadows that are not in use
 * @vgpu: the vGPU; its lock is held
 *
 * Return: whether one of them was still pinned.
 */
bool vgt_lrc_rest_all(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;
	struct vgt_lrc *lrc;
	bool any = false;

	lockdep_assert_held(&vgpu->lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_vengine *ve = &vgpu->engines[id];

		if (!ve->vgpu)
			continue;
		list_for_each_entry(lrc, &ve->lrcs, link)
			any |= vgt_lrc_let_go(ve, lrc);
	}
	return any;
}
