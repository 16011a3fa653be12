/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_ALIGN_H
#define VGT_SHIM_ALIGN_H
#define ALIGN_DOWN(x, a)	((x) & ~((typeof(x))(a) - 1))
#define IS_ALIGNED(x, a)	(((x) & ((typeof(x))(a) - 1)) == 0)
#endif
