// SPDX-License-Identifier: GPL-2.0-only
/*
 * 2 MiB pages of guest memory: pinned as a whole, and as 512 pages of 4 KiB if the host's are
 * not contiguous.
 */
#include <linux/err.h>

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
	while (count--)
		vgt_pin_put(vgpu, gfn + count, sp);
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
	struct vgt_pin *pin;
	u32 i;

	for (i = 0; i < VGT_PT_ENTRIES; i++) {
		pin = vgt_pin_get(vgpu, gfn + i, sp);
		if (IS_ERR(pin)) {
			vgt_huge_unpin(vgpu, sp, gfn, i);
			return PTR_ERR(pin) == -EFAULT ? 0 : PTR_ERR(pin);
		}
		if (!i)
			*dma = pin->page.dma;
		if (pin->page.dma != *dma + i * (u64)VGT_PT_SIZE ||
		    *dma & ~VGT_PDE_2M_ADDR) {
			vgt_huge_unpin(vgpu, sp, gfn, i + 1);
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
