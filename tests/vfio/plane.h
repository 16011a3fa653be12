/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's picture, as its driver sets it up: pipe A, the primary plane, a surface in the
 * aperture; and VFIO's view of it.
 *
 * Sources: linux/vfio.h; Intel OSRC Skylake PRM vol 2c (PLANE_*, PIPE_SRCSZ), Broadwell
 * PRM vol 2c (PRI_CTL).
 */
#ifndef VGT_VFIO_PLANE_H
#define VGT_VFIO_PLANE_H

#include "gpu.h"

#define PIPE_CONF	0x70008
#define AUX_DIST	0x701c0		/* of the primary plane */

#define ENABLE		BIT(31)
/* PLANE_CTL; plane_show() makes of it what the generation has. */
#define FORMAT		(15u << 24)
#define XRGB8888	(4u << 24)
#define TILED_X		BIT(10)
#define TILED_Y		(4u << 10)	/* from Gen9 on */
#define DECOMPRESS	BIT(15)		/* likewise */

#define PLANE_PRIMARY	1
#define PLANE_CURSOR	2

/* The picture: 640 x 480. */
#define WIDTH		640
#define HEIGHT		480
#define STRIDE		(WIDTH * 4)
#define PAGES		(STRIDE * HEIGHT / PAGE_SIZE)

/**
 * struct surface - pixels of the guest
 * @gpa: where they are in its memory
 * @addr: and in the GGTT
 */
struct surface {
	u64 gpa;
	u32 addr;
};

/* Pixels that @seed makes. */
struct surface surface_make(struct gpu *gpu, u32 pages, u32 seed);

/* Pipe A with 640x480 at 60 Hz, as after a mode was set for the monitor at port B. */
void pipe_on(struct guest *g);

/* Until the surface is live: it is latched at a vertical blank. */
void plane_flip(struct guest *g, u32 addr);
void plane_show(struct gpu *gpu, u32 ctl, u32 stride, u32 addr);

/* VFIO_DEVICE_QUERY_GFX_PLANE. 0 or a negative errno. */
int plane_query(struct gpu *gpu, u32 flags, u32 type,
		struct vfio_device_gfx_plane_info *info);
/* The same for a dma-buf, where all is expected to go well. */
struct vfio_device_gfx_plane_info plane(struct gpu *gpu, u32 type);
/* VFIO_DEVICE_GET_GFX_DMABUF: a file descriptor, or a negative errno. */
int plane_dmabuf(struct gpu *gpu, u32 id);
/* The region with VFIO's copy of a picture, for reading. */
u32 *plane_map_copy(struct gpu *gpu, u32 index, u32 size);

#endif /* VGT_VFIO_PLANE_H */
