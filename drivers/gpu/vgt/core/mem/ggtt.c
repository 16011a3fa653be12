// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GGTT of a vGPU: two slices of the hardware's, at the hardware's own
 * addresses. PVINFO tells the guest which ones.
 *
 * The guest's entries are plain memory that user space may map. As with the
 * hardware's TLB, new entries take effect at the next flush (GFX_FLSH_CNTL, a
 * submission, a reset). vgt_ggtt_sync() then looks at the pages of entries that
 * were written since, reads each entry once, and sets the hardware's entry to its
 * translation. It removes a mapping before it reads the page, so that a later
 * write faults and marks the page again.
 *
 * Source of the entry's format: Skylake PRM vol. 5 (memory views), "Global GTT";
 * i915's gt/intel_gtt.h.
 */
#include <linux/align.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/log.h"
#include "core/pace.h"
#include "core/regs/mmio.h"
#include "core/trace.h"
#include "core/type.h"
#include "core/vgpu_types.h"
#include "ggtt.h"
#include "pin.h"

#define VGT_GGTT_PAGE		4096
#define VGT_GGTT_PRESENT	BIT_ULL(0)
#define VGT_GGTT_ADDR		GENMASK_ULL(38, 12)

/*
 * An entry as it was taken over, in 32 bits: present in bit 0, the frame number
 * from bit 1 on. An entry has nothing else.
 */
#define VGT_KNOWN_PRESENT	BIT(0)

static u32 vgt_ggtt_compact(u64 entry)
{
	if (!(entry & VGT_GGTT_PRESENT))
		return 0;
	return VGT_KNOWN_PRESENT | (u32)((entry & VGT_GGTT_ADDR) >> 11);
}

static u64 vgt_known_gfn(u32 known)
{
	return known >> 1;
}

/* The slice and block that hold the entry at an offset in the table, or NULL. */
static struct vgt_ggtt_slice *vgt_ggtt_find(struct vgt_vgpu *vgpu, u64 offset,
					    u32 *block)
{
	u64 addr = offset / sizeof(u64) * VGT_GGTT_PAGE;
	u32 i;

	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		struct vgt_ggtt_slice *slice = &vgpu->ggtt.part[i];

		if (addr < slice->space.start ||
		    addr - slice->space.start >= slice->space.size)
			continue;
		*block = (addr - slice->space.start) /
			 (VGT_GGTT_BLOCK * VGT_GGTT_PAGE);
		return slice;
	}
	return NULL;
}

/**
 * vgt_ggtt_block_own() - check whether a page's entries are the vGPU's own
 * @vgpu: the vGPU; no lock is needed
 * @offset: byte in the table
 */
bool vgt_ggtt_block_own(struct vgt_vgpu *vgpu, u64 offset)
{
	u32 block;

	return vgt_ggtt_find(vgpu, offset, &block);
}

/**
 * vgt_ggtt_block_map() - get the memory behind a page of entries
 * @vgpu: the vGPU; no lock is needed
 * @offset: byte in the table
 *
 * Return: a page of entries that lives as long as @vgpu; NULL if @offset is in
 * none of its slices, or memory ran out.
 */
void *vgt_ggtt_block_map(struct vgt_vgpu *vgpu, u64 offset)
{
	struct vgt_ggtt_slice *slice;
	u64 *page, *old;
	u32 block;

	slice = vgt_ggtt_find(vgpu, offset, &block);
	if (!slice)
		return NULL;

	page = READ_ONCE(slice->blocks[block]);
	if (page)
		return page;
	page = (u64 *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!page)
		return NULL;
	old = cmpxchg(&slice->blocks[block], NULL, page);
	if (!old)
		return page;
	free_page((unsigned long)page);
	return old;
}

/*
 * KVM looks for a page again after its fault. If the page is gone by then, the guest dies
 * ("kvm run failed Bad address"). So a page stays mapped for this many milliseconds, and each
 * sync reads it again in that time.
 */
#define VGT_GGTT_STAYS_MS	20

/* Never 0, which is of a page that was not mapped yet. */
static u32 vgt_ggtt_now_ms(void)
{
	return (u32)ktime_to_ms(ktime_get()) ?: 1;
}

static bool vgt_ggtt_block_stays(const struct vgt_ggtt_slice *slice, u32 block)
{
	u32 faulted = READ_ONCE(slice->faulted[block]);

	return faulted && vgt_ggtt_now_ms() - faulted < VGT_GGTT_STAYS_MS;
}

