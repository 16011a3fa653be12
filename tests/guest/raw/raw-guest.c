// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions of tests/vfio/guest.h in a guest itself: a vGPU that has no driver, by its files in
 * sysfs. Memory is one huge page, which lies together also for the GPU. Nobody gets interrupts, so
 * that waiting means looking again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest.h"
#include "pagemap.h"
#include "test.h"

#define HUGE_SIZE		(2u << 20)
#define PCI_COMMAND		0x04
#define PCI_COMMAND_NO_INTX	BIT(10)
#define BAR0_SIZE		(16u << 20)

static u8 *bar0;
static u64 ram_gpa;

static int open_file(const char *device, const char *file, int how)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", device, file);
	fd = open(path, how | O_CLOEXEC | O_SYNC);
	return fd < 0 ? -errno : fd;
}

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	int ret = good ? 0 : -errno;

	if (fd >= 0)
		close(fd);
	return ret;
}

/* @ram is where this process would have the guest's address 0. */
static int open_ram(struct guest *g)
{
	int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	u64 entry = 0;
	ssize_t n;
	u8 *page;

	if (map < 0 || write_text("/proc/sys/vm/nr_hugepages", "4"))
		return -errno;
	page = mmap(NULL, HUGE_SIZE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_LOCKED | MAP_POPULATE, -1, 0);
	if (page == MAP_FAILED)
		return -errno;
	n = pread(map, &entry, sizeof(entry), (uintptr_t)page / PAGE_SIZE * sizeof(entry));
	close(map);
	ram_gpa = pagemap_frame(entry) * PAGE_SIZE;
	if (n != sizeof(entry) || !ram_gpa)
		return -EIO;
	g->ram = (u8 *)((uintptr_t)page - ram_gpa);
	g->next_page = ram_gpa;
	return 0;
}

/* The file "enable" switches decoding of the BARs on; for whom it is off, it does nothing. */
int guest_open(struct guest *g, const char *device)
{
	char path[128];
	int fd, ret;

	memset(g, 0, sizeof(*g));
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/enable", device);
	ret = write_text(path, "1");
	if (ret)
		return ret;
	g->group = open_file(device, "config", O_RDWR);
	g->container = open_file(device, "resource2", O_RDWR);
	g->device = open_file(device, "reset", O_WRONLY);
	fd = open_file(device, "resource0", O_RDWR);
	if (g->group < 0 || g->container < 0 || fd < 0)
		return -ENODEV;
	bar0 = mmap(NULL, BAR0_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return bar0 == MAP_FAILED ? -errno : open_ram(g);
}

int guest_open_translated(struct guest *g, const char *device)
{
	(void)g;
	(void)device;
	return -EOPNOTSUPP;
}

int guest_join(struct guest *g, const struct guest *first, const char *device)
{
	(void)first;
	return guest_open_translated(g, device);
}

void guest_close(struct guest *g)
{
	close(g->device);
	close(g->container);
	close(g->group);
	munmap(g->ram + ram_gpa, HUGE_SIZE);
	munmap(bar0, BAR0_SIZE);
}

/*
 * A function level reset, after which the kernel restores the configuration. Where the VMM shows no
 * such capability, the device is as the VMM has reset it.
 */
int guest_reset(struct guest *g)
{
	if (g->device < 0)
		return 0;
	return pwrite(g->device, "1", 1, 0) == 1 ? 0 : -errno;
}

u64 guest_pages(struct guest *g, u32 count)
{
	u64 gpa = g->next_page;

	g->next_page += (u64)count * PAGE_SIZE;
	CHECK(g->next_page <= ram_gpa + HUGE_SIZE, "a huge page is not enough");
	memset(g->ram + gpa, 0, (size_t)count * PAGE_SIZE);
	return gpa;
}

void *guest_at(struct guest *g, u64 gpa)
{
	return g->ram + gpa;
}

/* This is the processor. */
int guest_store(struct guest *g, u64 gpa, const u64 *values, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		WRITE_ONCE(*(u64 *)(g->ram + gpa + 8 * i), values[i]);
	return 0;
}

int region_read(struct guest *g, u32 index, u64 offset, void *buf, size_t size)
{
	if (index == VFIO_PCI_CONFIG_REGION_INDEX)
		return pread(g->group, buf, size, offset) == (ssize_t)size ? 0 : -EIO;
	if (size == 4)
		*(u32 *)buf = READ_ONCE(*(u32 *)(bar0 + offset));
	else
		*(u64 *)buf = READ_ONCE(*(u64 *)(bar0 + offset));
	return 0;
}

/* Of the configuration only the command register is written: no MSI, nor another interrupt. */
int region_write(struct guest *g, u32 index, u64 offset, const void *buf, size_t size)
{
	u16 command;

	if (index == VFIO_PCI_CONFIG_REGION_INDEX) {
		if (offset != PCI_COMMAND)
			return 0;
		command = *(const u16 *)buf | PCI_COMMAND_NO_INTX;
		return pwrite(g->group, &command, 2, PCI_COMMAND) == 2 ? 0 : -EIO;
	}
	if (size == 4)
		WRITE_ONCE(*(u32 *)(bar0 + offset), *(const u32 *)buf);
	else
		WRITE_ONCE(*(u64 *)(bar0 + offset), *(const u64 *)buf);
	return 0;
}

u32 mmio_read(struct guest *g, u32 offset)
{
	(void)g;
	return READ_ONCE(*(u32 *)(bar0 + offset));
}

void mmio_write(struct guest *g, u32 offset, u32 value)
{
	(void)g;
	WRITE_ONCE(*(u32 *)(bar0 + offset), value);
}

void *aperture_map(struct guest *g, u64 offset, size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, g->container, offset);
}

u64 guest_wait_msi(struct guest *g, int ms)
{
	(void)g;
	if (ms)
		usleep(1000);
	return 1;
}
