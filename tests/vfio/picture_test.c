// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest shows, for user space: VFIO's planes and their dma-bufs.
 *
 * Sources: linux/vfio.h; Intel OSRC Skylake PRM vol 2c (CUR_*).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm.h>
#include <drm_fourcc.h>
#include <drm_mode.h>

#include "plane.h"
#include "record.h"
#include "test.h"

#define CUR_CTL		0x70080
#define CUR_BASE	0x70084
#define CUR_POS		0x70088
#define CURSOR_HOT_X	(PVINFO + 0x830)
#define CURSOR_HOT_Y	(PVINFO + 0x834)

static void expect_error(struct gpu *gpu, u32 flags, u32 type, int error, const char *what)
{
	struct vfio_device_gfx_plane_info info;
	int ret = plane_query(gpu, flags, type, &info);

	CHECK(ret == error, "%s: %s, not %s", what, ret ? strerror(-ret) : "success",
	      error ? strerror(-error) : "success");
}

static void test_query(const struct test_args *args)
{
	struct vfio_device_gfx_plane_info info;
	struct surface s;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_DMABUF, 0, 0,
		     "probing for dma-bufs");
	expect_error(&gpu, 0, PLANE_PRIMARY, -EINVAL, "no flag");
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_DMABUF, 0, -EINVAL, "an overlay");

	s = surface_make(&gpu, PAGES, 1);
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888, STRIDE / 64, s.addr);
	info = plane(&gpu, PLANE_PRIMARY);
	record("format %08x, modifier %llx, %u x %u, stride %u, %u bytes", info.drm_format,
	       (unsigned long long)info.drm_format_mod, info.width, info.height, info.stride,
	       info.size);
	CHECK(info.drm_format == DRM_FORMAT_XRGB8888, "format %08x", info.drm_format);
	CHECK(info.drm_format_mod == DRM_FORMAT_MOD_LINEAR, "not linear");
	CHECK(info.width == WIDTH && info.height == HEIGHT, "%u x %u", info.width, info.height);
	CHECK(info.stride == STRIDE, "stride %u", info.stride);
	CHECK(info.size >= PAGES * PAGE_SIZE && info.size <= (PAGES + 1) * PAGE_SIZE,
	      "size %u", info.size);
	CHECK(info.dmabuf_id, "no id");
	gpu_close(&gpu);
}

static void test_off(const struct test_args *args)
{
	struct vfio_device_gfx_plane_info info;
	struct surface s;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	info = plane(&gpu, PLANE_PRIMARY);
	CHECK(!info.drm_format && !info.size && !info.width, "a picture before any");
	s = surface_make(&gpu, PAGES, 1);
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888, STRIDE / 64, s.addr);
	info = plane(&gpu, PLANE_CURSOR);
	CHECK(!info.drm_format && !info.size && !info.width, "a cursor before any");
	CHECK(plane(&gpu, PLANE_PRIMARY).drm_format, "no picture");
	mmio_write(&gpu.g, PIPE_CONF, 0);
	info = plane(&gpu, PLANE_CURSOR);
	CHECK(!info.drm_format && !info.size && !info.width, "a cursor of a pipe that is off");
	gpu_close(&gpu);
}

static void *map(int fd, u32 pages)
{
	void *at = mmap(NULL, pages * PAGE_SIZE, PROT_READ, MAP_SHARED, fd, 0);

	CHECK(at != MAP_FAILED, "the dma-buf cannot be mapped: %s", strerror(errno));
	return at;
}

static bool all_zero(const u32 *words, u32 count)
{
	while (count && !READ_ONCE(words[count - 1]))
		count--;
	return !count;
}

