// SPDX-License-Identifier: GPL-2.0-only
/*
 * Join the free pieces of the hardware's GGTT: where no piece is large enough for a vGPU, but all
 * together are, other vGPUs are moved.
 *
 * A vGPU that no process has open can always be moved: no guest knows its addresses. With virtual
 * addresses no guest does at all: then a vGPU that is open can be moved while the GPU runs nothing
 * of it. Its entries are set again at the new place. What waits to run was judged with the old
 * addresses, and is judged again. Its guest waits for the move: some milliseconds for each 100 MB.
 *
 * In the order of their addresses they move down, each to the lowest hole that it fits into, until
 * there is room. All of that is first only thought: if it does not help, nothing moves. Where
 * nothing but such vGPUs is between the holes, they become one. What the host has in between, and
 * other vGPUs, stay where they are.
 *
 * The device's lock keeps others from creating, resizing and removing vGPUs meanwhile. The host
 * may take space at any time, and a vGPU may begin to run: then a move fails, and the vGPU keeps
 * its place.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/xarray.h>

#include "core/exec/vengine.h"
#include "core/mem/ggtt.h"
#include "core/mem/ggtt_holes.h"
#include "core/mem/ggtt_space.h"
#include "core/record/record.h"
#include "device_types.h"
#include "ggtt_pack.h"
#include "vgpu_busy.h"
#include "vgpu_types.h"

/* The time between two tries. */
#define VGT_ROOM_US		1000

/* @life is held. */
static bool vgt_pack_can_move(const struct vgt_vgpu *vgpu)
{
	return !vgpu->powered || (vgt_ggtt_virtual(vgpu->dev) && !vgt_vgpu_busy(vgpu));
}

/* Whoever opens or closes it just now holds @life. */
static void vgt_pack_add(struct vgt_pack *pack, struct vgt_vgpu *vgpu)
{
	const struct vgt_gpu_range *range = vgt_ggtt_space_range(vgpu, pack->mappable);
	struct vgt_pack_item *item = &pack->item[pack->n];

	if (!range || !mutex_trylock(&vgpu->life))
		return;
	if (range->size && vgt_pack_can_move(vgpu)) {
		item->vgpu = vgpu;
		item->first = range->start / VGT_GPU_BLOCK;
		item->count = range->size / VGT_GPU_BLOCK;
		pack->n++;
	}
	mutex_unlock(&vgpu->life);
}

/* Find out what is free, and what can be moved. */
static struct vgt_pack *vgt_pack_look(struct vgt_device *dev, bool mappable)
{
	struct vgt_pack *pack = &dev->pack;
	struct vgt_vgpu *vgpu;
	unsigned long id;

	lockdep_assert_held(&dev->lock);
	pack->n = 0;
	pack->mappable = mappable;
	bitmap_zero(pack->free, VGT_GPU_BLOCKS);
	dev->gpu->ops->ggtt_holes(dev->gpu, mappable, pack->free);
	xa_for_each(&dev->vgpus, id, vgpu)
		vgt_pack_add(pack, vgpu);
	return pack;
}

/* Insert each into those before it, which are in order already. */
static void vgt_pack_sort(struct vgt_pack *pack)
{
	u32 i, k;

	for (i = 1; i < pack->n; i++)
		for (k = i; k && pack->item[k - 1].first > pack->item[k].first; k--)
			swap(pack->item[k - 1], pack->item[k]);
}

/* What waits to run was judged with the old addresses. The lock is held. */
static void vgt_pack_judge_again(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			vgt_vengine_renew(&vgpu->engines[id]);
}

/* Both locks of the vGPU are held. */
static int vgt_pack_move_now(struct vgt_vgpu *vgpu, bool mappable, u32 first)
{
	int ret;

	/* First: what waits is taken up at any time, and runs then. */
	if (vgpu->powered)
		vgt_pack_judge_again(vgpu);
	if (!vgt_pack_can_move(vgpu))
		return -EBUSY;
	vgt_record_event(vgpu, VGT_RECORD_MOVED, 0, NULL, 0);
	ret = vgt_ggtt_space_move(vgpu, mappable, first * VGT_GPU_BLOCK);
	vgt_ggtt_restore(vgpu);
	return ret;
}

