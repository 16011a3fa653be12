// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kvm.h>

#include "guest.h"
#include "ram.h"
#include "test.h"
#include "vcpu.h"
#include "way.h"

#define PCI_DEVICE_ID	0x02

static int map_half(struct guest *g, u64 iova)
{
	return guest_map(g, iova, guest_at(g, iova), GUEST_RAM / 2);
}

/* A virtual machine whose memory this is, and which knows the vGPU. */
static int open_vm(struct guest *g)
{
	struct kvm_userspace_memory_region slot = {
		.memory_size = GUEST_RAM,
		.userspace_addr = (uintptr_t)g->ram,
	};
	struct kvm_create_device create = { .type = KVM_DEV_TYPE_VFIO };
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (kvm < 0)
		return -errno;
	g->vm = ioctl(kvm, KVM_CREATE_VM, 0);
	close(kvm);
	if (g->vm < 0)
		return -errno;
	if (ioctl(g->vm, KVM_SET_USER_MEMORY_REGION, &slot) ||
	    ioctl(g->vm, KVM_CREATE_DEVICE, &create))
		return -errno;
	g->kvm_vfio = create.fd;
	return way_tell_kvm(g, true);
}

static int open_regions(struct guest *g)
{
	u32 i;

	for (i = 0; i < VFIO_PCI_NUM_REGIONS; i++) {
		struct vfio_region_info *info = &g->region[i];

		*info = (struct vfio_region_info){ .argsz = sizeof(*info), .index = i };
		if (ioctl(g->device, VFIO_DEVICE_GET_REGION_INFO, info))
			return -errno;
	}
	return 0;
}

int guest_set_irq(struct guest *g, u32 index, u32 flags, u32 count, int fd)
{
	struct {
		struct vfio_irq_set set;
		s32 fd;
	} irq = {
		.set = {
			.argsz = sizeof(irq),
			.flags = flags,
			.index = index,
			.count = count,
		},
		.fd = fd,
	};

	return ioctl(g->device, VFIO_DEVICE_SET_IRQS, &irq) ? -errno : 0;
}

static int open_msi(struct guest *g)
{
	g->msi = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (g->msi < 0)
		return -errno;
	return guest_set_irq(g, VFIO_PCI_MSI_IRQ_INDEX, VFIO_IRQ_SET_DATA_EVENTFD |
			     VFIO_IRQ_SET_ACTION_TRIGGER, 1, g->msi);
}

static int open_device(struct guest *g, const char *uuid)
{
	int ret;

	ret = way_open_device(g, uuid);
	if (ret)
		return ret;
	ret = open_regions(g);
	return ret ? ret : open_msi(g);
}

static int open_memory(struct guest *g)
{
	int ret;

	ret = way_open_memory(g);
	if (ret)
		return ret;
	ret = map_half(g, 0);
	return ret ? ret : map_half(g, GUEST_RAM / 2);
}

static int open_all(struct guest *g, const char *uuid)
{
	int ret;

	ret = way_open_node(g, uuid);
	if (ret)
		return ret;
	g->ram = ram_new(GUEST_RAM);
	if (!g->ram)
		return -errno;
	ret = open_memory(g);
	if (ret)
		return ret;
	ret = open_vm(g);
	if (ret)
		return ret;
	return open_device(g, uuid);
}

static const struct guest closed_guest = {
	.container = -1, .group = -1, .device = -1, .vm = -1,
	.kvm_vfio = -1, .vcpu = -1, .msi = -1,
	.next_page = VCPU_PAGES * PAGE_SIZE,
};

static int open_swapped(struct guest *g, const char *uuid, u64 swap)
{
	int ret;

	*g = closed_guest;
	g->swap = swap;
	ret = open_all(g, uuid);
	if (ret)
		guest_close(g);
	return ret;
}

int guest_open(struct guest *g, const char *uuid)
{
	return open_swapped(g, uuid, 0);
}

int guest_open_translated(struct guest *g, const char *uuid)
{
	return open_swapped(g, uuid, GUEST_RAM / 2);
}

static int join_all(struct guest *g, const struct guest *first, const char *uuid)
{
	int ret;

	ret = way_open_node(g, uuid);
	if (ret)
		return ret;
	ret = way_join_memory(g, first);
	if (ret)
		return ret;
	g->kvm_vfio = dup(first->kvm_vfio);
	if (g->kvm_vfio < 0)
		return -errno;
	ret = way_tell_kvm(g, true);
	return ret ? ret : open_device(g, uuid);
}

int guest_join(struct guest *g, const struct guest *first, const char *uuid)
{
	int ret;

	*g = closed_guest;
	g->ram = first->ram;
	g->joined = true;
	g->next_page = GUEST_RAM / 2;
	ret = join_all(g, first, uuid);
	if (ret)
		guest_close(g);
	return ret;
}

static void close_one(int fd)
{
	if (fd >= 0)
		close(fd);
}

void guest_close(struct guest *g)
{
	/* KVM keeps open what it was told of. With a group, that is not the device. */
	if (g->group < 0 && g->kvm_vfio >= 0)
		way_tell_kvm(g, false);
	close_one(g->device);
	close_one(g->msi);
	vcpu_close(g);
	/* The machine goes on. */
	if (g->joined && g->kvm_vfio >= 0 && g->group >= 0)
		way_tell_kvm(g, false);
	close_one(g->kvm_vfio);
	close_one(g->vm);
	close_one(g->group);
	close_one(g->container);
	if (!g->joined)
		ram_free(g->ram, GUEST_RAM);
	g->ram = NULL;
}

