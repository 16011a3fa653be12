/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Linear and tiled surfaces as the CPU sees them.
 */
#ifndef VGT_GUEST_SURFACE_H
#define VGT_GUEST_SURFACE_H

#include "gpu.h"

enum tiling {
	TILING_LINEAR,
	TILING_X,	/* tiles of 512 bytes by 8 rows */
	TILING_Y,	/* tiles of 128 bytes by 32 rows, in columns of 16 bytes */
	TILINGS,
};

/**
 * struct surface - a picture in a buffer
 * @bo: the buffer
 * @tiling: its layout
 * @pitch: bytes from one row to the next, before tiling
 * @cpp: bytes per pixel
 * @height: rows
 */
struct surface {
	struct bo bo;
	enum tiling tiling;
	u32 pitch;
	u32 cpp;
	u32 height;
};

extern const char * const tiling_names[TILINGS];

/* Copies a whole linear picture, with rows of @pitch bytes, in or out. */
void surface_put(struct surface *s, const u8 *linear);
void surface_get(const struct surface *s, u8 *linear);

#endif /* VGT_GUEST_SURFACE_H */
