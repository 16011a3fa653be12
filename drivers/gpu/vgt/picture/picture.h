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

/**
 * struct vgt_picture_pages - the pages behind a picture at some time
 * @sum: a number that identifies them
 * @changes: see vgt_vgpu_scanout()
 */
struct vgt_picture_pages {
	u64 sum;
	u64 changes;
};

int vgt_picture_look(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
		     struct vgt_picture_pages *look);
bool vgt_picture_same(const struct vgt_scanout *a, const struct vgt_scanout *b);
struct vgt_dmabuf *vgt_picture_take(struct vgt_vgpu *vgpu, const struct vgt_scanout *s,
				    struct vgt_dmabuf_quota *quota,
				    struct vgt_picture_pages *look);

#endif
