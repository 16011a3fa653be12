// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions of the device, one row each: the information for user space, and the path of an access
 * or a mapping to its region.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "region.h"

/* By VFIO's index. Those without a row are there, and empty. */
static const struct vgt_region *const vgt_regions[VGT_NUM_REGIONS] = {
	[VFIO_PCI_BAR0_REGION_INDEX] = &vgt_region_bar0,
	[VFIO_PCI_BAR2_REGION_INDEX] = &vgt_region_bar2,
	[VFIO_PCI_CONFIG_REGION_INDEX] = &vgt_region_config,
	[VGT_REGION_EDID] = &vgt_region_edid,
	[VGT_REGION_SCREEN] = &vgt_region_screen,
	[VGT_REGION_OPREGION] = &vgt_region_opregion,
};

static u64 vgt_region_size(const struct vgt_vfio *v, const struct vgt_region *region)
{
	return region->size_of ? region->size_of(v) : region->size;
}

/* What may be mapped of a region, where that is not all of it. */
static int vgt_region_sparse_cap(const struct vgt_vfio *v, const struct vgt_region *region,
				 struct vfio_info_cap *caps)
{
	struct vfio_region_info_cap_sparse_mmap *sparse;
	struct vgt_area areas[VGT_AREAS_MAX];
	u32 i, n = region->areas(v, areas);
	size_t size = struct_size(sparse, areas, n);
	int ret;

	sparse = kzalloc(size, GFP_KERNEL);
	if (!sparse)
		return -ENOMEM;
	sparse->header.id = VFIO_REGION_INFO_CAP_SPARSE_MMAP;
	sparse->header.version = 1;
	sparse->nr_areas = n;
	for (i = 0; i < n; i++) {
		sparse->areas[i].offset = areas[i].offset;
		sparse->areas[i].size = areas[i].size;
	}
	ret = vfio_info_add_capability(caps, &sparse->header, size);
	kfree(sparse);
	return ret;
}

/* What a region is that not all PCI devices have. */
static int vgt_region_type_cap(const struct vgt_region *region, struct vfio_info_cap *caps)
{
	struct vfio_region_info_cap_type cap = {
		.header = { .id = VFIO_REGION_INFO_CAP_TYPE, .version = 1 },
		.type = region->type,
		.subtype = region->subtype,
	};

	return vfio_info_add_capability(caps, &cap.header, sizeof(cap));
}

/* VFIO_DEVICE_GET_REGION_INFO */
int vgt_vfio_region_info(struct vfio_device *vdev, struct vfio_region_info *info,
			 struct vfio_info_cap *caps)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);
	const struct vgt_region *region;
	int ret = 0;

	if (info->index >= VGT_NUM_REGIONS)
		return -EINVAL;
	region = vgt_regions[info->index];
	info->offset = (u64)info->index << VGT_REGION_SHIFT;
	info->size = region ? vgt_region_size(v, region) : 0;
	info->flags = region ? region->flags : 0;
	info->cap_offset = 0;
	if (region && region->areas)
		ret = vgt_region_sparse_cap(v, region, caps);
	if (!ret && region && region->type)
		ret = vgt_region_type_cap(region, caps);
	return ret;
}

/**
 * struct vgt_access - a read or write of a region, of any length
 * @v: the device
 * @region: the region
 * @offset: its current position
 * @left: bytes
 * @buf: of user space
 */
struct vgt_access {
	struct vgt_vfio *v;
	const struct vgt_region *region;
	u64 offset;
	size_t left;
	char __user *buf;
};

/* -EINVAL where it does not lie in a region. */
static int vgt_access_begin(struct vgt_access *a, struct vfio_device *vdev, loff_t pos,
			    char __user *buf, size_t count)
{
	u32 index = VGT_REGION(pos);
	u64 size;

	a->v = to_vgt_vfio(vdev);
	a->region = index < VGT_NUM_REGIONS ? vgt_regions[index] : NULL;
	a->offset = VGT_REGION_OFFSET(pos);
	a->left = count;
	a->buf = buf;
	if (!a->region)
		return -EINVAL;
	size = vgt_region_size(a->v, a->region);
	return a->offset < size && count <= size - a->offset ? 0 : -EINVAL;
}

/* The widest access that fits: registers must not be torn. */
static u32 vgt_access_len(const struct vgt_access *a)
{
	u32 len = a->region->widest;

	while (len > a->left || !IS_ALIGNED(a->offset, len))
		len /= 2;
	return len;
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

static int vgt_access_read(const struct vgt_access *a, u32 len)
{
	u64 val = 0;
	int ret;

	ret = a->region->read(a->v, a->offset, &val, len);
	return ret ?: vgt_put_user(a->buf, val, len);
}

static int vgt_access_write(const struct vgt_access *a, u32 len)
{
	u64 val;
	int ret;

	if (!a->region->write)
		return -EINVAL;
	ret = vgt_get_user(&val, a->buf, len);
	return ret ?: a->region->write(a->v, a->offset, &val, len);
}

/* In aligned pieces of 1, 2, 4 or 8 bytes. Returns bytes, or what the first piece says. */
static __always_inline ssize_t
vgt_access_split(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *pos,
		 int (*piece)(const struct vgt_access *a, u32 len))
{
	struct vgt_access a;
	size_t done;
	int ret;

	ret = vgt_access_begin(&a, vdev, *pos, buf, count);
	while (!ret && a.left) {
		u32 len = vgt_access_len(&a);

		ret = piece(&a, len);
		if (ret)
			break;
		a.offset += len;
		a.buf += len;
		a.left -= len;
	}
	done = count - a.left;
	*pos += done;
	return done ?: ret;
}

/* VFIO's read of a region. */
ssize_t vgt_vfio_read(struct vfio_device *vdev, char __user *buf, size_t count,
		      loff_t *pos)
{
	return vgt_access_split(vdev, buf, count, pos, vgt_access_read);
}

/* VFIO's write of a region. */
ssize_t vgt_vfio_write(struct vfio_device *vdev, const char __user *buf,
		       size_t count, loff_t *pos)
{
	return vgt_access_split(vdev, (char __user *)buf, count, pos, vgt_access_write);
}

static bool vgt_area_has(const struct vgt_area *area, u64 offset, u64 len)
{
	return offset >= area->offset && len <= area->size &&
	       offset - area->offset <= area->size - len;
}

static bool vgt_region_may_map(const struct vgt_vfio *v, const struct vgt_region *region,
			       u64 offset, u64 len)
{
	struct vgt_area areas[VGT_AREAS_MAX];
	u32 i, n;

	/* All of it: where that ends is the region's own to say. */
	if (!region->areas)
		return true;
	n = region->areas(v, areas);
	for (i = 0; i < n; i++)
		if (vgt_area_has(&areas[i], offset, len))
			return true;
	return false;
}

/* VFIO's mmap: -EPERM outside of what the region's information says. */
int vgt_vfio_mmap(struct vfio_device *vdev, struct vm_area_struct *vma)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);
	u32 index = VGT_REGION((u64)vma->vm_pgoff << PAGE_SHIFT);
	u64 offset = vgt_region_vma_offset(vma);
	const struct vgt_region *region;

	if (!(vma->vm_flags & VM_SHARED) || current->mm != v->mm)
		return -EINVAL;
	region = index < VGT_NUM_REGIONS ? vgt_regions[index] : NULL;
	if (!region || !region->mmap ||
	    !vgt_region_may_map(v, region, offset, vma->vm_end - vma->vm_start))
		return -EPERM;
	if (v->bar2)
		vgt_mappings_join(&v->mappings, vma);
	return region->mmap(v, vma, offset);
}
