// SPDX-License-Identifier: GPL-2.0-only
/*
 * Platforms that do not exist: each is a row, and all that depends on the platform follows it.
 */
#include <kunit/test.h>
#include <linux/slab.h>

#include "core/audit/audit.h"
#include "core/exec/lrc.h"
#include "core/regs/display_regs.h"
#include "core/regs/gt_regs.h"
#include "core/regs/index.h"
#include "env.h"

static const struct vgt_reserve reserve = { 64, 384, 4 };

/* A Gen9 GPU without Skylake's video engines, and with pins and an offset of its own. */
static const struct vgt_platform made_up = {
	.name = "Made Up Lake", .gen = 9, .engines = VGT_ON_RCS | VGT_ON_BCS,
	.indirect_ctx_offset = 0x2a << 6, .cs_debug_mode2 = true,
	.planes = VGT_PLANES_UNIVERSAL, .pll = VGT_PLL_DPLL,
	.aux = VGT_AUX_CPU, .gmbus = VGT_GMBUS_CNP,
};

/* The row, on a fake GPU: what init of a device says of it. */
static int platform_try(struct vgt_env *env, const struct vgt_platform *row, u8 engines)
{
	int ret;

	env->gpu.gpu.desc.platform = row;
	env->gpu.gpu.desc.engine_mask = engines;
	memset(&env->dev, 0, sizeof(env->dev));
	ret = vgt_device_init(&env->dev, &env->gpu.gpu, &reserve);
	if (!ret)
		vgt_device_fini(&env->dev);
	return ret;
}

static struct vgt_env *platform_env(struct kunit *test)
{
	struct vgt_env *env = kvzalloc(sizeof(*env), GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, env);
	KUNIT_ASSERT_EQ(test, vgt_env_ports_init(env, 9), 0);
	return env;
}

static void platform_env_free(struct vgt_env *env)
{
	vgt_env_ports_fini(env);
	kvfree(env);
}

/* A device and a vGPU of the row. */
static void platform_made_up(struct kunit *test)
{
	struct vgt_env *env = platform_env(test);
	u32 cs[VGT_CLOSE_WORDS];

	env->gpu.gpu.desc.platform = &made_up;
	env->gpu.gpu.desc.engine_mask = made_up.engines;
	KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);

	KUNIT_EXPECT_TRUE(test, env->vgpu->display.cnp);
	KUNIT_EXPECT_TRUE(test, vgt_reg_find(&env->dev, DPLL_CTRL1));
	KUNIT_EXPECT_TRUE(test, vgt_reg_find(&env->dev, TRTTE));
	KUNIT_EXPECT_FALSE(test, vgt_reg_find(&env->dev, L3SQCREG1));
	KUNIT_EXPECT_TRUE(test, vgt_reg_of(&env->dev, VGT_BCS, vgt_engines[VGT_BCS].mmio_base +
					   RING_GPR_0));
	KUNIT_EXPECT_FALSE(test, vgt_reg_of(&env->dev, VGT_VCS, vgt_engines[VGT_VCS].mmio_base +
					    RING_GPR_0));
	/* With CS_DEBUG_MODE2 two words more, and an even number. */
	KUNIT_EXPECT_EQ(test, vgt_audit_close(VGT_RCS, &made_up, cs),
			vgt_audit_close(VGT_RCS, &vgt_platforms[VGT_BROADWELL], cs) + 2);

	vgt_env_end(env);
	platform_env_free(env);
}

/* The offset that the hardware gets for an indirect context is the row's. */
static void platform_indirect(struct kunit *test)
{
	static const u16 offsets[] = { 0x2a << 6, 0x11 << 6 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		struct vgt_env *env = platform_env(test);
		struct vgt_platform row = made_up;
		struct vgt_gpu_context hw = { };
		struct vgt_lrc lrc = { .hw = &hw };
		struct vgt_vengine *ve;
		u32 place;

		row.indirect_ctx_offset = offsets[i];
		env->gpu.gpu.desc.platform = &row;
		env->gpu.gpu.desc.engine_mask = row.engines;
		KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
		ve = &env->vgpu->engines[VGT_RCS];
		place = env->dev.lrc[VGT_RCS].word[VGT_LRC_INDIRECT_OFFSET];
		hw.state = kvzalloc(FAKE_CONTEXT_SIZE, GFP_KERNEL);
		KUNIT_ASSERT_TRUE(test, hw.state);
		mutex_lock(&env->vgpu->lock);
		vgt_lrc_set_batches(ve, &lrc, 0, 1);
		mutex_unlock(&env->vgpu->lock);
		KUNIT_EXPECT_TRUE(test, place);
		KUNIT_EXPECT_EQ(test, hw.state[place], offsets[i]);
		kvfree(hw.state);
		vgt_env_end(env);
		platform_env_free(env);
	}
}

