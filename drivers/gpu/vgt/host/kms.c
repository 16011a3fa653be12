// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's monitor, through its driver's mode setting (KMS): show a picture instead of the
 * host's own, and restore the host's picture.
 *
 * This is a client within the kernel, like the console. It uses atomic commits only, so that the
 * driver knows what is shown. The modes, ports and timing of the host stay. The host's pictures on
 * the primary and the cursor plane are kept, to be restored.
 *
 * DRM restores the console when the last file of the device is closed, even if a client shows
 * something. To prevent that, the device counts as open once more while a picture is shown.
 * Nothing holds the console back in other cases (a switch of virtual terminals, a hot plug). So
 * the caller has to check from time to time whether its picture is still shown.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/fb.h>
#include <linux/slab.h>

#include <drm/drm_atomic.h>
#include <drm/drm_client.h>
#include <drm/drm_crtc.h>
#include <drm/drm_drv.h>
#include <drm/drm_fb_helper.h>
#include <drm/drm_file.h>
#include <drm/drm_modeset_lock.h>
#include <drm/drm_plane.h>

#include "compat.h"
#include "kms.h"
#include "kms_plane.h"
#include "kms_types.h"

/**
 * vgt_kms_create() - open a device's monitor
 * @drm: the device
 *
 * Does not change what the monitor shows.
 *
 * Return: the monitor; or an error pointer: -EOPNOTSUPP if the driver has no atomic mode setting,
 * -ENOMEM.
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
 * @kms: the monitor, which shows the host's picture
 */
void vgt_kms_destroy(struct vgt_kms *kms)
{
	drm_client_release(&kms->client);
	kfree(kms);
}

/* ---- commits ---- */

/* Drop what the host showed. */
static void vgt_kms_forget(struct vgt_kms *kms)
{
	vgt_kms_plane_drop(&kms->primary);
	vgt_kms_plane_drop(&kms->cursor);
	kms->crtc = NULL;
	kms->fb = NULL;
}

/* The first CRTC that shows something, or NULL. */
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

/*
 * Return -EBUSY if a program of the host has the display and shows something else than @fb. A
 * program that has only opened the device is DRM master, too, and may never draw.
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

/* Find the monitor and keep what it shows: the first time, or if the picture was taken away. */
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
	ret = ret ?: vgt_kms_planes_fill(state, crtc, picture);
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

/* Show another picture. Ignore a program that has the display, but has not drawn yet. */
static int vgt_kms_go_on(struct vgt_kms *kms, struct drm_atomic_state *state,
			 const struct vgt_kms_picture *picture)
{
	int ret = vgt_kms_taken(state, kms->crtc, kms->fb);

	ret = ret ?: vgt_kms_planes_fill(state, kms->crtc, picture);
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

/* @picture: NULL restores the host's own. */
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

/* ---- interface ---- */

/* Without a reference: only to compare. */
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
 * Return: false if vgt_kms_show() would return -ENXIO.
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
 * @kms: the monitor, on which vgt_kms_show() has shown a picture
 *
 * The host's console may have drawn over it, or the monitor may be off. Sleeps.
 *
 * Return: true if it is shown.
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
 * Sleeps until it is shown. On failure the monitor shows the same as before.
 *
 * Return: 0; -EBUSY if a program of the host has the display (is DRM master) and, if a picture
 * was shown before this one, has drawn; -ENXIO if no monitor is on; -EINVAL or -ERANGE if the
 * driver cannot show the picture.
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
 * Do what DRM does at the last close: restore the console's mode on all monitors. DRM does
 * nothing if a program of the host has the display. Returns whether there is a console.
 */
static bool vgt_kms_console(struct drm_device *drm)
{
	struct fb_info *info = NULL;
	int idx;

	if (!drm_dev_enter(drm, &idx))
		return false;
	/* The console cannot go away meanwhile. */
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
 * If a program of the host has the display now, leave the monitor to that program. If all
 * programs have closed the device, leave it to the console. Sleeps.
 *
 * Return: 0, or an errno of the driver. The host's pictures are dropped in both cases.
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
	 * If there was a last close, DRM ignored it: do its work now. A blanked console draws when
	 * it is unblanked; until then its monitors stay off.
	 */
	if (atomic_dec_and_test(&drm->open_count) && vgt_kms_on(kms) && vgt_kms_console(drm))
		ret = 0;
	kms->left = vgt_kms_plane_shows(crtc->primary);
	return ret;
}
