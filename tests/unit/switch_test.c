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
#define CHICKEN3	0x2090
#define CTX_PREEMPT	0x2248		/* batches may write it */
#define NONPRIV0	0x24d0
#define LNCFCMOCS	0xb020		/* in the fake's context image, too */
#define GPR0		0x2600
#define MOCS0		0xc800
#define MOCS1		0xc804
#define BCS_MOCS1	0xcc04
#define L3SQCREG4	0xb118

#define LRI1		0x11000001u
#define ARB_OFF		0x04000000u
#define ARB_ON		0x04000001u

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

/*
 * The hardware is told of the next while the last still runs. A batch without privileges may set
 * this register; the request was made with the host's value.
 */
static void switch_loads_late(struct kunit *test)
{
	static const u32 idle[2];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct vgt_gpu_context *ctx;
	u32 writes;

	start(test, env, &s, 0, idle, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].open, 0);
	ctx = env->gpu.engine[VGT_RCS].rq->ctx;
	writes = env->gpu.reg_writes;
	client_in(env, NULL);
	/* What may be set is written, whatever was read. */
	KUNIT_EXPECT_GT(test, env->gpu.reg_writes, writes);
	hw_loads(env, CTX_PREEMPT, 0x77);
	client_out(env, ctx);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, CTX_PREEMPT), 0x77);
	client_out(env, NULL);
	/* It comes back to where it was. */
	client_in(env, ctx);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0x77);
	finish(env);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, CTX_PREEMPT), 0x77);
	start(test, env, &s, 1, idle, 2);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, CTX_PREEMPT), 0);
	finish(env);
	/* The next one loads it itself. */
	start(test, env, &s, 0, idle, 2);
	KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_RCS].open);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0x77);
	finish(env);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0);
	end(env, &s);
}

/*
 * The host's driver announces a vGPU's context while work of the host's still runs: nothing changes
 * for that work. The vGPU's request loads its registers when it begins.
 */
static void switch_host_still_runs(struct kunit *test)
{
	static const u32 idle[2];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct fake_engine *engine = &env->gpu.engine[VGT_RCS];

	use(env, &s, 0);
	env_write(env, MOCS1, 0x55);
	client_in(env, NULL);
	env_submit(env, &s.ctx[0], idle, 2);
	KUNIT_ASSERT_TRUE(test, engine->rq);
	client_in(env, engine->rq->ctx);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
	client_out(env, NULL);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
	KUNIT_ASSERT_TRUE(test, engine->open);
	fake_gpu_run(&env->gpu, engine->open);
	engine->opened = true;
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0x55);
	finish(env);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, MOCS1), 0x55);
	end(env, &s);
}

/* What the guest sets when its request is made already counts for the next one. */
static void switch_set_too_late(struct kunit *test)
{
	static const u32 idle[2];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);

	use(env, &s, 0);
	client_in(env, NULL);
	env_submit(env, &s.ctx[0], idle, 2);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	env_write(env, MOCS1, 0x55);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
	client_out(env, NULL);
	finish(env);
	start(test, env, &s, 0, idle, 2);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0x55);
	finish(env);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
	end(env, &s);
}

/*
 * The host is to have the engine while a vGPU's commands run: they keep their registers until they
 * are through.
 */
static void switch_host_announced(struct kunit *test)
{
	static const u32 lri[] = { LRI1, FF_THREAD, 0x77, 0 };
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);

	use(env, &s, 0);
	env_write(env, MOCS1, 0x55);
	start(test, env, &s, 0, lri, 4);
	client_in(env, NULL);
	hw_loads(env, FF_THREAD, 0x77);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0x55);
	finish(env);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
	KUNIT_EXPECT_EQ(test, hw(env, FF_THREAD), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, FF_THREAD), 0x77);
	client_out(env, NULL);
	end(env, &s);
}

