// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/pci_regs.h>
#include <string.h>

#include "gt/aperture.h"
#include "vfio/regions.h"

/* BAR 0: registers, then nothing, then the entries of the global GTT. */
#define GGTT_OFFSET		(8u << 20)

/* BAR 4: an index port and a data port. */
#define IO_INDEX		0
#define IO_DATA			4

void pci_device_init(struct pci_device *d, struct gpu *gpu)
{
	d->gpu = gpu;
	d->io_index = 0;
	pci_config_init(&d->config, gpu->device, gpu->pci_class, gpu->aperture_size);
}

static void config_reset(struct pci_device *d)
{
	pci_device_init(d, d->gpu);
	pthread_mutex_lock(&d->gpu->lock);
	irq_switch_pin(d->gpu, false);
	pthread_mutex_unlock(&d->gpu->lock);
}

void pci_device_reset(struct pci_device *d)
{
	gpu_reset(d->gpu);
	config_reset(d);
}

void pci_device_power_cycle(struct pci_device *d)
{
	gpu_power_cycle(d->gpu);
	config_reset(d);
}

u64 region_size(const struct pci_device *d, u32 region)
{
	switch (region) {
	case REGION_BAR0:
		return GTTMMADR_SIZE;
	case REGION_BAR2:
		return d->gpu->aperture_size;
	case REGION_BAR4:
		return IOBAR_SIZE;
	case REGION_CONFIG:
		return PCI_CONFIG_SIZE;
	default:
		return 0;
	}
}

static bool inside(const struct pci_device *d, u32 region, u64 offset, u32 len)
{
	u64 size = region_size(d, region);

	return len <= size && offset <= size - len;
}

/* The part of [@offset, @offset + @len) that starts in one half of BAR 0. */
static u32 bar0_part(u32 offset, u32 len)
{
	u32 end = offset < MMIO_SIZE ? MMIO_SIZE : offset < GGTT_OFFSET ? GGTT_OFFSET :
									   GTTMMADR_SIZE;

	return min(len, end - offset);
}

static void bar0_read(struct gpu *gpu, u32 offset, u8 *buf, u32 len)
{
	while (len) {
		u32 n = bar0_part(offset, len);

		if (offset < MMIO_SIZE)
			mmio_host_read(gpu, offset, buf, n);
		else if (offset < GGTT_OFFSET)
			memset(buf, 0, n);
		else
			ggtt_read_bytes(&gpu->ggtt, offset - GGTT_OFFSET, buf, n);
		buf += n;
		offset += n;
		len -= n;
	}
}

static void bar0_write(struct gpu *gpu, u32 offset, const u8 *buf, u32 len)
{
	while (len) {
		u32 n = bar0_part(offset, len);

		if (offset < MMIO_SIZE)
			mmio_host_write(gpu, offset, buf, n);
		else if (offset >= GGTT_OFFSET)
			ggtt_write_bytes(&gpu->ggtt, offset - GGTT_OFFSET, buf, n);
		buf += n;
		offset += n;
		len -= n;
	}
}

/* The data port leads to the register or GGTT entry that the index port names. */
static bool io_target(const struct pci_device *d, u64 offset, u32 len, u32 *to)
{
	*to = d->io_index & ~3u;
	return offset == IO_DATA && len == 4 && *to <= GTTMMADR_SIZE - 4;
}

static void bar4_read(struct pci_device *d, u64 offset, u8 *buf, u32 len)
{
	u32 to;

	memset(buf, 0xff, len);
	if (offset == IO_INDEX && len == 4)
		memcpy(buf, &d->io_index, 4);
	else if (io_target(d, offset, len, &to))
		bar0_read(d->gpu, to, buf, len);
}

static void bar4_write(struct pci_device *d, u64 offset, const u8 *buf, u32 len)
{
	u32 to;

	if (offset == IO_INDEX && len == 4)
		memcpy(&d->io_index, buf, 4);
	else if (io_target(d, offset, len, &to))
		bar0_write(d->gpu, to, buf, len);
}

/* The status shows the pin, also while it is switched off. */
static void config_read(struct pci_device *d, u32 offset, void *buf, u32 len)
{
	bool high;

	pci_config_read(&d->config, offset, buf, len);
	if (offset > PCI_STATUS || PCI_STATUS - offset >= len)
		return;
	pthread_mutex_lock(&d->gpu->lock);
	high = d->gpu->irq.asserted;
	pthread_mutex_unlock(&d->gpu->lock);
	if (high)
		((u8 *)buf)[PCI_STATUS - offset] |= PCI_STATUS_INTERRUPT;
}

static void config_write(struct pci_device *d, u32 offset, const void *buf, u32 len)
{
	u32 before = pci_config_power_state(&d->config);
	u32 now;

	if (pci_config_write(&d->config, offset, buf, len)) {
		pci_device_reset(d);
		return;
	}
	now = pci_config_power_state(&d->config);
	if (now != before)
		gpu_set_power(d->gpu, now);
	pthread_mutex_lock(&d->gpu->lock);
	irq_switch_pin(d->gpu, pci_config_pin_off(&d->config));
	pthread_mutex_unlock(&d->gpu->lock);
}

/* In D3hot only the configuration space answers: reads give ones, writes are lost. */
static bool asleep(struct pci_device *d, u32 region, u64 offset, const char *what)
{
	return region != REGION_CONFIG && gpu_is_asleep(d->gpu, what, offset);
}

int region_read(struct pci_device *d, u32 region, u64 offset, void *buf, u32 len)
{
	if (!inside(d, region, offset, len))
		return -EINVAL;
	if (asleep(d, region, offset, "read")) {
		memset(buf, 0xff, len);
		return 0;
	}
	switch (region) {
	case REGION_BAR0:
		bar0_read(d->gpu, (u32)offset, buf, len);
		break;
	case REGION_BAR2:
		aperture_read(d->gpu, offset, buf, len);
		break;
	case REGION_BAR4:
		bar4_read(d, offset, buf, len);
		break;
	default:
		config_read(d, (u32)offset, buf, len);
		break;
	}
	return 0;
}

int region_write(struct pci_device *d, u32 region, u64 offset, const void *buf, u32 len)
{
	if (!inside(d, region, offset, len))
		return -EINVAL;
	if (asleep(d, region, offset, "write"))
		return 0;
	switch (region) {
	case REGION_BAR0:
		bar0_write(d->gpu, (u32)offset, buf, len);
		break;
	case REGION_BAR2:
		aperture_write(d->gpu, offset, buf, len);
		break;
	case REGION_BAR4:
		bar4_write(d, offset, buf, len);
		break;
	default:
		config_write(d, (u32)offset, buf, len);
		break;
	}
	return 0;
}
