/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frame buffers of what a guest shows.
 */
#ifndef VGT_CONTROL_FRAMES_H
#define VGT_CONTROL_FRAMES_H

#include <linux/types.h>

#include "../core/display/scanout.h"

struct dma_buf;
struct drm_framebuffer;
struct vgt_dmabuf;
struct vgt_dmabuf_quota;
struct vgt_kms;
struct vgt_vgpu;

#define VGT_FRAMES		8

/**
 * struct vgt_frame - a picture of a guest, and a frame buffer of it
 * @vgpu: whose picture; with virtual GGTT addresses others have theirs at the same address
 * @scanout: the picture
 * @sum: made of the pages behind it
 * @changes: of the GGTT, when they were looked at last
 * @fb: the frame buffer; NULL: there is none here
 * @buf: its memory
 * @used: when it was asked for last, by a count
 * @shown: it is shown now, and stays here
 * @mapped: it was shown before, so that i915 has its memory mapped
 */
struct vgt_frame {
	const struct vgt_vgpu *vgpu;
	struct vgt_scanout scanout;
	u64 sum;
	u64 changes;
	struct drm_framebuffer *fb;
	struct dma_buf *buf;
	u32 used;
	bool shown;
	bool mapped;
};

/**
 * struct vgt_frames - frame buffers of the pictures that a guest showed last
 * @frame: a guest flips between a few
 * @clock: counts what is asked for
 * @quota: count of their dma-bufs
 */
struct vgt_frames {
	struct vgt_frame frame[VGT_FRAMES];
	u32 clock;
	struct vgt_dmabuf_quota *quota;
};

/**
 * struct vgt_frame_wanted - a picture to be shown
 * @vgpu: whose picture
 * @scanout: the picture
 * @sum: made of the pages behind it, where these were looked at
 * @changes: of the GGTT, then, or before; see vgt_vgpu_scanout()
 * @fb: its frame buffer, where there was one
 * @pages: else the pages behind it
 */
struct vgt_frame_wanted {
	const struct vgt_vgpu *vgpu;
	struct vgt_scanout scanout;
	u64 sum;
	u64 changes;
	struct drm_framebuffer *fb;
	struct vgt_dmabuf *pages;
};

int vgt_frames_init(struct vgt_frames *frames);
void vgt_frames_expire(struct vgt_frames *frames, u32 clock);
void vgt_frames_drop(struct vgt_frames *frames);
void vgt_frames_fini(struct vgt_frames *frames);

int vgt_frames_want(struct vgt_frames *frames, struct vgt_vgpu *vgpu,
		    struct vgt_frame_wanted *wanted);
int vgt_frames_make(struct vgt_frames *frames, struct vgt_kms *kms,
		    struct vgt_frame_wanted *wanted);
bool vgt_frames_is_shown(const struct vgt_frames *frames, const struct drm_framebuffer *fb);
u64 vgt_frames_flush(struct vgt_frames *frames, const struct drm_framebuffer *fb);
void vgt_frames_shown(struct vgt_frames *frames, const struct drm_framebuffer *primary,
		      const struct drm_framebuffer *cursor);
void vgt_frames_refresh(struct vgt_frames *frames, struct vgt_kms *kms);

#endif
