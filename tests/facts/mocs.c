// SPDX-License-Identifier: GPL-2.0-only
/*
 * MOCS: where each engine has its registers.
 */
#include <string.h>

#include "core/regs/index.h"
#include "checks.h"
#include "data.h"
#include "gen_device.h"
#include "report.h"

void check_mocs(void)
{
	static struct data facts;
	unsigned int i;

	data_load(&facts, "mocs-gen9.tsv");
	report_begin();
	for (i = 0; i < facts.count; i++) {
		const struct row *fact = &facts.rows[i];
		u32 first = number(fact->field[2]), n = number(fact->field[3]), k;
		enum vgt_engine_id id, other;

		if (!strcmp(fact->field[0], "entry"))
			continue;
		id = engine_by_name(fact->field[1]);
		if (!strcmp(fact->field[0], "engine") && vgt_engines[id].mocs_reg != first)
			differ("mocs", fact->field[1], "first", "%#x, not %#x",
			       vgt_engines[id].mocs_reg, first);
		for (k = 0; k < n; k++) {
			for (other = 0; other < VGT_NUM_ENGINES; other++) {
				const struct vgt_reg *row;
				bool own = other == id;

				row = vgt_reg_of(device_of(9), other, first + 4 * k);
				if (!row == own ||
				    (row && !(row->flags & VGT_REG_SWITCH)))
					differ("mocs", fact->field[1], "row",
					       "%#x on %s", first + 4 * k,
					       vgt_engines[other].name);
			}
		}
	}
	report_end("MOCS");
}
