// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is let go of, in pieces: only where one thread can play two.
 */
#ifndef __KERNEL__
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/mem/account.h"
#include "core/mem/pin.h"
#include "core/mem/ppgtt.h"
#include "core/mem/ppgtt_types.h"
#include "env_time.h"
#include "exec_env.h"
#include "race_env.h"

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
	KUNIT_ASSERT_EQ(test, vgt_account_take(vgpu, 4096), 0);
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
	struct vgt_account *memory = &env->vgpu->memory;
	u64 used = memory->used, pdp[4] = {};
	struct vgt_ppgtt *ppgtt, *other;
	u32 i, more;

	for (i = 0; i < 2; i++) {
		other = exec_space(env, 40);
		KUNIT_ASSERT_FALSE(test, IS_ERR(other));
		env_ppgtt_drop(env, other);
		ppgtt = exec_space(env, 300);
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
		ppgtt = exec_space(env, 250);
		KUNIT_EXPECT_FALSE(test, IS_ERR(ppgtt));
		KUNIT_EXPECT_EQ(test, env->vgpu->nppgtts, 2);
		if (!IS_ERR(ppgtt))
			env_ppgtt_drop(env, ppgtt);
		env->vgpu->shadow.count -= more;
		memory->limit = VGT_ACCOUNT_MAX;
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

static struct kunit_case exec_release_cases[] = {
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
	{ }
};

static struct kunit_suite exec_release_suite = {
	.name = "exec_release",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = exec_release_cases,
};

kunit_test_suite(exec_release_suite);
#endif
