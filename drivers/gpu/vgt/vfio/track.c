// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watching guest pages for writes, by KVM's external write tracking.
 *
 * KVM forgets what it watches in a slot of memory that is removed: the guest then
 * counts as having written to it.
 */
#include <linux/kvm_host.h>

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
		vgt_vgpu_guest_wrote(v->vgpu, (u64)index << PAGE_SHIFT, 1);
}

/* Watch a page. See struct vgt_guest_ops. */
int vgt_vfio_track(struct vgt_guest *guest, u64 gfn)
{
	struct vgt_vfio *v = guest_to_vfio(guest);
	int ret;

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
 * vgt_vfio_track_init() - hear of writes in a virtual machine
 * @v: the device, that its process opens
 *
 * Return: 0; -ESRCH where the device belongs to no virtual machine of KVM's.
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
 * vgt_vfio_track_fini() - hear no more
 * @v: the device; no page is watched. No lock that a write takes is held: this
 *	waits for those that are under way
 */
void vgt_vfio_track_fini(struct vgt_vfio *v)
{
	kvm_page_track_unregister_notifier(v->kvm, &v->track);
	kvm_put_kvm(v->kvm);
	v->kvm = NULL;
	WARN_ON_ONCE(!xa_empty(&v->tracked));
}
