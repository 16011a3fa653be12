// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "core/device.h"

#define ONE_VCS		(BIT(RCS0) | BIT(BCS0) | BIT(VCS0) | BIT(VECS0))
#define TWO_VCS		(ONE_VCS | BIT(VCS1))

/* FUSE2 of Gen9: bits 27:25 slices present, bits 23:20 subslices disabled. */
#define FUSE2_GEN9(slices, disabled)	((u32)(slices) << 25 | (u32)(disabled) << 20)
/* FUSE2 of Gen8: bits 27:25 slices present, bits 23:21 subslices disabled. */
#define FUSE2_GEN8(slices, disabled)	((u32)(slices) << 25 | (u32)(disabled) << 21)

#define GT2_GEN9	FUSE2_GEN9(1, 8)
#define GT3_GEN9	FUSE2_GEN9(3, 8)

/* Broxton: two of the eight EUs of each of three subslices are disabled. */
#define EU_DISABLE_BXT	0x00c0c0c0

#define DFSM_PIPE_A_OFF	BIT(30)
#define DFSM_PIPE_B_OFF	BIT(21)
#define DFSM_PIPE_C_OFF	BIT(28)
#define DFSM_ALL_OFF	(DFSM_PIPE_A_OFF | DFSM_PIPE_B_OFF | DFSM_PIPE_C_OFF)

static const struct device_info devices[] = {
	{ .name = "bdw-gt2", .title = "Broadwell GT2", .pci_id = 0x1616, .revision = 9,
	  .gen = 8, .engines = ONE_VCS, .timestamp_hz = 12500000,
	  .fuse2 = FUSE2_GEN8(1, 0), .min_freq = 6, .base_freq = 6, .max_freq = 19 },
	{ .name = "bdw-gt3", .title = "Broadwell GT3", .pci_id = 0x1626, .revision = 9,
	  .gen = 8, .engines = TWO_VCS, .timestamp_hz = 12500000,
	  .fuse2 = FUSE2_GEN8(3, 0), .min_freq = 6, .base_freq = 6, .max_freq = 20 },
	{ .name = "skl-gt2", .title = "Skylake GT2", .pci_id = 0x1912, .revision = 6,
	  .gen = 9, .engines = ONE_VCS, .timestamp_hz = 12000000,
	  .fuse2 = GT2_GEN9, .min_freq = 7, .base_freq = 7, .max_freq = 23 },
	{ .name = "skl-gt3", .title = "Skylake GT3e", .pci_id = 0x1926, .revision = 10,
	  .gen = 9, .engines = TWO_VCS, .timestamp_hz = 12000000,
	  .fuse2 = GT3_GEN9, .min_freq = 6, .base_freq = 6, .max_freq = 20 },
	{ .name = "kbl-gt2", .title = "Kaby Lake GT2", .pci_id = 0x5912, .revision = 4,
	  .gen = 9, .engines = ONE_VCS, .timestamp_hz = 12000000,
	  .fuse2 = GT2_GEN9, .min_freq = 7, .base_freq = 7, .max_freq = 23 },
	{ .name = "cfl-gt2", .title = "Coffee Lake GT2", .pci_id = 0x3e92, .revision = 0,
	  .gen = 9, .slot_access = true, .cannon_point = true, .engines = ONE_VCS,
	  .timestamp_hz = 12000000,
	  .fuse2 = GT2_GEN9, .min_freq = 7, .base_freq = 7, .max_freq = 24 },
	{ .name = "cml-gt2", .title = "Comet Lake GT2", .pci_id = 0x9bc5, .revision = 5,
	  .gen = 9, .slot_access = true, .cannon_point = true, .engines = ONE_VCS,
	  .timestamp_hz = 12000000,
	  .fuse2 = GT2_GEN9, .min_freq = 7, .base_freq = 7, .max_freq = 24 },
	/* Its display differs from the others' and is not modelled: fused off. */
	{ .name = "bxt", .title = "Broxton (Apollo Lake), no display", .pci_id = 0x5a84,
	  .revision = 11, .gen = 9, .low_power = true, .engines = ONE_VCS,
	  .timestamp_hz = 19200000, .fuse2 = GT2_GEN9, .eu_disable = { EU_DISABLE_BXT },
	  .dfsm = DFSM_ALL_OFF, .min_freq = 6, .base_freq = 12, .max_freq = 45 },
};

const struct device_info *device_at(u32 i)
{
	return i < ARRAY_SIZE(devices) ? &devices[i] : NULL;
}

const struct device_info *device_find(const char *name)
{
	for (u32 i = 0; i < ARRAY_SIZE(devices); i++)
		if (!strcmp(devices[i].name, name))
			return &devices[i];
	return NULL;
}
