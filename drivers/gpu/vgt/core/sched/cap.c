// SPDX-License-Identifier: GPL-2.0-only
/*
 * Caps: time that was had has to be waited for, so that over any stretch it is no
 * more than a percentage of it, but for one request.
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
 * vgt_cap_set() - another cap, from now on
 * @cap: the cap
 * @percent: VGT_CAP_NONE to VGT_CAP_MAX
 */
void vgt_cap_set(struct vgt_cap *cap, u32 percent)
{
	WRITE_ONCE(cap->percent, percent);
	cap->not_before = 0;
}

/**
 * vgt_cap_charge() - time was had
 * @cap: the cap
 * @since: from when on
 * @ns: how much
 * @credit_ns: how much of the time in which it could have had some, and had not, is
 *	made up for: timers are late, and others' requests take as long as they take
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
 * vgt_cap_holds() - has it had all it may for now?
 * @cap: the cap
 */
bool vgt_cap_holds(const struct vgt_cap *cap)
{
	return vgt_cap_is_one(cap) && ktime_before(ktime_get(), cap->not_before);
}
