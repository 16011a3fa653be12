/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences of i915 and DRM between the kernels that vgt is built for.
 */
#ifndef VGT_HOST_COMPAT_H
#define VGT_HOST_COMPAT_H

#include <linux/err.h>
#include <linux/version.h>

#include <drm/drm_atomic.h>
#include <drm/drm_device.h>
#include <drm/drm_fb_helper.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_mode_config.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define VGT_IMPORT_NS(ns)	MODULE_IMPORT_NS(ns)
#else
#define VGT_IMPORT_NS(ns)	MODULE_IMPORT_NS(#ns)
#endif

/*
 * Until 6.12, KVM keeps pages of a mapping without struct pages mapped for a hypervisor in a guest,
 * and is not told when they go (kvm_vcpu_map() in virt/kvm/kvm_main.c).
 */
#define VGT_KVM_NESTED_KEEPS_PAGES	(LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0))

/* Renamed in 7.2. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
#define drm_atomic_state	drm_atomic_commit
#define drm_atomic_state_alloc	drm_atomic_commit_alloc
#define drm_atomic_state_put	drm_atomic_commit_put
#endif

/* Renamed in 6.2. NULL until a monitor is plugged in. */
static inline struct fb_info *vgt_fbdev_info(struct drm_fb_helper *helper)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
	return helper->fbdev;
#else
	return helper->info;
#endif
}

/* Since 6.17 the caller looks up the format. */
static inline struct drm_framebuffer *vgt_fb_create(struct drm_device *drm, struct drm_file *file,
						    const struct drm_mode_fb_cmd2 *cmd)
{
	const struct drm_mode_config_funcs *funcs = drm->mode_config.funcs;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
	return funcs->fb_create(drm, file, cmd);
#else
	const struct drm_format_info *info;

	info = drm_get_format_info(drm, cmd->pixel_format, cmd->modifier[0]);
	return info ? funcs->fb_create(drm, file, info, cmd) : ERR_PTR(-EINVAL);
#endif
}

#endif
