// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execlists: submissions, reports, what reaches the hardware.
 */
#include <linux/kernel.h>

#include "core/exec/execlists.h"
#include "env.h"

#define NOOP	0x00000000u
#define USERIRQ	0x01000000u

static const u32 noops[] = { NOOP, NOOP, NOOP, NOOP };

static void el_one(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	static const u32 cs[] = { NOOP, USERIRQ, NOOP, NOOP };
	struct vgt_env_ctx ctx;
	u32 id;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_emit(env, &ctx, cs, 4);
	env_elsp(env, &ctx, NULL);
	/* Taken at once. */
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 0);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 0, &id), 0x1);
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44308), BIT(8));
	env_write(env, 0x44308, ~0u);

	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 4);
	/* The interrupt is not the hardware's to send. */
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].cs[1], NOOP);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 0);

	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 1, &id), 0x18);
	KUNIT_EXPECT_EQ(test, id, ctx.id);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44308), BIT(8) | BIT(0));
	/* Head is where tail was, and the first state was saved. */
	KUNIT_EXPECT_EQ(test, ((u32 *)fake_guest_va(&env->guest, ctx.image_gpa))[5], 16);
	KUNIT_EXPECT_EQ(test, ((u32 *)fake_guest_va(&env->guest, ctx.image_gpa))[3],
			0x00090008);
}

/* Address 0 is one like any other, where it is the vGPU's. */
static void el_status_page_at_zero(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);
	struct vgt_env_ctx ctx;

	KUNIT_ASSERT_EQ(test, env->vgpu->ggtt.part[VGT_GGTT_LOW].space.start, 0);
	env_engine_on(env, VGT_RCS);
	env_ggtt_set(env, 0, gpa);
	env_ggtt_flush(env);
	env_write(env, 0x2080, 0);
	KUNIT_ASSERT_EQ(test, env_hwsp(env, VGT_RCS), gpa);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, noops, 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 1, NULL), 0x18);
}

static void el_two(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;
	u64 pml4 = env_ppgtt(env);
	u32 id;

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &a, VGT_BCS, pml4);
	env_ctx_init(env, &b, VGT_BCS, pml4);
	env_emit(env, &a, noops, 2);
	env_emit(env, &b, noops, 4);
	env_elsp(env, &a, &b);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_BCS), 2);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_BCS, 1, &id), 0x14);
	KUNIT_EXPECT_EQ(test, id, a.id);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_BCS), 4);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_BCS, 2, &id), 0x18);
	KUNIT_EXPECT_EQ(test, id, b.id);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_BCS), 2);
}

static void el_lite_restore(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 id;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, noops, 2);
	env_submit(env, &a, noops, 4);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 1, &id), 0x8002);
	KUNIT_EXPECT_EQ(test, id, a.id);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	/* What was in flight is not the end: it goes on where it stopped. */
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 2);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 4);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 2);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 2, NULL), 0x18);
}

#ifndef __KERNEL__
/* In a kernel a worker may have taken up the first already. */
static void el_lite_restore_while_it_waits(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_emit(env, &a, noops, 2);
	env_elsp(env, &a, NULL);
	env_emit(env, &a, noops, 4);
	env_elsp(env, &a, NULL);
	env_settle(env);
	/* One run does both. */
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 6);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 2);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 2, NULL), 0x18);
}
#endif

static void el_next_waits(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;
	u64 pml4 = env_ppgtt(env);

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, pml4);
	env_ctx_init(env, &b, VGT_RCS, pml4);
	env_submit(env, &a, noops, 2);
	env_submit(env, &b, noops, 2);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 1, NULL), 0x18);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 2, NULL), 0x1);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_RCS, 3, NULL), 0x18);
}

static void el_empty(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_VCS);
	env_ctx_init(env, &a, VGT_VCS, env_ppgtt(env));
	env_elsp(env, &a, NULL);
	env_settle(env);
	/* Nothing to run: complete, and the hardware was not asked. */
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_VCS].submitted, 0);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_VCS), 1);
	KUNIT_EXPECT_EQ(test, env_csb(env, VGT_VCS, 1, NULL), 0x18);
}

