// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words of a context image that no guest may set: registers that have no row, and commands
 * that no table has. Unprivileged batches may have changed them, as far as the hardware
 * allows it, so they belong to the context that ran.
 *
 * vgt does not show them to the guest, and does not read them from its image. For contexts
 * that have no shadow at the moment it keeps the words that the hardware saved last.
 *
 * A driver may initialise a context's image again, or create another context's at the same
 * address. Then CTX_TIMESTAMP in the image differs from the saved one, and the words that are
 * kept do not belong to the image.
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
#include "lrc_image.h"

/* Maximum number of contexts of an engine for which words are kept. */
#define VGT_LRC_OWN_MAX		1024

/**
 * struct vgt_lrc_own - words that are kept for a context
 * @link: in the engine's list, the most recently saved first
 * @lrca: GGTT address of the guest's image
 * @timestamp: CTX_TIMESTAMP that was saved to the guest's image
 * @words: the words that the layout's @own selects
 */
struct vgt_lrc_own {
	struct list_head link;
	u32 lrca;
	u32 timestamp;
	u32 words[];
};

static size_t vgt_own_size(const struct vgt_vengine *ve)
{
	return sizeof(struct vgt_lrc_own) + vgt_lrc_layout(ve)->nown * sizeof(u32);
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
 * vgt_lrc_own_save() - keep the words that the hardware saved for a context
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; it is pinned, not in flight, and holds its context's state
 * @timestamp: CTX_TIMESTAMP in the guest's image
 *
 * If there is no memory, nothing is kept. When the context has lost its shadow, it then starts
 * with the host's values.
 */
void vgt_lrc_own_save(struct vgt_vengine *ve, const struct vgt_lrc *lrc, u32 timestamp)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
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
 * vgt_lrc_own_anew() - check whether the guest has initialised a context's image again
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow
 * @timestamp: CTX_TIMESTAMP in the guest's image
 *
 * Return: true if it is certainly not the image that was saved last.
 */
bool vgt_lrc_own_anew(struct vgt_vengine *ve, const struct vgt_lrc *lrc, u32 timestamp)
{
	const struct vgt_lrc_own *own = vgt_own_find(ve, lrc);

	lockdep_assert_held(&ve->vgpu->lock);
	return own && own->timestamp != timestamp;
}

/**
 * vgt_lrc_own_load() - load a shadow with the words that are kept for its context
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow, pinned, with the host's words; vgt_lrc_own_anew() is false for it
 */
void vgt_lrc_own_load(struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
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
 * vgt_lrc_own_forget() - free all words that are kept for an engine's contexts
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
