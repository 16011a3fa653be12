/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Regions of the device, among the files that have one each.
 */
#ifndef VGT_VFIO_REGION_H
#define VGT_VFIO_REGION_H

#include <linux/mm.h>
#include <linux/types.h>

#include "vfio.h"

#define VGT_REGION_RW		(VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)

/* Parts of a region that user space may map, at most. */
#define VGT_AREAS_MAX		2

/**
 * struct vgt_area - a part of a region that user space may map
 * @offset: in the region
 * @size: bytes
 */
struct vgt_area {
	u64 offset;
	u64 size;
};

/**
 * struct vgt_region - a region of the device
 * @name: for whoever reads this
 * @size: bytes
 * @size_of: tells them where they depend on the GPU, or NULL
 * @flags: VFIO_REGION_INFO_FLAG_*
 * @type: VFIO_REGION_TYPE_*, of a region that not all PCI devices have; else 0
 * @subtype: likewise
 * @widest: bytes of an access at most, a power of two up to 8
 * @areas: fills in the parts that may be mapped, VGT_AREAS_MAX at most, and returns their number;
 *	NULL: all of it, if @mmap is set, which looks where it ends
 * @read: an aligned access of 1, 2, 4 or 8 bytes inside of the region. Returns 0 or a negative
 *	errno
 * @write: likewise; NULL: it cannot be written
 * @mmap: map a part that may be mapped, @offset in the region; mmap_lock is held. NULL: it
 *	cannot be mapped
 */
struct vgt_region {
	const char *name;
	u64 size;
	u64 (*size_of)(const struct vgt_vfio *v);
	u32 flags;
	u32 type;
	u32 subtype;
	u32 widest;
	u32 (*areas)(const struct vgt_vfio *v, struct vgt_area *areas);
	int (*read)(struct vgt_vfio *v, u64 offset, void *buf, u32 len);
	int (*write)(struct vgt_vfio *v, u64 offset, const void *buf, u32 len);
	int (*mmap)(struct vgt_vfio *v, struct vm_area_struct *vma, u64 offset);
};

extern const struct vgt_region vgt_region_bar0;
extern const struct vgt_region vgt_region_bar2;
extern const struct vgt_region vgt_region_config;
extern const struct vgt_region vgt_region_edid;
extern const struct vgt_region vgt_region_screen;
extern const struct vgt_region vgt_region_opregion;

/* bar2.c */
void vgt_vfio_bar2_mmap(struct vgt_vfio *v, struct vm_area_struct *vma);
int vgt_vfio_bar2_access(struct vgt_vfio *v, u64 offset, void *buf, u32 len, bool write);

/* vmas.c */
int vgt_vma_begin(struct vgt_vfio *v, struct vm_area_struct *vma,
		  const struct vm_operations_struct *ops);
void vgt_vma_open(struct vm_area_struct *vma);
void vgt_vma_close(struct vm_area_struct *vma);
int vgt_vma_mremap(struct vm_area_struct *vma);
bool vgt_vma_known(struct vgt_vfio *v, const struct vm_area_struct *vma);
void vgt_vmas_zap(struct vgt_vfio *v, u32 region, u64 offset, u64 len);

/* Where a mapping begins, in its region. */
static inline u64 vgt_region_vma_offset(const struct vm_area_struct *vma)
{
	return VGT_REGION_OFFSET((u64)vma->vm_pgoff << PAGE_SHIFT);
}

#endif
