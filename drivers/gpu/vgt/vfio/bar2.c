// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR 2 with virtual GGTT addresses: user space maps the guest's own pages, one by one as they are
 * accessed. The core tells which page it is, and when it is not any more.
 *
 * What a fence covers is tiled memory, which the hardware's aperture shows: core/mem/fence_pool.c.
 * So does it with pages that KVM does not take (core/mem/bar2_piece.c). Its own pages are no memory
 * of the kernel's, which KVM looks at.
 *
 * A fault takes no lock of a vGPU: the vGPU's lock is outside of mmap_lock.
 *
 * The mappings are VM_IO and VM_MIXEDMAP, not VM_PFNMAP. KVM takes pages of such mappings, and lets
 * go of them when they are taken away. VFIO and iommufd do not pin them (-EFAULT). Of a VM_PFNMAP
 * mapping, VFIO would give aperture to the IOMMU of another device of the VM, which keeps it when
 * another VM has it. A guest may also let an entry lead to its own BAR 2: it leads nowhere.
 *
 * The pages are the guest's memory, so the processors' caches have the same type for both, and no
 * access to either is stale for the other. Documentation/architecture.md says what the display
 * needs.
 */
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../core/entry.h"
#include "../core/mem/ggtt_space.h"
#include "../core/vgpu_types.h"
#include "region.h"

/* Pages in a part of what BAR 2 shows. */
#define VGT_BAR2_PART	VGT_GGTT_BLOCK

/*
 * Per page of a part: the address of the page that it shows, or 0 for the scratch page; bit 0 is
 * set if user space may have it mapped.
 */
#define VGT_BAR2_MAPPED	BIT(0)

static u32 vgt_bar2_parts(const struct vgt_vfio *v)
{
	return vgt_bar2_size(v->parent->dev) / (VGT_BAR2_PART * PAGE_SIZE);
}

/**
 * vgt_vfio_bar2_init() - prepare what BAR 2 shows
 * @v: the device
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_vfio_bar2_init(struct vgt_vfio *v)
{
	if (!vgt_ggtt_virtual(v->parent->dev))
		return 0;
	vgt_mappings_init(&v->mappings);
	v->bar2 = kcalloc(vgt_bar2_parts(v), sizeof(*v->bar2), GFP_KERNEL);
	return v->bar2 ? 0 : -ENOMEM;
}

/**
 * vgt_vfio_bar2_forget() - free what depends on the guest
 * @v: the device; the vGPU is stopped, and nothing is mapped any more
 */
void vgt_vfio_bar2_forget(struct vgt_vfio *v)
{
	u32 i;

	for (i = 0; v->bar2 && i < vgt_bar2_parts(v); i++) {
		kfree(v->bar2[i]);
		v->bar2[i] = NULL;
	}
}

/**
 * vgt_vfio_bar2_fini() - free the rest
 * @v: the device
 */
void vgt_vfio_bar2_fini(struct vgt_vfio *v)
{
	kfree(v->bar2);
	v->bar2 = NULL;
}

/* Where it is noted what a page shows, or NULL. */
static unsigned long *vgt_bar2_at(struct vgt_vfio *v, u32 page)
{
	unsigned long *part = v->bar2[page / VGT_BAR2_PART];

	lockdep_assert_held(&v->vmas_lock);
	return part ? part + page % VGT_BAR2_PART : NULL;
}

/* What a page shows. */
static void *vgt_bar2_va(struct vgt_vfio *v, u32 page)
{
	const unsigned long *at = vgt_bar2_at(v, page);
	unsigned long va = at ? *at & ~VGT_BAR2_MAPPED : 0;

	return va ? (void *)va : v->vgpu->scratch.va;
}

static void vgt_bar2_unmap(struct vgt_vfio *v, u32 first, u32 count)
{
	u64 region = (u64)VFIO_PCI_BAR2_REGION_INDEX << VGT_REGION_SHIFT;

	unmap_mapping_range(vgt_mappings_of(&v->vdev, &v->mappings),
			    region + ((u64)first << PAGE_SHIFT), (u64)count << PAGE_SHIFT, true);
}

