/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One monotonic clock for everything: timestamps, frames, time-outs.
 */
#ifndef GPU_MODEL_CLOCK_H
#define GPU_MODEL_CLOCK_H

#include <pthread.h>
#include <time.h>

#include "types.h"

#define NSEC_PER_SEC	1000000000ull
#define NSEC_PER_USEC	1000ull
#define NSEC_PER_MSEC	1000000ull

/** clock_ns() - nanoseconds of the monotonic clock */
static inline u64 clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * NSEC_PER_SEC + (u64)ts.tv_nsec;
}

/** cond_init_monotonic() - a condition variable whose time-outs use clock_ns() */
static inline void cond_init_monotonic(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
}

/**
 * cond_wait_until() - wait for a condition variable or a point in time
 * @cond: made by cond_init_monotonic()
 * @lock: held by the caller
 * @deadline_ns: time of clock_ns() at which to give up
 *
 * Return: true if the deadline has passed.
 */
static inline bool cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock,
				   u64 deadline_ns)
{
	struct timespec ts = {
		.tv_sec = (time_t)(deadline_ns / NSEC_PER_SEC),
		.tv_nsec = (long)(deadline_ns % NSEC_PER_SEC),
	};

	return pthread_cond_timedwait(cond, lock, &ts) != 0;
}

#endif /* GPU_MODEL_CLOCK_H */