/* As above, of an engine without batches at context restore. */
static void switch_copy_engine(struct kunit *test)
{
	static const u32 idle[2];
	struct vgt_env *env = vgt_env_get(test);
	struct fake_engine *engine = &env->gpu.engine[VGT_BCS];
	struct vgt_env_ctx ctx;

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &ctx, VGT_BCS, env_ppgtt(env));
	env_write(env, BCS_MOCS1, 0x15);
	env_submit(env, &ctx, idle, 2);
	KUNIT_ASSERT_TRUE(test, engine->rq && engine->open);
	fake_gpu_start(&env->gpu, VGT_BCS);
	KUNIT_EXPECT_EQ(test, hw(env, BCS_MOCS1), 0x15);
	hw_loads(env, BCS_MOCS1, 0x17);
	fake_gpu_finish(&env->gpu, VGT_BCS, 0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, hw(env, BCS_MOCS1), 0);
	/* No command of it may set the register: what the hardware has does not count. */
	KUNIT_EXPECT_EQ(test, env_read(env, BCS_MOCS1), 0x15);
}

/* What registers hold where others may run. */
static u32 switch_windows, switch_window_bad;

static void switch_looks(struct fake_gpu *fake)
{
	switch_windows++;
	switch_window_bad += fake->regs[MOCS1 / 4] || fake->regs[FF_THREAD / 4];
}

/* The calls of windows in a request, and the commands that would have turned arbitration on. */
static u32 switch_calls(struct vgt_env *env, u32 *on)
{
	const struct fake_engine *engine = &env->gpu.engine[VGT_RCS];
	u32 i;

	for (*on = 0, i = 0; i < engine->len; i++)
		*on += engine->cs[i] == ARB_ON;
	/* The last is of vgt_audit_close(). */
	return engine->windows;
}

/* Where the guest's commands let others run, these find the host's values. */
static void switch_window(struct kunit *test)
{
	static const u32 cs[] = {
		ARB_OFF, 0, LRI1, FF_THREAD, 0x77, ARB_ON, 0x02800000, ARB_OFF, LRI1, NONPRIV0,
		0x2248, ARB_ON, 0, 0,
	};
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct fake_engine *engine = &env->gpu.engine[VGT_RCS];
	u32 i, on;

	use(env, &s, 0);
	env_write(env, MOCS1, 0x55);
	start(test, env, &s, 0, cs, ARRAY_SIZE(cs));
	KUNIT_EXPECT_EQ(test, switch_calls(env, &on), 2);
	KUNIT_EXPECT_EQ(test, on, 3);
	/* But for these, the guest's commands are what they were. */
	for (i = 0; i < ARRAY_SIZE(cs); i++)
		KUNIT_EXPECT_EQ(test, engine->cs[i], cs[i]);
	hw_loads(env, FF_THREAD, 0x77);
	switch_windows = 0;
	switch_window_bad = 0;
	env->gpu.arbitrates = switch_looks;
	fake_gpu_run(&env->gpu, engine->window);
	env->gpu.arbitrates = NULL;
	KUNIT_EXPECT_EQ(test, switch_windows, 1);
	KUNIT_EXPECT_EQ(test, switch_window_bad, 0);
	/* It goes on with what it had set itself. */
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0x55);
	KUNIT_EXPECT_EQ(test, hw(env, FF_THREAD), 0x77);
	finish(env);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, FF_THREAD), 0x77);
	end(env, &s);
}

/* What a guest's batch may have set so that a flush does nothing is cleared before each flush. */
static void switch_flush_is_on(struct kunit *test)
{
	static const u32 on[] = {
		0x11000003, 0x20c0, 0x000e0000, 0x20d8, 0x00030000, 0x7a000004,
	};
	static const u32 cs[] = { ARB_ON, 0 };
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct fake_engine *engine = &env->gpu.engine[VGT_RCS];
	const struct vgt_gpu_buffer *buf;
	u32 i, flushes = 0, cleared = 0;

	use(env, &s, 0);
	env_write(env, MOCS1, 0x55);
	start(test, env, &s, 0, cs, ARRAY_SIZE(cs));
	buf = fake_gpu_buffer(&env->gpu, engine->close);
	for (i = 0; i < buf->size / 4 - ARRAY_SIZE(on); i++) {
		flushes += buf->va[i] == on[5];
		cleared += !memcmp(buf->va + i, on, sizeof(on));
	}
	/* One in "close", two in "window". */
	KUNIT_EXPECT_EQ(test, flushes, 3);
	KUNIT_EXPECT_EQ(test, cleared, 3);
	finish(env);
	end(env, &s);
}

