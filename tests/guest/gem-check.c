// SPDX-License-Identifier: GPL-2.0-only
/*
 * gem-check: what i915 promises its programs, a test for each promise, named after IGT's
 * test of the same thing.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <i915_drm.h>
#include <xf86drm.h>

#include "batch.h"

#define EXIT_SKIP	77
#define WAIT_MS		30000
#define DEBUGFS		"/sys/kernel/debug/dri/0/"
/* For i915_wedged, which takes a mask. */
#define ALL_ENGINES	"0xffffffffffffffff"

static struct gpu gpu;

#define CHECK(what, ...) do {				\
	if (!(what))					\
		die(EXIT_WRONG, __VA_ARGS__);		\
} while (0)

/* MI_STORE_REGISTER_MEM */
static void batch_store_reg(struct batch *b, u64 addr, u32 reg)
{
	batch_emit(b, 0x24 << 23 | 2);
	batch_emit(b, reg);
	batch_emit_addr(b, addr);
}

/* MI_LOAD_REGISTER_IMM */
static void batch_load_reg(struct batch *b, u32 reg, u32 value)
{
	batch_emit(b, 0x22 << 23 | 1);
	batch_emit(b, reg);
	batch_emit(b, value);
}

/* execbuf as it comes; 0 or a negative errno. */
static int execbuf(struct drm_i915_gem_execbuffer2 *exec)
{
	return drmIoctl(gpu.fd, DRM_IOCTL_I915_GEM_EXECBUFFER2_WR, exec) ? -errno : 0;
}

static u32 new_handle(u64 size)
{
	struct drm_i915_gem_create create = { .size = size };

	CHECK(!drmIoctl(gpu.fd, DRM_IOCTL_I915_GEM_CREATE, &create), "no buffer: %s",
	      strerror(errno));
	return create.handle;
}

static void write_handle(u32 handle, const void *data, u32 size)
{
	struct drm_i915_gem_pwrite arg = {
		.handle = handle,
		.size = size,
		.data_ptr = (uintptr_t)data,
	};

	CHECK(!drmIoctl(gpu.fd, DRM_IOCTL_I915_GEM_PWRITE, &arg), "pwrite: %s",
	      strerror(errno));
}

static u32 read_handle(u32 handle, u64 offset)
{
	u32 value = 0;
	struct drm_i915_gem_pread arg = {
		.handle = handle,
		.offset = offset,
		.size = sizeof(value),
		.data_ptr = (uintptr_t)&value,
	};

	CHECK(!drmIoctl(gpu.fd, DRM_IOCTL_I915_GEM_PREAD, &arg), "pread: %s", strerror(errno));
	return value;
}

static void close_handle(u32 handle)
{
	struct drm_gem_close arg = { .handle = handle };

	drmIoctl(gpu.fd, DRM_IOCTL_GEM_CLOSE, &arg);
}

/* Runs @batch with @out in @context, and waits. */
static void run(unsigned int engine, u32 context, struct bo *out, struct batch *batch)
{
	struct gpu_job job = {
		.engine = engine,
		.context = context,
		.bo = { out, batch->bo },
		.write = BIT(0),
		.count = 2,
	};

	batch_end(batch);
	gpu_submit(&gpu, &job);
	CHECK(gpu_finish(&gpu, out), "%s: a batch does not end", gpu.engines[engine].name);
}

/* One store by @engine in @context arrives. */
static void store_works(unsigned int engine, u32 context, u32 value)
{
	struct bo out, code;
	struct batch b = { .bo = &code };

	gpu_new_bo(&gpu, &out, PAGE_SIZE);
	gpu_new_bo(&gpu, &code, PAGE_SIZE);
	batch_store32(&b, out.addr + 64, value);
	run(engine, context, &out, &b);
	CHECK(out.map[16] == value, "%s: %#x instead of %#x", gpu.engines[engine].name,
	      out.map[16], value);
	gpu_free_bo(&gpu, &out);
	gpu_free_bo(&gpu, &code);
}

static void all_work(u32 value)
{
	u32 context = gpu_new_context(&gpu);
	unsigned int i;

	for (i = 0; i < gpu.count; i++)
		store_works(i, context, value + i);
	gpu_end_context(&gpu, context);
}

