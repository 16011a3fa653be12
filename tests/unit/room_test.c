// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's part of the GGTT is full: contexts cannot be pinned, nor batches copied, for a
 * while. Nobody's guest is to see a hang for that.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "env.h"
#include "env_time.h"
#include "env_wait.h"

/* As long as it takes until room is looked for again, and some. */
#define ROOM_US		20000

static const u32 noops[] = { 0, 0 };

static void room_step(struct vgt_env *env)
{
	env_sleep_us(ROOM_US);
	env_settle(env);
}

/* Another engine's work has the room that there is, until it ends. */
static void room_of_others(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_env_ctx one, two;
	u32 i;

	env_engine_on(env, VGT_RCS);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &one, VGT_RCS, pml4);
	env_ctx_init(env, &two, VGT_BCS, pml4);
	env->gpu.pin_room = 1;
	env_submit(env, &one, noops, ARRAY_SIZE(noops));
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	env_submit(env, &two, noops, ARRAY_SIZE(noops));
	for (i = 0; i < 5; i++) {
		KUNIT_EXPECT_FALSE(test, env->gpu.engine[VGT_BCS].rq);
		KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_BCS].hung);
		room_step(env);
	}
	env_run(env, VGT_RCS);
	room_step(env);
	KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_BCS].rq);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_BCS), 1);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
	env->gpu.pin_room = 0;
}

/* Another vGPU's has it, on the same engine. */
static void room_of_another_vgpu(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *first = env->vgpu, *second;
	struct vgt_env_ctx ctx[2];

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx[0], VGT_RCS, env_ppgtt(env));
	env->gpu.pin_room = 1;
	env_submit(env, &ctx[0], noops, ARRAY_SIZE(noops));

	second = vgt_env_vgpu(env, "GVTg_V5_4");
	KUNIT_ASSERT_FALSE(test, IS_ERR(second));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(second), 0);
	env_use(env, second);
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx[1], VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx[1], noops, ARRAY_SIZE(noops));
	room_step(env);
	KUNIT_EXPECT_EQ(test, second->stats.hangs, 0);
	env_run(env, VGT_RCS);
	room_step(env);
	KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);

	env->gpu.pin_room = 0;
	vgt_vgpu_stop(second);
	vgt_vgpu_destroy(second);
	env->vgpu = first;
	env->guest.vgpu = first;
}

/* Contexts that are only likely to be used again do not have the room for long. */
static void room_of_who_lingers(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx one, two;

	env_engine_on(env, VGT_RCS);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &one, VGT_RCS, env_ppgtt(env));
	env_ctx_init(env, &two, VGT_BCS, one.pml4);
	env->gpu.pin_room = 1;
	env_submit(env, &one, noops, ARRAY_SIZE(noops));
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 1);
	env_submit(env, &two, noops, ARRAY_SIZE(noops));
	room_step(env);
	KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_BCS].rq);
	env_run(env, VGT_BCS);
	/* Room is short: nobody has it for longer than it is needed. */
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 0);
	env->gpu.pin_room = 0;
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* The guest resets the engine meanwhile: nothing of it runs later. */
static void room_comes_after_a_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx one, two;

	env_engine_on(env, VGT_RCS);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &one, VGT_RCS, env_ppgtt(env));
	env_ctx_init(env, &two, VGT_BCS, one.pml4);
	env->gpu.pin_room = 1;
	env_submit(env, &one, noops, ARRAY_SIZE(noops));
	env_submit(env, &two, noops, ARRAY_SIZE(noops));
	env_write(env, 0x941c, BIT(3));
	env->gpu.pin_room = 0;
	room_step(env);
	KUNIT_EXPECT_FALSE(test, env->gpu.engine[VGT_BCS].rq);
	env_engine_on(env, VGT_BCS);
	env_submit(env, &two, noops, ARRAY_SIZE(noops));
	KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_BCS].rq);
	env_run(env, VGT_BCS);
	env_run(env, VGT_RCS);
}

