// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual registers: a guest's commands that access them do not reach the hardware's register.
 *
 * Guests' drivers set these registers by command: chicken bits and clock gating of units that
 * all engines share, which the host's driver has already set for this GPU, and registers that
 * are not documented. The command accesses the vGPU's own register, as a trapped access does,
 * and leaves the hardware's as it is:
 *
 *   load of a value		sets the vGPU's register
 *   load from memory or from	does nothing: the value is not known in advance. Drivers use it
 *   another register		to load what they have stored before
 *   store			stores the value of the vGPU's register
 *   copy to a register		loads the value of the vGPU's register
 *
 * @own of struct vgt_reg names the engines whose commands find a register virtual. Some
 * registers can only be set (%VGT_REG_OWN_SET): the MOCS of engines other than the one that
 * runs the command.
 *
 * The vGPU's register is set, and read, when the command is judged. So that is not done ahead of
 * its turn.
 *
 * The registers of the ring are virtual for stores and copies, too: the hardware runs the ring's
 * shadow, the guest knows its own ring. RING_HEAD moves while commands run, and stays refused.
 *
 * Sources: kvmgt's rows for commands (gvt/handlers.c of Linux 6.1), names from i915's headers.
 */
#include <linux/kernel.h>
#include <linux/lockdep.h>

#include "core/engine.h"
#include "core/exec/lrc_types.h"
#include "core/regs/gt_regs.h"
#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/reg.h"
#include "core/vgpu_types.h"
#include "audit.h"
#include "rules.h"

/**
 * vgt_virtual_has() - check whether a register is virtual for a command
 * @audit: the submission
 * @word: the command's word with the register's offset
 *
 * Return: true if commands may load and store the vGPU's own register.
 */
bool vgt_virtual_has(struct vgt_audit *audit, u32 word)
{
	const struct vgt_reg *row = vgt_reg_own(audit->ve->vgpu->dev, audit->ve->id, word);

	return row && !(row->flags & VGT_REG_OWN_SET);
}

static bool vgt_virtual_ring(const struct vgt_audit *audit, u32 word, u32 *val)
{
	const struct vgt_ring_state *ring = audit->ring;

	if (!ring)
		return false;
	switch (word - vgt_engines[audit->ve->id].mmio_base) {
	case RING_START:
		*val = ring->start;
		return true;
	case RING_TAIL:
		*val = ring->tail;
		return true;
	case RING_CTL:
		*val = ring->ctl;
		return true;
	default:
		return false;
	}
}

/**
 * vgt_virtual_load() - load a virtual register with a value
 * @audit: the submission; the vGPU's lock is held
 * @word: the command's word with the register's offset
 * @val: the value
 *
 * Return: VGT_RULE_LEAVE if the vGPU's register is set, or will be (@later); 0 if the register is
 * not virtual; -ENOMEM.
 */
int vgt_virtual_load(struct vgt_audit *audit, u32 word, u32 val)
{
	lockdep_assert_held(&audit->ve->vgpu->lock);
	if (!vgt_reg_own(audit->ve->vgpu->dev, audit->ve->id, word))
		return 0;
	if (audit->quiet) {
		audit->later = true;
		return VGT_RULE_LEAVE;
	}
	return vgt_mmio_poke(audit->ve->vgpu, word, val) ?: VGT_RULE_LEAVE;
}

/**
 * vgt_virtual_get() - read a register that is virtual for a command
 * @audit: the submission; the vGPU's lock is held
 * @word: the command's word with the register's offset
 * @val: set to the guest's value
 *
 * Return: true; false if the register is not virtual.
 */
bool vgt_virtual_get(struct vgt_audit *audit, u32 word, u32 *val)
{
	lockdep_assert_held(&audit->ve->vgpu->lock);
	if (vgt_virtual_ring(audit, word, val))
		return true;
	if (!vgt_virtual_has(audit, word))
		return false;
	/* Until its turn, the guest may set another value. */
	audit->later |= audit->quiet;
	*val = vgt_mmio_peek(audit->ve->vgpu, word);
	return true;
}
