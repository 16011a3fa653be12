// SPDX-License-Identifier: GPL-2.0-only
/*
 * GGTT space and fences of the GPU that i915 drives.
 */
#include <linux/bitmap.h>
#include <linux/slab.h>

#include "i915.h"
#include "gt/intel_ggtt_fencing.h"

/* Of either word of a fence register, and of the upper one: in units of 128 bytes, less one. */
#define VGT_FENCE_PAGE	GENMASK(31, 12)
#define VGT_FENCE_PITCH	GENMASK(11, 0)

/*
 * Insert @node between @start and @end. The mutex of the address space is held.
 *
 * i915 evicts unused mappings to make room, for example buffers that a program once accessed
 * through the aperture. It maps them elsewhere when they are used again. Without PIN_NONBLOCK
 * i915 would also wait until the GPU is idle, under the mutex that all work of the host needs.
 * That may never end.
 *
 * PIN_MAPPABLE only makes it the first hole, wherever that is: what is known of the holes then
 * tells which one it is. i915 begins at the other end outside of the aperture.
 */
static int vgt_i915_ggtt_insert(struct i915_ggtt *ggtt, struct drm_mm_node *node, u64 size,
				u64 align, u64 start, u64 end)
{
	int ret = i915_gem_gtt_insert(&ggtt->vm, NULL, node, size, align, I915_COLOR_UNEVICTABLE,
				      start, end, PIN_NONBLOCK | PIN_MAPPABLE);

	/* A mapping came into use while i915 evicted it. */
	return ret == -EAGAIN || ret == -EBUSY ? -ENOSPC : ret;
}

int vgt_i915_ggtt_reserve(struct vgt_gpu *gpu, struct vgt_gpu_range *range, u64 size,
			  u64 align, bool mappable)
{
	struct i915_ggtt *ggtt = vgt_i915_ggtt(to_host(gpu));
	struct drm_mm_node *node;
	int ret;

	node = kzalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return -ENOMEM;

	/* On some machines i915 clears the entries of what it evicts. */
	vgt_i915_get(gpu);
	mutex_lock(&ggtt->vm.mutex);
	ret = vgt_i915_ggtt_insert(ggtt, node, size, align, mappable ? 0 : ggtt->mappable_end,
				   mappable ? ggtt->mappable_end : ggtt->vm.total);
	mutex_unlock(&ggtt->vm.mutex);
	vgt_i915_put(gpu);
	if (ret) {
		kfree(node);
		return ret;
	}
	range->node = node;
	range->start = node->start;
	range->size = size;
	return 0;
}

/* The mutex is held from end to end: the old place is still free if the new one is not. */
int vgt_i915_ggtt_move(struct vgt_gpu *gpu, struct vgt_gpu_range *range, u64 start)
{
	struct i915_ggtt *ggtt = vgt_i915_ggtt(to_host(gpu));
	struct drm_mm_node *node = range->node;
	int ret;

	vgt_i915_get(gpu);
	mutex_lock(&ggtt->vm.mutex);
	drm_mm_remove_node(node);
	ret = vgt_i915_ggtt_insert(ggtt, node, range->size, VGT_GPU_BLOCK, start,
				   start + range->size);
	if (!ret) {
		range->start = start;
	} else {
		node->start = range->start;
		node->size = range->size;
		WARN_ON_ONCE(drm_mm_reserve_node(&ggtt->vm.mm, node));
	}
	mutex_unlock(&ggtt->vm.mutex);
	vgt_i915_put(gpu);
	return ret;
}

void vgt_i915_ggtt_release(struct vgt_gpu *gpu, struct vgt_gpu_range *range)
{
	struct i915_ggtt *ggtt = vgt_i915_ggtt(to_host(gpu));

	mutex_lock(&ggtt->vm.mutex);
	drm_mm_remove_node(range->node);
	mutex_unlock(&ggtt->vm.mutex);
	kfree(range->node);
	memset(range, 0, sizeof(*range));
}

/*
 * Would i915 evict it, without a wait for the GPU? It may come into use, or out of use, at any
 * time.
 */
static bool vgt_i915_evicts(const struct drm_mm_node *node)
{
	const struct i915_vma *vma = container_of(node, struct i915_vma, node);

	return node->color != I915_COLOR_UNEVICTABLE && !i915_vma_is_pinned(vma) &&
	       !i915_vma_is_active(vma) && !i915_vma_is_scanout(vma);
}

/* Set the bits of whole blocks from @start to @end. */
static void vgt_i915_hole(unsigned long *free, u64 start, u64 end)
{
	u32 first = DIV_ROUND_UP_ULL(start, VGT_GPU_BLOCK), last = div64_u64(end, VGT_GPU_BLOCK);

	if (first < last)
		bitmap_set(free, first, last - first);
}

