// SPDX-License-Identifier: GPL-2.0-only
/*
 * Free pieces of the hardware's GGTT, as a bit per block: see @ggtt_holes of the GPU port.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/minmax.h>

#include "core/gpu_port.h"
#include "ggtt_holes.h"

/**
 * vgt_holes_find() - find the first hole of a size
 * @free: VGT_GPU_BLOCKS bits
 * @count: blocks, at least 1
 *
 * Return: its first block, or -ENOSPC.
 */
int vgt_holes_find(const unsigned long *free, u32 count)
{
	u32 first = find_first_bit(free, VGT_GPU_BLOCKS), end;

	for (; first < VGT_GPU_BLOCKS; first = find_next_bit(free, VGT_GPU_BLOCKS, end)) {
		end = find_next_zero_bit(free, VGT_GPU_BLOCKS, first);
		if (end - first >= count)
			return first;
	}
	return -ENOSPC;
}

/**
 * vgt_holes_largest() - get the size of the largest hole
 * @free: VGT_GPU_BLOCKS bits
 *
 * Return: blocks.
 */
u32 vgt_holes_largest(const unsigned long *free)
{
	u32 first = find_first_bit(free, VGT_GPU_BLOCKS), end, largest = 0;

	for (; first < VGT_GPU_BLOCKS; first = find_next_bit(free, VGT_GPU_BLOCKS, end)) {
		end = find_next_zero_bit(free, VGT_GPU_BLOCKS, first);
		largest = max(largest, end - first);
	}
	return largest;
}

/**
 * vgt_ggtt_largest_hole() - get the size of the largest hole there is now
 * @gpu: the GPU
 * @mappable: in the aperture, or outside of it
 *
 * Return: bytes.
 */
u64 vgt_ggtt_largest_hole(struct vgt_gpu *gpu, bool mappable)
{
	DECLARE_BITMAP(free, VGT_GPU_BLOCKS);

	bitmap_zero(free, VGT_GPU_BLOCKS);
	gpu->ops->ggtt_holes(gpu, mappable, free);
	return vgt_holes_largest(free) * VGT_GPU_BLOCK;
}