static void el_csb_wraps(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 i;

	env_engine_on(env, VGT_VECS);
	env_ctx_init(env, &a, VGT_VECS, env_ppgtt(env));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x1a000 + 0x3a0) & 7, 7);
	for (i = 0; i < 9; i++) {
		env_submit(env, &a, noops, 2);
		env_run(env, VGT_VECS);
		KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_VECS), (2 * i + 1) % 6);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x1a000 + 0x3a0) & 7,
				(2 * i + 1) % 6);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x1a000 + 0x370 +
					       (2 * i + 1) % 6 * 8), 0x18);
	}
}

static void el_ring_wraps(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 *image;
	u32 i;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	for (i = 0; i < 100; i++) {
		static const u32 cs[26];

		env_submit(env, &a, cs, 26);
		KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 26);
		env_run(env, VGT_RCS);
		KUNIT_EXPECT_EQ(test, image[5] & 0x1ffffc, a.tail);
	}
	/* 10400 bytes through a ring of 4096: it wrapped twice. */
	KUNIT_EXPECT_EQ(test, image[5] >> 21, 2);
}

static void el_engine_off(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_write(env, 0x229c, 0x80000000);
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 0);
}

/* What the hardware would not take stops the engine until a reset. */
static void el_bad_submissions(struct kunit *test)
{
	static const struct {
		u32 lo;
		bool own;
	} bad[] = {
		{ 0x118, true },	/* not valid */
		{ 0x101, true },	/* bad addressing mode */
		{ 0x119, false },	/* image not its own */
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 i, k;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		u32 words[4] = { 0, 0, 7, bad[i].lo | (bad[i].own ? a.lrca : 200 << 20) };

		for (k = 0; k < 4; k++)
			env_write(env, 0x2230, words[k]);
		KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
		env_submit(env, &a, noops, 2);
		KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, i);

		env_write(env, 0x941c, BIT(1));
		KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].hung);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x941c), 0);
		env_write(env, 0x229c, 0x80008000);
		env_elsp(env, &a, NULL);
		env_settle(env);
		KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, i + 1);
		env_run(env, VGT_RCS);
	}
}

static void el_bad_rings(struct kunit *test)
{
	static const struct {
		u32 word;
		u32 val;
	} bad[] = {
		{ 11, 0 },		/* not valid */
		{ 11, 0x1ff001 },	/* longer than the slice has room */
		{ 9, 200 << 20 },	/* not its own */
		{ 5, 0x1000 },		/* head past the end */
		{ 7, 0x1000 },		/* tail past the end */
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	env_engine_on(env, VGT_RCS);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct vgt_env_ctx a;
		u32 *image;

		env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
		image = fake_guest_va(&env->guest, a.image_gpa);
		env_emit(env, &a, noops, 2);
		image[bad[i].word] = bad[i].val;
		env_elsp(env, &a, NULL);
		env_settle(env);
		if (bad[i].val == 0x1ff001) {
			/* It fits into this slice; only its rest is not mapped. */
			env_run(env, VGT_RCS);
			continue;
		}
		KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
		env_write(env, 0x941c, BIT(0));
		env_write(env, 0x229c, 0x80008000);
	}
}

static u64 space_end(struct vgt_env *env, u32 part)
{
	const struct vgt_ggtt_space *space = &env->vgpu->ggtt.part[part].space;

	return space->start + space->size;
}

/* The same context, with its image or its ring at other addresses, until a reset. */
static bool el_takes(struct vgt_env *env, const struct vgt_env_ctx *ctx)
{
	u64 before = env->gpu.engine[VGT_RCS].submitted;
	bool hung;

	env_elsp(env, ctx, NULL);
	env_settle(env);
	hung = env->vgpu->engines[VGT_RCS].hung;
	if (env->gpu.engine[VGT_RCS].submitted != before)
		env_run(env, VGT_RCS);
	env_write(env, 0x941c, BIT(0));
	env_write(env, 0x229c, 0x80008000);
	return !hung && env->gpu.engine[VGT_RCS].submitted == before + 1;
}

