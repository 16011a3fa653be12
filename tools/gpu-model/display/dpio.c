// SPDX-License-Identifier: GPL-2.0-only
/*
 * Power of the two PHYs of low-power parts, which drivers switch on even where the
 * display is fused off.
 *
 * Source: Intel OSRC Apollo Lake PRM vol 2c; i915 i915_reg.h, display/intel_dpio_phy.c.
 */
#include "core/gpu.h"
#include "display/display.h"

#define DISP_PWRON		0x138090	/* a bit per PHY */
#define PHY_CL1CM_DW0		0x000
#define   PHY_POWER_GOOD	BIT(16)
#define PHY_REF_DW3		0x18c
#define   GRC_DONE		BIT(22)

static const u32 phy_base[] = { 0x6c000, 0x162000 };

/* Without power a PHY answers nothing, which reads as ones. */
static u32 when_powered(const struct reg_access *a, u32 val)
{
	u32 phy = a->offset >= phy_base[1];

	return reg_get(a->gpu, DISP_PWRON) & BIT(phy) ? val : ~0u;
}

static u32 read_power(const struct reg_access *a)
{
	return when_powered(a, PHY_POWER_GOOD);
}

/* The resistors are calibrated as soon as there is power. */
static u32 read_calibration(const struct reg_access *a)
{
	return when_powered(a, GRC_DONE);
}

static const struct reg_row rows[] = {
	{ .offset = PHY_CL1CM_DW0, .flags = REG_RO, .read = read_power },
	{ .offset = PHY_REF_DW3, .flags = REG_RO, .read = read_calibration },
};

void dpio_attach(struct gpu *gpu)
{
	if (!gpu->device->low_power)
		return;
	for (u32 i = 0; i < ARRAY_SIZE(phy_base); i++)
		mmio_attach(gpu, rows, ARRAY_SIZE(rows), phy_base[i], NULL);
}
