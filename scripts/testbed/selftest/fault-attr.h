/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debian's kernel has no CONFIG_FAULT_INJECTION, and with it some structures would be larger.
 * i915's selftests only need this part: fail each interval-th call, a given number of times.
 */
#ifndef VGT_FAULT_ATTR_H
#define VGT_FAULT_ATTR_H

#ifndef __ASSEMBLY__
#include <linux/atomic.h>
#include <linux/types.h>

struct fault_attr {
	unsigned long probability;
	unsigned long interval;
	unsigned long count;
	atomic_t times;
};

static inline bool should_fail(struct fault_attr *attr, long size)
{
	if (!attr->probability || !atomic_read(&attr->times))
		return false;
	if (attr->interval > 1 && ++attr->count % attr->interval)
		return false;
	atomic_add_unless(&attr->times, -1, -1);
	return true;
}
#endif
#endif
