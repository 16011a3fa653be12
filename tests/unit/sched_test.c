// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who runs: fairness by time and weight; registers switched with whom runs.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/regs/mmio_context.h"
#include "core/sched/ban.h"
#include "env.h"
#include "env_time.h"
#include "env_wait.h"

#define VGPUS	2

/* In percent of the lighter one's share. On the wall's clock runs differ a lot. */
#define SHARE_ERROR	(ENV_EXACT_TIME ? 8 : 60)

static const u32 noops[4];

/**
 * struct sched_env - two vGPUs with a context each on render
 */
struct sched_env {
	struct vgt_vgpu *vgpu[VGPUS];
	struct vgt_env_ctx ctx[VGPUS];
	u64 ggtt[VGPUS];
};

static void sched_use(struct vgt_env *env, struct sched_env *s, u32 i)
{
	env_use(env, s->vgpu[i]);
	env->next_ggtt = s->ggtt[i];
}

static void sched_begin(struct kunit *test, struct vgt_env *env, struct sched_env *s)
{
	u32 i;

	s->vgpu[0] = env->vgpu;
	s->vgpu[1] = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(s->vgpu[1]));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(s->vgpu[1]), 0);
	for (i = 0; i < VGPUS; i++) {
		s->ggtt[i] = s->vgpu[i]->ggtt.part[VGT_GGTT_HIGH].space.start;
		sched_use(env, s, i);
		env_engine_on(env, VGT_RCS);
		env_ctx_init(env, &s->ctx[i], VGT_RCS, env_ppgtt(env));
		s->ggtt[i] = env->next_ggtt;
	}
}

static void sched_end(struct vgt_env *env, struct sched_env *s)
{
	sched_use(env, s, 0);
	while (env->gpu.engine[VGT_RCS].rq)
		env_run(env, VGT_RCS);
	vgt_vgpu_stop(s->vgpu[1]);
	vgt_vgpu_destroy(s->vgpu[1]);
}

static void sched_give_work(struct vgt_env *env, struct sched_env *s, u32 i)
{
	sched_use(env, s, i);
	env_submit(env, &s->ctx[i], noops, 2);
}

/* Whose work is with the hardware. */
static int sched_runs(struct vgt_env *env, struct sched_env *s)
{
	const struct vgt_gpu_request *rq = env->gpu.engine[VGT_RCS].rq;
	const struct vgt_vengine *ve = rq ? rq->ctx->owner : NULL;

	if (!ve)
		return -1;
	return ve->vgpu == s->vgpu[0] ? 0 : 1;
}

/* The hardware takes a while for what is in flight. */
static void sched_run_for(struct vgt_env *env, u32 us)
{
	fake_gpu_start(&env->gpu, VGT_RCS);
	env_sleep_us(us);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
}

/* Both always have work, of different lengths: time goes by weight, 4 to 2. */
static void sched_fair_by_weight(struct kunit *test)
{
	static const u32 lengths[][VGPUS] = {
		{ 1000, 1000 }, { 1000, 4000 }, { 3000, 500 },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i, n;

	sched_begin(test, env, &s);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		u64 busy[VGPUS];

		for (n = 0; n < VGPUS; n++) {
			busy[n] = s.vgpu[n]->engines[VGT_RCS].ent.busy_ns;
			sched_give_work(env, &s, n);
		}
		for (n = 0; n < 240; n++) {
			int who = sched_runs(env, &s);

			KUNIT_ASSERT_GE(test, who, 0);
			fake_gpu_start(&env->gpu, VGT_RCS);
			env_sleep_us(lengths[i][who]);
			/* The next is there before this one is through. */
			sched_give_work(env, &s, who);
			fake_gpu_finish(&env->gpu, VGT_RCS, 0);
			env_settle(env);
		}
		for (n = 0; n < VGPUS; n++)
			busy[n] = s.vgpu[n]->engines[VGT_RCS].ent.busy_ns - busy[n];
		/* 2 to 1; by the real clock of a busy machine only who has more. */
		KUNIT_EXPECT_GT(test, busy[0], busy[1]);
		if (ENV_EXACT_TIME) {
			KUNIT_EXPECT_GE(test, busy[0] * 100, busy[1] * (200 - SHARE_ERROR));
			KUNIT_EXPECT_LE(test, busy[0] * 100, busy[1] * (200 + SHARE_ERROR));
		}
		while (env->gpu.engine[VGT_RCS].rq)
			sched_run_for(env, 10);
	}
	sched_end(env, &s);
}

