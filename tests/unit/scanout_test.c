// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest's planes show: formats, tilings, sizes and places, and all that makes
 * no picture.
 */
#include <linux/kernel.h>
#include <uapi/drm/drm_fourcc.h>

#include "core/display/display.h"
#include "core/display/scanout.h"
#include "env.h"
#include "env_time.h"

#define FRAME_US	16667

#define PIPESRC		0x6001c
#define PIPECONF	0x70008
#define CURCNTR		0x70080
#define CURBASE		0x70084
#define CURPOS		0x70088
#define CUR_FBC		0x700a0
#define CTL		0x70180
#define STRIDE		0x70188
#define POS		0x7018c
#define SIZE		0x70190
#define SURF		0x7019c
#define OFFSET		0x701a4
#define AUX_DIST	0x701c0

#define ON		BIT(31)
#define PICTURE(_w, _h)	(((_h) - 1) << 16 | ((_w) - 1))

/* A pipe that shows 1024x768. The plane's registers are left to the test. */
static void show(struct vgt_env *env, u32 pipe)
{
	u32 base = pipe * 0x1000;

	env_write(env, 0x60000 + base, 1343u << 16 | 1023);
	env_write(env, 0x6000c + base, 805u << 16 | 767);
	env_write(env, PIPESRC + base, 1023u << 16 | 767);
	env_write(env, 0x60400 + base, ON | 1 << 28 | 2 << 24);
	env_write(env, PIPECONF + base, ON);
}

static u32 low(const struct vgt_env *env)
{
	return env->vgpu->ggtt.part[VGT_GGTT_LOW].space.start;
}

static u32 low_size(const struct vgt_env *env)
{
	return env->vgpu->ggtt.part[VGT_GGTT_LOW].space.size;
}

