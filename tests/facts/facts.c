// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds the module's tables against independent descriptions of the hardware.
 *
 * Usage: facts DATA I915
 *
 * I915 is the driver's folder in a kernel's source: its batches of first states are facts, too.
 *
 * The files in DATA are facts from other projects, each with its source in its first line. A row
 * of the module's that has no counterpart there, or differs from it, is a failure, unless
 * exceptions.tsv has it with a reason. An exception that is not needed is a failure, too.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/audit/audit.h"
#include "core/device.h"
#include "core/device_types.h"
#include "core/display/plane_format.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/config_space.h"
#include "core/regs/index.h"
#include "core/regs/irq.h"
#include "core/regs/tables.h"
#include "core/vgpu.h"
#include "core/vgpu_types.h"

#define FIELDS_MAX	8
#define ROWS_MAX	2048

struct row {
	char *field[FIELDS_MAX];
	bool used;
};

struct data {
	const char *name;
	struct row rows[ROWS_MAX];
	unsigned int count;
};

static const char *dir, *driver;
static struct data exceptions;
static unsigned int passed, failed, differences;

/* ---- files ---- */

static void die(const char *what, const char *name)
{
	fprintf(stderr, "facts: %s: %s\n", name, what);
	exit(1);
}

static void split(char *line, struct row *row, const char *name)
{
	unsigned int i;

	line[strcspn(line, "\n")] = 0;
	for (i = 0; i < FIELDS_MAX; i++)
		row->field[i] = "";
	for (i = 0; line; i++) {
		if (i == FIELDS_MAX)
			die("too many fields", name);
		row->field[i] = strsep(&line, "\t");
	}
}

static void load(struct data *data, const char *name)
{
	char path[4096], line[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	if (!f)
		die(strerror(errno), path);
	data->name = name;
	data->count = 0;
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (data->count == ROWS_MAX)
			die("too many rows", name);
		split(strdup(line), &data->rows[data->count++], name);
	}
	fclose(f);
	if (!data->count)
		die("no facts", name);
}

static u32 number(const char *text)
{
	return strtoul(text, NULL, 0);
}

/* ---- differences, and what excuses them ---- */

static bool excused(const char *kind, const char *key, const char *what)
{
	unsigned int i;

	for (i = 0; i < exceptions.count; i++) {
		struct row *e = &exceptions.rows[i];

		if (strcmp(e->field[0], kind) || strcmp(e->field[1], key) ||
		    strcmp(e->field[2], what))
			continue;
		e->used = true;
		return true;
	}
	return false;
}

static void differ(const char *kind, const char *key, const char *what,
		   const char *fmt, ...)
{
	va_list ap;

	if (excused(kind, key, what))
		return;
	differences++;
	printf("  %s %s: %s: ", kind, key, what);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

static void begin(void)
{
	differences = 0;
}

static void end(const char *name)
{
	printf("%s %s\n", differences ? "not ok" : "ok", name);
	if (differences)
		failed++;
	else
		passed++;
}

/* ---- commands ---- */

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

static void check_commands(u8 gen)
{
	static const struct vgt_cmd_table * const tables[] = {
		&vgt_cmds_mi, &vgt_cmds_2d, &vgt_cmds_3d, &vgt_cmds_media,
	};
	static struct data facts, headers;
	unsigned int i, k;

	load(&facts, gen == 8 ? "commands-gen8.tsv" : "commands-gen9.tsv");
	load(&headers, gen == 8 ? "headers-gen8.tsv" : "headers-gen9.tsv");
	begin();
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
	end(gen == 8 ? "commands of Gen8" : "commands of Gen9");
}

static const char *engine_name(enum vgt_engine_id id)
{
	return vgt_engines[id].name;
}

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
		       engine_name(id), gen);
	else if (!cmd)
		differ("kvmgt", fact->field[0], "absent", "no row, Gen%u", gen);
	else if (cmd->never && !*cmd->never)
		differ("kvmgt", fact->field[0], "why", "no reason");
	else if (length && (cmd->min != length || cmd->max != length))
		differ("kvmgt", fact->field[0], "length", "not always %u", length);
}

