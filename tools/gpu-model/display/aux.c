// SPDX-License-Identifier: GPL-2.0-only
/*
 * DisplayPort AUX channels: native access to the sink's DPCD, and I2C to its
 * EDID.
 *
 * Source: VESA DisplayPort 1.2, "AUX CH"; Intel OSRC Skylake PRM vol 2c
 * (DDI_AUX_CTL, DDI_AUX_DATA).
 */
#include <string.h>

#include "core/gpu.h"
#include "display/display.h"

#define AUX_BASE		0x64010
#define AUX_STRIDE		0x100
#define AUX_COUNT		4	/* A to D */
#define GEN8_PCH_AUX_BASE	0xe4110	/* from port B on: in the chipset */
#define   AUX_SEND_BUSY		BIT(31)
#define   AUX_DONE		BIT(30)
#define   AUX_INTERRUPT		BIT(29)
#define   AUX_TIMEOUT		BIT(28)
#define   AUX_RECEIVE_ERROR	BIT(25)
#define   AUX_SIZE		GENMASK(24, 20)
#define   AUX_W1C		(AUX_DONE | AUX_TIMEOUT | AUX_RECEIVE_ERROR)
#define AUX_DATA_REGS		5
#define AUX_MAX_BYTES		20
#define AUX_MAX_DATA		16

/* Request types, the upper nibble of the first byte. */
#define REQUEST_I2C_MASK	0x3
#define REQUEST_I2C_WRITE	0x0
#define REQUEST_I2C_READ	0x1
#define REQUEST_I2C_STATUS	0x2
#define REQUEST_I2C_MOT		0x4
#define REQUEST_NATIVE		0x8
#define REQUEST_NATIVE_READ	0x9

/* Replies, in the upper nibble. */
#define REPLY_ACK		0x0
#define REPLY_I2C_NAK		0x4

#define SLAVE_EDID		0x50
#define SLAVE_SEGMENT		0x30

/**
 * struct aux_message - a request and its reply
 * @type: request type
 * @addr: DPCD address or I2C slave
 * @len: bytes of data asked for or sent
 * @data: sent, then received
 * @reply: reply code
 * @reply_len: bytes of data in the reply
 */
struct aux_message {
	u32 type;
	u32 addr;
	u32 len;
	u8 data[AUX_MAX_BYTES];
	u32 reply;
	u32 reply_len;
};

static void native(struct port *port, struct aux_message *msg)
{
	struct monitor *m = &port->monitor;

	msg->reply = REPLY_ACK;
	if (msg->type != REQUEST_NATIVE_READ) {
		for (u32 i = 0; i < msg->len; i++)
			dpcd_write(m, msg->addr + i, msg->data[i]);
		return;
	}
	for (u32 i = 0; i < msg->len; i++)
		msg->data[i] = dpcd_read(m, msg->addr + i);
	msg->reply_len = msg->len;
}

static void i2c_read(struct port *port, struct aux_message *msg)
{
	for (u32 i = 0; i < msg->len; i++)
		msg->data[i] = edid_read(&port->monitor, port->i2c_segment, port->i2c_offset++);
	msg->reply_len = msg->len;
}

static void i2c(struct port *port, struct aux_message *msg)
{
	u32 op = msg->type & REQUEST_I2C_MASK;

	if (msg->addr != SLAVE_EDID && msg->addr != SLAVE_SEGMENT) {
		msg->reply = REPLY_I2C_NAK;
		return;
	}
	msg->reply = REPLY_ACK;
	if (op == REQUEST_I2C_READ)
		i2c_read(port, msg);
	else if (op == REQUEST_I2C_WRITE && msg->len && msg->addr == SLAVE_EDID)
		port->i2c_offset = msg->data[msg->len - 1];
	else if (op == REQUEST_I2C_WRITE && msg->len)
		port->i2c_segment = msg->data[msg->len - 1];
	/* A stop ends the transaction, and with it the segment. */
	if (!(msg->type & REQUEST_I2C_MOT) && msg->addr == SLAVE_EDID)
		port->i2c_segment = 0;
}

