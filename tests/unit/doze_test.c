// SPDX-License-Identifier: GPL-2.0-only
/*
 * Engines without work: what they keep for their next work is given back after some time.
 */
#include <linux/kernel.h>

#include "core/exec/lrc_types.h"
#include "core/mem/ppgtt.h"
#include "env.h"
#include "env_time.h"

#define DOZE_US		((VGT_DOZE_MS + 200) * 1000)
#define SHORT_US	(VGT_DOZE_MS / 2 * 1000)

static const enum vgt_engine_id engines[] = { VGT_RCS, VGT_BCS, VGT_VCS, VGT_VECS };

static const u32 noops[] = { 0, 0 };

/* Timers ring now and then, not all at the end. */
static void doze_pass(struct vgt_env *env, u32 us)
{
	u32 i;

	for (i = 0; i < 10; i++) {
		env_sleep_us(us / 10);
		env_settle(env);
	}
}

static void doze_run(struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	env_submit(env, ctx, noops, ARRAY_SIZE(noops));
	env_run(env, ctx->engine);
}

static u32 doze_kept(const struct vgt_env *env, enum vgt_engine_id id)
{
	const struct vgt_vengine *ve = &env->vgpu->engines[id];

	return ve->nlrcs + !!ve->cs + !!ve->restore;
}

/* The context of the render engine has a batch at its restore. */
static void doze_ctx(struct vgt_env *env, struct vgt_env_ctx *ctx, enum vgt_engine_id id)
{
	u32 *image;

	env_engine_on(env, id);
	env_ctx_init(env, ctx, id, env_ppgtt(env));
	if (id != VGT_RCS)
		return;
	image = fake_guest_va(&env->guest, ctx->image_gpa);
	image[27] = env_ggtt_map(env, env_page(env), 1) | 1;
	env_ggtt_flush(env);
}

/* What engines keep goes, is there again when it is needed, and goes again. */
static void doze_gives_back(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx[ARRAY_SIZE(engines)];
	u32 i, round, rounds = ENV_EXACT_TIME ? 3 : 1;

	for (i = 0; i < ARRAY_SIZE(engines); i++)
		doze_ctx(env, &ctx[i], engines[i]);
	for (round = 1; round <= rounds; round++) {
		for (i = 0; i < ARRAY_SIZE(engines); i++) {
			doze_run(env, &ctx[i]);
			KUNIT_EXPECT_EQ(test, doze_kept(env, engines[i]),
					engines[i] == VGT_RCS ? 3 : 2);
		}
		if (ENV_EXACT_TIME)
			doze_pass(env, SHORT_US);
		for (i = 0; i < ARRAY_SIZE(engines) && ENV_EXACT_TIME; i++)
			KUNIT_EXPECT_GT(test, doze_kept(env, engines[i]), 0);
		doze_pass(env, DOZE_US);
		for (i = 0; i < ARRAY_SIZE(engines); i++)
			KUNIT_EXPECT_EQ(test, doze_kept(env, engines[i]), 0);
		/* But for the page tables, which go when memory is short, nothing is held. */
		mutex_lock(&env->vgpu->lock);
		vgt_ppgtt_forget_all(env->vgpu);
		mutex_unlock(&env->vgpu->lock);
		env_settle(env);
	}
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

#ifndef __KERNEL__
#define PIPE_CONF	0x70008
#define PLANE_SURF	0x7019c
#define PIPE_IMR	0x44404
#define PIPE_IIR	0x44408
#define PIPE_IER	0x4440c
#define MASTER_IRQ	0x44200

#define VBLANK		((u32)BIT(0))

#define HOUR_US		(3600u * 1000 * 1000)

/* The monitor shows a picture. As i915: all is enabled, and what it does not wait for is masked. */
static void doze_display_on(struct vgt_env *env)
{
	env_write(env, PIPE_IMR, ~0u);
	env_write(env, PIPE_IER, ~0u);
	env_write(env, MASTER_IRQ, BIT(31));
	env_write(env, PIPE_CONF, BIT(31));
	env_write(env, PLANE_SURF, 0x10000);
}

/* For an hour, no timer rings, and no work is queued. */
static void doze_is_quiet(struct kunit *test, struct vgt_env *env)
{
	int interrupts = env->guest.interrupts;
	long fired = shim_fired;

	shim_run_work();
	env_sleep_us(HOUR_US);
	KUNIT_EXPECT_EQ(test, shim_run_work(), 0);
	KUNIT_EXPECT_EQ(test, shim_fired, fired);
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, interrupts);
}

