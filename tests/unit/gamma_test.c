// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gamma tables, written as drivers do, and what copies of pictures are with them.
 */
#include <linux/kernel.h>
#include <uapi/drm/drm_fourcc.h>

#include "core/display/scanout.h"
#include "env.h"

#define PALETTE_8	0x4a000
#define INDEX		0x4a400
#define DATA		0x4a404
#define MODE		0x4a480
#define PIPE		0x800

#define AUTO		BIT(15)
#define SPLIT		BIT(31)

#define RGB10(_r, _g, _b)	((_r) << 20 | (_g) << 10 | (_b))

static int apply(struct vgt_env *env, struct vgt_scanout *s, u32 *pixel)
{
	int ret;

	s->width = 1;
	s->height = 1;
	mutex_lock(&env->vgpu->lock);
	ret = vgt_scanout_gamma(env->vgpu, s, pixel);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

static u32 shown(struct kunit *test, struct vgt_env *env, u32 fourcc, u32 pipe, u32 pixel)
{
	struct vgt_scanout s = { .fourcc = fourcc, .pipe = pipe, .gamma = true };

	KUNIT_EXPECT_EQ(test, apply(env, &s, &pixel), 0);
	return pixel;
}

/* Red is inverted, green is halved, blue stays. */
static void gamma_8bit(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 pipe, i;

	for (pipe = 0; pipe < 3; pipe++)
		for (i = 0; i < 256; i++)
			env_write(env, PALETTE_8 + pipe * PIPE + 4 * i,
				  (255 - i) << 16 | i / 2 << 8 | (i ^ pipe));
	for (pipe = 0; pipe < 3; pipe++) {
		KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_XRGB8888, pipe, 0xaa102030),
				0xaaef1000 | (0x30 ^ pipe));
		KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_XBGR8888, pipe, 0xaa302010),
				0xaa0010ef | (0x30 ^ pipe) << 16);
	}
}

static void palette_write(struct vgt_env *env, u32 pipe, u32 first, u32 count, u32 index)
{
	u32 i;

	env_write(env, INDEX + pipe * PIPE, index | AUTO | first);
	for (i = 0; i < count; i++)
		env_write(env, DATA + pipe * PIPE, RGB10(1023 - i, i / 2, i));
	env_write(env, INDEX + pipe * PIPE, 0);
}

static void gamma_10bit(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	palette_write(env, 1, 0, 1024, 0);
	env_write(env, MODE + PIPE, 1);
	KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_ARGB8888, 1, 0x11000000), 0x11ff0000);
	KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_ARGB8888, 1, 0xffffff), 0x007fff);
	KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_ARGB8888, 1, 0x808080), 0x7f4080);
	/* The next one reads them back, one after the other. */
	env_write(env, INDEX + PIPE, AUTO | 1020);
	for (i = 1020; i < 1030; i++)
		KUNIT_EXPECT_EQ(test, env_read(env, DATA + PIPE),
				RGB10(1023 - i % 1024, i % 1024 / 2, i % 1024));
	env_write(env, INDEX + PIPE, 7);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, env_read(env, DATA + PIPE), RGB10(1016, 3, 7));
	/* Other pipes have none. */
	env_write(env, MODE, 1);
	KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_ARGB8888, 0, 0x123456), 0x123456);
}

/* The first half inverts; the second takes what comes of it, and does so again. */
static void gamma_split(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 half, i;

	for (half = 0; half < 2; half++) {
		env_write(env, INDEX, SPLIT | AUTO | half * 512);
		for (i = 0; i < 512; i++)
			env_write(env, DATA, RGB10(1023 - 2 * i, half ? 1023 : 2 * i, 2 * i));
	}
	env_write(env, MODE, 3);
	KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_XRGB8888, 0, 0x400040), 0x40ff40);
	KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_XRGB8888, 0, 0xff0080), 0xffff80);
}

static void gamma_none(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s = { .fourcc = DRM_FORMAT_XRGB8888 };
	u32 pixel = 0x123456;

	/* The plane does not go through it. */
	KUNIT_EXPECT_EQ(test, apply(env, &s, &pixel), 0);
	KUNIT_EXPECT_EQ(test, pixel, 0x123456);
	s.gamma = true;
	s.fourcc = DRM_FORMAT_XRGB2101010;
	KUNIT_EXPECT_EQ(test, apply(env, &s, &pixel), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, pixel, 0x123456);
	palette_write(env, 0, 0, 1024, 0);
	env_write(env, MODE, 2);
	KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_XRGB8888, 0, 0x123456), 0x123456);
	/* A reset takes it. */
	env_write(env, MODE, 1);
	KUNIT_EXPECT_NE(test, shown(test, env, DRM_FORMAT_XRGB8888, 0, 0x123456), 0x123456);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	env_write(env, MODE, 1);
	KUNIT_EXPECT_EQ(test, shown(test, env, DRM_FORMAT_XRGB8888, 0, 0x123456), 0x123456);
	KUNIT_EXPECT_EQ(test, env_read(env, DATA), 0);
}

static struct kunit_case gamma_cases[] = {
	KUNIT_CASE(gamma_8bit),
	KUNIT_CASE(gamma_10bit),
	KUNIT_CASE(gamma_split),
	KUNIT_CASE(gamma_none),
	{ }
};

static struct kunit_suite gamma_suite = {
	.name = "gamma",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = gamma_cases,
};

kunit_test_suite(gamma_suite);
