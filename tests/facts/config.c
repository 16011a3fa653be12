// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration space, as guests see it on machines of which there is a dump.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "core/device_types.h"
#include "core/regs/config_space.h"
#include "core/regs/irq.h"
#include "core/vgpu_types.h"
#include "checks.h"
#include "data.h"
#include "report.h"
#include "resets.h"

/* Bytes that are the vGPU's own, not the machine's; of all others a guest sees the machine's. */
static const struct {
	u32 offset, len;
	u64 val;
} own_config[] = {
	{ 0x04, 2, 0 },			/* all off */
	{ 0x0c, 4, 0 },			/* one function of type 0 */
	{ 0x10, 8, 0x4 },		/* memory of 64 bits */
	{ 0x18, 8, 0xc },		/* and prefetchable */
	{ 0x20, 8, 0 },			/* no I/O ports */
	{ 0x30, 4, 0 },			/* no ROM */
	{ 0x3c, 1, 0 },
	{ 0x51, 1, 0 },			/* no stolen memory */
	{ 0x5c, 4, 0 },
	{ 0xfc, 4, 0 },			/* no OpRegion of the host's */
};

/**
 * struct machine - a dump, and a vGPU on that machine
 * @name: of the dump
 * @bytes: it
 * @known: how many bytes there are
 * @list: its capabilities, as text
 */
struct machine {
	const char *name;
	u8 bytes[VGT_CONFIG_SIZE];
	u32 known;
	const char *list;
};

static void load_bytes(struct machine *m, const struct row *row)
{
	u32 offset = number(row->field[2]), i;
	char *text = row->field[3];

	for (i = 0; i < 16; i++)
		m->bytes[(offset + i) % VGT_CONFIG_SIZE] = strtoul(text, &text, 16);
	m->known = offset + 16;
}

static u32 shown(struct vgt_vgpu *vgpu, u32 offset, u32 len)
{
	u32 val = 0;

	vgt_config_read(vgpu, offset, &val, len);
	return val;
}

static bool is_own(u32 offset)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(own_config); i++)
		if (offset - own_config[i].offset < own_config[i].len)
			return true;
	return false;
}

/* A walk through the list as a hypervisor does it. Returns the offset of @id, or 0. */
static u32 walk_list(struct vgt_vgpu *vgpu, const struct machine *m, u8 id)
{
	char text[256] = "";
	u32 cap, n, found = 0;

	cap = shown(vgpu, 0x34, 1);
	for (n = 0; cap && n < 48; cap = shown(vgpu, cap + 1, 1), n++) {
		snprintf(text + strlen(text), 16, "%s%x:%02x", n ? " " : "", cap,
			 shown(vgpu, cap, 1));
		if (shown(vgpu, cap, 1) == id)
			found = cap;
	}
	if (n == 48 || (m->known == VGT_CONFIG_SIZE && strcmp(text, m->list)))
		differ("config", m->name, "list", "%s, not %s", text, m->list);
	return found;
}

static void check_own_config(struct vgt_vgpu *vgpu, const struct machine *m)
{
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(own_config); i++)
		for (k = 0; k < own_config[i].len; k++)
			if (shown(vgpu, own_config[i].offset + k, 1) !=
			    (u8)(own_config[i].val >> 8 * k))
				differ("config", m->name, "own", "byte %#x is %#x",
				       own_config[i].offset + k,
				       shown(vgpu, own_config[i].offset + k, 1));
	if (shown(vgpu, 0x3d, 1) != 1)
		differ("config", m->name, "pin", "%u", shown(vgpu, 0x3d, 1));
	if ((shown(vgpu, 0x50, 1) >> 6) != 3)
		differ("config", m->name, "GGC", "%#x: no 8 MiB of entries", shown(vgpu, 0x50, 1));
}

/* MSI with one message, without masks, off; its address is no longer the host's. */
static void check_msi(struct vgt_vgpu *vgpu, const struct machine *m)
{
	u32 cap = walk_list(vgpu, m, 0x05);

	if (!cap)
		return;
	if (shown(vgpu, cap + 2, 2) & ~0x80u)
		differ("config", m->name, "MSI", "control %#x", shown(vgpu, cap + 2, 2));
	if (shown(vgpu, cap + 4, 4) || shown(vgpu, cap + 8, 2))
		differ("config", m->name, "MSI", "address %#x", shown(vgpu, cap + 4, 4));
}

/* No event of the host's, nor PME. */
static void check_pm(struct vgt_vgpu *vgpu, const struct machine *m)
{
	u32 cap = walk_list(vgpu, m, 0x01);

	if (cap && (shown(vgpu, cap + 2, 2) & 0xf800 || shown(vgpu, cap + 4, 2) & 0x8103))
		differ("config", m->name, "PM", "%#x, %#x", shown(vgpu, cap + 2, 2),
		       shown(vgpu, cap + 4, 2));
}