static void el_image_ends(struct kunit *test, u32 part)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 end = space_end(env, part);
	struct vgt_env_ctx a;
	u32 n;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	for (n = 0; n < FAKE_CONTEXT_SIZE; n += 4096)
		env_ggtt_set(env, end - FAKE_CONTEXT_SIZE + n, a.image_gpa - 4096 + n);
	env_emit(env, &a, noops, 2);
	a.lrca = end - FAKE_CONTEXT_SIZE;
	KUNIT_EXPECT_TRUE(test, el_takes(env, &a));
	/* A page further up: what says where the ring is still is its own. */
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_emit(env, &a, noops, 2);
	a.lrca = end - FAKE_CONTEXT_SIZE + 4096;
	env_ggtt_set(env, a.lrca + 4096, a.image_gpa);
	KUNIT_EXPECT_FALSE(test, el_takes(env, &a));
	a.lrca = end - 4096;
	KUNIT_EXPECT_FALSE(test, el_takes(env, &a));
	a.lrca = env->vgpu->ggtt.part[part].space.start - 4096;
	KUNIT_EXPECT_FALSE(test, el_takes(env, &a));
}

static void el_ring_ends(struct kunit *test, u32 part)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 end = space_end(env, part);
	struct vgt_env_ctx a;
	u32 *image;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	env_ggtt_set(env, end - 8192, a.ring_gpa);
	env_ggtt_set(env, end - 4096, a.ring_gpa);
	env_emit(env, &a, noops, 2);
	image[9] = end - 4096;
	KUNIT_EXPECT_TRUE(test, el_takes(env, &a));
	/* Of two pages. What was emitted is in both. */
	image[11] += 4096;
	env_emit(env, &a, noops, 2);
	KUNIT_EXPECT_FALSE(test, el_takes(env, &a));
	image[9] = end - 8192;
	KUNIT_EXPECT_TRUE(test, el_takes(env, &a));
}

static void el_status_page_ends(struct kunit *test, u32 part)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 end = space_end(env, part), refused;

	env_write(env, 0x2080, end - 4096);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2080), end - 4096);
	refused = env->vgpu->stats.regs_refused;
	env_write(env, 0x2080, end);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2080), end - 4096);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused + 1);
}

/* Images, rings and status pages: the first byte and the last are the vGPU's. */
static void el_space_ends(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 part;

	for (part = 0; part < VGT_GGTT_PARTS; part++) {
		env_engine_on(env, VGT_RCS);
		el_image_ends(test, part);
		el_ring_ends(test, part);
		el_status_page_ends(test, part);
	}
}

static void el_hang(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, noops, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	/* Nothing is reported: the guest sees a hang. */
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 0);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 1);
}

/* Lists that the hardware does not take, and what is left of them. */
static void el_odd_submissions(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_ctx_init(env, &b, VGT_RCS, env_ppgtt(env));
	/* The same context twice. */
	env_emit(env, &a, noops, 2);
	env_elsp(env, &a, &a);
	env_settle(env);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 0);
	env_write(env, 0x941c, BIT(1));
	env_write(env, 0x229c, 0x80008000);
	/* Half a submission goes with the mode. */
	env_write(env, 0x2230, 1);
	env_write(env, 0x2230, 2);
	env_write(env, 0x229c, 0x80000000);
	env_write(env, 0x229c, 0x80008000);
	env_elsp(env, &a, NULL);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	/* The one that runs, while another list waits: no lite restore of it. */
	env_submit(env, &b, noops, 2);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 0);
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 0);
	env_run(env, VGT_RCS);
	env_run(env, VGT_RCS);
}

/* What ends after the guest has reset the engine does not interrupt it. */
static void el_no_interrupt_after_reset(struct kunit *test)
{
	static const u32 cs[] = { 0x01000000, 0 };	/* MI_USER_INTERRUPT */
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	int interrupts;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, cs, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
	env_write(env, 0x941c, BIT(1));
	env_engine_on(env, VGT_RCS);
	env_write(env, 0x44308, ~0u);
	interrupts = env->guest.interrupts;
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, interrupts);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44308), 0);
}

static void el_reset_in_flight(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, noops, 2);
	env_write(env, 0x941c, BIT(1));
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].cancelled, 1);
	env_write(env, 0x229c, 0x80008000);
	/* New work waits until what was in flight is gone. */
	((u32 *)fake_guest_va(&env->guest, a.image_gpa))[5] = 0;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 0);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 2);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 4);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
}

