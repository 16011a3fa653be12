// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: hold-aperture shown|mapped CREATE-FILE UUID
 *
 * A program of the host's that has much of the aperture while a vGPU is made.
 *
 * shown: it shows a frame buffer of 128 MB, and has work that never ends. The vGPU, which needs
 * as much, is refused, with ENOSPC, while that work goes on: nobody waited for it.
 * mapped: it has looked at buffers through the aperture, but uses them no more. They have to
 * make room; the vGPU is made.
 *
 * Status: 0 so it is; 1 it is not; others as of kms-picture.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <i915_drm.h>
#include <xf86drm.h>

#include "display.h"
#include "gpu.h"

#define WIDTH		8192u
#define HEIGHT		4096u
#define PITCH		(WIDTH * 4)
#define MAPPED_SIZE	(60u << 20)
#define MAPPED		3u

/* MI_SEMAPHORE_WAIT: the word is polled until it is this. */
#define WAIT_UNTIL_SAME	0x0e00c002u
#define BATCH_END	0x05000000u
#define WORD		(0x800 / 4)
#define WAIT_MS		20000

static u32 new_buffer(int fd, u64 size)
{
	struct drm_i915_gem_create arg = { .size = size };

	if (drmIoctl(fd, DRM_IOCTL_I915_GEM_CREATE, &arg))
		die(EXIT_ERROR, "cannot create a buffer: %s", strerror(errno));
	return arg.handle;
}

/* A monitor shows a corner of it: all of it is in the GGTT. */
static void show(struct display *d)
{
	struct frame *f = &d->frame[0];

	f->handle = new_buffer(d->fd, (u64)PITCH * HEIGHT);
	if (drmModeAddFB(d->fd, WIDTH, HEIGHT, 24, 32, PITCH, f->handle, &f->id))
		die(EXIT_ERROR, "cannot add a frame buffer: %s", strerror(errno));
	display_set_mode(d);
}

/* Seen through the aperture, once. */
static void look_at_one(int fd)
{
	struct drm_i915_gem_mmap_gtt arg = { .handle = new_buffer(fd, MAPPED_SIZE) };
	u32 *at;

	if (drmIoctl(fd, DRM_IOCTL_I915_GEM_MMAP_GTT, &arg))
		die(EXIT_ERROR, "cannot map a buffer: %s", strerror(errno));
	at = mmap(NULL, MAPPED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, arg.offset);
	if (at == MAP_FAILED)
		die(EXIT_ERROR, "cannot map a buffer: %s", strerror(errno));
	WRITE_ONCE(*at, 1);
}

/* Render waits for a word that only end_work() writes, and lets others by meanwhile. */
static void begin_work(struct gpu *gpu, struct bo *bo)
{
	struct gpu_job job = { .bo = { bo }, .count = 1 };
	u64 addr;

	gpu_new_bo(gpu, bo, 4096);
	addr = bo->addr + WORD * 4;
	bo->map[0] = WAIT_UNTIL_SAME;
	bo->map[1] = 1;
	bo->map[2] = addr;
	bo->map[3] = addr >> 32;
	bo->map[4] = BATCH_END;
	gpu_submit(gpu, &job);
}

static bool work_goes_on(const struct gpu *gpu, const struct bo *bo)
{
	struct drm_i915_gem_busy busy = { .handle = bo->handle };

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_BUSY, &busy))
		die(EXIT_ERROR, "cannot look at its work: %s", strerror(errno));
	return busy.busy;
}

static void end_work(struct gpu *gpu, struct bo *bo)
{
	WRITE_ONCE(bo->map[WORD], 1);
	if (!gpu_finish(gpu, bo))
		die(EXIT_WRONG, "its work does not end");
}

/* The errno of it, as the status of a process. */
static pid_t create(const char *file, const char *uuid)
{
	pid_t pid = fork();
	int fd;

	if (pid)
		return pid;
	fd = open(file, O_WRONLY);
	if (fd < 0 || write(fd, uuid, strlen(uuid)) < 0)
		_exit(errno);
	_exit(0);
}

static bool ends(pid_t pid, int *status)
{
	int ms;

	for (ms = 0; ms < WAIT_MS; ms += 10) {
		if (waitpid(pid, status, WNOHANG) == pid)
			return true;
		usleep(10000);
	}
	return false;
}

/* What was wrong, or NULL. */
static const char *wrong_with(struct gpu *gpu, const struct bo *work, pid_t pid)
{
	int status;

	if (!ends(pid, &status))
		return "it waits for the host's work";
	if (!work_goes_on(gpu, work))
		return "the host's work has ended";
	if (!WIFEXITED(status) || WEXITSTATUS(status) != ENOSPC) {
		printf("status %#x: ", status);
		return "it is not refused with ENOSPC";
	}
	return NULL;
}

static int shown(const char *file, const char *uuid)
{
	struct display d = { 0 };
	const char *wrong;
	struct gpu gpu;
	struct bo work;

	display_find(&d, gpu_open_fd(NULL));
	show(&d);
	gpu_open(&gpu, NULL);
	begin_work(&gpu, &work);
	wrong = wrong_with(&gpu, &work, create(file, uuid));
	end_work(&gpu, &work);
	/* The monitor is off when nobody has the frame buffer any more. */
	close(d.fd);
	if (wrong)
		puts(wrong);
	return wrong ? EXIT_WRONG : EXIT_OK;
}

static int mapped(const char *file, const char *uuid)
{
	int fd = gpu_open_fd(NULL), status;
	u32 i;

	for (i = 0; i < MAPPED; i++)
		look_at_one(fd);
	if (ends(create(file, uuid), &status) && WIFEXITED(status) && !WEXITSTATUS(status))
		return EXIT_OK;
	puts("it is not made");
	return EXIT_WRONG;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "shown"))
		return shown(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "mapped"))
		return mapped(argv[2], argv[3]);
	fputs("Usage: hold-aperture shown|mapped CREATE-FILE UUID\n", stderr);
	return EXIT_USAGE;
}
