// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of BAR 2 that the guest port cannot show, although they are guest memory: the hardware's
 * aperture shows them, in pieces. A piece is a range of the pool of fences (fence_pool.c) that
 * needs no fence: it comes with the first such access to one of its pages, and goes when others
 * need room.
 *
 * A piece has the entries of all of its pages, so it shows the same as memory does. User space may
 * have some of its pages mapped from memory, and others from the aperture.
 *
 * While the hardware shows a piece, its entries change with the guest's, as those of a real
 * aperture do. So nothing has to fault again. The old pages are unpinned after the flush that comes
 * after each change (ggtt_sync.c).
 *
 * Faults take no vGPU's lock, so they cannot look for the entries of a page. They find them here:
 * under the pool's lock, in memory that was there before the first entry was taken over.
 */
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "core/device_types.h"
#include "core/guest_port.h"
#include "core/vgpu_types.h"
#include "bar2_piece.h"
#include "fence_real.h"
#include "ggtt_entry.h"
#include "ggtt_space.h"

/* Pages in a piece. Each fault of one page brings them all, and each of them takes room. */
#define VGT_BAR2_PIECE		64u
#define VGT_BAR2_PIECES		(VGT_GGTT_BLOCK / VGT_BAR2_PIECE)

/**
 * struct vgt_bar2_block - the pieces of a page of entries
 * @entries: the hardware's entries of all
 * @pieces: the ranges
 */
struct vgt_bar2_block {
	u64 *entries;
	struct vgt_fence_range pieces[VGT_BAR2_PIECES];
};

/**
 * vgt_bar2_pieces_init() - prepare for pieces, if the guest port needs some
 * @vgpu: the vGPU
 * @slice: its new low slice
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_bar2_pieces_init(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice)
{
	if (!vgt_ggtt_virtual(vgpu->dev) || !vgpu->guest->ops->some_by_aperture)
		return 0;
	slice->pieces = kvcalloc(slice->nblocks, sizeof(*slice->pieces), GFP_KERNEL);
	return slice->pieces ? 0 : -ENOMEM;
}

static void vgt_bar2_block_give(struct vgt_bar2_block *block)
{
	u32 i;

	for (i = 0; i < VGT_BAR2_PIECES; i++)
		if (block->pieces[i].real.aperture.size)
			vgt_fence_lose(&block->pieces[i]);
}

static void vgt_bar2_slice_give(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice)
{
	u32 i;

	mutex_lock(&vgpu->dev->fences.lock);
	for (i = 0; slice->pieces && i < slice->nblocks; i++)
		if (slice->pieces[i])
			vgt_bar2_block_give(slice->pieces[i]);
	mutex_unlock(&vgpu->dev->fences.lock);
}

/**
 * vgt_bar2_pieces_give() - give back what pieces have of the hardware
 * @vgpu: the vGPU; its lock is held
 */
void vgt_bar2_pieces_give(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	vgt_bar2_slice_give(vgpu, &vgpu->ggtt.part[VGT_GGTT_LOW]);
}

/**
 * vgt_bar2_pieces_fini() - end pieces
 * @vgpu: the vGPU
 * @slice: its low slice, of which user space maps nothing
 */
void vgt_bar2_pieces_fini(struct vgt_vgpu *vgpu, struct vgt_ggtt_slice *slice)
{
	u32 i;

	vgt_bar2_slice_give(vgpu, slice);
	for (i = 0; slice->pieces && i < slice->nblocks; i++) {
		if (slice->pieces[i])
			kfree(slice->pieces[i]->entries);
		kfree(slice->pieces[i]);
	}
	kvfree(slice->pieces);
	slice->pieces = NULL;
}

/* Its entries lead nowhere yet. */
static struct vgt_bar2_block *vgt_bar2_block_alloc(struct vgt_vgpu *vgpu, u32 number)
{
	struct vgt_bar2_block *block = kzalloc(sizeof(*block), GFP_KERNEL_ACCOUNT);
	u32 i;

	if (!block)
		return NULL;
	block->entries = kmalloc_array(VGT_GGTT_BLOCK, sizeof(u64), GFP_KERNEL_ACCOUNT);
	if (!block->entries) {
		kfree(block);
		return NULL;
	}
	for (i = 0; i < VGT_GGTT_BLOCK; i++)
		block->entries[i] = vgt_ggtt_scratch_entry(vgpu);
	for (i = 0; i < VGT_BAR2_PIECES; i++) {
		block->pieces[i].vgpu = vgpu;
		block->pieces[i].first = number * VGT_GGTT_BLOCK + i * VGT_BAR2_PIECE;
		block->pieces[i].count = VGT_BAR2_PIECE;
		block->pieces[i].reach = VGT_BAR2_PIECE;
		block->pieces[i].entries = block->entries + i * VGT_BAR2_PIECE;
	}
	return block;
}

