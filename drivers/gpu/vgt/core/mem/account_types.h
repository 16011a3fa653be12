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

#endif
