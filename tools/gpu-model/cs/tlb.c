// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "core/gpu.h"
#include "cs/engine.h"
#include "cs/error.h"
#include "cs/tlb.h"
#include "gt/fault.h"

void tlb_flush(struct tlb *t)
{
	for (u32 i = 0; i < TLB_SLOTS; i++)
		t->slot[i].valid = false;
}

static enum gtt_fault ggtt_walk(struct gpu *gpu, u64 va, struct gtt_walk *w)
{
	u64 entry = ggtt_entry(&gpu->ggtt, va);

	memset(w, 0, sizeof(*w));
	w->levels = 1;
	w->entry[0] = entry;
	if (!(entry & GTT_PRESENT))
		return GTT_FAULT_PTE;
	w->page_size = SZ_4K;
	w->gpa = (entry & GTT_ADDRESS) | (va & (SZ_4K - 1));
	w->writable = true;
	return GTT_FAULT_NONE;
}

static enum gtt_fault walk(struct engine *e, bool ggtt, u64 va, struct gtt_walk *w)
{
	struct gpu *gpu = e->gpu;
	enum gtt_fault fault;

	if (ggtt)
		return ggtt_walk(gpu, va, w);
	fault = ppgtt_walk(&gpu->memory, &e->cs.root, va, w);
	for (u32 i = 0; i < w->levels; i++)
		page_log_add(&gpu->page_log, &e->cs.user, w->table[i], 8, PAGE_USE_TABLE);
	return fault;
}

/* Whether the tables still hold what the cached walk read. */
static bool tables_unchanged(struct engine *e, const struct tlb_entry *t)
{
	u64 now;

	if (t->ggtt)
		return ggtt_entry(&e->gpu->ggtt, t->page) == t->walk.entry[0];
	for (u32 i = 0; i < t->walk.levels; i++)
		if (memory_read(&e->gpu->memory, t->walk.table[i], &now, sizeof(now)) ||
		    now != t->walk.entry[i])
			return false;
	return true;
}

static void report_stale(struct engine *e, struct tlb_entry *t, const struct gtt_walk *now,
			 enum gtt_fault fault)
{
	e->tlb.stale++;
	if (t->reported)
		return;
	t->reported = true;
	anomaly(&e->gpu->anomalies, ANOMALY_STALE_TLB,
		"%s context 0x%08x: %s 0x%llx still leads to 0x%llx, the tables now say %s0x%llx",
		e->info->name, e->cs.user.lrca, t->ggtt ? "GGTT" : "PPGTT",
		(unsigned long long)t->page, (unsigned long long)t->walk.gpa,
		fault == GTT_FAULT_NONE ? "" : "not present ",
		(unsigned long long)(fault == GTT_FAULT_NONE ? now->gpa : 0));
}

/* The tables have changed since the entry was cached: report it if the result differs. */
static void check_stale(struct engine *e, struct tlb_entry *t)
{
	struct gtt_walk now;
	enum gtt_fault fault = walk(e, t->ggtt, t->page, &now);

	if (fault == GTT_FAULT_NONE && now.gpa == t->walk.gpa && now.writable == t->walk.writable)
		t->walk = now;
	else
		report_stale(e, t, &now, fault);
}

static struct tlb_entry *tlb_slot(struct tlb *t, bool ggtt, u64 page)
{
	u64 h = (page >> PAGE_SHIFT) ^ (page >> 20) ^ (ggtt ? TLB_SLOTS / 2 : 0);

	return &t->slot[h % TLB_SLOTS];
}

static bool tlb_hit(struct engine *e, const struct tlb_entry *t, bool ggtt, u64 page)
{
	if (!t->valid || t->ggtt != ggtt || t->page != page)
		return false;
	return !ggtt || t->ggtt_generation ==
	       __atomic_load_n(&e->gpu->ggtt_generation, __ATOMIC_ACQUIRE);
}

