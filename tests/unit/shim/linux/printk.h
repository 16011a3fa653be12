/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_PRINTK_H
#define VGT_SHIM_PRINTK_H

#include <linux/vgt_shim.h>

#define printk(...)			shim_printk(__VA_ARGS__)
#define pr_err(...)			shim_printk(__VA_ARGS__)
#define pr_warn(...)			shim_printk(__VA_ARGS__)
#define pr_info(...)			shim_printk(__VA_ARGS__)
#define pr_debug(...)			shim_printk(__VA_ARGS__)
#define pr_err_ratelimited(...)		shim_printk(__VA_ARGS__)

#endif
