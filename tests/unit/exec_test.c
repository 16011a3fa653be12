// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nothing of one guest holds up another, or the host: who prepares and completes work,
 * what is counted in whose share, what happens at the same time, and what has a limit.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/mem/ppgtt.h"
#include "env.h"
#include "env_time.h"
#include "env_wait.h"

#define VGPUS		2

static const u32 noops[4];

/**
 * struct exec - two vGPUs of one virtual machine, with a context each on render
 * @env: the device
 * @vgpu: the vGPUs
 * @ctx: their contexts
 * @ggtt: where their GGTT space goes on
 */
struct exec {
	struct vgt_env *env;
	struct vgt_vgpu *vgpu[VGPUS];
	struct vgt_env_ctx ctx[VGPUS];
	u64 ggtt[VGPUS];
};

static void exec_use(struct exec *x, u32 i)
{
	env_use(x->env, x->vgpu[i]);
	x->env->next_ggtt = x->ggtt[i];
}

static void exec_ctx(struct exec *x, u32 i)
{
	exec_use(x, i);
	env_engine_on(x->env, VGT_RCS);
	env_ctx_init(x->env, &x->ctx[i], VGT_RCS, env_ppgtt(x->env));
	x->ggtt[i] = x->env->next_ggtt;
}

static void exec_begin(struct kunit *test, struct exec *x)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	memset(x, 0, sizeof(*x));
	x->env = env;
	x->vgpu[0] = env->vgpu;
	x->vgpu[1] = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(x->vgpu[1]));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(x->vgpu[1]), 0);
	for (i = 0; i < VGPUS; i++) {
		x->ggtt[i] = x->vgpu[i]->ggtt.part[VGT_GGTT_HIGH].space.start;
		exec_ctx(x, i);
	}
}

static void exec_end(struct exec *x)
{
	exec_use(x, 0);
	while (x->env->gpu.engine[VGT_RCS].rq)
		env_run(x->env, VGT_RCS);
	vgt_vgpu_stop(x->vgpu[1]);
	vgt_vgpu_destroy(x->vgpu[1]);
}

/* The guest submits; nothing is settled yet. */
static void exec_ask(struct exec *x, u32 i)
{
	exec_use(x, i);
	env_emit(x->env, &x->ctx[i], noops, 2);
	env_elsp(x->env, &x->ctx[i], NULL);
}

static void exec_submit(struct exec *x, u32 i)
{
	exec_ask(x, i);
	env_settle(x->env);
}

/* Whose work is with the hardware, or -1. */
static int exec_runs(struct exec *x)
{
	const struct vgt_gpu_request *rq = x->env->gpu.engine[VGT_RCS].rq;
	const struct vgt_vengine *ve = rq ? rq->ctx->owner : NULL;

	if (!ve)
		return -1;
	return ve->vgpu == x->vgpu[0] ? 0 : 1;
}

/* As a driver does after a hang. */
static void exec_guest_resets(struct exec *x, u32 i)
{
	exec_use(x, i);
	env_write(x->env, 0x941c, BIT(1));
	env_write(x->env, 0x229c, 0x80008000);
}

/* The hardware runs what is in flight, and is reset. */
static void exec_dies(struct exec *x, int error)
{
	fake_gpu_start(&x->env->gpu, VGT_RCS);
	fake_gpu_finish(&x->env->gpu, VGT_RCS, error);
	env_settle(x->env);
}

/* The other waits for it meanwhile, and is served when it is over. */
static void exec_dies_waited_for(struct exec *x, int error)
{
	exec_submit(x, 1);
	exec_dies(x, error);
	env_run(x->env, VGT_RCS);
}

/* Likewise, and its guest resets the engine before it hears of it. */
static void exec_dies_unheard(struct exec *x)
{
	exec_submit(x, 1);
	fake_gpu_start(&x->env->gpu, VGT_RCS);
	exec_guest_resets(x, 0);
	fake_gpu_finish(&x->env->gpu, VGT_RCS, -EIO);
	env_settle(x->env);
	env_run(x->env, VGT_RCS);
}

/* ---- hangs count, whoever notices first ---- */

static void hold_whoever_notices(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i < 20; i++) {
		exec_submit(&x, 0);
		KUNIT_EXPECT_EQ(test, exec_runs(&x), i < VGT_HOLD_HANGS ? 0 : -1);
		/* It resets itself before the hang is reported; the host has to, too. */
		if (i < VGT_HOLD_HANGS)
			exec_dies_unheard(&x);
		else
			exec_guest_resets(&x, 0);
		KUNIT_EXPECT_EQ(test, vgt_hold_holds(x.vgpu[0]), i + 1 >= VGT_HOLD_HANGS);
	}
	KUNIT_EXPECT_EQ(test, x.env->gpu.engine[VGT_RCS].resets, VGT_HOLD_HANGS);
	exec_end(&x);
}

/* What is dropped and lets go by itself costs nobody anything. */
static void hold_not_for_what_yields(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i < 2 * VGT_HOLD_HANGS; i++) {
		exec_submit(&x, 0);
		KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
		exec_submit(&x, 1);
		fake_gpu_start(&x.env->gpu, VGT_RCS);
		exec_guest_resets(&x, 0);
		fake_gpu_finish(&x.env->gpu, VGT_RCS, 0);
		env_settle(x.env);
		env_run(x.env, VGT_RCS);
	}
	KUNIT_EXPECT_FALSE(test, vgt_hold_holds(x.vgpu[0]));
	exec_end(&x);
}

/* The engine was reset for another, before the hardware took up what was in flight. */
static void hold_not_for_others(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i < 2 * VGT_HOLD_HANGS; i++) {
		exec_submit(&x, 0);
		KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
		exec_submit(&x, 1);
		exec_use(&x, 0);
		env_messages_start();
		fake_gpu_finish(&x.env->gpu, VGT_RCS, -EIO);
		env_settle(x.env);
		KUNIT_EXPECT_TRUE(test, x.vgpu[0]->engines[VGT_RCS].hung);
		KUNIT_EXPECT_TRUE(test, env_messages_were(1, "before its work began"));
		env_run(x.env, VGT_RCS);
		exec_guest_resets(&x, 0);
	}
	KUNIT_EXPECT_FALSE(test, vgt_hold_holds(x.vgpu[0]));
	exec_end(&x);
}

