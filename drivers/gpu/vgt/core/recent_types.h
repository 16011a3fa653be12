/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_RECENT_TYPES_H
#define VGT_CORE_RECENT_TYPES_H

#include <linux/ktime.h>
#include <linux/types.h>

#define VGT_RECENT_MAX	16

/**
 * struct vgt_recent - when the last events of a kind were
 * @at: their times, a ring
 * @next: where in it the next one goes
 * @count: how many it has
 *
 * The owner has the lock.
 */
struct vgt_recent {
	ktime_t at[VGT_RECENT_MAX];
	u32 next;
	u32 count;
};

#endif
