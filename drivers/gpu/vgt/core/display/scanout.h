/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest's planes show: plane registers, decoded and checked.
 */
#ifndef VGT_CORE_SCANOUT_H
#define VGT_CORE_SCANOUT_H

#include <linux/types.h>

struct vgt_vgpu;

/* Maximum GGTT space of a picture in bytes: 8192 x 8192 with 4 bytes per pixel. */
#define VGT_SCANOUT_MAX		(256u << 20)

/**
 * struct vgt_scanout - a picture that a guest shows
 * @pipe: the pipe, 0 for A
 * @addr: GGTT address of the surface, page aligned; the guest owns the space from here to
 *	@addr + @size
 * @offset_x: pixels of a row before the first one shown
 * @offset_y: rows before the first one shown
 * @width: pixels shown of a row
 * @height: rows shown
 * @x: horizontal place on the pipe, in pixels; a cursor's may be negative
 * @y: vertical place, in rows; likewise
 * @out_width: pixels of the pipe's picture
 * @out_height: rows of the pipe's picture
 * @stride: bytes from a row to the next; if @modifier is tiled, bytes of a row of pixels within
 *	a row of tiles, a multiple of the tile's width
 * @fourcc: DRM_FORMAT_*
 * @modifier: DRM_FORMAT_MOD_*
 * @size: bytes of GGTT space that the surface spans, whole pages; with the state of compression
 * @aux_offset: bytes from @addr to the state of compression, whole pages; 0: it is not compressed
 * @aux_stride: bytes from a row of that state to the next one; a byte is for 8 by 16 pixels, and it
 *	has Y tiles
 * @cpp: bytes of a pixel
 * @tile_width: bytes of a row of a tile of 4096 bytes; 4096 if there are no tiles
 * @gamma: shown through the pipe's gamma table
 * @upside_down: shown rotated by 180 degrees
 *
 * (@offset_x + @width) * @cpp is at most @stride. So a frame buffer at @addr of
 * @offset_x + @width times @offset_y + @height pixels contains all that is shown.
 */
struct vgt_scanout {
	u32 pipe;
	u32 addr;
	u32 offset_x;
	u32 offset_y;
	u32 width;
	u32 height;
	s32 x;
	s32 y;
	u32 out_width;
	u32 out_height;
	u32 stride;
	u32 fourcc;
	u64 modifier;
	u32 size;
	u32 aux_offset;
	u32 aux_stride;
	u32 cpp;
	u32 tile_width;
	bool gamma;
	bool upside_down;
};

int vgt_scanout_primary(struct vgt_vgpu *vgpu, u32 pipe, struct vgt_scanout *out);
int vgt_scanout_first(struct vgt_vgpu *vgpu, struct vgt_scanout *out);
int vgt_scanout_cursor(struct vgt_vgpu *vgpu, u32 pipe, struct vgt_scanout *out);
int vgt_scanout_copy(struct vgt_vgpu *vgpu, const struct vgt_scanout *s, void *to);
int vgt_scanout_blend(struct vgt_vgpu *vgpu, const struct vgt_scanout *cursor,
		      const struct vgt_scanout *s, u32 *picture);
int vgt_scanout_gamma(struct vgt_vgpu *vgpu, const struct vgt_scanout *s, u32 *picture);

#endif
