// SPDX-License-Identifier: GPL-2.0-only
/*
 * A submission with a command that the audit refuses: what is before it runs, as on hardware, and
 * the engine stops there.
 */
#include "core/exec/lrc.h"
#include "core/exec/vengine.h"
#include "env_time.h"
#include "env_wait.h"
#include "exec_env.h"

#define BCS			VGT_BCS
#define BCS_BASE		0x22000
#define ESR			(BCS_BASE + 0xb8)
#define HEAD			(BCS_BASE + 0x34)
#define ACTHD			(BCS_BASE + 0x74)
#define USER_INTERRUPT		0x01000000
#define BAD			0xdeadbeef
#define BBS_GGTT		0x18800001

static struct vgt_env *refused_begin(struct kunit *test, struct vgt_env_ctx *ctx)
{
	struct vgt_env *env = vgt_env_get(test);

	env_engine_on(env, BCS);
	env_ctx_init(env, ctx, BCS, env_ppgtt(env));
	/* Interrupts of the blitter: a user's. */
	env_write(env, 0x44200, BIT(31));
	env_write(env, 0x44304, ~(u32)BIT(16));
	env_write(env, 0x4430c, BIT(16));
	env->guest.interrupts = 0;
	return env;
}

static void refused_reset(struct vgt_env *env)
{
	env_write(env, 0x941c, BIT(3));
	env_engine_on(env, BCS);
}

/* @n words of the guest's are with the hardware; and the engine then hangs. */
static void refused_runs(struct kunit *test, const u32 *cs, u32 n)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_gpu_request *rq = env->gpu.engine[BCS].rq;
	u32 csb = env_csb_index(env, BCS);
	u32 i;

	KUNIT_ASSERT_TRUE(test, rq);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, BCS), round_up(n, 2));
	KUNIT_EXPECT_EQ(test, rq->len % 2, 0);
	/* A guest's interrupts are not the host's. */
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_EQ(test, rq->cs[i], cs[i] == USER_INTERRUPT ? 0 : cs[i]);
	if (n % 2)
		KUNIT_EXPECT_EQ(test, rq->cs[n], 0);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[BCS].hung);
	env_run(env, BCS);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[BCS].hung);
	/* The context is not complete. */
	KUNIT_EXPECT_EQ(test, env_csb_index(env, BCS), csb);
}

static void refused_what_is_before(struct kunit *test)
{
	static const u32 cs[] = { USER_INTERRUPT, 0, 0, 0, BAD, USER_INTERRUPT, 0, 0 };
	struct vgt_env_ctx ctx;
	struct vgt_env *env = refused_begin(test, &ctx);

	env_messages_start();
	env_submit(env, &ctx, cs, 8);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "not on the list of this engine's commands"));
	KUNIT_EXPECT_EQ(test, env_read(env, ESR), 0);
	env_messages_start();
	refused_runs(test, cs, 4);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "stops until the guest resets it"));
	/* The interrupt of what ran came. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44308) & BIT(16), BIT(16));
	KUNIT_EXPECT_EQ(test, env_read(env, ESR), 1);
	/* The head is at the command. */
	KUNIT_EXPECT_EQ(test, env_read(env, HEAD), 16);
	KUNIT_EXPECT_EQ(test, env_read(env, ACTHD), ctx.ring + 16);
	KUNIT_EXPECT_EQ(test, env_read(env, BCS_BASE + 0x30), 32);
	refused_reset(env);
	KUNIT_EXPECT_EQ(test, env_read(env, ESR), 0);
	env_ctx_init(env, &ctx, BCS, env_ppgtt(env));
	env_submit(env, &ctx, cs, 4);
	env_run(env, BCS);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[BCS].hung);
}

/* Odd, over the ring's end, and where it is the first. */
static void refused_anywhere(struct kunit *test)
{
	static const u32 cs[] = { USER_INTERRUPT, 0, 0, BAD, 0, 0, 0, 0 };
	struct vgt_env_ctx ctx;
	struct vgt_env *env = refused_begin(test, &ctx);
	u32 *image;
	u32 i;

	env_submit(env, &ctx, cs, 4);
	refused_runs(test, cs, 3);
	KUNIT_EXPECT_EQ(test, env_read(env, HEAD), 12);

	for (i = 1; i < 4; i++) {
		refused_reset(env);
		env_ctx_init(env, &ctx, BCS, env_ppgtt(env));
		image = fake_guest_va(&env->guest, ctx.image_gpa);
		image[5] = ENV_RING_SIZE - 4 * 4 * i;
		ctx.tail = image[5];
		env_submit(env, &ctx, cs, 8);
		refused_runs(test, cs, 3);
		KUNIT_EXPECT_EQ(test, env_read(env, HEAD), ENV_RING_SIZE - 4 * 4 * i + 12);
	}
	refused_reset(env);
	env_ctx_init(env, &ctx, BCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, ctx.image_gpa);
	image[5] = ENV_RING_SIZE - 8;
	ctx.tail = image[5];
	env_submit(env, &ctx, cs, 8);
	refused_runs(test, cs, 3);
	KUNIT_EXPECT_EQ(test, env_read(env, HEAD), 1 << 21 | 4);

	refused_reset(env);
	env_ctx_init(env, &ctx, BCS, env_ppgtt(env));
	env_submit(env, &ctx, cs + 3, 2);
	KUNIT_EXPECT_FALSE(test, env->gpu.engine[BCS].rq);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[BCS].hung);
	KUNIT_EXPECT_EQ(test, env_read(env, HEAD), 0);
}