/* All that another mediator has taken from guests for ten years. */
static void check_kvmgt(void)
{
	static struct data facts;
	enum vgt_engine_id id;
	unsigned int i;
	u8 gen;

	load(&facts, "commands-kvmgt.tsv");
	begin();
	if (vgt_audit_init())
		differ("kvmgt", "tables", "index", "refused");
	for (i = 0; i < facts.count; i++) {
		const struct row *fact = &facts.rows[i];

		for (gen = 8; gen <= 9; gen++)
			for (id = 0; id < VGT_NUM_ENGINES; id++)
				if (strchr(fact->field[4], '0' + gen) &&
				    kvmgt_engines(fact->field[3]) & BIT(id))
					check_kvmgt_command(fact, gen, id);
	}
	end("commands of another mediator's guests");
}

/* ---- what i915 runs once per context, as a privileged batch up to Linux 4.x ---- */

#define GOLDEN_WORDS	4096

static u32 load_golden(const char *path, u32 *words)
{
	char line[4096], *at;
	bool inside = false;
	u32 n = 0;
	FILE *f;

	f = fopen(path, "r");
	if (!f)
		die(strerror(errno), path);
	while (fgets(line, sizeof(line), f)) {
		if (strstr(line, "null_state_batch[]"))
			inside = true;
		for (at = line; inside && (at = strstr(at, "0x")); at += 2) {
			if (n == GOLDEN_WORDS)
				die("too many words", path);
			words[n++] = number(at);
		}
		if (inside && strchr(line, ';'))
			break;
	}
	fclose(f);
	return n;
}

static void check_golden_command(const struct vgt_cmd *cmd, u32 header)
{
	char key[16];

	snprintf(key, sizeof(key), "%#010x", header);
	if (!cmd)
		differ("golden", key, "absent", "no row");
	else if (cmd->never)
		differ("golden", key, "never", "%s", cmd->never);
	else if (!vgt_cmd_bits_ok(cmd, header))
		differ("golden", key, "bits", "%s", cmd->name);
	else if (!vgt_cmd_len(cmd, header))
		differ("golden", key, "length", "%s", cmd->name);
}

static void check_golden(u8 gen)
{
	static u32 words[GOLDEN_WORDS];
	const struct vgt_cmd *cmd = NULL;
	char path[4096];
	u32 n, i, len;

	snprintf(path, sizeof(path), "%s/gt/gen%u_renderstate.c", driver, gen);
	n = load_golden(path, words);
	begin();
	for (i = 0; i < n && !(cmd && cmd->end); i += len) {
		cmd = vgt_cmd_find(gen, VGT_RCS, words[i]);
		check_golden_command(cmd, words[i]);
		len = cmd ? vgt_cmd_len(cmd, words[i]) : 0;
		if (!len)
			break;
	}
	if (!cmd || !cmd->end || i < 100)
		differ("golden", "end", "absent", "none in %u of %u words", i, n);
	end(gen == 8 ? "first render state of Gen8" : "first render state of Gen9");
}

/* ---- registers ---- */

/* A device of a generation with all engines: the index of its registers. */
static const struct vgt_device *device_of(u8 gen)
{
	static struct vgt_device devs[2];
	static struct vgt_gpu gpus[2];
	struct vgt_device *dev = &devs[gen - 8];

	if (dev->gpu)
		return dev;
	gpus[gen - 8].desc.platform = &vgt_platforms[gen == 8 ? VGT_BROADWELL : VGT_SKYLAKE];
	gpus[gen - 8].desc.engine_mask = VGT_ON_ALL;
	dev->gpu = &gpus[gen - 8];
	if (vgt_reg_index_init(dev, vgt_reg_tables, vgt_reg_tables_count))
		die("refused", "register tables");
	return dev;
}

/* For exceptions: a row's place as its table has it. */
static const char *row_key(const struct vgt_reg *row)
{
	static char key[16];

	snprintf(key, sizeof(key), "%#07x", row->offset);
	return key;
}

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

