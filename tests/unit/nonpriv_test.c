// SPDX-License-Identifier: GPL-2.0-only
/*
 * What batches without privileges may be given, and what counts as kept by an image: on
 * Gen8 and on Gen9.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/audit/audit.h"
#include "core/exec/lrc.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/mmio_context.h"
#include "env.h"

#define LRI		0x11000001u

#define ACCESS(n)	((u32)(n) << 28)

/* Does the audit of a ring have a load of one register run? */
static bool loads(struct vgt_env *env, enum vgt_engine_id id, u32 reg, u32 val)
{
	struct vgt_vengine *ve = &env->vgpu->engines[id];
	u32 cs[] = { LRI, reg, val };
	struct vgt_audit audit;
	int ret;

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(&audit, ve, 0);
	ret = vgt_audit_ring(&audit, cs, 3);
	vgt_audit_release(ve, &audit.batches);
	mutex_unlock(&env->vgpu->lock);
	return !ret && cs[0] == LRI && cs[1] == reg && cs[2] == val;
}

/*
 * Which of read and write a slot gives only processors from Coffee Lake on know: whatever it
 * says, the registers must bear to be written.
 */
static void nonpriv_access(struct kunit *test)
{
	static const struct {
		enum vgt_engine_id id;
		u32 slot;
		u32 val;
		bool gen8;
		bool gen9;
	} cases[] = {
		{ VGT_RCS, 0x24d0, 0x2094, true, true },
		{ VGT_RCS, 0x24d0, 0x23a8, true, true },
		/* The counters as drivers give them, which images have. */
		{ VGT_RCS, 0x24d4, 0x2349, true, true },
		{ VGT_RCS, 0x24d4, 0xb118, true, true },
		/* Read back on Gen9, and on Gen8 nothing. */
		{ VGT_RCS, 0x24d8, 0x2248, false, true },
		/* Not in the fake's image. */
		{ VGT_RCS, 0x24dc, 0x7304, false, false },
		{ VGT_RCS, 0x24dc, 0x7014, false, false },
		{ VGT_RCS, 0x24dc, 0x2580, false, false },
		{ VGT_RCS, 0x24dc, 0x2230, false, false },
		{ VGT_RCS, 0x24dc, 0x2080, false, false },
		{ VGT_BCS, 0x224d0, 0x22094, true, true },
		{ VGT_BCS, 0x224d0, 0x223a8, true, true },
		{ VGT_BCS, 0x224d0, 0x22080, false, false },
		{ VGT_BCS, 0x224d0, 0x2248, false, false },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool ok = cases[i].gen9;

		if (env->gpu.gpu.desc.platform->gen == 8)
			ok = cases[i].gen8;
		for (n = 0; n < 3; n++)
			if (loads(env, cases[i].id, cases[i].slot,
				  cases[i].val | ACCESS(n)) != ok)
				KUNIT_FAIL(test, "%#x, access %u", cases[i].val, n);
		KUNIT_EXPECT_FALSE(test, loads(env, cases[i].id, cases[i].slot,
					       cases[i].val | ACCESS(3)));
	}
}

/* All registers of a range are judged; bits that no driver sets are refused. */
static void nonpriv_values(struct kunit *test)
{
	static const struct {
		u32 val;
		bool ok;
	} cases[] = {
		{ 0x2094, true },
		{ 0x2094 | BIT(30), false },
		{ 0x2094 | BIT(31), false },
		{ 0x2094 | BIT(26), false },
		{ 0x2340 | 1, true },
		{ 0x2348 | 1, true },
		/* Its first three are counters, the last one not. */
		{ 0x2354 | 1, false },
		{ 0x2340 | 2, false },
		{ 0x2340 | 3, false },
		{ 0x2690, false },
	};
	const struct vgt_device *dev = &vgt_env_get(test)->dev;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		if (vgt_nonpriv_allowed(dev, VGT_RCS, cases[i].val) != cases[i].ok)
			KUNIT_FAIL(test, "%#x", cases[i].val);
}

/* The same by MMIO, as drivers do it. */
static void nonpriv_by_mmio(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	/* Comet Lake's, by i915. */
	env_write(env, 0x24d0, 0x10002349);
	KUNIT_EXPECT_EQ(test, vgt_mmio_ctx_value(env->vgpu, 0x24d0), 0x10002349);
	env_write(env, 0x224d0, 0x100223a8);
	KUNIT_EXPECT_EQ(test, vgt_mmio_ctx_value(env->vgpu, 0x224d0), 0x100223a8);
	env_write(env, 0x24d4, 0x10007304);
	KUNIT_EXPECT_NE(test, vgt_mmio_ctx_value(env->vgpu, 0x24d4), 0x10007304);
	env_write(env, 0x24d4, 0x10002230);
	KUNIT_EXPECT_NE(test, vgt_mmio_ctx_value(env->vgpu, 0x24d4), 0x10002230);
}

