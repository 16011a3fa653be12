// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports and the monitors plugged into them: straps, live state, hot plug, and link registers that
 * only have to report "done".
 *
 * Source: Skylake PRM vol. 12 (display), "DDI", "Hot Plug"; i915's i915_reg.h.
 */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/regs/display_regs.h"
#include "core/regs/irq.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "display.h"

/* Hot plug bits of a port: its live state and its pulse. */
static const struct {
	u32 strap;
	u32 live;
	u32 pulse_reg;
	u8 pulse_shift;
} vgt_ports[VGT_PORTS] = {
	[VGT_PORT_A] = { 0, BIT(24), PCH_PORT_HOTPLUG, 24 },
	[VGT_PORT_B] = { SFUSE_STRAP_DDIB_DETECTED, BIT(21), PCH_PORT_HOTPLUG, 0 },
	[VGT_PORT_C] = { SFUSE_STRAP_DDIC_DETECTED, BIT(22), PCH_PORT_HOTPLUG, 8 },
	[VGT_PORT_D] = { SFUSE_STRAP_DDID_DETECTED, BIT(23), PCH_PORT_HOTPLUG, 16 },
	[VGT_PORT_E] = { 0, BIT(25), PCH_PORT_HOTPLUG2, 0 },
};

static void vgt_port_live(struct vgt_vgpu *vgpu, u32 port)
{
	vgt_irq_level(vgpu, VGT_IRQ_PCH, vgt_ports[port].live,
		      vgpu->display.monitors[port].connected);
}

/* Raise the hot plug interrupt of a port. */
static void vgt_port_pulse(struct vgt_vgpu *vgpu, u32 port)
{
	u32 reg = vgt_ports[port].pulse_reg;
	u32 val = vgt_mmio_load(vgpu, reg);

	vgt_port_live(vgpu, port);
	if (vgt_mmio_store(vgpu, reg,
			   val | HOTPLUG_LONG_DETECT << vgt_ports[port].pulse_shift))
		return;
	vgt_irq_raise(vgpu, VGT_IRQ_PCH, vgt_ports[port].live);
	trace_vgt_hotplug(vgpu->id, port, vgpu->display.monitors[port].connected);
}

/* What a monitor needs is kept when it goes, for the next one. */
static int vgt_monitor_room(struct vgt_monitor *monitor, enum vgt_monitor_type type)
{
	if (!monitor->edid)
		monitor->edid = kzalloc(VGT_EDID_SIZE, GFP_KERNEL);
	if (type == VGT_MONITOR_DP && !monitor->dpcd)
		monitor->dpcd = kzalloc(VGT_DPCD_SIZE, GFP_KERNEL);
	return monitor->edid && (monitor->dpcd || type != VGT_MONITOR_DP) ? 0 : -ENOMEM;
}

/**
 * vgt_port_plug() - plug a monitor into a port
 * @vgpu: the vGPU; its lock is held
 * @port: enum vgt_port_id
 * @type: how it is attached, not %VGT_MONITOR_NONE
 * @edid: its EDID
 * @len: length of @edid in bytes
 *
 * Return: 0; -EINVAL if @edid is not an EDID; -ENOMEM.
 */
int vgt_port_plug(struct vgt_vgpu *vgpu, u32 port, enum vgt_monitor_type type,
		  const u8 *edid, u32 len)
{
	struct vgt_monitor *monitor = &vgpu->display.monitors[port];

	lockdep_assert_held(&vgpu->lock);
	if (!vgt_edid_valid(edid, len))
		return -EINVAL;
	if (vgt_monitor_room(monitor, type))
		return -ENOMEM;
	monitor->type = type;
	memcpy(monitor->edid, edid, len);
	monitor->edid_len = len;
	monitor->tmds_oen = 0;
	monitor->connected = true;
	if (type == VGT_MONITOR_DP)
		vgt_dpcd_reset(monitor);
	if (!vgpu->stopped)
		vgt_port_pulse(vgpu, port);
	return 0;
}

/**
 * vgt_port_unplug() - unplug a port's monitor
 * @vgpu: the vGPU; its lock is held
 * @port: enum vgt_port_id
 */
