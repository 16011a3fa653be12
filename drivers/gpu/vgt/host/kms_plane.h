/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_HOST_KMS_PLANE_H
#define VGT_HOST_KMS_PLANE_H

struct drm_atomic_state;
struct drm_crtc;
struct drm_plane;
struct drm_plane_state;
struct vgt_kms_picture;
struct vgt_kms_plane;

void vgt_kms_plane_take(struct vgt_kms_plane *to, const struct drm_plane_state *from);
void vgt_kms_plane_drop(struct vgt_kms_plane *plane);
int vgt_kms_plane_set(struct drm_atomic_state *state, struct drm_plane *plane,
		      struct drm_crtc *crtc, const struct vgt_kms_plane *to);
int vgt_kms_planes_fill(struct drm_atomic_state *state, struct drm_crtc *crtc,
			const struct vgt_kms_picture *picture);

#endif
