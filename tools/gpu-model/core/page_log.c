// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "page_log.h"

#define FIRST_SLOTS	1024
#define MOST_SLOTS	(4u << 20)

void page_log_init(struct page_log *log)
{
	memset(log, 0, sizeof(*log));
	pthread_mutex_init(&log->lock, NULL);
}

void page_log_destroy(struct page_log *log)
{
	free(log->slot);
	pthread_mutex_destroy(&log->lock);
}

void page_log_enable(struct page_log *log, bool on)
{
	__atomic_store_n(&log->by_run, false, __ATOMIC_RELAXED);
	__atomic_store_n(&log->enabled, on, __ATOMIC_RELAXED);
}

void page_log_enable_by_run(struct page_log *log)
{
	__atomic_store_n(&log->by_run, true, __ATOMIC_RELAXED);
	__atomic_store_n(&log->enabled, true, __ATOMIC_RELAXED);
}

u32 page_log_run(struct page_log *log)
{
	if (!__atomic_load_n(&log->by_run, __ATOMIC_RELAXED))
		return 0;
	return __atomic_add_fetch(&log->runs, 1, __ATOMIC_RELAXED);
}

void page_log_clear(struct page_log *log)
{
	pthread_mutex_lock(&log->lock);
	free(log->slot);
	log->slot = NULL;
	log->slots = 0;
	log->used = 0;
	log->dropped = 0;
	pthread_mutex_unlock(&log->lock);
}

static size_t hash(const struct page_user *who, u64 pfn)
{
	u64 h = (uintptr_t)who->unit;

	h = (h ^ who->lrca) * 0x9e3779b97f4a7c15ull;
	h = (h ^ who->ctx_id) * 0x9e3779b97f4a7c15ull;
	h = (h ^ who->run) * 0x9e3779b97f4a7c15ull;
	h = (h ^ pfn) * 0x9e3779b97f4a7c15ull;
	return (size_t)(h >> 20);
}

static bool same(const struct page_log_entry *e, const struct page_user *who, u64 pfn)
{
	return e->pfn == pfn && e->who.unit == who->unit && e->who.lrca == who->lrca &&
	       e->who.ctx_id == who->ctx_id && e->who.run == who->run;
}

/* The slot of a page, or the empty one where it belongs; one is always empty. */
static struct page_log_entry *find(const struct page_log *log, const struct page_user *who, u64 pfn)
{
	size_t i = hash(who, pfn);

	for (;; i++) {
		struct page_log_entry *e = &log->slot[i & (log->slots - 1)];

		if (!e->use || same(e, who, pfn))
			return e;
	}
}

static bool grow(struct page_log *log)
{
	struct page_log bigger = { .slots = log->slots ? log->slots * 2 : FIRST_SLOTS };

	if (bigger.slots > MOST_SLOTS)
		return false;
	bigger.slot = calloc(bigger.slots, sizeof(*bigger.slot));
	if (!bigger.slot)
		return false;
	for (size_t i = 0; i < log->slots; i++) {
		const struct page_log_entry *e = &log->slot[i];

		if (e->use)
			*find(&bigger, &e->who, e->pfn) = *e;
	}
	free(log->slot);
	log->slot = bigger.slot;
	log->slots = bigger.slots;
	return true;
}

static void add_page(struct page_log *log, const struct page_user *who, u64 pfn, u32 use)
{
	struct page_log_entry *e;

	if ((log->used + 1) * 4 > log->slots * 3 && !grow(log)) {
		log->dropped++;
		return;
	}
	e = find(log, who, pfn);
	if (!e->use) {
		e->who = *who;
		e->pfn = pfn;
		log->used++;
	}
	e->use |= use;
}

void page_log_add(struct page_log *log, const struct page_user *who, u64 gpa, u64 len, u32 use)
{
	u64 pfn = gpa >> PAGE_SHIFT;

	if (!__atomic_load_n(&log->enabled, __ATOMIC_RELAXED) || !len)
		return;
	pthread_mutex_lock(&log->lock);
	for (; pfn <= (gpa + len - 1) >> PAGE_SHIFT; pfn++)
		add_page(log, who, pfn, use);
	pthread_mutex_unlock(&log->lock);
}

static int compare_numbers(u64 a, u64 b)
{
	return (a > b) - (a < b);
}

static int compare(const void *pa, const void *pb)
{
	const struct page_log_entry *a = pa, *b = pb;
	int c = strcmp(a->who.unit, b->who.unit);

	if (!c)
		c = compare_numbers(a->who.lrca, b->who.lrca);
	if (!c)
		c = compare_numbers(a->who.ctx_id, b->who.ctx_id);
	if (!c)
		c = compare_numbers(a->who.run, b->who.run);
	return c ? c : compare_numbers(a->pfn, b->pfn);
}

static void dump_entry(const struct page_log_entry *e, FILE *out)
{
	static const char letters[] = "rwftisdax";

	fprintf(out, "%s lrca=0x%08x id=0x%x ", e->who.unit, e->who.lrca, e->who.ctx_id);
	if (e->who.run)
		fprintf(out, "run=%u ", e->who.run);
	fprintf(out, "page=0x%llx ", (unsigned long long)(e->pfn << PAGE_SHIFT));
	for (unsigned int i = 0; letters[i]; i++)
		if (e->use & BIT(i))
			fputc(letters[i], out);
	fputc('\n', out);
}

void page_log_dump(struct page_log *log, FILE *out)
{
	struct page_log_entry *sorted = NULL;
	size_t n = 0;
	u64 dropped;

	pthread_mutex_lock(&log->lock);
	if (log->used)
		sorted = calloc(log->used, sizeof(*sorted));
	for (size_t i = 0; sorted && i < log->slots; i++)
		if (log->slot[i].use)
			sorted[n++] = log->slot[i];
	dropped = log->dropped;
	pthread_mutex_unlock(&log->lock);

	if (n)
		qsort(sorted, n, sizeof(*sorted), compare);
	for (size_t i = 0; i < n; i++)
		dump_entry(&sorted[i], out);
	if (dropped)
		fprintf(out, "# incomplete: %llu pages not recorded, the log was full\n",
			(unsigned long long)dropped);
	free(sorted);
}