/* A monitor that its guest switches off is black: users are not left with its last picture. */
static void test_black(const struct test_args *args)
{
	struct vfio_device_gfx_plane_info info;
	struct surface s;
	struct gpu gpu;
	u32 *seen, id;
	int fd;

	gpu_open(&gpu, args->uuid[0]);
	s = surface_make(&gpu, PAGES, 1);
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888, STRIDE / 64, s.addr);
	id = plane(&gpu, PLANE_PRIMARY).dmabuf_id;
	mmio_write(&gpu.g, PIPE_CONF, 0);
	info = plane(&gpu, PLANE_PRIMARY);
	CHECK(info.drm_format == DRM_FORMAT_XRGB8888 && !info.drm_format_mod, "another format");
	CHECK(info.width == WIDTH && info.height == HEIGHT, "%u x %u", info.width, info.height);
	CHECK(info.dmabuf_id && info.dmabuf_id != id, "the old picture");
	CHECK(plane(&gpu, PLANE_PRIMARY).dmabuf_id == info.dmabuf_id, "the id changed");
	fd = plane_dmabuf(&gpu, info.dmabuf_id);
	CHECK(fd >= 0, "no dma-buf: %s", strerror(-fd));
	seen = map(fd, PAGES);
	CHECK(all_zero(seen, PAGES * 1024), "it is not black");
	munmap(seen, PAGES * PAGE_SIZE);
	close(fd);
	/* On again: the old one. */
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888, STRIDE / 64, s.addr);
	CHECK(plane(&gpu, PLANE_PRIMARY).dmabuf_id == id, "not the picture before");
	CHECK(!ioctl(gpu.g.device, VFIO_DEVICE_RESET), "no reset");
	info = plane(&gpu, PLANE_PRIMARY);
	CHECK(!info.drm_format && !info.size && !info.width, "a picture after a reset");
	gpu_close(&gpu);
}

static void test_dmabuf(const struct test_args *args)
{
	static const struct {
		u32 ctl;
		u32 stride;
		u64 modifier;
	} cases[] = {
		{ 0, STRIDE / 64, DRM_FORMAT_MOD_LINEAR },
		{ TILED_X, STRIDE / 512, I915_FORMAT_MOD_X_TILED },
		{ TILED_Y, STRIDE / 128, I915_FORMAT_MOD_Y_TILED },
	};
	struct vfio_device_gfx_plane_info info;
	struct surface s;
	struct gpu gpu;
	u32 *seen, *word;
	u32 i;
	int fd;

	gpu_open(&gpu, args->uuid[0]);
	pipe_on(&gpu.g);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (cases[i].ctl == TILED_Y && guest_gen(&gpu.g) < 9)
			continue;
		s = surface_make(&gpu, PAGES, 1000 * i);
		plane_show(&gpu, XRGB8888 | cases[i].ctl, cases[i].stride, s.addr);
		info = plane(&gpu, PLANE_PRIMARY);
		CHECK(info.drm_format_mod == cases[i].modifier, "modifier %llx",
		      (unsigned long long)info.drm_format_mod);
		fd = plane_dmabuf(&gpu, info.dmabuf_id);
		CHECK(fd >= 0, "no dma-buf: %s", strerror(-fd));
		CHECK(lseek(fd, 0, SEEK_END) >= PAGES * PAGE_SIZE, "it is too small");
		seen = map(fd, PAGES);
		word = guest_at(&gpu.g, s.gpa);
		CHECK(!memcmp(seen, word, PAGES * PAGE_SIZE), "it has other pixels");
		word[12345] ^= ~0u;
		CHECK(READ_ONCE(seen[12345]) == word[12345], "what the guest draws is not seen");
		CHECK(mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED,
		      "a private mapping is made");
		munmap(seen, PAGES * PAGE_SIZE);
		close(fd);
	}
	gpu_close(&gpu);
}

/* An id stays with a picture, and never goes to another. */
static void test_ids(const struct test_args *args)
{
	struct surface a, b;
	struct gpu gpu;
	u32 id[3], i;
	int fd;

	gpu_open(&gpu, args->uuid[0]);
	a = surface_make(&gpu, PAGES, 1);
	b = surface_make(&gpu, PAGES, 2);
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888, STRIDE / 64, a.addr);
	id[0] = plane(&gpu, PLANE_PRIMARY).dmabuf_id;
	CHECK(plane(&gpu, PLANE_PRIMARY).dmabuf_id == id[0], "the id changed");
	plane_show(&gpu, XRGB8888, STRIDE / 64, b.addr);
	id[1] = plane(&gpu, PLANE_PRIMARY).dmabuf_id;
	CHECK(id[1] != id[0], "two pictures have one id");
	plane_show(&gpu, XRGB8888, STRIDE / 64, a.addr);
	CHECK(plane(&gpu, PLANE_PRIMARY).dmabuf_id == id[0], "the id of old changed");
	fd = plane_dmabuf(&gpu, id[0]);
	CHECK(fd >= 0, "the picture has no dma-buf");
	close(fd);
	/* Other memory at the same address. */
	for (i = 0; i < PAGES; i++)
		ggtt_set(&gpu, a.addr + i * PAGE_SIZE, (b.gpa + i * PAGE_SIZE) | 1);
	mmio_write(&gpu.g, GFX_FLSH_CNTL, 1);
	fd = plane_dmabuf(&gpu, id[0]);
	CHECK(fd == -ESTALE, "an id whose pages changed gives %d", fd);
	id[2] = plane(&gpu, PLANE_PRIMARY).dmabuf_id;
	CHECK(id[2] != id[0] && id[2] != id[1], "its new pages have an id of old");
	/* A picture that has no dma-buf yet is that of whatever pages are there. */
	ggtt_set(&gpu, b.addr, a.gpa | 1);
	mmio_write(&gpu.g, GFX_FLSH_CNTL, 1);
	plane_show(&gpu, XRGB8888, STRIDE / 64, b.addr);
	CHECK(plane(&gpu, PLANE_PRIMARY).dmabuf_id == id[1], "an id not used was changed");
	fd = plane_dmabuf(&gpu, id[1]);
	CHECK(fd >= 0, "a picture shown before has no dma-buf");
	close(fd);
	fd = plane_dmabuf(&gpu, id[2] + 1);
	CHECK(fd == -ENOENT, "an id that was not told gives %d", fd);
	fd = plane_dmabuf(&gpu, 0);
	CHECK(fd == -ENOENT, "id 0 gives %d", fd);
	gpu_close(&gpu);
}

