// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers outside of contexts: whatever commands a guest runs, however often, to
 * whatever end, nobody else runs with what they left.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/regs/mmio_context.h"
#include "env.h"

#define FF_THREAD	0x20a0
#define CTX_PREEMPT	0x2248		/* batches may write it */
#define NONPRIV0	0x24d0
#define LNCFCMOCS	0xb020		/* in the fake's context image, too */
#define MOCS0		0xc800
#define MOCS1		0xc804

#define LRI1		0x11000001u

/**
 * struct switch_env - two vGPUs with a context each on render
 */
struct switch_env {
	struct vgt_vgpu *vgpu[2];
	struct vgt_env_ctx ctx[2];
	u64 ggtt[2];
};

static u32 hw(struct vgt_env *env, u32 reg)
{
	return env->gpu.regs[reg / 4];
}

/* The hardware runs a command that loads a register. */
static void hw_loads(struct vgt_env *env, u32 reg, u32 val)
{
	env->gpu.regs[reg / 4] = val;
}

static void use(struct vgt_env *env, struct switch_env *s, u32 i)
{
	env_use(env, s->vgpu[i]);
	env->next_ggtt = s->ggtt[i];
}

static struct vgt_env *begin(struct kunit *test, struct switch_env *s)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	s->vgpu[0] = env->vgpu;
	s->vgpu[1] = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(s->vgpu[1]));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(s->vgpu[1]), 0);
	for (i = 0; i < 2; i++) {
		s->ggtt[i] = s->vgpu[i]->ggtt.part[VGT_GGTT_HIGH].space.start;
		use(env, s, i);
		env_engine_on(env, VGT_RCS);
		env_ctx_init(env, &s->ctx[i], VGT_RCS, env_ppgtt(env));
		s->ggtt[i] = env->next_ggtt;
	}
	return env;
}

static void end(struct vgt_env *env, struct switch_env *s)
{
	use(env, s, 0);
	while (env->gpu.engine[VGT_RCS].rq)
		env_run(env, VGT_RCS);
	vgt_vgpu_stop(s->vgpu[1]);
	vgt_vgpu_destroy(s->vgpu[1]);
}

static void client_in(struct vgt_env *env, struct vgt_gpu_context *ctx)
{
	env->gpu.gpu.client_ops->context_in(env->gpu.gpu.client, VGT_RCS, ctx);
}

static void client_out(struct vgt_env *env, struct vgt_gpu_context *ctx)
{
	env->gpu.gpu.client_ops->context_out(env->gpu.gpu.client, VGT_RCS, ctx);
}

static void host_runs(struct vgt_env *env)
{
	client_in(env, NULL);
	client_out(env, NULL);
}

static void start(struct kunit *test, struct vgt_env *env, struct switch_env *s, u32 i,
		  const u32 *cs, u32 n)
{
	use(env, s, i);
	env_submit(env, &s->ctx[i], cs, n);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	fake_gpu_start(&env->gpu, VGT_RCS);
}

static void finish(struct vgt_env *env)
{
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
}

/* Loads of one register, of which the hardware runs some: 0 to all, in any order. */
static const u32 loads[][12] = {
	/* The last is the host's own value. */
	{ LRI1, MOCS1, 0x55, LRI1, MOCS1, 0, 0, 0 },
	{ LRI1, MOCS1, 0x55, LRI1, MOCS1, 0x66, 0, 0 },
};

static void switch_commands_skipped(struct kunit *test)
{
	static const u32 left[] = { 0, 0x55, 0x66 };
	static const u32 idle[2];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	u32 i, k;

	hw_loads(env, MOCS1, 0);
	for (i = 0; i < ARRAY_SIZE(loads); i++) {
		for (k = 0; k < ARRAY_SIZE(left); k++) {
			/* Ended early, run twice, or predicated: it holds this. */
			start(test, env, &s, 0, loads[i], 8);
			hw_loads(env, MOCS1, left[k]);
			finish(env);
			/* The guest finds what the hardware had, not what was said. */
			KUNIT_EXPECT_EQ(test, env_read(env, MOCS1), left[k]);
			host_runs(env);
			KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
			KUNIT_EXPECT_EQ(test, env_read(env, MOCS1), left[k]);

			/* Without the host between. */
			start(test, env, &s, 0, loads[i], 8);
			KUNIT_EXPECT_EQ(test, hw(env, MOCS1), left[k]);
			finish(env);
			start(test, env, &s, 1, idle, 2);
			KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
			KUNIT_EXPECT_EQ(test, env_read(env, MOCS1), 0);
			finish(env);
			start(test, env, &s, 0, idle, 2);
			KUNIT_EXPECT_EQ(test, hw(env, MOCS1), left[k]);
			finish(env);
		}
	}
	end(env, &s);
}

