// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that are kept for each context: in its image, or switched.
 */
#include <stdio.h>

#include "core/regs/index.h"
#include "checks.h"
#include "data.h"
#include "gen_device.h"
#include "report.h"

/* What another mediator switches, or finds in the image: where is it kept here? */
void check_switched(void)
{
	static struct data facts;
	unsigned int i;

	data_load(&facts, "regs-switched.tsv");
	report_begin();
	for (i = 0; i < facts.count; i++) {
		const struct row *fact = &facts.rows[i];
		enum vgt_engine_id id = engine_by_name(fact->field[1]);
		u32 offset = number(fact->field[2]);
		const struct vgt_reg *row;
		char key[16];

		row = vgt_reg_of(device_of(number(fact->field[0])), id, offset);
		if (!row || !(row->flags & VGT_REG_CMD_WRITE))
			continue;	/* no guest sets it */
		snprintf(key, sizeof(key), "%#07x", offset);
		if (!(row->flags & (number(fact->field[4]) ? VGT_REG_CONTEXT :
							     VGT_REG_SWITCH)))
			differ("register", key, "kept", "%s says %s, Gen%s", facts.name,
			       number(fact->field[4]) ? "in the image" : "switched",
			       fact->field[0]);
	}
	report_end("registers that are kept");
}