/* A reset of the device pardons, but not for ever. */
static void hold_not_undone_by_resets(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i < VGT_HOLD_PARDONS + VGT_HOLD_HANGS; i++) {
		exec_submit(&x, 0);
		KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
		exec_dies_waited_for(&x, -EIO);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(x.vgpu[0]), 0);
		x.ggtt[0] = x.vgpu[0]->ggtt.part[VGT_GGTT_HIGH].space.start;
		exec_ctx(&x, 0);
	}
	KUNIT_EXPECT_TRUE(test, vgt_hold_holds(x.vgpu[0]));
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
	/* That is over some time. */
	if (ENV_EXACT_TIME) {
		env_sleep_us(VGT_HOLD_PARDON_S * 1000000ull);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(x.vgpu[0]), 0);
		KUNIT_EXPECT_EQ(test, x.vgpu[0]->hold.hangs, 0);
	}
	exec_end(&x);
}

/* The host's driver has given up the GPU: nobody's hang, and said once. */
static void lost_gpu_is_no_hang(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	env_messages_start();
	for (i = 0; i < 2 * VGT_HOLD_HANGS; i++) {
		if (i & 1)
			x.env->gpu.fail_submit = -ENODEV;
		exec_submit(&x, 0);
		if (!(i & 1))
			exec_dies(&x, -ENODEV);
		KUNIT_EXPECT_TRUE(test, x.vgpu[0]->engines[VGT_RCS].hung);
		exec_guest_resets(&x, 0);
	}
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "given up the GPU"));
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->stats.hangs, 0);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->hold.hangs, 0);
	exec_end(&x);
}

/* A port that does not take work for another reason: the guest sees a hang. */
static void refused_by_the_port(struct kunit *test)
{
	struct exec x;

	exec_begin(test, &x);
	x.env->gpu.fail_submit = -ENOMEM;
	env_messages_start();
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "does not take it"));
	KUNIT_EXPECT_TRUE(test, x.vgpu[0]->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->stats.hangs, 1);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->hold.hangs, 0);
	/* The other is not held up. */
	exec_submit(&x, 1);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 1);
	exec_guest_resets(&x, 0);
	exec_end(&x);
}

/* ---- memory that the hypervisor takes away ---- */

/* Pages of the guest's that both vGPUs use, by GGTT and by page tables. */
static u64 exec_shared_pages(struct exec *x, u32 pages)
{
	u64 gpa = env_pages(x->env, pages);
	u32 i, k;

	for (i = 0; i < VGPUS; i++) {
		exec_use(x, i);
		for (k = 0; k < pages; k++)
			env_ppgtt_map(x->env, x->ctx[i].pml4, (k + 1) * 4096ull,
				      gpa + k * 4096ull);
		env_ggtt_map(x->env, gpa, pages);
		x->ggtt[i] = x->env->next_ggtt;
	}
	return gpa;
}

static u32 exec_pins(struct exec *x, u64 gpa, u32 pages)
{
	u32 i, n = 0;

	for (i = 0; i < pages; i++)
		n += x->env->guest.pins[gpa / 4096 + i];
	return n;
}

/*
 * VFIO asks a few times, each device of the container in turn, until nothing is pinned,
 * while the guest's processors go on and submit.
 */
static u32 exec_unmap_rounds(struct exec *x, u64 gpa, u32 pages)
{
	u32 round, i;

	for (round = 0; round < 10; round++) {
		for (i = 0; i < VGPUS; i++) {
			vgt_vgpu_memory_gone(x->vgpu[i], gpa, pages * 4096ull, NULL);
			if (exec_runs(x) == (int)i)
				env_run(x->env, VGT_RCS);
			exec_submit(x, i);
			exec_use(x, i);
			env_ggtt_flush(x->env);
		}
		if (!exec_pins(x, gpa, pages))
			return round + 1;
	}
	return round;
}

static void unmap_ends_at_once(struct kunit *test)
{
	struct exec x;
	u64 gpa;
	u32 i;

	exec_begin(test, &x);
	gpa = exec_shared_pages(&x, 16);
	for (i = 0; i < VGPUS; i++) {
		exec_submit(&x, i);
		env_run(x.env, VGT_RCS);
	}
	KUNIT_EXPECT_EQ(test, exec_pins(&x, gpa, 16), VGPUS * 16);
	KUNIT_EXPECT_EQ(test, exec_unmap_rounds(&x, gpa, 16), 1);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);

	/* It waits, and goes on by itself; what is mapped there again counts. */
	env_sleep_us(2 * VGT_BLOCK_MS * 1000);
	env_settle(x.env);
	KUNIT_EXPECT_GE(test, exec_runs(&x), 0);
	KUNIT_EXPECT_FALSE(test, x.vgpu[0]->engines[VGT_RCS].hung);
	env_run(x.env, VGT_RCS);
	KUNIT_EXPECT_GE(test, exec_runs(&x), 0);
	env_run(x.env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, gpa, 16), VGPUS * 16);
	exec_end(&x);
}

/* Again and again: longer each time, up to a limit, and back where it was left alone. */
static void block_doubles(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_pins *pins = &env->vgpu->pins;
	u64 gpa = env_page(env);
	u32 i, ms = VGT_BLOCK_MS;

	env_ggtt_map(env, gpa, 1);
	for (i = 0; ENV_EXACT_TIME && i < 8; i++) {
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 1);
		vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, NULL);
		KUNIT_EXPECT_EQ(test, pins->nblocks, 1);
		KUNIT_EXPECT_EQ(test, pins->blocks[0].ms, ms);
		env_ggtt_flush(env);
		env_sleep_us(ms * 1000 - 1);
		env_settle(env);
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
		env_sleep_us(1);
		env_settle(env);
		ms = min_t(u32, 2 * ms, VGT_BLOCK_MS_MAX);
	}
	if (ENV_EXACT_TIME) {
		env_sleep_us(VGT_BLOCK_AGAIN_MS * 1000 + 1);
		vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, NULL);
		KUNIT_EXPECT_EQ(test, pins->blocks[0].ms, VGT_BLOCK_MS);
	}
}

/* Who takes memory away is through with it when it comes with something else. */
static void block_ends_with_thread(struct kunit *test)
{
	static const int thread, other;
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_pins *pins = &env->vgpu->pins;
	u64 gpa = env_pages(env, 2), gfn = gpa / 4096;

	env_ggtt_map(env, gpa, 2);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, &thread);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gfn], 0);
	mutex_lock(&env->vgpu->lock);
	vgt_pins_called(env->vgpu, &other);
	mutex_unlock(&env->vgpu->lock);
	env_sleep_us(0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gfn], 0);

	mutex_lock(&env->vgpu->lock);
	vgt_pins_called(env->vgpu, &thread);
	mutex_unlock(&env->vgpu->lock);
	env_sleep_us(0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gfn], 1);

	/* The same memory at once again: it is at it still. */
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, &thread);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, &thread);
	KUNIT_EXPECT_EQ(test, pins->nblocks, 1);
	/* Other memory: it is through with the first. */
	vgt_vgpu_memory_gone(env->vgpu, gpa + 4096, 4096, &thread);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, pins->nblocks, 1);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gfn], 1);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gfn + 1], 0);
}