/* If a change happens meanwhile, the entry is at worst older than its generation says. */
static void tlb_fill(struct tlb_entry *t, bool ggtt, u64 page, u32 ggtt_generation,
		     const struct gtt_walk *w)
{
	t->valid = true;
	t->ggtt = ggtt;
	t->reported = false;
	t->page = page;
	t->ggtt_generation = ggtt_generation;
	t->walk = *w;
}

static void apply_invalidation(struct engine *e)
{
	u32 generation = __atomic_load_n(&e->tlb_generation, __ATOMIC_ACQUIRE);

	if (e->tlb.generation == generation)
		return;
	tlb_flush(&e->tlb);
	e->tlb.generation = generation;
}

/* Translate the page of @va, through the cache. */
static const struct gtt_walk *translate(struct engine *e, bool ggtt, u64 va)
{
	u64 page = va & PAGE_MASK_ULL;
	struct tlb_entry *t = tlb_slot(&e->tlb, ggtt, page);
	u32 generation = __atomic_load_n(&e->gpu->ggtt_generation, __ATOMIC_ACQUIRE);
	enum gtt_fault fault;
	struct gtt_walk w;

	apply_invalidation(e);
	if (tlb_hit(e, t, ggtt, page)) {
		e->tlb.hits++;
		if (!tables_unchanged(e, t))
			check_stale(e, t);
		return &t->walk;
	}
	e->tlb.misses++;
	fault = walk(e, ggtt, page, &w);
	if (fault != GTT_FAULT_NONE) {
		fault_record(e->gpu, e->info->fault_id, 0, ggtt, va, fault);
		return NULL;
	}
	tlb_fill(t, ggtt, page, generation, &w);
	return &t->walk;
}

/* Addresses past the width of their space wrap, as the upper bits are not decoded. */
static u64 clip_address(const struct engine *e, bool ggtt, u64 va)
{
	if (ggtt || !e->cs.root.four_level)
		return va & GENMASK_ULL(31, 0);
	return va & GENMASK_ULL(47, 0);
}

static void no_memory(struct engine *e, const char *what, u64 va, u64 gpa)
{
	anomaly(&e->gpu->anomalies, ANOMALY_NO_MEMORY,
		"%s context 0x%08x: %s of 0x%llx: nothing at physical 0x%llx", e->info->name,
		e->cs.user.lrca, what, (unsigned long long)va, (unsigned long long)gpa);
}

static void read_piece(struct engine *e, u64 va, u64 gpa, void *buf, size_t len, u32 use)
{
	struct gpu *gpu = e->gpu;

	page_log_add(&gpu->page_log, &e->cs.user, gpa, len, use);
	if (memory_read(&gpu->memory, gpa, buf, len)) {
		memset(buf, 0xff, len);
		no_memory(e, "read", va, gpa);
		return;
	}
	if (use == PAGE_USE_READ)
		line_cache_read(&e->lines, &gpu->memory, gpa, buf, len);
}

int vm_read(struct engine *e, enum addr_space as, u64 va, void *buf, size_t len, u32 use)
{
	bool ggtt = as == AS_GGTT || !e->cs.root.enabled;
	u8 *to = buf;

	while (len) {
		size_t n = min(len, PAGE_SIZE - (va & (PAGE_SIZE - 1)));
		const struct gtt_walk *w;

		va = clip_address(e, ggtt, va);
		w = translate(e, ggtt, va);
		if (!w)
			return -EFAULT;
		read_piece(e, va, w->gpa + (va & (PAGE_SIZE - 1)), to, n, use);
		to += n;
		va += n;
		len -= n;
	}
	return 0;
}

static void read_only(struct engine *e, u64 va)
{
	anomaly(&e->gpu->anomalies, ANOMALY_READ_ONLY, "%s context 0x%08x: write of 0x%llx dropped",
		e->info->name, e->cs.user.lrca, (unsigned long long)va);
	cs_error(e, ERROR_PRIVILEGE);
}

