/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_JIFFIES_H
#define VGT_SHIM_JIFFIES_H

#define msecs_to_jiffies(ms)	((unsigned long)(ms))

#endif
