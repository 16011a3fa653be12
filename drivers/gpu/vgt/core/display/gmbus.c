// SPDX-License-Identifier: GPL-2.0-only
/*
 * GMBUS: the I2C controller that reads the EDID of HDMI monitors, and the registers of
 * their adaptors. All transfers are done at once.
 *
 * Source: Skylake PRM vol. 12 (display), "GMBUS"; VESA E-DDC 1.2.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/regs/tables.h"
#include "core/vgpu.h"
#include "display.h"

#define VGT_GMBUS0		0xc5100
#define VGT_GMBUS1		0xc5104
#define VGT_GMBUS2		0xc5108
#define VGT_GMBUS3		0xc510c

#define VGT_GMBUS0_PIN		GENMASK(4, 0)
#define VGT_GMBUS1_CLEAR	BIT(31)
#define VGT_GMBUS1_READY	BIT(30)
#define VGT_GMBUS1_STOP		BIT(27)
#define VGT_GMBUS1_INDEX	BIT(26)
#define VGT_GMBUS1_WAIT		BIT(25)
#define VGT_GMBUS1_READ		BIT(0)
#define VGT_GMBUS2_WAIT		BIT(14)
#define VGT_GMBUS2_READY	BIT(11)
#define VGT_GMBUS2_NAK		BIT(10)
#define VGT_GMBUS2_ACTIVE	BIT(9)

static struct vgt_monitor *vgt_gmbus_monitor(struct vgt_vgpu *vgpu)
{
	struct vgt_monitor *monitor;

	if (vgpu->display.gmbus.port >= VGT_PORTS)
		return NULL;
	monitor = &vgpu->display.monitors[vgpu->display.gmbus.port];
	return monitor->connected && monitor->type == VGT_MONITOR_HDMI ?
	       monitor : NULL;
}

/* Pin pairs: 5, 4, 6 up to SPT, 1, 2, 4 from CNP on: C's and D's meet at 4. */
static u8 vgt_gmbus_port(struct vgt_vgpu *vgpu, u32 pin)
{
	bool cnp = vgpu->display.cnp;

	switch (pin) {
	case 1:
		return cnp ? VGT_PORT_B : VGT_PORTS;
	case 2:
		return cnp ? VGT_PORT_C : VGT_PORTS;
	case 4:
		return cnp ? VGT_PORT_D : VGT_PORT_C;
	case 5:
		return cnp ? VGT_PORTS : VGT_PORT_B;
	case 6:
		return cnp ? VGT_PORTS : VGT_PORT_D;
	default:
		return VGT_PORTS;
	}
}

static int vgt_gmbus0_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	struct vgt_gmbus *gmbus = &vgpu->display.gmbus;

	gmbus->port = vgt_gmbus_port(vgpu, val & VGT_GMBUS0_PIN);
	gmbus->left = 0;
	gmbus->segment = 0;
	return vgt_mmio_store(vgpu, offset, val);
}

static int vgt_gmbus_status(struct vgt_vgpu *vgpu, u32 val)
{
	return vgt_mmio_store(vgpu, VGT_GMBUS2, val | VGT_GMBUS2_READY);
}

/* All bytes are through: the bus waits for the next cycle, or is free. */
static int vgt_gmbus_end(struct vgt_vgpu *vgpu)
{
	u32 cycle = vgt_mmio_load(vgpu, VGT_GMBUS1);

	if (cycle & VGT_GMBUS1_STOP)
		return vgt_gmbus_status(vgpu, 0);
	return vgt_gmbus_status(vgpu, VGT_GMBUS2_WAIT | VGT_GMBUS2_ACTIVE);
}

static bool vgt_gmbus_answers(struct vgt_vgpu *vgpu, u8 slave)
{
	return vgt_gmbus_monitor(vgpu) &&
	       (slave == VGT_I2C_EEPROM || slave == VGT_I2C_SEGMENT ||
		slave == VGT_I2C_DUAL_MODE);
}

