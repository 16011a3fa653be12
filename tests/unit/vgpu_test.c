// SPDX-License-Identifier: GPL-2.0-only
/*
 * vGPUs: types, resources and what is said when they run out, life and resets.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/device.h"
#include "core/resources.h"
#include "core/size.h"
#include "core/type.h"
#include "env.h"
#include "env_fault.h"
#include "env_wait.h"

static u32 left_of(struct vgt_env *env, const char *type)
{
	return vgt_type_available(&env->dev, vgt_env_type(type));
}

static void types_add_up(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	char text[256];
	u32 i;

	KUNIT_EXPECT_EQ(test, vgt_types_count, 2 * VGT_TYPES_PER_GEN);
	for (i = 0; i < vgt_types_count; i++) {
		const struct vgt_type *type = &vgt_types[i];

		KUNIT_EXPECT_TRUE(test, type->gen == 8 || type->gen == 9);
		KUNIT_EXPECT_GE(test, type->weight, 1);
		KUNIT_EXPECT_GE(test, (u64)type->low_mb << 20, VGT_LOW_MIN);
		KUNIT_EXPECT_GE(test, (u64)type->high_mb << 20, VGT_HIGH_MIN);
		KUNIT_EXPECT_EQ(test, type->low_mb % 2 + type->high_mb % 2, 0);
		KUNIT_EXPECT_LE(test, type->fences, VGT_FENCES_MAX);
	}
	KUNIT_EXPECT_TRUE(test, vgt_type_describe(&env->dev, vgt_env_type("GVTg_V5_4"), text,
						  sizeof(text)) > 0);
	KUNIT_EXPECT_STREQ(test, text, env_virtual(env) ?
			   "low_gm_size: 128MB\nhigh_gm_size: 512MB\nfence: 32\n"
			   "resolution: 1920x1200\nweight: 4\n" :
			   "low_gm_size: 128MB\nhigh_gm_size: 512MB\nfence: 4\n"
			   "resolution: 1920x1200\nweight: 4\n");
	vgt_type_describe(&env->dev, vgt_env_type("GVTg_V5_1"), text, sizeof(text));
	/* BAR 2 of 256 MB has no room for more; the rest is hidden space. */
	KUNIT_EXPECT_STREQ(test, text, env_virtual(env) ?
			   "low_gm_size: 256MB\nhigh_gm_size: 2304MB\nfence: 32\n"
			   "resolution: 1920x1200\nweight: 16\n" :
			   "low_gm_size: 512MB\nhigh_gm_size: 2048MB\nfence: 4\n"
			   "resolution: 1920x1200\nweight: 16\n");
	/* A buffer too small is not overrun. */
	KUNIT_EXPECT_EQ(test, vgt_type_describe(&env->dev, vgt_env_type("GVTg_V5_4"), text, 8), 7);
	KUNIT_EXPECT_EQ(test, text[7], 0);
	/* 448 MB of aperture less 128, 1152 hidden less 512, for the first one. */
	KUNIT_EXPECT_EQ(test, left_of(env, "GVTg_V5_4"), env_virtual(env) ? 4 : 1);
	/* Virtual: 3200 MB hidden less 640; of 448 MB each, and 2560 MB. */
	KUNIT_EXPECT_EQ(test, left_of(env, "GVTg_V5_8"), env_virtual(env) ? 5 : 1);
	KUNIT_EXPECT_EQ(test, left_of(env, "GVTg_V5_1"), env_virtual(env) ? 1 : 0);
	/* Fences: 24 of them are left, of which each takes 4, or 2. */
	KUNIT_EXPECT_EQ(test, left_of(env, "GVTg_V5_16"), env_virtual(env) ? 20 : 6);
	KUNIT_EXPECT_EQ(test, left_of(env, "GVTg_V5_32"), env_virtual(env) ? 40 : 12);
}

/* Each resource that runs out has its own errno, and one message. */
static void vgpu_resources_run_out(struct kunit *test)
{
	static const struct {
		struct vgt_resources left;
		int err;
		const char *what;
	} cases[] = {
		{ { 127ull << 20, 1ull << 40, 32, 9 }, -ENOSPC, "aperture" },
		{ { 128ull << 20, 511ull << 20, 32, 9 }, -ENOSPC, "hidden GGTT" },
		{ { 128ull << 20, 512ull << 20, 3, 9 }, -EDQUOT, "fence registers" },
		{ { 128ull << 20, 512ull << 20, 4, 0 }, -EUSERS, "the most that can be" },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_resources total = env->dev.total, used = env->dev.used;
	struct vgt_vgpu *vgpu;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		env_messages_start();
		env->dev.total.low = used.low + cases[i].left.low;
		env->dev.total.high = used.high + cases[i].left.high;
		env->dev.total.fences = used.fences + cases[i].left.fences;
		env->dev.total.vgpus = used.vgpus + cases[i].left.vgpus;
		vgpu = vgt_env_vgpu(env, "GVTg_V5_4");
		KUNIT_EXPECT_TRUE(test, IS_ERR(vgpu));
		KUNIT_EXPECT_EQ(test, PTR_ERR(vgpu), cases[i].err);
		KUNIT_EXPECT_TRUE(test, env_messages_were(1, cases[i].what));
		KUNIT_EXPECT_EQ(test, memcmp(&env->dev.used, &used, sizeof(used)), 0);
	}
	env->dev.total = total;
}

