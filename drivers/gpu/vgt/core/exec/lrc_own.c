// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a context image holds, and no guest may choose: registers that have no row, and
 * commands that no table knows. Batches without privileges may have set them all the same,
 * as far as the hardware lets them, so they belong to the context that ran.
 *
 * They are not shown to the guest, nor taken from its image. vgt keeps them for contexts
 * that have no shadow at the moment, as the hardware saved them last.
 *
 * A driver may make a context's image anew, or another context's at the same place: then the
 * image has another CTX_TIMESTAMP than was saved there, and what is kept is not that one's.
 */
#include <linux/bitmap.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/slab.h>

#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/mem/account.h"
#include "core/vgpu_types.h"
#include "lrc.h"

/* Contexts of an engine of which something is kept. */
#define VGT_LRC_OWN_MAX		1024

/**
 * struct vgt_lrc_own - what is kept of a context
 * @link: in the engine's list, the one saved last first
 * @lrca: GGTT address of the guest's image
 * @timestamp: CTX_TIMESTAMP as it was saved in the guest's image
 * @words: the words of the layout's @own
 */
struct vgt_lrc_own {
	struct list_head link;
	u32 lrca;
	u32 timestamp;
	u32 words[];
};

static const struct vgt_lrc_layout *vgt_own_layout(const struct vgt_vengine *ve)
{
	return &ve->vgpu->dev->lrc[ve->id];
}

static size_t vgt_own_size(const struct vgt_vengine *ve)
{
	return sizeof(struct vgt_lrc_own) + vgt_own_layout(ve)->nown * sizeof(u32);
}

static struct vgt_lrc_own *vgt_own_find(struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	struct vgt_lrc_own *own;

	list_for_each_entry(own, &ve->owns, link)
		if (own->lrca == lrc->lrca)
			return own;
	return NULL;
}

static struct vgt_lrc_own *vgt_own_create(struct vgt_vengine *ve)
{
	struct vgt_lrc_own *own;

	if (ve->nowns == VGT_LRC_OWN_MAX)
		return list_last_entry(&ve->owns, struct vgt_lrc_own, link);
	if (vgt_account_take(ve->vgpu, vgt_own_size(ve)))
		return NULL;
	own = kzalloc(vgt_own_size(ve), GFP_KERNEL_ACCOUNT);
	if (!own) {
		vgt_account_give(ve->vgpu, vgt_own_size(ve));
		return NULL;
	}
	list_add(&own->link, &ve->owns);
	ve->nowns++;
	return own;
}

/**
 * vgt_lrc_own_save() - keep what the hardware saved of a context
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow, pinned; nothing of it is in flight, and it is its context's
 * @timestamp: CTX_TIMESTAMP, as the guest's image has it now
 *
 * Without memory nothing is kept: without its shadow the context starts with the host's
 * values.
 */
void vgt_lrc_own_save(struct vgt_vengine *ve, const struct vgt_lrc *lrc, u32 timestamp)
{
	const struct vgt_lrc_layout *layout = vgt_own_layout(ve);
	struct vgt_lrc_own *own = vgt_own_find(ve, lrc) ?: vgt_own_create(ve);
	u32 pos, i = 0;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!own)
		return;
	list_move(&own->link, &ve->owns);
	own->lrca = lrc->lrca;
	own->timestamp = timestamp;
	for_each_set_bit(pos, layout->own, layout->words)
		own->words[i++] = lrc->hw->state[pos];
}

/**
 * vgt_lrc_own_anew() - has the guest made the image of a context anew?
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow
 * @timestamp: CTX_TIMESTAMP in the guest's image
 *
 * Return: true where it is surely not the image that was saved last.
 */
bool vgt_lrc_own_anew(struct vgt_vengine *ve, const struct vgt_lrc *lrc, u32 timestamp)
{
	const struct vgt_lrc_own *own = vgt_own_find(ve, lrc);

	lockdep_assert_held(&ve->vgpu->lock);
	return own && own->timestamp != timestamp;
}

/**
 * vgt_lrc_own_load() - give a shadow what is kept of its context
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow, pinned, with the host's words; the guest's image is not made anew
 */
void vgt_lrc_own_load(struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_own_layout(ve);
	const struct vgt_lrc_own *own = vgt_own_find(ve, lrc);
	u32 pos, i = 0;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!own)
		return;
	for_each_set_bit(pos, layout->own, layout->words)
		lrc->hw->state[pos] = own->words[i++];
	if (layout->word[VGT_LRC_TIMESTAMP])
		lrc->hw->state[layout->word[VGT_LRC_TIMESTAMP]] = own->timestamp;
}

/**
 * vgt_lrc_own_forget() - nothing is kept of an engine's contexts any more
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_lrc_own_forget(struct vgt_vengine *ve)
{
	struct vgt_lrc_own *own, *next;

	lockdep_assert_held(&ve->vgpu->lock);
	list_for_each_entry_safe(own, next, &ve->owns, link) {
		list_del(&own->link);
		vgt_account_give(ve->vgpu, vgt_own_size(ve));
		kfree(own);
	}
	ve->nowns = 0;
}
