// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/vgt/control/foreground_vm: whose picture the host's monitor shows.
 *
 * The monitor follows a guest's flips and cursor moves: each change of what the guest's
 * planes show is committed on the host's planes. While the guest's display is off, the
 * monitor shows the host's own picture. When the guest is gone, the host is in the
 * foreground again.
 *
 * The host's console can draw over a guest's picture without a notification. So vgt checks
 * that twenty times a second, while the guest's display is on, and shows the picture again if
 * needed.
 *
 * A guest may draw into the visible picture without a flip, also without a notification. The
 * host's display shows that only if the processors' caches are flushed and its driver is
 * told. vgt does both if no other picture was committed since the last check.
 *
 * A flush takes host time, which the guest does not pay for. So a picture is flushed when it
 * is first shown, not for each commit after that. If a guest flips large pictures faster than
 * the host may flush, the monitor shows only some of them, but always the last one.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "../core/device_types.h"
#include "../core/display/display.h"
#include "../core/display/pace.h"
#include "../core/entry.h"
#include "../core/log.h"
#include "../core/number.h"
#include "../core/vgpu_types.h"
#include "../host/host.h"
#include "../host/kms.h"
#include "../picture/dmabuf.h"
#include "control.h"
#include "frames.h"

/* How long the console, a monitor that has been off, or drawing may go unnoticed. */
#define VGT_FOREGROUND_CHECK_MS	50
/* What to look for drawing may take of a processor's time: one part in so many. */
#define VGT_FOREGROUND_REFRESH	20

static void vgt_foreground_work(struct work_struct *work);
static void vgt_foreground_check(struct work_struct *work);

/**
 * struct vgt_foreground - the vGPU that is shown
 * @lock: protects all of it, and is held while the monitor changes
 * @vgpus: struct vgt_vgpu by id: those that can be shown
 * @vgpu: the vGPU in the foreground; NULL: the host
 * @drawn: its picture is shown; else its display is off, and the host's picture is shown
 * @dark: its picture is not shown, because no monitor of the host is on
 * @fresh: another picture was committed since @check ran last
 * @refresh: the earliest time for a refresh of the picture
 * @next: the earliest time for a flush of another picture for the display, except at a switch
 * @kms: the monitor, while @vgpu is set
 * @frames: frame buffers of its pictures
 * @work: follows its changes
 * @check: follows those of the monitor, while @drawn or @dark is set
 * @wq: runs both, on any processor: a flush takes a while. Not while the machine is
 *	suspended: all monitors are off then
 */
static struct vgt_foreground {
	/* Protects all: see above. Taken before a vGPU's. */
	struct mutex lock;
	struct xarray vgpus;
	struct vgt_vgpu *vgpu;
	bool drawn;
	bool dark;
	bool fresh;
	ktime_t refresh;
	ktime_t next;
	struct vgt_kms *kms;
	struct vgt_frames frames;
	struct delayed_work work;
	struct delayed_work check;
	struct workqueue_struct *wq;
} vgt_fg = {
	.lock = __MUTEX_INITIALIZER(vgt_fg.lock),
	.vgpus = XARRAY_INIT(vgt_fg.vgpus, 0),
	.work = __DELAYED_WORK_INITIALIZER(vgt_fg.work, vgt_foreground_work, 0),
	.check = __DELAYED_WORK_INITIALIZER(vgt_fg.check, vgt_foreground_check, 0),
};

static int vgt_foreground_id(void)
{
	return vgt_fg.vgpu ? vgt_fg.vgpu->id : 0;
}

/* Wake pollers of foreground_vm and send a uevent of the GPU. */
static void vgt_foreground_tell(struct vgt_device *dev)
{
	char id[32];
	char *env[2] = {};

	snprintf(id, sizeof(id), "VGT_FOREGROUND_VM=%d", vgt_foreground_id());
	env[0] = id;
	kobject_uevent_env(&vgt_host_gpu(dev->gpu)->dev->kobj, KOBJ_CHANGE, env);
	vgt_control_notify("foreground_vm");
}

/* ---- pictures ---- */

static int vgt_foreground_want(struct vgt_vgpu *vgpu, bool cursor,
			       struct vgt_frame_wanted *wanted)
{
	int ret;

