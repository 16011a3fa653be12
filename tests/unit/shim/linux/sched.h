/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_SCHED_H
#define VGT_SHIM_SCHED_H
#define cond_resched()	do { } while (0)
#endif