void vgt_port_unplug(struct vgt_vgpu *vgpu, u32 port)
{
	lockdep_assert_held(&vgpu->lock);
	vgpu->display.monitors[port].connected = false;
	if (!vgpu->stopped)
		vgt_port_pulse(vgpu, port);
}

/**
 * vgt_port_init_regs() - set the registers of ports to their power-on values
 * @vgpu: the vGPU; its lock is held
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_port_init_regs(struct vgt_vgpu *vgpu)
{
	const struct vgt_monitor *panel = &vgpu->display.monitors[VGT_PORT_A];
	u32 port;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	for (port = 0; port < VGT_PORTS; port++) {
		struct vgt_monitor *monitor = &vgpu->display.monitors[port];

		vgt_port_live(vgpu, port);
		if (monitor->type == VGT_MONITOR_DP)
			vgt_dpcd_reset(monitor);
		ret = vgt_mmio_store(vgpu, DDI_BUF_CTL + port * DDI_DISTANCE,
				     DDI_BUF_IS_IDLE);
		if (ret)
			return ret;
	}
	if (panel->type == VGT_MONITOR_NONE)
		return 0;
	return vgt_mmio_store(vgpu, DDI_BUF_CTL,
			      DDI_BUF_IS_IDLE | DDI_INIT_DISPLAY_DETECTED);
}

static u32 vgt_sfuse_strap_read(const struct vgt_reg_access *a)
{
	const struct vgt_display *display = &a->vgpu->display;
	u32 val = SFUSE_STRAP_RAW_FREQUENCY | SFUSE_STRAP_CRT_DISABLED;
	u32 port;

	for (port = 0; port < VGT_PORTS; port++)
		if (display->monitors[port].connected ||
		    display->setups[port].type != VGT_MONITOR_NONE)
			val |= vgt_ports[port].strap;
	return val;
}

static int vgt_ddi_buf_write(const struct vgt_reg_access *a, u32 val)
{
	u32 fixed = vgt_mmio_load(a->vgpu, a->offset) & DDI_INIT_DISPLAY_DETECTED;

	val &= ~(DDI_BUF_IS_IDLE | DDI_INIT_DISPLAY_DETECTED);
	if (!(val & DDI_BUF_CTL_ENABLE))
		val |= DDI_BUF_IS_IDLE;
	return vgt_mmio_store(a->vgpu, a->offset, val | fixed);
}

/* Panel power turns on and off at once. */
static int vgt_pp_control_write(const struct vgt_reg_access *a, u32 val)
{
	int ret;

	ret = vgt_mmio_store(a->vgpu, PP_STATUS,
			     val & PANEL_POWER_ON ? PP_ON | PP_SEQUENCE_STATE_ON_IDLE : 0);
	return ret ?: vgt_mmio_store(a->vgpu, a->offset, val);
}

#define ALL_PORTS	GENMASK(VGT_PORT_E, VGT_PORT_A)

static const struct vgt_reg vgt_port_regs[] = {
	VGT_REG_PORT(DDI_BUF_CTL, ALL_PORTS, .write = vgt_ddi_buf_write),
	VGT_REG_PORT(DP_TP_STATUS, ALL_PORTS, .ro = VGT_RO_ALL, .init = DP_TP_STATUS_IDLE_DONE),
	VGT_REG(SFUSE_STRAP, .ro = VGT_RO_ALL, .state = VGT_STATE_NONE,
		.read = vgt_sfuse_strap_read),
	/* Writing 1 clears the pulses; the other bits are enables. */
	VGT_REG(PCH_PORT_HOTPLUG, .w1c = PORT_HOTPLUG_STATUS),
	VGT_REG(PCH_PORT_HOTPLUG2, .w1c = PORTE_HOTPLUG_STATUS),
	VGT_REG(PP_STATUS, .ro = VGT_RO_ALL),
	VGT_REG(PP_CONTROL, .write = vgt_pp_control_write),
	/* For a clock of 24 MHz. Later chipsets have no such register. */
	VGT_REG(PP_DIVISOR, .gens = BIT(9), .init = 0x0004af00),
};

VGT_REG_TABLE(vgt_regs_port, vgt_port_regs);
