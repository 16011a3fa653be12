// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which vGPU gets room in the pool of fences next, and which range gives it.
 *
 * Guests cause page faults as they like, so the order of faults alone would let one guest keep all
 * of the pool. vGPUs that find no room wait in a queue, and no other one takes room before the
 * first of it has got some. A vGPU is in the queue once, however many ranges or processors it has.
 *
 * A range that had no fault for a second gives first, the oldest one before others. Else the vGPU
 * that has the most gives, and that may be the one that asks. A guest that faults all the time so
 * takes from itself, and from others at most once a second.
 */
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/vgpu_types.h"
#include "fence_queue.h"
#include "ggtt_entry.h"

/* A range keeps what it has got for this many milliseconds, so that its access can happen. */
#define VGT_FENCE_STAYS_MS	20
/* A range that had no fault for this many milliseconds may be unused. */
#define VGT_FENCE_FRESH_MS	1000
/* A vGPU that did not ask again for this many milliseconds does not wait any more. */
#define VGT_FENCE_ASKS_MS	100
/* A vGPU waits for this many milliseconds at most. */
#define VGT_FENCE_WAITS_MS	5000

/**
 * vgt_fence_now_ms() - get the time, in milliseconds
 */
u64 vgt_fence_now_ms(void)
{
	return ktime_to_ms(ktime_get());
}

/**
 * vgt_fence_turn() - check whether a vGPU may take room now
 * @vgpu: the vGPU; the pool's lock is held
 *
 * Return: false if others have waited for longer.
 */
bool vgt_fence_turn(struct vgt_vgpu *vgpu)
{
	struct vgt_fence_pool *pool = &vgpu->dev->fences;
	struct vgt_fences *first;

	lockdep_assert_held(&pool->lock);
	while (!list_empty(&pool->queue)) {
		first = list_first_entry(&pool->queue, struct vgt_fences, wait);
		if (first == &vgpu->fences)
			return true;
		if (vgt_fence_now_ms() - first->asked < VGT_FENCE_ASKS_MS)
			return false;
		list_del_init(&first->wait);
	}
	return true;
}

/**
 * vgt_fence_wait() - let a vGPU wait for room, if it does not yet
 * @vgpu: the vGPU, which asks again soon; the pool's lock is held
 *
 * Return: -EAGAIN, or -ETIMEDOUT if it has waited for too long. It does not wait any more then.
 */
int vgt_fence_wait(struct vgt_vgpu *vgpu)
{
	struct vgt_fences *fences = &vgpu->fences;
	u64 now = vgt_fence_now_ms();

	lockdep_assert_held(&vgpu->dev->fences.lock);
	if (list_empty(&fences->wait)) {
		list_add_tail(&fences->wait, &vgpu->dev->fences.queue);
		fences->since = now;
	}
	fences->asked = now;
	if (now - fences->since < VGT_FENCE_WAITS_MS)
		return -EAGAIN;
	vgt_fence_leave(vgpu);
	return -ETIMEDOUT;
}

/**
 * vgt_fence_leave() - a vGPU does not wait any more
 * @vgpu: the vGPU; the pool's lock is held
 */
void vgt_fence_leave(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->dev->fences.lock);
	list_del_init(&vgpu->fences.wait);
}

/* Does a range have what is short: @fence, or aperture? */
static bool vgt_fence_has(const struct vgt_fence_range *range, bool fence)
{
	return !fence || range->real.fenced;
}

/* What a vGPU has of what is short, and of what @asks needs if that is its own. */
static u64 vgt_fence_share(const struct vgt_vgpu *vgpu, const struct vgt_fence_range *asks,
			   bool fence)
{
	bool own = vgpu == asks->vgpu;

	if (fence)
		return vgpu->fences.real + own;
	return vgpu->fences.bytes + (own ? (u64)asks->reach * VGT_GGTT_PAGE : 0);
}

/* The vGPU that has the most, of those that have something. */
static struct vgt_vgpu *vgt_fence_richest(const struct vgt_fence_range *asks, bool fence)
{
	struct vgt_fence_pool *pool = &asks->vgpu->dev->fences;
	struct vgt_vgpu *richest = NULL;
	struct vgt_fence_range *range;

	list_for_each_entry(range, &pool->recent, recent)
		if (vgt_fence_has(range, fence) &&
		    (!richest || vgt_fence_share(range->vgpu, asks, fence) >
				 vgt_fence_share(richest, asks, fence)))
			richest = range->vgpu;
	return richest;
}

/* The oldest range that has what is short, of a vGPU or of all, or NULL. */
static struct vgt_fence_range *vgt_fence_oldest(struct vgt_fence_pool *pool,
						const struct vgt_vgpu *vgpu, bool fence)
{
	struct vgt_fence_range *range;

	list_for_each_entry_reverse(range, &pool->recent, recent)
		if (vgt_fence_has(range, fence) && (!vgpu || range->vgpu == vgpu))
			return range;
	return NULL;
}

/**
 * vgt_fence_giver() - choose the range that gives back what it has
 * @asks: the range that asks for room; the pool's lock is held
 * @fence: fences are short, not aperture
 *
 * Return: the range; ERR_PTR(-EAGAIN): it has got that just now; ERR_PTR(-ENOSPC): there is none.
 */
struct vgt_fence_range *vgt_fence_giver(const struct vgt_fence_range *asks, bool fence)
{
	struct vgt_fence_pool *pool = &asks->vgpu->dev->fences;
	u64 now = vgt_fence_now_ms();
	struct vgt_fence_range *range;

	lockdep_assert_held(&pool->lock);
	range = vgt_fence_oldest(pool, NULL, fence);
	if (!range)
		return ERR_PTR(-ENOSPC);
	if (now - range->accessed < VGT_FENCE_FRESH_MS)
		range = vgt_fence_oldest(pool, vgt_fence_richest(asks, fence), fence);
	return now - range->taken < VGT_FENCE_STAYS_MS ? ERR_PTR(-EAGAIN) : range;
}