static void el_submit_fails(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env->gpu.fail_submit = -ENOMEM;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].ent.in_flight);
}

/*
 * EXECLIST_STATUS, as drivers read it to find who hangs: flags in the lower word, the id of
 * the context that runs in the upper one.
 */
static void el_status(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b, c;
	u64 pml4 = env_ppgtt(env);

	env_engine_on(env, VGT_BCS);
	/* List 1 is the current one: the first goes to list 0. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22234), BIT(0));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22238), 0);
	env_ctx_init(env, &a, VGT_BCS, pml4);
	env_ctx_init(env, &b, VGT_BCS, pml4);
	env_ctx_init(env, &c, VGT_BCS, pml4);
	env_emit(env, &a, noops, 2);
	env_emit(env, &b, noops, 2);
	env_emit(env, &c, noops, 2);
	env_elsp(env, &a, &b);
	env_settle(env);
	/* List 0 is valid and active, its first element runs; the next goes to list 1. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22234),
			BIT(18) | BIT(16) | BIT(14) | BIT(4) | BIT(1));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22238), a.id);
	env_elsp(env, &c, NULL);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22234) & (BIT(2) | BIT(3)), BIT(2) | BIT(3));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22238), a.id);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22234) >> 14 & 3, 2);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22238), b.id);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22234) >> 14 & 3, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22234) & (BIT(2) | BIT(3)), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22238), c.id);
	/* It hangs: still who did, until the reset. */
	fake_gpu_start(&env->gpu, VGT_BCS);
	fake_gpu_finish(&env->gpu, VGT_BCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22238), c.id);
	env_write(env, 0x941c, BIT(3));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22234), BIT(0));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22238), 0);
}

/**
 * struct mmio_driver - a driver that reads the CSB by MMIO, as i915 did up to 4.15
 * @env: what it drives
 * @base: of the engine's registers
 * @events: entries seen since it last began
 * @status: the last one's
 * @id: the last one's
 */
struct mmio_driver {
	struct vgt_env *env;
	u32 base;
	u32 events;
	u32 status;
	u32 id;
};

/* Its tasklet: all entries from its read pointer to the write pointer. */
static void mmio_driver_reads(struct kunit *test, struct mmio_driver *drv)
{
	u32 pointers = env_read(drv->env, drv->base + 0x3a0);
	u32 head = pointers >> 8 & 7, tail = pointers & 7, n;

	/* Neither names what is no entry once there was a report. */
	KUNIT_ASSERT_TRUE(test, head < 6);
	KUNIT_ASSERT_TRUE(test, tail < 6);
	for (n = 0; head != tail && n < 6; n++) {
		head = (head + 1) % 6;
		drv->status = env_read(drv->env, drv->base + 0x370 + 8 * head);
		drv->id = env_read(drv->env, drv->base + 0x374 + 8 * head);
		drv->events++;
	}
	env_write(drv->env, drv->base + 0x3a0, 0x700 << 16 | head << 8);
	KUNIT_EXPECT_EQ(test, env_read(drv->env, drv->base + 0x3a0), head << 8 | tail);
}

/* Stop the ring, reset by request and GDRST, begin again. */
static void mmio_driver_resets(struct kunit *test, struct mmio_driver *drv, u32 gdrst)
{
	struct vgt_env *env = drv->env;
	u32 base = drv->base;

	env_write(env, base + 0x9c, BIT(24) | BIT(8));
	KUNIT_EXPECT_TRUE(test, env_read(env, base + 0x9c) & BIT(9));
	env_write(env, base + 0xd0, BIT(16) | BIT(0));
	KUNIT_EXPECT_TRUE(test, env_read(env, base + 0xd0) & BIT(1));
	env_write(env, 0x941c, gdrst);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x941c), 0);
	env_write(env, base + 0xd0, BIT(16));
	KUNIT_EXPECT_EQ(test, env_read(env, base + 0xd0) & BIT(1), 0);
	/* Nothing is reported yet: the write pointer names no entry. */
	KUNIT_EXPECT_EQ(test, env_read(env, base + 0x3a0), 7);
	env_write(env, base + 0x29c, 0x80008000);
	drv->events = 0;
}

