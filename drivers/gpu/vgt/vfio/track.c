// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watch guest pages for writes, by KVM's external write tracking.
 *
 * KVM forgets what it watches in a memory slot that is removed. The guest then counts
 * as having written to these pages.
 *
 * KVM identifies a page by the number that the guest's processors use. If the guest has
 * an IOMMU before the vGPU, the same number is another page for the vGPU, or no page for
 * the processors. Such a page cannot be watched.
 */
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include "../core/vgpu.h"
#include "../core/vgpu_types.h"
#include "vfio.h"

/* Called by KVM with its SRCU held, in a thread of a virtual CPU. */
static VGT_TRACK_WRITE(vgt_track_write, gpa, bytes, node)
{
	struct vgt_vfio *v = container_of(node, struct vgt_vfio, track);

	if (xa_load(&v->tracked, gpa >> PAGE_SHIFT) ||
	    xa_load(&v->tracked, (gpa + bytes - 1) >> PAGE_SHIFT))
		vgt_vgpu_guest_wrote(v->vgpu, gpa, bytes);
}

static VGT_TRACK_REMOVE(vgt_track_remove, gfn, count, node)
{
	struct vgt_vfio *v = container_of(node, struct vgt_vfio, track);
	unsigned long index;
	void *entry;

	xa_for_each_range(&v->tracked, index, entry, gfn, gfn + count - 1)
		vgt_vgpu_watch_lost(v->vgpu, (u64)index << PAGE_SHIFT);
}

/* Is the page that the guest's processors have at a number this one? */
static bool vgt_track_is_page(struct vgt_vfio *v, u64 gfn, const struct page *page)
{
	unsigned long hva = vgt_kvm_hva(v->kvm, gfn);
	struct page *seen;
	bool same;

	if (!hva || vgt_get_user_page(v->mm, hva, &seen) != 1)
		return false;
	same = seen == page;
	put_page(seen);
	return same;
}

/*
 * Check whether a page is the same for the vGPU and for the guest's processors. The page is held
 * meanwhile, so that no other page takes its place. Return 1, 0, or -EFAULT if the vGPU has none.
 */
static int vgt_track_sees(struct vgt_vfio *v, u64 gfn)
{
	struct page *page;
	int ret;

	ret = vgt_vfio_hold(v, gfn, 1, &page);
	if (ret)
		return ret;
	if (mmget_not_zero(v->mm)) {
		ret = vgt_track_is_page(v, gfn, page);
		/* Not here, under the vGPU's lock: see vgt_vfio_unmap(). */
		mmput_async(v->mm);
	} else {
		ret = -EFAULT;
	}
	vgt_vfio_let_go(v, gfn, 1);
	return ret;
}

/* Said once per guest. */
static void vgt_track_tell(struct vgt_vfio *v)
{
	if (v->translated)
		return;
	v->translated = true;
	pr_info("vgt: vGPU %d: its guest's IOMMU translates what the vGPU is given: page tables cannot be watched, and are read at each submission. Booted without it, or with iommu=pt, it is faster\n",
		v->vgpu->id);
}

/* Watch a page. See struct vgt_guest_ops. */
int vgt_vfio_track(struct vgt_guest *guest, u64 gfn)
{
	struct vgt_vfio *v = guest_to_vfio(guest);
	int ret;

	ret = vgt_track_sees(v, gfn);
	if (ret < 0)
		return ret;
	if (!ret) {
		vgt_track_tell(v);
		return 1;
	}
	ret = xa_err(xa_store(&v->tracked, gfn, xa_mk_value(1), GFP_KERNEL_ACCOUNT));
	if (ret)
		return ret;
	ret = vgt_kvm_track(v->kvm, gfn, true);
	if (ret)
		xa_erase(&v->tracked, gfn);
	return ret;
}

/* Watch it no longer. See struct vgt_guest_ops. */
void vgt_vfio_untrack(struct vgt_guest *guest, u64 gfn)
{
	struct vgt_vfio *v = guest_to_vfio(guest);

	if (xa_erase(&v->tracked, gfn))
		vgt_kvm_track(v->kvm, gfn, false);
}

/**
 * vgt_vfio_track_init() - start to track writes of a virtual machine
 * @v: the device, which its process opens
 *
 * Return: 0; -ESRCH if the device belongs to no KVM virtual machine.
 */
int vgt_vfio_track_init(struct vgt_vfio *v)
{
	struct kvm *kvm = v->vdev.kvm;
	int ret;

	if (!kvm || kvm->mm != current->mm) {
		pr_err("vgt: vGPU %d: the process that opens it has no KVM virtual machine set for it (QEMU: -accel kvm)\n",
		       v->vgpu->id);
		return -ESRCH;
	}
	kvm_get_kvm(kvm);
	v->kvm = kvm;
	v->translated = false;
	v->track.track_write = vgt_track_write;
	v->track.vgt_track_remove_op = vgt_track_remove;
	ret = vgt_track_register(kvm, &v->track);
	if (ret) {
		kvm_put_kvm(kvm);
		v->kvm = NULL;
	}
	return ret;
}

/**
 * vgt_vfio_track_fini() - stop tracking writes
 * @v: the device; no page is watched. No lock that a write takes may be held, because
 *	this waits for writes in progress
 */
void vgt_vfio_track_fini(struct vgt_vfio *v)
{
	kvm_page_track_unregister_notifier(v->kvm, &v->track);
	kvm_put_kvm(v->kvm);
	v->kvm = NULL;
	WARN_ON_ONCE(!xa_empty(&v->tracked));
}
