// SPDX-License-Identifier: GPL-2.0-only
/*
 * See native.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm.h>
#include <i915_drm.h>

#include "native.h"
#include "sample.h"
#include "test.h"

#define NODE		"/dev/dri/renderD128"
#define BATCH_END	0x05000000u
#define STORE_DATA	0x10000002u	/* MI_STORE_DATA_IMM, a word */
#define ADDR		0x1000000ull

static void native_ioctl(struct native *n, unsigned long request, void *arg, const char *what)
{
	int ret;

	do {
		ret = ioctl(n->fd, request, arg);
	} while (ret && (errno == EINTR || errno == EAGAIN));
	CHECK(!ret, "the host cannot %s: %s", what, strerror(errno));
}

/* As a guest's: one word after another, in the page behind its end. */
static u32 native_batch(struct native *n, u64 addr, u32 stores)
{
	u32 page = n->size - PAGE_SIZE, *words = calloc(1, n->size), i;
	struct drm_i915_gem_create create = { .size = n->size };
	struct drm_i915_gem_pwrite write = { .size = n->size, .data_ptr = (uintptr_t)words };

	CHECK(words, "no memory");
	for (i = 0; i < stores; i++) {
		words[i * 4] = STORE_DATA;
		words[i * 4 + 1] = addr + page + i * 4 % PAGE_SIZE;
		words[i * 4 + 3] = i;
	}
	words[stores * 4] = BATCH_END;
	native_ioctl(n, DRM_IOCTL_I915_GEM_CREATE, &create, "make a batch");
	write.handle = create.handle;
	native_ioctl(n, DRM_IOCTL_I915_GEM_PWRITE, &write, "write a batch");
	free(words);
	return create.handle;
}

void native_open(struct native *n, u32 stores)
{
	u32 i;

	memset(n, 0, sizeof(*n));
	n->fd = open(NODE, O_RDWR | O_CLOEXEC);
	CHECK(n->fd >= 0, "%s: %s", NODE, strerror(errno));
	/* With its end, in whole pages, and a page to store to. */
	n->size = (stores * 16 / PAGE_SIZE + 2) * PAGE_SIZE;
	for (i = 0; i < NATIVE_QUEUE; i++) {
		n->addr[i] = ADDR * (i + 1);
		n->batch[i] = native_batch(n, n->addr[i], stores);
	}
}

static void native_submit(struct native *n)
{
	u32 i = n->queued++ % NATIVE_QUEUE;
	struct drm_i915_gem_exec_object2 object = {
		.handle = n->batch[i],
		.offset = n->addr[i],
		.flags = EXEC_OBJECT_PINNED,
	};
	struct drm_i915_gem_execbuffer2 exec = {
		.buffers_ptr = (uintptr_t)&object,
		.buffer_count = 1,
		.batch_len = n->size - PAGE_SIZE,
		.flags = I915_EXEC_BLT,
	};

	native_ioctl(n, DRM_IOCTL_I915_GEM_EXECBUFFER2, &exec, "submit a batch");
}

static bool native_busy(struct native *n)
{
	struct drm_i915_gem_busy busy = { .handle = n->batch[n->done % NATIVE_QUEUE] };

	native_ioctl(n, DRM_IOCTL_I915_GEM_BUSY, &busy, "look at its batch");
	return busy.busy;
}

u32 native_play(struct native *n, u64 ns)
{
	u64 start = now_ns();
	u32 first = n->done;

	while (now_ns() - start < ns || n->done < n->queued) {
		while (n->done < n->queued && !native_busy(n))
			n->done++;
		if (n->queued - n->done < NATIVE_QUEUE && now_ns() - start < ns)
			native_submit(n);
	}
	return n->done - first;
}

void native_close(struct native *n)
{
	close(n->fd);
}
