// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copy a guest's picture to a region that user space maps, for programs without OpenGL or
 * without a GPU, which cannot show dma-bufs. Each query copies the picture, undoes tiling, and
 * draws the cursor.
 *
 * Source of the interface: include/uapi/linux/vfio.h.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <uapi/drm/drm_fourcc.h>

#include "../core/entry.h"
#include "region.h"

#define VGT_SCREEN_PAGES	((u32)(VGT_SCREEN_SIZE / PAGE_SIZE))

/**
 * struct vgt_screen - the region's memory
 * @va: its mapping in the kernel
 * @pages: its pages
 *
 * Only the processor uses it: the GPU does not reach it.
 */
struct vgt_screen {
	void *va;
	struct page *pages[];
};

static void vgt_screen_free(struct vgt_screen *screen)
{
	u32 i;

	if (screen->va)
		vunmap(screen->va);
	for (i = 0; i < VGT_SCREEN_PAGES && screen->pages[i]; i++)
		__free_page(screen->pages[i]);
	kvfree(screen);
}

static struct vgt_screen *vgt_screen_alloc(void)
{
	struct vgt_screen *screen;
	u32 i;

	screen = kvzalloc(struct_size(screen, pages, VGT_SCREEN_PAGES), GFP_KERNEL_ACCOUNT);
	if (!screen)
		return NULL;
	for (i = 0; i < VGT_SCREEN_PAGES; i++) {
		screen->pages[i] = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
		if (!screen->pages[i])
			goto err_free;
	}
	screen->va = vmap(screen->pages, VGT_SCREEN_PAGES, VM_MAP, PAGE_KERNEL);
	if (screen->va)
		return screen;

err_free:
	vgt_screen_free(screen);
	return NULL;
}

/**
 * vgt_screen_init() - allocate memory for the region
 * @v: the device, open
 *
 * The memory exists from the first use until the device is closed. This takes no lock, because
 * it is also called with mmap_lock held, which is taken inside of the vGPU's lock elsewhere.
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_screen_init(struct vgt_vfio *v)
{
	struct vgt_screen *screen;

	/* Pairs with cmpxchg() below: what it points to is complete. */
	if (smp_load_acquire(&v->screen))
		return 0;
	screen = vgt_screen_alloc();
	if (!screen)
		return -ENOMEM;
	if (cmpxchg(&v->screen, NULL, screen))
		vgt_screen_free(screen);
	return 0;
}

/**
 * vgt_screen_release() - free the region's memory
 * @v: the device, which nobody has open or mapped
 */
void vgt_screen_release(struct vgt_vfio *v)
{
	if (v->screen)
		vgt_screen_free(v->screen);
	v->screen = NULL;
}

static void vgt_screen_fill(const struct vgt_scanout *s, struct vfio_device_gfx_plane_info *info)
{
	u32 stride = s->width * s->cpp;

	info->drm_format = s->fourcc;
	info->drm_format_mod = DRM_FORMAT_MOD_LINEAR;
	info->width = s->width;
	info->height = s->height;
	info->stride = stride;
	info->size = PAGE_ALIGN(stride * s->height);
	info->x_hot = ~0u;
	info->y_hot = ~0u;
	info->region_index = VGT_REGION_SCREEN;
}

/**
 * vgt_screen_black() - make the region black
 * @v: the device, with memory for the region
 * @s: the size, 4 bytes of a pixel
 * @info: filled
 *
 * Return: 0; -EFBIG if the region is too small.
 */
int vgt_screen_black(struct vgt_vfio *v, const struct vgt_scanout *s,
		     struct vfio_device_gfx_plane_info *info)
{
	u64 size = (u64)s->width * s->cpp * s->height;

	lockdep_assert_held(&v->gfx.lock);
	if (size > VGT_SCREEN_SIZE)
		return -EFBIG;
	memset(v->screen->va, 0, size);
	vgt_screen_fill(s, info);
	return 0;
}

/**
 * vgt_screen_copy() - copy the primary plane's picture to the region, with cursor and gamma
 * @v: the device, with memory for the region
 * @s: filled as by vgt_vgpu_screen()
 * @info: filled
 *
 * Return: as vgt_vgpu_screen().
 */
int vgt_screen_copy(struct vgt_vfio *v, struct vgt_scanout *s,
		    struct vfio_device_gfx_plane_info *info)
{
	int ret;

	lockdep_assert_held(&v->gfx.lock);
	ret = vgt_vgpu_screen(v->vgpu, s, v->screen->va, VGT_SCREEN_SIZE);
	if (!ret)
		vgt_screen_fill(s, info);
	return ret;
}

static int vgt_screen_read(struct vgt_vfio *v, u64 offset, void *buf, u32 len)
{
	int ret = vgt_screen_init(v);

	if (!ret)
		memcpy(buf, v->screen->va + offset, len);
	return ret;
}

/* -EINVAL past its end; -ENOMEM. */
static int vgt_screen_mmap(struct vgt_vfio *v, struct vm_area_struct *vma, u64 offset)
{
	u64 first = offset >> PAGE_SHIFT;
	unsigned long count = vma_pages(vma);
	int ret;

	if (first >= VGT_SCREEN_PAGES || count > VGT_SCREEN_PAGES - first)
		return -EINVAL;
	ret = vgt_screen_init(v);
	if (ret)
		return ret;
	/* There is nothing behind its end that it could grow by. */
	vgt_vma_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	return vm_insert_pages(vma, vma->vm_start, &v->screen->pages[first], &count);
}

/* As a whole, and not to be written. */
const struct vgt_region vgt_region_screen = {
	.name = "screen",
	.size = VGT_SCREEN_SIZE,
	.flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_MMAP,
	.widest = 8,
	.read = vgt_screen_read,
	.mmap = vgt_screen_mmap,
};
