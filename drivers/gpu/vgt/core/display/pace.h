/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Limit the rate at which pictures of a guest are prepared for the host's display.
 */
#ifndef VGT_PACE_H
#define VGT_PACE_H

#include <linux/ktime.h>
#include <linux/types.h>

/* 2 GiB per second, as a bit number. Pictures of 3840x2160 at 60 Hz stay below that. */
#define VGT_PACE_BYTES_BIT	31

/**
 * vgt_pace_next() - calculate when the next picture may be prepared
 * @begin: when the work for this picture began
 * @end: when it was ready
 * @bytes: number of bytes processed for it
 *
 * Limits the work to half of the processor's time and to 2 GiB (VGT_PACE_BYTES_BIT) per second,
 * for any size of picture and any speed of the processor.
 *
 * Return: the earliest time for the next picture.
 */
static inline ktime_t vgt_pace_next(ktime_t begin, ktime_t end, u64 bytes)
{
	/* 10^9 is divisible by 2^9. */
	u64 ns = bytes * (NSEC_PER_SEC >> 9) >> (VGT_PACE_BYTES_BIT - 9);
	ktime_t by_bytes = ktime_add_ns(begin, ns);
	ktime_t by_time = ktime_add_ns(end, ktime_to_ns(ktime_sub(end, begin)));

	return ktime_after(by_bytes, by_time) ? by_bytes : by_time;
}

#endif