/* The hardware is told of the next while the last still runs. */
static void switch_loads_late(struct kunit *test)
{
	static const u32 lri[] = { LRI1, FF_THREAD, 0x77, 0 };
	static const u32 idle[2];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct vgt_gpu_context *ctx;
	u32 writes;
	u32 i;

	for (i = 0; i < 2; i++) {
		u32 reg = i ? CTX_PREEMPT : FF_THREAD;

		start(test, env, &s, 0, i ? idle : lri, i ? 2 : 4);
		ctx = env->gpu.engine[VGT_RCS].rq->ctx;
		writes = env->gpu.reg_writes;
		client_in(env, NULL);
		/* What may be set is written, whatever was read. */
		KUNIT_EXPECT_GT(test, env->gpu.reg_writes, writes);
		hw_loads(env, reg, 0x77);
		client_out(env, ctx);
		KUNIT_EXPECT_EQ(test, hw(env, reg), 0);
		KUNIT_EXPECT_EQ(test, env_read(env, reg), 0x77);
		client_out(env, NULL);
		/* It comes back to where it was. */
		client_in(env, ctx);
		KUNIT_EXPECT_EQ(test, hw(env, reg), 0x77);
		finish(env);
		host_runs(env);
		KUNIT_EXPECT_EQ(test, hw(env, reg), 0);
		KUNIT_EXPECT_EQ(test, env_read(env, reg), 0x77);
		start(test, env, &s, 1, idle, 2);
		KUNIT_EXPECT_EQ(test, hw(env, reg), 0);
		KUNIT_EXPECT_EQ(test, env_read(env, reg), 0);
		finish(env);
	}
	end(env, &s);
}

/* After a reset the host's values hold: nothing is read for who ran before. */
static void switch_reset(struct kunit *test)
{
	static const u32 lri[] = { LRI1, FF_THREAD, 0x77, 0 };
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);

	use(env, &s, 0);
	env_write(env, MOCS0, 0x11);
	start(test, env, &s, 0, lri, 4);
	/* What the reset does not reach stays as the guest has set it. */
	hw_loads(env, FF_THREAD, 0x77);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0x11);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_read(env, FF_THREAD), 0);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, FF_THREAD), 0);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0);
	end(env, &s);
}

/* A GPU that is gone reads as all ones: no value that may be kept. */
static void switch_reads_judged(struct kunit *test)
{
	static const u32 lri[] = { LRI1, NONPRIV0, 0x2248, 0 };
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);

	use(env, &s, 0);
	start(test, env, &s, 0, lri, 4);
	hw_loads(env, NONPRIV0, ~0u);
	finish(env);
	KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0), 0);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), 0);
	end(env, &s);
}

/* What the guest sets by MMIO while its work runs is not overwritten by what it read. */
static void switch_mmio_meanwhile(struct kunit *test)
{
	static const u32 idle[2];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);

	start(test, env, &s, 0, idle, 2);
	env_write(env, CTX_PREEMPT, 0x5);
	finish(env);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, CTX_PREEMPT), 0x5);
	start(test, env, &s, 0, idle, 2);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0x5);
	finish(env);
	end(env, &s);
}

/* A register that the guest's context image loads, and a context of the host's that does not. */
static void switch_by_image(struct kunit *test)
{
	static const u32 idle[2];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	u32 *image;

	/* As the host's driver has set it before there was a vGPU. */
	use(env, &s, 0);
	image = fake_guest_va(&env->guest, s.ctx[0].image_gpa);
	image[3] = 0x00090008;
	image[0x58] = 0x00770077;
	start(test, env, &s, 0, idle, 2);
	hw_loads(env, LNCFCMOCS, env->gpu.engine[VGT_RCS].rq->ctx->state[0x58]);
	KUNIT_EXPECT_EQ(test, hw(env, LNCFCMOCS), 0x00770077);
	finish(env);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, LNCFCMOCS), 0);
	end(env, &s);
}

