/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PPGTT_H
#define VGT_CORE_PPGTT_H

#include <linux/list.h>
#include <linux/types.h>

#include "gpu_port.h"

struct vgt_shadow_page;
struct vgt_vgpu;

/**
 * struct vgt_ppgtt - an address space of the guest's: roots of page tables
 * @link: in the vGPU's list, the one used last first; or among those to be freed
 * @mode: enum vgt_ctx_mode
 * @pdp: the guest's roots: one for 4-level tables, four for 3-level ones
 * @root: their shadows; NULL where the guest names none
 * @top: of 3-level tables: page directory pointers of our own, and the root above them
 * @refs: workloads that run with it, and the list
 * @vgpu: whose
 */
struct vgt_ppgtt {
	struct list_head link;
	u8 mode;
	u64 pdp[4];
	struct vgt_shadow_page *root[4];
	struct vgt_gpu_page top[2];
	u32 refs;
	struct vgt_vgpu *vgpu;
};

struct vgt_ppgtt *vgt_ppgtt_get(struct vgt_vgpu *vgpu, u8 mode, const u64 *pdp);
bool vgt_ppgtt_evict(struct vgt_vgpu *vgpu);
bool vgt_ppgtt_release(struct vgt_vgpu *vgpu);
void vgt_ppgtt_put(struct vgt_vgpu *vgpu, struct vgt_ppgtt *ppgtt);
void vgt_ppgtt_gone(struct vgt_vgpu *vgpu, u8 mode, const u64 *pdp);
void vgt_ppgtt_roots(const struct vgt_ppgtt *ppgtt, u64 *roots);
void vgt_ppgtt_forget_all(struct vgt_vgpu *vgpu);

#endif
