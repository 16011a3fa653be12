// SPDX-License-Identifier: GPL-2.0-only
/*
 * Power wells of the display: a well is on while at least one register requests it.
 *
 * Source: Intel OSRC Skylake PRM vol 2c (PWR_WELL_CTL, FUSE_STATUS).
 */
#include "core/gpu.h"
#include "display/display.h"

#define PWR_WELL_CTL		0x45400	/* firmware, driver, KVMr, debug */
#define PWR_WELL_CTLS		4
#define   WELL_REQUESTS		0xaaaaaaaa
#define FUSE_STATUS		0x42000
#define   FUSE_ALL_DONE		0x8e000000	/* downloaded; wells 0, 1, 2 distributed */

static u32 read_ctl(const struct reg_access *a)
{
	u32 requests = 0;

	for (u32 i = 0; i < PWR_WELL_CTLS; i++)
		requests |= reg_get(a->gpu, PWR_WELL_CTL + 4 * i) & WELL_REQUESTS;
	return (reg_get(a->gpu, a->offset) & WELL_REQUESTS) | requests >> 1;
}

static const struct reg_row rows[] = {
	{ .offset = PWR_WELL_CTL, .count = PWR_WELL_CTLS, .read = read_ctl },
	{ .offset = FUSE_STATUS, .flags = REG_RO, .reset = FUSE_ALL_DONE },
};

void power_wells_attach(struct gpu *gpu)
{
	mmio_attach(gpu, rows, ARRAY_SIZE(rows), 0, NULL);
}
