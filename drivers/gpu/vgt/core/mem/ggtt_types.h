/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GGTT_TYPES_H
#define VGT_CORE_GGTT_TYPES_H

#include <linux/types.h>

#include "core/gpu_port.h"

#define VGT_GGTT_BLOCK		512	/* entries in a page of them */

/**
 * struct vgt_ggtt_space - where a piece of GGTT space is
 * @start: first byte, the guest's address
 * @size: bytes
 * @hw: first byte, the hardware's address
 */
struct vgt_ggtt_space {
	u64 start;
	u64 size;
	u64 hw;
};

struct vgt_bar2_block;

/**
 * struct vgt_ggtt_slice - a piece of GGTT space that is a vGPU's own
 * @space: where it is; see ggtt_space.c
 * @blocks: per page of entries, the entries as the guest wrote them; NULL until
 *	the first access
 * @known: likewise, what was last taken over from there; see ggtt_entry.h
 * @dirty: pages of entries that user space may be writing
 * @faulted: when each was mapped last, in milliseconds, cut off; 0: never
 * @pieces: per page of entries, what bar2_piece.c has, under the pool's lock; NULL until entries
 *	are taken over. NULL if there are no pieces
 * @nblocks: their number
 */
struct vgt_ggtt_slice {
	struct vgt_ggtt_space space;
	u64 **blocks;
	u32 **known;
	unsigned long *dirty;
	u32 *faulted;
	struct vgt_bar2_block **pieces;
	u32 nblocks;
};

/**
 * enum vgt_ggtt_part - the two slices of a vGPU
 * @VGT_GGTT_LOW: what the guest has inside of its aperture, BAR 2
 * @VGT_GGTT_HIGH: what it has outside of it
 * @VGT_GGTT_PARTS: how many there are
 */
enum vgt_ggtt_part {
	VGT_GGTT_LOW,
	VGT_GGTT_HIGH,
	VGT_GGTT_PARTS,
};

/**
 * struct vgt_ggtt - the GGTT of a vGPU
 * @part: its slices
 * @reserved: what the GPU port gave for them: for each, or the first for both
 * @hw: entries on their way to the hardware; under the vGPU's lock
 * @changes: counts when entries came to lead elsewhere; under the vGPU's lock
 * @ran_out: of what entries needed at the last sync
 * @waits: an entry leads to memory that was being taken away at the last sync
 */
struct vgt_ggtt {
	struct vgt_ggtt_slice part[VGT_GGTT_PARTS];
	struct vgt_gpu_range reserved[VGT_GGTT_PARTS];
	u64 *hw;
	u64 changes;
	bool ran_out;
	bool waits;
};

#endif