static const int unmapper;

static void unmapper_calls(struct fake_guest *guest)
{
	struct vgt_env *env = container_of(guest, struct vgt_env, guest);

	/* Behind the first block of entries. */
	if (guest->unmaps >= 2)
		vgt_pins_called(env->vgpu, &unmapper);
}

/* Memory that may be pinned again behind its entry's turn is looked at again, too. */
static void block_ends_under_way(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 600);
	u64 gfn = gpa / 4096, addr;
	int ret;

	addr = env_ggtt_map(env, gpa, 600);
	KUNIT_ASSERT_EQ(test, env->guest.pins[gfn], 1);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, &unmapper);
	/* An entry of another block changes. */
	env_ggtt_set(env, addr + 599 * 4096, gpa + 598 * 4096);
	env->guest.unmaps = 0;
	env->guest.on_unmap = unmapper_calls;
	mutex_lock(&env->vgpu->lock);
	ret = vgt_ggtt_sync(env->vgpu);
	mutex_unlock(&env->vgpu->lock);
	env->guest.on_unmap = NULL;
	KUNIT_EXPECT_EQ(test, env->guest.pins[gfn], 0);
	KUNIT_EXPECT_EQ(test, ret, -EAGAIN);
}

/* There is room for a few: those next to one another become one. */
static void block_list_is_short(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_pins *pins = &env->vgpu->pins;
	u64 gpa = env_pages(env, 200);
	u32 i;

	env_ggtt_map(env, gpa, 200);
	for (i = 0; i < 40; i++) {
		vgt_vgpu_memory_gone(env->vgpu, gpa + 5 * i * 4096ull, 4096, NULL);
		KUNIT_EXPECT_LE(test, pins->nblocks, VGT_BLOCKS);
		env_ggtt_flush(env);
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096 + 5 * i], 0);
	}
	/* Without pins there is nothing to be held off. */
	i = pins->nblocks;
	vgt_vgpu_memory_gone(env->vgpu, gpa + 4096 * 4096ull, 4096, NULL);
	KUNIT_EXPECT_EQ(test, pins->nblocks, i);
}

/* What waits for its turn is prepared anew: it does not run without its memory. */
static void unmap_of_what_waits(struct kunit *test)
{
	struct exec x;
	u64 gpa;

	exec_begin(test, &x);
	gpa = exec_shared_pages(&x, 4);
	exec_submit(&x, 0);
	exec_submit(&x, 1);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	vgt_vgpu_memory_gone(x.vgpu[1], gpa, 4 * 4096, NULL);
	env_settle(x.env);
	env_run(x.env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
	env_sleep_us(2 * VGT_BLOCK_MS * 1000);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 1);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, gpa, 4), VGPUS * 4);
	exec_end(&x);
}

/* Only tables that lead to what goes are looked at, and read again. */
static void unmap_looks_at_few_tables(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env), gpa = env_pages(env, 64), both = env_page(env);
	struct vgt_ppgtt *ppgtt;
	int watched;
	u32 i;

	for (i = 0; i < 64; i++)
		env_ppgtt_map(env, pml4, (u64)i << 21, gpa + i * 4096ull);
	env_ppgtt_map(env, pml4, 5ull << 21 | 4096, both);
	env_ppgtt_map(env, pml4, 9ull << 21 | 4096, both);
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	watched = env->guest.watched;
	vgt_vgpu_memory_gone(env->vgpu, gpa + 7 * 4096, 2 * 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->guest.watched, watched - 2);
	KUNIT_EXPECT_EQ(test, exec_pins(&(struct exec){ .env = env }, gpa, 64), 62);
	/* One that two of them lead to. */
	vgt_vgpu_memory_gone(env->vgpu, both, 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->guest.pins[both / 4096], 0);
	KUNIT_EXPECT_EQ(test, env->guest.watched, watched - 4);
	env_ppgtt_drop(env, ppgtt);
}

/* ---- memory of the host's ---- */

/* Address spaces of @n tables each, until there are @spaces. */
static struct vgt_ppgtt *memory_space(struct vgt_env *env, u32 n)
{
	u64 pml4 = env_ppgtt(env);
	u32 i;

	for (i = 0; i < n; i++)
		env_ppgtt_map(env, pml4, (u64)i << 21, 16 * 4096);
	return env_ppgtt_take(env, pml4);
}

/* The oldest address spaces go first; then the guest is told that there is no more. */
static void memory_has_a_limit(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_memory *memory = &env->vgpu->memory;
	struct vgt_ppgtt *ppgtt;
	u64 used = memory->used;
	u32 i;

	memory->limit = used + (1 << 20);
	for (i = 0; i < 12; i++) {
		ppgtt = memory_space(env, 40);
		KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
		env_ppgtt_drop(env, ppgtt);
		KUNIT_EXPECT_LE(test, memory->used, memory->limit);
	}
	KUNIT_EXPECT_LT(test, env->vgpu->nppgtts, 12);
	KUNIT_EXPECT_GT(test, env->vgpu->nppgtts, 1);

	env_messages_start();
	ppgtt = memory_space(env, 300);
	KUNIT_EXPECT_TRUE(test, IS_ERR(ppgtt) && PTR_ERR(ppgtt) == -ENOSPC);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "host's memory that a vGPU may have"));
	KUNIT_EXPECT_EQ(test, env->vgpu->nppgtts, 0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, memory->used, used);
}

/* 32,768 tables of any level are far from 400 MiB. */
static void memory_of_tables(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_memory *memory = &env->vgpu->memory;
	u64 used = memory->used, pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;
	u32 i;

	/* A page directory per table. */
	for (i = 0; i < 400; i++)
		env_ppgtt_map(env, pml4, (u64)i << 30, 16 * 4096);
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	used = memory->used - used;
	KUNIT_EXPECT_GT(test, used, env->vgpu->shadow.count * 4096);
	KUNIT_EXPECT_LT(test, used, env->vgpu->shadow.count * 6500);
	env_ppgtt_drop(env, ppgtt);
}

/* What runs for a guest is charged to it, and no more than that. */
static void memory_is_charged(struct kunit *test)
{
	struct exec x;
	int charges;

	exec_begin(test, &x);
	charges = x.env->guest.charges;
	exec_submit(&x, 0);
	/* Its context and the context's ring, at least. */
	KUNIT_EXPECT_GT(test, x.vgpu[0]->memory.used, FAKE_CONTEXT_SIZE + ENV_RING_SIZE);
	env_run(x.env, VGT_RCS);
	KUNIT_EXPECT_GT(test, x.env->guest.charges, charges);
	KUNIT_EXPECT_EQ(test, x.env->guest.charged, 0);
	exec_end(&x);
}