/* One that idled has saved nothing up; a light one is served next. */
static void sched_idling_saves_nothing(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i, row = 0, longest = 0;

	sched_begin(test, env, &s);
	for (i = 0; i < 100; i++) {
		sched_give_work(env, &s, 0);
		sched_run_for(env, 1000);
	}
	sched_give_work(env, &s, 0);
	sched_give_work(env, &s, 1);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 0);
	sched_run_for(env, 1000);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);
	for (i = 0; i < 30; i++) {
		int who = sched_runs(env, &s);

		KUNIT_ASSERT_GE(test, who, 0);
		row = who == 1 ? row + 1 : 0;
		longest = max(longest, row);
		sched_run_for(env, 1000);
		sched_give_work(env, &s, who);
		if (!i)
			sched_give_work(env, &s, 0);
	}
	KUNIT_EXPECT_LE(test, longest, 2);
	sched_end(env, &s);
}

/* Alone it gets all of the engine; no one has anything to wait for. */
static void sched_work_conserving(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < 20; i++) {
		sched_give_work(env, &s, 1);
		KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);
		sched_run_for(env, 500);
		KUNIT_EXPECT_EQ(test, sched_runs(env, &s), -1);
	}
	KUNIT_EXPECT_GE(test, s.vgpu[1]->engines[VGT_RCS].ent.busy_ns, 20 * 500000);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, s.vgpu[1]->engines[VGT_RCS].ent.busy_ns,
				20 * 500000);
	KUNIT_EXPECT_EQ(test, s.vgpu[0]->engines[VGT_RCS].ent.busy_ns, 0);
	sched_end(env, &s);
}

/* Time is told while a request runs, and as much when it is done. */
static void sched_busy_while_it_runs(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vengine *ve;
	struct sched_env s;
	u64 ns;

	sched_begin(test, env, &s);
	ve = &s.vgpu[0]->engines[VGT_RCS];
	sched_give_work(env, &s, 0);
	env_sleep_us(1000);
	/* The hardware has not taken it up. */
	KUNIT_EXPECT_EQ(test, vgt_sched_busy_ns(ve), 0);
	fake_gpu_start(&env->gpu, VGT_RCS);
	env_sleep_us(300);
	ns = vgt_sched_busy_ns(ve);
	KUNIT_EXPECT_GE(test, ns, 300000);
	env_sleep_us(200);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
	KUNIT_EXPECT_GE(test, vgt_sched_busy_ns(ve), ns + 200000);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, vgt_sched_busy_ns(ve), 500000);
	ns = vgt_sched_busy_ns(ve);
	env_sleep_us(200);
	KUNIT_EXPECT_EQ(test, vgt_sched_busy_ns(ve), ns);
	sched_end(env, &s);
}

/* One hangs: the other goes on, and the first again after its reset. */
static void sched_hang_of_one(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;

	sched_begin(test, env, &s);
	sched_give_work(env, &s, 0);
	sched_give_work(env, &s, 1);
	fake_gpu_start(&env->gpu, VGT_RCS);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, s.vgpu[0]->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);
	sched_run_for(env, 100);
	sched_use(env, &s, 1);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
	sched_give_work(env, &s, 0);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), -1);
	env_write(env, 0x941c, BIT(1));
	env_write(env, 0x229c, 0x80008000);
	env_elsp(env, &s.ctx[0], NULL);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 0);
	sched_run_for(env, 100);
	sched_end(env, &s);
}

/* ---- one that has the engine for too long ---- */

#define HANG_MS		20

static u32 sched_cancelled(struct vgt_env *env)
{
	return env->gpu.engine[VGT_RCS].cancelled;
}

static void sched_sleep_ms(struct vgt_env *env, u32 ms)
{
	env_sleep_us(ms * 1000);
	env_settle(env);
}

/* What is in flight ends for having been cancelled. */
static void sched_end_cancelled(struct vgt_env *env)
{
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
}

/* Alone as long as it likes; while another waits until its time is up. */
static void hang_while_another_waits(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;

	sched_begin(test, env, &s);
	env->dev.sched.hang_ms = HANG_MS;
	sched_give_work(env, &s, 0);
	fake_gpu_start(&env->gpu, VGT_RCS);
	sched_sleep_ms(env, 3 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 0);
	env_messages_start();
	sched_give_work(env, &s, 1);
	/* Once is enough. */
	sched_sleep_ms(env, 3 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 1);
	sched_end_cancelled(env);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "while others waited"));
	KUNIT_EXPECT_TRUE(test, s.vgpu[0]->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, s.vgpu[0]->ban.hangs.count, 1);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);

	/* It is not the other that is too late. */
	fake_gpu_start(&env->gpu, VGT_RCS);
	sched_sleep_ms(env, 3 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 1);
	sched_run_for(env, 100);
	KUNIT_EXPECT_FALSE(test, s.vgpu[1]->engines[VGT_RCS].hung);
	sched_end(env, &s);
}

