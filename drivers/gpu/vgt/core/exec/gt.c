// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GT: resets, TLB control, GGTT flushes, and registers with fixed values.
 *
 * Source: Skylake PRM vol. 2c; i915's gt/intel_gt_regs.h, gt/intel_reset.c.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/mem/ggtt.h"
#include "core/regs/gt_regs.h"
#include "core/regs/tables.h"
#include "core/vgpu_types.h"
#include "reset.h"

/* Reset at once: the guest polls until the register reads 0. */
static int vgt_gdrst_write(const struct vgt_reg_access *a, u32 val)
{
	enum vgt_engine_id id;
	u32 engines = 0;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (val & (vgt_engines[id].gdrst | GDRST_FULL))
			engines |= BIT(id);
	if (!engines)
		return 0;
	vgt_ggtt_flush(a->vgpu);
	vgt_reset_engines(a->vgpu, engines & a->vgpu->dev->gpu->desc.engine_mask);
	return 0;
}

/* GFX_FLSH_CNTL: make new GGTT entries valid. */
static int vgt_ggtt_flush_write(const struct vgt_reg_access *a, u32 val)
{
	vgt_ggtt_flush(a->vgpu);
	return 0;
}

#define WHY_ALL		"switches of units that all engines share: the host's driver sets them"
#define WHY_CLOCKS	"clock gating of the whole GT: the host's driver sets it"
#define WHY_UNDOCUMENTED	"no public document says what it does"
#define WHY_OLD		"documents of Gen7 are the last that have it"

#define ZERO		.flags = VGT_REG_ZERO
#define FOUND		.flags = VGT_REG_FOUND
/* Commands access the vGPU's own register: nothing loads the hardware's. */
#define OWN(_flags, _why)						\
	.own = VGT_ON_ALL, .flags = VGT_REG_FOUND | (_flags), .why = _why
#define GEN8		.gens = BIT(8)
#define GEN9		.gens = BIT(9)

/*
 * A guest's values for units of the whole GPU do not reach the hardware: they would affect the
 * work of the host and of other VMs, which runs on other engines at the same time. They are
 * stored for the guest to read back (kvmgt switches some of them).
 */
static const struct vgt_reg vgt_gt_regs[] = {
	VGT_REG(GDRST, ZERO, .write = vgt_gdrst_write),
	VGT_REG(GFX_FLSH_CNTL, ZERO, .write = vgt_ggtt_flush_write),
	/*
	 * TLB invalidations are complete at once: each request of the host's starts
	 * with one.
	 */
	VGT_REG(GEN8_RTCR, .count = TCR_COUNT, ZERO),
	/* Faults are not shown to guests. */
	VGT_REG(RING_FAULT_REG_RCS, ZERO, .own = VGT_ON_ALL,
		.why = "faults of all engines: the host's driver clears them"),
	VGT_REG(RING_FAULT_REG_VCS, ZERO),
	VGT_REG(RING_FAULT_REG_BCS, ZERO),
	VGT_REG(RING_FAULT_REG_VECS, ZERO),
	VGT_REG(FAULT_TLB_DATA0, ZERO),
	VGT_REG(FAULT_TLB_DATA1, ZERO),
	/* Always in reset: guests have no GuC. */
	VGT_REG(GUC_STATUS, .ro = VGT_RO_ALL, .init = GUC_STATUS_IN_RESET),
	/* Always awake. Broadwell's driver polls the first one. */
	VGT_REG(GT_THREAD_STATUS, ZERO),
	VGT_REG(GT_CORE_STATUS, ZERO),
	/* No access was dropped. */
	VGT_REG(GTFIFODBG, ZERO, .own = VGT_ON_ALL,
		.why = "accesses that the GT dropped: none is a guest's to see"),
	/*
	 * PRIVATE_PAT: the meaning of cache indices in page-table entries. All entries
	 * that the hardware uses are the host's, for other vGPUs as well. Which page an
	 * access reaches does not depend on it.
	 */
	VGT_REG(PRIVATE_PAT_LO, FOUND),
	VGT_REG(PRIVATE_PAT_HI, FOUND),
	VGT_REG(ARB_MODE, OWN(VGT_REG_MASKED, WHY_ALL)),
	VGT_REG(REG_4090, OWN(0, WHY_ALL)),
	/* Registers of the unit that translates all addresses. */
	VGT_REG(GAMT_ECO_REG_RW_IA, GEN9, OWN(0, WHY_ALL)),
	VGT_REG(GAMT_CHKN_BIT_REG, GEN9, OWN(0, WHY_ALL)),
	/* Register of the memory cache that all units share. */
	VGT_REG(MMCD_MISC_CTRL, GEN9, OWN(0, WHY_ALL)),
	/* Clock gating of units: the host's driver sets it for its workarounds. */
	VGT_REG(REG_9030, OWN(0, WHY_CLOCKS)),
	VGT_REG(UCGCTL4, OWN(0, WHY_CLOCKS)),
	VGT_REG(UCGCTL6, OWN(0, WHY_CLOCKS)),
	VGT_REG(REG_20DC, OWN(VGT_REG_MASKED, WHY_UNDOCUMENTED)),
	VGT_REG(CACHE_MODE_0_GEN6, OWN(VGT_REG_MASKED, WHY_OLD)),
	VGT_REG(CACHE_MODE_1_GEN6, OWN(VGT_REG_MASKED, WHY_OLD)),
	VGT_REG(RS_PREEMPT_STATUS,
		OWN(0, "where the resource streamer goes on, which its image says")),
	VGT_REG(REG_21F0, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_5588, GEN9, OWN(VGT_REG_MASKED, WHY_UNDOCUMENTED)),
	VGT_REG(REG_8430, GEN8, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_E220, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_E230, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_E240, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_E260, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_E270, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_E280, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_E2A0, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_E2B0, OWN(0, WHY_UNDOCUMENTED)),
	VGT_REG(REG_E2C0, OWN(0, WHY_UNDOCUMENTED)),
	/* Batches cannot access these, whatever a slot of FORCE_TO_NONPRIV says. */
	VGT_REG(REG_D80, FOUND, .nonpriv = VGT_NONPRIV_NEVER,
		.why = "no public document says what it does, nor where it is kept"),
	VGT_REG(DE_RR_DEST_64844, FOUND, .nonpriv = VGT_NONPRIV_NEVER,
		.why = "it is among the display's, which is the host's"),
};

VGT_REG_TABLE(vgt_regs_gt, vgt_gt_regs);
