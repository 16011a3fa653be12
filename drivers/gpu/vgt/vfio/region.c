// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions of the device: configuration space, BAR 0, BAR 2, EDID, the screen, and
 * the OpRegion.
 */
#include <linux/io.h>
#include <linux/pci_ids.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "../core/display/opregion.h"
#include "vfio.h"

/**
 * struct vgt_area - a part of a region that user space may map
 * @offset: in the region
 * @size: bytes
 */
struct vgt_area {
	u64 offset;
	u64 size;
};

static u64 vgt_region_size(const struct vgt_vfio *v, u32 index)
{
	switch (index) {
	case VFIO_PCI_CONFIG_REGION_INDEX:
		return VGT_CONFIG_REGION_SIZE;
	case VFIO_PCI_BAR0_REGION_INDEX:
		return VGT_BAR0_SIZE;
	case VFIO_PCI_BAR2_REGION_INDEX:
		return v->parent->dev->gpu->desc.mappable_size;
	case VGT_REGION_EDID:
		return VGT_EDID_REGION_SIZE;
	case VGT_REGION_SCREEN:
		return VGT_SCREEN_SIZE;
	case VGT_REGION_OPREGION:
		return VGT_OPREGION_SIZE;
	default:
		return 0;
	}
}

/*
 * What may be mapped: of BAR 0 all GGTT entries, of BAR 2 the vGPU's own aperture. In one piece,
 * which costs a hypervisor one slot of memory. False: nothing.
 *
 * Drivers write the whole table when they resume, a million entries of which few are theirs: as
 * traps that would take minutes.
 */
static bool vgt_region_area(const struct vgt_vfio *v, u32 index, struct vgt_area *area)
{
	const struct vgt_gpu_range *low = &v->vgpu->ggtt.part[VGT_GGTT_LOW].space;

	switch (index) {
	case VFIO_PCI_BAR0_REGION_INDEX:
		area->offset = VGT_GGTT_ENTRIES_BASE;
		area->size = VGT_BAR0_SIZE - VGT_GGTT_ENTRIES_BASE;
		return true;
	case VFIO_PCI_BAR2_REGION_INDEX:
		area->offset = low->start;
		area->size = low->size;
		return true;
	default:
		return false;
	}
}

static int vgt_region_sparse_cap(struct vgt_vfio *v, u32 index,
				 struct vfio_info_cap *caps)
{
	struct vfio_region_info_cap_sparse_mmap *sparse;
	size_t size = struct_size(sparse, areas, 1);
	struct vgt_area area;
	int ret;

	if (!vgt_region_area(v, index, &area))
		return 0;
	sparse = kzalloc(size, GFP_KERNEL);
	if (!sparse)
		return -ENOMEM;
	sparse->header.id = VFIO_REGION_INFO_CAP_SPARSE_MMAP;
	sparse->header.version = 1;
	sparse->nr_areas = 1;
	sparse->areas[0].offset = area.offset;
	sparse->areas[0].size = area.size;
	ret = vfio_info_add_capability(caps, &sparse->header, size);
	kfree(sparse);
	return ret;
}

/* What a region is that not all PCI devices have. */
static int vgt_region_type_cap(struct vfio_info_cap *caps, u32 type, u32 subtype)
{
	struct vfio_region_info_cap_type cap = {
		.header = { .id = VFIO_REGION_INFO_CAP_TYPE, .version = 1 },
		.type = type,
		.subtype = subtype,
	};

	return vfio_info_add_capability(caps, &cap.header, sizeof(cap));
}

static int vgt_region_caps(struct vgt_vfio *v, struct vfio_region_info *info,
			   struct vfio_info_cap *caps)
{
	int ret;

	switch (info->index) {
	case VGT_REGION_EDID:
		return vgt_region_type_cap(caps, VFIO_REGION_TYPE_GFX,
					   VFIO_REGION_SUBTYPE_GFX_EDID);
	case VGT_REGION_SCREEN:
		/* As a whole, and not to be written. */
		info->flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_MMAP;
		return 0;
	case VGT_REGION_OPREGION:
		info->flags = VFIO_REGION_INFO_FLAG_READ;
		return vgt_region_type_cap(caps, VFIO_REGION_TYPE_PCI_VENDOR_TYPE |
					   PCI_VENDOR_ID_INTEL,
					   VFIO_REGION_SUBTYPE_INTEL_IGD_OPREGION);
	}
	ret = vgt_region_sparse_cap(v, info->index, caps);
	if (caps->size)
		info->flags |= VFIO_REGION_INFO_FLAG_MMAP;
	return ret;
}

