/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_WAIT_H
#define VGT_SHIM_WAIT_H

#include <linux/bug.h>

typedef struct {
	int dummy;
} wait_queue_head_t;

#define init_waitqueue_head(q)	((q)->dummy = 0)
#define wake_up_all(q)		((void)(q))
#define wake_up(q)		((void)(q))

/* Sleeping with a lock held would be a deadlock here, and bad in the kernel. */
#define wait_event(q, cond) do {					\
	int __tries = 0;						\
	while (!(cond)) {						\
		BUG_ON(shim_locks > shim_life_locks || !shim_wait_hook ||	\
		       __tries++ > 1000);				\
		shim_wait_hook();					\
	}								\
} while (0)

#endif