static void write_file(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0)
		die(EXIT_SKIP, "%s: %s", path, strerror(errno));
	CHECK(write(fd, value, strlen(value)) > 0, "%s: %s", path, strerror(errno));
	close(fd);
}

/* gem_exec_store: every engine, a page each; twelve contexts, more than vgt has shadows. */
static void exec_store(void)
{
	u32 context[12];
	unsigned int i, e;

	for (i = 0; i < ARRAY_SIZE(context); i++)
		context[i] = gpu_new_context(&gpu);
	for (i = 0; i < 2 * ARRAY_SIZE(context); i++)
		for (e = 0; e < gpu.count; e++)
			store_works(e, context[i % ARRAY_SIZE(context)], i << 8 | e);
	for (i = 0; i < ARRAY_SIZE(context); i++)
		gpu_end_context(&gpu, context[i]);
}

/* gem_exec_reloc: addresses that the driver writes into the batch. */
static void reloc(unsigned int engine, u32 context, u64 presumed, u32 delta)
{
	/* What is presumed stands there already: where that is right, nothing is written. */
	u64 there = presumed + delta;
	u32 words[] = { 0x20 << 23 | 2, there, there >> 32, 0x600dc0de, 0x0a << 23, 0 };
	struct drm_i915_gem_relocation_entry entry = {
		.delta = delta,
		.offset = sizeof(u32),
		.presumed_offset = presumed,
		.read_domains = I915_GEM_DOMAIN_RENDER,
		.write_domain = I915_GEM_DOMAIN_RENDER,
	};
	struct drm_i915_gem_exec_object2 objects[2] = {
		{ .handle = new_handle(PAGE_SIZE) },
		{
			.handle = new_handle(PAGE_SIZE),
			.relocation_count = 1,
			.relocs_ptr = (uintptr_t)&entry,
		},
	};
	struct drm_i915_gem_execbuffer2 exec = {
		.buffers_ptr = (uintptr_t)objects,
		.buffer_count = 2,
		.flags = engine,
		.rsvd1 = context,
	};
	int error;
	u32 got;

	entry.target_handle = objects[0].handle;
	write_handle(objects[1].handle, words, sizeof(words));
	error = execbuf(&exec);
	CHECK(!error, "a batch with a relocation: %s", strerror(-error));
	got = read_handle(objects[0].handle, delta);
	CHECK(got == 0x600dc0de, "%s: at %#x there is %#x", gpu.engines[engine].name, delta,
	      got);
	CHECK(entry.presumed_offset == objects[0].offset, "the presumed offset is %#llx",
	      (unsigned long long)entry.presumed_offset);
	close_handle(objects[0].handle);
	close_handle(objects[1].handle);
}

static void exec_reloc(void)
{
	u32 context = gpu_new_context(&gpu);
	unsigned int i;

	for (i = 0; i < gpu.count; i++) {
		reloc(i, context, -1, 0);
		reloc(i, context, 0, 0xffc);
		reloc(i, context, 0x123000, 0x40);
	}
	gpu_end_context(&gpu, context);
}

/* gem_softpin: where the program says, or an error. */
static int pinned_at(u32 context, u64 addr, u64 batch_addr)
{
	/* In canonical form: bit 47 goes on to the top. */
	u64 canonical = (u64)((s64)(addr << 16) >> 16);
	u32 words[] = { 0x20 << 23 | 2, canonical, canonical >> 32, 0x50f791, 0x0a << 23, 0 };
	struct drm_i915_gem_exec_object2 objects[2] = {
		{ .handle = new_handle(PAGE_SIZE), .offset = canonical },
		{ .handle = new_handle(PAGE_SIZE), .offset = batch_addr },
	};
	struct drm_i915_gem_execbuffer2 exec = {
		.buffers_ptr = (uintptr_t)objects,
		.buffer_count = 2,
		.rsvd1 = context,
	};
	int error;

	objects[0].flags = EXEC_OBJECT_PINNED | EXEC_OBJECT_SUPPORTS_48B_ADDRESS |
			   EXEC_OBJECT_WRITE;
	objects[1].flags = EXEC_OBJECT_PINNED | EXEC_OBJECT_SUPPORTS_48B_ADDRESS;
	write_handle(objects[1].handle, words, sizeof(words));
	error = execbuf(&exec);
	if (!error)
		CHECK(read_handle(objects[0].handle, 0) == 0x50f791,
		      "the store to %#llx is not there", (unsigned long long)addr);
	close_handle(objects[0].handle);
	close_handle(objects[1].handle);
	return error;
}

