// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display of a vGPU: initialization, reset, end.
 */
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/vgpu_types.h"
#include "display.h"

/**
 * vgt_display_init() - initialize a display with its monitors
 * @vgpu: the vGPU; its type gives the monitors' size
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_display_init(struct vgt_vgpu *vgpu)
{
	struct vgt_display *display = &vgpu->display;
	u32 i;
	int ret;

	spin_lock_init(&display->lock);
	display->cnp = vgpu->dev->gpu->desc.platform->gmbus == VGT_GMBUS_CNP;
	for (i = 0; i < VGT_PIPES; i++)
		vgt_pipe_init(vgpu, i);
	vgpu->irq.guest_wrote = vgt_pipe_irqs_written;
	ret = vgt_monitor_init(vgpu);
	if (ret)
		vgt_display_fini(vgpu);
	return ret;
}

/**
 * vgt_display_watch() - turn the listener's notifications about pictures on or off
 * @vgpu: the vGPU
 * @watch: true for on
 */
void vgt_display_watch(struct vgt_vgpu *vgpu, bool watch)
{
	struct vgt_display *display = &vgpu->display;
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	display->watched = watch;
	for (i = 0; watch && i < VGT_PIPES; i++)
		vgt_pipe_timer_start(&display->pipe[i]);
	spin_unlock_irqrestore(&display->lock, flags);
}

/**
 * vgt_display_init_regs() - set the display's registers to their power-on values
 * @vgpu: the vGPU; its lock is held
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_display_init_regs(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	return vgt_port_init_regs(vgpu);
}

/**
 * vgt_display_reset() - turn all pipes off
 * @vgpu: the vGPU; its lock is held
 */
void vgt_display_reset(struct vgt_vgpu *vgpu)
{
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < VGT_PIPES; i++)
		vgt_pipe_reset(&vgpu->display.pipe[i]);
	vgt_gamma_reset(vgpu);
	memset(&vgpu->display.gmbus, 0, sizeof(vgpu->display.gmbus));
	memset(vgpu->display.aux, 0, sizeof(vgpu->display.aux));
	memset(&vgpu->display.sbi, 0, sizeof(vgpu->display.sbi));
}

/**
 * vgt_display_fini() - free a display
 * @vgpu: the vGPU
 */
void vgt_display_fini(struct vgt_vgpu *vgpu)
{
	u32 i;

	for (i = 0; i < VGT_PIPES; i++)
		vgt_pipe_reset(&vgpu->display.pipe[i]);
	vgt_gamma_reset(vgpu);
	for (i = 0; i < VGT_PORTS; i++) {
		kfree(vgpu->display.monitors[i].dpcd);
		kfree(vgpu->display.monitors[i].edid);
	}
}
