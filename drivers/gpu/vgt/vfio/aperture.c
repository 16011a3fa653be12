// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's region of BAR 2, the aperture. A vGPU has a part of it, which user space maps. With
 * virtual GGTT addresses, bar2.c shows guest memory there: the hardware's aperture would be the
 * host's.
 */
#include <linux/io.h>
#include <linux/mm.h>

#include "../core/device_types.h"
#include "../core/mem/ggtt_space.h"
#include "../core/mem/ggtt_types.h"
#include "../core/vgpu_types.h"
#include "region.h"

static u64 vgt_aperture_size(const struct vgt_vfio *v)
{
	return vgt_bar2_size(v->parent->dev);
}

static u32 vgt_aperture_areas(const struct vgt_vfio *v, struct vgt_area *areas)
{
	const struct vgt_ggtt_space *low = &v->vgpu->ggtt.part[VGT_GGTT_LOW].space;

	areas[0].offset = low->start;
	areas[0].size = low->size;
	return 1;
}

/* It is there to be mapped; this is for debuggers. */
static int vgt_aperture_access(struct vgt_vfio *v, u64 offset, void *buf, u32 len,
			       bool write)
{
	const struct vgt_ggtt_space *low = &v->vgpu->ggtt.part[VGT_GGTT_LOW].space;
	void __iomem *va;

	if (offset < low->start || offset - low->start >= low->size ||
	    len > low->size - (offset - low->start))
		return -EPERM;
	if (vgt_ggtt_virtual(v->parent->dev))
		return vgt_vfio_bar2_access(v, offset, buf, len, write);
	va = ioremap_wc(v->parent->host->aperture + offset, len);
	if (!va)
		return -ENOMEM;
	if (write)
		memcpy_toio(va, buf, len);
	else
		memcpy_fromio(buf, va, len);
	iounmap(va);
	return 0;
}

static int vgt_aperture_read(struct vgt_vfio *v, u64 offset, void *buf, u32 len)
{
	return vgt_aperture_access(v, offset, buf, len, false);
}

static int vgt_aperture_write(struct vgt_vfio *v, u64 offset, const void *buf, u32 len)
{
	return vgt_aperture_access(v, offset, (void *)buf, len, true);
}

/* Pages that a fault in the aperture maps at once. */
#define VGT_APERTURE_AROUND	(64 * PAGE_SIZE)

/* A kernel may manage the aperture as memory: such pages are not for vmf_insert_pfn(). */
static vm_fault_t vgt_aperture_insert(struct vm_area_struct *vma, unsigned long addr,
				      unsigned long pfn)
{
	return WARN_ON_ONCE(pfn_valid(pfn)) ? VM_FAULT_SIGBUS : vmf_insert_pfn(vma, addr, pfn);
}

/*
 * Map page by page, not by remap_pfn_range(). That function reserves the mapping as a whole,
 * and x86 does not find the reservation again when user space removes parts of the mapping, or
 * moves it.
 */
static vm_fault_t vgt_aperture_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct vgt_vfio *v = vma->vm_private_data;
	unsigned long pfn = (v->parent->host->aperture + vgt_region_vma_offset(vma)) >> PAGE_SHIFT;
	unsigned long addr = ALIGN_DOWN(vmf->address, VGT_APERTURE_AROUND);
	unsigned long end = min(addr + VGT_APERTURE_AROUND, vma->vm_end);
	vm_fault_t ret;

	ret = vgt_aperture_insert(vma, vmf->address & PAGE_MASK,
				  pfn + ((vmf->address - vma->vm_start) >> PAGE_SHIFT));
	/* The others are not asked for: they may as well fail. */
	for (addr = max(addr, vma->vm_start); ret == VM_FAULT_NOPAGE && addr < end;
	     addr += PAGE_SIZE)
		if (vgt_aperture_insert(vma, addr,
					pfn + ((addr - vma->vm_start) >> PAGE_SHIFT)) !=
		    VM_FAULT_NOPAGE)
			break;
	return ret;
}

static const struct vm_operations_struct vgt_aperture_ops = {
	.fault = vgt_aperture_fault,
};

static int vgt_aperture_mmap(struct vgt_vfio *v, struct vm_area_struct *vma, u64 offset)
{
	if (vgt_ggtt_virtual(v->parent->dev)) {
		vgt_vfio_bar2_mmap(v, vma);
		return 0;
	}
	/* Not VM_PFNMAP: see bar2.c. */
	vgt_vma_flags_set(vma, VM_MIXEDMAP | VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	vma->vm_private_data = v;
	vma->vm_ops = &vgt_aperture_ops;
	return 0;
}

const struct vgt_region vgt_region_bar2 = {
	.name = "BAR 2",
	.size_of = vgt_aperture_size,
	.flags = VGT_REGION_RW | VFIO_REGION_INFO_FLAG_MMAP,
	.widest = 8,
	.areas = vgt_aperture_areas,
	.read = vgt_aperture_read,
	.write = vgt_aperture_write,
	.mmap = vgt_aperture_mmap,
};
