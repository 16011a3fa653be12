/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between kernel versions in the primitives that the core uses.
 */
#ifndef VGT_CORE_COMPAT_H
#define VGT_CORE_COMPAT_H

#include <linux/hrtimer.h>
#include <linux/version.h>

/* Since 6.10 __assign_str() takes the source from __string(). */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define vgt_assign_str(dst, src)	__assign_str(dst)
#else
#define vgt_assign_str(dst, src)	__assign_str(dst, src)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void vgt_hrtimer_setup(struct hrtimer *timer,
				     enum hrtimer_restart (*fn)(struct hrtimer *),
				     clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = fn;
}
#else
#define vgt_hrtimer_setup	hrtimer_setup
#endif

#endif