/* Bytes up to the first capability that are not the vGPU's own are the machine's. */
static void check_rest(struct vgt_vgpu *vgpu, const struct machine *m)
{
	u32 i;

	for (i = 0; i < 0x3d && i < m->known; i++)
		if (!is_own(i) && i != 0x34 && i != 0x06 && i != 0x07 &&
		    shown(vgpu, i, 1) != m->bytes[i])
			differ("config", m->name, "header", "byte %#x is %#x, not %#x", i,
			       shown(vgpu, i, 1), m->bytes[i]);
	for (i = 0x44; i < 0x70 && i < m->known; i++)
		if (!is_own(i) && shown(vgpu, i, 1) != m->bytes[i])
			differ("config", m->name, "device", "byte %#x is %#x, not %#x", i,
			       shown(vgpu, i, 1), m->bytes[i]);
	/* Events of the host's are not the guest's. */
	if (shown(vgpu, 0x06, 2) & ~0x06b0u)
		differ("config", m->name, "status", "%#x", shown(vgpu, 0x06, 2));
	for (i = 0x100; i < 0x1000; i += 4)
		if (shown(vgpu, i, 4))
			differ("config", m->name, "extended", "%#x", i);
}

static u32 bar_mask(struct vgt_vgpu *vgpu, u32 offset)
{
	u32 ones = ~0u;

	vgt_config_write(vgpu, offset, &ones, 4);
	return shown(vgpu, offset, 4);
}

/* Machines that a generation's manuals are of. */
static bool is_gen9(const char *name)
{
	return !strncmp(name, "skl", 3) || !strncmp(name, "kbl", 3) || !strncmp(name, "whl", 3) ||
	       !strncmp(name, "cml", 3);
}

static void check_start(struct vgt_vgpu *vgpu, const struct machine *m, const char *when)
{
	unsigned int i;

	for (i = 0; i < resets_facts()->count && is_gen9(m->name); i++) {
		const struct row *fact = &resets_facts()->rows[i];
		u32 offset = number(fact->field[RESETS_OFFSET]), have = shown(vgpu, offset, 4);

		if (strcmp(fact->field[RESETS_SPACE], "pci") || offset + 4 > m->known)
			continue;
		/* A list of which nothing is known is not shown. */
		if (offset == 0x34 && m->known == 0x40)
			continue;
		resets_hold(fact, 0, have, when);
	}
}

static void check_machine(struct machine *m)
{
	static struct vgt_device dev;
	static struct vgt_vgpu vgpu;
	static struct vgt_gpu gpu;

	memset(&dev, 0, sizeof(dev));
	memset(&vgpu, 0, sizeof(vgpu));
	memset(&gpu, 0, sizeof(gpu));
	gpu.desc.initial_config = m->bytes;
	gpu.desc.mappable_size = 256 << 20;
	dev.gpu = &gpu;
	vgpu.dev = &dev;
	mutex_init(&vgpu.lock);
	vgt_irq_init(&vgpu);
	vgt_config_mask_init(&dev);
	mutex_lock(&vgpu.lock);
	vgt_config_reset(&vgpu);
	check_start(&vgpu, m, "start");
	/* Of some only the header is known: a list starts, and leads nowhere. */
	check_own_config(&vgpu, m);
	check_msi(&vgpu, m);
	check_pm(&vgpu, m);
	check_rest(&vgpu, m);
	if (bar_mask(&vgpu, 0x10) != 0xff000004 || bar_mask(&vgpu, 0x18) != 0xf000000c ||
	    bar_mask(&vgpu, 0x20) || bar_mask(&vgpu, 0x24) || bar_mask(&vgpu, 0x30))
		differ("config", m->name, "BARs", "%#x %#x", shown(&vgpu, 0x10, 4),
		       shown(&vgpu, 0x18, 4));
	vgt_config_reset(&vgpu);
	check_start(&vgpu, m, "device");
	mutex_unlock(&vgpu.lock);
}

static struct machine machine_of(const struct data *facts, const char *name)
{
	struct machine m = { .name = name, .list = "" };
	unsigned int i;

	for (i = 0; i < facts->count; i++) {
		const struct row *row = &facts->rows[i];

		if (strcmp(row->field[1], name))
			continue;
		if (!strcmp(row->field[0], "bytes"))
			load_bytes(&m, row);
		else if (!strcmp(row->field[0], "list"))
			m.list = row->field[2];
	}
	return m;
}

/* What a guest is shown on machines whose configuration space is known. */
void check_config(void)
{
	static struct data facts;
	struct machine m;
	unsigned int i;

	data_load(&facts, "pci-config.tsv");
	report_begin();
	for (i = 0; i < facts.count; i++) {
		const struct row *row = &facts.rows[i];

		if (strcmp(row->field[0], "bytes") || number(row->field[2]))
			continue;
		m = machine_of(&facts, row->field[1]);
		check_machine(&m);
	}
	report_end("configuration space");
}
