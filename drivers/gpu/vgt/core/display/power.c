// SPDX-License-Identifier: GPL-2.0-only
/*
 * Power of the display: wells, fuses, buffers. All requests are granted at once.
 *
 * Source: Skylake PRM vol. 12 (display), "Power"; i915's i915_reg.h.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/regs/tables.h"
#include "core/vgpu.h"

#define VGT_PWR_WELL		0x45400
#define VGT_PWR_WELLS		4	/* BIOS, driver, KVM, debug */
#define VGT_PWR_REQUESTS	0xaaaaaaaa

/* A well is on while any of the four asks for it. */
static u32 vgt_pwr_well_read(struct vgt_vgpu *vgpu, u32 offset)
{
	u32 all = 0;
	u32 i;

	for (i = 0; i < VGT_PWR_WELLS; i++)
		all |= vgt_mmio_load(vgpu, VGT_PWR_WELL + 4 * i);
	return vgt_mmio_load(vgpu, offset) | (all & VGT_PWR_REQUESTS) >> 1;
}

static int vgt_pwr_well_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	return vgt_mmio_store(vgpu, offset, val & VGT_PWR_REQUESTS);
}

static int vgt_dbuf_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	val &= ~BIT(30);
	if (val & BIT(31))
		val |= BIT(30);
	return vgt_mmio_store(vgpu, offset, val);
}

static const struct vgt_reg vgt_power_regs[] = {
	{ .offset = VGT_PWR_WELL, .count = VGT_PWR_WELLS,
	  .read = vgt_pwr_well_read, .write = vgt_pwr_well_write },
	/* Fuses: downloaded, and wells 0-2 distributed. */
	{ .offset = 0x42000, .flags = VGT_REG_RO, .init = 0x8e000000,
	  .gens = BIT(9) },
	{ .offset = 0x45008, .write = vgt_dbuf_write, .gens = BIT(9) },
	/* FPGA_DBG, ERR_INT: no access goes unclaimed. */
	{ .offset = 0x42300, .flags = VGT_REG_ZERO },
	{ .offset = 0x44040, .flags = VGT_REG_ZERO },
	/* EDP_PSR_IIR: there is no panel that could refresh itself. */
	{ .offset = 0x64838, .flags = VGT_REG_ZERO },
	/* VGA: off from the start. */
	{ .offset = 0x41000, .init = BIT(31) },
};

VGT_REG_TABLE(vgt_regs_power, vgt_power_regs);