static int primary(struct vgt_env *env, u32 pipe, struct vgt_scanout *s)
{
	int ret;

	mutex_lock(&env->vgpu->lock);
	ret = vgt_scanout_primary(env->vgpu, pipe, s);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

static int cursor(struct vgt_env *env, u32 pipe, struct vgt_scanout *s)
{
	int ret;

	mutex_lock(&env->vgpu->lock);
	ret = vgt_scanout_cursor(env->vgpu, pipe, s);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

/* Write a surface's address, and wait until it is shown. */
static void flip(struct vgt_env *env, u32 reg, u32 addr)
{
	env_write(env, reg, addr);
	env_sleep_us(2 * FRAME_US);
}

/* A plane as the test says, 256x64, at the start of the vGPU's aperture. */
static void plane(struct vgt_env *env, u32 ctl, u32 stride)
{
	env_write(env, CTL, ctl);
	env_write(env, STRIDE, stride);
	env_write(env, SIZE, PICTURE(256, 64));
	flip(env, SURF, low(env));
}

struct format_case {
	u32 ctl;
	u32 fourcc;
	u32 cpp;
};

static void expect_formats(struct kunit *test, const struct format_case *cases, u32 n,
			   u32 stride)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;
	u32 i;

	show(env, 0);
	for (i = 0; i < n; i++) {
		plane(env, ON | cases[i].ctl, stride);
		KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
		KUNIT_EXPECT_EQ(test, s.fourcc, cases[i].fourcc);
		KUNIT_EXPECT_EQ(test, s.gamma, !!(cases[i].ctl & BIT(30)));
		KUNIT_EXPECT_EQ(test, s.cpp, cases[i].cpp);
		KUNIT_EXPECT_EQ(test, s.stride, 8192);
		KUNIT_EXPECT_EQ(test, s.size, s.height * 8192);
		KUNIT_EXPECT_EQ(test, s.modifier, DRM_FORMAT_MOD_LINEAR);
		KUNIT_EXPECT_EQ(test, s.addr, low(env));
	}
}

static void formats_gen9(struct kunit *test)
{
	static const struct format_case cases[] = {
		{ 0, DRM_FORMAT_YUYV, 2 },
		{ 1 << 16, DRM_FORMAT_UYVY, 2 },
		{ 2 << 16, DRM_FORMAT_YVYU, 2 },
		{ 3 << 16, DRM_FORMAT_VYUY, 2 },
		{ 2 << 24, DRM_FORMAT_XRGB2101010, 4 },
		{ 2 << 24 | 2 << 4, DRM_FORMAT_ARGB2101010, 4 },
		{ 2 << 24 | BIT(20), DRM_FORMAT_XBGR2101010, 4 },
		{ 2 << 24 | BIT(20) | 3 << 4, DRM_FORMAT_ABGR2101010, 4 },
		{ 4 << 24, DRM_FORMAT_XRGB8888, 4 },
		{ 4 << 24 | BIT(30) | BIT(23) | BIT(13), DRM_FORMAT_XRGB8888, 4 },
		{ 4 << 24 | 2 << 4, DRM_FORMAT_ARGB8888, 4 },
		{ 4 << 24 | 3 << 4, DRM_FORMAT_ARGB8888, 4 },
		{ 4 << 24 | BIT(20), DRM_FORMAT_XBGR8888, 4 },
		{ 4 << 24 | BIT(20) | 2 << 4, DRM_FORMAT_ABGR8888, 4 },
		{ 6 << 24, DRM_FORMAT_XRGB16161616F, 8 },
		{ 6 << 24 | 2 << 4, DRM_FORMAT_ARGB16161616F, 8 },
		{ 6 << 24 | BIT(20), DRM_FORMAT_XBGR16161616F, 8 },
		{ 6 << 24 | BIT(20) | 2 << 4, DRM_FORMAT_ABGR16161616F, 8 },
		{ 8 << 24, DRM_FORMAT_XYUV8888, 4 },
		{ 12 << 24, DRM_FORMAT_C8, 1 },
		{ 14 << 24, DRM_FORMAT_RGB565, 2 },
	};

	expect_formats(test, cases, ARRAY_SIZE(cases), 8192 / 64);
}

static void formats_gen8(struct kunit *test)
{
	static const struct format_case cases[] = {
		{ 2 << 26, DRM_FORMAT_C8, 1 },
		{ 5 << 26, DRM_FORMAT_RGB565, 2 },
		{ 6 << 26, DRM_FORMAT_XRGB8888, 4 },
		{ 7 << 26, DRM_FORMAT_ARGB8888, 4 },
		{ 8 << 26, DRM_FORMAT_XBGR2101010, 4 },
		{ 9 << 26, DRM_FORMAT_ABGR2101010, 4 },
		{ 10 << 26, DRM_FORMAT_XRGB2101010, 4 },
		{ 11 << 26, DRM_FORMAT_ARGB2101010, 4 },
		{ 12 << 26, DRM_FORMAT_XBGR16161616F, 8 },
		{ 14 << 26, DRM_FORMAT_XBGR8888, 4 },
		{ 15u << 26, DRM_FORMAT_ABGR8888, 4 },
	};

	expect_formats(test, cases, ARRAY_SIZE(cases), 8192);
}

/* What the hardware has no code for, and what one surface cannot tell. */
static void formats_refused(struct kunit *test)
{
	static const struct {
		u32 ctl;
		int error;
	} cases[] = {
		{ 9 << 24, -EINVAL },
		{ 10 << 24, -EINVAL },
		{ 11 << 24, -EINVAL },
		{ 13 << 24, -EINVAL },
		{ 15 << 24, -EINVAL },
		{ 4 << 24 | 2 << 10, -EINVAL },
		{ 4 << 24 | 3 << 10, -EINVAL },
		{ 4 << 24 | 6 << 10, -EINVAL },
		{ 4 << 24 | 7 << 10, -EINVAL },
		{ 1 << 24, -EOPNOTSUPP },
		{ 3 << 24, -EOPNOTSUPP },
		{ 5 << 24, -EOPNOTSUPP },
		{ 7 << 24, -EOPNOTSUPP },
		{ 4 << 24 | BIT(15), -EINVAL },
		{ 4 << 24 | 1 << 10 | BIT(15), -EINVAL },
		{ 4 << 24 | 4 << 10 | BIT(15), -EINVAL },
		{ 2 << 24 | 4 << 10 | BIT(15), -EINVAL },
		{ 8 << 24 | 4 << 10 | BIT(15), -EINVAL },
		{ 14 << 24 | 4 << 10 | BIT(15), -EINVAL },
		{ 4 << 24 | 4 << 10 | BIT(15) | 1, -EOPNOTSUPP },
		{ 4 << 24 | 4 << 10 | 1, -EOPNOTSUPP },
		{ 4 << 24 | 4 << 10 | 3, -EOPNOTSUPP },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;
	u32 i;

	show(env, 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		plane(env, ON | cases[i].ctl, 32);
		KUNIT_EXPECT_EQ(test, primary(env, 0, &s), cases[i].error);
	}
}

/* What XRGB8888 256x64 spans in each tiling, and C8 and 16F in Yf. */
static void tilings(struct kunit *test)
{
	static const struct {
		u32 ctl;
		u32 stride;
		u64 modifier;
		u32 bytes;
		u32 size;
	} cases[] = {
		{ 4 << 24, 16, DRM_FORMAT_MOD_LINEAR, 1024, 64 * 1024 },
		{ 4 << 24, 17, DRM_FORMAT_MOD_LINEAR, 1088, 17 * 4096 },
		{ 4 << 24 | 1 << 10, 2, I915_FORMAT_MOD_X_TILED, 1024, 64 * 1024 },
		{ 4 << 24 | 1 << 10, 3, I915_FORMAT_MOD_X_TILED, 1536, 96 * 1024 },
		{ 4 << 24 | 4 << 10, 8, I915_FORMAT_MOD_Y_TILED, 1024, 64 * 1024 },
		{ 4 << 24 | 5 << 10, 8, I915_FORMAT_MOD_Yf_TILED, 1024, 64 * 1024 },
		{ 12 << 24 | 5 << 10, 4, I915_FORMAT_MOD_Yf_TILED, 256, 16 * 1024 },
		{ 14 << 24 | 5 << 10, 4, I915_FORMAT_MOD_Yf_TILED, 512, 32 * 1024 },
		{ 6 << 24 | 5 << 10, 8, I915_FORMAT_MOD_Yf_TILED, 2048, 128 * 1024 },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;
	u32 i;

	show(env, 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		plane(env, ON | cases[i].ctl, cases[i].stride);
		KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
		KUNIT_EXPECT_EQ(test, s.modifier, cases[i].modifier);
		KUNIT_EXPECT_EQ(test, s.stride, cases[i].bytes);
		KUNIT_EXPECT_EQ(test, s.size, cases[i].size);
		KUNIT_EXPECT_EQ(test, s.width, 256);
		KUNIT_EXPECT_EQ(test, s.height, 64);
		/* Half of it, and rows overlap. */
		plane(env, ON | cases[i].ctl, cases[i].stride / 2);
		KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EINVAL);
		plane(env, ON | cases[i].ctl, 0);
		KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EINVAL);
	}
	/* Rows of tiles are whole ones: 65 rows. */
	env_write(env, STRIDE, 2);
	env_write(env, CTL, ON | 4 << 24 | 1 << 10);
	env_write(env, SIZE, PICTURE(256, 65));
	flip(env, SURF, low(env));
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.size, 72 * 1024);
}

