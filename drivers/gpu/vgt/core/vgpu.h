/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_VGPU_H
#define VGT_CORE_VGPU_H

#include <linux/types.h>

struct vgt_device;
struct vgt_guest;
struct vgt_type;
struct vgt_vgpu;

struct vgt_vgpu *vgt_vgpu_create(struct vgt_device *dev,
				 const struct vgt_type *type,
				 struct vgt_guest *guest);
void vgt_vgpu_destroy(struct vgt_vgpu *vgpu);
int vgt_vgpu_start(struct vgt_vgpu *vgpu);
void vgt_vgpu_stop(struct vgt_vgpu *vgpu);
int vgt_vgpu_reset(struct vgt_vgpu *vgpu);

bool vgt_vgpu_freeze(struct vgt_vgpu *vgpu, bool late);
void vgt_vgpu_thaw(struct vgt_vgpu *vgpu);
void vgt_vgpu_resume(struct vgt_vgpu *vgpu);

void vgt_vgpu_guest_wrote(struct vgt_vgpu *vgpu, u64 gpa, u32 len);
void vgt_vgpu_watch_lost(struct vgt_vgpu *vgpu, u64 gpa);
void vgt_vgpu_memory_gone(struct vgt_vgpu *vgpu, u64 gpa, u64 len, const void *by);

#endif