static void softpin(void)
{
	static const u64 good[] = {
		0x10000, 0xfffff000, 0x100000000, (1ull << 39) - 0x1000, 1ull << 39,
		(1ull << 47) - 0x1000, 1ull << 47, (1ull << 48) - 0x2000,
	};
	u32 context = gpu_new_context(&gpu);
	unsigned int i;
	int error;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		error = pinned_at(context, good[i], 0x200000);
		CHECK(!error, "%#llx: %s", (unsigned long long)good[i], strerror(-error));
	}
	error = pinned_at(context, 0x10800, 0x200000);
	CHECK(error == -EINVAL, "an address inside of a page: %d", error);
	error = pinned_at(context, 0x200000, 0x200000);
	CHECK(error == -EINVAL || error == -ENOSPC, "two at one address: %d", error);
	gpu_end_context(&gpu, context);
}

/* gem_exec_fence: a file that says when a batch is done, and waits for one. */
static void exec_fence(void)
{
	u32 context[2] = { gpu_new_context(&gpu), gpu_new_context(&gpu) };
	struct bo out, code[2];
	unsigned int i, e;

	gpu_new_bo(&gpu, &out, PAGE_SIZE);
	for (i = 0; i < 2; i++)
		gpu_new_bo(&gpu, &code[i], 4 * PAGE_SIZE);
	for (e = 0; e < gpu.count; e++) {
		int fence = -1;

		for (i = 0; i < 2; i++) {
			struct batch b = { .bo = &code[i] };
			struct drm_i915_gem_exec_object2 objects[2] = {
				{ .handle = out.handle, .offset = out.addr },
				{ .handle = code[i].handle, .offset = code[i].addr },
			};
			struct drm_i915_gem_execbuffer2 exec = {
				.buffers_ptr = (uintptr_t)objects,
				.buffer_count = 2,
				.flags = (e + i) % gpu.count | I915_EXEC_NO_RELOC |
					 I915_EXEC_FENCE_OUT,
				.rsvd1 = context[i],
				.rsvd2 = fence,
			};
			unsigned int n;
			int error, last = fence;

			/* Only the fence puts them in order: not the buffer. */
			objects[0].flags = EXEC_OBJECT_PINNED | EXEC_OBJECT_ASYNC |
					   EXEC_OBJECT_SUPPORTS_48B_ADDRESS;
			objects[1].flags = objects[0].flags;
			if (i)
				exec.flags |= I915_EXEC_FENCE_IN;
			for (n = 0; n < (i ? 1 : 800); n++)
				batch_store32(&b, out.addr, e << 16 | i << 12 | n);
			batch_end(&b);
			error = execbuf(&exec);
			CHECK(!error, "a batch with a fence: %s", strerror(-error));
			fence = exec.rsvd2 >> 32;
			if (last >= 0)
				close(last);
		}
		CHECK(poll(&(struct pollfd){ .fd = fence, .events = POLLIN }, 1, WAIT_MS) == 1,
		      "%s: the fence is never signaled", gpu.engines[e].name);
		close(fence);
		CHECK(gpu_finish(&gpu, &code[0]), "a batch does not end");
		CHECK(out.map[0] == (e << 16 | 1 << 12), "%s: %#x is the last word",
		      gpu.engines[e].name, out.map[0]);
	}
}

