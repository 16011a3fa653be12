// SPDX-License-Identifier: GPL-2.0-only
/*
 * AUX channels: the side channel of DisplayPort, for the sink's registers (DPCD) and for the
 * monitor's EDID over I2C. Each transfer completes at once.
 *
 * Source: Skylake PRM vol. 12 (display), "DisplayPort AUX"; VESA DisplayPort 1.2.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/regs/display_regs.h"
#include "core/regs/irq.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "core/vgpu_types.h"
#include "display.h"

#define VGT_AUX_MAX		20

/* The first byte of a message. Source: VESA DisplayPort 1.2, section 2.7.7.1. */
#define VGT_AUX_REQUEST		GENMASK(7, 4)
#define VGT_AUX_ADDR_HIGH	GENMASK(3, 0)

/* Requests, and replies of a sink. */
#define VGT_AUX_I2C_WRITE	0x0
#define VGT_AUX_I2C_READ	0x1
#define VGT_AUX_I2C_MOT		0x4
#define VGT_AUX_NATIVE_WRITE	0x8
#define VGT_AUX_NATIVE_READ	0x9
#define VGT_AUX_ACK		0x00
#define VGT_AUX_NACK		0x10
#define VGT_AUX_I2C_NACK	0x40

/* Registers of a sink, and their fields, by the names of the standard. */
#define DPCD_REV			0x000
#define   DPCD_REV_12			0x12
#define DPCD_MAX_LINK_RATE		0x001
#define   DPCD_LINK_RATE_5_4		0x14	/* Gbit/s a lane, in units of 0.27 */
#define DPCD_MAX_LANE_COUNT		0x002
#define   DPCD_ENHANCED_FRAME_CAP	BIT(7)
#define   DPCD_TPS3_SUPPORTED		BIT(6)
#define DPCD_MAX_DOWNSPREAD		0x003
#define   DPCD_MAX_DOWNSPREAD_0_5	BIT(0)
#define DPCD_NORP			0x004
#define DPCD_CHANNEL_CODING		0x006
#define   DPCD_CHANNEL_CODING_8B10B	BIT(0)
#define DPCD_LINK_BW_SET		0x100
#define DPCD_TRAINING_PATTERN_SET	0x102
#define DPCD_SINK_COUNT			0x200
#define DPCD_LANE0_1_STATUS		0x202
#define DPCD_LANE2_3_STATUS		0x203
#define   DPCD_LANES_TRAINED		0x77	/* CR_DONE, EQ_DONE, SYMBOL_LOCKED, for two lanes */
#define DPCD_LANE_ALIGN_STATUS_UPDATED	0x204
#define   DPCD_INTERLANE_ALIGN_DONE	BIT(0)
#define DPCD_SINK_STATUS		0x205
#define   DPCD_RECEIVE_PORTS_IN_SYNC	GENMASK(1, 0)
#define DPCD_SYMBOL_ERROR_COUNT_LANE0	0x210
#define DPCD_SET_POWER			0x600
#define   DPCD_SET_POWER_D0		0x1

/**
 * vgt_dpcd_reset() - set the registers of a DisplayPort sink to their power-on values
 * @monitor: a DisplayPort monitor
 */
void vgt_dpcd_reset(struct vgt_monitor *monitor)
{
	static const u8 caps[16] = {
		[DPCD_REV] = DPCD_REV_12,
		[DPCD_MAX_LINK_RATE] = DPCD_LINK_RATE_5_4,
		[DPCD_MAX_LANE_COUNT] = 4 | DPCD_TPS3_SUPPORTED | DPCD_ENHANCED_FRAME_CAP,
		[DPCD_MAX_DOWNSPREAD] = DPCD_MAX_DOWNSPREAD_0_5,
		[DPCD_NORP] = 1,	/* one receiver port; no converter behind it */
		[DPCD_CHANNEL_CODING] = DPCD_CHANNEL_CODING_8B10B,
	};

	memset(monitor->dpcd, 0, VGT_DPCD_SIZE);
	memcpy(monitor->dpcd, caps, sizeof(caps));
	monitor->dpcd[DPCD_SINK_COUNT] = 1;
	monitor->dpcd[DPCD_SET_POWER] = DPCD_SET_POWER_D0;
}

/* Training succeeds at once, on all lanes. */
static void vgt_dpcd_trained(u8 *dpcd)
{
	dpcd[DPCD_LANE0_1_STATUS] = DPCD_LANES_TRAINED;
	dpcd[DPCD_LANE2_3_STATUS] = DPCD_LANES_TRAINED;
	dpcd[DPCD_LANE_ALIGN_STATUS_UPDATED] = DPCD_INTERLANE_ALIGN_DONE;
	dpcd[DPCD_SINK_STATUS] = DPCD_RECEIVE_PORTS_IN_SYNC;
}

