/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_SIZE_H
#define VGT_CORE_SIZE_H

#include <linux/types.h>

struct vgt_vgpu;

/* A page of GGTT entries: slices are multiples of what it maps. */
#define VGT_SIZE_STEP		(2ull << 20)

/* A frame buffer of 1920x1080 pixels takes 8100 KB of it, i915's error capture 4. */
#define VGT_LOW_MIN		(8ull << 20)
/* 64 contexts in use at a time with 150 KB each, and two frame buffers. */
#define VGT_HIGH_MIN		(32ull << 20)
/* Guests' drivers wait for ever for one if there is none. */
#define VGT_FENCES_MIN		1

/**
 * struct vgt_size - what of the GPU a vGPU has for itself
 * @low: aperture in bytes
 * @high: GGTT space outside of it, in bytes
 * @fences: fence registers
 * @width: width of its monitors in pixels
 * @height: height of its monitors in pixels
 */
struct vgt_size {
	u64 low;
	u64 high;
	u32 fences;
	u32 width;
	u32 height;
};

int vgt_vgpu_size(struct vgt_vgpu *vgpu, struct vgt_size *size);
int vgt_vgpu_set_low(struct vgt_vgpu *vgpu, u64 bytes);
int vgt_vgpu_set_high(struct vgt_vgpu *vgpu, u64 bytes);
int vgt_vgpu_set_fences(struct vgt_vgpu *vgpu, u32 fences);
int vgt_vgpu_set_resolution(struct vgt_vgpu *vgpu, u32 width, u32 height);
bool vgt_size_held(const struct vgt_vgpu *vgpu);
bool vgt_size_whole(const struct vgt_vgpu *vgpu);
int vgt_size_regain(struct vgt_vgpu *vgpu);

#endif
