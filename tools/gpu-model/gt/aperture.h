/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Aperture: BAR 2, a window into the first part of the global GTT, in which
 * fences present tiled surfaces as linear ones.
 *
 * Source: Intel OSRC Skylake PRM vol 5 "Fences"; i915
 * gt/intel_ggtt_fencing.c.
 */
#ifndef GPU_MODEL_APERTURE_H
#define GPU_MODEL_APERTURE_H

#include "core/types.h"

struct gpu;

#define FENCE_REGS	0x100000
#define FENCES		32

/**
 * aperture_read() - read through the window
 * @offset: into BAR 2; @offset + @len is within it
 *
 * What is not mapped reads as ones and is reported. Takes gpu->lock.
 */
void aperture_read(struct gpu *gpu, u64 offset, void *buf, u32 len);

/** aperture_write() - write through the window; what is not mapped is dropped */
void aperture_write(struct gpu *gpu, u64 offset, const void *buf, u32 len);

#endif /* GPU_MODEL_APERTURE_H */
