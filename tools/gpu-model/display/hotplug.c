// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hot plug: live state, detection, interrupt, straps.
 *
 * Source: Intel OSRC Skylake PRM vol 12 "South Display"; i915 i915_reg.h.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/gpu.h"
#include "display/display.h"

#define SDE_ISR			0xc4000
#define SFUSE_STRAP		0xc2014
#define   STRAP_PORT_B		BIT(2)
#define   STRAP_PORT_C		BIT(1)
#define   STRAP_PORT_D		BIT(0)
#define SHOTPLUG_CTL		0xc4030
#define SHOTPLUG_CTL2		0xc403c
#define   LONG_PULSE		2u

/**
 * struct hotplug_info - where a port shows its state
 * @live: bit in the south ISR, and of the interrupt
 * @enable: detection enabled, in SHOTPLUG_CTL
 * @status_shift: of the two status bits
 */
static const struct hotplug_info {
	u32 live;
	u32 enable;
	u32 status_shift;
} info[PORTS] = {
	[PORT_A] = { BIT(24), BIT(28), 24 },
	[PORT_B] = { BIT(21), BIT(4), 0 },
	[PORT_C] = { BIT(22), BIT(12), 8 },
	[PORT_D] = { BIT(23), BIT(20), 16 },
};

#define STATUS_BITS	(3u << 24 | 3u << 16 | 3u << 8 | 3u)

/* Status bits are cleared by writing ones; the rest is stored. */
static void write_shotplug(const struct reg_access *a, u32 val)
{
	u32 status = reg_get(a->gpu, a->offset) & STATUS_BITS & ~val;

	reg_set(a->gpu, a->offset, (val & ~STATUS_BITS) | status);
}

static const struct reg_row rows[] = {
	{ .offset = SFUSE_STRAP, .flags = REG_RO,
	  .reset = STRAP_PORT_B | STRAP_PORT_C | STRAP_PORT_D },
	{ .offset = SHOTPLUG_CTL, .write = write_shotplug },
	{ .offset = SHOTPLUG_CTL2, .write = write_shotplug },
};

void hotplug_attach(struct gpu *gpu)
{
	mmio_attach(gpu, rows, ARRAY_SIZE(rows), 0, NULL);
}

/* A change of the live state is a long pulse, whichever way it goes. */
static void report_pulse(struct gpu *gpu, enum port_id port)
{
	const struct hotplug_info *i = &info[port];
	u32 ctl = reg_get(gpu, SHOTPLUG_CTL);

	if (!(ctl & i->enable))
		return;
	reg_set(gpu, SHOTPLUG_CTL, ctl | LONG_PULSE << i->status_shift);
	irq_raise(gpu, IRQ_PCH, i->live);
}

bool monitor_plugged(const struct gpu *gpu, enum port_id port, enum monitor_type type)
{
	return gpu->display.port[port].monitor.type == type;
}

static void set_live(struct gpu *gpu, enum port_id port)
{
	bool there = gpu->display.port[port].monitor.type != MONITOR_NONE;
	u32 isr = reg_get(gpu, SDE_ISR);

	reg_set(gpu, SDE_ISR, there ? isr | info[port].live : isr & ~info[port].live);
}

void display_power_on(struct gpu *gpu)
{
	struct display *d = &gpu->display;

	for (u32 i = 0; i < PIPES; i++) {
		struct pipe *p = &d->pipe[i];

		memset(p, 0, sizeof(*p));
		p->gpu = gpu;
		p->index = i;
	}
	memset(&d->gmbus, 0, sizeof(d->gmbus));
	memset(&d->sbi, 0, sizeof(d->sbi));
	for (u32 i = 0; i < PORTS; i++)
		set_live(gpu, i);
}

void monitor_plug(struct gpu *gpu, enum port_id port, const struct monitor *m)
{
	struct monitor *now = &gpu->display.port[port].monitor;

	pthread_mutex_lock(&gpu->lock);
	*now = *m;
	if (now->type != MONITOR_NONE)
		edid_build(now);
	if (now->type == MONITOR_DP)
		dpcd_init(now);
	set_live(gpu, port);
	report_pulse(gpu, port);
	trace(&gpu->trace, TRACE_DISPLAY, "port %c: %s %ux%u", 'A' + (int)port,
	      m->type == MONITOR_HDMI ? "hdmi" : m->type == MONITOR_DP ? "dp" : "none", m->width,
	      m->height);
	pthread_mutex_unlock(&gpu->lock);
}

/* ---- descriptions ---- */

static const char * const type_name[] = {
	[MONITOR_NONE] = "none",
	[MONITOR_HDMI] = "hdmi",
	[MONITOR_DP] = "dp",
};

#define MIN_WIDTH	320
#define MIN_HEIGHT	200
#define MAX_WIDTH	4095
#define MAX_HEIGHT	4095
#define MIN_REFRESH	20
#define MAX_REFRESH	240

static int parse_mode(const char *text, struct monitor *m)
{
	char after;
	int n;

	m->refresh = 60;
	n = sscanf(text, "%4ux%4u@%3u%c", &m->width, &m->height, &m->refresh, &after);
	if (n != 3 && (n != 2 || sscanf(text, "%4ux%4u%c", &m->width, &m->height, &after) != 2))
		return -EINVAL;
	if (m->width < MIN_WIDTH || m->width > MAX_WIDTH || m->height < MIN_HEIGHT ||
	    m->height > MAX_HEIGHT || m->refresh < MIN_REFRESH || m->refresh > MAX_REFRESH)
		return -EINVAL;
	return edid_has_room(m) ? 0 : -EINVAL;
}

static int parse_type(const char *text, struct monitor *m)
{
	if (!strcmp(text, "none"))
		return 0;
	for (u32 i = MONITOR_HDMI; i < ARRAY_SIZE(type_name); i++) {
		size_t len = strlen(type_name[i]);

		if (strncmp(text, type_name[i], len) || text[len] != ':')
			continue;
		m->type = i;
		return parse_mode(text + len + 1, m);
	}
	return -EINVAL;
}

int monitor_parse(const char *text, enum port_id *port, struct monitor *m)
{
	memset(m, 0, sizeof(*m));
	if (text[0] && text[1] == '=') {
		u32 n = (u32)((text[0] | 0x20) - 'a');

		if (n < PORT_B || n > PORT_D)
			return -EINVAL;
		*port = n;
		text += 2;
	}
	return parse_type(text, m);
}

void monitor_describe(const struct monitor *m, char *buf, size_t len)
{
	if (m->type == MONITOR_NONE)
		snprintf(buf, len, "none");
	else
		snprintf(buf, len, "%s:%ux%u@%u", type_name[m->type], m->width, m->height,
			 m->refresh);
}
