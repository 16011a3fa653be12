/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_VERSION_H
#define VGT_SHIM_VERSION_H
/* Like the oldest kernel that the core is built for. */
#define KERNEL_VERSION(a, b, c)	(((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE	KERNEL_VERSION(6, 1, 0)
#endif
