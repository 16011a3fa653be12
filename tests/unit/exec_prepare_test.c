// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens at the same time as a guest's work is prepared: only where one thread can
 * play two.
 */
#ifndef __KERNEL__
#include <linux/kernel.h>

#include "core/pace.h"
#include "core/sched/cap.h"
#include "core/sched/sched.h"
#include "env_time.h"
#include "exec_env.h"
#include "race_env.h"

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
	vgt_sched_run(&x.vgpu[1]->engines[VGT_RCS].ent);
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
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->ban.hangs.count, 1);
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
	/* It comes too late to be judged ahead. */
	exec_ask(&x, 0);
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

static const struct vgt_guest_ops *race_guest_ops;
static struct vgt_env_ctx race_ctx;

static void race_slow_untrack(struct vgt_guest *guest, u64 gfn)
{
	shim_advance_ns(2 * VGT_PACE_NS);
	race_guest_ops->untrack(guest, gfn);
}

/* A context whose tables still have the memory is submitted while that goes. */
static void race_submits(void)
{
	static const u32 noops[2];

	if (race_pieces == 1) {
		exec_use(race, 0);
		env_emit(race->env, &race_ctx, noops, 2);
		env_elsp(race->env, &race_ctx, NULL);
	}
	shim_run_work();
}

/*
 * Memory goes in pieces: what is submitted meanwhile does not run with what is left of it, not
 * if another guest's work is before it, nor if it is judged while its own guest's runs.
 */
static void unmap_and_submit(struct kunit *test, bool ahead)
{
	static const u32 noops[2];
	struct vgt_guest_ops slow;
	struct vgt_env_ctx first;
	struct exec x;
	u64 pml4;
	u32 i;

	race_begin(test, &x, 32, NULL);
	race_gpa = *(u64 *)fake_guest_va(&x.env->guest,
			env_ppgtt_entry(x.env, x.ctx[0].pml4, 0, 0)) & ~4095ull;
	exec_use(&x, 0);
	env_ctx_init(x.env, &first, VGT_RCS, env_ppgtt(x.env));
	pml4 = env_ppgtt(x.env);
	env_ctx_init(x.env, &race_ctx, VGT_RCS, pml4);
	x.ggtt[0] = x.env->next_ggtt;
	for (i = 0; i < 32; i++)
		env_ppgtt_map(x.env, pml4, i * 4096ull, race_gpa + i * 4096ull);
	exec_submit(&x, 0);
	env_run(x.env, VGT_RCS);
	env_submit(x.env, &race_ctx, noops, 2);
	env_run(x.env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, race_gpa, 32), 32);
	/* No context lingers: its timer would queue a step. */
	env_sleep_us(2 * VGT_LINGER_MS * 1000);
	env_settle(x.env);
	if (ahead)
		env_submit(x.env, &first, noops, 2);
	else
		exec_submit(&x, 1);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), !ahead);

	race_guest_ops = x.env->guest.guest.ops;
	slow = *race_guest_ops;
	slow.untrack = race_slow_untrack;
	x.env->guest.guest.ops = &slow;
	race_pieces = 0;
	race_step = race_submits;
	vgt_vgpu_memory_gone(x.vgpu[0], race_gpa, 32 * 4096, NULL);
	x.env->guest.guest.ops = race_guest_ops;
	KUNIT_EXPECT_GT(test, race_pieces, 0);
	race_step = NULL;
	KUNIT_EXPECT_EQ(test, exec_pins(&x, race_gpa, 32), 0);
	env_settle(x.env);
	env_run(x.env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
	env_sleep_us(8 * VGT_BLOCK_MS_MAX * 1000);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	KUNIT_EXPECT_EQ(test, exec_pins(&x, race_gpa, 32), 32);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->stats.hangs, 0);
	race_end(&x);
}

static void unmap_and_prepare(struct kunit *test)
{
	unmap_and_submit(test, false);
}

static void unmap_and_judge(struct kunit *test)
{
	unmap_and_submit(test, true);
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

static struct kunit_case exec_prepare_cases[] = {
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
	/* For how long memory is not pinned again is a matter of the clock. */
	ENV_END_IN_KERNEL
	KUNIT_CASE(unmap_and_prepare),
	KUNIT_CASE(unmap_and_judge),
	{ }
};

static struct kunit_suite exec_prepare_suite = {
	.name = "exec_prepare",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = exec_prepare_cases,
};

kunit_test_suite(exec_prepare_suite);
#endif
