/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences of VFIO, mdev and KVM between the kernels that vgt is built for.
 */
#ifndef VGT_VFIO_COMPAT_H
#define VGT_VFIO_COMPAT_H

#include <linux/eventfd.h>
#include <linux/fs.h>
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>
#include <linux/version.h>
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#include <linux/pfn_t.h>
#endif

#include <asm/kvm_page_track.h>

#include "../picture/compat.h"

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#define vgt_eventfd_signal(ctx)	eventfd_signal(ctx, 1)
#else
#define vgt_eventfd_signal(ctx)	eventfd_signal(ctx)
#endif

/*
 * KVM's write tracking: until 6.6 the caller finds the slot and takes the locks,
 * since then KVM does.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
static inline int vgt_kvm_track(struct kvm *kvm, gfn_t gfn, bool on)
{
	struct kvm_memory_slot *slot;
	int idx = srcu_read_lock(&kvm->srcu);

	slot = gfn_to_memslot(kvm, gfn);
	/*
	 * KVM has reported the watched pages in a slot that is being removed. If more pages
	 * were watched now, KVM's count would go below 0 when the watch ends in the next slot.
	 */
	if (slot && on && (slot->flags & KVM_MEMSLOT_INVALID))
		slot = NULL;
	if (slot) {
		write_lock(&kvm->mmu_lock);
		if (on)
			kvm_slot_page_track_add_page(kvm, slot, gfn,
						     KVM_PAGE_TRACK_WRITE);
		else
			kvm_slot_page_track_remove_page(kvm, slot, gfn,
							KVM_PAGE_TRACK_WRITE);
		write_unlock(&kvm->mmu_lock);
	}
	srcu_read_unlock(&kvm->srcu, idx);
	return slot ? 0 : -EFAULT;
}

#define VGT_TRACK_WRITE(name, gpa, bytes, node)				\
	void name(struct kvm_vcpu *vcpu, gpa_t gpa, const u8 *new, int bytes, \
		  struct kvm_page_track_notifier_node *node)

#define VGT_TRACK_REMOVE(name, gfn, count, node)			\
	void name##_pages(gfn_t gfn, unsigned long count,		\
			  struct kvm_page_track_notifier_node *node);	\
	static void name(struct kvm *kvm, struct kvm_memory_slot *slot,	\
			 struct kvm_page_track_notifier_node *node)	\
	{								\
		name##_pages(slot->base_gfn, slot->npages, node);	\
	}								\
	void name##_pages(gfn_t gfn, unsigned long count,		\
			  struct kvm_page_track_notifier_node *node)

#define vgt_track_remove_op	track_flush_slot

static inline int vgt_track_register(struct kvm *kvm,
				     struct kvm_page_track_notifier_node *node)
{
	kvm_page_track_register_notifier(kvm, node);
	return 0;
}
#else
static inline int vgt_kvm_track(struct kvm *kvm, gfn_t gfn, bool on)
{
	int ret = on ? kvm_write_track_add_gfn(kvm, gfn) :
		       kvm_write_track_remove_gfn(kvm, gfn);

	/* No memory there. */
	return ret == -EINVAL ? -EFAULT : ret;
}

#define VGT_TRACK_WRITE(name, gpa, bytes, node)				\
	void name(gpa_t gpa, const u8 *new, int bytes,			\
		  struct kvm_page_track_notifier_node *node)

#define VGT_TRACK_REMOVE(name, gfn, count, node)			\
	void name(gfn_t gfn, unsigned long count,			\
		  struct kvm_page_track_notifier_node *node)

#define vgt_track_remove_op	track_remove_region
#define vgt_track_register	kvm_page_track_register_notifier
#endif

/*
 * The address at which the process has a page of the guest; 0 if it has none. Newer kernels
 * export gfn_to_hva() only to KVM's own modules: this does the same.
 */
static inline unsigned long vgt_kvm_hva(struct kvm *kvm, gfn_t gfn)
{
	struct kvm_memory_slot *slot;
	unsigned long hva = 0;
	int idx = srcu_read_lock(&kvm->srcu);

	slot = __gfn_to_memslot(kvm_memslots(kvm), gfn);
	if (slot && !(slot->flags & KVM_MEMSLOT_INVALID))
		hva = __gfn_to_hva_memslot(slot, gfn);
	srcu_read_unlock(&kvm->srcu, idx);
	return hva;
}

/* A page of a process', that it can write to, held. Returns 1, or less. */
static inline long vgt_get_user_page(struct mm_struct *mm, unsigned long addr,
				     struct page **page)
{
	long ret;

	mmap_read_lock(mm);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
	ret = get_user_pages_remote(mm, addr, 1, FOLL_WRITE, page, NULL, NULL);
#else
	ret = get_user_pages_remote(mm, addr, 1, FOLL_WRITE, page, NULL);
#endif
	mmap_read_unlock(mm);
	return ret;
}

