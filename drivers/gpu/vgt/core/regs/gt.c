// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GT: resets, TLB control, GGTT flushes, and what is fixed.
 *
 * Source: Skylake PRM vol. 2c; i915's gt/intel_gt_regs.h, gt/intel_reset.c.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/exec/reset.h"
#include "core/mem/ggtt.h"
#include "core/vgpu.h"
#include "tables.h"

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
	/* GT_THREAD_STATUS, GT_CORE_STATUS: awake. Broadwell's driver waits for the first. */
	{ .offset = 0x13805c, .count = 2, .flags = VGT_REG_ZERO },
	/* GTFIFODBG: no access was dropped. */
	{ .offset = 0x120000, .flags = VGT_REG_ZERO },
};

/*
 * What is of the whole GPU's: kept for the guest to read back, never loaded, nor switched
 * between VMs (kvmgt switches some of them). A value would count for the host's and others'
 * work, which other engines do at the same time.
 */
static const struct vgt_reg vgt_kept_regs[] = {
	/*
	 * PRIVATE_PAT: what the indices of caches in entries of page tables mean. All entries
	 * that the hardware sees are the host's, as are those of neighbours. Which page an
	 * access reaches does not depend on it.
	 */
	{ .offset = 0x40e0, .count = 2, .flags = VGT_REG_FOUND },
	/* GAMT_ECO_REG_RW_IA, GAMT_CHKN_BIT: of the unit that translates all addresses. */
	{ .offset = 0x4ab0, .flags = VGT_REG_FOUND },
	{ .offset = 0x4ab8, .flags = VGT_REG_FOUND },
	/* MMCD_MISC_CTRL: of the cache before memory that all units share. */
	{ .offset = 0x4ddc, .flags = VGT_REG_FOUND },
	/* UCGCTL4: clocks of units. The host's driver sets what its workarounds need. */
	{ .offset = 0x940c, .flags = VGT_REG_FOUND },
};

VGT_REG_TABLE(vgt_regs_gt, vgt_gt_regs);
VGT_REG_TABLE(vgt_regs_kept, vgt_kept_regs);
