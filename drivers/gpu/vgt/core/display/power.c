// SPDX-License-Identifier: GPL-2.0-only
/*
 * Power of the display: wells, fuses, buffers. All requests are granted at once.
 *
 * Source: Skylake PRM vol. 12 (display), "Power"; i915's i915_reg.h.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/regs/display_regs.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"

/* A well is on while at least one of the four registers requests it. */
static u32 vgt_pwr_well_read(const struct vgt_reg_access *a)
{
	u32 all = 0;
	u32 i;

	for (i = 0; i < HSW_PWR_WELL_CTLS; i++)
		all |= vgt_mmio_load(a->vgpu, HSW_PWR_WELL_CTL1 + 4 * i);
	/* The state bit of a well is the bit below its request. */
	return vgt_mmio_load(a->vgpu, a->offset) | (all & HSW_PWR_WELL_REQUESTS) >> 1;
}

static int vgt_dbuf_write(const struct vgt_reg_access *a, u32 val)
{
	val &= ~DBUF_POWER_STATE;
	if (val & DBUF_POWER_REQUEST)
		val |= DBUF_POWER_STATE;
	return vgt_mmio_store(a->vgpu, a->offset, val);
}

static const struct vgt_reg vgt_power_regs[] = {
	VGT_REG(HSW_PWR_WELL_CTL1, .count = HSW_PWR_WELL_CTLS, .ro = ~HSW_PWR_WELL_REQUESTS,
		.state = VGT_STATE_STORED, .read = vgt_pwr_well_read),
	VGT_REG(SKL_FUSE_STATUS, .gens = BIT(9), .ro = VGT_RO_ALL, .init = SKL_FUSE_ALL),
	VGT_REG(DBUF_CTL, .gens = BIT(9), .write = vgt_dbuf_write),
	/* No access is reported as unclaimed. */
	VGT_REG(FPGA_DBG, .flags = VGT_REG_ZERO),
	VGT_REG(ERR_INT, .flags = VGT_REG_ZERO),
	/* There is no panel with self refresh. */
	VGT_REG(EDP_PSR_IIR, .flags = VGT_REG_ZERO),
	/* Off after power-on. */
	VGT_REG(CPU_VGACNTRL, .init = VGA_DISP_DISABLE),
};

VGT_REG_TABLE(vgt_regs_power, vgt_power_regs);