/* VFIO_DEVICE_GET_REGION_INFO */
int vgt_vfio_region_info(struct vfio_device *vdev, struct vfio_region_info *info,
			 struct vfio_info_cap *caps)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);

	if (info->index >= VGT_NUM_REGIONS)
		return -EINVAL;

	info->offset = (u64)info->index << VGT_REGION_SHIFT;
	info->size = vgt_region_size(v, info->index);
	info->flags = info->size ? VFIO_REGION_INFO_FLAG_READ |
				   VFIO_REGION_INFO_FLAG_WRITE : 0;
	info->cap_offset = 0;
	return vgt_region_caps(v, info, caps);
}

/* ---- read and write ---- */

/* BAR 2 is there to be mapped; this is for debuggers. */
static int vgt_aperture_access(struct vgt_vfio *v, u64 offset, void *buf, u32 len,
			       bool write)
{
	const struct vgt_gpu_range *low = &v->vgpu->ggtt.part[VGT_GGTT_LOW].space;
	void __iomem *va;

	if (offset < low->start || offset - low->start >= low->size ||
	    len > low->size - (offset - low->start))
		return -EPERM;
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

/* Some bits reset the function, or switch its pin on. */
static int vgt_config_region_write(struct vgt_vfio *v, u32 offset, const void *buf, u32 len)
{
	struct vgt_vgpu *vgpu = v->vgpu;
	bool reset;
	int ret;

	mutex_lock(&vgpu->lock);
	ret = vgt_config_write(vgpu, offset, buf, len);
	reset = !ret && vgt_config_asks_reset(vgpu, offset, buf, len);
	mutex_unlock(&vgpu->lock);
	if (reset)
		return vgt_vfio_reset(v);
	vgt_vfio_intx(v);
	return ret;
}

static int vgt_region_access(struct vgt_vfio *v, u32 index, u64 offset, void *buf,
			     u32 len, bool write)
{
	struct vgt_vgpu *vgpu = v->vgpu;
	int ret;

	if (index == VFIO_PCI_BAR2_REGION_INDEX)
		return vgt_aperture_access(v, offset, buf, len, write);
	if (index == VGT_REGION_OPREGION)
		return vgt_opregion_access(v, offset, buf, len, write);
	if (index == VGT_REGION_SCREEN)
		return write ? -EINVAL : vgt_screen_read(v, offset, buf, len);
	if (index == VFIO_PCI_CONFIG_REGION_INDEX && write)
		return vgt_config_region_write(v, offset, buf, len);

	mutex_lock(&vgpu->lock);
	vgt_pins_called(vgpu, current);
	if (index == VGT_REGION_EDID)
		ret = vgt_edid_region_access(v, offset, buf, len, write);
	else if (index == VFIO_PCI_CONFIG_REGION_INDEX)
		ret = vgt_config_read(vgpu, offset, buf, len);
	else
		ret = write ? vgt_bar0_write(vgpu, offset, buf, len) :
			      vgt_bar0_read(vgpu, offset, buf, len);
	mutex_unlock(&vgpu->lock);
	return ret;
}

/* The widest access that fits: registers must not be torn. */
static u32 vgt_access_len(u32 index, u64 offset, size_t count)
{
	u32 len = index == VFIO_PCI_CONFIG_REGION_INDEX ? 4 : 8;

	while (len > count || !IS_ALIGNED(offset, len))
		len /= 2;
	return len;
}

static int vgt_region_check(const struct vgt_vfio *v, u32 index, u64 offset,
			    size_t count)
{
	u64 size = vgt_region_size(v, index);

	return index < VGT_NUM_REGIONS && offset < size &&
	       count <= size - offset ? 0 : -EINVAL;
}

/* Of a known length, which is much faster than a copy of any. */
static int vgt_put_user(void __user *to, u64 val, u32 len)
{
	switch (len) {
	case 8:
		return put_user(val, (u64 __user *)to);
	case 4:
		return put_user((u32)val, (u32 __user *)to);
	case 2:
		return put_user((u16)val, (u16 __user *)to);
	default:
		return put_user((u8)val, (u8 __user *)to);
	}
}

static int vgt_get_user(u64 *val, const void __user *from, u32 len)
{
	switch (len) {
	case 8:
		return get_user(*val, (const u64 __user *)from);
	case 4:
		return get_user(*val, (const u32 __user *)from);
	case 2:
		return get_user(*val, (const u16 __user *)from);
	default:
		return get_user(*val, (const u8 __user *)from);
	}
}

/* VFIO's read of a region. */
ssize_t vgt_vfio_read(struct vfio_device *vdev, char __user *buf, size_t count,
		      loff_t *pos)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);
	u64 offset = VGT_REGION_OFFSET(*pos);
	u32 index = VGT_REGION(*pos);
	size_t done = 0;
	int ret;

	ret = vgt_region_check(v, index, offset, count);
	while (!ret && done < count) {
		u32 len = vgt_access_len(index, offset + done, count - done);
		u64 val = 0;

		ret = vgt_region_access(v, index, offset + done, &val, len, false);
		if (!ret)
			ret = vgt_put_user(buf + done, val, len);
		if (!ret)
			done += len;
	}
	*pos += done;
	return done ?: ret;
}

