// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space: the host's, behind a mask of writable bits, with the
 * resources of the vGPU in place of the GPU's.
 *
 * Source: PCI Local Bus Specification 3.0, chapter 6; PCI Express Base Specification 3.0,
 * section 7.8; Advanced Capabilities for Conventional PCI (ECN, 2006); Skylake PRM vol. 2c,
 * "GTTMMADR", "GMADR", "MGGC0", "BDSM".
 */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/mem/ggtt_space.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "config_space.h"
#include "irq.h"
#include "mmio.h"

#define VGT_PCI_COMMAND		0x04
/* In its upper byte. */
#define   VGT_COMMAND_INTX_OFF	BIT(2)
#define VGT_PCI_STATUS		0x06
#define   VGT_STATUS_INTX	BIT(3)
/* Fixed properties of the device; all else there is what happened to the host's. */
#define   VGT_STATUS_FIXED	0x06b0
#define VGT_PCI_CACHE_LINE	0x0c
#define VGT_PCI_LATENCY		0x0d
#define VGT_PCI_HEADER_TYPE	0x0e
#define VGT_PCI_BAR0		0x10
#define VGT_PCI_BAR2		0x18
#define VGT_PCI_BAR4		0x20
#define VGT_PCI_ROM		0x30
#define VGT_PCI_CAPABILITIES	0x34
#define VGT_PCI_IRQ_LINE	0x3c
#define VGT_PCI_IRQ_PIN		0x3d
#define   VGT_PIN_A		1
#define VGT_PCI_MGGC0		0x50
#define VGT_PCI_BDSM		0x5c
#define VGT_PCI_SWSCI		0xe8
#define VGT_PCI_ASLS		0xfc

#define VGT_CAP_ID_PM		0x01
#define   VGT_PM_STATE_BYTE	0x04
#define   VGT_PM_STATE		0x03
#define   VGT_PM_D3HOT		0x03
#define VGT_CAP_ID_MSI		0x05
#define   VGT_MSI_WIDE		BIT(7)
#define VGT_CAP_ID_VENDOR	0x09
#define VGT_CAP_ID_EXPRESS	0x10
#define   VGT_EXP_CONTROL	0x08
#define   VGT_EXP_FLR_BYTE	(VGT_EXP_CONTROL + 1)
#define   VGT_EXP_FLR		BIT(7)
#define   VGT_EXP_HAS_FLR_BYTE	0x07
#define   VGT_EXP_HAS_FLR	BIT(4)
#define VGT_CAP_ID_AF		0x13
#define   VGT_AF_FLR_BYTE	0x04
#define   VGT_AF_FLR		BIT(0)
#define   VGT_AF_HAS_FLR_BYTE	0x03
#define   VGT_AF_HAS_FLR	BIT(1)
/* No list is longer: capabilities are 4 bytes at least, past the header. */
#define VGT_CAPS_MAX		48
/* The longest that is known, PCI Express for a function without a link, ends within. */
#define VGT_CAP_LAST		0xec

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
	bool wide = config[cap + 2] & VGT_MSI_WIDE;

	vgt_mask_set(mask, cap + 2, 0x0071, 2);
	vgt_mask_set(mask, cap + 4, 0xfffffffc, 4);
	if (wide)
		vgt_mask_set(mask, cap + 8, 0xffffffff, 4);
	vgt_mask_set(mask, cap + (wide ? 12 : 8), 0xffff, 2);
}

/* The capability after @cap, or the first one for 0; 0 where the list ends, or leads astray. */
static u32 vgt_cap_next(const u8 *config, u32 cap)
{
	u32 next = config[cap ? cap + 1 : VGT_PCI_CAPABILITIES] & 0xfc;

	return next >= 0x40 && next <= VGT_CAP_LAST ? next : 0;
}

/* Each capability of @config; not without end, should the list be a circle. */
#define vgt_for_each_cap(config, cap, i)				\
	for ((i) = 0, (cap) = vgt_cap_next(config, 0);			\
	     (i) < VGT_CAPS_MAX && (cap);				\
	     (i)++, (cap) = vgt_cap_next(config, cap))

static void vgt_mask_capabilities(struct vgt_config_mask *mask, const u8 *config)
{
	u32 cap, i;

	vgt_for_each_cap(config, cap, i) {
		if (config[cap] == VGT_CAP_ID_MSI)
			vgt_mask_msi(mask, config, cap);
		else if (config[cap] == VGT_CAP_ID_PM)
			vgt_mask_set(mask, cap + 4, 0x0003, 2);
	}
}