/* The watch tells, not only who comes; and it goes on with what is left of the time. */
static void hang_by_the_watch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;

	sched_begin(test, env, &s);
	env->dev.sched.hang_ms = 10 * HANG_MS;
	sched_give_work(env, &s, 0);
	sched_give_work(env, &s, 1);
	/* The hardware does the host's work: that is nobody's fault. */
	sched_sleep_ms(env, 11 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 0);
	fake_gpu_start(&env->gpu, VGT_RCS);
	if (ENV_EXACT_TIME) {
		sched_sleep_ms(env, 9 * HANG_MS);
		KUNIT_EXPECT_EQ(test, sched_cancelled(env), 0);
	}
	sched_sleep_ms(env, 12 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 1);
	sched_end_cancelled(env);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);
	sched_run_for(env, 100);
	sched_end(env, &s);
}

/* What an earlier request set the watch to is not when a later one's time is up. */
static void hang_limit_lowered(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;

	sched_begin(test, env, &s);
	env->dev.sched.hang_ms = 1000 * HANG_MS;
	sched_give_work(env, &s, 0);
	fake_gpu_start(&env->gpu, VGT_RCS);
	sched_give_work(env, &s, 1);
	sched_run_for(env, 100);
	env->dev.sched.hang_ms = HANG_MS;
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);
	fake_gpu_start(&env->gpu, VGT_RCS);
	sched_give_work(env, &s, 0);
	sched_sleep_ms(env, 3 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 1);
	sched_end_cancelled(env);
	sched_run_for(env, 100);
	sched_end(env, &s);
}

/* It has left the engine, and the host's driver does not hear that it is done. */
static void hang_in_silence(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_gpu_client_ops *ops = env->gpu.gpu.client_ops;
	struct vgt_gpu_request *rq;
	struct sched_env s;

	sched_begin(test, env, &s);
	env->dev.sched.hang_ms = 10 * HANG_MS;
	sched_give_work(env, &s, 0);
	sched_give_work(env, &s, 1);
	rq = env->gpu.engine[VGT_RCS].rq;
	fake_gpu_start(&env->gpu, VGT_RCS);
	ops->context_out(env->gpu.gpu.client, VGT_RCS, rq->ctx);
	/* What the host runs meanwhile does not count. */
	ops->context_in(env->gpu.gpu.client, VGT_RCS, NULL);
	sched_sleep_ms(env, 11 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 0);
	ops->context_out(env->gpu.gpu.client, VGT_RCS, NULL);
	sched_sleep_ms(env, 12 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 1);
	/* As the fake does when it ends. */
	ops->context_in(env->gpu.gpu.client, VGT_RCS, rq->ctx);
	sched_end_cancelled(env);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);
	sched_run_for(env, 100);
	sched_end(env, &s);
}

/* A submission that the hardware would not take stops the guest's engine, not its time. */
static void hang_behind_a_bad_submission(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	env->dev.sched.hang_ms = HANG_MS;
	sched_give_work(env, &s, 0);
	fake_gpu_start(&env->gpu, VGT_RCS);
	sched_use(env, &s, 0);
	for (i = 0; i < 4; i++)
		env_write(env, 0x2230, 0);
	KUNIT_EXPECT_TRUE(test, s.vgpu[0]->engines[VGT_RCS].hung);
	sched_give_work(env, &s, 1);
	sched_sleep_ms(env, 3 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 1);
	sched_end_cancelled(env);
	KUNIT_EXPECT_EQ(test, s.vgpu[0]->ban.hangs.count, 1);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);
	sched_run_for(env, 100);
	sched_end(env, &s);
}

/* Any number of requests in turn are no long one; and 0 is no limit. */
static void hang_not_for_many(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	env->dev.sched.hang_ms = 10 * HANG_MS;
	sched_give_work(env, &s, 0);
	sched_give_work(env, &s, 1);
	for (i = 0; i < 30; i++) {
		int who = sched_runs(env, &s);

		KUNIT_ASSERT_GE(test, who, 0);
		fake_gpu_start(&env->gpu, VGT_RCS);
		sched_give_work(env, &s, who);
		sched_run_for(env, HANG_MS * 1000);
	}
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 0);
	env->dev.sched.hang_ms = 0;
	fake_gpu_start(&env->gpu, VGT_RCS);
	sched_sleep_ms(env, 20 * HANG_MS);
	KUNIT_EXPECT_EQ(test, sched_cancelled(env), 0);
	sched_end(env, &s);
}

/* ---- one that hangs the hardware again and again ---- */

static void host_runs(struct vgt_env *env)
{
	env->gpu.gpu.client_ops->context_in(env->gpu.gpu.client, VGT_RCS, NULL);
	env->gpu.gpu.client_ops->context_out(env->gpu.gpu.client, VGT_RCS, NULL);
}

static void sched_guest_resets(struct vgt_env *env, struct sched_env *s, u32 i)
{
	sched_use(env, s, i);
	env_write(env, 0x941c, BIT(1));
	env_write(env, 0x229c, 0x80008000);
}

static void sched_start(struct kunit *test, struct vgt_env *env, struct sched_env *s, u32 i)
{
	sched_give_work(env, s, i);
	KUNIT_EXPECT_EQ(test, sched_runs(env, s), i);
	fake_gpu_start(&env->gpu, VGT_RCS);
}

