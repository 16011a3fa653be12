// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frame buffers of what a guest shows. They consist of its own pages; nothing is copied. They
 * are kept while the guest flips between them.
 */
#include <linux/delay.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/string.h>

#include "../host/kms.h"
#include "../picture/dmabuf.h"
#include "../picture/picture.h"
#include "frames.h"

/* How long i915 may take to let go of a frame buffer's memory. */
#define VGT_FRAMES_WAIT_MS	1000

/**
 * vgt_frames_init() - initialize an empty cache of frame buffers
 * @frames: filled
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_frames_init(struct vgt_frames *frames)
{
	memset(frames, 0, sizeof(*frames));
	frames->quota = vgt_dmabuf_quota_create();
	return frames->quota ? 0 : -ENOMEM;
}

static void vgt_frame_put(struct vgt_frame *frame)
{
	if (!frame->fb)
		return;
	/*
	 * The driver's reference must be the last one, which a worker puts. If a process put the
	 * last reference, it would be gone only when the process is back in user space, and
	 * vgt_frames_drop() would wait for that in vain.
	 */
	dma_buf_put(frame->buf);
	vgt_kms_fb_put(frame->fb);
	memset(frame, 0, sizeof(*frame));
}

/**
 * vgt_frames_expire() - release frame buffers that were not used lately
 * @frames: the cache
 * @clock: @frames->clock when they were requested last, or later
 */
void vgt_frames_expire(struct vgt_frames *frames, u32 clock)
{
	u32 i;

	for (i = 0; i < VGT_FRAMES; i++) {
		struct vgt_frame *frame = &frames->frame[i];

		if (frames->clock - frame->used >= frames->clock - clock)
			vgt_frame_put(frame);
	}
}

/**
 * vgt_frames_drop() - release all frame buffers
 * @frames: none of them is shown
 *
 * Waits until the guest's pages are free again.
 */
void vgt_frames_drop(struct vgt_frames *frames)
{
	u32 ms, i;

	for (i = 0; i < VGT_FRAMES; i++)
		vgt_frame_put(&frames->frame[i]);
	for (ms = 0; ms < VGT_FRAMES_WAIT_MS; ms += 20) {
		if (!vgt_dmabuf_quota_used(frames->quota))
			return;
		msleep(20);
	}
}

/**
 * vgt_frames_fini() - free the cache of frame buffers
 * @frames: what vgt_frames_init() filled; all dropped
 */
void vgt_frames_fini(struct vgt_frames *frames)
{
	vgt_dmabuf_quota_put(frames->quota);
}

/* @looked: the pages were looked at; else they are known where nothing changed. */
static struct vgt_frame *vgt_frame_find(struct vgt_frames *frames,
					const struct vgt_frame_wanted *wanted, bool looked)
{
	u32 i;

	for (i = 0; i < VGT_FRAMES; i++) {
		struct vgt_frame *frame = &frames->frame[i];

		if (frame->fb && frame->vgpu == wanted->vgpu &&
		    vgt_picture_same(&frame->scanout, &wanted->scanout) &&
		    (looked ? frame->sum == wanted->sum :
			      frame->changes == wanted->changes))
			return frame;
	}
	return NULL;
}

/**
 * vgt_frames_want() - find the frame buffer of a picture, or the pages for a new one
 * @frames: those that there are
 * @vgpu: whose picture
 * @wanted: @wanted->scanout and @wanted->changes are set, by vgt_vgpu_scanout(); the rest is
 *	filled
 *
 * Return: 0, or as vgt_picture_take().
 */
int vgt_frames_want(struct vgt_frames *frames, struct vgt_vgpu *vgpu,
		    struct vgt_frame_wanted *wanted)
{
	struct vgt_picture_pages look;
	struct vgt_frame *frame;
	int ret;

	wanted->vgpu = vgpu;
	frame = vgt_frame_find(frames, wanted, false);
	if (!frame) {
		ret = vgt_picture_look(vgpu, &wanted->scanout, &look);
		if (ret)
			return ret;
		wanted->sum = look.sum;
		frame = vgt_frame_find(frames, wanted, true);
	}
	if (frame) {
		frame->changes = wanted->changes;
		frame->used = ++frames->clock;
		wanted->fb = frame->fb;
		return 0;
	}
	wanted->pages = vgt_picture_take(vgpu, &wanted->scanout, frames->quota, &look);
	if (!IS_ERR(wanted->pages)) {
		wanted->sum = look.sum;
		wanted->changes = look.changes;
		return 0;
	}
	ret = PTR_ERR(wanted->pages);
	wanted->pages = NULL;
	return ret;
}

/*
 * Evict the least recently wanted frame buffer that is not shown. There always is one: at most
 * two are shown, and two are about to be.
 */
