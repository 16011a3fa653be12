/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_BAN_TYPES_H
#define VGT_CORE_BAN_TYPES_H

#include <linux/ktime.h>
#include <linux/types.h>

#include "core/recent_types.h"

/*
 * So many hangs of the hardware within so many seconds... One more than those for which
 * i915 in a guest bans a context: what a driver cures by itself is no reason.
 */
#define VGT_BAN_HANGS		4
#define VGT_BAN_HANGS_MAX	VGT_RECENT_MAX
#define VGT_BAN_WITHIN_S	60
/* Where the host waited for less than this it did not: a hang takes longer. */
#define VGT_BAN_WAIT_MS		10
/* Several engines that hang within so many are one: others wait for all at once. */
#define VGT_BAN_ONE_S		2
/* ... hold a vGPU back for so many. */
#define VGT_BAN_S		60
/*
 * A reset of the device ends that, and has hangs forgotten, but not more often than so
 * within so many seconds: who resets it may be who lets it hang.
 */
#define VGT_BAN_PARDONS		16
#define VGT_BAN_PARDON_S	600

/**
 * struct vgt_ban - a vGPU whose work hangs the hardware while others wait is held back
 * @hangs: when its work hung the hardware, since it was last held back or pardoned
 * @began: when the last of them began
 * @engines: which engines had part in it, a bit each
 * @until: the end of being held back; 0 where it never was
 * @pardons: how often a reset had that, or hangs, forgotten since @pardoned
 * @pardoned: when one first did
 *
 * Written under the vGPU's lock.
 */
struct vgt_ban {
	struct vgt_recent hangs;
	ktime_t began;
	u32 engines;
	ktime_t until;
	u32 pardons;
	ktime_t pardoned;
};

#endif
