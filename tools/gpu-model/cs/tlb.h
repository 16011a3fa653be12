/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cached translations of an engine, and accesses to memory through them.
 *
 * Hardware may use a cached translation until it is invalidated, even if the tables have changed.
 * The model does the same, and reports it whenever that makes a difference. This finds drivers
 * that forget to invalidate.
 */
#ifndef GPU_MODEL_TLB_H
#define GPU_MODEL_TLB_H

#include "core/types.h"
#include "gt/ppgtt.h"

struct engine;

#define TLB_SLOTS	256

enum addr_space {
	AS_GGTT,
	AS_PPGTT
};

/**
 * struct tlb_entry - one cached translation of a 4 KiB piece
 * @valid: in use
 * @ggtt: which table it comes from
 * @page: virtual address, page aligned
 * @ggtt_generation: of the global GTT when it was cached
 * @reported: its staleness has been reported
 * @walk: result; @walk.gpa is that of the piece
 */
struct tlb_entry {
	bool valid;
	bool ggtt;
	bool reported;
	u64 page;
	u32 ggtt_generation;
	struct gtt_walk walk;
};

/**
 * struct tlb - direct-mapped cache
 * @generation: of the engine when @slot was last emptied
 * @hits: found
 * @misses: walked
 * @stale: used although the tables said otherwise
 */
struct tlb {
	struct tlb_entry slot[TLB_SLOTS];
	u32 generation;
	u64 hits;
	u64 misses;
	u64 stale;
};

/** tlb_flush() - forget everything; owner thread only */
void tlb_flush(struct tlb *t);

/**
 * vm_read() - read memory as the engine's current context sees it
 * @as: address space; AS_PPGTT is the global one in a context without PPGTT
 * @use: PAGE_USE_ bits for the page log
 *
 * Engine thread only, without gpu->lock.
 *
 * Return: 0, or -EFAULT: the fault is recorded and the engine must hang.
 * Missing memory reads as ones and is reported.
 */
int vm_read(struct engine *e, enum addr_space as, u64 va, void *buf, size_t len, u32 use);

/** vm_write() - like vm_read(); a write to a read-only page is dropped and reported */
int vm_write(struct engine *e, enum addr_space as, u64 va, const void *buf, size_t len, u32 use);

/**
 * vm_cmpxchg() - atomic compare and exchange, as memory_cmpxchg()
 *
 * Return: 1 if exchanged (or dropped), 0 if not, -EFAULT.
 */
int vm_cmpxchg(struct engine *e, enum addr_space as, u64 va, u32 len, u64 *expected, u64 desired);

static inline int vm_read32(struct engine *e, enum addr_space as, u64 va, u32 *val, u32 use)
{
	return vm_read(e, as, va, val, sizeof(*val), use);
}

#endif /* GPU_MODEL_TLB_H */
