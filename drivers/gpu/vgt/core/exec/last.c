// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an engine of a vGPU ran last, for reports of faults: where it was and how long, and nothing
 * of what it held.
 */
#include <linux/minmax.h>
#include <linux/spinlock.h>

#include "last.h"
#include "lrc.h"
#include "vengine_types.h"

/**
 * vgt_last_init() - nothing ran yet
 * @ve: the engine
 */
void vgt_last_init(struct vgt_vengine *ve)
{
	spin_lock_init(&ve->last.lock);
	ve->last.count = 0;
}

static void vgt_last_add(struct vgt_vengine *ve, struct vgt_last_work work)
{
	struct vgt_last *last = &ve->last;

	work.lrca = ve->work.elem.lrca;
	work.id = ve->work.elem.id;
	spin_lock(&last->lock);
	work.number = ++last->count;
	last->work[(work.number - 1) % VGT_LAST_MAX] = work;
	spin_unlock(&last->lock);
}

/**
 * vgt_last_note() - the engine's work is to run
 * @ve: the engine; the vGPU's lock is held
 * @ring: the ring that it is part of
 * @words: its length
 */
void vgt_last_note(struct vgt_vengine *ve, const struct vgt_ring_state *ring, u32 words)
{
	vgt_last_add(ve, (struct vgt_last_work){
		.start = ring->start & VGT_RING_ADDR,
		.head = ring->head & VGT_RING_OFFSET,
		.tail = ring->tail & VGT_RING_OFFSET,
		.words = words,
	});
}

/**
 * vgt_last_stopped() - the engine has stopped at its work
 * @ve: the engine; the vGPU's lock is held
 * @error: why, a negative errno
 */
void vgt_last_stopped(struct vgt_vengine *ve, int error)
{
	vgt_last_add(ve, (struct vgt_last_work){ .error = error });
}

/**
 * vgt_last_get() - what ran last
 * @ve: the engine
 * @works: receives it, the oldest first
 *
 * Return: how many there are.
 */
u32 vgt_last_get(struct vgt_vengine *ve, struct vgt_last_work works[VGT_LAST_MAX])
{
	struct vgt_last *last = &ve->last;
	u32 i, n;

	spin_lock(&last->lock);
	n = min_t(u32, last->count, VGT_LAST_MAX);
	for (i = 0; i < n; i++)
		works[i] = last->work[(last->count - n + i) % VGT_LAST_MAX];
	spin_unlock(&last->lock);
	return n;
}