static int vgt_gmbus_start(struct vgt_vgpu *vgpu, u32 val)
{
	struct vgt_gmbus *gmbus = &vgpu->display.gmbus;

	gmbus->slave = val >> 1 & 0x7f;
	gmbus->reading = val & VGT_GMBUS1_READ;
	gmbus->left = val >> 16 & 0x1ff;
	gmbus->addressed = false;
	if (!vgt_gmbus_answers(vgpu, gmbus->slave)) {
		gmbus->left = 0;
		return vgt_gmbus_status(vgpu, VGT_GMBUS2_NAK);
	}
	if (val & VGT_GMBUS1_INDEX)
		gmbus->offset = val >> 8 & 0xff;
	/* The first data of a write stands in GMBUS3 already. */
	if (!gmbus->reading && gmbus->left)
		return vgt_mmio_write(vgpu, VGT_GMBUS3,
				      vgt_mmio_load(vgpu, VGT_GMBUS3));
	return gmbus->left ? vgt_gmbus_status(vgpu, VGT_GMBUS2_ACTIVE) :
			     vgt_gmbus_end(vgpu);
}

static int vgt_gmbus1_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	int ret;

	ret = vgt_mmio_store(vgpu, offset, val);
	if (ret)
		return ret;
	if (val & VGT_GMBUS1_CLEAR) {
		vgpu->display.gmbus.left = 0;
		return vgt_gmbus_status(vgpu, 0);
	}
	if (!(val & VGT_GMBUS1_READY))
		return 0;
	if (val & (VGT_GMBUS1_WAIT | VGT_GMBUS1_INDEX))
		return vgt_gmbus_start(vgpu, val);
	if (val & VGT_GMBUS1_STOP)
		return vgt_gmbus_status(vgpu, 0);
	return 0;
}

static u8 vgt_gmbus_get(struct vgt_gmbus *gmbus, const struct vgt_monitor *monitor)
{
	u8 offset = gmbus->offset++;

	if (gmbus->slave == VGT_I2C_DUAL_MODE)
		return vgt_dual_mode_read(monitor, offset);
	return vgt_monitor_edid_byte(monitor, 256 * gmbus->segment + offset);
}

/* The first byte is where; data after it is taken by the adaptor only. */
static void vgt_gmbus_put(struct vgt_gmbus *gmbus, struct vgt_monitor *monitor, u8 byte)
{
	if (gmbus->addressed) {
		if (gmbus->slave == VGT_I2C_DUAL_MODE)
			vgt_dual_mode_write(monitor, gmbus->offset++, byte);
		return;
	}
	gmbus->addressed = true;
	if (gmbus->slave == VGT_I2C_SEGMENT)
		gmbus->segment = byte;
	else
		gmbus->offset = byte;
}

static u32 vgt_gmbus3_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_gmbus *gmbus = &vgpu->display.gmbus;
	struct vgt_monitor *monitor = vgt_gmbus_monitor(vgpu);
	u32 val = 0;
	u32 i;

	if (!monitor || !gmbus->reading)
		return 0;
	for (i = 0; i < 4 && gmbus->left; i++, gmbus->left--)
		val |= (u32)vgt_gmbus_get(gmbus, monitor) << 8 * i;
	if (!gmbus->left)
		vgt_gmbus_end(vgpu);
	return val;
}

static int vgt_gmbus3_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	struct vgt_gmbus *gmbus = &vgpu->display.gmbus;
	struct vgt_monitor *monitor = vgt_gmbus_monitor(vgpu);
	u32 i;

	if (!monitor || !gmbus->left || gmbus->reading)
		return vgt_mmio_store(vgpu, offset, val);
	for (i = 0; i < 4 && gmbus->left; i++, gmbus->left--)
		vgt_gmbus_put(gmbus, monitor, val >> 8 * i);
	return gmbus->left ? vgt_gmbus_status(vgpu, VGT_GMBUS2_ACTIVE) :
			     vgt_gmbus_end(vgpu);
}

static const struct vgt_reg vgt_gmbus_regs[] = {
	{ .offset = VGT_GMBUS0, .write = vgt_gmbus0_write },
	{ .offset = VGT_GMBUS1, .write = vgt_gmbus1_write },
	{ .offset = VGT_GMBUS2, .flags = VGT_REG_RO, .init = VGT_GMBUS2_READY },
	{ .offset = VGT_GMBUS3, .read = vgt_gmbus3_read,
	  .write = vgt_gmbus3_write },
};

VGT_REG_TABLE(vgt_regs_gmbus, vgt_gmbus_regs);
