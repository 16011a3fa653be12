// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plane.h"
#include "test.h"

#define PIPE_SRCSZ	0x6001c
#define PLANE_CTL	0x70180
#define PLANE_STRIDE	0x70188
#define PLANE_POS	0x7018c
#define PLANE_SIZE	0x70190
#define PLANE_SURF	0x7019c
#define PLANE_OFFSET	0x701a4
#define PLANE_SURFLIVE	0x701ac

/* DSPCNTR, which is Gen8's PLANE_CTL. */
#define DSP_XRGB8888	(6u << 26)
#define DSP_NO_FORMAT	BIT(26)
#define DSP_TILED	BIT(10)
#define DSP_PIPE_GAMMA	BIT(30)		/* as PLANE_CTL's */

struct surface surface_make(struct gpu *gpu, u32 pages, u32 seed)
{
	struct surface s;
	u32 *word;
	u32 i;

	/* At address 0 nothing would tell when a plane shows it: that is what it showed before. */
	if (!gpu->next_low)
		gpu->next_low = PAGE_SIZE;
	s.gpa = guest_pages(&gpu->g, pages);
	s.addr = ggtt_map_low(gpu, s.gpa, pages);
	word = guest_at(&gpu->g, s.gpa);
	for (i = 0; i < pages * PAGE_SIZE / 4; i++)
		word[i] = mix32(seed + i);
	mmio_write(&gpu->g, GFX_FLSH_CNTL, 1);
	return s;
}

void pipe_on(struct guest *g)
{
	mmio_write(g, 0x60000, 799u << 16 | (WIDTH - 1));
	mmio_write(g, 0x6000c, 524u << 16 | (HEIGHT - 1));
	mmio_write(g, PIPE_SRCSZ, (WIDTH - 1) << 16 | (HEIGHT - 1));
	mmio_write(g, 0x60400, ENABLE | 1 << 28 | 2 << 24);
	mmio_write(g, PIPE_CONF, ENABLE);
}

void plane_flip(struct guest *g, u32 addr)
{
	u32 i;

	mmio_write(g, PLANE_SURF, addr);
	for (i = 0; i < 200; i++) {
		if (mmio_read(g, PLANE_SURFLIVE) == addr)
			return;
		usleep(5000);
	}
	test_die("the surface at 0x%x is not live after a second", addr);
}

/*
 * DSPCNTR and DSPSTRIDE for what PLANE_CTL and PLANE_STRIDE say: format, tiling; bytes. A
 * format that Gen9 does not have becomes one that Gen8 does not have.
 */
static void gen8_show(struct guest *g, u32 ctl, u32 stride)
{
	bool tiled = ctl & TILED_X;
	u32 format = (ctl & FORMAT) == XRGB8888 ? DSP_XRGB8888 : DSP_NO_FORMAT;

	mmio_write(g, PLANE_CTL, ENABLE | format | (tiled ? DSP_TILED : 0) |
		   (ctl & DSP_PIPE_GAMMA));
	mmio_write(g, PLANE_STRIDE, stride * (tiled ? 512 : 64));
	mmio_write(g, PLANE_OFFSET, 0);
}

void plane_show(struct gpu *gpu, u32 ctl, u32 stride, u32 addr)
{
	struct guest *g = &gpu->g;

	if (guest_gen(g) < 9) {
		gen8_show(g, ctl, stride);
		plane_flip(g, addr);
		return;
	}
	mmio_write(g, PLANE_CTL, ENABLE | ctl);
	mmio_write(g, PLANE_STRIDE, stride);
	mmio_write(g, PLANE_POS, 0);
	mmio_write(g, PLANE_OFFSET, 0);
	mmio_write(g, PLANE_SIZE, (HEIGHT - 1) << 16 | (WIDTH - 1));
	plane_flip(g, addr);
}

int plane_query(struct gpu *gpu, u32 flags, u32 type,
		struct vfio_device_gfx_plane_info *info)
{
	*info = (struct vfio_device_gfx_plane_info){
		.argsz = sizeof(*info), .flags = flags, .drm_plane_type = type,
	};
	return ioctl(gpu->g.device, VFIO_DEVICE_QUERY_GFX_PLANE, info) ? -errno : 0;
}

struct vfio_device_gfx_plane_info plane(struct gpu *gpu, u32 type)
{
	struct vfio_device_gfx_plane_info info;
	int ret = plane_query(gpu, VFIO_GFX_PLANE_TYPE_DMABUF, type, &info);

	CHECK(!ret, "querying type %u: %s", type, strerror(-ret));
	return info;
}

int plane_dmabuf(struct gpu *gpu, u32 id)
{
	int fd = ioctl(gpu->g.device, VFIO_DEVICE_GET_GFX_DMABUF, &id);

	return fd < 0 ? -errno : fd;
}

u32 *plane_map_copy(struct gpu *gpu, u32 index, u32 size)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = index };
	void *at;

	CHECK(!ioctl(gpu->g.device, VFIO_DEVICE_GET_REGION_INFO, &info), "no region %u", index);
	CHECK(info.flags & VFIO_REGION_INFO_FLAG_MMAP && info.size >= size,
	      "region %u has 0x%llx bytes, flags 0x%x", index, (unsigned long long)info.size,
	      info.flags);
	at = mmap(NULL, size, PROT_READ, MAP_SHARED, gpu->g.device, info.offset);
	CHECK(at != MAP_FAILED, "region %u cannot be mapped: %s", index, strerror(errno));
	CHECK(mmap(NULL, size, PROT_READ, MAP_SHARED, gpu->g.device,
		   info.offset + info.size - PAGE_SIZE) == MAP_FAILED, "more than all is mapped");
	return at;
}
