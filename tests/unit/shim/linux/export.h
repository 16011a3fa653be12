/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_EXPORT_H
#define VGT_SHIM_EXPORT_H
#define EXPORT_SYMBOL(x)
#define EXPORT_SYMBOL_GPL(x)
#endif
