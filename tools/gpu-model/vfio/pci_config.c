// SPDX-License-Identifier: GPL-2.0-only
#include <linux/pci_regs.h>
#include <string.h>

#include "vfio/pci_config.h"

#define INTEL			0x8086
#define SUBSYSTEM		0x2015

/* Capabilities, in the order of the list. */
#define CAP_VENDOR		0x40
#define CAP_EXPRESS		0x70
#define CAP_MSI			0xac
#define CAP_PM			0xd0

/* Those of Broadwell, which is no PCI Express function. The last has its reset. */
#define CAP_MSI_GEN8		0x90
#define CAP_AF_GEN8		0xa4

/* Extended ones, for the use of guest's addresses by the device; not on Broadwell. */
#define EXT_PASID		0x100
#define EXT_ATS			0x200
#define EXT_PRI			0x300

/* Graphics control: bits 7:6 GTT size (3: 8 MiB), bits 15:8 stolen memory (none). */
#define GGC			0x50
#define   GGC_LOCK		BIT(0)
#define   GGC_GTT_8M		(3u << 6)
#define DEVICE_CONTROL		0x54
#define   DEVEN_USUAL		0x80b1u		/* host bridge, graphics, others of the machine */
/* Size of the aperture: 0 for 128 MiB, a bit more set each time it doubles. */
#define MSAC			0x62
#define SWSCI			0xe8
#define   SWSCI_SELECT		BIT(15)		/* SCI, not SMI */
#define ASLS			0xfc

static void put(struct pci_config *c, u32 offset, u32 len, u32 val, u32 writable)
{
	memcpy(c->data + offset, &val, len);
	memcpy(c->writable + offset, &writable, len);
}

static void put_bar64(struct pci_config *c, u32 offset, u64 size, u32 flags)
{
	u64 mask = ~(size - 1);

	put(c, offset, 4, flags, lower_32_bits(mask));
	put(c, offset + 4, 4, 0, upper_32_bits(mask));
}

static void put_header(struct pci_config *c, const struct device_info *device, u32 class,
		       u64 aperture)
{
	put(c, PCI_VENDOR_ID, 2, INTEL, 0);
	put(c, PCI_DEVICE_ID, 2, device->pci_id, 0);
	put(c, PCI_COMMAND, 2, 0, PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER |
	    PCI_COMMAND_INTX_DISABLE);
	put(c, PCI_STATUS, 2, PCI_STATUS_CAP_LIST, 0);
	put(c, PCI_CLASS_REVISION, 4, class << 16 | device->revision, 0);
	put_bar64(c, PCI_BASE_ADDRESS_0, GTTMMADR_SIZE, PCI_BASE_ADDRESS_MEM_TYPE_64);
	put_bar64(c, PCI_BASE_ADDRESS_2, aperture,
		  PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH);
	put(c, PCI_BASE_ADDRESS_4, 4, PCI_BASE_ADDRESS_SPACE_IO, 0xffff & ~(IOBAR_SIZE - 1));
	put(c, PCI_SUBSYSTEM_VENDOR_ID, 2, INTEL, 0);
	put(c, PCI_SUBSYSTEM_ID, 2, SUBSYSTEM, 0);
	put(c, PCI_CAPABILITY_LIST, 1, CAP_VENDOR, 0);
	put(c, PCI_INTERRUPT_LINE, 1, 0, 0xff);
	put(c, PCI_INTERRUPT_PIN, 1, 1, 0);
}

static void put_cap(struct pci_config *c, u32 offset, u32 id, u32 next)
{
	put(c, offset, 1, id, 0);
	put(c, offset + 1, 1, next, 0);
}

static void put_msi(struct pci_config *c, u32 at)
{
	put_cap(c, at, PCI_CAP_ID_MSI, CAP_PM);
	put(c, at + PCI_MSI_FLAGS, 2, 0, PCI_MSI_FLAGS_ENABLE);
	put(c, at + PCI_MSI_ADDRESS_LO, 4, 0, ~3u);
	put(c, at + PCI_MSI_DATA_32, 2, 0, 0xffff);
}

static void put_pm(struct pci_config *c, u32 next)
{
	put_cap(c, CAP_PM, PCI_CAP_ID_PM, next);
	put(c, CAP_PM + PCI_PM_PMC, 2, 0x22, 0);	/* version 2, needs device init */
	put(c, CAP_PM + PCI_PM_CTRL, 2, 0, PCI_PM_CTRL_STATE_MASK);
}

static void put_ext_cap(struct pci_config *c, u32 at, u32 id, u32 next)
{
	put(c, at, 4, id | 1u << 16 | next << 20, 0);
}

