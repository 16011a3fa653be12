/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Failing allocations. In user space any can be made to fail; in the kernel the
 * fakes' own calls are all that fail here.
 */
#ifndef VGT_ENV_FAULT_H
#define VGT_ENV_FAULT_H

#ifdef __KERNEL__
#define env_fail_alloc(n)	((void)(n))
#define env_alloc_failed()	false
#define ENV_CAN_FAIL_ALLOC	false
/* A life takes seconds there: not every point. */
#define ENV_FAULT_STEP(n)	((n) < 2 ? 1 : 6 * (n))
#define ENV_LIVES		20
#define ENV_SIZES		300
#else
#include <linux/vgt_shim.h>
#define env_fail_alloc(n)	(shim_fail_after = (n))
/* The allocation that was to fail has done so. */
#define env_alloc_failed()	(shim_fail_after < 0)
#define ENV_CAN_FAIL_ALLOC	true
#define ENV_FAULT_STEP(n)	1
#define ENV_LIVES		300
#define ENV_SIZES		10000
#endif

#endif