/* The hardware is reset; the guest's driver resets the engine, too. */
static void sched_die(struct kunit *test, struct vgt_env *env, struct sched_env *s, u32 i)
{
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, s->vgpu[i]->engines[VGT_RCS].hung);
	sched_guest_resets(env, s, i);
}

/* What is in the ring hangs the hardware, and nobody waits for it. */
static void sched_hang_alone(struct kunit *test, struct vgt_env *env, struct sched_env *s,
			     u32 i)
{
	sched_start(test, env, s, i);
	sched_die(test, env, s, i);
}

#define SCHED_OTHER_US	10

/* The other waits for it, and its work is done when that is over. */
static void sched_hang(struct kunit *test, struct vgt_env *env, struct sched_env *s,
		       u32 i)
{
	sched_start(test, env, s, i);
	sched_give_work(env, s, !i);
	sched_die(test, env, s, i);
	KUNIT_EXPECT_EQ(test, sched_runs(env, s), !i);
	sched_run_for(env, SCHED_OTHER_US);
	sched_use(env, s, i);
}

/* Work of a program of the host's comes to the hardware after so many milliseconds. */
static void sched_host_comes(struct vgt_env *env, enum vgt_engine_id id, u32 ms)
{
	const struct vgt_gpu_client_ops *ops = env->gpu.gpu.client_ops;

	ops->host_waited(env->gpu.gpu.client, id, ms * NSEC_PER_MSEC);
	ops->context_in(env->gpu.gpu.client, id, NULL);
	env_settle(env);
}

static void sched_host_leaves(struct vgt_env *env, enum vgt_engine_id id)
{
	env->gpu.gpu.client_ops->context_out(env->gpu.gpu.client, id, NULL);
	env_settle(env);
}

/*
 * A hang for which nobody waits costs nobody anything: it is for the guest's own driver to
 * cure. A neighbour who has its turn between hangs did not wait.
 */
static void hold_not_alone(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < 20; i++) {
		sched_hang_alone(test, env, &s, 0);
		KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
		sched_give_work(env, &s, 1);
		sched_run_for(env, 10);
	}
	KUNIT_EXPECT_EQ(test, s.vgpu[0]->stats.hangs, 20);
	KUNIT_EXPECT_EQ(test, s.vgpu[0]->ban.hangs.count, 0);
	/* They are no part of what counts later. */
	for (i = 0; i < VGT_BAN_HANGS; i++) {
		KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
		sched_hang(test, env, &s, 0);
	}
	KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	sched_end(env, &s);
}

/* Who waited and lost patience waited all the same; so does who wants to go in the end. */
static void hold_for_who_gave_up(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < VGT_BAN_HANGS; i++) {
		KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
		if (i & 1) {
			/* It waits already when that is handed over. */
			sched_start(test, env, &s, 1);
			sched_give_work(env, &s, 0);
			sched_give_work(env, &s, 1);
			sched_run_for(env, 10000);
			KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 0);
			fake_gpu_start(&env->gpu, VGT_RCS);
		} else {
			sched_start(test, env, &s, 0);
			sched_give_work(env, &s, 1);
		}
		sched_guest_resets(env, &s, 1);
		sched_die(test, env, &s, 0);
		KUNIT_EXPECT_EQ(test, sched_runs(env, &s), -1);
	}
	KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	sched_end(env, &s);
}

/* The host's programs wait as others do. When that is told differs: before the end, or after. */
static void hold_when_the_host_waits(struct kunit *test)
{
	/* Some of it passes before it is told, more in a kernel that is slow. */
	const u32 wait_ms = (ENV_EXACT_TIME ? 2 : 20) * VGT_BAN_WAIT_MS;
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i, n;

	sched_begin(test, env, &s);
	for (n = 0; n < VGPUS; n++) {
		for (i = 0; i < VGT_BAN_HANGS; i++) {
			KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[n]->ban));
			KUNIT_EXPECT_EQ(test, s.vgpu[n]->ban.hangs.count, i);
			sched_start(test, env, &s, n);
			env_sleep_us(wait_ms * 1000);
			if (!n)
				sched_host_comes(env, VGT_RCS, wait_ms);
			sched_die(test, env, &s, n);
			if (n)
				sched_host_comes(env, VGT_RCS, wait_ms);
			/* One that it sends later waited for nobody. */
			sched_host_leaves(env, VGT_RCS);
			sched_host_comes(env, VGT_RCS, 2 * VGT_BAN_WAIT_MS);
			sched_host_leaves(env, VGT_RCS);
		}
		KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&s.vgpu[n]->ban));
	}
	sched_end(env, &s);
}

