// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions of a vGPU that are called from outside of the core. Each takes the vGPU's lock, unless
 * its comment says otherwise.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "core/display/display.h"
#include "core/display/scanout.h"
#include "core/mem/fence_pool.h"
#include "core/mem/ggtt.h"
#include "core/mem/ggtt_entry.h"
#include "core/mem/pin_block.h"
#include "core/record/record.h"
#include "core/regs/config_space.h"
#include "core/regs/mmio.h"
#include "core/regs/pvinfo.h"
#include "core/regs/store.h"
#include "entry.h"
#include "vgpu_types.h"

/* A thread of the guest's hypervisor is here: it takes no memory away at the moment. */
static void vgt_entry_begin(struct vgt_vgpu *vgpu, const void *by)
{
	mutex_lock(&vgpu->lock);
	vgt_pins_called(vgpu, by);
}

static void vgt_entry_end(struct vgt_vgpu *vgpu)
{
	mutex_unlock(&vgpu->lock);
}

static void vgt_entry_record(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, const void *by,
			     u32 offset, u32 len)
{
	vgt_record_enter(vgpu, kind, by, vgt_record_key(len, offset), NULL, 0);
}

static void vgt_entry_record_write(struct vgt_vgpu *vgpu, enum vgt_record_kind kind,
				   const void *by, u32 offset, const void *buf, u32 len)
{
	vgt_record_enter(vgpu, kind, by, vgt_record_key(len, offset), buf, len);
}

/* One that is too long is one byte too long in the record: the core refuses it, too. */
static void vgt_entry_record_edid(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u32 port,
				  const u8 *edid, u32 len)
{
	vgt_record_enter(vgpu, kind, NULL, port, edid, min_t(u32, len, VGT_EDID_SIZE + 1));
}

/* What was read is in the record, as a number. */
static void vgt_entry_was_read(struct vgt_vgpu *vgpu, const void *buf, u32 len, int ret)
{
	u64 value = 0;

	if (!vgt_record_on(vgpu))
		return;
	if (!ret)
		memcpy(&value, buf, min_t(u32, len, sizeof(value)));
	vgt_record_leave(vgpu, value, ret);
}

/**
 * vgt_vgpu_config_read() - handle a guest's read of configuration space
 * @vgpu: the vGPU; takes its lock
 * @offset: first byte
 * @buf: filled
 * @len: bytes, up to 4
 * @by: the thread that does it, see vgt_vgpu_memory_gone()
 *
 * Return: as vgt_config_read().
 */
int vgt_vgpu_config_read(struct vgt_vgpu *vgpu, u32 offset, void *buf, u32 len, const void *by)
{
	int ret;

	vgt_entry_begin(vgpu, by);
	vgt_entry_record(vgpu, VGT_RECORD_CONFIG_READ, by, offset, len);
	ret = vgt_config_read(vgpu, offset, buf, len);
	vgt_entry_was_read(vgpu, buf, len, ret);
	vgt_entry_end(vgpu);
	return ret;
}

/**
 * vgt_vgpu_config_write() - handle a guest's write to configuration space
 * @vgpu: the vGPU; takes its lock
 * @offset: first byte
 * @buf: the bytes
 * @len: how many, up to 4
 * @by: the thread that does it, see vgt_vgpu_memory_gone()
 *
 * Return: as vgt_config_write(); 1 if the caller must reset the function, by
 * vgt_vgpu_reset().
 */
int vgt_vgpu_config_write(struct vgt_vgpu *vgpu, u32 offset, const void *buf, u32 len,
			  const void *by)
{
	int ret;

	vgt_entry_begin(vgpu, by);
	vgt_entry_record_write(vgpu, VGT_RECORD_CONFIG_WRITE, by, offset, buf, len);
	ret = vgt_config_write(vgpu, offset, buf, len);
	if (!ret)
		ret = vgt_config_asks_reset(vgpu, offset, buf, len);
	vgt_record_leave(vgpu, 0, ret);
	vgt_entry_end(vgpu);
	return ret;
}

/**
 * vgt_vgpu_bar0_read() - handle a guest's read of BAR 0
 * @vgpu: the vGPU; takes its lock
 * @offset: in BAR 0
 * @buf: filled
 * @len: 1, 2, 4 or 8 bytes
 * @by: the thread that does it, see vgt_vgpu_memory_gone()
 *
 * Return: as vgt_bar0_read().
 */
