/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_SCHED_H
#define VGT_SHIM_SCHED_H
#include <linux/vgt_shim.h>

#define cond_resched()	do { if (shim_resched_hook) shim_resched_hook(); } while (0)
#endif
