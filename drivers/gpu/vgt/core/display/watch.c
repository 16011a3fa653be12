// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notify the device's listener about what pipes show.
 */
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/vgpu_types.h"
#include "display.h"

/**
 * vgt_display_changed() - notify the listener that another picture is shown
 * @vgpu: the vGPU; the display's lock is held
 */
void vgt_display_changed(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->display.lock);
	if (vgpu->display.watched)
		vgpu->dev->listener->display_changed(vgpu);
}
