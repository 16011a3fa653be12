// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual fences. With virtual GGTT addresses BAR 2 is guest memory, and that is not tiled. So the
 * pages that a fence covers are shown by the hardware: a piece of its aperture with the same
 * entries, and one of its fences over it.
 *
 * There are fewer of both than vGPUs may ask for. They are a cache: the first access to a range
 * takes them, and if there are none left, another range gives its own back (fence_queue.c). Its
 * pages are taken from user space then, and the next access begins again. Nothing else accesses
 * memory through fences: commands of engines say how their surfaces are tiled.
 *
 * If a range gets nothing, its pages are shown as they lie in memory. The guest's picture is wrong
 * then, but an error would end its virtual machine.
 *
 * When entries of a range change, it gives its aperture back, too, before the old pages are
 * unpinned.
 *
 * The lock of the pool is inside of mmap_lock, because faults take it. What waits for faults in
 * progress (@refault of the guest port) is called without it.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/guest_port.h"
#include "core/log.h"
#include "core/regs/gt_regs.h"
#include "core/vgpu_types.h"
#include "account.h"
#include "bar2.h"
#include "bar2_piece.h"
#include "fence_pool.h"
#include "fence_queue.h"
#include "fence_real.h"
#include "ggtt_entry.h"

/**
 * vgt_fence_pool_init() - initialise a device's pool
 * @pool: the pool
 */
void vgt_fence_pool_init(struct vgt_fence_pool *pool)
{
	mutex_init(&pool->lock);
	INIT_LIST_HEAD(&pool->recent);
	INIT_LIST_HEAD(&pool->queue);
}

/**
 * vgt_fence_pool_fini() - end a device's pool, which is empty
 * @pool: the pool
 */
void vgt_fence_pool_fini(struct vgt_fence_pool *pool)
{
	WARN_ON_ONCE(!list_empty(&pool->recent) || !list_empty(&pool->queue));
	mutex_destroy(&pool->lock);
}

/* Take what was not left (see vgt_fence_take()) from another range. */
static int vgt_fence_evict(const struct vgt_fence_range *asks, int none_left)
{
	struct vgt_fence_range *range = vgt_fence_giver(asks, none_left == -EMFILE);

	if (IS_ERR(range))
		return PTR_ERR(range);
	vgt_fence_lose(range);
	return 0;
}

/* The most ranges that a fault takes from, so that others get the lock; the next one goes on. */
#define VGT_FENCE_EVICTS	16

/* Take what a range needs, as soon as it is the vGPU's turn. */
static int vgt_fence_get(struct vgt_device *dev, struct vgt_fence_range *range)
{
	int ret = vgt_fence_turn(range->vgpu) ? 0 : -EAGAIN;
	u32 evicts = 0;

	while (!ret) {
		ret = vgt_fence_take(dev, range);
		if (ret != -ENOSPC && ret != -EMFILE)
			break;
		ret = evicts++ < VGT_FENCE_EVICTS ? vgt_fence_evict(range, ret) : -EAGAIN;
	}
	if (ret == -EAGAIN)
		return vgt_fence_wait(range->vgpu);
	vgt_fence_leave(range->vgpu);
	return ret;
}

static int vgt_fence_fill(struct vgt_device *dev, struct vgt_fence_range *range)
{
	struct vgt_guest *guest = range->vgpu->guest;
	int ret;

	if (range->real.aperture.size)
		return 0;
	if (!guest->ops->revoke)
		return -EOPNOTSUPP;
	ret = vgt_fence_get(dev, range);
	if (ret)
		return ret;
	/* All of its pages are shown in one way. */
	if (range->plain)
		guest->ops->revoke(guest, range->first, range->count);
	range->plain = false;
	range->taken = vgt_fence_now_ms();
	list_add(&range->recent, &dev->fences.recent);
	vgt_fence_load(dev, range);
	return 0;
}

/* The range that shows a page, or NULL: of several the fence with the lowest number. */
static struct vgt_fence_range *vgt_fence_find(struct vgt_vgpu *vgpu, u32 page)
{
	struct vgt_fences *fences = &vgpu->fences;
	u32 i;

	lockdep_assert_held(&vgpu->dev->fences.lock);
	for (i = 0; i < fences->count; i++)
		if (page - fences->range[i].first < fences->range[i].count)
			return &fences->range[i];
	return NULL;
}

