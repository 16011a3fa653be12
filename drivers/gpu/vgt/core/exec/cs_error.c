// SPDX-License-Identifier: GPL-2.0-only
/*
 * Invalid commands, as a command streamer reports them: ESR has the error until the engine is
 * reset, EIR latches it where EMR does not mask it, and that raises an interrupt, at which the
 * guest's driver resets the engine.
 *
 * Source: how i915 uses these registers (gt/intel_gt_irq.c, gt/intel_execlists_submission.c).
 */
#include <linux/bits.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/recent.h"
#include "core/regs/gt_regs.h"
#include "core/regs/irq.h"
#include "core/regs/store.h"
#include "core/vgpu_types.h"
#include "cs_error.h"
#include "vengine.h"

/**
 * vgt_cs_error_watch() - may the hardware's engine be reset at once for a vGPU's next work?
 * @vgpu: the vGPU; its lock is held
 *
 * Return: false where that was done too often of late.
 */
bool vgt_cs_error_watch(const struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	return !vgt_recent_were(&vgpu->cs_errors, VGT_CS_ERRORS, VGT_CS_ERRORS_WITHIN_S,
				ktime_get());
}

/**
 * vgt_cs_error_count() - count an invalid command
 * @vgpu: the vGPU in whose work it was; its lock is held. The hardware's engine was reset for it
 */
void vgt_cs_error_count(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	vgt_recent_add(&vgpu->cs_errors, ktime_get());
	if (!vgt_cs_error_watch(vgpu))
		vgt_warn(vgpu, "its work had %u invalid commands within %u s: for now they are found as slowly as other hangs\n",
			 VGT_CS_ERRORS, VGT_CS_ERRORS_WITHIN_S);
}

static u32 vgt_cs_error_reg(const struct vgt_vengine *ve, u32 reg)
{
	return vgt_engines[ve->id].mmio_base + reg;
}

static u32 vgt_cs_error_load(struct vgt_vengine *ve, u32 reg)
{
	return vgt_mmio_load(ve->vgpu, vgt_cs_error_reg(ve, reg));
}

/**
 * vgt_cs_error_report() - latch errors that are not masked, and raise the interrupt for new ones
 * @ve: the engine; the vGPU's lock is held. ESR or EMR has changed
 */
void vgt_cs_error_report(struct vgt_vengine *ve)
{
	u32 eir = vgt_cs_error_load(ve, RING_EIR);
	u32 errors = vgt_cs_error_load(ve, RING_ESR) & ~vgt_cs_error_load(ve, RING_EMR) & ~eir;

	lockdep_assert_held(&ve->vgpu->lock);
	if (errors && !vgt_mmio_store(ve->vgpu, vgt_cs_error_reg(ve, RING_EIR), eir | errors))
		vgt_irq_raise_engine(ve->vgpu, ve->id, BIT(VGT_GT_ERROR));
}

/**
 * vgt_cs_error_found() - show the guest that the hardware found an invalid command
 * @ve: the engine, which hangs; the vGPU's lock is held
 */
void vgt_cs_error_found(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (!vgt_mmio_store(ve->vgpu, vgt_cs_error_reg(ve, RING_ESR), RING_ERROR_INSTRUCTION))
		vgt_cs_error_report(ve);
}
