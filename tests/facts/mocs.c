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

/* A register has a row on its own engine, which is switched, and none on others. */
static void check_mocs_reg(const struct row *fact, enum vgt_engine_id owner, u32 offset)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const struct vgt_reg *row = vgt_reg_of(device_of(9), id, offset);
		bool own = id == owner;

		if (!row == own || (row && !(row->flags & VGT_REG_SWITCH)))
			differ("mocs", fact->field[1], "row", "%#x on %s", offset,
			       vgt_engines[id].name);
	}
}

void check_mocs(void)
{
	static struct data facts;
	unsigned int i;

	data_load(&facts, "mocs-gen9.tsv");
	report_begin();
	for (i = 0; i < facts.count; i++) {
		const struct row *fact = &facts.rows[i];
		u32 first = number(fact->field[2]), n = number(fact->field[3]), k;
		enum vgt_engine_id id;

		if (!strcmp(fact->field[0], "entry"))
			continue;
		id = engine_by_name(fact->field[1]);
		if (!strcmp(fact->field[0], "engine") && vgt_engines[id].mocs_reg != first)
			differ("mocs", fact->field[1], "first", "%#x, not %#x",
			       vgt_engines[id].mocs_reg, first);
		for (k = 0; k < n; k++)
			check_mocs_reg(fact, id, first + 4 * k);
	}
	report_end("MOCS");
}
