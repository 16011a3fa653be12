// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the row of a command by its header, in constant time.
 *
 * Source of the header's format: Skylake PRM vol. 6 and vol. 2a, "Command
 * header": bits 29-31 name the client; MI has its opcode in bits 23-28, 2D in
 * bits 22-28, 3D and media in bits 16-28.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "audit.h"

#define VGT_OPS_MI	64
#define VGT_OPS_2D	128
#define VGT_OPS_3D	8192

/* Bits of the header that name the command. */
#define VGT_OPCODE_MI	(VGT_CMD_CLIENT | VGT_CMD_MI_OPCODE)
#define VGT_OPCODE_2D	(VGT_CMD_CLIENT | VGT_CMD_2D_OPCODE)
#define VGT_OPCODE_3D	(VGT_CMD_CLIENT | VGT_CMD_3D_ALL)

/* Generations with tables of their own: Gen8, and Gen9 with Gen9.5. */
#define VGT_GENS	2

/* 1 + index of the row, or 0 for none. Opcodes of 3D and media commands overlap. */
static u8 vgt_index_mi[VGT_GENS][VGT_OPS_MI];
static u8 vgt_index_2d[VGT_GENS][VGT_OPS_2D];
static u8 vgt_index_3d[VGT_GENS][VGT_OPS_3D];
static u8 vgt_index_media[VGT_GENS][VGT_OPS_3D];

static struct vgt_cmd_tables vgt_tables;

static bool vgt_cmd_row_ok(const struct vgt_cmd *cmd, u32 opcode_mask)
{
	if (!cmd->engines || !cmd->min || cmd->min > cmd->max ||
	    (cmd->end && !cmd->in_batch) ||
	    cmd->bits & (opcode_mask | cmd->len_mask))
		return false;
	if (!cmd->len_mask)
		return cmd->min == cmd->max;
	return cmd->bias && cmd->min >= cmd->bias &&
	       cmd->max - cmd->bias <= cmd->len_mask;
}

static int vgt_index_table(u8 *index, u32 size, u32 opcode_mask, u8 gen,
			   const struct vgt_cmd_table *table)
{
	u32 i;

	for (i = 0; i < table->count; i++) {
		const struct vgt_cmd *cmd = &table->cmds[i];

		if (cmd->gens && !(cmd->gens & BIT(gen)))
			continue;
		if (cmd->opcode >= size || index[cmd->opcode] ||
		    table->count > U8_MAX) {
			pr_err("vgt: command table: %s does not fit, or stands there twice\n",
			       cmd->name);
			return -EINVAL;
		}
		if (!vgt_cmd_row_ok(cmd, opcode_mask)) {
			pr_err("vgt: command table: %s: bad row\n", cmd->name);
			return -EINVAL;
		}
		index[cmd->opcode] = i + 1;
	}
	return 0;
}

static int vgt_index_gen(u32 n)
{
	u8 gen = 8 + n;
	int ret;

	ret = vgt_index_table(vgt_index_mi[n], VGT_OPS_MI, VGT_OPCODE_MI, gen,
			      vgt_tables.mi);
	if (!ret)
		ret = vgt_index_table(vgt_index_2d[n], VGT_OPS_2D, VGT_OPCODE_2D,
				      gen, vgt_tables.blt);
	if (!ret)
		ret = vgt_index_table(vgt_index_3d[n], VGT_OPS_3D, VGT_OPCODE_3D,
				      gen, vgt_tables.render);
	if (!ret)
		ret = vgt_index_table(vgt_index_media[n], VGT_OPS_3D,
				      VGT_OPCODE_3D, gen, vgt_tables.media);
	return ret;
}

/**
 * vgt_cmd_index() - index the command tables
 * @tables: the tables; vgt_cmd_find() uses them from now on, so they must not be freed
 *
 * Return: 0, or -EINVAL if a table has a bad row, or two rows for one command.
 */
int vgt_cmd_index(const struct vgt_cmd_tables *tables)
{
	u32 n;
	int ret = 0;

	vgt_tables = *tables;
	memset(vgt_index_mi, 0, sizeof(vgt_index_mi));
	memset(vgt_index_2d, 0, sizeof(vgt_index_2d));
	memset(vgt_index_3d, 0, sizeof(vgt_index_3d));
	memset(vgt_index_media, 0, sizeof(vgt_index_media));

	for (n = 0; n < VGT_GENS && !ret; n++)
		ret = vgt_index_gen(n);
	return ret;
}

static const struct vgt_cmd *vgt_cmd_row(const struct vgt_cmd_table *table,
					 const u8 *index, u32 opcode)
{
	return index[opcode] ? &table->cmds[index[opcode] - 1] : NULL;
}

/**
 * vgt_cmd_find() - find the row of a command
 * @gen: the GPU's generation
 * @engine: the engine that is to run it
 * @header: its first word
 *
 * Return: the row, or NULL if no table has the command for this engine and generation.
 */
const struct vgt_cmd *vgt_cmd_find(u8 gen, enum vgt_engine_id engine, u32 header)
{
	const struct vgt_cmd *cmd = NULL;
	u32 n = gen - 8;

	if (n >= VGT_GENS)
		return NULL;

	switch (FIELD_GET(VGT_CMD_CLIENT, header)) {
	case VGT_CLIENT_MI:
		cmd = vgt_cmd_row(vgt_tables.mi, vgt_index_mi[n],
				  FIELD_GET(VGT_CMD_MI_OPCODE, header));
		break;
	case VGT_CLIENT_2D:
		cmd = vgt_cmd_row(vgt_tables.blt, vgt_index_2d[n],
				  FIELD_GET(VGT_CMD_2D_OPCODE, header));
		break;
	case VGT_CLIENT_3D:
		if (engine == VGT_RCS)
			cmd = vgt_cmd_row(vgt_tables.render, vgt_index_3d[n],
					  FIELD_GET(VGT_CMD_3D_ALL, header));
		else
			cmd = vgt_cmd_row(vgt_tables.media, vgt_index_media[n],
					  FIELD_GET(VGT_CMD_3D_ALL, header));
		break;
	}
	return cmd && cmd->engines & BIT(engine) ? cmd : NULL;
}

/**
 * vgt_cmd_bits_ok() - check that a header sets only bits that the command's row allows
 * @cmd: its row
 * @header: its first word
 *
 * Return: true if so.
 */
bool vgt_cmd_bits_ok(const struct vgt_cmd *cmd, u32 header)
{
	u32 known = cmd->bits | cmd->len_mask;

	switch (FIELD_GET(VGT_CMD_CLIENT, header)) {
	case VGT_CLIENT_MI:
		known |= VGT_OPCODE_MI;
		break;
	case VGT_CLIENT_2D:
		known |= VGT_OPCODE_2D;
		break;
	case VGT_CLIENT_3D:
		known |= VGT_OPCODE_3D;
		break;
	}
	return !(header & ~known);
}

/**
 * vgt_cmd_len() - get a command's length
 * @cmd: its row
 * @header: its first word
 *
 * Return: the length in words, or 0 if the row does not allow it.
 */
u32 vgt_cmd_len(const struct vgt_cmd *cmd, u32 header)
{
	u32 len;

	if (!cmd->len_mask)
		return cmd->min;
	len = (header & cmd->len_mask) + cmd->bias;
	return len >= cmd->min && len <= cmd->max ? len : 0;
}
