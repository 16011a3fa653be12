// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's pictures on their way to user space, and one that stays.
 */
#include <stdio.h>
#include <unistd.h>

#include "bench.h"
#include "host.h"
#include "plane.h"

#define SURFACES	16	/* as many as vgt remembers */
#define ASK_AGAIN	8
#define FLIPS		60

static struct samples first, given, again;
static struct host host;
static u32 last_id;

/*
 * vgt's flip waits for a vblank, kvmgt's does not: what is asked for before lets neither
 * begin with the cold caches of a process that slept.
 */
static void warm_up(struct gpu *gpu)
{
	struct vfio_device_gfx_plane_info info;

	plane_query(gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_CURSOR, &info);
	if (last_id)
		close(plane_dmabuf(gpu, last_id));
}

/* A new picture: its dma-buf, and then the host's GPU is given it, as to show it. */
static void ask_new(struct gpu *gpu)
{
	struct vfio_device_gfx_plane_info info;
	u64 start;
	int fd;

	warm_up(gpu);
	start = now_ns();
	info = plane(gpu, PLANE_PRIMARY);
	fd = plane_dmabuf(gpu, info.dmabuf_id);
	sample_add(&first, (now_ns() - start) / 1e3);
	CHECK(info.dmabuf_id && fd >= 0, "there is no picture");
	host_give(&host, fd);
	sample_add(&given, (now_ns() - start) / 1e3);
	host_take_back(&host);
	close(fd);
	last_id = info.dmabuf_id;
}

/* One whose dma-buf a program that shows it has kept. */
static void ask_again(struct gpu *gpu)
{
	struct vfio_device_gfx_plane_info info;
	u64 start;
	u32 i;

	for (i = 0; i < ASK_AGAIN; i++) {
		start = now_ns();
		info = plane(gpu, PLANE_PRIMARY);
		sample_add(&again, (now_ns() - start) / 1e3);
		CHECK(info.dmabuf_id, "there is no picture");
	}
}

/* The guest flips as often as it can, and each flip is asked for. */
static double flips_per_second(struct gpu *gpu, const struct surface *s)
{
	u64 start = now_ns();
	u32 i;

	for (i = 0; i < FLIPS; i++) {
		plane_flip(&gpu->g, s[i % SURFACES].addr);
		CHECK(plane(gpu, PLANE_PRIMARY).dmabuf_id, "there is no picture");
	}
	return FLIPS * 1e9 / (now_ns() - start);
}

void bench_screen(struct gpu *gpu)
{
	struct surface s[SURFACES];
	u32 i;

	host_open(&host);
	pipe_on(&gpu->g);
	for (i = 0; i < SURFACES; i++)
		s[i] = surface_make(gpu, PAGES, i);
	for (i = 0; i < 2 * SURFACES; i++) {
		plane_show(gpu, XRGB8888, STRIDE / 64, s[i % SURFACES].addr);
		if (i < SURFACES)
			ask_new(gpu);
		else
			ask_again(gpu);
	}
	print_value("dmabuf-new", sample_median(&first), "us");
	print_value("dmabuf-given", sample_median(&given), "us");
	print_value("dmabuf-again", sample_median(&again), "us");
	print_value("dmabuf-flips", flips_per_second(gpu, s), "1/s");
	host_close(&host);
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
