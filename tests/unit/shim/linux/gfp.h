/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_GFP_H
#define VGT_SHIM_GFP_H

#include <linux/types.h>

#ifndef PAGE_SIZE
#define PAGE_SHIFT	12
#define PAGE_SIZE	4096ul
#endif

#define GFP_KERNEL		0x1u
#define GFP_ATOMIC		0x2u
#define GFP_NOWAIT		0x4u
#define __GFP_ZERO		0x100u
#define __GFP_NOWARN		0x200u
#define __GFP_ACCOUNT		0x400u
#define GFP_KERNEL_ACCOUNT	(GFP_KERNEL | __GFP_ACCOUNT)
#define __GFP_BITS_SHIFT	16
#define gfpflags_allow_blocking(gfp)	((gfp) & GFP_KERNEL)

unsigned long get_zeroed_page(gfp_t gfp);
void free_page(unsigned long page);

#endif