/* VFIO's write of a region. */
ssize_t vgt_vfio_write(struct vfio_device *vdev, const char __user *buf,
		       size_t count, loff_t *pos)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);
	u64 offset = VGT_REGION_OFFSET(*pos);
	u32 index = VGT_REGION(*pos);
	size_t done = 0;
	int ret;

	ret = vgt_region_check(v, index, offset, count);
	while (!ret && done < count) {
		u32 len = vgt_access_len(index, offset + done, count - done);
		u64 val;

		ret = vgt_get_user(&val, buf + done, len);
		if (!ret)
			ret = vgt_region_access(v, index, offset + done, &val, len,
						true);
		if (!ret)
			done += len;
	}
	*pos += done;
	return done ?: ret;
}

/* ---- mmap ---- */

/**
 * struct vgt_vfio_vma - a mapping of GGTT entries
 * @link: in the device's list
 * @vma: the mapping
 */
struct vgt_vfio_vma {
	struct list_head link;
	struct vm_area_struct *vma;
};

static u64 vgt_vma_offset(const struct vm_area_struct *vma)
{
	return VGT_REGION_OFFSET((u64)vma->vm_pgoff << PAGE_SHIFT);
}

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

/* A part was split off. Where it cannot be remembered it goes. */
static void vgt_vma_open(struct vm_area_struct *vma)
{
	if (vgt_vma_add(vma->vm_private_data, vma))
		vgt_zap_vma_range(vma, vma->vm_start, vma->vm_end - vma->vm_start);
}

static bool vgt_vma_known(struct vgt_vfio *v, const struct vm_area_struct *vma)
{
	struct vgt_vfio_vma *entry;

	list_for_each_entry(entry, &v->vmas, link)
		if (entry->vma == vma)
			return true;
	return false;
}

static void vgt_vma_close(struct vm_area_struct *vma)
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

/*
 * The memory behind a page of entries, or NULL. Entries outside of the vGPU's slices share a page
 * that nobody reads but the guest itself.
 */
static void *vgt_vma_page(struct vgt_vfio *v, u64 offset)
{
	return vgt_ggtt_block_own(v->vgpu, offset) ? vgt_ggtt_block_map(v->vgpu, offset) :
						     v->foreign;
}

/* The page becomes writable first, and is marked then: see core/ggtt.c. */
static vm_fault_t vgt_vma_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct vgt_vfio *v = vma->vm_private_data;
	u64 offset = VGT_REGION_OFFSET((u64)vmf->pgoff << PAGE_SHIFT) -
		     VGT_GGTT_ENTRIES_BASE;
	vm_fault_t ret = VM_FAULT_SIGBUS;
	void *page;

	mutex_lock(&v->vmas_lock);
	if (vgt_vma_known(v, vma)) {
		page = vgt_vma_page(v, offset);
		ret = page ? vmf_insert_pfn(vma, vmf->address,
					    page_to_pfn(virt_to_page(page))) :
			     VM_FAULT_OOM;
		vgt_ggtt_block_dirty(v->vgpu, offset);
	}
	mutex_unlock(&v->vmas_lock);
	return ret;
}

static const struct vm_operations_struct vgt_vma_ops = {
	.open = vgt_vma_open,
	.close = vgt_vma_close,
	.fault = vgt_vma_fault,
};

