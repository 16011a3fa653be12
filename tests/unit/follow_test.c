// SPDX-License-Identifier: GPL-2.0-only
/*
 * A request in flight goes on with what was judged ahead, without the worker.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/audit/audit.h"
#include "core/exec/vengine.h"
#include "core/pace.h"
#include "core/regs/mmio_context.h"
#include "core/sched/sched.h"
#include "env_time.h"
#include "env_wait.h"
#include "exec_env.h"

#define USER_IRQ	0x01000000u
#define ARB_OFF		0x04000000u
#define ARB_ON		0x04000001u
#define LRI1		0x11000001u
#define GPR0		0x2600
/* Registers that no image of the fake's keeps, and that are switched. */
#define FF_THREAD	0x20a0
#define MOCS1		0xc804
/* One that is switched, and that the fake's image has, too. */
#define LNCFCMOCS	0xb020
/* INDIRECT_CTX in an image of render. */
#define IMAGE_INDIRECT	27
#define IMAGE_HEAD	5
/* IIR of render and blitter. */
#define GT0_IIR		0x44308

#define HANG_MS		20

static const u32 noops[8];

static struct vgt_vengine *follow_ve(struct vgt_env *env)
{
	return &env->vgpu->engines[VGT_RCS];
}

static struct fake_engine *follow_hw(struct vgt_env *env)
{
	return &env->gpu.engine[VGT_RCS];
}

static u32 *follow_image(struct vgt_env *env, const struct vgt_env_ctx *ctx)
{
	return fake_guest_va(&env->guest, ctx->image_gpa);
}

/* The hardware is through with what runs; no worker has run since. */
static void follow_through(struct vgt_env *env)
{
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
}

/* A first part runs, of two words. */
static void follow_begin(struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, ctx, noops, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
}

/* More of the same context, which shows in its commands and raises an interrupt. */
static void follow_more(struct vgt_env *env, struct vgt_env_ctx *ctx, u32 val)
{
	u32 cs[] = { LRI1, GPR0, val, USER_IRQ };

	env_submit(env, ctx, cs, ARRAY_SIZE(cs));
}

/* And a second part is handed over. */
static void follow_two(struct kunit *test, struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	follow_begin(env, ctx);
	follow_more(env, ctx, 0x1234);
	KUNIT_ASSERT_TRUE(test, follow_hw(env)->next);
}

/* Nothing is left in flight, and the guest sees all of its commands complete. */
static void follow_complete(struct kunit *test, struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	u32 n;

	for (n = 0; follow_hw(env)->rq && n < 10; n++)
		env_run(env, VGT_RCS);
	KUNIT_EXPECT_FALSE(test, follow_hw(env)->rq);
	KUNIT_EXPECT_EQ(test, follow_image(env, ctx)[IMAGE_HEAD], ctx->tail);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].el.active.count);
}

/* The second part begins in the moment in which the first one ends. */
static void follow_goes_on(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 id;

	follow_two(test, env, &a);
	/* What was judged is what runs. */
	memset(fake_guest_va(&env->guest, a.ring_gpa), 0xff, ENV_RING_SIZE);
	env_write(env, GT0_IIR, ~0u);
	follow_through(env);
	KUNIT_EXPECT_TRUE(test, follow_hw(env)->rq);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 4);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x1234);
	env_settle(env);
	/* For the guest, the context has not stopped in between. */
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
	KUNIT_EXPECT_FALSE(test, env_read(env, GT0_IIR) & BIT(0));
	KUNIT_EXPECT_EQ(test, follow_ve(env)->ring.head, 8);
	KUNIT_EXPECT_EQ(test, follow_ve(env)->ring.span, 4);
	KUNIT_EXPECT_EQ(test, follow_ve(env)->ring.tail, 24);
	follow_through(env);
	/* The interrupt comes at once. */
	KUNIT_EXPECT_TRUE(test, env_read(env, GT0_IIR) & BIT(0));
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 2);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 2, &id), 0x18);
	KUNIT_EXPECT_EQ(test, id, a.id);
	KUNIT_EXPECT_EQ(test, follow_image(env, &a)[IMAGE_HEAD], a.tail);
	KUNIT_EXPECT_EQ(test, follow_ve(env)->ring.head, 24);
	KUNIT_EXPECT_FALSE(test, follow_hw(env)->rq);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* Both parts end before the worker looks. */
