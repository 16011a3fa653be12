// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GGTT of a vGPU: two slices of the hardware's, at the hardware's own
 * addresses. PVINFO tells the guest which ones.
 *
 * The guest's entries (ggtt_table.c) are plain memory; they are taken over at a flush
 * (ggtt_sync.c). ggtt_access.c finds the memory behind them.
 */
#include <linux/bitmap.h>
#include <linux/gfp.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/log.h"
#include "core/type.h"
#include "core/vgpu_types.h"
#include "ggtt.h"
#include "ggtt_entry.h"
#include "pin.h"

static void vgt_ggtt_slice_fini(struct vgt_vgpu *vgpu,
				struct vgt_ggtt_slice *slice)
{
	u32 i;

	for (i = 0; i < slice->nblocks; i++) {
		if (slice->blocks && slice->blocks[i])
			free_page((unsigned long)slice->blocks[i]);
		if (slice->known)
			kfree(slice->known[i]);
	}
	kvfree(slice->blocks);
	kvfree(slice->known);
	bitmap_free(slice->dirty);
	kvfree(slice->faulted);
	if (slice->space.size)
		vgpu->dev->gpu->ops->ggtt_release(vgpu->dev->gpu, &slice->space);
	memset(slice, 0, sizeof(*slice));
}

/* All entries of a new slice point to the vGPU's own scratch page. */
static void vgt_ggtt_slice_clear(struct vgt_vgpu *vgpu,
				 struct vgt_ggtt_slice *slice)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u32 first = slice->space.start / VGT_GGTT_PAGE;
	u32 i;

	for (i = 0; i < VGT_GGTT_BLOCK; i++)
		vgpu->ggtt.hw[i] = vgt_ggtt_scratch_entry(&vgpu->ggtt);
	for (i = 0; i < slice->nblocks; i++)
		gpu->ops->ggtt_write(gpu, first + i * VGT_GGTT_BLOCK,
				     VGT_GGTT_BLOCK, vgpu->ggtt.hw);
}

static int vgt_ggtt_slice_init(struct vgt_vgpu *vgpu,
			       struct vgt_ggtt_slice *slice, u64 size, bool low)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	int ret;

	ret = gpu->ops->ggtt_reserve(gpu, &slice->space, size,
				     (u64)VGT_GGTT_BLOCK * VGT_GGTT_PAGE, low);
	if (ret) {
		vgt_err(vgpu, "cannot reserve %llu MB of %s GGTT space: %d\n",
			size >> 20, low ? "aperture" : "hidden", ret);
		return ret;
	}
	slice->nblocks = size / (VGT_GGTT_BLOCK * VGT_GGTT_PAGE);
	slice->blocks = kvcalloc(slice->nblocks, sizeof(*slice->blocks),
				 GFP_KERNEL);
	slice->known = kvcalloc(slice->nblocks, sizeof(*slice->known),
				GFP_KERNEL);
	slice->dirty = bitmap_zalloc(slice->nblocks, GFP_KERNEL);
	slice->faulted = kvcalloc(slice->nblocks, sizeof(*slice->faulted), GFP_KERNEL);
	if (!slice->blocks || !slice->known || !slice->dirty || !slice->faulted) {
		vgt_ggtt_slice_fini(vgpu, slice);
		return -ENOMEM;
	}
	vgt_ggtt_slice_clear(vgpu, slice);
	return 0;
}

/**
 * vgt_ggtt_init() - reserve a vGPU's slices
 * @vgpu: the vGPU; its type says their sizes
 *
 * Return: 0; -ENOSPC if the GGTT has no hole of the size; -ENOMEM.
 */
int vgt_ggtt_init(struct vgt_vgpu *vgpu)
{
	struct vgt_ggtt *ggtt = &vgpu->ggtt;
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	int ret;

	ggtt->hw = kmalloc_array(VGT_GGTT_BLOCK, sizeof(u64), GFP_KERNEL);
	if (!ggtt->hw)
		return -ENOMEM;
	ret = gpu->ops->page_alloc(gpu, &ggtt->scratch, false);
	if (ret)
		goto err_hw;
	ret = vgt_ggtt_slice_init(vgpu, &ggtt->part[VGT_GGTT_LOW],
				  (u64)vgpu->type->low_mb << 20, true);
	if (ret)
		goto err_scratch;
	ret = vgt_ggtt_slice_init(vgpu, &ggtt->part[VGT_GGTT_HIGH],
				  (u64)vgpu->type->high_mb << 20, false);
	if (ret)
		goto err_low;
	gpu->ops->ggtt_flush(gpu);
	return 0;

err_low:
	vgt_ggtt_slice_fini(vgpu, &ggtt->part[VGT_GGTT_LOW]);
err_scratch:
	gpu->ops->page_free(gpu, &ggtt->scratch);
err_hw:
	kfree(ggtt->hw);
	return ret;
}

/**
 * vgt_ggtt_reset() - clear all entries
 * @vgpu: the vGPU; its lock is held, nothing of it runs
 */
void vgt_ggtt_reset(struct vgt_vgpu *vgpu)
{
	u32 i, block;

	lockdep_assert_held(&vgpu->lock);
	vgt_ggtt_forget(vgpu, 0, U64_MAX);
	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		struct vgt_ggtt_slice *slice = &vgpu->ggtt.part[i];

		for (block = 0; block < slice->nblocks; block++)
			if (slice->blocks[block])
				memset(slice->blocks[block], 0, PAGE_SIZE);
	}
	vgt_pins_reap(vgpu);
}

/**
 * vgt_ggtt_fini() - release a vGPU's slices
 * @vgpu: the vGPU; nothing of it runs, user space maps nothing
 */
void vgt_ggtt_fini(struct vgt_vgpu *vgpu)
{
	struct vgt_ggtt *ggtt = &vgpu->ggtt;

	vgt_ggtt_forget(vgpu, 0, U64_MAX);
	vgt_pins_reap(vgpu);
	vgt_ggtt_slice_fini(vgpu, &ggtt->part[VGT_GGTT_HIGH]);
	vgt_ggtt_slice_fini(vgpu, &ggtt->part[VGT_GGTT_LOW]);
	vgpu->dev->gpu->ops->page_free(vgpu->dev->gpu, &ggtt->scratch);
	kfree(ggtt->hw);
}

/**
 * vgt_ggtt_owns() - check whether a range of GGTT addresses belongs to a vGPU
 * @vgpu: the vGPU
 * @addr: first byte
 * @len: bytes, at least 1
 */
bool vgt_ggtt_owns(const struct vgt_vgpu *vgpu, u64 addr, u64 len)
{
	u32 i;

	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		const struct vgt_gpu_range *space = &vgpu->ggtt.part[i].space;

		if (addr >= space->start && addr - space->start < space->size &&
		    len <= space->size - (addr - space->start))
			return true;
	}
	return false;
}