static int vgt_mmap_entries(struct vgt_vfio *v, struct vm_area_struct *vma)
{
	int ret = vgt_vma_add(v, vma);

	if (ret)
		return ret;
	vgt_vma_flags_set(vma, VM_PFNMAP | VM_IO | VM_DONTCOPY | VM_DONTEXPAND |
			  VM_DONTDUMP);
	vma->vm_private_data = v;
	vma->vm_ops = &vgt_vma_ops;
	return 0;
}

/* Pages that a fault in the aperture maps at once. */
#define VGT_APERTURE_AROUND	(64 * PAGE_SIZE)

/*
 * Mapped page by page, not by remap_pfn_range(): what that reserves for the mapping as a
 * whole x86 does not find again when user space takes parts of it away, or moves it.
 */
static vm_fault_t vgt_aperture_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct vgt_vfio *v = vma->vm_private_data;
	unsigned long pfn = (v->parent->host->aperture + vgt_vma_offset(vma)) >> PAGE_SHIFT;
	unsigned long addr = ALIGN_DOWN(vmf->address, VGT_APERTURE_AROUND);
	unsigned long end = min(addr + VGT_APERTURE_AROUND, vma->vm_end);
	vm_fault_t ret;

	ret = vmf_insert_pfn(vma, vmf->address & PAGE_MASK,
			     pfn + ((vmf->address - vma->vm_start) >> PAGE_SHIFT));
	/* The others are not asked for: they may as well fail. */
	for (addr = max(addr, vma->vm_start); ret == VM_FAULT_NOPAGE && addr < end;
	     addr += PAGE_SIZE)
		if (vmf_insert_pfn(vma, addr, pfn + ((addr - vma->vm_start) >> PAGE_SHIFT)) !=
		    VM_FAULT_NOPAGE)
			break;
	return ret;
}

static const struct vm_operations_struct vgt_aperture_ops = {
	.fault = vgt_aperture_fault,
};

static int vgt_mmap_aperture(struct vgt_vfio *v, struct vm_area_struct *vma)
{
	vgt_vma_flags_set(vma, VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	vma->vm_private_data = v;
	vma->vm_ops = &vgt_aperture_ops;
	return 0;
}

/* VFIO's mmap: -EPERM outside of what the region's information says. */
int vgt_vfio_mmap(struct vfio_device *vdev, struct vm_area_struct *vma)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);
	u32 index = VGT_REGION((u64)vma->vm_pgoff << PAGE_SHIFT);
	u64 offset = vgt_vma_offset(vma);
	u64 len = vma->vm_end - vma->vm_start;
	struct vgt_area area;

	if (!(vma->vm_flags & VM_SHARED) || current->mm != v->mm)
		return -EINVAL;
	if (index == VGT_REGION_SCREEN)
		return vgt_screen_mmap(v, vma, offset);
	if (!vgt_region_area(v, index, &area) || offset < area.offset || len > area.size ||
	    offset - area.offset > area.size - len)
		return -EPERM;
	return index == VFIO_PCI_BAR0_REGION_INDEX ? vgt_mmap_entries(v, vma) :
						     vgt_mmap_aperture(v, vma);
}

static void vgt_vma_zap(struct vm_area_struct *vma, u64 offset, u64 len)
{
	u64 start = vgt_vma_offset(vma);
	u64 size = vma->vm_end - vma->vm_start;
	u64 first = max(offset, start);
	u64 end = min(offset + len, start + size);

	if (first < end)
		vgt_zap_vma_range(vma, vma->vm_start + (first - start), end - first);
}

/* Take mappings of BAR 0 away. See struct vgt_guest_ops. */
void vgt_vfio_unmap(struct vgt_guest *guest, u64 offset, u64 len)
{
	struct vgt_vfio *v = guest_to_vfio(guest);
	struct vgt_vfio_vma *entry;

	if (list_empty(&v->vmas) || !mmget_not_zero(v->mm))
		return;
	mmap_read_lock(v->mm);
	mutex_lock(&v->vmas_lock);
	list_for_each_entry(entry, &v->vmas, link)
		vgt_vma_zap(entry->vma, offset, len);
	mutex_unlock(&v->vmas_lock);
	mmap_read_unlock(v->mm);
	/* Not here, under the vGPU's lock: the last one closes files and mappings. */
	mmput_async(v->mm);
}