/* Its work came later, or had the engine all the time, or was none of a program's. */
static void hold_not_when_the_host_is_there(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < 2 * VGT_BAN_HANGS; i++) {
		sched_start(test, env, &s, 0);
		/* It waited for others, before. */
		sched_host_comes(env, VGT_RCS, ENV_EXACT_TIME && !i ? 1000 : 0);
		sched_host_leaves(env, VGT_RCS);
		env_sleep_us(2 * VGT_BAN_WAIT_MS * 1000);
		host_runs(env);
		/* On another engine. */
		sched_host_comes(env, VGT_BCS, VGT_BAN_WAIT_MS);
		sched_host_leaves(env, VGT_BCS);
		sched_die(test, env, &s, 0);
		/* A heartbeat, and work that came after. */
		host_runs(env);
		sched_host_comes(env, VGT_RCS, 0);
		sched_host_leaves(env, VGT_RCS);
		KUNIT_EXPECT_EQ(test, s.vgpu[0]->ban.hangs.count, 0);
	}
	sched_end(env, &s);
}

/* A reset of the GPU as a whole takes all engines from all. */
static void hold_for_the_whole_gpu(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < VGT_BAN_HANGS; i++) {
		KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
		sched_start(test, env, &s, 0);
		env->gpu.gpu_resets++;
		sched_die(test, env, &s, 0);
	}
	KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	sched_end(env, &s);
}

/* What hangs has the room that another's work on another engine needs. */
static void hold_for_who_lacks_room(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx blitter;
	struct sched_env s;

	sched_begin(test, env, &s);
	sched_use(env, &s, 1);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &blitter, VGT_BCS, env_ppgtt(env));
	s.ggtt[1] = env->next_ggtt;
	sched_start(test, env, &s, 0);
	env->gpu.pin_room = 1;
	sched_use(env, &s, 1);
	env_submit(env, &blitter, noops, 2);
	KUNIT_EXPECT_TRUE(test, !env->gpu.engine[VGT_BCS].rq);
	sched_die(test, env, &s, 0);
	KUNIT_EXPECT_EQ(test, s.vgpu[0]->ban.hangs.count, 1);
	env->gpu.pin_room = 0;
	sched_sleep_ms(env, 20);
	env_run(env, VGT_BCS);
	sched_end(env, &s);
}

/* The host tells of a hang of one that is gone. */
static void hold_of_one_that_went(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;

	sched_begin(test, env, &s);
	sched_start(test, env, &s, 1);
	env_sleep_us(2 * VGT_BAN_WAIT_MS * 1000);
	sched_die(test, env, &s, 1);
	sched_end(env, &s);
	sched_host_comes(env, VGT_RCS, 2 * VGT_BAN_WAIT_MS);
	sched_host_leaves(env, VGT_RCS);
	KUNIT_EXPECT_TRUE(test, list_empty(&env->dev.sched.engine[VGT_RCS].blamed));
}

/* It hangs while nobody is known to wait; so long that a wait for it counts. */
static void sched_hang_untold(struct kunit *test, struct vgt_env *env, struct sched_env *s,
			      u32 i)
{
	sched_start(test, env, s, i);
	env_sleep_us(2 * VGT_BAN_WAIT_MS * 1000);
	sched_die(test, env, s, i);
}

/* The host tells at once that it waited all the time, for both. */
static void hold_both_that_hung(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < VGPUS; i++)
		sched_hang_untold(test, env, &s, i);
	sched_host_comes(env, VGT_RCS, 100 * VGT_BAN_WAIT_MS);
	sched_host_leaves(env, VGT_RCS);
	for (i = 0; i < VGPUS; i++)
		KUNIT_EXPECT_EQ(test, s.vgpu[i]->ban.hangs.count, 1);
	sched_end(env, &s);
}

/* The next guest on a vGPU does not inherit the last one's hang. */
static void hold_not_for_the_guest_before(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;

	sched_begin(test, env, &s);
	sched_hang_untold(test, env, &s, 1);
	vgt_vgpu_stop(s.vgpu[1]);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(s.vgpu[1]), 0);
	sched_host_comes(env, VGT_RCS, 100 * VGT_BAN_WAIT_MS);
	sched_host_leaves(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, s.vgpu[1]->ban.hangs.count, 0);
	sched_end(env, &s);
}

/* Nor does a guest that resets its device again and again go free. */
static void hold_pardons_end(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < VGT_BAN_PARDONS + 1; i++) {
		sched_use(env, &s, 1);
		env_engine_on(env, VGT_RCS);
		env_ctx_init(env, &s.ctx[1], VGT_RCS, env_ppgtt(env));
		s.ggtt[1] = env->next_ggtt;
		sched_hang_untold(test, env, &s, 1);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(s.vgpu[1]), 0);
		sched_host_comes(env, VGT_RCS, 100 * VGT_BAN_WAIT_MS);
		sched_host_leaves(env, VGT_RCS);
		KUNIT_EXPECT_EQ(test, s.vgpu[1]->ban.hangs.count, i == VGT_BAN_PARDONS);
	}
	sched_end(env, &s);
}

