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
 * Which they are, and of which engines' commands, rows say (@own of struct vgt_reg). Some take
 * values only (%VGT_REG_OWN_SET): MOCS of other engines than the one whose ring it is.
 *
 * Sources: kvmgt's rows for commands (gvt/handlers.c of Linux 6.1), names from i915's headers.
 */
#include <linux/kernel.h>

#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/reg.h"
#include "core/vgpu_types.h"
#include "audit.h"
#include "rules.h"

/**
 * vgt_virtual_has() - do commands have a register of the vGPU alone?
 * @audit: the submission
 * @word: the command's word with the register's offset
 */
bool vgt_virtual_has(struct vgt_audit *audit, u32 word)
{
	const struct vgt_reg *row = vgt_reg_own(audit->ve->vgpu->dev, audit->ve->id, word);

	return row && !(row->flags & VGT_REG_OWN_SET);
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
	if (!vgt_reg_own(audit->ve->vgpu->dev, audit->ve->id, word))
		return 0;
	return vgt_mmio_write(audit->ve->vgpu, word, val) ?: VGT_RULE_LEAVE;
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
