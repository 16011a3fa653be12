// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts with page tables of three levels: their addresses have 32 bits, and their image
 * names four page directories.
 */
#include <stdio.h>

#include "evil.h"
#include "record.h"
#include "sysfs.h"
#include "test.h"

#define DESC_MODE	(3u << 3)
#define DESC_MODE_32	BIT(3)

#define G2V_NOTIFY	(PVINFO + 0x818)
#define PV_PDP(n)	(PVINFO + 0x838 + 8 * (n))
#define G2V_L3_CREATE	2
#define G2V_L3_DESTROY	3

/* Words of the image: the upper half of directory 3 comes first. */
#define IMAGE_PDP_UPPER(n)	(0x31 - 4 * (n))
#define IMAGE_PDP_LOWER(n)	(0x33 - 4 * (n))
#define IMAGE_INDIRECT		27
#define RING_PDP(n)		(0x270 + 8 * (n))

#define DIRECTORIES	4
#define GIGABYTE	BIT_ULL(30)

/**
 * struct levels - a 32-bit address space, and a context of it
 * @vm: its tables are the lower three levels of these
 * @ctx: the context
 * @pd: the directories
 */
struct levels {
	struct ppgtt vm;
	struct context ctx;
	u64 pd[DIRECTORIES];
};

/* To be called before its tables are live. */
static void levels_init(struct gpu *gpu, struct levels *l, u32 engine)
{
	u32 i;

	ppgtt_init(gpu, &l->vm);
	context_init(gpu, &l->ctx, engine, &l->vm);
	for (i = 0; i < DIRECTORIES; i++) {
		l->pd[i] = ppgtt_entry(&l->vm, i * GIGABYTE, 1) & ~4095ull;
		l->ctx.image[IMAGE_PDP_UPPER(i)] = upper_32_bits(l->pd[i]);
		l->ctx.image[IMAGE_PDP_LOWER(i)] = lower_32_bits(l->pd[i]);
	}
}

static void levels_tell(struct levels *l, u32 what)
{
	struct guest *g = &l->vm.gpu->g;
	u32 i;

	for (i = 0; i < DIRECTORIES; i++) {
		mmio_write(g, PV_PDP(i), lower_32_bits(l->pd[i]));
		mmio_write(g, PV_PDP(i) + 4, upper_32_bits(l->pd[i]));
	}
	mmio_write(g, G2V_NOTIFY, what);
}

static void levels_submit(struct levels *l)
{
	u64 desc = (context_desc(&l->ctx) & ~(u64)DESC_MODE) | DESC_MODE_32;

	if (!l->vm.live)
		levels_tell(l, G2V_L3_CREATE);
	l->vm.live = true;
	WRITE_ONCE(l->ctx.image[IMAGE_TAIL], l->ctx.tail * 4);
	elsp_write(l->vm.gpu, l->ctx.engine, desc, 0);
}

/* As i915 does in front of a batch: the directories are loaded once more. */
static void levels_load_directories(struct levels *l)
{
	u32 base = engine_info[l->ctx.engine].base, i;

	ring_emit(&l->ctx, 0x22u << 23 | BIT(12) | (4 * DIRECTORIES - 1));
	for (i = 0; i < DIRECTORIES; i++) {
		ring_emit(&l->ctx, base + RING_PDP(i) + 4);
		ring_emit(&l->ctx, upper_32_bits(l->pd[i]));
		ring_emit(&l->ctx, base + RING_PDP(i));
		ring_emit(&l->ctx, lower_32_bits(l->pd[i]));
	}
	ring_emit(&l->ctx, 0);
}

static void levels_on(struct gpu *gpu, u32 engine)
{
	static const u32 offset[DIRECTORIES] = { 0x200000, 0, 0x12345000, 0x3fffe000 };
	struct fill fill[DIRECTORIES];
	struct levels l;
	u32 i;

	levels_init(gpu, &l, engine);
	for (i = 0; i < DIRECTORIES; i++)
		fill_prepare(&l.vm, &fill[i], i * GIGABYTE + offset[i], 60, engine * 8 + i);
	levels_load_directories(&l);
	for (i = 0; i < DIRECTORIES; i++)
		ring_batch(&l.ctx, fill[i].batch);
	ring_finish(&l.ctx);
	levels_submit(&l);
	context_wait(&l.ctx);
	for (i = 0; i < DIRECTORIES; i++) {
		record_pages(gpu, engine_info[engine].name, fill[i].gpa, 1);
		CHECK(fill_good(gpu, &fill[i]), "%s: wrong words in gigabyte %u",
		      engine_info[engine].name, i);
	}
	levels_tell(&l, G2V_L3_DESTROY);
}

static void test_run(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < ENGINES; i++)
		levels_on(&gpu, i);
	/* One of the other kind on the same engines. */
	for (i = 0; i < ENGINES; i++) {
		const char *wrong = exec_works(&gpu, i);

		CHECK(!wrong, "four levels after three: %s: %s", engine_info[i].name, wrong);
	}
	gpu_close(&gpu);
}

/* Waits, in a batch that runs while the context is restored, for what nobody writes. */
static void levels_wait_at_restore(struct evil *e, struct levels *l)
{
	u32 *at = e->victim;

	batch_wait(&at, e->victim_addr, 1);
	e->victim[0] |= BIT(22);
	/* What it waits for is in the same page, behind it. */
	e->victim[2] += 64;
	levels_init(&e->gpu, l, RCS);
	l->ctx.image[IMAGE_INDIRECT] = e->victim_addr | 1;
	ring_finish(&l->ctx);
	levels_submit(l);
}

static void test_wait_at_restore(const struct test_args *args)
{
	u64 refused = vm_stat(args->uuid[0], "audit_refusals");
	struct gpu other;
	struct levels l;
	struct evil e;
	u32 i;

	gpu_open(&other, args->uuid[1]);
	evil_open(&e, args->uuid[0]);
	levels_wait_at_restore(&e, &l);
	for (i = 0; i < ENGINES; i++) {
		const char *wrong = exec_works(&other, i);

		CHECK(!wrong, "the other vGPU: %s: %s", engine_info[i].name, wrong);
	}
	CHECK(vm_stat(args->uuid[0], "audit_refusals") == refused + 1, "it is not refused");
	WRITE_ONCE(e.victim[16], 1);
	CHECK(!wait_done(&l.ctx, 300), "a wait in a restore batch is run");
	gpu_close(&other);
	evil_close(&e);
}

const struct test levels_tests[] = {
	{ "three levels: a request on each engine", test_run, 1,
	  "refuses loads of page directories there", false },
	{ "three levels: a wait while the context is restored", test_wait_at_restore, 2,
	  "has no statistics", true },
	{ 0 },
};