/* Submits what is in the ring: is it run? */
static bool sched_goes_on(struct vgt_env *env, struct sched_env *s, u32 i)
{
	sched_use(env, s, i);
	env_elsp(env, &s->ctx[i], NULL);
	env_settle(env);
	return sched_runs(env, s) == (int)i;
}

/*
 * A guest's i915 bans a context at its third hang within two minutes, and has so cured
 * what a program did: it is what comes after that which holds a vGPU back.
 */
static void hold_after_four(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u64 hangs;

	sched_begin(test, env, &s);
	sched_hang(test, env, &s, 0);
	sched_hang(test, env, &s, 0);
	sched_hang(test, env, &s, 0);
	KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	env_messages_start();
	sched_hang(test, env, &s, 0);
	KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	/* One for the hang, one for this. */
	KUNIT_EXPECT_TRUE(test, env_messages_were(2, "held back for 60 s"));

	/* Nothing of it runs: its guest sees a hang, resets, sees it again. */
	hangs = s.vgpu[0]->stats.hangs;
	KUNIT_EXPECT_FALSE(test, sched_goes_on(env, &s, 0));
	KUNIT_EXPECT_TRUE(test, s.vgpu[0]->engines[VGT_RCS].hung);
	sched_guest_resets(env, &s, 0);
	KUNIT_EXPECT_FALSE(test, sched_goes_on(env, &s, 0));
	KUNIT_EXPECT_EQ(test, s.vgpu[0]->stats.hangs, hangs + 2);
	/* Which is not told each time. */
	KUNIT_EXPECT_TRUE(test, env_messages_were(2, "held back for 60 s"));

	/* The other goes on. */
	sched_give_work(env, &s, 1);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);
	sched_run_for(env, 100);
	KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[1]->ban));
	sched_end(env, &s);
}

/* The administrator says how many are too many. */
static void hold_after_as_said(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	env->dev.sched.hold_hangs = 0;
	for (i = 0; i < 20; i++)
		sched_hang(test, env, &s, 0);
	KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	env->dev.sched.hold_hangs = 16;
	for (i = 0; i < 15; i++)
		sched_hang(test, env, &s, 1);
	KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[1]->ban));
	sched_hang(test, env, &s, 1);
	KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&s.vgpu[1]->ban));
	sched_end(env, &s);
}

/* On the tests' own clock only: it takes minutes. */
static void hold_ends(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < VGT_BAN_HANGS; i++)
		sched_hang(test, env, &s, 0);
	if (ENV_EXACT_TIME) {
		/* The other had its turn meanwhile. */
		env_sleep_us(VGT_BAN_S * 1000000ull - SCHED_OTHER_US - 1);
		KUNIT_EXPECT_FALSE(test, sched_goes_on(env, &s, 0));
		sched_guest_resets(env, &s, 0);
		env_sleep_us(1);
		KUNIT_EXPECT_TRUE(test, sched_goes_on(env, &s, 0));
		sched_run_for(env, 100);
		KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
		/* What was before is forgotten. */
		for (i = 0; i < VGT_BAN_HANGS - 1; i++)
			sched_hang(test, env, &s, 0);
		KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
		sched_hang(test, env, &s, 0);
	}
	KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	sched_end(env, &s);
}

static void hold_not_for_rare_ones(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; ENV_EXACT_TIME && i < 10; i++) {
		sched_hang(test, env, &s, 0);
		KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
		env_sleep_us(VGT_BAN_WITHIN_S * 1000000ull / 2 + 1);
	}
	sched_end(env, &s);
}

/* The device's reset, as at a reboot of the guest, ends it. */
static void hold_until_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < VGT_BAN_HANGS; i++)
		sched_hang(test, env, &s, 1);
	KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&s.vgpu[1]->ban));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(s.vgpu[1]), 0);
	KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[1]->ban));
	sched_use(env, &s, 1);
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &s.ctx[1], VGT_RCS, env_ppgtt(env));
	env_submit(env, &s.ctx[1], noops, 2);
	KUNIT_EXPECT_EQ(test, sched_runs(env, &s), 1);
	sched_run_for(env, 100);
	sched_end(env, &s);
}

/* Work that was waiting on another engine when it was held back does not run. */
static void hold_on_all_engines(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx[2];
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < VGPUS; i++) {
		sched_use(env, &s, i);
		env_engine_on(env, VGT_BCS);
		env_ctx_init(env, &ctx[i], VGT_BCS, env_ppgtt(env));
		s.ggtt[i] = env->next_ggtt;
	}
	sched_use(env, &s, 1);
	env_submit(env, &ctx[1], noops, 2);
	sched_use(env, &s, 0);
	env_submit(env, &ctx[0], noops, 2);
	for (i = 0; i < VGT_BAN_HANGS; i++)
		sched_hang(test, env, &s, 0);
	sched_use(env, &s, 0);
	/* The other's ends, it would be this one's turn. */
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_TRUE(test, !env->gpu.engine[VGT_BCS].rq);
	KUNIT_EXPECT_TRUE(test, s.vgpu[0]->engines[VGT_BCS].hung);
	sched_end(env, &s);
}

