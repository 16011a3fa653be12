// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scratch page of a vGPU: where entries of the GGTT and of shadow page tables lead that lead
 * nowhere. Shadow tables of all levels hold its address, and no list says which. So it stays as
 * long as the vGPU, whatever becomes of the vGPU's GGTT space.
 */
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/vgpu_types.h"
#include "ppgtt_entry.h"
#include "scratch.h"

/**
 * vgt_scratch_init() - make a vGPU's scratch page
 * @vgpu: the vGPU, before it has entries of any kind
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_scratch_init(struct vgt_vgpu *vgpu)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;

	return gpu->ops->page_alloc(gpu, &vgpu->scratch, false);
}

/**
 * vgt_scratch_clear() - clear a vGPU's scratch page
 * @vgpu: the vGPU; its lock is held, nothing of it runs
 *
 * Its guest's GPU can write there. The next guest does not see that.
 */
void vgt_scratch_clear(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	memset(vgpu->scratch.va, 0, VGT_PT_SIZE);
}

/**
 * vgt_scratch_fini() - free a vGPU's scratch page
 * @vgpu: the vGPU, without entries of any kind
 */
void vgt_scratch_fini(struct vgt_vgpu *vgpu)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;

	gpu->ops->page_free(gpu, &vgpu->scratch);
}
