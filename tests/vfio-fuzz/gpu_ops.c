// SPDX-License-Identifier: GPL-2.0-only
/*
 * Work for the GPU: good, spoilt in places, or without an end.
 */
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

/* A few words of a page become others. */
static void spoil(struct rng *r, u32 *words, u32 count)
{
	u32 n = 1 + below(r, 4), i;

	for (i = 0; i < n; i++) {
		u32 *at = &words[below(r, count)];

		if (one_in(r, 2))
			WRITE_ONCE(*at, READ_ONCE(*at) ^ 1u << below(r, 32));
		else
			WRITE_ONCE(*at, rnd(r));
	}
}

static void spoil_something(struct rng *r, struct context *ctx, const struct fill *fill)
{
	struct guest *g = &ctx->gpu->g;

	switch (below(r, 5)) {
	case 0:
		spoil(r, ctx->image, 0x80);
		break;
	case 1:
		spoil(r, ctx->ring, 32);
		break;
	case 2:
		spoil(r, guest_at(g, ppgtt_entry(ctx->vm, fill->addr, below(r, 4)) & ~4095ull),
		      PAGE_SIZE / 4);
		break;
	case 3:
		spoil(r, guest_at(g, fill->gpa), PAGE_SIZE / 4);
		break;
	default:
		ggtt_set(ctx->gpu, ctx->lrca + below(r, 4) * PAGE_SIZE,
			 rnd(r) % GUEST_RAM | below(r, 2));
	}
}

static void op_submit(struct thread *t, struct rng *r)
{
	struct gpu *gpu = &t->gpu[below(r, VGPUS)];
	struct context ctx, next;
	struct ppgtt vm;
	struct fill fill;
	u32 rounds = 1 + below(r, 3), i;

	ppgtt_init(gpu, &vm);
	memset(guest_at(&gpu->g, vm.pml4), 0, PAGE_SIZE);
	context_init(gpu, &ctx, below(r, ENGINES), &vm);
	context_init(gpu, &next, ctx.engine, &vm);
	fill_prepare(&vm, &fill, 0x100000 + below(r, 4) * 0x200000, 1 + below(r, 250), rnd(r));
	for (i = 0; i < rounds; i++) {
		ring_batch(&ctx, fill.batch);
		ring_finish(&ctx);
		if (one_in(r, 4))
			spoil_something(r, &ctx, &fill);
		submit(&ctx, one_in(r, 4) ? &next : NULL);
		wait_done(&ctx, one_in(r, 2) ? 0 : 20 + below(r, 60));
		if (one_in(r, 4))
			spoil_something(r, &ctx, &fill);
	}
	if (one_in(r, 2))
		ppgtt_destroy(&vm);
}

static void op_elsp(struct thread *t, struct rng *r)
{
	struct gpu *gpu = &t->gpu[below(r, VGPUS)];

	elsp_write(gpu, below(r, ENGINES), rnd(r) & rnd(r), one_in(r, 2) ? rnd(r) : 0);
}

/* The others wait for its end, which is a reset. */
static void op_endless(struct thread *t, struct rng *r)
{
	wait_for_ever(&t->gpu[below(r, VGPUS)], below(r, ENGINES));
}

static void op_start(struct thread *t, struct rng *r)
{
	gpu_start(&t->gpu[below(r, VGPUS)]);
}

/* A store of the guest's processor, mostly to what may be a page table. */
static void op_store(struct thread *t, struct rng *r)
{
	u64 base = t->gpu[0].g.next_page + below(r, 32) * PAGE_SIZE;
	u64 values[16], i;
	u32 n = 1 + below(r, ARRAY_SIZE(values));

	for (i = 0; i < n; i++)
		values[i] = one_in(r, 4) ? rnd(r) : (rnd(r) % GUEST_RAM & ~4095ull) | 3;
	if (pthread_mutex_trylock(&t->world->vcpu))
		return;
	/* The processor is the world's, not the thread's copy of it. */
	guest_store(&t->world->gpu[0].g, base + below(r, 496) * 8, values, n);
	pthread_mutex_unlock(&t->world->vcpu);
}

const struct op gpu_ops[] = {
	{ "work", 80, op_submit },
	{ "ELSP", 10, op_elsp },
	{ "work without an end", 1, op_endless },
	{ "start", 10, op_start },
	{ "store of the processor", 30, op_store },
	{ 0 },
};