/* Until 6.3 the driver frees the device; the core does since. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
#define vgt_vfio_free(vdev)	vfio_free_device(vdev)
#else
#define vgt_vfio_free(vdev)	do { } while (0)
#endif

/*
 * What has all of user space's mappings of a device, in whatever process. VFIO gives each device an
 * inode since 6.10. Before that, all files of devices share one: so each file of a device gets the
 * device's own address space, before anything is mapped by it.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
struct vgt_mappings {
	struct address_space own;
};

static inline void vgt_mappings_init(struct vgt_mappings *mappings)
{
	address_space_init_once(&mappings->own);
	mappings->own.a_ops = &empty_aops;
}

/* In mmap(), which has counted a mapping that may be written in the old one. */
static inline void vgt_mappings_join(struct vgt_mappings *mappings, struct vm_area_struct *vma)
{
	struct file *file = vma->vm_file;

	if (file->f_mapping == &mappings->own)
		return;
	mappings->own.host = file_inode(file);
	if (vma->vm_flags & VM_MAYWRITE) {
		mapping_unmap_writable(file->f_mapping);
		mapping_allow_writable(&mappings->own);
	}
	file->f_mapping = &mappings->own;
}

static inline struct address_space *vgt_mappings_of(struct vfio_device *vdev,
						    struct vgt_mappings *mappings)
{
	return &mappings->own;
}
#else
struct vgt_mappings {
};

static inline void vgt_mappings_init(struct vgt_mappings *mappings)
{
}

static inline void vgt_mappings_join(struct vgt_mappings *mappings, struct vm_area_struct *vma)
{
}

static inline struct address_space *vgt_mappings_of(struct vfio_device *vdev,
						    struct vgt_mappings *mappings)
{
	return vdev->inode->i_mapping;
}
#endif

/* A page, managed or not, in a mapping with VM_MIXEDMAP. Until 6.16 it is a pfn_t. */
static inline vm_fault_t vgt_insert_mixed(struct vm_area_struct *vma, unsigned long addr,
					  unsigned long pfn)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
	return vmf_insert_mixed(vma, addr, pfn_to_pfn_t(pfn));
#else
	return vmf_insert_mixed(vma, addr, pfn);
#endif
}

/*
 * Until 6.12, KVM takes a reference to each page that it finds in a mapping with VM_IO, and refuses
 * the page if that fails: the guest dies (kvm_try_get_pfn() in virt/kvm/kvm_main.c). A tail page of
 * a huge page counts no references. A page that is pinned does not become one, or cease to be one.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define VGT_KVM_TAKES_TAILS	false
#else
#define VGT_KVM_TAKES_TAILS	true
#endif

static inline bool vgt_kvm_takes_page(struct page *page)
{
	return VGT_KVM_TAKES_TAILS || !PageTail(page);
}

/* There since 6.3, and needed for iommufd. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define VGT_IOMMUFD_OPS							\
	.bind_iommufd = vfio_iommufd_emulated_bind,			\
	.unbind_iommufd = vfio_iommufd_emulated_unbind,			\
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,		\
	.detach_ioas = vfio_iommufd_emulated_detach_ioas,
#else
#define VGT_IOMMUFD_OPS
#endif

/*
 * VFIO_DEVICE_GET_REGION_INFO: since 6.19, VFIO's core talks to user space, and asks the driver
 * for the contents.
 */
typedef int vgt_region_info_fn(struct vfio_device *vdev, struct vfio_region_info *info,
			       struct vfio_info_cap *caps);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
static inline int vgt_region_copy_caps(struct vfio_region_info *info,
				       struct vfio_info_cap *caps, unsigned long arg)
{
	if (!caps->size)
		return 0;
	info->flags |= VFIO_REGION_INFO_FLAG_CAPS;
	if (info->argsz < sizeof(*info) + caps->size) {
		info->argsz = sizeof(*info) + caps->size;
		info->cap_offset = 0;
		return 0;
	}
	vfio_info_cap_shift(caps, sizeof(*info));
	info->cap_offset = sizeof(*info);
	return copy_to_user((void __user *)(arg + sizeof(*info)), caps->buf,
			    caps->size) ? -EFAULT : 0;
}

static inline long vgt_region_info_ioctl(struct vfio_device *vdev, unsigned long arg,
					 vgt_region_info_fn *fn)
{
	struct vfio_info_cap caps = {};
	struct vfio_region_info info;
	size_t size = offsetofend(struct vfio_region_info, offset);
	int ret;

	if (copy_from_user(&info, (void __user *)arg, size))
		return -EFAULT;
	if (info.argsz < size)
		return -EINVAL;
	ret = fn(vdev, &info, &caps);
	if (!ret)
		ret = vgt_region_copy_caps(&info, &caps, arg);
	kfree(caps.buf);
	if (ret)
		return ret;
	return copy_to_user((void __user *)arg, &info, size) ? -EFAULT : 0;
}

#define VGT_REGION_INFO_OPS(fn)
#else
static inline long vgt_region_info_ioctl(struct vfio_device *vdev, unsigned long arg,
					 vgt_region_info_fn *fn)
{
	return -ENOTTY;
}

#define VGT_REGION_INFO_OPS(fn)	.get_region_info_caps = fn,
#endif

/*
 * iommufd unpins exactly what one call has pinned, where the type 1 container unpins page by page.
 */
static inline bool vgt_pins_as_pinned(const struct vfio_device *vdev)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0) && IS_ENABLED(CONFIG_IOMMUFD)
	return vdev->iommufd_access;
#else
	return false;
#endif
}

#endif
