// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hardware's GGTT entries, set to what the guest's say.
 *
 * As with the hardware's TLB, new entries take effect at the next flush (GFX_FLSH_CNTL, a
 * submission, a reset). vgt_ggtt_sync() then looks at the pages of entries that
 * were written since, reads each entry once, and sets the hardware's entry to its
 * translation. It removes a mapping before it reads the page, so that a later
 * write faults and marks the page again.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "core/device_types.h"
#include "core/log.h"
#include "core/pace.h"
#include "core/record/record.h"
#include "core/regs/mmio.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "bar2.h"
#include "bar2_piece.h"
#include "fence_pool.h"
#include "ggtt.h"
#include "ggtt_entry.h"
#include "ggtt_table.h"
#include "pin.h"
#include "pin_block.h"

#define VGT_GGTT_ADDR		GENMASK_ULL(38, 12)

static u32 vgt_ggtt_compact(u64 entry)
{
	if (!(entry & VGT_GGTT_PRESENT))
		return 0;
	return VGT_KNOWN_PRESENT | (u32)((entry & VGT_GGTT_ADDR) >> 11);
}

/*
 * Pin the page that an entry points to. Return 0 if that fails: the entry is scratch then. If
 * the failure is temporary, or something ran out, set @again.
 */
static u64 vgt_ggtt_translate(struct vgt_vgpu *vgpu, u64 entry, u32 *known, bool *again)
{
	u32 compact = vgt_ggtt_compact(entry);
	struct vgt_pin *pin;

	*known = 0;
	if (!compact)
		return 0;
	pin = vgt_pin_get(vgpu, vgt_known_gfn(compact), NULL);
	if (IS_ERR(pin)) {
		*again |= PTR_ERR(pin) != -EFAULT;
		if (PTR_ERR(pin) == -EAGAIN) {
			vgpu->ggtt.waits = true;
			return 0;
		}
		vgpu->ggtt.ran_out |= PTR_ERR(pin) != -EFAULT;
		vgpu->stats.ggtt_refused++;
		vgt_dbg(vgpu, "GGTT entry %#llx points to no memory (%ld)\n", entry,
			PTR_ERR(pin));
		return 0;
	}
	*known = compact;
	return pin->page.dma | VGT_GGTT_PRESENT;
}

/* Write @count entries of a block, from number @i on. What BAR 2 shows changes with them. */
static void vgt_ggtt_put(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice, u32 block, u32 i,
			 u32 count, const u64 *hw)
{
	u32 first = slice->space.hw / VGT_GGTT_PAGE;
	u32 index = block * VGT_GGTT_BLOCK + i;

	if (vgt_bar2_hide(vgpu, slice, index, count)) {
		vgt_bar2_pieces_follow(vgpu, index, count, hw);
		if (vgpu->fences.on)
			vgt_fences_follow(vgpu, index, count, hw);
	}
	if (vgt_record_on(vgpu))
		vgt_record_number(vgpu, VGT_RECORD_GGTT, vgt_record_key(count, first + index),
				  vgt_record_hash(hw, count * sizeof(*hw)));
	vgpu->dev->gpu->ops->ggtt_write(vgpu->dev->gpu, first + index, count, hw);
	vgt_bar2_show(vgpu, slice, index, count);
}

/*
 * Take over the entries of a block that differ from the known ones. Return how
 * many; their old pages wait in limbo.
 */
static u32 vgt_ggtt_sync_entries(struct vgt_vgpu *vgpu,
				 struct vgt_ggtt_slice *slice, u32 block)
{
	struct vgt_ggtt *ggtt = &vgpu->ggtt;
	const u64 *entries = slice->blocks[block];
	u32 *known = slice->known[block];
	u32 run = 0, changed = 0;
	bool again = false;
	u32 i;

	for (i = 0; i < VGT_GGTT_BLOCK; i++) {
		u64 entry = READ_ONCE(entries[i]);
		u32 now, old = known[i];
		u64 hw;

		if (vgt_ggtt_compact(entry) == old) {
			if (run)
				vgt_ggtt_put(vgpu, slice, block, i - run, run, ggtt->hw);
			run = 0;
			continue;
		}
		hw = vgt_ggtt_translate(vgpu, entry, &now, &again);
		ggtt->hw[run++] = hw ?: vgt_ggtt_scratch_entry(vgpu);
		known[i] = now;
		if (old)
			vgt_pin_put(vgpu, vgt_known_gfn(old), NULL);
		changed++;
	}
	if (run)
		vgt_ggtt_put(vgpu, slice, block, i - run, run, ggtt->hw);
	/* They count when the memory can be pinned. */
	if (again)
		set_bit(block, slice->dirty);
	return changed;
}