/* gem_mmap_gtt: through the aperture, plain and in tiles. */
static void mmap_gtt(void)
{
	u32 size = 64 * PAGE_SIZE, i, tiling, swizzle, moved = 0;
	struct bo bo;

	for (tiling = I915_TILING_NONE; tiling <= I915_TILING_Y; tiling++) {
		struct drm_i915_gem_mmap_gtt arg = { 0 };
		struct drm_i915_gem_set_tiling set = { .tiling_mode = tiling, .stride = 1024 };
		struct drm_i915_gem_set_domain domain = {
			.read_domains = I915_GEM_DOMAIN_GTT,
			.write_domain = I915_GEM_DOMAIN_GTT,
		};
		u32 *map;

		gpu_new_bo(&gpu, &bo, size);
		arg.handle = bo.handle;
		set.handle = bo.handle;
		domain.handle = bo.handle;
		CHECK(!tiling || !drmIoctl(gpu.fd, DRM_IOCTL_I915_GEM_SET_TILING, &set),
		      "tiling %u: %s", tiling, strerror(errno));
		swizzle = set.swizzle_mode;
		CHECK(!drmIoctl(gpu.fd, DRM_IOCTL_I915_GEM_MMAP_GTT, &arg), "mmap_gtt: %s",
		      strerror(errno));
		map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, gpu.fd, arg.offset);
		CHECK(map != MAP_FAILED, "mmap: %s", strerror(errno));
		drmIoctl(gpu.fd, DRM_IOCTL_I915_GEM_SET_DOMAIN, &domain);
		for (i = 0; i < size / 4; i += 61)
			map[i] = i * 2654435761u;
		for (i = 0; i < size / 4; i += 61)
			CHECK(map[i] == i * 2654435761u, "tiling %u: word %u reads %#x",
			      tiling, i, map[i]);
		CHECK(gpu_finish(&gpu, &bo), "a buffer is busy");
		for (i = 0, moved = 0; i < size / 4; i += 61)
			moved += bo.map[i] != i * 2654435761u;
		CHECK(tiling || !moved, "%u words differ by the CPU's own map", moved);
		CHECK(!tiling || moved, "tiling %u: nothing is tiled", tiling);
		printf("tiling %u: swizzle %u, %u words elsewhere\n", tiling,
		       tiling ? swizzle : 0, moved);
		munmap(map, size);
		gpu_free_bo(&gpu, &bo);
	}
}

/**
 * struct own_regs - registers of an engine that each context has for itself
 * @engine: name
 * @first: offset of the first
 * @count: words
 * @mask: bits that hold what is written
 */
struct own_regs {
	const char *engine;
	u32 first;
	u32 count;
	u32 mask;
};

/* Those that programs may write (PRM vol. 2c; i915's non-privileged registers). */
static const struct own_regs own_regs[] = {
	{ "render", 0x2300, 20, ~0u },	/* statistics */
	{ "render", 0x2400, 4, ~0u },	/* MI_PREDICATE_SRC0, SRC1 */
	{ "render", 0x2430, 5, ~0u },	/* 3DPRIM_* */
	{ "render", 0x2500, 3, ~0u },	/* GPGPU_DISPATCHDIM* */
	{ "render", 0x2600, 32, ~0u },	/* CS_GPR */
	{ "render", 0x5200, 8, ~0u },	/* SO_NUM_PRIMS_WRITTEN */
	{ "render", 0x5240, 8, ~0u },	/* SO_PRIM_STORAGE_NEEDED */
	{ "render", 0x5280, 4, ~3u },	/* SO_WRITE_OFFSET */
	{ "blitter", 0x22600, 32, ~0u },
	{ "video", 0x12600, 32, ~0u },
	{ "video-enhancement", 0x1a600, 32, ~0u },
};

#define OWN_MAX	64

static void read_regs(unsigned int engine, u32 context, const struct own_regs *regs,
		      u32 *value)
{
	struct bo out, code;
	struct batch b = { .bo = &code };
	unsigned int i;

	gpu_new_bo(&gpu, &out, PAGE_SIZE);
	gpu_new_bo(&gpu, &code, PAGE_SIZE);
	for (i = 0; i < regs->count; i++)
		batch_store_reg(&b, out.addr + 4 * i, regs->first + 4 * i);
	run(engine, context, &out, &b);
	memcpy(value, out.map, regs->count * sizeof(u32));
	gpu_free_bo(&gpu, &out);
	gpu_free_bo(&gpu, &code);
}

