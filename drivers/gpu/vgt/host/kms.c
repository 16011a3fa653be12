// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's monitor, through its driver's mode setting (KMS): shows a picture in place
 * of the host's own, and gives that back.
 *
 * A client within the kernel, like the console: all goes by atomic commits, so that the
 * driver knows what is shown. Modes, ports and timing stay the host's; a picture of
 * another size is scaled by the plane. The host's pictures on the primary and the cursor
 * plane are kept, to be shown again.
 *
 * DRM restores the console when the last file of the device is closed, whatever is shown.
 * While a picture is, the device counts as open once more, and there is no last close.
 * Nothing holds the console back in other cases (a switch of virtual terminals, a hot
 * plug): whoever shows a picture looks now and then whether it still is.
 */
#include <linux/atomic.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fb.h>
#include <linux/slab.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_uapi.h>
#include <drm/drm_blend.h>
#include <drm/drm_client.h>
#include <drm/drm_crtc.h>
#include <drm/drm_drv.h>
#include <drm/drm_fb_helper.h>
#include <drm/drm_file.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_modeset_lock.h>
#include <drm/drm_plane.h>
#include <drm/drm_prime.h>

#include "compat.h"
#include "kms.h"

/**
 * struct vgt_kms_plane - what a plane shows
 * @fb: its frame buffer, with a reference; NULL: it is off
 * @src: the part shown, in 16.16 fixed point
 * @dst: where, in pixels
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
 * @crtc: that shows the picture; NULL while the host's own is shown. While it is set
 *	the device counts as open
 * @fb: what the picture has on the primary plane; without a reference, to compare
 * @left: what the host's primary plane had when the picture was last taken away; likewise
 * @shown: the picture was shown before
 * @primary: what the host showed on its primary plane
 * @cursor: and on its cursor plane
 *
 * Whoever has it calls one function at a time.
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

/**
 * vgt_kms_create() - get at a device's monitor
 * @drm: the device
 *
 * Return: it, still showing what it shows; or an error pointer: -EOPNOTSUPP where the
 * driver has no atomic mode setting, -ENOMEM.
 */
struct vgt_kms *vgt_kms_create(struct drm_device *drm)
{
	struct vgt_kms *kms;
	int ret;

	if (!drm_core_check_feature(drm, DRIVER_ATOMIC) ||
	    !drm->driver->gem_prime_import)
		return ERR_PTR(-EOPNOTSUPP);
	kms = kzalloc(sizeof(*kms), GFP_KERNEL);
	if (!kms)
		return ERR_PTR(-ENOMEM);
	ret = drm_client_init(drm, &kms->client, "vgt", NULL);
	if (ret) {
		kfree(kms);
		return ERR_PTR(ret);
	}
	return kms;
}

/**
 * vgt_kms_destroy() - release a device's monitor
 * @kms: the monitor; it shows the host's picture
 */
void vgt_kms_destroy(struct vgt_kms *kms)
{
	drm_client_release(&kms->client);
	kfree(kms);
}

/* ---- frame buffers ---- */

/**
 * vgt_kms_fb_create() - a frame buffer of a dma-buf
 * @kms: the monitor
 * @buf: the memory; the frame buffer has a reference of its own
 * @format: what is in it
 *
 * Return: it; or an error pointer: -EINVAL where the driver cannot show this format,
 * -ENOMEM.
 */
