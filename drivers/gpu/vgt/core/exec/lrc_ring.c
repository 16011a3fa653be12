// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a context image says of its ring, its page tables, and the batches that run when it is
 * restored.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/convert.h"
#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/platform.h"
#include "core/vgpu_types.h"
#include "lrc.h"
#include "lrc_image.h"

/**
 * vgt_lrc_ring_state() - read the ring state from a guest's context image
 * @ve: the engine; the vGPU's lock is held
 * @elem: the context
 * @ring: set to the state; each word is read once
 *
 * Return: 0; -EFAULT if the image is not mapped; -EOPNOTSUPP if the layout of images is not
 * known.
 */
int vgt_lrc_ring_state(struct vgt_vengine *ve, const struct vgt_elem *elem,
		       struct vgt_ring_state *ring)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	const u32 *page = vgt_lrc_read_page(ve, elem->lrca, 0);
	u32 i;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!page)
		return -EFAULT;
	if (!vgt_lrc_layout_usable(layout))
		return -EOPNOTSUPP;
	ring->control = vgt_lrc_word(layout, page, VGT_LRC_CONTROL);
	ring->head = vgt_lrc_word(layout, page, VGT_LRC_HEAD);
	ring->tail = vgt_lrc_word(layout, page, VGT_LRC_TAIL);
	ring->start = vgt_lrc_word(layout, page, VGT_LRC_START);
	ring->ctl = vgt_lrc_word(layout, page, VGT_LRC_CTL);
	ring->per_ctx = vgt_lrc_word(layout, page, VGT_LRC_PER_CTX);
	ring->indirect = vgt_lrc_word(layout, page, VGT_LRC_INDIRECT);
	for (i = 0; i < ARRAY_SIZE(ring->pdp); i++)
		ring->pdp[i] = vgt_u64(vgt_lrc_word(layout, page, VGT_LRC_PDP + 2 * i + 1),
				       vgt_lrc_word(layout, page, VGT_LRC_PDP + 2 * i));
	return 0;
}

/**
 * vgt_lrc_ring_next() - get the ring state of a guest's context as it will be after a request
 * @ve: the engine; the vGPU's lock is held
 * @work: the request, which may be in flight
 * @ring: set to the state: as the image has it, but for what will be saved when @work is done
 *
 * Return: as vgt_lrc_ring_state().
 */
int vgt_lrc_ring_next(struct vgt_vengine *ve, const struct vgt_workload *work,
		      struct vgt_ring_state *ring)
{
	int ret = vgt_lrc_ring_state(ve, &work->elem, ring);

	if (ret)
		return ret;
	ring->head = work->tail;
	ring->control = work->control & ~VGT_CTX_RESTORE_INHIBIT;
	if (work->nspaces)
		memcpy(ring->pdp, work->pdp, sizeof(ring->pdp));
	return 0;
}

static void vgt_lrc_set_pdp(const struct vgt_lrc_layout *layout, u32 *page,
			    const u64 *pdp)
{
	u32 i;

	for (i = 0; i < 4; i++) {
		vgt_lrc_set_word(layout, page, VGT_LRC_PDP + 2 * i, lower_32_bits(pdp[i]));
		vgt_lrc_set_word(layout, page, VGT_LRC_PDP + 2 * i + 1,
				 upper_32_bits(pdp[i]));
	}
}

/**
 * vgt_lrc_set_roots() - set the page-table roots of a shadow
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @pdp: four roots from vgt_ppgtt_roots()
 */
void vgt_lrc_set_roots(struct vgt_vengine *ve, struct vgt_lrc *lrc, const u64 *pdp)
{
	lockdep_assert_held(&ve->vgpu->lock);
	vgt_lrc_set_pdp(vgt_lrc_layout(ve), lrc->hw->state, pdp);
}

/**
 * vgt_lrc_save_roots() - save page-table roots that the guest's commands have loaded
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow
 * @pdp: four roots with the guest's addresses
 *
 * If the guest's image is not mapped, nothing is saved.
 */
void vgt_lrc_save_roots(struct vgt_vengine *ve, const struct vgt_lrc *lrc, const u64 *pdp)
{
	u32 *page = vgt_lrc_guest_page(ve, lrc->lrca, 0);

	lockdep_assert_held(&ve->vgpu->lock);
	if (page)
		vgt_lrc_set_pdp(vgt_lrc_layout(ve), page, pdp);
}

/**
 * vgt_lrc_set_batches() - set the batches that run each time a shadow is restored
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @per_ctx: BB_PER_CTX_PTR
 * @indirect: INDIRECT_CTX; the platform sets INDIRECT_CTX_OFFSET, not the guest
 */
void vgt_lrc_set_batches(struct vgt_vengine *ve, struct vgt_lrc *lrc, u32 per_ctx,
			 u32 indirect)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	u32 *state = lrc->hw->state;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_lrc_set_word(layout, state, VGT_LRC_PER_CTX, per_ctx);
	vgt_lrc_set_word(layout, state, VGT_LRC_INDIRECT, indirect);
	if (indirect)
		vgt_lrc_set_word(layout, state, VGT_LRC_INDIRECT_OFFSET,
				 ve->vgpu->dev->gpu->desc.platform->indirect_ctx_offset);
}