static void follow_both_end(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	env_write(env, GT0_IIR, ~0u);
	follow_through(env);
	follow_through(env);
	KUNIT_EXPECT_TRUE(test, env_read(env, GT0_IIR) & BIT(0));
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 2);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	follow_complete(test, env, &a);
}

/* A stream: each part follows the one before it, and the state is that of the last one. */
static void follow_stream(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 i;

	follow_begin(env, &a);
	for (i = 0; i < 50; i++) {
		follow_more(env, &a, i);
		follow_through(env);
		KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], i);
		env_settle(env);
	}
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 50);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.followed, 50);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 50 % 6);
	/* CS_GPR 0, where the fake's image has it. */
	follow_hw(env)->rq->ctx->state[0x52] = 0x5555;
	follow_complete(test, env, &a);
	KUNIT_EXPECT_EQ(test, follow_image(env, &a)[0x52], 0x5555);
}

/* What comes while a part is with the port follows it; nothing is lost. */
static void follow_submitted_again(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;

	follow_two(test, env, &a);
	follow_more(env, &a, 0x2222);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 1);
	/* A list that waits changes nothing. */
	env_ctx_init(env, &b, VGT_RCS, env_ppgtt(env));
	env_submit(env, &b, noops, 6);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x1234);
	env_settle(env);
	follow_through(env);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x2222);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 6);
	KUNIT_EXPECT_EQ(test, follow_image(env, &a)[IMAGE_HEAD], a.tail);
	follow_complete(test, env, &b);
}

/* Submitted between the end of the first part and the worker's look. */
static void follow_submitted_between(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 cs[] = { LRI1, GPR0, 0x2222, 0 };
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	follow_through(env);
	env_emit(env, &a, cs, ARRAY_SIZE(cs));
	env_elsp(env, &a, NULL);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x1234);
	KUNIT_EXPECT_TRUE(test, follow_hw(env)->next);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x2222);
	env_settle(env);
	follow_complete(test, env, &a);
}

/* ---- what it may not be ---- */

/* Another context: it has a ring, and an image, of its own. */
static void follow_other_context(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;

	follow_begin(env, &a);
	env_ctx_init(env, &b, VGT_RCS, a.pml4);
	follow_more(env, &b, 1);
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->ahead.ready);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 0);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, follow_image(env, &a)[IMAGE_HEAD], a.tail);
	follow_complete(test, env, &b);
}

/* Other page tables: their roots are in the image, which is the hardware's. */
static void follow_other_tables(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_begin(env, &a);
	follow_image(env, &a)[51] = lower_32_bits(env_ppgtt(env));
	follow_more(env, &a, 1);
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->ahead.ready);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 0);
	follow_complete(test, env, &a);
}

/* Another batch at context restore: the image names the one of the first part. */
static void follow_other_restore(struct kunit *test)
{
	static const u32 lri[] = { LRI1, GPR0, 1, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);
	struct vgt_env_ctx a;
	const u32 *batch;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	memcpy(fake_guest_va(&env->guest, gpa), lri, sizeof(lri));
	follow_image(env, &a)[IMAGE_INDIRECT] = env_ggtt_map(env, gpa, 1) | 1;
	env_submit(env, &a, noops, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
	batch = follow_ve(env)->restore->va;
	/* The same: it may follow. */
	follow_more(env, &a, 1);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 1);
	follow_through(env);
	env_settle(env);
	/* Another, or a shorter one. */
	fake_guest_poke32(&env->guest, gpa + 8, 2);
	follow_more(env, &a, 2);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 1);
	KUNIT_EXPECT_EQ(test, batch[VGT_OPEN_WORDS + 2], 1);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, batch[VGT_OPEN_WORDS + 2], 2);
	follow_image(env, &a)[IMAGE_INDIRECT] = 0;
	follow_more(env, &a, 3);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 1);
	follow_complete(test, env, &a);
}

/* A copy of a batch is freed when its part is complete. */
static void follow_no_batches(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 call[] = { 0x18800001, 0, 0, 0 };
	u64 gpa = env_page(env);
	struct vgt_env_ctx a;

	follow_begin(env, &a);
	fake_guest_poke32(&env->guest, gpa, 0x0a << 23);
	call[1] = env_ggtt_map(env, gpa, 1);
	env_submit(env, &a, call, ARRAY_SIZE(call));
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->ahead.ready);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 0);
	follow_complete(test, env, &a);
}

