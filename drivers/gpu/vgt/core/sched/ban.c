// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hold back a vGPU whose work hangs the hardware again and again while others wait. Each such
 * hang costs the others the time that the host's driver needs to detect it and to reset the
 * engine. Refused work, and a hang for which nobody waits, cost them nothing and do not count.
 * The guest's own driver handles a program that hangs.
 */
#include <linux/bits.h>
#include <linux/ktime.h>

#include "core/recent.h"
#include "ban.h"
#include "ban_types.h"

/*
 * Check whether this is another engine of a hang that was counted. If the same engine hangs
 * a second time, that is another hang.
 */
static bool vgt_ban_same(const struct vgt_ban *ban, u32 engine, ktime_t now)
{
	return ban->engines && !(ban->engines & BIT(engine)) &&
	       !ktime_after(now, ktime_add_ns(ban->began, VGT_BAN_ONE_S * NSEC_PER_SEC));
}

/**
 * vgt_ban_hang() - count a hang of the hardware for which others waited
 * @ban: the vGPU's
 * @most: the number of hangs that hold the vGPU back, up to VGT_BAN_HANGS_MAX; 0: never
 * @engine: which engine
 *
 * Return: true if the vGPU is held back from now on, for VGT_BAN_S seconds.
 */
bool vgt_ban_hang(struct vgt_ban *ban, u32 most, u32 engine)
{
	ktime_t now = ktime_get();

	if (vgt_ban_same(ban, engine, now)) {
		ban->engines |= BIT(engine);
		return false;
	}
	ban->began = now;
	ban->engines = BIT(engine);
	vgt_recent_add(&ban->hangs, now);
	if (!most || !vgt_recent_were(&ban->hangs, most, VGT_BAN_WITHIN_S, now))
		return false;
	vgt_recent_forget(&ban->hangs);
	WRITE_ONCE(ban->until, ktime_add_ns(now, VGT_BAN_S * NSEC_PER_SEC));
	return true;
}

/**
 * vgt_ban_holds() - check whether a vGPU is held back
 * @ban: the vGPU's
 *
 * Any context; takes no lock.
 */
bool vgt_ban_holds(const struct vgt_ban *ban)
{
	ktime_t until = READ_ONCE(ban->until);

	return until && ktime_before(ktime_get(), until);
}

/**
 * vgt_ban_reset() - forget hangs when the device is reset, as at a reboot of the guest
 * @ban: the vGPU's
 * @blamed: a hang of its work may still turn out to have cost others time
 *
 * Hangs are forgotten, but not too often, because the guest or its hypervisor can reset the
 * device as often as they like.
 *
 * Return: true if the hang of @blamed is to be forgotten, too.
 */
bool vgt_ban_reset(struct vgt_ban *ban, bool blamed)
{
	ktime_t now = ktime_get();

	if (!ban->hangs.count && !blamed && !vgt_ban_holds(ban))
		return false;
	if (!ban->pardons ||
	    ktime_after(now, ktime_add_ns(ban->pardoned, VGT_BAN_PARDON_S * NSEC_PER_SEC))) {
		ban->pardons = 0;
		ban->pardoned = now;
	}
	if (ban->pardons == VGT_BAN_PARDONS)
		return false;
	ban->pardons++;
	vgt_recent_forget(&ban->hangs);
	WRITE_ONCE(ban->until, 0);
	return true;
}