/**
 * vgt_config_mask_init() - determine which bits guests of a device may write
 * @dev: the device
 */
void vgt_config_mask_init(struct vgt_device *dev)
{
	struct vgt_config_mask *mask = &dev->config_mask;

	memset(mask, 0, sizeof(*mask));
	/*
	 * I/O, memory, bus master, INTx off. Nothing decodes I/O, but i915 since Linux 7
	 * switches it on to reach VGA's registers, and warns where the bit does not hold.
	 */
	vgt_mask_set(mask, VGT_PCI_COMMAND, 0x0407, 2);
	vgt_mask_set(mask, VGT_PCI_CACHE_LINE, 0xff, 1);
	vgt_mask_set(mask, VGT_PCI_LATENCY, 0xff, 1);
	vgt_mask_set(mask, VGT_PCI_BAR0, ~(VGT_BAR0_SIZE - 1), 4);
	vgt_mask_set(mask, VGT_PCI_BAR0 + 4, ~0u, 4);
	vgt_mask_set(mask, VGT_PCI_BAR2, ~(u32)(vgt_bar2_size(dev) - 1), 4);
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

/* A capability as it is after a reset. False: it is not shown. */
static bool vgt_config_cap(u8 *config, u32 cap)
{
	switch (config[cap]) {
	case VGT_CAP_ID_PM:
		/* No PME, which would be another interrupt, and none pending. */
		config[cap + 3] &= 0x07;
		config[cap + 5] = 0;
		return true;
	case VGT_CAP_ID_MSI:
		/* One message, as there is one interrupt, and no masks: nobody looks at them. */
		config[cap + 2] &= VGT_MSI_WIDE;
		config[cap + 3] = 0;
		return true;
	case VGT_CAP_ID_EXPRESS:
		/* Control and status: what the host set, and what happened to it. */
		memset(&config[cap + VGT_EXP_CONTROL], 0, 4);
		return true;
	case VGT_CAP_ID_AF:
		memset(&config[cap + VGT_AF_FLR_BYTE], 0, 2);
		return true;
	case VGT_CAP_ID_VENDOR:
		return true;
	default:
		return false;
	}
}

/*
 * The program that shows the device to a guest acts on capabilities: it would look for MSI-X in
 * a BAR. So remove capabilities that the vGPU does not implement from the list, and end the list
 * at the first link that is not valid.
 */
static void vgt_config_capabilities(u8 *config)
{
	u32 last = VGT_PCI_CAPABILITIES;
	u32 cap = vgt_cap_next(config, 0);
	u64 seen = 0;

	while (cap && !(seen & BIT_ULL(cap / 4))) {
		u32 next = vgt_cap_next(config, cap);

		seen |= BIT_ULL(cap / 4);
		if (vgt_config_cap(config, cap)) {
			config[last] = cap;
			last = cap + 1;
		}
		cap = next;
	}
	config[last] = 0;
	if (last == VGT_PCI_CAPABILITIES)
		config[VGT_PCI_STATUS] &= ~BIT(4);
}

/**
 * vgt_config_reset() - reset configuration space to its state after power-on
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
	config->data[VGT_PCI_STATUS] &= VGT_STATUS_FIXED & 0xff;
	config->data[VGT_PCI_STATUS + 1] &= VGT_STATUS_FIXED >> 8;
	/* One function, of type 0, without a self test. */
	vgt_config_set(config, VGT_PCI_HEADER_TYPE, 0, 2);
	vgt_config_set(config, VGT_PCI_BAR0, VGT_BAR0_TYPE, 8);
	vgt_config_set(config, VGT_PCI_BAR2, VGT_BAR2_TYPE, 8);
	/*
	 * No I/O ports, ROM or stolen memory. The OpRegion is a VFIO region: a program that
	 * copies it into a guest's memory also emulates ASLS, as for an assigned GPU.
	 */
	vgt_config_set(config, VGT_PCI_BAR4, 0, 8);
	vgt_config_set(config, VGT_PCI_ROM, 0, 4);
	/* With a pin, user space asks for its interrupt at once: that is always there. */
	config->data[VGT_PCI_IRQ_PIN] = VGT_PIN_A;
	config->data[VGT_PCI_MGGC0 + 1] = 0;
	vgt_config_set(config, VGT_PCI_BDSM, 0, 4);
	/* A request to the host's firmware that is on its way. */
	config->data[VGT_PCI_SWSCI] &= ~BIT(0);
	vgt_config_set(config, VGT_PCI_ASLS, 0, 4);
	vgt_config_capabilities(config->data);
}