u64 guest_pages(struct guest *g, u32 count)
{
	u64 gpa = g->next_page;

	g->next_page += (u64)count * PAGE_SIZE;
	if (g->next_page > (g->swap ? g->swap : GUEST_RAM))
		test_die("the test wants more memory than its guest has");
	return gpa;
}

void *guest_at(struct guest *g, u64 gpa)
{
	return g->ram + (gpa ^ g->swap);
}

void *guest_cpu_at(struct guest *g, u64 gpa)
{
	return g->ram + gpa;
}

int region_read(struct guest *g, u32 index, u64 offset, void *buf, size_t size)
{
	ssize_t n = pread(g->device, buf, size, g->region[index].offset + offset);

	return n == (ssize_t)size ? 0 : n < 0 ? -errno : -EIO;
}

int region_write(struct guest *g, u32 index, u64 offset, const void *buf, size_t size)
{
	ssize_t n = pwrite(g->device, buf, size, g->region[index].offset + offset);

	return n == (ssize_t)size ? 0 : n < 0 ? -errno : -EIO;
}

u32 mmio_read(struct guest *g, u32 offset)
{
	u32 value;

	if (region_read(g, VFIO_PCI_BAR0_REGION_INDEX, offset, &value, sizeof(value)))
		test_die("reading register 0x%x is refused", offset);
	return value;
}

void mmio_write(struct guest *g, u32 offset, u32 value)
{
	if (region_write(g, VFIO_PCI_BAR0_REGION_INDEX, offset, &value, sizeof(value)))
		test_die("writing register 0x%x is refused", offset);
}

/* Broadwell's devices are 0x1602 to 0x162e. */
u32 guest_gen(struct guest *g)
{
	u16 id = 0;

	if (region_read(g, VFIO_PCI_CONFIG_REGION_INDEX, PCI_DEVICE_ID, &id, sizeof(id)))
		test_die("the device has no id");
	return (id & 0xff00) == 0x1600 ? 8 : 9;
}

void *aperture_map(struct guest *g, u64 offset, size_t size)
{
	return region_map(g, VFIO_PCI_BAR2_REGION_INDEX, offset, size);
}

void *region_map(struct guest *g, u32 index, u64 offset, size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, g->device,
		    g->region[index].offset + offset);
}

int region_area(struct guest *g, u32 index, u32 number, u64 *offset, u64 *size)
{
	u64 room[64] = { 0 };
	struct vfio_region_info *info = (void *)room;
	struct vfio_region_info_cap_sparse_mmap *cap;

	info->argsz = sizeof(room);
	info->index = index;
	if (ioctl(g->device, VFIO_DEVICE_GET_REGION_INFO, info))
		return -errno;
	if (!(info->flags & VFIO_REGION_INFO_FLAG_CAPS) || !info->cap_offset)
		return -ENOENT;
	cap = (void *)((u8 *)room + info->cap_offset);
	if (cap->header.id != VFIO_REGION_INFO_CAP_SPARSE_MMAP || cap->nr_areas <= number)
		return -ENOENT;
	*offset = cap->areas[number].offset;
	*size = cap->areas[number].size;
	return 0;
}

int aperture_area(struct guest *g, u64 *offset, u64 *size)
{
	return region_area(g, VFIO_PCI_BAR2_REGION_INDEX, 0, offset, size);
}

static int region_if_type(struct guest *g, u32 index, u32 type, u32 subtype,
			  struct vfio_region_info *info)
{
	u64 room[64] = { 0 };
	struct vfio_region_info *got = (void *)room;
	struct vfio_region_info_cap_type *cap;

	got->argsz = sizeof(room);
	got->index = index;
	if (ioctl(g->device, VFIO_DEVICE_GET_REGION_INFO, got) || !got->cap_offset)
		return -ENOENT;
	cap = (void *)((u8 *)room + got->cap_offset);
	if (cap->header.id != VFIO_REGION_INFO_CAP_TYPE || cap->type != type ||
	    cap->subtype != subtype)
		return -ENOENT;
	*info = *got;
	return 0;
}

int guest_region(struct guest *g, u32 type, u32 subtype, struct vfio_region_info *info)
{
	struct vfio_device_info device = { .argsz = sizeof(device) };
	u32 i;

	if (ioctl(g->device, VFIO_DEVICE_GET_INFO, &device))
		return -errno;
	for (i = VFIO_PCI_NUM_REGIONS; i < device.num_regions; i++)
		if (!region_if_type(g, i, type, subtype, info))
			return 0;
	return -ENOENT;
}

int guest_reset(struct guest *g)
{
	return ioctl(g->device, VFIO_DEVICE_RESET) ? -errno : 0;
}

u64 guest_wait_msi(struct guest *g, int ms)
{
	struct pollfd fd = { .fd = g->msi, .events = POLLIN };
	u64 count;

	if (poll(&fd, 1, ms) != 1 || read(g->msi, &count, sizeof(count)) != sizeof(count))
		return 0;
	return count;
}
