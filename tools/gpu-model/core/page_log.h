/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page log: guest-physical pages that each context of each engine touched, and how. With it tests
 * prove that no context touched pages of others.
 */
#ifndef GPU_MODEL_PAGE_LOG_H
#define GPU_MODEL_PAGE_LOG_H

#include <pthread.h>
#include <stdio.h>

#include "types.h"

/* How a page was touched. The bits of a page accumulate. */
#define PAGE_USE_READ		BIT(0)	/* operands of commands */
#define PAGE_USE_WRITE		BIT(1)
#define PAGE_USE_FETCH		BIT(2)	/* commands of ring or batch */
#define PAGE_USE_TABLE		BIT(3)	/* entries of a PPGTT page table */
#define PAGE_USE_IMAGE		BIT(4)	/* context image, saved or restored */
#define PAGE_USE_STATUS		BIT(5)	/* hardware status page */
#define PAGE_USE_SCANOUT	BIT(6)	/* shown by a display plane */
#define PAGE_USE_APERTURE	BIT(7)	/* the processor, through BAR 2 */
#define PAGE_USE_FENCE		BIT(8)	/* likewise, and through a fence */

/**
 * struct page_user - who touched a page
 * @unit: name of the engine, "display" or "aperture"; a constant string
 * @lrca: GGTT address of the context, 0 outside of one
 * @ctx_id: context id of the descriptor (its upper half), 0 outside of one
 * @run: which time a context was on an engine, from page_log_run()
 */
struct page_user {
	const char *unit;
	u32 lrca;
	u32 ctx_id;
	u32 run;
};

/* One page of one user; @use is 0 in an empty slot. */
struct page_log_entry {
	struct page_user who;
	u64 pfn;
	u32 use;
};

/**
 * struct page_log - a hash set of (user, page)
 * @enabled: read without the lock
 * @by_run: each time that a context is on an engine is a user of its own; without the lock
 * @runs: how many of these there were; without the lock
 * @lock: protects the rest
 * @slot: open addressing, a power of two
 * @slots: size of @slot
 * @used: slots in use
 * @dropped: pages not recorded because the log was full
 */
struct page_log {
	bool enabled;
	bool by_run;
	u32 runs;
	pthread_mutex_t lock;
	struct page_log_entry *slot;
	size_t slots;
	size_t used;
	u64 dropped;
};

void page_log_init(struct page_log *log);
void page_log_destroy(struct page_log *log);
void page_log_enable(struct page_log *log, bool on);
void page_log_enable_by_run(struct page_log *log);
void page_log_clear(struct page_log *log);

/**
 * page_log_run() - a context comes onto an engine: its number as user
 *
 * Return: 0 if the log does not tell runs apart
 */
u32 page_log_run(struct page_log *log);

/** page_log_add() - record that @who used the bytes [@gpa, @gpa + @len) */
void page_log_add(struct page_log *log, const struct page_user *who, u64 gpa, u64 len, u32 use);

/**
 * page_log_dump() - write one line per page
 *
 * A line reads "UNIT lrca=HEX id=HEX page=HEX USES", sorted, where USES are the
 * letters r w f t i s d a x in the order of the PAGE_USE bits. Before the page it has
 * "run=NUMBER" where the log tells runs apart.
 */
void page_log_dump(struct page_log *log, FILE *out);

#endif /* GPU_MODEL_PAGE_LOG_H */
