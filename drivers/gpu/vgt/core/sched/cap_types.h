/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CAP_TYPES_H
#define VGT_CORE_CAP_TYPES_H

#include <linux/ktime.h>
#include <linux/types.h>

/* The range of a cap. Its minimum and its maximum both mean that there is no cap. */
#define VGT_CAP_NONE	0
#define VGT_CAP_MAX	100

/**
 * struct vgt_cap - limit of an entity's time on an engine
 * @percent: VGT_CAP_NONE to VGT_CAP_MAX
 * @not_before: when the entity may run again
 *
 * Protected by the lock of the engine's scheduler.
 */
struct vgt_cap {
	u32 percent;
	ktime_t not_before;
};

#endif
