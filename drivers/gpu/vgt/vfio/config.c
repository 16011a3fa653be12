// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's region of configuration space.
 */
#include "region.h"

static int vgt_config_region_read(struct vgt_vfio *v, u64 offset, void *buf, u32 len)
{
	struct vgt_vgpu *vgpu = v->vgpu;
	int ret;

	mutex_lock(&vgpu->lock);
	vgt_pins_called(vgpu, current);
	ret = vgt_config_read(vgpu, offset, buf, len);
	mutex_unlock(&vgpu->lock);
	return ret;
}

/* Some bits reset the function, or switch its pin on. */
static int vgt_config_region_write(struct vgt_vfio *v, u64 offset, const void *buf, u32 len)
{
	struct vgt_vgpu *vgpu = v->vgpu;
	bool reset;
	int ret;

	mutex_lock(&vgpu->lock);
	ret = vgt_config_write(vgpu, offset, buf, len);
	reset = !ret && vgt_config_asks_reset(vgpu, offset, buf, len);
	mutex_unlock(&vgpu->lock);
	if (reset)
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