/* As many windows as there is room for, spread over the request; and the commands stay whole. */
static void switch_many_windows(struct kunit *test)
{
	static const u32 gaps[] = { 1, 63, 64, 65, 127, 128, 129, 200 };
	static u32 cs[800];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct fake_engine *engine = &env->gpu.engine[VGT_RCS];
	u32 i, k, n, on, kept;

	use(env, &s, 0);
	env_write(env, MOCS1, 0x55);
	for (i = 0; i < ARRAY_SIZE(gaps); i++) {
		for (k = 0, n = 0; k < gaps[i]; k++) {
			cs[n++] = ARB_ON;
			cs[n++] = LRI1;
			cs[n++] = GPR0;
			cs[n++] = k + 1;
		}
		start(test, env, &s, 0, cs, n);
		KUNIT_EXPECT_EQ(test, switch_calls(env, &on), gaps[i] / DIV_ROUND_UP(gaps[i], 64));
		KUNIT_EXPECT_EQ(test, on, engine->windows + 1);
		for (k = 0, kept = 0; k < gaps[i]; k++)
			kept += engine->cs[4 * k + 3] == k + 1;
		KUNIT_EXPECT_EQ(test, kept, gaps[i]);
		finish(env);
	}
	end(env, &s);
}

/* A register with a write mask cannot be loaded from where it was saved: no window. */
static void switch_masked_load(struct kunit *test)
{
	static const u32 cs[] = { LRI1, CHICKEN3, 0x00040004, ARB_ON, 0, 0 };
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	u32 on;

	start(test, env, &s, 0, cs, ARRAY_SIZE(cs));
	KUNIT_EXPECT_EQ(test, switch_calls(env, &on), 0);
	KUNIT_EXPECT_EQ(test, on, 1);
	hw_loads(env, CHICKEN3, 0x4);
	finish(env);
	KUNIT_EXPECT_EQ(test, hw(env, CHICKEN3), 0xffff0000);
	KUNIT_EXPECT_EQ(test, env_read(env, CHICKEN3), 4);
	end(env, &s);
}

/* A ring that calls a privileged batch, which calls another: commands for arbitration in all. */
static const u32 arbitrates[][8] = {
	{ 0x18800001, 0, 0, ARB_ON, 0, 0 },
	{ ARB_ON, ARB_OFF, 0x18c00001, 0, 0, ARB_ON, 0x0a << 23 },
	{ ARB_OFF, ARB_ON, ARB_OFF, ARB_ON, 0x0a << 23 },
};

/* What the copy of batch @i has where the guest's has a command for arbitration. */
static void expect_arbitrates(struct kunit *test, const struct vgt_gpu_buffer *copy, u32 i,
			      u32 on)
{
	struct fake_gpu *fake = &vgt_env_get(test)->gpu;
	u32 k;

	KUNIT_ASSERT_TRUE(test, copy);
	for (k = 0; k < ARRAY_SIZE(arbitrates[i]); k++) {
		if (arbitrates[i][k] == ARB_ON)
			KUNIT_EXPECT_EQ(test, copy->va[k], on);
		else if (arbitrates[i][k] == ARB_OFF)
			KUNIT_EXPECT_EQ(test, copy->va[k], ARB_OFF);
	}
	if (i == 1)
		expect_arbitrates(test, fake_gpu_buffer(fake, copy->va[3]), 2, on);
}

/*
 * A privileged batch cannot let others in while the vGPU's registers are loaded. Otherwise it turns
 * arbitration on and off as the guest has it.
 */