/* Privileged batches, and those of a context's restore, are copied to the GGTT, too. */
static void room_for_copies(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx;
	u64 gpa = env_pages(env, 2);
	u32 i, k, addr, cs[] = { 0, 0, 0, 0 };
	u32 *image;

	env_engine_on(env, VGT_RCS);
	addr = env_ggtt_map(env, gpa, 2);
	*(u32 *)fake_guest_va(&env->guest, gpa) = 0x05000000;
	*(u32 *)fake_guest_va(&env->guest, gpa + 64) = 0x05000000;
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, ctx.image_gpa);
	/* First the indirect context alone: its copy stays. */
	image[27] = (addr + 4096) | 1;
	for (i = 1; i <= 3; i++) {
		env->gpu.no_buffers = i;
		env_submit(env, &ctx, cs, ARRAY_SIZE(cs));
		/* A slow kernel may have looked for room again already. */
		if (ENV_EXACT_TIME)
			KUNIT_EXPECT_FALSE(test, env->gpu.engine[VGT_RCS].rq);
		for (k = 0; k < i; k++)
			room_step(env);
		KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
		env_run(env, VGT_RCS);
		KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
		/* Then batches: called, and at the restore. */
		cs[0] = 0x18800001;
		cs[1] = addr;
		image[25] = (addr + 64) | 1;
	}
}

/* It is said once for each wait, and does not go on when it is over. */
static void room_is_told_once(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx one, two;
	u32 i;

	env_engine_on(env, VGT_RCS);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &one, VGT_RCS, env_ppgtt(env));
	env_ctx_init(env, &two, VGT_BCS, one.pml4);
	env->gpu.pin_room = 1;
	env_submit(env, &one, noops, ARRAY_SIZE(noops));
	env_messages_start();
	env_submit(env, &two, noops, ARRAY_SIZE(noops));
	for (i = 0; i < 10; i++)
		room_step(env);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "room in the host's part of the GGTT"));
	env_run(env, VGT_RCS);
	env->gpu.pin_room = 0;
	room_step(env);
	env_run(env, VGT_BCS);
}

/* What lingered goes first; where that is not enough, it is told all the same. */
static void room_is_told_of_lingerers(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx[3];
	static const enum vgt_engine_id id[] = { VGT_RCS, VGT_BCS, VGT_VCS };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(id); i++) {
		env_engine_on(env, id[i]);
		env_ctx_init(env, &ctx[i], id[i], i ? ctx[0].pml4 : env_ppgtt(env));
	}
	env_submit(env, &ctx[0], noops, ARRAY_SIZE(noops));
	env_run(env, VGT_RCS);
	env_submit(env, &ctx[1], noops, ARRAY_SIZE(noops));
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 2);
	env->gpu.pin_room = 1;
	env_messages_start();
	env_submit(env, &ctx[2], noops, ARRAY_SIZE(noops));
	KUNIT_EXPECT_EQ(test, env->gpu.pinned, 1);
	for (i = 0; i < 3; i++)
		room_step(env);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "room in the host's part of the GGTT"));
	env_run(env, VGT_BCS);
	room_step(env);
	KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_VCS].rq);
	env_run(env, VGT_VCS);
	env->gpu.pin_room = 0;
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* As many words as a batch may have: pages of no-ops, which are one of the guest's, and an end. */
static u32 room_batch(struct vgt_env *env)
{
	u64 noops = env_page(env), end = env_page(env), addr = env->next_ggtt;
	u32 i, pages = 1023;

	for (i = 0; i < pages; i++)
		env_ggtt_set(env, addr + i * 4096ull, noops);
	env_ggtt_set(env, addr + pages * 4096ull, end);
	env_ggtt_flush(env);
	env->next_ggtt += (pages + 1) * 4096ull;
	*(u32 *)fake_guest_va(&env->guest, end) = 0x05000000;
	return addr;
}

/*
 * What one engine has judged ahead makes room for what another engine's turn it is, whatever is
 * short: the work before it may wait for just that.
 */
static void room_of_what_is_ahead(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu;
	struct vgt_ahead *ahead = &vgpu->engines[VGT_RCS].ahead;
	u64 limit = vgpu->memory.limit;
	struct vgt_env_ctx one, two;
	u32 i, cs[] = { 0x18800001, 0, 0, 0 };

	env_engine_on(env, VGT_RCS);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &one, VGT_RCS, env_ppgtt(env));
	env_ctx_init(env, &two, VGT_BCS, one.pml4);
	cs[1] = room_batch(env);
	for (i = 0; i < 3; i++) {
		env_submit(env, &one, noops, ARRAY_SIZE(noops));
		env_submit(env, &one, cs, ARRAY_SIZE(cs));
		KUNIT_EXPECT_TRUE(test, ahead->ready);
		/* Its own limit, the room of all, memory of the host's. */
		if (i == 0)
			vgpu->host_ggtt.limit = 8 << 20;
		else if (i == 1)
			env->gpu.no_buffers = 1;
		else
			vgpu->memory.limit = vgpu->memory.used + (6 << 20);
		env_submit(env, &two, cs, ARRAY_SIZE(cs));
		KUNIT_EXPECT_FALSE(test, ahead->ready);
		room_step(env);
		KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_BCS].rq);
		vgpu->host_ggtt.limit = VGT_HOST_GGTT_MAX;
		vgpu->memory.limit = limit;
		env_run(env, VGT_BCS);
		env_run(env, VGT_RCS);
		KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), ARRAY_SIZE(cs));
		env_run(env, VGT_RCS);
		/* Until then nothing is judged ahead. */
		env_sleep_us(1100000);
		env_settle(env);
	}
	KUNIT_EXPECT_EQ(test, vgpu->stats.hangs, 0);
}

