// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that a guest's commands may name, and that are not the hardware's for them.
 *
 * Guests' drivers set them by command: chicken bits and clock gating of units that all engines
 * share, which the host's driver has set as this GPU needs them; and what documents do not
 * have. The command works on the vGPU's own register, as a trapped access does, and the
 * hardware's is left alone:
 *
 *   a load of a value		the vGPU's register takes it
 *   a load from memory or from	does nothing: it is known only later what the value is. Drivers
 *   another register		load back so what they have stored
 *   a store			stores the value of the vGPU's register
 *   a copy to a register	loads the value of the vGPU's register
 *
 * So do tables of cache control (MOCS) of other engines than the one whose ring it is. i915 of
 * Linux 4.4 to 4.7 loads all of them by commands in render's ring. The other engine may run
 * another VM's work at that time; it gets the values with the next work of this vGPU. So does
 * render with its own CSFE_CHICKEN1, of which regs.c says what it may be.
 *
 * Sources: kvmgt's rows for commands (gvt/handlers.c of Linux 6.1), names from i915's headers.
 */
#include <linux/kernel.h>

#include "core/exec/mmio_context.h"
#include "core/exec/vengine.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/mmio.h"
#include "core/vgpu.h"
#include "audit.h"
#include "rules.h"

#define V(_first, _last, _masked, _why) {				\
	.first = (_first), .last = (_last), .masked = (_masked), .why = _why }
#define V8(_first, _last, _masked, _why) {				\
	.first = (_first), .last = (_last), .masked = (_masked),	\
	.gens = BIT(8), .why = _why }
#define V9(_first, _last, _masked, _why) {				\
	.first = (_first), .last = (_last), .masked = (_masked),	\
	.gens = BIT(9), .why = _why }
#define OWN(_first, _last, _why) {					\
	.first = (_first), .last = (_last), .relative = true, .why = _why }
#define OWN9(_first, _last, _masked, _why) {				\
	.first = (_first), .last = (_last), .masked = (_masked),	\
	.relative = true, .gens = BIT(9), .why = _why }

#define WHY_ALL		"switches of units that all engines share: the host's driver sets them"
#define WHY_CLOCKS	"clock gating of the whole GT: the host's driver sets it"
#define WHY_UNKNOWN	"no public document says what it does"
#define WHY_OLD		"documents of Gen7 are the last that have it"

const struct vgt_virtual_reg vgt_virtual_regs[] = {
	OWN(0x040, 0x044, WHY_OLD),				/* RING_SYNC */
	OWN9(0x0d4, 0x0d4, true,				/* CSFE_CHICKEN1 */
	     "how the command streamer preempts: the host's driver sets it; render's is switched"),
	OWN(0x134, 0x134,					/* UHPTR */
	    "where the ring is preempted, which is the host's business"),
	V(0x20dc, 0x20dc, true, WHY_UNKNOWN),
	V(0x2120, 0x2124, true, WHY_OLD),			/* CACHE_MODE_0, 1 of Gen6 */
	V(0x215c, 0x215c, false,				/* RS_PREEMPT_STATUS */
	  "where the resource streamer goes on, which its image says"),
	V(0x21f0, 0x21f0, false, WHY_UNKNOWN),
	OWN(0x220, 0x220, WHY_OLD),				/* PP_DIR_DCLV */
	V8(0x2248, 0x2248, false, WHY_UNKNOWN),
	V(0x4030, 0x4030, true, WHY_ALL),			/* ARB_MODE */
	V(0x4090, 0x4090, false, WHY_ALL),
	V(0x4094, 0x4094, false, "faults of all engines: the host's driver clears them"),
	V9(0x4ab0, 0x4ab0, false, WHY_ALL),			/* GAMT_ECO_REG_RW_IA */
	V9(0x4ab8, 0x4ab8, false, WHY_ALL),			/* GAMT_CHKN_BIT */
	V9(0x4ddc, 0x4ddc, false, WHY_ALL),			/* MMCD_MISC_CTRL */
	V9(0x5588, 0x5588, true, WHY_UNKNOWN),
	V8(0x8430, 0x8430, false, WHY_UNKNOWN),
	V(0x9030, 0x9030, false, WHY_CLOCKS),
	V(0x940c, 0x940c, false, WHY_CLOCKS),			/* UCGCTL4 */
	V(0x9430, 0x9430, false, WHY_CLOCKS),			/* UCGCTL6 */
	V8(0xb100, 0xb100, false, WHY_ALL),			/* L3SQCREG1 */
	V8(0xb10c, 0xb10c, false, WHY_ALL),
	V8(0xb1c0, 0xb1c0, false, WHY_ALL),
	V8(0xb1f0, 0xb1f0, false, WHY_ALL),
	V(0xe220, 0xe220, false, WHY_UNKNOWN),
	V(0xe230, 0xe230, false, WHY_UNKNOWN),
	V(0xe240, 0xe240, false, WHY_UNKNOWN),
	V(0xe260, 0xe260, false, WHY_UNKNOWN),
	V(0xe270, 0xe270, false, WHY_UNKNOWN),
	V(0xe280, 0xe280, false, WHY_UNKNOWN),
	V(0xe2a0, 0xe2a0, false, WHY_UNKNOWN),
	V(0xe2b0, 0xe2b0, false, WHY_UNKNOWN),
	V(0xe2c0, 0xe2c0, false, WHY_UNKNOWN),
	V(0x120000, 0x120000, false, WHY_UNKNOWN),
	V(0x120008, 0x120008, false, WHY_UNKNOWN),
};