static void image_begin(struct vgt_env *env, struct switch_env *s, u32 val)
{
	static const u32 idle[2];
	u32 *image;

	use(env, s, 0);
	image = fake_guest_va(&env->guest, s->ctx[0].image_gpa);
	image[3] = 0x00090008;
	image[0x58] = val;
	env_write(env, LNCFCMOCS, val);
	env_submit(env, &s->ctx[0], idle, 2);
}

/*
 * The image loads what the guest's register has when the request is prepared. Then the guest
 * writes another value by MMIO, before the request runs, or while it runs.
 */
static void switch_mmio_before_image(struct kunit *test)
{
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct vgt_gpu_context *ctx;
	u32 i;

	for (i = 0; i < 2; i++) {
		image_begin(env, &s, 0x00770077);
		KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
		ctx = env->gpu.engine[VGT_RCS].rq->ctx;
		if (i)
			fake_gpu_start(&env->gpu, VGT_RCS);
		/* The host's value. */
		env_write(env, LNCFCMOCS, 0);
		if (i) {
			/* The host's time slices take it off the hardware for a while. */
			client_out(env, ctx);
			client_in(env, ctx);
		} else {
			fake_gpu_start(&env->gpu, VGT_RCS);
		}
		KUNIT_EXPECT_EQ(test, hw(env, LNCFCMOCS), 0);
		hw_loads(env, LNCFCMOCS, ctx->state[0x58]);
		KUNIT_EXPECT_EQ(test, hw(env, LNCFCMOCS), 0x00770077);
		finish(env);
		/* As on hardware: the image came last. */
		KUNIT_EXPECT_EQ(test, env_read(env, LNCFCMOCS), 0x00770077);
		host_runs(env);
		KUNIT_EXPECT_EQ(test, hw(env, LNCFCMOCS), 0);
	}
	end(env, &s);
}

/*
 * The same of one that by its row no image has: what the hardware saved of a context is
 * loaded again with it, whatever the vGPU has by then.
 */
static void switch_by_own_words(struct kunit *test)
{
	static const u32 idle[2];
	struct vgt_env *env = vgt_env_get(test);
	struct switch_env s;
	u32 *state;

	vgt_env_end(env);
	env->gpu.golden[0x55] = MOCS1;
	env->gpu.golden[0x56] = 0;
	KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
	begin(test, &s);
	start(test, env, &s, 0, idle, 2);
	state = env->gpu.engine[VGT_RCS].rq->ctx->state;
	state[0x56] = 0x55;
	finish(env);
	start(test, env, &s, 0, idle, 2);
	KUNIT_EXPECT_EQ(test, state[0x56], 0x55);
	hw_loads(env, MOCS1, state[0x56]);
	finish(env);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
	end(env, &s);
}

/*
 * CSFE_CHICKEN1 by MMIO: loaded for the guest that has set it, and for nobody else. Of its
 * bits one is known.
 */
static void switch_csfe(struct kunit *test)
{
	static const u32 idle[2];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);

	use(env, &s, 0);
	env_write(env, 0x20d4, 0x00040004);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20d4), 4);
	env_write(env, 0x20d4, 0x80008000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20d4), 4);
	start(test, env, &s, 0, idle, 2);
	KUNIT_EXPECT_EQ(test, hw(env, 0x20d4), 0xffff0004);
	finish(env);
	start(test, env, &s, 1, idle, 2);
	KUNIT_EXPECT_EQ(test, hw(env, 0x20d4), 0xffff0000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20d4), 0);
	finish(env);
	start(test, env, &s, 0, idle, 2);
	KUNIT_EXPECT_EQ(test, hw(env, 0x20d4), 0xffff0004);
	finish(env);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, 0x20d4), 0xffff0000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20d4), 4);
	end(env, &s);
}

static struct kunit_case switch_cases[] = {
	KUNIT_CASE(switch_commands_skipped),
	KUNIT_CASE(switch_loads_late),
	KUNIT_CASE(switch_reset),
	KUNIT_CASE(switch_reads_judged),
	KUNIT_CASE(switch_mmio_meanwhile),
	KUNIT_CASE(switch_by_image),
	KUNIT_CASE(switch_mmio_before_image),
	KUNIT_CASE(switch_by_own_words),
	KUNIT_CASE(switch_csfe),
	{ }
};

static struct kunit_suite switch_suite = {
	.name = "switch",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = switch_cases,
};

kunit_test_suite(switch_suite);
