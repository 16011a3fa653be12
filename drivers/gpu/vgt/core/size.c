// SPDX-License-Identifier: GPL-2.0-only
/*
 * The size of a vGPU: at first its type's. The administrator can set another one while no guest
 * has the vGPU open.
 *
 * The vGPU gives its old space back before it gets the new one, because the new one may need the
 * same place. If it does not get the new one, it gets the old one again, maybe at another place.
 * All that is done under the device's lock, so that no other vGPU can take the space meanwhile,
 * and readers see the old size or the new one.
 *
 * Only the host could take it, if it uses more than its share, or a vGPU that is moved for the new
 * one (ggtt_pack.c), if another that is in the way has begun to run. In the second case all of it
 * is tried again a few times, without the lock in between, as with the creation of a vGPU. If that
 * does not help, the vGPU has no GGTT space until there is some when a guest opens it, or when
 * another size is set.
 *
 * Order of locks: the device's, @life and @lock of the vGPU.
 */
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "core/display/display.h"
#include "core/mem/fence.h"
#include "core/mem/ggtt.h"
#include "core/mem/ggtt_space.h"
#include "device_types.h"
#include "ggtt_pack.h"
#include "gpu_port.h"
#include "log.h"
#include "resources.h"
#include "size.h"
#include "vgpu_types.h"

/**
 * vgt_size_held() - check whether a vGPU has its GGTT space
 * @vgpu: the vGPU; its lock is held
 *
 * Return: false only if it was lost, see above.
 */
bool vgt_size_held(const struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	return vgpu->ggtt.hw;
}

/* Whether it has its GGTT space, or has lost it. */
static void vgt_size_get(const struct vgt_vgpu *vgpu, struct vgt_size *size)
{
	u64 slice[VGT_GGTT_PARTS];

	vgt_ggtt_space_sizes(vgpu->dev, vgpu->type, slice);
	size->low = slice[VGT_GGTT_LOW];
	size->high = slice[VGT_GGTT_HIGH];
	size->fences = vgpu->type->fences;
	if (vgt_ggtt_virtual(vgpu->dev))
		size->fences = vgpu->fences.count;
	size->width = vgpu->type->width;
	size->height = vgpu->type->height;
}

/**
 * vgt_vgpu_size() - get the size of a vGPU
 * @vgpu: the vGPU; takes its lock
 * @size: filled
 *
 * Whoever holds the lock may wait for the memory of a process that stands still: a program that
 * reads sizes can be interrupted.
 *
 * Return: 0 or -EINTR.
 */
int vgt_vgpu_size(struct vgt_vgpu *vgpu, struct vgt_size *size)
{
	int ret = mutex_lock_interruptible(&vgpu->lock);

	if (ret)
		return ret;
	vgt_size_get(vgpu, size);
	mutex_unlock(&vgpu->lock);
	return 0;
}

/* Returns -EBUSY if a guest has it open, or is just opening or closing it. */
static int vgt_size_begin(struct vgt_vgpu *vgpu)
{
	mutex_lock(&vgpu->dev->lock);
	/* Its holder may wait for the GPU: others' creations do not wait for that. */
	if (mutex_trylock(&vgpu->life)) {
		if (!vgpu->powered) {
			mutex_lock(&vgpu->lock);
			return 0;
		}
		mutex_unlock(&vgpu->life);
	}
	mutex_unlock(&vgpu->dev->lock);
	vgt_warn(vgpu, "is in use: its size can be set while no process has it open\n");
	return -EBUSY;
}

static void vgt_size_end(struct vgt_vgpu *vgpu)
{
	mutex_unlock(&vgpu->lock);
	mutex_unlock(&vgpu->life);
	mutex_unlock(&vgpu->dev->lock);
}

static int vgt_size_bytes_ok(struct vgt_vgpu *vgpu, const char *name, u64 bytes, u64 least,
			     u64 most)
{
	if (bytes >= least && bytes <= most && !(bytes & (VGT_SIZE_STEP - 1)))
		return 0;
	vgt_warn(vgpu, "%s cannot be %llu bytes: %llu to %llu MB are possible, in steps of 2\n",
		 name, bytes, least >> 20, most >> 20);
	return bytes < least || bytes > most ? -ERANGE : -EINVAL;
}