/**
 * vgt_bar2_pieces_room() - make room for the pieces of a page of entries
 * @vgpu: the vGPU; its lock is held
 * @number: number of the page of entries, in the low slice; if there is no room yet, none of them
 *	was taken over
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_bar2_pieces_room(struct vgt_vgpu *vgpu, u32 number)
{
	struct vgt_bar2_block **pieces = vgpu->ggtt.part[VGT_GGTT_LOW].pieces, *block;

	lockdep_assert_held(&vgpu->lock);
	if (!pieces || pieces[number])
		return 0;
	block = vgt_bar2_block_alloc(vgpu, number);
	if (!block)
		return -ENOMEM;
	mutex_lock(&vgpu->dev->fences.lock);
	pieces[number] = block;
	mutex_unlock(&vgpu->dev->fences.lock);
	return 0;
}

/**
 * vgt_bar2_piece() - find the piece that a page of BAR 2 is in
 * @vgpu: the vGPU; the pool's lock is held
 * @page: the page's number
 *
 * Return: the piece, or NULL: no entry was taken over there.
 */
struct vgt_fence_range *vgt_bar2_piece(struct vgt_vgpu *vgpu, u32 page)
{
	const struct vgt_ggtt_slice *slice = &vgpu->ggtt.part[VGT_GGTT_LOW];
	u32 number = page / VGT_GGTT_BLOCK;

	lockdep_assert_held(&vgpu->dev->fences.lock);
	if (!slice->pieces || number >= slice->nblocks || !slice->pieces[number])
		return NULL;
	return &slice->pieces[number]->pieces[page % VGT_GGTT_BLOCK / VGT_BAR2_PIECE];
}

/* Take over @count entries of a piece, from number @i on. */
static void vgt_bar2_piece_follow(struct vgt_fence_range *piece, u32 i, u32 count, const u64 *hw)
{
	const struct vgt_gpu_range *aperture = &piece->real.aperture;
	struct vgt_gpu *gpu = piece->vgpu->dev->gpu;

	memcpy(piece->entries + i, hw, count * sizeof(*hw));
	if (aperture->size)
		gpu->ops->ggtt_write(gpu, aperture->start / VGT_GGTT_PAGE + i, count, hw);
}

/**
 * vgt_bar2_pieces_follow() - take changed entries over into pieces
 * @vgpu: the vGPU; its lock is held
 * @first: number of the first entry, in BAR 2
 * @count: number of entries, within a page of them, for which there is room
 * @hw: their new values
 *
 * They count at the next flush of the GGTT.
 */
void vgt_bar2_pieces_follow(struct vgt_vgpu *vgpu, u32 first, u32 count, const u64 *hw)
{
	u32 i, n;

	lockdep_assert_held(&vgpu->lock);
	if (!vgpu->ggtt.part[VGT_GGTT_LOW].pieces)
		return;
	mutex_lock(&vgpu->dev->fences.lock);
	for (; count; first += n, count -= n, hw += n) {
		i = first % VGT_BAR2_PIECE;
		n = min(count, VGT_BAR2_PIECE - i);
		vgt_bar2_piece_follow(vgt_bar2_piece(vgpu, first), i, n, hw);
	}
	mutex_unlock(&vgpu->dev->fences.lock);
}

static void vgt_bar2_block_reload(struct vgt_device *dev, const struct vgt_bar2_block *block)
{
	u32 i;

	for (i = 0; i < VGT_BAR2_PIECES; i++)
		if (block->pieces[i].real.aperture.size)
			vgt_fence_load(dev, &block->pieces[i]);
}

/**
 * vgt_bar2_pieces_reload() - have the hardware show pieces again, after a suspend
 * @vgpu: the vGPU; its lock is held
 */
void vgt_bar2_pieces_reload(struct vgt_vgpu *vgpu)
{
	struct vgt_ggtt_slice *slice = &vgpu->ggtt.part[VGT_GGTT_LOW];
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	mutex_lock(&vgpu->dev->fences.lock);
	for (i = 0; slice->pieces && i < slice->nblocks; i++)
		if (slice->pieces[i])
			vgt_bar2_block_reload(vgpu->dev, slice->pieces[i]);
	mutex_unlock(&vgpu->dev->fences.lock);
}
