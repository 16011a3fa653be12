// SPDX-License-Identifier: GPL-2.0-only
/*
 * PLLs and clocks of the display. All lock at once. Their settings tell a pipe's
 * pixel clock.
 *
 * The display starts as firmware leaves it on a machine whose screen it did not
 * use: DPLL 0 at 8100 MHz, the display clock at its least.
 *
 * Source: Skylake PRM vol. 12 (display), "Clocks"; Broadwell PRM vol. 11; i915's
 * display/intel_dpll_mgr.c.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/math64.h>

#include "core/regs/tables.h"
#include "core/vgpu.h"
#include "display.h"

#define VGT_LCPLL1		0x46010
#define VGT_LCPLL2		0x46014
#define VGT_WRPLL1		0x46040
#define VGT_WRPLL2		0x46060
#define VGT_PORT_CLK_SEL	0x46100
#define VGT_DPLL_CTRL1		0x6c058
#define VGT_DPLL_CTRL2		0x6c05c
#define VGT_DPLL_STATUS		0x6c060
#define VGT_DPLL_CFGCR1		0x6c040	/* of DPLL 1; DPLL 2 and 3 follow, 8 apart */

#define VGT_PLL_ENABLE		BIT(31)
#define VGT_PLL_LOCK		BIT(30)

#define VGT_REF_KHZ		24000

static const u32 vgt_dpll_enable[4] = {
	VGT_LCPLL1, VGT_LCPLL2, VGT_WRPLL1, VGT_WRPLL2,
};

/* Link clock in kHz by the setting of DPLL_CTRL1: half of these times 2. */
static const u32 vgt_link_khz[8] = {
	270000, 135000, 81000, 162000, 108000, 216000,
};

static u32 vgt_div(u32 a, u32 b)
{
	return b ? a / b : 0;
}

/* A WRPLL of Gen9 in HDMI mode: three dividers behind an oscillator. */
static u32 vgt_skl_wrpll_khz(u32 cr1, u32 cr2)
{
	static const u8 pdiv[8] = { 1, 2, 3, 0, 7, 7 };
	static const u8 kdiv[4] = { 5, 2, 3, 1 };
	u32 q = cr2 & BIT(7) ? cr2 >> 8 & 0xff : 1;
	u32 dco = (cr1 & 0x1ff) * VGT_REF_KHZ +
		  (cr1 >> 9 & 0x7fff) * VGT_REF_KHZ / 0x8000;

	return vgt_div(dco, pdiv[cr2 >> 2 & 7] * kdiv[cr2 >> 5 & 3] * q * 5);
}

static u32 vgt_skl_port_khz(struct vgt_vgpu *vgpu, u32 port)
{
	u32 ctrl1 = vgt_mmio_load(vgpu, VGT_DPLL_CTRL1);
	u32 ctrl2 = vgt_mmio_load(vgpu, VGT_DPLL_CTRL2);
	u32 pll = ctrl2 >> (3 * port + 1) & 3;
	u32 cr;

	if (!pll || !(ctrl1 & BIT(6 * pll + 5)))
		return vgt_link_khz[ctrl1 >> (6 * pll + 1) & 7] * 2;
	cr = VGT_DPLL_CFGCR1 + 8 * (pll - 1);
	return vgt_skl_wrpll_khz(vgt_mmio_load(vgpu, cr),
				 vgt_mmio_load(vgpu, cr + 4));
}

static u32 vgt_bdw_wrpll_khz(u32 ctl)
{
	/* From LCPLL at 2700 MHz, or from the 135 MHz reference. */
	u32 ref = (ctl >> 28 & 3) == 3 ? 2700000 : 135000;
	u64 khz = (u64)ref * (ctl >> 16 & 0xff) / 10;
	u32 div = (ctl >> 8 & 0x3f) * (ctl & 0xff);

	return div ? div_u64(khz, div) * 2 : 0;
}

static u32 vgt_bdw_port_khz(struct vgt_vgpu *vgpu, u32 port)
{
	switch (vgt_mmio_load(vgpu, VGT_PORT_CLK_SEL + 4 * port) >> 29) {
	case 0:
		return 540000;
	case 1:
		return 270000;
	case 2:
		return 162000;
	case 4:
		return vgt_bdw_wrpll_khz(vgt_mmio_load(vgpu, VGT_WRPLL1));
	case 5:
		return vgt_bdw_wrpll_khz(vgt_mmio_load(vgpu, VGT_WRPLL2));
	default:
		return 0;
	}
}

/**
 * vgt_pll_port_khz() - the clock that feeds a port
 * @vgpu: the vGPU; its lock is held
 * @port: enum vgt_port_id; others have none
 *
 * Return: kHz of pixels (HDMI) or of link symbols (DisplayPort); 0 where the
 * settings make no sense.
 */
u32 vgt_pll_port_khz(struct vgt_vgpu *vgpu, u32 port)
{
	lockdep_assert_held(&vgpu->lock);
	if (port >= VGT_PORTS)
		return 0;
	return vgpu->dev->gpu->desc.gen >= 9 ? vgt_skl_port_khz(vgpu, port) :
					       vgt_bdw_port_khz(vgpu, port);
}

static int vgt_lcpll_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	val &= ~VGT_PLL_LOCK;
	if (val & VGT_PLL_ENABLE)
		val |= VGT_PLL_LOCK;
	return vgt_mmio_store(vgpu, offset, val);
}

static u32 vgt_dpll_status_read(struct vgt_vgpu *vgpu, u32 offset)
{
	u32 val = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vgt_dpll_enable); i++)
		if (vgt_mmio_load(vgpu, vgt_dpll_enable[i]) & VGT_PLL_ENABLE)
			val |= BIT(8 * i);
	return val;
}

/* LCPLL_CTL of Gen8: the enable bit disables, and the display clock follows. */
static int vgt_bdw_lcpll_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	val &= ~(VGT_PLL_LOCK | BIT(19));
	if (!(val & VGT_PLL_ENABLE))
		val |= VGT_PLL_LOCK;
	/* Clock source: FCLK asked for, FCLK taken. */
	if (val & BIT(21))
		val |= BIT(19);
	return vgt_mmio_store(vgpu, offset, val);
}

static const struct vgt_reg vgt_pll_regs[] = {
	{ .offset = VGT_LCPLL1, .write = vgt_lcpll_write, .gens = BIT(9),
	  .init = VGT_PLL_ENABLE | VGT_PLL_LOCK },
	{ .offset = VGT_LCPLL2, .write = vgt_lcpll_write, .gens = BIT(9) },
	{ .offset = VGT_DPLL_CTRL1, .init = 0x5, .gens = BIT(9) },
	/* The clock of no port is on. */
	{ .offset = VGT_DPLL_CTRL2, .init = GENMASK(19, 15), .gens = BIT(9) },
	{ .offset = VGT_DPLL_STATUS, .flags = VGT_REG_RO,
	  .read = vgt_dpll_status_read, .gens = BIT(9) },
	{ .offset = 0x46000, .init = 0x080002a1, .gens = BIT(9) }, /* CDCLK_CTL */
	{ .offset = 0x4f060, .init = 0x1, .gens = BIT(9) }, /* SWF: all is set up */
	{ .offset = 0x130040, .write = vgt_bdw_lcpll_write, .gens = BIT(8),
	  .init = VGT_PLL_LOCK },
	{ .offset = 0xc6204, .init = 24 },	/* PCH_RAWCLK_FREQ, in MHz */
};

VGT_REG_TABLE(vgt_regs_pll, vgt_pll_regs);
