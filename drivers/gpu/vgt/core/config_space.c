// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space: the host's, behind a mask of writable bits, with the
 * resources of the vGPU in place of the GPU's.
 *
 * Source: PCI Local Bus Specification 3.0, chapter 6; Skylake PRM vol. 2c,
 * "GTTMMADR", "GMADR", "MGGC0", "BDSM".
 */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "config_space.h"
#include "device.h"
#include "mmio.h"
#include "vgpu.h"

#define VGT_PCI_COMMAND		0x04
#define VGT_PCI_CACHE_LINE	0x0c
#define VGT_PCI_LATENCY		0x0d
#define VGT_PCI_BAR0		0x10
#define VGT_PCI_BAR2		0x18
#define VGT_PCI_BAR4		0x20
#define VGT_PCI_ROM		0x30
#define VGT_PCI_CAPABILITIES	0x34
#define VGT_PCI_IRQ_LINE	0x3c
#define VGT_PCI_MGGC0		0x50
#define VGT_PCI_BDSM		0x5c
#define VGT_PCI_ASLS		0xfc

#define VGT_CAP_ID_PM		0x01
#define VGT_CAP_ID_MSI		0x05
/* No list is longer: capabilities are 4 bytes at least, past the header. */
#define VGT_CAPS_MAX		48

/* Memory, 64 bits; and prefetchable. */
#define VGT_BAR0_TYPE		0x4
#define VGT_BAR2_TYPE		0xc

static void vgt_mask_set(struct vgt_config_mask *mask, u32 offset, u32 bits, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		mask->bits[(offset + i) & (VGT_CONFIG_SIZE - 1)] = bits >> 8 * i;
}

static void vgt_mask_msi(struct vgt_config_mask *mask, const u8 *config, u32 cap)
{
	bool wide = config[cap + 2] & BIT(7);

	vgt_mask_set(mask, cap + 2, 0x0071, 2);
	vgt_mask_set(mask, cap + 4, 0xfffffffc, 4);
	if (wide)
		vgt_mask_set(mask, cap + 8, 0xffffffff, 4);
	vgt_mask_set(mask, cap + (wide ? 12 : 8), 0xffff, 2);
}

static void vgt_mask_capabilities(struct vgt_config_mask *mask, const u8 *config)
{
	u32 cap = config[VGT_PCI_CAPABILITIES] & 0xfc;
	u32 i;

	for (i = 0; i < VGT_CAPS_MAX && cap >= 0x40 && cap < 0xf0; i++) {
		if (config[cap] == VGT_CAP_ID_MSI)
			vgt_mask_msi(mask, config, cap);
		else if (config[cap] == VGT_CAP_ID_PM)
			vgt_mask_set(mask, cap + 4, 0x0003, 2);
		cap = config[cap + 1] & 0xfc;
	}
}

/**
 * vgt_config_mask_init() - which bits guests of a device may write
 * @dev: the device
 */
void vgt_config_mask_init(struct vgt_device *dev)
{
	struct vgt_config_mask *mask = &dev->config_mask;

	memset(mask, 0, sizeof(*mask));
	vgt_mask_set(mask, VGT_PCI_COMMAND, 0x0406, 2);
	vgt_mask_set(mask, VGT_PCI_CACHE_LINE, 0xff, 1);
	vgt_mask_set(mask, VGT_PCI_LATENCY, 0xff, 1);
	vgt_mask_set(mask, VGT_PCI_BAR0, ~(VGT_BAR0_SIZE - 1), 4);
	vgt_mask_set(mask, VGT_PCI_BAR0 + 4, ~0u, 4);
	vgt_mask_set(mask, VGT_PCI_BAR2, ~(u32)(dev->gpu->desc.mappable_size - 1), 4);
	vgt_mask_set(mask, VGT_PCI_BAR2 + 4, ~0u, 4);
	vgt_mask_set(mask, VGT_PCI_IRQ_LINE, 0xff, 1);
	vgt_mask_capabilities(mask, dev->gpu->desc.initial_config);
}

static void vgt_config_set(struct vgt_config *config, u32 offset, u64 val, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		config->data[offset + i] = val >> 8 * i;
}

/**
 * vgt_config_reset() - configuration space as after power-on
 * @vgpu: the vGPU
 */
void vgt_config_reset(struct vgt_vgpu *vgpu)
{
	struct vgt_config *config = &vgpu->config;
	const u8 *mask = vgpu->dev->config_mask.bits;
	u32 i;

	memcpy(config->data, vgpu->dev->gpu->desc.initial_config, VGT_CONFIG_SIZE);
	for (i = 0; i < VGT_CONFIG_SIZE; i++)
		config->data[i] &= ~mask[i];
	/* What the host has on is not on for the guest, even if it may not set it. */
	vgt_config_set(config, VGT_PCI_COMMAND, 0, 2);
	vgt_config_set(config, VGT_PCI_BAR0, VGT_BAR0_TYPE, 8);
	vgt_config_set(config, VGT_PCI_BAR2, VGT_BAR2_TYPE, 8);
	/*
	 * No I/O ports, ROM or stolen memory. The OpRegion is a region of VFIO's: who copies
	 * it into a guest's memory also emulates ASLS, as it would for an assigned GPU.
	 */
	vgt_config_set(config, VGT_PCI_BAR4, 0, 4);
	vgt_config_set(config, VGT_PCI_ROM, 0, 4);
	config->data[VGT_PCI_MGGC0 + 1] = 0;
	vgt_config_set(config, VGT_PCI_BDSM, 0, 4);
	vgt_config_set(config, VGT_PCI_ASLS, 0, 4);
}

/**
 * vgt_config_read() - a guest's read of configuration space
 * @vgpu: the vGPU; its lock is held
 * @offset: first byte
 * @buf: filled; 0 past what there is
 * @len: bytes, up to 4
 *
 * Return: 0, or -EINVAL for a length that no bus transfers.
 */
int vgt_config_read(struct vgt_vgpu *vgpu, u32 offset, void *buf, u32 len)
{
	if (len > 4)
		return -EINVAL;
	memset(buf, 0, len);
	if (offset < VGT_CONFIG_SIZE && len <= VGT_CONFIG_SIZE - offset)
		memcpy(buf, &vgpu->config.data[offset], len);
	return 0;
}

/**
 * vgt_config_write() - a guest's write to configuration space
 * @vgpu: the vGPU; its lock is held
 * @offset: first byte
 * @buf: the bytes
 * @len: how many, up to 4
 *
 * Return: 0, or -EINVAL for a length that no bus transfers.
 */
int vgt_config_write(struct vgt_vgpu *vgpu, u32 offset, const void *buf, u32 len)
{
	const u8 *mask = vgpu->dev->config_mask.bits;
	const u8 *bytes = buf;
	u32 i;

	if (len > 4)
		return -EINVAL;
	for (i = 0; i < len && offset + i < VGT_CONFIG_SIZE; i++) {
		u8 *byte = &vgpu->config.data[offset + i];

		*byte = (*byte & ~mask[offset + i]) | (bytes[i] & mask[offset + i]);
	}
	return 0;
}