/* Registers outside of the context: a part that loads one, or comes after one that does. */
static void follow_no_bracket(struct kunit *test)
{
	static const u32 load[] = { LRI1, FF_THREAD, 0x77, 0 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_begin(env, &a);
	env_submit(env, &a, load, ARRAY_SIZE(load));
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->ahead.ready);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 0);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_TRUE(test, follow_hw(env)->open);
	fake_gpu_start(&env->gpu, VGT_RCS);
	follow_more(env, &a, 1);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 0);
	follow_complete(test, env, &a);
}

/* The guest sets such a register meanwhile, before the second part has its turn. */
static void follow_register_set(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 set = 0x55;

	follow_two(test, env, &a);
	env_write(env, MOCS1, set);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	/* It runs with the value. */
	KUNIT_EXPECT_TRUE(test, follow_hw(env)->open);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.regs[MOCS1 / 4], set);
	follow_complete(test, env, &a);
}

/* A register that the image has, too, is read back if the second part loads it. */
static void follow_loads(struct kunit *test)
{
	static const u32 load[] = { LRI1, LNCFCMOCS, 0x00770077, 0 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_begin(env, &a);
	env_submit(env, &a, load, ARRAY_SIZE(load));
	KUNIT_ASSERT_TRUE(test, follow_hw(env)->next);
	follow_through(env);
	env->gpu.regs[LNCFCMOCS / 4] = load[2];
	env_settle(env);
	follow_complete(test, env, &a);
	KUNIT_EXPECT_EQ(test, env_read(env, LNCFCMOCS), load[2]);
}

/* Commands that turn arbitration on are the guest's, and places for windows if it comes to that. */
static void follow_gaps(struct kunit *test)
{
	static const u32 cs[] = {
		ARB_OFF, 0, LRI1, GPR0, 0x77, ARB_ON, 0, ARB_OFF, 0, ARB_ON,
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_begin(env, &a);
	env_submit(env, &a, cs, ARRAY_SIZE(cs));
	KUNIT_ASSERT_EQ(test, follow_hw(env)->extended, 1);
	KUNIT_EXPECT_EQ(test, memcmp(follow_hw(env)->next_cs, cs, sizeof(cs)), 0);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, memcmp(follow_hw(env)->cs, cs, sizeof(cs)), 0);
	env_settle(env);
	/* Once more, but it has to come back, with other registers. */
	env_submit(env, &a, cs, ARRAY_SIZE(cs));
	KUNIT_ASSERT_EQ(test, follow_hw(env)->extended, 2);
	env_write(env, MOCS1, 0x55);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 1);
	KUNIT_EXPECT_TRUE(test, follow_hw(env)->open);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->windows, 2);
	follow_complete(test, env, &a);
}

/* There may be too many of them. */
static void follow_many_gaps(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 cs[2 * VGT_FOLLOW_GAPS + 2];
	struct vgt_env_ctx a;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cs); i++)
		cs[i] = i % 2 ? ARB_ON : ARB_OFF;
	follow_begin(env, &a);
	env_submit(env, &a, cs, ARRAY_SIZE(cs));
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 0);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, memcmp(follow_hw(env)->cs, cs, sizeof(cs)), 0);
	follow_complete(test, env, &a);
}

/* ---- the port does not take it ---- */

/* It runs in the ordinary way, or follows later. */
static void follow_refused(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env->gpu.no_extend = -EBUSY;
	follow_begin(env, &a);
	follow_more(env, &a, 1);
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->ahead.ready);
	KUNIT_EXPECT_FALSE(test, follow_ve(env)->follow.handed);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 1);
	fake_gpu_start(&env->gpu, VGT_RCS);
	follow_more(env, &a, 2);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 0);
	/* Judged with what came, and taken. */
	env->gpu.no_extend = 0;
	follow_more(env, &a, 3);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 1);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 1);
	env_settle(env);
	follow_complete(test, env, &a);
}

static u32 follow_asked;

