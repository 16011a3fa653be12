// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadow contexts: a few of a guest's contexts per engine have a shadow that stays. lrc_image.c
 * fills it.
 */
#include <linux/err.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/slab.h>

#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/mem/account.h"
#include "core/record/record.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "lrc.h"

#define VGT_LRC_CACHE		8

static struct vgt_lrc *vgt_lrc_find(struct vgt_vengine *ve,
				    const struct vgt_elem *elem)
{
	struct vgt_lrc *lrc;

	list_for_each_entry(lrc, &ve->lrcs, link)
		if (lrc->lrca == elem->lrca)
			return lrc;
	return NULL;
}

/* Bytes to charge for a shadow: its image and its ring. */
static u64 vgt_lrc_bytes(const struct vgt_vengine *ve, u32 ring_size)
{
	return ve->vgpu->dev->gpu->desc.context_size[ve->id] + ring_size;
}

static void vgt_lrc_destroy(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;

	vgt_lrc_let_go(ve, lrc);
	if (lrc->traced)
		trace_vgt_context(ve->vgpu->id, ve->id, lrc->traced, false);
	vgt_account_give(ve->vgpu, vgt_lrc_bytes(ve, lrc->hw->ring_size));
	gpu->ops->context_destroy(gpu, lrc->hw);
	list_del(&lrc->link);
	ve->nlrcs--;
	kfree(lrc);
}

/* The port may make a ring larger than it has to. */
static void vgt_lrc_record(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	s64 ret[2] = { PTR_ERR_OR_ZERO(lrc->hw) };

	if (!vgt_record_on(ve->vgpu))
		return;
	if (!ret[0])
		ret[1] = lrc->hw->ring_size;
	vgt_record_io(ve->vgpu, VGT_RECORD_CONTEXT, ve->id, ret, sizeof(ret));
	if (ret[0])
		lrc->hw = ERR_PTR(ret[0]);
	else if (!IS_ERR(lrc->hw))
		lrc->hw->ring_size = ret[1];
}

static struct vgt_lrc *vgt_lrc_create(struct vgt_vengine *ve, u32 ring_size)
{
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;
	struct vgt_lrc *lrc;
	int ret;

	/* The port may make the ring larger: see vgt_account_grown() below. */
	ret = vgt_account_take(ve->vgpu, vgt_lrc_bytes(ve, ring_size));
	if (ret)
		return ERR_PTR(ret);
	ret = -ENOMEM;
	lrc = kzalloc(sizeof(*lrc), GFP_KERNEL_ACCOUNT);
	if (!lrc)
		goto err_memory;
	lrc->hw = gpu->ops->context_create(gpu, ve->id, ring_size);
	vgt_lrc_record(ve, lrc);
	if (IS_ERR(lrc->hw)) {
		ret = PTR_ERR(lrc->hw);
		goto err_free;
	}
	vgt_account_grown(ve->vgpu, lrc->hw->ring_size - ring_size);
	lrc->hw->owner = ve;
	list_add(&lrc->link, &ve->lrcs);
	ve->nlrcs++;
	return lrc;

err_free:
	kfree(lrc);
err_memory:
	vgt_account_give(ve->vgpu, vgt_lrc_bytes(ve, ring_size));
	return ERR_PTR(ret);
}

/**
 * vgt_lrc_get() - get the shadow of a guest's context
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 * @elem: the context
 * @ring_size: minimum size of its ring in bytes
 *
 * If the cache is full, take over the shadow of the least recently used context.
 *
 * Return: the shadow, or an error pointer: -ENOMEM, or -ENOSPC if the vGPU's account is full.
 */
struct vgt_lrc *vgt_lrc_get(struct vgt_vengine *ve, const struct vgt_elem *elem,
			    u32 ring_size)
{
	struct vgt_lrc *lrc = vgt_lrc_find(ve, elem);

	lockdep_assert_held(&ve->vgpu->lock);
	if (lrc && lrc->hw->ring_size >= ring_size) {
		list_move(&lrc->link, &ve->lrcs);
		return lrc;
	}
	if (!lrc && ve->nlrcs == VGT_LRC_CACHE)
		lrc = list_last_entry(&ve->lrcs, struct vgt_lrc, link);
	if (lrc && lrc->hw->ring_size < ring_size) {
		vgt_lrc_destroy(ve, lrc);
		lrc = NULL;
	}
	if (!lrc) {
		lrc = vgt_lrc_create(ve, ring_size);
		if (IS_ERR(lrc))
			return lrc;
	}
	vgt_lrc_let_go(ve, lrc);
	list_move(&lrc->link, &ve->lrcs);
	lrc->lrca = elem->lrca;
	lrc->fresh = true;
	lrc->resident = false;
	return lrc;
}

/**
 * vgt_lrc_spoiled() - mark a shadow whose state may belong to another context
 * @lrc: the shadow; nothing of it is in flight
 *
 * For a request that was lost by a reset, or cancelled. The host's driver may have initialised
 * the image again, without a restore. Then the hardware saved the state of the context that
 * ran before. None of it is shown to the guest. The shadow is loaded from the host's image
 * again.
 */
void vgt_lrc_spoiled(struct vgt_lrc *lrc)
{
	lrc->fresh = true;
	lrc->resident = false;
}

/**
 * vgt_lrc_leave() - mark all contexts of an engine as not resident
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_lrc_leave(struct vgt_vengine *ve)
{
	struct vgt_lrc *lrc;

	lockdep_assert_held(&ve->vgpu->lock);
	list_for_each_entry(lrc, &ve->lrcs, link)
		lrc->resident = false;
}

/**
 * vgt_lrc_forget() - free all shadows of an engine
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 */
void vgt_lrc_forget(struct vgt_vengine *ve)
{
	struct vgt_lrc *lrc, *next;

	lockdep_assert_held(&ve->vgpu->lock);
	list_for_each_entry_safe(lrc, next, &ve->lrcs, link)
		vgt_lrc_destroy(ve, lrc);
}
