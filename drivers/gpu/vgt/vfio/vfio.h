/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest port over VFIO and KVM: a vGPU as a mediated device.
 */
#ifndef VGT_VFIO_H
#define VGT_VFIO_H

#include <linux/list.h>
#include <linux/mdev.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/vfio.h>
#include <linux/xarray.h>

#include "../core/display/display_types.h"
#include "../core/guest_port.h"
#include "../core/type.h"
#include "../host/host.h"
#include "compat.h"
#include "gfx.h"

struct attribute_group;
struct eventfd_ctx;
struct kvm;
struct mem_cgroup;
struct virqfd;

#define VGT_MDEV_TYPES	VGT_TYPES_PER_GEN

/**
 * struct vgt_mdev_type - a type as mdev knows it
 * @type: mdev's own
 * @vgt: what it stands for
 */
struct vgt_mdev_type {
	struct mdev_type type;
	const struct vgt_type *vgt;
};

/**
 * struct vgt_mdev_parent - a GPU as a parent of mediated devices
 * @parent: mdev's own
 * @dev: the mediator
 * @host: the GPU, for DMA and its aperture
 * @types: the types it offers
 * @list: for mdev
 */
struct vgt_mdev_parent {
	struct mdev_parent parent;
	struct vgt_device *dev;
	const struct vgt_host_gpu *host;
	struct vgt_mdev_type types[VGT_MDEV_TYPES];
	struct mdev_type *list[VGT_MDEV_TYPES];
};

/**
 * struct vgt_edid_region - what a process wrote to the EDID region
 * @lock: protects the others
 * @data: the EDID
 * @size: bytes of it
 */
struct vgt_edid_region {
	/* Protects what follows. */
	struct mutex lock;
	u8 data[VGT_EDID_SIZE];
	u32 size;
};

/**
 * enum vgt_trigger - events for which user space can set an eventfd
 * @VGT_TRIGGER_MSI: the guest's interrupt, as a message
 * @VGT_TRIGGER_INTX: the same, by the pin, if there is no message
 * @VGT_TRIGGER_REQ: the request to close the device
 * @VGT_TRIGGERS: their number
 */
enum vgt_trigger {
	VGT_TRIGGER_MSI,
	VGT_TRIGGER_INTX,
	VGT_TRIGGER_REQ,
	VGT_TRIGGERS
};

struct vgt_screen;

/**
 * struct vgt_vfio - a vGPU as a VFIO device
 * @vdev: VFIO's own
 * @guest: the core's port
 * @parent: the GPU that it shares
 * @vgpu: the vGPU
 * @mm: of the process that has the device open
 * @kvm: of the virtual machine
 * @track: is notified of writes to pages that KVM watches
 * @tracked: those pages, by guest frame number
 * @translated: the log has said that the guest's IOMMU translates
 * @runs: with iommufd, what single calls pinned, struct vgt_vfio_run
 * @runs_lock: protects @runs
 * @memcg: the group that this process' memory is charged to, or NULL
 * @triggers: eventfds by enum vgt_trigger; NULL: nobody listens
 * @intx_masked: the pin was signalled, and user space has not unmasked it since
 * @triggers_lock: protects @triggers and @intx_masked; taken in any context
 * @intx_unmask: an eventfd of user space that unmasks the pin; under a lock of VFIO
 * @foreign: a page for the entries of GGTT space that is not the vGPU's: vgt does not
 *	read it
 * @bar2: with virtual GGTT addresses, what BAR 2 shows; see bar2.c
 * @mappings: with virtual GGTT addresses, what has all mappings of the device
 * @vmas: mappings whose pages come by faults, struct vgt_vfio_vma
 * @vmas_lock: protects @vmas and @bar2; inside of mmap_lock
 * @gfx: what user space knows of its pictures
 * @edid: its EDID region
 * @screen: memory of the region that pictures are copied to, or NULL: set once, without a
 *	lock
 * @copies: user space is not offered dma-bufs
 *
 * Order of locks, the outer first: that of the container's devices (VFIO) or of memory slots
 * (KVM), those of @gfx and @edid, the vGPU's, @runs_lock, the container's own, mmap_lock,
 * @vmas_lock; @triggers_lock is innermost.
 * The vGPU's lock is outside of mmap_lock, because it is held while pages are pinned and
 * mappings are removed. So functions that the kernel calls with mmap_lock held (mmap, faults,
 * open and close of mappings) never take it, and no user memory is accessed under it.
 */
struct vgt_vfio {
	struct vfio_device vdev;
	struct vgt_guest guest;
	struct vgt_mdev_parent *parent;
	struct vgt_vgpu *vgpu;
	struct mm_struct *mm;
	struct kvm *kvm;
	struct kvm_page_track_notifier_node track;
	struct xarray tracked;
	bool translated;
	struct rb_root_cached runs;
	/* Protects runs. */
	struct mutex runs_lock;
	struct mem_cgroup *memcg;
	struct eventfd_ctx *triggers[VGT_TRIGGERS];
	bool intx_masked;
	/* Protects triggers and intx_masked. */
	spinlock_t triggers_lock;
	struct virqfd *intx_unmask;
	void *foreign;
	unsigned long **bar2;
	struct vgt_mappings mappings;
	struct list_head vmas;
	/* Protects vmas and bar2; inside of mmap_lock. */
	struct mutex vmas_lock;
	struct vgt_gfx gfx;
	struct vgt_edid_region edid;
	struct vgt_screen *screen;
	bool copies;
};

