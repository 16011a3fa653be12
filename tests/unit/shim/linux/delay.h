/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_DELAY_H
#define VGT_SHIM_DELAY_H
#include <linux/vgt_shim.h>
#define udelay(us)	shim_advance_ns((us) * 1000ull)
#endif