/**
 * vgt_config_intx() - get the level of the interrupt pin
 * @vgpu: the vGPU; no lock is needed
 *
 * Return: true while the pin is on and something is pending. Any context.
 */
bool vgt_config_intx(struct vgt_vgpu *vgpu)
{
	u8 command = READ_ONCE(vgpu->config.data[VGT_PCI_COMMAND + 1]);

	return !(command & VGT_COMMAND_INTX_OFF) && vgt_irq_line(vgpu);
}

/* Where a guest writes to have the function reset; the bit, or 0 for none. */
static u32 vgt_config_flr(const u8 *config, u32 cap, u32 *offset)
{
	if (config[cap] == VGT_CAP_ID_EXPRESS &&
	    config[cap + VGT_EXP_HAS_FLR_BYTE] & VGT_EXP_HAS_FLR) {
		*offset = cap + VGT_EXP_FLR_BYTE;
		return VGT_EXP_FLR;
	}
	if (config[cap] == VGT_CAP_ID_AF && config[cap + VGT_AF_HAS_FLR_BYTE] & VGT_AF_HAS_FLR) {
		*offset = cap + VGT_AF_FLR_BYTE;
		return VGT_AF_FLR;
	}
	return 0;
}

/**
 * vgt_config_asks_reset() - check whether a write to configuration space is a reset
 * @vgpu: the vGPU; its lock is held
 * @offset: first byte
 * @buf: the bytes
 * @len: how many
 *
 * A write is a function level reset if it sets the bit that starts one, in a capability that
 * supports it. The bit itself is not kept.
 *
 * Return: true if the caller must call vgt_vgpu_reset(), without the lock.
 */
bool vgt_config_asks_reset(struct vgt_vgpu *vgpu, u32 offset, const void *buf, u32 len)
{
	const u8 *config = vgpu->config.data;
	const u8 *bytes = buf;
	u32 cap, i, at, bit;

	lockdep_assert_held(&vgpu->lock);
	vgt_for_each_cap(config, cap, i) {
		bit = vgt_config_flr(config, cap, &at);
		if (bit && at >= offset && at - offset < len && bytes[at - offset] & bit)
			return true;
	}
	return false;
}

/* In D3hot: the guest goes to sleep. Who resets the function afterwards puts it in D0 before. */
static bool vgt_config_sleeps(const u8 *config)
{
	u32 cap, i;

	vgt_for_each_cap(config, cap, i)
		if (config[cap] == VGT_CAP_ID_PM)
			return (config[cap + VGT_PM_STATE_BYTE] & VGT_PM_STATE) == VGT_PM_D3HOT;
	return false;
}

/**
 * vgt_config_read() - handle a guest's read of configuration space
 * @vgpu: the vGPU; its lock is held
 * @offset: first byte
 * @buf: filled; with 0 past the end
 * @len: bytes, up to 4
 *
 * Return: 0, or -EINVAL for a length that no bus transfers.
 */
int vgt_config_read(struct vgt_vgpu *vgpu, u32 offset, void *buf, u32 len)
{
	lockdep_assert_held(&vgpu->lock);
	if (len > 4)
		return -EINVAL;
	memset(buf, 0, len);
	if (offset < VGT_CONFIG_SIZE && len <= VGT_CONFIG_SIZE - offset)
		memcpy(buf, &vgpu->config.data[offset], len);
	if (offset <= VGT_PCI_STATUS && VGT_PCI_STATUS - offset < len &&
	    vgt_record_flag(vgpu, VGT_RECORD_LINE, vgt_irq_line(vgpu)))
		((u8 *)buf)[VGT_PCI_STATUS - offset] |= VGT_STATUS_INTX;
	return 0;
}

/**
 * vgt_config_write() - handle a guest's write to configuration space
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

	lockdep_assert_held(&vgpu->lock);
	if (len > 4)
		return -EINVAL;
	for (i = 0; i < len && offset + i < VGT_CONFIG_SIZE; i++) {
		u8 *byte = &vgpu->config.data[offset + i];

		*byte = (*byte & ~mask[offset + i]) | (bytes[i] & mask[offset + i]);
	}
	vgpu->slept |= vgt_config_sleeps(vgpu->config.data);
	return 0;
}
