/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_BAN_TYPES_H
#define VGT_CORE_BAN_TYPES_H

#include <linux/ktime.h>
#include <linux/types.h>

#include "core/recent_types.h"

/*
 * So many hangs of the hardware within so many seconds hold a vGPU back. i915 in a guest bans a
 * context after one hang less, so hangs that the guest's driver ends this way are not enough.
 */
#define VGT_BAN_HANGS		4
#define VGT_BAN_HANGS_MAX	VGT_RECENT_MAX
#define VGT_BAN_WITHIN_S	60
/* A shorter wait of the host does not count: a hang takes longer. */
#define VGT_BAN_WAIT_MS		10
/* Hangs of several engines within so many seconds count as one: others wait for all at once. */
#define VGT_BAN_ONE_S		2
/* A vGPU is held back for so many seconds. */
#define VGT_BAN_S		60
/*
 * A reset of the device ends the hold and clears former hangs, but only so often within so many
 * seconds: the guest that resets the device may be the one that makes it hang.
 */
#define VGT_BAN_PARDONS		16
#define VGT_BAN_PARDON_S	600

/**
 * struct vgt_ban - hangs of a vGPU's work, and whether the vGPU is held back for them
 * @hangs: when its work hung the hardware, since it was last held back or pardoned
 * @began: when the last hang was counted
 * @engines: a bit for each engine that was part of that hang
 * @until: when the hold ends or ended; 0 if there was none, or a reset ended it
 * @pardons: number of resets since @pardoned that ended a hold or cleared hangs
 * @pardoned: when the first of them did
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