/* A privileged batch of @words, with an end, or with what is refused there. */
static u32 memory_batch(struct vgt_env *env, u32 words, bool refused)
{
	u32 pages = DIV_ROUND_UP(words, 1024);
	u64 gpa = env_pages(env, pages);

	fake_guest_poke32(&env->guest, gpa + (words - 1) * 4ull, refused ? ~0u : 0x0a << 23);
	return env_ggtt_map(env, gpa, pages);
}

/* What it has but for its copy of the ring, which grows with what is submitted. */
static u64 memory_but_ring(const struct vgt_vgpu *vgpu)
{
	return vgpu->memory.used - vgpu->engines[VGT_RCS].cs_room * sizeof(u32);
}

/* The guest's batch is copied while it is judged: that counts, too, while it is there. */
static void memory_of_batches(struct kunit *test)
{
	static const u32 room[] = { 20, 200, 300, 2000 };	/* KiB */
	struct vgt_memory *memory;
	struct vgt_env *env;
	u32 cs[4] = { 0x18800001 };
	struct exec x;
	u64 used;
	u32 i;

	exec_begin(test, &x);
	env = x.env;
	exec_submit(&x, 0);
	env_run(env, VGT_RCS);
	exec_use(&x, 0);
	/* First one that is never copied for the hardware. */
	cs[1] = memory_batch(env, 64 * 1024, true);
	memory = &x.vgpu[0]->memory;
	used = memory_but_ring(x.vgpu[0]);
	for (i = 0; i < ARRAY_SIZE(room); i++) {
		bool fits = room[i] == 2000;

		if (i == 2)
			cs[1] = memory_batch(env, 64 * 1024, false);
		memory->limit = memory->used + (room[i] << 10);
		env_messages_start();
		env_emit(env, &x.ctx[0], cs, 4);
		env_elsp(env, &x.ctx[0], NULL);
		env_settle(env);
		KUNIT_EXPECT_EQ(test, exec_runs(&x), fits ? 0 : -1);
		KUNIT_EXPECT_EQ(test, x.vgpu[0]->engines[VGT_RCS].hung, !fits);
		if (fits) {
			KUNIT_EXPECT_GE(test, memory_but_ring(x.vgpu[0]), used + 256 * 1024);
			env_run(env, VGT_RCS);
		} else {
			KUNIT_EXPECT_TRUE(test, env_messages_were(2, "cannot be copied (-28)"));
			exec_guest_resets(&x, 0);
		}
		KUNIT_EXPECT_EQ(test, memory_but_ring(x.vgpu[0]), used);
	}
	x.ggtt[0] = env->next_ggtt;
	exec_end(&x);
}

/* ---- at the same time: only where one thread can play two ---- */

#ifndef __KERNEL__

static struct exec *race;
static u32 race_pins, race_pieces;
static s64 race_asked, race_waited;
static void (*race_step)(void);

/* A pin takes a while; the other guest submits in the midst of them. */
static void race_on_pin(struct fake_guest *fake)
{
	shim_advance_ns(20000);
	if (++race_pins != 100)
		return;
	exec_ask(race, 1);
	exec_use(race, 0);
	race_asked = ktime_get();
}

/* Who has let go of its lock for others: another processor goes on, once a piece. */
static void race_resched(void)
{
	static bool inside;

	if (inside || mutex_is_locked(&race->vgpu[0]->lock))
		return;
	inside = true;
	race_pieces++;
	if (race_step)
		race_step();
	inside = false;
}

static void race_other_runs(void)
{
	shim_run_work();
	if (race_asked && exec_runs(race) == 1 && race_waited == S64_MAX)
		race_waited = ktime_get() - race_asked;
}

/* A guest whose preparation takes @pins times 20 us. */
static void race_begin(struct kunit *test, struct exec *x, u32 pins, void (*step)(void))
{
	u64 gpa;
	u32 i;

	exec_begin(test, x);
	gpa = env_pages(x->env, pins);
	for (i = 0; i < pins; i++)
		env_ppgtt_map(x->env, x->ctx[0].pml4, i * 4096ull, gpa + i * 4096ull);
	race = x;
	race_pins = 0;
	race_pieces = 0;
	race_asked = 0;
	race_waited = S64_MAX;
	race_step = step;
	shim_resched_hook = race_resched;
}

static void race_end(struct exec *x)
{
	shim_resched_hook = NULL;
	x->env->guest.on_pin = NULL;
	exec_end(x);
}

/* Who has just been done keeps its turn: it is waited for, for a moment. */
static void turn_is_waited_for(struct kunit *test)
{
	struct exec x;

	exec_begin(test, &x);
	exec_submit(&x, 0);
	exec_submit(&x, 1);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	fake_gpu_finish(&x.env->gpu, VGT_RCS, 0);
	/* The other's worker looks before its own has completed it. */
	vgt_sched_run(&x.vgpu[1]->engines[VGT_RCS]);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 1);
	exec_end(&x);
}

/* Work that was ended counts as a hang, also where the host needed no reset for it. */
static void hold_for_what_was_ended(struct kunit *test)
{
	struct exec x;

	exec_begin(test, &x);
	exec_submit(&x, 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	exec_submit(&x, 1);
	env_sleep_us(2 * VGT_HANG_MS * 1000);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, x.env->gpu.engine[VGT_RCS].cancelled, 1);
	x.env->gpu.engine[VGT_RCS].resets--;
	fake_gpu_finish(&x.env->gpu, VGT_RCS, -EIO);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->hold.hangs, 1);
	exec_end(&x);
}

/* A neighbour does not wait for a guest's page tables. */
static void neighbour_does_not_wait(struct kunit *test)
{
	struct exec x;

	race_begin(test, &x, 4000, race_other_runs);
	x.env->guest.on_pin = race_on_pin;
	exec_submit(&x, 0);
	KUNIT_EXPECT_LE(test, race_waited, 5 * NSEC_PER_MSEC);
	race_end(&x);
}

/* Nor while an engine waits for the one whose turn it was. */
static void neighbour_after_a_turn(struct kunit *test)
{
	struct exec x;

	race_begin(test, &x, 4000, race_other_runs);
	/* Its first request is quick, and the next one's preparation is not. */
	exec_use(&x, 0);
	env_ctx_init(x.env, &x.ctx[0], VGT_RCS, env_ppgtt(x.env));
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	exec_submit(&x, 0);
	{
		u64 gpa = env_pages(x.env, 1000);
		u32 i;

		for (i = 0; i < 1000; i++)
			env_ppgtt_map(x.env, x.ctx[0].pml4, i * 4096ull, gpa + i * 4096ull);
	}
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	x.env->guest.on_pin = race_on_pin;
	fake_gpu_finish(&x.env->gpu, VGT_RCS, 0);
	env_settle(x.env);
	KUNIT_EXPECT_LE(test, race_waited, 5 * NSEC_PER_MSEC);
	race_end(&x);
}

