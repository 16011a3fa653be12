/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GGTT_H
#define VGT_CORE_GGTT_H

#include <linux/types.h>

#include "core/gpu_port.h"

struct vgt_vgpu;

#define VGT_GGTT_BLOCK		512	/* entries in a page of them */

/**
 * struct vgt_ggtt_slice - a piece of GGTT space that is a vGPU's own
 * @space: what the GPU port reserved
 * @blocks: per page of entries, the entries as the guest wrote them; NULL until
 *	the first access
 * @known: likewise, what was last taken over from there; see ggtt.c
 * @dirty: pages of entries that user space may be writing
 * @faulted: when each was mapped last, in milliseconds, cut off; 0: never
 * @nblocks: their number
 */
struct vgt_ggtt_slice {
	struct vgt_gpu_range space;
	u64 **blocks;
	u32 **known;
	unsigned long *dirty;
	u32 *faulted;
	u32 nblocks;
};

/**
 * enum vgt_ggtt_part - the two slices of a vGPU
 * @VGT_GGTT_LOW: inside the aperture
 * @VGT_GGTT_HIGH: outside of it
 * @VGT_GGTT_PARTS: how many there are
 */
enum vgt_ggtt_part {
	VGT_GGTT_LOW,
	VGT_GGTT_HIGH,
	VGT_GGTT_PARTS,
};

/**
 * struct vgt_ggtt - the GGTT of a vGPU
 * @part: its slices; addresses in them are the hardware's own
 * @scratch: where entries point that the guest has not set
 * @hw: entries on their way to the hardware; under the vGPU's lock
 * @changes: counts when entries came to lead elsewhere; under the vGPU's lock
 * @ran_out: of what entries needed at the last sync
 * @waits: an entry leads to memory that was being taken away at the last sync
 */
struct vgt_ggtt {
	struct vgt_ggtt_slice part[VGT_GGTT_PARTS];
	struct vgt_gpu_page scratch;
	u64 *hw;
	u64 changes;
	bool ran_out;
	bool waits;
};

int vgt_ggtt_init(struct vgt_vgpu *vgpu);
void vgt_ggtt_reset(struct vgt_vgpu *vgpu);
void vgt_ggtt_restore(struct vgt_vgpu *vgpu);
void vgt_ggtt_fini(struct vgt_vgpu *vgpu);

int vgt_ggtt_read(struct vgt_vgpu *vgpu, u64 offset, void *buf, u32 len);
int vgt_ggtt_write(struct vgt_vgpu *vgpu, u64 offset, const void *buf, u32 len);

bool vgt_ggtt_block_own(struct vgt_vgpu *vgpu, u64 offset);
void *vgt_ggtt_block_map(struct vgt_vgpu *vgpu, u64 offset);
void vgt_ggtt_block_dirty(struct vgt_vgpu *vgpu, u64 offset);
int vgt_ggtt_sync(struct vgt_vgpu *vgpu);
void vgt_ggtt_flush(struct vgt_vgpu *vgpu);
void vgt_ggtt_forget(struct vgt_vgpu *vgpu, u64 gfn, u64 count);

bool vgt_ggtt_owns(const struct vgt_vgpu *vgpu, u64 addr, u64 len);
void *vgt_ggtt_va(struct vgt_vgpu *vgpu, u64 addr);
bool vgt_ggtt_mapped(struct vgt_vgpu *vgpu, u64 addr, u32 count);
int vgt_ggtt_pages(struct vgt_vgpu *vgpu, u64 addr, void **va, u32 count);
int vgt_ggtt_copy_from(struct vgt_vgpu *vgpu, void *buf, u64 addr, u32 len);

#endif
