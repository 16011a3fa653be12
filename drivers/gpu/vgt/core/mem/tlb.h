/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_TLB_H
#define VGT_CORE_TLB_H

struct vgt_vengine;
struct vgt_vgpu;

void vgt_tlb_restore_walks(struct vgt_vengine *ve);
void vgt_tlb_flush(struct vgt_vgpu *vgpu);

#endif