/* The host waits for it. */
static void sched_blitter_hangs(struct kunit *test, struct vgt_env *env, struct sched_env *s)
{
	fake_gpu_start(&env->gpu, VGT_BCS);
	env_sleep_us(VGT_BAN_WAIT_MS * 1000);
	sched_host_comes(env, VGT_BCS, VGT_BAN_WAIT_MS);
	sched_host_leaves(env, VGT_BCS);
	fake_gpu_finish(&env->gpu, VGT_BCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, s->vgpu[0]->engines[VGT_BCS].hung);
	env_write(env, 0x941c, BIT(3));
	env_write(env, 0x2229c, 0x80008000);
}

/* Work on render and on the blitter hangs; so many microseconds lie between. */
static void sched_hang_two(struct kunit *test, struct vgt_env *env, struct sched_env *s,
			   struct vgt_env_ctx *blitter, u64 between)
{
	sched_give_work(env, s, 0);
	env_submit(env, blitter, noops, 2);
	s->ggtt[0] = env->next_ggtt;
	fake_gpu_start(&env->gpu, VGT_RCS);
	env_sleep_us(VGT_BAN_WAIT_MS * 1000);
	sched_host_comes(env, VGT_RCS, VGT_BAN_WAIT_MS);
	sched_host_leaves(env, VGT_RCS);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	if (between)
		env_sleep_us(between);
	sched_blitter_hangs(test, env, s);
	sched_guest_resets(env, s, 0);
}

/*
 * A program that has work without an end on each engine, and is killed: each engine is
 * reset for it, at the same time, and others lose what one reset costs.
 */
static void hold_engines_at_once(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx blitter;
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	sched_use(env, &s, 0);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &blitter, VGT_BCS, env_ppgtt(env));
	s.ggtt[0] = env->next_ggtt;
	sched_hang_two(test, env, &s, &blitter, 0);
	for (i = 2; i < VGT_BAN_HANGS; i++) {
		sched_hang_two(test, env, &s, &blitter, 0);
		KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	}
	/* One that hangs again is not one more of the same. */
	env_submit(env, &blitter, noops, 2);
	sched_blitter_hangs(test, env, &s);
	KUNIT_EXPECT_TRUE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	sched_end(env, &s);
}

/* One after the other they count each. */
static void hold_engines_one_by_one(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx blitter;
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	sched_use(env, &s, 0);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &blitter, VGT_BCS, env_ppgtt(env));
	s.ggtt[0] = env->next_ggtt;
	for (i = 0; ENV_EXACT_TIME && i < VGT_BAN_HANGS / 2; i++) {
		KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
		env_sleep_us(VGT_BAN_ONE_S * 1000000ull + 1);
		sched_hang_two(test, env, &s, &blitter, VGT_BAN_ONE_S * 1000000ull + 1);
	}
	KUNIT_EXPECT_EQ(test, vgt_ban_holds(&s.vgpu[0]->ban), ENV_EXACT_TIME);
	sched_end(env, &s);
}

/* What is refused never came to the hardware. */
static void hold_not_for_refusals(struct kunit *test)
{
	static const u32 bad[] = { 0x11000001, 0x2230, 0, 0 };	/* LRI to ELSP */
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	for (i = 0; i < 2 * VGT_BAN_HANGS; i++) {
		sched_use(env, &s, 0);
		env_submit(env, &s.ctx[0], bad, 4);
		KUNIT_EXPECT_TRUE(test, s.vgpu[0]->engines[VGT_RCS].hung);
		sched_guest_resets(env, &s, 0);
	}
	KUNIT_EXPECT_FALSE(test, vgt_ban_holds(&s.vgpu[0]->ban));
	sched_end(env, &s);
}

/* ---- registers outside of contexts ---- */

#define CHICKEN3	0x2090		/* masked */
#define FF_THREAD	0x20a0
#define CTX_PREEMPT	0x2248		/* batches may write it */
#define MOCS0		0xc800
#define NONPRIV0	0x24d0

static u32 hw(struct vgt_env *env, u32 reg)
{
	return env->gpu.regs[reg / 4];
}