static int vgt_size_number_ok(struct vgt_vgpu *vgpu, const char *name, u32 val, u32 least,
			      u32 most)
{
	if (val >= least && val <= most)
		return 0;
	vgt_warn(vgpu, "%s cannot be %u: %u to %u are possible\n", name, val, least, most);
	return -ERANGE;
}

/* With a type of its own, which starts as the one it has. */
static void vgt_size_own(struct vgt_vgpu *vgpu)
{
	if (vgpu->type == &vgpu->own)
		return;
	vgpu->own = *vgpu->type;
	vgpu->type = &vgpu->own;
}

/* Make room for its type. Not @last: -EAGAIN if others are in use just then: try again. */
static int vgt_size_room(struct vgt_vgpu *vgpu, bool last)
{
	int ret = vgt_ggtt_make_room(vgpu->dev, vgpu->type);

	/* What there is may do. If not, a line says so. */
	return last ? 0 : ret;
}

/* The slices of what @was, without space: at a place that may be another one. */
static int vgt_size_reserve_again(struct vgt_vgpu *vgpu, const struct vgt_ggtt *was, bool last)
{
	int ret = vgt_size_room(vgpu, last);

	vgpu->ggtt = *was;
	if (!ret)
		ret = vgt_ggtt_space_init(vgpu);
	if (!ret) {
		vgt_ggtt_restore(vgpu);
		return 0;
	}
	vgt_ggtt_fini(vgpu);
	memset(&vgpu->ggtt, 0, sizeof(vgpu->ggtt));
	return ret;
}

/* What is needed of memory for the slices of its type, and space for them. */
static int vgt_size_reserve_anew(struct vgt_vgpu *vgpu, bool last)
{
	int ret = vgt_size_room(vgpu, last);

	if (!ret)
		ret = vgt_ggtt_init(vgpu);
	if (ret)
		memset(&vgpu->ggtt, 0, sizeof(vgpu->ggtt));
	return ret;
}

/* The old size again; @was is NULL if it was lost before. */
static int vgt_size_back(struct vgt_vgpu *vgpu, const struct vgt_ggtt *was, bool last)
{
	int ret = was ? vgt_size_reserve_again(vgpu, was, last) : vgt_size_reserve_anew(vgpu, last);

	if (ret && ret != -EAGAIN)
		vgt_err(vgpu, "has lost its GGTT space, to the host or to a vGPU that was moved: it gets some when it is opened, or another size is set (%d)\n",
			ret);
	return ret;
}

/*
 * Give the slices back, and get those of @to. What they need of memory is kept for a way back.
 * Not @last: -EAGAIN if others are in use just then.
 */
static int vgt_size_reserve(struct vgt_vgpu *vgpu, const struct vgt_type *to, bool last)
{
	struct vgt_type from = vgpu->own;
	bool held = vgt_size_held(vgpu);
	struct vgt_ggtt was, new;
	int ret;

	vgt_ggtt_space_fini(vgpu);
	was = vgpu->ggtt;
	memset(&vgpu->ggtt, 0, sizeof(vgpu->ggtt));
	vgpu->own = *to;
	ret = vgt_size_reserve_anew(vgpu, last);
	if (ret) {
		vgpu->own = from;
		if (vgt_size_back(vgpu, held ? &was : NULL, last) == -EAGAIN)
			ret = -EAGAIN;
		return ret;
	}
	vgpu->ggtt.changes = was.changes + 1;
	if (held) {
		new = vgpu->ggtt;
		vgpu->ggtt = was;
		vgt_ggtt_fini(vgpu);
		vgpu->ggtt = new;
	}
	return 0;
}

