// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command streamers and their fixed properties.
 *
 * Source: Intel open source PRM, Skylake, vol. 2c (command reference,
 * registers); i915's gt/intel_engine_cs.c and gt/intel_gt_regs.h.
 */
#include "engine.h"

const struct vgt_engine_info vgt_engines[VGT_NUM_ENGINES] = {
	[VGT_RCS]  = { "rcs0",  0x02000, 1u << 1, 0, 0,  0x4260, 0xc800 },
	[VGT_BCS]  = { "bcs0",  0x22000, 1u << 3, 0, 16, 0x426c, 0xcc00 },
	[VGT_VCS]  = { "vcs0",  0x12000, 1u << 2, 1, 0,  0x4264, 0xc900 },
	[VGT_VCS2] = { "vcs1",  0x1c000, 1u << 7, 1, 16, 0x4268, 0xca00 },
	[VGT_VECS] = { "vecs0", 0x1a000, 1u << 4, 3, 0,  0x4270, 0xcb00 },
};

enum vgt_engine_id vgt_engine_by_reg(u32 offset, u32 *rel)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		u32 base = vgt_engines[id].mmio_base;

		if (offset >= base && offset < base + VGT_ENGINE_BLOCK) {
			*rel = offset - base;
			break;
		}
	}
	return id;
}
