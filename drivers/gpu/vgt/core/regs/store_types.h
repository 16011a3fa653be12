/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_REG_STORE_TYPES_H
#define VGT_CORE_REG_STORE_TYPES_H

#include <linux/types.h>

#include "index_types.h"

/**
 * struct vgt_mmio_page - the registers of a page that were ever written
 * @line: VGT_MMIO_LINE bytes of registers each, or NULL
 */
struct vgt_mmio_page {
	u32 *line[VGT_MMIO_PAGE_LINES];
};

/* Registers that user space may map: see mapped.c. */
#define VGT_MAPPED_FIRST	0xb000
#define VGT_MAPPED_PAGES	2
#define VGT_MAPPED_SIZE		(VGT_MAPPED_PAGES * 4096)

/**
 * struct vgt_mmio - the registers of a vGPU that were ever written
 * @page: per 4096 bytes of registers, or NULL
 * @mapped: those of @page that user space may map: their lines are one page of memory, which
 *	stays until the vGPU goes
 * @count: how many lines there are, without those of @mapped
 * @freq: PCODE's table: frequencies of the processor (low byte) and of the ring, by the GPU's
 *
 * Reads need no lock, writes are under the vGPU's.
 */
struct vgt_mmio {
	struct vgt_mmio_page *page[VGT_REG_PAGES];
	struct vgt_mmio_page mapped[VGT_MAPPED_PAGES];
	u32 count;
	u16 freq[256];
};

#endif
