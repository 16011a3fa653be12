/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of PPGTT page tables.
 *
 * Source: Skylake PRM vol. 5 (memory views), "Per-Process GTT"; i915's
 * gt/intel_gtt.h.
 */
#ifndef VGT_CORE_PPGTT_ENTRY_H
#define VGT_CORE_PPGTT_ENTRY_H

#include <linux/bits.h>
#include <linux/types.h>

#define VGT_PT_ENTRIES		512
#define VGT_PT_SIZE		4096
#define VGT_64K_PAGES		16

#define VGT_PTE_PRESENT		BIT_ULL(0)
#define VGT_PTE_WRITE		BIT_ULL(1)
#define VGT_PTE_PWT		BIT_ULL(3)
#define VGT_PTE_PCD		BIT_ULL(4)
#define VGT_PTE_PAT		BIT_ULL(7)
#define VGT_PTE_ADDR		GENMASK_ULL(38, 12)

#define VGT_PDE_PAGE_SIZE	BIT_ULL(7)	/* a page, not a table */
#define VGT_PDE_64K		BIT_ULL(11)	/* its table is of 64 KiB pages */
#define VGT_PDE_PAT		BIT_ULL(12)	/* of a 2 MiB page */
#define VGT_PDE_2M_ADDR		GENMASK_ULL(38, 21)

/* What a page's entry says besides the address. */
#define VGT_PTE_FLAGS	(VGT_PTE_PRESENT | VGT_PTE_WRITE | VGT_PTE_PWT | \
			 VGT_PTE_PCD | VGT_PTE_PAT)

/**
 * enum vgt_pt_level - the levels of page tables
 * @VGT_PT: page table: entries are pages
 * @VGT_PD: page directory
 * @VGT_PDP: page directory pointers
 * @VGT_PML4: the root of 4-level tables
 * @VGT_PT_LEVELS: how many there are
 */
enum vgt_pt_level {
	VGT_PT,
	VGT_PD,
	VGT_PDP,
	VGT_PML4,
	VGT_PT_LEVELS,
};

/*
 * A page's entry in 32 bits: flags in bits 0-4, the frame number from bit 5 on.
 * All that an entry can say fits.
 */
static inline u32 vgt_pte_compact(u64 entry)
{
	if (!(entry & VGT_PTE_PRESENT))
		return 0;
	return (u32)(entry & (VGT_PTE_PRESENT | VGT_PTE_WRITE)) |
	       (u32)(entry >> 1 & GENMASK(3, 2)) |
	       (u32)(entry >> 3 & BIT(4)) |
	       (u32)((entry & VGT_PTE_ADDR) >> 7);
}

static inline u64 vgt_compact_gfn(u32 compact)
{
	return compact >> 5;
}

static inline u64 vgt_compact_flags(u32 compact)
{
	return (compact & GENMASK(1, 0)) |
	       (u64)(compact & GENMASK(3, 2)) << 1 |
	       (u64)(compact & BIT(4)) << 3;
}

#endif