/* Without a new submission: any step of the worker offers it again. */
static void follow_offered_again(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env->gpu.no_extend = -ENOMEM;
	follow_begin(env, &a);
	follow_more(env, &a, 1);
	env->gpu.no_extend = 0;
	queue_work(env->vgpu->wq, &follow_ve(env)->step);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 1);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 1);
	env_settle(env);
	follow_complete(test, env, &a);
}

static void follow_first_ends(struct fake_gpu *fake, enum vgt_engine_id id)
{
	follow_asked++;
	fake_gpu_finish(fake, id, 0);
}

/* The first part ends while the second one is on its way to the port. */
static void follow_ends_meanwhile(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_asked = 0;
	env->gpu.on_extend = follow_first_ends;
	follow_begin(env, &a);
	follow_more(env, &a, 0x99);
	KUNIT_EXPECT_EQ(test, follow_asked, 1);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 0);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x99);
	env->gpu.on_extend = NULL;
	follow_complete(test, env, &a);
}

/* ---- time ---- */

/* Parts follow one another for 100 ms; then the worker, and the host, have a look. */
static void follow_chain_ends(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i, broken = 0, longest = 0, row = 0;
	struct vgt_env_ctx a;

	follow_begin(env, &a);
	for (i = 0; i < 40; i++) {
		u32 followed = follow_hw(env)->followed;

		follow_more(env, &a, i);
		env_sleep_us(10000);
		follow_through(env);
		env_settle(env);
		if (follow_hw(env)->followed != followed) {
			row++;
		} else {
			broken++;
			row = 0;
			fake_gpu_start(&env->gpu, VGT_RCS);
		}
		longest = max(longest, row);
	}
	KUNIT_EXPECT_GE(test, broken, 3);
	if (ENV_EXACT_TIME) {
		KUNIT_EXPECT_EQ(test, longest, 9);
		KUNIT_EXPECT_EQ(test, broken, 4);
	}
	follow_complete(test, env, &a);
}

/* After a long part nothing begins by itself, so that two of them are never one. */
static void follow_long_part(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	env_sleep_us(VGT_CHAIN_NS / 1000);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	KUNIT_EXPECT_FALSE(test, follow_hw(env)->rq);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x1234);
	follow_complete(test, env, &a);
}

/* The host's time does not count: the engine was not kept from it. */
static void follow_hosts_time(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_gpu_client_ops *ops = env->gpu.gpu.client_ops;
	void *client = env->gpu.gpu.client;
	struct vgt_gpu_context *hw;
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	hw = follow_hw(env)->rq->ctx;
	/* Preempted for a while. */
	ops->context_in(client, VGT_RCS, NULL);
	ops->context_out(client, VGT_RCS, hw);
	env_sleep_us(VGT_CHAIN_NS / 1000);
	ops->context_out(client, VGT_RCS, NULL);
	ops->context_in(client, VGT_RCS, hw);
	follow_through(env);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 1);
	env_settle(env);
	follow_complete(test, env, &a);
}

/* All time counts, each part once. */
static void follow_busy(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u64 busy;

	follow_two(test, env, &a);
	env_sleep_us(3000);
	follow_through(env);
	busy = vgt_sched_busy_ns(follow_ve(env));
	KUNIT_EXPECT_GE(test, busy, 3000000);
	env_settle(env);
	env_sleep_us(4000);
	follow_through(env);
	env_settle(env);
	busy = vgt_sched_busy_ns(follow_ve(env));
	KUNIT_EXPECT_GE(test, busy, 7000000);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, busy, 7000000);
	KUNIT_EXPECT_FALSE(test, follow_ve(env)->ent.running);
	follow_complete(test, env, &a);
}

/* It runs, or is through: in a kernel, its turn may come while this sleeps. */
static bool follow_had_turn(struct exec *x, u32 i)
{
	return exec_runs(x) == (int)i || !x->vgpu[i]->engines[VGT_RCS].el.active.count;
}

