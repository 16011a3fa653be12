// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "gt/ggtt.h"
#include "gt/ppgtt.h"

#define ENTRIES_MASK	511u

/* Shift of the address bits that index a table, by level: PT, PD, PDP, PML4. */
static const u32 level_shift[PPGTT_MAX_LEVELS] = { 12, 21, 30, 39 };

static bool read_entry(struct memory *m, struct gtt_walk *w, u64 table, u32 index, u64 *entry)
{
	u64 at = (table & GTT_ADDRESS) + index * 8;

	if (memory_read(m, at, entry, sizeof(*entry)))
		return false;
	w->table[w->levels] = at;
	w->entry[w->levels] = *entry;
	w->levels++;
	return *entry & GTT_PRESENT;
}

static void finish(struct gtt_walk *w, u64 entry, u64 va, u64 page_size)
{
	w->page_size = page_size;
	w->gpa = (entry & GTT_ADDRESS & ~(page_size - 1)) | (va & (page_size - 1));
	w->writable = entry & GTT_WRITABLE;
}

/* The last level, where a 64 KiB page uses every sixteenth entry. */
static enum gtt_fault walk_pt(struct memory *m, const struct ppgtt_root *root, u64 pde, u64 va,
			      struct gtt_walk *w)
{
	bool ips = root->ips_64k && (pde & PDE_IPS_64K);
	u32 index = (va >> PAGE_SHIFT) & ENTRIES_MASK;
	u64 pte;

	if (!read_entry(m, w, pde, ips ? index & ~15u : index, &pte))
		return GTT_FAULT_PTE;
	finish(w, pte, va, ips ? SZ_64K : SZ_4K);
	return GTT_FAULT_NONE;
}

static enum gtt_fault walk_pd(struct memory *m, const struct ppgtt_root *root, u64 pdpe, u64 va,
			      struct gtt_walk *w)
{
	u64 pde;

	if (!read_entry(m, w, pdpe, (va >> level_shift[1]) & ENTRIES_MASK, &pde))
		return GTT_FAULT_PDE;
	if (pde & PDE_2M) {
		finish(w, pde, va, SZ_2M);
		return GTT_FAULT_NONE;
	}
	return walk_pt(m, root, pde, va, w);
}

enum gtt_fault ppgtt_walk(struct memory *m, const struct ppgtt_root *root, u64 va,
			  struct gtt_walk *w)
{
	u64 pml4e, pdpe;

	memset(w, 0, sizeof(*w));
	if (!root->four_level) {
		/* The PDP registers are the third level; bits past 32 are ignored. */
		va &= GENMASK_ULL(31, 0);
		return walk_pd(m, root, root->pdp[va >> level_shift[2]], va, w);
	}
	if (!read_entry(m, w, root->pdp[0], (va >> level_shift[3]) & ENTRIES_MASK, &pml4e))
		return GTT_FAULT_PML4E;
	if (!read_entry(m, w, pml4e, (va >> level_shift[2]) & ENTRIES_MASK, &pdpe))
		return GTT_FAULT_PDPE;
	if (pdpe & PDPE_1G) {
		finish(w, pdpe, va, 1ull << 30);
		return GTT_FAULT_NONE;
	}
	return walk_pd(m, root, pdpe, va, w);
}
