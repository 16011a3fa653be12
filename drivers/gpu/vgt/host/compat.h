/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the i915 drivers of the kernels that vgt is built for.
 */
#ifndef VGT_HOST_COMPAT_H
#define VGT_HOST_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define VGT_IMPORT_NS(ns)	MODULE_IMPORT_NS(ns)
#else
#define VGT_IMPORT_NS(ns)	MODULE_IMPORT_NS(#ns)
#endif

#endif
