// SPDX-License-Identifier: GPL-2.0-only
/*
 * What another mediator has taken from guests for ten years: commands, and registers that
 * commands write.
 */
#include <string.h>

#include <linux/bits.h>

#include "core/audit/audit.h"
#include "core/device_types.h"
#include "core/regs/index.h"
#include "checks.h"
#include "data.h"
#include "gen_device.h"
#include "report.h"

static u8 kvmgt_engines(const char *text)
{
	u8 engines = 0;

	if (!strcmp(text, "all"))
		return VGT_ON_ALL;
	if (strstr(text, "rcs"))
		engines |= VGT_ON_RCS;
	if (strstr(text, "bcs"))
		engines |= VGT_ON_BCS;
	if (strstr(text, "vcs"))
		engines |= VGT_ON_VCS;
	if (strstr(text, "vecs"))
		engines |= VGT_ON_VECS;
	return engines;
}

/* Is it a command of another engine's alone? */
static bool kvmgt_elsewhere(const struct row *fact, u8 gen)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgt_cmd_find(gen, id, number(fact->field[1])))
			return true;
	return false;
}

/* On one engine, of one generation: a row, that either is used or says why not. */
static void check_kvmgt_command(const struct row *fact, u8 gen, enum vgt_engine_id id)
{
	const struct vgt_cmd *cmd = vgt_cmd_find(gen, id, number(fact->field[1]));
	u32 length = number(fact->field[5]);

	if (!cmd && kvmgt_elsewhere(fact, gen))
		differ("kvmgt", fact->field[0], "engine", "no row on %s of Gen%u",
		       vgt_engines[id].name, gen);
	else if (!cmd)
		differ("kvmgt", fact->field[0], "absent", "no row, Gen%u", gen);
	else if (cmd->never && !*cmd->never)
		differ("kvmgt", fact->field[0], "why", "no reason");
	else if (length && (cmd->min != length || cmd->max != length))
		differ("kvmgt", fact->field[0], "length", "not always %u", length);
}

/* All that another mediator has taken from guests for ten years. */
void check_kvmgt(void)
{
	static struct data facts;
	enum vgt_engine_id id;
	unsigned int i;
	u8 gen;

	data_load(&facts, "commands-kvmgt.tsv");
	report_begin();
	for (i = 0; i < facts.count; i++) {
		const struct row *fact = &facts.rows[i];

		for (gen = 8; gen <= 9; gen++)
			for (id = 0; id < VGT_NUM_ENGINES; id++)
				if (strchr(fact->field[4], '0' + gen) &&
				    kvmgt_engines(fact->field[3]) & BIT(id))
					check_kvmgt_command(fact, gen, id);
	}
	report_end("commands of another mediator's guests");
}

/* Does a command of some engine have the register: the hardware's, or the vGPU's own? */
static bool kvmgt_register(u8 gen, u32 offset)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const struct vgt_reg *row = vgt_reg_of(device_of(gen), id, offset);

		if ((row && row->flags & VGT_REG_CMD_WRITE) ||
		    vgt_reg_own(device_of(gen), id, offset))
			return true;
	}
	return false;
}

/* What another mediator lets guests' commands write. */
void check_kvmgt_registers(void)
{
	static struct data facts;
	unsigned int i;
	u32 offset;
	u8 gen;

	data_load(&facts, "cmd-regs-kvmgt.tsv");
	report_begin();
	for (i = 0; i < facts.count; i++) {
		const struct row *fact = &facts.rows[i];
		u32 first = number(fact->field[0]);

		for (gen = 8; gen <= 9; gen++)
			for (offset = first; offset < first + number(fact->field[1]);
			     offset += 4)
				if (strchr(fact->field[2], '0' + gen) &&
				    !kvmgt_register(gen, offset))
					differ("kvmgt register", fact->field[0], "refused",
					       "%#x, Gen%u", offset, gen);
	}
	report_end("registers of another mediator's guests");
}