/*
 * Some engines, each of which needs more than half of what the vGPU may have: one goes on, then
 * the next. Who waits has nothing that another could wait for.
 */
static void room_of_engines(struct kunit *test, u32 n)
{
	static const enum vgt_engine_id id[] = { VGT_BCS, VGT_VCS, VGT_VECS };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu;
	struct vgt_env_ctx ctx[ARRAY_SIZE(id)];
	u32 i, k, cs[] = { 0x18800001, 0, 0, 0 };
	u64 pml4 = env_ppgtt(env), most = 0;

	cs[1] = room_batch(env);
	/* One batch and its context, and some: a second one does not fit. */
	vgpu->host_ggtt.limit = 7 << 20;
	for (i = 0; i < n; i++) {
		env_engine_on(env, id[i]);
		env_ctx_init(env, &ctx[i], id[i], pml4);
		env_emit(env, &ctx[i], cs, ARRAY_SIZE(cs));
		env_elsp(env, &ctx[i], NULL);
	}
	env_settle(env);
	for (k = 0; k < 3 * n; k++) {
		i = k % n;
		KUNIT_ASSERT_TRUE(test, env->gpu.engine[id[i]].rq);
		if (!k)
			most = vgpu->host_ggtt.used;
		/* The others wait, and have nothing. */
		KUNIT_EXPECT_LE(test, vgpu->host_ggtt.used, most);
		/* More of the one that runs: it is not before those that wait for ever. */
		env_submit(env, &ctx[i], cs, ARRAY_SIZE(cs));
		KUNIT_EXPECT_LE(test, vgpu->host_ggtt.used, most);
		env_run(env, id[i]);
		room_step(env);
	}
	vgpu->host_ggtt.limit = VGT_HOST_GGTT_MAX;
	for (i = 0; i < n; i++) {
		room_step(env);
		while (env->gpu.engine[id[i]].rq)
			env_run(env, id[i]);
		KUNIT_EXPECT_GE(test, env->gpu.engine[id[i]].submitted, 3);
	}
	KUNIT_EXPECT_EQ(test, vgpu->stats.hangs, 0);
}

static void room_of_two_engines(struct kunit *test)
{
	room_of_engines(test, 2);
}

static void room_of_three_engines(struct kunit *test)
{
	room_of_engines(test, 3);
}

#define MOCS1	0xc804

/* Batches that restore a context and load registers count, too, as long as they are there. */
static void room_of_own_batches(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vengine *ve = &env->vgpu->engines[VGT_RCS];
	struct vgt_env_ctx ctx;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_write(env, MOCS1, 0x55);
	env_submit(env, &ctx, noops, ARRAY_SIZE(noops));
	KUNIT_ASSERT_TRUE(test, ve->restore && ve->regs);
	KUNIT_EXPECT_EQ(test, env->vgpu->host_ggtt.used, env->gpu.host_ggtt);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->vgpu->host_ggtt.used, env->gpu.host_ggtt);
	KUNIT_EXPECT_GE(test, env->gpu.host_ggtt, ve->restore->size + ve->regs->size);
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, env->vgpu->host_ggtt.used, 0);
	KUNIT_EXPECT_EQ(test, env->gpu.host_ggtt, 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
}

/* Engines in the order in which a guest uses them. */
static const enum vgt_engine_id room_engines[] = { VGT_BCS, VGT_VCS, VGT_VECS, VGT_RCS };

#define ROOM_ENGINES	ARRAY_SIZE(room_engines)

static void room_large(struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	u32 cs[] = { 0x18800001, room_batch(env), 0, 0 };
	u64 pml4 = env_ppgtt(env);
	u32 i;

	for (i = 0; i < ROOM_ENGINES; i++) {
		env_engine_on(env, room_engines[i]);
		env_ctx_init(env, &ctx[i], room_engines[i], pml4);
		env_submit(env, &ctx[i], cs, ARRAY_SIZE(cs));
	}
}

