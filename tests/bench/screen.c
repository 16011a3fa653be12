// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's pictures on their way to user space, and one that stays.
 */
#include <stdio.h>
#include <unistd.h>

#include "bench.h"
#include "plane.h"

#define SURFACES	8
#define FLIPS		60

static struct samples first, again;

/*
 * A picture as a program that shows it asks for it: by its dma-buf, where that is new.
 * vgt's flip waits for a vblank, kvmgt's does not: a question before lets neither begin
 * with the cold caches of a process that slept.
 */
static double ask(struct gpu *gpu, bool is_new)
{
	struct vfio_device_gfx_plane_info info;
	double us;
	u64 start;
	int fd = -1;

	plane_query(gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_CURSOR, &info);
	start = now_ns();
	info = plane(gpu, PLANE_PRIMARY);
	if (is_new)
		fd = plane_dmabuf(gpu, info.dmabuf_id);
	us = (now_ns() - start) / 1e3;
	CHECK(info.dmabuf_id && (!is_new || fd >= 0), "there is no picture");
	if (is_new)
		close(fd);
	return us;
}

/* The guest flips as often as it can, and each flip is asked for. */
static double flips_per_second(struct gpu *gpu, const struct surface *s)
{
	u64 start = now_ns();
	u32 i;

	for (i = 0; i < FLIPS; i++) {
		plane_flip(&gpu->g, s[i % SURFACES].addr);
		ask(gpu, false);
	}
	return FLIPS * 1e9 / (now_ns() - start);
}

void bench_screen(struct gpu *gpu)
{
	struct surface s[SURFACES];
	u32 i;

	pipe_on(&gpu->g);
	for (i = 0; i < SURFACES; i++)
		s[i] = surface_make(gpu, PAGES, i);
	for (i = 0; i < 2 * SURFACES; i++) {
		plane_show(gpu, XRGB8888, STRIDE / 64, s[i % SURFACES].addr);
		sample_add(i < SURFACES ? &first : &again, ask(gpu, i < SURFACES));
	}
	print_value("dmabuf-new", sample_median(&first), "us");
	print_value("dmabuf-again", sample_median(&again), "us");
	print_value("dmabuf-flips", flips_per_second(gpu, s), "1/s");
}

void show_picture(struct gpu *gpu)
{
	struct surface s = surface_make(gpu, PAGES, 1);

	pipe_on(&gpu->g);
	plane_show(gpu, XRGB8888, STRIDE / 64, s.addr);
	puts("# shown");
	fflush(stdout);
	while (getchar() != EOF)
		;
}