static void switch_batch_arbitrates(struct kunit *test)
{
	u32 call[ARRAY_SIZE(arbitrates)][8];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct fake_engine *engine = &env->gpu.engine[VGT_RCS];
	u32 i, addr = 0;

	use(env, &s, 0);
	memcpy(call, arbitrates, sizeof(call));
	for (i = ARRAY_SIZE(call); i--; ) {
		u64 gpa = env_page(env);

		if (i < 2)
			call[i][i == 0 ? 1 : 3] = addr;
		memcpy(fake_guest_va(&env->guest, gpa), call[i], sizeof(call[i]));
		addr = env_ggtt_map(env, gpa, 1);
	}
	s.ggtt[0] = env->next_ggtt;
	start(test, env, &s, 0, call[0], 6);
	KUNIT_EXPECT_EQ(test, engine->open, 0);
	KUNIT_EXPECT_EQ(test, engine->rq->cs[3], ARB_ON);
	expect_arbitrates(test, fake_gpu_buffer(&env->gpu, engine->rq->cs[1]), 1, ARB_ON);
	finish(env);
	env_write(env, MOCS1, 0x55);
	start(test, env, &s, 0, call[0], 6);
	KUNIT_EXPECT_EQ(test, engine->windows, 1);
	expect_arbitrates(test, fake_gpu_buffer(&env->gpu, engine->cs[1]), 1, 0);
	finish(env);
	end(env, &s);
}

/* A request that needs none has no bracket: its commands are the guest's. */
static void switch_no_bracket(struct kunit *test)
{
	static const u32 cs[] = { ARB_OFF, 0, ARB_ON, 0 };
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct fake_engine *engine = &env->gpu.engine[VGT_RCS];
	u32 i;

	start(test, env, &s, 0, cs, ARRAY_SIZE(cs));
	KUNIT_EXPECT_EQ(test, engine->open, 0);
	KUNIT_EXPECT_EQ(test, engine->windows, 0);
	for (i = 0; i < ARRAY_SIZE(cs); i++)
		KUNIT_EXPECT_EQ(test, engine->rq->cs[i], cs[i]);
	finish(env);
	end(env, &s);
}

#define INDIRECT	27	/* word of the image: the batch that runs with its restore */

/* A context whose image is restored with a batch. Return where that is. */
static u64 restored_by_batch(struct vgt_env *env, struct switch_env *s)
{
	u64 gpa = env_page(env);
	u32 *image;

	use(env, s, 0);
	image = fake_guest_va(&env->guest, s->ctx[0].image_gpa);
	image[INDIRECT] = env_ggtt_map(env, gpa, 1) | 1;
	return gpa;
}

/* The next request's image is restored with a batch that loads a register. */
static void restored_with(struct vgt_env *env, struct switch_env *s, u64 gpa, u32 reg, u32 val)
{
	static const u32 idle[2];
	const u32 cs[16] = { LRI1, reg, val };

	use(env, s, 0);
	memcpy(fake_guest_va(&env->guest, gpa), cs, sizeof(cs));
	env_submit(env, &s->ctx[0], idle, 2);
}

/*
 * The batch that restores a context loads a register, as i915's does. With the host's value the
 * request needs no bracket. With another, it gets one when that is known, and what the batch has
 * loaded stays: the bracket begins later.
 */
static void switch_restore_batch(struct kunit *test)
{
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	struct fake_engine *engine = &env->gpu.engine[VGT_RCS];
	u32 host = hw(env, L3SQCREG4), own = host ^ 0x00800000;
	u64 gpa = restored_by_batch(env, &s);

	restored_with(env, &s, gpa, L3SQCREG4, host);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, engine->open, 0);
	finish(env);
	restored_with(env, &s, gpa, L3SQCREG4, own);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, engine->open, 0);
	hw_loads(env, L3SQCREG4, own);
	finish(env);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, L3SQCREG4), host);
	restored_with(env, &s, gpa, L3SQCREG4, own);
	/* It sets only some bits, and so another value. */
	hw_loads(env, L3SQCREG4, own ^ 0x40);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_NE(test, engine->open, 0);
	KUNIT_EXPECT_EQ(test, hw(env, L3SQCREG4), own ^ 0x40);
	finish(env);
	KUNIT_EXPECT_EQ(test, hw(env, L3SQCREG4), host);
	KUNIT_EXPECT_EQ(test, env_read(env, L3SQCREG4), own ^ 0x40);
	end(env, &s);
}