static int vgt_size_reserve_fences(struct vgt_vgpu *vgpu, const struct vgt_type *to, bool last)
{
	struct vgt_type from = vgpu->own;
	int ret;

	vgt_fences_fini(vgpu);
	vgpu->own = *to;
	ret = vgt_fences_init(vgpu);
	if (!ret)
		return 0;
	vgpu->own = from;
	if (vgt_fences_init(vgpu))
		vgt_err(vgpu, "has lost its fences to the host: it gets some when it is opened\n");
	return ret;
}

/* Make @to the vGPU's type; @reserve gets what it needs. Fails without an effect. */
static int vgt_size_set(struct vgt_vgpu *vgpu, const struct vgt_type *to, bool last,
			int (*reserve)(struct vgt_vgpu *vgpu, const struct vgt_type *to,
				       bool last))
{
	struct vgt_device *dev = vgpu->dev;
	struct vgt_type from;
	int ret;

	lockdep_assert_held(&dev->lock);
	vgt_size_own(vgpu);
	from = vgpu->own;
	ret = vgt_device_retake(dev, vgpu->id, &from, to);
	if (ret)
		return ret;
	ret = reserve(vgpu, to, last);
	if (ret) {
		/* Nobody else has booked anything meanwhile: this does not fail. */
		vgt_device_retake(dev, vgpu->id, to, &from);
	}
	return ret;
}

static int vgt_size_try_slice(struct vgt_vgpu *vgpu, enum vgt_ggtt_part part, u64 bytes,
			      bool last)
{
	struct vgt_size size;
	struct vgt_type to;
	u64 *slice = part == VGT_GGTT_LOW ? &size.low : &size.high;
	int ret;

	ret = vgt_size_begin(vgpu);
	if (ret)
		return ret;
	vgt_size_get(vgpu, &size);
	if (*slice != bytes || !vgt_size_held(vgpu)) {
		*slice = bytes;
		to = *vgpu->type;
		to.low_mb = size.low >> 20;
		to.high_mb = size.high >> 20;
		ret = vgt_size_set(vgpu, &to, last, vgt_size_reserve);
	}
	vgt_size_end(vgpu);
	return ret;
}

static int vgt_size_set_slice(struct vgt_vgpu *vgpu, enum vgt_ggtt_part part, u64 bytes)
{
	u32 tries = 1;
	int ret;

	while ((ret = vgt_size_try_slice(vgpu, part, bytes, tries == VGT_ROOM_TRIES)) == -EAGAIN &&
	       tries++ < VGT_ROOM_TRIES)
		vgt_ggtt_room_wait();
	return ret;
}

/**
 * vgt_vgpu_set_low() - give a vGPU another slice of the aperture
 * @vgpu: the vGPU; takes the device's lock and its own
 * @bytes: the size
 *
 * Return: 0; -EBUSY if a guest has it open; -ERANGE if a vGPU cannot have so much, or so little;
 * -EINVAL if it is not a multiple of VGT_SIZE_STEP; as vgt_device_take(); -ENOMEM. After an error
 * the vGPU is as it was: see above.
 */
int vgt_vgpu_set_low(struct vgt_vgpu *vgpu, u64 bytes)
{
	int ret = vgt_size_bytes_ok(vgpu, "low_gm_size", bytes, VGT_LOW_MIN,
				    vgt_bar2_size(vgpu->dev));

	return ret ? ret : vgt_size_set_slice(vgpu, VGT_GGTT_LOW, bytes);
}

/**
 * vgt_vgpu_set_high() - give a vGPU another slice of the GGTT outside of the aperture
 * @vgpu: the vGPU; takes the device's lock and its own
 * @bytes: the size
 *
 * Return: as vgt_vgpu_set_low().
 */
int vgt_vgpu_set_high(struct vgt_vgpu *vgpu, u64 bytes)
{
	const struct vgt_device *dev = vgpu->dev;
	int ret = vgt_size_bytes_ok(vgpu, "high_gm_size", bytes, VGT_HIGH_MIN,
				    dev->gpu->desc.ggtt_size - vgt_bar2_size(dev));

	return ret ? ret : vgt_size_set_slice(vgpu, VGT_GGTT_HIGH, bytes);
}

