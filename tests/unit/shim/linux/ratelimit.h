/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_RATELIMIT_H
#define VGT_SHIM_RATELIMIT_H

#include <linux/types.h>

/* In milliseconds. */
#define DEFAULT_RATELIMIT_INTERVAL	5000
#define DEFAULT_RATELIMIT_BURST		10

#define RATELIMIT_MSG_ON_RELEASE	1

struct ratelimit_state {
	int interval;
	int burst;
	int printed;
	int missed;
	bool begun;
	long long begin;
	unsigned long flags;
};

#define RATELIMIT_STATE_INIT(name, interval_init, burst_init)		\
	{ .interval = (interval_init), .burst = (burst_init) }

static inline void ratelimit_state_init(struct ratelimit_state *rs, int interval, int burst)
{
	*rs = (struct ratelimit_state)RATELIMIT_STATE_INIT(*rs, interval, burst);
}

static inline void ratelimit_default_init(struct ratelimit_state *rs)
{
	ratelimit_state_init(rs, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);
}

static inline void ratelimit_set_flags(struct ratelimit_state *rs, unsigned long flags)
{
	rs->flags = flags;
}

int ___ratelimit(struct ratelimit_state *rs, const char *func);

#endif
