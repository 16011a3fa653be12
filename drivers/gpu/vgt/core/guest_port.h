/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest port: the interface of the core to the hypervisor. vfio/ implements it with
 * VFIO and KVM; the tests implement it with a fake. tests/fakes/port_properties.h tests the
 * properties that each implementation must have.
 */
#ifndef VGT_CORE_GUEST_PORT_H
#define VGT_CORE_GUEST_PORT_H

#include <linux/types.h>

struct device;
struct vgt_device;
struct vgt_guest;

/* For vgt_vgpu_bar2_access(): no page of the hardware's aperture. */
#define VGT_BAR2_NOWHERE	U32_MAX

/* Most pages that one call of the port pins or unpins. */
#define VGT_GUEST_RUN		64

/**
 * struct vgt_guest_page - a pinned page of the guest's memory
 * @va: address of its kernel mapping
 * @dma: its address for the GPU
 * @priv: private to the port
 */
struct vgt_guest_page {
	void *va;
	u64 dma;
	void *priv;
};

/**
 * struct vgt_guest_ops - the guest port's functions
 *
 * All except @interrupt may sleep. Those that return int return 0 or a negative errno.
 * "Guest-physical" means an address in the device's own address space. If the guest has an
 * IOMMU, it differs from the processors' physical address.
 *
 * @read: copy @len bytes from guest-physical memory. -EFAULT if there is no memory
 * @pin: pin @count pages from page @gfn on for reads and writes, and map each for the GPU.
 *	All or none: -EFAULT if one has no memory, -ENOMEM at the limit of locked memory
 * @unpin: unpin @count pages from page @gfn on, which the GPU's page tables and TLBs no longer
 *	have. They may have been pinned by several calls of @pin
 * @track: report the guest's writes to page @gfn to vgt_vgpu_guest_wrote(). Returns 1 if that
 *	is not possible: then none are reported, and @untrack must not be called
 * @untrack: stop reporting writes to page @gfn
 * @unmap: remove user space's mappings of a range of BAR 0 in bytes, so that the next access
 *	faults
 * @room: with virtual GGTT addresses: make room for @show of @count pages of BAR 2 from page
 *	@first on, within VGT_GGTT_BLOCK aligned pages. May be called again. -ENOMEM. NULL: the
 *	port has no BAR 2 then
 * @hide: likewise: let these pages show the vGPU's scratch page, and remove user space's mappings
 *	of guest memory there; those of the hardware's aperture may stay. NULL if @room is
 * @show: likewise: let page @index of BAR 2 show @page, which is pinned until @hide, and remove
 *	user space's mapping of what it showed. There is room. NULL if @room is
 * @refault: likewise: remove user space's mappings of these pages, and wait for faults that
 *	began before: what calls vgt_vgpu_bar2_access() has called it, or calls it again. NULL if
 *	@room is
 * @revoke: likewise: remove user space's mappings of these pages, and wait for nobody. Called
 *	under the lock that vgt_vgpu_bar2_access() takes, also in a fault of another VM. NULL:
 *	the port cannot do that, and shows no pages that fences cover
 * @some_by_aperture: likewise: there are pages of guest memory that the port cannot show. It asks
 *	vgt_vgpu_bar2_access() for a page of the hardware's aperture then
 * @interrupt: an interrupt has become pending: send the vGPU's MSI, or check
 *	vgt_config_intx() if the guest uses INTx; in any context
 * @charge_begin: from now on, charge this thread's allocations with __GFP_ACCOUNT to the
 *	guest's process. Returns the cookie for @charge_end. Both may be NULL: then they are
 *	charged to the process that runs
 * @charge_end: undo @charge_begin. Pairs may be nested in one thread
 * @device: get the device that represents the vGPU to administrators; it exists as long as
 *	it is shown to them. NULL, or returns NULL: there is none
 */
struct vgt_guest_ops {
	int (*read)(struct vgt_guest *guest, u64 gpa, void *buf, u32 len);
	int (*pin)(struct vgt_guest *guest, u64 gfn, u32 count, struct vgt_guest_page **pages);
	void (*unpin)(struct vgt_guest *guest, u64 gfn, u32 count, struct vgt_guest_page **pages);
	int (*track)(struct vgt_guest *guest, u64 gfn);
	void (*untrack)(struct vgt_guest *guest, u64 gfn);
	void (*unmap)(struct vgt_guest *guest, u64 offset, u64 len);
	int (*room)(struct vgt_guest *guest, u32 first, u32 count);
	void (*hide)(struct vgt_guest *guest, u32 first, u32 count);
	void (*show)(struct vgt_guest *guest, u32 index, const struct vgt_guest_page *page);
	void (*refault)(struct vgt_guest *guest, u32 first, u32 count);
	void (*revoke)(struct vgt_guest *guest, u32 first, u32 count);
	bool some_by_aperture;
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
 * struct vgt_guest_driver - creates vGPUs for one kind of hypervisor
 * @init: register with the framework that creates vGPUs; before the first @add. Returns 0 or
 *	a negative errno
 * @exit: unregister; after the last @del
 * @add: offer a GPU's types. Returns the argument for @del, or an error pointer
 * @del: stop offering the types. Removes all vGPUs, and waits for their users
 */
struct vgt_guest_driver {
	int (*init)(void);
	void (*exit)(void);
	void *(*add)(struct vgt_device *dev);
	void (*del)(void *offer);
};

#endif
