/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_SHADOW_ALLOC_H
#define VGT_CORE_SHADOW_ALLOC_H

#include <linux/types.h>

struct vgt_shadow_page;
struct vgt_vgpu;

/* A guest has no use for more: they span 64 GiB in pages of 4 KiB. */
#define VGT_SHADOW_MAX		32768

struct vgt_shadow_page *vgt_shadow_page_alloc(struct vgt_vgpu *vgpu, u8 level);
void vgt_shadow_page_free(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp);
int vgt_upper_make(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i);
u64 vgt_scratch_entry(const struct vgt_vgpu *vgpu, u8 level);

#endif
