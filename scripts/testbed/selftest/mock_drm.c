// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of DRM that i915's self-tests need and Debian's kernel does not export: an open file of
 * the device, as a program has it. The self-tests run when the device has its node.
 */
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>

#include <drm/drm_file.h>

struct file *mock_drm_getfile(struct drm_minor *minor, unsigned int flags);

struct file *mock_drm_getfile(struct drm_minor *minor, unsigned int flags)
{
	char name[32];

	snprintf(name, sizeof(name), "/dev/dri/card%d", minor->index);
	return filp_open(name, O_RDWR | flags, 0);
}
EXPORT_SYMBOL_GPL(mock_drm_getfile);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A file of a DRM device for i915's self-tests");
