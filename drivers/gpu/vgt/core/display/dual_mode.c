// SPDX-License-Identifier: GPL-2.0-only
/*
 * The adaptor between a DisplayPort socket and an HDMI monitor ("dual mode", type 2): some
 * registers on the monitor's I2C bus. If the VBT describes a port for both and a driver finds no
 * such adaptor, the driver assumes one of type 1, which is limited to 165 MHz.
 *
 * Source: VESA DisplayPort Dual-Mode 1.1; DRM's drm_dp_dual_mode_helper.h.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "display.h"

#define VGT_DUAL_MODE_ID	0x10
#define VGT_DUAL_MODE_MAX_TMDS	0x1d	/* 2.5 MHz */
#define VGT_DUAL_MODE_TMDS_OEN	0x20

#define VGT_DUAL_MODE_TYPE2	0xa0
#define VGT_TMDS_DISABLE	BIT(0)

/**
 * vgt_dual_mode_read() - read a register of a monitor's adaptor
 * @monitor: an HDMI monitor
 * @offset: the register
 *
 * Return: the register; 0 if there is none.
 */
u8 vgt_dual_mode_read(const struct vgt_monitor *monitor, u8 offset)
{
	static const char id[] = "DP-HDMI ADAPTOR\x04";

	switch (offset) {
	case 0 ... VGT_DUAL_MODE_ID - 1:
		return id[offset];
	case VGT_DUAL_MODE_ID:
		return VGT_DUAL_MODE_TYPE2;
	case VGT_DUAL_MODE_MAX_TMDS:
		return VGT_TMDS_MAX_KHZ / 2500;
	case VGT_DUAL_MODE_TMDS_OEN:
		return monitor->tmds_oen;
	default:
		return 0;
	}
}

/**
 * vgt_dual_mode_write() - write a register of a monitor's adaptor
 * @monitor: an HDMI monitor
 * @offset: the register; only TMDS_OEN can be written
 * @val: the value
 *
 * A monitor shows the port's picture even if its adaptor does not let TMDS through. Drivers only
 * do that when they turn the port off.
 */
void vgt_dual_mode_write(struct vgt_monitor *monitor, u8 offset, u8 val)
{
	if (offset == VGT_DUAL_MODE_TMDS_OEN)
		monitor->tmds_oen = val & VGT_TMDS_DISABLE;
}