/* Data registers hold bytes with the first one in the upper bits. */
static void load_bytes(const struct gpu *gpu, u32 data_reg, u8 *bytes, u32 n)
{
	for (u32 i = 0; i < n; i++)
		bytes[i] = (u8)(reg_get(gpu, data_reg + (i & ~3u)) >> (24 - 8 * (i & 3)));
}

static void store_bytes(struct gpu *gpu, u32 data_reg, const u8 *bytes, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		u32 shift = 24 - 8 * (i & 3);
		u32 val = reg_get(gpu, data_reg + (i & ~3u)) & ~(0xffu << shift);

		reg_set(gpu, data_reg + (i & ~3u), val | (u32)bytes[i] << shift);
	}
}

/* Decode a request of @n bytes; false if it is none. */
static bool decode(const u8 *bytes, u32 n, struct aux_message *msg)
{
	memset(msg, 0, sizeof(*msg));
	if (n < 3 || n > AUX_MAX_BYTES)
		return false;
	msg->type = bytes[0] >> 4;
	msg->addr = (u32)(bytes[0] & 0xf) << 16 | (u32)bytes[1] << 8 | bytes[2];
	/* Three bytes are an address without data. */
	msg->len = n > 3 ? bytes[3] + 1u : 0;
	if (msg->len > AUX_MAX_DATA)
		return false;
	if (n > 4)
		memcpy(msg->data, bytes + 4, n - 4);
	return true;
}

static u32 transact(struct gpu *gpu, enum port_id port, u32 data_reg, u32 size)
{
	struct port *p = &gpu->display.port[port];
	u8 bytes[AUX_MAX_BYTES + 1] = { 0 };
	struct aux_message msg;

	if (p->monitor.type != MONITOR_DP)
		return AUX_DONE | AUX_TIMEOUT;
	load_bytes(gpu, data_reg, bytes, min(size, (u32)AUX_MAX_BYTES));
	if (!decode(bytes, size, &msg))
		return AUX_DONE | AUX_RECEIVE_ERROR;
	if (msg.type & REQUEST_NATIVE)
		native(p, &msg);
	else
		i2c(p, &msg);
	bytes[0] = (u8)(msg.reply << 4);
	memcpy(bytes + 1, msg.data, msg.reply_len);
	store_bytes(gpu, data_reg, bytes, msg.reply_len + 1);
	return AUX_DONE | FIELD_PREP(AUX_SIZE, msg.reply_len + 1);
}

/*
 * Interrupt bits of the channels: in the port group; but those of Gen8 that are in the
 * chipset, with the same bits in the chipset's group.
 */
static const u32 aux_irq[AUX_COUNT] = { BIT(0), BIT(25), BIT(26), BIT(27) };

static bool in_chipset(u32 offset)
{
	return offset >= GEN8_PCH_AUX_BASE;
}

static enum port_id port_of(const struct reg_access *a)
{
	return in_chipset(a->offset) ? PORT_B + a->index : a->index;
}

static void write_ctl(const struct reg_access *a, u32 val)
{
	u32 kept = reg_get(a->gpu, a->offset) & AUX_W1C & ~val;
	u32 size = FIELD_GET(AUX_SIZE, val);
	enum port_id port = port_of(a);

	if (!(val & AUX_SEND_BUSY)) {
		reg_set(a->gpu, a->offset, (val & ~AUX_W1C) | kept);
		return;
	}
	val &= ~(AUX_SEND_BUSY | AUX_W1C | AUX_SIZE);
	val |= transact(a->gpu, port, a->offset + 4, size);
	reg_set(a->gpu, a->offset, val);
	if (val & AUX_INTERRUPT)
		irq_raise(a->gpu, in_chipset(a->offset) ? IRQ_PCH : IRQ_PORT, aux_irq[port]);
}

static const struct reg_row rows[] = {
	{ .offset = 0, .count = AUX_COUNT, .stride = AUX_STRIDE, .write = write_ctl },
};

