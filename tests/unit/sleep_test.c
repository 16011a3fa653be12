// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host goes to sleep: nothing of a vGPU's is with the GPU meanwhile, nothing of it is
 * lost, and nobody who only has a vGPU keeps the GPU awake.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "env.h"
#include "env_time.h"
#include "env_wait.h"

#define MOCS1	0xc804

static const u32 noops[4];

static u32 submitted(struct vgt_env *env)
{
	return env->gpu.engine[VGT_RCS].submitted;
}

static struct vgt_env *sleep_begin(struct kunit *test, struct vgt_env_ctx *ctx)
{
	struct vgt_env *env = vgt_env_get(test);

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, ctx, VGT_RCS, env_ppgtt(env));
	return env;
}

/* As long as contexts stay pinned after their use, and some. */
static void sleep_linger(struct vgt_env *env)
{
	env_sleep_us((VGT_LINGER_MS + 10) * 1000);
	env_settle(env);
}

/* Contexts are pinned for their work, and a moment longer: then the GPU can sleep. */
static void sleep_pins(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = sleep_begin(test, &ctx);
	u32 i;

	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
	for (i = 0; i < 3; i++) {
		env_submit(env, &ctx, noops, 2);
		KUNIT_EXPECT_EQ(test, env->gpu.pinned, 1);
		env_run(env, VGT_RCS);
		KUNIT_EXPECT_EQ(test, env->gpu.pinned, 1);
		/* Not once for each request. */
		KUNIT_EXPECT_EQ(test, env->gpu.pins, 1);
	}
	sleep_linger(env);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
	env_submit(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.pins, 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* What a reset took away may have left something behind: it is not kept. */
static void sleep_pins_failed(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = sleep_begin(test, &ctx);

	env_submit(env, &ctx, noops, 2);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
}

/* A guest with many contexts does not have room in the host's GGTT for each. */
static void sleep_pins_few(struct kunit *test)
{
	struct vgt_env_ctx ctx[5];
	struct vgt_env *env = sleep_begin(test, &ctx[0]);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ctx); i++) {
		if (i)
			env_ctx_init(env, &ctx[i], VGT_RCS, ctx[0].pml4);
		env_submit(env, &ctx[i], noops, 2);
		env_run(env, VGT_RCS);
		KUNIT_EXPECT_LE(test, env->gpu.pinned, 2);
	}
	/* Those used last. */
	env_submit(env, &ctx[3], noops, 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.pins, ARRAY_SIZE(ctx));
	sleep_linger(env);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
}

/* The host's sleep, a reset of the vGPU, and its end do not wait for the moment. */
static void sleep_lets_go(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = sleep_begin(test, &ctx);

	env_submit(env, &ctx, noops, 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 1);
	KUNIT_EXPECT_EQ(test, vgt_device_freeze(&env->dev), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
	vgt_device_thaw(&env->dev);
	env_settle(env);

	env_submit(env, &ctx, noops, 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 1);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, noops, 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 1);
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
}

/* The GPU is lost: no context of another engine keeps it. */
static void sleep_lets_go_of_lost(struct kunit *test)
{
	struct vgt_env_ctx ctx, other;
	struct vgt_env *env = sleep_begin(test, &ctx);

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &other, VGT_BCS, ctx.pml4);
	env_submit(env, &other, noops, 2);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 1);
	env_submit(env, &ctx, noops, 2);
	fake_gpu_finish(&env->gpu, VGT_RCS, -ENODEV);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
}

/* The port does not take it. */
static void sleep_pins_refused(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = sleep_begin(test, &ctx);

	env->gpu.fail_submit = -EIO;
	env_submit(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
}

/* Power is kept for who can reach the aperture: from the start to the end. */
static void sleep_power(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = vgt_env_vgpu(env, "GVTg_V5_8");

	KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
	KUNIT_EXPECT_EQ(test, env->gpu.powered, 1);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.powered, 2);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.powered, 2);
	vgt_vgpu_stop(vgpu);
	KUNIT_EXPECT_EQ(test, env->gpu.powered, 1);
	vgt_vgpu_stop(vgpu);
	vgt_vgpu_destroy(vgpu);
	KUNIT_EXPECT_EQ(test, env->gpu.powered, 1);
}

/* What is submitted meanwhile runs when the host is back. */
static void sleep_holds(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = sleep_begin(test, &ctx);

	vgt_device_freeze(&env->dev);
	env_submit(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, submitted(env), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
	vgt_device_resume(&env->dev);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, submitted(env), 0);
	vgt_device_thaw(&env->dev);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, submitted(env), 1);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

static struct vgt_env *sleep_waiting;

/* Time passes; what runs goes on. */
static void sleep_wait(void)
{
	vgt_sched_flush(&sleep_waiting->dev);
}

