/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Regions of the device: BARs and configuration space.
 */
#ifndef GPU_MODEL_REGIONS_H
#define GPU_MODEL_REGIONS_H

#include "core/gpu.h"
#include "vfio/pci_config.h"

#define REGION_BAR0		0
#define REGION_BAR2		2
#define REGION_BAR4		4
#define REGION_CONFIG		7
#define REGIONS			9

/**
 * struct pci_device - what the client sees
 * @gpu: the device behind it
 * @config: configuration space; client thread only
 * @io_index: index port of BAR 4
 */
struct pci_device {
	struct gpu *gpu;
	struct pci_config config;
	u32 io_index;
};

void pci_device_init(struct pci_device *d, struct gpu *gpu);

/** pci_device_reset() - function level reset, or the bus's */
void pci_device_reset(struct pci_device *d);

/** pci_device_power_cycle() - prepare for another client; also clears the last one's GTT entries */
void pci_device_power_cycle(struct pci_device *d);

/** region_size() - bytes of a region, 0 if the device has none of that number */
u64 region_size(const struct pci_device *d, u32 region);

/**
 * region_read() - read from a region
 *
 * Return: 0, or -EINVAL if any byte is outside the region.
 */
int region_read(struct pci_device *d, u32 region, u64 offset, void *buf, u32 len);

/** region_write() - write to a region; returns as region_read() */
int region_write(struct pci_device *d, u32 region, u64 offset, const void *buf, u32 len);

#endif /* GPU_MODEL_REGIONS_H */
