// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's OpRegion region: user space copies it into the guest's memory, and tells the
 * guest in the register ASLS where it is. QEMU does so with x-igd-opregion=on.
 *
 * Source of the interface: include/uapi/linux/vfio.h.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "../core/display/opregion.h"
#include "vfio.h"

/**
 * vgt_opregion_access() - a process's access to the region
 * @v: the device
 * @offset: in the region
 * @buf: filled
 * @len: at most to the region's end
 * @write: not to be
 *
 * Return: 0, or -EINVAL for a write.
 */
int vgt_opregion_access(struct vgt_vfio *v, u64 offset, void *buf, u32 len, bool write)
{
	if (write)
		return -EINVAL;
	memcpy(buf, v->parent->dev->opregion + offset, len);
	return 0;
}
