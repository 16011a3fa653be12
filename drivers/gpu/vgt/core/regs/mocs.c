// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cache control: MOCS of each engine, and L3.
 *
 * i915 of Linux 4.4 to 4.7 loads the MOCS of all engines by commands in render's ring. Another
 * engine may run another VM's work at that time: it gets the values with the next work of this
 * vGPU.
 *
 * Source: Skylake PRM vol. 2c; i915's gt/intel_mocs.c.
 */
#include <linux/kernel.h>

#include "gt_regs.h"
#include "tables.h"

#define WHY_CACHE	"how own accesses use caches; which page they reach, page tables say"
#define WHY_L3		"switches of L3, which all engines share: the host's driver sets them"

#define GEN8		.gens = BIT(8)
#define GEN9		.gens = BIT(9)
#define SWITCH(_more)	.engines = VGT_ON_RCS, .flags = VGT_REG_SW | (_more), .why = WHY_CACHE
#define MOCS(_engine)							\
	.count = MOCS_REGS, .gens = BIT(9), .engines = BIT(_engine), .why = WHY_CACHE
/* Of an engine beside render. */
#define XCS_MOCS(_engine)						\
	MOCS(_engine), .flags = VGT_REG_SW | VGT_REG_OWN_SET, .own = VGT_ON_RCS
#define OWN		.own = VGT_ON_ALL, .flags = VGT_REG_FOUND, .why = WHY_L3

static const struct vgt_reg vgt_mocs_regs[] = {
	VGT_REG(GARBCNTL, GEN9, SWITCH(0)),
	VGT_REG(SCRATCH_LNCF1, GEN9, SWITCH(0)),
	VGT_REG(LNCFCMOCS_0, GEN9, VGT_REG_TO(LNCFCMOCS_0, LNCFCMOCS_31), SWITCH(VGT_REG_CONTEXT)),
	VGT_REG(L3SQCREG1, GEN8, OWN),
	VGT_REG(REG_B10C, GEN8, OWN),
	VGT_REG(REG_B110, .flags = VGT_REG_FOUND, .nonpriv = VGT_NONPRIV_NEVER,
		.why = "it is of the L3 that all contexts share, and nothing switches it"),
	VGT_REG(L3SQCREG4, SWITCH(VGT_REG_SAVE), .nonpriv = VGT_NONPRIV_GIVE),
	VGT_REG(SCRATCH1, GEN9, SWITCH(0)),
	VGT_REG(REG_B1C0, GEN8, OWN),
	VGT_REG(REG_B1F0, GEN8, OWN),
	VGT_REG(GFX_MOCS_0, MOCS(VGT_RCS), .flags = VGT_REG_SW),
	VGT_REG(MFX0_MOCS_0, XCS_MOCS(VGT_VCS)),
	VGT_REG(MFX1_MOCS_0, XCS_MOCS(VGT_VCS2)),
	VGT_REG(VEBOX_MOCS_0, XCS_MOCS(VGT_VECS)),
	VGT_REG(BLT_MOCS_0, XCS_MOCS(VGT_BCS)),
};

VGT_REG_TABLE(vgt_regs_mocs, vgt_mocs_regs);
