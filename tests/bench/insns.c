// SPDX-License-Identifier: GPL-2.0-only
/*
 * What work costs in instructions: of all processors of L1, and of everything that runs there
 * meanwhile. A count hardly changes with the load of the machine, as times do.
 *
 * The client sleeps while it waits: to spin would count time.
 */
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "bench.h"
#include "player.h"

#define TRAPS		2000
#define SUBMISSIONS	50
#define BLOCKS		8
#define BATCHES		100
#define WARM_UP		10
#define TABLES		20
#define ROUNDS		20
#define CREATIONS	10
#define SETTLE_US	4000
/* A register without behaviour, as in traps.c. */
#define PLAIN_REG	0x48250

static struct samples samples, without;

/* NOPs that QEMU's plugin answers: scripts/testbed/tcg/insn-count.c. Else the result is 0. */
static u64 insns_all(void)
{
	u64 count = 0;

	asm volatile("nopl 0x6e736e31(%%rax)" : "+a" (count) : : "memory");
	return count;
}

static u64 insns_own(void)
{
	u64 count = 0;

	asm volatile("nopl 0x6e736e32(%%rax)" : "+a" (count) : : "memory");
	return count;
}

bool insns_counted(void)
{
	return insns_all();
}

/* ---- traps ---- */

static void reads(struct gpu *gpu)
{
	u32 i;

	for (i = 0; i < TRAPS; i++)
		mmio_read(&gpu->g, PLAIN_REG);
}

static void writes(struct gpu *gpu)
{
	u32 i;

	for (i = 0; i < TRAPS; i++)
		mmio_write(&gpu->g, PLAIN_REG, i);
}

static void count_traps(struct gpu *gpu, const char *name, void (*traps)(struct gpu *gpu))
{
	u32 block;

	traps(gpu);
	sample_clear(&samples);
	for (block = 0; block < BLOCKS; block++) {
		u64 start = insns_all();

		traps(gpu);
		sample_add(&samples, (double)(insns_all() - start) / TRAPS);
	}
	print_value(name, sample_median(&samples), "insns");
}

/* ---- empty batches ---- */

/* Until all that follows a batch is over: i915 puts an idle engine to rest. */
static void settle(struct gpu *gpu)
{
	usleep(SETTLE_US);
	while (guest_wait_msi(&gpu->g, 0))
		irq_serve(gpu);
}

static void run_asleep(struct runner *r)
{
	runner_prepare(r);
	submit(&r->ctx, NULL);
	context_wait(&r->ctx);
	settle(r->ctx.gpu);
}

static double run_counted(struct runner *r)
{
	u64 start = insns_all();

	run_asleep(r);
	return insns_all() - start;
}

static void count_batches(struct gpu *gpu, u32 engine, const char *name)
{
	struct runner r;
	u32 i;

	runner_init(gpu, &r, engine);
	for (i = 0; i < WARM_UP; i++)
		run_asleep(&r);
	sample_clear(&samples);
	for (i = 0; i < BATCHES; i++)
		sample_add(&samples, run_counted(&r));
	print_value(name, sample_median(&samples), "insns");
	ppgtt_destroy(&r.vm);
}

/* The four ELSP writes: this processor's instructions until they return. */
static void count_submissions(struct gpu *gpu)
{
	struct runner r;
	u32 i;

	runner_init(gpu, &r, BCS);
	for (i = 0; i < WARM_UP; i++)
		run_asleep(&r);
	sample_clear(&samples);
	for (i = 0; i < SUBMISSIONS; i++) {
		u64 start;

		runner_prepare(&r);
		start = insns_own();
		submit(&r.ctx, NULL);
		sample_add(&samples, insns_own() - start);
		context_wait(&r.ctx);
		settle(gpu);
	}
	print_value("insns-elsp", sample_median(&samples), "insns");
	ppgtt_destroy(&r.vm);
}

