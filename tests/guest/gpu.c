// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <i915_drm.h>
#include <xf86drm.h>

#include "gpu.h"

/* A hang is found by i915 itself after some seconds: wait longer than that. */
#define WAIT_NS		(30ll * 1000000000)

static const char * const class_names[] = {
	[I915_ENGINE_CLASS_RENDER] = "render",
	[I915_ENGINE_CLASS_COPY] = "blitter",
	[I915_ENGINE_CLASS_VIDEO] = "video",
	[I915_ENGINE_CLASS_VIDEO_ENHANCE] = "video-enhancement",
};

/*
 * Where buffers are placed in turn: low, across a border of 1 GiB, above 4 GiB, and under
 * the second entry of the page-map level 4, so that tables of every level come and go.
 */
static const u64 regions[] = {
	16ull << 20, (1ull << 30) - (1ull << 20), 5ull << 30, (1ull << 39) + (3ull << 21),
};

void die(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(status);
}

unsigned int parse_number(const char *option, const char *text, unsigned int max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (end == text || *end || n > max)
		die(EXIT_USAGE, "%s takes a number up to %u", option, max);
	return n;
}

int gpu_open_fd(const char *path)
{
	drmVersionPtr version;
	bool is_i915;
	int fd;

	path = path ? path : "/dev/dri/card0";
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		die(EXIT_NO_DEVICE, "%s: %s (is i915 loaded?)", path, strerror(errno));
	version = drmGetVersion(fd);
	is_i915 = version && !strcmp(version->name, "i915");
	drmFreeVersion(version);
	if (!is_i915)
		die(EXIT_NO_DEVICE, "%s is not a device of i915", path);
	return fd;
}

static void name_engine(struct gpu_engine *engine)
{
	const char *name = "unknown";

	if (engine->class < ARRAY_SIZE(class_names))
		name = class_names[engine->class];
	if (engine->instance)
		snprintf(engine->name, sizeof(engine->name), "%s%u", name,
			 engine->instance + 1u);
	else
		snprintf(engine->name, sizeof(engine->name), "%s", name);
}

/* The rings that the 4.x kernels know, and the parameter that says so; 0: always there. */
static const struct {
	u16 class;
	u16 instance;
	u32 ring;
	int param;
} old_rings[] = {
	{ I915_ENGINE_CLASS_RENDER, 0, I915_EXEC_RENDER, 0 },
	{ I915_ENGINE_CLASS_COPY, 0, I915_EXEC_BLT, I915_PARAM_HAS_BLT },
	{ I915_ENGINE_CLASS_VIDEO, 0, I915_EXEC_BSD | I915_EXEC_BSD_RING1, I915_PARAM_HAS_BSD },
	{ I915_ENGINE_CLASS_VIDEO, 1, I915_EXEC_BSD | I915_EXEC_BSD_RING2, I915_PARAM_HAS_BSD2 },
	{ I915_ENGINE_CLASS_VIDEO_ENHANCE, 0, I915_EXEC_VEBOX, I915_PARAM_HAS_VEBOX },
};

static bool has_param(struct gpu *gpu, int param, int least)
{
	int value = 0;
	drm_i915_getparam_t arg = { .param = param, .value = &value };

	return !drmIoctl(gpu->fd, DRM_IOCTL_I915_GETPARAM, &arg) && value >= least;
}

static void find_rings(struct gpu *gpu)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(old_rings); i++) {
		struct gpu_engine *engine = &gpu->engines[gpu->count];

		if (old_rings[i].param && !has_param(gpu, old_rings[i].param, 1))
			continue;
		engine->class = old_rings[i].class;
		engine->instance = old_rings[i].instance;
		engine->ring = old_rings[i].ring;
		name_engine(engine);
		gpu->count++;
	}
}

