// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that render's commands have of the vGPU alone.
 */
#include "core/regs/index.h"
#include "checks.h"
#include "data.h"
#include "gen_device.h"
#include "report.h"

/* Of the OA unit, a file has ranges. */
static bool oa_known(const struct data *oa, u32 offset, bool *masked)
{
	unsigned int k;

	for (k = 0; k < oa->count; k++) {
		u32 first = number(oa->rows[k].field[0]);

		if (offset < first || offset >= first + number(oa->rows[k].field[1]))
			continue;
		*masked = oa->rows[k].field[3][0] == 'M';
		return true;
	}
	return false;
}

/* All registers of a row are in that file. */
static bool oa_row_known(const struct data *oa, const struct vgt_reg_slot *slot, bool *masked)
{
	u32 n;

	for (n = 0; n < (slot->row->count ?: 1); n++)
		if (!oa_known(oa, slot->first + 4 * n, masked))
			return false;
	return true;
}

/* No register of that file is the hardware's for commands, or lacks a row. */
static void check_oa(const struct data *oa, const struct vgt_device *dev)
{
	unsigned int k;
	u32 n;

	for (k = 0; k < oa->count; k++)
		for (n = 0; n < number(oa->rows[k].field[1]); n += 4)
			if (!vgt_reg_own(dev, VGT_RCS, number(oa->rows[k].field[0]) + n))
				differ("virtual", oa->rows[k].field[0], "oa", "word %u", n / 4);
}

static void check_virtual_row(const struct data *facts, const struct data *oa,
			      const struct vgt_reg_slot *slot)
{
	const struct vgt_reg *row = slot->row;
	bool masked = false, known = oa_row_known(oa, slot, &masked);
	unsigned int k;

	for (k = 0; k < facts->count; k++) {
		if (number(facts->rows[k].field[0]) != slot->first)
			continue;
		known = true;
		masked = facts->rows[k].field[3][0] == 'M';
	}
	if (!known)
		differ("virtual", row_key(row), "absent", "no file knows it");
	if (known && masked != !!(row->flags & VGT_REG_MASKED))
		differ("virtual", row_key(row), "masked", "it says %u", masked);
	if (row->flags & VGT_REG_CMD_WRITE && row->engines & VGT_ON_RCS)
		differ("virtual", row_key(row), "both", "commands have the hardware's, too");
	if (!row->why || !*row->why)
		differ("virtual", row_key(row), "why", "no reason");
}

void check_virtual(void)
{
	static struct data facts, oa;
	unsigned int i;
	u8 gen;

	data_load(&facts, "cmd-regs-kvmgt.tsv");
	data_load(&oa, "regs-oa.tsv");
	report_begin();
	for (gen = 8; gen <= 9; gen++) {
		const struct vgt_device *dev = device_of(gen);

		check_oa(&oa, dev);
		for (i = 0; i < dev->regs.count; i++) {
			const struct vgt_reg_slot *slot = &dev->regs.slots[i];

			/* MOCS have a test of their own. */
			if (vgt_reg_own(dev, VGT_RCS, slot->first) == slot->row &&
			    !(slot->row->flags & VGT_REG_OWN_SET))
				check_virtual_row(&facts, &oa, slot);
		}
	}
	report_end("registers of the vGPU alone");
}
