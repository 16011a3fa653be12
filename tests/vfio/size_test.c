// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sizes of vGPUs that the administrator sets: where a guest's work gets to then, where its page
 * tables lead nowhere. The model says which page that is, and the host's kernel what the page is.
 *
 * Source: Linux, Documentation/admin-guide/mm/pagemap.rst.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gpu.h"
#include "model.h"
#include "page_log.h"
#include "sysfs.h"
#include "test.h"

#define BATCH		0x1000000ull
/* The first one has no page directory, the others have a table. */
#define NOWHERE_FAR	0x345600000000ull
#define NOWHERE_NEAR	(BATCH + 16 * PAGE_SIZE)
#define FRAMES		64u

/* Flags of /proc/kpageflags, by number. */
#define KPF_LRU		5
#define KPF_SLAB	7
#define KPF_BUDDY	10
#define KPF_MMAP	11
#define KPF_ANON	12
#define KPF_NOPAGE	20
#define KPF_PGTABLE	26

/* Of a page that is free, or that somebody else has. */
static const u32 wrong_flags[] = {
	KPF_LRU, KPF_SLAB, KPF_BUDDY, KPF_MMAP, KPF_ANON, KPF_NOPAGE, KPF_PGTABLE,
};

/* The physical pages that commands have written, by number. */
struct frames {
	u64 frame[FRAMES];
	u32 count;
};

static void take_frame(const char *line, void *data)
{
	struct frames *f = data;
	struct log_line l;

	log_parse(&l, line);
	if (strcmp(l.unit, log_units[BCS]) || !strchr(l.uses, 'w'))
		return;
	CHECK(f->count < FRAMES, "a few commands write more than %u pages", FRAMES);
	f->frame[f->count++] = l.frame;
}

static bool has_frame(const struct frames *f, u64 frame)
{
	u32 i;

	for (i = 0; i < f->count; i++)
		if (f->frame[i] == frame)
			return true;
	return false;
}

/* Runs the batch, and gets what it has written besides what it must. */
static void run_logged(struct context *ctx, struct frames *f)
{
	*f = (struct frames){ .count = 0 };
	model_tell("pagelog clear");
	model_tell("pagelog on");
	ring_batch(ctx, BATCH);
	ring_finish(ctx);
	submit(ctx, NULL);
	context_wait(ctx);
	model_tell("pagelog off");
	model_ask("pagelog dump", take_frame, f);
}

static u64 flags_of(u64 frame)
{
	int fd = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	u64 flags = 0;

	CHECK(fd >= 0 && pread(fd, &flags, sizeof(flags), frame * 8) == sizeof(flags),
	      "/proc/kpageflags: %s", strerror(errno));
	close(fd);
	return flags;
}

static void judge_frame(u64 frame, const char *when)
{
	u64 flags = flags_of(frame);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(wrong_flags); i++)
		CHECK(!(flags >> wrong_flags[i] & 1),
		      "%s: what is written nowhere gets to page 0x%llx, free or another's: flags 0x%llx",
		      when, (unsigned long long)frame, (unsigned long long)flags);
}

static void judge_nowhere(const char *uuid, const char *when)
{
	struct frames plain, stray;
	struct context ctx;
	struct ppgtt vm;
	struct gpu gpu;
	u64 page;
	u32 *batch, i, n = 0;

	/* Free pages that are kept for a processor are given back: their flags say so then. */
	sysfs_put("/proc/sys/vm/compact_memory", 1);
	gpu_open(&gpu, uuid);
	ppgtt_init(&gpu, &vm);
	page = guest_pages(&gpu.g, 1);
	ppgtt_map(&vm, BATCH, page);
	context_init(&gpu, &ctx, BCS, &vm);
	batch = guest_at(&gpu.g, page);
	batch_end(&batch);
	run_logged(&ctx, &plain);
	batch = guest_at(&gpu.g, page);
	batch_store(&batch, NOWHERE_FAR, 0x600df00d);
	batch_store(&batch, NOWHERE_NEAR, 0x600df00d);
	batch_end(&batch);
	run_logged(&ctx, &stray);
	for (i = 0; i < stray.count; i++) {
		if (has_frame(&plain, stray.frame[i]))
			continue;
		judge_frame(stray.frame[i], when);
		n++;
	}
	CHECK(n == 1, "%s: what is written nowhere gets to %u pages", when, n);
	gpu_close(&gpu);
}

static void test_nowhere(const struct test_args *args)
{
	char path[128], when[32];
	u64 was, mb;

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/intel_vgpu/low_gm_size",
		 args->uuid[0]);
	was = sysfs_number(path);
	judge_nowhere(args->uuid[0], "as it was made");
	for (mb = 16; mb <= 32; mb += 8) {
		sysfs_put(path, mb << 20);
		snprintf(when, sizeof(when), "with %u MB", (u32)mb);
		judge_nowhere(args->uuid[0], when);
	}
	sysfs_put(path, was);
	judge_nowhere(args->uuid[0], "with its size again");
}

const struct test size_tests[] = {
	{ .name = "size: where addresses lead nowhere", .run = test_nowhere,
	  .kvmgt = "has vGPUs of one size" },
	{ 0 },
};