/**
 * vgt_ggtt_block_dirty() - note that user space may write to a page of entries
 * @vgpu: the vGPU; no lock is needed
 * @offset: byte in the table
 *
 * Call this after the page became writable for user space, and before it can know.
 */
void vgt_ggtt_block_dirty(struct vgt_vgpu *vgpu, u64 offset)
{
	struct vgt_ggtt_slice *slice;
	u32 block;

	slice = vgt_ggtt_find(vgpu, offset, &block);
	if (!slice)
		return;
	WRITE_ONCE(slice->faulted[block], vgt_ggtt_now_ms());
	set_bit(block, slice->dirty);
}

/**
 * vgt_ggtt_read() - handle a guest's trapped read of entries
 * @vgpu: the vGPU; its lock is held
 * @offset: byte in the table
 * @buf: filled; 0 outside of the vGPU's slices
 * @len: 1 to 8, within one entry
 */
int vgt_ggtt_read(struct vgt_vgpu *vgpu, u64 offset, void *buf, u32 len)
{
	struct vgt_ggtt_slice *slice;
	u32 block;

	lockdep_assert_held(&vgpu->lock);
	vgpu->stats.ggtt_reads++;
	memset(buf, 0, len);
	slice = vgt_ggtt_find(vgpu, offset, &block);
	if (slice && slice->blocks[block])
		memcpy(buf, (u8 *)slice->blocks[block] + offset % PAGE_SIZE, len);
	return 0;
}

/**
 * vgt_ggtt_write() - handle a guest's trapped write of entries
 * @vgpu: the vGPU; its lock is held
 * @offset: byte in the table
 * @buf: the bytes
 * @len: 1 to 8, within one entry
 *
 * A write outside of the vGPU's slices is dropped.
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_ggtt_write(struct vgt_vgpu *vgpu, u64 offset, const void *buf, u32 len)
{
	struct vgt_ggtt_slice *slice;
	u32 block;
	u8 *page;

	lockdep_assert_held(&vgpu->lock);
	vgpu->stats.ggtt_writes++;
	slice = vgt_ggtt_find(vgpu, offset, &block);
	if (!slice) {
		vgpu->stats.ggtt_refused++;
		return 0;
	}
	page = vgt_ggtt_block_map(vgpu, offset);
	if (!page)
		return -ENOMEM;
	memcpy(page + offset % PAGE_SIZE, buf, len);
	set_bit(block, slice->dirty);
	return 0;
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

static u64 vgt_ggtt_scratch_entry(const struct vgt_ggtt *ggtt)
{
	return ggtt->scratch.dma | VGT_GGTT_PRESENT;
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
	u32 first = slice->space.start / VGT_GGTT_PAGE + block * VGT_GGTT_BLOCK;
	u32 run = 0, changed = 0;
	bool again = false;
	u32 i;

	for (i = 0; i < VGT_GGTT_BLOCK; i++) {
		u64 entry = READ_ONCE(entries[i]);
		u32 now, old = known[i];
		u64 hw;

		if (vgt_ggtt_compact(entry) == old) {
			if (run)
				vgpu->dev->gpu->ops->ggtt_write(vgpu->dev->gpu,
								first + i - run,
								run, ggtt->hw);
			run = 0;
			continue;
		}
		hw = vgt_ggtt_translate(vgpu, entry, &now, &again);
		ggtt->hw[run++] = hw ?: vgt_ggtt_scratch_entry(ggtt);
		known[i] = now;
		if (old)
			vgt_pin_put(vgpu, vgt_known_gfn(old), NULL);
		changed++;
	}
	if (run)
		vgpu->dev->gpu->ops->ggtt_write(vgpu->dev->gpu, first + i - run,
						run, ggtt->hw);
	/* They count when the memory can be pinned. */
	if (again)
		set_bit(block, slice->dirty);
	return changed;
}

static u32 vgt_ggtt_sync_block(struct vgt_vgpu *vgpu,
			       struct vgt_ggtt_slice *slice, u32 block)
{
	u64 start = slice->space.start / VGT_GGTT_PAGE * sizeof(u64);

