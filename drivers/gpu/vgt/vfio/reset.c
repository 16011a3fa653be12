// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reset of the device: asked for by user space, or by the guest.
 */
#include "../core/vgpu.h"
#include "vfio.h"

/**
 * vgt_vfio_reset() - VFIO_DEVICE_RESET, or what the guest does by configuration space
 * @v: the device; none of its locks is held
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_vfio_reset(struct vgt_vfio *v)
{
	int ret = vgt_vgpu_reset(v->vgpu);

	vgt_gfx_forget_size(&v->gfx);
	return ret;
}
