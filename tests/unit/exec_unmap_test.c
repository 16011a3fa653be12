// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that the hypervisor takes away, while vGPUs use it.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/mem/ggtt.h"
#include "core/mem/pin_block.h"
#include "core/mem/ppgtt.h"
#include "env_time.h"
#include "exec_env.h"

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
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);

	/* It waits, and goes on by itself; what is mapped there again counts. */
	env_sleep_us(2 * VGT_BLOCK_MS * 1000);
	env_settle(x.env);
	KUNIT_EXPECT_GE(test, exec_runs(&x), 0);
	KUNIT_EXPECT_FALSE(test, x.vgpu[0]->engines[VGT_RCS].hung);
	/* What had to wait was not refused, however often it was tried. */
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->stats.ppgtt_refused, 0);
	KUNIT_EXPECT_EQ(test, x.vgpu[1]->stats.ppgtt_refused, 0);
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

#ifndef __KERNEL__

static struct vgt_env *block_env;

/* Each page takes long to go. */
static void block_slow(struct fake_guest *guest)
{
	shim_advance_ns(100000);
}

/* The removal has let go of the lock: the guest goes on. */
static void block_guest_goes_on(void)
{
	env_ggtt_flush(block_env);
}

/* However long the removal itself takes: the time counts from its end. */
static void block_outlasts_removal(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 n = 20 * VGT_BLOCK_MS;
	u64 gpa = env_pages(env, n);
	u64 began = ktime_get_ns();

	env_ggtt_map(env, gpa, n);
	block_env = env;
	env->guest.on_let_go = block_slow;
	shim_resched_hook = block_guest_goes_on;
	vgt_vgpu_memory_gone(env->vgpu, gpa, n * 4096ull, NULL);
	shim_resched_hook = NULL;
	env->guest.on_let_go = NULL;
	KUNIT_EXPECT_GE(test, ktime_get_ns() - began, 2 * VGT_BLOCK_MS * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, exec_pins(&(struct exec){ .env = env }, gpa, n), 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->pins.nblocks, 1);
	KUNIT_EXPECT_EQ(test, env->vgpu->pins.blocks[0].held, 0);
	env_sleep_us(VGT_BLOCK_MS * 1000 - 1000);
	env_settle(env);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, exec_pins(&(struct exec){ .env = env }, gpa, n), 0);
	env_sleep_us(1000);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, exec_pins(&(struct exec){ .env = env }, gpa, n), n);
}

#endif

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
	if (ENV_EXACT_TIME)
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

static struct kunit_case exec_unmap_cases[] = {
	KUNIT_CASE(unmap_ends_at_once),
	KUNIT_CASE(block_doubles),
	KUNIT_CASE(block_ends_with_thread),
	KUNIT_CASE(block_ends_under_way),
	KUNIT_CASE(block_list_is_short),
#ifndef __KERNEL__
	KUNIT_CASE(block_outlasts_removal),
#endif
	KUNIT_CASE(unmap_of_what_waits),
	KUNIT_CASE(unmap_looks_at_few_tables),
	{ }
};

static struct kunit_suite exec_unmap_suite = {
	.name = "exec_unmap",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = exec_unmap_cases,
};

kunit_test_suite(exec_unmap_suite);
