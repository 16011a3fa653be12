// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory: through the VFIO container that the hypervisor maps it in.
 */
#include <linux/dma-mapping.h>
#include <linux/iommu.h>
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include "vfio.h"

/* Copy from guest memory. See struct vgt_guest_ops. */
int vgt_vfio_mem_read(struct vgt_guest *guest, u64 gpa, void *buf, u32 len)
{
	return vfio_dma_rw(&guest_to_vfio(guest)->vdev, gpa, buf, len, false) ?
	       -EFAULT : 0;
}

/* Pin a page, and map it for the GPU. See struct vgt_guest_ops. */
int vgt_vfio_pin(struct vgt_guest *guest, u64 gfn, struct vgt_guest_page *page)
{
	struct vgt_vfio *v = guest_to_vfio(guest);
	struct device *dev = v->parent->host->dev;
	struct page *p;
	dma_addr_t dma;
	int ret;

	ret = vfio_pin_pages(&v->vdev, gfn << PAGE_SHIFT, 1,
			     IOMMU_READ | IOMMU_WRITE, &p);
	if (ret != 1)
		return ret == -ENOMEM ? -ENOMEM : -EFAULT;

	dma = dma_map_page(dev, p, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(dev, dma)) {
		vfio_unpin_pages(&v->vdev, gfn << PAGE_SHIFT, 1);
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
	vfio_unpin_pages(&v->vdev, gfn << PAGE_SHIFT, 1);
}

/* The hypervisor takes memory away: when this returns nothing holds it. */
void vgt_vfio_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	vgt_vgpu_memory_gone(to_vgt_vfio(vdev)->vgpu, iova, length, current);
}

/*
 * Charge memory to the process that has the device open, not to whoever runs: the core works
 * for it on threads of the kernel's. See struct vgt_guest_ops.
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
