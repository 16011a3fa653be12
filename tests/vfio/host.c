// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs of the host's: one that uses a dma-buf on the GPU, as to show it, and one that
 * always has work.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm.h>
#include <i915_drm.h>

#include "gpu.h"
#include "host.h"
#include "sysfs.h"
#include "test.h"

#define NODE		"/dev/dri/renderD128"
#define REGISTERS	"/sys/class/drm/card0/device/resource0"
#define FORCEWAKE	"/sys/kernel/debug/dri/0/i915_forcewake_user"
#define ENGINE_INFO	"/sys/kernel/debug/dri/0/i915_engine_info"
/* The engines to reset, as a mask. Those whose reset fails, or is off, take the whole GPU along. */
#define WEDGED		"/sys/kernel/debug/dri/0/i915_wedged"
#define ALL_ENGINES	0xffffffffu
#define RESET		"/sys/kernel/debug/dri/0/i915_params/reset"
#define RESET_GPU	1	/* not engines, one by one */
#define CAPTURE		"/sys/kernel/debug/dri/0/i915_params/error_capture"
#define BATCH_END	0x05000000u
#define STORE_DATA	0x10000002u	/* MI_STORE_DATA_IMM, a word */
#define STORES		8000u
#define STORE_REGISTER	0x12000002u	/* MI_STORE_REGISTER_MEM */
#define LOOKS		4000u
#define LOOK_ADDR	0x6000000u
#define LOOK_TO		(LOOKS * 16 + 16)
#define WORK_ADDR	0x800000u	/* of the first one's; each is smaller than this */
#define STORE_ADDR	0x400000u
#define STORE_TO	0x800u		/* in the page of the batch */

static void host_ioctl(struct host *h, unsigned long request, void *arg, const char *what)
{
	int ret;

	do {
		ret = ioctl(h->fd, request, arg);
	} while (ret && (errno == EINTR || errno == EAGAIN));
	CHECK(!ret, "the host cannot %s: %s", what, strerror(errno));
}

u32 host_batch(struct host *h, const u32 *words, size_t size)
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

void host_open_node(struct host *h)
{
	memset(h, 0, sizeof(*h));
	h->fd = open(NODE, O_RDWR | O_CLOEXEC);
	CHECK(h->fd >= 0, "%s: %s", NODE, strerror(errno));
}

void host_open(struct host *h)
{
	static const u32 empty[2] = { BATCH_END }, no_stores[PAGE_SIZE / 4] = { BATCH_END };
	u32 i;

	host_open_node(h);
	h->batch = host_batch(h, empty, sizeof(empty));
	for (i = 0; i < HOST_QUEUE; i++)
		h->work[i] = host_stores(h, WORK_ADDR * (i + 1));
	h->store = host_batch(h, no_stores, sizeof(no_stores));
}