/* The mediator anew, after @image of the blitter has been changed. */
static struct vgt_env *anew(struct kunit *test, void (*change)(struct vgt_env *env))
{
	struct vgt_env *env = vgt_env_get(test);

	vgt_env_end(env);
	change(env);
	KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
	return env;
}

static void no_image(struct vgt_env *env)
{
	env->gpu.no_image = BIT(VGT_BCS);
}

/* A command that the blitter does not have, with its operand, then the rest. */
static void odd_image(struct vgt_env *env)
{
	u32 *image = env->gpu.images[VGT_BCS];

	memset(image + 0x46, 0, 0x400);
	image[0x50] = LRI;
	image[0x51] = 0x22600;
	image[0x53] = 0x78180000;
	image[0x54] = 0x0a << 23;
	image[0x55] = LRI;
	image[0x56] = 0x22604;
}

/* What is not known to be in the image is not kept by it. */
static void nonpriv_no_image(struct kunit *test)
{
	struct vgt_env *env = anew(test, no_image);

	KUNIT_EXPECT_FALSE(test, env->dev.lrc[VGT_BCS].known);
	KUNIT_EXPECT_FALSE(test, vgt_lrc_keeps(&env->dev, VGT_BCS, 0x22600));
	KUNIT_EXPECT_FALSE(test, loads(env, VGT_BCS, 0x22600, 1));
	KUNIT_EXPECT_FALSE(test, loads(env, VGT_BCS, 0x22200, 0x10001));
	KUNIT_EXPECT_FALSE(test, loads(env, VGT_BCS, 0x224d0, 0x223a8));
	/* Not kept by an image. */
	KUNIT_EXPECT_TRUE(test, loads(env, VGT_BCS, 0x224d0, 0x22094));
	KUNIT_EXPECT_TRUE(test, loads(env, VGT_RCS, 0x2600, 1));
}

/* Nor would anything of the engine's state be known: it runs nothing of a guest's. */
static void nonpriv_no_image_runs(struct kunit *test)
{
	static const u32 noops[2];
	struct vgt_env *env = anew(test, no_image);
	struct vgt_env_ctx a, b;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	env_run(env, VGT_RCS);
	env->gpu.gpu.desc.golden[VGT_BCS] = env->gpu.images[VGT_BCS];
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &b, VGT_BCS, env_ppgtt(env));
	env_submit(env, &b, noops, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_BCS].submitted, 0);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_BCS].hung);
}

static void nonpriv_odd_image(struct kunit *test)
{
	struct vgt_env *env = anew(test, odd_image);

	KUNIT_EXPECT_TRUE(test, env->dev.lrc[VGT_BCS].known);
	KUNIT_EXPECT_TRUE(test, loads(env, VGT_BCS, 0x22600, 1));
	KUNIT_EXPECT_TRUE(test, loads(env, VGT_BCS, 0x22604, 1));
	KUNIT_EXPECT_TRUE(test, loads(env, VGT_BCS, 0x224d0, 0x223a8));
}

static struct kunit_case nonpriv_cases[] = {
	KUNIT_CASE(nonpriv_access),
	KUNIT_CASE(nonpriv_values),
	KUNIT_CASE(nonpriv_by_mmio),
	KUNIT_CASE(nonpriv_no_image),
	KUNIT_CASE(nonpriv_no_image_runs),
	KUNIT_CASE(nonpriv_odd_image),
	{ }
};

/* KUnit notes results in the cases: no two suites may have the same. */
static struct kunit_case nonpriv_gen8_cases[] = {
	KUNIT_CASE(nonpriv_access),
	KUNIT_CASE(nonpriv_by_mmio),
	KUNIT_CASE(nonpriv_no_image),
	KUNIT_CASE(nonpriv_no_image_runs),
	KUNIT_CASE(nonpriv_odd_image),
	{ }
};

static struct kunit_suite nonpriv_suite = {
	.name = "nonpriv",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = nonpriv_cases,
};

static struct kunit_suite nonpriv_gen8_suite = {
	.name = "nonpriv_gen8",
	.init = vgt_env_suite_init_gen8,
	.exit = vgt_env_suite_exit,
	.test_cases = nonpriv_gen8_cases,
};

kunit_test_suite(nonpriv_suite);
kunit_test_suite(nonpriv_gen8_suite);
