// SPDX-License-Identifier: GPL-2.0-only
/*
 * 2 MiB pages of guest memory: pinned as a whole, and as 512 pages of 4 KiB if the host's are
 * not contiguous.
 */
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>

#include "core/guest_port.h"
#include "core/vgpu_types.h"
#include "pin.h"
#include "pin_types.h"
#include "ppgtt_entry.h"
#include "shadow_entry.h"

/**
 * vgt_huge_unpin() - unpin the pages of a 2 MiB page
 * @vgpu: the vGPU; its lock is held
 * @sp: the table whose entry led there
 * @gfn: the first
 * @count: how many
 */
void vgt_huge_unpin(struct vgt_vgpu *vgpu, const struct vgt_shadow_page *sp,
		    u64 gfn, u32 count)
{
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < count; i++)
		vgt_pin_put(vgpu, gfn + i, sp);
}

/* Are the pages of a run one after another for the GPU? */
static bool vgt_huge_fits(struct vgt_pin * const *pins, u32 count, u64 dma)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (pins[i]->page.dma != dma + i * (u64)VGT_PT_SIZE)
			return false;
	return true;
}

/**
 * vgt_huge_pin() - pin all of a 2 MiB page
 * @vgpu: the vGPU; its lock is held, and not released: until all pages are pinned and the
 *	entry is set, a removal of memory cannot see these pins
 * @sp: the table whose entry is to lead there
 * @gfn: the first page
 * @dma: set to its address for the GPU
 *
 * Return: 1; 0, with nothing pinned, if the guest has no memory there, or the host's pages are
 * not contiguous and aligned as the hardware needs; or an error of vgt_pin_get()'s.
 */
int vgt_huge_pin(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u64 gfn, u64 *dma)
{
	struct vgt_pin *pins[VGT_GUEST_RUN];
	u32 i, n;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < VGT_PT_ENTRIES; i += n) {
		/* Many are not even aligned: one page tells. */
		n = i ? min_t(u32, VGT_GUEST_RUN, VGT_PT_ENTRIES - i) : 1;
		ret = vgt_pins_get(vgpu, gfn + i, n, sp, pins);
		if (ret) {
			vgt_huge_unpin(vgpu, sp, gfn, i);
			return ret == -EFAULT ? 0 : ret;
		}
		if (!i)
			*dma = pins[0]->page.dma;
		if (!vgt_huge_fits(pins, n, *dma + i * (u64)VGT_PT_SIZE) ||
		    *dma & ~VGT_PDE_2M_ADDR) {
			vgt_huge_unpin(vgpu, sp, gfn, i + n);
			return 0;
		}
	}
	return 1;
}

/**
 * vgt_huge_part() - get the entry of a 4 KiB page that is part of a 2 MiB page
 * @guest: the guest's entry of the latter
 * @i: which part
 *
 * Return: it, see vgt_pte_compact().
 */
u32 vgt_huge_part(u64 guest, u32 i)
{
	u64 entry = guest & (VGT_PTE_FLAGS & ~VGT_PTE_PAT);

	if (guest & VGT_PDE_PAT)
		entry |= VGT_PTE_PAT;
	return vgt_pte_compact(entry | ((guest & VGT_PDE_2M_ADDR) +
					i * (u64)VGT_PT_SIZE));
}