/* Let @fn access a page of a range. Returns 1 if the range got nothing, -EAGAIN, or as @fn. */
static int vgt_fence_show(struct vgt_fence_range *range, u32 page, vgt_fence_fn *fn, void *arg)
{
	struct vgt_device *dev = range->vgpu->dev;
	int ret = vgt_fence_fill(dev, range);

	if (!ret) {
		range->accessed = vgt_fence_now_ms();
		list_move(&range->recent, &dev->fences.recent);
		return fn(arg, range->real.aperture.start / VGT_GGTT_PAGE + page - range->first);
	}
	if (ret == -EAGAIN)
		return ret;
	if (range->val)
		vgt_warn(range->vgpu, "page %#x of BAR 2 is shown without its fence: %d\n", page,
			 ret);
	else
		vgt_warn(range->vgpu, "page %#x of BAR 2 is not shown: %d\n", page, ret);
	range->plain = true;
	return 1;
}

/* As vgt_fence_show(), for a page that cannot be shown from memory. */
static int vgt_fence_show_piece(struct vgt_vgpu *vgpu, u32 page, vgt_fence_fn *fn, void *arg)
{
	struct vgt_fence_range *piece = vgt_bar2_piece(vgpu, page);
	int ret = piece ? vgt_fence_show(piece, page, fn, arg) : 1;

	return ret == 1 ? fn(arg, VGT_BAR2_NOWHERE) : ret;
}

/**
 * vgt_fence_access() - access a page of BAR 2 that a fence may cover
 * @vgpu: the vGPU, with virtual GGTT addresses; no lock is needed
 * @page: the page's number
 * @must: the caller cannot show the page from memory
 * @fn: called with the number of the page of the hardware's aperture that shows it. It stays so
 *	until @fn returns, and then until @revoke or @refault of the guest port. With @must also
 *	called with VGT_BAR2_NOWHERE: nothing shows it, the scratch page is to be shown until then
 * @arg: argument of @fn
 *
 * Return: what @fn returns; 1 if the page is shown as it lies in memory, not with @must: no fence
 * covers it, or the fence got nothing; -EAGAIN if others are to leave something first: ask again
 * within milliseconds, without mmap_lock if possible.
 */
int vgt_fence_access(struct vgt_vgpu *vgpu, u32 page, bool must, vgt_fence_fn *fn, void *arg)
{
	struct vgt_fence_range *range;
	int ret = 1;

	/* Few guests use fences. After a change, vgt_bar2_refault() has faults look again. */
	if (!must && !READ_ONCE(vgpu->fences.on))
		return 1;
	mutex_lock(&vgpu->dev->fences.lock);
	range = vgt_fence_find(vgpu, page);
	if (range)
		ret = vgt_fence_show(range, page, fn, arg);
	if (ret == 1 && must)
		ret = vgt_fence_show_piece(vgpu, page, fn, arg);
	mutex_unlock(&vgpu->dev->fences.lock);
	return ret;
}

/* Have the range give back what it has; the caller does so after @refault. */
static void vgt_fence_detach(struct vgt_fence_pool *pool, struct vgt_fence_range *range,
			     struct vgt_fence_real *real)
{
	lockdep_assert_held(&pool->lock);
	*real = range->real;
	if (real->aperture.size)
		list_del(&range->recent);
	memset(&range->real, 0, sizeof(range->real));
}

static void vgt_fence_give_detached(struct vgt_vgpu *vgpu, struct vgt_fence_real *real)
{
	mutex_lock(&vgpu->dev->fences.lock);
	vgt_fence_give(vgpu, real);
	mutex_unlock(&vgpu->dev->fences.lock);
}

/* A range's copy of entries; it stays charged to the vGPU until vgt_fence_entries_free(). */
static int vgt_fence_entries_alloc(struct vgt_vgpu *vgpu, struct vgt_fence_range *range)
{
	u32 bytes = range->reach * sizeof(*range->entries);
	u32 i;
	int ret;

	ret = vgt_account_take(vgpu, bytes);
	if (ret)
		return ret;
	range->entries = kvmalloc(bytes, GFP_KERNEL_ACCOUNT);
	if (!range->entries) {
		vgt_account_give(vgpu, bytes);
		return -ENOMEM;
	}
	for (i = 0; i < range->reach; i++)
		range->entries[i] = vgt_bar2_entry(vgpu, range->first + i);
	return 0;
}

static void vgt_fence_entries_free(struct vgt_vgpu *vgpu, struct vgt_fence_range *range)
{
	if (!range->entries)
		return;
	kvfree(range->entries);
	vgt_account_give(vgpu, range->reach * sizeof(*range->entries));
}

