// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory, through the VFIO container in which the hypervisor maps it.
 */
#include <linux/dma-mapping.h>
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

static struct device *vgt_vfio_dma_device(const struct vgt_vfio *v)
{
	return v->parent->host->dev;
}

static void vgt_vfio_unmap_pages(struct vgt_vfio *v, u32 count, struct vgt_guest_page **pages)
{
	while (count--)
		dma_unmap_page(vgt_vfio_dma_device(v), pages[count]->dma, PAGE_SIZE,
			       DMA_BIDIRECTIONAL);
}

/* Each by itself, as they may be unpinned one by one. */
static int vgt_vfio_map_pages(struct vgt_vfio *v, u32 count, struct page **held,
			      struct vgt_guest_page **pages)
{
	struct device *dev = vgt_vfio_dma_device(v);
	dma_addr_t dma;
	u32 i;

	for (i = 0; i < count; i++) {
		dma = dma_map_page(dev, held[i], 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
		if (dma_mapping_error(dev, dma)) {
			vgt_vfio_unmap_pages(v, i, pages);
			return -ENOMEM;
		}
		pages[i]->va = page_address(held[i]);
		pages[i]->dma = dma;
	}
	return 0;
}

/* Pin pages, and map them for the GPU. See struct vgt_guest_ops. */
int vgt_vfio_pin(struct vgt_guest *guest, u64 gfn, u32 count, struct vgt_guest_page **pages)
{
	struct vgt_vfio *v = guest_to_vfio(guest);
	struct page *held[VGT_GUEST_RUN];
	int ret;

	ret = vgt_vfio_hold(v, gfn, count, held);
	if (ret)
		return ret;
	ret = vgt_vfio_map_pages(v, count, held, pages);
	if (ret)
		goto err_let_go;
	if (vgt_pins_as_pinned(&v->vdev))
		ret = vgt_vfio_run_add(v, gfn, count, pages);
	if (ret)
		goto err_unmap;
	return 0;

err_unmap:
	vgt_vfio_unmap_pages(v, count, pages);
err_let_go:
	vgt_vfio_let_go(v, gfn, count);
	return ret;
}

/* Let pages go. See struct vgt_guest_ops. */
void vgt_vfio_unpin(struct vgt_guest *guest, u64 gfn, u32 count, struct vgt_guest_page **pages)
{
	struct vgt_vfio *v = guest_to_vfio(guest);

	vgt_vfio_unmap_pages(v, count, pages);
	if (vgt_pins_as_pinned(&v->vdev))
		vgt_vfio_run_put(v, gfn, count, pages);
	else
		vgt_vfio_let_go(v, gfn, count);
}

/* The hypervisor takes memory away: when this returns nothing holds it. */
void vgt_vfio_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);

	vgt_vgpu_memory_gone(v->vgpu, iova, length, current);
	if (vgt_pins_as_pinned(vdev) && length >> PAGE_SHIFT)
		vgt_vfio_run_gone(v, iova >> PAGE_SHIFT, length >> PAGE_SHIFT);
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