int vgt_vgpu_bar0_read(struct vgt_vgpu *vgpu, u64 offset, void *buf, u32 len, const void *by)
{
	int ret;

	vgt_entry_begin(vgpu, by);
	vgt_entry_record(vgpu, VGT_RECORD_BAR0_READ, by, offset, len);
	ret = vgt_bar0_read(vgpu, offset, buf, len);
	vgt_entry_was_read(vgpu, buf, len, ret);
	vgt_entry_end(vgpu);
	return ret;
}

/**
 * vgt_vgpu_bar0_write() - handle a guest's write of BAR 0
 * @vgpu: the vGPU; takes its lock
 * @offset: in BAR 0
 * @buf: the bytes
 * @len: 1, 2, 4 or 8
 * @by: the thread that does it, see vgt_vgpu_memory_gone()
 *
 * Return: as vgt_bar0_write().
 */
int vgt_vgpu_bar0_write(struct vgt_vgpu *vgpu, u64 offset, const void *buf, u32 len,
			const void *by)
{
	int ret;

	vgt_entry_begin(vgpu, by);
	vgt_entry_record_write(vgpu, VGT_RECORD_BAR0_WRITE, by, offset, buf, len);
	ret = vgt_bar0_write(vgpu, offset, buf, len);
	vgt_record_leave(vgpu, 0, ret);
	vgt_entry_end(vgpu);
	return ret;
}

/**
 * vgt_vgpu_monitor_setup() - get the setup of a port's next monitor
 * @vgpu: the vGPU; takes its lock
 * @port: one of vgt_monitor_port()
 * @setup: filled
 */
void vgt_vgpu_monitor_setup(struct vgt_vgpu *vgpu, u32 port, struct vgt_monitor_setup *setup)
{
	mutex_lock(&vgpu->lock);
	*setup = vgpu->display.setups[port];
	mutex_unlock(&vgpu->lock);
}

/**
 * vgt_vgpu_monitor_connected() - check whether a monitor is plugged in
 * @vgpu: the vGPU; takes its lock
 * @port: one of vgt_monitor_port()
 */
bool vgt_vgpu_monitor_connected(struct vgt_vgpu *vgpu, u32 port)
{
	bool connected;

	mutex_lock(&vgpu->lock);
	connected = vgpu->display.monitors[port].connected;
	mutex_unlock(&vgpu->lock);
	return connected;
}

/**
 * vgt_vgpu_monitor_set_type() - set how the next monitor is attached
 * @vgpu: the vGPU; takes its lock
 * @port: one of vgt_monitor_port()
 * @type: the type
 *
 * Return: as vgt_monitor_set_type().
 */
int vgt_vgpu_monitor_set_type(struct vgt_vgpu *vgpu, u32 port, enum vgt_monitor_type type)
{
	int ret;

	mutex_lock(&vgpu->lock);
	vgt_record_enter(vgpu, VGT_RECORD_SET_TYPE, NULL, port, &type, sizeof(u32));
	ret = vgt_monitor_set_type(vgpu, port, type);
	vgt_record_leave(vgpu, 0, ret);
	mutex_unlock(&vgpu->lock);
	return ret;
}

/**
 * vgt_vgpu_monitor_set_edid() - set the EDID of the next monitor
 * @vgpu: the vGPU; takes its lock
 * @port: one of vgt_monitor_port()
 * @edid: the EDID
 * @len: bytes of it
 *
 * Return: as vgt_monitor_set_edid().
 */
int vgt_vgpu_monitor_set_edid(struct vgt_vgpu *vgpu, u32 port, const u8 *edid, u32 len)
{
	int ret;

	mutex_lock(&vgpu->lock);
	vgt_entry_record_edid(vgpu, VGT_RECORD_SET_EDID, port, edid, len);
	ret = vgt_monitor_set_edid(vgpu, port, edid, len);
	vgt_record_leave(vgpu, 0, ret);
	mutex_unlock(&vgpu->lock);
	return ret;
}

/**
 * vgt_vgpu_monitor_connect() - plug in the monitor that was set up
 * @vgpu: the vGPU; takes its lock
 * @port: one of vgt_monitor_port()
 *
 * Return: as vgt_monitor_connect().
 */
int vgt_vgpu_monitor_connect(struct vgt_vgpu *vgpu, u32 port)
{
	int ret;

	mutex_lock(&vgpu->lock);
	vgt_record_enter(vgpu, VGT_RECORD_CONNECT, NULL, port, NULL, 0);
	ret = vgt_monitor_connect(vgpu, port);
	vgt_record_leave(vgpu, 0, ret);
	mutex_unlock(&vgpu->lock);
	return ret;
}