static void put_capabilities_gen8(struct pci_config *c)
{
	c->has_af = true;
	put(c, PCI_STATUS, 2, PCI_STATUS_CAP_LIST | PCI_STATUS_FAST_BACK, 0);
	put(c, PCI_CAPABILITY_LIST, 1, CAP_MSI_GEN8, 0);
	put_msi(c, CAP_MSI_GEN8);
	put_pm(c, CAP_AF_GEN8);
	put_cap(c, CAP_AF_GEN8, PCI_CAP_ID_AF, 0);
	put(c, CAP_AF_GEN8 + PCI_AF_LENGTH, 1, PCI_CAP_AF_SIZEOF, 0);
	put(c, CAP_AF_GEN8 + PCI_AF_CAP, 1, PCI_AF_CAP_TP | PCI_AF_CAP_FLR, 0);
}

static void put_capabilities(struct pci_config *c)
{
	put_cap(c, CAP_VENDOR, PCI_CAP_ID_VNDR, CAP_EXPRESS);
	put(c, CAP_VENDOR + 2, 1, 12, 0);	/* its length */
	put(c, CAP_VENDOR + 3, 1, 1, 0);	/* its version */

	put_cap(c, CAP_EXPRESS, PCI_CAP_ID_EXP, CAP_MSI);
	put(c, CAP_EXPRESS + PCI_EXP_FLAGS, 2, PCI_EXP_TYPE_RC_END << 4 | 2, 0);
	put(c, CAP_EXPRESS + PCI_EXP_DEVCAP, 4, PCI_EXP_DEVCAP_FLR | PCI_EXP_DEVCAP_RBER, 0);
	put(c, CAP_EXPRESS + PCI_EXP_DEVCTL, 2, 0, 0xffff & ~PCI_EXP_DEVCTL_BCR_FLR);

	put_msi(c, CAP_MSI);
	put_pm(c, 0);

	put_ext_cap(c, EXT_PASID, PCI_EXT_CAP_ID_PASID, EXT_ATS);
	put(c, EXT_PASID + PCI_PASID_CAP, 2, 20 << 8, 0);
	put_ext_cap(c, EXT_ATS, PCI_EXT_CAP_ID_ATS, EXT_PRI);
	put_ext_cap(c, EXT_PRI, PCI_EXT_CAP_ID_PRI, 0);
}

void pci_config_init(struct pci_config *c, const struct device_info *device, u32 class,
		     u64 aperture)
{
	memset(c, 0, sizeof(*c));
	put_header(c, device, class, aperture);
	if (device->gen == 8)
		put_capabilities_gen8(c);
	else
		put_capabilities(c);
	put(c, GGC, 2, GGC_LOCK | GGC_GTT_8M, 0);
	put(c, DEVICE_CONTROL, 4, DEVEN_USUAL, 0);
	put(c, MSAC, 1, (u32)(aperture >> 27) - 1, 0);
	/* Software SCI and the OpRegion's address are the firmware's to set. */
	put(c, SWSCI, 2, SWSCI_SELECT, SWSCI_SELECT);
	put(c, ASLS, 4, 0, ~0u);
}

void pci_config_read(const struct pci_config *c, u32 offset, void *buf, u32 len)
{
	memcpy(buf, c->data + offset, len);
}

u32 pci_config_power_state(const struct pci_config *c)
{
	return c->data[CAP_PM + PCI_PM_CTRL] & PCI_PM_CTRL_STATE_MASK;
}

/* D1 and D2 do not exist: a write of either leaves the state unchanged. */
static u8 power_state_written(u8 old, u8 val)
{
	u8 state = val & PCI_PM_CTRL_STATE_MASK;

	return state == 1 || state == 2 ? (val & ~PCI_PM_CTRL_STATE_MASK) |
					  (old & PCI_PM_CTRL_STATE_MASK) : val;
}

bool pci_config_pin_off(const struct pci_config *c)
{
	return c->data[PCI_COMMAND + 1] & (PCI_COMMAND_INTX_DISABLE >> 8);
}

/* Whether the write sets the bit that starts a function level reset. */
static bool asks_reset(const struct pci_config *c, u32 offset, u8 val)
{
	if (c->has_af)
		return offset == CAP_AF_GEN8 + PCI_AF_CTRL && val & PCI_AF_CTRL_FLR;
	return offset == CAP_EXPRESS + PCI_EXP_DEVCTL + 1 && val & (PCI_EXP_DEVCTL_BCR_FLR >> 8);
}

bool pci_config_write(struct pci_config *c, u32 offset, const void *buf, u32 len)
{
	const u8 *in = buf;
	bool reset = false;

	for (u32 i = 0; i < len; i++) {
		u8 mask = c->writable[offset + i];
		u8 val = in[i];

		if (offset + i == CAP_PM + PCI_PM_CTRL)
			val = power_state_written(c->data[offset + i], val);
		c->data[offset + i] = (u8)((c->data[offset + i] & ~mask) | (val & mask));
		reset |= asks_reset(c, offset + i, in[i]);
	}
	return reset;
}
