/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_KCONFIG_H
#define VGT_SHIM_KCONFIG_H
#define IS_ENABLED(x)	0
#define CONFIG_64BIT	1
#define CONFIG_BASE_SMALL	0
#define CONFIG_XARRAY_MULTI	1
#endif
