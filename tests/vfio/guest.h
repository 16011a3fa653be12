/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest without a QEMU: the memory of a virtual machine, a processor that stores words,
 * and a vGPU, opened through VFIO: see way.h.
 *
 * Functions return 0 or a negative errno unless said otherwise.
 */
#ifndef VGT_VFIO_GUEST_H
#define VGT_VFIO_GUEST_H

#include <linux/vfio.h>

#include "types.h"

#define GUEST_RAM	(64u << 20)

/**
 * struct guest - a virtual machine with a vGPU
 * @container: VFIO container, or /dev/iommu
 * @ioas: of the latter, the address space that the device has
 * @group: VFIO group; -1 if the device is opened without
 * @device: VFIO device
 * @vm: KVM's virtual machine
 * @kvm_vfio: KVM's side of the group
 * @vcpu: its processor; -1 until guest_store() needs it
 * @run: what it shares with KVM
 * @run_size: of that, in bytes
 * @ram: the memory, from guest-physical address 0
 * @swap: by which bits the device's addresses differ from the processor's
 * @joined: machine, container and memory are another's
 * @next_page: first page that guest_pages() has not given out
 * @region: where the device's regions are
 * @msi: eventfd that counts the interrupts
 */
struct guest {
	int container, group, device;
	u32 ioas;
	int vm, kvm_vfio, vcpu;
	void *run;
	size_t run_size;
	u8 *ram;
	u64 swap;
	bool joined;
	u64 next_page;
	struct vfio_region_info region[VFIO_PCI_NUM_REGIONS];
	int msi;
};

int guest_open(struct guest *g, const char *uuid);

/*
 * Likewise, with an IOMMU of the guest's before the device: the halves of the memory are
 * exchanged for it. Only the lower half is given out.
 */
int guest_open_translated(struct guest *g, const char *uuid);
void guest_close(struct guest *g);

/*
 * A second vGPU of the same machine; close it before the first. It has no processor, and
 * gives out the upper half of the memory.
 */
int guest_join(struct guest *g, const struct guest *first, const char *uuid);

/* The device finds memory of this process at an address, or nothing any more. */
int guest_map(const struct guest *g, u64 iova, void *at, u64 size);
int guest_unmap(const struct guest *g, u64 iova, u64 size);

/* Fresh pages, filled with 0; their guest-physical address. Ends the test without. */
u64 guest_pages(struct guest *g, u32 count);

/* Where this process sees guest memory. */
void *guest_at(struct guest *g, u64 gpa);
/* By the processor's address. */
void *guest_cpu_at(struct guest *g, u64 gpa);

/* The virtual processor stores @count quadwords, as a driver in a guest would. */
int guest_store(struct guest *g, u64 gpa, const u64 *values, u32 count);

/* Likewise, it loads them. */
int guest_load(struct guest *g, u64 gpa, u64 *values, u32 count);

/* Access to a region, VFIO_PCI_*_REGION_INDEX. */
int region_read(struct guest *g, u32 index, u64 offset, void *buf, size_t size);
int region_write(struct guest *g, u32 index, u64 offset, const void *buf, size_t size);

/* The same for BAR 0, where all is expected to go well. */
u32 mmio_read(struct guest *g, u32 offset);
void mmio_write(struct guest *g, u32 offset, u32 value);

/* The generation of the device: 8, or 9 for all younger ones. */
u32 guest_gen(struct guest *g);

/* Maps a part of a region; MAP_FAILED and errno if that is refused. */
void *region_map(struct guest *g, u32 index, u64 offset, size_t size);

/* A part of a region that the device says can be mapped, the @number-th of several. */
int region_area(struct guest *g, u32 index, u32 number, u64 *offset, u64 *size);

/* The same of BAR 2. */
void *aperture_map(struct guest *g, u64 offset, size_t size);
int aperture_area(struct guest *g, u64 *offset, u64 *size);

/* A region that is none of PCI's, by what it says it is: -ENOENT where there is none. */
int guest_region(struct guest *g, u32 type, u32 subtype, struct vfio_region_info *info);

int guest_reset(struct guest *g);

/* VFIO_DEVICE_SET_IRQS for the first interrupt of an index; @fd counts if @flags say so. */
int guest_set_irq(struct guest *g, u32 index, u32 flags, u32 count, int fd);

/* Waits for an interrupt: their number since the last call, 0 after @ms milliseconds. */
u64 guest_wait_msi(struct guest *g, int ms);

#endif /* VGT_VFIO_GUEST_H */