/* The time that a guest's tables take counts, whatever becomes of its work. */
static void preparing_counts(struct kunit *test)
{
	static const u32 bad[] = { 0x11000001, 0x2230, 0, 0 };	/* LRI to ELSP */
	struct vgt_sched_entity *ent;
	struct exec x;
	u64 vtime;

	race_begin(test, &x, 1000, NULL);
	ent = &x.vgpu[0]->engines[VGT_RCS].ent;
	vgt_sched_set_cap(x.vgpu[0], 10);
	vtime = ent->vtime;
	x.env->guest.on_pin = race_on_pin;
	race_pins = 100;
	exec_use(&x, 0);
	env_submit(x.env, &x.ctx[0], bad, 4);
	KUNIT_EXPECT_TRUE(test, x.vgpu[0]->engines[VGT_RCS].hung);
	KUNIT_EXPECT_GE(test, (s64)(ent->vtime - vtime) >> 10,
			1000 * 20000 / ent->weight);
	KUNIT_EXPECT_TRUE(test, vgt_cap_holds(&ent->cap));
	exec_guest_resets(&x, 0);
	race_end(&x);
}

static u64 race_gpa;

static void race_unmap(void)
{
	vgt_vgpu_memory_gone(race->vgpu[0], race_gpa, 4000 * 4096ull, NULL);
	WARN_ON_ONCE(exec_pins(race, race_gpa, 4000));
}

static u64 race_entry, race_val;

/* The guest writes to an entry that was taken over, of a table that was not all. */
static void race_write(void)
{
	if (race_pieces == 1)
		fake_guest_poke64(&race->env->guest, race_entry, race_val);
}

/* What is written meanwhile is not lost. */
static void write_while_preparing(struct kunit *test)
{
	u64 root, gpa;
	struct exec x;

	race_begin(test, &x, 500, race_write);
	race_entry = env_ppgtt_entry(x.env, x.ctx[0].pml4, 0, 0);
	gpa = env_page(x.env);
	race_val = gpa | 3;
	x.env->guest.on_pin = race_on_pin;
	race_pins = 100;
	exec_submit(&x, 0);
	KUNIT_EXPECT_GT(test, race_pieces, 0);
	x.env->guest.on_pin = NULL;
	env_run(x.env, VGT_RCS);
	exec_submit(&x, 0);
	root = (u64)x.env->gpu.engine[VGT_RCS].rq->ctx->state[49] << 32 |
	       x.env->gpu.engine[VGT_RCS].rq->ctx->state[51];
	KUNIT_EXPECT_EQ(test, fake_gpu_walk(&x.env->gpu, root, 4, 0),
			fake_guest_dma(&x.env->guest, gpa));
	race_end(&x);
}

/* Memory goes while a guest's tables are read: it is gone at once, and stays so. */
static void unmap_while_preparing(struct kunit *test)
{
	struct exec x;

	race_begin(test, &x, 4000, race_unmap);
	race_gpa = *(u64 *)fake_guest_va(&x.env->guest,
			env_ppgtt_entry(x.env, x.ctx[0].pml4, 0, 0)) & ~4095ull;
	x.env->guest.on_pin = race_on_pin;
	race_pins = 100;
	exec_submit(&x, 0);
	KUNIT_EXPECT_GT(test, race_pieces, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
	KUNIT_EXPECT_FALSE(test, x.vgpu[0]->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, race_gpa, 4000), 0);
	race_step = NULL;
	env_sleep_us(8 * VGT_BLOCK_MS_MAX * 1000);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, race_gpa, 4000), 4000);
	race_end(&x);
}

#define JUDGED_PAGES	16

static const struct vgt_gpu_ops *race_ops;

static struct vgt_gpu_buffer *race_buffer_create(struct vgt_gpu *gpu, u32 size)
{
	shim_advance_ns(2 * VGT_PACE_NS);
	return race_ops->buffer_create(gpu, size);
}

static void race_unmap_few(void)
{
	vgt_vgpu_memory_gone(race->vgpu[0], race_gpa, JUDGED_PAGES * 4096ull, NULL);
}

/* Memory goes after the tables were read, while commands are judged: it does not run so. */
static void unmap_while_judging(struct kunit *test)
{
	u32 cs[300] = { 0x18800001 };
	struct vgt_gpu_ops slow;
	struct exec x;
	u64 batch;

	race_begin(test, &x, JUDGED_PAGES, race_unmap_few);
	race_gpa = *(u64 *)fake_guest_va(&x.env->guest,
			env_ppgtt_entry(x.env, x.ctx[0].pml4, 0, 0)) & ~4095ull;
	exec_use(&x, 0);
	batch = env_page(x.env);
	fake_guest_poke32(&x.env->guest, batch, 0x0a << 23);
	cs[1] = env_ggtt_map(x.env, batch, 1);
	race_ops = x.env->gpu.gpu.ops;
	slow = *race_ops;
	slow.buffer_create = race_buffer_create;
	x.env->gpu.gpu.ops = &slow;
	env_submit(x.env, &x.ctx[0], cs, ARRAY_SIZE(cs));
	KUNIT_EXPECT_GT(test, race_pieces, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, race_gpa, JUDGED_PAGES), 0);
	race_step = NULL;
	env_sleep_us(8 * VGT_BLOCK_MS_MAX * 1000);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, race_gpa, JUDGED_PAGES), JUDGED_PAGES);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->stats.hangs, 0);
	x.env->gpu.gpu.ops = race_ops;
	race_end(&x);
}

static void race_guest_resets(void)
{
	if (race_pieces == 2)
		exec_guest_resets(race, 0);
}

/* The guest resets the engine while its work is prepared: it is not run. */
static void reset_while_preparing(struct kunit *test)
{
	struct exec x;

	race_begin(test, &x, 4000, race_guest_resets);
	x.env->guest.on_pin = race_on_pin;
	race_pins = 100;
	exec_submit(&x, 0);
	KUNIT_EXPECT_GE(test, race_pieces, 2);
	KUNIT_EXPECT_LT(test, race_pins, 1000);
	KUNIT_EXPECT_EQ(test, x.env->gpu.engine[VGT_RCS].submitted, 0);
	KUNIT_EXPECT_FALSE(test, x.vgpu[0]->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->stats.hangs, 0);
	race_step = NULL;
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	race_end(&x);
}

