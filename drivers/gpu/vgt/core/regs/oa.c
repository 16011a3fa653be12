// SPDX-License-Identifier: GPL-2.0-only
/*
 * The OA unit, which counts what the GPU does and writes reports, and the network (NOA) that
 * leads signals to it.
 *
 * There is one of it, and it is the host's: it counts the work of all VMs. A guest's driver
 * loads these registers when a program opens a stream of reports. It submits the loads in its
 * own context, and again after each reset, so a refusal would end its engine for good. Each
 * vGPU has its own registers, which do nothing: no report ever comes.
 *
 * In a context image (OACTXCONTROL, OACTXID, EU_PERF_CNTL) they are words without a guest's
 * value: see exec/lrc_layout.c.
 *
 * Source: i915_perf.c and i915_perf_oa_regs.h of Linux 6.1 (what drivers load, and what they
 * let programs load), gt/intel_gt_regs.h; Skylake PRM vol. 2c.
 */
#include <linux/kernel.h>

#include "gt_regs.h"
#include "tables.h"

#define WHY_OA		"the OA unit is the host's: it counts the work of all VMs"

/* Commands of render access the vGPU's own register; others have no OA unit. */
#define OA(_flags)	.own = VGT_ON_RCS, .flags = (_flags), .why = WHY_OA

static const struct vgt_reg vgt_oa_regs[] = {
	/* How fast the clock is: drivers read it at their start. */
	VGT_REG(RPM_CONFIG0, VGT_REG_TO(RPM_CONFIG0, REG_D08), OA(VGT_REG_FOUND)),
	VGT_REG(NOA_CONFIG_0, VGT_REG_TO(NOA_CONFIG_0, NOA_CONFIG_8), OA(0)),
	/* One of its bits is no part of the OA unit; i915 does not let programs set that one. */
	VGT_REG(WAIT_FOR_RC6_EXIT, OA(VGT_REG_MASKED)),
	VGT_REG(OACTXCONTROL, VGT_REG_TO(OACTXCONTROL, OACTXID), OA(0)),
	VGT_REG(OABUFFER_UDW, OA(0)),
	VGT_REG(OASTARTTRIG1, VGT_REG_TO(OASTARTTRIG1, OASTARTTRIG8), OA(0)),
	VGT_REG(OAREPORTTRIG1, VGT_REG_TO(OAREPORTTRIG1, OAREPORTTRIG5), OA(0)),
	/* kvmgt lets drivers give it to batches. */
	VGT_REG(OAREPORTTRIG6, OA(0), .nonpriv = VGT_NONPRIV_NEVER),
	VGT_REG(OAREPORTTRIG7, VGT_REG_TO(OAREPORTTRIG7, OAREPORTTRIG8), OA(0)),
	VGT_REG(OACEC0_0, VGT_REG_TO(OACEC0_0, OACEC7_1), OA(0)),
	VGT_REG(OACONTROL, OA(0)),
	VGT_REG(OA_DEBUG, OA(VGT_REG_MASKED)),
	VGT_REG(OASTATUS, VGT_REG_TO(OASTATUS, OABUFFER), OA(0)),
	VGT_REG(OA_PERFCNT1_LO, VGT_REG_TO(OA_PERFCNT1_LO, OA_PERFMATRIX_HI), OA(0)),
	VGT_REG(MICRO_BP0_0, VGT_REG_TO(MICRO_BP0_0, NOA_WRITE), OA(0)),
	VGT_REG(EU_PERF_CNTL0, VGT_REG_TO(EU_PERF_CNTL0, EU_PERF_CNTL4), OA(0)),
	VGT_REG(EU_PERF_CNTL1, VGT_REG_TO(EU_PERF_CNTL1, EU_PERF_CNTL5), OA(0)),
	VGT_REG(EU_PERF_CNTL2, VGT_REG_TO(EU_PERF_CNTL2, EU_PERF_CNTL6), OA(0)),
	VGT_REG(EU_PERF_CNTL3, OA(0)),
};

VGT_REG_TABLE(vgt_regs_oa, vgt_oa_regs);
