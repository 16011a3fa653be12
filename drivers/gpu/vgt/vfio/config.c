// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's region of configuration space.
 */
#include <linux/sched.h>

#include "../core/entry.h"
#include "region.h"

static int vgt_config_region_read(struct vgt_vfio *v, u64 offset, void *buf, u32 len)
{
	return vgt_vgpu_config_read(v->vgpu, offset, buf, len, current);
}

/* Some bits reset the function, or switch its pin on. */
static int vgt_config_region_write(struct vgt_vfio *v, u64 offset, const void *buf, u32 len)
{
	int ret = vgt_vgpu_config_write(v->vgpu, offset, buf, len, current);

	if (ret > 0)
		return vgt_vfio_reset(v);
	vgt_vfio_intx(v);
	return ret;
}

const struct vgt_region vgt_region_config = {
	.name = "configuration space",
	.size = VGT_CONFIG_REGION_SIZE,
	.flags = VGT_REGION_RW,
	/* No bus transfers more of it at once. */
	.widest = 4,
	.read = vgt_config_region_read,
	.write = vgt_config_region_write,
};
