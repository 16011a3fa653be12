// SPDX-License-Identifier: GPL-2.0-only
/*
 * i915-pipe.so, to be preloaded to IGT's tests: the file crtc-N/i915_pipe in debugfs, by
 * which IGT since 2.0 knows a CRTC's pipe, and which i915 of Linux 6.1 does not have yet.
 * On the GPUs that vgt is for no pipe is fused off, so CRTC 0 is pipe A.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "i915-pipe.h"

typedef int (*openat_t)(int dir, const char *path, int flags, ...);

/* The CRTC whose folder @dir is, or -1. */
static int crtc_of(int dir)
{
	char link[40], path[200], *name;
	ssize_t length;
	int crtc;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", dir);
	length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		return -1;
	path[length] = '\0';
	name = strrchr(path, '/');
	return name && sscanf(name, "/crtc-%d", &crtc) == 1 ? crtc : -1;
}

static int made_up(int dir, const char *path)
{
	char text[] = "A\n";
	int crtc, fd;

	if (errno != ENOENT || strcmp(path, "i915_pipe"))
		return -1;
	crtc = crtc_of(dir);
	if (crtc < 0) {
		errno = ENOENT;
		return -1;
	}
	text[0] += crtc;
	fd = memfd_create("i915_pipe", MFD_CLOEXEC);
	if (fd >= 0 && pwrite(fd, text, strlen(text), 0) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int openat64(int dir, const char *path, int flags, ...)
{
	openat_t next = (openat_t)dlsym(RTLD_NEXT, "openat64");
	mode_t mode = 0;
	va_list args;
	int fd;

	va_start(args, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(args, mode_t);
	va_end(args);
	fd = next(dir, path, flags, mode);
	return fd < 0 ? made_up(dir, path) : fd;
}

int __openat64_2(int dir, const char *path, int flags)
{
	return openat64(dir, path, flags);
}