static inline struct vgt_vfio *to_vgt_vfio(struct vfio_device *vdev)
{
	return container_of(vdev, struct vgt_vfio, vdev);
}

static inline struct vgt_vfio *guest_to_vfio(struct vgt_guest *guest)
{
	return container_of(guest, struct vgt_vfio, guest);
}

extern const struct vfio_device_ops vgt_vfio_ops;
extern const struct attribute_group *vgt_mdev_groups[];

/* After those that all PCI devices have. */
#define VGT_REGION_EDID		VFIO_PCI_NUM_REGIONS
#define VGT_REGION_SCREEN	(VGT_REGION_EDID + 1)
#define VGT_REGION_OPREGION	(VGT_REGION_SCREEN + 1)
#define VGT_NUM_REGIONS		(VGT_REGION_OPREGION + 1)
#define VGT_EDID_REGION_SIZE	4096
#define VGT_SCREEN_SIZE		((u64)PAGE_ALIGN(VGT_MONITOR_WIDTH_MAX * \
						 VGT_MONITOR_HEIGHT_MAX * 4))

#define VGT_REGION_SHIFT	40
#define VGT_REGION(pos)		((u32)((u64)(pos) >> VGT_REGION_SHIFT))
#define VGT_REGION_OFFSET(pos)	((u64)(pos) & (BIT_ULL(VGT_REGION_SHIFT) - 1))
#define VGT_CONFIG_REGION_SIZE	4096

int vgt_vfio_reset(struct vgt_vfio *v);
int vgt_vfio_region_info(struct vfio_device *vdev, struct vfio_region_info *info,
			 struct vfio_info_cap *caps);
ssize_t vgt_vfio_read(struct vfio_device *vdev, char __user *buf, size_t count,
		      loff_t *pos);
ssize_t vgt_vfio_write(struct vfio_device *vdev, const char __user *buf,
		       size_t count, loff_t *pos);
int vgt_vfio_mmap(struct vfio_device *vdev, struct vm_area_struct *vma);
void vgt_vfio_unmap(struct vgt_guest *guest, u64 offset, u64 len);

int vgt_vfio_bar2_init(struct vgt_vfio *v);
void vgt_vfio_bar2_forget(struct vgt_vfio *v);
void vgt_vfio_bar2_fini(struct vgt_vfio *v);
int vgt_vfio_bar2_room(struct vgt_guest *guest, u32 first, u32 count);
void vgt_vfio_bar2_hide(struct vgt_guest *guest, u32 first, u32 count);
void vgt_vfio_bar2_show(struct vgt_guest *guest, u32 index, const struct vgt_guest_page *page);
void vgt_vfio_bar2_refault(struct vgt_guest *guest, u32 first, u32 count);
void vgt_vfio_bar2_revoke(struct vgt_guest *guest, u32 first, u32 count);

void vgt_edid_region_init(struct vgt_vfio *v);

int vgt_screen_init(struct vgt_vfio *v);
void vgt_screen_release(struct vgt_vfio *v);
int vgt_screen_copy(struct vgt_vfio *v, struct vgt_scanout *s,
		    struct vfio_device_gfx_plane_info *info);
int vgt_screen_black(struct vgt_vfio *v, const struct vgt_scanout *s,
		     struct vfio_device_gfx_plane_info *info);

long vgt_vfio_irq_info(struct vgt_vfio *v, unsigned long arg);
long vgt_vfio_set_irqs(struct vgt_vfio *v, unsigned long arg);
void vgt_vfio_irq_release(struct vgt_vfio *v);
void vgt_vfio_request(struct vfio_device *vdev, unsigned int count);
void vgt_vfio_interrupt(struct vgt_guest *guest);
void vgt_vfio_intx(struct vgt_vfio *v);

int vgt_vfio_hold(struct vgt_vfio *v, u64 gfn, u32 count, struct page **pages);
void vgt_vfio_let_go(struct vgt_vfio *v, u64 gfn, u32 count);
int vgt_vfio_mem_read(struct vgt_guest *guest, u64 gpa, void *buf, u32 len);
int vgt_vfio_pin(struct vgt_guest *guest, u64 gfn, u32 count, struct vgt_guest_page **pages);
void vgt_vfio_unpin(struct vgt_guest *guest, u64 gfn, u32 count, struct vgt_guest_page **pages);
void vgt_vfio_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length);
int vgt_vfio_run_add(struct vgt_vfio *v, u64 gfn, u32 count, struct vgt_guest_page **pages);
void vgt_vfio_run_put(struct vgt_vfio *v, u64 gfn, u32 count, struct vgt_guest_page **pages);
void vgt_vfio_run_gone(struct vgt_vfio *v, u64 gfn, u64 count);

void *vgt_vfio_charge_begin(struct vgt_guest *guest);
void vgt_vfio_charge_end(struct vgt_guest *guest, void *cookie);

int vgt_vfio_track_init(struct vgt_vfio *v);
void vgt_vfio_track_fini(struct vgt_vfio *v);
int vgt_vfio_track(struct vgt_guest *guest, u64 gfn);
void vgt_vfio_untrack(struct vgt_guest *guest, u64 gfn);

#endif
