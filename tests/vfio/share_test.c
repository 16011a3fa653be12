// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host and a guest that both always have work: who gets how much of an engine.
 */
#include <stdio.h>
#include <unistd.h>

#include "gpu.h"
#include "host.h"
#include "sysfs.h"
#include "test.h"

#define HOST_WEIGHT	"/sys/kernel/vgt/control/host_weight"
#define ENGINE		BCS
#define STORES		2000u	/* a fourth of the host's */
#define BATCH		0x400000
#define STORE_TO	0x800000
#define HOST_BATCHES	60u
#define HOST_WARM_UP	4u
#define TRIES		8
#define SHORT_STORES	100u
#define MI_ARB(on)	(0x08u << 23 | (on))

/* How much more of the one's work may be done until the other's has had its part. */
#define PART		20u
#define MOST		2000u

/*
 * The guest's next request, where the former one is done and told. Its batch lets nobody by, as
 * those of guests' drivers.
 */
static void guest_long_work(struct context *ctx, bool *asked)
{
	if (context_answered(ctx))
		*asked = false;
	if (*asked || ctx->seqno != context_seqno(ctx))
		return;
	ring_emit(ctx, MI_ARB(0));
	ring_batch(ctx, BATCH);
	ring_emit(ctx, MI_ARB(1));
	ring_finish(ctx);
	submit(ctx, NULL);
	*asked = true;
}

/* The same with one that does. */
static void guest_work(struct context *ctx, bool *asked)
{
	if (context_answered(ctx))
		*asked = false;
	if (*asked || ctx->seqno != context_seqno(ctx))
		return;
	ring_batch(ctx, BATCH);
	ring_finish(ctx);
	submit(ctx, NULL);
	*asked = true;
}

static void both_work(struct host *host, struct context *ctx, bool *asked, u32 batches)
{
	u32 end = host->done + batches;

	while (host->done < end) {
		host_work(host);
		guest_work(ctx, asked);
	}
}

/* Requests of the guest's while the host does HOST_BATCHES. */
static u32 guests_part(struct host *host, struct context *ctx, bool *asked, u32 weight)
{
	u32 before;

	sysfs_put(HOST_WEIGHT, weight);
	both_work(host, ctx, asked, HOST_WARM_UP);
	before = context_seqno(ctx);
	both_work(host, ctx, asked, HOST_BATCHES);
	return context_seqno(ctx) - before;
}

/* Where L1's own processors are busy the host's work has gaps, which are the guest's. */
static bool weight_tells(struct host *host, struct context *ctx, bool *asked)
{
	u32 without = guests_part(host, ctx, asked, 0);
	u32 with = guests_part(host, ctx, asked, 1000);

	printf("# beside %u of the host's: %u, with a weight of the host's %u\n", HOST_BATCHES,
	       without, with);
	return without >= HOST_BATCHES / 15 && with * 2 <= without;
}

static void test_host_weight(const struct test_args *args)
{
	struct context ctx;
	struct ppgtt vm;
	struct host host;
	struct gpu gpu;
	bool asked = false, tells = false;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	ppgtt_init(&gpu, &vm);
	context_init(&gpu, &ctx, ENGINE, &vm);
	batch_of_stores(&vm, BATCH, STORE_TO, STORES);
	host_open(&host);
	for (i = 0; i < TRIES && !tells; i++)
		tells = weight_tells(&host, &ctx, &asked);
	sysfs_put(HOST_WEIGHT, 0);
	/* The debug kernel is so slow that the host's engine is idle between its batches. */
	if (!tells && !access("/proc/lockdep_stats", F_OK))
		test_skip("on this kernel the host's work has gaps, which are the guest's");
	CHECK(tells, "the host's weight does nothing");
	/* An idle host withholds nothing, whatever its weight. */
	sysfs_put(HOST_WEIGHT, 1000);
	host_close(&host);
	CHECK(wait_done(&ctx, 5000), "the last request does not end");
	CHECK(!exec_works(&gpu, ENGINE), "no work without the host's");
	sysfs_put(HOST_WEIGHT, 0);
	ppgtt_destroy(&vm);
	gpu_close(&gpu);
}

typedef void guest_works(struct context *ctx, bool *asked);

/* Each has some work that waits, or runs, at any time. */
static void neither_starves(struct host *host, struct context *ctx, bool *asked,
			    guest_works *work, int priority)
{
	u32 first = host->stored, before = context_seqno(ctx), hosts, guests;

	host_priority(host, priority);
	do {
		host_store(host);
		work(ctx, asked);
		hosts = host->stored - first;
		guests = context_seqno(ctx) - before;
		CHECK(hosts < MOST, "at priority %d the host does %u, and the guest %u",
		      priority, hosts, guests);
		CHECK(guests < MOST, "at priority %d the guest does %u, and the host %u",
		      priority, guests, hosts);
	} while (hosts < PART || guests < PART);
	host_store_end(host);
	printf("# at priority %d: %u of the host's, %u of the guest's\n", priority, hosts, guests);
}

/* Work of a high priority that never ends has the engine. It is no fault of the guest's. */
static void all_is_the_hosts(struct host *host, struct context *ctx, bool *asked)
{
	u32 before = context_seqno(ctx), end = host->done + HOST_BATCHES;

	host_priority(host, 1023);
	while (host->done < end) {
		host_work(host);
		guest_work(ctx, asked);
	}
	printf("# beside %u of the host's, which always waits: %u\n", HOST_BATCHES,
	       context_seqno(ctx) - before);
	host_work_end(host);
	CHECK(wait_done(ctx, 10000), "the guest's work does not go on");
}

static void test_host_priority(const struct test_args *args)
{
	u64 hangs = vm_stat(args->uuid[0], "hangs");
	struct context ctx;
	struct ppgtt vm;
	struct host host;
	struct gpu gpu;
	bool asked = false;

	gpu_open(&gpu, args->uuid[0]);
	ppgtt_init(&gpu, &vm);
	context_init(&gpu, &ctx, ENGINE, &vm);
	batch_of_stores(&vm, BATCH, STORE_TO, SHORT_STORES);
	host_open(&host);
	neither_starves(&host, &ctx, &asked, guest_work, 1023);
	neither_starves(&host, &ctx, &asked, guest_long_work, 1023);
	neither_starves(&host, &ctx, &asked, guest_work, -1023);
	neither_starves(&host, &ctx, &asked, guest_long_work, -1023);
	all_is_the_hosts(&host, &ctx, &asked);
	CHECK(vm_stat(args->uuid[0], "hangs") == hangs, "work that waits is taken for hung");
	CHECK(vm_says(args->uuid[0], "state", "running"), "it is held back");
	host_close(&host);
	CHECK(!exec_works(&gpu, ENGINE), "no work without the host's");
	ppgtt_destroy(&vm);
	gpu_close(&gpu);
}

const struct test share_tests[] = {
	{ "the host's weight", test_host_weight, 1, "has no weights", false },
	{ "the host's priority", test_host_priority, 1, "has no state", false },
	{ 0 },
};
