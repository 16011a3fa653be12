// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCODE: the mailbox of the firmware that manages power. A vGPU has none to
 * manage; drivers need the answers.
 *
 * Source: i915's i915_reg.h (GEN6_PCODE_MAILBOX), intel_pcode.c, gt/intel_llc.c.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/vgpu_types.h"
#include "gt_regs.h"
#include "store.h"
#include "tables.h"

/* Commands with a fixed answer. All others succeed with the data as it is. */
static const struct {
	u16 gens;
	u8 command;
	u32 answer;	/* of a second read where @again */
	u32 again;
} vgt_pcode_answers[] = {
	/* Memory latency in microseconds, 4 levels a word. */
	{ BIT(9), PCODE_READ_MEM_LATENCY, 0x14100c04, 0x28241c18 },
	{ 0, PCODE_CDCLK_CONTROL, 0x1, 0x1 },		/* the display clock may change */
	{ BIT(9), PCODE_SAGV_CONTROL, 0x1, 0x1 },	/* SAGV is as it was asked to be */
};

/* Frequencies are the host's. The guest's table is kept for its own reads alone. */
static int vgt_pcode_freq(struct vgt_vgpu *vgpu, u8 command)
{
	u32 data = vgt_mmio_load(vgpu, PCODE_DATA);
	u16 *freq = &vgpu->mmio.freq[FIELD_GET(PCODE_FREQ_GPU, data)];

	if (command == PCODE_READ_MIN_FREQ_TABLE)
		return vgt_mmio_store(vgpu, PCODE_DATA, *freq);
	*freq = FIELD_GET(PCODE_FREQ_OTHERS, data);
	return 0;
}

static int vgt_pcode_answer(struct vgt_vgpu *vgpu, u8 command)
{
	u32 i;

	if (command == PCODE_WRITE_MIN_FREQ_TABLE || command == PCODE_READ_MIN_FREQ_TABLE)
		return vgt_pcode_freq(vgpu, command);
	for (i = 0; i < ARRAY_SIZE(vgt_pcode_answers); i++) {
		u32 val = vgt_pcode_answers[i].answer;

		if (vgt_pcode_answers[i].command != command ||
		    (vgt_pcode_answers[i].gens &&
		     !(vgt_pcode_answers[i].gens & BIT(vgpu->dev->gpu->desc.platform->gen))))
			continue;
		/* The first word of data asks for the second set. */
		if (command == PCODE_READ_MEM_LATENCY && vgt_mmio_load(vgpu, PCODE_DATA))
			val = vgt_pcode_answers[i].again;
		return vgt_mmio_store(vgpu, PCODE_DATA, val);
	}
	return 0;
}

static int vgt_pcode_write(const struct vgt_reg_access *a, u32 val)
{
	int ret = 0;

	if (val & PCODE_READY)
		ret = vgt_pcode_answer(a->vgpu, FIELD_GET(PCODE_COMMAND, val));
	/* Done, and no error. */
	return ret ?: vgt_mmio_store(a->vgpu, a->offset,
				     val & ~(PCODE_READY | PCODE_COMMAND));
}

static const struct vgt_reg vgt_pcode_regs[] = {
	VGT_REG(PCODE_MAILBOX, .write = vgt_pcode_write),
	/* Where the hardware has saved state for RC6. To drivers, 0 is: corrupted. */
	VGT_REG(GEN8_RC6_CTX_INFO, .init = 1, .ro = VGT_RO_ALL, .own = VGT_ON_ALL,
		.why = "power states are the host's"),
	VGT_REG(RP_STATE_CAP, .init = 0x00070717, .gens = BIT(9)),
};

VGT_REG_TABLE(vgt_regs_pcode, vgt_pcode_regs);