struct drm_framebuffer *vgt_kms_fb_create(struct vgt_kms *kms, struct dma_buf *buf,
					  const struct vgt_kms_format *format)
{
	struct drm_device *drm = kms->client.dev;
	struct drm_mode_fb_cmd2 cmd = {
		.width = format->width,
		.height = format->height,
		.pixel_format = format->fourcc,
		.flags = DRM_MODE_FB_MODIFIERS,
		.pitches = { format->stride },
		.modifier = { format->modifier },
	};
	struct drm_framebuffer *fb;
	struct drm_gem_object *obj;
	int ret;

	obj = drm->driver->gem_prime_import(drm, buf);
	if (IS_ERR(obj))
		return ERR_CAST(obj);
	ret = drm_gem_handle_create(kms->client.file, obj, &cmd.handles[0]);
	drm_gem_object_put(obj);
	if (ret)
		return ERR_PTR(ret);
	fb = vgt_fb_create(drm, kms->client.file, &cmd);
	drm_gem_handle_delete(kms->client.file, cmd.handles[0]);
	return fb;
}

/**
 * vgt_kms_fb_put() - release a frame buffer
 * @fb: the frame buffer; stays as long as it is shown
 */
void vgt_kms_fb_put(struct drm_framebuffer *fb)
{
	drm_framebuffer_put(fb);
}

/**
 * vgt_kms_fb_drawn() - what is in a frame buffer may have changed
 * @kms: the monitor
 * @fb: the frame buffer
 *
 * Without a commit the driver does not look: it may show a compressed copy, or have the
 * panel show one of its own. Sleeps.
 */
void vgt_kms_fb_drawn(struct vgt_kms *kms, struct drm_framebuffer *fb)
{
	/* It can only fail where the driver shows all of it anew all the same. */
	if (fb->funcs->dirty)
		fb->funcs->dirty(fb, kms->client.file, 0, 0, NULL, 0);
}

/* ---- commits ---- */

static void vgt_kms_plane_take(struct vgt_kms_plane *to,
			       const struct drm_plane_state *from)
{
	to->fb = from->fb;
	if (to->fb)
		drm_framebuffer_get(to->fb);
	drm_rect_init(&to->src, from->src_x, from->src_y, from->src_w, from->src_h);
	drm_rect_init(&to->dst, from->crtc_x, from->crtc_y, from->crtc_w, from->crtc_h);
	to->rotation = from->rotation;
}

static void vgt_kms_plane_drop(struct vgt_kms_plane *plane)
{
	if (plane->fb)
		drm_framebuffer_put(plane->fb);
	memset(plane, 0, sizeof(*plane));
}

/* What the host showed is kept no longer. */
static void vgt_kms_forget(struct vgt_kms *kms)
{
	vgt_kms_plane_drop(&kms->primary);
	vgt_kms_plane_drop(&kms->cursor);
	kms->crtc = NULL;
	kms->fb = NULL;
}

