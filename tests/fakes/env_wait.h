/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What only user space has. The one thread there has to do what it waits for; in
 * the kernel others do, and tests see to it beforehand. Messages are kept there, in
 * the kernel they go to the log. There, too, that one thread can hold a lock for another.
 */
#ifndef VGT_ENV_WAIT_H
#define VGT_ENV_WAIT_H

#ifdef __KERNEL__
#define vgt_env_wait_hook(fn)		((void)(fn))
#define env_messages_start()		do { } while (0)
#define env_messages_were(n, what)	((void)(what), true)
#else
#include <string.h>
#include <linux/vgt_shim.h>
#define vgt_env_wait_hook(fn)		(shim_wait_hook = (fn))
#define env_another_holds(lock)		(mutex_lock(lock), (void)shim_life_locks++)
#define env_another_let_go(lock)	(shim_life_locks--, mutex_unlock(lock))
#define env_messages_start()		(shim_messages = 0)
#define env_messages_were(n, what)					\
	(shim_messages == (n) && strstr(shim_last_message, what))
#endif

#endif