/* What is free in pieces that are too small does not count. */
static void vgpu_available_in_pieces(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i, at = FAKE_MAPPABLE_SIZE / FAKE_GGTT_BLOCK / 2;

	KUNIT_EXPECT_EQ(test, left_of(env, "GVTg_V5_16"), 6);
	/* Of the aperture it leaves a piece of 32 MB and one of 30. */
	for (i = 0; i < at + at / 2; i++)
		env->gpu.ggtt_used[i] = true;
	env->gpu.ggtt_used[at + at / 2 + 16] = true;
	for (i = at + at / 2 + 32; i < 2 * at; i++)
		env->gpu.ggtt_used[i] = true;
	KUNIT_EXPECT_EQ(test, left_of(env, "GVTg_V5_16"), 1);
	KUNIT_EXPECT_EQ(test, left_of(env, "GVTg_V5_32"), 3);
	KUNIT_EXPECT_EQ(test, left_of(env, "GVTg_V5_8"), 0);
}

/* What the books allow the port may still refuse: it is fragmented. */
static void vgpu_port_refuses(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_resources used = env->dev.used;
	bool ggtt[16], fences[FAKE_FENCES];
	struct vgt_vgpu *vgpu;
	u32 i;

	memcpy(fences, env->gpu.fences_used, sizeof(fences));
	memset(env->gpu.fences_used, 1, sizeof(fences));
	vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_EXPECT_TRUE(test, IS_ERR(vgpu));
	KUNIT_EXPECT_EQ(test, PTR_ERR(vgpu), -ENOSPC);
	memcpy(env->gpu.fences_used, fences, sizeof(fences));

	/* A page in every 32 MB of the aperture. */
	for (i = 0; i < ARRAY_SIZE(ggtt); i++) {
		ggtt[i] = env->gpu.ggtt_used[16 * i];
		env->gpu.ggtt_used[16 * i] = true;
	}
	env_messages_start();
	vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_EXPECT_TRUE(test, IS_ERR(vgpu));
	KUNIT_EXPECT_EQ(test, PTR_ERR(vgpu), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "64 MB of aperture"));
	for (i = 0; i < ARRAY_SIZE(ggtt); i++)
		env->gpu.ggtt_used[16 * i] = ggtt[i];

	/* Its driver is not done with the start. */
	env->gpu.fail_ready = -EAGAIN;
	vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_EXPECT_TRUE(test, IS_ERR(vgpu));
	KUNIT_EXPECT_EQ(test, PTR_ERR(vgpu), -EAGAIN);
	env->gpu.fail_ready = 0;
	KUNIT_EXPECT_EQ(test, memcmp(&env->dev.used, &used, sizeof(used)), 0);

	vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
	vgt_vgpu_destroy(vgpu);
}

static void vgpu_ids(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_resources free;
	struct vgt_vgpu *two, *three;

	KUNIT_EXPECT_EQ(test, env->vgpu->id, 1);
	/* Smaller ones than types have. */
	env->dev.total.high = 8ull << 30;
	two = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(two));
	three = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(three));
	KUNIT_EXPECT_EQ(test, two->id, 2);
	KUNIT_EXPECT_EQ(test, three->id, 3);
	KUNIT_EXPECT_TRUE(test, xa_load(&env->dev.vgpus, 3) == three);
	vgt_device_free(&env->dev, &free);
	KUNIT_EXPECT_EQ(test, free.low >> 20, env_virtual(env) ? 448 : 448 - 128 - 64 - 64);
	KUNIT_EXPECT_EQ(test, free.fences, env_virtual(env) ? 28 : 28 - 12);
	KUNIT_EXPECT_EQ(test, free.vgpus, 255 - 3);
	vgt_vgpu_destroy(two);
	KUNIT_EXPECT_TRUE(test, !xa_load(&env->dev.vgpus, 2));
	two = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(two));
	KUNIT_EXPECT_EQ(test, two->id, 2);
	vgt_vgpu_destroy(two);
	vgt_vgpu_destroy(three);
}

