// SPDX-License-Identifier: GPL-2.0-only
/*
 * OpRegion: memory with mailboxes between firmware and graphics driver. vgt fills one mailbox, the
 * VBT. It is the same for all vGPUs of a device and never changes. Each guest gets a copy of its
 * own.
 *
 * There is no mailbox for requests (SWSCI), for ACPI's events, or for the backlight: nobody would
 * answer.
 *
 * Source of the layout: i915's intel_opregion.c.
 */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "display.h"
#include "opregion.h"

#define VGT_OPREGION_SIGNATURE	"IntelGraphicsMem"
#define VGT_OPREGION_KB		0x10
#define VGT_OPREGION_MAJOR	0x17	/* major version of the layout */
#define VGT_OPREGION_MAILBOXES	0x58
#define VGT_OPREGION_CLID	0x1ac

#define VGT_MAILBOX_VBT		BIT(3)
#define VGT_LID_OPEN		0x3

static void vgt_opregion_fill(u8 *region, bool cnp)
{
	memcpy(region, VGT_OPREGION_SIGNATURE, strlen(VGT_OPREGION_SIGNATURE));
	region[VGT_OPREGION_KB] = VGT_OPREGION_SIZE / 1024;
	region[VGT_OPREGION_MAJOR] = 2;
	region[VGT_OPREGION_MAILBOXES] = VGT_MAILBOX_VBT;
	/* Its mailbox does not exist, but Windows' driver expects this value (i915's gvt). */
	region[VGT_OPREGION_CLID] = VGT_LID_OPEN;
	vgt_vbt_build(region + VGT_OPREGION_VBT, cnp);
}

/**
 * vgt_opregion_init() - make the OpRegion for a device's guests
 * @dev: the device, which nobody else knows yet
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_opregion_init(struct vgt_device *dev)
{
	u8 *region = kzalloc(VGT_OPREGION_SIZE, GFP_KERNEL);

	if (!region)
		return -ENOMEM;
	vgt_opregion_fill(region, dev->gpu->desc.platform->gmbus == VGT_GMBUS_CNP);
	dev->opregion = region;
	return 0;
}

/**
 * vgt_opregion_fini() - free the OpRegion
 * @dev: the device
 */
void vgt_opregion_fini(struct vgt_device *dev)
{
	kfree(dev->opregion);
	dev->opregion = NULL;
}