	ret = vgt_vgpu_scanout(vgpu, cursor, &wanted->scanout, &wanted->changes);
	return ret ?: vgt_frames_want(&vgt_fg.frames, vgpu, wanted);
}

static void vgt_foreground_layer(const struct vgt_frame_wanted *wanted,
				 struct vgt_kms_layer *layer)
{
	const struct vgt_scanout *s = &wanted->scanout;

	layer->fb = wanted->fb;
	layer->src_x = s->offset_x;
	layer->src_y = s->offset_y;
	layer->width = s->width;
	layer->height = s->height;
	layer->x = s->x;
	layer->y = s->y;
	layer->upside_down = s->upside_down;
}

/*
 * @check refreshes a picture that is already shown. A cursor is small, and guests mostly draw
 * into it without a flip.
 */
static void vgt_foreground_flush(const struct vgt_kms_picture *picture, bool fresh)
{
	ktime_t begin = ktime_get();
	u64 bytes = vgt_frames_flush(&vgt_fg.frames, picture->cursor.fb);

	if (fresh)
		bytes += vgt_frames_flush(&vgt_fg.frames, picture->primary.fb);
	vgt_fg.next = vgt_pace_next(begin, ktime_get(), bytes);
}

static int vgt_foreground_commit(const struct vgt_kms_picture *picture)
{
	struct drm_framebuffer *primary = picture->primary.fb, *cursor = picture->cursor.fb;
	bool fresh = !vgt_frames_is_shown(&vgt_fg.frames, primary);
	int ret;

	vgt_foreground_flush(picture, fresh);
	ret = vgt_kms_show(vgt_fg.kms, picture);
	if (ret)
		return ret;
	vgt_frames_shown(&vgt_fg.frames, primary, cursor);
	vgt_fg.fresh |= fresh;
	return 0;
}

static int vgt_foreground_draw(struct vgt_vgpu *vgpu)
{
	struct vgt_frame_wanted primary = {}, cursor = {};
	struct vgt_kms_picture picture = {};
	bool has_cursor;
	int ret;

	/* What changes meanwhile it is told of, and called again. */
	ret = vgt_foreground_want(vgpu, false, &primary);
	if (ret)
		return ret;
	/* A cursor that makes no picture is none. */
	has_cursor = !vgt_foreground_want(vgpu, true, &cursor);

	ret = vgt_frames_make(&vgt_fg.frames, vgt_fg.kms, &primary);
	if (has_cursor && vgt_frames_make(&vgt_fg.frames, vgt_fg.kms, &cursor))
		has_cursor = false;
	if (ret)
		return ret;
	picture.width = primary.scanout.out_width;
	picture.height = primary.scanout.out_height;
	vgt_foreground_layer(&primary, &picture.primary);
	if (has_cursor)
		vgt_foreground_layer(&cursor, &picture.cursor);
	return vgt_foreground_commit(&picture);
}

/* ---- switching ---- */

static void vgt_foreground_restore(struct vgt_vgpu *vgpu)
{
	int ret = vgt_kms_restore(vgt_fg.kms);

	if (ret)
		vgt_err(vgpu, "the host's picture cannot be shown again: %d; switch the console (chvt)\n",
			ret);
	vgt_frames_drop(&vgt_fg.frames);
	vgt_fg.drawn = false;
}

/* The host's turn. */
static void vgt_foreground_end(void)
{
	struct vgt_vgpu *vgpu = vgt_fg.vgpu;

	vgt_display_watch(vgpu, false);
	vgt_foreground_restore(vgpu);
	vgt_kms_destroy(vgt_fg.kms);
	vgt_frames_fini(&vgt_fg.frames);
	vgt_fg.kms = NULL;
	vgt_fg.vgpu = NULL;
	cancel_delayed_work(&vgt_fg.check);
	vgt_foreground_tell(vgpu->dev);
}

/* While the guest's display is off there is nothing to look after. */
static void vgt_foreground_check_later(void)
{
	if (vgt_fg.vgpu && (vgt_fg.drawn || vgt_fg.dark))
		queue_delayed_work(vgt_fg.wq, &vgt_fg.check,
				   msecs_to_jiffies(VGT_FOREGROUND_CHECK_MS));
}

