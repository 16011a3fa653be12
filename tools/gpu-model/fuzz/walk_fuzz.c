// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables full of anything: walks end, stay inside of memory, and lead to
 * addresses the hardware has. Then the same for fences and the aperture.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "gt/aperture.h"
#include "tests/driver.h"

#define TABLES		8

static void check(bool ok)
{
	if (!ok)
		abort();
}

/* Entries: what the input says, with the address mostly that of another table. */
static void fill_tables(struct driver *d, u64 tables, struct fuzz_input *in)
{
	u64 *entry = ram_at(d, tables);

	while (in->left > 32) {
		u32 at = fuzz_word(in), low = fuzz_word(in);
		u64 address = tables + (low >> 12) % TABLES * PAGE_SIZE;

		if (at & BIT(31))
			address = (u64)at << 24 | (low & ~0xfffu);
		entry[at % (TABLES * 512)] = address | (low & 0xfff);
	}
}

static void walks(struct driver *d, u64 tables, struct fuzz_input *in)
{
	struct ppgtt_root root = { .enabled = true };
	u8 flags = fuzz_byte(in);

	root.four_level = flags & 1;
	root.ips_64k = flags & 2;
	for (u32 i = 0; i < 4; i++)
		root.pdp[i] = tables + i * PAGE_SIZE;
	for (u32 i = 0; i < 256; i++) {
		u64 va = (u64)fuzz_byte(in) << 39 | (u64)i << 30 | (u64)i << 21 | i << 12;
		struct gtt_walk w;

		if (ppgtt_walk(&d->gpu->memory, &root, va, &w) != GTT_FAULT_NONE)
			continue;
		check(w.levels && w.levels <= PPGTT_MAX_LEVELS);
		check(!(w.gpa & ~GENMASK_ULL(38, 0)));
		check((w.gpa & (PAGE_SIZE - 1)) == (va & (PAGE_SIZE - 1)));
	}
}

static void aperture(struct driver *d, u64 tables, struct fuzz_input *in)
{
	u8 buf[4096];

	ggtt_map(d, tables, TABLES * PAGE_SIZE);
	for (u32 i = 0; i < 4; i++)
		wr(d, FENCE_REGS + 4 * i, fuzz_word(in));
	for (u32 i = 0; i < 4; i++) {
		u32 offset = fuzz_word(in) & 0xfffff, len = fuzz_word(in) % sizeof(buf);

		check(!region_read(&d->pci, REGION_BAR2, offset, buf, len));
		check(!region_write(&d->pci, REGION_BAR2, offset, buf, len));
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct driver *d = driver_create();
	u64 tables = ram_alloc(d, TABLES * PAGE_SIZE, PAGE_SIZE);

	fill_tables(d, tables, &in);
	walks(d, tables, &in);
	aperture(d, tables, &in);
	driver_destroy(d);
	return 0;
}
