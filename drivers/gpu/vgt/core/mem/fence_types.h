/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_FENCE_TYPES_H
#define VGT_CORE_FENCE_TYPES_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "core/gpu_port.h"

struct vgt_vgpu;

#define VGT_FENCES_MAX	32u

/**
 * struct vgt_fence_real - what a virtual fence has of the hardware
 * @aperture: a piece of the aperture; its size is 0 while there is none
 * @fenced: it has a fence, too
 * @fence: number of the hardware's fence
 */
struct vgt_fence_real {
	struct vgt_gpu_range aperture;
	bool fenced;
	u32 fence;
};

/**
 * struct vgt_fence_range - pages of BAR 2 that a virtual fence covers, or a piece (bar2_piece.c)
 * @vgpu: whose
 * @val: what the guest wrote; 0 if the fence is off, or for a piece
 * @first: the first page
 * @count: how many; 0: the fence is off
 * @reach: how many the hardware needs, to the end of the last row of tiles
 * @entries: the hardware's entries of these
 * @real: what shows it
 * @recent: in the pool's list, while it has something
 * @plain: pages may be shown as they lie in memory, or as scratch, because there was nothing to
 *	show it
 * @taken: when it got @real, in milliseconds
 * @accessed: when it had a fault last, in milliseconds
 */
struct vgt_fence_range {
	struct vgt_vgpu *vgpu;
	u64 val;
	u32 first;
	u32 count;
	u32 reach;
	u64 *entries;
	struct vgt_fence_real real;
	struct list_head recent;
	bool plain;
	u64 taken;
	u64 accessed;
};

/**
 * struct vgt_fence_pool - aperture and fences that virtual fences and pieces have, of a device
 * @lock: protects the others, and ranges of all vGPUs; inside of mmap_lock
 * @recent: struct vgt_fence_range, the one that had a fault last first
 * @queue: struct vgt_fences of vGPUs that wait for room, the one that waits for longest first
 * @bytes: of aperture that they have
 * @fences: fences that they have
 */
struct vgt_fence_pool {
	/* Protects what follows, and ranges of all vGPUs; inside of mmap_lock. */
	struct mutex lock;
	struct list_head recent;
	struct list_head queue;
	u64 bytes;
	u32 fences;
};

/**
 * struct vgt_fences - the fence registers of a vGPU
 * @host: the hardware's registers that they are
 * @range: with virtual GGTT addresses instead, what each of @count covers. Under the pool's lock;
 *	written with the vGPU's lock held, too
 * @on: BIT(number) of those that cover something; may be read without a lock
 * @bytes: of the pool's aperture that the vGPU has. Under the pool's lock, as what follows
 * @real: how many of the pool's fences it has
 * @wait: in the pool's queue, while the vGPU waits for room
 * @since: when it began to wait, in milliseconds
 * @asked: when it asked last
 * @val: what the guest wrote to them
 * @count: how many there are
 */
struct vgt_fences {
	u32 host[VGT_FENCES_MAX];
	struct vgt_fence_range *range;
	u32 on;
	u64 bytes;
	u32 real;
	struct list_head wait;
	u64 since;
	u64 asked;
	u64 val[VGT_FENCES_MAX];
	u32 count;
};

#endif