#define COMPRESSED	(ON | 4 << 24 | 4 << 10 | BIT(15))

static void expect_compressed(struct kunit *test, u32 aux, int error)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;

	env_write(env, AUX_DIST, aux);
	flip(env, SURF, low(env));
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), error);
}

/* 256x64 is 64 KiB; its state has 32 columns and 4 rows, that is a tile. */
static void compressed(struct kunit *test)
{
	static const struct {
		u32 ctl;
		u32 fourcc;
		u64 modifier;
	} cases[] = {
		{ COMPRESSED, DRM_FORMAT_XRGB8888, I915_FORMAT_MOD_Y_TILED_CCS },
		{ COMPRESSED | 2 << 4, DRM_FORMAT_ARGB8888, I915_FORMAT_MOD_Y_TILED_CCS },
		{ COMPRESSED | BIT(20), DRM_FORMAT_XBGR8888, I915_FORMAT_MOD_Y_TILED_CCS },
		{ COMPRESSED | 1 << 10, DRM_FORMAT_XRGB8888, I915_FORMAT_MOD_Yf_TILED_CCS },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;
	u32 i;

	show(env, 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		env_write(env, AUX_DIST, 0x10000 | 1);
		plane(env, cases[i].ctl, 8);
		KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
		KUNIT_EXPECT_EQ(test, s.fourcc, cases[i].fourcc);
		KUNIT_EXPECT_EQ(test, s.modifier, cases[i].modifier);
		KUNIT_EXPECT_EQ(test, s.stride, 1024);
		KUNIT_EXPECT_EQ(test, s.aux_offset, 0x10000);
		KUNIT_EXPECT_EQ(test, s.aux_stride, 128);
		KUNIT_EXPECT_EQ(test, s.size, 0x11000);
	}
	plane(env, ON | 4 << 24 | 4 << 10, 8);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.aux_offset, 0);
	KUNIT_EXPECT_EQ(test, s.aux_stride, 0);
	KUNIT_EXPECT_EQ(test, s.size, 0x10000);
}

