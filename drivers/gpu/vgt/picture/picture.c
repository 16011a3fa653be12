// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages behind a picture that a guest shows: told from others, and taken into a
 * dma-buf.
 */
#include <linux/err.h>
#include <linux/mm.h>

#include "../core/entry.h"
#include "dmabuf.h"
#include "picture.h"

/**
 * struct vgt_picture_walk - on the way through the pages of a picture
 * @buf: that they are added to, or NULL
 * @sum: made of them
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

		/* FNV-1a, a frame number at a time. */
		walk->sum = (walk->sum ^ page_to_pfn(page)) * 0x100000001b3ull;
		if (walk->buf)
			vgt_dmabuf_add(walk->buf, page);
	}
}

/* All pages of a picture: into a dma-buf, where there is one, and a sum. */
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
 * vgt_picture_look() - tell the pages behind a picture from others
 * @vgpu: whose
 * @s: the picture
 * @look: filled
 *
 * Return: 0, or -EFAULT where not all of it is memory.
 */
int vgt_picture_look(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
		     struct vgt_picture_pages *look)
{
	return vgt_picture_walk(vgpu, s, NULL, look);
}

/**
 * vgt_picture_same() - is it the same picture?
 * @a: one
 * @b: another
 *
 * Wherever it is shown: a cursor that moves stays the same.
 */
bool vgt_picture_same(const struct vgt_scanout *a, const struct vgt_scanout *b)
{
	return a->addr == b->addr && a->size == b->size && a->stride == b->stride &&
	       a->offset_x == b->offset_x && a->offset_y == b->offset_y &&
	       a->width == b->width && a->height == b->height &&
	       a->fourcc == b->fourcc && a->modifier == b->modifier;
}

/**
 * vgt_picture_take() - begin a dma-buf of the pages behind a picture
 * @vgpu: whose
 * @s: the picture
 * @quota: that it counts in
 * @look: filled as by vgt_picture_look(), of these pages
 *
 * Return: it; or an error pointer: -EFAULT where not all of it is memory, -EFBIG where
 * it is larger than any, else as vgt_dmabuf_alloc().
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
