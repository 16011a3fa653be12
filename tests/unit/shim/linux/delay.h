/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_DELAY_H
#define VGT_SHIM_DELAY_H

#include <linux/bug.h>
#include <linux/vgt_shim.h>

#define udelay(us)	shim_advance_ns((us) * 1000ull)

/* Sleeping with a lock held would let another wait for as long. */
#define usleep_range(us, max) do {					\
	BUG_ON(shim_locks > shim_life_locks);				\
	if (shim_wait_hook)						\
		shim_wait_hook();					\
	shim_advance_ns((us) * 1000ull);				\
} while (0)

#endif
