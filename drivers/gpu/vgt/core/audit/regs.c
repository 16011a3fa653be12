// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that a guest's privileged commands may name, and where their values
 * live between its turns: in the context image, or switched by vgt. What is not
 * here, no command of a guest's reads or writes.
 *
 * Source: Skylake PRM vol. 2c (registers), vol. 3 (logical context), i915's
 * gt/intel_lrc.c (image layouts), gt/intel_workarounds.c (what drivers set).
 */
#include <linux/kernel.h>

#include "audit.h"
#include "regs.h"

#define VGT_CR_RW	(VGT_CR_READ | VGT_CR_WRITE)
#define VGT_CR_CTX	(VGT_CR_RW | VGT_CR_CONTEXT)
#define VGT_CR_SW	(VGT_CR_RW | VGT_CR_SWITCH)

/* Bits 0-1 are the size of the range, 28-29 what is allowed, 30 denies. */
#define VGT_NONPRIV_REG		GENMASK(25, 2)
#define VGT_NONPRIV_MOD		(GENMASK(29, 28) | GENMASK(1, 0))

/*
 * Registers that batches without privileges may be given by FORCE_TO_NONPRIV:
 * those that some i915 gives, on some device (gt/intel_workarounds.c).
 */
static bool vgt_nonpriv_allowed(u32 val)
{
	static const u32 regs[] = {
		0x2094, 0x12094, 0x1a094, 0x1c094, 0x22094,	/* NOPID: unused */
		0x23a8, 0x123a8, 0x1a3a8, 0x1c3a8, 0x223a8,	/* CTX_TIMESTAMP */
		0x2248,		/* GEN9_CTX_PREEMPT_REG */
		0x2348,		/* PS_INVOCATION_COUNT, PS_DEPTH_COUNT */
		0x2580,		/* GEN8_CS_CHICKEN1 */
		0x7014,		/* COMMON_SLICE_CHICKEN2 */
		0x7304,		/* GEN8_HDC_CHICKEN1 */
		0x731c,		/* GEN9_SLICE_COMMON_ECO_CHICKEN1 */
		0xb118,		/* GEN8_L3SQCREG4 */
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		if ((val & VGT_NONPRIV_REG) != regs[i])
			continue;
		/* A range only where the four counters stand side by side. */
		return !(val & VGT_NONPRIV_MOD) || regs[i] == 0x2348 ||
		       (regs[i] & 0xfff) == 0x3a8;
	}
	return false;
}

#define R(_first, _last, _engines, _flags) {				\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.flags = (_flags) }
#define R9(_first, _last, _engines, _flags) {				\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.gens = BIT(9), .flags = (_flags) }
#define E(_first, _last, _engines, _flags) {				\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.relative = true, .flags = (_flags) }
#define E9(_first, _last, _engines, _flags) {				\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.relative = true, .gens = BIT(9), .flags = (_flags) }

#define VGT_ON_XCS	(VGT_ON_ALL & ~VGT_ON_RCS)
#define VGT_CR_M	VGT_CR_MASKED