	if (!slice->known[block]) {
		slice->known[block] = kcalloc(VGT_GGTT_BLOCK, sizeof(u32),
					      GFP_KERNEL_ACCOUNT);
		if (!slice->known[block]) {
			/* Try again at the next flush. */
			set_bit(block, slice->dirty);
			return 0;
		}
	}
	/* What is written from here on counts at the next sync. */
	if (vgt_ggtt_block_stays(slice, block))
		set_bit(block, slice->dirty);
	else
		vgpu->guest->ops->unmap(vgpu->guest,
					VGT_GGTT_ENTRIES_BASE + start +
					(u64)block * PAGE_SIZE, PAGE_SIZE);
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
	u32 first = slice->space.start / VGT_GGTT_PAGE + block * VGT_GGTT_BLOCK;
	u64 scratch = vgt_ggtt_scratch_entry(&vgpu->ggtt);
	u32 *known = slice->known[block];
	u32 changed = 0;
	u32 i;

	for (i = 0; known && i < VGT_GGTT_BLOCK; i++) {
		u64 page = vgt_known_gfn(known[i]);

		if (!known[i] || page < gfn || page - gfn >= count)
			continue;
		vgpu->dev->gpu->ops->ggtt_write(vgpu->dev->gpu, first + i, 1,
						&scratch);
		known[i] = 0;
		vgt_pin_put(vgpu, page, NULL);
		changed++;
	}
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

/**
 * vgt_ggtt_owns() - check whether a range of GGTT addresses belongs to a vGPU
 * @vgpu: the vGPU
 * @addr: first byte
 * @len: bytes, at least 1
 */
bool vgt_ggtt_owns(const struct vgt_vgpu *vgpu, u64 addr, u64 len)
{
	u32 i;

	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		const struct vgt_gpu_range *space = &vgpu->ggtt.part[i].space;

		if (addr >= space->start && addr - space->start < space->size &&
		    len <= space->size - (addr - space->start))
			return true;
	}
	return false;
}

/*
 * Find the entries that were taken over from an address on, up to the end of their page; NULL
 * if there are none. @count is reduced to their number, and never increased.
 */
static const u32 *vgt_ggtt_known(struct vgt_vgpu *vgpu, u64 addr, u32 *count)
{
	u64 index = addr / VGT_GGTT_PAGE;
	struct vgt_ggtt_slice *slice;
	u32 block;

	slice = vgt_ggtt_find(vgpu, index * sizeof(u64), &block);
	if (!slice || !slice->known[block])
		return NULL;
	*count = min_t(u32, *count, VGT_GGTT_BLOCK - index % VGT_GGTT_BLOCK);
	return slice->known[block] + index % VGT_GGTT_BLOCK;
}

/**
 * vgt_ggtt_va() - get the guest memory behind a GGTT address
 * @vgpu: the vGPU; its lock is held
 * @addr: GGTT address
 *
 * Return: the byte's address in the kernel, valid to the end of its page until
 * the lock is released; NULL if no entry that was taken over maps it.
 */
void *vgt_ggtt_va(struct vgt_vgpu *vgpu, u64 addr)
{
	u32 count = 1;
	const u32 *known = vgt_ggtt_known(vgpu, addr, &count);
	struct vgt_pin *pin;

	lockdep_assert_held(&vgpu->lock);
	if (!known || !*known)
		return NULL;
	pin = vgt_pin_find(vgpu, vgt_known_gfn(*known));
	return pin ? pin->page.va + addr % VGT_GGTT_PAGE : NULL;
}

/**
 * vgt_ggtt_mapped() - check for guest memory behind all of some pages of GGTT space
 * @vgpu: the vGPU; its lock is held
 * @addr: GGTT address of the first
 * @count: pages
 */
bool vgt_ggtt_mapped(struct vgt_vgpu *vgpu, u64 addr, u32 count)
{
	const u32 *known;
	u32 n, i;

	lockdep_assert_held(&vgpu->lock);
	for (; count; count -= n, addr += (u64)n * VGT_GGTT_PAGE) {
		n = count;
		known = vgt_ggtt_known(vgpu, addr, &n);
		if (!known)
			return false;
		for (i = 0; i < n; i++)
			if (!known[i])
				return false;
	}
	return true;
}

static int vgt_ggtt_known_pages(struct xa_state *xas, const u32 *known, void **va, u32 count)
{
	struct vgt_pin *pin;
	u32 i;

	for (i = 0; i < count; i++) {
		pin = known[i] ? vgt_pin_walk(xas, vgt_known_gfn(known[i])) : NULL;
		if (!pin)
			return -EFAULT;
		va[i] = pin->page.va;
	}
	return 0;
}

