// SPDX-License-Identifier: GPL-2.0-only
/*
 * Invalid commands that the hardware finds: what the guest sees, and how often they are found at
 * once.
 */
#include "core/exec/cs_error.h"
#include "env_time.h"
#include "env_wait.h"
#include "exec_env.h"

#define EIR		0x20b0
#define EMR		0x20b4
#define ESR		0x20b8
#define GT0_IIR		0x44308
#define ERROR		BIT(3)

/* As a driver does: interrupts on; of errors those of invalid commands. */
static void error_listen(struct exec *x, u32 emr)
{
	exec_use(x, 0);
	env_write(x->env, 0x44200, BIT(31));
	env_write(x->env, 0x44304, ~(u32)ERROR);
	env_write(x->env, 0x4430c, ERROR);
	env_write(x->env, EMR, emr);
	x->env->guest.interrupts = 0;
}

/* The port finds an invalid command in what is in flight. */
static void error_ends(struct exec *x)
{
	fake_gpu_start(&x->env->gpu, VGT_RCS);
	x->env->gpu.engine[VGT_RCS].rq->invalid = true;
	fake_gpu_finish(&x->env->gpu, VGT_RCS, -EIO);
	env_settle(x->env);
}

static void error_of_first(struct exec *x)
{
	exec_submit(x, 0);
	error_ends(x);
	exec_use(x, 0);
}

static void cs_error_is_told(struct kunit *test)
{
	struct exec x;

	exec_begin(test, &x);
	error_listen(&x, ~1u);
	env_messages_start();
	error_of_first(&x);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "the hardware finds invalid"));
	KUNIT_EXPECT_TRUE(test, x.vgpu[0]->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, env_read(x.env, ESR), 1);
	KUNIT_EXPECT_EQ(test, env_read(x.env, EIR), 1);
	KUNIT_EXPECT_EQ(test, env_read(x.env, GT0_IIR), ERROR);
	KUNIT_EXPECT_EQ(test, x.env->guest.interrupts, 1);
	/* A guest clears what it was told of, not what is. */
	env_write(x.env, EIR, 1);
	env_write(x.env, ESR, 0);
	KUNIT_EXPECT_EQ(test, env_read(x.env, EIR), 0);
	KUNIT_EXPECT_EQ(test, env_read(x.env, ESR), 1);
	/* A reset ends it. */
	exec_guest_resets(&x, 0);
	KUNIT_EXPECT_EQ(test, env_read(x.env, ESR), 0);
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	exec_end(&x);
}

static void cs_error_masked(struct kunit *test)
{
	struct exec x;

	exec_begin(test, &x);
	error_listen(&x, ~0u);
	error_of_first(&x);
	KUNIT_EXPECT_EQ(test, env_read(x.env, ESR), 1);
	KUNIT_EXPECT_EQ(test, env_read(x.env, EIR), 0);
	KUNIT_EXPECT_EQ(test, x.env->guest.interrupts, 0);
	/* Until it is not. */
	env_write(x.env, EMR, ~1u);
	KUNIT_EXPECT_EQ(test, env_read(x.env, EIR), 1);
	KUNIT_EXPECT_EQ(test, x.env->guest.interrupts, 1);
	/* It is latched: once. */
	env_write(x.env, EMR, ~1u);
	KUNIT_EXPECT_EQ(test, x.env->guest.interrupts, 1);
	exec_guest_resets(&x, 0);
	exec_end(&x);
}

