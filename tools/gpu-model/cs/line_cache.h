/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An injected fault: commands read and write memory through a cache that takes no part in the
 * coherency of the processors' caches. Hardware of the platforms that the model has shares the
 * processors' last-level cache, so tests of coherency must find this.
 */
#ifndef GPU_MODEL_LINE_CACHE_H
#define GPU_MODEL_LINE_CACHE_H

#include "core/types.h"

struct memory;

#define LINE_BYTES	64u
#define LINE_SLOTS	32768u

/**
 * enum line_fault - what is wrong with the cache
 * @LINE_FAULT_NONE: nothing: there is none
 * @LINE_FAULT_READ: it keeps a line that was read, though processors write it
 * @LINE_FAULT_WRITE: it keeps every other line that is written, and memory does not get it
 * @LINE_FAULTS: how many there are
 */
enum line_fault { LINE_FAULT_NONE, LINE_FAULT_READ, LINE_FAULT_WRITE, LINE_FAULTS };

/**
 * struct line - a cached line
 * @gpa: where it is, plus 1; 0 if it is none
 * @data: what it holds
 */
struct line {
	u64 gpa;
	u8 data[LINE_BYTES];
};

/**
 * struct line_cache - the cache of an engine
 * @fault: what was injected; atomic
 * @now: the fault that @slot belongs to; owner thread only
 * @slot: lines, once there was a fault of reading; owner thread only
 */
struct line_cache {
	u32 fault;
	u32 now;
	struct line *slot;
};

/** line_cache_inject() - from any thread: from the next access on */
void line_cache_inject(struct line_cache *c, enum line_fault fault);

/** line_cache_read() - what a read gets: @buf has what memory holds. Owner thread only */
void line_cache_read(struct line_cache *c, struct memory *m, u64 gpa, void *buf, size_t len);

/**
 * line_cache_write() - how much of a write goes to memory, and how much stays here
 * @gpa: where it begins
 * @len: bytes; receives how many of them have one answer
 *
 * Return: whether these reach memory. Owner thread only.
 */
bool line_cache_write(struct line_cache *c, u64 gpa, size_t *len);

/** line_cache_release() - its memory */
void line_cache_release(struct line_cache *c);

#endif /* GPU_MODEL_LINE_CACHE_H */
