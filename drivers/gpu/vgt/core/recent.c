// SPDX-License-Identifier: GPL-2.0-only
/*
 * A sliding window over events of a kind: whether there were so many of them within so many
 * seconds.
 */
#include <linux/minmax.h>

#include "recent.h"
#include "recent_types.h"

/**
 * vgt_recent_add() - count an event
 * @recent: events of its kind
 * @now: the time
 */
void vgt_recent_add(struct vgt_recent *recent, ktime_t now)
{
	recent->at[recent->next] = now;
	recent->next = (recent->next + 1) % VGT_RECENT_MAX;
	recent->count = min(recent->count + 1, (u32)VGT_RECENT_MAX);
}

/**
 * vgt_recent_were() - check whether there were many events lately
 * @recent: the events
 * @most: so many are many: from 1 to VGT_RECENT_MAX
 * @within_s: if they are not older than so many seconds
 * @now: the time
 */
bool vgt_recent_were(const struct vgt_recent *recent, u32 most, u32 within_s, ktime_t now)
{
	ktime_t first;

	if (recent->count < most)
		return false;
	first = recent->at[(recent->next + VGT_RECENT_MAX - most) % VGT_RECENT_MAX];
	return !ktime_after(now, ktime_add_ns(first, within_s * NSEC_PER_SEC));
}

/**
 * vgt_recent_forget() - forget all events
 * @recent: the events
 */
void vgt_recent_forget(struct vgt_recent *recent)
{
	recent->count = 0;
}
