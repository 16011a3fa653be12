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

static struct kunit_case room_cases[] = {
	KUNIT_CASE(room_of_others),
	KUNIT_CASE(room_of_another_vgpu),
	KUNIT_CASE(room_of_who_lingers),
	KUNIT_CASE(room_comes_after_a_reset),
	KUNIT_CASE(room_for_copies),
	KUNIT_CASE(room_is_told_once),
	KUNIT_CASE(room_is_told_of_lingerers),
	{ }
};

static struct kunit_suite room_suite = {
	.name = "room",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = room_cases,
};

kunit_test_suite(room_suite);