/* What is read back without a bracket is judged, too: the guest has set the slot by MMIO. */
static void switch_read_back_judged(struct kunit *test)
{
	static const u32 found[] = { ~0u, FF_THREAD, L3SQCREG4 };
	static const u32 idle[2];
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(found); i++) {
		use(env, &s, 0);
		env_write(env, NONPRIV0, 0x2094);
		env_submit(env, &s.ctx[0], idle, 2);
		env_write(env, NONPRIV0, CTX_PREEMPT);
		fake_gpu_start(&env->gpu, VGT_RCS);
		KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].open, 0);
		KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), CTX_PREEMPT);
		/* A GPU that is gone; what is not to be had; and what is. */
		hw_loads(env, NONPRIV0, found[i]);
		finish(env);
		KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0),
				found[i] == L3SQCREG4 ? L3SQCREG4 : CTX_PREEMPT);
		host_runs(env);
		KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), 0x2094);
	}
	end(env, &s);
}

/*
 * A batch at context restore runs before a bracket. With slots of the guest's, the host's batches
 * would begin with them: it may not load one.
 */
static void switch_restore_gives_nothing(struct kunit *test)
{
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	u64 gpa = restored_by_batch(env, &s);
	const struct vgt_gpu_buffer *batch;
	const u32 *image;
	u32 i;

	restored_with(env, &s, gpa, NONPRIV0, CTX_PREEMPT);
	fake_gpu_start(&env->gpu, VGT_RCS);
	image = env->gpu.engine[VGT_RCS].rq->ctx->state;
	batch = fake_gpu_buffer(&env->gpu, image[INDIRECT] & ~63u);
	KUNIT_ASSERT_TRUE(test, batch);
	for (i = 0; i < 16; i++)
		KUNIT_EXPECT_NE(test, batch->va[i], NONPRIV0);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, 1);
	finish(env);
	KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0), 0x2094);
	end(env, &s);
}

/* Such a batch loads a register when i915 has announced the host's context already. */
static void switch_restore_late(struct kunit *test)
{
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);
	u64 gpa = restored_by_batch(env, &s);

	restored_with(env, &s, gpa, MOCS0, 0);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].open, 0);
	client_in(env, NULL);
	hw_loads(env, MOCS0, 0x55);
	finish(env);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0);
	client_out(env, NULL);
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

/* A bracketed request runs. When it fails, nobody counts a reset. */
static struct vgt_env *begin_to_cut_off(struct kunit *test, struct switch_env *s)
{
	static const u32 idle[2];
	struct vgt_env *env = begin(test, s);

	use(env, s, 0);
	env_write(env, MOCS0, 0x11);
	start(test, env, s, 0, idle, 2);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0x11);
	/* The fake counts one for each error. */
	env->gpu.engine[VGT_RCS].resets--;
	return env;
}

/* A request that ends before its end, and nobody counts a reset: its registers go all the same. */
static void switch_cut_off(struct kunit *test)
{
	struct switch_env s;
	struct vgt_env *env = begin_to_cut_off(test, &s);

	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, MOCS0), 0x11);
	end(env, &s);
}

/* The same, but i915 has announced the host's context before it tells how the request ended. */
static void switch_cut_off_late(struct kunit *test)
{
	struct switch_env s;
	struct vgt_env *env = begin_to_cut_off(test, &s);

	client_in(env, NULL);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0);
	client_out(env, NULL);
	env_settle(env);
	end(env, &s);
}