/* Another hang is none. */
static void cs_error_not_for_hangs(struct kunit *test)
{
	struct exec x;

	exec_begin(test, &x);
	error_listen(&x, ~1u);
	exec_submit(&x, 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	fake_gpu_finish(&x.env->gpu, VGT_RCS, -EIO);
	env_settle(x.env);
	exec_use(&x, 0);
	KUNIT_EXPECT_EQ(test, env_read(x.env, ESR), 0);
	KUNIT_EXPECT_EQ(test, x.env->guest.interrupts, 0);
	exec_guest_resets(&x, 0);
	exec_end(&x);
}

/* A command that the audit refuses, the first of its submission. */
static void error_refused(struct exec *x)
{
	static const u32 cs[] = { 0xdeadbeef, 0xdeadbeef };

	exec_use(x, 0);
	env_submit(x->env, &x->ctx[0], cs, 2);
}

/* To the guest it is one that the hardware finds invalid. The hardware is not reset: no limit. */
static void cs_error_of_refusal(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i <= VGT_CS_ERRORS; i++) {
		error_listen(&x, ~1u);
		error_refused(&x);
		KUNIT_EXPECT_EQ(test, exec_runs(&x), -1);
		KUNIT_EXPECT_TRUE(test, x.vgpu[0]->engines[VGT_RCS].hung);
		KUNIT_EXPECT_EQ(test, env_read(x.env, ESR), 1);
		KUNIT_EXPECT_EQ(test, env_read(x.env, EIR), 1);
		KUNIT_EXPECT_EQ(test, x.env->guest.interrupts, 1);
		env_write(x.env, EIR, 1);
		env_write(x.env, GT0_IIR, ERROR);
		exec_guest_resets(&x, 0);
		exec_ctx(&x, 0);
	}
	exec_submit(&x, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	/* Errors that the hardware finds are still looked for. */
	KUNIT_EXPECT_TRUE(test, x.env->gpu.engine[VGT_RCS].rq->watch);
	exec_end(&x);
}

/* Whether the port is to look for invalid commands in what @i submits next. */
static bool error_watched(struct exec *x, u32 i)
{
	bool watch;

	exec_submit(x, i);
	watch = x->env->gpu.engine[VGT_RCS].rq->watch;
	env_run(x->env, VGT_RCS);
	return watch;
}

/* Its guest may have reset the engine before it hears of it: the hardware's was, too. */
static void error_unheard(struct exec *x)
{
	exec_submit(x, 0);
	fake_gpu_start(&x->env->gpu, VGT_RCS);
	x->env->gpu.engine[VGT_RCS].rq->invalid = true;
	exec_guest_resets(x, 0);
	fake_gpu_finish(&x->env->gpu, VGT_RCS, -EIO);
	env_settle(x->env);
}

/* However the guest takes them. */
static void cs_error_limit(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	for (i = 0; i < VGT_CS_ERRORS; i++) {
		KUNIT_EXPECT_TRUE(test, error_watched(&x, 0));
		env_messages_start();
		if (i & 1) {
			error_unheard(&x);
		} else {
			error_of_first(&x);
			exec_guest_resets(&x, 0);
		}
	}
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "as slowly as other hangs"));
	KUNIT_EXPECT_FALSE(test, error_watched(&x, 0));
	KUNIT_EXPECT_TRUE(test, error_watched(&x, 1));
	/* A reset of the device does not help, time does. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(x.vgpu[0]), 0);
	x.ggtt[0] = x.vgpu[0]->ggtt.part[VGT_GGTT_HIGH].space.start;
	exec_ctx(&x, 0);
	KUNIT_EXPECT_FALSE(test, error_watched(&x, 0));
	if (ENV_EXACT_TIME) {
		env_sleep_us(VGT_CS_ERRORS_WITHIN_S * 1000000ull + 1000);
		KUNIT_EXPECT_TRUE(test, error_watched(&x, 0));
	}
	exec_end(&x);
}

static struct kunit_case cs_error_cases[] = {
	KUNIT_CASE(cs_error_is_told),
	KUNIT_CASE(cs_error_masked),
	KUNIT_CASE(cs_error_not_for_hangs),
	KUNIT_CASE(cs_error_of_refusal),
	KUNIT_CASE(cs_error_limit),
	{ }
};

static struct kunit_suite cs_error_suite = {
	.name = "cs_error",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = cs_error_cases,
};

kunit_test_suite(cs_error_suite);
