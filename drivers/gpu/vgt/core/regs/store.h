/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a vGPU's registers hold: sparse memory, from the reset's values on.
 */
#ifndef VGT_CORE_REG_STORE_H
#define VGT_CORE_REG_STORE_H

#include "index.h"

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
 *
 * Reads need no lock, writes are under the vGPU's.
 */
struct vgt_mmio {
	struct vgt_mmio_page *page[VGT_REG_PAGES];
	u32 count;
};

int vgt_mmio_reset(struct vgt_vgpu *vgpu);
void vgt_mmio_reset_engine(struct vgt_vgpu *vgpu, enum vgt_engine_id id);
void vgt_mmio_fini(struct vgt_vgpu *vgpu);

bool vgt_mmio_stored(const struct vgt_vgpu *vgpu, u32 offset, u32 *val);
u32 vgt_mmio_load(struct vgt_vgpu *vgpu, u32 offset);
int vgt_mmio_store(struct vgt_vgpu *vgpu, u32 offset, u32 val);

#endif
