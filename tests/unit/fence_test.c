// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fence registers: bounds, which hardware register, suspend.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/mem/fence.h"
#include "core/regs/mmio.h"
#include "env.h"

static u64 low(struct vgt_env *env)
{
	return env->vgpu->ggtt.part[VGT_GGTT_LOW].space.start;
}

static u64 low_end(struct vgt_env *env)
{
	return low(env) + env->vgpu->ggtt.part[VGT_GGTT_LOW].space.size;
}

static u64 hw_fence(struct vgt_env *env, u32 i)
{
	return env->gpu.fences[env->vgpu->fences.host[i]];
}

/* As i915 does: off, the upper word, the lower. */
static void set_fence(struct vgt_env *env, u32 i, u64 val)
{
	u32 reg = 0x100000 + 8 * i;

	env_write(env, reg, 0);
	env_write(env, reg + 4, upper_32_bits(val));
	env_write(env, reg, lower_32_bits(val));
}

static void fence_bounds(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct {
		u64 first;
		u64 last;
		bool ok;
	} cases[] = {
		{ low(env), low(env), true },
		{ low(env), low_end(env) - 4096, true },
		{ low(env) + 4096, low(env) + 8192, true },
		{ low(env), low_end(env), false },
		{ low_end(env), low_end(env) + 4096, false },
		{ low(env) + 8192, low(env) + 4096, false },
		{ low(env), 0xfffff000, false },
	};
	u64 refused = env->vgpu->stats.regs_refused;
	u32 i, bad = 0;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 val = cases[i].last << 32 | cases[i].first | 3;
		bool ok = cases[i].ok;

		set_fence(env, 1, val);
		KUNIT_EXPECT_EQ(test, hw_fence(env, 1), ok ? val : 0);
		/* The guest reads what it wrote. */
		KUNIT_EXPECT_EQ(test, env_read(env, 0x100008), lower_32_bits(val));
		KUNIT_EXPECT_EQ(test, env_read(env, 0x10000c), upper_32_bits(val));
		bad += !ok;
	}
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused - refused, bad);
	set_fence(env, 1, 0);
	KUNIT_EXPECT_EQ(test, hw_fence(env, 1), 0);
}

static u64 tiled(u64 first, u64 last, u32 pitch, bool y)
{
	return last << 32 | (u64)(pitch / 128 - 1) << 32 | first | 1 | (y ? 2 : 0);
}

/* The last row of tiles that a fence begins lies inside, as long as its pitch has it. */
static void fence_rows(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct {
		u64 back;	/* bytes from the range's start to the slice's end */
		u64 size;
		u32 pitch;
		bool y;
		bool ok;
	} cases[] = {
		{ 0x1000, 0x1000, 512, false, true },
		{ 0x1000, 0x1000, 1024, false, false },
		{ 0x2000, 0x1000, 1024, false, true },
		{ 0x2000, 0x2000, 1024, false, true },
		{ 0x3000, 0x3000, 1024, false, false },
		{ 0x4000, 0x3000, 1024, false, true },
		{ 0x1000, 0x1000, 128, true, true },
		{ 0x1000, 0x1000, 256, true, false },
		{ 0x2000, 0x1000, 256, true, true },
		{ 0x4000, 0x4000, 512, true, true },
		{ 0x3000, 0x3000, 512, true, false },
		/* The most that the register can say. */
		{ 0x1000, 0x1000, 4096 * 128, false, false },
		{ 0x400000, 0x1000, 4096 * 128, false, true },
		{ 0x400000, 0x1000, 4096 * 128, true, false },
		{ 0x1000000, 0x1000, 4096 * 128, true, true },
		/* Less than a tile's width is a tile's width. */
		{ 0x1000, 0x1000, 128, false, true },
		{ 0x1000, 0x1000, 640, false, false },
		/* Between: neither as it is, nor as the next multiple may it reach out. */
		{ 0x5000, 0x5000, 640, false, false },
		{ 0x6000, 0x5000, 640, false, true },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 first = low_end(env) - cases[i].back;
		u64 val = tiled(first, first + cases[i].size - 4096, cases[i].pitch,
				cases[i].y);
		u32 reg = 0x100008;
		u64 want = 0;

		if (cases[i].ok)
			want = val;
		set_fence(env, 1, val);
		KUNIT_EXPECT_EQ(test, hw_fence(env, 1), want);
		/* The other order; and at once. */
		env_write(env, reg, 0);
		env_write(env, reg, lower_32_bits(val));
		env_write(env, reg + 4, upper_32_bits(val));
		KUNIT_EXPECT_EQ(test, hw_fence(env, 1), want);
		env_write(env, reg, 0);
		mutex_lock(&env->vgpu->lock);
		KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, reg, &val, 8), 0);
		mutex_unlock(&env->vgpu->lock);
		KUNIT_EXPECT_EQ(test, hw_fence(env, 1), want);
		/* And again after a suspend. */
		env->gpu.fences[env->vgpu->fences.host[1]] = 0;
		vgt_device_resume(&env->dev);
		KUNIT_EXPECT_EQ(test, hw_fence(env, 1), want);
	}
}

