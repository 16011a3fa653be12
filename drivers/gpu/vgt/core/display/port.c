// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports and the monitors plugged into them: straps, live state, hot plug, and
 * the link registers that only have to say "done".
 *
 * Source: Skylake PRM vol. 12 (display), "DDI", "Hot Plug"; i915's i915_reg.h.
 */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/regs/irq.h"
#include "core/regs/tables.h"
#include "core/trace.h"
#include "core/vgpu.h"
#include "display.h"

#define VGT_DDI_BUF_CTL		0x64000
#define VGT_DP_TP_STATUS	0x64044
#define VGT_DDI_STRIDE		0x100
#define VGT_SFUSE_STRAP		0xc2014
#define VGT_PORT_HOTPLUG	0xc4030
#define VGT_PORT_HOTPLUG2	0xc403c
#define VGT_PP_STATUS		0xc7200
#define VGT_PP_CONTROL		0xc7204

#define VGT_BUF_ENABLE		BIT(31)
#define VGT_BUF_IDLE		BIT(7)
#define VGT_BUF_DETECTED	BIT(4)	/* port A: a panel is there */
#define VGT_TP_IDLE_DONE	BIT(25)
#define VGT_STRAP_RAW_24MHZ	BIT(8)
#define VGT_STRAP_NO_CRT	BIT(6)
#define VGT_HOTPLUG_LONG	2
#define VGT_HOTPLUG_STATUS	3

/* Where a port's hot plug shows: its live state, and its pulse. */
static const struct {
	u32 strap;
	u32 live;
	u32 pulse_reg;
	u8 pulse_shift;
} vgt_ports[VGT_PORTS] = {
	[VGT_PORT_A] = { 0,	 BIT(24), VGT_PORT_HOTPLUG, 24 },
	[VGT_PORT_B] = { BIT(2), BIT(21), VGT_PORT_HOTPLUG, 0 },
	[VGT_PORT_C] = { BIT(1), BIT(22), VGT_PORT_HOTPLUG, 8 },
	[VGT_PORT_D] = { BIT(0), BIT(23), VGT_PORT_HOTPLUG, 16 },
	[VGT_PORT_E] = { 0,	 BIT(25), VGT_PORT_HOTPLUG2, 0 },
};

static void vgt_port_live(struct vgt_vgpu *vgpu, u32 port)
{
	vgt_irq_level(vgpu, VGT_IRQ_PCH, vgt_ports[port].live,
		      vgpu->display.monitors[port].connected);
}

/* Tell the guest that something happened at a port. */
static void vgt_port_pulse(struct vgt_vgpu *vgpu, u32 port)
{
	u32 reg = vgt_ports[port].pulse_reg;
	u32 val = vgt_mmio_load(vgpu, reg);

	vgt_port_live(vgpu, port);
	if (vgt_mmio_store(vgpu, reg,
			   val | VGT_HOTPLUG_LONG << vgt_ports[port].pulse_shift))
		return;
	vgt_irq_raise(vgpu, VGT_IRQ_PCH, vgt_ports[port].live);
	trace_vgt_hotplug(vgpu->id, port, vgpu->display.monitors[port].connected);
}

/**
 * vgt_port_plug() - plug a monitor into a port
 * @vgpu: the vGPU; its lock is held
 * @port: enum vgt_port_id
 * @type: how it is attached, not %VGT_MONITOR_NONE
 * @edid: what it says of itself
 * @len: bytes of it
 *
 * Return: 0; -EINVAL where the EDID is none; -ENOMEM.
 */
int vgt_port_plug(struct vgt_vgpu *vgpu, u32 port, enum vgt_monitor_type type,
		  const u8 *edid, u32 len)
{
	struct vgt_monitor *monitor = &vgpu->display.monitors[port];

	lockdep_assert_held(&vgpu->lock);
	if (!vgt_edid_valid(edid, len))
		return -EINVAL;
	if (type == VGT_MONITOR_DP && !monitor->dpcd) {
		monitor->dpcd = kzalloc(VGT_DPCD_SIZE, GFP_KERNEL);
		if (!monitor->dpcd)
			return -ENOMEM;
	}
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
 * vgt_port_init_regs() - ports as after power-on
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
		ret = vgt_mmio_store(vgpu, VGT_DDI_BUF_CTL + port * VGT_DDI_STRIDE,
				     VGT_BUF_IDLE);
		if (ret)
			return ret;
	}
	if (panel->type == VGT_MONITOR_NONE)
		return 0;
	return vgt_mmio_store(vgpu, VGT_DDI_BUF_CTL,
			      VGT_BUF_IDLE | VGT_BUF_DETECTED);
}

static u32 vgt_sfuse_strap_read(struct vgt_vgpu *vgpu, u32 offset)
{
	u32 val = VGT_STRAP_RAW_24MHZ | VGT_STRAP_NO_CRT;
	u32 port;

	for (port = 0; port < VGT_PORTS; port++)
		if (vgpu->display.monitors[port].connected ||
		    vgpu->display.setups[port].type != VGT_MONITOR_NONE)
			val |= vgt_ports[port].strap;
	return val;
}

static int vgt_ddi_buf_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	u32 fixed = vgt_mmio_load(vgpu, offset) & VGT_BUF_DETECTED;

	val &= ~(VGT_BUF_IDLE | VGT_BUF_DETECTED);
	if (!(val & VGT_BUF_ENABLE))
		val |= VGT_BUF_IDLE;
	return vgt_mmio_store(vgpu, offset, val | fixed);
}

/* Status bits clear when written as 1; the others enable. */
static int vgt_hotplug_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	u32 status = VGT_HOTPLUG_STATUS;
	u32 now;

	if (offset == VGT_PORT_HOTPLUG)
		status *= 0x01010101;
	now = vgt_mmio_load(vgpu, offset) & status & ~val;
	return vgt_mmio_store(vgpu, offset, (val & ~status) | now);
}

/* Panel power: on and off at once. */
static int vgt_pp_control_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	int ret;

	ret = vgt_mmio_store(vgpu, VGT_PP_STATUS, val & BIT(0) ? BIT(31) | 0x8 : 0);
	return ret ?: vgt_mmio_store(vgpu, offset, val);
}

#define DDI(_offset, ...)						\
	{ .offset = (_offset), __VA_ARGS__ },				\
	{ .offset = (_offset) + VGT_DDI_STRIDE, __VA_ARGS__ },		\
	{ .offset = (_offset) + 2 * VGT_DDI_STRIDE, __VA_ARGS__ },	\
	{ .offset = (_offset) + 3 * VGT_DDI_STRIDE, __VA_ARGS__ },	\
	{ .offset = (_offset) + 4 * VGT_DDI_STRIDE, __VA_ARGS__ }

static const struct vgt_reg vgt_port_regs[] = {
	DDI(VGT_DDI_BUF_CTL, .write = vgt_ddi_buf_write),
	DDI(VGT_DP_TP_STATUS, .flags = VGT_REG_RO, .init = VGT_TP_IDLE_DONE),
	{ .offset = VGT_SFUSE_STRAP, .flags = VGT_REG_RO,
	  .read = vgt_sfuse_strap_read },
	{ .offset = VGT_PORT_HOTPLUG, .write = vgt_hotplug_write },
	{ .offset = VGT_PORT_HOTPLUG2, .write = vgt_hotplug_write },
	{ .offset = VGT_PP_STATUS, .flags = VGT_REG_RO },
	{ .offset = VGT_PP_CONTROL, .write = vgt_pp_control_write },
};

VGT_REG_TABLE(vgt_regs_port, vgt_port_regs);