/* No piece is long, and the lock is free in between. */
static void preparing_in_pieces(struct kunit *test)
{
	struct exec x;

	race_begin(test, &x, 4000, NULL);
	x.env->guest.on_pin = race_on_pin;
	race_pins = 100;
	exec_submit(&x, 0);
	/* 80 ms, in pieces of 2 ms and what is between two looks at the clock. */
	KUNIT_EXPECT_GE(test, race_pieces, 80 / 4);
	race_end(&x);
}

/* ---- what is let go of: in pieces ---- */

#define RELEASE_TABLES		1000
#define RELEASE_MOST_NS		(5 * (long long)NSEC_PER_MSEC)

static u32 release_wrong;
static bool race_was;

/* An unpin, or the end of a watch, takes a while. */
static void release_slow(struct fake_guest *fake)
{
	shim_advance_ns(20000);
}

static void release_slow_pin(struct fake_guest *fake)
{
	shim_advance_ns(2000);
}

/* So many tables, with a page of the guest's each. Returns the first page. */
static u64 release_map(struct exec *x, u32 tables)
{
	u64 gpa = env_pages(x->env, tables);
	u32 i;

	for (i = 0; i < tables; i++)
		env_ppgtt_map(x->env, x->ctx[0].pml4, (u64)i << 21, gpa + i * 4096ull);
	return gpa;
}

/* A guest whose page tables, once shadowed, take tens of ms to let go of. */
static u64 release_begin(struct kunit *test, struct exec *x, void (*step)(void))
{
	u64 gpa;

	race_begin(test, x, 1, step);
	exec_use(x, 0);
	gpa = release_map(x, RELEASE_TABLES);
	exec_submit(x, 0);
	env_run(x->env, VGT_RCS);
	KUNIT_ASSERT_GE(test, x->vgpu[0]->shadow.count, RELEASE_TABLES);
	x->env->guest.on_let_go = release_slow;
	race_pieces = 0;
	release_wrong = 0;
	shim_longest_ns = 0;
	return gpa;
}

static void release_end(struct exec *x)
{
	x->env->guest.on_let_go = NULL;
	race_end(x);
}

/* The guest says that it destroys its page tables. */
static void release_destroy(struct exec *x)
{
	exec_use(x, 0);
	env_write(x->env, 0x78838, lower_32_bits(x->ctx[0].pml4));
	env_write(x->env, 0x7883c, upper_32_bits(x->ctx[0].pml4));
	env_write(x->env, 0x78818, 5);
}

static void release_is_gone(struct kunit *test, struct exec *x, u64 gpa)
{
	KUNIT_EXPECT_LE(test, shim_longest_ns, RELEASE_MOST_NS);
	KUNIT_EXPECT_EQ(test, x->vgpu[0]->shadow.count, 0);
	KUNIT_EXPECT_EQ(test, x->env->guest.watched, 0);
	KUNIT_EXPECT_EQ(test, exec_pins(x, gpa, RELEASE_TABLES), 0);
}

static void release_destroyed(struct kunit *test)
{
	struct vgt_sched_entity *ent;
	u64 used, gpa, vtime;
	struct exec x;
	int live;

	gpa = release_begin(test, &x, race_other_runs);
	live = x.env->gpu.live;
	used = x.vgpu[0]->memory.used;
	ent = &x.vgpu[0]->engines[VGT_RCS].ent;
	vtime = ent->vtime;
	release_destroy(&x);
	env_settle(x.env);
	/* The time counts in its share. */
	KUNIT_EXPECT_GE(test, (s64)(ent->vtime - vtime) >> 10,
			2 * RELEASE_TABLES * 20000 / ent->weight);
	release_is_gone(test, &x, gpa);
	KUNIT_EXPECT_GE(test, race_pieces, 2 * RELEASE_TABLES * 20 / 1000 / 4);
	KUNIT_EXPECT_LE(test, x.env->gpu.live, live - RELEASE_TABLES);
	KUNIT_EXPECT_GE(test, used - x.vgpu[0]->memory.used, RELEASE_TABLES * 4096);
	/* And again from the start. */
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, gpa, RELEASE_TABLES), RELEASE_TABLES);
	release_end(&x);
}

/* A page of a shadow table counts until it is free: while it waits for the TLBs, too. */
static void release_counts_as_it_goes(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_gpu *gpu = &env->gpu.gpu;
	struct vgt_vgpu *vgpu = env->vgpu;
	struct vgt_gpu_page page;
	u64 used;

	mutex_lock(&vgpu->lock);
	KUNIT_ASSERT_EQ(test, vgt_memory_take(vgpu, 4096), 0);
	KUNIT_ASSERT_EQ(test, gpu->ops->page_alloc(gpu, &page, false), 0);
	used = vgpu->memory.used;
	vgt_pins_defer_page(vgpu, &page);
	KUNIT_EXPECT_EQ(test, vgpu->memory.used, used);
	vgt_pins_reap(vgpu);
	KUNIT_EXPECT_EQ(test, vgpu->memory.used, used - 4096);
	mutex_unlock(&vgpu->lock);
}

/* Work that waits for its turn holds the tables last; a reset of the engine drops it. */
static void release_by_engine_reset(struct kunit *test)
{
	struct exec x;
	u64 gpa;

	gpa = release_begin(test, &x, NULL);
	exec_submit(&x, 1);
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 1);
	release_destroy(&x);
	KUNIT_EXPECT_GT(test, x.vgpu[0]->shadow.count, RELEASE_TABLES);
	exec_guest_resets(&x, 0);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->shadow.count, 0);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, gpa, RELEASE_TABLES), 0);
	KUNIT_EXPECT_LE(test, shim_longest_ns, RELEASE_MOST_NS);
	release_end(&x);
}

/* Entries of the GGTT that the guest has not flushed yet: the write of a register does. */
static void ggtt_in_pieces(struct kunit *test, u32 reg, u32 val)
{
	struct exec x;
	u64 gpa;
	u32 i;

	race_begin(test, &x, 1, NULL);
	exec_use(&x, 0);
	gpa = env_pages(x.env, 6000);
	for (i = 0; i < 6000; i++)
		env_ggtt_set(x.env, x.env->next_ggtt + i * 4096ull, gpa + i * 4096ull);
	x.env->guest.on_pin = release_slow_pin;
	shim_longest_ns = 0;
	env_write(x.env, reg, val);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, gpa, 6000), 6000);
	KUNIT_EXPECT_LE(test, shim_longest_ns, RELEASE_MOST_NS);
	x.ggtt[0] = x.env->next_ggtt + 6000 * 4096ull;
	race_end(&x);
}

