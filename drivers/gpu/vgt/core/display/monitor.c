// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual monitors for the administrator and for user space: first set up the monitor of a port,
 * then plug it in.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/type.h"
#include "core/vgpu_types.h"
#include "display.h"

/**
 * vgt_monitor_port() - whether a monitor can be plugged into a port
 * @port: enum vgt_port_id
 *
 * Port A is for panels, which are never plugged in. Port E has no strap by which a guest's driver
 * would find it.
 *
 * Return: true if it can.
 */
bool vgt_monitor_port(u32 port)
{
	return port >= VGT_PORT_B && port <= VGT_PORT_D;
}

/**
 * struct vgt_monitor_kind - what the EDID of a monitor that vgt makes depends on
 * @type: how it is attached
 * @width: pixels
 * @height: lines
 */
struct vgt_monitor_kind {
	enum vgt_monitor_type type;
	u32 width;
	u32 height;
};

/* The EDID of a port's monitor of that kind. Returns its length. */
static u32 vgt_monitor_edid(const struct vgt_vgpu *vgpu, u32 port,
			    const struct vgt_monitor_kind *kind, u8 *edid)
{
	return vgt_edid_generate(edid, kind->type, kind->width, kind->height,
				 vgpu->id + 256 * (port - VGT_PORT_B));
}

/* Replace @edid if it is the one of the kind @from: one that somebody has set stays. */
static void vgt_monitor_remake(const struct vgt_vgpu *vgpu, u32 port,
			       const struct vgt_monitor_kind *from,
			       const struct vgt_monitor_kind *to, u8 *edid, u32 *len)
{
	u8 made[VGT_EDID_MADE];

	if (!edid)
		return;
	if (vgt_monitor_edid(vgpu, port, from, made) == *len && !memcmp(edid, made, *len))
		*len = vgt_monitor_edid(vgpu, port, to, edid);
}

/**
 * vgt_monitor_init() - initialize ports and monitors of a new vGPU
 * @vgpu: the vGPU, which nobody else knows yet; its lock is held
 *
 * All monitors are DisplayPort monitors with the size of the vGPU's type. The first one is
 * connected.
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_monitor_init(struct vgt_vgpu *vgpu)
{
	const struct vgt_monitor_kind kind = {
		VGT_MONITOR_DP, vgpu->type->width, vgpu->type->height,
	};
	u32 port;

	lockdep_assert_held(&vgpu->lock);
	for (port = 0; port < VGT_PORTS; port++) {
		struct vgt_monitor_setup *setup = &vgpu->display.setups[port];

		if (!vgt_monitor_port(port))
			continue;
		setup->type = kind.type;
		setup->edid_len = vgt_monitor_edid(vgpu, port, &kind, setup->edid);
	}
	return vgt_monitor_connect(vgpu, VGT_PORT_B);
}

/* As vgt_monitor_remake(), with the vGPU's size, and another one for the same type. */
static void vgt_monitor_resize_one(const struct vgt_vgpu *vgpu, u32 port,
				   const struct vgt_monitor_kind *to, u8 *edid, u32 *len)
{
	const struct vgt_monitor_kind from = {
		to->type, vgpu->type->width, vgpu->type->height,
	};

	vgt_monitor_remake(vgpu, port, &from, to, edid, len);
}

/**
 * vgt_monitor_resize() - give a vGPU's monitors another size
 * @vgpu: the vGPU, which no guest has open; its lock is held. @own of it is its type
 * @width: pixels
 * @height: lines
 *
 * Monitors whose EDID the administrator has set keep it.
 */
