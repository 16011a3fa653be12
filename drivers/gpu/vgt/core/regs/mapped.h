/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers that user space may map: the guest accesses them without traps.
 */
#ifndef VGT_CORE_MAPPED_H
#define VGT_CORE_MAPPED_H

#include <linux/types.h>

#include "store_types.h"

struct vgt_reg;
struct vgt_vgpu;

static inline bool vgt_mapped_has(u64 offset)
{
	return offset >= VGT_MAPPED_FIRST && offset - VGT_MAPPED_FIRST < VGT_MAPPED_SIZE;
}

int vgt_mapped_init(struct vgt_vgpu *vgpu);
void vgt_mapped_fini(struct vgt_vgpu *vgpu);

void vgt_mapped_record(struct vgt_vgpu *vgpu, u32 number);
void *vgt_mapped_page(struct vgt_vgpu *vgpu, u64 offset);
bool vgt_mapped_get(const struct vgt_vgpu *vgpu, u32 offset, u32 *val);
void vgt_mapped_set(struct vgt_vgpu *vgpu, u32 offset, u32 val);
void vgt_mapped_replace(struct vgt_vgpu *vgpu, u32 offset, u32 old, u32 val);

bool vgt_mapped_differs(const struct vgt_vgpu *vgpu, u32 offset, u32 count, const u32 *values);

const char *vgt_mapped_contradiction(const struct vgt_reg *row, u32 first, u32 last);

#endif