static void vgt_fence_exchange(struct vgt_vgpu *vgpu, u32 i, const struct vgt_fence_range *range)
{
	struct vgt_fences *fences = &vgpu->fences;
	struct vgt_fence_range old;
	struct vgt_fence_real real;

	lockdep_assert_held(&vgpu->lock);
	mutex_lock(&vgpu->dev->fences.lock);
	old = fences->range[i];
	vgt_fence_detach(&vgpu->dev->fences, &fences->range[i], &real);
	fences->range[i] = *range;
	if (range->count)
		WRITE_ONCE(fences->on, fences->on | BIT(i));
	else
		WRITE_ONCE(fences->on, fences->on & ~BIT(i));
	mutex_unlock(&vgpu->dev->fences.lock);
	vgt_bar2_refault(vgpu, old.first, old.count);
	vgt_bar2_refault(vgpu, range->first, range->count);
	vgt_fence_give_detached(vgpu, &real);
	vgt_fence_entries_free(vgpu, &old);
}

/**
 * vgt_fence_cover() - let a virtual fence cover a range of BAR 2
 * @vgpu: the vGPU; its lock is held
 * @i: number of the fence
 * @val: its value; 0: it covers nothing
 * @reach: pages that it needs from its first page on; they are the vGPU's own
 *
 * Return: 0; -E2BIG if the range is larger than what all vGPUs may have; -ENOMEM; -ENOSPC if the
 * vGPU is at its limit of memory. After an error the fence covers what it did before.
 */
int vgt_fence_cover(struct vgt_vgpu *vgpu, u32 i, u64 val, u32 reach)
{
	struct vgt_fence_range range = { .vgpu = vgpu, .val = val };
	int ret;

	lockdep_assert_held(&vgpu->lock);
	if (vgpu->fences.range[i].val == val)
		return 0;
	if (val) {
		range.first = (val & FENCE_PAGE) / VGT_GGTT_PAGE;
		range.count = (val >> 32 & FENCE_PAGE) / VGT_GGTT_PAGE + 1 - range.first;
		range.reach = reach;
		if ((u64)reach * VGT_GGTT_PAGE > vgpu->dev->total.low || !vgpu->dev->total.fences)
			return -E2BIG;
		ret = vgt_fence_entries_alloc(vgpu, &range);
		if (ret)
			return ret;
	}
	vgt_fence_exchange(vgpu, i, &range);
	return 0;
}

/* Returns true if the range has aperture that must be given back, in @real. */
static bool vgt_fence_update(struct vgt_fence_range *range, u32 first, u32 count, const u64 *hw,
			     struct vgt_fence_real *real)
{
	struct vgt_device *dev = range->vgpu->dev;
	bool changed = false;
	u32 i;

	mutex_lock(&dev->fences.lock);
	for (i = 0; i < count; i++) {
		if (first + i - range->first >= range->reach)
			continue;
		range->entries[first + i - range->first] = hw[i];
		changed = true;
	}
	if (changed)
		vgt_fence_detach(&dev->fences, range, real);
	mutex_unlock(&dev->fences.lock);
	return changed && real->aperture.size;
}

/**
 * vgt_fences_follow() - take changed entries over into the ranges of fences
 * @vgpu: the vGPU; its lock is held
 * @first: number of the first entry, in BAR 2
 * @count: number of entries
 * @hw: their new values
 *
 * Afterwards nothing shows what the old ones led to.
 */
void vgt_fences_follow(struct vgt_vgpu *vgpu, u32 first, u32 count, const u64 *hw)
{
	struct vgt_fences *fences = &vgpu->fences;
	struct vgt_fence_real real;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < fences->count; i++) {
		struct vgt_fence_range *range = &fences->range[i];

		if (!range->count || !vgt_fence_update(range, first, count, hw, &real))
			continue;
		vgt_bar2_refault(vgpu, range->first, range->count);
		vgt_fence_give_detached(vgpu, &real);
	}
}

/**
 * vgt_fences_unwait() - a vGPU does not wait for room any more: its guest has ended
 * @vgpu: the vGPU
 */
void vgt_fences_unwait(struct vgt_vgpu *vgpu)
{
	mutex_lock(&vgpu->dev->fences.lock);
	vgt_fence_leave(vgpu);
	mutex_unlock(&vgpu->dev->fences.lock);
}

/**
 * vgt_fences_reload() - have the hardware show ranges again, after a suspend
 * @vgpu: the vGPU; its lock is held
 */
void vgt_fences_reload(struct vgt_vgpu *vgpu)
{
	struct vgt_fences *fences = &vgpu->fences;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	mutex_lock(&vgpu->dev->fences.lock);
	for (i = 0; i < fences->count; i++)
		if (fences->range[i].real.aperture.size)
			vgt_fence_load(vgpu->dev, &fences->range[i]);
	mutex_unlock(&vgpu->dev->fences.lock);
}
