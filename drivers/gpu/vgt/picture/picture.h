/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pages behind a picture that a guest shows.
 */
#ifndef VGT_PICTURE_H
#define VGT_PICTURE_H

#include <linux/types.h>

struct vgt_dmabuf;
struct vgt_dmabuf_quota;
struct vgt_scanout;
struct vgt_vgpu;

/* 8192 x 8192 with 4 bytes a pixel. */
#define VGT_PICTURE_MAX		(256u << 20)

int vgt_picture_sum(struct vgt_vgpu *vgpu, const struct vgt_scanout *s, u64 *sum);
bool vgt_picture_same(const struct vgt_scanout *a, const struct vgt_scanout *b);
struct vgt_dmabuf *vgt_picture_pages(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
				     struct vgt_dmabuf_quota *quota, u64 *sum);

#endif