/*
 * Take mapped pages away, after faults that are in progress. KVM looks for a page again after its
 * fault, with mmap_lock held for both: the guest dies if guest memory is gone by then.
 */
static void vgt_bar2_zap(struct vgt_vfio *v, u32 first, u32 count)
{
	bool alive;

	if (!mapping_mapped(vgt_mappings_of(&v->vdev, &v->mappings)))
		return;
	alive = mmget_not_zero(v->mm);
	if (alive)
		mmap_write_lock(v->mm);
	vgt_bar2_unmap(v, first, count);
	if (!alive)
		return;
	mmap_write_unlock(v->mm);
	/* Not here, under the vGPU's lock: the last one closes files and mappings. */
	mmput_async(v->mm);
}

/* Make room to note what pages show. See struct vgt_guest_ops. */
int vgt_vfio_bar2_room(struct vgt_guest *guest, u32 first, u32 count)
{
	struct vgt_vfio *v = guest_to_vfio(guest);
	unsigned long *part, **at = &v->bar2[first / VGT_BAR2_PART];

	if (WARN_ON_ONCE(first % VGT_BAR2_PART + count > VGT_BAR2_PART))
		return -EINVAL;
	/* Only the core writes it, with the vGPU's lock held. */
	if (*at)
		return 0;
	part = kcalloc(VGT_BAR2_PART, sizeof(*part), GFP_KERNEL_ACCOUNT);
	if (!part)
		return -ENOMEM;
	mutex_lock(&v->vmas_lock);
	*at = part;
	mutex_unlock(&v->vmas_lock);
	/* The scratch page was mapped there without a note. */
	vgt_bar2_zap(v, round_down(first, VGT_BAR2_PART), VGT_BAR2_PART);
	return 0;
}

/* Returns true if user space may have one of the pages mapped. */
static bool vgt_bar2_clear(struct vgt_vfio *v, u32 first, u32 count)
{
	unsigned long *at, had = 0;

	mutex_lock(&v->vmas_lock);
	for (; count; count--, first++) {
		at = vgt_bar2_at(v, first);
		if (!at)
			continue;
		had |= *at;
		*at = 0;
	}
	mutex_unlock(&v->vmas_lock);
	return had & VGT_BAR2_MAPPED;
}

/* Show the scratch page. See struct vgt_guest_ops. */
void vgt_vfio_bar2_hide(struct vgt_guest *guest, u32 first, u32 count)
{
	struct vgt_vfio *v = guest_to_vfio(guest);

	if (vgt_bar2_clear(v, first, count))
		vgt_bar2_zap(v, first, count);
}

/* Show a page of the guest's. See struct vgt_guest_ops. */
void vgt_vfio_bar2_show(struct vgt_guest *guest, u32 index, const struct vgt_guest_page *page)
{
	struct vgt_vfio *v = guest_to_vfio(guest);
	unsigned long *at, had = 0;

	mutex_lock(&v->vmas_lock);
	at = vgt_bar2_at(v, index);
	if (!WARN_ON_ONCE(!at)) {
		had = *at;
		*at = (unsigned long)page->va;
	}
	mutex_unlock(&v->vmas_lock);
	if (had & VGT_BAR2_MAPPED)
		vgt_bar2_zap(v, index, 1);
}

/* Have the next access fault. See struct vgt_guest_ops. */
void vgt_vfio_bar2_refault(struct vgt_guest *guest, u32 first, u32 count)
{
	vgt_bar2_zap(guest_to_vfio(guest), first, count);
}

/* Have the next access fault, and wait for nobody. See struct vgt_guest_ops. */
void vgt_vfio_bar2_revoke(struct vgt_guest *guest, u32 first, u32 count)
{
	vgt_bar2_unmap(guest_to_vfio(guest), first, count);
}

static u32 vgt_bar2_index(const struct vm_fault *vmf)
{
	return VGT_REGION_OFFSET((u64)vmf->pgoff << PAGE_SHIFT) >> PAGE_SHIFT;
}

static unsigned long vgt_bar2_aperture(const struct vgt_vfio *v, u32 page)
{
	return v->parent->host->aperture + ((u64)page << PAGE_SHIFT);
}

