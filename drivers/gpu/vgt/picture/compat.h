/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences of user space mappings between the kernels that vgt is built for.
 */
#ifndef VGT_PICTURE_COMPAT_H
#define VGT_PICTURE_COMPAT_H

#include <linux/mm.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline void vgt_vma_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags |= flags;
}
#else
#define vgt_vma_flags_set	vm_flags_set
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 1, 0)
#define vgt_zap_vma_range	zap_vma_ptes
#else
#define vgt_zap_vma_range	zap_special_vma_range
#endif

#endif