void vgt_i915_ggtt_holes(struct vgt_gpu *gpu, bool mappable, unsigned long *free)
{
	struct i915_ggtt *ggtt = vgt_i915_ggtt(to_host(gpu));
	u64 at = mappable ? 0 : ggtt->mappable_end;
	u64 end = mappable ? ggtt->mappable_end : ggtt->vm.total;
	struct drm_mm_node *node;

	mutex_lock(&ggtt->vm.mutex);
	drm_mm_for_each_node_in_range(node, &ggtt->vm.mm, at, end) {
		if (vgt_i915_evicts(node))
			continue;
		vgt_i915_hole(free, at, min(node->start, end));
		at = max(at, node->start + node->size);
	}
	mutex_unlock(&ggtt->vm.mutex);
	vgt_i915_hole(free, at, end);
}

void vgt_i915_ggtt_write(struct vgt_gpu *gpu, u32 first, u32 count, const u64 *entries)
{
	u64 __iomem *pte = (u64 __iomem *)vgt_i915_ggtt(to_host(gpu))->gsm + first;

	vgt_i915_get(gpu);
	while (count--)
		writeq(*entries++, pte++);
	vgt_i915_put(gpu);
}

/* i915's own @clear_range does nothing, on most machines. */
void vgt_i915_ggtt_clear(struct vgt_gpu *gpu, u32 first, u32 count)
{
	struct i915_ggtt *ggtt = vgt_i915_ggtt(to_host(gpu));
	u64 __iomem *pte = (u64 __iomem *)ggtt->gsm + first;
	u64 entry = ggtt->vm.scratch[0]->encode;

	vgt_i915_get(gpu);
	while (count--)
		writeq(entry, pte++);
	vgt_i915_put(gpu);
}

void vgt_i915_ggtt_flush(struct vgt_gpu *gpu)
{
	struct i915_ggtt *ggtt = vgt_i915_ggtt(to_host(gpu));

	vgt_i915_get(gpu);
	ggtt->invalidate(ggtt);
	vgt_i915_put(gpu);
}

int vgt_i915_fence_reserve(struct vgt_gpu *gpu, u32 *index)
{
	struct vgt_i915 *host = to_host(gpu);
	struct i915_ggtt *ggtt = vgt_i915_ggtt(host);
	struct i915_fence_reg *fence;

	mutex_lock(&ggtt->vm.mutex);
	fence = i915_reserve_fence(ggtt);
	mutex_unlock(&ggtt->vm.mutex);
	if (IS_ERR(fence))
		return PTR_ERR(fence);
	host->fences[fence->id] = fence;
	*index = fence->id;
	return 0;
}

/*
 * Note in i915's own record what a fence holds. i915 sets all fences from these records after a
 * reset of the whole GPU, before any engine runs again, and when it resumes. Nothing else uses the
 * record of a reserved fence, as long as it has no vma. i915 turns the record into @val again: see
 * i965_write_fence_reg() in gt/intel_ggtt_fencing.c.
 */
static void vgt_i915_fence_note(struct i915_fence_reg *fence, u64 val)
{
	u32 first = lower_32_bits(val) & VGT_FENCE_PAGE, last = upper_32_bits(val) & VGT_FENCE_PAGE;

	fence->tiling = I915_TILING_NONE;
	if (!(val & I965_FENCE_REG_VALID))
		return;
	fence->start = first;
	fence->size = last - first + I965_FENCE_PAGE;
	fence->stride = ((upper_32_bits(val) & VGT_FENCE_PITCH) + 1) * 128;
	fence->tiling = val & BIT(I965_FENCE_TILING_Y_SHIFT) ? I915_TILING_Y : I915_TILING_X;
}

/* Turn the fence off while it changes; write the word with the valid bit last. */
static void vgt_i915_fence_set(struct intel_uncore *uncore, u32 index, u64 val)
{
	intel_uncore_write(uncore, FENCE_REG_GEN6_LO(index), 0);
	intel_uncore_posting_read(uncore, FENCE_REG_GEN6_LO(index));
	intel_uncore_write(uncore, FENCE_REG_GEN6_HI(index), upper_32_bits(val));
	intel_uncore_write(uncore, FENCE_REG_GEN6_LO(index), lower_32_bits(val));
	intel_uncore_posting_read(uncore, FENCE_REG_GEN6_LO(index));
}

/*
 * A reset holds its mutex from before the GPU loses the fences until i915 has set them again. So it
 * finds the old value and the old record, or the new ones. Whoever holds that mutex may not
 * allocate memory.
 */
void vgt_i915_fence_write(struct vgt_gpu *gpu, u32 index, u64 val)
{
	struct vgt_i915 *host = to_host(gpu);
	struct intel_gt *gt = vgt_gt(host);

	vgt_i915_get(gpu);
	mutex_lock(&gt->reset.mutex);
	vgt_i915_fence_note(host->fences[index], val);
	vgt_i915_fence_set(gt->uncore, index, val);
	mutex_unlock(&gt->reset.mutex);
	vgt_i915_put(gpu);
}

void vgt_i915_fence_release(struct vgt_gpu *gpu, u32 index)
{
	struct vgt_i915 *host = to_host(gpu);
	struct i915_ggtt *ggtt = vgt_i915_ggtt(host);

	vgt_i915_fence_write(gpu, index, 0);
	mutex_lock(&ggtt->vm.mutex);
	i915_unreserve_fence(host->fences[index]);
	mutex_unlock(&ggtt->vm.mutex);
	host->fences[index] = NULL;
}