/* Does KVM refuse what a page shows? The vGPU's scratch page is none that it does. */
static bool vgt_bar2_refused(struct vgt_vfio *v, u32 page)
{
	lockdep_assert_held(&v->vmas_lock);
	return !vgt_kvm_takes_page(virt_to_page(vgt_bar2_va(v, page)));
}

/* Map a page of the guest's memory, or the scratch page if KVM does not take that. */
static vm_fault_t vgt_bar2_map_locked(struct vgt_vfio *v, struct vm_fault *vmf, u32 page)
{
	void *va = vgt_bar2_refused(v, page) ? v->vgpu->scratch.va : vgt_bar2_va(v, page);
	unsigned long *at = vgt_bar2_at(v, page);
	vm_fault_t ret;

	ret = vgt_insert_mixed(vmf->vma, vmf->address & PAGE_MASK, page_to_pfn(virt_to_page(va)));
	if (at)
		*at |= VGT_BAR2_MAPPED;
	return ret;
}

/**
 * struct vgt_bar2_fault - a fault of a page that memory may not show
 * @vmf: the fault
 * @ret: what comes of it
 */
struct vgt_bar2_fault {
	struct vm_fault *vmf;
	vm_fault_t ret;
};

static int vgt_bar2_map_nowhere(struct vgt_bar2_fault *fault)
{
	struct vgt_vfio *v = fault->vmf->vma->vm_private_data;

	mutex_lock(&v->vmas_lock);
	fault->ret = vgt_bar2_map_locked(v, fault->vmf, vgt_bar2_index(fault->vmf));
	mutex_unlock(&v->vmas_lock);
	return 0;
}

/* Map a page of the hardware's aperture. */
static int vgt_bar2_map_aperture(void *arg, u32 page)
{
	struct vgt_bar2_fault *fault = arg;
	struct vm_area_struct *vma = fault->vmf->vma;
	unsigned long pfn;

	if (page == VGT_BAR2_NOWHERE)
		return vgt_bar2_map_nowhere(fault);
	pfn = vgt_bar2_aperture(vma->vm_private_data, page) >> PAGE_SHIFT;
	/* A kernel that manages the aperture as memory. */
	if (WARN_ON_ONCE(pfn_valid(pfn)))
		return -EINVAL;
	fault->ret = vmf_insert_pfn_prot(vma, fault->vmf->address & PAGE_MASK, pfn,
					 pgprot_writecombine(vma->vm_page_prot));
	return 0;
}

/* The time after which an access to a fence that others have is tried again, in milliseconds. */
#define VGT_BAR2_STEP_MS	5

/* End a fault so that it is looked for the page again. Releases mmap_lock if that may be. */
static vm_fault_t vgt_bar2_again(const struct vm_fault *vmf)
{
	if (!(vmf->flags & FAULT_FLAG_ALLOW_RETRY) || vmf->flags & FAULT_FLAG_RETRY_NOWAIT)
		return VM_FAULT_NOPAGE;
	mmap_read_unlock(vmf->vma->vm_mm);
	return VM_FAULT_RETRY;
}

/* Map a page of the guest's memory, or begin again if it has become one that KVM does not take. */
static vm_fault_t vgt_bar2_map_memory(struct vgt_vfio *v, struct vm_fault *vmf, u32 page)
{
	vm_fault_t ret = 0;
	bool refused;

	mutex_lock(&v->vmas_lock);
	refused = vgt_bar2_refused(v, page);
	if (!refused)
		ret = vgt_bar2_map_locked(v, vmf, page);
	mutex_unlock(&v->vmas_lock);
	return refused ? vgt_bar2_again(vmf) : ret;
}

/* Let the core map a page. Returns as vgt_vgpu_bar2_access(). */
static int vgt_bar2_map(struct vgt_vfio *v, struct vgt_bar2_fault *fault, u32 page)
{
	bool refused;

	mutex_lock(&v->vmas_lock);
	refused = vgt_bar2_refused(v, page);
	mutex_unlock(&v->vmas_lock);
	return vgt_vgpu_bar2_access(v->vgpu, page, refused, vgt_bar2_map_aperture, fault);
}

/*
 * Others may take a page of the aperture at once, and do not wait for mmap_lock. KVM must not take
 * that for an error: it does if a fault ended without VM_FAULT_RETRY and the page is not there.
 */