/* From the host to a guest. */
static int vgt_foreground_begin(struct vgt_vgpu *vgpu)
{
	struct vgt_kms *kms;
	int ret;

	ret = vgt_frames_init(&vgt_fg.frames);
	if (ret)
		return ret;
	kms = vgt_kms_create(vgt_host_gpu(vgpu->dev->gpu)->drm);
	if (IS_ERR(kms)) {
		ret = PTR_ERR(kms);
		goto err_frames;
	}
	vgt_fg.kms = kms;
	ret = vgt_foreground_draw(vgpu);
	if (!ret)
		return 0;
	vgt_fg.kms = NULL;
	vgt_frames_drop(&vgt_fg.frames);
	vgt_kms_destroy(kms);
err_frames:
	vgt_frames_fini(&vgt_fg.frames);
	return ret;
}

static int vgt_foreground_switch(struct vgt_vgpu *vgpu)
{
	u32 clock = vgt_fg.frames.clock;
	int ret;

	if (vgt_fg.vgpu == vgpu)
		return 0;
	ret = vgt_fg.vgpu ? vgt_foreground_draw(vgpu) : vgt_foreground_begin(vgpu);
	if (ret)
		return ret;
	if (vgt_fg.vgpu) {
		vgt_display_watch(vgt_fg.vgpu, false);
		vgt_frames_expire(&vgt_fg.frames, clock);
	}
	vgt_fg.vgpu = vgpu;
	vgt_fg.drawn = true;
	vgt_fg.dark = false;
	vgt_display_watch(vgpu, true);
	vgt_foreground_check_later();
	/* What changed since it was drawn. */
	queue_delayed_work(vgt_fg.wq, &vgt_fg.work, 0);
	vgt_foreground_tell(vgpu->dev);
	return 0;
}

static int vgt_foreground_set(u32 id)
{
	struct vgt_vgpu *vgpu;
	int ret = 0;

	mutex_lock(&vgt_fg.lock);
	vgpu = id ? xa_load(&vgt_fg.vgpus, id) : NULL;
	if (vgpu)
		ret = vgt_foreground_switch(vgpu);
	else if (id)
		ret = -ENODEV;
	else if (vgt_fg.vgpu)
		vgt_foreground_end();
	mutex_unlock(&vgt_fg.lock);
	return ret;
}

/* The guest in the foreground shows something else. */
static void vgt_foreground_follow(void)
{
	struct vgt_vgpu *vgpu = vgt_fg.vgpu;
	int ret;

	ret = vgt_foreground_draw(vgpu);
	vgt_fg.dark = ret == -ENXIO;
	if (!ret) {
		vgt_fg.drawn = true;
		return;
	}
	if (ret == -EBUSY) {
		vgt_info(vgpu, "a program of the host's has the display: no longer in the foreground\n");
		vgt_foreground_end();
		return;
	}
	if (ret == -ENXIO && vgt_fg.drawn)
		vgt_info(vgpu, "no monitor of the host's is on: it is shown when one is\n");
	else if (ret != -EAGAIN && ret != -ENXIO)
		vgt_err(vgpu, "its picture cannot be shown: %d; the host's is\n", ret);
	if (vgt_fg.drawn)
		vgt_foreground_restore(vgpu);
}

/* Is it too early to flush another picture? Then it is done later: what is shown by then. */
static bool vgt_foreground_later(void)
{
	s64 us = ktime_us_delta(vgt_fg.next, ktime_get());

	if (us <= 0)
		return false;
	queue_delayed_work(vgt_fg.wq, &vgt_fg.work, usecs_to_jiffies(us));
	return true;
}

static void vgt_foreground_work(struct work_struct *work)
{
	mutex_lock(&vgt_fg.lock);
	if (vgt_fg.vgpu && !vgt_foreground_later())
		vgt_foreground_follow();
	vgt_foreground_check_later();
	mutex_unlock(&vgt_fg.lock);
}

/* The guest may have drawn without a flip. However large the picture: within its time. */
static void vgt_foreground_refresh(void)
{
	ktime_t begin = ktime_get(), end;
	bool fresh = vgt_fg.fresh;

	vgt_fg.fresh = false;
	if (fresh || ktime_before(begin, vgt_fg.refresh))
		return;
	vgt_frames_refresh(&vgt_fg.frames, vgt_fg.kms);
	end = ktime_get();
	vgt_fg.refresh = ktime_add_ns(end, VGT_FOREGROUND_REFRESH *
					   ktime_to_ns(ktime_sub(end, begin)));
}

