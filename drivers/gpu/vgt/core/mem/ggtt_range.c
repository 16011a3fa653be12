// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ranges of GGTT space that go: released, or moved to another place.
 *
 * The host's driver leaves the entries of space that nobody has as they are. Whoever gets the space
 * sets all of them, but until then the GPU can still follow them. So none of them may lead to a
 * page that is freed, or to a guest's memory.
 */
#include <linux/minmax.h>
#include <linux/sched.h>

#include "core/gpu_port.h"
#include "ggtt_entry.h"
#include "ggtt_range.h"

/* Entries that are cleared at a stretch: there may be a million. */
#define VGT_CLEAR_PIECE		8192u

/**
 * vgt_ggtt_range_clear() - let all entries of a range lead to a page of the host's
 * @gpu: the GPU
 * @range: the range
 *
 * Afterwards no TLB has what they led to before. May sleep.
 */
void vgt_ggtt_range_clear(struct vgt_gpu *gpu, const struct vgt_gpu_range *range)
{
	u32 first = range->start / VGT_GGTT_PAGE, count = range->size / VGT_GGTT_PAGE, n;

	for (; count; first += n, count -= n) {
		n = min(count, VGT_CLEAR_PIECE);
		gpu->ops->ggtt_clear(gpu, first, n);
		cond_resched();
	}
	gpu->ops->ggtt_flush(gpu);
}

/**
 * vgt_ggtt_range_release() - give a range back
 * @gpu: the GPU
 * @range: the range, of which nobody uses anything; it has no bytes afterwards
 */
void vgt_ggtt_range_release(struct vgt_gpu *gpu, struct vgt_gpu_range *range)
{
	vgt_ggtt_range_clear(gpu, range);
	gpu->ops->ggtt_release(gpu, range);
}