static void switch_by_mmio_and_command(struct kunit *test)
{
	static const u32 lri[] = {
		0x11000003, MOCS0, 0x33, FF_THREAD, 0x44, 0x00000000,
	};
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 writes;

	sched_begin(test, env, &s);
	sched_use(env, &s, 0);
	env_write(env, CHICKEN3, 0x00050004);
	KUNIT_EXPECT_EQ(test, env_read(env, CHICKEN3), 4);
	env_write(env, NONPRIV0, 0x2230);	/* not to be had */
	KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0), 0x2094);
	env_write(env, NONPRIV0, 0xb118);
	KUNIT_EXPECT_EQ(test, env_read(env, NONPRIV0), 0xb118);
	/* Not before it runs. */
	KUNIT_EXPECT_EQ(test, hw(env, CHICKEN3), 0);
	env_submit(env, &s.ctx[0], lri, 6);
	KUNIT_EXPECT_EQ(test, hw(env, CHICKEN3), 0);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, hw(env, CHICKEN3), 0xffff0004);
	/* What commands load, they load. */
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0);
	env->gpu.regs[MOCS0 / 4] = 0x33;
	env->gpu.regs[FF_THREAD / 4] = 0x44;
	KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), 0xb118);
	/* A batch writes the one that batches may. */
	env->gpu.regs[CTX_PREEMPT / 4] = 7;
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);

	/* The other sees none of it. */
	sched_give_work(env, &s, 1);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, hw(env, CHICKEN3), 0xffff0000);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0);
	KUNIT_EXPECT_EQ(test, hw(env, NONPRIV0), 0x2094);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, MOCS0), 0);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);

	/* The first finds all again. */
	sched_give_work(env, &s, 0);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0x33);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 7);
	KUNIT_EXPECT_EQ(test, env_read(env, CTX_PREEMPT), 7);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
	/* Nothing differs: nothing is written. */
	sched_give_work(env, &s, 0);
	writes = env->gpu.reg_writes;
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.reg_writes, writes);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);

	/* So does the host. */
	host_runs(env);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0);
	KUNIT_EXPECT_EQ(test, hw(env, CTX_PREEMPT), 0);
	KUNIT_EXPECT_EQ(test, hw(env, CHICKEN3), 0xffff0000);
	sched_end(env, &s);
}

/* A reset of the hardware's engine, and a suspend, set the host's values. */
static void switch_after_loss(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;
	u32 i;

	sched_begin(test, env, &s);
	sched_use(env, &s, 0);
	env_write(env, MOCS0, 0x55);
	for (i = 0; i < 2; i++) {
		sched_give_work(env, &s, 0);
		fake_gpu_start(&env->gpu, VGT_RCS);
		KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0x55);
		fake_gpu_finish(&env->gpu, VGT_RCS, 0);
		env_settle(env);
		env->gpu.regs[MOCS0 / 4] = 0;
		if (i)
			env->gpu.engine[VGT_RCS].resets++;
		else
			vgt_device_resume(&env->dev);
	}
	sched_give_work(env, &s, 0);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0x55);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
	sched_end(env, &s);
}

/* It goes: its values go with it. */
static void switch_forgets(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct sched_env s;

	sched_begin(test, env, &s);
	sched_use(env, &s, 1);
	sched_give_work(env, &s, 1);
	/* The request was made with another value. */
	env_write(env, MOCS0, 0x66);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0x66);
	sched_end(env, &s);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS0), 0);
	KUNIT_EXPECT_TRUE(test, !env->dev.sw.engine[VGT_RCS].owner);
}

static struct kunit_case sched_cases[] = {
	KUNIT_CASE(sched_idling_saves_nothing),
	KUNIT_CASE(sched_work_conserving),
	KUNIT_CASE(sched_busy_while_it_runs),
	KUNIT_CASE(sched_hang_of_one),
	KUNIT_CASE(hang_while_another_waits),
	KUNIT_CASE(hang_by_the_watch),
	KUNIT_CASE(hang_limit_lowered),
	KUNIT_CASE(hang_in_silence),
	KUNIT_CASE(hang_behind_a_bad_submission),
	KUNIT_CASE(hang_not_for_many),
	KUNIT_CASE(hold_after_four),
	KUNIT_CASE(hold_not_alone),
	KUNIT_CASE(hold_for_who_gave_up),
	KUNIT_CASE(hold_when_the_host_waits),
	KUNIT_CASE(hold_not_when_the_host_is_there),
	KUNIT_CASE(hold_for_the_whole_gpu),
	KUNIT_CASE(hold_for_who_lacks_room),
	KUNIT_CASE(hold_of_one_that_went),
	KUNIT_CASE(hold_both_that_hung),
	KUNIT_CASE(hold_not_for_the_guest_before),
	KUNIT_CASE(hold_pardons_end),
	KUNIT_CASE(hold_after_as_said),
	KUNIT_CASE(hold_engines_at_once),
	KUNIT_CASE(hold_engines_one_by_one),
	KUNIT_CASE(hold_ends),
	KUNIT_CASE(hold_not_for_rare_ones),
	KUNIT_CASE(hold_until_reset),
	KUNIT_CASE(hold_on_all_engines),
	KUNIT_CASE(hold_not_for_refusals),
	KUNIT_CASE(switch_by_mmio_and_command),
	KUNIT_CASE(switch_after_loss),
	KUNIT_CASE(switch_forgets),
	ENV_END_IN_KERNEL
	KUNIT_CASE(sched_fair_by_weight),
	{ }
};

static struct kunit_suite sched_suite = {
	.name = "sched",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = sched_cases,
};

kunit_test_suite(sched_suite);
