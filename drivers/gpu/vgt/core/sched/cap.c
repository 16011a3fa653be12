// SPDX-License-Identifier: GPL-2.0-only
/*
 * Caps: an entity has to wait after it used time, so that over any period it gets no more
 * than a percentage of that period, apart from one request.
 */
#include <linux/compiler.h>
#include <linux/math64.h>

#include "cap.h"
#include "cap_types.h"

static bool vgt_cap_is_one(const struct vgt_cap *cap)
{
	return cap->percent != VGT_CAP_NONE && cap->percent < VGT_CAP_MAX;
}

/**
 * vgt_cap_set() - set a cap, from now on
 * @cap: the cap
 * @percent: VGT_CAP_NONE to VGT_CAP_MAX
 */
void vgt_cap_set(struct vgt_cap *cap, u32 percent)
{
	WRITE_ONCE(cap->percent, percent);
	cap->not_before = 0;
}

/**
 * vgt_cap_charge() - charge time that was used
 * @cap: the cap
 * @since: when the time began
 * @ns: how much time was used
 * @credit_ns: how much unused time it gets back: timers are late, and it may have to wait for
 *	requests of others
 */
void vgt_cap_charge(struct vgt_cap *cap, ktime_t since, u64 ns, u64 credit_ns)
{
	ktime_t from = ktime_sub(since, ns_to_ktime(credit_ns));

	if (!vgt_cap_is_one(cap))
		return;
	if (ktime_before(from, cap->not_before))
		from = cap->not_before;
	cap->not_before = ktime_add_ns(from, div_u64(ns * 100, cap->percent));
}

/**
 * vgt_cap_holds() - check whether the cap is used up for now
 * @cap: the cap
 */
bool vgt_cap_holds(const struct vgt_cap *cap)
{
	return vgt_cap_is_one(cap) && ktime_before(ktime_get(), cap->not_before);
}