/* The state is behind the surface, wide enough, and the guest's own to its last tile. */
static void compressed_where(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;

	show(env, 0);
	plane(env, COMPRESSED, 8);
	expect_compressed(test, 0x10000 | 1, 0);
	expect_compressed(test, 0x10000, -EINVAL);
	expect_compressed(test, 0xf000 | 1, -EINVAL);
	expect_compressed(test, 1, -EINVAL);
	expect_compressed(test, (low_size(env) - 4096) | 1, 0);
	expect_compressed(test, low_size(env) | 1, -EINVAL);
	expect_compressed(test, (low_size(env) - 4096) | 2, -EINVAL);
	expect_compressed(test, ~0u, -EINVAL);
	/* 1024 columns of pixels are 128 of state, 1025 are not; 512 rows are 32, 513 are not. */
	env_write(env, STRIDE, 64);
	env_write(env, OFFSET, 768);
	expect_compressed(test, 0x80000 | 1, 0);
	env_write(env, OFFSET, 769);
	expect_compressed(test, 0x80000 | 1, -EINVAL);
	expect_compressed(test, 0x80000 | 2, 0);
	env_write(env, STRIDE, 8);
	env_write(env, OFFSET, 448 << 16);
	expect_compressed(test, 0x80000 | 1, 0);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.size, 0x81000);
	env_write(env, OFFSET, 449 << 16);
	expect_compressed(test, 0x88000 | 1, 0);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.size, 0x8a000);
	/* It begins past its stride: the state cannot begin elsewhere. */
	env_write(env, OFFSET, 256);
	expect_compressed(test, 0x80000 | 2, -EINVAL);
}

static void places(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;

	show(env, 0);
	env_write(env, POS, 33 << 16 | 44);
	env_write(env, OFFSET, 7 << 16 | 9);
	/* What is below the address's page is not part of it. */
	plane(env, ON | 4 << 24 | 1 << 10 | 2, 3);
	flip(env, SURF, low(env) | 0xfff);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.pipe, 0);
	KUNIT_EXPECT_EQ(test, s.addr, low(env));
	KUNIT_EXPECT_EQ(test, s.x, 44);
	KUNIT_EXPECT_EQ(test, s.y, 33);
	KUNIT_EXPECT_EQ(test, s.offset_x, 9);
	KUNIT_EXPECT_EQ(test, s.offset_y, 7);
	KUNIT_EXPECT_EQ(test, s.out_width, 1024);
	KUNIT_EXPECT_EQ(test, s.out_height, 768);
	KUNIT_EXPECT_EQ(test, s.size, 72 * 1536);
	KUNIT_EXPECT_TRUE(test, s.upside_down);

	/* It begins further right than its stride: a later tile, the same pixel. */
	env_write(env, OFFSET, 7 << 16 | (5 * 128 + 9));
	flip(env, SURF, low(env));
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.addr, low(env) + 5 * 4096);
	KUNIT_EXPECT_EQ(test, s.offset_x, 9);
	/* It would cross the stride wherever it begins. */
	env_write(env, STRIDE, 2);
	flip(env, SURF, low(env));
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EINVAL);
}