/* Created and destroyed many times over: all is as it was. */
static void vgpu_many_lives(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_resources used = env->dev.used;
	int live = env->gpu.live;
	u32 i;

	for (i = 0; i < ENV_LIVES; i++) {
		struct vgt_vgpu *vgpu = vgt_env_vgpu(env, "GVTg_V5_8");

		KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
		if (i & 1)
			KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), 0);
		if (i % 4 == 3)
			vgt_vgpu_stop(vgpu);
		vgt_vgpu_destroy(vgpu);
	}
	KUNIT_EXPECT_EQ(test, memcmp(&env->dev.used, &used, sizeof(used)), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.live, live);
}

static const u32 work[] = { 0, 0x01000000, 0, 0 };

/* A reset of one engine leaves the others alone. */
static void vgpu_engine_reset(struct kunit *test)
{
	static const struct {
		u32 gdrst;
		bool rcs;
		bool bcs;
	} cases[] = {
		{ BIT(1), true, false },
		{ BIT(3), false, true },
		{ BIT(0), true, true },
		{ BIT(2) | BIT(4), false, false },
		{ BIT(30), false, false },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool rcs = cases[i].rcs, bcs = cases[i].bcs;
		struct vgt_env_ctx a, b;
		u32 resets;

		env_engine_on(env, VGT_RCS);
		env_engine_on(env, VGT_BCS);
		env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
		env_ctx_init(env, &b, VGT_BCS, a.pml4);
		env_submit(env, &a, work, 4);
		env_submit(env, &b, work, 4);
		resets = env->vgpu->stats.resets;
		env_write(env, 0x941c, cases[i].gdrst);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x941c), 0);
		KUNIT_EXPECT_GE(test, env->vgpu->stats.resets - resets,
				rcs + bcs);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x23a0) & 7, rcs ? 7 : 0);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x223a0) & 7, bcs ? 7 : 0);
		env_run(env, VGT_RCS);
		env_run(env, VGT_BCS);
		/* What was reset reports nothing. */
		KUNIT_EXPECT_EQ(test, env_read(env, 0x23a0) & 7, rcs ? 7 : 1);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x223a0) & 7, bcs ? 7 : 1);
		env_write(env, 0x941c, BIT(0));
	}
}

static void vgpu_reset_request(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	/* Ask, be ready, no more ask. */
	env_write(env, 0x20d0, 0x00010001);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20d0), 3);
	env_write(env, 0x20d0, 0x00020000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20d0), 3);
	env_write(env, 0x20d0, 0x00010000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20d0), 0);
	/* Idle, and runs what it is told. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x209c) & BIT(9), BIT(9));
}

/* After a reset by power a guest finds all as at the start. */
static void vgpu_power_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, work, 4);
	env_run(env, VGT_RCS);
	env_write(env, 0x1000, 77);
	env_write(env, 0x2090, 0x00010001);
	env_write(env, 0x78830, 3);
	KUNIT_EXPECT_GT(test, env->guest.pinned, 0);

	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	KUNIT_EXPECT_EQ(test, env->guest.watched, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x1000), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2090), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2080), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78830), ~0u);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x23a0) & 7, 7);
	KUNIT_EXPECT_FALSE(test, env->vgpu->stopped);

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, work, 4);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);
}

/* Nobody waits for work that may never end: neither a reset nor the end. */
static void vgpu_reset_in_flight(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &a, VGT_BCS, env_ppgtt(env));
	env_submit(env, &a, work, 4);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_BCS].ent.in_flight);
	KUNIT_ASSERT_EQ(test, fake_gpu_end_cancelled(&env->gpu), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_BCS].cancelled, 1);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].cancelled, 0);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_BCS].ent.in_flight);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.hangs, 0);
}

/* Stopped: nothing reaches the hardware, registers still are memory. */
static void vgpu_stopped(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	vgt_vgpu_stop(env->vgpu);
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, work, 4);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 0);
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
}

static struct kunit_case vgpu_cases[] = {
	KUNIT_CASE(types_add_up),
	KUNIT_CASE(vgpu_ids),
	KUNIT_CASE(vgpu_many_lives),
	KUNIT_CASE(vgpu_engine_reset),
	KUNIT_CASE(vgpu_reset_request),
	KUNIT_CASE(vgpu_power_reset),
	KUNIT_CASE(vgpu_reset_in_flight),
	KUNIT_CASE(vgpu_stopped),
	{ }
};

static struct kunit_case vgpu_direct_cases[] = {
	KUNIT_CASE(vgpu_resources_run_out),
	KUNIT_CASE(vgpu_available_in_pieces),
	KUNIT_CASE(vgpu_port_refuses),
	{ }
};

static struct kunit_suite vgpu_direct_suite = {
	.name = "vgpu_direct",
	.init = vgt_env_suite_init_direct,
	.exit = vgt_env_suite_exit,
	.test_cases = vgpu_direct_cases,
};

static struct kunit_suite vgpu_suite = {
	.name = "vgpu",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = vgpu_cases,
};

kunit_test_suite(vgpu_suite);
kunit_test_suite(vgpu_direct_suite);