/* Another vGPU waits: the turn ends as without this, after a slice. */
static void follow_others_wait(struct kunit *test)
{
	struct exec x;
	u32 i;

	exec_begin(test, &x);
	x.env->dev.sched.slice_us = 1000;
	exec_submit(&x, 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	exec_submit(&x, 1);
	for (i = 0; i < 10 && !follow_had_turn(&x, 1); i++) {
		exec_submit(&x, 0);
		env_sleep_us(300);
		follow_through(x.env);
		env_settle(x.env);
	}
	KUNIT_EXPECT_TRUE(test, follow_had_turn(&x, 1));
	if (ENV_EXACT_TIME) {
		KUNIT_EXPECT_EQ(test, exec_runs(&x), 1);
		KUNIT_EXPECT_EQ(test, i, 4);
	}
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->stats.hangs, 0);
	exec_end(&x);
}

/* With no slice, the one that is behind has the next request. */
static void follow_no_slice(struct kunit *test)
{
	struct exec x;

	exec_begin(test, &x);
	x.env->dev.sched.slice_us = 0;
	exec_submit(&x, 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	exec_submit(&x, 0);
	exec_submit(&x, 1);
	env_sleep_us(100);
	follow_through(x.env);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, exec_runs(&x), 1);
	exec_end(&x);
}

/* A cap holds a part back as it holds a request. */
static void follow_cap(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	vgt_sched_set_cap(env->vgpu, 10);
	follow_two(test, env, &a);
	env_sleep_us(20000);
	follow_through(env);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 1);
	env_sleep_us(400000);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	follow_complete(test, env, &a);
}

/* The host with a weight has the engine, too: it is asked first. */
static void follow_host_weight(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_gpu_client_ops *ops = env->gpu.gpu.client_ops;
	void *client = env->gpu.gpu.client;
	struct vgt_env_ctx a;

	vgt_sched_set_host_weight(&env->dev, 8);
	env_settle(env);
	follow_two(test, env, &a);
	ops->context_in(client, VGT_RCS, NULL);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	ops->context_out(client, VGT_RCS, NULL);
	env_settle(env);
	follow_complete(test, env, &a);
}

/* ---- hangs ---- */

static u32 follow_cancelled(struct exec *x)
{
	return x->env->gpu.engine[VGT_RCS].cancelled;
}

/* The second part of the first vGPU runs, and the other one waits. */
static void follow_hang_begin(struct kunit *test, struct exec *x)
{
	exec_begin(test, x);
	x->env->dev.sched.slice_us = 100000;
	/*
	 * In a kernel that is busy, more time passes than is slept: the first part may not hang,
	 * nor end the chain.
	 */
	x->env->dev.sched.hang_ms = ENV_EXACT_TIME ? HANG_MS : 0;
	exec_submit(x, 0);
	fake_gpu_start(&x->env->gpu, VGT_RCS);
	exec_submit(x, 0);
	if (ENV_EXACT_TIME) {
		exec_submit(x, 1);
		env_sleep_us(HANG_MS * 1000 / 2);
	}
	follow_through(x->env);
	KUNIT_ASSERT_EQ(test, x->env->gpu.engine[VGT_RCS].followed, 1);
	if (ENV_EXACT_TIME)
		return;
	x->env->dev.sched.hang_ms = HANG_MS;
	exec_submit(x, 1);
}

static void follow_hang_end(struct kunit *test, struct exec *x)
{
	KUNIT_EXPECT_EQ(test, follow_cancelled(x), 1);
	fake_gpu_finish(&x->env->gpu, VGT_RCS, -EIO);
	env_settle(x->env);
	KUNIT_EXPECT_EQ(test, x->vgpu[0]->stats.hangs, 1);
	KUNIT_EXPECT_EQ(test, x->vgpu[1]->stats.hangs, 0);
	KUNIT_EXPECT_EQ(test, exec_runs(x), 1);
	exec_end(x);
}

/* Each part has the whole time-out, and no more. */
static void follow_hangs(struct kunit *test)
{
	struct exec x;

	follow_hang_begin(test, &x);
	env_settle(x.env);
	env_sleep_us(HANG_MS * 1000 * 3 / 4);
	env_settle(x.env);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, follow_cancelled(&x), 0);
	env_sleep_us(HANG_MS * 1000);
	env_settle(x.env);
	follow_hang_end(test, &x);
}

/* It has left the hardware, without a breadcrumb, before the worker knew of it, or after. */
static void follow_leaves(struct kunit *test, bool noted)
{
	struct exec x;

	follow_hang_begin(test, &x);
	if (noted)
		env_settle(x.env);
	x.env->gpu.gpu.client_ops->context_out(x.env->gpu.gpu.client, VGT_RCS,
					       x.env->gpu.engine[VGT_RCS].rq->ctx);
	env_settle(x.env);
	env_sleep_us(HANG_MS * 1000 * 2);
	env_settle(x.env);
	follow_hang_end(test, &x);
}