static const struct reg_row gen8_rows[] = {
	{ .offset = AUX_BASE, .write = write_ctl },
	{ .offset = GEN8_PCH_AUX_BASE, .count = AUX_COUNT - 1, .stride = AUX_STRIDE,
	  .write = write_ctl },
};

void aux_attach(struct gpu *gpu)
{
	if (gpu->device->gen >= 9)
		mmio_attach(gpu, rows, ARRAY_SIZE(rows), AUX_BASE, NULL);
	else
		mmio_attach(gpu, gen8_rows, ARRAY_SIZE(gen8_rows), 0, NULL);
}

/* ---- DPCD of the sink ---- */

#define DPCD_REV		0x000
#define DPCD_MAX_LINK_RATE	0x001
#define DPCD_MAX_LANES		0x002
#define DPCD_MAX_DOWNSPREAD	0x003
#define DPCD_NORP		0x004
#define DPCD_CODING		0x006
#define DPCD_LANE_COUNT_SET	0x101
#define DPCD_TRAINING_PATTERN	0x102
#define DPCD_SINK_COUNT		0x200
#define DPCD_IRQ_VECTOR		0x201
#define DPCD_LANE01_STATUS	0x202
#define DPCD_LANE23_STATUS	0x203
#define DPCD_ALIGN_STATUS	0x204
#define DPCD_SINK_STATUS	0x205
#define DPCD_SET_POWER		0x600

#define LANE_CR_DONE		0x1
#define LANE_ALL_DONE		0x7	/* clock recovery, equalization, symbol lock */

void dpcd_init(struct monitor *m)
{
	static const u8 caps[] = {
		[DPCD_REV] = 0x12,
		[DPCD_MAX_LINK_RATE] = 0x14,		/* 5.4 Gbit/s */
		[DPCD_MAX_LANES] = 4 | 0x80 | 0x40,	/* enhanced framing, pattern 3 */
		[DPCD_MAX_DOWNSPREAD] = 0x41,
		[DPCD_NORP] = 0,
		[DPCD_CODING] = 1,
	};

	memset(m->dpcd, 0, sizeof(m->dpcd));
	memcpy(m->dpcd, caps, sizeof(caps));
	m->dpcd[DPCD_SINK_COUNT] = 1;
	m->dpcd[DPCD_SET_POWER] = 1;
}

/* Training always succeeds, in the order the source asks for. */
static void train(struct monitor *m, u8 pattern)
{
	u32 lanes = m->dpcd[DPCD_LANE_COUNT_SET] & 0x1f;
	u8 status = (pattern & 0xf) == 1 ? LANE_CR_DONE : LANE_ALL_DONE;

	/* The end of training leaves what was reached. */
	if (!(pattern & 0xf))
		return;
	m->dpcd[DPCD_LANE01_STATUS] = (u8)((lanes > 0 ? status : 0) | (lanes > 1 ? status << 4 : 0));
	m->dpcd[DPCD_LANE23_STATUS] = (u8)((lanes > 2 ? status : 0) | (lanes > 3 ? status << 4 : 0));
	m->dpcd[DPCD_ALIGN_STATUS] = status == LANE_ALL_DONE;
	m->dpcd[DPCD_SINK_STATUS] = status == LANE_ALL_DONE;
}

void dpcd_write(struct monitor *m, u32 addr, u8 val)
{
	if (addr >= DPCD_SIZE)
		return;
	if (addr < 0x100 || (addr >= DPCD_LANE01_STATUS && addr < 0x210))
		return;		/* the sink's own */
	if (addr == DPCD_IRQ_VECTOR)
		val = (u8)(m->dpcd[addr] & ~val);
	m->dpcd[addr] = val;
	if (addr == DPCD_TRAINING_PATTERN)
		train(m, val);
}

u8 dpcd_read(const struct monitor *m, u32 addr)
{
	return addr < DPCD_SIZE ? m->dpcd[addr] : 0;
}
