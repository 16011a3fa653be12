// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that commands may name: each is known to some file.
 */
#include <stdio.h>
#include <string.h>

#include <linux/bits.h>

#include "core/regs/index.h"
#include "checks.h"
#include "data.h"
#include "gen_device.h"
#include "report.h"

/* The files. The last two are images of the generation that is checked. */
static struct data commands, genxml, i915, switched, rcs, xcs;

static void check_masked(const struct vgt_reg *row, u32 offset, u32 masked,
			 const char *source)
{
	char key[16], what[64];

	/* An exception is for one file: the others still count. */
	snprintf(key, sizeof(key), "%#07x", offset);
	snprintf(what, sizeof(what), "masked in %s", source);
	if (masked != !!(row->flags & VGT_REG_MASKED))
		differ("register", key, what, "it says %u", masked);
}

/* Has a GPU of the generation a register of regs-commands.tsv? Broxton is none of ours. */
static bool has_devices(const char *devices, u8 gen)
{
	if (!strcmp(devices, "D_ALL") || !strcmp(devices, "D_BDW_PLUS"))
		return true;
	return !strcmp(devices, "D_BDW") ? gen == 8 : gen == 9 && strcmp(devices, "D_BXT");
}

static bool in_commands(const struct vgt_reg *row, u32 offset, u8 gen)
{
	bool known = false;
	unsigned int i;

	for (i = 0; i < commands.count; i++) {
		const struct row *fact = &commands.rows[i];

		if (number(fact->field[0]) != offset || !has_devices(fact->field[4], gen))
			continue;
		known = true;
		check_masked(row, offset, number(fact->field[2]), commands.name);
	}
	return known;
}

static bool in_genxml(const struct vgt_reg *row, u32 offset, u8 gen)
{
	bool known = false;
	unsigned int i;

	for (i = 0; i < genxml.count; i++) {
		const struct row *fact = &genxml.rows[i];
		u32 first = number(fact->field[1]);

		if (number(fact->field[0]) != gen || offset < first ||
		    offset >= first + 4 * number(fact->field[4]))
			continue;
		known = true;
		/* It has only fields that its users need: no mask proves nothing. */
		if (number(fact->field[3]))
			check_masked(row, offset, 1, genxml.name);
	}
	return known;
}

static bool in_i915(u32 offset)
{
	unsigned int i;

	for (i = 0; i < i915.count; i++) {
		u32 first = number(i915.rows[i].field[0]);

		if (offset >= first && offset < first + 4 * number(i915.rows[i].field[2]))
			return true;
	}
	return false;
}

static bool in_switched(const struct vgt_reg *row, u32 offset, u8 gen)
{
	bool known = false;
	unsigned int i;

	for (i = 0; i < switched.count; i++) {
		const struct row *fact = &switched.rows[i];

		if (number(fact->field[0]) != gen || number(fact->field[2]) != offset)
			continue;
		known = true;
		check_masked(row, offset, number(fact->field[3]), switched.name);
	}
	return known;
}

/* Does any of the files know the register? Where they do: is it written with a mask? */
static bool check_register(const struct vgt_reg *row, u32 offset, u8 gen)
{
	bool known = in_commands(row, offset, gen);

	/* Each file counts. */
	known |= in_genxml(row, offset, gen);
	known |= in_i915(offset);
	known |= in_switched(row, offset, gen);
	return known;
}

/* Registers of context images: relative to the engine's block. */
static bool in_image(const struct data *image, u32 rel)
{
	unsigned int i;

	for (i = 0; i < image->count; i++)
		if (!strcmp(image->rows[i].field[1], "reg") &&
		    number(image->rows[i].field[2]) == rel)
			return true;
	return false;
}

/* Does any file know a register of a row's: of an engine's block, on any engine? */
static bool check_offset(const struct vgt_reg_slot *slot, u32 n, u8 gen)
{
	const struct vgt_reg *row = slot->row;
	u32 offset = slot->first + 4 * n, rel;
	enum vgt_engine_id id, owner;
	bool known = false;

	owner = vgt_engine_by_reg(offset, &rel);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgt_reg_of(device_of(gen), id, offset) == row &&
		    owner != VGT_NUM_ENGINES && owner != id)
			differ("register", row_key(row), "engine", "%s's, given to %s",
			       vgt_engines[owner].name, vgt_engines[id].name);
	if (row->unit != VGT_UNIT_ENGINE)
		return check_register(row, offset, gen);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!(row->engines & BIT(id)))
			continue;
		known |= check_register(row, vgt_engines[id].mmio_base + row->offset + 4 * n, gen);
		known |= in_image(id == VGT_RCS ? &rcs : &xcs, row->offset + 4 * n);
	}
	return known;
}

/* Registers that have a number for a name stand in a row for the images that may hold them. */
static bool row_has_name(const struct vgt_reg *row)
{
	return strncmp(row->name, "REG_", 4);
}

/* A row that commands may name. Each of its registers is known, or the row is of images. */
static void check_row(const struct vgt_reg_slot *slot, u8 gen)
{
	const struct vgt_reg *row = slot->row;
	u32 n, count = row->count ?: 1;
	bool known = false;
	char what[32];

	snprintf(what, sizeof(what), "absent on Gen%u", gen);
	for (n = 0; n < count; n++) {
		known |= check_offset(slot, n, gen);
		/* Of a range in context images those count that the hardware's image has. */
		if (row->flags & VGT_REG_CONTEXT)
			continue;
		if (!known)
			differ("register", row_key(row), what, "no file knows %#x",
			       slot->first + 4 * n);
		known = false;
	}
	if (row->flags & VGT_REG_CONTEXT && !known && row_has_name(row))
		differ("register", row_key(row), what, "no file knows it");
	if (!row->why || !*row->why)
		differ("register", row_key(row), "why", "no reason");
}

void check_registers(u8 gen)
{
	u32 i;

	data_load(&commands, "regs-commands.tsv");
	data_load(&genxml, "regs-genxml.tsv");
	data_load(&i915, "regs-i915.tsv");
	data_load(&switched, "regs-switched.tsv");
	data_load(&rcs, gen == 8 ? "lrc-gen8-rcs.tsv" : "lrc-gen9-rcs.tsv");
	data_load(&xcs, gen == 8 ? "lrc-gen8-xcs.tsv" : "lrc-gen9-xcs.tsv");
	report_begin();
	for (i = 0; i < device_of(gen)->regs.count; i++) {
		const struct vgt_reg_slot *slot = &device_of(gen)->regs.slots[i];

		if (slot->row->flags & VGT_REG_CMD_RW)
			check_row(slot, gen);
	}
	report_end(gen == 8 ? "registers of Gen8" : "registers of Gen9");
}
