// SPDX-License-Identifier: GPL-2.0-only
/*
 * Planes of the host's monitor in an atomic state: keep what they show, and make them show a
 * picture, as large as fits on the monitor. The primary plane scales, the cursor's does not.
 */
#include <linux/err.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_uapi.h>
#include <drm/drm_blend.h>
#include <drm/drm_crtc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_plane.h>

#include "compat.h"
#include "kms.h"
#include "kms_plane.h"
#include "kms_types.h"

/**
 * vgt_kms_plane_take() - keep what a plane shows
 * @to: filled, with a reference to the frame buffer
 * @from: the plane's state; its lock is held
 */
void vgt_kms_plane_take(struct vgt_kms_plane *to, const struct drm_plane_state *from)
{
	to->fb = from->fb;
	if (to->fb)
		drm_framebuffer_get(to->fb);
	drm_rect_init(&to->src, from->src_x, from->src_y, from->src_w, from->src_h);
	drm_rect_init(&to->dst, from->crtc_x, from->crtc_y, from->crtc_w, from->crtc_h);
	to->rotation = from->rotation;
}

/**
 * vgt_kms_plane_drop() - drop what was kept
 * @plane: what a plane showed
 */
void vgt_kms_plane_drop(struct vgt_kms_plane *plane)
{
	if (plane->fb)
		drm_framebuffer_put(plane->fb);
	memset(plane, 0, sizeof(*plane));
}

/**
 * vgt_kms_plane_set() - make a plane show something, when the state is committed
 * @state: the state
 * @plane: the plane
 * @crtc: its CRTC
 * @to: what it shows
 *
 * Return: 0, -EDEADLK to back off and try again, or another errno of the driver.
 */
int vgt_kms_plane_set(struct drm_atomic_state *state, struct drm_plane *plane,
		      struct drm_crtc *crtc, const struct vgt_kms_plane *to)
{
	struct drm_plane_state *ps = drm_atomic_get_plane_state(state, plane);
	int ret;

	if (IS_ERR(ps))
		return PTR_ERR(ps);
	ret = drm_atomic_set_crtc_for_plane(ps, to->fb ? crtc : NULL);
	if (ret)
		return ret;
	drm_atomic_set_fb_for_plane(ps, to->fb);
	ps->src_x = to->src.x1;
	ps->src_y = to->src.y1;
	ps->src_w = drm_rect_width(&to->src);
	ps->src_h = drm_rect_height(&to->src);
	ps->crtc_x = to->dst.x1;
	ps->crtc_y = to->dst.y1;
	ps->crtc_w = drm_rect_width(&to->dst);
	ps->crtc_h = drm_rect_height(&to->dst);
	ps->rotation = to->fb ? to->rotation : DRM_MODE_ROTATE_0;
	return 0;
}

/* The place of a picture on a monitor: as large as fits, centred. */
struct vgt_kms_view {
	u32 width;
	u32 height;
	struct drm_rect all;
};

static void vgt_kms_fit(struct vgt_kms_view *view, const struct drm_display_mode *mode,
			const struct vgt_kms_picture *picture)
{
	u32 width = mode->hdisplay;
	u32 height = mode->vdisplay;

	view->width = picture->width;
	view->height = picture->height;
	if ((u64)picture->width * mode->vdisplay > (u64)picture->height * mode->hdisplay)
		height = mult_frac(width, picture->height, picture->width);
	else
		width = mult_frac(height, picture->width, picture->height);
	drm_rect_init(&view->all, (mode->hdisplay - (int)width) / 2,
		      (mode->vdisplay - (int)height) / 2, max(width, 1u), max(height, 1u));
}

static int vgt_kms_scale(s64 at, u32 from, int to)
{
	return div_s64(at * to, from);
}

/* @scaled is false for the cursor: its plane cannot scale, so only its place follows. */
static void vgt_kms_place(const struct vgt_kms_view *view,
			  const struct vgt_kms_layer *layer, bool scaled,
			  struct vgt_kms_plane *to)
{
	int w = drm_rect_width(&view->all);
	int h = drm_rect_height(&view->all);
	int x = vgt_kms_scale(layer->x, view->width, w);
	int y = vgt_kms_scale(layer->y, view->height, h);

	to->fb = layer->fb;
	to->rotation = layer->upside_down ? DRM_MODE_ROTATE_180 : DRM_MODE_ROTATE_0;
	drm_rect_init(&to->src, layer->src_x << 16, layer->src_y << 16,
		      layer->width << 16, layer->height << 16);
	if (scaled) {
		w = vgt_kms_scale(layer->x + (s64)layer->width, view->width, w) - x;
		h = vgt_kms_scale(layer->y + (s64)layer->height, view->height, h) - y;
	} else {
		w = layer->width;
		h = layer->height;
	}
	drm_rect_init(&to->dst, view->all.x1 + x, view->all.y1 + y, w, h);
}

static int vgt_kms_fill_cursor(struct drm_atomic_state *state, struct drm_crtc *crtc,
			       const struct vgt_kms_view *view,
			       const struct vgt_kms_layer *layer)
{
	struct vgt_kms_plane to = {};

	if (!crtc->cursor)
		return 0;
	if (layer->fb)
		vgt_kms_place(view, layer, false, &to);
	return vgt_kms_plane_set(state, crtc->cursor, crtc, &to);
}

/* Turn off the planes between primary and cursor: they are the host's. */
static int vgt_kms_fill_others(struct drm_atomic_state *state, struct drm_crtc *crtc)
{
	struct vgt_kms_plane off = {};
	struct drm_plane *plane;
	int ret;

	drm_for_each_plane_mask(plane, state->dev, crtc->state->plane_mask) {
		if (plane == crtc->primary || plane == crtc->cursor)
			continue;
		ret = vgt_kms_plane_set(state, plane, crtc, &off);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * vgt_kms_planes_fill() - make the planes of a CRTC show a picture, when the state is committed
 * @state: the state
 * @crtc: the CRTC
 * @picture: the picture; other planes are turned off
 *
 * Return: 0; -ENXIO if the CRTC is off; -EDEADLK to back off and try again; or another errno of
 * the driver.
 */
int vgt_kms_planes_fill(struct drm_atomic_state *state, struct drm_crtc *crtc,
			const struct vgt_kms_picture *picture)
{
	struct drm_crtc_state *cs = drm_atomic_get_crtc_state(state, crtc);
	struct vgt_kms_plane to = {};
	struct vgt_kms_view view;
	int ret;

	if (IS_ERR(cs))
		return PTR_ERR(cs);
	if (!cs->active)
		return -ENXIO;
	vgt_kms_fit(&view, &cs->mode, picture);
	vgt_kms_place(&view, &picture->primary, true, &to);
	ret = vgt_kms_plane_set(state, crtc->primary, crtc, &to);
	if (!ret)
		ret = vgt_kms_fill_cursor(state, crtc, &view, &picture->cursor);
	return ret ?: vgt_kms_fill_others(state, crtc);
}