/* i915 has the query since 5.3: false if it is not there. */
static bool find_engines(struct gpu *gpu)
{
	u64 room[512] = { 0 };
	struct drm_i915_query_engine_info *info = (void *)room;
	struct drm_i915_query_item item = {
		.query_id = DRM_I915_QUERY_ENGINE_INFO,
		.length = sizeof(room),
		.data_ptr = (uintptr_t)info,
	};
	struct drm_i915_query query = {
		.num_items = 1,
		.items_ptr = (uintptr_t)&item,
	};
	unsigned int i;

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_QUERY, &query) || item.length == -EINVAL)
		return false;
	if (item.length < 0)
		die(EXIT_ERROR, "cannot ask the driver for its engines: %s",
		    strerror(-item.length));
	for (i = 0; i < info->num_engines && i < GPU_MAX_ENGINES; i++) {
		gpu->engines[i].class = info->engines[i].engine.engine_class;
		gpu->engines[i].instance = info->engines[i].engine.engine_instance;
		gpu->engines[i].ring = i;
		name_engine(&gpu->engines[i]);
	}
	gpu->count = i;
	return true;
}

void gpu_open_old(struct gpu *gpu, const char *path)
{
	*gpu = (struct gpu){ .fd = gpu_open_fd(path), .old = true };
	memcpy(gpu->next, regions, sizeof(regions));
	find_rings(gpu);
}

void gpu_open(struct gpu *gpu, const char *path)
{
	*gpu = (struct gpu){ .fd = gpu_open_fd(path) };
	memcpy(gpu->next, regions, sizeof(regions));
	gpu->old = !find_engines(gpu);
	if (gpu->old)
		find_rings(gpu);
}

void gpu_close(struct gpu *gpu)
{
	close(gpu->fd);
}

static u32 new_plain_context(struct gpu *gpu)
{
	struct drm_i915_gem_context_create create = { 0 };

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_CONTEXT_CREATE, &create))
		die(EXIT_ERROR, "cannot create a context: %s", strerror(errno));
	return create.ctx_id;
}

u32 gpu_new_context(struct gpu *gpu)
{
	I915_DEFINE_CONTEXT_PARAM_ENGINES(map, GPU_MAX_ENGINES) = { 0 };
	struct drm_i915_gem_context_create_ext_setparam engines = {
		.base.name = I915_CONTEXT_CREATE_EXT_SETPARAM,
		.param = {
			.param = I915_CONTEXT_PARAM_ENGINES,
			.size = sizeof(map.extensions) +
				gpu->count * sizeof(map.engines[0]),
			.value = (uintptr_t)&map,
		},
	};
	struct drm_i915_gem_context_create_ext create = {
		.flags = I915_CONTEXT_CREATE_FLAGS_USE_EXTENSIONS,
		.extensions = (uintptr_t)&engines,
	};
	unsigned int i;

	if (gpu->old)
		return new_plain_context(gpu);
	for (i = 0; i < gpu->count; i++) {
		map.engines[i].engine_class = gpu->engines[i].class;
		map.engines[i].engine_instance = gpu->engines[i].instance;
	}
	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_CONTEXT_CREATE_EXT, &create))
		die(EXIT_ERROR, "cannot create a context for %u engines: %s", gpu->count,
		    strerror(errno));
	return create.ctx_id;
}

void gpu_end_context(struct gpu *gpu, u32 context)
{
	struct drm_i915_gem_context_destroy destroy = { .ctx_id = context };

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_CONTEXT_DESTROY, &destroy))
		die(EXIT_ERROR, "cannot destroy a context: %s", strerror(errno));
}

void gpu_reset_stats(struct gpu *gpu, u32 context, unsigned int *active, unsigned int *pending)
{
	struct drm_i915_reset_stats stats = { .ctx_id = context };

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GET_RESET_STATS, &stats))
		die(EXIT_ERROR, "cannot ask for reset statistics: %s", strerror(errno));
	*active = stats.batch_active;
	*pending = stats.batch_pending;
}

unsigned int gpu_resets(struct gpu *gpu, u32 context)
{
	unsigned int active, pending;

	gpu_reset_stats(gpu, context, &active, &pending);
	return active + pending;
}

static void *map_by_handle(struct gpu *gpu, const struct bo *bo)
{
	struct drm_i915_gem_mmap arg = { .handle = bo->handle, .size = bo->size };

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_MMAP, &arg))
		die(EXIT_ERROR, "cannot map a buffer by its handle: %s", strerror(errno));
	return (void *)(uintptr_t)arg.addr_ptr;
}