static void off(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;

	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EAGAIN);
	KUNIT_EXPECT_EQ(test, cursor(env, 0, &s), -EAGAIN);
	show(env, 0);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EAGAIN);
	KUNIT_EXPECT_EQ(test, cursor(env, 0, &s), -EAGAIN);
	plane(env, ON | 4 << 24, 16);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, primary(env, 1, &s), -EAGAIN);
	plane(env, 4 << 24, 16);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EAGAIN);
	plane(env, ON | 4 << 24, 16);
	env_write(env, PIPECONF, 0);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EAGAIN);
	/* Other pipes have registers of their own. */
	show(env, 2);
	env_write(env, CTL + 0x2000, ON | 4 << 24);
	env_write(env, STRIDE + 0x2000, 16);
	env_write(env, SIZE + 0x2000, PICTURE(16, 16));
	flip(env, SURF + 0x2000, low(env) + 4096);
	KUNIT_EXPECT_EQ(test, primary(env, 2, &s), 0);
	KUNIT_EXPECT_EQ(test, s.pipe, 2);
	KUNIT_EXPECT_EQ(test, s.addr, low(env) + 4096);
}

/* Registers count with the surface that they were written before. */
static void armed(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;

	show(env, 0);
	plane(env, ON | 4 << 24, 16);
	env_write(env, CTL, ON | 14 << 24);
	env_write(env, STRIDE, 20);
	env_write(env, SIZE, PICTURE(100, 50));
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.fourcc, DRM_FORMAT_XRGB8888);
	KUNIT_EXPECT_EQ(test, s.stride, 1024);
	KUNIT_EXPECT_EQ(test, s.width, 256);
	env_write(env, SURF, low(env) + 0x10000);
	if (ENV_EXACT_TIME) {
		KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
		KUNIT_EXPECT_EQ(test, s.addr, low(env));
		KUNIT_EXPECT_EQ(test, s.fourcc, DRM_FORMAT_XRGB8888);
	}
	env_sleep_us(2 * FRAME_US);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.addr, low(env) + 0x10000);
	KUNIT_EXPECT_EQ(test, s.fourcc, DRM_FORMAT_RGB565);
	KUNIT_EXPECT_EQ(test, s.stride, 20 * 64);
	KUNIT_EXPECT_EQ(test, s.width, 100);
}

/* A picture is the guest's own memory, to the last byte. */
static void outside(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 high = env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
	struct vgt_scanout s;

	show(env, 0);
	plane(env, ON | 4 << 24, 16);
	flip(env, SURF, high);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	flip(env, SURF, low(env) + low_size(env) - 65536);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	flip(env, SURF, low(env) + low_size(env) - 65536 + 4096);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EINVAL);
	flip(env, SURF, low(env) - 4096);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EINVAL);
	flip(env, SURF, ~0u);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EINVAL);
	/* The most that registers can say. */
	env_write(env, CTL, ON | 4 << 24 | 1 << 10);
	env_write(env, STRIDE, ~0u);
	env_write(env, SIZE, ~0u);
	env_write(env, OFFSET, ~0u);
	flip(env, SURF, low(env));
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EINVAL);
	env_write(env, CURCNTR, 0x23);
	flip(env, CURBASE, low(env) + low_size(env) - 4096);
	KUNIT_EXPECT_EQ(test, cursor(env, 0, &s), -EINVAL);
}

static void primary_gen8(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;

	show(env, 0);
	env_write(env, OFFSET, 3 << 16 | 5);
	env_write(env, POS, 1 << 16 | 1);
	/* It covers the pipe, whatever these say. Lower bits of its stride: 0. */
	plane(env, ON | 6 << 26 | BIT(10) | BIT(15), 4608 | 0x3f);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.width, 1024);
	KUNIT_EXPECT_EQ(test, s.height, 768);
	KUNIT_EXPECT_EQ(test, s.x, 0);
	KUNIT_EXPECT_EQ(test, s.y, 0);
	KUNIT_EXPECT_EQ(test, s.offset_x, 5);
	KUNIT_EXPECT_EQ(test, s.offset_y, 3);
	KUNIT_EXPECT_EQ(test, s.stride, 4608);
	KUNIT_EXPECT_EQ(test, s.modifier, I915_FORMAT_MOD_X_TILED);
	KUNIT_EXPECT_EQ(test, s.size, 776 * 4608);
	KUNIT_EXPECT_TRUE(test, s.upside_down);
	/* Half a tile. */
	plane(env, ON | 6 << 26 | BIT(10), 4608 + 256);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EINVAL);
	/* No such format. */
	plane(env, ON | 1 << 26, 4608);
	KUNIT_EXPECT_EQ(test, primary(env, 0, &s), -EINVAL);
	env_write(env, CURCNTR, 0x27);
	flip(env, CURBASE, low(env));
	KUNIT_EXPECT_EQ(test, cursor(env, 0, &s), 0);
	KUNIT_EXPECT_EQ(test, s.width, 64);
}

