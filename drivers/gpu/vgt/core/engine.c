// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command streamers and their fixed properties.
 *
 * Source: Intel open source PRM, Skylake, vol. 2c (command reference,
 * registers); i915's gt/intel_engine_cs.c and gt/intel_gt_regs.h.
 */
#include "core/regs/gt_regs.h"
#include "engine.h"

const struct vgt_engine_info vgt_engines[VGT_NUM_ENGINES] = {
	[VGT_RCS] = {
		.name = "rcs0", .mmio_base = RENDER_RING_BASE, .gdrst = GDRST_RENDER,
		.irq_gt = 0, .irq_shift = 0,
		.tlb_reg = GEN8_RTCR, .mocs_reg = GFX_MOCS_0,
	},
	[VGT_BCS] = {
		.name = "bcs0", .mmio_base = BLT_RING_BASE, .gdrst = GDRST_BLT,
		.irq_gt = 0, .irq_shift = 16,
		.tlb_reg = GEN8_BTCR, .mocs_reg = BLT_MOCS_0,
	},
	[VGT_VCS] = {
		.name = "vcs0", .mmio_base = GEN6_BSD_RING_BASE, .gdrst = GDRST_MEDIA,
		.irq_gt = 1, .irq_shift = 0,
		.tlb_reg = GEN8_M1TCR, .mocs_reg = MFX0_MOCS_0,
	},
	[VGT_VCS2] = {
		.name = "vcs1", .mmio_base = GEN8_BSD2_RING_BASE, .gdrst = GDRST_MEDIA2,
		.irq_gt = 1, .irq_shift = 16,
		.tlb_reg = GEN8_M2TCR, .mocs_reg = MFX1_MOCS_0,
	},
	[VGT_VECS] = {
		.name = "vecs0", .mmio_base = VEBOX_RING_BASE, .gdrst = GDRST_VECS,
		.irq_gt = 3, .irq_shift = 0,
		.tlb_reg = GEN8_VTCR, .mocs_reg = VEBOX_MOCS_0,
	},
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
