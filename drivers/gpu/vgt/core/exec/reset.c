// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resets that the guest requests.
 */
#include <linux/bits.h>
#include <linux/lockdep.h>

#include "core/regs/store.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "execlists.h"
#include "indirect_ctx.h"
#include "lrc.h"
#include "reset.h"
#include "vengine.h"

/**
 * vgt_reset_engines() - reset engines of a vGPU
 * @vgpu: the vGPU; its lock is held
 * @engines: mask of BIT(enum vgt_engine_id)
 *
 * This does not affect the hardware's engines, other vGPUs and the host.
 */
void vgt_reset_engines(struct vgt_vgpu *vgpu, u32 engines)
{
	enum vgt_engine_id id;

	lockdep_assert_held(&vgpu->lock);
	trace_vgt_reset(vgpu->id, engines);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_vengine *ve = &vgpu->engines[id];

		if (!(engines & BIT(id)) || !ve->vgpu)
			continue;
		vgt_vengine_reset(ve);
		vgt_execlists_enable(ve, false);
		vgt_mmio_reset_engine(vgpu, id);
		vgpu->stats.resets++;
	}
}

/**
 * vgt_reset_contexts() - free the shadows of all contexts, and what runs with them
 * @vgpu: the vGPU; its lock is held, nothing of it is in flight
 * @keep_own: keep the saved state of contexts, because the guest's images stay valid
 */
void vgt_reset_contexts(struct vgt_vgpu *vgpu, bool keep_own)
{
	enum vgt_engine_id id;

	lockdep_assert_held(&vgpu->lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_vengine *ve = &vgpu->engines[id];

		if (!ve->vgpu)
			continue;
		vgt_lrc_forget(ve);
		if (!keep_own)
			vgt_lrc_own_forget(ve);
		vgt_indirect_ctx_forget(ve);
		vgt_workload_fini(ve);
	}
}
