// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <drm_fourcc.h>
#include <i915_drm.h>
#include <xf86drm.h>

#include "display.h"
#include "edid.h"
#include "gpu.h"

/* The mode marked as preferred, or else the first. */
static const drmModeModeInfo *preferred_mode(const drmModeConnector *c)
{
	int i;

	for (i = 0; i < c->count_modes; i++)
		if (c->modes[i].type & DRM_MODE_TYPE_PREFERRED)
			return &c->modes[i];
	return c->count_modes ? &c->modes[0] : NULL;
}

static u32 possible_crtcs(int fd, const drmModeConnector *c)
{
	u32 mask = 0;
	int i;

	for (i = 0; i < c->count_encoders; i++) {
		drmModeEncoder *e = drmModeGetEncoder(fd, c->encoders[i]);

		if (e)
			mask |= e->possible_crtcs;
		drmModeFreeEncoder(e);
	}
	return mask;
}

static void choose_crtc(struct display *d, const drmModeRes *res, u32 mask)
{
	int i;

	for (i = 0; i < res->count_crtcs; i++) {
		if (!(mask & BIT(i)))
			continue;
		d->crtc = res->crtcs[i];
		d->pipe = i;
		return;
	}
	die(EXIT_WRONG, "no pipe can feed the monitor");
}

static bool use_connector(struct display *d, const drmModeRes *res, u32 id)
{
	drmModeConnector *c = drmModeGetConnector(d->fd, id);
	const drmModeModeInfo *mode;
	bool connected;

	if (!c)
		return false;
	connected = c->connection == DRM_MODE_CONNECTED;
	if (connected) {
		mode = preferred_mode(c);
		if (!mode)
			die(EXIT_WRONG, "the monitor has no mode");
		d->connector = id;
		d->mode = *mode;
		choose_crtc(d, res, possible_crtcs(d->fd, c));
		printf("monitor: %s-%u, %s at %.2f Hz\n",
		       drmModeGetConnectorTypeName(c->connector_type) ?: "?",
		       c->connector_type_id, mode->name, 1e6 / display_frame_us(d));
	}
	drmModeFreeConnector(c);
	return connected;
}

void display_find(struct display *d, int fd)
{
	drmModeRes *res = drmModeGetResources(fd);
	bool found = false;
	int i;

	if (!res)
		die(EXIT_NO_DEVICE, "the device has no display: %s", strerror(errno));
	d->fd = fd;
	for (i = 0; i < res->count_connectors && !found; i++)
		found = use_connector(d, res, res->connectors[i]);
	drmModeFreeResources(res);
	if (!found)
		die(EXIT_NO_DEVICE, "no connector of %d has a monitor", i);
}

static drmModePropertyBlobPtr edid_blob(const struct display *d)
{
	drmModeObjectProperties *props;
	drmModePropertyBlobPtr blob = NULL;
	u32 i;

	props = drmModeObjectGetProperties(d->fd, d->connector, DRM_MODE_OBJECT_CONNECTOR);
	for (i = 0; props && i < props->count_props && !blob; i++) {
		drmModePropertyRes *p = drmModeGetProperty(d->fd, props->props[i]);

		if (p && !strcmp(p->name, "EDID"))
			blob = drmModeGetPropertyBlob(d->fd, props->prop_values[i]);
		drmModeFreeProperty(p);
	}
	drmModeFreeObjectProperties(props);
	return blob;
}

void display_check_edid(const struct display *d)
{
	drmModePropertyBlobPtr blob = edid_blob(d);
	struct edid_mode mode;
	const char *wrong;

	if (!blob)
		die(EXIT_WRONG, "the monitor has no EDID");
	wrong = edid_preferred(blob->data, blob->length, &mode);
	if (wrong)
		die(EXIT_WRONG, "the monitor's EDID: %s", wrong);
	if (mode.width != d->mode.hdisplay || mode.height != d->mode.vdisplay ||
	    mode.htotal != d->mode.htotal || mode.vtotal != d->mode.vtotal ||
	    mode.clock != d->mode.clock)
		die(EXIT_WRONG, "the preferred mode %s is not the EDID's %ux%u",
		    d->mode.name, mode.width, mode.height);
	printf("EDID: %u bytes, prefers %ux%u\n", blob->length, mode.width, mode.height);
	drmModeFreePropertyBlob(blob);
}

double display_frame_us(const struct display *d)
{
	return 1e3 * d->mode.htotal * d->mode.vtotal / d->mode.clock;
}