/* Make room for what is noted of a block, before anything changes. */
static int vgt_ggtt_block_room(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice, u32 block)
{
	if (!slice->known[block])
		slice->known[block] = kcalloc(VGT_GGTT_BLOCK, sizeof(u32), GFP_KERNEL_ACCOUNT);
	return slice->known[block] ? vgt_bar2_room(vgpu, slice, block) : -ENOMEM;
}

/* What the guest has written to a block: the entries that are about to be taken over. */
static void vgt_ggtt_record(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice, u32 block)
{
	u64 key = vgt_record_key(slice - vgpu->ggtt.part, block);
	const u64 *entries = slice->blocks[block];
	const u32 *known = slice->known[block];
	u64 *changed = vgpu->ggtt.hw;
	u32 i, n = 0;

	if (!vgt_record_on(vgpu))
		return;
	for (i = 0; entries && i < VGT_GGTT_BLOCK; i++) {
		u64 entry = READ_ONCE(entries[i]) & (VGT_GGTT_ADDR | VGT_GGTT_PRESENT);

		if (vgt_ggtt_compact(entry) != known[i])
			changed[n++] = entry | i << 1;
	}
	vgt_record_io(vgpu, VGT_RECORD_ENTRIES, key, changed, n * sizeof(*changed));
}

static u32 vgt_ggtt_sync_block(struct vgt_vgpu *vgpu,
			       struct vgt_ggtt_slice *slice, u32 block)
{
	u64 start = slice->space.start / VGT_GGTT_PAGE * sizeof(u64);

	if (vgt_ggtt_block_room(vgpu, slice, block)) {
		/* Try again at the next flush. */
		set_bit(block, slice->dirty);
		vgpu->ggtt.ran_out = true;
		return 0;
	}
	/* What is written from here on counts at the next sync. */
	if (vgt_record_flag(vgpu, VGT_RECORD_STAYS, vgt_ggtt_block_stays(slice, block)))
		set_bit(block, slice->dirty);
	else
		vgpu->guest->ops->unmap(vgpu->guest,
					VGT_GGTT_ENTRIES_BASE + start +
					(u64)block * PAGE_SIZE, PAGE_SIZE);
	vgt_ggtt_record(vgpu, slice, block);
	return vgt_ggtt_sync_entries(vgpu, slice, block);
}

/* Entries lead elsewhere: who looked at what is behind them has to look again. */
static void vgt_ggtt_changed(struct vgt_vgpu *vgpu)
{
	vgpu->ggtt.changes++;
	vgpu->dev->gpu->ops->ggtt_flush(vgpu->dev->gpu);
}

/* What was taken over counts from here on; what was there before is let go of. */
static void vgt_ggtt_sync_end(struct vgt_vgpu *vgpu, u32 changed)
{
	if (!changed)
		return;
	vgpu->stats.ggtt_updates += changed;
	trace_vgt_ggtt_sync(vgpu->id, changed);
	vgt_ggtt_changed(vgpu);
	vgt_pins_reap(vgpu);
}

/* How many blocks are taken over in one piece, at most: a few thousand entries. */
#define VGT_GGTT_PIECE		4

/**
 * vgt_ggtt_sync() - take over the guest's changed entries
 * @vgpu: the vGPU; its lock is held, and released now and then by vgt_pace()
 *
 * Entries that cannot be taken over point to the scratch page. Does nothing while the vGPU
 * is stopped.
 *
 * Return: 0; -EAGAIN if some must be read again later (vgt_pins_retry()); -ENOMEM if
 * something ran out: then they are read again at the next flush.
 */
int vgt_ggtt_sync(struct vgt_vgpu *vgpu)
{
	u32 i, block, blocks = 0, changed = 0;

	lockdep_assert_held(&vgpu->lock);
	/* All of it goes: nothing is pinned anew. */
	if (vgpu->stopped)
		return 0;
	vgpu->ggtt.ran_out = false;
	vgpu->ggtt.waits = false;
	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		struct vgt_ggtt_slice *slice = &vgpu->ggtt.part[i];

		/* In a replay, these become dirty that were. */
		vgt_record_io(vgpu, VGT_RECORD_DIRTY, vgt_record_key(slice->nblocks, i),
			      slice->dirty, 0);
		for_each_set_bit(block, slice->dirty, slice->nblocks) {
			if (!test_and_clear_bit(block, slice->dirty))
				continue;
			changed += vgt_ggtt_sync_block(vgpu, slice, block);
			/* No entry that is replaced outlives the lock in a TLB. */
			if (vgpu->pace && ++blocks % VGT_GGTT_PIECE == 0) {
				vgt_ggtt_sync_end(vgpu, changed);
				changed = 0;
				vgt_pace(vgpu);
			}
		}
	}
	vgt_ggtt_sync_end(vgpu, changed);
	/* Also where it may be pinned by now: nothing runs without it. */
	if (vgpu->ggtt.waits)
		return -EAGAIN;
	return vgpu->ggtt.ran_out ? -ENOMEM : 0;
}

