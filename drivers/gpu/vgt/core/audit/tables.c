// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of command tables.
 */
#include "audit.h"

/**
 * vgt_audit_init() - index the command tables
 *
 * Return: 0, or -EINVAL if a table has a bad row, or two rows for one command.
 */
int vgt_audit_init(void)
{
	static const struct vgt_cmd_tables tables = {
		.mi = &vgt_cmds_mi,
		.blt = &vgt_cmds_2d,
		.render = &vgt_cmds_3d,
		.media = &vgt_cmds_media,
	};

	return vgt_cmd_index(&tables);
}