static void test_cursor(const struct test_args *args)
{
	struct vfio_device_gfx_plane_info info;
	struct surface s, c;
	struct gpu gpu;
	u32 id;
	int fd;

	gpu_open(&gpu, args->uuid[0]);
	s = surface_make(&gpu, PAGES, 1);
	c = surface_make(&gpu, 4, 77);
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888, STRIDE / 64, s.addr);
	mmio_write(&gpu.g, CUR_CTL, 0x27);
	mmio_write(&gpu.g, CUR_POS, 100 << 16 | BIT(15) | 5);
	mmio_write(&gpu.g, CUR_BASE, c.addr);
	/* A frame or two; kvmgt does not say when it is shown. */
	usleep(100000);
	info = plane(&gpu, PLANE_CURSOR);
	CHECK(info.drm_format == DRM_FORMAT_ARGB8888, "format %08x", info.drm_format);
	CHECK(info.width == 64 && info.height == 64, "%u x %u", info.width, info.height);
	CHECK((int)info.x_pos == -5 && info.y_pos == 100, "at %d, %d", (int)info.x_pos,
	      (int)info.y_pos);
	CHECK(info.x_hot == ~0u && info.y_hot == ~0u, "a hot spot before it is told");
	id = info.dmabuf_id;
	mmio_write(&gpu.g, CURSOR_HOT_X, 3);
	mmio_write(&gpu.g, CURSOR_HOT_Y, 4);
	mmio_write(&gpu.g, CUR_POS, 50 << 16 | 60);
	info = plane(&gpu, PLANE_CURSOR);
	CHECK(info.x_pos == 60 && info.y_pos == 50, "at %u, %u", info.x_pos, info.y_pos);
	CHECK(info.x_hot == 3 && info.y_hot == 4, "hot at %u, %u", info.x_hot, info.y_hot);
	CHECK(info.dmabuf_id == id, "it has another id when it moves");
	fd = plane_dmabuf(&gpu, id);
	CHECK(fd >= 0, "no dma-buf: %s", strerror(-fd));
	CHECK(lseek(fd, 0, SEEK_END) == 4 * PAGE_SIZE, "it has %lld bytes",
	      (long long)lseek(fd, 0, SEEK_END));
	close(fd);
	gpu_close(&gpu);
}

/* ---- copies ---- */

static void display_say(const char *uuid, const char *word)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/intel_vgpu/display", uuid);
	f = fopen(path, "w");
	CHECK(f && fputs(word, f) >= 0 && !fclose(f), "%s: %s", path, strerror(errno));
}

/* Where a pixel's word is in a surface of the tests' stride, X tiled. */
static u32 x_tiled(u32 x, u32 y)
{
	return ((y / 8 * (STRIDE / 512) + x / 128) * PAGE_SIZE + y % 8 * 512 + x % 128 * 4) / 4;
}

