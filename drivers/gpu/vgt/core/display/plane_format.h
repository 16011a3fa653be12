/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formats and tilings of planes, by the bits of their control registers.
 */
#ifndef VGT_CORE_PLANE_FORMAT_H
#define VGT_CORE_PLANE_FORMAT_H

#include <linux/types.h>

#include "core/platform.h"

/**
 * struct vgt_plane_format - a format of pixels
 * @mask: bits of PLANE_CTL or DSPCNTR that select the format
 * @bits: value of these bits for this format
 * @fourcc: DRM_FORMAT_*
 * @cpp: bytes of a pixel; 0 if the surface has a second plane, for chroma
 */
struct vgt_plane_format {
	u32 mask;
	u32 bits;
	u32 fourcc;
	u8 cpp;
};

/**
 * struct vgt_tiling - the layout of a surface's pixels in memory
 * @modifier: DRM_FORMAT_MOD_*
 * @width: bytes of a row of a tile of 4096 bytes; 4096 if there are no tiles
 * @stride_unit: unit of the stride register, in bytes
 * @compressed: another surface says which parts are compressed
 */
struct vgt_tiling {
	u64 modifier;
	u32 width;
	u32 stride_unit;
	bool compressed;
};

const struct vgt_plane_format *vgt_plane_format(enum vgt_planes planes, u32 ctl);
int vgt_plane_tiling(enum vgt_planes planes, u32 ctl, u32 cpp, struct vgt_tiling *tiling);
int vgt_cursor_side(u32 ctl);

#endif