/**
 * vgt_ggtt_flush() - handle a guest's flush of its entries
 * @vgpu: the vGPU; its lock is held, and released now and then by vgt_pace()
 *
 * Like vgt_ggtt_sync(), but called from the guest's own processors.
 */
void vgt_ggtt_flush(struct vgt_vgpu *vgpu)
{
	struct vgt_pace pace;

	lockdep_assert_held(&vgpu->lock);
	vgt_pace_begin(vgpu, &pace, NULL);
	if (vgt_ggtt_sync(vgpu) == -EAGAIN)
		vgt_pins_retry(vgpu);
	vgt_pace_end(vgpu);
}

/* Point entries of a block to scratch: all, or those to pages of a range. */
static u32 vgt_ggtt_drop(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice,
			 u32 block, u64 gfn, u64 count)
{
	u64 *hw = vgpu->ggtt.hw;
	u32 *known = slice->known[block];
	u32 run = 0, changed = 0;
	u32 i;

	for (i = 0; known && i < VGT_GGTT_BLOCK; i++) {
		u64 page = vgt_known_gfn(known[i]);

		if (!known[i] || page < gfn || page - gfn >= count) {
			if (run)
				vgt_ggtt_put(vgpu, slice, block, i - run, run, hw);
			run = 0;
			continue;
		}
		hw[run++] = vgt_ggtt_scratch_entry(vgpu);
		known[i] = 0;
		vgt_pin_put(vgpu, page, NULL);
		changed++;
	}
	if (run)
		vgt_ggtt_put(vgpu, slice, block, i - run, run, hw);
	/* The entries are the guest's still, and count if the pages come back. */
	if (changed)
		set_bit(block, slice->dirty);
	return changed;
}

/**
 * vgt_ggtt_forget() - remove entries that point to guest memory that goes away
 * @vgpu: the vGPU; its lock is held, and released now and then by vgt_pace()
 * @gfn: first page
 * @count: how many
 *
 * Afterwards no entry points there. The pins wait for vgt_pins_reap().
 */
void vgt_ggtt_forget(struct vgt_vgpu *vgpu, u64 gfn, u64 count)
{
	u32 blocks = 0, changed = 0;
	u32 i, block;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		struct vgt_ggtt_slice *slice = &vgpu->ggtt.part[i];

		for (block = 0; slice->known && block < slice->nblocks; block++) {
			changed += vgt_ggtt_drop(vgpu, slice, block, gfn, count);
			/* As in vgt_ggtt_sync(). */
			if (vgpu->pace && changed && ++blocks % VGT_GGTT_PIECE == 0) {
				vgt_ggtt_changed(vgpu);
				changed = 0;
				vgt_pace(vgpu);
			}
		}
	}
	if (changed)
		vgt_ggtt_changed(vgpu);
}

static void vgt_ggtt_restore_block(struct vgt_vgpu *vgpu,
				   struct vgt_ggtt_slice *slice, u32 block)
{
	u32 first = slice->space.hw / VGT_GGTT_PAGE + block * VGT_GGTT_BLOCK;
	const u32 *known = slice->known[block];
	u32 i;

	for (i = 0; i < VGT_GGTT_BLOCK; i++) {
		struct vgt_pin *pin = NULL;

		if (known && known[i])
			pin = vgt_pin_find(vgpu, vgt_known_gfn(known[i]));
		vgpu->ggtt.hw[i] = pin ? pin->page.dma | VGT_GGTT_PRESENT :
					 vgt_ggtt_scratch_entry(vgpu);
	}
	vgpu->dev->gpu->ops->ggtt_write(vgpu->dev->gpu, first, VGT_GGTT_BLOCK,
					vgpu->ggtt.hw);
}

/**
 * vgt_ggtt_restore() - set the hardware's entries again, after a suspend
 * @vgpu: the vGPU; its lock is held
 */
void vgt_ggtt_restore(struct vgt_vgpu *vgpu)
{
	u32 i, block;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		struct vgt_ggtt_slice *slice = &vgpu->ggtt.part[i];

		for (block = 0; block < slice->nblocks; block++) {
			vgt_ggtt_restore_block(vgpu, slice, block);
			cond_resched();
		}
	}
	vgpu->dev->gpu->ops->ggtt_flush(vgpu->dev->gpu);
}
