// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages behind a picture that a guest shows: compare them, and put them into a dma-buf.
 */
#include <linux/err.h>
#include <linux/mm.h>

#include "../core/entry.h"
#include "dmabuf.h"
#include "picture.h"

/**
 * struct vgt_picture_walk - state of a walk through the pages of a picture
 * @buf: the dma-buf to which they are added, or NULL
 * @sum: hash of the pages so far
 */
struct vgt_picture_walk {
	struct vgt_dmabuf *buf;
	u64 sum;
};

static void vgt_picture_page(void *arg, void *const *va, u32 count)
{
	struct vgt_picture_walk *walk = arg;
	u32 i;

	for (i = 0; i < count; i++) {
		struct page *page = virt_to_page(va[i]);

		/* FNV-1a, one page frame number per step. */
		walk->sum = (walk->sum ^ page_to_pfn(page)) * 0x100000001b3ull;
		if (walk->buf)
			vgt_dmabuf_add(walk->buf, page);
	}
}

/* Add all pages of a picture to a dma-buf, if there is one, and calculate their sum. */
static int vgt_picture_walk(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
			    struct vgt_dmabuf *buf, struct vgt_picture_pages *look)
{
	struct vgt_picture_walk walk = { .buf = buf };
	int ret;

	ret = vgt_vgpu_pages(vgpu, s->addr, s->size / PAGE_SIZE, vgt_picture_page, &walk,
			     &look->changes);
	look->sum = walk.sum;
	return ret;
}

/**
 * vgt_picture_look() - identify the pages behind a picture
 * @vgpu: the vGPU
 * @s: the picture
 * @look: filled
 *
 * Return: 0, or -EFAULT if part of it is not in memory.
 */
int vgt_picture_look(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
		     struct vgt_picture_pages *look)
{
	return vgt_picture_walk(vgpu, s, NULL, look);
}

/**
 * vgt_picture_same() - whether two pictures are the same
 * @a: one picture
 * @b: the other one
 *
 * Their place on the pipe does not matter: a cursor that moves stays the same.
 *
 * Return: true if they are the same.
 */
bool vgt_picture_same(const struct vgt_scanout *a, const struct vgt_scanout *b)
{
	return a->addr == b->addr && a->size == b->size && a->stride == b->stride &&
	       a->offset_x == b->offset_x && a->offset_y == b->offset_y &&
	       a->width == b->width && a->height == b->height &&
	       a->fourcc == b->fourcc && a->modifier == b->modifier &&
	       a->aux_offset == b->aux_offset && a->aux_stride == b->aux_stride;
}

/**
 * vgt_picture_take() - begin a dma-buf of the pages behind a picture
 * @vgpu: the vGPU
 * @s: the picture
 * @quota: the quota that it counts in
 * @look: filled as by vgt_picture_look(), for these pages
 *
 * Return: the dma-buf; or an error pointer: -EFAULT if part of the picture is not in memory, -EFBIG
 * if it is larger than the limit, else as vgt_dmabuf_alloc().
 */
struct vgt_dmabuf *vgt_picture_take(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
				    struct vgt_dmabuf_quota *quota,
				    struct vgt_picture_pages *look)
{
	struct vgt_dmabuf *buf;
	int ret;

	if (s->size > VGT_SCANOUT_MAX)
		return ERR_PTR(-EFBIG);
	buf = vgt_dmabuf_alloc(quota, s->size / PAGE_SIZE);
	if (IS_ERR(buf))
		return buf;
	ret = vgt_picture_walk(vgpu, s, buf, look);
	if (!ret)
		return buf;
	vgt_dmabuf_free(buf);
	return ERR_PTR(ret);
}