static void test_copy(const struct test_args *args)
{
	struct vfio_device_gfx_plane_info info;
	u32 *seen, *word, x, y, n;
	struct surface s, c;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_REGION, 0, 0,
		     "probing for a region");
	CHECK(!plane_query(&gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, &info) && !info.drm_format,
	      "a picture before any");
	s = surface_make(&gpu, PAGES, 9);
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888 | TILED_X, STRIDE / 512, s.addr);
	CHECK(!plane_query(&gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, &info), "no picture");
	CHECK(info.drm_format == DRM_FORMAT_XRGB8888 && !info.drm_format_mod &&
	      info.width == WIDTH && info.height == HEIGHT && info.stride == STRIDE,
	      "another picture: %u x %u, stride %u", info.width, info.height, info.stride);
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_REGION, 0, 0, "a region of no certain plane");
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_CURSOR, -EINVAL, "of the cursor");
	seen = plane_map_copy(&gpu, info.region_index, info.size);
	word = guest_at(&gpu.g, s.gpa);
	for (n = 0; n < 2; n++) {
		for (y = 0; y < HEIGHT; y++)
			for (x = 0; x < WIDTH; x++)
				CHECK(READ_ONCE(seen[y * WIDTH + x]) == word[x_tiled(x, y)],
				      "pixel %u, %u is %08x", x, y, seen[y * WIDTH + x]);
		/* It is copied when it is asked for. */
		word[0] ^= ~0u;
		CHECK(!plane_query(&gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, &info), "no copy");
	}
	/* With the cursor: opaque, at 100, 50. */
	c = surface_make(&gpu, 4, 0);
	for (n = 0; n < 64 * 64; n++)
		((u32 *)guest_at(&gpu.g, c.gpa))[n] = 0xff000000 | n;
	mmio_write(&gpu.g, CUR_CTL, 0x27);
	mmio_write(&gpu.g, CUR_POS, 50 << 16 | 100);
	mmio_write(&gpu.g, CUR_BASE, c.addr);
	usleep(100000);
	CHECK(!plane_query(&gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, &info), "no copy");
	for (n = 0; n < 64 * 64; n++) {
		x = 100 + n % 64;
		y = 50 + n / 64;
		CHECK((READ_ONCE(seen[y * WIDTH + x]) & 0xffffff) == n,
		      "pixel %u, %u under the cursor is %08x", x, y, seen[y * WIDTH + x]);
	}
	CHECK(READ_ONCE(seen[50 * WIDTH + 99]) == word[x_tiled(99, 50)], "beside the cursor");
	munmap(seen, info.size);
	gpu_close(&gpu);
}

#define PIPE_GAMMA	BIT(30)
#define PALETTE_8	0x4a000

/* As a guest's night light: copies show it. Here it inverts. */
static void test_gamma(const struct test_args *args)
{
	struct vfio_device_gfx_plane_info info;
	u32 *seen, *word, n;
	struct surface s;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	s = surface_make(&gpu, PAGES, 9);
	for (n = 0; n < 256; n++)
		mmio_write(&gpu.g, PALETTE_8 + 4 * n, (255 - n) * 0x10101);
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888 | PIPE_GAMMA, STRIDE / 64, s.addr);
	CHECK(!plane_query(&gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, &info), "no picture");
	seen = plane_map_copy(&gpu, info.region_index, info.size);
	word = guest_at(&gpu.g, s.gpa);
	for (n = 0; n < WIDTH * HEIGHT; n++)
		CHECK((seen[n] ^ word[n] ^ 0xffffff) << 8 == 0, "pixel %u is %08x of %08x", n,
		      seen[n], word[n]);
	/* A plane that does not go through the pipe's table. */
	plane_show(&gpu, XRGB8888, STRIDE / 64, s.addr);
	usleep(100000);
	CHECK(!plane_query(&gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, &info), "no picture");
	CHECK(seen[0] == word[0], "pixel 0 is %08x of %08x", seen[0], word[0]);
	/* Off: black. */
	mmio_write(&gpu.g, PIPE_CONF, 0);
	CHECK(!plane_query(&gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, &info), "no picture");
	CHECK(info.width == WIDTH && info.height == HEIGHT, "%u x %u", info.width, info.height);
	CHECK(all_zero(seen, WIDTH * HEIGHT), "it is not black");
	munmap(seen, info.size);
	gpu_close(&gpu);
}

/* The administrator may want no dma-bufs. */
static void test_copy_only(const struct test_args *args)
{
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	display_say(args->uuid[0], "copy\n");
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_DMABUF, 0, -EINVAL,
		     "probing for dma-bufs");
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_REGION, 0, 0,
		     "probing for a region");
	display_say(args->uuid[0], "dmabuf");
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_DMABUF, 0, 0,
		     "probing for dma-bufs again");
	gpu_close(&gpu);
}

