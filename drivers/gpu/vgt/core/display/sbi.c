// SPDX-License-Identifier: GPL-2.0-only
/*
 * SBI: the sideband to clocks and analogue parts in the south display engine (Broadwell's
 * chipsets; drivers of others do not use it). vgt has nothing behind it: each access succeeds at
 * once, and a read returns what was written.
 *
 * Source: i915's i915_reg.h (SBI_CTL_STAT), intel_sbi.c.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/regs/display_regs.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "core/vgpu_types.h"

/* Find a register; NULL if it was never written. The last one written comes first. */
static struct vgt_sbi_reg *vgt_sbi_find(struct vgt_sbi *sbi, u32 addr)
{
	u32 i;

	for (i = 0; i < sbi->count; i++)
		if (sbi->regs[i].addr == addr)
			return &sbi->regs[i];
	return NULL;
}

/* If there are too many registers, forget the one that was not written for longest. */
static void vgt_sbi_store(struct vgt_sbi *sbi, u32 addr, u32 val)
{
	struct vgt_sbi_reg *reg = vgt_sbi_find(sbi, addr);

	if (!reg) {
		if (sbi->count < ARRAY_SIZE(sbi->regs))
			sbi->count++;
		reg = &sbi->regs[sbi->count - 1];
	}
	memmove(&sbi->regs[1], sbi->regs, (u8 *)reg - (u8 *)sbi->regs);
	sbi->regs[0].addr = addr;
	sbi->regs[0].val = val;
}

static int vgt_sbi_ctl_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_vgpu *vgpu = a->vgpu;
	/* The upper half of SBI_ADDR is the address. Bit 0 gets the target from SBI_CTL_STAT. */
	u32 addr = (vgt_mmio_load(vgpu, SBI_ADDR) & SBI_ADDR_VALUE) |
		   (val & SBI_CTL_DEST ? 1 : 0);
	const struct vgt_sbi_reg *reg;
	int ret = 0;

	if (val & SBI_CTL_OP_WRITE) {
		vgt_sbi_store(&vgpu->display.sbi, addr, vgt_mmio_load(vgpu, SBI_DATA));
	} else {
		reg = vgt_sbi_find(&vgpu->display.sbi, addr);
		ret = vgt_mmio_store(vgpu, SBI_DATA, reg ? reg->val : 0);
	}
	return ret ?: vgt_mmio_store(vgpu, a->offset, val & ~SBI_STATUS);
}

static const struct vgt_reg vgt_sbi_regs[] = {
	VGT_REG(SBI_ADDR),
	VGT_REG(SBI_DATA),
	VGT_REG(SBI_CTL_STAT, .write = vgt_sbi_ctl_write),
};

VGT_REG_TABLE(vgt_regs_sbi, vgt_sbi_regs);
