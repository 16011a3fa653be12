/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_SCRATCH_H
#define VGT_CORE_SCRATCH_H

struct vgt_vgpu;

int vgt_scratch_init(struct vgt_vgpu *vgpu);
void vgt_scratch_clear(struct vgt_vgpu *vgpu);
void vgt_scratch_fini(struct vgt_vgpu *vgpu);

#endif
