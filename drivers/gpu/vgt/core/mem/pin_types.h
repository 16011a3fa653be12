/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PIN_TYPES_H
#define VGT_CORE_PIN_TYPES_H

#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "core/guest_port.h"

struct vgt_limbo;
struct vgt_shadow_page;

/* Ranges of memory that may not be pinned for a while: how many at a time. */
#define VGT_BLOCKS		8

/*
 * For how long, in milliseconds: at first, and at most. It doubles where the same memory
 * goes again within a second after.
 */
#define VGT_BLOCK_MS		100
#define VGT_BLOCK_MS_MAX	3200
#define VGT_BLOCK_AGAIN_MS	1000

/**
 * struct vgt_pin - a pinned guest page and how many entries point to it
 * @page: what the guest port gave
 * @gfn: guest frame number
 * @refs: GGTT and shadow page-table entries that hold it
 * @owned: those of them that are in @owner, as far as they are counted here
 * @others: those of other pages of shadow tables. The rest are in the GGTT
 * @nth: which one it is of the pins that were allocated together: see vgt_pins_alloc()
 * @owner: one of the shadow pages with entries that lead here; where @owned is not 0
 * @next: in limbo, the next one there
 */
struct vgt_pin {
	struct vgt_guest_page page;
	u64 gfn;
	u32 refs;
	u32 owned;
	u32 others;
	u32 nth;
	union {
		struct vgt_shadow_page *owner;
		struct vgt_pin *next;
	};
};

/**
 * struct vgt_block - memory that the hypervisor took away: not to be pinned for a while
 * @first: first page
 * @last: last page
 * @ms: for how long
 * @until: the end of that
 * @held: number of removals under way in it: it does not end before they do
 * @by: the thread that takes it away, if it is one: no pointer to follow
 */
struct vgt_block {
	u64 first;
	u64 last;
	u32 ms;
	ktime_t until;
	u32 held;
	const void *by;
};

/**
 * struct vgt_pins - the guest pages that the GPU can reach
 * @by_gfn: struct vgt_pin by guest frame number
 * @count: how many
 * @limbo: pages no entry points to any more, but a TLB may; see
 *	vgt_pins_reap()
 * @limbo_last: the last one there
 * @tables: likewise, pages of shadow page tables
 * @gone: no TLB leads to these either: to be unpinned
 * @gone_tables: likewise, to be freed
 * @last: the pin looked up last: runs of entries to one page are common
 * @blocks: memory that is not to be pinned
 * @nblocks: how many
 * @blocked: the end of the block that last refused a pin
 * @again: something is to be looked at again then
 * @retry: has the engines do so
 *
 * Under the vGPU's lock.
 */
struct vgt_pins {
	struct xarray by_gfn;
	u32 count;
	struct vgt_pin *limbo;
	struct vgt_pin *limbo_last;
	struct vgt_limbo *tables;
	struct vgt_pin *gone;
	struct vgt_limbo *gone_tables;
	struct vgt_pin *last;
	struct vgt_block blocks[VGT_BLOCKS];
	u32 nblocks;
	ktime_t blocked;
	bool again;
	struct hrtimer retry;
};

#endif
