// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages behind a picture that a guest shows: told from others, and taken into a
 * dma-buf.
 */
#include <linux/err.h>
#include <linux/mm.h>

#include "../core/display/scanout.h"
#include "../core/vgpu.h"
#include "dmabuf.h"
#include "picture.h"

/* The page of a picture at an offset, pinned as long as the lock is held. */
static struct page *vgt_picture_page(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
				     u32 offset)
{
	void *va = vgt_ggtt_va(vgpu, (u64)s->addr + offset);

	return va ? virt_to_page(va) : NULL;
}

/**
 * vgt_picture_sum() - a number that tells the pages behind a picture from others
 * @vgpu: whose; its lock is held
 * @s: the picture
 * @sum: filled
 *
 * Return: 0, or -EFAULT where not all of it is memory.
 */
int vgt_picture_sum(struct vgt_vgpu *vgpu, const struct vgt_scanout *s, u64 *sum)
{
	struct page *page;
	u32 offset;

	*sum = 0;
	for (offset = 0; offset < s->size; offset += PAGE_SIZE) {
		page = vgt_picture_page(vgpu, s, offset);
		if (!page)
			return -EFAULT;
		/* FNV-1a, a frame number at a time. */
		*sum = (*sum ^ page_to_pfn(page)) * 0x100000001b3ull;
	}
	return 0;
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

static int vgt_dmabuf_fill(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
			   struct vgt_dmabuf *buf)
{
	struct page *page;
	u32 offset;

	for (offset = 0; offset < s->size; offset += PAGE_SIZE) {
		page = vgt_picture_page(vgpu, s, offset);
		if (!page)
			return -EFAULT;
		vgt_dmabuf_add(buf, page);
	}
	return 0;
}

/**
 * vgt_picture_pages() - begin a dma-buf of the pages behind a picture
 * @vgpu: whose; its lock is held
 * @s: the picture
 * @quota: that it counts in
 *
 * Return: it; or an error pointer: -EFAULT where not all of it is memory, -EFBIG where
 * it is larger than any, else as vgt_dmabuf_alloc().
 */
struct vgt_dmabuf *vgt_picture_pages(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
				     struct vgt_dmabuf_quota *quota)
{
	struct vgt_dmabuf *buf;
	int ret;

	if (s->size > VGT_PICTURE_MAX)
		return ERR_PTR(-EFBIG);
	buf = vgt_dmabuf_alloc(quota, s->size / PAGE_SIZE);
	if (IS_ERR(buf))
		return buf;
	ret = vgt_dmabuf_fill(vgpu, s, buf);
	if (!ret)
		return buf;
	vgt_dmabuf_free(buf);
	return ERR_PTR(ret);
}
