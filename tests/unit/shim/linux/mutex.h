/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_MUTEX_H
#define VGT_SHIM_MUTEX_H

#include <linux/spinlock.h>

struct mutex {
	bool held;
};

#define DEFINE_MUTEX(m)		struct mutex m
#define mutex_init(m)		((m)->held = false)
#define mutex_destroy(m)	BUG_ON((m)->held)
#define mutex_lock(m)		shim_lock(&(m)->held)
#define mutex_unlock(m)		shim_unlock(&(m)->held)
#define mutex_is_locked(m)	((m)->held)

#endif
