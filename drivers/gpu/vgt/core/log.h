/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages about a vGPU or a device. They start with its name. Messages about a vGPU are rate
 * limited at each place, because a guest can cause them.
 */
#ifndef VGT_CORE_LOG_H
#define VGT_CORE_LOG_H

#include <linux/printk.h>
#include <linux/ratelimit.h>

#define vgt_err(vgpu, fmt, ...)						\
	pr_err_ratelimited("vgt: %s: vGPU %d: " fmt,			\
			   (vgpu)->dev->gpu->desc.name, (vgpu)->id, ##__VA_ARGS__)

#define vgt_warn(vgpu, fmt, ...)					\
	pr_warn_ratelimited("vgt: %s: vGPU %d: " fmt,			\
			    (vgpu)->dev->gpu->desc.name, (vgpu)->id, ##__VA_ARGS__)

#define vgt_info(vgpu, fmt, ...)					\
	pr_info_ratelimited("vgt: %s: vGPU %d: " fmt,			\
			    (vgpu)->dev->gpu->desc.name, (vgpu)->id, ##__VA_ARGS__)

#define vgt_dbg(vgpu, fmt, ...)						\
	pr_debug_ratelimited("vgt: %s: vGPU %d: " fmt,			\
			     (vgpu)->dev->gpu->desc.name, (vgpu)->id, ##__VA_ARGS__)

#define vgt_dev_err(dev, fmt, ...)					\
	pr_err("vgt: %s: " fmt, (dev)->gpu->desc.name, ##__VA_ARGS__)

#define vgt_dev_info(dev, fmt, ...)					\
	pr_info("vgt: %s: " fmt, (dev)->gpu->desc.name, ##__VA_ARGS__)

#endif
