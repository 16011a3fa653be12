// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens to a guest's memory, for a vGPU: the guest writes to its page tables, or the
 * hypervisor takes memory away.
 */
#include <linux/mutex.h>

#include "core/exec/vengine.h"
#include "core/mem/ggtt.h"
#include "core/mem/pin.h"
#include "core/mem/pin_block.h"
#include "core/mem/shadow_page.h"
#include "core/record/record.h"
#include "convert.h"
#include "pace.h"
#include "vgpu.h"
#include "vgpu_types.h"

/**
 * vgt_vgpu_guest_wrote() - handle a guest's write to watched memory
 * @vgpu: the vGPU; takes its lock
 * @gpa: guest-physical address
 * @len: bytes, at least 1
 */
void vgt_vgpu_guest_wrote(struct vgt_vgpu *vgpu, u64 gpa, u32 len)
{
	mutex_lock(&vgpu->lock);
	vgt_record_enter(vgpu, VGT_RECORD_WROTE, NULL, gpa, &len, sizeof(len));
	vgpu->stats.ppgtt_writes++;
	vgt_shadow_written(vgpu, vgt_gfn(gpa));
	if (vgt_gfn(gpa + len - 1) != vgt_gfn(gpa))
		vgt_shadow_written(vgpu, vgt_gfn(gpa + len - 1));
	vgt_record_leave(vgpu, 0, 0);
	mutex_unlock(&vgpu->lock);
}

/**
 * vgt_vgpu_watch_lost() - handle the end of the watch of a page
 * @vgpu: the vGPU; takes its lock
 * @gpa: guest-physical address in the page
 *
 * The page is read again when it is used next. The guest did not write, so nothing is
 * counted.
 */
void vgt_vgpu_watch_lost(struct vgt_vgpu *vgpu, u64 gpa)
{
	mutex_lock(&vgpu->lock);
	vgt_record_enter(vgpu, VGT_RECORD_WATCH_LOST, NULL, gpa, NULL, 0);
	vgt_shadow_written(vgpu, vgt_gfn(gpa));
	vgt_record_leave(vgpu, 0, 0);
	mutex_unlock(&vgpu->lock);
}

/* Remove all entries that lead to the memory, so that its pins are released. */
static void vgt_vgpu_forget(struct vgt_vgpu *vgpu, u64 gfn, u64 count)
{
	enum vgt_engine_id id;

	/* Without its pages the work would run on the scratch page. */
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			vgt_vengine_renew(&vgpu->engines[id]);
	vgt_ggtt_forget(vgpu, gfn, count);
	vgt_shadow_drop(vgpu, gfn, count);
}

static void vgt_vgpu_kick(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			vgt_vengine_kick(&vgpu->engines[id]);
}

/**
 * vgt_vgpu_memory_gone() - release guest memory that goes away
 * @vgpu: the vGPU; takes its lock
 * @gpa: guest-physical address, of a page's start
 * @len: bytes, whole pages
 * @by: the thread that removes it, if vgt_pins_called() will be called for it; else NULL
 *
 * When this returns, the GPU cannot reach the memory, and it is not pinned. It will not be
 * pinned again for a while (vgt_pins_block()). No work is prepared meanwhile.
 */
void vgt_vgpu_memory_gone(struct vgt_vgpu *vgpu, u64 gpa, u64 len, const void *by)
{
	u64 gfn = vgt_gfn(gpa);
	u64 count = len >> VGT_GUEST_PAGE_SHIFT;
	struct vgt_pace pace;
	bool block;

	if (!count)
		return;
	mutex_lock(&vgpu->lock);
	vgt_record_enter(vgpu, VGT_RECORD_GONE, by, gpa, &len, sizeof(len));
	vgpu->removals++;
	vgt_pace_begin(vgpu, &pace, NULL);
	/* The port pins a table for a moment to watch it, and VFIO may see that, too. */
	block = vgt_shadow_in_range(vgpu, gfn, count) || vgt_pins_in_range(vgpu, gfn, count);
	if (block)
		vgt_pins_block(vgpu, gfn, count, by);
	/* Nothing is pinned there again, so two rounds are enough. */
	while (vgt_pins_in_range(vgpu, gfn, count)) {
		vgt_vgpu_forget(vgpu, gfn, count);
		vgt_pins_reap(vgpu);
	}
	vgt_shadow_tables_gone(vgpu, gfn, count);
	/* Other threads may still be releasing some of the pins. */
	vgt_pins_reap(vgpu);
	if (block)
		vgt_pins_removed(vgpu, gfn, count);
	vgt_pace_end(vgpu);
	if (!--vgpu->removals)
		vgt_vgpu_kick(vgpu);
	vgt_record_leave(vgpu, 0, 0);
	mutex_unlock(&vgpu->lock);
}