static u32 vgt_aux_native(struct vgt_monitor *monitor, u8 *msg, u32 len, bool write)
{
	u32 addr = (u32)FIELD_GET(VGT_AUX_ADDR_HIGH, msg[0]) << 16 | msg[1] << 8 | msg[2];
	u32 n = min_t(u32, msg[3] + 1, VGT_AUX_MAX - 4);
	u32 i;

	if (write) {
		n = min_t(u32, n, len - 4);
		for (i = 0; i < n && addr + i < VGT_DPCD_SIZE; i++) {
			/* Capabilities and status are read-only. */
			if (addr + i < DPCD_LINK_BW_SET ||
			    (addr + i >= DPCD_SINK_COUNT &&
			     addr + i < DPCD_SYMBOL_ERROR_COUNT_LANE0))
				continue;
			monitor->dpcd[addr + i] = msg[4 + i];
			if (addr + i == DPCD_TRAINING_PATTERN_SET)
				vgt_dpcd_trained(monitor->dpcd);
		}
		msg[0] = VGT_AUX_ACK;
		return 1;
	}
	msg[0] = VGT_AUX_ACK;
	for (i = 0; i < n; i++)
		msg[1 + i] = addr + i < VGT_DPCD_SIZE ? monitor->dpcd[addr + i] : 0;
	return 1 + n;
}

static u32 vgt_aux_i2c_write(struct vgt_aux *aux, u8 *msg, u32 len, u32 slave)
{
	if (len > 4) {
		if (slave == VGT_I2C_SEGMENT)
			aux->segment = msg[4];
		else
			aux->offset = msg[4];
	}
	msg[0] = VGT_AUX_ACK;
	return 1;
}

static u32 vgt_aux_i2c(struct vgt_monitor *monitor, struct vgt_aux *aux, u8 *msg,
		       u32 len)
{
	u8 request = FIELD_GET(VGT_AUX_REQUEST, msg[0]);
	u32 slave = msg[2] & 0x7f;
	u32 n = 0;
	u32 i;

	if (slave != VGT_I2C_EEPROM && slave != VGT_I2C_SEGMENT) {
		msg[0] = VGT_AUX_I2C_NACK;
		return 1;
	}
	if (!(request & VGT_AUX_I2C_READ))
		return vgt_aux_i2c_write(aux, msg, len, slave);
	if (len > 3)
		n = min_t(u32, msg[3] + 1, VGT_AUX_MAX - 4);
	msg[0] = VGT_AUX_ACK;
	for (i = 0; i < n; i++)
		msg[1 + i] = vgt_monitor_edid_byte(monitor, 256 * aux->segment +
						   aux->offset++);
	/* End of a transaction: the next one starts at segment 0. */
	if (!(request & VGT_AUX_I2C_MOT))
		aux->segment = 0;
	return 1 + n;
}

/*
 * Port A, which is for panels, has none. Drivers that have no VBT ask for its capabilities all the
 * same. i915 asks 160 times where nobody replies: half of the traps of a guest's boot. So the
 * reply is that of a receiver without capabilities, which drivers take for no panel.
 */
static u32 vgt_aux_no_panel(u8 *msg, u32 len)
{
	u32 n = min_t(u32, msg[3] + 1, VGT_AUX_MAX - 4);

	if (len < 4 || FIELD_GET(VGT_AUX_REQUEST, msg[0]) != VGT_AUX_NATIVE_READ)
		return 0;
	memset(msg, 0, 1 + n);
	msg[0] = VGT_AUX_ACK;
	return 1 + n;
}

/* Let the sink reply to a message, in place. Returns the reply's length; 0 for no reply. */
static u32 vgt_aux_message(struct vgt_vgpu *vgpu, u32 port, u8 *msg, u32 len)
{
	struct vgt_monitor *monitor = &vgpu->display.monitors[port];
	u8 request = FIELD_GET(VGT_AUX_REQUEST, msg[0]);

	if (port == VGT_PORT_A)
		return vgt_aux_no_panel(msg, len);
	if (!monitor->connected || monitor->type != VGT_MONITOR_DP || len < 3)
		return 0;
	switch (request) {
	case VGT_AUX_NATIVE_READ:
	case VGT_AUX_NATIVE_WRITE:
		if (len < 4)
			return 0;
		return vgt_aux_native(monitor, msg, len,
				      request == VGT_AUX_NATIVE_WRITE);
	case VGT_AUX_I2C_WRITE:
	case VGT_AUX_I2C_READ:
	case VGT_AUX_I2C_WRITE | VGT_AUX_I2C_MOT:
	case VGT_AUX_I2C_READ | VGT_AUX_I2C_MOT:
		return vgt_aux_i2c(monitor, &vgpu->display.aux[port], msg, len);
	default:
		msg[0] = VGT_AUX_NACK;
		return 1;
	}
}

