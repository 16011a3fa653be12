/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of /proc/PID/pagemap, see Documentation/admin-guide/mm/pagemap.rst.
 */
#ifndef VGT_TESTS_PAGEMAP_H
#define VGT_TESTS_PAGEMAP_H

#include "types.h"

/* The number of the physical page; 0 if there is none, or it is not disclosed. */
static inline u64 pagemap_frame(u64 entry)
{
	return entry & BIT_ULL(63) ? entry & (BIT_ULL(55) - 1) : 0;
}

#endif /* VGT_TESTS_PAGEMAP_H */