/* The monitor may show something else than it should. */
static void vgt_foreground_look_after(void)
{
	struct vgt_vgpu *vgpu = vgt_fg.vgpu;

	if (vgt_fg.dark && vgt_kms_on(vgt_fg.kms)) {
		vgt_foreground_follow();
	} else if (vgt_fg.drawn && !vgt_kms_shows(vgt_fg.kms)) {
		vgt_foreground_follow();
		if (vgt_fg.vgpu && vgt_fg.drawn)
			vgt_info(vgpu, "its picture was drawn over, by the host's console or the like; it is shown again\n");
	} else if (vgt_fg.drawn) {
		vgt_foreground_refresh();
	}
}

static void vgt_foreground_check(struct work_struct *work)
{
	mutex_lock(&vgt_fg.lock);
	if (vgt_fg.vgpu)
		vgt_foreground_look_after();
	vgt_foreground_check_later();
	mutex_unlock(&vgt_fg.lock);
}

/**
 * vgt_foreground_changed() - handle a change of what a vGPU shows
 * @vgpu: the vGPU
 *
 * Any context.
 */
void vgt_foreground_changed(struct vgt_vgpu *vgpu)
{
	queue_delayed_work(vgt_fg.wq, &vgt_fg.work, 0);
}

/**
 * vgt_foreground_leave() - handle the end of a vGPU's guest
 * @vgpu: the vGPU
 *
 * If it was in the foreground, the host is in the foreground when this returns.
 */
void vgt_foreground_leave(struct vgt_vgpu *vgpu)
{
	mutex_lock(&vgt_fg.lock);
	if (vgt_fg.vgpu == vgpu)
		vgt_foreground_end();
	mutex_unlock(&vgt_fg.lock);
}

/**
 * vgt_foreground_add() - allow a vGPU to be shown
 * @vgpu: the vGPU
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_foreground_add(struct vgt_vgpu *vgpu)
{
	int ret;

	mutex_lock(&vgt_fg.lock);
	ret = xa_err(xa_store(&vgt_fg.vgpus, vgpu->id, vgpu, GFP_KERNEL));
	mutex_unlock(&vgt_fg.lock);
	return ret;
}

/**
 * vgt_foreground_del() - stop showing a vGPU, and forget it
 * @vgpu: the vGPU
 */
void vgt_foreground_del(struct vgt_vgpu *vgpu)
{
	vgt_foreground_leave(vgpu);
	mutex_lock(&vgt_fg.lock);
	xa_erase(&vgt_fg.vgpus, vgpu->id);
	mutex_unlock(&vgt_fg.lock);
}

/**
 * vgt_foreground_init() - initialize, with the host in the foreground
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_foreground_init(void)
{
	vgt_fg.wq = alloc_workqueue("vgt_foreground",
				    WQ_UNBOUND | WQ_HIGHPRI | WQ_FREEZABLE, 0);
	return vgt_fg.wq ? 0 : -ENOMEM;
}

/**
 * vgt_foreground_exit() - free the state; no vGPU is left
 */
void vgt_foreground_exit(void)
{
	cancel_delayed_work_sync(&vgt_fg.work);
	cancel_delayed_work_sync(&vgt_fg.check);
	destroy_workqueue(vgt_fg.wq);
	xa_destroy(&vgt_fg.vgpus);
}

/* ---- sysfs ---- */

static ssize_t foreground_vm_show(struct kobject *kobj, struct kobj_attribute *attr,
				  char *buf)
{
	int id;

	mutex_lock(&vgt_fg.lock);
	id = vgt_foreground_id();
	mutex_unlock(&vgt_fg.lock);
	return sysfs_emit(buf, "%d\n", id);
}

static ssize_t foreground_vm_store(struct kobject *kobj, struct kobj_attribute *attr,
				   const char *buf, size_t count)
{
	u32 id;
	int ret;

	ret = vgt_number_parse(buf, 0, U32_MAX, &id);
	if (ret)
		return ret;
	ret = vgt_foreground_set(id);
	return ret ?: count;
}

struct kobj_attribute vgt_foreground_attr = __ATTR_RW(foreground_vm);