static void engine_reset_takes_ggtt(struct kunit *test)
{
	ggtt_in_pieces(test, 0x941c, BIT(1));
}

static void fence_takes_ggtt(struct kunit *test)
{
	ggtt_in_pieces(test, 0x100000, 1);
}

static void release_at_reset(struct kunit *test)
{
	struct exec x;
	u64 gpa, ggtt;

	gpa = release_begin(test, &x, race_other_runs);
	exec_use(&x, 0);
	ggtt = env_pages(x.env, 2000);
	env_ggtt_map(x.env, ggtt, 2000);
	shim_longest_ns = 0;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(x.vgpu[0]), 0);
	release_is_gone(test, &x, gpa);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, ggtt, 2000), 0);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->memory.used,
			x.vgpu[0]->engines[VGT_RCS].cs_room * 4);
	/* It may be used at once. */
	x.ggtt[0] = x.vgpu[0]->ggtt.part[VGT_GGTT_HIGH].space.start;
	exec_ctx(&x, 0);
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	release_end(&x);
}

static void release_ggtt_while_stopping(void)
{
	u32 i;

	if (!race->vgpu[0]->stopped)
		return;
	exec_use(race, 0);
	for (i = 0; i < 512; i++)
		env_ggtt_set(race->env, race->env->next_ggtt + i * 4096ull,
			     race_gpa + i * 4096ull);
	env_ggtt_flush(race->env);
	release_wrong += exec_pins(race, race_gpa, RELEASE_TABLES) > RELEASE_TABLES;
}

/* Meanwhile the guest's processors map anew, and it stops all the same. */
static void release_at_stop(struct kunit *test)
{
	struct exec x;

	race_gpa = release_begin(test, &x, release_ggtt_while_stopping);
	vgt_vgpu_stop(x.vgpu[0]);
	release_is_gone(test, &x, race_gpa);
	KUNIT_EXPECT_GT(test, race_pieces, 4);
	KUNIT_EXPECT_EQ(test, release_wrong, 0);
	race_step = NULL;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(x.vgpu[0]), 0);
	release_end(&x);
}

static void release_slow_entry(struct fake_gpu *fake)
{
	shim_advance_ns(2000);
}

/* Entries of the GGTT that lead to memory that goes, or to that of a guest that does. */
static void release_ggtt(struct kunit *test)
{
	static const bool stop[] = { false, true };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu;
	u64 gpa = env_pages(env, 6000);
	u32 i;

	env_ggtt_map(env, gpa, 6000);
	for (i = 0; i < ARRAY_SIZE(stop); i++) {
		env_ggtt_flush(env);
		KUNIT_EXPECT_EQ(test, env->guest.pinned, 6000);
		env->gpu.on_ggtt_write = release_slow_entry;
		shim_longest_ns = 0;
		if (stop[i])
			vgt_vgpu_stop(vgpu);
		else
			vgt_vgpu_memory_gone(vgpu, gpa, 6000 * 4096ull, NULL);
		env->gpu.on_ggtt_write = NULL;
		KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
		KUNIT_EXPECT_LE(test, shim_longest_ns, RELEASE_MOST_NS);
		env_sleep_us(2 * VGT_BLOCK_MS * 1000);
		env_settle(env);
	}
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), 0);
}

/* A step that was under way has shadowed an address space all the same. */
static void release_step_is_late(void)
{
	if (!race_was)
		env_ppgtt_drop(race->env, env_ppgtt_take(race->env, race->ctx[0].pml4));
	race_was = true;
	fake_gpu_finish(&race->env->gpu, VGT_RCS, 0);
	env_settle(race->env);
}

static void release_what_comes_late(struct kunit *test)
{
	void (*hook)(void) = shim_wait_hook;
	struct exec x;
	u64 gpa;

	gpa = release_begin(test, &x, NULL);
	exec_submit(&x, 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	race_was = false;
	shim_wait_hook = release_step_is_late;
	vgt_vgpu_stop(x.vgpu[0]);
	shim_wait_hook = hook;
	KUNIT_EXPECT_TRUE(test, race_was);
	release_is_gone(test, &x, gpa);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(x.vgpu[0]), 0);
	release_end(&x);
}

static void release_again(void)
{
	race_other_runs();
	if (race_pieces == 3) {
		exec_ask(race, 0);
		exec_ask(race, 1);
		race_asked = ktime_get();
	}
}

/* What is being let go of is used again: as if it were new. A neighbour does not wait. */
static void release_and_use_again(struct kunit *test)
{
	struct exec x;
	u64 gpa;
	u32 i;

	gpa = release_begin(test, &x, release_again);
	release_destroy(&x);
	env_settle(x.env);
	KUNIT_EXPECT_LE(test, race_waited, RELEASE_MOST_NS);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 1);
	race_step = NULL;
	env_run(x.env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	for (i = 0; i < RELEASE_TABLES; i++)
		release_wrong += x.env->guest.pins[gpa / 4096 + i] != 1;
	KUNIT_EXPECT_EQ(test, release_wrong, 0);
	KUNIT_EXPECT_LE(test, shim_longest_ns, RELEASE_MOST_NS);
	release_end(&x);
}

static void release_memory_goes(void)
{
	vgt_vgpu_memory_gone(race->vgpu[0], race_gpa, RELEASE_TABLES * 4096ull, NULL);
	release_wrong += exec_pins(race, race_gpa, RELEASE_TABLES);
}

/* Memory that goes is gone at once, wherever the tables that led there are. */
static void release_and_unmap(struct kunit *test)
{
	struct exec x;

	race_gpa = release_begin(test, &x, release_memory_goes);
	release_destroy(&x);
	env_settle(x.env);
	KUNIT_EXPECT_GT(test, race_pieces, 0);
	KUNIT_EXPECT_EQ(test, release_wrong, 0);
	release_is_gone(test, &x, race_gpa);
	release_end(&x);
}

/* An address space makes room for another. */
static void release_at_the_limit(struct kunit *test)
{
	struct exec x;
	u64 gpa;

	gpa = release_begin(test, &x, race_other_runs);
	exec_use(&x, 0);
	env_ctx_init(x.env, &x.ctx[0], VGT_RCS, env_ppgtt(x.env));
	release_map(&x, RELEASE_TABLES);
	x.ggtt[0] = x.env->next_ggtt;
	x.vgpu[0]->memory.limit = x.vgpu[0]->memory.used + (2 << 20);
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, gpa, RELEASE_TABLES), 0);
	KUNIT_EXPECT_LE(test, x.vgpu[0]->memory.used, x.vgpu[0]->memory.limit);
	KUNIT_EXPECT_LE(test, shim_longest_ns, RELEASE_MOST_NS);
	release_end(&x);
}

