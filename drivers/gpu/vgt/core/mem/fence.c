// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fence registers: they let the aperture show tiled memory. A vGPU has a few of the
 * hardware's. Each may cover only the vGPU's own aperture.
 *
 * With virtual GGTT addresses a vGPU has as many as the hardware. These are virtual:
 * fence_pool.c.
 *
 * Source: Skylake PRM vol. 2c, FENCE (pitch in bits 32-43 of the register, in units of
 * 128 bytes, less one; bit 1: Y tiles); i915's gt/intel_gt_regs.h and gem/i915_gem_tiling.c.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "core/convert.h"
#include "core/device_types.h"
#include "core/log.h"
#include "core/record/record.h"
#include "core/regs/gt_regs.h"
#include "core/regs/tables.h"
#include "core/type.h"
#include "core/vgpu_types.h"
#include "bar2_piece.h"
#include "fence.h"
#include "fence_pool.h"
#include "ggtt.h"
#include "ggtt_space.h"

/* Others the host's driver does not set again after a reset. */
#define VGT_FENCE_BITS		(FENCE_VALID | FENCE_TILE_Y | FENCE_PITCH | FENCE_PAGE | \
				 (u64)FENCE_PAGE << 32)

static u32 vgt_fence_read(const struct vgt_reg_access *a)
{
	const struct vgt_fences *fences = &a->vgpu->fences;
	u32 i = a->index / 2;

	if (i >= fences->count)
		return 0;
	return a->index % 2 ? upper_32_bits(fences->val[i]) : lower_32_bits(fences->val[i]);
}

/* Bytes from a range's start to the end of the last row of tiles that it begins. */
static u64 vgt_fence_span(u64 size, u64 row)
{
	return (size + row - 1) / row * row;
}

/*
 * The distance by which a fence can move a CPU's access: within its row of tiles, also in
 * the last row, of which the range has only the beginning. A row of X tiles is 8 lines high,
 * of Y tiles 32. X tiles are 512 bytes wide. The documents do not say what a pitch between
 * multiples means: both the pitch itself and the next multiple must be safe.
 */
static u64 vgt_fence_reach(u64 val, u64 size)
{
	u64 pitch = (FIELD_GET(FENCE_PITCH, val) + 1) * 128;

	if (val & FENCE_TILE_Y)
		return vgt_fence_span(size, pitch * 32);
	return max(vgt_fence_span(size, pitch * 8),
		   vgt_fence_span(size, round_up(pitch, 512) * 8));
}

/* Pages from the first one to the end of the last row of tiles. */
static u32 vgt_fence_pages(u64 val)
{
	u64 first = lower_32_bits(val) & FENCE_PAGE;
	u64 last = upper_32_bits(val) & FENCE_PAGE;

	return vgt_fence_reach(val, last + 4096 - first) / 4096;
}

/*
 * The upper word of a fence has the last page, the lower word the first. All rows of tiles
 * that begin in the range must be the vGPU's.
 */
static bool vgt_fence_owned(struct vgt_vgpu *vgpu, u64 val)
{
	u64 first = lower_32_bits(val) & FENCE_PAGE;
	u64 last = upper_32_bits(val) & FENCE_PAGE;
	const struct vgt_ggtt_space *low = &vgpu->ggtt.part[VGT_GGTT_LOW].space;

	return last >= first && first >= low->start &&
	       first + vgt_fence_reach(val, last + 4096 - first) <= low->start + low->size;
}

static void vgt_fence_refused(struct vgt_vgpu *vgpu, u32 i, const char *why)
{
	vgpu->stats.regs_refused++;
	vgt_warn(vgpu, "refused fence %u: %#llx %s\n", i, vgpu->fences.val[i], why);
}

/* @val is checked, or 0. */
static void vgt_fence_apply_virtual(struct vgt_vgpu *vgpu, u32 i, u64 val)
{
	int ret = vgt_fence_cover(vgpu, i, val, val ? vgt_fence_pages(val) : 0);

	if (!ret)
		return;
	vgt_fence_refused(vgpu, i, ret == -E2BIG ? "is larger than the aperture that vGPUs have" :
						   "finds no memory for a copy of its entries");
	/* Never fails. */
	vgt_fence_cover(vgpu, i, 0, 0);
}

static void vgt_fence_apply(struct vgt_vgpu *vgpu, u32 i)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u64 val = vgpu->fences.val[i] & VGT_FENCE_BITS;

	if (!(val & FENCE_VALID)) {
		val = 0;
	} else if (!vgt_fence_owned(vgpu, val)) {
		vgt_fence_refused(vgpu, i, "has rows of tiles outside of its aperture");
		val = 0;
	}
	if (vgt_ggtt_virtual(vgpu->dev)) {
		vgt_fence_apply_virtual(vgpu, i, val);
		return;
	}
	vgt_record_number(vgpu, VGT_RECORD_FENCE, vgpu->fences.host[i], val);
	gpu->ops->fence_write(gpu, vgpu->fences.host[i], val);
}