static void write_regs(unsigned int engine, u32 context, const struct own_regs *regs, u32 seed)
{
	struct bo out, code;
	struct batch b = { .bo = &code };
	unsigned int i;

	gpu_new_bo(&gpu, &out, PAGE_SIZE);
	gpu_new_bo(&gpu, &code, PAGE_SIZE);
	for (i = 0; i < regs->count; i++)
		batch_load_reg(&b, regs->first + 4 * i, (seed + i * 0x01010101) & regs->mask);
	run(engine, context, &out, &b);
	gpu_free_bo(&gpu, &out);
	gpu_free_bo(&gpu, &code);
}

/* Two contexts write them, a third does not; how many registers have what they must not. */
static unsigned int isolated(unsigned int engine, const struct own_regs *regs)
{
	u32 context[3] = { gpu_new_context(&gpu), gpu_new_context(&gpu), gpu_new_context(&gpu) };
	static const u32 seed[2] = { 0x11223344, 0x88776654 };
	u32 fresh[OWN_MAX], got[OWN_MAX];
	unsigned int i, n, bad = 0;

	read_regs(engine, context[0], regs, fresh);
	for (n = 0; n < 2; n++)
		write_regs(engine, context[n], regs, seed[n]);
	for (n = 0; n < 3; n++) {
		read_regs(engine, context[n], regs, got);
		for (i = 0; i < regs->count; i++) {
			u32 want = n == 2 ? fresh[i] : (seed[n] + i * 0x01010101) & regs->mask;

			if ((got[i] & regs->mask) == (want & regs->mask))
				continue;
			printf("%s: context %u: %#x has %#x, not %#x\n", regs->engine, n,
			       regs->first + 4 * i, got[i], want);
			bad++;
		}
	}
	for (n = 0; n < 3; n++)
		gpu_end_context(&gpu, context[n]);
	return bad;
}

/* gem_ctx_isolation */
static void ctx_isolation(void)
{
	unsigned int i, e, bad = 0;

	for (i = 0; i < ARRAY_SIZE(own_regs); i++)
		for (e = 0; e < gpu.count; e++)
			if (!strcmp(gpu.engines[e].name, own_regs[i].engine))
				bad += isolated(e, &own_regs[i]);
	CHECK(!bad, "%u registers are wrong", bad);
}

/* gem_workarounds: the render context's registers have what i915 says it set. */
static void workarounds(void)
{
	FILE *file = fopen(DEBUGFS "i915_wa_registers", "r");
	struct own_regs reg = { .engine = "render", .count = 1 };
	u32 context = gpu_new_context(&gpu), set, mask, value;
	unsigned int count = 0, bad = 0;
	char line[200];

	if (!file)
		die(EXIT_SKIP, "no " DEBUGFS "i915_wa_registers");
	/* Only the first engine's, which is render. */
	while (fgets(line, sizeof(line), file) && *line != '\n') {
		if (sscanf(line, "0x%x: 0x%x, mask: 0x%x", &reg.first, &set, &mask) != 3)
			continue;
		read_regs(0, context, &reg, &value);
		count++;
		/* A masked register has its mask in the upper half of what is written. */
		if (set >> 16)
			mask = set >> 16;
		if ((value & mask & 0xffff) == (set & 0xffff))
			continue;
		printf("%#x has %#x, not %#x (mask %#x)\n", reg.first, value, set, mask);
		bad++;
	}
	fclose(file);
	printf("%u registers\n", count);
	CHECK(count, "i915 tells of no workaround");
	CHECK(!bad, "%u of %u are wrong", bad, count);
}

static u32 stats(u32 context, bool pending)
{
	struct drm_i915_reset_stats arg = { .ctx_id = context };

	CHECK(!drmIoctl(gpu.fd, DRM_IOCTL_I915_GET_RESET_STATS, &arg), "reset stats: %s",
	      strerror(errno));
	return pending ? arg.batch_pending : arg.batch_active;
}

