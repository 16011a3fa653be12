// SPDX-License-Identifier: GPL-2.0-only
/*
 * The audit's tables of commands, against Mesa's descriptions.
 */
#include <string.h>

#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/audit/audit.h"
#include "core/engine.h"
#include "checks.h"
#include "data.h"
#include "report.h"

static u8 engines_of(const char *text)
{
	u8 engines = 0;

	if (!*text)
		return VGT_ON_ALL;
	if (strstr(text, "render"))
		engines |= VGT_ON_RCS;
	if (strstr(text, "blitter"))
		engines |= VGT_ON_BCS;
	if (strstr(text, "video"))
		engines |= VGT_ON_VCS | VGT_ON_VECS;
	return engines;
}

/* Those of commands-genN.tsv. */
enum { NAME, ENGINES, LENGTH, BIAS, MASK, OPCODE, FIELD };

static const struct row *command_fact(const struct data *facts, const char *name,
				      u32 opcode, u8 engines)
{
	unsigned int i;

	for (i = 0; i < facts->count; i++) {
		const struct row *fact = &facts->rows[i];
		u32 mask = number(fact->field[MASK]);

		/* Opcodes of 3D and of video overlap; some leave a part open. */
		if (number(fact->field[OPCODE]) == (opcode & mask) &&
		    engines_of(fact->field[ENGINES]) & engines &&
		    ((opcode & mask) == opcode || !strcmp(fact->field[NAME], name)))
			return fact;
	}
	return NULL;
}

static u32 header_fact(const struct data *headers, const char *name)
{
	unsigned int i;

	for (i = 0; i < headers->count; i++)
		if (!strcmp(headers->rows[i].field[0], name))
			return number(headers->rows[i].field[1]);
	return 0;
}

static void check_command(const struct vgt_cmd *cmd, const struct row *fact, u32 bits)
{
	u32 field = number(fact->field[FIELD]);
	u32 length = number(fact->field[LENGTH]);
	u8 engines = engines_of(fact->field[ENGINES]);

	if (strcmp(cmd->name, fact->field[NAME]))
		differ("command", cmd->name, "name", "is %s", fact->field[NAME]);
	if (cmd->len_mask != field)
		differ("command", cmd->name, "field", "%#x, not %#x", cmd->len_mask, field);
	if (field && cmd->bias != number(fact->field[BIAS]))
		differ("command", cmd->name, "bias", "%u, not %s", cmd->bias,
		       fact->field[BIAS]);
	if (length && (cmd->min != length || cmd->max != length))
		differ("command", cmd->name, "length", "%u to %u, not %u", cmd->min,
		       cmd->max, length);
	if (cmd->engines & ~engines)
		differ("command", cmd->name, "engines", "%#x, not %#x", cmd->engines,
		       engines);
	/* Less is right: what no guest may set is left out. */
	if (cmd->bits & ~bits)
		differ("command", cmd->name, "bits", "%#x, not %#x", cmd->bits, bits);
}

static u32 opcode_of(const struct vgt_cmd_table *table, const struct vgt_cmd *cmd)
{
	u32 shift = table->client == VGT_CLIENT_MI ? 23 :
		    table->client == VGT_CLIENT_2D ? 22 : 16;

	return (u32)table->client << 29 | (u32)cmd->opcode << shift;
}

void check_commands(u8 gen)
{
	static const struct vgt_cmd_table * const tables[] = {
		&vgt_cmds_mi, &vgt_cmds_2d, &vgt_cmds_3d, &vgt_cmds_media,
	};
	static struct data facts, headers;
	unsigned int i, k;

	data_load(&facts, gen == 8 ? "commands-gen8.tsv" : "commands-gen9.tsv");
	data_load(&headers, gen == 8 ? "headers-gen8.tsv" : "headers-gen9.tsv");
	report_begin();
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (k = 0; k < tables[i]->count; k++) {
			const struct vgt_cmd *cmd = &tables[i]->cmds[k];
			const struct row *fact;

			if (cmd->gens && !(cmd->gens & BIT(gen)))
				continue;
			fact = command_fact(&facts, cmd->name,
					    opcode_of(tables[i], cmd), cmd->engines);
			if (fact)
				check_command(cmd, fact,
					      header_fact(&headers, fact->field[NAME]));
			else
				differ("command", cmd->name, "absent",
				       "no counterpart for Gen%u", gen);
		}
	}
	report_end(gen == 8 ? "commands of Gen8" : "commands of Gen9");
}
