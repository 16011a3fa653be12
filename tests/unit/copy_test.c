// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies of pictures: every byte from where the tiling puts it.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <uapi/drm/drm_fourcc.h>

#include "core/display/scanout.h"
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

/* ---- cursors ---- */

#define CURSOR		64
#define PICTURE		32	/* pixels of a side: less than the cursor's */

struct blend {
	struct vgt_scanout cursor;
	struct vgt_scanout s;
	u32 picture[PICTURE * PICTURE];
};

static int do_blend(struct vgt_env *env, struct blend *b, u32 under)
{
	u32 i;
	int ret;

	for (i = 0; i < PICTURE * PICTURE; i++)
		b->picture[i] = under;
	mutex_lock(&env->vgpu->lock);
	ret = vgt_scanout_blend(env->vgpu, &b->cursor, &b->s, b->picture);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

/* How many pixels of the picture are @val. */
static u32 count(const struct blend *b, u32 val)
{
	u32 i, n = 0;

	for (i = 0; i < PICTURE * PICTURE; i++)
		n += b->picture[i] == val;
	return n;
}

static struct blend *blend_get(struct kunit *test, struct vgt_env *env, u32 **pixel)
{
	struct blend *b = kzalloc(sizeof(*b), GFP_KERNEL);
	u64 gpa = env_pages(env, 4);

	if (!b)
		return NULL;
	b->cursor = (struct vgt_scanout){
		.width = CURSOR, .height = CURSOR, .stride = CURSOR * 4, .cpp = 4,
		.size = 4 * 4096, .fourcc = DRM_FORMAT_ARGB8888,
	};
	b->cursor.addr = env_ggtt_map(env, gpa, 4);
	b->s = (struct vgt_scanout){
		.width = PICTURE, .height = PICTURE, .fourcc = DRM_FORMAT_XRGB8888, .cpp = 4,
	};
	*pixel = fake_guest_va(&env->guest, gpa);
	return b;
}

static void cursor_places(struct kunit *test)
{
	static const struct {
		s32 x;
		s32 y;
		u32 covered;
	} cases[] = {
		{ 0, 0, PICTURE * PICTURE },
		{ -10, -10, PICTURE * PICTURE },
		{ 30, 0, 2 * PICTURE },
		{ 0, 31, PICTURE },
		{ 31, 31, 1 },
		{ -63, 0, PICTURE },
		{ -63, -63, 1 },
		{ -64, 0, 0 },
		{ 0, -64, 0 },
		{ 32, 0, 0 },
		{ 0, 32, 0 },
		{ 32767, 32767, 0 },
		{ -32767, -32767, 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 *pixel, i;
	struct blend *b = blend_get(test, env, &pixel);

	KUNIT_ASSERT_TRUE(test, b);
	for (i = 0; i < CURSOR * CURSOR; i++)
		pixel[i] = 0xff112233;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		b->cursor.x = cases[i].x;
		b->cursor.y = cases[i].y;
		KUNIT_EXPECT_EQ(test, do_blend(env, b, 0x99abcdef), 0);
		KUNIT_EXPECT_EQ(test, count(b, 0x99112233), cases[i].covered);
		KUNIT_EXPECT_EQ(test, count(b, 0x99abcdef),
				PICTURE * PICTURE - cases[i].covered);
	}
	/* The plane is not at the pipe's corner. */
	b->s.x = 5;
	b->s.y = 6;
	b->cursor.x = 36;
	b->cursor.y = 36;
	KUNIT_EXPECT_EQ(test, do_blend(env, b, 0), 0);
	KUNIT_EXPECT_EQ(test, b->picture[30 * PICTURE + 31], 0x112233);
	KUNIT_EXPECT_EQ(test, count(b, 0), PICTURE * PICTURE - 2);
	kfree(b);
}

static void cursor_mixes(struct kunit *test)
{
	static const struct {
		u32 over;
		u32 under;
		u32 fourcc;
		u32 seen;
	} cases[] = {
		{ 0x00000000, 0x12345678, DRM_FORMAT_XRGB8888, 0x12345678 },
		{ 0xff102030, 0x12345678, DRM_FORMAT_ARGB8888, 0x12102030 },
		{ 0xff102030, 0x12345678, DRM_FORMAT_XBGR8888, 0x12302010 },
		{ 0x80400020, 0x00808080, DRM_FORMAT_XRGB8888, 0x00804060 },
		{ 0x00ffffff, 0x00808080, DRM_FORMAT_ABGR8888, 0x00ffffff },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 *pixel, i;
	struct blend *b = blend_get(test, env, &pixel);

	KUNIT_ASSERT_TRUE(test, b);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		pixel[0] = cases[i].over;
		b->s.fourcc = cases[i].fourcc;
		KUNIT_EXPECT_EQ(test, do_blend(env, b, cases[i].under), 0);
		KUNIT_EXPECT_EQ(test, b->picture[0], cases[i].seen);
		KUNIT_EXPECT_EQ(test, b->picture[1], cases[i].under);
	}
	b->s.fourcc = DRM_FORMAT_RGB565;
	KUNIT_EXPECT_EQ(test, do_blend(env, b, 0), -EOPNOTSUPP);
	b->s.fourcc = DRM_FORMAT_XRGB8888;
	env_ggtt_set(env, b->cursor.addr, 1ull << 37);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, do_blend(env, b, 0), -EFAULT);
	kfree(b);
}

static struct kunit_case copy_cases[] = {
	KUNIT_CASE(copies),
	KUNIT_CASE(copies_refused),
	KUNIT_CASE(cursor_places),
	KUNIT_CASE(cursor_mixes),
	{ }
};

static struct kunit_suite copy_suite = {
	.name = "copy",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = copy_cases,
};

kunit_test_suite(copy_suite);
