/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Per-process GTT: walks of the 3- and 4-level tables of a legacy context.
 *
 * Source: Intel OSRC Skylake PRM vol 5, "Per-Process GTT"; i915 gt/intel_gtt.h,
 * gt/gen8_ppgtt.c.
 */
#ifndef GPU_MODEL_PPGTT_H
#define GPU_MODEL_PPGTT_H

#include "core/memory.h"
#include "core/types.h"

#define PPGTT_MAX_LEVELS	4

/* Bits of page-directory entries beyond GTT_PRESENT. */
#define PDE_2M			BIT_ULL(7)
#define PDPE_1G			BIT_ULL(7)
#define PDE_IPS_64K		BIT_ULL(11)

/**
 * struct ppgtt_root - where a context's tables start
 * @enabled: PPGTT addresses of a context without one go to the global GTT
 * @four_level: one PML4 (48-bit addresses) instead of four page directories
 * @ips_64k: the device honours the intermediate page size bit (64 KiB pages)
 * @pdp: PDP registers; @pdp[0] is the PML4 if @four_level
 */
struct ppgtt_root {
	bool enabled;
	bool four_level;
	bool ips_64k;
	u64 pdp[4];
};

/**
 * struct gtt_walk - a finished walk, of either table
 * @gpa: guest-physical address that the virtual address leads to
 * @page_size: size of the page it lies in
 * @writable: whether the page may be written
 * @levels: entries read, the top one first
 * @table: guest-physical address of each entry read
 * @entry: its value
 */
struct gtt_walk {
	u64 gpa;
	u64 page_size;
	bool writable;
	u32 levels;
	u64 table[PPGTT_MAX_LEVELS];
	u64 entry[PPGTT_MAX_LEVELS];
};

/* Why a walk ended early; the values are those of RING_FAULT_REG bits 2:1. */
enum gtt_fault {
	GTT_FAULT_PTE,
	GTT_FAULT_PDE,
	GTT_FAULT_PDPE,
	GTT_FAULT_PML4E,
	GTT_FAULT_NONE
};

/**
 * ppgtt_walk() - translate a virtual address
 * @va: canonical form or not; bits past the space's width are ignored
 * @w: receives the result; on a fault, the entries read so far
 *
 * Return: GTT_FAULT_NONE, or the level whose entry was not present or not
 * readable.
 */
enum gtt_fault ppgtt_walk(struct memory *m, const struct ppgtt_root *root, u64 va,
			  struct gtt_walk *w);

#endif /* GPU_MODEL_PPGTT_H */