static void follow_leaves_unnoticed(struct kunit *test)
{
	follow_leaves(test, false);
}

static void follow_leaves_noticed(struct kunit *test)
{
	follow_leaves(test, true);
}

/* The context has left before the first part is found complete: a reset is not the second one's. */
static void follow_waits_for_its_turn(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_gpu_client_ops *ops = env->gpu.gpu.client_ops;
	struct vgt_sched_engine *se = &env->dev.sched.engine[VGT_RCS];
	struct vgt_gpu_context *ctx;
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	ctx = follow_hw(env)->rq->ctx;
	ops->context_out(env->gpu.gpu.client, VGT_RCS, ctx);
	follow_through(env);
	KUNIT_ASSERT_EQ(test, follow_hw(env)->followed, 1);
	KUNIT_EXPECT_FALSE(test, se->taken);
	follow_hw(env)->resets++;
	ops->context_in(env->gpu.gpu.client, VGT_RCS, ctx);
	KUNIT_EXPECT_TRUE(test, se->taken);
	KUNIT_EXPECT_EQ(test, se->resets, follow_hw(env)->resets);
	env_settle(env);
	follow_complete(test, env, &a);
}

/* A batch sets a register, which is found when the engine changes hands: what follows waits. */
static void follow_register_found(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	unsigned long flags;

	follow_two(test, env, &a);
	spin_lock_irqsave(&follow_ve(env)->ent.engine->lock, flags);
	vgt_mmio_ctx_found(env->vgpu, VGT_RCS, 0, env->vgpu->switched[VGT_RCS][0] ^ 1);
	spin_unlock_irqrestore(&follow_ve(env)->ent.engine->lock, flags);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	env_settle(env);
	follow_complete(test, env, &a);
}

#ifndef __KERNEL__
/* Time is up for the first part in the moment in which it ends: the second one is not blamed. */
static void follow_overdue_goes_on(struct kunit *test)
{
	struct vgt_sched_engine *se;
	struct exec x;

	exec_begin(test, &x);
	x.env->dev.sched.slice_us = 100000;
	x.env->dev.sched.hang_ms = HANG_MS;
	exec_submit(&x, 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	exec_submit(&x, 0);
	exec_submit(&x, 1);
	se = &x.env->dev.sched.engine[VGT_RCS];
	se->overdue = true;
	follow_through(x.env);
	KUNIT_EXPECT_EQ(test, x.env->gpu.engine[VGT_RCS].followed, 1);
	KUNIT_EXPECT_FALSE(test, se->overdue);
	mutex_lock(&se->port);
	x.vgpu[0]->engines[VGT_RCS].ent.ops->expire(&x.vgpu[0]->engines[VGT_RCS].ent);
	mutex_unlock(&se->port);
	KUNIT_EXPECT_EQ(test, follow_cancelled(&x), 0);
	env_settle(x.env);
	KUNIT_EXPECT_EQ(test, follow_cancelled(&x), 0);
	KUNIT_EXPECT_EQ(test, x.vgpu[0]->stats.hangs, 0);
	exec_end(&x);
}

/* It is up before: the second part is not begun, and the first one is ended. */
static void follow_overdue_first(struct kunit *test)
{
	struct vgt_sched_engine *se;
	struct exec x;

	exec_begin(test, &x);
	x.env->dev.sched.hang_ms = HANG_MS;
	exec_submit(&x, 0);
	fake_gpu_start(&x.env->gpu, VGT_RCS);
	exec_submit(&x, 0);
	exec_submit(&x, 1);
	KUNIT_EXPECT_TRUE(test, x.env->gpu.engine[VGT_RCS].next);
	env_sleep_us(HANG_MS * 2000);
	env_settle(x.env);
	se = &x.env->dev.sched.engine[VGT_RCS];
	KUNIT_EXPECT_TRUE(test, se->overdue);
	KUNIT_EXPECT_TRUE(test, x.vgpu[0]->engines[VGT_RCS].follow.revoked);
	follow_hang_end(test, &x);
}
#endif

/* The first part fails: that is what the guest sees, and the second one never runs. */
static void follow_first_fails(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 1);
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->hung);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 1);
	KUNIT_EXPECT_FALSE(test, follow_ve(env)->follow.handed);
	KUNIT_EXPECT_FALSE(test, follow_ve(env)->ahead.ready);
	/* No user interrupt, no event. */
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
}

