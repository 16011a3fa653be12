// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's region of BAR 0: registers, of which nearly all trap, and GGTT entries. User space maps
 * the entries, and registers that are memory (core/regs/mapped.c).
 */
#include <linux/mm.h>

#include "../core/entry.h"
#include "../core/mem/ggtt.h"
#include "../core/regs/mapped.h"
#include "../core/regs/mmio.h"
#include "region.h"

/*
 * User space may map all GGTT entries in one piece, which costs a hypervisor one memory slot.
 *
 * Drivers write the whole table when they resume: a million entries, of which few are theirs.
 * With a trap for each, that would take minutes.
 */
static u32 vgt_bar0_areas(const struct vgt_vfio *v, struct vgt_area *areas)
{
	areas[0].offset = VGT_GGTT_ENTRIES_BASE;
	areas[0].size = VGT_BAR0_SIZE - VGT_GGTT_ENTRIES_BASE;
	areas[1].offset = VGT_MAPPED_FIRST;
	areas[1].size = VGT_MAPPED_SIZE;
	return 2;
}

static int vgt_bar0_region_read(struct vgt_vfio *v, u64 offset, void *buf, u32 len)
{
	return vgt_vgpu_bar0_read(v->vgpu, offset, buf, len, current);
}

static int vgt_bar0_region_write(struct vgt_vfio *v, u64 offset, const void *buf, u32 len)
{
	return vgt_vgpu_bar0_write(v->vgpu, offset, buf, len, current);
}

/*
 * The memory behind a page of entries, or NULL. Entries outside of the vGPU's slices share a page
 * that only the guest itself reads.
 */
static void *vgt_entries_page(struct vgt_vfio *v, u64 offset)
{
	return vgt_ggtt_block_own(v->vgpu, offset) ? vgt_ggtt_block_map(v->vgpu, offset) :
						     v->foreign;
}

static void *vgt_vma_page(struct vgt_vfio *v, u64 offset)
{
	if (offset < VGT_GGTT_ENTRIES_BASE)
		return vgt_mapped_page(v->vgpu, offset);
	return vgt_entries_page(v, offset - VGT_GGTT_ENTRIES_BASE);
}

/* A page of entries becomes writable first, and is marked then: see core/mem/ggtt_sync.c. */
static vm_fault_t vgt_vma_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct vgt_vfio *v = vma->vm_private_data;
	u64 offset = VGT_REGION_OFFSET((u64)vmf->pgoff << PAGE_SHIFT);
	vm_fault_t ret = VM_FAULT_SIGBUS;
	void *page;

	mutex_lock(&v->vmas_lock);
	if (vgt_vma_known(v, vma)) {
		page = vgt_vma_page(v, offset);
		ret = page ? vmf_insert_pfn(vma, vmf->address,
					    page_to_pfn(virt_to_page(page))) :
			     VM_FAULT_OOM;
		if (offset >= VGT_GGTT_ENTRIES_BASE)
			vgt_ggtt_block_dirty(v->vgpu, offset - VGT_GGTT_ENTRIES_BASE);
	}
	mutex_unlock(&v->vmas_lock);
	return ret;
}

static const struct vm_operations_struct vgt_vma_ops = {
	.open = vgt_vma_open,
	.close = vgt_vma_close,
	.mremap = vgt_vma_mremap,
	.fault = vgt_vma_fault,
};

static int vgt_bar0_mmap(struct vgt_vfio *v, struct vm_area_struct *vma, u64 offset)
{
	return vgt_vma_begin(v, vma, &vgt_vma_ops);
}

/*
 * Take mappings of BAR 0 away. See struct vgt_guest_ops. core/mem/ggtt_table.c keeps pages for a
 * while after a fault, so that no fault is in progress.
 */
void vgt_vfio_unmap(struct vgt_guest *guest, u64 offset, u64 len)
{
	vgt_vmas_zap(guest_to_vfio(guest), VFIO_PCI_BAR0_REGION_INDEX, offset, len);
}

const struct vgt_region vgt_region_bar0 = {
	.name = "BAR 0",
	.size = VGT_BAR0_SIZE,
	.flags = VGT_REGION_RW | VFIO_REGION_INFO_FLAG_MMAP,
	.widest = 8,
	.areas = vgt_bar0_areas,
	.read = vgt_bar0_region_read,
	.write = vgt_bar0_region_write,
	.mmap = vgt_bar0_mmap,
};
