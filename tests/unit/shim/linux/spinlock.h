/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_SPINLOCK_H
#define VGT_SHIM_SPINLOCK_H

#include <linux/bug.h>

typedef struct {
	bool held;
} spinlock_t;

#define __SPIN_LOCK_UNLOCKED(x)	((spinlock_t){ false })
#define DEFINE_SPINLOCK(x)	spinlock_t x = __SPIN_LOCK_UNLOCKED(x)
#define spin_lock_init(l)	((l)->held = false)

static inline void shim_lock(bool *held)
{
	BUG_ON(*held);
	*held = true;
	shim_locks++;
}

static inline void shim_unlock(bool *held)
{
	BUG_ON(!*held);
	*held = false;
	shim_locks--;
}

#define spin_lock(l)			shim_lock(&(l)->held)
#define spin_unlock(l)			shim_unlock(&(l)->held)
#define spin_lock_bh(l)			spin_lock(l)
#define spin_unlock_bh(l)		spin_unlock(l)
#define spin_lock_irq(l)		spin_lock(l)
#define spin_unlock_irq(l)		spin_unlock(l)
#define spin_lock_irqsave(l, f)		do { (f) = 0; spin_lock(l); } while (0)
#define spin_unlock_irqrestore(l, f)	do { (void)(f); spin_unlock(l); } while (0)

#define local_irq_save(f)		((f) = 0)
#define local_irq_restore(f)		((void)(f))

struct lock_class_key { };
#define lockdep_is_held(l)		((l)->held)
#define lockdep_assert_held(l)		WARN_ON_ONCE(!(l)->held)

#endif