static void mmio_driver_works(struct kunit *test, struct mmio_driver *drv,
			      struct vgt_env_ctx *ctx, u32 rounds)
{
	u32 i;

	for (i = 0; i < rounds; i++) {
		env_submit(drv->env, ctx, noops, 2);
		KUNIT_EXPECT_EQ(test, env_read(drv->env, drv->base + 0x238), ctx->id);
		mmio_driver_reads(test, drv);
		env_run(drv->env, ctx->engine);
		mmio_driver_reads(test, drv);
		KUNIT_EXPECT_EQ(test, drv->status, 0x18);
		KUNIT_EXPECT_EQ(test, drv->id, ctx->id);
		KUNIT_EXPECT_EQ(test, env_read(drv->env, drv->base + 0x238), 0);
	}
	/* The first report, that the engine is active, is not for such a driver. */
	KUNIT_EXPECT_EQ(test, drv->events, 2 * rounds - 1);
}

static void el_csb_by_mmio(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct mmio_driver drv = { env, 0x12000 };
	struct vgt_env_ctx a;
	u32 *image;

	env_ctx_init(env, &a, VGT_VCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	/* As at start, where drivers reset what firmware may have left. */
	env_engine_on(env, VGT_VCS);
	mmio_driver_resets(test, &drv, BIT(0));
	mmio_driver_works(test, &drv, &a, 9);

	/* A request hangs: the driver resets, and goes on behind it. */
	env_submit(env, &a, noops, 2);
	fake_gpu_start(&env->gpu, VGT_VCS);
	mmio_driver_reads(test, &drv);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x12238), a.id);
	mmio_driver_resets(test, &drv, BIT(2));
	image[5] = a.tail;
	fake_gpu_finish(&env->gpu, VGT_VCS, 0);
	env_settle(env);
	/* What it ended of is not reported. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x123a0), 7);
	mmio_driver_works(test, &drv, &a, 9);
}

static void el_stop_in_flight(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, noops, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	KUNIT_EXPECT_EQ(test, env->guest.watched, 0);
}

/*
 * Where an engine is, while it works for the guest: in the guest's own ring. The hardware's
 * values are addresses in the host's GGTT, or a neighbour's where it has gone on already.
 */
static void el_where(struct kunit *test)
{
	static const u32 host[] = {
		0x2030, 0x2034, 0x2038, 0x203c, 0x205c, 0x2060, 0x2064, 0x2068, 0x2074, 0x2078,
		0x2110, 0x2114, 0x2118, 0x211c, 0x2140, 0x2168, 0x2180, 0x21c0, 0x21c4, 0x21c8,
		0x2230, 0x2234, 0x2238, 0x223c, 0x2270, 0x2274,
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 i, first, val;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, noops, 4);
	fake_gpu_start(&env->gpu, VGT_RCS);
	for (i = 0; i < ARRAY_SIZE(host); i++) {
		env->gpu.regs[host[i] / 4] = 0x7fed0000 + host[i];
		val = env_read(env, host[i]);
		if (val >> 16 == 0x7fed)
			KUNIT_FAIL(test, "%#x of the host's: %#x", host[i], val);
	}
	/* A driver that watches it sees it move while the hardware's does. */
	first = env_read(env, 0x2074);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2074), first);
	env->gpu.regs[0x2074 / 4] += 8;
	KUNIT_EXPECT_NE(test, env_read(env, 0x2074), first);
	for (i = 0; i < 64; i++) {
		env->gpu.regs[0x2074 / 4] += 8;
		val = env_read(env, 0x2074);
		KUNIT_EXPECT_TRUE(test, val >= a.ring && val < a.ring + 16);
	}
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
	/* At rest, as the hardware's: where it ended. Then the next part of its ring. */
	env->gpu.regs[0x2074 / 4] += 8;
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2074), a.ring + 16);
	env_submit(env, &a, noops, 4);
	fake_gpu_start(&env->gpu, VGT_RCS);
	val = env_read(env, 0x2074);
	KUNIT_EXPECT_TRUE(test, val >= a.ring + 16 && val < a.ring + 32);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
}

