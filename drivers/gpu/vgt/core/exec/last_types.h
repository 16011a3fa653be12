/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_LAST_TYPES_H
#define VGT_CORE_LAST_TYPES_H

#include <linux/spinlock.h>
#include <linux/types.h>

/* How many an engine keeps. With all engines, their lines are fewer than a page. */
#define VGT_LAST_MAX	7

/**
 * struct vgt_last_work - part of a guest's ring that ran, or that its engine stopped at
 * @number: it is the engine's so manieth, from 1
 * @lrca: GGTT address of the context
 * @id: the context's id, as the guest has it
 * @start: GGTT address of the ring
 * @head: offset in it at which the part begins
 * @tail: and at which it ends
 * @words: of commands that the hardware gets of it
 * @error: 0; or the negative errno for which the engine stopped
 */
struct vgt_last_work {
	u32 number;
	u32 lrca;
	u32 id;
	u32 start;
	u32 head;
	u32 tail;
	u32 words;
	int error;
};

/**
 * struct vgt_last - the last works of an engine, without what they hold
 * @lock: protects all; nothing is taken with it
 * @count: how many there were
 * @work: a ring: number N is at (N - 1) % VGT_LAST_MAX
 */
struct vgt_last {
	/* Protects all that follows. */
	spinlock_t lock;
	u32 count;
	struct vgt_last_work work[VGT_LAST_MAX];
};

#endif