/* Write bytes to the data words. The first byte is in bits 24-31. */
static void vgt_aux_load(struct vgt_vgpu *vgpu, u32 ctl, u8 *msg)
{
	u32 i;

	for (i = 0; i < VGT_AUX_MAX; i++)
		msg[i] = vgt_mmio_load(vgpu, ctl + 4 + (i & ~3u)) >> (24 - 8 * (i % 4));
}

static int vgt_aux_store(struct vgt_vgpu *vgpu, u32 ctl, const u8 *msg)
{
	u32 i;
	int ret = 0;

	for (i = 0; !ret && i < VGT_AUX_MAX; i += 4)
		ret = vgt_mmio_store(vgpu, ctl + 4 + i,
				     (u32)msg[i] << 24 | msg[i + 1] << 16 |
				     msg[i + 2] << 8 | msg[i + 3]);
	return ret;
}

static void vgt_aux_interrupt(struct vgt_vgpu *vgpu, u32 port)
{
	if (vgpu->dev->gpu->desc.platform->aux == VGT_AUX_CPU || !port)
		vgt_irq_raise(vgpu, VGT_IRQ_PORT, port ? BIT(24 + port) : BIT(0));
	else
		vgt_irq_raise(vgpu, VGT_IRQ_PCH, BIT(24 + port));
}

static int vgt_aux_transfer(const struct vgt_reg_access *a, u32 val)
{
	u32 len = FIELD_GET(DP_AUX_CH_CTL_MESSAGE_SIZE, val);
	struct vgt_vgpu *vgpu = a->vgpu;
	u8 msg[VGT_AUX_MAX + 1] = {};
	int ret = 0;

	vgt_aux_load(vgpu, a->offset, msg);
	len = vgt_aux_message(vgpu, a->unit, msg, min_t(u32, len, VGT_AUX_MAX));
	if (len)
		ret = vgt_aux_store(vgpu, a->offset, msg);
	val &= ~(DP_AUX_CH_CTL_SEND_BUSY | DP_AUX_CH_CTL_MESSAGE_SIZE);
	val |= DP_AUX_CH_CTL_DONE | FIELD_PREP(DP_AUX_CH_CTL_MESSAGE_SIZE, len);
	if (!len)
		val |= DP_AUX_CH_CTL_TIME_OUT_ERROR;
	ret = ret ?: vgt_mmio_store(vgpu, a->offset, val);
	if (!ret && val & DP_AUX_CH_CTL_INTERRUPT)
		vgt_aux_interrupt(vgpu, a->unit);
	return ret;
}

/* Status bits clear when written as 1. */
static int vgt_aux_write(const struct vgt_reg_access *a, u32 val)
{
	const u32 status = DP_AUX_CH_CTL_DONE | DP_AUX_CH_CTL_TIME_OUT_ERROR |
			   DP_AUX_CH_CTL_RECEIVE_ERROR;
	u32 now;

	if (val & DP_AUX_CH_CTL_SEND_BUSY)
		return vgt_aux_transfer(a, val & ~status);
	now = vgt_mmio_load(a->vgpu, a->offset) & status & ~val;
	return vgt_mmio_store(a->vgpu, a->offset, (val & ~status) | now);
}

#define ALL_PORTS	GENMASK(VGT_PORT_E, VGT_PORT_A)
#define PCH_PORTS	GENMASK(VGT_PORT_D, VGT_PORT_B)

static const struct vgt_reg vgt_aux_regs[] = {
	VGT_REG_PORT(DP_AUX_CH_CTL, ALL_PORTS, .gens = BIT(9), .write = vgt_aux_write),
	VGT_REG_PORT(DP_AUX_CH_DATA, ALL_PORTS, .gens = BIT(9), .count = DP_AUX_CH_DATA_WORDS),
	VGT_REG_PORT(DP_AUX_CH_CTL, BIT(VGT_PORT_A), .gens = BIT(8), .write = vgt_aux_write),
	VGT_REG_PORT(DP_AUX_CH_DATA, BIT(VGT_PORT_A), .gens = BIT(8),
		     .count = DP_AUX_CH_DATA_WORDS),
	VGT_REG_PORT(PCH_DP_AUX_CH_CTL, PCH_PORTS, .gens = BIT(8), .write = vgt_aux_write),
	VGT_REG_PORT(PCH_DP_AUX_CH_DATA, PCH_PORTS, .gens = BIT(8),
		     .count = DP_AUX_CH_DATA_WORDS),
};

VGT_REG_TABLE(vgt_regs_aux, vgt_aux_regs);
