/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's monitor, through its driver's mode setting (KMS).
 */
#ifndef VGT_HOST_KMS_H
#define VGT_HOST_KMS_H

#include <linux/types.h>

struct dma_buf;
struct drm_device;
struct drm_framebuffer;
struct vgt_kms;

/**
 * struct vgt_kms_layer - a picture, or its cursor, and where it is shown
 * @fb: its frame buffer; NULL: none
 * @src_x: pixels of a row before the first one shown
 * @src_y: rows before the first one shown
 * @width: pixels shown of a row
 * @height: rows shown
 * @x: horizontal place in the whole picture, in pixels; may be negative
 * @y: vertical place, likewise
 * @upside_down: shown rotated by 180 degrees
 */
struct vgt_kms_layer {
	struct drm_framebuffer *fb;
	u32 src_x;
	u32 src_y;
	u32 width;
	u32 height;
	s32 x;
	s32 y;
	bool upside_down;
};

/**
 * struct vgt_kms_picture - a picture with its cursor
 * @width: width of the whole picture, in pixels
 * @height: height of the whole picture, in rows
 * @primary: the picture
 * @cursor: the cursor on top of it
 */
struct vgt_kms_picture {
	u32 width;
	u32 height;
	struct vgt_kms_layer primary;
	struct vgt_kms_layer cursor;
};

/**
 * struct vgt_kms_format - the format of a frame buffer
 * @width: pixels of a row
 * @height: rows
 * @stride: bytes of a row
 * @fourcc: DRM_FORMAT_*
 * @modifier: DRM_FORMAT_MOD_*
 * @aux_offset: bytes to the state of compression; 0: it is not compressed
 * @aux_stride: bytes of a row of it
 */
struct vgt_kms_format {
	u32 width;
	u32 height;
	u32 stride;
	u32 fourcc;
	u64 modifier;
	u32 aux_offset;
	u32 aux_stride;
};

struct vgt_kms *vgt_kms_create(struct drm_device *drm);
void vgt_kms_destroy(struct vgt_kms *kms);

struct drm_framebuffer *vgt_kms_fb_create(struct vgt_kms *kms, struct dma_buf *buf,
					  const struct vgt_kms_format *format);
void vgt_kms_fb_put(struct drm_framebuffer *fb);
void vgt_kms_fb_drawn(struct vgt_kms *kms, struct drm_framebuffer *fb);

bool vgt_kms_on(struct vgt_kms *kms);
bool vgt_kms_shows(struct vgt_kms *kms);
int vgt_kms_show(struct vgt_kms *kms, const struct vgt_kms_picture *picture);
int vgt_kms_restore(struct vgt_kms *kms);

#endif