/**
 * vgt_ggtt_pages() - get the guest memory behind pages of GGTT space
 * @vgpu: the vGPU; its lock is held
 * @addr: GGTT address of the first
 * @va: filled with what vgt_ggtt_va() returns for each
 * @count: pages
 *
 * Return: 0, or -EFAULT if one is not mapped.
 */
int vgt_ggtt_pages(struct vgt_vgpu *vgpu, u64 addr, void **va, u32 count)
{
	XA_STATE(xas, &vgpu->pins.by_gfn, 0);
	const u32 *known;
	int ret = 0;
	u32 n;

	lockdep_assert_held(&vgpu->lock);
	rcu_read_lock();
	for (; count && !ret; count -= n, addr += (u64)n * VGT_GGTT_PAGE, va += n) {
		n = count;
		known = vgt_ggtt_known(vgpu, addr, &n);
		ret = known ? vgt_ggtt_known_pages(&xas, known, va, n) : -EFAULT;
	}
	rcu_read_unlock();
	return ret;
}

/**
 * vgt_ggtt_copy_from() - copy guest memory by GGTT address, each byte once
 * @vgpu: the vGPU; its lock is held
 * @buf: filled
 * @addr: GGTT address
 * @len: bytes
 *
 * Return: 0, or -EFAULT if a part is not mapped.
 */
int vgt_ggtt_copy_from(struct vgt_vgpu *vgpu, void *buf, u64 addr, u32 len)
{
	lockdep_assert_held(&vgpu->lock);
	while (len) {
		u32 n = min_t(u32, len, VGT_GGTT_PAGE - addr % VGT_GGTT_PAGE);
		const void *va = vgt_ggtt_va(vgpu, addr);

		if (!va)
			return -EFAULT;
		memcpy(buf, va, n);
		buf += n;
		addr += n;
		len -= n;
	}
	return 0;
}

static void vgt_ggtt_slice_fini(struct vgt_vgpu *vgpu,
				struct vgt_ggtt_slice *slice)
{
	u32 i;

	for (i = 0; i < slice->nblocks; i++) {
		if (slice->blocks && slice->blocks[i])
			free_page((unsigned long)slice->blocks[i]);
		if (slice->known)
			kfree(slice->known[i]);
	}
	kvfree(slice->blocks);
	kvfree(slice->known);
	bitmap_free(slice->dirty);
	kvfree(slice->faulted);
	if (slice->space.size)
		vgpu->dev->gpu->ops->ggtt_release(vgpu->dev->gpu, &slice->space);
	memset(slice, 0, sizeof(*slice));
}

/* All entries of a new slice point to the vGPU's own scratch page. */
static void vgt_ggtt_slice_clear(struct vgt_vgpu *vgpu,
				 struct vgt_ggtt_slice *slice)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u32 first = slice->space.start / VGT_GGTT_PAGE;
	u32 i;

	for (i = 0; i < VGT_GGTT_BLOCK; i++)
		vgpu->ggtt.hw[i] = vgt_ggtt_scratch_entry(&vgpu->ggtt);
	for (i = 0; i < slice->nblocks; i++)
		gpu->ops->ggtt_write(gpu, first + i * VGT_GGTT_BLOCK,
				     VGT_GGTT_BLOCK, vgpu->ggtt.hw);
}

static int vgt_ggtt_slice_init(struct vgt_vgpu *vgpu,
			       struct vgt_ggtt_slice *slice, u64 size, bool low)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	int ret;

	ret = gpu->ops->ggtt_reserve(gpu, &slice->space, size,
				     (u64)VGT_GGTT_BLOCK * VGT_GGTT_PAGE, low);
	if (ret) {
		vgt_err(vgpu, "cannot reserve %llu MB of %s GGTT space: %d\n",
			size >> 20, low ? "aperture" : "hidden", ret);
		return ret;
	}
	slice->nblocks = size / (VGT_GGTT_BLOCK * VGT_GGTT_PAGE);
	slice->blocks = kvcalloc(slice->nblocks, sizeof(*slice->blocks),
				 GFP_KERNEL);
	slice->known = kvcalloc(slice->nblocks, sizeof(*slice->known),
				GFP_KERNEL);
	slice->dirty = bitmap_zalloc(slice->nblocks, GFP_KERNEL);
	slice->faulted = kvcalloc(slice->nblocks, sizeof(*slice->faulted), GFP_KERNEL);
	if (!slice->blocks || !slice->known || !slice->dirty || !slice->faulted) {
		vgt_ggtt_slice_fini(vgpu, slice);
		return -ENOMEM;
	}
	vgt_ggtt_slice_clear(vgpu, slice);
	return 0;
}

