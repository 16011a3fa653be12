/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_SHADOW_PAGE_H
#define VGT_CORE_SHADOW_PAGE_H

#include <linux/types.h>

struct vgt_ppgtt;
struct vgt_shadow_page;
struct vgt_vgpu;

int vgt_shadow_init(struct vgt_vgpu *vgpu);
void vgt_shadow_fini(struct vgt_vgpu *vgpu);

struct vgt_shadow_page *vgt_shadow_get(struct vgt_ppgtt *ppgtt, u64 gfn, u8 level,
				       bool pages_64k);
void vgt_shadow_put(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp);
u64 vgt_shadow_scratch(const struct vgt_vgpu *vgpu, u8 level);

void vgt_shadow_written(struct vgt_vgpu *vgpu, u64 gfn);
int vgt_shadow_sync(struct vgt_ppgtt *ppgtt);
void vgt_shadow_unwatch(struct vgt_ppgtt *ppgtt);
void vgt_shadow_drop(struct vgt_vgpu *vgpu, u64 gfn, u64 count);
bool vgt_shadow_in_range(struct vgt_vgpu *vgpu, u64 gfn, u64 count);
void vgt_shadow_tables_gone(struct vgt_vgpu *vgpu, u64 gfn, u64 count);

#endif
