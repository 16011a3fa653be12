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

#include "core/audit/audit.h"
#include "cmd_regs.h"

#define VGT_CR_RW	(VGT_CR_READ | VGT_CR_WRITE)
#define VGT_CR_CTX	(VGT_CR_RW | VGT_CR_CONTEXT)
#define VGT_CR_SW	(VGT_CR_RW | VGT_CR_SWITCH)

/* Values of registers that are written with a mask: does one set any of @bits? */
static bool vgt_masked_sets(u32 val, u32 bits)
{
	return val & (val >> 16) & bits;
}

/*
 * MI_MODE. Bit 8 stops the ring: the host's own commands behind the guest's would never
 * run. Bit 15 suspends flushes, also those that the IOMMU asks for.
 */
static bool vgt_mi_mode_allowed(enum vgt_engine_id engine, u32 val)
{
	return !vgt_masked_sets(val, BIT(8) | BIT(15));
}

/*
 * INSTPM. Bits 1-3 turn 3D and media commands into no-ops, the host's PIPE_CONTROL behind
 * the guest's commands among them; bit 5 has the hardware report a flush in the status
 * page. See vgt_audit_close() for batches without privileges, which may set it, too.
 */
static bool vgt_instpm_allowed(enum vgt_engine_id engine, u32 val)
{
	return !vgt_masked_sets(val, GENMASK(3, 1) | BIT(5));
}

/* CS_DEBUG_MODE2. Bits 0 and 1 are what bits 2 and 3 of INSTPM are on Gen8. */
static bool vgt_debug_mode2_allowed(enum vgt_engine_id engine, u32 val)
{
	return !vgt_masked_sets(val, GENMASK(1, 0));
}

/* CSFE_CHICKEN1. Of its bits only this is known: no sync when GPGPU work is preempted. */
static bool vgt_csfe_allowed(enum vgt_engine_id engine, u32 val)
{
	return !vgt_masked_sets(val, (u16)~BIT(2));
}

/* TRTTE. Bit 0 enables it, without bit 1 its tables are at physical addresses. */
static bool vgt_trtte_allowed(enum vgt_engine_id engine, u32 val)
{
	return !(val & BIT(0)) || val & BIT(1);
}

/* R_PWR_CLK_STATE. How many slices, subslices and EUs, and whether these numbers count. */
static bool vgt_pwr_clk_allowed(enum vgt_engine_id engine, u32 val)
{
	return !(val & ~(BIT(31) | GENMASK(18, 15) | GENMASK(11, 0))) &&
	       (val & GENMASK(3, 0)) <= (val >> 4 & GENMASK(3, 0));
}

#define R(_first, _last, _engines, _flags, _why) {			\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.flags = (_flags), .why = _why }
#define R9(_first, _last, _engines, _flags, _why) {			\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.gens = BIT(9), .flags = (_flags), .why = _why }
#define E(_first, _last, _engines, _flags, _why) {			\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.relative = true, .flags = (_flags), .why = _why }
#define E9(_first, _last, _engines, _flags, _why) {			\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.relative = true, .gens = BIT(9), .flags = (_flags), .why = _why }
/* With a judgement of values. */
#define EJ(_first, _last, _engines, _gens, _flags, _allowed, _why) {	\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.relative = true, .gens = (_gens), .flags = (_flags),		\
	.allowed = (_allowed), .why = _why }
#define RJ(_first, _last, _engines, _gens, _flags, _allowed, _why) {	\
	.first = (_first), .last = (_last), .engines = (_engines),	\
	.gens = (_gens), .flags = (_flags), .allowed = (_allowed), .why = _why }

#define VGT_CR_M	VGT_CR_MASKED

/* Reasons that many rows have. */
#define WHY_READ	"commands only read it"
#define WHY_COUNT	"a counter, or a number that later commands of the context use"
#define WHY_CHICKEN	"switches of render's own units: no address, no other engine's"
#define WHY_CACHE	"how own accesses use caches; which page they reach, page tables say"
#define WHY_TRTT	"virtual addresses only, as TRTTE (0x4df4) is judged"