static void cursors(struct kunit *test)
{
	static const struct {
		u32 ctl;
		u32 fbc;
		u32 width;
		u32 height;
		int ret;
	} cases[] = {
		{ 0x27, 0, 64, 64, 0 },
		{ 0x22, 0, 128, 128, 0 },
		{ 0x23, 0, 256, 256, 0 },
		{ 0x23 | BIT(26), 0, 256, 256, 0 },
		{ 0x23, BIT(31) | 15, 256, 16, 0 },
		{ 0x27, BIT(31) | 0xff, 64, 64, 0 },
		{ 0x27, 15, 64, 64, 0 },
		{ 0x00, 0, 0, 0, -EAGAIN },
		{ 0x20, 0, 0, 0, -EINVAL },
		{ 0x21, 0, 0, 0, -EINVAL },
		{ 0x04, 0, 0, 0, -EINVAL },
		{ 0x07, 0, 0, 0, -EOPNOTSUPP },
		{ 0x03, 0, 0, 0, -EOPNOTSUPP },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_scanout s;
	u32 i;
	int ret;

	show(env, 1);
	env_write(env, CURPOS + 0x1000, (BIT(15) | 3) << 16 | 700);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		env_write(env, CURCNTR + 0x1000, cases[i].ctl);
		env_write(env, CUR_FBC + 0x1000, cases[i].fbc);
		flip(env, CURBASE + 0x1000, low(env) | 0x800);
		ret = cursor(env, 1, &s);
		KUNIT_EXPECT_EQ(test, ret, cases[i].ret);
		if (ret)
			continue;
		KUNIT_EXPECT_EQ(test, s.width, cases[i].width);
		KUNIT_EXPECT_EQ(test, s.height, cases[i].height);
		KUNIT_EXPECT_EQ(test, s.stride, 4 * cases[i].width);
		KUNIT_EXPECT_EQ(test, s.fourcc, DRM_FORMAT_ARGB8888);
		KUNIT_EXPECT_EQ(test, s.addr, low(env));
		KUNIT_EXPECT_EQ(test, s.x, 700);
		KUNIT_EXPECT_EQ(test, s.y, -3);
		KUNIT_EXPECT_EQ(test, s.pipe, 1);
		KUNIT_EXPECT_EQ(test, s.out_width, 1024);
	}
	/* It moves without its image being touched. */
	env_write(env, CURCNTR + 0x1000, 0x27);
	env_write(env, CUR_FBC + 0x1000, 0);
	flip(env, CURBASE + 0x1000, low(env));
	env_write(env, CURPOS + 0x1000, 20 << 16 | BIT(15) | 10);
	KUNIT_EXPECT_EQ(test, cursor(env, 1, &s), 0);
	KUNIT_EXPECT_EQ(test, s.x, -10);
	KUNIT_EXPECT_EQ(test, s.y, 20);
}

static struct kunit_case scanout_cases[] = {
	KUNIT_CASE(formats_gen9),
	KUNIT_CASE(formats_refused),
	KUNIT_CASE(tilings),
	KUNIT_CASE(compressed),
	KUNIT_CASE(compressed_where),
	KUNIT_CASE(places),
	KUNIT_CASE(off),
	KUNIT_CASE(armed),
	KUNIT_CASE(outside),
	KUNIT_CASE(cursors),
	{ }
};

static struct kunit_case scanout_gen8_cases[] = {
	KUNIT_CASE(formats_gen8),
	KUNIT_CASE(primary_gen8),
	{ }
};

static struct kunit_suite scanout_suite = {
	.name = "scanout",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = scanout_cases,
};

static struct kunit_suite scanout_gen8_suite = {
	.name = "scanout-gen8",
	.init = vgt_env_suite_init_gen8,
	.exit = vgt_env_suite_exit,
	.test_cases = scanout_gen8_cases,
};

kunit_test_suite(scanout_suite);
kunit_test_suite(scanout_gen8_suite);