/* What waits to be freed does not keep others from being made, nor have others go. */
static void release_makes_room(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_memory *memory = &env->vgpu->memory;
	u64 used = memory->used, pdp[4] = {};
	struct vgt_ppgtt *ppgtt, *other;
	u32 i, more;

	for (i = 0; i < 2; i++) {
		other = memory_space(env, 40);
		KUNIT_ASSERT_FALSE(test, IS_ERR(other));
		env_ppgtt_drop(env, other);
		ppgtt = memory_space(env, 300);
		KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
		/* By memory, and by the count of tables. */
		more = i ? 32768 - env->vgpu->shadow.count : 0;
		env->vgpu->shadow.count += more;
		if (!i)
			memory->limit = memory->used + (100 << 10);
		pdp[0] = ppgtt->pdp[0];
		mutex_lock(&env->vgpu->lock);
		vgt_ppgtt_put(env->vgpu, ppgtt);
		vgt_ppgtt_gone(env->vgpu, VGT_CTX_LEGACY_64B, pdp);
		mutex_unlock(&env->vgpu->lock);
		ppgtt = memory_space(env, 250);
		KUNIT_EXPECT_FALSE(test, IS_ERR(ppgtt));
		KUNIT_EXPECT_EQ(test, env->vgpu->nppgtts, 2);
		if (!IS_ERR(ppgtt))
			env_ppgtt_drop(env, ppgtt);
		env->vgpu->shadow.count -= more;
		memory->limit = VGT_MEMORY_MAX;
		mutex_lock(&env->vgpu->lock);
		vgt_ppgtt_forget_all(env->vgpu);
		mutex_unlock(&env->vgpu->lock);
		env_settle(env);
		KUNIT_EXPECT_EQ(test, memory->used, used);
		KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 0);
	}
}

/* A page directory of pages of 2 MiB is taken over in pieces. */
static void huge_pages_in_pieces(struct kunit *test)
{
	struct exec x;
	u64 gpa;
	u32 i;

	race_begin(test, &x, 1, NULL);
	exec_use(&x, 0);
	x.env->next_page = round_up(x.env->next_page, 2 << 20);
	gpa = env_pages(x.env, 12 * 512);
	for (i = 0; i < 12; i++)
		fake_guest_poke64(&x.env->guest,
				  env_ppgtt_entry(x.env, x.ctx[0].pml4, (u64)(i + 1) << 21, 1),
				  (gpa + i * (2ull << 20)) | 0x83);
	x.env->guest.on_pin = release_slow_pin;
	shim_longest_ns = 0;
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, gpa, 12 * 512), 12 * 512);
	KUNIT_EXPECT_LE(test, shim_longest_ns, RELEASE_MOST_NS);
	race_end(&x);
}

static struct work_struct race_other;

/* Another thread resets the device, and the guest submits at once. */
static void race_resets(struct work_struct *work)
{
	/* It would wait. */
	if (!mutex_is_locked(&race->vgpu[0]->life))
		WARN_ON_ONCE(vgt_vgpu_reset(race->vgpu[0]));
	race->ggtt[0] = race->vgpu[0]->ggtt.part[VGT_GGTT_HIGH].space.start;
	exec_ctx(race, 0);
	exec_submit(race, 0);
}

/* What waits sees the GPU done, and has not got the lock yet. */
static void race_wait(void)
{
	fake_gpu_finish(&race->env->gpu, VGT_RCS, -EIO);
	env_settle(race->env);
	if (!race_was)
		queue_work(race->vgpu[0]->wq, &race_other);
	race_was = true;
}

static void resets_at_once(struct kunit *test)
{
	void (*hook)(void) = shim_wait_hook;
	struct exec x;

	exec_begin(test, &x);
	race = &x;
	race_was = false;
	INIT_WORK(&race_other, race_resets);
	exec_submit(&x, 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	shim_wait_hook = race_wait;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(x.vgpu[0]), 0);
	shim_wait_hook = hook;
	KUNIT_EXPECT_TRUE(test, race_was);
	/* Where it was in flight all the same its context is there no more. */
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	fake_gpu_finish(&x.env->gpu, VGT_RCS, 0);
	env_settle(x.env);
	exec_end(&x);
}

#endif

static struct kunit_case exec_cases[] = {
	KUNIT_CASE(hold_whoever_notices),
	KUNIT_CASE(hold_not_for_what_yields),
	KUNIT_CASE(hold_not_for_others),
	KUNIT_CASE(hold_not_undone_by_resets),
	KUNIT_CASE(lost_gpu_is_no_hang),
	KUNIT_CASE(refused_by_the_port),
	KUNIT_CASE(unmap_ends_at_once),
	KUNIT_CASE(block_doubles),
	KUNIT_CASE(block_ends_with_thread),
	KUNIT_CASE(block_ends_under_way),
	KUNIT_CASE(block_list_is_short),
	KUNIT_CASE(unmap_of_what_waits),
	KUNIT_CASE(unmap_looks_at_few_tables),
	KUNIT_CASE(memory_has_a_limit),
	KUNIT_CASE(memory_of_tables),
	KUNIT_CASE(memory_is_charged),
	KUNIT_CASE(memory_of_batches),
#ifndef __KERNEL__
	KUNIT_CASE(turn_is_waited_for),
	KUNIT_CASE(hold_for_what_was_ended),
	KUNIT_CASE(neighbour_does_not_wait),
	KUNIT_CASE(neighbour_after_a_turn),
	KUNIT_CASE(preparing_counts),
	KUNIT_CASE(write_while_preparing),
	KUNIT_CASE(unmap_while_preparing),
	KUNIT_CASE(unmap_while_judging),
	KUNIT_CASE(reset_while_preparing),
	KUNIT_CASE(preparing_in_pieces),
	KUNIT_CASE(release_destroyed),
	KUNIT_CASE(release_counts_as_it_goes),
	KUNIT_CASE(release_by_engine_reset),
	KUNIT_CASE(engine_reset_takes_ggtt),
	KUNIT_CASE(fence_takes_ggtt),
	KUNIT_CASE(release_at_reset),
	KUNIT_CASE(release_at_stop),
	KUNIT_CASE(release_ggtt),
	KUNIT_CASE(release_what_comes_late),
	KUNIT_CASE(release_and_use_again),
	KUNIT_CASE(release_and_unmap),
	KUNIT_CASE(release_at_the_limit),
	KUNIT_CASE(release_makes_room),
	KUNIT_CASE(huge_pages_in_pieces),
	KUNIT_CASE(resets_at_once),
#endif
	{ }
};

static struct kunit_suite exec_suite = {
	.name = "exec",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = exec_cases,
};

kunit_test_suite(exec_suite);