/* Does not wait for a lock: its holder may wait for memory of a guest. */
static int vgt_pack_move(struct vgt_vgpu *vgpu, bool mappable, u32 first)
{
	int ret = -EBUSY;

	if (!mutex_trylock(&vgpu->life))
		return ret;
	if (mutex_trylock(&vgpu->lock)) {
		ret = vgt_pack_move_now(vgpu, mappable, first);
		mutex_unlock(&vgpu->lock);
	}
	mutex_unlock(&vgpu->life);
	return ret;
}

/* Its own place is a hole that it fits into: there is one. */
static void vgt_pack_down(struct vgt_pack *pack, struct vgt_pack_item *item, bool really)
{
	u32 first;

	bitmap_set(pack->free, item->first, item->count);
	first = vgt_holes_find(pack->free, item->count);
	if (!really || first == item->first ||
	    !vgt_pack_move(item->vgpu, pack->mappable, first))
		item->first = first;
	bitmap_clear(pack->free, item->first, item->count);
}

/* Make a hole of @count blocks; not @really: only think so. Returns where it is, or -ENOSPC. */
static int vgt_pack_join(struct vgt_pack *pack, u32 count, bool really)
{
	int hole = vgt_holes_find(pack->free, count);
	u32 i;

	vgt_pack_sort(pack);
	for (i = 0; i < pack->n && hole < 0; i++) {
		vgt_pack_down(pack, &pack->item[i], really);
		hole = vgt_holes_find(pack->free, count);
	}
	return hole;
}

/* Not @really: only think so. */
static bool vgt_pack_has_room(struct vgt_device *dev, bool mappable, u64 bytes, bool really)
{
	u32 count = bytes / VGT_GPU_BLOCK;

	return !count || vgt_pack_join(vgt_pack_look(dev, mappable), count, really) >= 0;
}

/**
 * vgt_ggtt_make_room() - move vGPUs so that another one gets its GGTT space
 * @dev: the device; its lock is held, but none of a vGPU that could be moved
 * @type: the other one's type
 *
 * Nothing moves if there is room already, or if it would not help.
 *
 * Return: 0, also if there is no room; -EAGAIN if there could be, but a vGPU was in use just then,
 * or the host took some of it: try again.
 */
int vgt_ggtt_make_room(struct vgt_device *dev, const struct vgt_type *type)
{
	struct vgt_resources need;

	vgt_ggtt_space_need(dev, type, &need);
	if (!vgt_pack_has_room(dev, true, need.low, false) ||
	    !vgt_pack_has_room(dev, false, need.high, false))
		return 0;
	return vgt_pack_has_room(dev, true, need.low, true) &&
	       vgt_pack_has_room(dev, false, need.high, true) ? 0 : -EAGAIN;
}

/**
 * vgt_ggtt_room_wait() - wait until others may be idle, before room is made again
 */
void vgt_ggtt_room_wait(void)
{
	usleep_range(VGT_ROOM_US, 2 * VGT_ROOM_US);
}

/**
 * vgt_ggtt_room() - count the ranges that can be reserved one after the other
 * @dev: the device; its lock is held
 * @bytes: size of each, a multiple of VGT_GPU_BLOCK
 * @mappable: in the aperture, or outside of it
 * @most: stop counting there
 */
u32 vgt_ggtt_room(struct vgt_device *dev, u64 bytes, bool mappable, u32 most)
{
	struct vgt_pack *pack = vgt_pack_look(dev, mappable);
	u32 n, count = bytes / VGT_GPU_BLOCK;

	most = min_t(u32, most, ARRAY_SIZE(pack->item) - pack->n);
	for (n = 0; n < most; n++) {
		int hole = vgt_pack_join(pack, count, false);

		if (hole < 0)
			break;
		bitmap_clear(pack->free, hole, count);
		pack->item[pack->n++] = (struct vgt_pack_item) { NULL, hole, count };
	}
	return n;
}

/**
 * vgt_ggtt_largest() - get the size of the largest range that can be reserved
 * @dev: the device; its lock is held
 * @mappable: in the aperture, or outside of it
 *
 * Return: bytes.
 */
u64 vgt_ggtt_largest(struct vgt_device *dev, bool mappable)
{
	struct vgt_pack *pack = vgt_pack_look(dev, mappable);

	vgt_pack_join(pack, VGT_GPU_BLOCKS + 1, false);
	return vgt_holes_largest(pack->free) * VGT_GPU_BLOCK;
}
