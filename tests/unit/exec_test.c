// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nothing of one guest holds up another, or the host: hangs count, whoever notices first.
 */
#include <linux/kernel.h>

#include "core/exec/last.h"
#include "core/sched/ban.h"
#include "env_time.h"
#include "env_wait.h"
#include "exec_env.h"

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

static void hold_whoever_notices(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i < 20; i++) {
		exec_submit(&x, 0);
		KUNIT_EXPECT_EQ(test, exec_runs(&x), i < VGT_BAN_HANGS ? 0 : -1);
		/* It resets itself before the hang is reported; the host has to, too. */
		if (i < VGT_BAN_HANGS)
			exec_dies_unheard(&x);
		else
			exec_guest_resets(&x, 0);
		KUNIT_EXPECT_EQ(test, vgt_ban_holds(&x.vgpu[0]->ban), i + 1 >= VGT_BAN_HANGS);
	}
	KUNIT_EXPECT_EQ(test, x.env->gpu.engine[VGT_RCS].resets, VGT_BAN_HANGS);
	exec_end(&x);
}

/* What is dropped and lets go by itself costs nobody anything. */
static void hold_not_for_what_yields(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i < 2 * VGT_BAN_HANGS; i++) {
		exec_submit(&x, 0);
		KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
		exec_submit(&x, 1);
		fake_gpu_start(&x.env->gpu, VGT_RCS);
		exec_guest_resets(&x, 0);
		fake_gpu_finish(&x.env->gpu, VGT_RCS, 0);
		env_settle(x.env);
		env_run(x.env, VGT_RCS);
	}
	KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&x.vgpu[0]->ban));
	exec_end(&x);
}

/* The engine was reset for another, before the hardware took up what was in flight. */
static void hold_not_for_others(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i < 2 * VGT_BAN_HANGS; i++) {
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
	KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&x.vgpu[0]->ban));
	exec_end(&x);
}

/* A reset of the device pardons, but not for ever. */
static void hold_not_undone_by_resets(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i < VGT_BAN_PARDONS + VGT_BAN_HANGS; i++) {
		exec_submit(&x, 0);
		KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
		exec_dies_waited_for(&x, -EIO);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(x.vgpu[0]), 0);
		x.ggtt[0] = x.vgpu[0]->ggtt.part[VGT_GGTT_HIGH].space.start;
		exec_ctx(&x, 0);
	}
	KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&x.vgpu[0]->ban));
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
	/* That is over some time. */
	if (ENV_EXACT_TIME) {
		env_sleep_us(VGT_BAN_PARDON_S * 1000000ull);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(x.vgpu[0]), 0);
		KUNIT_EXPECT_EQ(test, x.vgpu[0]->ban.hangs.count, 0);
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
	for (i = 0; i < 2 * VGT_BAN_HANGS; i++) {
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
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->ban.hangs.count, 0);
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
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->ban.hangs.count, 0);
	/* The other is not held up. */
	exec_submit(&x, 1);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 1);
	exec_guest_resets(&x, 0);
	exec_end(&x);
}

/* What ran last, for reports: the eight last ones, and why the engine stopped. */
static void last_works(struct kunit *test)
{
	struct vgt_last_work works[VGT_LAST_MAX];
	struct vgt_vengine *ve;
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	ve = &x.vgpu[0]->engines[VGT_RCS];
	KUNIT_EXPECT_EQ(test, vgt_last_get(ve, works), 0);
	for (i = 0; i < VGT_LAST_MAX + 2; i++) {
		exec_submit(&x, 0);
		KUNIT_EXPECT_EQ(test, vgt_last_get(ve, works), min(i + 1, (u32)VGT_LAST_MAX));
		env_run(x.env, VGT_RCS);
	}
	for (i = 0; i < VGT_LAST_MAX; i++) {
		KUNIT_EXPECT_EQ(test, works[i].number, i + 3);
		KUNIT_EXPECT_EQ(test, works[i].lrca, x.ctx[0].lrca);
		KUNIT_EXPECT_EQ(test, works[i].id, x.ctx[0].id);
		KUNIT_EXPECT_EQ(test, works[i].start, x.ctx[0].ring);
		KUNIT_EXPECT_EQ(test, works[i].head, (i + 2) * 8);
		KUNIT_EXPECT_EQ(test, works[i].tail, (i + 3) * 8);
		KUNIT_EXPECT_EQ(test, works[i].words, 2);
		KUNIT_EXPECT_EQ(test, works[i].error, 0);
	}
	x.env->gpu.fail_submit = -ENOMEM;
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, vgt_last_get(ve, works), VGT_LAST_MAX);
	KUNIT_EXPECT_EQ(test, works[VGT_LAST_MAX - 1].error, -ENOMEM);
	KUNIT_EXPECT_EQ(test, works[VGT_LAST_MAX - 1].number, VGT_LAST_MAX + 4);
	KUNIT_EXPECT_EQ(test, works[VGT_LAST_MAX - 2].words, 2);
	/* The other one's are its own. */
	KUNIT_EXPECT_EQ(test, vgt_last_get(&x.vgpu[1]->engines[VGT_RCS], works), 0);
	exec_guest_resets(&x, 0);
	exec_end(&x);
}

static struct kunit_case exec_cases[] = {
	KUNIT_CASE(hold_whoever_notices),
	KUNIT_CASE(hold_not_for_what_yields),
	KUNIT_CASE(hold_not_for_others),
	KUNIT_CASE(hold_not_undone_by_resets),
	KUNIT_CASE(lost_gpu_is_no_hang),
	KUNIT_CASE(refused_by_the_port),
	KUNIT_CASE(last_works),
	{ }
};

static struct kunit_suite exec_suite = {
	.name = "exec",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = exec_cases,
};

kunit_test_suite(exec_suite);
