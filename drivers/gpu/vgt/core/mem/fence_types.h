/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_FENCE_TYPES_H
#define VGT_CORE_FENCE_TYPES_H

#include <linux/mutex.h>
#include <linux/types.h>

#define VGT_FENCES_MAX	32u

/**
 * struct vgt_fence_range - the pages of BAR 2 that a virtual fence covers
 * @first: the first
 * @count: how many; 0: the fence is off
 */
struct vgt_fence_range {
	u32 first;
	u32 count;
};

/**
 * struct vgt_fences - the fence registers of a vGPU
 * @lock: protects @range; inside of mmap_lock
 * @range: with virtual GGTT addresses, what each covers. Written with the vGPU's lock held, too
 * @on: BIT(number) of those that cover something; may be read without a lock
 * @host: otherwise, the hardware's registers that they are
 * @val: what the guest wrote to them
 * @count: how many there are
 */
struct vgt_fences {
	/* Protects range; inside of mmap_lock. */
	struct mutex lock;
	struct vgt_fence_range range[VGT_FENCES_MAX];
	u32 on;
	u32 host[VGT_FENCES_MAX];
	u64 val[VGT_FENCES_MAX];
	u32 count;
};

#endif