/* Does any of the files know the register? Where they do: is it written with a mask? */
static bool check_register(const struct vgt_reg *row, u32 offset, u8 gen,
			   const struct data *commands, const struct data *genxml,
			   const struct data *i915, const struct data *switched)
{
	bool known = false;
	unsigned int i;

	for (i = 0; i < commands->count; i++) {
		const struct row *fact = &commands->rows[i];

		if (number(fact->field[0]) != offset || !has_devices(fact->field[4], gen))
			continue;
		known = true;
		check_masked(row, offset, number(fact->field[2]), commands->name);
	}
	for (i = 0; i < genxml->count; i++) {
		const struct row *fact = &genxml->rows[i];
		u32 first = number(fact->field[1]);

		if (number(fact->field[0]) != gen || offset < first ||
		    offset >= first + 4 * number(fact->field[4]))
			continue;
		known = true;
		/* It has only fields that its users need: no mask proves nothing. */
		if (number(fact->field[3]))
			check_masked(row, offset, 1, genxml->name);
	}
	for (i = 0; i < i915->count; i++) {
		u32 first = number(i915->rows[i].field[0]);

		if (offset >= first && offset < first + 4 * number(i915->rows[i].field[2]))
			known = true;
	}
	for (i = 0; i < switched->count; i++) {
		const struct row *fact = &switched->rows[i];

		if (number(fact->field[0]) != gen || number(fact->field[2]) != offset)
			continue;
		known = true;
		check_masked(row, offset, number(fact->field[3]), switched->name);
	}
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
static bool check_offset(const struct vgt_reg_slot *slot, u32 n, u8 gen,
			 const struct data *commands, const struct data *genxml,
			 const struct data *i915, const struct data *switched,
			 const struct data *rcs, const struct data *xcs)
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
			       engine_name(owner), engine_name(id));
	if (row->unit != VGT_UNIT_ENGINE)
		return check_register(row, offset, gen, commands, genxml, i915, switched);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!(row->engines & BIT(id)))
			continue;
		known |= check_register(row, vgt_engines[id].mmio_base + row->offset + 4 * n, gen,
					commands, genxml, i915, switched);
		known |= in_image(id == VGT_RCS ? rcs : xcs, row->offset + 4 * n);
	}
	return known;
}

/* Registers that have a number for a name stand in a row for the images that may hold them. */
static bool row_has_name(const struct vgt_reg *row)
{
	return strncmp(row->name, "REG_", 4);
}

