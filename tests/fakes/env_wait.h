/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In user space the one thread has to do what it waits for; in the kernel others
 * do, and tests see to it beforehand.
 */
#ifndef VGT_ENV_WAIT_H
#define VGT_ENV_WAIT_H

#ifdef __KERNEL__
#define vgt_env_wait_hook(fn)	((void)(fn))
#else
#include <linux/vgt_shim.h>
#define vgt_env_wait_hook(fn)	(shim_wait_hook = (fn))
#endif

#endif
