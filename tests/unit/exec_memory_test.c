// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest may have of the host's memory.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/mem/ppgtt.h"
#include "env_wait.h"
#include "exec_env.h"

/* The oldest address spaces go first; then the guest is told that there is no more. */
static void memory_has_a_limit(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_account *memory = &env->vgpu->memory;
	struct vgt_ppgtt *ppgtt;
	u64 used = memory->used;
	u32 i;

	memory->limit = used + (1 << 20);
	for (i = 0; i < 12; i++) {
		ppgtt = exec_space(env, 40);
		KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
		env_ppgtt_drop(env, ppgtt);
		KUNIT_EXPECT_LE(test, memory->used, memory->limit);
	}
	KUNIT_EXPECT_LT(test, env->vgpu->nppgtts, 12);
	KUNIT_EXPECT_GT(test, env->vgpu->nppgtts, 1);

	env_messages_start();
	ppgtt = exec_space(env, 300);
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
	struct vgt_account *memory = &env->vgpu->memory;
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
	struct vgt_account *memory;
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

static struct kunit_case exec_memory_cases[] = {
	KUNIT_CASE(memory_has_a_limit),
	KUNIT_CASE(memory_of_tables),
	KUNIT_CASE(memory_is_charged),
	KUNIT_CASE(memory_of_batches),
	{ }
};

static struct kunit_suite exec_memory_suite = {
	.name = "exec_memory",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = exec_memory_cases,
};

kunit_test_suite(exec_memory_suite);
