// SPDX-License-Identifier: GPL-2.0-only
/*
 * User space's mappings of regions whose pages come one by one, by faults, and are taken away
 * again: GGTT entries.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "region.h"

/**
 * struct vgt_vfio_vma - a mapping
 * @link: in the device's list
 * @vma: the mapping
 */
struct vgt_vfio_vma {
	struct list_head link;
	struct vm_area_struct *vma;
};

static int vgt_vma_add(struct vgt_vfio *v, struct vm_area_struct *vma)
{
	struct vgt_vfio_vma *entry = kzalloc(sizeof(*entry), GFP_KERNEL_ACCOUNT);

	if (!entry)
		return -ENOMEM;
	entry->vma = vma;
	mutex_lock(&v->vmas_lock);
	list_add(&entry->link, &v->vmas);
	mutex_unlock(&v->vmas_lock);
	return 0;
}

/**
 * vgt_vma_open() - remember a part that was split off a mapping
 * @vma: the part. If it cannot be remembered, its pages go, and do not come back
 */
void vgt_vma_open(struct vm_area_struct *vma)
{
	if (vgt_vma_add(vma->vm_private_data, vma))
		vgt_zap_vma_range(vma, vma->vm_start, vma->vm_end - vma->vm_start);
}

/**
 * vgt_vma_close() - forget a mapping that goes
 * @vma: the mapping
 */
void vgt_vma_close(struct vm_area_struct *vma)
{
	struct vgt_vfio *v = vma->vm_private_data;
	struct vgt_vfio_vma *entry, *next;

	mutex_lock(&v->vmas_lock);
	list_for_each_entry_safe(entry, next, &v->vmas, link) {
		if (entry->vma != vma)
			continue;
		list_del(&entry->link);
		kfree(entry);
	}
	mutex_unlock(&v->vmas_lock);
}

/**
 * vgt_vma_mremap() - refuse to move a mapping
 * @vma: the new mapping
 *
 * It may not be in the list (see vgt_vma_open()), and would have the old one's pages.
 *
 * Return: -EINVAL.
 */
int vgt_vma_mremap(struct vm_area_struct *vma)
{
	return -EINVAL;
}

/**
 * vgt_vma_known() - check whether vgt_vmas_zap() finds a mapping
 * @v: the device; its @vmas_lock is held
 * @vma: the mapping
 */
bool vgt_vma_known(struct vgt_vfio *v, const struct vm_area_struct *vma)
{
	struct vgt_vfio_vma *entry;

	list_for_each_entry(entry, &v->vmas, link)
		if (entry->vma == vma)
			return true;
	return false;
}

/**
 * vgt_vma_begin() - begin a mapping whose pages come by faults
 * @v: the device
 * @vma: the mapping; mmap_lock is held
 * @ops: its functions; vgt_vma_open(), vgt_vma_close() and vgt_vma_mremap() are among them
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_vma_begin(struct vgt_vfio *v, struct vm_area_struct *vma,
		  const struct vm_operations_struct *ops)
{
	int ret = vgt_vma_add(v, vma);

	if (ret)
		return ret;
	vgt_vma_flags_set(vma, VM_PFNMAP | VM_IO | VM_DONTCOPY | VM_DONTEXPAND |
			  VM_DONTDUMP);
	vma->vm_private_data = v;
	vma->vm_ops = ops;
	return 0;
}

static void vgt_vma_zap(struct vm_area_struct *vma, u64 offset, u64 len)
{
	u64 start = vgt_region_vma_offset(vma);
	u64 size = vma->vm_end - vma->vm_start;
	u64 first = max(offset, start);
	u64 end = min(offset + len, start + size);

	if (first < end)
		vgt_zap_vma_range(vma, vma->vm_start + (first - start), end - first);
}

static void vgt_vmas_zap_all(struct vgt_vfio *v, u32 region, u64 offset, u64 len)
{
	struct vgt_vfio_vma *entry;

	mutex_lock(&v->vmas_lock);
	list_for_each_entry(entry, &v->vmas, link)
		if (VGT_REGION((u64)entry->vma->vm_pgoff << PAGE_SHIFT) == region)
			vgt_vma_zap(entry->vma, offset, len);
	mutex_unlock(&v->vmas_lock);
}

static bool vgt_vmas_exist(struct vgt_vfio *v)
{
	bool exist;

	mutex_lock(&v->vmas_lock);
	exist = !list_empty(&v->vmas);
	mutex_unlock(&v->vmas_lock);
	return exist;
}

/**
 * vgt_vmas_zap() - take mapped pages away
 * @v: the device; neither its @vmas_lock nor mmap_lock is held
 * @region: number of the region
 * @offset: first byte in it
 * @len: bytes
 *
 * Takes mmap_lock for writing. A mapping that munmap() has detached is in the list until its
 * close(), while its page tables may be freed with mmap_lock held for reading. And KVM looks for a
 * page again after its fault, with mmap_lock held for both: the guest dies if the page is gone by
 * then.
 */
void vgt_vmas_zap(struct vgt_vfio *v, u32 region, u64 offset, u64 len)
{
	if (!vgt_vmas_exist(v) || !mmget_not_zero(v->mm))
		return;
	mmap_write_lock(v->mm);
	vgt_vmas_zap_all(v, region, offset, len);
	mmap_write_unlock(v->mm);
	/* Not here, under the vGPU's lock: the last one closes files and mappings. */
	mmput_async(v->mm);
}