/* A vGPU whose guest has nothing to do costs the host nothing, whether its monitor is on or off. */
static void doze_wakes_nobody(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx[ARRAY_SIZE(engines)];
	u32 i;

	doze_is_quiet(test, env);
	doze_display_on(env);
	for (i = 0; i < ARRAY_SIZE(engines); i++) {
		doze_ctx(env, &ctx[i], engines[i]);
		doze_run(env, &ctx[i]);
	}
	doze_pass(env, DOZE_US);
	doze_is_quiet(test, env);
	/* The guest waits for vertical blanks, then no more. */
	env_write(env, PIPE_IMR, ~VBLANK);
	doze_pass(env, 100 * 1000);
	KUNIT_EXPECT_GT(test, env->guest.interrupts, 0);
	/* It is paused: it serves none. */
	doze_is_quiet(test, env);
	env_write(env, PIPE_IMR, ~0u);
	doze_pass(env, 100 * 1000);
	doze_is_quiet(test, env);
	env_write(env, PIPE_IMR, ~VBLANK);
	env_write(env, PIPE_CONF, 0);
	env_write(env, PIPE_IIR, ~0u);
	doze_pass(env, 100 * 1000);
	doze_is_quiet(test, env);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* An engine with work now and then keeps what it has. */
static void doze_not_between_work(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_vengine *ve = &env->vgpu->engines[VGT_RCS];
	const struct vgt_lrc *lrc;
	struct vgt_env_ctx ctx;
	u32 i;

	doze_ctx(env, &ctx, VGT_RCS);
	doze_run(env, &ctx);
	lrc = list_first_entry(&ve->lrcs, struct vgt_lrc, link);
	for (i = 0; i < 6; i++) {
		doze_pass(env, SHORT_US);
		KUNIT_EXPECT_TRUE(test, list_first_entry_or_null(&ve->lrcs, struct vgt_lrc,
								 link) == lrc);
		doze_run(env, &ctx);
	}
}

/* Work that takes longer is not idleness. */
static void doze_not_at_work(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx;

	doze_ctx(env, &ctx, VGT_BCS);
	doze_run(env, &ctx);
	env_submit(env, &ctx, noops, ARRAY_SIZE(noops));
	doze_pass(env, DOZE_US);
	KUNIT_EXPECT_GT(test, doze_kept(env, VGT_BCS), 0);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
	doze_pass(env, DOZE_US);
	KUNIT_EXPECT_EQ(test, doze_kept(env, VGT_BCS), 0);
}

/* A GPU that sleeps is left alone, and one that is awake again is not forgotten. */
static void doze_not_asleep(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx;

	doze_ctx(env, &ctx, VGT_BCS);
	doze_run(env, &ctx);
	KUNIT_ASSERT_EQ(test, vgt_device_freeze(&env->dev), 0);
	doze_pass(env, DOZE_US);
	KUNIT_EXPECT_GT(test, doze_kept(env, VGT_BCS), 0);
	vgt_device_thaw(&env->dev);
	env_settle(env);
	doze_pass(env, DOZE_US);
	KUNIT_EXPECT_EQ(test, doze_kept(env, VGT_BCS), 0);
}
#endif

/* Nothing runs for a vGPU whose guest has ended: what it would be charged to is gone. */
static void doze_stopped(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx;
	int charges;

	doze_ctx(env, &ctx, VGT_RCS);
	doze_run(env, &ctx);
	vgt_vgpu_stop(env->vgpu);
	charges = env->guest.charges;
	doze_pass(env, 3 * VGT_LINGER_MS * 1000);
	KUNIT_EXPECT_EQ(test, env->guest.charges, charges);
	KUNIT_EXPECT_FALSE(test, hrtimer_is_queued(&env->vgpu->engines[VGT_RCS].linger));
	/* The next guest finds it at work. */
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
	doze_ctx(env, &ctx, VGT_RCS);
	doze_run(env, &ctx);
	KUNIT_EXPECT_GT(test, env->guest.charges, charges);
}

static struct kunit_case doze_cases[] = {
	KUNIT_CASE(doze_stopped),
	ENV_END_IN_KERNEL
	KUNIT_CASE(doze_gives_back),
#ifndef __KERNEL__
	KUNIT_CASE(doze_wakes_nobody),
	KUNIT_CASE(doze_not_between_work),
	KUNIT_CASE(doze_not_at_work),
	KUNIT_CASE(doze_not_asleep),
#endif
	{ }
};

static struct kunit_suite doze_suite = {
	.name = "doze",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = doze_cases,
};

kunit_test_suite(doze_suite);