const struct vgt_cmd_reg vgt_cmd_regs[] = {
	/* Every engine's own block. */
	E(0x028, 0x028, VGT_ON_ALL, VGT_CR_CTX | VGT_CR_M),	/* EXCC */
	E(0x06c, 0x06c, VGT_ON_ALL, VGT_CR_READ),		/* INSTDONE */
	E(0x074, 0x074, VGT_ON_ALL, VGT_CR_READ),		/* ACTHD */
	E(0x094, 0x094, VGT_ON_ALL, VGT_CR_READ),		/* NOPID */
	E(0x09c, 0x09c, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M),	/* MI_MODE */
	E9(0x09c, 0x09c, VGT_ON_XCS, VGT_CR_CTX | VGT_CR_M),
	E(0x0c0, 0x0c0, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M),	/* INSTPM */
	E9(0x0c0, 0x0c0, VGT_ON_XCS, VGT_CR_CTX | VGT_CR_M),
	E(0x178, 0x17c, VGT_ON_ALL, VGT_CR_CTX),		/* PR_CTR */
	E(0x214, 0x214, VGT_ON_ALL, VGT_CR_CTX),	/* MI_PREDICATE_RESULT_2 */
	E(0x358, 0x35c, VGT_ON_ALL, VGT_CR_READ),		/* TIMESTAMP */
	E(0x3a8, 0x3a8, VGT_ON_ALL, VGT_CR_READ),		/* CTX_TIMESTAMP */
	E(0x400, 0x41c, VGT_ON_ALL, VGT_CR_CTX),		/* MI_PREDICATE */
	{ .first = 0x4d0, .last = 0x4fc, .engines = VGT_ON_ALL, .relative = true,
	  .flags = VGT_CR_SW, .allowed = vgt_nonpriv_allowed }, /* FORCE_TO_NONPRIV */
	E(0x600, 0x67c, VGT_ON_ALL, VGT_CR_CTX),		/* CS_GPR */

	/* Render. */
	R(0x2088, 0x2088, VGT_ON_RCS, VGT_CR_SW | VGT_CR_M),	/* FF_SLICE_CHICKEN */
	R(0x2090, 0x2090, VGT_ON_RCS, VGT_CR_SW | VGT_CR_M),	/* 3D_CHICKEN3 */
	R(0x20a0, 0x20a0, VGT_ON_RCS, VGT_CR_SW),	/* FF_THREAD_MODE */
	R(0x20c8, 0x20c8, VGT_ON_RCS, VGT_CR_CTX),	/* R_PWR_CLK_STATE */
	R(0x20d8, 0x20d8, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M), /* DEBUG_MODE2 */
	R(0x20e0, 0x20e4, VGT_ON_RCS, VGT_CR_SW | VGT_CR_M), /* FF_SLICE_CS_CHICKEN */
	R9(0x20ec, 0x20ec, VGT_ON_RCS, VGT_CR_SW | VGT_CR_M), /* CS_DEBUG_MODE1 */
	R9(0x2248, 0x2248, VGT_ON_RCS, VGT_CR_SW | VGT_CR_SAVE), /* CTX_PREEMPT */
	R(0x2290, 0x2294, VGT_ON_RCS, VGT_CR_CTX),	/* THREADS_DISPATCHED */
	R(0x2300, 0x2354, VGT_ON_RCS, VGT_CR_CTX),	/* pipeline statistics */
	R(0x2420, 0x2440, VGT_ON_RCS, VGT_CR_CTX),	/* 3DPRIM */
	R(0x2470, 0x2470, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M),
	R(0x2500, 0x250c, VGT_ON_RCS, VGT_CR_CTX),	/* GPGPU_DISPATCHDIM */
	R(0x2580, 0x2580, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M), /* CS_CHICKEN1 */
	R9(0x4de0, 0x4df4, VGT_ON_RCS, VGT_CR_CTX),	/* TR-TT */
	R9(0x4dfc, 0x4dfc, VGT_ON_RCS, VGT_CR_CTX),
	R(0x5200, 0x52ff, VGT_ON_RCS, VGT_CR_CTX),	/* stream output */
	R(0x7000, 0x7030, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M), /* slice common */
	R(0x7034, 0x7034, VGT_ON_RCS, VGT_CR_CTX),	/* L3CNTLREG */
	R(0x7038, 0x73fc, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M),
	R(0x8300, 0x83ff, VGT_ON_RCS, VGT_CR_CTX),	/* vertex fetch */
	R9(0xb004, 0xb004, VGT_ON_RCS, VGT_CR_SW),	/* GARBCNTL */
	R9(0xb008, 0xb008, VGT_ON_RCS, VGT_CR_SW),	/* SCRATCH_LNCF1 */
	R9(0xb020, 0xb09c, VGT_ON_RCS, VGT_CR_SW | VGT_CR_CONTEXT), /* LNCFCMOCS */
	R(0xb118, 0xb118, VGT_ON_RCS, VGT_CR_SW | VGT_CR_SAVE), /* L3SQCREG4 */
	R9(0xb11c, 0xb11c, VGT_ON_RCS, VGT_CR_SW),	/* SCRATCH1 */
	R9(0xc800, 0xc8fc, VGT_ON_RCS, VGT_CR_SW),	/* GFX_MOCS */
	R(0xe100, 0xe1ff, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M), /* half slice */
	R(0xe4c0, 0xe4ff, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M), /* row chicken */

	/* The others' MOCS, and the blitter's tiling. */
	R9(0xc900, 0xc9fc, BIT(VGT_VCS), VGT_CR_SW),
	R9(0xca00, 0xcafc, BIT(VGT_VCS2), VGT_CR_SW),
	R9(0xcb00, 0xcbfc, VGT_ON_VECS, VGT_CR_SW),
	R9(0xcc00, 0xccfc, VGT_ON_BCS, VGT_CR_SW),
	R(0x22200, 0x22200, VGT_ON_BCS, VGT_CR_CTX | VGT_CR_M), /* BCS_SWCTRL */
};

const u32 vgt_cmd_regs_count = ARRAY_SIZE(vgt_cmd_regs);

/**
 * vgt_cmd_reg_find() - the row of a register that a command names
 * @gen: the GPU's generation
 * @engine: where the command runs
 * @offset: the register's, in BAR 0
 *
 * Return: the row, or NULL where commands may not name it.
 */
const struct vgt_cmd_reg *vgt_cmd_reg_find(u8 gen, enum vgt_engine_id engine,
					   u32 offset)
{
	u32 i;

	if (offset & 3)
		return NULL;
	for (i = 0; i < vgt_cmd_regs_count; i++) {
		const struct vgt_cmd_reg *row = &vgt_cmd_regs[i];
		u32 base = row->relative ? vgt_engines[engine].mmio_base : 0;

		if (row->engines & BIT(engine) &&
		    (!row->gens || row->gens & BIT(gen)) &&
		    offset >= base + row->first && offset <= base + row->last)
			return row;
	}
	return NULL;
}
