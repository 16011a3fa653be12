// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device's listener is told of what pipes show.
 */
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/vgpu_types.h"
#include "display.h"

/**
 * vgt_display_changed() - tell the listener that something else is shown
 * @vgpu: the vGPU; the display's lock is held
 */
void vgt_display_changed(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->display.lock);
	if (vgpu->display.watched)
		vgpu->dev->listener->display_changed(vgpu);
}
