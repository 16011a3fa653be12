// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers of the render engine's units, which a guest's commands may set: counters, state,
 * and switches that drivers need for workarounds.
 *
 * Ranges of which the documents name only some are in the rows as far as the hardware's
 * context images may hold them: what an image does not hold, no command sets.
 *
 * Source: Skylake PRM vol. 2c (registers), vol. 3 (logical context), i915's
 * gt/intel_lrc.c (image layouts), gt/intel_workarounds.c (what drivers set).
 */
#include <linux/bitfield.h>
#include <linux/kernel.h>

#include "core/device_types.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "cmd_regs.h"
#include "gt_regs.h"
#include "tables.h"

/* SC_INSTDONE and its siblings of some slice, as INSTDONE of the engine. */
static u32 vgt_render_done_read(const struct vgt_reg_access *a)
{
	struct vgt_gpu *gpu = a->vgpu->dev->gpu;
	u32 val;

	if (!vgt_record_flag(a->vgpu, VGT_RCS, READ_ONCE(a->vgpu->engines[VGT_RCS].ent.running)))
		return ~0u;
	gpu->ops->get(gpu);
	val = gpu->ops->read(gpu, a->offset);
	gpu->ops->put(gpu);
	vgt_record_io(a->vgpu, VGT_RECORD_VALUE, a->offset, &val, sizeof(val));
	return val;
}

/* CS_DEBUG_MODE2. Two bits are what two of INSTPM are on Gen8. */
static bool vgt_debug_mode2_allowed(const struct vgt_device *dev, enum vgt_engine_id engine,
				    u32 val)
{
	return !vgt_reg_masked_sets(val, CS_DEBUG_MODE2_COMMANDS_OFF);
}

/* TRTTE. Without the second bit its tables are at physical addresses. */
static bool vgt_trtte_allowed(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	return !(val & TRTTE_ENABLE) || val & TRTTE_VIRTUAL;
}

/* R_PWR_CLK_STATE. How many slices, subslices and EUs, and whether these numbers count. */
static bool vgt_pwr_clk_allowed(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	return !(val & ~(R_PWR_CLK_ENABLE | R_PWR_CLK_S_CNT | R_PWR_CLK_COUNTS)) &&
	       FIELD_GET(R_PWR_CLK_EU_MIN, val) <= FIELD_GET(R_PWR_CLK_EU_MAX, val);
}

#define WHY_COUNT	"a counter, or a number that later commands of the context use"
#define WHY_CHICKEN	"switches of render's own units: no address, no other engine's"
#define WHY_TRTT	"virtual addresses only, as TRTTE is judged"
#define WHY_SO		"counters, and offsets into buffers in its own PPGTT"
#define WHY_UNKNOWN	"no public document says what it does, nor where it is kept"
#define WHY_GEN9	"the images of Gen8 do not hold it"

/* Of render, kept by the hardware; a chicken bit; a counter that batches are given. */
#define CTX(_why)	.engines = VGT_ON_RCS, .flags = VGT_REG_CTX, .why = _why
#define CHICKEN		.engines = VGT_ON_RCS, .flags = VGT_REG_CTX | VGT_REG_MASKED, \
			.why = WHY_CHICKEN
#define SWITCH(_more)	.engines = VGT_ON_RCS, .flags = VGT_REG_SW | (_more), .why = WHY_CHICKEN
#define DONE		.engines = VGT_ON_RCS, .flags = VGT_REG_CMD_READ, .ro = VGT_RO_ALL, \
			.state = VGT_STATE_NONE, .read = vgt_render_done_read, \
			.why = "commands only read it"
#define GIVE		.nonpriv = VGT_NONPRIV_GIVE
#define NEVER(_why)	.nonpriv = VGT_NONPRIV_NEVER, .why = _why, .flags = VGT_REG_FOUND
#define GEN8		.gens = BIT(8)
#define GEN9		.gens = BIT(9)

