// SPDX-License-Identifier: GPL-2.0-only
/*
 * i915-wc.so, to be preloaded to those of IGT's tests that draw whole pictures which nobody
 * compares: what they would map through the aperture they get write-combined instead. On
 * the model each word through the aperture is a message, and a picture takes a minute.
 */
#include <dlfcn.h>
#include <i915_drm.h>
#include <stdarg.h>
#include <sys/ioctl.h>

typedef int (*ioctl_t)(int fd, unsigned long request, ...);

static int map_wc(ioctl_t next, int fd, struct drm_i915_gem_mmap_gtt *gtt)
{
	struct drm_i915_gem_mmap_offset arg = {
		.handle = gtt->handle, .flags = I915_MMAP_OFFSET_WC,
	};
	int ret = next(fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &arg);

	gtt->offset = arg.offset;
	return ret;
}

int ioctl(int fd, unsigned long request, ...)
{
	ioctl_t next = (ioctl_t)dlsym(RTLD_NEXT, "ioctl");
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	return request == DRM_IOCTL_I915_GEM_MMAP_GTT ? map_wc(next, fd, arg) :
							next(fd, request, arg);
}