/**
 * vgt_vgpu_link_up() - plug in a monitor for as long as the guest is there
 * @vgpu: the vGPU, which is open; takes its lock
 * @port: one of vgt_monitor_port()
 * @edid: the EDID
 * @len: bytes of it
 *
 * Return: as vgt_monitor_link_up().
 */
int vgt_vgpu_link_up(struct vgt_vgpu *vgpu, u32 port, const u8 *edid, u32 len)
{
	int ret;

	mutex_lock(&vgpu->lock);
	vgt_entry_record_edid(vgpu, VGT_RECORD_REPLACE, port, edid, len);
	ret = vgt_monitor_link_up(vgpu, port, edid, len);
	vgt_record_leave(vgpu, 0, ret);
	mutex_unlock(&vgpu->lock);
	return ret;
}

/**
 * vgt_vgpu_link_down() - unplug a port's monitor for as long as the guest is there
 * @vgpu: the vGPU, which is open; takes its lock
 * @port: one of vgt_monitor_port()
 */
void vgt_vgpu_link_down(struct vgt_vgpu *vgpu, u32 port)
{
	mutex_lock(&vgpu->lock);
	vgt_record_enter(vgpu, VGT_RECORD_DISCONNECT, NULL, vgt_record_key(1, port), NULL, 0);
	vgt_monitor_link_down(vgpu, port);
	vgt_record_leave(vgpu, 0, 0);
	mutex_unlock(&vgpu->lock);
}

/**
 * vgt_vgpu_monitor_disconnect() - unplug a port's monitor, if there is one
 * @vgpu: the vGPU; takes its lock
 * @port: one of vgt_monitor_port()
 */
void vgt_vgpu_monitor_disconnect(struct vgt_vgpu *vgpu, u32 port)
{
	mutex_lock(&vgpu->lock);
	vgt_record_enter(vgpu, VGT_RECORD_DISCONNECT, NULL, port, NULL, 0);
	vgt_monitor_disconnect(vgpu, port);
	vgt_record_leave(vgpu, 0, 0);
	mutex_unlock(&vgpu->lock);
}

/* The lock is held. */
static int vgt_entry_scanout(struct vgt_vgpu *vgpu, bool cursor, struct vgt_scanout *s)
{
	int ret;

	lockdep_assert_held(&vgpu->lock);
	ret = vgt_scanout_first(vgpu, s);
	return ret || !cursor ? ret : vgt_scanout_cursor(vgpu, s->pipe, s);
}

/**
 * vgt_vgpu_scanout() - get what the first pipe that is on shows
 * @vgpu: the vGPU; takes its lock
 * @cursor: of its cursor plane, not of its primary plane
 * @s: filled; undefined on failure
 * @changes: filled: as long as vgt_vgpu_scanout() and vgt_vgpu_pages() give the same number,
 *	the same memory is behind the same pages of GGTT space
 *
 * Return: as vgt_scanout_first() and vgt_scanout_cursor(); -EFBIG if it exceeds the maximum size.
 */
int vgt_vgpu_scanout(struct vgt_vgpu *vgpu, bool cursor, struct vgt_scanout *s, u64 *changes)
{
	int ret;

	mutex_lock(&vgpu->lock);
	ret = vgt_entry_scanout(vgpu, cursor, s);
	*changes = vgpu->ggtt.changes;
	mutex_unlock(&vgpu->lock);
	return !ret && s->size > VGT_SCANOUT_MAX ? -EFBIG : ret;
}

/**
 * vgt_vgpu_cursor_hot() - get the point that the guest's cursor points to
 * @vgpu: the vGPU; takes its lock
 * @hot: filled
 */
void vgt_vgpu_cursor_hot(struct vgt_vgpu *vgpu, struct vgt_cursor_hot *hot)
{
	mutex_lock(&vgpu->lock);
	hot->x = vgt_mmio_load(vgpu, VGT_PVINFO_CURSOR_X);
	hot->y = vgt_mmio_load(vgpu, VGT_PVINFO_CURSOR_Y);
	mutex_unlock(&vgpu->lock);
}

/**
 * vgt_vgpu_bar2_access() - access a page of BAR 2 that a fence may cover
 * @vgpu: the vGPU, with virtual GGTT addresses; takes no lock that is outside of mmap_lock
 * @page: the page's number
 * @must: the caller cannot show the page from memory; only a port with @some_by_aperture
 * @fn: called with the number of the page of the hardware's aperture that shows it, or with
 *	VGT_BAR2_NOWHERE
 * @arg: argument of @fn
 *
 * Return: as vgt_fence_access(); 1 if the page is shown as it lies in memory.
 */
