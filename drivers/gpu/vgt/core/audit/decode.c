// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a command's header to its row, in constant time.
 *
 * Source of the header's format: Skylake PRM vol. 6 and vol. 2a, "Command
 * header": bits 29-31 name the client; MI has its opcode in bits 23-28, 2D in
 * bits 22-28, 3D and media in bits 16-28.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "audit.h"

#define VGT_OPS_MI	64
#define VGT_OPS_2D	128
#define VGT_OPS_3D	8192

/* 1 + number of the row, or 0. 3D and media opcodes overlap between engines. */
static u8 vgt_index_mi[VGT_OPS_MI];
static u8 vgt_index_2d[VGT_OPS_2D];
static u8 vgt_index_3d[VGT_OPS_3D];
static u8 vgt_index_media[VGT_OPS_3D];

static int vgt_index_table(u8 *index, u32 size, const struct vgt_cmd_table *table)
{
	u32 i;

	for (i = 0; i < table->count; i++) {
		const struct vgt_cmd *cmd = &table->cmds[i];

		if (cmd->opcode >= size || index[cmd->opcode] ||
		    table->count > U8_MAX) {
			pr_err("vgt: command table: %s does not fit, or stands there twice\n",
			       cmd->name);
			return -EINVAL;
		}
		if (!cmd->engines || !cmd->min || cmd->min > cmd->max ||
		    (!cmd->len_mask && cmd->min != cmd->max)) {
			pr_err("vgt: command table: %s: bad row\n", cmd->name);
			return -EINVAL;
		}
		index[cmd->opcode] = i + 1;
	}
	return 0;
}

/**
 * vgt_audit_init() - index the command tables
 *
 * Return: 0, or -EINVAL where a table contradicts itself.
 */
int vgt_audit_init(void)
{
	int ret;

	memset(vgt_index_mi, 0, sizeof(vgt_index_mi));
	memset(vgt_index_2d, 0, sizeof(vgt_index_2d));
	memset(vgt_index_3d, 0, sizeof(vgt_index_3d));
	memset(vgt_index_media, 0, sizeof(vgt_index_media));

	ret = vgt_index_table(vgt_index_mi, VGT_OPS_MI, &vgt_cmds_mi);
	if (!ret)
		ret = vgt_index_table(vgt_index_2d, VGT_OPS_2D, &vgt_cmds_2d);
	if (!ret)
		ret = vgt_index_table(vgt_index_3d, VGT_OPS_3D, &vgt_cmds_3d);
	if (!ret)
		ret = vgt_index_table(vgt_index_media, VGT_OPS_3D,
				      &vgt_cmds_media);
	return ret;
}

static const struct vgt_cmd *vgt_cmd_row(const struct vgt_cmd_table *table,
					 const u8 *index, u32 opcode)
{
	return index[opcode] ? &table->cmds[index[opcode] - 1] : NULL;
}

/**
 * vgt_cmd_find() - the row of a command
 * @engine: where it is to run
 * @header: its first word
 *
 * Return: the row, or NULL for a command that is on no list of the engine's.
 */
const struct vgt_cmd *vgt_cmd_find(enum vgt_engine_id engine, u32 header)
{
	const struct vgt_cmd *cmd = NULL;

	switch (header >> 29) {
	case VGT_CLIENT_MI:
		cmd = vgt_cmd_row(&vgt_cmds_mi, vgt_index_mi,
				  header >> 23 & (VGT_OPS_MI - 1));
		break;
	case VGT_CLIENT_2D:
		cmd = vgt_cmd_row(&vgt_cmds_2d, vgt_index_2d,
				  header >> 22 & (VGT_OPS_2D - 1));
		break;
	case VGT_CLIENT_3D:
		if (engine == VGT_RCS)
			cmd = vgt_cmd_row(&vgt_cmds_3d, vgt_index_3d,
					  header >> 16 & (VGT_OPS_3D - 1));
		else
			cmd = vgt_cmd_row(&vgt_cmds_media, vgt_index_media,
					  header >> 16 & (VGT_OPS_3D - 1));
		break;
	}
	return cmd && cmd->engines & BIT(engine) ? cmd : NULL;
}

/**
 * vgt_cmd_len() - a command's length
 * @cmd: its row
 * @header: its first word
 *
 * Return: words, or 0 for a length that the row does not allow.
 */
u32 vgt_cmd_len(const struct vgt_cmd *cmd, u32 header)
{
	u32 len;

	if (!cmd->len_mask)
		return cmd->min;
	len = (header & cmd->len_mask) + 2;
	return len >= cmd->min && len <= cmd->max ? len : 0;
}
