// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GT: resets, TLB control, GGTT flushes, and what is fixed.
 *
 * Source: Skylake PRM vol. 2c; i915's gt/intel_gt_regs.h, gt/intel_reset.c.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "../ggtt.h"
#include "../reset.h"
#include "../vgpu.h"
#include "regs.h"

#define VGT_GDRST		0x941c
#define VGT_GDRST_FULL		BIT(0)

/* Resets at once: the guest polls for 0. */
static int vgt_gdrst_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	enum vgt_engine_id id;
	u32 engines = 0;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (val & (vgt_engines[id].gdrst | VGT_GDRST_FULL))
			engines |= BIT(id);
	if (!engines)
		return 0;
	vgt_ggtt_flush(vgpu);
	vgt_reset_engines(vgpu, engines & vgpu->dev->gpu->desc.engine_mask);
	return 0;
}

/* GFX_FLSH_CNTL: new GGTT entries count from here on. */
static int vgt_ggtt_flush_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	vgt_ggtt_flush(vgpu);
	return 0;
}

/*
 * TLB invalidations are done when they are asked for: each request of the host's
 * starts with one.
 */
static const struct vgt_reg vgt_gt_regs[] = {
	{ .offset = VGT_GDRST, .flags = VGT_REG_ZERO, .write = vgt_gdrst_write },
	{ .offset = 0x101008, .flags = VGT_REG_ZERO,
	  .write = vgt_ggtt_flush_write },
	{ .offset = 0x4260, .count = 5, .flags = VGT_REG_ZERO },
	/* Faults: none is a guest's to see. */
	{ .offset = 0x4094, .flags = VGT_REG_ZERO },
	{ .offset = 0x4194, .flags = VGT_REG_ZERO },
	{ .offset = 0x4294, .flags = VGT_REG_ZERO },
	{ .offset = 0x4394, .flags = VGT_REG_ZERO },
	{ .offset = 0x4b10, .count = 2, .flags = VGT_REG_ZERO },
	/* GUC_STATUS: in reset. There is no GuC for guests. */
	{ .offset = 0xc000, .flags = VGT_REG_RO, .init = BIT(0) },
	/* GEN6_GT_CORE_STATUS, RC6 context: no power management to see. */
	{ .offset = 0x138060, .flags = VGT_REG_ZERO },
};

VGT_REG_TABLE(vgt_regs_gt, vgt_gt_regs);
