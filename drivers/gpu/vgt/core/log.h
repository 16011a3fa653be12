/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages about a vGPU or a device. They start with its name. Messages about a vGPU are rate
 * limited, for each vGPU and place in the code, because a guest can cause them.
 */
#ifndef VGT_CORE_LOG_H
#define VGT_CORE_LOG_H

#include <linux/printk.h>
#include <linux/types.h>

struct vgt_vgpu;

void vgt_log_init(struct vgt_vgpu *vgpu);
void vgt_log_fini(struct vgt_vgpu *vgpu);
bool vgt_log_allowed(struct vgt_vgpu *vgpu, const char *fmt, bool tell);

#define vgt_log(print, tell, vgpu, fmt, ...)				\
do {									\
	struct vgt_vgpu *__vgpu = (vgpu);				\
									\
	if (vgt_log_allowed(__vgpu, fmt, tell))				\
		print("vgt: %s: vGPU %d: " fmt,				\
		      __vgpu->dev->gpu->desc.name, __vgpu->id, ##__VA_ARGS__); \
} while (0)

#define vgt_err(vgpu, fmt, ...)		vgt_log(pr_err, true, vgpu, fmt, ##__VA_ARGS__)
#define vgt_warn(vgpu, fmt, ...)	vgt_log(pr_warn, true, vgpu, fmt, ##__VA_ARGS__)
#define vgt_info(vgpu, fmt, ...)	vgt_log(pr_info, true, vgpu, fmt, ##__VA_ARGS__)
#define vgt_dbg(vgpu, fmt, ...)		vgt_log(pr_debug, false, vgpu, fmt, ##__VA_ARGS__)

#define vgt_dev_err(dev, fmt, ...)					\
	pr_err("vgt: %s: " fmt, (dev)->gpu->desc.name, ##__VA_ARGS__)

#define vgt_dev_info(dev, fmt, ...)					\
	pr_info("vgt: %s: " fmt, (dev)->gpu->desc.name, ##__VA_ARGS__)

#endif
