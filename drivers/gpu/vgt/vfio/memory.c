// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory, through the VFIO container in which the hypervisor maps it.
 */
#include <linux/dma-mapping.h>
#include <linux/iommu.h>
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include "../core/vgpu.h"
#include "vfio.h"

/* Copy from guest memory. See struct vgt_guest_ops. */
int vgt_vfio_mem_read(struct vgt_guest *guest, u64 gpa, void *buf, u32 len)
{
	return vfio_dma_rw(&guest_to_vfio(guest)->vdev, gpa, buf, len, false) ?
	       -EFAULT : 0;
}

/**
 * vgt_vfio_hold() - pin a page of the guest
 * @v: the device
 * @gfn: its number, as the device sees it
 * @page: filled
 *
 * Return: 0; -EFAULT if there is no memory; -ENOMEM at the limit of locked memory.
 */
int vgt_vfio_hold(struct vgt_vfio *v, u64 gfn, struct page **page)
{
	int ret = vfio_pin_pages(&v->vdev, gfn << PAGE_SHIFT, 1, IOMMU_READ | IOMMU_WRITE, page);

	if (ret == 1)
		return 0;
	return ret == -ENOMEM ? -ENOMEM : -EFAULT;
}

/**
 * vgt_vfio_let_go() - unpin what vgt_vfio_hold() pinned
 * @v: the device
 * @gfn: the page's number
 */
void vgt_vfio_let_go(struct vgt_vfio *v, u64 gfn)
{
	vfio_unpin_pages(&v->vdev, gfn << PAGE_SHIFT, 1);
}

/* Pin a page, and map it for the GPU. See struct vgt_guest_ops. */
int vgt_vfio_pin(struct vgt_guest *guest, u64 gfn, struct vgt_guest_page *page)
{
	struct vgt_vfio *v = guest_to_vfio(guest);
	struct device *dev = v->parent->host->dev;
	struct page *p;
	dma_addr_t dma;
	int ret;

	ret = vgt_vfio_hold(v, gfn, &p);
	if (ret)
		return ret;

	dma = dma_map_page(dev, p, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(dev, dma)) {
		vgt_vfio_let_go(v, gfn);
		return -ENOMEM;
	}
	page->va = page_address(p);
	page->dma = dma;
	return 0;
}

/* Let a page go. See struct vgt_guest_ops. */
void vgt_vfio_unpin(struct vgt_guest *guest, u64 gfn, struct vgt_guest_page *page)
{
	struct vgt_vfio *v = guest_to_vfio(guest);

	dma_unmap_page(v->parent->host->dev, page->dma, PAGE_SIZE,
		       DMA_BIDIRECTIONAL);
	vgt_vfio_let_go(v, gfn);
}

/* The hypervisor takes memory away: when this returns nothing holds it. */
void vgt_vfio_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	vgt_vgpu_memory_gone(to_vgt_vfio(vdev)->vgpu, iova, length, current);
}

/*
 * Charge memory to the process that has the device open, not to the current one: the core works
 * for that process on kernel threads. See struct vgt_guest_ops.
 */
void *vgt_vfio_charge_begin(struct vgt_guest *guest)
{
	return set_active_memcg(guest_to_vfio(guest)->memcg);
}

/* No longer. See struct vgt_guest_ops. */
void vgt_vfio_charge_end(struct vgt_guest *guest, void *cookie)
{
	set_active_memcg(cookie);
}
