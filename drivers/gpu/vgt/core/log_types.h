/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_LOG_TYPES_H
#define VGT_CORE_LOG_TYPES_H

#include <linux/ratelimit.h>

/* More than there are places that write messages about a vGPU. */
#define VGT_LOG_PLACES	64

/**
 * struct vgt_log_place - a vGPU's messages from one place in the code
 * @fmt: their format, which stands for the place
 * @limit: their rate limit
 */
struct vgt_log_place {
	const char *fmt;
	struct ratelimit_state limit;
};

/**
 * struct vgt_log - rate limits of a vGPU's messages
 * @name: what the line begins with that tells how many were suppressed
 * @place: a place is made with its first message, and kept
 * @late: shared by places for which there is no room, or no memory
 *
 * Any context; no lock is needed.
 */
struct vgt_log {
	char name[48];
	struct vgt_log_place *place[VGT_LOG_PLACES];
	struct vgt_log_place late;
};

#endif
