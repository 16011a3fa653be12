// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's picture copied to a region that user space maps: for those that have no
 * OpenGL to show dma-bufs with, or no GPU to do so. Each query copies, unties tiles, and
 * puts the cursor on it.
 *
 * Source of the interface: include/uapi/linux/vfio.h.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <uapi/drm/drm_fourcc.h>

#include "vfio.h"

/* There from the first use until the device is closed, to be filled in under the lock. */
static void *vgt_screen_memory(struct vgt_vfio *v)
{
	if (!v->screen)
		v->screen = vmalloc_user(VGT_SCREEN_SIZE);
	return v->screen;
}

/**
 * vgt_screen_release() - give the region's memory back
 * @v: the device, that nobody has open or mapped
 */
void vgt_screen_release(struct vgt_vfio *v)
{
	vfree(v->screen);
	v->screen = NULL;
}

/* Where there is a cursor that can be shown: it is no reason to show nothing. */
static void vgt_screen_cursor(struct vgt_vfio *v, const struct vgt_scanout *s)
{
	struct vgt_scanout cursor;

	if (!vgt_scanout_cursor(v->vgpu, s->pipe, &cursor))
		vgt_scanout_blend(v->vgpu, &cursor, s, v->screen);
}

/**
 * vgt_screen_copy() - copy the primary plane's picture to the region, cursor and all
 * @v: the device; the vGPU's lock is held
 * @s: the picture
 * @info: filled
 *
 * Return: 0; -EFBIG where the region is too small; -ENOMEM; else as vgt_scanout_copy().
 */
int vgt_screen_copy(struct vgt_vfio *v, const struct vgt_scanout *s,
		    struct vfio_device_gfx_plane_info *info)
{
	u64 stride = s->width * s->cpp;
	int ret;

	if (stride * s->height > VGT_SCREEN_SIZE)
		return -EFBIG;
	if (!vgt_screen_memory(v))
		return -ENOMEM;
	ret = vgt_scanout_copy(v->vgpu, s, v->screen);
	if (ret)
		return ret;
	vgt_screen_cursor(v, s);
	info->drm_format = s->fourcc;
	info->drm_format_mod = DRM_FORMAT_MOD_LINEAR;
	info->width = s->width;
	info->height = s->height;
	info->stride = stride;
	info->size = PAGE_ALIGN(stride * s->height);
	info->x_hot = ~0u;
	info->y_hot = ~0u;
	info->region_index = VGT_REGION_SCREEN;
	return 0;
}

/**
 * vgt_screen_read() - a process's read of the region
 * @v: the device; the vGPU's lock is held
 * @offset: in the region
 * @buf: filled
 * @len: at most to the region's end
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_screen_read(struct vgt_vfio *v, u64 offset, void *buf, u32 len)
{
	if (!vgt_screen_memory(v))
		return -ENOMEM;
	memcpy(buf, v->screen + offset, len);
	return 0;
}

/**
 * vgt_screen_mmap() - map the region
 * @v: the device
 * @vma: where to
 * @offset: in the region
 *
 * Return: 0; -EINVAL past its end; -ENOMEM.
 */
int vgt_screen_mmap(struct vgt_vfio *v, struct vm_area_struct *vma, u64 offset)
{
	void *mem;

	mutex_lock(&v->vgpu->lock);
	mem = vgt_screen_memory(v);
	mutex_unlock(&v->vgpu->lock);
	if (!mem)
		return -ENOMEM;
	return remap_vmalloc_range(vma, mem, offset >> PAGE_SHIFT);
}
