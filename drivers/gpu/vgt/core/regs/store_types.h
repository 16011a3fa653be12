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

/**
 * struct vgt_mmio - the registers of a vGPU that were ever written
 * @page: per 4096 bytes of registers, or NULL
 * @count: how many lines there are
 * @freq: PCODE's table: frequencies of the processor (low byte) and of the ring, by the GPU's
 *
 * Reads need no lock, writes are under the vGPU's.
 */
struct vgt_mmio {
	struct vgt_mmio_page *page[VGT_REG_PAGES];
	u32 count;
	u16 freq[256];
};

#endif
