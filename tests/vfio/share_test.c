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

/* The guest's next request, where the former one is done and told. */
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

const struct test share_tests[] = {
	{ "the host's weight", test_host_weight, 1, "has no weights", false },
	{ 0 },
};
