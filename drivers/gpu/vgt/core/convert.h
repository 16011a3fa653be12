/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conversions: two words to 64 bits, guest addresses to page numbers, fields of constants.
 */
#ifndef VGT_CORE_CONVERT_H
#define VGT_CORE_CONVERT_H

#include <linux/bitfield.h>
#include <linux/types.h>

/* A guest's pages, as the GPU's tables name them: 4 KiB, whatever the host's pages have. */
#define VGT_GUEST_PAGE_SHIFT	12

/* FIELD_PREP() as a constant expression: Linux 6.1 has no FIELD_PREP_CONST(). */
#define VGT_FIELD_CONST(_mask, _val)	((_val) << __bf_shf(_mask))

/* The reverse of upper_32_bits() and lower_32_bits(). */
static inline u64 vgt_u64(u32 high, u32 low)
{
	return (u64)high << 32 | low;
}

/* The number of the guest page at an address. */
static inline u64 vgt_gfn(u64 addr)
{
	return addr >> VGT_GUEST_PAGE_SHIFT;
}

/* The address of a guest page. */
static inline u64 vgt_gfn_addr(u64 gfn)
{
	return gfn << VGT_GUEST_PAGE_SHIFT;
}

#endif