static vm_fault_t vgt_bar2_fault(struct vm_fault *vmf)
{
	struct vgt_vfio *v = vmf->vma->vm_private_data;
	struct vgt_bar2_fault fault = { .vmf = vmf };
	u32 page = vgt_bar2_index(vmf);
	vm_fault_t ret;
	int err;

	err = vgt_bar2_map(v, &fault, page);
	if (err == 1)
		return vgt_bar2_map_memory(v, vmf, page);
	if (!err)
		return fault.ret == VM_FAULT_NOPAGE ? vgt_bar2_again(vmf) : fault.ret;
	if (err != -EAGAIN)
		return VM_FAULT_SIGBUS;
	/* The mapping may go while mmap_lock is not held. */
	ret = vgt_bar2_again(vmf);
	schedule_timeout_killable(msecs_to_jiffies(VGT_BAR2_STEP_MS));
	return ret;
}

static const struct vm_operations_struct vgt_bar2_ops = {
	.fault = vgt_bar2_fault,
};

/**
 * vgt_vfio_bar2_mmap() - map a part of BAR 2
 * @v: the device
 * @vma: the mapping; mmap_lock is held
 */
void vgt_vfio_bar2_mmap(struct vgt_vfio *v, struct vm_area_struct *vma)
{
	vgt_vma_flags_set(vma, VM_MIXEDMAP | VM_IO | VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = v;
	vma->vm_ops = &vgt_bar2_ops;
}

/**
 * struct vgt_bar2_access - a read or write by VFIO's file
 * @v: the device
 * @offset: first byte, in its page
 * @buf: the bytes
 * @len: how many
 * @write: write them
 */
struct vgt_bar2_access {
	struct vgt_vfio *v;
	u32 offset;
	void *buf;
	u32 len;
	bool write;
};

static int vgt_bar2_access_tiled(void *arg, u32 page)
{
	const struct vgt_bar2_access *a = arg;
	void __iomem *va = ioremap_wc(vgt_bar2_aperture(a->v, page) + a->offset, a->len);

	if (!va)
		return -ENOMEM;
	if (a->write)
		memcpy_toio(va, a->buf, a->len);
	else
		memcpy_fromio(a->buf, va, a->len);
	iounmap(va);
	return 0;
}

static void vgt_bar2_access_memory(const struct vgt_bar2_access *a, u32 page)
{
	void *va;

	/* The page stays pinned: hide waits for the lock. */
	mutex_lock(&a->v->vmas_lock);
	va = vgt_bar2_va(a->v, page) + a->offset;
	if (a->write)
		memcpy(va, a->buf, a->len);
	else
		memcpy(a->buf, va, a->len);
	mutex_unlock(&a->v->vmas_lock);
}

/* Returns 1 if the page is shown as it lies in memory, else 0 or an error. */
static int vgt_bar2_access(struct vgt_bar2_access *a, u32 page)
{
	int ret;

	do {
		ret = vgt_vgpu_bar2_access(a->v->vgpu, page, false, vgt_bar2_access_tiled, a);
		if (ret != -EAGAIN)
			return ret;
		schedule_timeout_killable(msecs_to_jiffies(VGT_BAR2_STEP_MS));
	} while (!fatal_signal_pending(current));
	return -EINTR;
}

/**
 * vgt_vfio_bar2_access() - read or write by VFIO's file
 * @v: the device
 * @offset: first byte in the low slice
 * @buf: the bytes
 * @len: how many, within a page
 * @write: write them
 *
 * Return: 0, -ENOMEM, or -EINTR if the process is killed.
 */
int vgt_vfio_bar2_access(struct vgt_vfio *v, u64 offset, void *buf, u32 len, bool write)
{
	struct vgt_bar2_access access = {
		.v = v,
		.offset = offset_in_page(offset),
		.buf = buf,
		.len = len,
		.write = write,
	};
	u32 page = offset >> PAGE_SHIFT;
	int ret;

	ret = vgt_bar2_access(&access, page);
	if (ret <= 0)
		return ret;
	vgt_bar2_access_memory(&access, page);
	return 0;
}