static int vgt_kms_plane_set(struct drm_atomic_state *state, struct drm_plane *plane,
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

/* The CRTC that shows something, or NULL. The first, where there are several. */
static struct drm_crtc *vgt_kms_find_crtc(struct drm_atomic_state *state)
{
	struct drm_crtc_state *cs;
	struct drm_crtc *crtc;

	drm_for_each_crtc(crtc, state->dev) {
		cs = drm_atomic_get_crtc_state(state, crtc);
		if (IS_ERR(cs))
			return ERR_CAST(cs);
		if (cs->active)
			return crtc;
	}
	return NULL;
}

/* Where a picture comes on a monitor: as large as it fits, in the middle. */
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

/* @scaled: the cursor's plane cannot scale, and only its place follows. */
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

/* Planes between them are the host's: off. */
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

static int vgt_kms_fill(struct drm_atomic_state *state, struct drm_crtc *crtc,
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

/*
 * -EBUSY where a program of the host's has the display, and shows something else than @fb.
 * One that has only opened the device is DRM master, too, and may never draw.
 */
static int vgt_kms_taken(struct drm_atomic_state *state, struct drm_crtc *crtc,
			 const struct drm_framebuffer *fb)
{
	struct drm_crtc_state *cs;
	struct drm_plane_state *ps;

	if (!state->dev->master)
		return 0;
	cs = drm_atomic_get_crtc_state(state, crtc);
	if (IS_ERR(cs))
		return PTR_ERR(cs);
	ps = drm_atomic_get_plane_state(state, crtc->primary);
	if (IS_ERR(ps))
		return PTR_ERR(ps);
	return cs->active && ps->fb == fb ? 0 : -EBUSY;
}

/* The first time, or when it was taken away: find the monitor, and keep what it shows. */
static int vgt_kms_begin(struct vgt_kms *kms, struct drm_atomic_state *state,
			 const struct vgt_kms_picture *picture)
{
	struct drm_crtc *crtc = vgt_kms_find_crtc(state);
	int ret;

	if (IS_ERR(crtc))
		return PTR_ERR(crtc);
	if (!crtc)
		return -ENXIO;
	ret = kms->shown ? vgt_kms_taken(state, crtc, kms->left) : 0;
	ret = ret ?: vgt_kms_fill(state, crtc, picture);
	if (ret)
		return ret;
	/* The planes are locked now. */
	vgt_kms_plane_take(&kms->primary, crtc->primary->state);
	if (crtc->cursor)
		vgt_kms_plane_take(&kms->cursor, crtc->cursor->state);
	ret = drm_atomic_commit(state);
	if (ret) {
		vgt_kms_forget(kms);
		return ret;
	}
	kms->crtc = crtc;
	atomic_inc(&state->dev->open_count);
	return 0;
}

/* Another picture. A program that has the display, but has not drawn yet, can wait. */
static int vgt_kms_go_on(struct vgt_kms *kms, struct drm_atomic_state *state,
			 const struct vgt_kms_picture *picture)
{
	int ret = vgt_kms_taken(state, kms->crtc, kms->fb);

	ret = ret ?: vgt_kms_fill(state, kms->crtc, picture);
	return ret ?: drm_atomic_commit(state);
}

static int vgt_kms_give_back(struct vgt_kms *kms, struct drm_atomic_state *state)
{
	struct drm_crtc *crtc = kms->crtc;
	int ret = vgt_kms_taken(state, kms->crtc, kms->fb);

	if (ret)
		return ret == -EBUSY ? 0 : ret;
	ret = vgt_kms_plane_set(state, crtc->primary, crtc, &kms->primary);
	if (!ret && crtc->cursor)
		ret = vgt_kms_plane_set(state, crtc->cursor, crtc, &kms->cursor);
	return ret ?: drm_atomic_commit(state);
}

/* @picture: NULL: the host's own. */
static int vgt_kms_try(struct vgt_kms *kms, struct drm_modeset_acquire_ctx *ctx,
		       const struct vgt_kms_picture *picture)
{
	struct drm_atomic_state *state = drm_atomic_state_alloc(kms->client.dev);
	int ret;

	if (!state)
		return -ENOMEM;
	state->acquire_ctx = ctx;
	if (!picture)
		ret = vgt_kms_give_back(kms, state);
	else if (!kms->crtc)
		ret = vgt_kms_begin(kms, state, picture);
	else
		ret = vgt_kms_go_on(kms, state, picture);
	if (!ret && picture)
		kms->fb = picture->primary.fb;
	drm_atomic_state_put(state);
	return ret;
}

static int vgt_kms_commit(struct vgt_kms *kms, const struct vgt_kms_picture *picture)
{
	struct drm_modeset_acquire_ctx ctx;
	int ret;

	drm_modeset_acquire_init(&ctx, 0);
	do {
		ret = vgt_kms_try(kms, &ctx, picture);
	} while (ret == -EDEADLK && !drm_modeset_backoff(&ctx));
	drm_modeset_drop_locks(&ctx);
	drm_modeset_acquire_fini(&ctx);
	return ret;
}

/* ---- for those who use it ---- */

/* Without a reference: to compare. */
static const struct drm_framebuffer *vgt_kms_plane_shows(struct drm_plane *plane)
{
	const struct drm_framebuffer *fb;

	drm_modeset_lock(&plane->mutex, NULL);
	fb = plane->state->fb;
	drm_modeset_unlock(&plane->mutex);
	return fb;
}

static bool vgt_kms_active(struct drm_crtc *crtc)
{
	bool active;

	drm_modeset_lock(&crtc->mutex, NULL);
	active = crtc->state->active;
	drm_modeset_unlock(&crtc->mutex);
	return active;
}

/**
 * vgt_kms_on() - whether a monitor is on
 * @kms: the monitor
 *
 * Sleeps.
 *
 * Return: false where vgt_kms_show() would say -ENXIO.
 */
bool vgt_kms_on(struct vgt_kms *kms)
{
	struct drm_crtc *crtc;

	drm_for_each_crtc(crtc, kms->client.dev)
		if (vgt_kms_active(crtc))
			return true;
	return false;
}

/**
 * vgt_kms_shows() - whether the picture is still shown
 * @kms: the monitor; vgt_kms_show() has shown one
 *
 * The host's console may have drawn over it, or the monitor been switched off. Sleeps.
 *
 * Return: whether it is.
 */
bool vgt_kms_shows(struct vgt_kms *kms)
{
	return vgt_kms_plane_shows(kms->crtc->primary) == kms->fb && vgt_kms_active(kms->crtc);
}

/**
 * vgt_kms_show() - show a picture
 * @kms: the monitor
 * @picture: the picture
 *
 * Sleeps until it is shown.
 *
 * Return: 0; -EBUSY where a program of the host's has the display (is DRM master), and,
 * if a picture was shown before this one, has drawn; -ENXIO where no monitor is on;
 * -EINVAL or -ERANGE where the driver cannot show it; then what was shown still is.
 */
int vgt_kms_show(struct vgt_kms *kms, const struct vgt_kms_picture *picture)
{
	struct drm_device *drm = kms->client.dev;
	int ret;

	mutex_lock(&drm->master_mutex);
	ret = drm->master && !kms->shown ? -EBUSY : vgt_kms_commit(kms, picture);
	kms->shown |= !ret;
	mutex_unlock(&drm->master_mutex);
	return ret;
}

/*
 * What DRM does with the last close: the console's mode, on all monitors. It says nothing
 * where a program of the host's has the display. Returns whether there is a console.
 */
static bool vgt_kms_console(struct drm_device *drm)
{
	struct fb_info *info = NULL;
	int idx;

	if (!drm_dev_enter(drm, &idx))
		return false;
	/* The console does not go meanwhile. */
	mutex_lock(&drm->clientlist_mutex);
	if (drm->fb_helper)
		info = vgt_fbdev_info(drm->fb_helper);
	if (info)
		info->fbops->fb_set_par(info);
	mutex_unlock(&drm->clientlist_mutex);
	drm_dev_exit(idx);
	return info;
}

/**
 * vgt_kms_restore() - show what the host showed
 * @kms: the monitor
 *
 * Where a program of the host's has the display now, it is that program's to show
 * something. Where there is no program any more (all have closed the device) it is the
 * console's.
 *
 * Return: 0, or what the driver says; then nothing is kept all the same.
 */
int vgt_kms_restore(struct vgt_kms *kms)
{
	struct drm_device *drm = kms->client.dev;
	struct drm_crtc *crtc = kms->crtc;
	int ret;

	if (!crtc)
		return 0;
	mutex_lock(&drm->master_mutex);
	ret = vgt_kms_commit(kms, NULL);
	mutex_unlock(&drm->master_mutex);
	vgt_kms_forget(kms);
	/*
	 * If there was a last close, it was held back. A blanked console draws when it is
	 * unblanked; until then its monitors stay off.
	 */
	if (atomic_dec_and_test(&drm->open_count) && vgt_kms_on(kms) && vgt_kms_console(drm))
		ret = 0;
	kms->left = vgt_kms_plane_shows(crtc->primary);
	return ret;
}