/* A part that goes on at the ring's beginning: still in the ring. */
static void el_where_ring_wraps(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 *image;
	u32 i, val;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	image[5] = 4096 - 8;
	image[7] = 16;
	image[11] = 1;
	env_elsp(env, &a, NULL);
	env_settle(env);
	fake_gpu_start(&env->gpu, VGT_RCS);
	for (i = 0; i < 8; i++) {
		env->gpu.regs[0x2074 / 4] += 8;
		val = env_read(env, 0x2074);
		KUNIT_EXPECT_TRUE(test, val >= a.ring + 4096 - 8 && val < a.ring + 4096);
	}
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
}

#define RING_HEAD_BITS	GENMASK(20, 2)

/* Ring registers of an engine that runs, or is to run, what is between @from and @to. */
static void el_ring_is(struct kunit *test, const struct vgt_env_ctx *ctx, u32 from, u32 to)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 base = vgt_engines[ctx->engine].mmio_base;
	u32 head = env_read(env, base + 0x34) & RING_HEAD_BITS;
	u32 acthd = env_read(env, base + 0x74);

	KUNIT_EXPECT_EQ(test, env_read(env, base + 0x38), ctx->ring);
	KUNIT_EXPECT_EQ(test, env_read(env, base + 0x3c), ENV_RING_SIZE - 4096 + 1);
	KUNIT_EXPECT_EQ(test, env_read(env, base + 0x30), to);
	if (from == to) {
		KUNIT_EXPECT_EQ(test, head, to);
		KUNIT_EXPECT_EQ(test, acthd, ctx->ring + to);
		return;
	}
	KUNIT_EXPECT_TRUE(test, head >= from && head < to);
	KUNIT_EXPECT_TRUE(test, acthd >= ctx->ring + from && acthd < ctx->ring + to);
}

static bool el_is_idle(struct kunit *test, u32 base)
{
	return env_read(vgt_env_get(test), base + 0x9c) & BIT(9);
}

/*
 * What hangcheck (i915 up to 5.4) and drivers that wait for idle engines look at follows
 * the context that runs.
 */
static void el_ring_regs(struct kunit *test)
{
	static const u32 done[] = { 0x206c, 0x7100, 0xe160, 0xe164 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;
	u64 pml4 = env_ppgtt(env);
	u32 i, was;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, pml4);
	env_ctx_init(env, &b, VGT_RCS, pml4);
	KUNIT_EXPECT_TRUE(test, el_is_idle(test, 0x2000));
	for (i = 0x2030; i <= 0x203c; i += 4)
		KUNIT_EXPECT_EQ(test, env_read(env, i), 0);

	/* It waits for the hardware: busy, and not hung. */
	env_emit(env, &b, noops, 2);
	env_submit(env, &a, noops, 4);
	env_elsp(env, &b, NULL);
	KUNIT_EXPECT_FALSE(test, el_is_idle(test, 0x2000));
	el_ring_is(test, &a, 0, 16);
	was = env_read(env, 0x2074);
	KUNIT_EXPECT_NE(test, env_read(env, 0x2074), was);
	for (i = 0; i < ARRAY_SIZE(done); i++) {
		env->gpu.regs[done[i] / 4] = 0xfffd0000 + i;
		KUNIT_EXPECT_EQ(test, env_read(env, done[i]), ~0u);
	}

	/* It runs: all move with the hardware's. */
	fake_gpu_start(&env->gpu, VGT_RCS);
	el_ring_is(test, &a, 0, 16);
	for (i = 0; i < ARRAY_SIZE(done); i++)
		KUNIT_EXPECT_EQ(test, env_read(env, done[i]), 0xfffd0000 + i);
	was = env_read(env, 0x2034);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2034), was);
	env->gpu.regs[0x2074 / 4] += 8;
	KUNIT_EXPECT_NE(test, env_read(env, 0x2034), was);
	for (i = 0; i < 9; i++) {
		env->gpu.regs[0x2074 / 4] += 8;
		el_ring_is(test, &a, 0, 16);
	}
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	env_settle(env);
	KUNIT_EXPECT_FALSE(test, el_is_idle(test, 0x2000));
	el_ring_is(test, &b, 0, 8);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_TRUE(test, el_is_idle(test, 0x2000));
	el_ring_is(test, &b, 8, 8);
	for (i = 0; i < ARRAY_SIZE(done); i++)
		KUNIT_EXPECT_EQ(test, env_read(env, done[i]), ~0u);
}

