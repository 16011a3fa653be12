// SPDX-License-Identifier: GPL-2.0-only
/*
 * Digital ports: buffers, DisplayPort transport, panel power.
 *
 * Source: Intel OSRC Skylake PRM vol 2c (DDI_BUF_CTL, DP_TP_CTL, DP_TP_STATUS).
 */
#include "core/gpu.h"
#include "display/display.h"

#define DDI_BASE		0x64000
#define DDI_STRIDE		0x100
#define DDI_COUNT		5	/* A to E */
#define DDI_BUF_CTL		0x00
#define   BUF_ENABLE		BIT(31)
#define   BUF_IDLE		BIT(7)
#define DP_TP_CTL		0x40
#define   TP_ENABLE		BIT(31)
#define   TP_PATTERN		GENMASK(10, 8)
#define   TP_PATTERN_IDLE	2
#define DP_TP_STATUS		0x44
#define   TP_IDLE_DONE		BIT(25)
#define   TP_ACT_SENT		BIT(24)

#define TRANS_DDI_FUNC_CTL	0x400
#define   FUNC_ENABLE		BIT(31)
#define   FUNC_PORT		GENMASK(30, 28)

#define EDP_PSR_IMR		0x64834
#define EDP_PSR_IIR		0x64838

#define PP_STATUS		0xc7200
#define   PP_ON			BIT(31)
#define PP_CONTROL		0xc7204
#define   PP_TARGET_ON		BIT(0)
#define PP_DIVISOR		0xc7210
#define   PP_DIVISOR_24_MHZ	0x0004af00

static u32 read_buf_ctl(const struct reg_access *a)
{
	u32 val = reg_get(a->gpu, a->offset) & ~BUF_IDLE;

	return val & BUF_ENABLE ? val : val | BUF_IDLE;
}

/* Five idle patterns have been sent before anybody reads this. */
static u32 read_tp_status(const struct reg_access *a)
{
	u32 ctl = reg_get(a->gpu, a->offset - DP_TP_STATUS + DP_TP_CTL);
	u32 val = reg_get(a->gpu, a->offset);

	if ((ctl & TP_ENABLE) && FIELD_GET(TP_PATTERN, ctl) == TP_PATTERN_IDLE)
		val |= TP_IDLE_DONE;
	return val;
}

static u32 read_pp_status(const struct reg_access *a)
{
	return reg_get(a->gpu, PP_CONTROL) & PP_TARGET_ON ? PP_ON : 0;
}

enum port_id ddi_port_of_pipe(const struct gpu *gpu, u32 pipe)
{
	u32 ctl = reg_get(gpu, transcoder_base(gpu, pipe) + TRANS_DDI_FUNC_CTL);
	u32 port = FIELD_GET(FUNC_PORT, ctl);

	return (ctl & FUNC_ENABLE) && port < PORTS ? (enum port_id)port : PORTS;
}

static const struct reg_row ddi_rows[] = {
	{ .offset = DDI_BUF_CTL, .count = DDI_COUNT, .stride = DDI_STRIDE, .read = read_buf_ctl },
	{ .offset = DP_TP_STATUS, .count = DDI_COUNT, .stride = DDI_STRIDE, .flags = REG_W1C,
	  .read = read_tp_status },
};

static const struct reg_row panel_rows[] = {
	{ .offset = EDP_PSR_IMR },
	{ .offset = EDP_PSR_IIR, .flags = REG_W1C },
	{ .offset = PP_STATUS, .flags = REG_RO, .read = read_pp_status },
};

static const struct reg_row gen9_panel_rows[] = {
	{ .offset = PP_DIVISOR, .reset = PP_DIVISOR_24_MHZ },
};

void ddi_attach(struct gpu *gpu)
{
	mmio_attach(gpu, ddi_rows, ARRAY_SIZE(ddi_rows), DDI_BASE, NULL);
	mmio_attach(gpu, panel_rows, ARRAY_SIZE(panel_rows), 0, NULL);
	if (gpu->device->gen >= 9)
		mmio_attach(gpu, gen9_panel_rows, ARRAY_SIZE(gen9_panel_rows), 0, NULL);
}
