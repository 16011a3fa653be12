/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_MUTEX_H
#define VGT_SHIM_MUTEX_H

#include <linux/spinlock.h>

#include <string.h>

/*
 * Those called "life" are made to be waited under: whoever holds them may sleep until
 * something happens, for what happens does not need them. How long those of vGPUs are
 * held is looked at.
 */
struct mutex {
	bool held;
	bool life;
	bool vgpu;
	long long since;
};

#define DEFINE_MUTEX(m)		struct mutex m
#define mutex_init(m)		((m)->held = false, (m)->life = !!strstr(#m, "life"), \
				 (m)->vgpu = !!strstr(#m, "vgpu->lock"))
#define mutex_destroy(m)	BUG_ON((m)->held)
#define mutex_lock(m)		(shim_lock(&(m)->held), shim_life_locks += (m)->life, \
				 (m)->since = shim_now)
#define mutex_lock_interruptible(m) (mutex_lock(m), 0)
#define mutex_lock_killable(m)	(mutex_lock(m), 0)
#define mutex_trylock(m)	((m)->held ? false : (mutex_lock(m), true))
#define mutex_unlock(m)		(shim_life_locks -= (m)->life, shim_held(m), \
				 shim_unlock(&(m)->held))
#define mutex_is_locked(m)	((m)->held)

static inline void shim_held(const struct mutex *m)
{
	if (m->vgpu && shim_now - m->since > shim_longest_ns)
		shim_longest_ns = shim_now - m->since;
}

#endif