/* The second part fails, seen by the worker or not. */
static void follow_second_fails(struct kunit *test, bool noted)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	follow_through(env);
	if (noted)
		env_settle(env);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->hung);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 1);
	/* What the hardware may have saved of another context is not shown. */
	KUNIT_EXPECT_NE(test, follow_image(env, &a)[IMAGE_HEAD], a.tail);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
}

static void follow_second_fails_unnoticed(struct kunit *test)
{
	follow_second_fails(test, false);
}

static void follow_second_fails_noticed(struct kunit *test)
{
	follow_second_fails(test, true);
}

/* An invalid command in the second part is told as its own. */
static void follow_invalid(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	KUNIT_EXPECT_TRUE(test, follow_hw(env)->next->watch);
	follow_through(env);
	follow_hw(env)->rq->invalid = true;
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->hung);
	/* ESR. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20b8) & 1, 1);
}

/* An engine is reset, maybe another one: nothing begins by itself, nobody is blamed. */
static void follow_others_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	follow_hw(env)->resets++;
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x1234);
	fake_gpu_start(&env->gpu, VGT_RCS);
	/* And before it is handed over. */
	follow_hw(env)->resets++;
	follow_more(env, &a, 0x4321);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 1);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x4321);
	follow_complete(test, env, &a);
}

/* ---- what takes it back ---- */

/* The guest resets the engine. */
static void follow_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u64 used;

	follow_begin(env, &a);
	used = env->vgpu->memory.used;
	env_submit(env, &a, noops, 2);
	KUNIT_ASSERT_TRUE(test, follow_hw(env)->next);
	env_write(env, 0x941c, BIT(1));
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cancelled, 1);
	KUNIT_EXPECT_EQ(test, env->vgpu->memory.used, used);
	/* Even if the first part still comes to its end. */
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 1);
	KUNIT_EXPECT_FALSE(test, follow_hw(env)->rq);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* The guest resets the engine when the second part runs, and the worker does not know. */
static void follow_reset_unnoticed(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	follow_through(env);
	env_write(env, GT0_IIR, ~0u);
	env_write(env, 0x941c, BIT(1));
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cancelled, 1);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, follow_hw(env)->rq);
	follow_through(env);
	/* Nothing of it is told to the guest. */
	KUNIT_EXPECT_FALSE(test, env_read(env, GT0_IIR) & BIT(0));
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
	KUNIT_EXPECT_EQ(test, follow_ve(env)->el.csb_write, 7);
	KUNIT_EXPECT_FALSE(test, vgt_sched_in_flight(&follow_ve(env)->ent));
}

/* The port does not let go of a part that was taken back before the first one ends. */
static void follow_taken_back_once(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_TRUE(test, vgt_vengine_take_back(follow_ve(env)));
	KUNIT_EXPECT_FALSE(test, vgt_vengine_take_back(follow_ve(env)));
	vgt_vengine_kick(follow_ve(env));
	mutex_unlock(&env->vgpu->lock);
	env_settle(env);
	/* Judged again, but the port has one. */
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->ahead.ready);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 1);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cs[2], 0x1234);
	fake_gpu_start(&env->gpu, VGT_RCS);
	/* From then on it may follow again. */
	follow_more(env, &a, 0x2222);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->extended, 2);
	follow_complete(test, env, &a);
}

#ifndef __KERNEL__
/* Memory goes that the second part uses. */
static void follow_unmap(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_ppgtt_map(env, a.pml4, 0, gpa);
	env_submit(env, &a, noops, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
	follow_more(env, &a, 1);
	KUNIT_ASSERT_TRUE(test, follow_hw(env)->next);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	env_sleep_us(8 * VGT_BLOCK_MS_MAX * 1000);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 1);
	follow_complete(test, env, &a);
}

