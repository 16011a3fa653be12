// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GGTT of a vGPU: two slices of the hardware's. ggtt_space.c knows where they are.
 *
 * The guest's entries (ggtt_table.c) are plain memory; they are taken over at a flush
 * (ggtt_sync.c). ggtt_access.c finds the memory behind them.
 */
#include <linux/bitmap.h>
#include <linux/gfp.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/vgpu_types.h"
#include "bar2_piece.h"
#include "ggtt.h"
#include "ggtt_entry.h"
#include "ggtt_space.h"
#include "pin.h"

static void vgt_ggtt_slice_fini(struct vgt_ggtt_slice *slice)
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
	memset(slice, 0, sizeof(*slice));
}

/* All entries of a new slice point to the vGPU's own scratch page. */
static void vgt_ggtt_slice_clear(struct vgt_vgpu *vgpu,
				 struct vgt_ggtt_slice *slice)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u32 first = slice->space.hw / VGT_GGTT_PAGE;
	u32 i;

	for (i = 0; i < VGT_GGTT_BLOCK; i++)
		vgpu->ggtt.hw[i] = vgt_ggtt_scratch_entry(vgpu);
	for (i = 0; i < slice->nblocks; i++) {
		gpu->ops->ggtt_write(gpu, first + i * VGT_GGTT_BLOCK,
				     VGT_GGTT_BLOCK, vgpu->ggtt.hw);
		cond_resched();
	}
}

static int vgt_ggtt_slice_init(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice)
{
	slice->nblocks = slice->space.size / (VGT_GGTT_BLOCK * VGT_GGTT_PAGE);
	slice->blocks = kvcalloc(slice->nblocks, sizeof(*slice->blocks),
				 GFP_KERNEL);
	slice->known = kvcalloc(slice->nblocks, sizeof(*slice->known),
				GFP_KERNEL);
	slice->dirty = bitmap_zalloc(slice->nblocks, GFP_KERNEL);
	slice->faulted = kvcalloc(slice->nblocks, sizeof(*slice->faulted), GFP_KERNEL);
	if (!slice->blocks || !slice->known || !slice->dirty || !slice->faulted) {
		vgt_ggtt_slice_fini(slice);
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
	ret = vgt_ggtt_space_init(vgpu);
	if (ret)
		goto err_hw;
	ret = vgt_ggtt_slice_init(vgpu, &ggtt->part[VGT_GGTT_LOW]);
	if (ret)
		goto err_space;
	ret = vgt_bar2_pieces_init(vgpu, &ggtt->part[VGT_GGTT_LOW]);
	if (ret)
		goto err_low;
	ret = vgt_ggtt_slice_init(vgpu, &ggtt->part[VGT_GGTT_HIGH]);
	if (ret)
		goto err_pieces;
	gpu->ops->ggtt_flush(gpu);
	return 0;

err_pieces:
	vgt_bar2_pieces_fini(vgpu, &ggtt->part[VGT_GGTT_LOW]);
err_low:
	vgt_ggtt_slice_fini(&ggtt->part[VGT_GGTT_LOW]);
err_space:
	vgt_ggtt_space_fini(vgpu);
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
	vgt_bar2_pieces_give(vgpu);
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
	vgt_ggtt_slice_fini(&ggtt->part[VGT_GGTT_HIGH]);
	vgt_bar2_pieces_fini(vgpu, &ggtt->part[VGT_GGTT_LOW]);
	vgt_ggtt_slice_fini(&ggtt->part[VGT_GGTT_LOW]);
	vgt_ggtt_space_fini(vgpu);
	kfree(ggtt->hw);
}
