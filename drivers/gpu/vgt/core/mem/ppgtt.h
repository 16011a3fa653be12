/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PPGTT_H
#define VGT_CORE_PPGTT_H

#include <linux/types.h>

struct vgt_ppgtt;
struct vgt_vgpu;

struct vgt_ppgtt *vgt_ppgtt_get(struct vgt_vgpu *vgpu, u8 mode, const u64 *pdp);
bool vgt_ppgtt_evict(struct vgt_vgpu *vgpu);
bool vgt_ppgtt_make_room(struct vgt_vgpu *vgpu, u32 count);
void vgt_ppgtt_nap_init(struct vgt_vgpu *vgpu);
void vgt_ppgtt_nap(struct vgt_vgpu *vgpu);
bool vgt_ppgtt_release(struct vgt_vgpu *vgpu);
void vgt_ppgtt_put(struct vgt_vgpu *vgpu, struct vgt_ppgtt *ppgtt);
void vgt_ppgtt_gone(struct vgt_vgpu *vgpu, u8 mode, const u64 *pdp);
void vgt_ppgtt_roots(const struct vgt_ppgtt *ppgtt, u64 *roots);
void vgt_ppgtt_forget_all(struct vgt_vgpu *vgpu);

#endif