#define TRACE_WORDS	8u

/* Trace stores of commands; not context images, which the driver did not ask to write. */
static void trace_store(struct engine *e, bool ggtt, u64 va, u64 gpa, const void *buf, size_t len)
{
	char words[9 * TRACE_WORDS + 1] = "";

	for (u32 i = 0; i < min((u32)(len / 4), TRACE_WORDS); i++) {
		u32 word;

		memcpy(&word, (const u8 *)buf + 4 * i, sizeof(word));
		snprintf(words + 9 * i, 10, " %08x", word);
	}
	trace_write(&e->gpu->trace, TRACE_STORE, "%s %c %s %llx %llx:%s%s", e->info->name,
		    cs_trace_place(&e->cs), ggtt ? "ggtt" : "ppgtt", (unsigned long long)va,
		    (unsigned long long)(gpa / PAGE_SIZE), words,
		    len > 4 * TRACE_WORDS ? " ..." : "");
}

/* All, unless a cache was injected that keeps some of it, and may (@cached). */
static int to_memory(struct engine *e, u64 gpa, const u8 *buf, size_t len, bool cached)
{
	struct memory *m = &e->gpu->memory;
	int ret = 0;
	size_t n;

	for (; len && !ret; gpa += n, buf += n, len -= n) {
		n = len;
		if (!cached || line_cache_write(&e->lines, gpa, &n))
			ret = memory_write(m, gpa, buf, n);
	}
	return ret;
}

static void write_piece(struct engine *e, bool ggtt, u64 va, const struct gtt_walk *w,
			const void *buf, size_t len, u32 use)
{
	u64 gpa = w->gpa + (va & (PAGE_SIZE - 1));
	struct gpu *gpu = e->gpu;

	if (!w->writable) {
		read_only(e, va);
		return;
	}
	if (use != PAGE_USE_IMAGE && trace_on(&gpu->trace, TRACE_STORE))
		trace_store(e, ggtt, va, gpa, buf, len);
	page_log_add(&gpu->page_log, &e->cs.user, gpa, len, use);
	if (to_memory(e, gpa, buf, len, !ggtt && use == PAGE_USE_WRITE))
		no_memory(e, "write", va, gpa);
}

int vm_write(struct engine *e, enum addr_space as, u64 va, const void *buf, size_t len, u32 use)
{
	bool ggtt = as == AS_GGTT || !e->cs.root.enabled;
	const u8 *from = buf;

	while (len) {
		size_t n = min(len, PAGE_SIZE - (va & (PAGE_SIZE - 1)));
		const struct gtt_walk *w;

		va = clip_address(e, ggtt, va);
		w = translate(e, ggtt, va);
		if (!w)
			return -EFAULT;
		write_piece(e, ggtt, va, w, from, n, use);
		from += n;
		va += n;
		len -= n;
	}
	return 0;
}

int vm_cmpxchg(struct engine *e, enum addr_space as, u64 va, u32 len, u64 *expected, u64 desired)
{
	bool ggtt = as == AS_GGTT || !e->cs.root.enabled;
	const struct gtt_walk *w;
	u64 gpa;
	int ret;

	va = clip_address(e, ggtt, va);
	w = translate(e, ggtt, va);
	if (!w)
		return -EFAULT;
	if (!w->writable) {
		read_only(e, va);
		return 1;
	}
	gpa = w->gpa + (va & (PAGE_SIZE - 1));
	page_log_add(&e->gpu->page_log, &e->cs.user, gpa, len, PAGE_USE_READ | PAGE_USE_WRITE);
	ret = memory_cmpxchg(&e->gpu->memory, gpa, len, expected, desired);
	if (ret == 1 && trace_on(&e->gpu->trace, TRACE_STORE))
		trace_store(e, ggtt, va, gpa, &desired, len);
	if (ret >= 0)
		return ret;
	no_memory(e, "atomic", va, gpa);
	return 1;
}