/* The GPU has lost what it held, and the host's driver has not set all of it again. */
static void switch_lost(struct kunit *test)
{
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);

	host_runs(env);
	hw_loads(env, MOCS0, 0x33);
	vgt_mmio_ctx_lost(&env->dev);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0);
	end(env, &s);
}

/* The host's driver gives a register to batches. */
static struct vgt_env *begin_where_host_gives(struct kunit *test, struct switch_env *s, u32 reg)
{
	struct vgt_env *env = vgt_env_get(test);

	vgt_env_end(env);
	env->gpu.regs[NONPRIV0 / 4] = reg;
	KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
	return begin(test, s);
}

/*
 * What the host's driver gives to its batches is nothing that a guest's driver has given: until
 * that one sets its slots, they give nothing, also while its work runs.
 */
static void switch_nonpriv_starts_closed(struct kunit *test)
{
	static const u32 noops[] = { 0, 0 };
	struct switch_env s;
	struct vgt_env *env = begin_where_host_gives(test, &s, L3SQCREG4);

	KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0), 0x2094);
	start(test, env, &s, 0, noops, 2);
	/* It can be preempted: the processor has set it. */
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].open, 0);
	KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), 0x2094);
	client_in(env, NULL);
	KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), L3SQCREG4);
	finish(env);
	client_out(env, NULL);
	KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), L3SQCREG4);
	KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0), 0x2094);
	end(env, &s);
}

/* Where the host gives a register that nothing keeps apart, guests' work never runs with that. */
static void switch_nonpriv_not_kept(struct kunit *test)
{
	static const u32 noops[] = { 0, 0 };
	struct switch_env s;
	struct vgt_env *env = begin_where_host_gives(test, &s, FF_THREAD);

	start(test, env, &s, 0, noops, 2);
	KUNIT_EXPECT_NE(test, env->gpu.engine[VGT_RCS].open, 0);
	KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), 0x2094);
	finish(env);
	KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), FF_THREAD);
	end(env, &s);
}

/* A driver that puts another register into a slot has taken the first one away. */
static void switch_nonpriv_refused(struct kunit *test)
{
	struct switch_env s;
	struct vgt_env *env = begin(test, &s);

	use(env, &s, 0);
	env_write(env, NONPRIV0, CTX_PREEMPT);
	KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0), CTX_PREEMPT);
	env_write(env, NONPRIV0, 0x2230);	/* not to be had */
	KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0), 0x2094);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, 1);
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
	KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0), 0x2094);
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), 0x2094);
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
	/* This one loads it itself. */
	KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_RCS].open);
	env_write(env, CTX_PREEMPT, 0x6);
	finish(env);
	KUNIT_EXPECT_EQ(test, env_read(env, CTX_PREEMPT), 0x6);
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
	/* The hardware switches it: nothing loads it after the image. */
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].open, 0);
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
	KUNIT_CASE(switch_host_still_runs),
	KUNIT_CASE(switch_set_too_late),
	KUNIT_CASE(switch_host_announced),
	KUNIT_CASE(switch_copy_engine),
	KUNIT_CASE(switch_window),
	KUNIT_CASE(switch_flush_is_on),
	KUNIT_CASE(switch_many_windows),
	KUNIT_CASE(switch_masked_load),
	KUNIT_CASE(switch_batch_arbitrates),
	KUNIT_CASE(switch_no_bracket),
	KUNIT_CASE(switch_restore_batch),
	KUNIT_CASE(switch_read_back_judged),
	KUNIT_CASE(switch_restore_gives_nothing),
	KUNIT_CASE(switch_restore_late),
	KUNIT_CASE(switch_reset),
	KUNIT_CASE(switch_cut_off),
	KUNIT_CASE(switch_cut_off_late),
	KUNIT_CASE(switch_lost),
	KUNIT_CASE(switch_nonpriv_starts_closed),
	KUNIT_CASE(switch_nonpriv_not_kept),
	KUNIT_CASE(switch_nonpriv_refused),
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
