// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory that may not be pinned for a while, because the hypervisor takes it away.
 */
#include <linux/lockdep.h>
#include <linux/minmax.h>

#include "core/compat.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "pin_block.h"

static enum hrtimer_restart vgt_pins_retry_now(struct hrtimer *timer)
{
	struct vgt_vgpu *vgpu = container_of(timer, struct vgt_vgpu, pins.retry);
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			queue_work(vgpu->wq, &vgpu->engines[id].step);
	return HRTIMER_NORESTART;
}

/**
 * vgt_pins_block_init() - initialise the blocks of a set of pins: there are none
 * @vgpu: the owner
 */
void vgt_pins_block_init(struct vgt_vgpu *vgpu)
{
	vgt_hrtimer_setup(&vgpu->pins.retry, vgt_pins_retry_now, CLOCK_MONOTONIC,
			  HRTIMER_MODE_ABS);
}

static bool vgt_block_overlaps(const struct vgt_block *block, u64 first, u64 last)
{
	return first <= block->last && last >= block->first;
}

/* Is it of no interest any more, not even if the same memory goes again? */
static bool vgt_block_is_old(const struct vgt_block *block)
{
	return !block->held &&
	       ktime_after(ktime_get(),
			   ktime_add_ns(block->until, VGT_BLOCK_AGAIN_MS * NSEC_PER_MSEC));
}

/* The time of a block from now on. */
static ktime_t vgt_block_end(struct vgt_vgpu *vgpu, const struct vgt_block *block)
{
	return ktime_add_ns(vgt_record_now(vgpu), block->ms * NSEC_PER_MSEC);
}

static void vgt_block_remove(struct vgt_pins *pins, u32 i)
{
	pins->blocks[i] = pins->blocks[--pins->nblocks];
}

/* Make @block hold what another one does, too. */
static void vgt_block_merge(struct vgt_block *block, const struct vgt_block *other)
{
	block->first = min(block->first, other->first);
	block->last = max(block->last, other->last);
	block->ms = max(block->ms, other->ms);
	block->until = max(block->until, other->until);
	block->held += other->held;
	if (block->by != other->by)
		block->by = NULL;
}

/* There is no room: the two that lie next to one another become one. */
static void vgt_blocks_make_room(struct vgt_pins *pins)
{
	u64 gap, least = U64_MAX;
	u32 i, k, a = 0, b = 1;

	for (i = 0; i < pins->nblocks; i++) {
		for (k = 0; k < pins->nblocks; k++) {
			if (i == k || pins->blocks[k].first <= pins->blocks[i].last)
				continue;
			gap = pins->blocks[k].first - pins->blocks[i].last;
			if (gap >= least)
				continue;
			least = gap;
			a = i;
			b = k;
		}
	}
	vgt_block_merge(&pins->blocks[a], &pins->blocks[b]);
	vgt_block_remove(pins, b);
}

/* A thread is through with what it took away before, apart from what overlaps with @but. */
static bool vgt_blocks_end(struct vgt_pins *pins, const void *by, const struct vgt_block *but)
{
	bool ended = false;
	u32 i = 0;

	while (i < pins->nblocks) {
		const struct vgt_block *block = &pins->blocks[i];

		if (!by || block->by != by || block->held ||
		    (but && vgt_block_overlaps(block, but->first, but->last))) {
			i++;
			continue;
		}
		vgt_block_remove(pins, i);
		ended = true;
	}
	return ended;
}

/**
 * vgt_pins_block() - block new pins of memory that is being removed
 * @vgpu: whose memory; its lock is held
 * @gfn: first page
 * @count: how many, at least 1
 * @by: the thread that removes it, and then calls vgt_pins_called(); NULL if it is not
 *	known
 *
 * Call vgt_pins_removed() when the vGPU does not use it any more. How long that takes depends on
 * the guest: the time limit counts from then.
 *
 * VFIO repeats its request only a few times, for all devices of its container in turn, until
 * nothing is pinned in a range. If something still is, it gives up. So the guest's processors
 * and work may not pin the range again until VFIO is done: vgt_pin_get() returns -EAGAIN. VFIO
 * is done when the thread calls with something else, or when a time limit has passed.
 */
