/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_SCHED_MM_H
#define VGT_SHIM_SCHED_MM_H
#define might_alloc(gfp)	do { } while (0)
#endif
