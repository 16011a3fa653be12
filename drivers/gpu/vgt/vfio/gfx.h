/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The display of a vGPU for user space: VFIO's planes.
 */
#ifndef VGT_VFIO_GFX_H
#define VGT_VFIO_GFX_H

#include <linux/mutex.h>
#include <linux/types.h>

#include "../core/display/scanout.h"

struct vgt_dmabuf_quota;
struct vgt_vfio;

#define VGT_GFX_PICTURES	16

/**
 * struct vgt_gfx_picture - a picture that user space was told of
 * @id: what it was told, not 0; 0 where there is none
 * @used: when it was told last, by a count
 * @scanout: what it is
 * @black: what a pipe that is off shows; it has no pages of the guest's
 * @taken: it has, or had, a dma-buf
 * @sum: then, made of the pages in there; until then the id stands for no pages
 * @changes: of the GGTT, when the pages behind it were looked at last
 */
struct vgt_gfx_picture {
	u32 id;
	u32 used;
	struct vgt_scanout scanout;
	bool black;
	bool taken;
	u64 sum;
	u64 changes;
};

/**
 * struct vgt_gfx - what user space knows of a vGPU's pictures
 * @lock: protects all others but @quota
 * @pictures: those that it was told of last
 * @last_id: given out last
 * @clock: counts what it is told
 * @width: of the primary plane that was told of last, pixels; 0 since a reset
 * @height: its rows
 * @compressed: that one is compressed, which the log says
 * @quota: count of dma-bufs
 */
struct vgt_gfx {
	/* Protects what follows: see above. */
	struct mutex lock;
	struct vgt_gfx_picture pictures[VGT_GFX_PICTURES];
	u32 last_id;
	u32 clock;
	u32 width;
	u32 height;
	bool compressed;
	struct vgt_dmabuf_quota *quota;
};

int vgt_gfx_init(struct vgt_gfx *gfx);
void vgt_gfx_reset(struct vgt_gfx *gfx);
void vgt_gfx_forget_size(struct vgt_gfx *gfx);
void vgt_gfx_fini(struct vgt_gfx *gfx);

long vgt_vfio_query_plane(struct vgt_vfio *v, unsigned long arg);
long vgt_vfio_get_dmabuf(struct vgt_vfio *v, unsigned long arg);

#endif
