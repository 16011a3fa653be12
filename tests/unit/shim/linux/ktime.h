/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_KTIME_H
#define VGT_SHIM_KTIME_H

#include <linux/types.h>

typedef s64 ktime_t;

#define NSEC_PER_USEC	1000L
#define NSEC_PER_MSEC	1000000L
#define USEC_PER_SEC	1000000L
#define NSEC_PER_SEC	1000000000L
#define KTIME_MAX	((s64)~((u64)1 << 63))

ktime_t ktime_get(void);
#define ktime_get_ns()		((u64)ktime_get())
#define ktime_to_ns(t)		(t)
#define ktime_to_ms(t)		((t) / (s64)NSEC_PER_MSEC)
#define ns_to_ktime(n)		((ktime_t)(n))
#define ktime_sub(a, b)		((a) - (b))
#define ktime_add_ns(t, n)	((t) + (s64)(n))
#define ktime_sub_ns(t, n)	((t) - (s64)(n))
#define ktime_add_ms(t, n)	((t) + (s64)(n) * NSEC_PER_MSEC)
#define ktime_ms_delta(a, b)	(((a) - (b)) / NSEC_PER_MSEC)
#define ktime_before(a, b)	((a) < (b))
#define ktime_after(a, b)	((a) > (b))

#endif