/* A row that commands may name. Each of its registers is known, or the row is of images. */
static void check_row(const struct vgt_reg_slot *slot, u8 gen, const struct data *commands,
		      const struct data *genxml, const struct data *i915,
		      const struct data *switched, const struct data *rcs,
		      const struct data *xcs)
{
	const struct vgt_reg *row = slot->row;
	u32 n, count = row->count ?: 1;
	bool known = false;
	char what[32];

	snprintf(what, sizeof(what), "absent on Gen%u", gen);
	for (n = 0; n < count; n++) {
		known |= check_offset(slot, n, gen, commands, genxml, i915, switched, rcs, xcs);
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

static void check_registers(u8 gen)
{
	static struct data commands, genxml, i915, switched, rcs, xcs;
	u32 i;

	load(&commands, "regs-commands.tsv");
	load(&genxml, "regs-genxml.tsv");
	load(&i915, "regs-i915.tsv");
	load(&switched, "regs-switched.tsv");
	load(&rcs, gen == 8 ? "lrc-gen8-rcs.tsv" : "lrc-gen9-rcs.tsv");
	load(&xcs, gen == 8 ? "lrc-gen8-xcs.tsv" : "lrc-gen9-xcs.tsv");
	begin();
	for (i = 0; i < device_of(gen)->regs.count; i++) {
		const struct vgt_reg_slot *slot = &device_of(gen)->regs.slots[i];

		if (slot->row->flags & VGT_REG_CMD_RW)
			check_row(slot, gen, &commands, &genxml, &i915, &switched, &rcs, &xcs);
	}
	end(gen == 8 ? "registers of Gen8" : "registers of Gen9");
}

static enum vgt_engine_id engine_by_name(const char *name)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (!strcmp(vgt_engines[id].name, name))
			return id;
	die("no such engine", name);
	return id;
}

/* What another mediator switches, or finds in the image: where is it kept here? */
static void check_switched(void)
{
	static struct data facts;
	unsigned int i;

	load(&facts, "regs-switched.tsv");
	begin();
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
	end("registers that are kept");
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
static void check_kvmgt_registers(void)
{
	static struct data facts;
	unsigned int i;
	u32 offset;
	u8 gen;

	load(&facts, "cmd-regs-kvmgt.tsv");
	begin();
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
	end("registers of another mediator's guests");
}

/* Registers that render's commands have of the vGPU alone. */
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

static void check_virtual(void)
{
	static struct data facts, oa;
	unsigned int i;
	u8 gen;

	load(&facts, "cmd-regs-kvmgt.tsv");
	load(&oa, "regs-oa.tsv");
	begin();
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
	end("registers of the vGPU alone");
}

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

static void check_nonpriv(void)
{
	static struct data facts;
	u32 i;
	u8 gen;

	load(&facts, "regs-nonpriv.tsv");
	begin();
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
	end("registers for batches without privileges");
}

static void check_mocs(void)
{
	static struct data facts;
	unsigned int i;

	load(&facts, "mocs-gen9.tsv");
	begin();
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
	end("MOCS");
}

/* ---- configuration space ---- */

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
	/* Of some only the header is known: a list starts, and leads nowhere. */
	check_own_config(&vgpu, m);
	check_msi(&vgpu, m);
	check_pm(&vgpu, m);
	check_rest(&vgpu, m);
	if (bar_mask(&vgpu, 0x10) != 0xff000004 || bar_mask(&vgpu, 0x18) != 0xf000000c ||
	    bar_mask(&vgpu, 0x20) || bar_mask(&vgpu, 0x24) || bar_mask(&vgpu, 0x30))
		differ("config", m->name, "BARs", "%#x %#x", shown(&vgpu, 0x10, 4),
		       shown(&vgpu, 0x18, 4));
	mutex_unlock(&vgpu.lock);
}

/* What a guest is shown on machines whose configuration space is known. */
static void check_config(void)
{
	static struct data facts;
	struct machine m = { 0 };
	unsigned int i, k;

	begin();
	load(&facts, "pci-config.tsv");
	for (i = 0; i < facts.count; i++) {
		const struct row *row = &facts.rows[i];

		if (strcmp(row->field[0], "bytes") || number(row->field[2]))
			continue;
		m = (struct machine){ .name = row->field[1], .list = "" };
		for (k = 0; k < facts.count; k++) {
			const struct row *r = &facts.rows[k];

			if (strcmp(r->field[1], m.name))
				continue;
			if (!strcmp(r->field[0], "bytes"))
				load_bytes(&m, r);
			else if (!strcmp(r->field[0], "list"))
				m.list = r->field[2];
		}
		check_machine(&m);
	}
	end("configuration space");
}

/* ---- planes and cursors ---- */

static bool of_gen(const struct row *row, const char *kind, unsigned int gen)
{
	return !strcmp(row->field[0], kind) && strchr(row->field[1], '0' + gen);
}

static int cursor_fact(const struct data *facts, u32 mode)
{
	unsigned int i;

	for (i = 0; i < facts->count; i++) {
		const struct row *row = &facts->rows[i];

		if (!of_gen(row, "cursor", 9) || number(row->field[2]) != mode)
			continue;
		if (!strcmp(row->field[3], "off"))
			return -EAGAIN;
		return strcmp(row->field[3], "argb") ? -EOPNOTSUPP : (int)number(row->field[4]);
	}
	return -EINVAL;
}

/* All modes, those without a fact too; bits around them do not matter. */
static void check_cursors(const struct data *facts)
{
	char key[16];
	u32 bits;

	for (bits = 0; bits < 0x40; bits++) {
		int want = cursor_fact(facts, bits & 0x27);
		int have = vgt_cursor_side(bits | 0x04008000);

		snprintf(key, sizeof(key), "%#x", bits);
		if (have != want)
			differ("cursor", key, "side", "%d, not %d", have, want);
	}
}

/* The code as drm_fourcc.h has it: four characters, spaces at the end. */
static u32 fourcc_of(const char *name)
{
	char text[5];

	snprintf(text, sizeof(text), "%-4s", name);
	return text[0] | text[1] << 8 | text[2] << 16 | (u32)text[3] << 24;
}

static enum vgt_planes planes_of(unsigned int gen)
{
	return gen == 8 ? VGT_PLANES_PRIMARY : VGT_PLANES_UNIVERSAL;
}

static void check_format(unsigned int gen, const struct row *row)
{
	const struct vgt_plane_format *f = vgt_plane_format(planes_of(gen), number(row->field[2]));
	bool planar = row->field[3][0] == 'N' || row->field[3][0] == 'P';
	u32 cpp = planar ? 0 : number(row->field[4]);

	if (!f)
		differ("format", row->field[2], row->field[3], "no row");
	else if (f->fourcc != fourcc_of(row->field[3]) || f->cpp != cpp)
		differ("format", row->field[2], row->field[3], "%.4s of %u bytes",
		       (const char *)&f->fourcc, f->cpp);
}

/* Codes for which there is no fact have no row. */
static void check_format_codes(const struct data *facts, unsigned int gen)
{
	unsigned int shift = gen < 9 ? 26 : 24, code, i;
	char key[16];

	for (code = 0; code < 16; code++) {
		for (i = 0; i < facts->count; i++)
			if (of_gen(&facts->rows[i], "format", gen) &&
			    (number(facts->rows[i].field[2]) >> shift & 15) == code)
				break;
		snprintf(key, sizeof(key), "%u", code);
		if (i == facts->count && vgt_plane_format(planes_of(gen), code << shift))
			differ("format", key, "code", "a row, and no fact");
	}
}

static const struct {
	const char *name;
	u64 modifier;
} modifiers[] = {
	{ "linear", 0 }, { "x", 1ull << 56 | 1 }, { "y", 1ull << 56 | 2 }, { "yf", 1ull << 56 | 3 },
};

static void check_stride(unsigned int gen, const struct row *row)
{
	struct vgt_tiling t = { 0 };
	u32 cpp = number(row->field[4]);
	unsigned int i;

	if (vgt_plane_tiling(planes_of(gen), number(row->field[2]), cpp, &t)) {
		differ("tiling", row->field[3], row->field[4], "refused");
		return;
	}
	if (t.stride_unit != number(row->field[5]))
		differ("tiling", row->field[3], row->field[4], "stride in %u bytes",
		       t.stride_unit);
	for (i = 0; i < ARRAY_SIZE(modifiers); i++)
		if (!strcmp(modifiers[i].name, row->field[3]) &&
		    modifiers[i].modifier != t.modifier)
			differ("tiling", row->field[3], row->field[4], "modifier %#llx",
			       (unsigned long long)t.modifier);
}

static void check_display(void)
{
	static struct data facts;
	unsigned int gen, i;

	begin();
	load(&facts, "display.tsv");
	check_cursors(&facts);
	for (gen = 8; gen <= 9; gen++) {
		for (i = 0; i < facts.count; i++) {
			if (of_gen(&facts.rows[i], "format", gen))
				check_format(gen, &facts.rows[i]);
			else if (of_gen(&facts.rows[i], "stride", gen))
				check_stride(gen, &facts.rows[i]);
		}
		check_format_codes(&facts, gen);
	}
	end("planes and cursors");
}

static void check_exceptions(void)
{
	unsigned int i;

	begin();
	for (i = 0; i < exceptions.count; i++) {
		const struct row *e = &exceptions.rows[i];

		if (e->used && *e->field[3])
			continue;
		differences++;
		printf("  exception %s %s %s: %s\n", e->field[0], e->field[1], e->field[2],
		       e->used ? "no reason" : "not needed");
	}
	end("exceptions");
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: facts DATA I915\n");
		return 2;
	}
	dir = argv[1];
	driver = argv[2];
	load(&exceptions, "exceptions.tsv");
	check_commands(8);
	check_commands(9);
	check_kvmgt();
	check_golden(8);
	check_golden(9);
	check_registers(8);
	check_registers(9);
	check_switched();
	check_kvmgt_registers();
	check_virtual();
	check_nonpriv();
	check_mocs();
	check_config();
	check_display();
	check_exceptions();
	printf("facts: %u passed, %u failed, 0 skipped\n", passed, failed);
	return !!failed;
}