static const struct vgt_reg vgt_render_regs[] = {
	VGT_REG(FF_SLICE_CHICKEN, SWITCH(VGT_REG_MASKED)),
	VGT_REG(_3D_CHICKEN3, SWITCH(VGT_REG_MASKED)),
	VGT_REG(FF_THREAD_MODE, SWITCH(0)),
	VGT_REG(R_PWR_CLK_STATE, CTX("how many slices its own context gets"),
		.allowed = vgt_pwr_clk_allowed),
	VGT_REG(CS_DEBUG_MODE2, GEN9, .engines = VGT_ON_RCS,
		.flags = VGT_REG_CTX | VGT_REG_MASKED, .allowed = vgt_debug_mode2_allowed,
		.why = "judged; the rest is what constants are relative to"),
	VGT_REG(FF_SLICE_CS_CHICKEN1, GEN9, SWITCH(VGT_REG_MASKED)),
	VGT_REG(FF_SLICE_CS_CHICKEN2, SWITCH(VGT_REG_MASKED)),
	VGT_REG(CS_DEBUG_MODE1, GEN9, GIVE, .engines = VGT_ON_RCS,
		.flags = VGT_REG_SW | VGT_REG_SAVE | VGT_REG_MASKED,
		.why = "clock gating, and how a context switch of GPGPU work replays"),
	VGT_REG(CS_DEBUG_MODE1, GEN8, NEVER(WHY_GEN9)),
	VGT_REG(CTX_PREEMPT, GEN9, GIVE, .engines = VGT_ON_RCS,
		.flags = VGT_REG_SW | VGT_REG_SAVE, .why = "where its own work may be preempted"),
	VGT_REG(CTX_PREEMPT, GEN8, .own = VGT_ON_ALL,
		NEVER("no public document says what it does on Gen8")),
	VGT_REG(CS_INVOCATION_COUNT, .count = 2, CTX(WHY_COUNT)),
	VGT_REG(HS_INVOCATION_COUNT, .count = 2, CTX(WHY_COUNT)),
	VGT_REG(DS_INVOCATION_COUNT, .count = 2, CTX(WHY_COUNT)),
	VGT_REG(IA_VERTICES_COUNT, .count = 2, CTX(WHY_COUNT)),
	VGT_REG(IA_PRIMITIVES_COUNT, .count = 2, CTX(WHY_COUNT)),
	VGT_REG(VS_INVOCATION_COUNT, .count = 2, CTX(WHY_COUNT)),
	VGT_REG(GS_INVOCATION_COUNT, .count = 2, CTX(WHY_COUNT)),
	VGT_REG(GS_PRIMITIVES_COUNT, .count = 2, CTX(WHY_COUNT)),
	VGT_REG(CL_INVOCATION_COUNT, .count = 2, CTX(WHY_COUNT)),
	VGT_REG(CL_PRIMITIVES_COUNT, .count = 2, CTX(WHY_COUNT), GIVE),
	VGT_REG(PS_INVOCATION_COUNT, .count = 2, CTX(WHY_COUNT), GIVE),
	VGT_REG(PS_DEPTH_COUNT, .count = 2, CTX(WHY_COUNT), GIVE),
	VGT_REG(_3DPRIM_END_OFFSET, VGT_REG_TO(_3DPRIM_END_OFFSET, _3DPRIM_BASE_VERTEX),
		CTX(WHY_COUNT)),
	VGT_REG(REG_2470, CHICKEN),
	VGT_REG(GPGPU_DISPATCHDIMX, CTX(WHY_COUNT)),
	VGT_REG(GPGPU_DISPATCHDIMY, CTX(WHY_COUNT)),
	VGT_REG(GPGPU_DISPATCHDIMZ, CTX(WHY_COUNT)),
	VGT_REG(REG_250C, CTX(WHY_COUNT)),
	VGT_REG(CS_CHICKEN1, GIVE, .engines = VGT_ON_RCS, .flags = VGT_REG_CTX | VGT_REG_MASKED,
		.why = "where its own work may be preempted"),
	VGT_REG(REG_2690, .count = 3, NEVER(WHY_UNKNOWN)),
	VGT_REG(REG_28A0, NEVER(WHY_UNKNOWN)),
	/* TR-TT. */
	VGT_REG(TR_TT_VA_RANGE, .count = 2, GEN9, CTX(WHY_TRTT), GIVE),
	VGT_REG(TR_TT_VA_RANGE, .count = 2, GEN8, NEVER(WHY_GEN9)),
	VGT_REG(REG_4DE8, VGT_REG_TO(REG_4DE8, REG_4DF0), GEN9, CTX(WHY_TRTT)),
	VGT_REG(TRTTE, GEN9, CTX("judged: its tables are at virtual addresses"),
		.allowed = vgt_trtte_allowed),
	VGT_REG(REG_4DFC, GEN9, CTX(WHY_TRTT), GIVE),
	VGT_REG(REG_4DFC, GEN8, NEVER(WHY_GEN9)),
	/* Stream output. */
	VGT_REG(SO_NUM_PRIMS_WRITTEN_0, VGT_REG_TO(SO_NUM_PRIMS_WRITTEN_0, SO_LAST), CTX(WHY_SO)),
	/* What all slices have. */
	VGT_REG(CACHE_MODE_0, CHICKEN),
	VGT_REG(CACHE_MODE_1, CHICKEN),
	VGT_REG(GT_MODE, CHICKEN),
	VGT_REG(REG_700C, CHICKEN),
	VGT_REG(COMMON_SLICE_CHICKEN1, CHICKEN, GIVE),
	VGT_REG(COMMON_SLICE_CHICKEN2, CHICKEN, GIVE),
	VGT_REG(REG_7018, VGT_REG_TO(REG_7018, REG_7030), CHICKEN),
	VGT_REG(L3CNTLREG, CTX("how L3 is shared out while its own context runs")),
	VGT_REG(REG_7038, VGT_REG_TO(REG_7038, REG_70FC), CHICKEN),
	VGT_REG(SC_INSTDONE, DONE),
	VGT_REG(REG_7104, VGT_REG_TO(REG_7104, REG_72FC), CHICKEN),
	VGT_REG(HDC_CHICKEN0, CHICKEN, GIVE),
	VGT_REG(HDC_CHICKEN1, CHICKEN, GIVE),
	VGT_REG(REG_7308, VGT_REG_TO(REG_7308, REG_7318), CHICKEN),
	VGT_REG(SLICE_COMMON_ECO_CHICKEN1, GEN9, CHICKEN, GIVE),
	VGT_REG(REG_731C, GEN8, CHICKEN, GIVE),
	VGT_REG(REG_7320, VGT_REG_TO(REG_7320, REG_73FC), CHICKEN),
	VGT_REG(REG_7700, .count = 4, NEVER(WHY_UNKNOWN)),
	/* Vertex fetch. */
	VGT_REG(VF_GUARDBAND, CHICKEN),
	VGT_REG(REG_83A8, CHICKEN, GIVE),
	/* Half slices, and the rows of their EUs. */
	VGT_REG(HALF_SLICE_CHICKEN1, CHICKEN, GIVE),
	VGT_REG(REG_E104, VGT_REG_TO(REG_E104, REG_E15C), CHICKEN),
	VGT_REG(SAMPLER_INSTDONE, DONE),
	VGT_REG(ROW_INSTDONE, DONE),
	VGT_REG(REG_E168, VGT_REG_TO(REG_E168, REG_E17C), CHICKEN),
	VGT_REG(HALF_SLICE_CHICKEN2, CHICKEN),
	VGT_REG(HALF_SLICE_CHICKEN3, CHICKEN),
	VGT_REG(HALF_SLICE_CHICKEN5, CHICKEN),
	VGT_REG(REG_E18C, CHICKEN, GIVE),
	VGT_REG(REG_E190, CHICKEN),
	VGT_REG(HALF_SLICE_CHICKEN7, CHICKEN),
	VGT_REG(REG_E198, VGT_REG_TO(REG_E198, REG_E1FC), CHICKEN),
	VGT_REG(REG_E48C, NEVER(WHY_UNKNOWN)),
	VGT_REG(REG_E4CC, CTX(WHY_CHICKEN)),
	VGT_REG(REG_E4D0, VGT_REG_TO(REG_E4D0, REG_E4EC), CHICKEN),
	VGT_REG(ROW_CHICKEN, CHICKEN),
	VGT_REG(ROW_CHICKEN2, CHICKEN),
	VGT_REG(REG_E4F8, VGT_REG_TO(REG_E4F8, REG_E4FC), CHICKEN),
	VGT_REG(REG_E5F4, NEVER(WHY_UNKNOWN)),
};

VGT_REG_TABLE(vgt_regs_render, vgt_render_regs);
