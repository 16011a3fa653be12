// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's OpRegion region: user space copies it into the guest's memory, and gives the guest its
 * address in the register ASLS. QEMU does so with x-igd-opregion=on.
 *
 * Source of the interface: include/uapi/linux/vfio.h.
 */
#include <linux/pci_ids.h>
#include <linux/string.h>

#include "../core/device_types.h"
#include "../core/display/opregion.h"
#include "region.h"

static int vgt_opregion_read(struct vgt_vfio *v, u64 offset, void *buf, u32 len)
{
	memcpy(buf, v->parent->dev->opregion + offset, len);
	return 0;
}

const struct vgt_region vgt_region_opregion = {
	.name = "OpRegion",
	.size = VGT_OPREGION_SIZE,
	.flags = VFIO_REGION_INFO_FLAG_READ,
	.type = VFIO_REGION_TYPE_PCI_VENDOR_TYPE | PCI_VENDOR_ID_INTEL,
	.subtype = VFIO_REGION_SUBTYPE_INTEL_IGD_OPREGION,
	.widest = 8,
	.read = vgt_opregion_read,
};
