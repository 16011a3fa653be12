// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frame buffers of the host's driver, made of dma-bufs that the driver imports.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>

#include <drm/drm_client.h>
#include <drm/drm_device.h>
#include <drm/drm_drv.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_mode.h>
#include <drm/drm_prime.h>

#include "compat.h"
#include "kms.h"
#include "kms_types.h"

/**
 * vgt_kms_fb_create() - make a frame buffer of a dma-buf
 * @kms: the monitor
 * @buf: the memory; the frame buffer has its own reference
 * @format: the format of the picture in it
 *
 * Return: the frame buffer; or an error pointer: -EINVAL if the driver cannot show this format,
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
	if (format->aux_offset) {
		cmd.handles[1] = cmd.handles[0];
		cmd.offsets[1] = format->aux_offset;
		cmd.pitches[1] = format->aux_stride;
		cmd.modifier[1] = format->modifier;
	}
	fb = vgt_fb_create(drm, kms->client.file, &cmd);
	drm_gem_handle_delete(kms->client.file, cmd.handles[0]);
	return fb;
}

/**
 * vgt_kms_fb_put() - release a frame buffer
 * @fb: the frame buffer, which stays as long as it is shown
 */
void vgt_kms_fb_put(struct drm_framebuffer *fb)
{
	drm_framebuffer_put(fb);
}

/**
 * vgt_kms_fb_drawn() - report that the contents of a frame buffer may have changed
 * @kms: the monitor
 * @fb: the frame buffer
 *
 * Without a commit the driver does not notice. It may show a compressed copy, or let the panel
 * show its own. Sleeps.
 */
void vgt_kms_fb_drawn(struct vgt_kms *kms, struct drm_framebuffer *fb)
{
	/* If it fails, the driver shows all of the frame buffer anyway. */
	if (fb->funcs->dirty)
		fb->funcs->dirty(fb, kms->client.file, 0, 0, NULL, 0);
}
