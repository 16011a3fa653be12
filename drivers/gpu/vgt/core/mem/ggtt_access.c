// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's memory by GGTT address: through the entries that were taken over.
 */
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "ggtt.h"
#include "ggtt_entry.h"
#include "ggtt_table.h"
#include "pin.h"
#include "pin_run.h"

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
		/* The picture of a cursor may be other bytes; sections read words alone. */
		if (!(n % sizeof(u32)))
			vgt_record_words(vgpu, VGT_RECORD_MEMORY, addr, buf, n);
		buf += n;
		addr += n;
		len -= n;
	}
	return 0;
}