const u32 vgt_virtual_regs_count = ARRAY_SIZE(vgt_virtual_regs);

/**
 * vgt_virtual_find() - the row of a register that commands have of the vGPU alone
 * @gen: the GPU's generation
 * @engine: where the command runs
 * @offset: the register's, in BAR 0
 *
 * Return: the row, or NULL where it is none of these.
 */
const struct vgt_virtual_reg *vgt_virtual_find(u8 gen, enum vgt_engine_id engine,
					       u32 offset)
{
	u32 i;

	if (offset & 3)
		return NULL;
	for (i = 0; i < vgt_virtual_regs_count; i++) {
		const struct vgt_virtual_reg *row = &vgt_virtual_regs[i];
		u32 base = row->relative ? vgt_engines[engine].mmio_base : 0;

		if ((!row->gens || row->gens & BIT(gen)) &&
		    offset >= base + row->first && offset <= base + row->last)
			return row;
	}
	return NULL;
}

static const struct vgt_virtual_reg *vgt_virtual(struct vgt_audit *audit, u32 offset)
{
	return vgt_virtual_find(audit->ve->vgpu->dev->gpu->desc.gen, audit->ve->id, offset);
}

/* Is it of the MOCS of an engine other than render, out of render's ring? */
static bool vgt_virtual_mocs(struct vgt_audit *audit, u32 offset)
{
	enum vgt_engine_id id;

	if (audit->ve->id != VGT_RCS || audit->ve->vgpu->dev->gpu->desc.gen != 9)
		return false;
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		u32 first = vgt_engines[id].mocs_reg;

		if (id != VGT_RCS && offset >= first && offset < first + VGT_MOCS_BYTES)
			return true;
	}
	return false;
}

/**
 * vgt_virtual_has() - do commands have a register of the vGPU alone?
 * @audit: the submission
 * @word: the command's word with the register's offset
 */
bool vgt_virtual_has(struct vgt_audit *audit, u32 word)
{
	return vgt_virtual(audit, word);
}

/**
 * vgt_virtual_load() - a command loads a register with a value
 * @audit: the submission
 * @word: the command's word with the register's offset
 * @val: the value
 *
 * Return: VGT_RULE_LEAVE where the vGPU's register has taken it; 0 where it is none of these;
 * -ENOMEM.
 */
int vgt_virtual_load(struct vgt_audit *audit, u32 word, u32 val)
{
	const struct vgt_virtual_reg *row = vgt_virtual(audit, word);
	struct vgt_vgpu *vgpu = audit->ve->vgpu;
	int ret;

	if (vgt_virtual_mocs(audit, word)) {
		vgt_switch_note(vgpu, word, val);
		return VGT_RULE_LEAVE;
	}
	if (!row)
		return 0;
	if (row->masked && !vgt_reg_find(vgpu->dev, word))
		ret = vgt_mmio_store_masked(vgpu, word, val);
	else
		ret = vgt_mmio_write(vgpu, word, val);
	return ret ?: VGT_RULE_LEAVE;
}

/**
 * vgt_virtual_value() - what the vGPU's register holds
 * @audit: the submission
 * @word: the command's word with the register's offset, vgt_virtual_has() it
 */
u32 vgt_virtual_value(struct vgt_audit *audit, u32 word)
{
	return vgt_mmio_read(audit->ve->vgpu, word);
}