int vgt_vgpu_bar2_access(struct vgt_vgpu *vgpu, u32 page, bool must,
			 int (*fn)(void *arg, u32 page), void *arg)
{
	return vgt_fence_access(vgpu, page, must, fn, arg);
}

/**
 * vgt_vgpu_mapped() - check for guest memory behind all of some pages of GGTT space
 * @vgpu: the vGPU; takes its lock
 * @addr: GGTT address of the first
 * @count: pages
 */
bool vgt_vgpu_mapped(struct vgt_vgpu *vgpu, u64 addr, u32 count)
{
	bool mapped;

	mutex_lock(&vgpu->lock);
	mapped = vgt_ggtt_mapped(vgpu, addr, count);
	mutex_unlock(&vgpu->lock);
	return mapped;
}

/* Pages at a time: as many pointers as the stack holds easily. */
#define VGT_ENTRY_PAGES		32

static int vgt_entry_pages(struct vgt_vgpu *vgpu, u64 addr, u32 count, vgt_pages_fn *fn,
			   void *arg)
{
	void *va[VGT_ENTRY_PAGES];
	u32 n;
	int ret;

	for (; count; count -= n, addr += (u64)n * VGT_GGTT_PAGE) {
		n = min_t(u32, count, VGT_ENTRY_PAGES);
		ret = vgt_ggtt_pages(vgpu, addr, va, n);
		if (ret)
			return ret;
		fn(arg, va, n);
	}
	return 0;
}

/**
 * vgt_vgpu_pages() - walk the guest memory behind pages of GGTT space
 * @vgpu: the vGPU; takes its lock
 * @addr: GGTT address of the first
 * @count: pages
 * @fn: called for some pages at a time; they are pinned until it returns
 * @arg: argument of @fn
 * @changes: filled as by vgt_vgpu_scanout()
 *
 * Return: 0, or -EFAULT if one is not mapped; @fn may have been called for others.
 */
int vgt_vgpu_pages(struct vgt_vgpu *vgpu, u64 addr, u32 count, vgt_pages_fn *fn, void *arg,
		   u64 *changes)
{
	int ret;

	mutex_lock(&vgpu->lock);
	*changes = vgpu->ggtt.changes;
	ret = vgt_entry_pages(vgpu, addr, count, fn, arg);
	mutex_unlock(&vgpu->lock);
	return ret;
}

/* Draw the cursor if possible. Without it the picture is still shown. */
static void vgt_entry_cursor(struct vgt_vgpu *vgpu, const struct vgt_scanout *s, void *to)
{
	struct vgt_scanout cursor;

	if (!vgt_scanout_cursor(vgpu, s->pipe, &cursor))
		vgt_scanout_blend(vgpu, &cursor, s, to);
}

/* The lock is held. */
static int vgt_entry_screen(struct vgt_vgpu *vgpu, struct vgt_scanout *s, void *to, u64 max)
{
	int ret;

	lockdep_assert_held(&vgpu->lock);
	if (s->size > VGT_SCANOUT_MAX || (u64)s->width * s->cpp * s->height > max)
		return -EFBIG;
	ret = vgt_scanout_copy(vgpu, s, to);
	if (ret)
		return ret;
	vgt_entry_cursor(vgpu, s, to);
	/* Without a cursor or gamma the picture is still valid. */
	vgt_scanout_gamma(vgpu, s, to);
	return 0;
}

/**
 * vgt_vgpu_screen() - copy the picture that is shown, with cursor and gamma
 * @vgpu: the vGPU; takes its lock
 * @s: filled with the primary plane's picture, also if it cannot be copied; if there is no
 *	picture, the width is 0
 * @to: filled with the picture's rows, without gaps
 * @max: size of @to in bytes
 *
 * Return: as vgt_scanout_first() and vgt_scanout_copy(); -EFBIG if it does not fit.
 */
int vgt_vgpu_screen(struct vgt_vgpu *vgpu, struct vgt_scanout *s, void *to, u64 max)
{
	int ret;

	mutex_lock(&vgpu->lock);
	ret = vgt_scanout_first(vgpu, s);
	if (ret)
		s->width = 0;
	else
		ret = vgt_entry_screen(vgpu, s, to, max);
	mutex_unlock(&vgpu->lock);
	return ret;
}