static void *map_bo(struct gpu *gpu, const struct bo *bo)
{
	struct drm_i915_gem_mmap_offset arg = {
		.handle = bo->handle,
		.flags = I915_MMAP_OFFSET_WB,
	};
	void *map;

	/* i915 has offsets of this kind since 5.5; before, it takes the request for another. */
	if (gpu->old || !has_param(gpu, I915_PARAM_MMAP_GTT_VERSION, 4))
		return map_by_handle(gpu, bo);
	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_MMAP_OFFSET, &arg))
		die(EXIT_ERROR, "cannot map a buffer: %s", strerror(errno));
	map = mmap(NULL, bo->size, PROT_READ | PROT_WRITE, MAP_SHARED, gpu->fd,
		   arg.offset);
	if (map == MAP_FAILED)
		die(EXIT_ERROR, "cannot map a buffer: %s", strerror(errno));
	return map;
}

static void set_domain(struct gpu *gpu, const struct bo *bo)
{
	struct drm_i915_gem_set_domain arg = {
		.handle = bo->handle,
		.read_domains = I915_GEM_DOMAIN_CPU,
		.write_domain = I915_GEM_DOMAIN_CPU,
	};

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_SET_DOMAIN, &arg))
		die(EXIT_ERROR, "cannot move a buffer to the CPU: %s", strerror(errno));
}

void gpu_new_bo(struct gpu *gpu, struct bo *bo, u64 size)
{
	struct drm_i915_gem_create create;
	u64 *next = &gpu->next[gpu->made++ % ARRAY_SIZE(regions)];

	size = (size + PAGE_SIZE - 1) & ~(u64)(PAGE_SIZE - 1);
	create = (struct drm_i915_gem_create){ .size = size };
	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_CREATE, &create))
		die(EXIT_ERROR, "cannot create a buffer of %llu bytes: %s",
		    (unsigned long long)size, strerror(errno));
	*bo = (struct bo){ .handle = create.handle, .addr = *next, .size = create.size };
	/* A page between two buffers stays free, to catch what goes too far. */
	*next += create.size + PAGE_SIZE;
	bo->map = map_bo(gpu, bo);
	set_domain(gpu, bo);
}

void gpu_free_bo(struct gpu *gpu, struct bo *bo)
{
	struct drm_gem_close arg = { .handle = bo->handle };

	if (!bo->handle)
		return;
	munmap(bo->map, bo->size);
	drmIoctl(gpu->fd, DRM_IOCTL_GEM_CLOSE, &arg);
	*bo = (struct bo){ 0 };
}

void gpu_submit(struct gpu *gpu, const struct gpu_job *job)
{
	struct drm_i915_gem_exec_object2 objects[GPU_MAX_REFS] = { 0 };
	struct drm_i915_gem_execbuffer2 exec = {
		.buffers_ptr = (uintptr_t)objects,
		.buffer_count = job->count,
		.flags = gpu->engines[job->engine].ring | I915_EXEC_NO_RELOC,
		.rsvd1 = job->context,
	};
	unsigned int i;

	for (i = 0; i < job->count; i++) {
		objects[i].handle = job->bo[i]->handle;
		objects[i].offset = job->bo[i]->addr;
		objects[i].flags = EXEC_OBJECT_PINNED | EXEC_OBJECT_SUPPORTS_48B_ADDRESS;
		if (job->write & BIT(i))
			objects[i].flags |= EXEC_OBJECT_WRITE;
	}
	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &exec))
		die(EXIT_ERROR, "%s: the driver refused a batch: %s",
		    gpu->engines[job->engine].name, strerror(errno));
}

bool gpu_finish(struct gpu *gpu, const struct bo *bo)
{
	struct drm_i915_gem_wait wait = {
		.bo_handle = bo->handle,
		.timeout_ns = WAIT_NS,
	};

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_WAIT, &wait)) {
		if (errno == ETIME)
			return false;
		die(EXIT_ERROR, "cannot wait for a batch: %s", strerror(errno));
	}
	set_domain(gpu, bo);
	return true;
}
