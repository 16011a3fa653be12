// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program of the host's that uses a dma-buf on the GPU, as one that shows it would.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm.h>
#include <i915_drm.h>

#include "bench.h"
#include "host.h"

#define NODE		"/dev/dri/renderD128"
#define BATCH_END	0x05000000u

static void host_ioctl(struct host *h, unsigned long request, void *arg, const char *what)
{
	int ret;

	do {
		ret = ioctl(h->fd, request, arg);
	} while (ret && (errno == EINTR || errno == EAGAIN));
	CHECK(!ret, "the host cannot %s: %s", what, strerror(errno));
}

void host_open(struct host *h)
{
	u32 batch[2] = { BATCH_END };
	struct drm_i915_gem_create create = { .size = PAGE_SIZE };
	struct drm_i915_gem_pwrite write = { .size = sizeof(batch), .data_ptr = (uintptr_t)batch };

	h->fd = open(NODE, O_RDWR | O_CLOEXEC);
	CHECK(h->fd >= 0, "%s: %s", NODE, strerror(errno));
	host_ioctl(h, DRM_IOCTL_I915_GEM_CREATE, &create, "make a batch");
	h->batch = create.handle;
	write.handle = create.handle;
	host_ioctl(h, DRM_IOCTL_I915_GEM_PWRITE, &write, "write a batch");
}

void host_give(struct host *h, int dmabuf)
{
	struct drm_prime_handle prime = { .fd = dmabuf };
	struct drm_i915_gem_exec_object2 objects[2] = { 0 };
	struct drm_i915_gem_execbuffer2 exec = {
		.buffers_ptr = (uintptr_t)objects,
		.buffer_count = ARRAY_SIZE(objects),
		.batch_len = 2 * sizeof(u32),
		.flags = I915_EXEC_BLT,
	};

	host_ioctl(h, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime, "import the picture");
	h->picture = prime.handle;
	objects[0].handle = prime.handle;
	objects[1].handle = h->batch;
	host_ioctl(h, DRM_IOCTL_I915_GEM_EXECBUFFER2, &exec, "use the picture");
}

void host_take_back(struct host *h)
{
	struct drm_i915_gem_wait wait = { .bo_handle = h->batch, .timeout_ns = -1 };
	struct drm_gem_close gone = { .handle = h->picture };

	host_ioctl(h, DRM_IOCTL_I915_GEM_WAIT, &wait, "wait for its batch");
	host_ioctl(h, DRM_IOCTL_GEM_CLOSE, &gone, "let the picture go");
}

void host_close(struct host *h)
{
	close(h->fd);
}