/* In a batch: what calls it is not run; what ran before it is. */
static void refused_in_batch(struct kunit *test)
{
	u32 cs[] = { 0, 0, BBS_GGTT, 0, 0, 0 };
	struct vgt_env_ctx ctx;
	struct vgt_env *env = refused_begin(test, &ctx);
	u64 gpa = env_page(env);
	u32 *batch = fake_guest_va(&env->guest, gpa);
	u64 refusals = env->vgpu->stats.audit_refusals;

	batch[0] = USER_INTERRUPT;
	batch[1] = BAD;
	batch[2] = 0x05000000;
	cs[3] = env_ggtt_map(env, gpa, 1);
	env_submit(env, &ctx, cs, 6);
	refused_runs(test, cs, 2);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.audit_refusals, refusals + 1);
	KUNIT_EXPECT_EQ(test, env_read(env, HEAD), 8);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44308) & BIT(16), 0);
	refused_reset(env);
}

/* While it runs the head stays before the command. */
static void refused_head_moves(struct kunit *test)
{
	static const u32 cs[] = { 0, 0, 0, 0, BAD, 0, 0, 0 };
	struct vgt_env_ctx ctx;
	struct vgt_env *env = refused_begin(test, &ctx);
	u32 i;

	env_submit(env, &ctx, cs, 8);
	fake_gpu_start(&env->gpu, BCS);
	for (i = 0; i < 16; i++) {
		env->gpu.regs[ACTHD / 4] += 8;
		KUNIT_EXPECT_LT(test, env_read(env, HEAD), 16);
	}
	fake_gpu_finish(&env->gpu, BCS, 0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_read(env, HEAD), 16);
	refused_reset(env);
}

/* The guest resets the engine before that part has run: it is dropped, and no hang follows. */
static void refused_then_reset(struct kunit *test)
{
	static const u32 cs[] = { 0, 0, BAD, 0 };
	struct vgt_env_ctx ctx;
	struct vgt_env *env = refused_begin(test, &ctx);

	env_submit(env, &ctx, cs, 4);
	fake_gpu_start(&env->gpu, BCS);
	refused_reset(env);
	env_settle(env);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[BCS].hung);
	KUNIT_EXPECT_EQ(test, env_read(env, ESR), 0);
	env_ctx_init(env, &ctx, BCS, env_ppgtt(env));
	env_submit(env, &ctx, cs, 2);
	env_run(env, BCS);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[BCS].hung);
}

/* What is before it hangs by itself: that hang is told of. */
static void refused_after_a_hang(struct kunit *test)
{
	static const u32 cs[] = { 0, 0, BAD, 0 };
	struct vgt_env_ctx ctx;
	struct vgt_env *env = refused_begin(test, &ctx);

	env_submit(env, &ctx, cs, 4);
	fake_gpu_start(&env->gpu, BCS);
	env_messages_start();
	fake_gpu_finish(&env->gpu, BCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "its work hung the hardware"));
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[BCS].hung);
	KUNIT_EXPECT_EQ(test, env_read(env, ESR), 0);
	refused_reset(env);
}

/* The image stays as it was before, and the shadow starts afresh. */
static void refused_leaves_the_image(struct kunit *test)
{
	static const u32 cs[] = { 0, 0, BAD, 0 };
	struct vgt_env_ctx ctx;
	struct vgt_env *env = refused_begin(test, &ctx);
	u32 *image = fake_guest_va(&env->guest, ctx.image_gpa);
	struct vgt_lrc *lrc;

	env_submit(env, &ctx, cs, 4);
	env_run(env, BCS);
	KUNIT_EXPECT_EQ(test, image[5], 0);
	lrc = list_first_entry(&env->vgpu->engines[BCS].lrcs, struct vgt_lrc, link);
	KUNIT_EXPECT_TRUE(test, lrc->fresh);
	refused_reset(env);
}

/* Work that waits is judged again before it has run: the context's state stays. */
static void refused_waits(struct kunit *test)
{
	static const u32 cs[] = { 0, 0, BAD, 0 };
	struct vgt_vengine *ve;
	struct vgt_lrc *lrc;
	struct exec x;

	exec_begin(test, &x);
	ve = &x.vgpu[0]->engines[VGT_RCS];
	exec_submit(&x, 0);
	env_run(x.env, VGT_RCS);
	exec_submit(&x, 1);
	exec_use(&x, 0);
	env_submit(x.env, &x.ctx[0], cs, 4);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 1);
	lrc = list_first_entry(&ve->lrcs, struct vgt_lrc, link);
	KUNIT_EXPECT_FALSE(test, lrc->fresh);
	mutex_lock(&x.vgpu[0]->lock);
	vgt_vengine_renew(ve);
	mutex_unlock(&x.vgpu[0]->lock);
	KUNIT_EXPECT_FALSE(test, lrc->fresh);
	env_settle(x.env);
	env_run(x.env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 0);
	env_run(x.env, VGT_RCS);
	KUNIT_EXPECT_TRUE(test, ve->hung);
	exec_guest_resets(&x, 0);
	exec_end(&x);
}

static struct kunit_case refused_cases[] = {
	KUNIT_CASE(refused_what_is_before),
	KUNIT_CASE(refused_anywhere),
	KUNIT_CASE(refused_in_batch),
	KUNIT_CASE(refused_head_moves),
	KUNIT_CASE(refused_then_reset),
	KUNIT_CASE(refused_after_a_hang),
	KUNIT_CASE(refused_leaves_the_image),
	KUNIT_CASE(refused_waits),
	{ }
};

static struct kunit_suite refused_suite = {
	.name = "refused",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = refused_cases,
};

kunit_test_suite(refused_suite);