/* gem_reset_stats: who hangs an engine is told so, and only who did. */
static void reset_stats(void)
{
	u32 guilty = gpu_new_context(&gpu), innocent = gpu_new_context(&gpu);
	struct bo out, code, hang;
	struct batch b = { .bo = &code }, loop = { .bo = &hang };
	struct gpu_job good = {
		.context = innocent,
		.bo = { &out, &code },
		.write = BIT(0),
		.count = 2,
	};
	struct gpu_job bad = { .context = guilty, .bo = { &hang }, .count = 1 };
	unsigned int ms;

	gpu_new_bo(&gpu, &out, PAGE_SIZE);
	gpu_new_bo(&gpu, &code, PAGE_SIZE);
	gpu_new_bo(&gpu, &hang, PAGE_SIZE);
	write_file("/sys/class/drm/card0/engine/rcs0/heartbeat_interval_ms", "500");
	/* No command in it lets another context in between. */
	batch_jump(&loop, hang.addr, false);
	batch_store32(&b, out.addr, 0x1220ce27);
	batch_end(&b);
	gpu_submit(&gpu, &bad);
	usleep(200000);
	gpu_submit(&gpu, &good);
	for (ms = 0; !stats(guilty, false) && ms < WAIT_MS; ms += 10)
		usleep(10000);
	printf("the hang was found after %u ms\n", ms);
	CHECK(gpu_finish(&gpu, &out), "the innocent one's batch does not end");
	write_file("/sys/class/drm/card0/engine/rcs0/heartbeat_interval_ms", "2500");
	printf("guilty: active %u pending %u; innocent: active %u pending %u\n",
	       stats(guilty, false), stats(guilty, true), stats(innocent, false),
	       stats(innocent, true));
	CHECK(stats(guilty, false) == 1, "the guilty one is not found");
	CHECK(!stats(innocent, false), "the innocent one is found guilty");
	CHECK(out.map[0] == 0x1220ce27, "the innocent one's batch is lost");
	all_work(0x4e5e7);
}

/* gem_eio: a GPU that i915 gave up answers so at once, and can be taken back. */
static void eio(void)
{
	u32 context = gpu_new_context(&gpu);
	struct bo out, code;
	struct batch b = { .bo = &code };
	struct drm_i915_gem_exec_object2 objects[2] = { 0 };
	struct drm_i915_gem_execbuffer2 exec = {
		.buffers_ptr = (uintptr_t)objects,
		.buffer_count = 1,
		.rsvd1 = context,
	};
	int error;

	gpu_new_bo(&gpu, &out, PAGE_SIZE);
	gpu_new_bo(&gpu, &code, PAGE_SIZE);
	batch_end(&b);
	objects[0].handle = code.handle;
	write_file(DEBUGFS "i915_params/reset", "0");
	write_file(DEBUGFS "i915_wedged", ALL_ENGINES);
	error = execbuf(&exec);
	write_file(DEBUGFS "i915_params/reset", "3");
	write_file(DEBUGFS "i915_wedged", ALL_ENGINES);
	CHECK(error == -EIO, "execbuf of a wedged GPU: %d", error);
	all_work(0xe10);
}

/* gem_ctx_exec: contexts that come and go, each used once. */
static void ctx_exec(void)
{
	unsigned int i;

	for (i = 0; i < 40; i++) {
		u32 context = gpu_new_context(&gpu);

		store_works(i % gpu.count, context, 0xc0de00 | i);
		gpu_end_context(&gpu, context);
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "ctx_exec", ctx_exec },
	{ "ctx_isolation", ctx_isolation },
	{ "eio", eio },
	{ "exec_fence", exec_fence },
	{ "exec_reloc", exec_reloc },
	{ "exec_store", exec_store },
	{ "mmap_gtt", mmap_gtt },
	{ "reset_stats", reset_stats },
	{ "softpin", softpin },
	{ "workarounds", workarounds },
};

int main(int argc, char **argv)
{
	unsigned int i;

	/* In order with what die() says. */
	setlinebuf(stdout);
	for (i = 0; argc == 2 && i < ARRAY_SIZE(tests); i++) {
		if (strcmp(argv[1], tests[i].name))
			continue;
		gpu_open(&gpu, NULL);
		tests[i].run();
		gpu_close(&gpu);
		return EXIT_OK;
	}
	fprintf(stderr, "Usage: gem-check TEST; one of\n");
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		fprintf(stderr, "  %s\n", tests[i].name);
	return EXIT_USAGE;
}
