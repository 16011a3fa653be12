// SPDX-License-Identifier: GPL-2.0-only
/*
 * One full page table: the first submission of a context whose new address space has it,
 * against one whose new address space is the same without it.
 */
#include "bench.h"

#define REPEAT		60
#define WARM_UP		5
#define TABLE_ADDR	0x40000000ull

static struct samples with, without;

static void fill_table(struct ppgtt *vm, u64 data)
{
	u64 *entries = guest_at(&vm->gpu->g, ppgtt_entry(vm, TABLE_ADDR, 0));
	u32 i;

	for (i = 0; i < TABLE_ENTRIES; i++)
		entries[i] = (data + (u64)i * PAGE_SIZE) | 3;
}

void runner_init_table(struct gpu *gpu, struct runner *r, u64 data)
{
	runner_init(gpu, r, BCS);
	/* The tables above are there with and without. */
	ppgtt_entry(&r->vm, TABLE_ADDR + (TABLE_ENTRIES << 12), 0);
	if (data)
		fill_table(&r->vm, data);
}

/* From the notice of the address space to the store of the first batch in it. */
static double first_run(struct gpu *gpu, u64 data)
{
	struct runner r;
	double us;
	u64 start;

	runner_init_table(gpu, &r, data);
	runner_prepare(&r);
	start = now_ns();
	submit(&r.ctx, NULL);
	runner_wait(&r);
	us = (now_ns() - start) / 1e3;
	runner_settle(&r);
	ppgtt_destroy(&r.vm);
	return us;
}

void bench_shadow(struct gpu *gpu)
{
	u64 data = guest_pages(&gpu->g, TABLE_ENTRIES);
	double full, none;
	u32 i;

	for (i = 0; i < REPEAT + WARM_UP; i++) {
		none = first_run(gpu, 0);
		full = first_run(gpu, data);
		if (i < WARM_UP)
			continue;
		sample_add(&without, none);
		sample_add(&with, full);
	}
	full = sample_median(&with);
	none = sample_median(&without);
	CHECK(full > none, "a full page table costs nothing (%.1f us with, %.1f us without)",
	      full, none);
	print_value("shadow-page-table", full - none, "us");
}
