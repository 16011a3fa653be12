// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of the guest's memory, pinned and unpinned by VFIO.
 */
#include <linux/iommu.h>
#include <linux/mm.h>

#include "vfio.h"

/**
 * vgt_vfio_hold() - pin consecutive pages of the guest, all or none
 * @v: the device
 * @gfn: the first one's number, as the device sees it
 * @count: how many
 * @pages: filled
 *
 * Return: 0; -EFAULT if one has no memory; -ENOMEM at the limit of locked memory.
 */
int vgt_vfio_hold(struct vgt_vfio *v, u64 gfn, u32 count, struct page **pages)
{
	int ret = vfio_pin_pages(&v->vdev, gfn << PAGE_SHIFT, count, IOMMU_READ | IOMMU_WRITE,
				 pages);

	if (ret == count)
		return 0;
	return ret == -ENOMEM ? -ENOMEM : -EFAULT;
}

/**
 * vgt_vfio_let_go() - unpin what vgt_vfio_hold() pinned
 * @v: the device
 * @gfn: the first page's number
 * @count: how many: what several calls pinned, or a part, unless vgt_pins_as_pinned()
 */
void vgt_vfio_let_go(struct vgt_vfio *v, u64 gfn, u32 count)
{
	vfio_unpin_pages(&v->vdev, gfn << PAGE_SHIFT, count);
}
