/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages of a guest as a dma-buf.
 */
#ifndef VGT_PICTURE_DMABUF_H
#define VGT_PICTURE_DMABUF_H

#include <linux/types.h>

struct dma_buf;
struct page;
struct vgt_dmabuf;
struct vgt_dmabuf_quota;

struct vgt_dmabuf_quota *vgt_dmabuf_quota_create(void);
void vgt_dmabuf_quota_put(struct vgt_dmabuf_quota *quota);
u32 vgt_dmabuf_quota_used(const struct vgt_dmabuf_quota *quota);

struct vgt_dmabuf *vgt_dmabuf_alloc(struct vgt_dmabuf_quota *quota, u32 max);
void vgt_dmabuf_add(struct vgt_dmabuf *buf, struct page *page);
struct vgt_dmabuf *vgt_dmabuf_black(struct vgt_dmabuf_quota *quota, u32 count);
void vgt_dmabuf_free(struct vgt_dmabuf *buf);
struct dma_buf *vgt_dmabuf_export(struct vgt_dmabuf *buf);
void vgt_dmabuf_flush(struct dma_buf *dmabuf);
int vgt_dmabuf_fd(struct vgt_dmabuf *buf);

#endif
