/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest port: all that the core asks of the hypervisor. Implemented by
 * vfio/ over VFIO and KVM, and by a fake for the tests. What each must do is tested:
 * tests/fakes/port_properties.h.
 */
#ifndef VGT_CORE_GUEST_PORT_H
#define VGT_CORE_GUEST_PORT_H

#include <linux/types.h>

struct device;
struct vgt_device;
struct vgt_guest;

/**
 * struct vgt_guest_page - a page of the guest's memory, pinned
 * @va: its mapping in the kernel
 * @dma: its address for the GPU
 * @priv: the port's own record
 */
struct vgt_guest_page {
	void *va;
	u64 dma;
	void *priv;
};

/**
 * struct vgt_guest_ops - the guest port's functions
 *
 * All may sleep, but for @interrupt. Those that return int return 0 or a
 * negative errno. "Guest-physical" is what the device's own address space says: with an
 * IOMMU of the guest's before it that is not what its processors say.
 *
 * @read: copy from guest-physical memory. -EFAULT where there is none
 * @pin: keep page @gfn where it is, to be read and written, and map it for the GPU.
 *	-EFAULT where there is no memory, -ENOMEM at the limit of locked memory
 * @unpin: let it go; the GPU's page tables and TLBs hold it no longer
 * @track: tell vgt_vgpu_guest_wrote() of the guest's writes to page @gfn. 1 where they
 *	cannot be told of: then they are not, and @untrack is not due
 * @untrack: no longer
 * @unmap: take away user space's mappings of bytes of BAR 0, so that the next
 *	access faults
 * @interrupt: something came to be pending: send the vGPU's MSI, or look at vgt_config_intx()
 *	where the guest uses the pin; any context
 * @charge_begin: what this thread allocates with __GFP_ACCOUNT from now on is charged
 *	to the guest's process. Returns what @charge_end is to get. Both may be NULL:
 *	then it is charged to whoever runs
 * @charge_end: no longer. Pairs may be nested, in one thread
 * @device: by which administrators know the vGPU: it stays as long as they are shown it. NULL,
 *	or returns NULL: there is none
 */
struct vgt_guest_ops {
	int (*read)(struct vgt_guest *guest, u64 gpa, void *buf, u32 len);
	int (*pin)(struct vgt_guest *guest, u64 gfn, struct vgt_guest_page *page);
	void (*unpin)(struct vgt_guest *guest, u64 gfn, struct vgt_guest_page *page);
	int (*track)(struct vgt_guest *guest, u64 gfn);
	void (*untrack)(struct vgt_guest *guest, u64 gfn);
	void (*unmap)(struct vgt_guest *guest, u64 offset, u64 len);
	void (*interrupt)(struct vgt_guest *guest);
	void *(*charge_begin)(struct vgt_guest *guest);
	void (*charge_end)(struct vgt_guest *guest, void *cookie);
	struct device *(*device)(struct vgt_guest *guest);
};

/**
 * struct vgt_guest - a guest behind its port
 * @ops: the port's functions
 */
struct vgt_guest {
	const struct vgt_guest_ops *ops;
};

static inline void *vgt_guest_charge_begin(struct vgt_guest *guest)
{
	return guest->ops->charge_begin ? guest->ops->charge_begin(guest) : NULL;
}

static inline void vgt_guest_charge_end(struct vgt_guest *guest, void *cookie)
{
	if (guest->ops->charge_end)
		guest->ops->charge_end(guest, cookie);
}

static inline struct device *vgt_guest_device(struct vgt_guest *guest)
{
	return guest->ops->device ? guest->ops->device(guest) : NULL;
}

/**
 * struct vgt_guest_driver - makes vGPUs for the guests of a kind of hypervisor
 * @init: register with what the hypervisor's users make vGPUs by. Before there is a GPU
 * @exit: unregister; no GPU is offered any more
 * @add: offer a GPU's types there. Returns what @del gets, or an error pointer
 * @del: offer them no more. Removes all vGPUs, and waits for their users
 */
struct vgt_guest_driver {
	int (*init)(void);
	void (*exit)(void);
	void *(*add)(struct vgt_device *dev);
	void (*del)(void *offer);
};

#endif
