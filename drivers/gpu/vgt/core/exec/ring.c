// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's ring: judge its state, and copy its commands.
 */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "core/audit/audit.h"
#include "core/device_types.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/mem/account.h"
#include "core/mem/ggtt.h"
#include "core/mem/ggtt_space.h"
#include "core/vgpu_types.h"
#include "bracket.h"
#include "lrc.h"
#include "ring.h"

#define VGT_RING_PAGES		GENMASK(20, 12)
#define VGT_RING_WRAPS		GENMASK(31, 21)
#define VGT_RING_VALID		BIT(0)

/* Words that vgt adds to a request's. */
#define VGT_RING_ADDED		(VGT_BRACKET_WORDS + VGT_CLOSE_WORDS)

/**
 * vgt_ring_size() - the size of a guest's ring
 * @ring: its state
 *
 * Return: bytes.
 */
u32 vgt_ring_size(const struct vgt_ring_state *ring)
{
	return (ring->ctl & VGT_RING_PAGES) + 4096;
}

/**
 * vgt_ring_check() - check that a guest's ring is usable
 * @ve: the engine
 * @ring: the ring's state
 *
 * Return: 0; -EINVAL if it is off or its positions are outside of it; -EFAULT if it is not in the
 * vGPU's own GGTT space.
 */
int vgt_ring_check(struct vgt_vengine *ve, const struct vgt_ring_state *ring)
{
	u32 size = vgt_ring_size(ring);

	if (!(ring->ctl & VGT_RING_VALID) ||
	    (ring->head & VGT_RING_OFFSET) >= size ||
	    (ring->tail & VGT_RING_OFFSET) >= size)
		return -EINVAL;
	if (!vgt_ggtt_owns(ve->vgpu, ring->start & VGT_RING_ADDR, size))
		return -EFAULT;
	return 0;
}

/**
 * vgt_ring_shadow_size() - the size of the shadow's ring
 * @ring: the state of the guest's ring
 *
 * Return: bytes: room for a whole ring of the guest, up to the maximum.
 */
u32 vgt_ring_shadow_size(const struct vgt_ring_state *ring)
{
	u32 added = VGT_RING_ADDED * sizeof(u32);
	u64 size = 2 * (vgt_ring_size(ring) + added) + VGT_RING_MARGIN;

	return min_t(u64, size, VGT_RING_MAX);
}

/**
 * vgt_ring_fits() - check that a request fits at any position in the shadow's ring
 * @ve: the engine
 * @lrc: the shadow context
 * @words: of the guest's commands
 *
 * Otherwise i915 would let it overwrite itself, or wait for room that only this request could
 * free.
 *
 * Return: 0 or -E2BIG.
 */
int vgt_ring_fits(struct vgt_vengine *ve, const struct vgt_lrc *lrc, u32 words)
{
	u64 need = 2ull * sizeof(u32) * (words + VGT_RING_ADDED) + VGT_RING_MARGIN;

	if (need <= lrc->hw->ring_size)
		return 0;
	vgt_warn(ve->vgpu, "%s: refused %u bytes of commands at once: the host's ring takes %u of one submission\n",
		 vgt_engines[ve->id].name, words * 4,
		 (lrc->hw->ring_size - VGT_RING_MARGIN) / 2 - VGT_RING_ADDED * 4);
	return -E2BIG;
}

/**
 * vgt_ring_free() - free an engine's copy of the ring's commands
 * @ve: the engine; nothing of it is in flight
 */
void vgt_ring_free(struct vgt_vengine *ve)
{
	kvfree(ve->cs);
	vgt_account_give(ve->vgpu, ve->cs_room * sizeof(*ve->cs));
	ve->cs = NULL;
	ve->cs_room = 0;
}

static int vgt_ring_room(struct vgt_vengine *ve, u32 words)
{
	int ret;

	if (ve->cs_room >= words)
		return 0;
	vgt_ring_free(ve);
	ret = vgt_account_take(ve->vgpu, words * sizeof(*ve->cs));
	if (ret)
		return ret;
	ve->cs_room = words;
	ve->cs = kvmalloc_array(words, sizeof(*ve->cs), GFP_KERNEL_ACCOUNT);
	if (ve->cs)
		return 0;
	vgt_ring_free(ve);
	return -ENOMEM;
}

/**
 * vgt_ring_copy() - copy the commands from head to tail, in one or two pieces
 * @ve: the engine, in whose @cs they are afterwards, with room for those that vgt adds
 * @ring: the ring's state, which vgt_ring_check() has found usable
 *
 * Return: the number of words; -EFAULT if the ring is not mapped; -ENOMEM or -ENOSPC.
 */
int vgt_ring_copy(struct vgt_vengine *ve, const struct vgt_ring_state *ring)
{
	u32 start = ring->start & VGT_RING_ADDR;
	u32 head = ring->head & VGT_RING_OFFSET;
	u32 tail = ring->tail & VGT_RING_OFFSET;
	u32 size = vgt_ring_size(ring);
	u32 len = tail >= head ? tail - head : size - head + tail;
	u32 first;
	int ret;

	ret = vgt_ring_room(ve, len / 4 + VGT_RING_ADDED);
	if (ret)
		return ret;
	first = min(len, size - head);
	ret = vgt_ggtt_copy_from(ve->vgpu, ve->cs, start + head, first);
	if (!ret && len > first)
		ret = vgt_ggtt_copy_from(ve->vgpu, ve->cs + first / 4, start,
					 len - first);
	return ret ?: len / 4;
}

/**
 * vgt_ring_head_at() - RING_HEAD after commands have run
 * @ring: the ring's state
 * @words: their number of words from the head: up to the tail, or a part
 *
 * Return: the register, with its count of wraps.
 */
u32 vgt_ring_head_at(const struct vgt_ring_state *ring, u32 words)
{
	u32 head = (ring->head & VGT_RING_OFFSET) + words * 4;
	u32 wraps = ring->head & VGT_RING_WRAPS;
	u32 size = vgt_ring_size(ring);

	return head < size ? wraps | head : (wraps + BIT(21)) | (head - size);
}