/* What shows nothing that user space could be given. */
static void test_no_picture(const struct test_args *args)
{
	struct surface s;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	s = surface_make(&gpu, PAGES, 1);
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888, 0, s.addr);
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_PRIMARY, -EINVAL, "no stride");
	plane_show(&gpu, 15u << 24, STRIDE / 64, s.addr);
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_PRIMARY, -EINVAL, "no format");
	plane_show(&gpu, XRGB8888, STRIDE / 64, gpu.low - PAGE_SIZE);
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_PRIMARY, -EINVAL,
		     "a surface outside of its own space");
	plane_show(&gpu, XRGB8888, STRIDE / 64, s.addr + PAGES * PAGE_SIZE);
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_PRIMARY, -EFAULT,
		     "a surface without memory");
	if (guest_gen(&gpu.g) >= 9) {
		plane_show(&gpu, XRGB8888 | 1, STRIDE / 64, s.addr);
		expect_error(&gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_PRIMARY, -EOPNOTSUPP,
			     "a surface rotated by 90 degrees");
	}
	gpu_close(&gpu);
}

/* Which has a second surface: VFIO cannot say where, nor can anybody but the GPU read it. */
static void test_compressed(const struct test_args *args)
{
	struct vfio_device_gfx_plane_info info;
	struct surface s;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	if (guest_gen(&gpu.g) < 9) {
		gpu_close(&gpu);
		test_skip("planes of Gen8 show nothing compressed");
		return;
	}
	s = surface_make(&gpu, PAGES + 2, 1);
	pipe_on(&gpu.g);
	mmio_write(&gpu.g, AUX_DIST, PAGES * PAGE_SIZE | 1);
	plane_show(&gpu, XRGB8888 | TILED_Y | DECOMPRESS, STRIDE / 128, s.addr);
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_PRIMARY, -EOPNOTSUPP, "as dma-buf");
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, -EOPNOTSUPP, "as copy");
	mmio_write(&gpu.g, AUX_DIST, (PAGES - 1) * PAGE_SIZE | 1);
	plane_flip(&gpu.g, s.addr + PAGE_SIZE);
	expect_error(&gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_PRIMARY, -EINVAL,
		     "with its state inside of it");
	plane_show(&gpu, XRGB8888 | TILED_Y, STRIDE / 128, s.addr);
	CHECK(!plane_query(&gpu, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_PRIMARY, &info) &&
	      info.drm_format, "nothing when it is not compressed any more");
	gpu_close(&gpu);
}

/* It outlives the device, and there are not too many of them. */
static void test_dmabuf_life(const struct test_args *args)
{
	int fd[64], n = 0;
	struct surface s;
	u32 *seen, id, want;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	s = surface_make(&gpu, PAGES, 5);
	pipe_on(&gpu.g);
	plane_show(&gpu, XRGB8888, STRIDE / 64, s.addr);
	id = plane(&gpu, PLANE_PRIMARY).dmabuf_id;
	while (n < (int)ARRAY_SIZE(fd)) {
		fd[n] = plane_dmabuf(&gpu, id);
		if (fd[n] < 0)
			break;
		n++;
	}
	CHECK(n >= 8 && n < (int)ARRAY_SIZE(fd), "%d dma-bufs of one vGPU", n);
	CHECK(fd[n] == -EMFILE, "the last one ends with %s", strerror(-fd[n]));
	while (n > 1)
		close(fd[--n]);
	fd[1] = plane_dmabuf(&gpu, id);
	CHECK(fd[1] >= 0, "none after others went: %s", strerror(-fd[1]));
	close(fd[1]);
	seen = map(fd[0], PAGES);
	want = *(u32 *)guest_at(&gpu.g, s.gpa + 4096);
	gpu_close(&gpu);
	CHECK(READ_ONCE(seen[1024]) == want, "its pixels went with the device");
	munmap(seen, PAGES * PAGE_SIZE);
	close(fd[0]);
	/* The vGPU is as good as new. */
	gpu_open(&gpu, args->uuid[0]);
	CHECK(plane_dmabuf(&gpu, id) == -ENOENT, "an id lives on");
	gpu_close(&gpu);
}

static int host_card(void)
{
	int fd = open("/dev/dri/card0", O_RDWR | O_CLOEXEC);

	CHECK(fd >= 0, "/dev/dri/card0: %s", strerror(errno));
	return fd;
}