void vgt_monitor_resize(struct vgt_vgpu *vgpu, u32 width, u32 height)
{
	struct vgt_monitor_kind to = { .width = width, .height = height };
	struct vgt_display *display = &vgpu->display;
	u32 port;

	lockdep_assert_held(&vgpu->lock);
	for (port = VGT_PORT_B; port <= VGT_PORT_D; port++) {
		to.type = display->setups[port].type;
		vgt_monitor_resize_one(vgpu, port, &to, display->setups[port].edid,
				       &display->setups[port].edid_len);
		to.type = display->monitors[port].type;
		vgt_monitor_resize_one(vgpu, port, &to, display->monitors[port].edid,
				       &display->monitors[port].edid_len);
	}
	vgpu->own.width = width;
	vgpu->own.height = height;
}

/**
 * vgt_monitor_set_type() - set how the next monitor of a port is attached
 * @vgpu: the vGPU; its lock is held
 * @port: a port for which vgt_monitor_port() is true
 * @type: the type; %VGT_MONITOR_NONE hides the port from drivers that look for ports from now on
 *
 * The EDID changes with it, unless somebody has set one.
 *
 * Return: 0; -EBUSY if @type is %VGT_MONITOR_NONE and a monitor is connected.
 */
int vgt_monitor_set_type(struct vgt_vgpu *vgpu, u32 port, enum vgt_monitor_type type)
{
	struct vgt_monitor_setup *setup = &vgpu->display.setups[port];
	const struct vgt_monitor_kind from = {
		setup->type, vgpu->type->width, vgpu->type->height,
	};
	const struct vgt_monitor_kind to = { type, from.width, from.height };

	lockdep_assert_held(&vgpu->lock);
	if (type == VGT_MONITOR_NONE && vgpu->display.monitors[port].connected)
		return -EBUSY;
	vgt_monitor_remake(vgpu, port, &from, &to, setup->edid, &setup->edid_len);
	setup->type = type;
	return 0;
}

/**
 * vgt_monitor_set_edid() - set the EDID of the next monitor of a port
 * @vgpu: the vGPU; its lock is held
 * @port: a port for which vgt_monitor_port() is true
 * @edid: the EDID
 * @len: its length in bytes
 *
 * Return: 0; -EINVAL if it is not an EDID.
 */
int vgt_monitor_set_edid(struct vgt_vgpu *vgpu, u32 port, const u8 *edid, u32 len)
{
	struct vgt_monitor_setup *setup = &vgpu->display.setups[port];

	lockdep_assert_held(&vgpu->lock);
	if (!vgt_edid_valid(edid, len))
		return -EINVAL;
	memcpy(setup->edid, edid, len);
	setup->edid_len = len;
	return 0;
}

/* Plug in a monitor of the type that was set up, unless this one is connected. */
static int vgt_monitor_plug(struct vgt_vgpu *vgpu, u32 port, const u8 *edid, u32 len)
{
	const struct vgt_monitor *monitor = &vgpu->display.monitors[port];
	enum vgt_monitor_type type = vgpu->display.setups[port].type;

	if (type == VGT_MONITOR_NONE)
		return -ENODEV;
	if (monitor->connected && monitor->type == type && monitor->edid_len == len &&
	    !memcmp(monitor->edid, edid, len))
		return 0;
	return vgt_port_plug(vgpu, port, type, edid, len);
}

/**
 * vgt_monitor_connect() - plug in the monitor that was set up
 * @vgpu: the vGPU; its lock is held
 * @port: a port for which vgt_monitor_port() is true
 *
 * The guest gets a hot plug event, unless this monitor is already connected. Another monitor at
 * the port is replaced. The port stays so when the guest is gone.
 *
 * Return: 0; -ENODEV if the port's type is %VGT_MONITOR_NONE; -ENOMEM.
 */
int vgt_monitor_connect(struct vgt_vgpu *vgpu, u32 port)
{
	const struct vgt_monitor_setup *setup = &vgpu->display.setups[port];
	int ret;

	lockdep_assert_held(&vgpu->lock);
	ret = vgt_monitor_plug(vgpu, port, setup->edid, setup->edid_len);
	if (!ret)
		vgpu->display.lent &= ~BIT(port);
	return ret;
}

