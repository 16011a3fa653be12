// SPDX-License-Identifier: GPL-2.0-only
/*
 * PLLs and clocks of the display. Each PLL locks at once. The settings give a pipe's pixel clock.
 *
 * The display starts as firmware leaves it on a machine whose screen the firmware did not use:
 * DPLL 0 at 8100 MHz, the display clock at its minimum.
 *
 * Source: Skylake PRM vol. 12 (display), "Clocks"; Broadwell PRM vol. 11; i915's
 * display/intel_dpll_mgr.c.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/math64.h>

#include "core/device_types.h"
#include "core/regs/display_regs.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "core/vgpu_types.h"
#include "display.h"

#define VGT_REF_KHZ		24000

static const u32 vgt_dpll_enable[4] = {
	LCPLL1_CTL, LCPLL2_CTL, WRPLL_CTL1, WRPLL_CTL2,
};

/* Link clock in kHz by the setting of DPLL_CTRL1: half of these times 2. */
static const u32 vgt_link_khz[8] = {
	270000, 135000, 81000, 162000, 108000, 216000,
};

static u32 vgt_div(u32 a, u32 b)
{
	return b ? a / b : 0;
}

/* A WRPLL of Gen9 in HDMI mode: three dividers after an oscillator. */
static u32 vgt_skl_wrpll_khz(u32 cr1, u32 cr2)
{
	static const u8 pdiv[8] = { 1, 2, 3, 0, 7, 7 };
	static const u8 kdiv[4] = { 5, 2, 3, 1 };
	u32 q = cr2 & DPLL_CFGCR2_QDIV_MODE ? FIELD_GET(DPLL_CFGCR2_QDIV_RATIO, cr2) : 1;
	u32 dco = FIELD_GET(DPLL_CFGCR1_DCO_INTEGER, cr1) * VGT_REF_KHZ +
		  FIELD_GET(DPLL_CFGCR1_DCO_FRACTION, cr1) * VGT_REF_KHZ / 0x8000;

	return vgt_div(dco, pdiv[FIELD_GET(DPLL_CFGCR2_PDIV, cr2)] *
		       kdiv[FIELD_GET(DPLL_CFGCR2_KDIV, cr2)] * q * 5);
}

static u32 vgt_skl_port_khz(struct vgt_vgpu *vgpu, u32 port)
{
	u32 ctrl1 = vgt_mmio_load(vgpu, DPLL_CTRL1);
	u32 ctrl2 = vgt_mmio_load(vgpu, DPLL_CTRL2);
	u32 pll = ctrl2 >> (3 * port + 1) & 3;
	u32 cr;

	if (!pll || !(ctrl1 & BIT(6 * pll + 5)))
		return vgt_link_khz[ctrl1 >> (6 * pll + 1) & 7] * 2;
	cr = DPLL1_CFGCR1 + 8 * (pll - 1);
	return vgt_skl_wrpll_khz(vgt_mmio_load(vgpu, cr),
				 vgt_mmio_load(vgpu, cr + 4));
}

static u32 vgt_bdw_wrpll_khz(u32 ctl)
{
	/* From LCPLL at 2700 MHz, or from the 135 MHz reference. */
	u32 ref = FIELD_GET(WRPLL_REF, ctl) == 3 ? 2700000 : 135000;
	u64 khz = (u64)ref * FIELD_GET(WRPLL_FEEDBACK, ctl) / 10;
	u32 div = FIELD_GET(WRPLL_POST, ctl) * FIELD_GET(WRPLL_REFERENCE_DIV, ctl);

	return div ? div_u64(khz, div) * 2 : 0;
}

static u32 vgt_bdw_port_khz(struct vgt_vgpu *vgpu, u32 port)
{
	switch (FIELD_GET(PORT_CLK_SEL_MASK, vgt_mmio_load(vgpu, PORT_CLK_SEL + 4 * port))) {
	case 0:
		return 540000;
	case 1:
		return 270000;
	case 2:
		return 162000;
	case 4:
		return vgt_bdw_wrpll_khz(vgt_mmio_load(vgpu, WRPLL_CTL1));
	case 5:
		return vgt_bdw_wrpll_khz(vgt_mmio_load(vgpu, WRPLL_CTL2));
	default:
		return 0;
	}
}

/**
 * vgt_pll_port_khz() - get the frequency of a port's clock
 * @vgpu: the vGPU; its lock is held
 * @port: enum vgt_port_id; other values have no clock
 *
 * Return: kHz of pixels (HDMI) or of link symbols (DisplayPort); 0 if the settings are not valid.
 */
u32 vgt_pll_port_khz(struct vgt_vgpu *vgpu, u32 port)
{
	lockdep_assert_held(&vgpu->lock);
	if (port >= VGT_PORTS)
		return 0;
	if (vgpu->dev->gpu->desc.platform->pll == VGT_PLL_DPLL)
		return vgt_skl_port_khz(vgpu, port);
	return vgt_bdw_port_khz(vgpu, port);
}

static int vgt_lcpll_write(const struct vgt_reg_access *a, u32 val)
{
	val &= ~LCPLL_PLL_LOCK;
	if (val & LCPLL_PLL_ENABLE)
		val |= LCPLL_PLL_LOCK;
	return vgt_mmio_store(a->vgpu, a->offset, val);
}

static u32 vgt_dpll_status_read(const struct vgt_reg_access *a)
{
	u32 val = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vgt_dpll_enable); i++)
		if (vgt_mmio_load(a->vgpu, vgt_dpll_enable[i]) & LCPLL_PLL_ENABLE)
			val |= BIT(8 * i);
	return val;
}

/* Gen8: the display clock follows at once. */
static int vgt_bdw_lcpll_write(const struct vgt_reg_access *a, u32 val)
{
	val &= ~(LCPLL_PLL_LOCK | LCPLL_CD_SOURCE_FCLK_DONE);
	if (!(val & LCPLL_PLL_DISABLE))
		val |= LCPLL_PLL_LOCK;
	if (val & LCPLL_CD_SOURCE_FCLK)
		val |= LCPLL_CD_SOURCE_FCLK_DONE;
	return vgt_mmio_store(a->vgpu, a->offset, val);
}

static const struct vgt_reg vgt_pll_regs[] = {
	VGT_REG(LCPLL1_CTL, .gens = BIT(9), .init = LCPLL_PLL_ENABLE | LCPLL_PLL_LOCK,
		.write = vgt_lcpll_write),
	VGT_REG(LCPLL2_CTL, .gens = BIT(9), .write = vgt_lcpll_write),
	VGT_REG(DPLL_CTRL1, .gens = BIT(9), .init = DPLL_CTRL1_DEFAULT),
	/* No port has a clock. */
	VGT_REG(DPLL_CTRL2, .gens = BIT(9), .init = DPLL_CTRL2_CLK_OFF),
	VGT_REG(DPLL_STATUS, .gens = BIT(9), .ro = VGT_RO_ALL, .state = VGT_STATE_NONE,
		.read = vgt_dpll_status_read),
	VGT_REG(CDCLK_CTL, .gens = BIT(9), .init = 0x080002a1),
	VGT_REG(SWF_GEN9, .gens = BIT(9), .init = 0x1),	/* firmware has set up the display */
	VGT_REG(LCPLL_CTL, .gens = BIT(8), .init = LCPLL_PLL_LOCK, .write = vgt_bdw_lcpll_write),
	VGT_REG(PCH_RAWCLK_FREQ, .init = 24),	/* MHz */
};

VGT_REG_TABLE(vgt_regs_pll, vgt_pll_regs);
