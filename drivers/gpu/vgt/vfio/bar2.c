// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR 2 with virtual GGTT addresses: user space maps the guest's own pages, one by one as they are
 * accessed. The core tells which page it is, and when it is not any more.
 *
 * What a fence covers is tiled memory, which the hardware's aperture shows: core/mem/fence_pool.c.
 *
 * A fault takes no lock of a vGPU. A guest may let an entry lead to its own BAR 2: VFIO then
 * comes here to pin it, with the vGPU's lock held. It does not pin such a page (-EFAULT).
 *
 * The pages are the guest's memory, so the processors' caches have the same type for both, and no
 * access to either is stale for the other. Documentation/architecture.md says what the display
 * needs.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/printk.h>
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

	return va ? (void *)va : v->vgpu->ggtt.scratch.va;
}

static void vgt_bar2_zap(struct vgt_vfio *v, u32 first, u32 count)
{
	vgt_vmas_zap(v, VFIO_PCI_BAR2_REGION_INDEX, (u64)first << PAGE_SHIFT,
		     (u64)count << PAGE_SHIFT);
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
	struct vgt_vfio *v = guest_to_vfio(guest);
	u64 region = (u64)VFIO_PCI_BAR2_REGION_INDEX << VGT_REGION_SHIFT;

	unmap_mapping_range(vgt_mappings_of(&v->vdev, &v->mappings),
			    region + ((u64)first << PAGE_SHIFT), (u64)count << PAGE_SHIFT, true);
}

static u32 vgt_bar2_index(const struct vm_fault *vmf)
{
	return VGT_REGION_OFFSET((u64)vmf->pgoff << PAGE_SHIFT) >> PAGE_SHIFT;
}

static vm_fault_t vgt_bar2_insert(struct vm_fault *vmf, unsigned long pfn, pgprot_t prot)
{
	struct vgt_vfio *v = vmf->vma->vm_private_data;

	lockdep_assert_held(&v->vmas_lock);
	/* What vgt_vmas_zap() would not find is not mapped. */
	if (!vgt_vma_known(v, vmf->vma))
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn_prot(vmf->vma, vmf->address & PAGE_MASK, pfn, prot);
}

static unsigned long vgt_bar2_aperture(const struct vgt_vfio *v, u32 page)
{
	return v->parent->host->aperture + ((u64)page << PAGE_SHIFT);
}

/**
 * struct vgt_bar2_fault - a fault in the range of a fence
 * @vmf: the fault
 * @ret: what comes of it
 */
struct vgt_bar2_fault {
	struct vm_fault *vmf;
	vm_fault_t ret;
};

/* Map a page of the hardware's aperture. */
static int vgt_bar2_map_tiled(void *arg, u32 page)
{
	struct vgt_bar2_fault *fault = arg;
	struct vm_area_struct *vma = fault->vmf->vma;
	struct vgt_vfio *v = vma->vm_private_data;

	mutex_lock(&v->vmas_lock);
	fault->ret = vgt_bar2_insert(fault->vmf, vgt_bar2_aperture(v, page) >> PAGE_SHIFT,
				     pgprot_writecombine(vma->vm_page_prot));
	mutex_unlock(&v->vmas_lock);
	return 0;
}

/* How long an access waits for others to leave a fence, at most, in milliseconds. */
#define VGT_BAR2_WAIT_MS	2000
#define VGT_BAR2_WAIT_STEP_MS	5

/* Returns 1 if the page is not in the range of a fence, else 0 or an error. */
static int vgt_bar2_tiled(struct vgt_vfio *v, u32 page, int (*fn)(void *arg, u32 page), void *arg)
{
	u32 waited;
	int ret;

	for (waited = 0;; waited += VGT_BAR2_WAIT_STEP_MS) {
		ret = vgt_vgpu_bar2_access(v->vgpu, page, fn, arg);
		if (ret != -EAGAIN || waited >= VGT_BAR2_WAIT_MS || fatal_signal_pending(current))
			break;
		msleep(VGT_BAR2_WAIT_STEP_MS);
	}
	/* A guest could cause many of these. */
	if (ret < 0)
		pr_warn_ratelimited("vgt: vGPU %d: page %#x of BAR 2 cannot be shown through a fence: %d\n",
				    v->vgpu->id, page, ret);
	return ret;
}

static vm_fault_t vgt_bar2_fault(struct vm_fault *vmf)
{
	struct vgt_vfio *v = vmf->vma->vm_private_data;
	struct vgt_bar2_fault fault = { .vmf = vmf };
	u32 page = vgt_bar2_index(vmf);
	unsigned long *at;
	vm_fault_t ret;
	int tiled;

	tiled = vgt_bar2_tiled(v, page, vgt_bar2_map_tiled, &fault);
	if (tiled <= 0)
		return tiled ? VM_FAULT_SIGBUS : fault.ret;
	mutex_lock(&v->vmas_lock);
	ret = vgt_bar2_insert(vmf, page_to_pfn(virt_to_page(vgt_bar2_va(v, page))),
			      vmf->vma->vm_page_prot);
	at = vgt_bar2_at(v, page);
	if (at)
		*at |= VGT_BAR2_MAPPED;
	mutex_unlock(&v->vmas_lock);
	return ret;
}

static const struct vm_operations_struct vgt_bar2_ops = {
	.open = vgt_vma_open,
	.close = vgt_vma_close,
	.fault = vgt_bar2_fault,
};

/**
 * vgt_vfio_bar2_mmap() - map a part of BAR 2
 * @v: the device
 * @vma: the mapping; mmap_lock is held
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_vfio_bar2_mmap(struct vgt_vfio *v, struct vm_area_struct *vma)
{
	return vgt_vma_begin(v, vma, &vgt_bar2_ops);
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

/**
 * vgt_vfio_bar2_access() - read or write by VFIO's file
 * @v: the device
 * @offset: first byte in the low slice
 * @buf: the bytes
 * @len: how many, within a page
 * @write: write them
 *
 * Return: 0, or an error as vgt_vgpu_bar2_access().
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

	ret = vgt_bar2_tiled(v, page, vgt_bar2_access_tiled, &access);
	if (ret <= 0)
		return ret;
	vgt_bar2_access_memory(&access, page);
	return 0;
}