/* When the second part runs already, it is like any request that runs. */
static void follow_unmap_unnoticed(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_ppgtt_map(env, a.pml4, 0, gpa);
	env_submit(env, &a, noops, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
	follow_more(env, &a, 1);
	follow_through(env);
	KUNIT_ASSERT_EQ(test, follow_hw(env)->followed, 1);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->work.submitted);
	env_settle(env);
	follow_complete(test, env, &a);
}
#endif

/* The host goes to sleep: nothing begins any more, and it runs afterwards. */
static void follow_sleep(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	WRITE_ONCE(env->dev.frozen, true);
	follow_through(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->followed, 0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 1);
	vgt_device_thaw(&env->dev);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 2);
	follow_complete(test, env, &a);
}

/* It is ended for the host's sleep when it runs, and the worker does not know. */
static void follow_sleep_unnoticed(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	follow_two(test, env, &a);
	follow_through(env);
	mutex_lock(&env->vgpu->lock);
	vgt_vengine_end(follow_ve(env));
	KUNIT_EXPECT_TRUE(test, follow_ve(env)->work.slept);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->cancelled, 1);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 1);
	/* It was not the guest's fault. */
	KUNIT_EXPECT_FALSE(test, vgt_sched_is_blamed(&follow_ve(env)->ent));
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
}

/* The vGPU stops while the second part is with the port, or runs. */
static void follow_stop(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	KUNIT_ASSERT_EQ(test, fake_gpu_end_cancelled(&env->gpu), 0);
	follow_two(test, env, &a);
	KUNIT_ASSERT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, follow_hw(env)->submitted, 1);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
	follow_two(test, env, &a);
	follow_through(env);
	KUNIT_ASSERT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

static struct kunit_case follow_cases[] = {
	KUNIT_CASE(follow_goes_on),
	KUNIT_CASE(follow_both_end),
	KUNIT_CASE(follow_stream),
	KUNIT_CASE(follow_submitted_again),
	KUNIT_CASE(follow_submitted_between),
	KUNIT_CASE(follow_other_context),
	KUNIT_CASE(follow_other_tables),
	KUNIT_CASE(follow_other_restore),
	KUNIT_CASE(follow_no_batches),
	KUNIT_CASE(follow_no_bracket),
	KUNIT_CASE(follow_register_set),
	KUNIT_CASE(follow_loads),
	KUNIT_CASE(follow_gaps),
	KUNIT_CASE(follow_many_gaps),
	KUNIT_CASE(follow_refused),
	KUNIT_CASE(follow_offered_again),
	KUNIT_CASE(follow_ends_meanwhile),
	KUNIT_CASE(follow_chain_ends),
	KUNIT_CASE(follow_long_part),
	KUNIT_CASE(follow_hosts_time),
	KUNIT_CASE(follow_busy),
	KUNIT_CASE(follow_others_wait),
	KUNIT_CASE(follow_host_weight),
	KUNIT_CASE(follow_hangs),
	KUNIT_CASE(follow_leaves_unnoticed),
	KUNIT_CASE(follow_waits_for_its_turn),
	KUNIT_CASE(follow_register_found),
	KUNIT_CASE(follow_leaves_noticed),
	KUNIT_CASE(follow_first_fails),
	KUNIT_CASE(follow_second_fails_unnoticed),
	KUNIT_CASE(follow_second_fails_noticed),
	KUNIT_CASE(follow_invalid),
	KUNIT_CASE(follow_others_reset),
	KUNIT_CASE(follow_reset),
	KUNIT_CASE(follow_reset_unnoticed),
	KUNIT_CASE(follow_taken_back_once),
	KUNIT_CASE(follow_sleep),
	KUNIT_CASE(follow_sleep_unnoticed),
	KUNIT_CASE(follow_stop),
	/* Time that only the mocked clock passes. */
	ENV_END_IN_KERNEL
	KUNIT_CASE(follow_no_slice),
	KUNIT_CASE(follow_cap),
#ifndef __KERNEL__
	/* One thread that plays two. */
	KUNIT_CASE(follow_unmap),
	KUNIT_CASE(follow_unmap_unnoticed),
	KUNIT_CASE(follow_overdue_goes_on),
	KUNIT_CASE(follow_overdue_first),
#endif
	{ }
};

static struct kunit_suite follow_suite = {
	.name = "follow",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = follow_cases,
};

kunit_test_suite(follow_suite);
