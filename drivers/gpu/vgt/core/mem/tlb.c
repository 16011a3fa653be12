// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engines' TLBs.
 *
 * Every request of the host starts with an invalidation of its engine's TLB, so
 * entries that are removed between two runs of a vGPU need nothing here. Entries
 * that are removed while an engine runs are flushed by register. If a guest makes
 * the engine use its page tables before that invalidation, in the batches that
 * restore a context, entries are flushed by register at any time.
 */
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/sched/sched.h"
#include "core/vgpu_types.h"
#include "tlb.h"

/* As long as i915 waits for the same register (gt/intel_gt.c). */
#define VGT_TLB_TIMEOUT_US	4000
#define VGT_TLB_POLL_US		10

static bool vgt_tlb_invalidate(struct vgt_gpu *gpu, u32 reg)
{
	u32 waited;

	gpu->ops->write(gpu, reg, BIT(0));
	for (waited = 0; waited < VGT_TLB_TIMEOUT_US; waited += VGT_TLB_POLL_US) {
		if (!(gpu->ops->read(gpu, reg) & BIT(0)))
			return true;
		udelay(VGT_TLB_POLL_US);
	}
	return false;
}

static bool vgt_tlb_flush_engine(struct vgt_gpu *gpu, enum vgt_engine_id id)
{
	bool done;

	gpu->ops->get(gpu);
	done = vgt_tlb_invalidate(gpu, vgt_engines[id].tlb_reg);
	gpu->ops->put(gpu);
	return done;
}

/**
 * vgt_tlb_restore_walks() - note that an engine uses page tables while it restores a context
 * @ve: the engine; the vGPU's lock is held, and no such work was submitted yet
 *
 * This holds for as long as the vGPU lives. Entries removed before were not flushed.
 */
void vgt_tlb_restore_walks(struct vgt_vengine *ve)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (ve->restore_walks)
		return;
	ve->restore_walks = true;
	vgt_tlb_flush(ve->vgpu);
}

/**
 * vgt_tlb_flush() - make the engines forget translations of a vGPU
 * @vgpu: the vGPU whose page tables changed; its lock is held
 *
 * Flushes the engines that run its work now, and those that may use its page tables while
 * they restore a context. The other engines flush before they run its work again.
 */
void vgt_tlb_flush(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	lockdep_assert_held(&vgpu->lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_vengine *ve = &vgpu->engines[id];

		if (!ve->vgpu || !(ve->restore_walks || vgt_sched_in_flight(&ve->ent)))
			continue;
		if (!vgt_tlb_flush_engine(vgpu->dev->gpu, id))
			vgt_err(vgpu, "%s does not answer a TLB invalidation\n",
				vgt_engines[id].name);
	}
}