/* Each field that is left out, or that says what others deny. */
static void platform_refused(struct kunit *test)
{
	struct vgt_platform rows[24];
	struct vgt_env *env = platform_env(test);
	u32 i, n = 0;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		rows[i] = made_up;
	rows[n++].name = NULL;
	rows[n++].gen = 0;
	rows[n++].gen = 7;
	rows[n++].gen = 11;
	rows[n++].gen = 200;
	rows[n++].engines = 0;
	rows[n++].engines = 0xff;
	rows[n++].engines = VGT_ON_RCS;
	rows[n++].indirect_ctx_offset = 0;
	rows[n++].indirect_ctx_offset = 0x2a;
	rows[n++].planes = VGT_PLANES_UNKNOWN;
	rows[n++].planes = VGT_PLANES_UNIVERSAL + 1;
	rows[n++].pll = VGT_PLL_UNKNOWN;
	rows[n++].pll = VGT_PLL_DPLL + 1;
	rows[n++].aux = VGT_AUX_UNKNOWN;
	rows[n++].aux = VGT_AUX_CPU + 1;
	rows[n++].gmbus = VGT_GMBUS_UNKNOWN;
	rows[n++].gmbus = VGT_GMBUS_CNP + 1;
	/* Contradictions. */
	rows[n++].gen = 8;
	rows[n++].cs_debug_mode2 = false;
	rows[n++].planes = VGT_PLANES_PRIMARY;
	rows[n++].pll = VGT_PLL_WRPLL;
	rows[n++].aux = VGT_AUX_PCH;
	KUNIT_ASSERT_TRUE(test, n <= ARRAY_SIZE(rows));

	for (i = 0; i < n; i++)
		if (platform_try(env, &rows[i], made_up.engines) != -EINVAL)
			KUNIT_FAIL(test, "row %u is taken", i);
	KUNIT_EXPECT_EQ(test, platform_try(env, NULL, made_up.engines), -EINVAL);
	KUNIT_EXPECT_EQ(test, platform_try(env, &made_up, made_up.engines | BIT(VGT_VCS)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, platform_try(env, &made_up, made_up.engines), 0);
	platform_env_free(env);
}

/*
 * What the host keeps: no more than there is, and enough is left for the smallest vGPU. With
 * virtual addresses that needs no aperture or fences, but all use what is left: some must be.
 */
static void platform_reserve(struct kunit *test)
{
	struct vgt_env *env = platform_env(test);
	const struct vgt_gpu_desc *desc = &env->gpu.gpu.desc;
	u32 low = desc->mappable_size >> 20, fences = desc->num_fences;
	u32 hidden = (desc->ggtt_size - desc->mappable_size) >> 20, i;
	const struct {
		struct vgt_reserve reserve;
		int ret, virtual;
	} rows[] = {
		{ { 0, 0, 0 }, 0, 0 },
		{ { low - 16, 384, 4 }, 0, 0 },
		{ { 64, hidden - 64, 4 }, 0, 0 },
		{ { 64, hidden - 48, 4 }, 0, -EINVAL },
		{ { 64, 384, fences - 2 }, 0, 0 },
		/* One less than the smallest needs. */
		{ { low - 15, 384, 4 }, -EINVAL, 0 },
		{ { 64, hidden - 63, 4 }, 0, -EINVAL },
		{ { 64, hidden - 47, 4 }, -EINVAL, -EINVAL },
		{ { 64, 384, fences - 1 }, -EINVAL, 0 },
		/* All, and more than that; products that do not fit 32 bits. */
		{ { low, 384, fences }, -EINVAL, -EINVAL },
		{ { low, 384, 4 }, -EINVAL, -EINVAL },
		{ { low - 1, 384, 4 }, -EINVAL, 0 },
		{ { 64, 384, fences }, -EINVAL, -EINVAL },
		{ { low + 1, 384, 4 }, -EINVAL, -EINVAL },
		{ { 64, hidden + 1, 4 }, -EINVAL, -EINVAL },
		{ { 64, 384, fences + 1 }, -EINVAL, -EINVAL },
		{ { 9999, 384, 4 }, -EINVAL, -EINVAL },
		{ { 4096, 384, 4 }, -EINVAL, -EINVAL },
		{ { 64, U32_MAX, 4 }, -EINVAL, -EINVAL },
		{ { 64, 384, U32_MAX }, -EINVAL, -EINVAL },
	};

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		int want = desc->virtual_ggtt ? rows[i].virtual : rows[i].ret, ret;

		memset(&env->dev, 0, sizeof(env->dev));
		ret = vgt_device_init(&env->dev, &env->gpu.gpu, &rows[i].reserve);
		if (!ret)
			vgt_device_fini(&env->dev);
		if (ret != want)
			KUNIT_FAIL(test, "row %u: %d, not %d", i, ret, want);
	}
	platform_env_free(env);
}

/* Those that there are, each with all engines and with render alone. */
static void platform_rows(struct kunit *test)
{
	struct vgt_env *env = platform_env(test);
	u32 i;

	for (i = 0; i < VGT_NUM_PLATFORMS; i++) {
		const struct vgt_platform *p = &vgt_platforms[i];

		KUNIT_EXPECT_EQ(test, platform_try(env, p, p->engines), 0);
		KUNIT_EXPECT_EQ(test, platform_try(env, p, VGT_ON_RCS), 0);
		KUNIT_EXPECT_EQ(test, p->gen, i == VGT_BROADWELL ? 8 : 9);
		KUNIT_EXPECT_EQ(test, p->indirect_ctx_offset,
				i == VGT_BROADWELL ? 0x5c0 : 0x980);
		KUNIT_EXPECT_EQ(test, p->gmbus == VGT_GMBUS_CNP,
				i == VGT_COFFEELAKE || i == VGT_COMETLAKE);
	}
	platform_env_free(env);
}

static struct kunit_case platform_cases[] = {
	KUNIT_CASE(platform_made_up),
	KUNIT_CASE(platform_indirect),
	KUNIT_CASE(platform_refused),
	KUNIT_CASE(platform_reserve),
	KUNIT_CASE(platform_rows),
	{ }
};

static struct kunit_suite platform_suite = {
	.name = "platform",
	.test_cases = platform_cases,
};

kunit_test_suite(platform_suite);