static u32 room_in_flight(struct vgt_env *env)
{
	u32 i, n = 0;

	for (i = 0; i < ROOM_ENGINES; i++)
		n += !!env->gpu.engine[room_engines[i]].rq;
	return n;
}

/* A guest takes all that it can of the host's GGTT space: that has a limit, and no other waits. */
static void room_of_the_greedy(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *greedy = env->vgpu, *other;
	struct vgt_env_ctx ctx[ROOM_ENGINES], small;
	u32 i, k;

	env_messages_start();
	room_large(env, ctx);
	KUNIT_EXPECT_EQ(test, room_in_flight(env), 2);
	KUNIT_EXPECT_GE(test, env->gpu.host_ggtt, 8 << 20);
	KUNIT_EXPECT_EQ(test, env->gpu.host_ggtt, greedy->host_ggtt.used);
	/* As often as it looks for room again. */
	for (i = 0; i < 10; i++)
		room_step(env);
	KUNIT_EXPECT_TRUE(test, env_messages_were(2, "of which it has its limit"));
	/* Its contexts do not linger meanwhile, and nothing is judged ahead. */
	KUNIT_EXPECT_GT(test, greedy->host_ggtt.tight_until, ktime_get_ns());

	/* Another vGPU is made, and works at once, on an engine that the greedy one waits with. */
	other = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(other), 0);
	env_use(env, other);
	env_engine_on(env, VGT_VECS);
	env_ctx_init(env, &small, VGT_VECS, env_ppgtt(env));
	env_submit(env, &small, noops, ARRAY_SIZE(noops));
	KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_VECS].rq);
	env_run(env, VGT_VECS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_VECS), 1);
	/* It keeps its context pinned for its next work, and is blamed for nothing. */
	KUNIT_EXPECT_GT(test, other->host_ggtt.used, 0);
	KUNIT_EXPECT_EQ(test, env->dev.tight_until, 0);
	KUNIT_EXPECT_FALSE(test, env->dev.sched.engine[VGT_VECS].waited);
	vgt_vgpu_stop(other);
	KUNIT_EXPECT_EQ(test, other->host_ggtt.used, 0);
	vgt_vgpu_destroy(other);

	/* All work of the greedy one runs, some of it later. */
	env_use(env, greedy);
	for (k = 0; k < 4; k++) {
		for (i = 0; i < ROOM_ENGINES; i++)
			if (env->gpu.engine[room_engines[i]].rq)
				env_run(env, room_engines[i]);
		room_step(env);
	}
	for (i = 0; i < ROOM_ENGINES; i++)
		KUNIT_EXPECT_EQ(test, env_csb_index(env, room_engines[i]), 1);
	KUNIT_EXPECT_EQ(test, greedy->stats.hangs, 0);
	KUNIT_EXPECT_LE(test, env->gpu.host_ggtt_most, VGT_HOST_GGTT_MAX + (1 << 20));
	vgt_vgpu_stop(greedy);
	KUNIT_EXPECT_EQ(test, greedy->host_ggtt.used, 0);
	KUNIT_EXPECT_EQ(test, env->gpu.host_ggtt, 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(greedy), 0);
}

/* Who found its own limit, and then needed no room, does not wait for itself later. */
static void room_limit_of_before(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	/* As where the work was dropped by then. */
	env->vgpu->host_ggtt.full = true;
	env->gpu.no_buffers = 1;
	env_submit(env, &ctx, noops, ARRAY_SIZE(noops));
	KUNIT_EXPECT_GT(test, env->dev.tight_until, 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->host_ggtt.tight_until, 0);
	room_step(env);
	KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	env_run(env, VGT_RCS);
}

static struct kunit_case room_cases[] = {
	KUNIT_CASE(room_of_others),
	KUNIT_CASE(room_of_another_vgpu),
	KUNIT_CASE(room_of_who_lingers),
	KUNIT_CASE(room_comes_after_a_reset),
	KUNIT_CASE(room_for_copies),
	KUNIT_CASE(room_is_told_once),
	KUNIT_CASE(room_is_told_of_lingerers),
	KUNIT_CASE(room_limit_of_before),
	KUNIT_CASE(room_of_own_batches),
	/* How long contexts stay pinned is a matter of the clock. */
	ENV_END_IN_KERNEL
	KUNIT_CASE(room_of_the_greedy),
	KUNIT_CASE(room_of_what_is_ahead),
	KUNIT_CASE(room_of_two_engines),
	KUNIT_CASE(room_of_three_engines),
	{ }
};

static struct kunit_suite room_suite = {
	.name = "room",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = room_cases,
};

kunit_test_suite(room_suite);