const struct vgt_cmd_reg vgt_cmd_regs[] = {
	/* Every engine's own block. */
	E(0x028, 0x028, VGT_ON_ALL, VGT_CR_CTX | VGT_CR_M,		/* EXCC */
	  "conditions for MI_WAIT_FOR_EVENT, which is taken out"),
	E(0x06c, 0x06c, VGT_ON_ALL, VGT_CR_READ, WHY_READ),		/* INSTDONE */
	E(0x094, 0x094, VGT_ON_ALL, VGT_CR_READ, WHY_READ),		/* NOPID */
	EJ(0x09c, 0x09c, VGT_ON_RCS, 0, VGT_CR_CTX | VGT_CR_M,		/* MI_MODE */
	   vgt_mi_mode_allowed, "judged; the rest is the timing of flips and of vertices"),
	EJ(0x09c, 0x09c, VGT_ON_XCS, BIT(9), VGT_CR_CTX | VGT_CR_M,
	   vgt_mi_mode_allowed, "judged; the rest is the timing of flips"),
	EJ(0x0c0, 0x0c0, VGT_ON_RCS, 0, VGT_CR_CTX | VGT_CR_M,		/* INSTPM */
	   vgt_instpm_allowed, "judged; the rest is order, and what constants are relative to"),
	EJ(0x0c0, 0x0c0, VGT_ON_XCS, BIT(9), VGT_CR_CTX | VGT_CR_M,
	   vgt_instpm_allowed, "judged; the rest is order"),
	E(0x178, 0x17c, VGT_ON_ALL, VGT_CR_CTX,				/* PR_CTR */
	  "a watchdog whose interrupt the host has masked"),
	E(0x214, 0x214, VGT_ON_ALL, VGT_CR_CTX,		/* MI_PREDICATE_RESULT_2 */
	  "for MI_SET_PREDICATE, which vgt_audit_close() ends"),
	E(0x358, 0x35c, VGT_ON_ALL, VGT_CR_READ, WHY_READ),		/* TIMESTAMP */
	E(0x3a8, 0x3a8, VGT_ON_ALL, VGT_CR_READ, WHY_READ),		/* CTX_TIMESTAMP */
	E(0x400, 0x41c, VGT_ON_ALL, VGT_CR_CTX,				/* MI_PREDICATE */
	  "for commands that ask for it in their header: none of the host's does"),
	EJ(0x4d0, 0x4fc, VGT_ON_ALL, 0, VGT_CR_SW,		/* FORCE_TO_NONPRIV */
	   vgt_nonpriv_allowed, "judged: registers of the engine's own that are kept apart"),
	E(0x600, 0x67c, VGT_ON_ALL, VGT_CR_CTX, WHY_COUNT),		/* CS_GPR */

	/* Render. */
	R(0x2088, 0x2088, VGT_ON_RCS, VGT_CR_SW | VGT_CR_M, WHY_CHICKEN), /* FF_SLICE_CHICKEN */
	R(0x2090, 0x2090, VGT_ON_RCS, VGT_CR_SW | VGT_CR_M, WHY_CHICKEN), /* 3D_CHICKEN3 */
	R(0x20a0, 0x20a0, VGT_ON_RCS, VGT_CR_SW, WHY_CHICKEN),	/* FF_THREAD_MODE */
	RJ(0x20c8, 0x20c8, VGT_ON_RCS, 0, VGT_CR_CTX,		/* R_PWR_CLK_STATE */
	   vgt_pwr_clk_allowed, "how many slices its own context gets"),
	RJ(0x20d4, 0x20d4, VGT_ON_RCS, BIT(9),			/* CSFE_CHICKEN1 */
	   VGT_CR_READ | VGT_CR_SWITCH | VGT_CR_M, vgt_csfe_allowed,
	   "judged: how a preemption of its own GPGPU work waits"),
	RJ(0x20d8, 0x20d8, VGT_ON_RCS, BIT(9), VGT_CR_CTX | VGT_CR_M, /* CS_DEBUG_MODE2 */
	   vgt_debug_mode2_allowed, "judged; the rest is what constants are relative to"),
	R9(0x20e0, 0x20e0, VGT_ON_RCS, VGT_CR_SW | VGT_CR_M,	/* FF_SLICE_CS_CHICKEN1 */
	   WHY_CHICKEN),
	R(0x20e4, 0x20e4, VGT_ON_RCS, VGT_CR_SW | VGT_CR_M,	/* FF_SLICE_CS_CHICKEN2 */
	  WHY_CHICKEN),
	R9(0x20ec, 0x20ec, VGT_ON_RCS,				/* CS_DEBUG_MODE1 */
	   VGT_CR_SW | VGT_CR_SAVE | VGT_CR_M,
	   "clock gating, and how a context switch of GPGPU work replays"),
	R9(0x2248, 0x2248, VGT_ON_RCS, VGT_CR_SW | VGT_CR_SAVE,	/* CTX_PREEMPT */
	   "where its own work may be preempted"),
	R(0x2290, 0x2294, VGT_ON_RCS, VGT_CR_CTX, WHY_COUNT),	/* CS_INVOCATION_COUNT */
	R(0x2300, 0x2354, VGT_ON_RCS, VGT_CR_CTX, WHY_COUNT),	/* pipeline statistics */
	R(0x2420, 0x2440, VGT_ON_RCS, VGT_CR_CTX, WHY_COUNT),	/* 3DPRIM */
	R(0x2470, 0x2470, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M, WHY_CHICKEN),
	R(0x2500, 0x250c, VGT_ON_RCS, VGT_CR_CTX, WHY_COUNT),	/* GPGPU_DISPATCHDIM */
	R(0x2580, 0x2580, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M,	/* CS_CHICKEN1 */
	  "where its own work may be preempted"),
	R9(0x4de0, 0x4df0, VGT_ON_RCS, VGT_CR_CTX, WHY_TRTT),	/* TR-TT */
	RJ(0x4df4, 0x4df4, VGT_ON_RCS, BIT(9), VGT_CR_CTX, vgt_trtte_allowed, /* TRTTE */
	   "judged: its tables are at virtual addresses"),
	R9(0x4dfc, 0x4dfc, VGT_ON_RCS, VGT_CR_CTX, WHY_TRTT),
	R(0x5200, 0x52ff, VGT_ON_RCS, VGT_CR_CTX,		/* stream output */
	  "counters, and offsets into buffers in its own PPGTT"),
	R(0x7000, 0x7030, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M, WHY_CHICKEN), /* slice common */
	R(0x7034, 0x7034, VGT_ON_RCS, VGT_CR_CTX,		/* L3CNTLREG */
	  "how L3 is shared out while its own context runs"),
	R(0x7038, 0x73fc, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M, WHY_CHICKEN),
	R(0x83a4, 0x83a8, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M, WHY_CHICKEN), /* vertex fetch */
	R9(0xb004, 0xb004, VGT_ON_RCS, VGT_CR_SW, WHY_CACHE),	/* GARBCNTL */
	R9(0xb008, 0xb008, VGT_ON_RCS, VGT_CR_SW, WHY_CACHE),	/* SCRATCH_LNCF1 */
	R9(0xb020, 0xb09c, VGT_ON_RCS, VGT_CR_SW | VGT_CR_CONTEXT, WHY_CACHE), /* LNCFCMOCS */
	R(0xb118, 0xb118, VGT_ON_RCS, VGT_CR_SW | VGT_CR_SAVE, WHY_CACHE), /* L3SQCREG4 */
	R9(0xb11c, 0xb11c, VGT_ON_RCS, VGT_CR_SW, WHY_CACHE),	/* SCRATCH1 */
	R9(0xc800, 0xc8fc, VGT_ON_RCS, VGT_CR_SW, WHY_CACHE),	/* GFX_MOCS */
	R(0xe100, 0xe1ff, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M, WHY_CHICKEN), /* half slice */
	R(0xe4cc, 0xe4cc, VGT_ON_RCS, VGT_CR_CTX, WHY_CHICKEN),	/* row chicken */
	R(0xe4d0, 0xe4ff, VGT_ON_RCS, VGT_CR_CTX | VGT_CR_M, WHY_CHICKEN),

	/* The others' MOCS, and the blitter's tiling. */
	R9(0xc900, 0xc9fc, BIT(VGT_VCS), VGT_CR_SW, WHY_CACHE),
	R9(0xca00, 0xcafc, BIT(VGT_VCS2), VGT_CR_SW, WHY_CACHE),
	R9(0xcb00, 0xcbfc, VGT_ON_VECS, VGT_CR_SW, WHY_CACHE),
	R9(0xcc00, 0xccfc, VGT_ON_BCS, VGT_CR_SW, WHY_CACHE),
	R(0x22200, 0x22200, VGT_ON_BCS, VGT_CR_CTX | VGT_CR_M,	/* BCS_SWCTRL */
	  "how its own blits see tiles"),
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

/**
 * vgt_cmd_reg_value_ok() - may a guest give a register this value?
 * @row: its row
 * @engine: whose command, context image or block of registers it is
 * @val: as written, with its mask where it has one
 *
 * The same for a command that loads it, a write by MMIO, and a word of a context image.
 */
bool vgt_cmd_reg_value_ok(const struct vgt_cmd_reg *row, enum vgt_engine_id engine,
			  u32 val)
{
	return !row->allowed || row->allowed(engine, val);
}
