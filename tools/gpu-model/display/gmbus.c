// SPDX-License-Identifier: GPL-2.0-only
/*
 * GMBUS: the I2C controller on which HDMI monitors answer.
 *
 * Source: Intel OSRC Skylake PRM vol 12 "GMBUS"; i915 display/intel_gmbus.c.
 */
#include "core/gpu.h"
#include "display/display.h"

#define GMBUS0			0xc5100
#define   PIN			GENMASK(2, 0)
#define GMBUS1			0xc5104
#define   SW_CLR_INT		BIT(31)
#define   SW_RDY		BIT(30)
#define   CYCLE_STOP		BIT(27)
#define   CYCLE_INDEX		BIT(26)
#define   CYCLE_WAIT		BIT(25)
#define   BYTE_COUNT		GENMASK(24, 16)
#define   SLAVE_INDEX		GENMASK(15, 8)
#define   SLAVE_ADDR		GENMASK(7, 1)
#define   SLAVE_READ		BIT(0)
#define GMBUS2			0xc5108
#define   INUSE			BIT(15)
#define   HW_WAIT_PHASE		BIT(14)
#define   HW_RDY		BIT(11)
#define   SATOER		BIT(10)
#define   ACTIVE		BIT(9)
#define GMBUS3			0xc510c
#define GMBUS4			0xc5110
#define   IRQ_HW_RDY		BIT(0)
#define   IRQ_HW_WAIT		BIT(1)
#define   IRQ_IDLE		BIT(2)
#define   IRQ_NAK		BIT(3)

#define SDE_GMBUS		BIT(17)

#define SLAVE_EDID		0x50
#define SLAVE_SEGMENT		0x30

/* The port behind a pin pair. */
static const u8 port_of_pin[8] = {
	PORTS, PORTS, PORTS, PORTS, PORT_C, PORT_B, PORT_D, PORTS,
};

/* The same where the chipset is a Cannon Point. */
static const u8 cnp_port_of_pin[8] = {
	PORTS, PORT_B, PORT_C, PORTS, PORT_D, PORTS, PORTS, PORTS,
};

static const struct monitor *selected(const struct gpu *gpu)
{
	const u8 *pins = gpu->device->cannon_point ? cnp_port_of_pin : port_of_pin;
	enum port_id port = pins[gpu->display.gmbus.pin];

	if (port == PORTS || !monitor_plugged(gpu, port, MONITOR_HDMI))
		return NULL;
	return &gpu->display.port[port].monitor;
}

static void interrupt(struct gpu *gpu, u32 what)
{
	if (reg_get(gpu, GMBUS4) & what)
		irq_raise(gpu, IRQ_PCH, SDE_GMBUS);
}

static void no_answer(struct gpu *gpu)
{
	struct gmbus *g = &gpu->display.gmbus;

	g->nak = true;
	g->active = false;
	interrupt(gpu, IRQ_NAK);
}

static void stop(struct gpu *gpu)
{
	gpu->display.gmbus.active = false;
	gpu->display.gmbus.left = 0;
	interrupt(gpu, IRQ_IDLE);
}

/* Up to four written bytes: the address counter of the EDID, or the segment. */
static void take_written(struct gpu *gpu)
{
	struct gmbus *g = &gpu->display.gmbus;
	u32 n = min(g->left, 4u);

	if (n && g->slave == SLAVE_EDID)
		g->offset = (u8)reg_get(gpu, GMBUS3);
	else if (n)
		g->segment = (u8)reg_get(gpu, GMBUS3);
	g->left -= n;
	interrupt(gpu, g->left ? IRQ_HW_RDY : IRQ_HW_WAIT);
}

static void start(struct gpu *gpu, u32 cmd)
{
	struct gmbus *g = &gpu->display.gmbus;
	u8 slave = (u8)FIELD_GET(SLAVE_ADDR, cmd);

	g->nak = false;
	g->slave = slave;
	g->reading = cmd & SLAVE_READ;
	g->left = FIELD_GET(BYTE_COUNT, cmd);
	g->active = true;
	if (!selected(gpu) || (slave != SLAVE_EDID && slave != SLAVE_SEGMENT) ||
	    (slave == SLAVE_SEGMENT && g->reading)) {
		no_answer(gpu);
		return;
	}
	if (cmd & CYCLE_INDEX)
		g->offset = (u8)FIELD_GET(SLAVE_INDEX, cmd);
	if (g->reading)
		interrupt(gpu, IRQ_HW_RDY);
	else
		take_written(gpu);
}

static void write_gmbus0(const struct reg_access *a, u32 val)
{
	struct gmbus *g = &a->gpu->display.gmbus;

	reg_set(a->gpu, a->offset, val);
	g->pin = val & PIN;
	/* Releasing the bus ends the transaction, and with it the segment. */
	if (!g->pin)
		g->segment = 0;
}

static void write_gmbus1(const struct reg_access *a, u32 val)
{
	struct gmbus *g = &a->gpu->display.gmbus;

	reg_set(a->gpu, a->offset, val & ~SW_RDY);
	if (val & SW_CLR_INT) {
		g->nak = false;
		g->active = false;
		return;
	}
	if (!(val & SW_RDY))
		return;
	if (val & CYCLE_WAIT)
		start(a->gpu, val);
	else if (val & CYCLE_STOP)
		stop(a->gpu);
}

static u32 read_gmbus2(const struct reg_access *a)
{
	const struct gmbus *g = &a->gpu->display.gmbus;
	u32 val = reg_get(a->gpu, a->offset) & INUSE;

	if (g->nak)
		return val | SATOER;
	if (!g->active)
		return val | HW_RDY;
	return val | ACTIVE | HW_RDY | (g->left ? 0 : HW_WAIT_PHASE);
}

static void write_gmbus2(const struct reg_access *a, u32 val)
{
	if (val & INUSE)
		reg_set(a->gpu, a->offset, 0);
}

static u32 read_gmbus3(const struct reg_access *a)
{
	struct gmbus *g = &a->gpu->display.gmbus;
	const struct monitor *m = selected(a->gpu);
	u32 val = 0;

	if (!m || !g->reading)
		return reg_get(a->gpu, a->offset);
	for (u32 i = 0; i < 4 && g->left; i++, g->left--)
		val |= (u32)edid_read(m, g->segment, g->offset++) << (8 * i);
	return val;
}

static void write_gmbus3(const struct reg_access *a, u32 val)
{
	struct gmbus *g = &a->gpu->display.gmbus;

	reg_set(a->gpu, a->offset, val);
	/* The first bytes are written before the command, further ones after it. */
	if (g->active && !g->reading && g->left)
		take_written(a->gpu);
}

static const struct reg_row rows[] = {
	{ .offset = GMBUS0, .write = write_gmbus0 },
	{ .offset = GMBUS1, .write = write_gmbus1 },
	{ .offset = GMBUS2, .read = read_gmbus2, .write = write_gmbus2 },
	{ .offset = GMBUS3, .read = read_gmbus3, .write = write_gmbus3 },
};

void gmbus_attach(struct gpu *gpu)
{
	mmio_attach(gpu, rows, ARRAY_SIZE(rows), 0, NULL);
}
