// SPDX-License-Identifier: GPL-2.0-only
/*
 * Core display clock, PLLs and the pixel clocks that result from them.
 *
 * Source: Intel OSRC Skylake PRM vol 12 "Display Clocks"; Broadwell PRM vol 11 and 2c;
 * i915 i915_reg.h, display/intel_dpll_mgr.c.
 */
#include "core/gpu.h"
#include "display/display.h"

#define DPLLS			4

#define PLL_ENABLE		BIT(31)
#define PLL_LOCK		BIT(30)
#define LCPLL1_CTL		0x46010
#define LCPLL2_CTL		0x46014
#define WRPLL1_CTL		0x46040
#define WRPLL2_CTL		0x46060
#define DPLL_CTRL1		0x6c058
#define   CTRL1_HDMI(pll)	BIT((pll) * 6 + 5)
#define   CTRL1_RATE(pll, v)	((v) >> ((pll) * 6 + 1) & 7)
#define DPLL_CTRL2		0x6c05c
#define   CTRL2_CLOCK_OFF(p)	BIT((p) + 15)
#define   CTRL2_ALL_OFF	GENMASK(19, 15)
#define   CTRL2_CLOCK(p, v)	((v) >> ((p) * 3 + 1) & 3)
#define DPLL_STATUS		0x6c060
#define DPLL1_CFGCR1		0x6c040
#define   CFGCR1_INTEGER	GENMASK(8, 0)
#define   CFGCR1_FRACTION	GENMASK(23, 9)
#define   CFGCR2_PDIV		GENMASK(4, 2)
#define   CFGCR2_KDIV		GENMASK(6, 5)
#define   CFGCR2_QDIV_MODE	BIT(7)
#define   CFGCR2_QDIV		GENMASK(15, 8)
#define DBUF_CTL		0x45008
#define PCH_RAWCLK_FREQ		0xc6204
#define   RAWCLK_MHZ		24
#define LCPLL_CTL_GEN8		0x130040
#define   LCPLL_DISABLE		BIT(31)
#define   LCPLL_CD_FCLK		BIT(21)
#define   LCPLL_CD_FCLK_DONE	BIT(19)

#define   WRPLL_REFERENCE	GENMASK(29, 28)
#define   WRPLL_LCPLL		3
#define   WRPLL_FEEDBACK	GENMASK(23, 16)
#define   WRPLL_POST		GENMASK(13, 8)
#define   WRPLL_DIVIDER		GENMASK(7, 0)
#define SPLL_CTL		0x46020
#define   SPLL_RATE		GENMASK(27, 26)
#define PORT_CLK_SEL		0x46100
#define   PORT_CLKS		5	/* ports A to E */
#define   CLK_SEL		GENMASK(31, 29)

/* Sources of a port's clock on Gen8. */
enum clk_sel {
	CLK_SEL_LCPLL_2700,
	CLK_SEL_LCPLL_1350,
	CLK_SEL_LCPLL_810,
	CLK_SEL_SPLL,
	CLK_SEL_WRPLL1,
	CLK_SEL_WRPLL2,
	CLK_SEL_NONE = 7
};

#define TRANS_LINK_M1		0x40
#define TRANS_LINK_N1		0x44

#define REFERENCE_KHZ		24000

static const u32 pll_ctl[DPLLS] = { LCPLL1_CTL, LCPLL2_CTL, WRPLL1_CTL, WRPLL2_CTL };

/* A PLL locks as soon as it is enabled; only LCPLL1 shows it in its own register. */
static u32 read_pll(const struct reg_access *a)
{
	u32 val = reg_get(a->gpu, a->offset);

	return val & PLL_ENABLE ? val | PLL_LOCK : val;
}

static void write_pll(const struct reg_access *a, u32 val)
{
	reg_set(a->gpu, a->offset, val & ~PLL_LOCK);
}

static u32 read_dpll_status(const struct reg_access *a)
{
	u32 val = 0;

	for (u32 i = 0; i < DPLLS; i++)
		if (reg_get(a->gpu, pll_ctl[i]) & PLL_ENABLE)
			val |= BIT(8 * i);
	return val;
}

/* Gen8: locked unless disabled; the switch to the fixed clock is done at once. */
static u32 read_lcpll_gen8(const struct reg_access *a)
{
	u32 val = reg_get(a->gpu, a->offset) & ~(PLL_LOCK | LCPLL_CD_FCLK_DONE);

	if (!(val & LCPLL_DISABLE))
		val |= PLL_LOCK;
	if (val & LCPLL_CD_FCLK)
		val |= LCPLL_CD_FCLK_DONE;
	return val;
}

static const struct reg_row gen9_rows[] = {
	{ .offset = LCPLL1_CTL, .read = read_pll, .write = write_pll },
	{ .offset = DPLL_CTRL2, .reset = CTRL2_ALL_OFF },
	{ .offset = DPLL_STATUS, .flags = REG_RO, .read = read_dpll_status },
	/* The display buffer's power follows its request, in the same two bits. */
	{ .offset = DBUF_CTL, .read = read_pll, .write = write_pll },
};

static const struct reg_row gen8_rows[] = {
	{ .offset = LCPLL_CTL_GEN8, .read = read_lcpll_gen8 },
	{ .offset = PORT_CLK_SEL, .count = PORT_CLKS,
	  .reset = FIELD_PREP(CLK_SEL, CLK_SEL_NONE) },
};