/* ---- a page table ---- */

/* What follows the end of the address space is not counted. */
static double first_run(struct gpu *gpu, u64 data)
{
	struct runner r;
	u64 start, insns;

	runner_init_table(gpu, &r, data);
	runner_prepare(&r);
	start = insns_all();
	submit(&r.ctx, NULL);
	context_wait(&r.ctx);
	settle(gpu);
	insns = insns_all() - start;
	ppgtt_destroy(&r.vm);
	settle(gpu);
	return insns;
}

void bench_insns_table(struct gpu *gpu)
{
	u64 data = guest_pages(&gpu->g, TABLE_ENTRIES);
	u32 i;

	first_run(gpu, 0);
	first_run(gpu, data);
	sample_clear(&samples);
	sample_clear(&without);
	for (i = 0; i < TABLES; i++) {
		sample_add(&without, first_run(gpu, 0));
		sample_add(&samples, first_run(gpu, data));
	}
	print_value("insns-page-table", sample_median(&samples) - sample_median(&without),
		    "insns");
}

/* On one processor: what it counts itself is then all of its own. */
static void stay_here(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(!sched_setaffinity(0, sizeof(one), &one), "cannot stay on one processor");
}

void bench_trap_insns(struct gpu *gpu)
{
	stay_here();
	count_traps(gpu, "insns-mmio-read", reads);
	count_traps(gpu, "insns-mmio-write", writes);
	count_submissions(gpu);
}

void bench_insns(struct gpu *gpu)
{
	static const char * const names[ENGINES] = {
		"insns-render", "insns-blitter", "insns-video", "insns-video-enhancement",
	};
	u32 i;

	for (i = 0; i < ENGINES; i++)
		count_batches(gpu, i, names[i]);
	bench_insns_table(gpu);
}

/* ---- two VMs ---- */

/* In turns; the second guest's batches are counted. */
void bench_insns_switch(struct gpu *one, struct gpu *two)
{
	struct runner a, b;
	u32 i;

	runner_init(one, &a, BCS);
	runner_init(two, &b, BCS);
	for (i = 0; i < WARM_UP; i++) {
		run_asleep(&a);
		run_asleep(&b);
	}
	sample_clear(&samples);
	for (i = 0; i < BATCHES; i++) {
		run_asleep(&a);
		sample_add(&samples, run_counted(&b));
	}
	print_value("insns-switch", sample_median(&samples), "insns");
	ppgtt_destroy(&a.vm);
	ppgtt_destroy(&b.vm);
}

/* ---- many VMs ---- */

/* All in turn; the first one's batches are counted. */
void bench_insns_turns(char **uuids, u32 count)
{
	char name[32];
	u32 i, round;

	CHECK(count <= MAX_PLAYERS, "at most %u vGPUs can play", MAX_PLAYERS);
	for (i = 0; i < count; i++)
		player_init(&players[i], uuids[i], false);
	sample_clear(&samples);
	for (round = 0; round <= ROUNDS; round++) {
		for (i = 1; i < count; i++)
			run_asleep(&players[i].r);
		/* The first round makes what stays. */
		if (round)
			sample_add(&samples, run_counted(&players[0].r));
		else
			run_asleep(&players[0].r);
	}
	snprintf(name, sizeof(name), "insns-turns-%u", count);
	print_value(name, sample_median(&samples), "insns");
	for (i = 0; i < count; i++)
		player_end(&players[i]);
}

/* The write that makes a vGPU. */
void bench_create_insns(const char *create)
{
	u64 start;
	u32 i;

	sample_clear(&samples);
	for (i = 0; i <= CREATIONS; i++) {
		start = insns_all();
		vgpu_make(create, 0);
		/* The first one allocates what stays. */
		if (i)
			sample_add(&samples, insns_all() - start);
		vgpu_unmake(0);
	}
	print_value("insns-create", sample_median(&samples), "insns");
}
