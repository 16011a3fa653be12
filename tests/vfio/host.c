// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs of the host's: one that uses a dma-buf on the GPU, as to show it, and one that
 * always has work.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm.h>
#include <i915_drm.h>

#include "gpu.h"
#include "host.h"
#include "test.h"

#define NODE		"/dev/dri/renderD128"
#define REGISTERS	"/sys/class/drm/card0/device/resource0"
#define FORCEWAKE	"/sys/kernel/debug/dri/0/i915_forcewake_user"
#define BATCH_END	0x05000000u
#define STORE_DATA	0x10000002u	/* MI_STORE_DATA_IMM, a word */
#define STORES		8000u
#define WORK_ADDR	0x800000u	/* of the first one's; each is smaller than this */

static void host_ioctl(struct host *h, unsigned long request, void *arg, const char *what)
{
	int ret;

	do {
		ret = ioctl(h->fd, request, arg);
	} while (ret && (errno == EINTR || errno == EAGAIN));
	CHECK(!ret, "the host cannot %s: %s", what, strerror(errno));
}

static u32 host_batch(struct host *h, const u32 *words, size_t size)
{
	struct drm_i915_gem_create create = { .size = size };
	struct drm_i915_gem_pwrite write = { .size = size, .data_ptr = (uintptr_t)words };

	host_ioctl(h, DRM_IOCTL_I915_GEM_CREATE, &create, "make a batch");
	write.handle = create.handle;
	host_ioctl(h, DRM_IOCTL_I915_GEM_PWRITE, &write, "write a batch");
	return create.handle;
}

/* Each stores behind its own end. */
static u32 host_stores(struct host *h, u32 addr)
{
	static u32 words[STORES * 4 + 4];
	u32 i;

	for (i = 0; i < STORES; i++) {
		words[i * 4] = STORE_DATA;
		words[i * 4 + 1] = addr + STORES * 16 + 8;
		words[i * 4 + 3] = i;
	}
	words[STORES * 4] = BATCH_END;
	return host_batch(h, words, sizeof(words));
}

void host_open(struct host *h)
{
	static const u32 empty[2] = { BATCH_END };
	u32 i;

	memset(h, 0, sizeof(*h));
	h->fd = open(NODE, O_RDWR | O_CLOEXEC);
	CHECK(h->fd >= 0, "%s: %s", NODE, strerror(errno));
	h->batch = host_batch(h, empty, sizeof(empty));
	for (i = 0; i < HOST_QUEUE; i++)
		h->work[i] = host_stores(h, WORK_ADDR * (i + 1));
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

static void host_submit(struct host *h, u32 i)
{
	struct drm_i915_gem_exec_object2 object = {
		.handle = h->work[i],
		.offset = WORK_ADDR * (i + 1),
		.flags = EXEC_OBJECT_PINNED,
	};
	struct drm_i915_gem_execbuffer2 exec = {
		.buffers_ptr = (uintptr_t)&object,
		.buffer_count = 1,
		.batch_len = STORES * 16 + 8,
		.flags = I915_EXEC_BLT,
	};

	host_ioctl(h, DRM_IOCTL_I915_GEM_EXECBUFFER2, &exec, "submit work");
}

void host_work(struct host *h)
{
	struct drm_i915_gem_busy busy = { 0 };

	while (h->done < h->queued) {
		busy.handle = h->work[h->done % HOST_QUEUE];
		host_ioctl(h, DRM_IOCTL_I915_GEM_BUSY, &busy, "look at its work");
		if (busy.busy)
			break;
		h->done++;
	}
	while (h->queued < h->done + HOST_QUEUE)
		host_submit(h, h->queued++ % HOST_QUEUE);
}

void host_begin(struct host *h, u32 engine)
{
	static const u64 rings[ENGINES] = {
		[RCS] = I915_EXEC_RENDER, [BCS] = I915_EXEC_BLT, [VCS] = I915_EXEC_BSD,
		[VECS] = I915_EXEC_VEBOX,
	};
	struct drm_i915_gem_exec_object2 object = { .handle = h->batch };
	struct drm_i915_gem_execbuffer2 exec = {
		.buffers_ptr = (uintptr_t)&object,
		.buffer_count = 1,
		.batch_len = 2 * sizeof(u32),
		.flags = rings[engine],
	};

	host_ioctl(h, DRM_IOCTL_I915_GEM_EXECBUFFER2, &exec, "submit an empty batch");
}

void host_end(struct host *h)
{
	struct drm_i915_gem_wait wait = { .bo_handle = h->batch, .timeout_ns = -1 };

	host_ioctl(h, DRM_IOCTL_I915_GEM_WAIT, &wait, "wait for an empty batch");
}

void host_run(struct host *h, u32 engine)
{
	host_begin(h, engine);
	host_end(h);
}

/* The driver keeps registers awake while the file is open. */
u32 host_register(u32 offset)
{
	int awake = open(FORCEWAKE, O_RDONLY | O_CLOEXEC);
	int bar = open(REGISTERS, O_RDWR | O_CLOEXEC | O_SYNC);
	u32 *page, value;

	CHECK(awake >= 0, "%s: %s", FORCEWAKE, strerror(errno));
	CHECK(bar >= 0, "%s: %s", REGISTERS, strerror(errno));
	page = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, bar, offset / PAGE_SIZE * PAGE_SIZE);
	CHECK(page != MAP_FAILED, "%s: cannot be mapped: %s", REGISTERS, strerror(errno));
	value = READ_ONCE(page[offset % PAGE_SIZE / 4]);
	munmap(page, PAGE_SIZE);
	close(bar);
	close(awake);
	return value;
}

void host_close(struct host *h)
{
	close(h->fd);
}