/* One is in flight, another's waits prepared: that is taken back, and prepared anew. */
static void sleep_takes_back(struct kunit *test)
{
	struct vgt_env_ctx ctx, other;
	struct vgt_env *env = sleep_begin(test, &ctx);
	struct vgt_vgpu *first = env->vgpu;
	struct vgt_vgpu *vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
	u64 next = env->next_ggtt;

	KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(vgpu), 0);
	env_submit(env, &ctx, noops, 2);
	env_use(env, vgpu);
	env->next_ggtt = vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &other, VGT_RCS, env_ppgtt(env));
	env_submit(env, &other, noops, 2);
	KUNIT_EXPECT_EQ(test, submitted(env), 1);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 2);

	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_ASSERT_EQ(test, fake_gpu_end_cancelled(&env->gpu), 0);
	sleep_waiting = env;
	vgt_env_wait_hook(sleep_wait);
	KUNIT_EXPECT_EQ(test, vgt_device_freeze(&env->dev), 0);
	/* It did not end by itself. */
	KUNIT_EXPECT_GE(test, env->gpu.engine[VGT_RCS].cancelled, 1);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, first->stats.hangs, 1);
	/* That is the host's doing, and not held against it. */
	KUNIT_EXPECT_EQ(test, first->ban.hangs.count, 0);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
	KUNIT_EXPECT_EQ(test, submitted(env), 1);

	env->gpu.engine[VGT_RCS].cancelled = 0;
	vgt_device_thaw(&env->dev);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, submitted(env), 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, vgpu->stats.hangs, 0);
	env_use(env, first);
	env->next_ggtt = next;
	vgt_vgpu_stop(vgpu);
	vgt_vgpu_destroy(vgpu);
}

/* What does not even end then is not waited for: the host does not go to sleep. */
static void sleep_gives_up(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = sleep_begin(test, &ctx);

	env_submit(env, &ctx, noops, 2);
	sleep_waiting = env;
	vgt_env_wait_hook(sleep_wait);
	KUNIT_EXPECT_EQ(test, vgt_device_freeze(&env->dev), -EBUSY);
	KUNIT_EXPECT_GE(test, env->gpu.engine[VGT_RCS].cancelled, 1);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
	env_submit(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, submitted(env), 2);
	env_run(env, VGT_RCS);
}

#ifndef __KERNEL__

/*
 * Who has a vGPU's lock may wait for memory that a hypervisor does not give: the host, and
 * other vGPUs, do not wait for that.
 */
static void sleep_waits_for_no_lock(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = sleep_begin(test, &ctx);

	vgt_env_wait_hook(NULL);
	env_another_holds(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_device_freeze(&env->dev), -EBUSY);
	env_another_let_go(&env->vgpu->lock);
	env_settle(env);
	env_submit(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, submitted(env), 1);
	env_run(env, VGT_RCS);

	/* What is asleep stays so, whoever has its lock. */
	KUNIT_EXPECT_EQ(test, vgt_device_freeze(&env->dev), 0);
	env_submit(env, &ctx, noops, 2);
	env_another_holds(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_device_freeze(&env->dev), 0);
	vgt_device_thaw(&env->dev);
	env_another_let_go(&env->vgpu->lock);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, submitted(env), 2);
	env_run(env, VGT_RCS);
}

#endif

/* Memory that may be pinned again is not looked at while the GPU may have no power. */
static void sleep_writes_nothing(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);

	env_ggtt_map(env, gpa, 1);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, NULL);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, vgt_device_freeze(&env->dev), 0);
	env_sleep_us(2 * VGT_BLOCK_MS * 1000);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
	vgt_device_resume(&env->dev);
	vgt_device_thaw(&env->dev);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 1);
}

/* What a guest has in registers outside of contexts outlives a loss of power. */
static void sleep_registers(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = sleep_begin(test, &ctx);
	u32 *mocs = &env->gpu.regs[MOCS1 / 4];

	*mocs = 0x11;
	vgt_device_resume(&env->dev);
	env_submit(env, &ctx, (const u32[]){ 0x11000001, MOCS1, 0x55, 0 }, 4);
	fake_gpu_start(&env->gpu, VGT_RCS);
	*mocs = 0x55;
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);

	vgt_device_freeze(&env->dev);
	/* The host's driver has set its own anew, and runs before it tells. */
	*mocs = 0;
	env->gpu.gpu.client_ops->context_in(env->gpu.gpu.client, VGT_RCS, NULL);
	env->gpu.gpu.client_ops->context_out(env->gpu.gpu.client, VGT_RCS, NULL);
	vgt_device_resume(&env->dev);
	vgt_device_thaw(&env->dev);

	env_submit(env, &ctx, noops, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, *mocs, 0x55);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_read(env, MOCS1), 0x55);
}

/* Who is made, started, reset and ended while the host sleeps waits for nothing. */
static void sleep_lives(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = sleep_begin(test, &ctx);
	struct vgt_vgpu *vgpu;

	vgt_device_freeze(&env->dev);
	vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), 0);
	vgt_vgpu_stop(vgpu);
	vgt_vgpu_destroy(vgpu);
	env_submit(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	vgt_device_thaw(&env->dev);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, submitted(env), 0);
}

static struct kunit_case sleep_cases[] = {
	KUNIT_CASE(sleep_pins),
	KUNIT_CASE(sleep_pins_failed),
	KUNIT_CASE(sleep_pins_few),
	KUNIT_CASE(sleep_lets_go),
	KUNIT_CASE(sleep_lets_go_of_lost),
	KUNIT_CASE(sleep_pins_refused),
	KUNIT_CASE(sleep_power),
	KUNIT_CASE(sleep_holds),
	KUNIT_CASE(sleep_takes_back),
	KUNIT_CASE(sleep_gives_up),
#ifndef __KERNEL__
	KUNIT_CASE(sleep_waits_for_no_lock),
#endif
	KUNIT_CASE(sleep_writes_nothing),
	KUNIT_CASE(sleep_registers),
	KUNIT_CASE(sleep_lives),
	{ }
};

static struct kunit_suite sleep_suite = {
	.name = "sleep",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = sleep_cases,
};

kunit_test_suite(sleep_suite);
