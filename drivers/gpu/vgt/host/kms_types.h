/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_HOST_KMS_TYPES_H
#define VGT_HOST_KMS_TYPES_H

#include <linux/types.h>

#include <drm/drm_client.h>
#include <drm/drm_rect.h>

struct drm_crtc;
struct drm_framebuffer;

/**
 * struct vgt_kms_plane - what a plane shows
 * @fb: its frame buffer, with a reference; NULL: the plane is off
 * @src: the part shown, in 16.16 fixed point
 * @dst: its place on the monitor, in pixels
 * @rotation: DRM_MODE_ROTATE_*
 */
struct vgt_kms_plane {
	struct drm_framebuffer *fb;
	struct drm_rect src;
	struct drm_rect dst;
	unsigned int rotation;
};

/**
 * struct vgt_kms - the host's monitor
 * @client: holds the handles of frame buffers
 * @crtc: the CRTC that shows the picture; NULL while the host's own is shown. While it is set,
 *	the device counts as open
 * @fb: the picture's frame buffer on the primary plane; to compare, without a reference
 * @left: the host's frame buffer on the primary plane when the picture was last taken away;
 *	likewise
 * @shown: the picture was shown before
 * @primary: what the host showed on its primary plane
 * @cursor: what the host showed on its cursor plane
 *
 * The caller serializes calls.
 */
struct vgt_kms {
	struct drm_client_dev client;
	struct drm_crtc *crtc;
	const struct drm_framebuffer *fb;
	const struct drm_framebuffer *left;
	bool shown;
	struct vgt_kms_plane primary;
	struct vgt_kms_plane cursor;
};

#endif