static u64 map_offset(const struct display *d, const struct frame *f)
{
	struct drm_i915_gem_mmap_gtt gtt = { .handle = f->handle };
	struct drm_mode_map_dumb dumb = { .handle = f->handle };
	int ret;

	if (d->aperture)
		ret = drmIoctl(d->fd, DRM_IOCTL_I915_GEM_MMAP_GTT, &gtt);
	else
		ret = drmIoctl(d->fd, DRM_IOCTL_MODE_MAP_DUMB, &dumb);
	if (ret)
		die(EXIT_ERROR, "cannot map a frame buffer: %s", strerror(errno));
	return d->aperture ? gtt.offset : dumb.offset;
}

static void *map_frame(const struct display *d, const struct frame *f)
{
	void *map = mmap(NULL, f->size, PROT_READ | PROT_WRITE, MAP_SHARED, d->fd,
			 map_offset(d, f));

	if (map == MAP_FAILED)
		die(EXIT_ERROR, "cannot map a frame buffer: %s", strerror(errno));
	return map;
}

/* A buffer of a size that is set, mapped. */
static void make_buffer(const struct display *d, u32 width, u32 height, struct frame *f)
{
	struct drm_mode_create_dumb arg = { .width = width, .height = height, .bpp = 32 };

	if (drmIoctl(d->fd, DRM_IOCTL_MODE_CREATE_DUMB, &arg))
		die(EXIT_ERROR, "cannot create a frame buffer: %s", strerror(errno));
	f->handle = arg.handle;
	f->pitch = arg.pitch;
	f->size = arg.size;
	f->map = map_frame(d, f);
}

static void destroy_buffer(const struct display *d, struct frame *f)
{
	struct drm_mode_destroy_dumb arg = { .handle = f->handle };

	munmap(f->map, f->size);
	drmIoctl(d->fd, DRM_IOCTL_MODE_DESTROY_DUMB, &arg);
	memset(f, 0, sizeof(*f));
}

/* i915 takes the layout of a frame buffer from its object. */
static void tile_buffer(const struct display *d, const struct frame *f)
{
	struct drm_i915_gem_set_tiling arg = {
		.handle = f->handle, .tiling_mode = I915_TILING_X, .stride = f->pitch,
	};

	if (drmIoctl(d->fd, DRM_IOCTL_I915_GEM_SET_TILING, &arg) ||
	    arg.tiling_mode != I915_TILING_X)
		die(EXIT_ERROR, "cannot tile a frame buffer: %s", strerror(errno));
}

static void make_frames(struct display *d, draw_frame *draw, bool tiled)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(d->frame); i++) {
		struct frame *f = &d->frame[i];

		make_buffer(d, d->mode.hdisplay, d->mode.vdisplay, f);
		if (tiled)
			tile_buffer(d, f);
		draw(d, f, i);
		if (drmModeAddFB(d->fd, d->mode.hdisplay, d->mode.vdisplay, 24, 32,
				 f->pitch, f->handle, &f->id))
			die(EXIT_ERROR, "cannot add a frame buffer: %s", strerror(errno));
	}
}

void display_make_frames(struct display *d, draw_frame *draw)
{
	make_frames(d, draw, false);
}

void display_make_tiled_frames(struct display *d, draw_frame *draw)
{
	make_frames(d, draw, true);
}

void display_set_cursor(struct display *d, u32 size, void (*draw)(const struct frame *f),
			int x, int y)
{
	make_buffer(d, size, size, &d->cursor);
	if (d->cursor.pitch != size * 4)
		die(EXIT_ERROR, "a cursor's rows are %u bytes apart", d->cursor.pitch);
	draw(&d->cursor);
	if (drmModeSetCursor(d->fd, d->crtc, d->cursor.handle, size, size) ||
	    drmModeMoveCursor(d->fd, d->crtc, x, y))
		die(EXIT_ERROR, "cannot show a cursor: %s", strerror(errno));
}

void display_set_mode(const struct display *d)
{
	u32 connector = d->connector;
	drmModeModeInfo mode = d->mode;

	if (drmModeSetCrtc(d->fd, d->crtc, d->frame[0].id, 0, 0, &connector, 1, &mode))
		die(EXIT_ERROR, "cannot set the mode %s: %s", mode.name, strerror(errno));
}

void display_off(struct display *d)
{
	unsigned int i;

	if (d->cursor.map) {
		drmModeSetCursor(d->fd, d->crtc, 0, 0, 0);
		destroy_buffer(d, &d->cursor);
	}
	if (drmModeSetCrtc(d->fd, d->crtc, 0, 0, 0, NULL, 0, NULL))
		die(EXIT_ERROR, "cannot switch the pipe off: %s", strerror(errno));
	for (i = 0; i < ARRAY_SIZE(d->frame); i++) {
		drmModeRmFB(d->fd, d->frame[i].id);
		destroy_buffer(d, &d->frame[i]);
	}
}