static struct vgt_frame *vgt_frame_room(struct vgt_frames *frames)
{
	struct vgt_frame *room = NULL;
	u32 i;

	for (i = 0; i < VGT_FRAMES; i++) {
		struct vgt_frame *frame = &frames->frame[i];

		if (!frame->fb)
			return frame;
		if (!frame->shown && (!room || frames->clock - frame->used >
					       frames->clock - room->used))
			room = frame;
	}
	vgt_frame_put(room);
	return room;
}

static struct drm_framebuffer *vgt_frame_fb(struct vgt_kms *kms,
					    const struct vgt_scanout *s,
					    struct dma_buf *buf)
{
	struct vgt_kms_format format = {
		.width = s->offset_x + s->width,
		.height = s->offset_y + s->height,
		.stride = s->stride,
		.fourcc = s->fourcc,
		.modifier = s->modifier,
		.aux_offset = s->aux_offset,
		.aux_stride = s->aux_stride,
	};

	return vgt_kms_fb_create(kms, buf, &format);
}

/**
 * vgt_frames_make() - make a frame buffer of a picture
 * @frames: those that there are; it stays there
 * @kms: the monitor
 * @wanted: what vgt_frames_want() filled; @wanted->fb is set, @wanted->pages used up
 *
 * Return: 0, or as vgt_kms_fb_create().
 */
int vgt_frames_make(struct vgt_frames *frames, struct vgt_kms *kms,
		    struct vgt_frame_wanted *wanted)
{
	struct vgt_frame *frame;
	struct drm_framebuffer *fb;
	struct dma_buf *buf;

	if (wanted->fb)
		return 0;
	buf = vgt_dmabuf_export(wanted->pages);
	wanted->pages = NULL;
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	fb = vgt_frame_fb(kms, &wanted->scanout, buf);
	if (IS_ERR(fb)) {
		dma_buf_put(buf);
		return PTR_ERR(fb);
	}
	frame = vgt_frame_room(frames);
	frame->vgpu = wanted->vgpu;
	frame->scanout = wanted->scanout;
	frame->sum = wanted->sum;
	frame->changes = wanted->changes;
	frame->fb = fb;
	frame->buf = buf;
	frame->used = ++frames->clock;
	wanted->fb = fb;
	return 0;
}

/**
 * vgt_frames_is_shown() - check whether a frame buffer is already shown
 * @frames: those that there are
 * @fb: the frame buffer of one of them
 */
bool vgt_frames_is_shown(const struct vgt_frames *frames, const struct drm_framebuffer *fb)
{
	u32 i;

	for (i = 0; i < VGT_FRAMES; i++)
		if (frames->frame[i].fb == fb)
			return frames->frame[i].shown;
	return false;
}

/* When i915 maps it, to show it for the first time, it is flushed once more. */
static u64 vgt_frame_flush(const struct vgt_frame *frame)
{
	u64 bytes = vgt_dmabuf_flush(frame->buf);

	return frame->mapped ? bytes : 2 * bytes;
}

/**
 * vgt_frames_flush() - flush what a guest drew to memory, where the display finds it
 * @frames: those that there are
 * @fb: the frame buffer of one of them; NULL: nothing to do
 *
 * Return: how many bytes are processed until it is shown.
 */
u64 vgt_frames_flush(struct vgt_frames *frames, const struct drm_framebuffer *fb)
{
	u32 i;

	for (i = 0; fb && i < VGT_FRAMES; i++)
		if (frames->frame[i].fb == fb)
			return vgt_frame_flush(&frames->frame[i]);
	return 0;
}

/**
 * vgt_frames_shown() - note which frame buffers are shown
 * @frames: those that there are
 * @primary: the frame buffer of one of them
 * @cursor: likewise, or NULL
 */
void vgt_frames_shown(struct vgt_frames *frames, const struct drm_framebuffer *primary,
		      const struct drm_framebuffer *cursor)
{
	u32 i;

	for (i = 0; i < VGT_FRAMES; i++) {
		struct vgt_frame *frame = &frames->frame[i];

		frame->shown = frame->fb && (frame->fb == primary || frame->fb == cursor);
		frame->mapped |= frame->shown;
	}
}

/**
 * vgt_frames_refresh() - refresh the visible picture, which may have changed without a flip
 * @frames: those that there are
 * @kms: the monitor
 */
void vgt_frames_refresh(struct vgt_frames *frames, struct vgt_kms *kms)
{
	u32 i;

	for (i = 0; i < VGT_FRAMES; i++) {
		struct vgt_frame *frame = &frames->frame[i];

		if (!frame->shown)
			continue;
		vgt_dmabuf_flush(frame->buf);
		vgt_kms_fb_drawn(kms, frame->fb);
	}
}