static void vgt_monitor_unplug(struct vgt_vgpu *vgpu, u32 port)
{
	if (vgpu->display.monitors[port].connected)
		vgt_port_unplug(vgpu, port);
}

/**
 * vgt_monitor_disconnect() - unplug a port's monitor, if there is one
 * @vgpu: the vGPU; its lock is held
 * @port: a port for which vgt_monitor_port() is true
 *
 * The port stays so when the guest is gone.
 */
void vgt_monitor_disconnect(struct vgt_vgpu *vgpu, u32 port)
{
	lockdep_assert_held(&vgpu->lock);
	vgt_monitor_unplug(vgpu, port);
	vgpu->display.lent &= ~BIT(port);
}

/* ---- the monitor that the guest's user has instead ---- */

/* @was: a monitor was connected. */
static void vgt_monitor_lend(struct vgt_display *display, u32 port, bool was)
{
	if (display->lent & BIT(port))
		return;
	display->lent |= BIT(port);
	display->kept &= ~BIT(port);
	if (was)
		display->kept |= BIT(port);
}

/**
 * vgt_monitor_link_up() - plug in a monitor for as long as the guest is there
 * @vgpu: the vGPU; its lock is held
 * @port: a port for which vgt_monitor_port() is true
 * @edid: its EDID
 * @len: length of @edid in bytes
 *
 * The guest gets a hot plug event, unless this monitor is already connected. What the administrator
 * has set up stays, and is plugged in again by vgt_monitor_take_back().
 *
 * Return: 0; -EINVAL if @edid is not an EDID; -ENODEV if the port's type is %VGT_MONITOR_NONE;
 * -ENOMEM.
 */
int vgt_monitor_link_up(struct vgt_vgpu *vgpu, u32 port, const u8 *edid, u32 len)
{
	bool was;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	if (!vgt_edid_valid(edid, len))
		return -EINVAL;
	was = vgpu->display.monitors[port].connected;
	ret = vgt_monitor_plug(vgpu, port, edid, len);
	if (!ret)
		vgt_monitor_lend(&vgpu->display, port, was);
	return ret;
}

/**
 * vgt_monitor_link_down() - unplug a port's monitor for as long as the guest is there
 * @vgpu: the vGPU; its lock is held
 * @port: a port for which vgt_monitor_port() is true
 */
void vgt_monitor_link_down(struct vgt_vgpu *vgpu, u32 port)
{
	lockdep_assert_held(&vgpu->lock);
	vgt_monitor_lend(&vgpu->display, port, vgpu->display.monitors[port].connected);
	vgt_monitor_unplug(vgpu, port);
}

static int vgt_monitor_take_back_one(struct vgt_vgpu *vgpu, u32 port)
{
	int ret;

	if (!(vgpu->display.kept & BIT(port))) {
		vgt_monitor_disconnect(vgpu, port);
		return 0;
	}
	ret = vgt_monitor_connect(vgpu, port);
	if (ret)
		vgt_monitor_disconnect(vgpu, port);
	/* The administrator took the port away meanwhile. */
	return ret == -ENODEV ? 0 : ret;
}

/**
 * vgt_monitor_take_back() - give all ports the administrator's monitors again
 * @vgpu: the vGPU, whose guest is gone; its lock is held
 *
 * Only ports that vgt_monitor_link_up() or vgt_monitor_link_down() has changed are concerned.
 *
 * Return: 0; or -ENOMEM: then a port is left without a monitor.
 */
int vgt_monitor_take_back(struct vgt_vgpu *vgpu)
{
	int ret = 0;
	u32 port;

	lockdep_assert_held(&vgpu->lock);
	for (port = 0; port < VGT_PORTS; port++)
		if (vgpu->display.lent & BIT(port))
			ret = vgt_monitor_take_back_one(vgpu, port) ?: ret;
	return ret;
}
