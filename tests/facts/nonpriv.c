// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that a guest may open to batches without privileges.
 */
#include <string.h>

#include "core/regs/index.h"
#include "checks.h"
#include "data.h"
#include "gen_device.h"
#include "report.h"

static bool nonpriv_known(const struct data *facts, u32 offset, bool own)
{
	unsigned int i;

	for (i = 0; i < facts->count; i++)
		if (number(facts->rows[i].field[1]) == offset &&
		    !strcmp(facts->rows[i].field[0], own ? "own" : "rcs"))
			return true;
	return false;
}

/* The row of a fact: of render, or of the engine's own block. */
static bool nonpriv_row(const struct vgt_device *dev, const struct row *fact)
{
	bool own = !strcmp(fact->field[0], "own");
	u32 offset = number(fact->field[1]) + (own ? vgt_engines[VGT_RCS].mmio_base : 0);
	const struct vgt_reg *row = vgt_reg_find(dev, offset);

	return row && row->nonpriv != VGT_NONPRIV_NO && own == (row->unit == VGT_UNIT_ENGINE);
}

static void check_nonpriv_slot(const struct data *facts, const struct vgt_reg_slot *slot)
{
	const struct vgt_reg *row = slot->row;
	u32 n;

	/* Of numbers of two words the first one is known. */
	for (n = 0; n < (row->count ?: 1); n += row->nonpriv == VGT_NONPRIV_GIVE ? 2 : 1)
		if (!nonpriv_known(facts, row->offset + 4 * n, row->unit == VGT_UNIT_ENGINE))
			differ("nonpriv", row_key(row), "absent", "no driver gives it");
	if (row->engines && row->unit != VGT_UNIT_ENGINE && row->engines != VGT_ON_RCS)
		differ("nonpriv", row_key(row), "engine", "render's only");
	if (!row->why || !*row->why)
		differ("nonpriv", row_key(row), "why", "no reason");
}

void check_nonpriv(void)
{
	static struct data facts;
	u32 i;
	u8 gen;

	data_load(&facts, "regs-nonpriv.tsv");
	report_begin();
	for (gen = 8; gen <= 9; gen++) {
		const struct vgt_device *dev = device_of(gen);

		for (i = 0; i < facts.count; i++)
			if (!nonpriv_row(dev, &facts.rows[i]))
				differ("nonpriv", facts.rows[i].field[1], "refused",
				       "no row, Gen%u", gen);
		for (i = 0; i < dev->regs.count; i++)
			if (dev->regs.slots[i].row->nonpriv != VGT_NONPRIV_NO)
				check_nonpriv_slot(&facts, &dev->regs.slots[i]);
	}
	report_end("registers for batches without privileges");
}