void vgt_pins_block(struct vgt_vgpu *vgpu, u64 gfn, u64 count, const void *by)
{
	struct vgt_pins *pins = &vgpu->pins;
	struct vgt_block block = { .first = gfn, .last = gfn + count - 1, .held = 1, .by = by };
	u32 i = 0;

	lockdep_assert_held(&vgpu->lock);
	vgt_blocks_end(pins, by, &block);
	while (i < pins->nblocks) {
		const struct vgt_block *old = &pins->blocks[i];

		if (vgt_block_overlaps(old, block.first, block.last) &&
		    !vgt_block_is_old(old))
			vgt_block_merge(&block, old);
		else if (!vgt_block_is_old(old)) {
			i++;
			continue;
		}
		vgt_block_remove(pins, i);
	}
	block.ms = block.ms ? min(2 * block.ms, VGT_BLOCK_MS_MAX) : VGT_BLOCK_MS;
	block.until = vgt_block_end(vgpu, &block);
	if (pins->nblocks == VGT_BLOCKS)
		vgt_blocks_make_room(pins);
	pins->blocks[pins->nblocks++] = block;
}

/**
 * vgt_pins_removed() - note that a removal of memory is over, for this vGPU
 * @vgpu: whose memory; its lock is held
 * @gfn: as with vgt_pins_block(), which was called for it
 * @count: likewise
 */
void vgt_pins_removed(struct vgt_vgpu *vgpu, u64 gfn, u64 count)
{
	struct vgt_pins *pins = &vgpu->pins;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < pins->nblocks; i++) {
		struct vgt_block *block = &pins->blocks[i];

		/* Blocks do not overlap: it is in one of them. */
		if (!vgt_block_overlaps(block, gfn, gfn + count - 1))
			continue;
		block->held--;
		block->until = vgt_block_end(vgpu, block);
	}
}

/**
 * vgt_pins_are_blocked() - check whether pages may not be pinned at present
 * @vgpu: the vGPU; its lock is held
 * @gfn: guest frame number of the first
 * @count: how many, at least 1
 *
 * Return: true if memory is being removed at one of them (vgt_pins_retry()).
 */
bool vgt_pins_are_blocked(struct vgt_vgpu *vgpu, u64 gfn, u32 count)
{
	struct vgt_pins *pins = &vgpu->pins;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < pins->nblocks; i++) {
		const struct vgt_block *block = &pins->blocks[i];

		if (!vgt_block_overlaps(block, gfn, gfn + count - 1) ||
		    (!block->held && !ktime_before(vgt_record_now(vgpu), block->until)))
			continue;
		pins->blocked = block->held ? vgt_block_end(vgpu, block) : block->until;
		return true;
	}
	return false;
}

/**
 * vgt_pins_retry() - try again when memory that is blocked may be pinned
 * @vgpu: the vGPU; its lock is held, and vgt_pin_get() has returned -EAGAIN
 */
void vgt_pins_retry(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	vgpu->pins.again = true;
	hrtimer_start(&vgpu->pins.retry, vgpu->pins.blocked, HRTIMER_MODE_ABS);
}

/**
 * vgt_pins_to_retry() - check whether it is time to try blocked pins again
 * @vgpu: the vGPU; its lock is held
 *
 * Return: true once.
 */
bool vgt_pins_to_retry(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	if (!vgpu->pins.again || ktime_before(vgt_record_now(vgpu), vgpu->pins.blocked))
		return false;
	vgpu->pins.again = false;
	return true;
}

/**
 * vgt_pins_called() - end the block of memory that a thread has removed
 * @vgpu: the vGPU; its lock is held
 * @by: the thread
 *
 * A guest with an IOMMU of its own makes the hypervisor remove and map memory all the time.
 */
void vgt_pins_called(struct vgt_vgpu *vgpu, const void *by)
{
	struct vgt_pins *pins = &vgpu->pins;

	lockdep_assert_held(&vgpu->lock);
	if (!pins->nblocks || !vgt_blocks_end(pins, by, NULL))
		return;
	pins->blocked = 0;
	if (pins->again)
		vgt_pins_retry(vgpu);
}
