// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies of pictures: every byte from where the tiling puts it.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <uapi/drm/drm_fourcc.h>

#include "display/scanout.h"
#include "env.h"

#define STRIDE	1536u
#define ROWS	96u
#define PAGES	(STRIDE * ROWS / 4096)

/* Bit by bit, as the PRM draws them. */
static u32 offset_of(u64 modifier, u32 x, u32 y)
{
	switch (modifier) {
	case I915_FORMAT_MOD_X_TILED:
		return ((y >> 3) * (STRIDE >> 9) + (x >> 9)) << 12 | (y & 7) << 9 | (x & 511);
	case I915_FORMAT_MOD_Y_TILED:
		return ((y >> 5) * (STRIDE >> 7) + (x >> 7)) << 12 | (x >> 4 & 7) << 9 |
		       (y & 31) << 4 | (x & 15);
	default:
		return y * STRIDE + x;
	}
}

static u8 byte_at(u32 x, u32 y)
{
	return x * 7 + y * 131 + (x >> 8) * 3 + (y >> 3);
}

static void draw(struct vgt_env *env, u64 gpa, u64 modifier)
{
	u32 x, y;

	for (y = 0; y < ROWS; y++)
		for (x = 0; x < STRIDE; x++)
			*(u8 *)fake_guest_va(&env->guest, gpa + offset_of(modifier, x, y)) =
				byte_at(x, y);
}

static int copy(struct vgt_env *env, const struct vgt_scanout *s, void *to)
{
	int ret;

	mutex_lock(&env->vgpu->lock);
	ret = vgt_scanout_copy(env->vgpu, s, to);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

/* The first byte of a copy that is wrong, or -1. */
static int first_wrong(const struct vgt_scanout *s, const u8 *seen)
{
	u32 len = s->width * s->cpp;
	u32 x, y;

	for (y = 0; y < s->height; y++)
		for (x = 0; x < len; x++)
			if (seen[y * len + x] !=
			    byte_at(s->offset_x * s->cpp + x, s->offset_y + y))
				return y * len + x;
	return -1;
}

static void copies(struct kunit *test)
{
	static const struct {
		u64 modifier;
		u32 tile_width;
	} tilings[] = {
		{ DRM_FORMAT_MOD_LINEAR, 4096 },
		{ I915_FORMAT_MOD_X_TILED, 512 },
		{ I915_FORMAT_MOD_Y_TILED, 128 },
	};
	static const struct {
		u32 x;
		u32 y;
		u32 width;
		u32 height;
		u32 cpp;
	} parts[] = {
		{ 0, 0, STRIDE / 4, ROWS, 4 },
		{ 0, 0, 1, 1, 4 },
		{ 5, 3, 100, 50, 4 },
		{ 127, 31, 2, 2, 4 },
		{ 3, 9, 1400, 40, 1 },
		{ 33, 33, 257, 63, 2 },
		{ 1, 95, 190, 1, 8 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u8 *seen = kzalloc(STRIDE * ROWS, GFP_KERNEL);
	u64 gpa = env_pages(env, PAGES);
	struct vgt_scanout s = { .stride = STRIDE, .size = PAGES * 4096 };
	u32 i, j;

	KUNIT_ASSERT_TRUE(test, seen);
	s.addr = env_ggtt_map(env, gpa, PAGES);
	for (i = 0; i < ARRAY_SIZE(tilings); i++) {
		draw(env, gpa, tilings[i].modifier);
		s.modifier = tilings[i].modifier;
		s.tile_width = tilings[i].tile_width;
		for (j = 0; j < ARRAY_SIZE(parts); j++) {
			s.offset_x = parts[j].x;
			s.offset_y = parts[j].y;
			s.width = parts[j].width;
			s.height = parts[j].height;
			s.cpp = parts[j].cpp;
			memset(seen, 0, STRIDE * ROWS);
			KUNIT_EXPECT_EQ(test, copy(env, &s, seen), 0);
			KUNIT_EXPECT_EQ(test, first_wrong(&s, seen), -1);
		}
	}
	kfree(seen);
}

static void copies_refused(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u8 *seen = kzalloc(STRIDE * ROWS, GFP_KERNEL);
	u64 gpa = env_pages(env, PAGES);
	struct vgt_scanout s = {
		.stride = STRIDE, .size = PAGES * 4096, .width = STRIDE / 4, .height = ROWS,
		.cpp = 4, .tile_width = 128, .modifier = I915_FORMAT_MOD_Y_TILED,
	};

	KUNIT_ASSERT_TRUE(test, seen);
	s.addr = env_ggtt_map(env, gpa, PAGES);
	KUNIT_EXPECT_EQ(test, copy(env, &s, seen), 0);
	s.upside_down = true;
	KUNIT_EXPECT_EQ(test, copy(env, &s, seen), -EOPNOTSUPP);
	s.upside_down = false;
	/* The Yf tiles of drm_fourcc.h. */
	s.modifier = fourcc_mod_code(INTEL, 3);
	KUNIT_EXPECT_EQ(test, copy(env, &s, seen), -EOPNOTSUPP);
	/* The last page is no memory. */
	env_ggtt_set(env, s.addr + (PAGES - 1) * 4096, 1ull << 37);
	env_ggtt_flush(env);
	s.modifier = I915_FORMAT_MOD_Y_TILED;
	KUNIT_EXPECT_EQ(test, copy(env, &s, seen), -EFAULT);
	s.modifier = DRM_FORMAT_MOD_LINEAR;
	KUNIT_EXPECT_EQ(test, copy(env, &s, seen), -EFAULT);
	kfree(seen);
}

static struct kunit_case copy_cases[] = {
	KUNIT_CASE(copies),
	KUNIT_CASE(copies_refused),
	{ }
};

static struct kunit_suite copy_suite = {
	.name = "copy",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = copy_cases,
};

kunit_test_suite(copy_suite);
