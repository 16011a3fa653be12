/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time passes: on the tests' own clock in user space, on the wall's in the kernel,
 * where others take some of it, too.
 */
#ifndef VGT_ENV_TIME_H
#define VGT_ENV_TIME_H

#ifdef __KERNEL__
#include <linux/delay.h>
#define env_sleep_us(us)	usleep_range(us, us)
#define ENV_EXACT_TIME		false
/* In a list of cases: those that follow are about time alone, and end the list there. */
#define ENV_END_IN_KERNEL	{ },
#else
#include <linux/vgt_shim.h>
#define env_sleep_us(us)	shim_advance_ns((us) * 1000ull)
#define ENV_EXACT_TIME		true
#define ENV_END_IN_KERNEL
#endif

#endif
