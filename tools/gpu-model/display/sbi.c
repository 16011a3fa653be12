// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sideband to the units of the Lynx Point chipset beside a Gen8 GPU: an address, a datum, and a
 * command that completes at once.
 *
 * Source: Intel OSRC Broadwell PRM vol 2c (SBI_ADDR, SBI_DATA, SBI_CTL_STAT); i915
 * intel_sbi.c.
 */
#include <string.h>

#include "core/gpu.h"
#include "display/display.h"

#define SBI_ADDR		0xc6000
#define   SBI_REGISTER		GENMASK(31, 16)
#define SBI_DATA		0xc6004
#define SBI_CTL_STAT		0xc6008
#define   SBI_MPHY		BIT(16)
#define   SBI_OPCODE		GENMASK(15, 8)
#define   SBI_FAILED		BIT(1)
#define   SBI_BUSY		BIT(0)

enum sbi_opcode {
	SBI_IO_READ = 2,
	SBI_IO_WRITE = 3,
	SBI_PRIVATE_READ = 6,
	SBI_PRIVATE_WRITE = 7
};

/* Return: true if the command exists. */
static bool transact(struct gpu *gpu, u32 cmd)
{
	u32 reg = FIELD_GET(SBI_REGISTER, reg_get(gpu, SBI_ADDR));
	u32 *unit = gpu->display.sbi.reg[!!(cmd & SBI_MPHY)];

	switch (FIELD_GET(SBI_OPCODE, cmd)) {
	case SBI_IO_READ:
	case SBI_PRIVATE_READ:
		reg_set(gpu, SBI_DATA, unit[reg / 4]);
		return true;
	case SBI_IO_WRITE:
	case SBI_PRIVATE_WRITE:
		unit[reg / 4] = reg_get(gpu, SBI_DATA);
		return true;
	default:
		return false;
	}
}

static void write_ctl(const struct reg_access *a, u32 val)
{
	u32 stat = val & ~(SBI_BUSY | SBI_FAILED);

	if ((val & SBI_BUSY) && !transact(a->gpu, val))
		stat |= SBI_FAILED;
	reg_set(a->gpu, a->offset, stat);
}

static const struct reg_row rows[] = {
	{ .offset = SBI_ADDR },
	{ .offset = SBI_DATA },
	{ .offset = SBI_CTL_STAT, .write = write_ctl },
};

void sbi_attach(struct gpu *gpu)
{
	if (gpu->device->gen < 9)
		mmio_attach(gpu, rows, ARRAY_SIZE(rows), 0, NULL);
}
