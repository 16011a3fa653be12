/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GGTT_H
#define VGT_CORE_GGTT_H

#include <linux/types.h>

struct vgt_vgpu;

int vgt_ggtt_init(struct vgt_vgpu *vgpu);
void vgt_ggtt_reset(struct vgt_vgpu *vgpu);
void vgt_ggtt_restore(struct vgt_vgpu *vgpu);
void vgt_ggtt_fini(struct vgt_vgpu *vgpu);

int vgt_ggtt_read(struct vgt_vgpu *vgpu, u64 offset, void *buf, u32 len);
int vgt_ggtt_write(struct vgt_vgpu *vgpu, u64 offset, const void *buf, u32 len);

bool vgt_ggtt_block_own(struct vgt_vgpu *vgpu, u64 offset);
void *vgt_ggtt_block_map(struct vgt_vgpu *vgpu, u64 offset);
void vgt_ggtt_block_dirty(struct vgt_vgpu *vgpu, u64 offset);
int vgt_ggtt_sync(struct vgt_vgpu *vgpu);
void vgt_ggtt_flush(struct vgt_vgpu *vgpu);
void vgt_ggtt_forget(struct vgt_vgpu *vgpu, u64 gfn, u64 count);

void *vgt_ggtt_va(struct vgt_vgpu *vgpu, u64 addr);
bool vgt_ggtt_mapped(struct vgt_vgpu *vgpu, u64 addr, u32 count);
int vgt_ggtt_pages(struct vgt_vgpu *vgpu, u64 addr, void **va, u32 count);
int vgt_ggtt_copy_from(struct vgt_vgpu *vgpu, void *buf, u64 addr, u32 len);

#endif
