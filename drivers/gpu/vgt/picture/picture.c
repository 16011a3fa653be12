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

/* Pages at a time: as many pointers as the stack holds easily. */
#define VGT_PICTURE_CHUNK	32

/* Pages of a picture, pinned as long as the lock is held. Adds them to a sum. */
static int vgt_picture_chunk(struct vgt_vgpu *vgpu, u64 addr, struct page **pages,
			     u32 count, u64 *sum)
{
	void *va[VGT_PICTURE_CHUNK];
	u32 i;
	int ret;

	ret = vgt_ggtt_pages(vgpu, addr, va, count);
	if (ret)
		return ret;
	for (i = 0; i < count; i++) {
		pages[i] = virt_to_page(va[i]);
		/* FNV-1a, a frame number at a time. */
		*sum = (*sum ^ page_to_pfn(pages[i])) * 0x100000001b3ull;
	}
	return 0;
}

/* All pages of a picture: into a dma-buf, where there is one, and a sum. */
static int vgt_picture_walk(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
			    struct vgt_dmabuf *buf, u64 *sum)
{
	struct page *pages[VGT_PICTURE_CHUNK];
	u32 left = s->size / PAGE_SIZE, n, i;
	u64 addr = s->addr;
	int ret;

	*sum = 0;
	for (; left; left -= n, addr += (u64)n * PAGE_SIZE) {
		n = min_t(u32, left, VGT_PICTURE_CHUNK);
		ret = vgt_picture_chunk(vgpu, addr, pages, n, sum);
		if (ret)
			return ret;
		for (i = 0; buf && i < n; i++)
			vgt_dmabuf_add(buf, pages[i]);
	}
	return 0;
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
	return vgt_picture_walk(vgpu, s, NULL, sum);
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
 * vgt_picture_pages() - begin a dma-buf of the pages behind a picture
 * @vgpu: whose; its lock is held
 * @s: the picture
 * @quota: that it counts in
 * @sum: filled as by vgt_picture_sum()
 *
 * Return: it; or an error pointer: -EFAULT where not all of it is memory, -EFBIG where
 * it is larger than any, else as vgt_dmabuf_alloc().
 */
struct vgt_dmabuf *vgt_picture_pages(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
				     struct vgt_dmabuf_quota *quota, u64 *sum)
{
	struct vgt_dmabuf *buf;
	int ret;

	if (s->size > VGT_PICTURE_MAX)
		return ERR_PTR(-EFBIG);
	buf = vgt_dmabuf_alloc(quota, s->size / PAGE_SIZE);
	if (IS_ERR(buf))
		return buf;
	ret = vgt_picture_walk(vgpu, s, buf, sum);
	if (!ret)
		return buf;
	vgt_dmabuf_free(buf);
	return ERR_PTR(ret);
}
