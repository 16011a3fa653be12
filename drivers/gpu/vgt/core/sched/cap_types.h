/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CAP_TYPES_H
#define VGT_CORE_CAP_TYPES_H

#include <linux/ktime.h>
#include <linux/types.h>

/* A cap: its range. The least and the greatest both mean that there is none. */
#define VGT_CAP_NONE	0
#define VGT_CAP_MAX	100

/**
 * struct vgt_cap - the most that one may have of an engine's time
 * @percent: VGT_CAP_NONE to VGT_CAP_MAX
 * @not_before: when it may have more of it
 *
 * Under the lock of the engine's scheduler.
 */
struct vgt_cap {
	u32 percent;
	ktime_t not_before;
};

#endif
