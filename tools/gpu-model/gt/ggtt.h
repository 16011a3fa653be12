/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Global GTT: one level of 64-bit entries in the upper half of BAR 0.
 *
 * The entries are a file that the client maps, so its writes reach us without
 * a message; they are read afresh at every walk.
 *
 * Source: Intel OSRC Skylake PRM vol 5, "Global GTT"; i915 gt/intel_gtt.h.
 */
#ifndef GPU_MODEL_GGTT_H
#define GPU_MODEL_GGTT_H

#include "core/types.h"

#define GGTT_BYTES	(8u << 20)
#define GGTT_ENTRIES	(GGTT_BYTES / 8)
/* Where the entries are in the file: as in the BAR, so that one offset serves both. */
#define GGTT_FILE_OFFSET (8u << 20)
#define GGTT_SPACE	((u64)GGTT_ENTRIES * PAGE_SIZE)

#define GTT_PRESENT	BIT_ULL(0)
#define GTT_WRITABLE	BIT_ULL(1)	/* PPGTT only */
/* Gen8 and Gen9 drive 39 physical address bits. */
#define GTT_ADDRESS	GENMASK_ULL(38, 12)

/**
 * struct ggtt - the table
 * @fd: file that holds the entries, to be passed to the client
 * @entry: our mapping of it
 */
struct ggtt {
	int fd;
	u64 *entry;
};

/** ggtt_init() - an empty table; returns 0 or a negative errno */
int ggtt_init(struct ggtt *g);
void ggtt_destroy(struct ggtt *g);

/** ggtt_clear() - no entry present, as at power-on */
void ggtt_clear(struct ggtt *g);

/** ggtt_read_bytes() - access through the register BAR; @offset + @len <= GGTT_BYTES */
void ggtt_read_bytes(const struct ggtt *g, u32 offset, void *buf, u32 len);
void ggtt_write_bytes(struct ggtt *g, u32 offset, const void *buf, u32 len);

/** ggtt_entry() - the entry that translates @va; 0 past the end of the space */
u64 ggtt_entry(const struct ggtt *g, u64 va);

#endif /* GPU_MODEL_GGTT_H */