/* The host's display driver takes the picture as a frame buffer. */
static void host_frame_buffer(int card, int fd, const struct vfio_device_gfx_plane_info *info)
{
	struct drm_prime_handle prime = { .fd = fd };
	struct drm_gem_close gem_close = { 0 };
	struct drm_mode_fb_cmd2 fb = {
		.width = info->width, .height = info->height,
		.pixel_format = info->drm_format, .flags = DRM_MODE_FB_MODIFIERS,
		.pitches = { info->stride }, .modifier = { info->drm_format_mod },
	};

	CHECK(!ioctl(card, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime), "i915 does not import it: %s",
	      strerror(errno));
	fb.handles[0] = prime.handle;
	CHECK(!ioctl(card, DRM_IOCTL_MODE_ADDFB2, &fb), "i915 makes no frame buffer of it: %s",
	      strerror(errno));
	CHECK(!ioctl(card, DRM_IOCTL_MODE_RMFB, &fb.fb_id), "RMFB: %s", strerror(errno));
	gem_close.handle = prime.handle;
	CHECK(!ioctl(card, DRM_IOCTL_GEM_CLOSE, &gem_close), "GEM_CLOSE: %s", strerror(errno));
}

static void test_host_display(const struct test_args *args)
{
	static const struct {
		u32 ctl;
		u32 stride;
	} cases[] = {
		{ 0, STRIDE / 64 },
		{ TILED_X, STRIDE / 512 },
		{ TILED_Y, STRIDE / 128 },
	};
	struct vfio_device_gfx_plane_info info;
	int card = host_card();
	struct surface s;
	struct gpu gpu;
	u32 i;
	int fd;

	gpu_open(&gpu, args->uuid[0]);
	s = surface_make(&gpu, PAGES, 5);
	pipe_on(&gpu.g);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (cases[i].ctl == TILED_Y && guest_gen(&gpu.g) < 9)
			continue;
		plane_show(&gpu, XRGB8888 | cases[i].ctl, cases[i].stride, s.addr);
		info = plane(&gpu, PLANE_PRIMARY);
		fd = plane_dmabuf(&gpu, info.dmabuf_id);
		CHECK(fd >= 0, "no dma-buf: %s", strerror(-fd));
		host_frame_buffer(card, fd, &info);
		close(fd);
	}
	close(card);
	/* i915 frees its objects a little later. */
	usleep(100000);
	gpu_close(&gpu);
}

/*
 * If the last user of a dma-buf goes while its vGPU goes, kvmgt frees an entry of a list that
 * it goes through.
 */
#define KVMGT_FREES	", and it oopses at the end of a process that has one open"

const struct test picture_tests[] = {
	{ .name = "pictures: the primary plane", .run = test_query },
	{ .name = "pictures: what is off", .run = test_off },
	{ .name = "pictures: black when it is switched off", .run = test_black,
	  .kvmgt = "leaves the last one" KVMGT_FREES, .kvmgt_hangs = true },
	{ .name = "pictures: dma-buf, linear, X and Y tiled", .run = test_dmabuf,
	  .kvmgt = "its dma-bufs cannot be mapped" KVMGT_FREES, .kvmgt_hangs = true },
	{ .name = "pictures: ids", .run = test_ids,
	  .kvmgt = "gives the old pages where the guest changed them" KVMGT_FREES,
	  .kvmgt_hangs = true },
	{ .name = "pictures: the cursor", .run = test_cursor,
	  .kvmgt = "drops the sign of a cursor's place" },
	{ .name = "pictures: copied to a region", .run = test_copy,
	  .kvmgt = "has dma-bufs only" },
	{ .name = "pictures: copied with the gamma table", .run = test_gamma,
	  .kvmgt = "has dma-bufs only" },
	{ .name = "pictures: copies only", .run = test_copy_only,
	  .kvmgt = "has dma-bufs only" },
	{ .name = "pictures: none", .run = test_no_picture,
	  .kvmgt = "tells of surfaces without memory" },
	{ .name = "pictures: compressed", .run = test_compressed,
	  .kvmgt = "has dma-bufs only" },
	{ .name = "pictures: life of dma-bufs", .run = test_dmabuf_life,
	  .kvmgt = "has no limit to them" KVMGT_FREES, .kvmgt_hangs = true },
	{ .name = "pictures: for the host's display", .run = test_host_display },
	{ 0 },
};
