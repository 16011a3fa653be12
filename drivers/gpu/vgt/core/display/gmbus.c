// SPDX-License-Identifier: GPL-2.0-only
/*
 * GMBUS: the I2C controller for the EDID of HDMI monitors and the registers of their adaptors.
 * Each transfer completes at once.
 *
 * Source: Skylake PRM vol. 12 (display), "GMBUS"; VESA E-DDC 1.2.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/regs/display_regs.h"
#include "core/regs/mmio.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "core/vgpu_types.h"
#include "display.h"

static struct vgt_monitor *vgt_gmbus_monitor(struct vgt_vgpu *vgpu)
{
	struct vgt_monitor *monitor;

	if (vgpu->display.gmbus.port >= VGT_PORTS)
		return NULL;
	monitor = &vgpu->display.monitors[vgpu->display.gmbus.port];
	return monitor->connected && monitor->type == VGT_MONITOR_HDMI ?
	       monitor : NULL;
}

/* Pin pairs of B, C, D: 5, 4, 6 up to SPT; 1, 2, 4 from CNP on. So 4 is C's or D's. */
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

static int vgt_gmbus0_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_gmbus *gmbus = &a->vgpu->display.gmbus;

	gmbus->port = vgt_gmbus_port(a->vgpu, val & GMBUS_PIN);
	gmbus->left = 0;
	gmbus->segment = 0;
	return vgt_mmio_store(a->vgpu, a->offset, val);
}

static int vgt_gmbus_status(struct vgt_vgpu *vgpu, u32 val)
{
	return vgt_mmio_store(vgpu, GMBUS2, val | GMBUS_HW_RDY);
}

/* All bytes are transferred: the bus waits for the next cycle, or is free. */
static int vgt_gmbus_end(struct vgt_vgpu *vgpu)
{
	u32 cycle = vgt_mmio_load(vgpu, GMBUS1);

	if (cycle & GMBUS_CYCLE_STOP)
		return vgt_gmbus_status(vgpu, 0);
	return vgt_gmbus_status(vgpu, GMBUS_HW_WAIT_PHASE | GMBUS_ACTIVE);
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

	gmbus->slave = FIELD_GET(GMBUS_SLAVE_ADDR, val);
	gmbus->reading = val & GMBUS_SLAVE_READ;
	gmbus->left = FIELD_GET(GMBUS_BYTE_COUNT, val);
	gmbus->addressed = false;
	if (!vgt_gmbus_answers(vgpu, gmbus->slave)) {
		gmbus->left = 0;
		return vgt_gmbus_status(vgpu, GMBUS_SATOER);
	}
	if (val & GMBUS_CYCLE_INDEX)
		gmbus->offset = FIELD_GET(GMBUS_SLAVE_INDEX, val);
	/* GMBUS3 already holds the first data of a write. */
	if (!gmbus->reading && gmbus->left)
		return vgt_mmio_poke(vgpu, GMBUS3,
				     vgt_mmio_load(vgpu, GMBUS3));
	return gmbus->left ? vgt_gmbus_status(vgpu, GMBUS_ACTIVE) :
			     vgt_gmbus_end(vgpu);
}

static int vgt_gmbus1_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_vgpu *vgpu = a->vgpu;
	int ret;

	ret = vgt_mmio_store(vgpu, a->offset, val);
	if (ret)
		return ret;
	if (val & GMBUS_SW_CLR_INT) {
		vgpu->display.gmbus.left = 0;
		return vgt_gmbus_status(vgpu, 0);
	}
	if (!(val & GMBUS_SW_RDY))
		return 0;
	if (val & (GMBUS_CYCLE_WAIT | GMBUS_CYCLE_INDEX))
		return vgt_gmbus_start(vgpu, val);
	if (val & GMBUS_CYCLE_STOP)
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

/* The first byte is the offset. Only the adaptor accepts data after it. */
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

static u32 vgt_gmbus3_read(const struct vgt_reg_access *a)
{
	struct vgt_vgpu *vgpu = a->vgpu;
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

static int vgt_gmbus3_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_vgpu *vgpu = a->vgpu;
	struct vgt_gmbus *gmbus = &vgpu->display.gmbus;
	struct vgt_monitor *monitor = vgt_gmbus_monitor(vgpu);
	u32 i;

	if (!monitor || !gmbus->left || gmbus->reading)
		return vgt_mmio_store(vgpu, a->offset, val);
	for (i = 0; i < 4 && gmbus->left; i++, gmbus->left--)
		vgt_gmbus_put(gmbus, monitor, val >> 8 * i);
	return gmbus->left ? vgt_gmbus_status(vgpu, GMBUS_ACTIVE) :
			     vgt_gmbus_end(vgpu);
}

static const struct vgt_reg vgt_gmbus_regs[] = {
	VGT_REG(GMBUS0, .write = vgt_gmbus0_write),
	VGT_REG(GMBUS1, .write = vgt_gmbus1_write),
	VGT_REG(GMBUS2, .ro = VGT_RO_ALL, .init = GMBUS_HW_RDY),
	VGT_REG(GMBUS3, .state = VGT_STATE_STORED, .read = vgt_gmbus3_read,
		.write = vgt_gmbus3_write),
};

VGT_REG_TABLE(vgt_regs_gmbus, vgt_gmbus_regs);