/* A ring that goes on at its beginning: the head counts it, as in the image. */
static void el_ring_regs_wrap(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 *image;

	env_engine_on(env, VGT_VECS);
	env_ctx_init(env, &a, VGT_VECS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	image[5] = 3 << 21 | (4096 - 16);
	image[7] = 8;
	env_elsp(env, &a, NULL);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x1a034) >> 21, 3);
	KUNIT_EXPECT_GE(test, env_read(env, 0x1a034) & RING_HEAD_BITS, 4096 - 16);
	env_run(env, VGT_VECS);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x1a034), 4 << 21 | 8);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x1a034), image[5]);
}

/* A hang stands still, until the driver stops the ring, parks it and resets. */
static void el_ring_regs_hang(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 i, was;

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &a, VGT_BCS, env_ppgtt(env));
	env_submit(env, &a, noops, 4);
	fake_gpu_start(&env->gpu, VGT_BCS);
	fake_gpu_finish(&env->gpu, VGT_BCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_FALSE(test, el_is_idle(test, 0x22000));
	el_ring_is(test, &a, 0, 16);
	was = env_read(env, 0x22074);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22074), was);

	env_write(env, 0x2209c, BIT(24) | BIT(8));
	KUNIT_EXPECT_TRUE(test, el_is_idle(test, 0x22000));
	for (i = 0x22030; i <= 0x2203c; i += 4) {
		env_write(env, i, 0x1230);
		KUNIT_EXPECT_EQ(test, env_read(env, i), 0x1230);
	}
	env_write(env, 0x2209c, BIT(24));
	KUNIT_EXPECT_FALSE(test, el_is_idle(test, 0x22000));
	env_write(env, 0x2209c, BIT(24) | BIT(8));
	env_write(env, 0x941c, BIT(3));
	for (i = 0x22030; i <= 0x2203c; i += 4)
		KUNIT_EXPECT_EQ(test, env_read(env, i), 0);
	/* The reset ends the stop, too. */
	env_write(env, 0x2229c, 0x80008000);
	env_submit(env, &a, noops, 4);
	KUNIT_EXPECT_FALSE(test, el_is_idle(test, 0x22000));
	el_ring_is(test, &a, 0, 32);
	env_run(env, VGT_BCS);
	el_ring_is(test, &a, 32, 32);
}

static struct kunit_case el_cases[] = {
	KUNIT_CASE(el_one),
	KUNIT_CASE(el_status_page_at_zero),
	KUNIT_CASE(el_two),
	KUNIT_CASE(el_lite_restore),
#ifndef __KERNEL__
	KUNIT_CASE(el_lite_restore_while_it_waits),
#endif
	KUNIT_CASE(el_next_waits),
	KUNIT_CASE(el_empty),
	KUNIT_CASE(el_csb_wraps),
	KUNIT_CASE(el_ring_wraps),
	KUNIT_CASE(el_engine_off),
	KUNIT_CASE(el_bad_submissions),
	KUNIT_CASE(el_odd_submissions),
	KUNIT_CASE(el_no_interrupt_after_reset),
	KUNIT_CASE(el_bad_rings),
	KUNIT_CASE(el_space_ends),
	KUNIT_CASE(el_hang),
	KUNIT_CASE(el_reset_in_flight),
	KUNIT_CASE(el_submit_fails),
	KUNIT_CASE(el_status),
	KUNIT_CASE(el_csb_by_mmio),
	KUNIT_CASE(el_stop_in_flight),
	KUNIT_CASE(el_where),
	KUNIT_CASE(el_where_ring_wraps),
	KUNIT_CASE(el_ring_regs),
	KUNIT_CASE(el_ring_regs_wrap),
	KUNIT_CASE(el_ring_regs_hang),
	{ }
};

static struct kunit_suite el_suite = {
	.name = "execlists",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = el_cases,
};

kunit_test_suite(el_suite);