/**
 * vgt_ggtt_init() - reserve a vGPU's slices
 * @vgpu: the vGPU; its type says their sizes
 *
 * Return: 0; -ENOSPC if the GGTT has no hole of the size; -ENOMEM.
 */
int vgt_ggtt_init(struct vgt_vgpu *vgpu)
{
	struct vgt_ggtt *ggtt = &vgpu->ggtt;
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	int ret;

	ggtt->hw = kmalloc_array(VGT_GGTT_BLOCK, sizeof(u64), GFP_KERNEL);
	if (!ggtt->hw)
		return -ENOMEM;
	ret = gpu->ops->page_alloc(gpu, &ggtt->scratch, false);
	if (ret)
		goto err_hw;
	ret = vgt_ggtt_slice_init(vgpu, &ggtt->part[VGT_GGTT_LOW],
				  (u64)vgpu->type->low_mb << 20, true);
	if (ret)
		goto err_scratch;
	ret = vgt_ggtt_slice_init(vgpu, &ggtt->part[VGT_GGTT_HIGH],
				  (u64)vgpu->type->high_mb << 20, false);
	if (ret)
		goto err_low;
	gpu->ops->ggtt_flush(gpu);
	return 0;

err_low:
	vgt_ggtt_slice_fini(vgpu, &ggtt->part[VGT_GGTT_LOW]);
err_scratch:
	gpu->ops->page_free(gpu, &ggtt->scratch);
err_hw:
	kfree(ggtt->hw);
	return ret;
}

/**
 * vgt_ggtt_reset() - clear all entries
 * @vgpu: the vGPU; its lock is held, nothing of it runs
 */
void vgt_ggtt_reset(struct vgt_vgpu *vgpu)
{
	u32 i, block;

	lockdep_assert_held(&vgpu->lock);
	vgt_ggtt_forget(vgpu, 0, U64_MAX);
	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		struct vgt_ggtt_slice *slice = &vgpu->ggtt.part[i];

		for (block = 0; block < slice->nblocks; block++)
			if (slice->blocks[block])
				memset(slice->blocks[block], 0, PAGE_SIZE);
	}
	vgt_pins_reap(vgpu);
}

static void vgt_ggtt_restore_block(struct vgt_vgpu *vgpu,
				   struct vgt_ggtt_slice *slice, u32 block)
{
	u32 first = slice->space.start / VGT_GGTT_PAGE + block * VGT_GGTT_BLOCK;
	const u32 *known = slice->known[block];
	u32 i;

	for (i = 0; i < VGT_GGTT_BLOCK; i++) {
		struct vgt_pin *pin = NULL;

		if (known && known[i])
			pin = vgt_pin_find(vgpu, vgt_known_gfn(known[i]));
		vgpu->ggtt.hw[i] = pin ? pin->page.dma | VGT_GGTT_PRESENT :
					 vgt_ggtt_scratch_entry(&vgpu->ggtt);
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

		for (block = 0; block < slice->nblocks; block++)
			vgt_ggtt_restore_block(vgpu, slice, block);
	}
	vgpu->dev->gpu->ops->ggtt_flush(vgpu->dev->gpu);
}

/**
 * vgt_ggtt_fini() - release a vGPU's slices
 * @vgpu: the vGPU; nothing of it runs, user space maps nothing
 */
void vgt_ggtt_fini(struct vgt_vgpu *vgpu)
{
	struct vgt_ggtt *ggtt = &vgpu->ggtt;

	vgt_ggtt_forget(vgpu, 0, U64_MAX);
	vgt_pins_reap(vgpu);
	vgt_ggtt_slice_fini(vgpu, &ggtt->part[VGT_GGTT_HIGH]);
	vgt_ggtt_slice_fini(vgpu, &ggtt->part[VGT_GGTT_LOW]);
	vgpu->dev->gpu->ops->page_free(vgpu->dev->gpu, &ggtt->scratch);
	kfree(ggtt->hw);
}