void host_priority(struct host *h, int priority)
{
	struct drm_i915_gem_context_param param = {
		.param = I915_CONTEXT_PARAM_PRIORITY,
		.value = (u64)(s64)priority,
	};

	host_ioctl(h, DRM_IOCTL_I915_GEM_CONTEXT_SETPARAM, &param, "have its priority");
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

static void host_wait(struct host *h, u32 handle, const char *what)
{
	struct drm_i915_gem_wait wait = { .bo_handle = handle, .timeout_ns = -1 };

	host_ioctl(h, DRM_IOCTL_I915_GEM_WAIT, &wait, what);
}

void host_take_back(struct host *h)
{
	struct drm_gem_close gone = { .handle = h->picture };

	host_wait(h, h->batch, "wait for its batch");
	host_ioctl(h, DRM_IOCTL_GEM_CLOSE, &gone, "let the picture go");
}

static const u64 rings[ENGINES] = {
	[RCS] = I915_EXEC_RENDER, [BCS] = I915_EXEC_BLT, [VCS] = I915_EXEC_BSD,
	[VECS] = I915_EXEC_VEBOX,
};

void host_submit(struct host *h, u32 engine, u32 handle, u64 addr, u32 size)
{
	struct drm_i915_gem_exec_object2 object = {
		.handle = handle,
		.offset = addr,
		.flags = EXEC_OBJECT_PINNED,
	};
	struct drm_i915_gem_execbuffer2 exec = {
		.buffers_ptr = (uintptr_t)&object,
		.buffer_count = 1,
		.batch_len = size,
		.flags = rings[engine],
	};

	host_ioctl(h, DRM_IOCTL_I915_GEM_EXECBUFFER2, &exec, "submit work");
}

bool host_busy(struct host *h, u32 handle)
{
	struct drm_i915_gem_busy busy = { .handle = handle };

	host_ioctl(h, DRM_IOCTL_I915_GEM_BUSY, &busy, "look at its work");
	return busy.busy;
}

void host_work(struct host *h)
{
	while (h->done < h->queued && !host_busy(h, h->work[h->done % HOST_QUEUE]))
		h->done++;
	for (; h->queued < h->done + HOST_QUEUE; h->queued++) {
		u32 i = h->queued % HOST_QUEUE;

		host_submit(h, BCS, h->work[i], WORK_ADDR * (i + 1), STORES * 16 + 8);
	}
}

void host_work_end(struct host *h)
{
	for (; h->done < h->queued; h->done++)
		host_wait(h, h->work[h->done % HOST_QUEUE], "wait for its work");
}

static void host_store_begin(struct host *h)
{
	u32 words[5] = { STORE_DATA, STORE_ADDR + STORE_TO, 0, h->stored + 1, BATCH_END };
	struct drm_i915_gem_pwrite write = {
		.handle = h->store,
		.size = sizeof(words),
		.data_ptr = (uintptr_t)words,
	};

	host_ioctl(h, DRM_IOCTL_I915_GEM_PWRITE, &write, "write a batch");
	host_submit(h, BCS, h->store, STORE_ADDR, sizeof(words) + 4);
	h->storing = true;
}

static void host_store_check(struct host *h)
{
	u32 word = 0;
	struct drm_i915_gem_pread read = {
		.handle = h->store,
		.offset = STORE_TO,
		.size = sizeof(word),
		.data_ptr = (uintptr_t)&word,
	};

	host_ioctl(h, DRM_IOCTL_I915_GEM_PREAD, &read, "read what it stored");
	CHECK(word == h->stored + 1, "the host's work stored %u, not %u", word, h->stored + 1);
	h->stored++;
	h->storing = false;
}

void host_store(struct host *h)
{
	if (h->storing && host_busy(h, h->store))
		return;
	if (h->storing)
		host_store_check(h);
	host_store_begin(h);
}

void host_store_end(struct host *h)
{
	if (!h->storing)
		return;
	host_wait(h, h->store, "wait for its work");
	host_store_check(h);
}

void host_look(struct host *h, u32 engine, u32 reg)
{
	static u32 words[(LOOK_TO + LOOKS * 4) / 4];
	u32 i;

	for (i = 0; i < LOOKS; i++) {
		words[i * 4] = STORE_REGISTER;
		words[i * 4 + 1] = reg;
		words[i * 4 + 2] = LOOK_ADDR + LOOK_TO + i * 4;
	}
	words[LOOKS * 4] = BATCH_END;
	h->look = host_batch(h, words, sizeof(words));
	host_submit(h, engine, h->look, LOOK_ADDR, LOOK_TO);
}

u32 host_saw_others(struct host *h, u32 value)
{
	static u32 words[LOOKS];
	struct drm_i915_gem_pread read = {
		.handle = h->look,
		.offset = LOOK_TO,
		.size = sizeof(words),
		.data_ptr = (uintptr_t)words,
	};
	struct drm_gem_close gone = { .handle = h->look };
	u32 i, others = 0;

	host_wait(h, h->look, "wait for work that looks");
	host_ioctl(h, DRM_IOCTL_I915_GEM_PREAD, &read, "read what it saw");
	host_ioctl(h, DRM_IOCTL_GEM_CLOSE, &gone, "let it go");
	for (i = 0; i < LOOKS; i++)
		others += words[i] != value;
	return others;
}

void host_begin(struct host *h, u32 engine)
{
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
	host_wait(h, h->batch, "wait for an empty batch");
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

static u64 reset_param;

static void reset_restore(void)
{
	sysfs_put(RESET, reset_param);
	sysfs_put(CAPTURE, 1);
}

/* How often the whole GPU was reset. */
static u32 gpu_resets(void)
{
	FILE *file = fopen(ENGINE_INFO, "r");
	char line[256];
	u32 of_engine, of_gpu = 0;
	bool found = false;

	CHECK(file, "%s: %s", ENGINE_INFO, strerror(errno));
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, " Reset count: %u (global %u)", &of_engine, &of_gpu) == 2;
	fclose(file);
	CHECK(found, "%s: no count of resets", ENGINE_INFO);
	return of_gpu;
}

void host_reset_gpu(void)
{
	u32 resets = gpu_resets();

	reset_param = sysfs_number(RESET);
	atexit(reset_restore);
	/* For its user the driver would copy the GPU's state, which takes long. */
	sysfs_put(CAPTURE, 0);
	sysfs_put(RESET, RESET_GPU);
	sysfs_put(WEDGED, ALL_ENGINES);
	reset_restore();
	CHECK(gpu_resets() == resets + 1, "the host's driver does not reset the GPU");
}

void host_close(struct host *h)
{
	close(h->fd);
}
