// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a range of BAR 2 has of the hardware: a piece of the aperture, and one of the fences if the
 * range is a virtual fence's. vGPUs may have what the host does not keep, all of them together.
 */
#include <linux/errno.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/guest_port.h"
#include "core/regs/gt_regs.h"
#include "core/vgpu_types.h"
#include "fence_real.h"
#include "ggtt_entry.h"
#include "ggtt_range.h"

/* Count what a vGPU has. */
static void vgt_fence_count(struct vgt_vgpu *vgpu, s32 fences, s64 bytes)
{
	struct vgt_fence_pool *pool = &vgpu->dev->fences;

	lockdep_assert_held(&pool->lock);
	pool->fences += fences;
	pool->bytes += bytes;
	vgpu->fences.real += fences;
	vgpu->fences.bytes += bytes;
}

/**
 * vgt_fence_give() - give aperture and fence back
 * @vgpu: whose they are; the pool's lock is held
 * @real: what it has, or nothing. Nobody has it mapped
 */
void vgt_fence_give(struct vgt_vgpu *vgpu, struct vgt_fence_real *real)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;

	lockdep_assert_held(&vgpu->dev->fences.lock);
	if (!real->aperture.size)
		return;
	if (real->fenced)
		gpu->ops->fence_release(gpu, real->fence);
	vgt_fence_count(vgpu, real->fenced ? -1 : 0, -(s64)real->aperture.size);
	vgt_ggtt_range_release(gpu, &real->aperture);
	real->fenced = false;
}

/**
 * vgt_fence_lose() - have a range give back what it has
 * @range: the range, which has something; the pool's lock is held
 */
void vgt_fence_lose(struct vgt_fence_range *range)
{
	struct vgt_guest *guest = range->vgpu->guest;

	lockdep_assert_held(&range->vgpu->dev->fences.lock);
	guest->ops->revoke(guest, range->first, range->count);
	list_del(&range->recent);
	vgt_fence_give(range->vgpu, &range->real);
}

/**
 * vgt_fence_take() - take what a range needs
 * @dev: the device; the pool's lock is held
 * @range: the range, which has nothing
 *
 * Return: 0; -ENOSPC if there is no such aperture left, of what vGPUs may have or of what the host
 * leaves; -EMFILE if there is no fence left.
 */
int vgt_fence_take(struct vgt_device *dev, struct vgt_fence_range *range)
{
	struct vgt_fence_pool *pool = &dev->fences;
	struct vgt_fence_real *real = &range->real;
	u64 size = (u64)range->reach * VGT_GGTT_PAGE;
	struct vgt_gpu *gpu = dev->gpu;
	int ret;

	lockdep_assert_held(&pool->lock);
	if (range->val && pool->fences >= dev->total.fences)
		return -EMFILE;
	if (pool->bytes + size > dev->total.low)
		return -ENOSPC;
	ret = gpu->ops->ggtt_reserve(gpu, &real->aperture, size, VGT_GGTT_PAGE, true);
	if (ret)
		return ret;
	if (range->val && gpu->ops->fence_reserve(gpu, &real->fence)) {
		vgt_ggtt_range_release(gpu, &real->aperture);
		/* Whatever the host says of it, others have fences to give back. */
		return -EMFILE;
	}
	real->fenced = range->val;
	vgt_fence_count(range->vgpu, real->fenced, size);
	return 0;
}

/**
 * vgt_fence_load() - have the hardware show a range
 * @dev: the device; the pool's lock is held
 * @range: the range, which has what it needs
 */
void vgt_fence_load(struct vgt_device *dev, const struct vgt_fence_range *range)
{
	const struct vgt_fence_real *real = &range->real;
	u64 start = real->aperture.start, last = start + (u64)(range->count - 1) * VGT_GGTT_PAGE;
	u64 flags = range->val & ~((u64)FENCE_PAGE << 32 | FENCE_PAGE);
	struct vgt_gpu *gpu = dev->gpu;

	lockdep_assert_held(&dev->fences.lock);
	gpu->ops->ggtt_write(gpu, start / VGT_GGTT_PAGE, range->reach, range->entries);
	gpu->ops->ggtt_flush(gpu);
	if (real->fenced)
		gpu->ops->fence_write(gpu, real->fence, last << 32 | start | flags);
}