/* Bits that the documents do not name: the guest reads them back, the hardware has none. */
static void fence_odd_bits(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 val = tiled(low(env), low(env) + 4096, 512, true);

	set_fence(env, 1, val | 0xffc);
	KUNIT_EXPECT_EQ(test, hw_fence(env, 1), val);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x100008), lower_32_bits(val) | 0xffc);
}

static void fence_only_its_own(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	KUNIT_EXPECT_EQ(test, env->vgpu->fences.count, 4);
	for (i = 4; i < 32; i++) {
		set_fence(env, i, low(env) << 32 | low(env) | 1);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x100000 + 8 * i), 0);
	}
	for (i = 0; i < FAKE_FENCES; i++)
		KUNIT_EXPECT_EQ(test, env->gpu.fences[i], 0);
}

/* Of a second vGPU: its own registers, its own part of the aperture. */
static void fence_of_the_second(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *first = env->vgpu, *second = vgt_env_vgpu(env, "GVTg_V5_8");
	u64 val;
	u32 i;

	KUNIT_ASSERT_FALSE(test, IS_ERR(second));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(second), 0);
	env_use(env, second);
	val = low(env) << 32 | low(env) | 1;
	set_fence(env, 1, val);
	KUNIT_EXPECT_EQ(test, hw_fence(env, 1), val);
	for (i = 0; i < first->fences.count; i++)
		KUNIT_EXPECT_EQ(test, env->gpu.fences[first->fences.host[i]], 0);
	/* From the neighbour's part into its own; all of the neighbour's. */
	set_fence(env, 1, low(env) << 32 | (low(env) - 4096) | 1);
	KUNIT_EXPECT_EQ(test, hw_fence(env, 1), 0);
	set_fence(env, 1, (low(env) - 4096) << 32 | (low(env) - 4096) | 1);
	KUNIT_EXPECT_EQ(test, hw_fence(env, 1), 0);
	env_use(env, first);
	vgt_vgpu_stop(second);
	vgt_vgpu_destroy(second);
}

static void fence_resume_and_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 val = (low(env) + 4096) << 32 | low(env) | 1;

	set_fence(env, 0, val);
	env->gpu.fences[env->vgpu->fences.host[0]] = 0;
	vgt_device_resume(&env->dev);
	KUNIT_EXPECT_EQ(test, hw_fence(env, 0), val);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, hw_fence(env, 0), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x100000), 0);
}

static struct kunit_case fence_cases[] = {
	KUNIT_CASE(fence_bounds),
	KUNIT_CASE(fence_rows),
	KUNIT_CASE(fence_odd_bits),
	KUNIT_CASE(fence_only_its_own),
	KUNIT_CASE(fence_of_the_second),
	KUNIT_CASE(fence_resume_and_reset),
	{ }
};

static struct kunit_suite fence_suite = {
	.name = "fence",
	.init = vgt_env_suite_init_direct,
	.exit = vgt_env_suite_exit,
	.test_cases = fence_cases,
};

kunit_test_suite(fence_suite);
