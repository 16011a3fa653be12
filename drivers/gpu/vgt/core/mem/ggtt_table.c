// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GGTT entries of a guest, as it wrote them: plain memory that user space may map, one
 * page of it at a time. ggtt_sync.c takes them over.
 */
#include <linux/bitmap.h>
#include <linux/gfp.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/vgpu_types.h"
#include "ggtt.h"
#include "ggtt_entry.h"
#include "ggtt_table.h"

/**
 * vgt_ggtt_find() - find the slice and the page of entries that hold an entry
 * @vgpu: the vGPU; no lock is needed
 * @offset: byte in the table
 * @block: set to the page's number in the slice
 *
 * Return: the slice, or NULL.
 */
struct vgt_ggtt_slice *vgt_ggtt_find(struct vgt_vgpu *vgpu, u64 offset, u32 *block)
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

/**
 * vgt_ggtt_block_stays() - check whether a page of entries has to stay mapped for now
 * @slice: the slice
 * @block: the page's number in it
 */
bool vgt_ggtt_block_stays(const struct vgt_ggtt_slice *slice, u32 block)
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
