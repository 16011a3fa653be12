/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_ACCOUNT_TYPES_H
#define VGT_CORE_ACCOUNT_TYPES_H

#include <linux/types.h>

/* The most of the host's memory that a guest can make one vGPU have. */
#define VGT_ACCOUNT_MAX		(256ull << 20)

/**
 * struct vgt_account - memory of the host's that a vGPU has for what its guest does
 * @used: bytes: shadow page tables and what is noted of them, records of pinned pages,
 *	copies of rings and batches, also while they are judged, contexts and their rings
 * @limit: the most, in bytes
 *
 * Under the vGPU's lock; read without it by who looks on.
 */
struct vgt_account {
	u64 used;
	u64 limit;
};

/*
 * The most of the host's part of the GGTT that one vGPU may have: 27 have 324 MiB, of the 384 that
 * are kept for the host. One request takes less than 7: copies of 4 MiB and a page for each, a
 * ring of 2 MiB, an image, and some pages for what restores a context and loads registers. All
 * engines keep such pages for a while.
 */
#define VGT_HOST_GGTT_MAX	(12ull << 20)

/**
 * struct vgt_host_ggtt - the host's part of the GGTT that a vGPU uses
 * @used: bytes: pinned contexts with their rings, copies of batches, batches of vgt's own
 * @limit: the most, in bytes
 * @full: something of the work that was prepared last did not fit
 * @tight_until: something did not fit of late: until this time, in nanoseconds of
 *	ktime_get_ns(), its contexts are unpinned at once after their use
 * @tickets: how many engines have begun to wait for room
 *
 * Under the vGPU's lock; @used is read without it by who looks on.
 */
struct vgt_host_ggtt {
	u64 used;
	u64 limit;
	bool full;
	u64 tight_until;
	u64 tickets;
};

#endif