/* The chipset's raw clock in MHz, from which drivers derive the AUX channels' clock. */
static const struct reg_row chipset_rows[] = {
	{ .offset = PCH_RAWCLK_FREQ, .reset = RAWCLK_MHZ },
};

void clocks_attach(struct gpu *gpu)
{
	mmio_attach(gpu, chipset_rows, ARRAY_SIZE(chipset_rows), 0, NULL);
	if (gpu->device->gen >= 9)
		mmio_attach(gpu, gen9_rows, ARRAY_SIZE(gen9_rows), 0, NULL);
	else
		mmio_attach(gpu, gen8_rows, ARRAY_SIZE(gen8_rows), 0, NULL);
}

/* Symbol clock of a PLL in HDMI mode, kHz; 0 if its settings are not valid. */
static u32 hdmi_khz(const struct gpu *gpu, u32 pll)
{
	static const u32 pdiv[] = { 1, 2, 3, 0, 7, 7, 0, 0 };
	static const u32 kdiv[] = { 5, 2, 3, 1 };
	u32 cfgcr1, cfgcr2, divider;
	u64 dco;

	if (!pll)
		return 0;
	cfgcr1 = reg_get(gpu, DPLL1_CFGCR1 + (pll - 1) * 8);
	cfgcr2 = reg_get(gpu, DPLL1_CFGCR1 + (pll - 1) * 8 + 4);
	dco = (u64)FIELD_GET(CFGCR1_INTEGER, cfgcr1) * REFERENCE_KHZ +
	      (u64)FIELD_GET(CFGCR1_FRACTION, cfgcr1) * REFERENCE_KHZ / 0x8000;
	divider = pdiv[FIELD_GET(CFGCR2_PDIV, cfgcr2)] * kdiv[FIELD_GET(CFGCR2_KDIV, cfgcr2)] * 5;
	if (cfgcr2 & CFGCR2_QDIV_MODE)
		divider *= FIELD_GET(CFGCR2_QDIV, cfgcr2);
	return divider ? (u32)(dco / divider) : 0;
}

/*
 * Gen8: each port names its PLL. Two of them serve HDMI, from a reference of 2700 MHz or
 * 135 MHz; the others have the rates of DisplayPort.
 */
static u32 wrpll_khz(const struct gpu *gpu, u32 reg)
{
	u32 ctl = reg_get(gpu, reg);
	u64 reference = FIELD_GET(WRPLL_REFERENCE, ctl) == WRPLL_LCPLL ? 2700000 : 135000;
	u32 divider = FIELD_GET(WRPLL_POST, ctl) * FIELD_GET(WRPLL_DIVIDER, ctl);

	/* Post divider and reference divider count halves; a symbol has ten bits. */
	if (!(ctl & PLL_ENABLE) || !divider)
		return 0;
	return (u32)(reference * FIELD_GET(WRPLL_FEEDBACK, ctl) / 5 / divider);
}

/* Link symbol clock by rate code, kHz. */
static const u32 link_khz[] = { 540000, 270000, 162000, 324000, 216000, 432000, 0, 0 };

static u32 dp_khz(const struct gpu *gpu, u32 pipe, u32 symbol_khz)
{
	u32 transcoder = transcoder_base(gpu, pipe);
	u32 m = reg_get(gpu, transcoder + TRANS_LINK_M1) & GENMASK(23, 0);
	u32 n = reg_get(gpu, transcoder + TRANS_LINK_N1) & GENMASK(23, 0);

	return n ? (u32)((u64)symbol_khz * m / n) : 0;
}

static u32 gen8_pixel_khz(const struct gpu *gpu, u32 pipe, enum port_id port)
{
	static const u32 rates[] = { 162000, 270000, 540000, 0 };

	switch (FIELD_GET(CLK_SEL, reg_get(gpu, PORT_CLK_SEL + 4 * port))) {
	case CLK_SEL_LCPLL_2700:
		return dp_khz(gpu, pipe, 540000);
	case CLK_SEL_LCPLL_1350:
		return dp_khz(gpu, pipe, 270000);
	case CLK_SEL_LCPLL_810:
		return dp_khz(gpu, pipe, 162000);
	case CLK_SEL_SPLL:
		return dp_khz(gpu, pipe, rates[FIELD_GET(SPLL_RATE, reg_get(gpu, SPLL_CTL))]);
	case CLK_SEL_WRPLL1:
		return wrpll_khz(gpu, WRPLL1_CTL);
	case CLK_SEL_WRPLL2:
		return wrpll_khz(gpu, WRPLL2_CTL);
	default:
		return 0;
	}
}

static u32 gen9_pixel_khz(const struct gpu *gpu, u32 pipe, enum port_id port)
{
	u32 ctrl1 = reg_get(gpu, DPLL_CTRL1);
	u32 ctrl2 = reg_get(gpu, DPLL_CTRL2);
	u32 pll;

	if (ctrl2 & CTRL2_CLOCK_OFF(port))
		return 0;
	pll = CTRL2_CLOCK(port, ctrl2);
	if (ctrl1 & CTRL1_HDMI(pll))
		return hdmi_khz(gpu, pll);
	return dp_khz(gpu, pipe, link_khz[CTRL1_RATE(pll, ctrl1)]);
}

u32 clocks_pixel_khz(const struct gpu *gpu, u32 pipe)
{
	enum port_id port = ddi_port_of_pipe(gpu, pipe);

	if (port == PORTS)
		return 0;
	return gpu->device->gen >= 9 ? gen9_pixel_khz(gpu, pipe, port) :
				       gen8_pixel_khz(gpu, pipe, port);
}