/* The lower word holds the valid bit, and is written last and first. */
static int vgt_fence_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_vgpu *vgpu = a->vgpu;
	u32 i = a->index / 2;
	u64 *fence = &vgpu->fences.val[i];

	if (i >= vgpu->fences.count)
		return 0;
	if (a->index % 2) {
		*fence = vgt_u64(val, lower_32_bits(*fence));
		if (!(*fence & FENCE_VALID))
			return 0;
	} else {
		*fence = vgt_u64(upper_32_bits(*fence), val);
	}
	vgt_ggtt_flush(vgpu);
	vgt_fence_apply(vgpu, i);
	return 0;
}

/**
 * vgt_fences_of() - get the number of fences that a vGPU of a type has
 * @dev: the device
 * @type: the type
 *
 * Virtual ones are as many as the hardware's, whatever the type.
 */
u32 vgt_fences_of(const struct vgt_device *dev, const struct vgt_type *type)
{
	return vgt_ggtt_virtual(dev) ? min(dev->gpu->desc.num_fences, VGT_FENCES_MAX) :
				       type->fences;
}

static int vgt_fences_init_virtual(struct vgt_vgpu *vgpu)
{
	struct vgt_fences *fences = &vgpu->fences;
	u32 count = vgt_fences_of(vgpu->dev, vgpu->type);

	if (fences->range)
		return 0;
	INIT_LIST_HEAD(&fences->wait);
	fences->range = kcalloc(count, sizeof(*fences->range), GFP_KERNEL);
	if (!fences->range)
		return -ENOMEM;
	fences->count = count;
	return 0;
}

/**
 * vgt_fences_init() - reserve a vGPU's fences
 * @vgpu: the vGPU; its type says how many
 *
 * Return: 0; -ENOSPC if too few are free; -ENOMEM.
 */
int vgt_fences_init(struct vgt_vgpu *vgpu)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	int ret;

	if (vgt_ggtt_virtual(vgpu->dev))
		return vgt_fences_init_virtual(vgpu);
	while (vgpu->fences.count < vgpu->type->fences) {
		ret = gpu->ops->fence_reserve(gpu, &vgpu->fences.host[vgpu->fences.count]);
		if (ret) {
			vgt_err(vgpu, "cannot reserve %u fences: only %u are free (%d)\n",
				vgpu->type->fences, vgpu->fences.count, ret);
			vgt_fences_fini(vgpu);
			return ret;
		}
		vgpu->fences.count++;
	}
	return 0;
}

/**
 * vgt_fences_reset() - switch all fences off
 * @vgpu: the vGPU
 */
void vgt_fences_reset(struct vgt_vgpu *vgpu)
{
	u32 i;

	for (i = 0; i < vgpu->fences.count; i++) {
		vgpu->fences.val[i] = 0;
		vgt_fence_apply(vgpu, i);
	}
	if (vgt_ggtt_virtual(vgpu->dev))
		vgt_fences_unwait(vgpu);
}

/**
 * vgt_fences_restore() - set the hardware's fences again, after a suspend
 * @vgpu: the vGPU; its lock is held
 */
void vgt_fences_restore(struct vgt_vgpu *vgpu)
{
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	if (vgt_ggtt_virtual(vgpu->dev)) {
		vgt_fences_reload(vgpu);
		vgt_bar2_pieces_reload(vgpu);
		return;
	}
	for (i = 0; i < vgpu->fences.count; i++)
		vgt_fence_apply(vgpu, i);
}

/**
 * vgt_fences_fini() - release a vGPU's fences
 * @vgpu: the vGPU
 */
void vgt_fences_fini(struct vgt_vgpu *vgpu)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;

	vgt_fences_reset(vgpu);
	if (vgt_ggtt_virtual(vgpu->dev)) {
		vgpu->fences.count = 0;
		kfree(vgpu->fences.range);
		vgpu->fences.range = NULL;
	}
	while (vgpu->fences.count)
		gpu->ops->fence_release(gpu, vgpu->fences.host[--vgpu->fences.count]);
}

static const struct vgt_reg vgt_fence_regs[] = {
	VGT_REG(FENCE_REG, .count = 2 * VGT_FENCES_MAX, .state = VGT_STATE_OBJECT,
		.read = vgt_fence_read, .write = vgt_fence_write),
};

VGT_REG_TABLE(vgt_regs_fence, vgt_fence_regs);
