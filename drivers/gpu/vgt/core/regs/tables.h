/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The register tables, one per block of the hardware.
 */
#ifndef VGT_CORE_TABLES_H
#define VGT_CORE_TABLES_H

#include "reg.h"

extern const struct vgt_reg_table vgt_regs_pvinfo;
extern const struct vgt_reg_table vgt_regs_irq;
extern const struct vgt_reg_table vgt_regs_gt;
extern const struct vgt_reg_table vgt_regs_engine;
extern const struct vgt_reg_table vgt_regs_render;
extern const struct vgt_reg_table vgt_regs_oa;
extern const struct vgt_reg_table vgt_regs_mocs;
extern const struct vgt_reg_table vgt_regs_forcewake;
extern const struct vgt_reg_table vgt_regs_pcode;
extern const struct vgt_reg_table vgt_regs_fence;
extern const struct vgt_reg_table vgt_regs_power;
extern const struct vgt_reg_table vgt_regs_pll;
extern const struct vgt_reg_table vgt_regs_pipe;
extern const struct vgt_reg_table vgt_regs_plane;
extern const struct vgt_reg_table vgt_regs_port;
extern const struct vgt_reg_table vgt_regs_gmbus;
extern const struct vgt_reg_table vgt_regs_aux;
extern const struct vgt_reg_table vgt_regs_sbi;
extern const struct vgt_reg_table vgt_regs_gamma;

extern const struct vgt_reg_table *const vgt_reg_tables[];
extern const u32 vgt_reg_tables_count;

#endif
