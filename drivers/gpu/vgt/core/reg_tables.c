// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of all register tables.
 */
#include <linux/kernel.h>

#include "core/regs/tables.h"

const struct vgt_reg_table *const vgt_reg_tables[] = {
	&vgt_regs_pvinfo,
	&vgt_regs_irq,
	&vgt_regs_gt,
	&vgt_regs_engine,
	&vgt_regs_render,
	&vgt_regs_oa,
	&vgt_regs_mocs,
	&vgt_regs_forcewake,
	&vgt_regs_pcode,
	&vgt_regs_fence,
	&vgt_regs_power,
	&vgt_regs_pll,
	&vgt_regs_pipe,
	&vgt_regs_plane,
	&vgt_regs_port,
	&vgt_regs_gmbus,
	&vgt_regs_aux,
	&vgt_regs_sbi,
	&vgt_regs_gamma,
};

const u32 vgt_reg_tables_count = ARRAY_SIZE(vgt_reg_tables);