/**
 * vgt_vgpu_set_fences() - give a vGPU another number of fence registers
 * @vgpu: the vGPU; takes the device's lock and its own
 * @fences: how many
 *
 * With virtual GGTT addresses each vGPU has as many as the hardware, and no other number.
 *
 * Return: as vgt_vgpu_set_low().
 */
int vgt_vgpu_set_fences(struct vgt_vgpu *vgpu, u32 fences)
{
	u32 most = min(vgpu->dev->gpu->desc.num_fences, VGT_FENCES_MAX);
	u32 least = vgt_ggtt_virtual(vgpu->dev) ? most : VGT_FENCES_MIN;
	struct vgt_type to;
	int ret;

	ret = vgt_size_number_ok(vgpu, "fence", fences, least, most);
	if (!ret)
		ret = vgt_size_begin(vgpu);
	if (ret)
		return ret;
	if (fences != vgpu->fences.count) {
		to = *vgpu->type;
		to.fences = fences;
		ret = vgt_size_set(vgpu, &to, true, vgt_size_reserve_fences);
	}
	vgt_size_end(vgpu);
	return ret;
}

/**
 * vgt_vgpu_set_resolution() - give a vGPU's monitors another size
 * @vgpu: the vGPU; takes the device's lock and its own
 * @width: pixels
 * @height: lines
 *
 * Monitors whose EDID the administrator has set keep it.
 *
 * Return: 0; -EBUSY if a guest has it open; -ERANGE if no monitor has that size.
 */
int vgt_vgpu_set_resolution(struct vgt_vgpu *vgpu, u32 width, u32 height)
{
	int ret;

	ret = vgt_size_number_ok(vgpu, "the width of resolution", width, VGT_MONITOR_WIDTH_MIN,
				 VGT_MONITOR_WIDTH_MAX);
	if (!ret)
		ret = vgt_size_number_ok(vgpu, "the height of resolution", height,
					 VGT_MONITOR_HEIGHT_MIN, VGT_MONITOR_HEIGHT_MAX);
	if (!ret)
		ret = vgt_size_begin(vgpu);
	if (ret)
		return ret;
	vgt_size_own(vgpu);
	vgt_monitor_resize(vgpu, width, height);
	vgt_size_end(vgpu);
	return 0;
}

/**
 * vgt_size_whole() - check whether a vGPU has all that its guest needs
 * @vgpu: the vGPU; its lock is held
 *
 * Return: false only if some was lost, see above.
 */
bool vgt_size_whole(const struct vgt_vgpu *vgpu)
{
	return vgt_size_held(vgpu) && vgpu->fences.count;
}

static int vgt_size_try_regain(struct vgt_vgpu *vgpu, bool last)
{
	struct vgt_device *dev = vgpu->dev;
	int ret;

	mutex_lock(&dev->lock);
	mutex_lock(&vgpu->life);
	mutex_lock(&vgpu->lock);
	ret = vgt_fences_init(vgpu);
	if (!ret && !vgt_size_held(vgpu))
		ret = vgt_size_reserve_anew(vgpu, last);
	vgt_size_end(vgpu);
	return ret;
}

/**
 * vgt_size_regain() - get again what was lost, before a guest needs it
 * @vgpu: the vGPU, about to start; takes the device's lock and its own
 *
 * Others are moved for it, as when a vGPU is created.
 *
 * Return: 0; -ENOSPC if there is still no room, -ENOMEM.
 */
int vgt_size_regain(struct vgt_vgpu *vgpu)
{
	u32 tries = 1;
	bool whole;
	int ret;

	/* Nobody waits for the creation of another one without a need. */
	mutex_lock(&vgpu->lock);
	whole = vgt_size_whole(vgpu);
	mutex_unlock(&vgpu->lock);
	if (whole)
		return 0;
	while ((ret = vgt_size_try_regain(vgpu, tries == VGT_ROOM_TRIES)) == -EAGAIN &&
	       tries++ < VGT_ROOM_TRIES)
		vgt_ggtt_room_wait();
	return ret;
}
