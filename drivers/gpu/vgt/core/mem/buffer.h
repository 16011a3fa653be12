/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_BUFFER_H
#define VGT_CORE_BUFFER_H

#include <linux/types.h>

struct vgt_gpu_buffer;
struct vgt_vgpu;

struct vgt_gpu_buffer *vgt_buffer_create(struct vgt_vgpu *vgpu, u32 size);
void vgt_buffer_destroy(struct vgt_vgpu *vgpu, struct vgt_gpu_buffer *buf);

#endif
